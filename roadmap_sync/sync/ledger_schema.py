"""The tables of the ledger, how older ones become today's, and how it is opened and written.

- ``about``: ``owner`` (`owner_of` the student) and ``edition``, a number that grows in each run
  that changes something, so that it can be seen whether the second copy is current; after the
  first sync also ``accepted`` (`accepting`).
- ``account``, ``memory``, ``state``: one JSON text for each value (`ledger_rows`).
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from roadmap_sync.errors import LedgerError, OutputError

#: ``RMSY``, in the file's header (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION = 0x524D5359

#: Seconds to wait for another program that looks into the file at this moment.
PATIENCE = 5.0

#: What SQLite says of a file that is not one of its own, or not whole.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
#: What it says if it cannot make or fill a file beside that one.
_NO_ROOM = {
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL
}  # fmt: skip
_REBUILD = "`roadmap-sync ledger rebuild` makes it anew from the calendars"
_WORDS = {
    sqlite3.SQLITE_FULL: "there is no space left on the disk; what was recorded before is safe",
    sqlite3.SQLITE_BUSY: "another program is using it; try again when that has finished",
    sqlite3.SQLITE_LOCKED: "another program is using it; try again when that has finished",
    sqlite3.SQLITE_READONLY: "you have no permission to write there, or the disk is read-only",
    sqlite3.SQLITE_CANTOPEN: (
        "it cannot be opened: the disk is read-only or full, or you may not read and write there; "
        "what was recorded before is safe"
    ),
    sqlite3.SQLITE_PERM: "you have no permission to use it",
    sqlite3.SQLITE_IOERR: "the disk is full or failing; what was recorded before is safe",
    sqlite3.SQLITE_CORRUPT: "it is damaged; the next run takes its second copy",
    sqlite3.SQLITE_NOTADB: "it is damaged; the next run takes its second copy",
}


def _first_tables(database: sqlite3.Connection) -> None:
    for words in (
        "about (name TEXT PRIMARY KEY, value NOT NULL)",
        "account (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "memory (target TEXT, uid TEXT, value TEXT NOT NULL, PRIMARY KEY (target, uid))",
        "state (uid TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ):
        database.execute(f"CREATE TABLE {words}")


#: The k-th makes version k out of version k - 1, in a transaction that all of them share.
#: What once shipped is never edited: files of that version are out there.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_tables,)
#: Those of today's version.
TABLES = frozenset({"about", "account", "memory", "state"})


def connect(path: Path, mode: Literal["ro", "rw", "ro&immutable=1"]) -> sqlite3.Connection:
    """Open a database that is there; transactions are begun and ended by `transaction` only.

    One that is immutable (https://www.sqlite.org/uri.html#uriimmutable) is read as if nobody
    else had it open, and without a file beside it; whoever asks for that sees to it.
    """
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, timeout=PATIENCE, uri=True, isolation_level=None)


def settle(database: sqlite3.Connection) -> None:
    """Get ready for many small steps: each survives the end of this program, at once.

    A power cut may lose the latest ones, never an earlier one before a later one, and none from
    before a `transaction` that lasts.
    """
    # Some network disks cannot share memory: there each step is made to last.
    [mode] = database.execute("PRAGMA journal_mode = WAL").fetchone()
    database.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
    # Moving the log into the file waits for the disk: once in a run is enough.
    database.execute("PRAGMA wal_autocheckpoint = 8000")
    # macOS: without it, "synced" means handed to the drive, not written by it.
    database.execute("PRAGMA fullfsync = ON")


def migrate(database: sqlite3.Connection) -> None:
    """Bring the tables to today's version, all the way or not at all."""
    [have] = database.execute("PRAGMA user_version").fetchone()
    if have >= len(MIGRATIONS):
        return
    with transaction(database):
        for step in MIGRATIONS[have:]:
            step(database)
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        database.execute(f"PRAGMA application_id = {APPLICATION}")


def start(database: sqlite3.Connection, owner: str) -> None:
    """Make the tables of a new ledger."""
    migrate(database)
    with transaction(database):
        database.execute("INSERT INTO about VALUES ('owner', ?), ('edition', 0)", (owner,))


def examine(database: sqlite3.Connection, path: Path, owner: str) -> int | None:
    """Look whether a file is a whole ledger of this student.

    Returns:
        Its edition, or None if it is damaged.

    Raises:
        LedgerError: It was made by a newer program, or is another student's.
        sqlite3.Error: It cannot be read, which does not mean that it is damaged.
    """
    try:
        [application] = database.execute("PRAGMA application_id").fetchone()
        [version] = database.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION or version < 1:
            return None
        if version > len(MIGRATIONS):
            raise LedgerError(
                f"the ledger {path} was made by a newer roadmap-sync: update this one; "
                "nothing was changed"
            )
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            return None
        if version == len(MIGRATIONS) and not _tables(database) >= TABLES:
            return None
        about = dict(database.execute("SELECT name, value FROM about").fetchall())
    except sqlite3.DatabaseError as error:
        if _code(error) in {*_DAMAGE, sqlite3.SQLITE_ERROR}:  # the latter: no such table
            return None
        raise
    if about.get("owner") != owner:
        raise LedgerError(
            f"the ledger {path} is another student's: move it away, or say which folder is "
            "yours with --state"
        )
    edition = about.get("edition")
    return edition if isinstance(edition, int) else None


def lacks_room(error: sqlite3.Error) -> bool:
    """May this be because nothing can be put beside the file?"""
    return _code(error) in _NO_ROOM


def edition_of(database: sqlite3.Connection) -> int:
    """Return a number that grew with each run that changed something."""
    [edition] = database.execute("SELECT value FROM about WHERE name = 'edition'").fetchone()
    return int(edition)


@contextlib.contextmanager
def transaction(database: sqlite3.Connection, *, lasting: bool = False) -> Iterator[None]:
    """Do all of the block or nothing of it, whatever interrupts it.

    Args:
        database: As `settle` left it.
        lasting: Shall it, and all before it, survive a power cut when this returns?
    """
    with _synced(database) if lasting else contextlib.nullcontext():
        try:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("COMMIT")
        except BaseException:
            # A full disk has rolled back by itself, and a failing one cannot.
            with contextlib.suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def _synced(database: sqlite3.Connection) -> Iterator[None]:
    [usual] = database.execute("PRAGMA synchronous").fetchone()
    database.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        database.execute(f"PRAGMA synchronous = {usual}")


@contextlib.contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turn what libraries say about the ledger at ``path`` into words for people."""
    try:
        yield
    except sqlite3.Error as error:
        words = _WORDS.get(_code(error), f"{error}; {_REBUILD}")
        raise LedgerError(f"the ledger {path} could not be used: {words}") from error
    except OutputError as error:
        raise LedgerError(f"the ledger could not be kept: {error}") from error


def unreadable(what: str, error: ValueError) -> LedgerError:
    """Return the error for a row that nobody can read; ``what`` names it for people."""
    return LedgerError(f"the ledger's note about {what} cannot be read ({error}): {_REBUILD}")


def _tables(database: sqlite3.Connection) -> set[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def _code(error: sqlite3.Error) -> int:
    """Return the primary result code (https://www.sqlite.org/rescode.html), or 0."""
    return int(getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
