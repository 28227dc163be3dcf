"""A new version of an added plan: what it would change for this student, and only then taken."""

import contextlib
from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync import clock
from roadmap_sync.cli import listing_diff
from roadmap_sync.cli.adding import clear, find, known, put_aside, replace
from roadmap_sync.cli.inputs import load_for, requests_of, try_out
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.screen import is_terminal, plain, show_error
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.cli.whose import file_in_place
from roadmap_sync.errors import DecisionError, OutputError, PlanError, RoadmapError
from roadmap_sync.items import Roadmap
from roadmap_sync.plan import catalog
from roadmap_sync.plan.added import Added, added
from roadmap_sync.plan.shelf import PlanRequest, Ways
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.compare import Difference, compare
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import student_from_options

#: The student that a plan is compared for if there is no student file.
_START = "2026-08"


class Follower(Struct, frozen=True):
    """Whose dates are compared.

    Attributes:
        requests: The plans that they follow.
        file: Their student file; None for somebody made up.
    """

    student: Student
    requests: tuple[PlanRequest, ...]
    file: Path | None


def follower(given: Path | None) -> Follower | None:
    """Return the student of the file that is given, or lies here; None without one.

    Raises:
        PlanError: It has errors.
    """
    file = given or file_in_place()
    if file is None:
        return None
    problems = Problems()
    student = read_student_file(file, problems)
    fail_if_bad(problems)
    assert student is not None
    return Follower(student, tuple(requests_of(student, file.parent)), file)


def follows(who: Follower | None, one: Added) -> bool:
    """Does the student name this plan in their file?"""
    return who is not None and any(
        catalog.locate(request.text, None, request.base, Problems()) == one.path
        for request in who.requests
    )


def is_followed(one: Added) -> bool:
    """Does the student file here name this plan? False if it cannot be read."""
    with contextlib.suppress(PlanError):
        return follows(follower(None), one)
    return False


def update(names: tuple[str, ...], student: Path | None, *, accept: bool) -> None:
    """Look for new versions of added plans; show what changes, and take them if that is wanted.

    Raises:
        click.UsageError: There is no such plan.
        PlanError: A new version has errors, or the student file has with it.
        DecisionError: There is nobody to ask, what is kept of a plan is damaged, or another
            command has changed it meanwhile.
        FetchError: There is no plan any more.
        UnreachableError: There is no answer.
    """
    chosen = [known(name) for name in names] or list(added().values())
    if not chosen:
        click.echo("no plan is added; roadmap-sync plans add FILE or https://… adds one")
    who = follower(student)
    waiting = list[str]()
    errors = list[RoadmapError]()
    for one in chosen:
        try:
            if not _update(one, who, accept=accept):
                waiting.append(one.name)
        except RoadmapError as error:  # the others are looked at all the same
            errors.append(error)
    for other in errors[:-1]:
        show_error(other)
    if errors:
        raise errors[-1]
    if waiting and not is_terminal():
        raise DecisionError(
            "nothing was taken; if that is what you want: roadmap-sync plans update "
            f"{' '.join(waiting)} --accept"
        )


def _update(old: Added, who: Follower | None, *, accept: bool) -> bool:
    """Look for a new version of one plan; return False if it waits for a yes."""
    if not old.checksum:
        raise DecisionError(
            f"what is kept of '{old.name}' is damaged: roadmap-sync plans remove {old.name}, and "
            "add it again"
        )
    found = find(old.origin)
    new = put_aside(old.name, found)
    if new.path == old.path:
        click.echo(plain(f"{old.name}: nothing new at {old.origin}"))
        return True
    try:
        versions = f"{old.version or 'no version'} to {new.version or 'no version'}"
        click.echo(plain(f"{old.name}: {versions}, {old.checksum[:19]} to {new.checksum[:19]}"))
        _show(old, new, who)
        taken = accept or (is_terminal() and click.confirm("Take the new version?"))
    except BaseException:
        with contextlib.suppress(OutputError):  # what went wrong first is what people should read
            clear(old.name)
        raise
    if not taken:
        clear(old.name)
        return False
    replace(old, found)
    click.echo(plain(f"{old.name}: taken; generate goes by it, and calendars after sync --accept"))
    return True


def _show(old: Added, new: Added, who: Follower | None) -> None:
    """Print what changes for the student, in dates."""
    if who is None:
        made_up = student_from_options(_START)
        who = Follower(made_up, (PlanRequest(str(old.path), None, Path()),), None)
        click.echo(f"There is no student file here; for somebody who starts in {_START}:")
    before = _roadmap(who, Ways(), Problems())
    problems = Problems()
    after = _roadmap(who, Ways(instead={old.path: new.path}), problems)
    if before is None:
        click.echo("Your roadmap cannot be made as it is, so there is nothing to compare with.")
        return
    if after is None:
        click.echo("With the new version your own file would be wrong; change it first:", err=True)
        fail_if_bad(problems)
    assert after is not None
    found = _compare(before, after, who.student)
    if not found and who.file is not None and not follows(who, old):
        click.echo(plain(f"{who.file} does not follow it: nothing changes for you."))
    else:
        listing_diff.show(found, as_json=False)


def _roadmap(who: Follower, ways: Ways, problems: Problems) -> Roadmap | None:
    plan = load_for(who.student, list(who.requests), problems, ways=ways)
    if plan is None or problems.failed:
        return None
    schedule = try_out(plan, who.student, problems)
    return None if problems.failed else schedule.roadmap


def _compare(before: Roadmap, after: Roadmap, student: Student) -> tuple[Difference, ...]:
    today = clock.today(student.timezone)
    return compare(before, after, today, student.calendar.per_week, DaysOff(student))
