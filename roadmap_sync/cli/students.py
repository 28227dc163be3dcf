"""Options and student file → student, before any plan is read.

A run that syncs needs no more than that to ask the calendars, and reads the plans meanwhile.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.networks import with_network
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.whose import match_year, student_file
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.nodes import Node
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import ZONE, read_student, student_from_options

if TYPE_CHECKING:
    from roadmap_sync.plan.remembered import PlanCache


#: What to write into a student file that is empty.
IF_EMPTY = "one line is enough for a student file: 'start: 2026-08-10'"


#: Nobody plans medical school longer than this ahead, or is still in it so long after the start,
#: a PhD and leaves included; in years.
_AHEAD = 5
_AGO = 15


class Given(Struct, frozen=True):
    """What the options and the student file say.

    Attributes:
        student: None if the file cannot be read.
        file: The student file; None if the options said it all.
        problems: What was found so far, errors included; what is found later is added.
    """

    student: Student | None
    file: Path | None
    problems: Problems


def read_given(choice: Choice, readings: Readings) -> Given:
    """Return the student that the options ask for.

    Args:
        choice: The options.
        readings: Notes every text that is read.

    Raises:
        click.UsageError: The options contradict each other, or do not say who the student is.
        PlanError: There is no student file, and the plan cannot be read that says when students
            begin.
    """
    year = match_year(choice)
    file = student_file(choice)
    problems = Problems()
    if file is None:
        student: Student | None = _from_options(choice, year, problems, readings)
    else:
        student = _overridden(read_student_file(file, problems, readings), choice, year)
    return Given(student, file, problems)


def read_student_file(
    file: Path, problems: Problems, readings: Readings | None = None
) -> Student | None:
    """Return the student of a file, or None with the reasons in ``problems``."""
    source = catalog.read(file, problems)
    if source is None:
        return None
    if readings is not None:
        readings.note(str(file.absolute()), "\n".join(source.lines))
    node = nodes.parse(source, problems, IF_EMPTY)
    return None if node is None else student_of_node(node, file.parent, problems, readings)


def student_of_node(
    node: Node, folder: Path, problems: Problems, cache: "PlanCache | None" = None
) -> Student | None:
    """Return the student of what was read from a file, or None with the reasons in ``problems``.

    Args:
        node: The file's content.
        folder: Where the file lies; paths of plans start there.
        problems: Where findings go.
        cache: Saves parsing plans, if not the usual one.
    """

    def start_from(plans: tuple[str, ...], year: int) -> date | None:
        from roadmap_sync.plan.loader import load_plan
        from roadmap_sync.plan.shelf import PlanRequest
        from roadmap_sync.schedule.beginning import start_of

        asked = [PlanRequest(text, None, folder) for text in plans]
        found = load_plan(asked, Problems(), cache=cache or DiskCache())
        return None if found is None else start_of(found, year)

    student = read_student(node, problems, start_from)
    if student is not None:
        _warn_of_start(student, node, problems)
    noted = cache if isinstance(cache, Readings) else None
    return None if student is None else with_network(student, folder, problems, noted)


def _warn_of_start(student: Student, node: Node, problems: Problems) -> None:
    """Tell of a start that is no student's of today."""
    start = node.get("start") if isinstance(node, nodes.Mapping) else None
    if start is None:
        return
    years = student.start.year - clock.today(student.timezone).year
    if years > _AHEAD:
        message = f"your start on {student.start} is {years} years from now"
    elif -years > _AGO:
        message = f"your start on {student.start} was {-years} years ago"
    else:
        return
    problems.warning("far-date", message, start.mark, "is the year right?")


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


def _from_options(
    choice: Choice, year: int | None, problems: Problems, cache: "PlanCache"
) -> Student:
    start = choice.start or _start_of_plan(choice, year, problems, cache)
    joined = choice.joined.isoformat() if choice.joined else None
    try:
        return student_from_options(
            start, match_year=year, joined=joined, zone=choice.zone, plans=choice.plans
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _start_of_plan(choice: Choice, year: int | None, problems: Problems, cache: "PlanCache") -> str:
    """Return where the plan says that a student of this match year begins.

    Raises:
        click.UsageError: It does not say.
        PlanError: It cannot be read.
    """
    from roadmap_sync.plan.loader import load_plan
    from roadmap_sync.plan.shelf import PlanRequest
    from roadmap_sync.schedule.beginning import start_of

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
