"""Single values as people write them: days, hours and time zones. Knows nothing else."""

import re
from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
#: What people in the US call their time.
_SPOKEN = {
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago",
    "mountain": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
}  # fmt: skip
#: The first and the last year we compute with.
YEARS = range(1990, 2101)


def parse_date(text: str) -> date | None:
    """Return the day of ``2026-08-31``, or None if it is not one (or outside `YEARS`)."""
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) not in YEARS:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """Return the time of ``17:30``, or None."""
    match = _TIME.fullmatch(text)
    return None if match is None else time(int(match[1]), int(match[2]))


def parse_zone(text: str) -> str | None:
    """Return ``text`` if it names a time zone of the IANA database, else None."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", text, re.ASCII):
        return None
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError, ValueError):
        return None


def no_zone(text: str) -> str:
    """Return what to say of a text that names no time zone: which one may be meant."""
    words = f"'{text}' is not a time zone such as America/Chicago"
    place = "_".join(text.lower().removesuffix(" time").split())
    zones = sorted(available_timezones(), key=lambda zone: (not zone.startswith("America/"), zone))
    there = [zone for zone in zones if zone.lower().rpartition("/")[2] == place and "/" in zone]
    near = _SPOKEN.get(place) or next(iter(there), "")
    return f"{words}; did you mean '{near}'?" if near else words
