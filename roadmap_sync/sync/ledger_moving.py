"""A ledger that comes from another computer, as the bytes that `Ledger.as_bytes` gave there."""

import contextlib
import sqlite3
from pathlib import Path

from roadmap_sync import disk
from roadmap_sync.errors import BackupError, LedgerError
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger_copy import Files, open_for_reading, write_copy
from roadmap_sync.sync.ledger_lock import lock
from roadmap_sync.sync.ledger_schema import TABLES


def check(data: bytes, owner: str) -> None:
    """Look whether these bytes are a whole ledger of a student.

    Raises:
        BackupError: They are not.
        LedgerError: It was made by a newer program, or is another student's.
    """
    with contextlib.closing(_opened(data)) as database:
        _examine(database, owner)


def is_there(data: bytes, folder: Path, owner: str) -> bool:
    """Does a student's ledger, or its second copy, say what these bytes say?

    Args:
        data: A whole ledger (`check`).
        folder: For ledgers.
        owner: `owner_of` the student.
    """
    files = Files(folder, owner)
    if not (files.main.exists() or files.copy.exists()):
        return False
    with contextlib.closing(_opened(data)) as database, contextlib.suppress(LedgerError):
        ledger_schema.migrate(database)
        with (
            ledger_schema.speaking(files.main),
            contextlib.closing(open_for_reading(files).database) as there,
        ):
            return all(_rows(there, table) == _rows(database, table) for table in TABLES)
    return False


def put(data: bytes, folder: Path, owner: str) -> None:
    """Make these bytes a student's ledger; what was there is kept beside it.

    At every moment there is a whole ledger, or a whole second copy of one: until the new copy is
    there, the old ledger counts.

    Args:
        data: As another computer gave them.
        folder: For ledgers; made if it is not there.
        owner: `owner_of` the student.

    Raises:
        BackupError: They are no ledger.
        LedgerError: Another run is at work, or it is of a newer program.
        OutputError: The disk does not let us; what was there stays, perhaps by its new name.
    """
    files = Files(folder, owner)
    disk.make_private_folder(folder)
    held = lock(files.lock)
    try:
        with contextlib.closing(_opened(data)) as database, ledger_schema.speaking(files.main):
            _examine(database, owner)
            if not (files.main.exists() and is_there(data, folder, owner)):
                write_copy(database, files.copy, keep="bak")
                write_copy(database, files.main, keep="bak")
    finally:
        held.release()


def _opened(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        database.deserialize(data or b" ")
    except (sqlite3.Error, OverflowError) as error:
        database.close()
        raise BackupError("what the backup says of your calendars is damaged") from error
    return database


def _examine(database: sqlite3.Connection, owner: str) -> None:
    if ledger_schema.examine(database, Path("in the backup"), owner) is None:
        raise BackupError("what the backup says of your calendars is damaged")


def _rows(database: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608 - ours
