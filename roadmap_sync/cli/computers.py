"""What `doctor` looks at on the computer: program, libraries, clock, zones, disk and nights."""

import re
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path

from roadmap_sync import __version__, clock, disk
from roadmap_sync.cli.desk import Desk, Whose, state_folder
from roadmap_sync.cli.finding import Finding
from roadmap_sync.cli.listing_nights import in_short
from roadmap_sync.cli.nightly_setup import Stand, stand
from roadmap_sync.errors import RoadmapError
from roadmap_sync.formats.description import moment_in_words
from roadmap_sync.targets.server_clock import ahead_of

_OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9.]+)\s*$")
#: Bytes; a ledger of four years and its copy take a hundredth.
_ROOM = 100_000_000
_SKEW = timedelta(minutes=5)


def program() -> Iterator[Finding]:
    """Yield Python, the program and its libraries."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    old = sys.version_info[:2] < _OLDEST
    yield Finding("Python", f"{version}, {sys.executable}",
                  "install Python 3.11 or newer from python.org" if old else "")  # fmt: skip
    wrong = _wrong_libraries()
    again = "install it again: python3 -m venv .venv && .venv/bin/pip install ."
    yield Finding("program", f"roadmap-sync {__version__}, {Path(__file__).parents[1]}")
    yield Finding("libraries", "; ".join(wrong) or "all there", again if wrong else "")


def _wrong_libraries() -> list[str]:
    try:
        asked = metadata.requires("roadmap-sync") or []
    except metadata.PackageNotFoundError:
        return []  # run from its folder: what it imports it has
    wrong = []
    for line in asked:
        found = _REQUIREMENT.match(line)
        if found is None:  # of an extra
            continue
        try:
            have = metadata.version(found[1])
        except metadata.PackageNotFoundError:
            wrong.append(f"{found[1]} is missing")
            continue
        if _numbers(have) < _numbers(found[2]):
            wrong.append(f"{found[1]} {have} is older than {found[2]}")
    return wrong


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(word) for word in re.findall(r"\d+", version)[:3])


def time(desk: Desk | None, *, online: bool) -> Iterator[Finding]:
    """Yield the clock and the zones."""
    yield _clock(desk, online=online)
    known = len(zoneinfo.available_timezones())
    here = clock.local_zone() or "UTC, or unknown"
    there = "" if desk is None else f"; your student file says {desk.zone.key}"
    yield Finding(
        "zones", f"{known} known; this computer is set to {here}{there}",
        "" if known else f"{sys.executable} -m pip install tzdata",
    )  # fmt: skip


def _clock(desk: Desk | None, *, online: bool) -> Finding:
    now = clock.now()
    words = moment_in_words(now.astimezone(None if desk is None else desk.zone))
    right = "set the clock of this computer right; let it take the time from the network"
    if desk is not None and (last := _last_run(desk)) is not None and last > now + _SKEW:
        return Finding("clock", f"{words}, and the last sync was later than that", right)
    if not online or desk is None:
        return Finding("clock", words)
    skews = [skew for one in desk.settings if (skew := ahead_of(one)) is not None]
    worst = max(skews, key=abs, default=None)
    if worst is None:
        return Finding("clock", f"{words}; no server told its own")
    if abs(worst) <= _SKEW:
        return Finding("clock", f"{words}, as servers say")
    word = "ahead" if worst > timedelta() else "behind"
    return Finding("clock", f"{words}: {abs(worst)} {word} of a server's", right)


def _last_run(desk: Desk) -> datetime | None:
    runs = list[datetime]()
    with suppress(RoadmapError), desk.ledger(read_only=True) as ledger:  # has a line of its own
        runs += [one.last_run for one in ledger.accounts() if one.last_run is not None]
    return max(runs, default=None)


def state(whose: Whose) -> Finding:
    """Return how the folder is where things are remembered."""
    folder = state_folder(whose.state)
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not disk.may_write(there):
        return Finding("state", str(folder), f"you have no permission to write into {there}")
    room = disk.room(there)
    if room < _ROOM:
        return Finding("state", f"{folder}: {room:,} bytes left", "make room on that disk")
    if folder.exists() and disk.others_may_read(folder):
        return Finding("state", f"{folder}: others on this computer may look into it",
                       f"chmod 700 '{folder}'")  # fmt: skip
    return Finding("state", str(folder))


def nights(whose: Whose, desk: Desk | None) -> Finding:
    """Return how the nights stand; times as the student's clock says, if there is a student."""
    found = stand(whose)
    if not found.started_by:
        never = found.nights is None
        again = "roadmap-sync nightly install; or, to be rid of them, roadmap-sync nightly remove"
        words = "not set up; roadmap-sync nightly install does it" if never else "started by nobody"
        return Finding("nights", words, "" if never else again)
    if found.nights is None:
        return Finding("nights", "nobody knows how they went", "roadmap-sync nightly install")
    short = in_short(found.nights, None if desk is None else desk.zone)
    words = f"by {', '.join(found.started_by)}; {short.removeprefix('nights: ')}"
    return Finding("nights", words, _advice(found))


def _advice(found: Stand) -> str:
    if found.is_silent:
        return f"no run came: is {found.started_by[0]} running, and the computer on at times?"
    bad = found.nights is not None and found.nights.bad
    return "roadmap-sync nightly status says what went wrong" if bad else ""
