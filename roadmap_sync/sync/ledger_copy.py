"""Which file the ledger is read from: itself, its second copy, or none.

A damaged file is moved aside, never deleted, and with it the log that SQLite keeps beside it: a
log that stayed would be played into the file that takes its place.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from enum import Enum, StrEnum
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from roadmap_sync import aside, disk
from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_schema

#: What SQLite puts beside a database, the database itself first.
ENDINGS = ("", "-wal", "-shm", "-journal")


class Files(Struct, frozen=True):
    """The files of one student's ledger in a folder that other students may share."""

    folder: Path
    owner: str

    @property
    def main(self) -> Path:
        """The ledger."""
        return self.folder / f"{self.owner}.ledger.sqlite"

    @property
    def copy(self) -> Path:
        """Its second copy, as the last run that changed something left it."""
        return self.folder / f"{self.owner}.ledger-copy.sqlite"

    @property
    def lock(self) -> Path:
        """An empty file; a run holds it."""
        return self.folder / f"{self.owner}.lock"

    @property
    def any_left(self) -> bool:
        """Is there any trace of a ledger, also of one that was moved aside?"""
        return any(self.folder.glob(f"{self.owner}.ledger*"))


class Opened(Struct, frozen=True, kw_only=True):
    """A ledger that was found or made.

    Attributes:
        restored: Was the second copy taken, because the ledger was missing or damaged?
        rebuilt: Was there one, and now there is neither it nor its copy?
        stale: Does the second copy lack something?
    """

    database: sqlite3.Connection
    restored: bool = False
    rebuilt: bool = False
    stale: bool = False


class _Condition(Enum):
    MISSING = "missing"
    DAMAGED = "damaged"


class Health(StrEnum):
    """How a file of the ledger is."""

    WHOLE = "whole"
    MISSING = "not there"
    DAMAGED = "damaged"


def health(files: Files) -> tuple[Health, Health]:
    """Look at the ledger and its second copy without changing either.

    Raises:
        LedgerError: One is of a newer program or another student's, or cannot be read.
    """
    found = []
    for path in (files.main, files.copy):
        with ledger_schema.speaking(path):
            condition = _examine(path, files.owner)
        found.append(Health[condition.name] if isinstance(condition, _Condition) else Health.WHOLE)
    main, copy = found
    return main, copy


def open_for_writing(files: Files) -> Opened:
    """Find the ledger, or restore it, or make it; the lock must be held.

    Raises:
        LedgerError: It is newer than this program, or another student's.
        OutputError, sqlite3.Error: The disk does not let us.
    """
    restored = rebuilt = False
    found = _examine(files.main, files.owner)
    if isinstance(found, _Condition):
        copy = _examine(files.copy, files.owner)
        restored = not isinstance(copy, _Condition)
        rebuilt = not restored and files.any_left
        aside.set_aside(files.main, ENDINGS)
        if restored:
            with contextlib.closing(ledger_schema.connect(files.copy, "ro")) as source:
                write_copy(source, files.main)
        else:
            _write_new(files)
    database = ledger_schema.connect(files.main, "rw")
    try:
        ledger_schema.settle(database)
        ledger_schema.migrate(database)
        stale = _edition_of_copy(files) != ledger_schema.edition_of(database)
    except BaseException:
        database.close()
        raise
    return Opened(database=database, restored=restored, rebuilt=rebuilt, stale=stale)


def open_for_reading(files: Files) -> Opened:
    """Return the ledger as it is at this moment, in memory; no file is changed.

    Raises:
        LedgerError: It is newer than this program, or another student's.
        sqlite3.Error: The disk does not let us.
    """
    # Asked first: what a first run makes while we look was not there to be lost.
    known = files.main.exists() or files.any_left
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        taken = next(
            (
                path
                for path in (files.main, files.copy)
                if not isinstance(_examine(path, files.owner), _Condition)
            ),
            None,
        )
        if taken is None:
            ledger_schema.start(database, files.owner)
        else:
            with _looking(taken) as source:
                source.backup(database)
            ledger_schema.migrate(database)
        database.execute("PRAGMA query_only = ON")
    except BaseException:
        database.close()
        raise
    return Opened(
        database=database,
        restored=taken == files.copy,
        rebuilt=taken is None and known,
    )


