"""A phase of the plan → the days it has for one student."""

from datetime import date

from roadmap_sync.plan.model import Phase
from roadmap_sync.schedule.found import Found, Missing
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.named import NamedDates


def phase_frame(phase: Phase, start: date, dates: NamedDates, programme: Frame) -> Frame:
    """Return the frame of a phase; without `from` and `until` it is the whole programme.

    A phase whose `until` comes before its `from` for this student has a frame without days.

    Args:
        phase: As the plan says.
        start: First day of medical school.
        dates: The student's named dates.
        programme: Knows the working days.
    """
    first = dates.window(phase.from_when) if phase.from_when else None
    last = dates.window(phase.until_when) if phase.until_when else None
    count_from = dates.bound(phase.count_from, end=False) if phase.count_from else None
    from_day = first.first if isinstance(first, Found) else start
    until = last.last if isinstance(last, Found) else None
    if isinstance(first, Missing) or isinstance(last, Missing):
        until = from_day.replace(year=from_day.year - 1, day=1)
    return Frame(from_day, until, programme.is_working, count_from=count_from, name=phase.title)
