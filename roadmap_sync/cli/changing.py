"""One change to a student file: made in memory, read and checked, and only then written."""

import difflib
from collections.abc import Callable
from pathlib import Path

import click

from roadmap_sync.cli.inputs import (
    fail_if_bad,
    load_for,
    refusal,
    requests_of,
    student_of_node,
)
from roadmap_sync.cli.screen import plain, show_problems
from roadmap_sync.disk import read_if_there, write_atomically
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.problems import Problems, Severity
from roadmap_sync.schedule.student import Student

_BOM = b"\xef\xbb\xbf"

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

    Returns:
        The lines that went, with ``-``, and those that came, with ``+``; empty if the file says
        so already.

    Raises:
        PlanError: It cannot be read, or would have errors; it is as it was.
        EditError: It is laid out in a way that cannot be changed safely.
        OutputError: It could not be written.
    """
    data, text = _read(file, new)
    changed = edit(text)
    after = (_BOM if data.startswith(_BOM) else b"") + changed.encode("utf-8", "surrogateescape")
    found = _checked(file, after, check)
    known = {(one.code, one.message) for one in check(file, data).sorted()}
    fresh = [one for one in found.sorted() if (one.code, one.message) not in known]
    show_problems([one for one in fresh if one.severity is Severity.WARNING], err=True)
    written = write_atomically(file, after, private=new is not None)
    return _lines(text, changed) if written else []


def student_of(file: Path) -> Student:
    """Return the student of a file as it is now.

    Raises:
        PlanError: It has errors.
    """
    data, _ = _read(file, None)
    problems = Problems()
    student = _student(file, data, problems)
    if student is None or problems.failed:
        raise refusal(problems)
    return student


def check_new(file: Path, data: bytes) -> None:
    """Check a file that is about to be written.

    Raises:
        PlanError: It would have errors.
    """
    fail_if_bad(_problems(file, data))


def _read(file: Path, new: str | None) -> tuple[bytes, str]:
    """Return the bytes of a file and its text, which keeps its line ends."""
    problems = Problems()
    data = read_if_there(file, nodes.MAX_BYTES)
    if data is None and new is not None and not file.exists():
        return b"", new
    if data is None:
        catalog.read(file, problems)
        raise refusal(problems)
    source = nodes.decode(data, str(file), problems)
    if source is not None:
        nodes.parse(source, problems)
    if source is None or any(one.code != "empty" for one in problems.sorted()):
        raise refusal(problems)
    return data, "\n".join(source.lines)


def _checked(file: Path, data: bytes, check: Check) -> Problems:
    problems = check(file, data)
    if problems.failed:
        click.echo(plain(f"{file} stays as it was; with that change it would be wrong:"), err=True)
        raise refusal(problems)
    return problems


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
