"""`check --watch`: look again whenever one of the files changes.

The files are asked for their stamps twice a second. That works on every disk and system, and
costs less than a library that must be there for each of them.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

import click

from roadmap_sync import clock
from roadmap_sync.cache import DiskCache
from roadmap_sync.cli import checking
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.screen import amount, plain
from roadmap_sync.plan import catalog

#: Seconds between two looks, and after a change: some editors take a file away and write it anew.
_OFTEN = 0.5
_SETTLED = 0.1
#: Findings after which a file that is not there yet may make a difference.
_LACKING = {"no-file", "unknown-plan"}
_INTERRUPTED = 130

#: What tells that a file is another one than before, by its place; None if it is not there.
Stamps: TypeAlias = dict[str, tuple[int, int, int] | None]


def watch(names: Sequence[str], *, load: bool) -> NoReturn:
    """Check files, again and again, until somebody presses Ctrl-C.

    Args:
        names: As they were typed.
        load: Also show the busiest weeks?

    Raises:
        click.exceptions.Exit: Always, in the end.
    """
    places: set[str] = set(names)
    try:
        while True:
            before = _stamps(places)  # first, so that no change goes by while we look
            places = {*names, *_look(names, load=load)}
            _wait(_stamps(places) | {place: before[place] for place in before if place in places})
    except KeyboardInterrupt:
        raise click.exceptions.Exit(_INTERRUPTED) from None


def _look(names: Sequence[str], *, load: bool) -> set[str]:
    """Check once; return the places that decide what comes out."""
    readings = Readings(DiskCache())
    reports = [checking.check_file(name, readings) for name in names]
    is_terminal = sys.stdout.isatty()
    if is_terminal:
        click.clear()
    for report in reports:
        checking.show(report, load=load)
    places = {place for place in readings.record()[0] if not catalog.is_bundled(Path(place))}
    found = {problem.code for report in reports for problem in report.problems.sorted()}
    files = f"{amount(len(places), 'file')}; Ctrl-C ends"
    click.echo(plain(f"\nWatching {files}." if is_terminal else ""))
    sys.stdout.flush()
    if found & _LACKING:
        places |= {str(Path(place).parent) for place in {*names, *places}}
    return places


def _wait(before: Stamps) -> None:
    """Return when a file, or a folder of files, is no longer as it was."""
    while _stamps(before) == before:
        clock.sleep(_OFTEN)
    clock.sleep(_SETTLED)


def _stamps(places: Iterable[str]) -> Stamps:
    found: Stamps = {}
    for place in places:
        try:
            status = os.stat(place)  # noqa: PTH116 - a place may be any text
        except (OSError, ValueError):
            found[place] = None
        else:
            found[place] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
