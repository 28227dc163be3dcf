"""One night: a run that nobody watches, and what is remembered and told of it."""

import os
import traceback
from collections.abc import Iterator
from contextlib import suppress

import click
from msgspec import Struct

from roadmap_sync import __version__, clock
from roadmap_sync.cli import listing_sync
from roadmap_sync.cli.desk import Desk, Whose, begin_desk, open_desk, state_folder
from roadmap_sync.cli.noting import bring, note_of
from roadmap_sync.cli.screen import count, plain, show_error
from roadmap_sync.cli.syncing import Ran, Wish, choose, run_sync
from roadmap_sync.cli.whose import find_file
from roadmap_sync.errors import OutputError, PlanError, RoadmapError
from roadmap_sync.nightly import log, notice, record
from roadmap_sync.nightly.job import key_of, time_of
from roadmap_sync.nightly.record import ENOUGH, Night, Nights, Place

#: Seconds that a night may take; the next one goes on.
_DEADLINE = 600.0
#: Likewise a rehearsal, while the student waits.
_BRIEF = 60.0
#: Nights between two notices on the desktop.
_WEEK = 7
_LONGEST = 400


class Went(Struct, frozen=True):
    """How a night went.

    Attributes:
        night: What is remembered of it.
        lines: What the log says.
        desk: None if the student file cannot be read.
        fine: Names of the targets that did not fail; all if none was tried.
        bug: What nobody expected, to be raised in the end.
    """

    night: Night
    lines: tuple[str, ...]
    desk: Desk | None = None
    fine: tuple[str, ...] = ()
    bug: Exception | None = None


def is_due(whose: Whose, at: str) -> bool:
    """Is a night to be run now? Quick, for it is asked every hour.

    Where it cannot be remembered that one was (a full disk), only in the hour itself: else one
    would be due every hour, with a wrong password too, or never again.

    Args:
        whose: Which student file, and where to remember.
        at: When nights are due, in case that is forgotten.
    """
    place, now = _place(whose), clock.now()
    nights = record.read(place)
    if nights is None:  # due from the next hour on
        nights = _new(at)
        return _failed(place, nights) is not None and nights.is_its_hour(now)
    return nights.is_due(now) and (nights.is_its_hour(now) or record.is_writable(place))


def run_night(whose: Whose, at: str, *, rehearse: bool) -> int:
    """Run a night, and return the exit code.

    Args:
        whose: Which student file, and where to remember.
        at: When nights are due, in case that is forgotten.
        rehearse: Only look whether a run would work, and write nothing anywhere.
    """
    place = _place(whose)
    os.environ.update(record.read_environment(place))
    if rehearse:
        return _once(whose, Wish(dry_run=True, quiet=True, deadline=_BRIEF)).night.code
    known = record.read(place)
    if known is None:
        known = _new(at)
        _failed(place, known)
    there = place.folder.exists()
    went = _once(whose, Wish(quiet=True, deadline=_DEADLINE))
    if place.folder.exists() or not there:  # else the nights were taken away meanwhile
        _note(went, known, place)
    if went.bug is not None:
        raise went.bug
    return went.night.code


def _place(whose: Whose) -> Place:
    return record.place_of(state_folder(whose.state), key_of(find_file(whose.student)))


def _new(at: str) -> Nights:
    hour, minute = time_of(at) or (2, 30)
    return Nights(since=clock.now(), hour=hour, minute=minute, scheduler="")


def _failed(place: Place, nights: Nights) -> OutputError | None:
    """Remember the nights; return why that cannot be, or None if it could."""
    try:
        record.write(place, nights)
    except OutputError as error:
        return error
    return None


def _note(went: Went, known: Nights, place: Place) -> None:
    """Remember a night, write it down, and tell the student if it is time to.

    Whoever set the nights up anew meanwhile, or put by hand right what was wrong, counts: it is
    added to what is remembered now, rather than to what was when it began.
    """
    before = record.read(place) or known
    after = before.after(went.night)
    error = _failed(place, after)
    log.append(place.log, [f"roadmap-sync {__version__}", *went.lines])
    _tell(went, before, after, error)


def _once(whose: Whose, wish: Wish) -> Went:
    """Sync all calendars, print what a person must do, and say how it went; never raises."""
    desk = None
    try:
        desk, roadmap = begin_desk(whose)
        ran = run_sync(desk, roadmap, choose(desk, roadmap), wish)
        listing_sync.show(ran, desk, wish)
        fine = tuple(one.target for one in ran.reports if one.error is None)
        night = Night(clock.now(), ran.exit_code, _in_short(ran))
        return Went(night, tuple(listing_sync.told(ran, desk, wish)), desk, fine)
    except RoadmapError as error:
        show_error(error)
        found = desk or _desk(whose)
        names = () if found is None else tuple(one.name for one in found.settings)
        words = _of_error(error)
        return Went(Night(clock.now(), error.exit_code, words), (plain(str(error)),), found, names)
    except click.ClickException as error:
        error.show()
        return Went(Night(clock.now(), error.exit_code, error.message), (error.message,))
    except Exception as error:  # noqa: BLE001 - remembered first, raised later
        words = f"a mistake of ours ({type(error).__name__}); please report what the log says"
        return Went(Night(clock.now(), 1, words), (traceback.format_exc(),), desk, bug=error)


def _desk(whose: Whose) -> Desk | None:
    """Return the student with settings, if they can be read where the plan cannot."""
    with suppress(RoadmapError):
        return open_desk(whose)
    return None


def _in_short(ran: Ran) -> str:
    bad = [one for one in ran.reports if one.exit_code]
    words = "; ".join(f"{one.target}: {one.in_words}" for one in bad)
    accept = "; a new version waits: roadmap-sync sync --accept" if ran.waiting else ""
    stopped = "it was stopped before it was through" if ran.exit_code and not bad else ""
    return _cut(words + accept or stopped)


def _of_error(error: RoadmapError) -> str:
    if isinstance(error, PlanError):
        return f"{count(error.problems)} in your files: roadmap-sync check shows them"
    return _cut(str(error))


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _tell(went: Went, before: Nights, after: Nights, error: OutputError | None) -> None:
    """Tell the student on the calendars that can be written, and on the desktop.

    Args:
        went: How the night went.
        before: What was remembered.
        after: What is.
        error: Why it is not: then nobody counts bad nights, and each is told at once.
    """
    if went.desk is not None:
        bring(went.desk, note_of(went.desk, before), note_of(went.desk, after), went.fine)
    bad = len(after.bad)
    weekly = bad > len(before.bad) and bad >= ENOUGH and (bad - ENOUGH) % _WEEK == 0
    if weekly or (error is not None and went.night.code):
        words = "; ".join(_notice(after, error))
        notice.show("roadmap-sync: your calendars may be out of date", words)


def _notice(after: Nights, error: OutputError | None) -> Iterator[str]:
    if error is None:
        yield f"{len(after.bad)} nights in a row went wrong"
    else:
        yield f"this night went wrong, and that cannot be remembered: {error}"
    yield after.bad[-1].words
    yield "roadmap-sync nightly status says more"
