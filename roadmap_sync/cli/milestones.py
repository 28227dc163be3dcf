"""A schedule → the days on which the roadmap's growth curves have their goals."""

from typing import TYPE_CHECKING

from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.dates import DAY
from roadmap_sync.schedule.expand import Schedule

if TYPE_CHECKING:
    from roadmap_sync.people.growth import Days

#: The named dates before whose first days MS1, MS2 and MS3 end, and the one with which MS4 does.
_ENDS = ("ms2", "clerkships", "ms4")
_LAST = "graduation"


def milestones_of(plan: Plan, schedule: Schedule) -> "Days":
    """Return the student's days for the milestones of `people.growth`.

    None for one the student does not have, such as the end of MS3 in a school of three years;
    nothing at all for a plan of other dates.
    """
    if not {*_ENDS, _LAST} <= plan.dates.keys():
        return ()
    before = [schedule.dates.bound(name, end=False) for name in _ENDS]
    ends = [None if day is None else day - DAY for day in before]
    return (schedule.student.start, *ends, schedule.dates.bound(_LAST, end=False))
