"""Options → student, plan and schedule; every finding about both files at once."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.options import Choice
from roadmap_sync.errors import PlanError
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.loader import PlanRequest, load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Node
from roadmap_sync.problems import Problems, Severity
from roadmap_sync.schedule.against_plan import check_against_plan
from roadmap_sync.schedule.beginning import start_of
from roadmap_sync.schedule.daysoff import check_holidays
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import read_student, student_from_options

DEFAULT_PLAN = "ms1-ms4-networking"
STUDENT_FILE = "student.yaml"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run works with.

    Attributes:
        file: The student file; None if the options said it all.
        problems: What was found; no errors among it.
    """

    student: Student
    plan: Plan
    file: Path | None
    problems: Problems


def read_inputs(choice: Choice) -> Inputs:
    """Return the student and the plan that the options ask for.

    Raises:
        click.UsageError: The options contradict each other, or do not say who the student is.
        PlanError: A file has errors; those of all files are in it, but no notes.
    """
    year = _match_year(choice)
    file = _student_file(choice)
    problems = Problems()
    if file is None:
        student: Student | None = _from_options(choice, year, problems)
    else:
        student = _overridden(read_student_file(file, problems), choice, year)
    plan = _plan(choice, student, file, problems)
    fail_if_bad(problems)
    assert student is not None
    assert plan is not None
    return Inputs(student, plan, file, problems)


def read_student_file(file: Path, problems: Problems) -> Student | None:
    """Return the student of a file, or None with the reasons in ``problems``."""
    source = catalog.read(file, problems)
    node = None if source is None else nodes.parse(source, problems)
    return None if node is None else student_of_node(node, file.parent, problems)


def student_of_node(node: Node, folder: Path, problems: Problems) -> Student | None:
    """Return the student of what was read from a file, or None with the reasons in ``problems``.

    Args:
        node: The file's content.
        folder: Where the file lies; paths of plans start there.
        problems: Where findings go.
    """

    def start_from(plans: tuple[str, ...], year: int) -> date | None:
        asked = [PlanRequest(text, None, folder) for text in plans]
        found = load_plan(asked, Problems(), cache=DiskCache())
        return None if found is None else start_of(found, year)

    return read_student(node, problems, start_from)


def load_for(student: Student, requests: list[PlanRequest], problems: Problems) -> Plan | None:
    """Return the plan with the student's changes, and hold the student against it."""
    check_holidays(student, problems)
    plan = load_plan(requests, problems, student.changes, cache=DiskCache())
    if plan is not None:
        check_against_plan(student, plan, problems)
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


def file_in_place() -> Path | None:
    """Return the student file of this folder, else of the settings folder; None without one."""
    from platformdirs import user_config_path

    places = (Path(STUDENT_FILE), user_config_path("roadmap-sync") / STUDENT_FILE)
    return next((file for file in places if file.exists()), None)


def requests_of(student: Student, base: Path) -> list[PlanRequest]:
    """Return the plans that a student follows, or the default one."""
    words = [PlanRequest(word.text, word.mark, base) for word in student.plans]
    return words or [PlanRequest(DEFAULT_PLAN, None, base)]


def _match_year(choice: Choice) -> int | None:
    if choice.class_year and choice.match_year and choice.class_year != choice.match_year:
        raise click.UsageError("--class and --match say different years; keep --match")
    return choice.match_year or choice.class_year


def _student_file(choice: Choice) -> Path | None:
    """Return the file to read: as asked, here, or in the settings folder."""
    if choice.start is not None and choice.student is not None:
        raise click.UsageError("--start and --student do not go together: the file has a 'start:'")
    if choice.student is not None or choice.start is not None:
        return choice.student
    file = file_in_place()
    if file is not None:
        return file
    if choice.plans and (choice.match_year or choice.class_year):
        return None
    raise click.UsageError(
        "when do you start? Say --start 2026-08, or name your student file: --student FILE"
    )


def _from_options(choice: Choice, year: int | None, problems: Problems) -> Student:
    start = choice.start or _start_of_plan(choice, year, problems)
    joined = choice.joined.isoformat() if choice.joined else None
    try:
        return student_from_options(
            start, match_year=year, joined=joined, zone=choice.zone, plans=choice.plans
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _start_of_plan(choice: Choice, year: int | None, problems: Problems) -> str:
    """Return where the plan says that a student of this match year begins.

    Raises:
        click.UsageError: It does not say.
        PlanError: It cannot be read.
    """
    assert year is not None
    asked = [PlanRequest(text, None, Path()) for text in choice.plans]
    plan = load_plan(asked, problems, cache=DiskCache())
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
    choice: Choice, student: Student | None, file: Path | None, problems: Problems
) -> Plan | None:
    """Load what the options, else the file, ask for."""
    here = [PlanRequest(text, None, Path()) for text in choice.plans]
    if student is None:
        return load_plan(here, problems, cache=DiskCache()) if here else None
    base = Path() if file is None else file.parent
    return load_for(student, here or requests_of(student, base), problems)
