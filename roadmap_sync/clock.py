"""The only reader of the clock, and of the zone it is set to."""

import os
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

#: What Windows calls the zones of the United States.
_WINDOWS = {
    "Atlantic Standard Time": "America/Puerto_Rico",
    "SA Western Standard Time": "America/Puerto_Rico",
    "Eastern Standard Time": "America/New_York",
    "US Eastern Standard Time": "America/Indiana/Indianapolis",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "US Mountain Standard Time": "America/Phoenix",
    "Pacific Standard Time": "America/Los_Angeles",
    "Alaskan Standard Time": "America/Anchorage",
    "Hawaiian Standard Time": "Pacific/Honolulu",
}
_LOCALTIME = Path("/etc/localtime")


def today(zone: str) -> date:
    """Return the day it is now in ``zone``, an IANA name such as ``America/Chicago``."""
    return datetime.now(ZoneInfo(zone)).date()


def now() -> datetime:
    """Return the time it is, UTC, without fractions of a second."""
    return datetime.now(UTC).replace(microsecond=0)


def monotonic() -> float:
    """Return seconds of a clock that nobody sets back; only differences mean something."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def local_zone() -> str:
    """Return the zone this computer is set to, or an empty text if it does not say.

    A computer that is set to UTC does not say where its owner is.
    """
    words = [os.environ.get("TZ", "").removeprefix(":"), _linked(), _WINDOWS.get(time.tzname[0])]
    for word in words:
        if word and re.fullmatch(r"[A-Z]\w+(/[\w+-]+){1,2}", word) and not word.startswith("Etc/"):
            try:
                return ZoneInfo(word).key
            except (KeyError, OSError, ValueError):
                continue
    return ""


def _linked() -> str:
    """Return the zone that the system's clock file is a link to."""
    try:
        return str(_LOCALTIME.readlink()).partition("zoneinfo/")[2]
    except (OSError, ValueError):
        return ""
