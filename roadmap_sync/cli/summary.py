"""The end of `generate`: what came out, what is next, and how to import it."""

import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from roadmap_sync import clock
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.cli.output import Result
from roadmap_sync.cli.screen import amount, plain, show_problems
from roadmap_sync.cli.whose import file_in_place
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.problems import Severity
from roadmap_sync.schedule.start import first_monday

_KINDS = ("task", "message", "checkpoint", "meeting", "event")
_NEXT = 3
_IMPORT = """\
Import it on a computer, into a NEW calendar of its own; to undo, delete that calendar.
  Google:  Settings > Add calendar > Create new calendar; then Import & export,
           choose the file and add it to that calendar
  Apple:   File > Import, choose the file, then "New Calendar"
  Outlook: Add calendar > Create blank calendar; then Upload from file, into that one"""

_IMPORT_AGAIN = """\
Import it again, into the same calendar. An import never deletes, and some programs add a second
copy: if in doubt, delete that calendar and import the file into a new one."""

_IMPORT_ANEW = """\
The file of that name was made with another id, so a calendar that holds it would get everything
twice: delete that calendar, and import this file into a NEW one."""


def show(
    roadmap: Roadmap, outcome: Outcome, result: Result, *, state: Path | None, unread: Path | None
) -> None:
    """Print warnings and the summary; on standard error if the roadmap went to standard output.

    Args:
        roadmap: The part of it that was written.
        outcome: All that is known.
        result: What became of the output.
        state: The folder of the ledger; None for the usual one.
        unread: A student file that lies here and was not asked for.
    """
    err = result.path is None
    found = outcome.problems
    show_problems([one for one in found if one.severity is Severity.WARNING], err=True)
    today = clock.today(roadmap.zone)
    click.echo(_head(roadmap), err=err)
    if (sys.stderr if err else sys.stdout).isatty():
        _show_table(roadmap, err=err)
    else:
        click.echo("\n".join(_table_lines(roadmap)), err=err)
    lines = [
        *_over(roadmap, outcome, today),
        *_next(_as_shown(roadmap, outcome, result, state), today),
        *_sample(roadmap, outcome, unread),
        *_waiting(outcome),
    ]
    notes = sum(one.severity is Severity.NOTE for one in found)
    if notes:
        them = "shows it" if notes == 1 else "shows them"
        lines += ["", f"{amount(notes, 'note')}: roadmap-sync check {outcome.seen} {them}"]
    lines += _file(result)
    click.echo(plain("\n".join(lines)), err=err)


def _head(roadmap: Roadmap) -> str:
    if not roadmap.items:
        return plain(f"{roadmap.calendar_name}: nothing to put on a calendar")
    first, last = roadmap.items[0].date, roadmap.items[-1].date
    span = f"{day_in_words(first)} to {day_in_words(last)}"
    return plain(f"{roadmap.calendar_name}: {amount(len(roadmap.items), 'item')}, {span}")


def _counts(roadmap: Roadmap) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for item in sorted(roadmap.items, key=lambda item: (not item.stage, item.stage)):
        counts.setdefault(item.stage.upper() or "any year", Counter())[item.kind] += 1
    return counts


def _table_lines(roadmap: Roadmap) -> Iterator[str]:
    for stage, kinds in _counts(roadmap).items():
        words = ", ".join(amount(kinds[kind], kind) for kind in _KINDS if kinds[kind])
        yield plain(f"  {stage}: {kinds.total()} ({words})")


def _show_table(roadmap: Roadmap, *, err: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.ASCII2 if sys.platform == "win32" else box.SIMPLE)
    table.add_column("")
    for kind in (*_KINDS, "all"):
        table.add_column(kind if kind == "all" else f"{kind}s", justify="right")
    for stage, kinds in _counts(roadmap).items():
        numbers = [*(kinds[kind] for kind in _KINDS), kinds.total()]
        table.add_row(plain(stage), *(str(number or "") for number in numbers))
    Console(stderr=err, highlight=False, markup=False).print(table)


def _over(roadmap: Roadmap, outcome: Outcome, today: date) -> Iterator[str]:
    if roadmap.over:
        yield f"{amount(len(roadmap.over), 'item')} left out: over before you joined."
    past = [item for item in roadmap.items if item.window.until_day < today]
    if past and not outcome.joined:  # else it was ahead when they joined, and is their history
        verb = "is" if len(past) == 1 else "are"
        yield f"{amount(len(past), 'item')} {verb} over already."
        yield f"  Leave out what is over: {_joining(outcome, today)}"


def _joining(outcome: Outcome, today: date) -> str:
    """Return what to type so that what is over is left out, this time and later."""
    if outcome.said:
        return f"--joined {today}"
    here = file_in_place()
    named = "" if here == Path(outcome.file) else f" --student {shlex.quote(outcome.file)}"
    return f"roadmap-sync set joined {today}{named}"


def _as_shown(
    roadmap: Roadmap, outcome: Outcome, result: Result, state: Path | None
) -> tuple[Item, ...]:
    """Return the items as the output has them: the page shows what the student did."""
    if result.format != "html":
        return roadmap.items
    from roadmap_sync.cli.own_way import left_of

    return left_of(outcome, roadmap, state)


def _next(items: Iterable[Item], today: date) -> Iterator[str]:
    coming = [item for item in items if item.date >= today][:_NEXT]
    if coming:
        yield ""
        yield "Next:"
        yield from (f"  {day_in_words(item.date)}  {item.title}" for item in coming)


def _sample(roadmap: Roadmap, outcome: Outcome, unread: Path | None) -> Iterator[str]:
    samples = [item for item in roadmap.items if item.sample]
    if not samples:
        return
    first = first_monday(samples[0].date.year, 7)
    yield ""
    yield f'{amount(len(samples), "item")} marked "Sample:", because I do not know your rotations.'
    if unread is not None:
        yield f"Run this without --start, and {unread} is read: your rotations belong into it."
        return
    if outcome.said:
        yield f"Write your real rotations into {outcome.file}, then run this without --start:"
        yield from (f"  {line}" for line in outcome.said)
    else:
        yield f"Write your real rotations into {outcome.file}:"
    yield "  rotations:"
    yield f"    - {{name: Internal medicine, start: {first}, weeks: 8}}"
    second = first + timedelta(weeks=8)
    yield f"    - {{name: Surgery, start: {second}, weeks: 8, attending: Dr. Reyes}}"


def _waiting(outcome: Outcome) -> Iterator[str]:
    """Say what a plan of blocks alone waits for."""
    if outcome.waits:
        yield f"Its steps come with your {' and '.join(outcome.waits)}:"
        keys = ", ".join(f"{one}:" for one in outcome.waits)
        yield f"  list them in {outcome.file} under {keys}"


def _file(result: Result) -> Iterator[str]:
    if result.path is None:
        return
    yield ""
    yield f"{'Wrote' if result.changed else 'Nothing new in'} {result.path}"
    if result.format == "ics" and result.changed:
        yield _IMPORT_ANEW if result.strange else _IMPORT_AGAIN if result.again else _IMPORT