def write_copy(database: sqlite3.Connection, path: Path, *, keep: str = "") -> None:
    """Copy a ledger as it is at this moment to a file, whole or not at all.

    Args:
        database: The ledger.
        path: The file.
        keep: If given, what is there is moved aside first, with this word in its new name, and
            with it the log that SQLite keeps beside it.

    Raises:
        OutputError, sqlite3.Error: It could not be; the file is as it was.
    """
    first = partial(aside.set_aside, path, ENDINGS, keep) if keep else None
    with (
        disk.replacing(path, first=first) as beside,
        contextlib.closing(_unsafe(beside)) as other,
    ):
        database.backup(other)
        # No log of its own, so that reading it later leaves nothing beside it.
        other.execute("PRAGMA journal_mode = MEMORY")


def _write_new(files: Files) -> None:
    with disk.replacing(files.main) as beside, contextlib.closing(_unsafe(beside)) as database:
        ledger_schema.start(database, files.owner)


def _unsafe(path: Path) -> sqlite3.Connection:
    """Open a file that nobody knows yet: no journal beside it, no waiting for the disk."""
    database = ledger_schema.connect(path, "rw")
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = OFF")
    return database


def _examine(path: Path, owner: str) -> int | _Condition:
    """Return a ledger's edition, or what is wrong with the file."""
    if not path.exists():
        return _Condition.MISSING
    with _looking(path) as database:
        edition = ledger_schema.examine(database, path, owner)
    return _Condition.DAMAGED if edition is None else edition


@contextlib.contextmanager
def _looking(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to read it, also on a disk that is read-only or full.

    Who reads a log shares it with who writes it, by a file beside it that must be there or be
    made (https://www.sqlite.org/wal.html#read_only_databases). After a clean end there is none,
    and no log either: then the file is read by itself, and looked at again afterwards.

    Raises:
        LedgerError: It changed meanwhile.
        sqlite3.Error: It cannot be read.
    """
    alone = None
    database = ledger_schema.connect(path, _mode(path))
    try:
        database.execute("PRAGMA application_id")
    except sqlite3.Error as error:
        alone = _alone(path) if ledger_schema.lacks_room(error) else None
        if alone is not None:
            database.close()
            database = ledger_schema.connect(path, "ro&immutable=1")
    with contextlib.closing(database):
        yield database
    if alone is not None and _alone(path) != alone:
        raise LedgerError(f"the ledger {path} changed while it was read; try again")


def _alone(path: Path) -> tuple[int, ...] | None:
    """Return what changes whenever a file does; None if anything stands in a file beside it.

    One that is empty is what is left of an attempt to make one on a full disk.
    """
    try:
        for ending in ("-wal", "-journal"):
            beside = path.with_name(path.name + ending)
            if beside.exists() and beside.stat().st_size:
                return None
        status = path.stat()
    except OSError:  # gone, at this moment
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _mode(path: Path) -> Literal["ro", "rw"]:
    """Return how to look at a file; a run that was killed may have left a change half made.

    What the file was like before stands in a journal then (before the first log is there, and
    on disks where there is none). Whoever reads puts that back, and has to write for it
    (https://www.sqlite.org/atomiccommit.html#_hot_rollback_journals).
    """
    return "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"


def _edition_of_copy(files: Files) -> int | _Condition:
    """Return the copy's edition; a copy that is of no use is moved aside, not written over."""
    try:
        found = _examine(files.copy, files.owner)
    except LedgerError:
        found = _Condition.DAMAGED
    if found is _Condition.DAMAGED:
        aside.set_aside(files.copy, ENDINGS)
    return found
