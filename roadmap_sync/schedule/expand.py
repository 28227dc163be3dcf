"""Plan + Student → roadmap. Pure: the same inputs give the same items, byte for byte."""

from msgspec import Struct

from roadmap_sync.items import OnRequest as Listed
from roadmap_sync.items import PlanRef, Roadmap
from roadmap_sync.plan.conditions import evaluate
from roadmap_sync.plan.model import Plan
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.block_notes import block_notes, short_blocks
from roadmap_sync.schedule.blocks import BlockCopy, copies
from roadmap_sync.schedule.catch_up import catch_up
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.making import Maker
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.occurrences import (
    MAX_ITEMS,
    Facts,
    Family,
    Occurrence,
    TooManyError,
    families,
)
from roadmap_sync.schedule.phases import phase_frame
from roadmap_sync.schedule.placing import Placing
from roadmap_sync.schedule.plausible import unlikely
from roadmap_sync.schedule.sorting import Sorter
from roadmap_sync.schedule.spans import spans_of
from roadmap_sync.schedule.student import Student


class Schedule(Struct, frozen=True):
    """What expansion gives.

    Attributes:
        roadmap: The items, ready for a format.
        occurrences: What each item was made from, by the item's name, for `explain`.
        families: All families, those without a day included.
        copies: By id of the block of the plan: the student's own, in the order of their starts.
        dates: The named dates, computed.
        problems: What was left out or moved, and why.
        student: Whose roadmap it is.
    """

    roadmap: Roadmap
    occurrences: dict[str, Occurrence]
    families: tuple[Family, ...]
    copies: dict[str, tuple[BlockCopy, ...]]
    dates: NamedDates
    problems: Problems
    student: Student


def expand(plan: Plan, student: Student) -> Schedule:
    """Return a student's roadmap.

    Args:
        plan: Read and checked, so without unknown names and cycles.
        student: Checked against the plan.

    Returns:
        A roadmap; without any item, and with an error among the problems, if there would be
        more than `MAX_ITEMS`.
    """
    off = DaysOff(student)
    programme = Frame(student.start, None, off.is_working, name="medical school")
    dates = NamedDates(plan, student, programme)
    blocks = {name: copies(block, student, dates, off) for name, block in plan.blocks.items()}
    problems = Problems()
    problems.extend(block_notes(student, dates, off))
    problems.extend(unlikely(student, dates, off))
    frames = _frames(plan, student, dates, programme)
    try:
        all_ = _families(plan, student, dates, frames, blocks)
        Placing(plan, student, dates, off, all_).run()
    except TooManyError as error:
        problems.error("too-many", str(error), error.mark, "repeat it less often, or for fewer")
        all_ = []
    problems.extend(short_blocks(copy for several in blocks.values() for copy in several))
    _report(all_, problems)
    maker = Maker(plan, student)
    made = {m.name: (m, maker.item(m)) for f in all_ for m in f.members or ()}
    sorter = Sorter(plan)
    items = sorter.sorted(item for _, item in made.values())
    joined = student.joined
    over = [i for i in items if joined is not None and i.window.until_day < joined]
    gone = {item.uid for item in over}
    kept = [item for item in items if item.uid not in gone]
    late = catch_up(over, plan, student, off)
    if late is not None:
        kept = sorter.sorted([*kept, late])
    roadmap = Roadmap(
        plans=tuple(PlanRef(*requested) for requested in plan.requested),
        student=student.id,
        calendar_name=student.calendar.name or plan.title,
        zone=student.timezone,
        items=tuple(kept),
        on_request=_listed(all_, maker),
        over=tuple(over),
        spans=spans_of(kept, frames, blocks, plan),
    )
    occurrences = {name: member for name, (member, _) in made.items()}
    return Schedule(roadmap, occurrences, tuple(all_), blocks, dates, problems, student)


def _frames(plan: Plan, student: Student, dates: NamedDates, programme: Frame) -> dict[str, Frame]:
    """Return the days of each phase, by its id."""
    return {
        name: phase_frame(phase, student.start, dates, programme)
        for name, phase in plan.phases.items()
    }


def _listed(all_: list[Family], maker: Maker) -> tuple[Listed, ...]:
    return tuple(maker.listed(family) for family in all_ if family.on_request)


def _families(
    plan: Plan,
    student: Student,
    dates: NamedDates,
    frames: dict[str, Frame],
    blocks: dict[str, tuple[BlockCopy, ...]],
) -> list[Family]:
    found: list[Family] = []
    for step in plan.steps.values():
        home = plan.blocks[step.home] if step.in_block else plan.phases[step.home]
        places: list[tuple[BlockCopy | None, Frame]]
        if step.in_block:
            places = [(copy, copy.frame) for copy in blocks[step.home]]
        else:
            places = [(None, frames[step.home])]
        for copy, frame in places:
            facts = Facts(plan, student, dates, copy)
            if home.condition is None or evaluate(home.condition, facts):
                found += families(step, facts, frame, student)
                if len(found) > MAX_ITEMS:
                    raise TooManyError(step.mark)
    return found


def _report(all_: list[Family], problems: Problems) -> None:
    """Say what was left out or moved, at the date in the plan."""
    for family in all_:
        for member in family.members or ():
            if member.found.clipped:
                problems.note("clipped", f"'{member.name}': {member.found.clipped}",
                              family.case.mark)  # fmt: skip
        if family.reason is None:
            continue
        if family.reason.pause:
            problems.note("pause", f"'{family.step.id}' pauses in '{family.reason.pause}'",
                          family.case.mark)  # fmt: skip
            continue
        left = "" if not family.members else "one or more of "
        words = f"{left}'{family.name}' left out: {family.reason.reason}"
        if family.reason.own:
            problems.note("left-out", words, family.case.mark)
        else:
            problems.warning("left-out", words, family.case.mark)
