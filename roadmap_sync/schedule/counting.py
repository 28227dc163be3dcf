"""Days, weeks, months and ordinals counted inside a frame.

In a phase weeks are calendar weeks, and what lies outside the phase is empty. In a block only
weeks with a service day count, and what a short block has no room for is clipped to its
nearest part or dropped, as the step says (DESIGN.md section 4, rule 6).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from roadmap_sync.items import Window
from roadmap_sync.plan.model import Fit
from roadmap_sync.plan.when import Count, Edge, Unit, Weekday
from roadmap_sync.schedule.dates import DAY, LAST_DAY, is_weekday, monday, month_window, overlap
from roadmap_sync.schedule.found import Found, Missing, Settle
from roadmap_sync.schedule.frame import Frame, each_day

_T = TypeVar("_T")
_NO_ROOM = "the block is too short for it"
_NO_SERVICE = "the block has no service day"
_OUTSIDE = "its days lie outside the phase"
_OPEN = "it counts from the end of something that has no end"


def count_window(when: Count, frame: Frame, fit: Fit) -> Found | Missing:
    """Return the days, weeks or months of a frame, both numbers inclusive."""
    if frame.last is None and when.first < 0:
        return Missing(_OPEN)
    if frame.is_block:
        return _count_in_block(when, frame, fit)
    return _count_in_phase(when, frame)


def _count_in_phase(when: Count, frame: Frame) -> Found | Missing:
    if when.unit is Unit.DAY:
        return _days_of_phase(when, frame)
    if when.first > 0:
        window = _counted_from(frame.origin, when)
    else:
        assert frame.last is not None
        window = _counted_back(frame.last, when)
    inside = overlap(window, frame.window)
    return Missing(_OUTSIDE) if inside is None else Found(inside)


def _counted_from(origin: date, when: Count) -> Window:
    if when.unit is Unit.MONTH:
        months = when.last - when.first + 1
        return month_window(origin.year, origin.month + when.first - 1, months)
    start = monday(origin) + timedelta(weeks=when.first - 1)
    return Window(start, start + timedelta(weeks=when.last - when.first + 1) - DAY)


def _counted_back(end: date, when: Count) -> Window:
    if when.unit is Unit.MONTH:
        return month_window(end.year, end.month + when.first + 1, when.last - when.first + 1)
    start = monday(end) + timedelta(weeks=when.first + 1)
    return Window(start, start + timedelta(weeks=when.last - when.first + 1) - DAY)


def _days_of_phase(when: Count, frame: Frame) -> Found | Missing:
    if frame.last is None:
        first, last = frame.nth_day(when.first), frame.nth_day(when.last)
        if first is None or last is None:
            return Missing(_OUTSIDE)
        return _days(first, last)
    chosen = _slice(frame.days, when)
    return _days(chosen[0], chosen[-1]) if chosen else Missing(_OUTSIDE)


def _count_in_block(when: Count, frame: Frame, fit: Fit) -> Found | Missing:
    if not frame.days:
        return Missing(_NO_SERVICE)
    if when.unit is Unit.MONTH:
        groups = _service_months(frame)
    elif when.unit is Unit.WEEK:
        groups = frame.weeks
    else:
        groups = tuple((day,) for day in frame.days)
    chosen = _slice(groups, when)
    if chosen:
        return _days(chosen[0][0], chosen[-1][-1])
    if fit is Fit.DROP:
        return Missing(_NO_ROOM, own=True)
    nearest = groups[-1] if when.first > 0 else groups[0]
    found = _days(nearest[0], nearest[-1])
    return Found(found.window, found.settle, clipped=f"{_NO_ROOM}: moved into its days")


def _service_months(frame: Frame) -> tuple[tuple[date, ...], ...]:
    """Service days by calendar month; months count from the block's first day."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in frame.days:
        months.setdefault((day.year, day.month), []).append(day)
    return tuple(tuple(days) for days in months.values())


def _slice(groups: Sequence[_T], when: Count) -> Sequence[_T]:
    size = len(groups)
    if when.first > 0:
        return groups[when.first - 1 : when.last]
    return groups[max(0, size + when.first) : max(0, size + when.last + 1)]


def _days(first: date, last: date) -> Found:
    return Found(Window(first, last), Settle.LATER if first == last else Settle.RANGE)


def ordinal(number: int, weekday: Weekday, days: Sequence[date], frame: Frame) -> date | None:
    """Return the n-th day of a kind among ``days``, counted from 1, or from the end if negative."""
    fitting = [day for day in days if is_kind(day, weekday, frame)]
    index = number - 1 if number > 0 else number
    return fitting[index] if -len(fitting) <= index < len(fitting) else None


def is_kind(day: date, weekday: Weekday, frame: Frame) -> bool:
    """Is it that day of the week? A workday is what the frame counts as one."""
    if weekday is Weekday.DAY:
        return True
    if weekday is Weekday.WEEKDAY:
        return is_weekday(day)
    if weekday is Weekday.WORKDAY:
        return frame.is_working(day)
    return list(Weekday)[day.weekday()] is weekday


def days_to_count(window: Window, frame: Frame) -> Sequence[date]:
    """Return what ordinals count in: service days in a block, else every day, at most 12 years."""
    if frame.is_block:
        return frame.within(window)
    limit = min(window.until_day, window.from_day + timedelta(days=4400), LAST_DAY)
    return each_day(Window(window.from_day, limit))


def part(edge: Edge, window: Window, frame: Frame) -> Found | Missing:
    """Return the last or first working day of a window, or its middle third."""
    days = days_to_count(window, frame)
    if edge is Edge.MIDDLE:
        if not days:
            return Missing(_NO_SERVICE)
        third = len(days) // 3
        return _days(days[third], days[len(days) - 1 - third])
    working = [day for day in days if frame.is_working(day)]
    if not working:
        return Missing("it has no working day")
    day = working[-1] if edge is Edge.END else working[0]
    settle = Settle.EARLIER if edge is Edge.END else Settle.LATER
    return Found(Window(day, day), settle)
