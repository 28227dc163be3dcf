"""Days and numbers in the words of `explain`."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from roadmap_sync.items import Item, Window
from roadmap_sync.schedule.student import Student

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHOWN = 5


def moment(item: Item, student: Student) -> str:
    """Return the day of an item and its hour on the student's clock.

    An hour that others set elsewhere follows in their zone: ``Thu 2032-03-04, 03:00 CET
    (Wed 2032-03-03, 21:00 EST)``.
    """
    start = item.start
    if not isinstance(start, datetime):
        return day(item.date)
    local = start.astimezone(ZoneInfo(student.zone_on(start.date())))
    here, there = (f"{day(one.date())}, {one:%H:%M %Z}" for one in (local, start))
    return here if here == there else f"{here} ({there})"


def day(one: date) -> str:
    """Return ``Fri 2028-07-14``."""
    return f"{_DAYS[one.weekday()]} {one.isoformat()}"


def span(window: Window) -> str:
    """Return ``Mon 2028-07-10 to Fri 2028-07-14``, or the one day."""
    if window.from_day == window.until_day:
        return day(window.from_day)
    return f"{day(window.from_day)} to {day(window.until_day)}"


def number(count: int, word: str) -> str:
    """Return ``no step``, ``1 step`` or ``2 steps``."""
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def some(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
