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

    Args:
        whose: Which student file, and where to remember.
        at: When nights are due, in case that is forgotten.
    """
    place = _place(whose)
    return (record.read(place) or _new(at, place)).is_due(clock.now())


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
    before = record.read(place) or _new(at, place)
    went = _once(whose, Wish(quiet=True, deadline=_DEADLINE))
    after = before.after(went.night)
    with suppress(OutputError):  # a full disk: the run itself has said so
        record.write(place, after)
    log.append(place.log, [f"roadmap-sync {__version__}", *went.lines])
    _tell(went, before, after)
    if went.bug is not None:
        raise went.bug
    return went.night.code


def _place(whose: Whose) -> Place:
    return record.place_of(state_folder(whose.state), key_of(find_file(whose.student)))


def _new(at: str, place: Place) -> Nights:
    hour, minute = time_of(at) or (2, 30)
    nights = Nights(since=clock.now(), hour=hour, minute=minute, scheduler="")
    with suppress(OutputError):
        record.write(place, nights)
    return nights


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


def _tell(went: Went, before: Nights, after: Nights) -> None:
    """Tell the student on the calendars that can be written, and on the desktop."""
    if went.desk is not None:
        bring(went.desk, note_of(went.desk, before), note_of(went.desk, after), went.fine)
    bad = len(after.bad)
    if bad > len(before.bad) and bad >= ENOUGH and (bad - ENOUGH) % _WEEK == 0:
        words = "; ".join(_notice(after))
        notice.show("roadmap-sync: your calendars may be out of date", words)


def _notice(after: Nights) -> Iterator[str]:
    yield f"{len(after.bad)} nights in a row went wrong"
    yield after.bad[-1].words
    yield "roadmap-sync nightly status says more"
