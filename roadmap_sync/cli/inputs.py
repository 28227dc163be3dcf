"""Options → student, plan and schedule; every finding about both files at once."""

from pathlib import Path

from msgspec import Struct

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.students import Given, read_given
from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.remembered import PlanCache
from roadmap_sync.plan.shelf import USUAL, PlanRequest, Ways
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.against_plan import check_against_plan
from roadmap_sync.schedule.daysoff import check_holidays
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.student import Student

DEFAULT_PLAN = "ms1-ms4-networking"


class Inputs(Struct, frozen=True):
    """What a run works with.

    Attributes:
        file: The student file; None if the options said it all.
        problems: What was found; no errors among it.
    """

    student: Student
    plan: Plan
    file: Path | None
    problems: Problems


def read_inputs(choice: Choice, readings: Readings | None = None) -> Inputs:
    """Return the student and the plan that the options ask for.

    Args:
        choice: The options.
        readings: Notes every text that is read.

    Raises:
        click.UsageError: The options contradict each other, or do not say who the student is.
        PlanError: A file has errors; those of all files are in it, but no notes.
    """
    readings = readings or Readings(DiskCache())
    return load_inputs(read_given(choice, readings), choice, readings)


def load_inputs(given: Given, choice: Choice, readings: Readings) -> Inputs:
    """Return the student with the plan that they and the options ask for; raises as above."""
    student, problems = given.student, given.problems
    plan = _plan(choice, student, given.file, problems, readings)
    fail_if_bad(problems)
    assert student is not None
    assert plan is not None
    return Inputs(student, plan, given.file, problems)


def load_for(
    student: Student,
    requests: list[PlanRequest],
    problems: Problems,
    cache: PlanCache | None = None,
    ways: Ways = USUAL,
) -> Plan | None:
    """Return the plan with the student's changes, and hold the student against it."""
    check_holidays(student, problems)
    plan = load_plan(requests, problems, student.changes, cache=cache or DiskCache(), ways=ways)
    if plan is not None:
        check_against_plan(student, plan, problems, lenient=ways.lenient)
    return plan


def try_out(plan: Plan, student: Student, problems: Problems) -> Schedule:
    """Return the student's roadmap; what was left out, moved or is impossible is a problem."""
    schedule = expand(plan, student)
    problems.extend(schedule.problems.sorted())
    if any(family.reason and not family.reason.own for family in schedule.families):
        from roadmap_sync.schedule.everyone import empty_for_everyone

        problems.extend(empty_for_everyone(plan, schedule))
    return schedule


def make_schedule(inputs: Inputs) -> Schedule:
    """Return the student's roadmap; what was found on the way is added to the problems.

    Raises:
        PlanError: The plan has a step that no student ever gets a day for.
    """
    schedule = try_out(inputs.plan, inputs.student, inputs.problems)
    fail_if_bad(inputs.problems)
    return schedule


def shipped_text(path: Path) -> str:
    """Return a text that comes with the program."""
    problems = Problems()
    source = catalog.read(path, problems)
    fail_if_bad(problems)
    assert source is not None
    return "\n".join(source.lines)


def requests_of(student: Student, base: Path) -> list[PlanRequest]:
    """Return the plans that a student follows, or the default one."""
    words = [PlanRequest(word.text, word.mark, base) for word in student.plans]
    return words or [PlanRequest(DEFAULT_PLAN, None, base)]


def _plan(
    choice: Choice,
    student: Student | None,
    file: Path | None,
    problems: Problems,
    cache: PlanCache,
) -> Plan | None:
    """Load what the options, else the file, ask for."""
    here = [PlanRequest(text, None, Path()) for text in choice.plans]
    if student is None:
        return load_plan(here, problems, cache=cache) if here else None
    base = Path() if file is None else file.parent
    if here and file is not None:
        # The file speaks of the plans that it names: what it says of others is left out.
        return load_for(student, here, problems, cache, Ways(lenient=True))
    return load_for(student, here or requests_of(student, base), problems, cache)


def waiting_for(inputs: Inputs) -> tuple[str, ...]:
    """Return the lists of the student file that a plan of blocks alone waits for."""
    lists = sorted({block.entries for block in inputs.plan.blocks.values()})
    entered = any(inputs.student.lists.get(one) for one in lists)
    alone = all(step.in_block for step in inputs.plan.steps.values())
    return tuple(lists) if alone and not entered else ()
