"""How `nightly status` is shown, and the line about it in `status`."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from roadmap_sync.cli.nightly_setup import Stand
from roadmap_sync.cli.screen import amount, plain, show_json
from roadmap_sync.formats.description import moment_in_words
from roadmap_sync.nightly.record import Nights

#: So many bad nights are shown.
_MOST = 5


def show(found: Stand, *, as_json: bool) -> None:
    """Print how the nights stand."""
    if as_json:
        show_json(_record(found))
        return
    for line in _lines(found):
        click.echo(plain(line))


def _lines(found: Stand) -> Iterator[str]:
    nights = found.nights
    if not found.started_by:
        yield f"not set up for {found.file}: roadmap-sync nightly install"
    if nights is None:
        if found.started_by:
            yield f"started by {', '.join(found.started_by)}, but nobody knows when or how it went"
            yield "  set it up anew: roadmap-sync nightly install"
        return
    if found.started_by:
        by = ", ".join(found.started_by)
        yield f"every night at {nights.hour:02}:{nights.minute:02}, started by {by}"
        yield f"  next: {_when(nights.next_hour(found.now))}"
    yield f"  last good night: {_good(nights)}"
    bad = nights.bad
    if bad:
        yield f"  {amount(len(bad), 'bad night')} since then:"
        for one in bad[-_MOST:]:
            yield f"    {_when(one.at)}: {one.words} (code {one.code})"
    if found.is_silent:
        yield (
            f"  no run came at {nights.hour:02}:{nights.minute:02}, nor later: was the computer "
            f"off, or does {' or '.join(found.started_by) or 'nothing'} not run here?"
        )
    yield f"  log: {found.place.log}"


def in_short(nights: Nights, zone: ZoneInfo | None) -> str:
    """Return one line for `status` and `doctor`.

    Args:
        nights: How they went.
        zone: In which times are told; None for that of this computer.
    """
    bad = len(nights.bad)
    words = f"nights: last good one {_good(nights, zone)}"
    return words if not bad else f"{words}; {amount(bad, 'bad one')} since: {nights.bad[-1].words}"


def _good(nights: Nights, zone: ZoneInfo | None = None) -> str:
    if nights.last_good is not None:
        return _when(nights.last_good, zone)
    return "none" if nights.nights else "none yet"


def _when(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """Return a time by the clock of this computer, by which nights are started, or in a zone."""
    return moment_in_words(moment.astimezone(zone))


def _record(found: Stand) -> dict[str, object]:
    nights = found.nights
    if nights is None:
        return {"student": str(found.file), "started_by": list(found.started_by)}
    return {
        "student": str(found.file),
        "started_by": list(found.started_by),
        "at": f"{nights.hour:02}:{nights.minute:02}",
        "since": nights.since.isoformat(),
        "next": nights.next_hour(found.now).isoformat(),
        "last_good": None if nights.last_good is None else nights.last_good.isoformat(),
        "bad": [
            {"at": one.at.isoformat(), "exit_code": one.code, "words": one.words}
            for one in nights.bad
        ],
        "silent": found.is_silent,
        "log": str(found.place.log),
    }
