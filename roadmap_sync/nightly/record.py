"""What came of the nights, in a file of its own.

Not in the ledger: that the ledger is locked or damaged, or the student file has mistakes, is
among what has to be remembered.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync import disk
from roadmap_sync.errors import OutputError

#: After so many bad nights in a row the student is told.
ENOUGH = 3
#: Codes of runs that are worth another try in the same night, for they disturb nobody: no answer
#: (`UnreachableError`), and another run was at work (`LedgerError`).
_WORTH = (75, 5)
_AGAIN = timedelta(minutes=45)
#: How late a night may be before one asks why: it is looked for every hour.
PATIENCE = timedelta(hours=2)
#: So many days are remembered.
_DAYS = 60
_MOST_BYTES = 1_000_000
_DAY = timedelta(days=1)


class Night(Struct, frozen=True):
    """The last run of one day.

    Attributes:
        at: When it ended, UTC.
        code: Its exit code; anything but 0 is a bad night.
        words: What was wrong, for people, without a secret; empty if nothing was.
    """

    at: datetime
    code: int
    words: str = ""

    @property
    def day(self) -> date:
        """The day by the clock of this computer."""
        return self.at.astimezone().date()


class Nights(Struct, frozen=True, kw_only=True):
    """All that is remembered of the nights of one student file.

    Attributes:
        since: When they were set up, UTC.
        hour: When a night is due, by the clock of this computer.
        minute: Likewise.
        scheduler: What starts them: ``cron``, ``systemd`` or ``launchd``.
        nights: One for each day, oldest first.
        last_good: When the last good one ended, UTC, or None.
    """

    since: datetime
    hour: int
    minute: int
    scheduler: str
    nights: tuple[Night, ...] = ()
    last_good: datetime | None = None

    @property
    def bad(self) -> tuple[Night, ...]:
        """The bad nights since the last good one, oldest first."""
        good = self.last_good
        return tuple(one for one in self.nights if one.code and (good is None or one.at > good))

    @property
    def is_trouble(self) -> bool:
        """Is it time to tell the student?"""
        return len(self.bad) >= ENOUGH

    def is_due(self, now: datetime) -> bool:
        """Is a night to be run now?

        Yes, if none was since its hour last came, or if the last one got no answer or did not get
        to work, a while ago: never more often than its scheduler starts us, and never again after
        an answer such as a wrong password, which servers count.
        """
        came = self.last_hour(now)
        if came < self.since:
            return False
        last = self.nights[-1] if self.nights else None
        if last is None or last.at < came or last.at > now + _DAY:  # the clock was ahead
            return True
        return last.code in _WORTH and now - last.at >= _AGAIN

    def is_its_hour(self, now: datetime) -> bool:
        """Has its hour come a moment ago?

        Whoever runs only then runs once a night, even if nobody can remember the last one.
        """
        return now - self.last_hour(now) < _AGAIN

    def last_hour(self, now: datetime) -> datetime:
        """Return the last moment at which a night was due, by the clock of this computer."""
        local = now.astimezone()
        today = _at(local.date(), self.hour, self.minute)
        return today if today <= now else _at(local.date() - _DAY, self.hour, self.minute)

    def next_hour(self, now: datetime) -> datetime:
        """Return the next one."""
        return _at(self.last_hour(now).astimezone().date() + _DAY, self.hour, self.minute)

    def after(self, night: Night) -> "Nights":
        """Return what is to be remembered once a night is over.

        The first bad night stays as long as none is good: the note on calendars is called by it.
        """
        earlier = tuple(one for one in self.nights if one.day < night.day)
        good = self.last_good if night.code else night.at
        whole = replace(self, nights=(*earlier, night), last_good=good)
        last = whole.nights[-_DAYS:]
        first = tuple(one for one in whole.bad[:1] if one not in last)
        return replace(whole, nights=(*first, *last[len(first) :]))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute)).astimezone(UTC)


class Place(Struct, frozen=True):
    """The folder for the nights of one student file."""

    folder: Path

    @property
    def log(self) -> Path:
        """What runs said; older ones lie beside it."""
        return self.folder / "nightly.log"

    @property
    def file(self) -> Path:
        """What came of the nights."""
        return self.folder / "nights.json"

    @property
    def environment(self) -> Path:
        """With which variables they run."""
        return self.folder / "environment.json"


def place_of(state: Path, key: str) -> Place:
    """Return where the nights of a key are remembered."""
    return Place(state / "nightly" / key)


def read(place: Place) -> Nights | None:
    """Return what is remembered; None if nothing is, or nobody can read it."""
    data = disk.read_if_possible(place.file, _MOST_BYTES)
    if data is None:
        return None
    try:
        found = json.loads(data)
        return Nights(
            since=_moment(found["since"]),
            hour=int(found["hour"]),
            minute=int(found["minute"]),
            scheduler=str(found["scheduler"]),
            nights=tuple(
                Night(_moment(one["at"]), int(one["code"]), str(one["words"]))
                for one in found["nights"]
            ),
            last_good=None if found["last_good"] is None else _moment(found["last_good"]),
        )
    except (ValueError, TypeError, LookupError):
        return None


def write(place: Place, nights: Nights) -> None:
    """Remember it.

    Raises:
        OutputError: It could not be written; what was remembered before is as it was.
    """
    good = nights.last_good
    record = {
        "since": nights.since.isoformat(),
        "hour": nights.hour,
        "minute": nights.minute,
        "scheduler": nights.scheduler,
        "nights": [
            {"at": one.at.isoformat(), "code": one.code, "words": one.words}
            for one in nights.nights
        ],
        "last_good": None if good is None else good.isoformat(),
    }
    _make(place)
    disk.write_private(place.file, json.dumps(record, ensure_ascii=False, indent=1).encode())


def is_writable(place: Place) -> bool:
    """Can what is remembered be written anew at this moment? Tried with what it says already."""
    try:
        before = disk.read_if_there(place.file, _MOST_BYTES)
        if before is not None:
            disk.write_over(place.file, before, before, private=True)
    except OutputError:
        return False
    return before is not None


def _make(place: Place) -> None:
    """Make the folder, and those above it where the ledger will be, for the student alone."""
    for folder in (*reversed(place.folder.parents[:2]), place.folder):
        disk.make_private_folder(folder)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def read_environment(place: Place) -> dict[str, str]:
    """Return the variables that each run sets first; none where nobody can read them."""
    try:
        found = json.loads(disk.read_if_possible(place.environment, _MOST_BYTES) or b"{}")
        return {str(name): str(value) for name, value in found.items()}
    except (ValueError, AttributeError):
        return {}


def write_environment(place: Place, variables: Mapping[str, str]) -> None:
    """Remember them, for the student alone: an address of a proxy may hold a password.

    Raises:
        OutputError: They could not be written.
    """
    _make(place)
    text = json.dumps(dict(variables), ensure_ascii=False, indent=1)
    disk.write_private(place.environment, text.encode())


def forget(place: Place) -> None:
    """Delete all of it, logs included; what cannot be deleted stays.

    Raises:
        OutputError: A file could not be deleted.
    """
    if not place.folder.is_dir():
        return
    for file in sorted(place.folder.iterdir()):
        disk.remove(file)
    try:
        place.folder.rmdir()
        place.folder.parent.rmdir()  # unless another student has nights, too
    except OSError as error:
        if place.folder.exists():
            raise OutputError(f"{place.folder} could not be deleted") from error
