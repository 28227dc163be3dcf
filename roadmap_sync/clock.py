"""The only reader of the clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today(zone: str) -> date:
    """Return the day it is now in ``zone``, an IANA name such as ``America/Chicago``."""
    return datetime.now(ZoneInfo(zone)).date()
