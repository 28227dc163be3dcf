"""What one student's calendar does to a plan: what shrank, and what is not for them. Pure.

A phase is compared with itself for a student of the same start who follows the plan's own
rules. Steps that were to have a day and found none are findings of `expand`, not repeated here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from roadmap_sync.items import Window
from roadmap_sync.plan.conditions import evaluate
from roadmap_sync.plan.model import Phase, Plan
from roadmap_sync.plan.when import When, anchors
from roadmap_sync.schedule.absent import place_and_words
from roadmap_sync.schedule.dates import is_weekday
from roadmap_sync.schedule.expand import Schedule
from roadmap_sync.schedule.found import Found, Missing, window_of
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.occurrences import Facts
from roadmap_sync.schedule.phases import phase_frame
from roadmap_sync.schedule.student import Student, default_match_year

#: A phase that lost less than so many days, or less than this part, is as long as usual:
#: the national calendar itself moves by a week from year to year.
_SLACK = 7
_SHARE = 0.1


class Shrunk(Struct, frozen=True):
    """A phase that is shorter than usual, or gone.

    Attributes:
        window: Its days; None if it has none.
        usual: Its days by the plan's own rules; None if it has none by them either.
        why: What made it so, one reason each.
    """

    phase: Phase
    window: Window | None
    usual: Window | None
    why: tuple[str, ...]


class Fitting(Struct, frozen=True):
    """How a plan fits a student.

    Attributes:
        shrunk: Phases in the order of the plan.
        not_for: Steps whose condition, or that of their phase, never holds for this student.
        not_in: Steps that hold in some blocks only: the ids of the blocks in which they do not.
        waiting: Lists of the student file without an entry, and the steps they would give.
        over: How many items are left out because they were over when the student joined.
        joined: That day; None for none.
    """

    shrunk: tuple[Shrunk, ...]
    not_for: tuple[str, ...]
    not_in: dict[str, tuple[str, ...]]
    waiting: dict[str, tuple[str, ...]]
    over: int
    joined: date | None


def fitting(schedule: Schedule, plan: Plan) -> Fitting:
    """Return how a plan fits the student of a schedule that was made from it."""
    present: dict[str, set[str]] = {}
    for family in schedule.families:
        present.setdefault(family.step.id, set()).add(family.block)
    not_for, not_in, waiting = [], {}, dict[str, list[str]]()
    for step in plan.steps.values():
        block = plan.blocks[step.home] if step.in_block else None
        copies = schedule.copies[step.home] if step.in_block else ()
        places = ("",) if block is None else tuple(copy.entry.id for copy in copies)
        missing = tuple(place for place in places if place not in present.get(step.id, ()))
        if block is not None and not places:
            waiting.setdefault(block.entries, []).append(step.id)
        elif missing == places:
            not_for.append(step.id)
        elif missing:
            not_in[step.id] = missing
    steps = {name: tuple(ids) for name, ids in waiting.items()}
    return Fitting(
        tuple(_shrunk(schedule, plan)), tuple(not_for), not_in, steps,
        len(schedule.roadmap.over), schedule.student.joined,
    )  # fmt: skip


def without_days(plan: Plan, student: Student) -> tuple[Phase, ...]:
    """Return the phases that begin and end, but have no day for a student."""
    dates = NamedDates(plan, student, _programme(student))
    return tuple(
        phase for phase in plan.phases.values()
        if phase.from_when is not None and phase.until_when is not None
        and _window(phase, student, dates) is None
    )  # fmt: skip


def _shrunk(schedule: Schedule, plan: Plan) -> Iterator[Shrunk]:
    student, own = schedule.student, schedule.dates
    usual = _usual(student, plan)
    facts = Facts(plan, student, own)
    for phase in plan.phases.values():
        if phase.condition is not None and not evaluate(phase.condition, facts):
            reason = f"its condition does not hold for you ({place_and_words(phase.condition)})"
            yield Shrunk(phase, None, None, (reason,))
        elif phase.from_when is not None and phase.until_when is not None:
            now, before = (_window(phase, student, dates) for dates in (own, usual))
            if _is_shorter(now, before):
                why = tuple(_causes(phase, plan, own, usual, student))
                yield Shrunk(phase, now, before, why)


def _usual(student: Student, plan: Plan) -> NamedDates:
    """Return the named dates of a student of the same start without dates of their own.

    A plan that begins at a distance from the Match has the same length in every year.
    """
    year = student.match_year if plan.start else default_match_year(student.start)
    other = Student(id="usual", start=student.start, match_year=year, holidays=())
    return NamedDates(plan, other, _programme(student))


def _programme(student: Student) -> Frame:
    return Frame(student.start, None, is_weekday)


def _window(phase: Phase, student: Student, dates: NamedDates) -> Window | None:
    frame = phase_frame(phase, student.start, dates, _programme(student))
    return None if frame.last is None else window_of(frame.first, frame.last)


def _is_shorter(now: Window | None, usual: Window | None) -> bool:
    if now is None:
        return True
    if usual is None:
        return False
    lost = _length(usual) - _length(now)
    return lost >= _SLACK and lost >= _SHARE * _length(usual)


def _length(window: Window) -> int:
    """Return how many days a window has."""
    return (window.until_day - window.from_day).days + 1


def _causes(
    phase: Phase, plan: Plan, own: NamedDates, usual: NamedDates, student: Student
) -> Iterator[str]:
    """Yield the dates behind a phase that are not as usual, the student's own ones if any."""
    names = list(_behind((phase.from_when, phase.until_when), plan))
    other = [name for name in names if _days(own, name) != _days(usual, name)]
    stated = [name for name in other if name in {*student.dates, *student.dropped_stages}]
    for name in stated or other:
        yield f"{name} is {_days(own, name)}, usually {_days(usual, name)}"


def _behind(whens: Iterable[When | None], plan: Plan) -> dict[str, None]:
    """Return the named dates that dates rest on, their rules included."""
    found: dict[str, None] = {}
    stack = list(whens)
    while stack:
        for anchor in anchors(stack.pop(0)):
            if anchor.name in plan.dates and anchor.name not in found:
                found[anchor.name] = None
                stack.append(plan.dates[anchor.name].rule)
    return found


def _days(dates: NamedDates, name: str) -> str:
    found: Found | Missing = dates.find(name)
    if isinstance(found, Missing):
        return "not there"
    last = "" if found.first == found.last else f" to {found.last}"
    return f"{found.first}{last}"
