"""A ledger that comes from another computer, as the bytes that `Ledger.as_bytes` gave there."""

import contextlib
import sqlite3
from pathlib import Path

from roadmap_sync import disk
from roadmap_sync.errors import BackupError
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger_copy import ENDINGS, Files, write_copy
from roadmap_sync.sync.ledger_lock import lock


def check(data: bytes, owner: str) -> None:
    """Look whether these bytes are a whole ledger of a student.

    Raises:
        BackupError: They are not.
        LedgerError: It was made by a newer program, or is another student's.
    """
    with contextlib.closing(_opened(data)) as database:
        _examine(database, owner)


def put(data: bytes, folder: Path, owner: str) -> list[Path]:
    """Make these bytes a student's ledger; what was there is kept beside it.

    Args:
        data: As another computer gave them.
        folder: For ledgers; made if it is not there.
        owner: `owner_of` the student.

    Returns:
        What was there, by its old name.

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
            there = [path for path in (files.main, files.copy) if path.exists()]
            for path in (files.main, files.copy):
                disk.set_aside(path, ENDINGS, "bak")
            write_copy(database, files.main)
    finally:
        held.release()
    return there


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
