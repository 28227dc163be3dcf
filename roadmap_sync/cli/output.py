"""What `generate` was asked for → one file, or standard output."""

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol

import click
from msgspec import Struct

from roadmap_sync.cli.generate import Wish
from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.disk import read_if_there, write_atomically
from roadmap_sync.errors import OutputError
from roadmap_sync.items import Roadmap
from roadmap_sync.problems import did_you_mean, one_of
from roadmap_sync.schedule.narrow import narrow, stages_of

#: The largest earlier file that we read back, in bytes.
LIMIT = 50_000_000
_STDOUT = "-"
_MODULES = {
    "ics": "ics",
    "html": "html",
    "json": "json_format",
    "csv": "csv_format",
    "md": "markdown",
}


class Result(Struct, frozen=True):
    """What became of the output.

    Attributes:
        path: The file; None for standard output.
        format: ``ics``, ``html``, ``json``, ``csv`` or ``md``.
        changed: False if the file held these very bytes already.
        again: Was there an earlier version of it?
        strange: Did that hold the same events under other uids, those of another id?
    """

    path: Path | None
    format: str
    changed: bool
    again: bool = False
    strange: bool = False


def chosen(
    roadmap: Roadmap,
    *,
    stages: tuple[str, ...],
    from_day: date | None = None,
    until_day: date | None = None,
) -> Roadmap:
    """Return the part of the roadmap that the options ask for.

    Raises:
        click.UsageError: There is no such stage, or no day from the one to the other.
    """
    if from_day is not None and until_day is not None and until_day < from_day:
        raise click.UsageError(
            f"--until {until_day} is before --from {from_day}, so no day is left"
        )
    known = stages_of(roadmap)
    for stage in stages:
        if stage not in known:
            hint = did_you_mean(stage, known) or one_of(known)
            raise click.UsageError(f"there is no stage '{stage}'; {hint}")
    return narrow(roadmap, from_day=from_day, until_day=until_day, stages=set(stages))


def write(roadmap: Roadmap, outcome: Outcome, wish: Wish) -> Result:
    """Write the roadmap.

    Raises:
        OutputError: The file could not be written, is a target, or this program did not make it.
    """
    form = wish.format or _by_name(wish.output or "")
    if wish.output == _STDOUT:
        click.echo(_bytes(roadmap, outcome, wish, form, None), nl=False)
        return Result(None, form, changed=True)
    path = Path(wish.output or f"roadmap.{form}")
    student = None if outcome.calendars is None else Path(outcome.file)
    hint = f"for a second file, say --output other.{form}"
    refuse_kept(path, student, hint, outcome.calendars)
    previous = _previous(path, form, force=wish.force)
    data = _bytes(roadmap, outcome, wish, form, previous)
    strange = form == "ics" and _is_strange(roadmap, previous or b"")
    changed = write_atomically(path, data)
    return Result(path, form, changed=changed, again=bool(previous), strange=strange)


def _is_strange(roadmap: Roadmap, previous: bytes) -> bool:
    """Did a calendar file hold items of this roadmap under other uids?"""
    from roadmap_sync.formats.ics_rewrite import earlier_names

    uids = {f"{item.plan}/{item.name}": item.uid for item in roadmap.items}
    return any(uids.get(name, uid) != uid for uid, name in earlier_names(previous).items())


def _by_name(output: str) -> str:
    """Return the format that an output's name asks for; a calendar file unless it says."""
    ending = output.lower().rpartition(".")[2]
    return ending if ending in _MODULES else "ics"


def _previous(path: Path, form: str, *, force: bool) -> bytes | None:
    """Return the file that is about to be written over, if it is ours to write over."""
    data = read_if_there(path, LIMIT)
    if not data or _is_ours(data, form):
        return data
    if not force:
        raise OutputError(
            f"{path} is there already, and this program did not make it; nothing was written\n"
            f"      hint: choose another name with --output, or write over it with --force"
        )
    return None


def _is_ours(data: bytes, form: str) -> bool:
    return _module(form).made_by_us(data)


class _Format(Protocol):
    """What every format can tell."""

    def made_by_us(self, data: bytes) -> bool: ...


def _module(form: str) -> _Format:
    """Return the module of a format; only the one that is needed is loaded."""
    module: _Format = import_module(f"roadmap_sync.formats.{_MODULES[form]}")
    return module


def _bytes(
    roadmap: Roadmap, outcome: Outcome, wish: Wish, form: str, previous: bytes | None
) -> bytes:
    if form == "json":
        from roadmap_sync.formats import json_format

        return json_format.to_json(roadmap, outcome.problems).encode()
    if form == "html":
        from roadmap_sync.cli.own_way import page_of

        return page_of(outcome, roadmap, wish.state).encode()
    if form == "csv":
        from roadmap_sync.formats import csv_format

        return csv_format.to_csv(roadmap).encode()
    if form == "md":
        from roadmap_sync.formats import markdown

        return markdown.to_markdown(roadmap).encode()
    from roadmap_sync.formats import ics

    wanted = wish.tasks or outcome.tasks
    tasks: Literal["events", "todos"] = "todos" if wanted == "todos" else "events"
    return ics.to_ics(roadmap, tasks=tasks, previous=previous)
