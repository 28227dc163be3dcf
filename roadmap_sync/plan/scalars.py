"""Single values as people write them: days, hours and time zones. Knows nothing else."""

import re
from datetime import date, time
from zoneinfo import ZoneInfo

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
#: Zones that mean another hour in summer than most who write them think, and what to write.
WITHOUT_SUMMER = {
    "EST": "write 'America/New_York'",
    "MST": "write 'America/Denver', or 'America/Phoenix' for Arizona",
}
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
