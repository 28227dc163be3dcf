"""The file that `init` writes, and the files that are there before it: an id is never lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync import aside, chance, disk
from roadmap_sync.cli.changing import check_new
from roadmap_sync.cli.init import Known
from roadmap_sync.cli.inputs import shipped_text
from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.output import LIMIT
from roadmap_sync.cli.screen import plain, show_problems
from roadmap_sync.errors import OutputError, PlanError
from roadmap_sync.formats.ics_rewrite import earlier_names
from roadmap_sync.plan import nodes
from roadmap_sync.problems import Mark, Problem, Problems, Severity, Source
from roadmap_sync.schedule.adopting import matches
from roadmap_sync.schedule.new_file import (
    TEMPLATE,
    NewStudent,
    new_file,
    squeezed_out,
    usual_year,
)
from roadmap_sync.schedule.patterns import NO_PATTERN

_USUAL_ID = "me"
_CALENDAR = "roadmap.ics"
_ID = r"[a-z0-9][a-z0-9._-]{0,63}"
#: The line of an id, in a file that is not YAML any more.
_ID_LINE = re.compile(rf"""(?m)^id[ ]*:[ ]+(["']?)({_ID})\1[ ]*(?:#.*)?\r?$""", re.ASCII)
#: Said where a calendar lies that was made without a student file.
_BEFORE = f"""
{_CALENDAR} was made before, with another id. Have you imported it? Then either begin once more with
  roadmap-sync init --adopt {_CALENDAR} --force
or delete that calendar and import the new file: else everything is there twice."""


class Identity(Struct, frozen=True):
    """The id of a new file.

    Attributes:
        id: What the new file says.
        before: What the file says that it takes the place of; empty if there is none, or no id
            can be read from it.
    """

    id: str
    before: str = ""


def make_sure_of_room(known: Known) -> None:
    """Stop if there is a file already and nobody said that it may go.

    Raises:
        OutputError: There is.
    """
    refuse_kept(known.output, None, "choose another name with --output")
    if not known.force and known.output.exists():
        raise OutputError(
            f"{known.output} is there already; nothing was written\n"
            "      hint: choose another name with --output, or change it with roadmap-sync set"
        )


def identity_of(known: Known) -> Identity:
    """Return the id that was asked for, that of the calendar to adopt or of the file, or a new one.

    Raises:
        OutputError: The file that is there cannot be read.
        PlanError: The calendar was made with another id.
    """
    data = disk.read_if_there(known.output, LIMIT)
    before = "" if data is None else _id_in(data)
    if known.adopt is None:
        return Identity(known.ident or before or chance.token(16), before)
    return Identity(_adopted(known.adopt, known.ident, before), before)


def write(known: Known, new: NewStudent, identity: Identity) -> None:
    """Write the file, keep the one that was there, and say what to do next.

    Raises:
        PlanError: It would have errors.
        OutputError: It could not be written.
    """
    file, data = known.output, new_file(shipped_text(TEMPLATE), new).encode()
    check_new(file, data)
    kept = _put(file, data)
    show_problems(_doubts(file, data, new), err=True)
    click.echo(plain(f"Wrote {file}. It is private, and explains itself."))
    if kept is not None:
        click.echo(plain("\n".join(_kept(known, kept, identity))))
    student = "" if file == Path("student.yaml") else f" --student {file}"
    click.echo(plain(f"\nNext:\n  roadmap-sync check {file}\n  roadmap-sync generate{student}"))
    asked = known.adopt is not None or known.ident is not None
    if not asked and identity.id != _USUAL_ID and _was_made_before():
        click.echo(_BEFORE)


def _doubts(file: Path, data: bytes, new: NewStudent) -> Iterator[Problem]:
    """Yield a warning if the year of the Match leaves no time for a part of the way."""
    year, usual, gone = new.student.match_year, usual_year(new), squeezed_out(new)
    if not gone:
        return
    lines = data.decode().split("\n")
    at = next(number for number, line in enumerate(lines, 1) if line.startswith("match_year:"))
    whose = "such a start" if new.pattern is NO_PATTERN else f"'{new.pattern.id}' and such a start"
    yield Problem(
        "match-year",
        f"with a Match in {year} there are no days for {' and '.join(gone)}; the usual year for "
        f"{whose} is {usual}",
        Mark(Source(str(file), tuple(lines)), at, 1, len(f"match_year: {year}")),
        f"begin once more with --match {usual} --force; or, if {year} is right, write your "
        "school's own days below 'dates:'",
        Severity.WARNING,
    )


def _put(file: Path, data: bytes) -> Path | None:
    """Write a file; return where the one that was there is kept, or None if there was none."""
    if not file.is_file():  # a pipe or a device has nothing to keep
        disk.write_atomically(file, data)
        return None
    kept = aside.keep_beside(file.resolve() if file.is_symlink() else file, "bak")
    disk.write_atomically(file, data, private=True)
    return kept


def _kept(known: Known, kept: Path, identity: Identity) -> Iterator[str]:
    yield f"The file that was there is {kept} now."
    if identity.id == identity.before:
        yield "Only its id was taken over: your calendar goes on, and nothing comes twice."
    elif identity.before:
        yield f"Its id was {identity.before}, and this one has another: {identity.id}"
    elif known.ident is None and known.adopt is None:
        yield "It had no id that I can read, so this one has a new id."


def _id_in(data: bytes) -> str:
    """Return the id that a student file says, even one with mistakes; empty if none is readable."""
    text = data[: nodes.MAX_BYTES].decode("utf-8-sig", "replace")
    root = nodes.parse(Source("", tuple(text.split("\n"))), Problems())
    node = root.get("id") if isinstance(root, nodes.Mapping) else None
    if isinstance(node, nodes.Scalar):
        return node.text if re.fullmatch(_ID, node.text, re.ASCII) else ""
    line = None if isinstance(root, nodes.Mapping) else _ID_LINE.search(text)
    return "" if line is None else line[2]


def _adopted(calendar: Path, asked: str | None, before: str) -> str:
    """Return the id that a calendar was made with: the one asked for, else one that is known.

    Raises:
        PlanError: It was made with another.
    """
    data = disk.read_if_there(calendar, LIMIT)
    mark = Mark(Source(str(calendar)), 1, 1)
    if data is None:
        raise PlanError([Problem("no-file", f"there is no file '{calendar}'", mark)])
    names = earlier_names(data)
    if not names:
        raise PlanError([Problem("adopt", "no event of this program is in this file", mark)])
    known = [asked] if asked else [before] * bool(before) + [_USUAL_ID]
    for ident in known:
        if matches(ident, names):
            return ident
    tried = " or ".join(f"'{ident}'" for ident in known)
    message = f"this calendar was not made with the id {tried}"
    hint = "say --id and the `id:` of the student file that it was made with"
    raise PlanError([Problem("adopt", message, mark, hint)])


def _was_made_before() -> bool:
    """Does a calendar lie here that was made without a student file?"""
    try:
        data = disk.read_if_there(Path(_CALENDAR), LIMIT)
    except OutputError:  # the student file is written; what else lies here may be anything
        return False
    return bool(data and matches(_USUAL_ID, earlier_names(data)))
