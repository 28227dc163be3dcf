"""Calendar arithmetic on days. No student, no zone, no clock: dates in, dates out."""

from calendar import monthrange
from datetime import date, timedelta

from roadmap_sync.items import Window
from roadmap_sync.plan.when import Unit

DAY = timedelta(days=1)
#: Nothing is ever computed outside these days.
FIRST_DAY = date(1980, 1, 1)
LAST_DAY = date(2150, 12, 31)
_SATURDAY = 5


def monday(day: date) -> date:
    """Return the Monday of the week, Monday to Sunday, that holds a day."""
    return day - timedelta(days=day.weekday())


def is_weekday(day: date) -> bool:
    """Is it Monday to Friday, whatever anybody's days off?"""
    return day.weekday() < _SATURDAY


def add_months(day: date, months: int) -> date:
    """Move by calendar months; the day of the month stays, or becomes the month's last.

    31 January plus one month is 28 or 29 February; always count from the anchor, or days get
    lost on the way.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(day: date, count: int, unit: Unit) -> date:
    """Move by calendar days, weeks, months or years; backwards if ``count`` is negative.

    The result is kept between `FIRST_DAY` and `LAST_DAY`.
    """
    if unit is Unit.MONTH:
        moved = add_months(day, _bounded(count, 12 * 60))
    elif unit is Unit.YEAR:
        moved = add_months(day, 12 * _bounded(count, 60))
    else:
        days = count * (7 if unit is Unit.WEEK else 1)
        moved = day + timedelta(days=_bounded(days, 366 * 60))
    return min(max(moved, FIRST_DAY), LAST_DAY)


def month_window(year: int, month: int, count: int = 1) -> Window:
    """Return ``count`` whole calendar months; ``month`` may lie outside 1 to 12."""
    carry, index = divmod(month - 1, 12)
    first = date(year + carry, index + 1, 1)
    return Window(first, add_months(first, count) - DAY)


def overlap(one: Window, other: Window) -> Window | None:
    """Return the days both windows share, or None."""
    first = max(one.from_day, other.from_day)
    last = min(one.until_day, other.until_day)
    return Window(first, last) if first <= last else None


def _bounded(count: int, limit: int) -> int:
    return max(-limit, min(limit, count))
