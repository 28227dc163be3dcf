"""One file → what is wrong with it, and what it would give."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli import listing_fit
from roadmap_sync.cli.calendars import calendars_of, no_id
from roadmap_sync.cli.inputs import load_for, requests_of, try_out
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.screen import amount, count, plain, show_problems
from roadmap_sync.cli.students import IF_EMPTY, student_of_node
from roadmap_sync.people.reader import read_people
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.file_kind import FileKind, kind_of
from roadmap_sync.plan.loader import load_plan_file
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Node
from roadmap_sync.problems import Problems, Severity, Source
from roadmap_sync.schedule.expand import Schedule
from roadmap_sync.schedule.fitting import fitting
from roadmap_sync.schedule.load import busiest
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import student_from_options

#: The student that a plan is tried out with.
_START = "2026-08"
_WEEKS = 8


class Report(Struct, frozen=True):
    """What came of one file.

    Attributes:
        name: As it was typed.
        plan: None if it could not be read.
        schedule: None if there are errors.
        of_student: Was it a student file, rather than a plan?
    """

    name: str
    problems: Problems
    plan: Plan | None = None
    schedule: Schedule | None = None
    of_student: bool = False


def check_file(name: str, readings: Readings | None = None) -> Report:
    """Read a plan, a student file or a bundled plan, and try it out; or read a network log.

    Args:
        name: As it was typed.
        readings: Notes every text that is read, and this file if it is not there.
    """
    readings = readings or Readings(DiskCache())
    problems = Problems()
    path = catalog.named(name) or Path(name)
    source = catalog.read(path, problems)
    _note(path, source, readings)
    root = None if source is None else nodes.parse(source, problems, IF_EMPTY)
    if root is None:
        return Report(name, problems)
    kind = kind_of(root)
    if kind is FileKind.PLAN:
        plan = load_plan_file(path, problems, cache=readings)
        return _tried(name, problems, plan, student_from_options(_START))
    if kind is FileKind.NETWORK:
        read_people(root, problems)
        return Report(name, problems)
    return _student(name, root, path, problems, readings)


def _note(path: Path, source: Source | None, readings: Readings) -> None:
    with contextlib.suppress(OSError):  # the folder we are in may be gone
        if source is None:
            readings.note_absent(str(path.absolute()))
        else:
            readings.note(str(path.absolute()), "\n".join(source.lines))


def show(report: Report, *, load: bool) -> None:
    """Print what was found and how the plan fits; the busiest weeks too, if wanted."""
    found = report.problems.sorted()
    show_problems(found, err=False)
    name, plan, schedule = plain(report.name), report.plan, report.schedule
    if plan is None or schedule is None or report.problems.failed:
        click.echo(f"{name}: {count(found)}")
        return
    items = amount(len(schedule.roadmap.items), "item")
    also = f" ({count(found)})" if found else ""
    click.echo(f"{name}: ok, {amount(len(plan.steps), 'step')}, {items}{also}")
    if report.of_student:
        listing_fit.show(fitting(schedule, plan))
    if load:
        click.echo(plain("\n".join(_load(schedule))))


def _student(name: str, root: Node, file: Path, problems: Problems, readings: Readings) -> Report:
    folder = file.parent
    student = student_of_node(root, folder, problems, readings)
    if student is None:
        return Report(name, problems)
    calendars = calendars_of(student, folder)
    problems.extend(calendars.problems)
    if student.targets is not None and not calendars.has_id:
        # The roadmap itself is right, so that a file to copy is no file with errors.
        problems.add(no_id(file, Severity.WARNING))
    plan = load_for(student, requests_of(student, folder), problems, readings)
    return replace(_tried(name, problems, plan, student), of_student=True)


def _tried(name: str, problems: Problems, plan: Plan | None, student: Student) -> Report:
    if plan is None or problems.failed:
        return Report(name, problems, plan)
    return Report(name, problems, plan, try_out(plan, student, problems))


def _load(schedule: Schedule) -> Iterator[str]:
    limit = schedule.student.calendar.per_week
    yield f"  The busiest weeks; at most {limit} a week where there is room:"
    for week in busiest(schedule.roadmap.items)[:_WEEKS]:
        names = ", ".join(item.name for item in week.items)
        last = week.monday + timedelta(days=6)
        yield f"  {week.monday} to {last}: {len(week.items)}  {names}"
