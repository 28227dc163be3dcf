"""Options → student, plan and schedule; every finding about both files at once."""

from datetime import date
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.networks import with_network
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.whose import match_year, student_file
from roadmap_sync.errors import PlanError
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Node
from roadmap_sync.plan.remembered import PlanCache
from roadmap_sync.plan.shelf import USUAL, PlanRequest, Ways
from roadmap_sync.problems import Problems, Severity
from roadmap_sync.schedule.against_plan import check_against_plan
from roadmap_sync.schedule.beginning import start_of
from roadmap_sync.schedule.daysoff import check_holidays
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import ZONE, read_student, student_from_options

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
    year = match_year(choice)
    file = student_file(choice)
    readings = readings or Readings(DiskCache())
    problems = Problems()
    if file is None:
        student: Student | None = _from_options(choice, year, problems, readings)
    else:
        student = _overridden(read_student_file(file, problems, readings), choice, year)
    plan = _plan(choice, student, file, problems, readings)
    fail_if_bad(problems)
    assert student is not None
    assert plan is not None
    return Inputs(student, plan, file, problems)


def read_student_file(
    file: Path, problems: Problems, readings: Readings | None = None
) -> Student | None:
    """Return the student of a file, or None with the reasons in ``problems``."""
    source = catalog.read(file, problems)
    if source is None:
        return None
    if readings is not None:
        readings.note(str(file.absolute()), "\n".join(source.lines))
    node = nodes.parse(source, problems)
    return None if node is None else student_of_node(node, file.parent, problems, readings)


def student_of_node(
    node: Node, folder: Path, problems: Problems, cache: PlanCache | None = None
) -> Student | None:
    """Return the student of what was read from a file, or None with the reasons in ``problems``.

    Args:
        node: The file's content.
        folder: Where the file lies; paths of plans start there.
        problems: Where findings go.
        cache: Saves parsing plans, if not the usual one.
    """

    def start_from(plans: tuple[str, ...], year: int) -> date | None:
        asked = [PlanRequest(text, None, folder) for text in plans]
        found = load_plan(asked, Problems(), cache=cache or DiskCache())
        return None if found is None else start_of(found, year)

    student = read_student(node, problems, start_from)
    noted = cache if isinstance(cache, Readings) else None
    return None if student is None else with_network(student, folder, problems, noted)


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


def as_lines(student: Student) -> tuple[str, ...]:
    """Return what the options said, as lines of a student file."""
    lines = [f"start: {student.start}"]
    if student.match_year_stated:
        lines.append(f"match_year: {student.match_year}")
    if student.joined is not None:
        lines.append(f"joined: {student.joined}")
    if student.timezone != ZONE:
        lines.append(f"timezone: {student.timezone}")
    if student.plans:
        lines.append(f"plans: [{', '.join(word.text for word in student.plans)}]")
    return tuple(lines)


def fail_if_bad(problems: Problems) -> None:
    """Stop with all errors and warnings if there is an error.

    Raises:
        PlanError: There is one.
    """
    if problems.failed:
        raise refusal(problems)


def refusal(problems: Problems) -> PlanError:
    """Return the error that shows all findings but notes."""
    return PlanError([one for one in problems.sorted() if one.severity is not Severity.NOTE])


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


def _from_options(
    choice: Choice, year: int | None, problems: Problems, cache: PlanCache
) -> Student:
    start = choice.start or _start_of_plan(choice, year, problems, cache)
    joined = choice.joined.isoformat() if choice.joined else None
    try:
        return student_from_options(
            start, match_year=year, joined=joined, zone=choice.zone, plans=choice.plans
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _start_of_plan(choice: Choice, year: int | None, problems: Problems, cache: PlanCache) -> str:
    """Return where the plan says that a student of this match year begins.

    Raises:
        click.UsageError: It does not say.
        PlanError: It cannot be read.
    """
    assert year is not None
    asked = [PlanRequest(text, None, Path()) for text in choice.plans]
    plan = load_plan(asked, problems, cache=cache)
    fail_if_bad(problems)
    assert plan is not None
    start = start_of(plan, year)
    if start is None:
        raise click.UsageError(
            f"'{plan.id}' needs your start as well as the year of the Match: say --start 2026-08"
        )
    return start.isoformat()


def _overridden(student: Student | None, choice: Choice, year: int | None) -> Student | None:
    """Return the student of a file with what the options say instead."""
    if student is None:
        return None
    if year is not None:
        if year < student.start.year:
            raise click.UsageError(f"{year} is before the start, in {student.start.year}")
        student = replace(student, match_year=year, match_year_stated=True)
    return replace(
        student,
        joined=choice.joined or student.joined,
        timezone=choice.zone or student.timezone,
    )


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
