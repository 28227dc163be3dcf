"""Joining late: one dated checklist of what was over but is still worth doing."""

from collections.abc import Sequence
from datetime import date, timedelta

from roadmap_sync.items import Item, Window
from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.identity import uid
from roadmap_sync.schedule.student import Student

#: The checklist is for the first two weeks, and stands on a working day of the second.
_DAYS = 14
_BEGINS = 7
#: Items that no plan declares have this for their plan.
OURS = "roadmap-sync"
STEP = "catch-up"


def catch_up(over: Sequence[Item], plan: Plan, student: Student, off: DaysOff) -> Item | None:
    """Return the checklist for what the plan marks as still worth doing; None if there is none.

    Args:
        over: What was over when the student joined, in the order of days.
        plan: Says which steps can be caught up with (``catch_up: true``).
        student: With a day of joining.
        off: For a working day.
    """
    worth = [item for item in over if plan.steps[item.step].catch_up]
    lines = tuple(dict.fromkeys(item.title for item in worth))
    if not lines or student.joined is None:
        return None
    window = Window(student.joined, student.joined + timedelta(days=_DAYS - 1))
    day = _day(window, off)
    return Item(
        uid=uid(student.id, OURS, STEP, ""),
        plan=OURS, step=STEP, occurrence="", kind="task", type="task",
        title="Catch up: what is still worth doing",
        notes="You joined later than this plan begins. These things were meant for earlier and "
        "are still worth a few minutes each. Leave out what you have done.",
        checklist=lines, message=None,
        date=day, start=day, end=day + timedelta(days=1),
        window=window, window_text="within 2 weeks after you joined",
        source=tuple(dict.fromkeys(row for item in worth for row in item.source)),
        block=None, person=None, stage="", phase=STEP, phase_title="Catching up",
        tags=(STEP,), expected=False, deadline=False, sample=False, alarm=None,
        place="", link="", updated=plan.updated,
    )  # fmt: skip


def _day(window: Window, off: DaysOff) -> date:
    """Return the first working day from the second week on, or else the last day."""
    day = window.from_day + timedelta(days=_BEGINS)
    while day < window.until_day and not (off.is_working(day) and not off.is_exam(day)):
        day += timedelta(days=1)
    return day
