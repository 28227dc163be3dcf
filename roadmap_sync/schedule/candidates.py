"""A window → the days a step may really stand on: working days, and no exam days."""

from bisect import bisect_left
from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.items import Window
from roadmap_sync.schedule.dates import is_weekday
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.found import Found, Missing, Settle
from roadmap_sync.schedule.frame import Frame, each_day
from roadmap_sync.schedule.student import Student

#: A step on a single day moves by at most so many days to find a working day.
_FAR = 21


class Candidates(Struct, frozen=True):
    """Where a step may stand.

    Attributes:
        window: As the plan says; of a single day that had to move, the day it moved to.
        days: Ordinals, ascending, never empty.
        moved: Why a single day had to move; empty if it did not.
    """

    window: Window
    days: tuple[int, ...]
    moved: str = ""


def candidates(
    found: Found, frame: Frame, off: DaysOff, *, fixed: bool, student: Student
) -> Candidates | Missing:
    """Return the days of a window that a step may stand on.

    Args:
        found: The window and how a day follows from it.
        frame: Whose working days (service days in a block) count.
        off: Exam days: nothing lands there.
        fixed: Does a single day stay where it is, working or not (events)?
        student: Nothing stands before their start, nor before the day they joined if the window
            reaches beyond it.
    """
    window, start, joined = found.window, student.start, student.joined
    single = window.from_day == window.until_day
    if single and (fixed or found.settle is Settle.EXACT):
        return Candidates(window, (window.from_day.toordinal(),))
    if single:
        return _nearest(found, frame, off, start)
    inside = Window(max(window.from_day, start), window.until_day)
    days = _service_days(inside, frame, off) if frame.is_block else off.free_days(inside)
    if not days:
        return Missing(f"no working day between {inside.from_day} and {inside.until_day}"
                       f"{_closed(inside, off)}")  # fmt: skip
    if joined is not None and window.from_day < joined <= window.until_day:
        days = days[bisect_left(days, joined.toordinal()) :] or days[-1:]
    return Candidates(window, days)


def _closed(window: Window, off: DaysOff) -> str:
    """Return the one reason of all its days in brackets: `` (PhD)``; empty for several."""
    names = {off.reason(day) for day in each_day(window) if is_weekday(day)}
    return f" ({names.pop()})" if len(names) == 1 and names != {""} else ""


def _service_days(window: Window, block: Frame, off: DaysOff) -> tuple[int, ...]:
    days = (day for day in each_day(window) if block.is_working(day) and not off.is_exam(day))
    return tuple(day.toordinal() for day in days)


def _nearest(found: Found, frame: Frame, off: DaysOff, start: date) -> Candidates | Missing:
    """Return the day itself, or the nearest working day: in its own direction first."""
    first = -1 if found.settle is Settle.EARLIER else 1
    inside = frame.is_block and found.window.from_day in frame.window
    for direction in (first, -first):
        for distance in range(_FAR + 1):
            day = found.window.from_day + timedelta(days=direction * distance)
            if inside and day not in frame.window:
                break
            if day >= start and frame.is_working(day) and not off.is_exam(day):
                moved = _reason(found.window.from_day, off) if distance else ""
                return Candidates(Window(day, day), (day.toordinal(),), moved)
    return Missing(f"no working day near {found.window.from_day}")


def _reason(day: date, off: DaysOff) -> str:
    if off.is_exam(day):
        return f"{day.isoformat()} is an exam day"
    return f"{day.isoformat()} is not a working day ({off.reason(day) or 'no service'})"
