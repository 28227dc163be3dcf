"""One change to a student file: made in memory, read and checked, and only then written."""

import difflib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

from roadmap_sync.cli.inputs import load_for, requests_of
from roadmap_sync.cli.refusing import fail_if_bad, refusal
from roadmap_sync.cli.screen import plain, show_problems
from roadmap_sync.cli.students import student_of_node
from roadmap_sync.cli.turns import turn
from roadmap_sync.disk import read_if_possible, read_if_there, write_over
from roadmap_sync.errors import OutputError, PlanError
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.problems import Problem, Problems, Severity
from roadmap_sync.schedule.student import Student

_BOM = b"\xef\xbb\xbf"

#: So often a change is made anew because an editor saved the file meanwhile.
_TRIES = 5
#: Text → text with one thing changed.
Edit = Callable[[str], str]
#: A file and its bytes → all that is wrong with them.
Check = Callable[[Path, bytes], Problems]


def change(file: Path, edit: Edit) -> None:
    """Change a student file and show which lines are new.

    Raises:
        PlanError: It cannot be read, or would have errors; it is as it was.
        EditError: It is laid out in a way that cannot be changed safely.
        OutputError: It could not be written.
    """
    show_change(file, change_checked(file, edit, _problems))


def show_change(file: Path, lines: list[str]) -> None:
    """Print the lines of a file that went and came."""
    if not lines:
        click.echo(plain(f"{file}: it says so already"))
        return
    click.echo(plain(f"{file}:"))
    for line in lines:
        click.echo(plain(f"  {line}"))


def change_checked(file: Path, edit: Edit, check: Check, *, new: str | None = None) -> list[str]:
    """Change a file if the result has no errors; warnings that are new are shown.

    Args:
        file: The file.
        edit: The change.
        check: Finds all that is wrong with bytes of this file.
        new: The text to begin with if there is no file yet; None if there must be one.

    Other commands wait their turn; if an editor saves the file meanwhile, the change is made to
    what was saved.

    Returns:
        The lines that went, with ``-``, and those that came, with ``+``; empty if the file says
        so already.

    Raises:
        PlanError: It cannot be read, or would have errors; it is as it was.
        EditError: It is laid out in a way that cannot be changed safely.
        OutputError: It could not be written.
    """
    with turn(file):
        for _ in range(_TRIES):
            data, text = _read(file, new)
            changed = edit(text)
            bom = _BOM if data is not None and data.startswith(_BOM) else b""
            after = bom + changed.encode("utf-8", "surrogateescape")
            fresh = _checked(file, after, check, check(file, data or b""))
            if after == data or write_over(file, data, after, private=new is not None):
                show_problems(fresh, err=True)
                return _lines(text, changed)
    raise OutputError(
        f"{file} is changed again and again by another program; nothing was written: try again"
    )


def _checked(file: Path, data: bytes, check: Check, before: Problems) -> list[Problem]:
    """Return the warnings that a change brings.

    Raises:
        PlanError: The file would have errors. Only what the change brings is in it or, if that
            is no error, all errors that were there before.
    """
    found = check(file, data)
    fresh = _fresh(found, before)
    if not found.failed:
        return [one for one in fresh if one.severity is Severity.WARNING]
    errors = [one for one in found.sorted() if one.severity is Severity.ERROR]
    brought = [one for one in fresh if one.severity is not Severity.NOTE]
    if any(one.severity is Severity.ERROR for one in brought):
        click.echo(plain(f"{file} stays as it was; with that change it would be wrong:"), err=True)
        raise PlanError(brought)
    click.echo(
        plain(f"{file} stays as it was; with that change it would still be wrong:"), err=True
    )
    raise PlanError(errors)


def _fresh(found: Problems, before: Problems) -> list[Problem]:
    """Return the findings of which there are more than before; where they stand may change."""
    known = Counter((one.code, one.message) for one in before.sorted())
    now = Counter((one.code, one.message) for one in found.sorted())
    return [one for one in found.sorted()
            if now[one.code, one.message] > known[one.code, one.message]]  # fmt: skip


def names_in(file: Path) -> tuple[str, ...]:
    """Return the answers and dates that a student's plans know, as `set` takes them.

    None of a file or a plan that cannot be read.
    """
    data = read_if_possible(file, nodes.MAX_BYTES)
    student = None if data is None else _student(file, data, Problems())
    if student is None:
        return ()
    plan = load_for(student, requests_of(student, file.parent), Problems())
    if plan is None:
        return ()
    return (
        *(f"answers.{name}" for name in plan.questions),
        *(f"date {name}" for name in plan.dates),
    )


def student_of(file: Path) -> Student:
    """Return the student of a file as it is now.

    Raises:
        PlanError: It has errors.
    """
    data, _ = _read(file, None)
    problems = Problems()
    student = None if data is None else _student(file, data, problems)
    if student is None or problems.failed:
        raise refusal(problems)
    return student


def check_new(file: Path, data: bytes) -> None:
    """Check a file that is about to be written.

    Raises:
        PlanError: It would have errors.
    """
    fail_if_bad(_problems(file, data))


def _read(file: Path, new: str | None) -> tuple[bytes | None, str]:
    """Return the bytes of a file and its text, which keeps its line ends.

    Where there is no file yet, no bytes, and the text to begin with.
    """
    problems = Problems()
    data = read_if_there(file, nodes.MAX_BYTES)
    if data is None and new is not None and not file.exists():
        return None, new
    if data is None:
        catalog.read(file, problems)
        raise refusal(problems)
    source = nodes.decode(data, str(file), problems)
    if source is not None:
        nodes.parse(source, problems)
    if source is None or any(one.code != "empty" for one in problems.sorted()):
        raise refusal(problems)
    return data, "\n".join(source.lines)


def _problems(file: Path, data: bytes) -> Problems:
    """Return all that is wrong with a student file of these bytes."""
    problems = Problems()
    student = _student(file, data, problems)
    if student is not None:
        load_for(student, requests_of(student, file.parent), problems)
    return problems


def _student(file: Path, data: bytes, problems: Problems) -> Student | None:
    source = nodes.decode(data, str(file), problems)
    node = None if source is None else nodes.parse(source, problems)
    return None if node is None else student_of_node(node, file.parent, problems)


def _lines(before: str, after: str) -> list[str]:
    """Return the lines that went, with ``-``, and those that came, with ``+``."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("- ", "+ "))]
