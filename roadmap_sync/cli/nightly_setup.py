"""Setting the nights up and taking them away again, and how they stand."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync import clock, disk
from roadmap_sync.cli.desk import Whose, open_desk, state_folder
from roadmap_sync.cli.whose import find_file
from roadmap_sync.errors import NightlyError, OutputError
from roadmap_sync.nightly import choosing, record, rehearsing
from roadmap_sync.nightly.choosing import SCHEDULERS
from roadmap_sync.nightly.job import Job, Scheduler, key_of, time_of
from roadmap_sync.nightly.record import Nights, Place
from roadmap_sync.nightly.tools import Finished

#: What a rehearsal may end with: well, a person must decide something, nobody answers just now.
_FINE = (0, 3, 75)


class Stand(Struct, frozen=True):
    """How the nights of a student file stand.

    Attributes:
        file: The student file.
        place: Where they are remembered.
        nights: What came of them; None if nothing is remembered.
        started_by: Names of the schedulers that start them.
        now: The time, UTC.
    """

    file: Path
    place: Place
    nights: Nights | None
    started_by: tuple[str, ...]
    now: datetime

    @property
    def is_well(self) -> bool:
        """Are they set up, and was the last one good?"""
        nights = self.nights
        return bool(self.started_by) and nights is not None and not (nights.bad or self.is_silent)

    @property
    def is_silent(self) -> bool:
        """Should there have been a run by now, and was none? Then its scheduler does not run."""
        nights = self.nights
        if nights is None:
            return False
        came = nights.last_hour(self.now)
        last = nights.nights[-1].at if nights.nights else nights.since
        return self.now - came > record.PATIENCE and came - last > record.PATIENCE


def install(whose: Whose, at: str, name: str) -> Iterator[str]:
    """Set the nights up, and yield what to say about it.

    Raises:
        NightlyError: They would not work; nothing has changed then.
        PlanError: The student file has mistakes.
        SettingsError: It names no calendar.
    """
    desk = open_desk(whose)
    desk.chosen(())
    scheduler, why = choosing.choose(name)
    job = job_of(desk.file, desk.folder, at)
    place = record.place_of(desk.folder.absolute(), job.key)
    with _undone(place):
        record.write_environment(place, rehearsing.carried())
        tried = rehearsing.rehearse(job, scheduler.environment())
        _check(tried, scheduler)
        # Before it is started by anything: what is started would find nothing remembered.
        record.write(place, _nights(place, job, scheduler))
        scheduler.install(job)
    for other in _others(scheduler, job.key):
        other.remove(job.key)
    yield f"every night at {job.at}, by {scheduler.name}: {why}"
    yield f"tried out as it will run, nothing written: {_outcome(tried)}"
    yield f"how it goes: roadmap-sync nightly status; its log: {place.log}"


def remove(whose: Whose) -> Iterator[str]:
    """Take the nights away, and yield what to say about it."""
    found = stand(whose)
    key = key_of(found.file)
    for name in found.started_by:
        SCHEDULERS[name].remove(key)
        yield f"taken out of {name}"
    if found.place.folder.exists():
        record.forget(found.place)
        yield "its log and what it remembered are deleted"
    elif not found.started_by:
        yield f"nothing was set up for {found.file}"


def stand(whose: Whose) -> Stand:
    """Return how the nights of a student file stand; the file itself is not read."""
    file = find_file(whose.student).absolute()
    key = key_of(file)
    place = record.place_of(state_folder(whose.state).absolute(), key)
    started_by = tuple(name for name, one in SCHEDULERS.items() if one.has(key))
    return Stand(file, place, record.read(place), started_by, clock.now())


def job_of(file: Path, state: Path, at: str) -> Job:
    """Return what is started every night for a student file."""
    hour, minute = time_of(at) or (2, 30)
    file, state = file.absolute(), state.absolute()
    python = os.environ.get("PYTHONPATH")  # only who runs the program unpacked has one
    words = (
        sys.executable, "-X", "utf8", "-P", "-m", "roadmap_sync", "nightly", "run",
        "--student", str(file), "--state", str(state), "--at", f"{hour:02}:{minute:02}",
    )  # fmt: skip
    title = f"roadmap-sync: calendars of {file.name}, due at {hour:02}:{minute:02}"
    variables = {"PYTHONPATH": python} if python else {}
    return Job(
        key=key_of(file), words=words, variables=variables, hour=hour, minute=minute, title=title
    )


def _nights(place: Place, job: Job, scheduler: Scheduler) -> Nights:
    """Return what is remembered at first; what came of earlier nights stays."""
    old = record.read(place)
    new = Nights(since=clock.now(), hour=job.hour, minute=job.minute, scheduler=scheduler.name)
    return new if old is None else replace(new, nights=old.nights, last_good=old.last_good)


@contextmanager
def _undone(place: Place) -> Iterator[None]:
    """Let what is remembered be as it was if the block fails."""
    fresh = not place.folder.exists()
    environment, nights = record.read_environment(place), record.read(place)
    try:
        yield
    except BaseException:
        with suppress(OutputError):  # what went wrong first is what people should read
            if fresh:
                record.forget(place)
            else:
                record.write_environment(place, environment)
                _restore(place, nights)
        raise


def _restore(place: Place, old: Nights | None) -> None:
    """Take back when nights are due; a night that has ended meanwhile stays."""
    now = record.read(place)
    if old is None:
        disk.remove(place.file)
    elif now is not None:
        record.write(place, replace(old, nights=now.nights, last_good=now.last_good))


def _others(scheduler: Scheduler, key: str) -> Iterator[Scheduler]:
    return (one for one in SCHEDULERS.values() if one is not scheduler and one.has(key))


def _check(tried: Finished, scheduler: Scheduler) -> None:
    if tried.code in _FINE:
        return
    said = tried.words or f"it ended with code {tried.code}"
    raise NightlyError(
        f"tried out as {scheduler.name} would start it, it does not work, so nothing was set up. "
        f"It said:\n{said}" + (f"\n{_advice(scheduler)}" if _is_about_password(said) else "")
    )


def _is_about_password(said: str) -> bool:
    return any(word in said for word in ("password", "keyring", "the environment has no"))


def _advice(scheduler: Scheduler) -> str:
    words = (
        f"{scheduler.name} starts programs with next to nothing: no desktop, no terminal to ask in "
        "and none of your variables. A password must come without you: from a command such as "
        "{command: cat /home/you/.dav-password} (a file that only you may read: chmod 600), or "
        "from a password store whose key needs no typing at night."
    )
    if scheduler.name == "cron" and SCHEDULERS["systemd"].is_usable():
        words += (
            " For a keyring say --with systemd: it runs inside your session, where the keyring is "
            "open while you are signed in."
        )
    if scheduler.name == "cron":
        words += " A variable can stand in your crontab (crontab -e): NAME=value in its first line."
    return words


def _outcome(tried: Finished) -> str:
    if tried.code == 0:
        return "all is well"
    if tried.code == 75:  # noqa: PLR2004 - UnreachableError
        return f"no answer just now, which may pass by itself. {tried.words}".rstrip()
    return f"it works, and something waits for you. {tried.words}".rstrip()
