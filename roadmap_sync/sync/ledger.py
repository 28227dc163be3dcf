"""The ledger: what one student's calendars were told, and what the student did with it.

It is durable in two ways. What `Ledger.intend` wrote survives a power cut before the first write
to a calendar leaves; what was recorded after a write survives the end of this program at once,
and after a power cut the intention is still there, which the next run settles by looking.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sized
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from roadmap_sync.content import owner_of
from roadmap_sync.disk import make_private_folder
from roadmap_sync.errors import LedgerError
from roadmap_sync.locking import Lock
from roadmap_sync.sync import accepting
from roadmap_sync.sync import ledger_rows as rows
from roadmap_sync.sync.accepting import Accepted
from roadmap_sync.sync.ledger_copy import (
    Files,
    Opened,
    open_for_reading,
    open_for_writing,
    write_copy,
)
from roadmap_sync.sync.ledger_lock import lock
from roadmap_sync.sync.ledger_reading import account_of, fails, memory_of, state_of
from roadmap_sync.sync.ledger_schema import speaking, transaction
from roadmap_sync.sync.memory import Account, Life, Memory, State

# Not INSERT OR REPLACE, which deletes the row and writes a new one, and the index as well.
_PUT_ACCOUNT = (
    "INSERT INTO account VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_PUT_MEMORY = (
    "INSERT INTO memory VALUES (?, ?, ?) "
    "ON CONFLICT (target, uid) DO UPDATE SET value = excluded.value"
)
_PUT_STATE = (
    "INSERT INTO state VALUES (?, ?) ON CONFLICT (uid) DO UPDATE SET value = excluded.value"
)
_ACCOUNT = "SELECT name, value FROM account WHERE name = ?"
_MEMORY = "SELECT value FROM memory WHERE target = ? AND uid = ?"
_COUNT_EDITION = "UPDATE about SET value = value + 1 WHERE name = 'edition'"
_PUT_ACCEPTED = (
    "INSERT INTO about VALUES ('accepted', ?) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_DROP_MEMORIES = "DELETE FROM memory WHERE target = ?"
_DROP_MEMORY = "DELETE FROM memory WHERE target = ? AND uid = ?"
_DROP_STATE = "DELETE FROM state WHERE uid = ?"


class Ledger:
    """One student's ledger. Context manager; get it from `Ledger.open`.

    Any method may raise `LedgerError`; what was recorded before is safe then.
    """

    def __init__(self, files: Files, opened: Opened, held: Lock | None) -> None:
        self._files = files
        self._database = opened.database
        self._restored = opened.restored
        self._rebuilt = opened.rebuilt
        self._lock = held
        #: Has this run changed something, and counted its edition?
        self._changed = False
        #: Does the second copy lack something?
        self._stale = opened.stale
        self._closed = False
        #: Targets of which nothing says any more that they are in line with the plan.
        self._open: set[str] = set()
        #: What is remembered of targets, as long as nothing is written.
        self._known: dict[str, dict[str, Memory]] = {}

    @classmethod
    def open(
        cls, folder: Path, student: str, *, read_only: bool = False, wait: float = 0
    ) -> "Ledger":
        """Open a student's ledger, or make it.

        Args:
            folder: May hold the ledgers of several students; made if it is not there.
            student: The student's id.
            read_only: Take what is there at this moment, also while a run is at work, and
                change no file.
            wait: For so many seconds while another run is at work.

        Raises:
            LedgerError: Another run is at work, the ledger is newer than this program or
                another student's, or the disk does not let us.
        """
        files = Files(folder, owner_of(student))
        if read_only:
            with speaking(files.main):
                return cls(files, open_for_reading(files), None)
        with speaking(files.main):
            make_private_folder(folder)
        held = lock(files.lock, wait)
        try:
            with speaking(files.main):
                return cls(files, open_for_writing(files), held)
        except BaseException:
            held.release()
            raise

    @property
    def restored(self) -> bool:
        """Was the second copy taken, so that the last run may not be remembered?"""
        return self._restored

    @property
    def rebuilt(self) -> bool:
        """Was there a ledger that is lost, so that this one starts empty?

        One that was deleted without a trace cannot be told from a first run.
        """
        return self._rebuilt

    def accepted(self) -> Accepted | None:
        """Return what the student accepted; None if nobody knows."""
        found = self._read("SELECT value FROM about WHERE name = 'accepted'")
        return next((accepting.read(str(value)) for (value,) in found), None)

    def accept(self, accepted: Accepted) -> None:
        """Remember what the student accepted, and what waits for it."""
        with self._writing(items=False) as database:
            database.execute(_PUT_ACCEPTED, (accepting.write(accepted),))

    def account(self, target: str) -> Account | None:
        """Return what is remembered of a target as a whole."""
        found = self._read(_ACCOUNT, target)
        return next((account_of(name, value) for name, value in found), None)

    def accounts(self) -> list[Account]:
        """Return all targets that anything was ever remembered of, by name."""
        found = self._read("SELECT name, value FROM account ORDER BY name")
        return [account_of(name, value) for name, value in found]

    def save_account(self, account: Account) -> None:
        """Remember a target as a whole."""
        row = (account.name, rows.write_account(account))
        with self._writing(items=False) as database:
            database.execute(_PUT_ACCOUNT, row)
            self._open -= {account.name}

    def memories(self, target: str) -> dict[str, Memory]:
        """Return what is remembered of a target's items, by uid, in the order of uids."""
        if target not in self._known:
            words = "SELECT uid, value FROM memory WHERE target = ? ORDER BY uid"
            found = self._read(words, target)
            self._known[target] = {uid: memory_of(target, uid, value) for uid, value in found}
        return dict(self._known[target])

    def intend(self, target: str, memories: Iterable[Memory]) -> None:
        """Remember items that are about to be written: all of them, and for good.

        When this returns, they and all that was recorded before survive a power cut.
        """
        put = _memory_rows(target, memories)
        with self._writing(lasting=True) as database:
            self._reopen(database, target, put)
            database.executemany(_PUT_MEMORY, put)

    def record(self, target: str, memory: Memory) -> None:
        """Remember what became of one write; survives the end of this program."""
        self.record_all(target, (memory,))

    def record_all(self, target: str, memories: Iterable[Memory]) -> None:
        """Remember items: all of them or, if that fails, none."""
        put = _memory_rows(target, memories)
        with self._writing() as database:
            self._reopen(database, target, put)
            database.executemany(_PUT_MEMORY, put)

    def forget(self, target: str, uids: Iterable[str]) -> None:
        """Remember nothing of some of a target's items any more."""
        gone = [(target, uid) for uid in uids]
        with self._writing() as database:
            self._reopen(database, target, gone)
            database.executemany(_DROP_MEMORY, gone)

    def forget_target(self, target: str) -> None:
        """Remember nothing of a target any more; what the student did stays."""
        with self._writing() as database:
            database.execute(_DROP_MEMORIES, (target,))
            database.execute("DELETE FROM account WHERE name = ?", (target,))

    def start_over(self, target: str) -> None:
        """Forget a target that is to be filled anew; what the student did stays.

        An account that says nothing is left: what lies in the calendar's bin then does not count
        as deleted by the student, as it does where a ledger was lost.
        """
        nothing = rows.write_account(Account(name=target, identity=""))
        with self._writing() as database:
            database.execute(_DROP_MEMORIES, (target,))
            database.execute(_PUT_ACCOUNT, (target, nothing))

    def states(self) -> dict[str, State]:
        """Return what the student did, by uid, in the order of uids."""
        found = self._read("SELECT uid, value FROM state ORDER BY uid")
        return {uid: state_of(uid, value) for uid, value in found}

    def learn(
        self, states: Mapping[str, State], back: Mapping[str, Collection[str]] | None = None
    ) -> None:
        """Remember what the student did, all of it at once.

        Args:
            states: By uid; ``State()`` stands for nothing and is not kept.
            back: By target, uids that do not count as deleted there any more.
        """
        nothing = State()
        kept = [(uid, rows.write_state(state)) for uid, state in states.items() if state != nothing]
        gone = [(uid,) for uid, state in states.items() if state == nothing]
        with self._writing(items=bool(back)) as database:
            database.executemany(_PUT_STATE, kept)
            database.executemany(_DROP_STATE, gone)
            for target, uids in (back or {}).items():
                away = [
                    (target, uid) for uid in sorted(uids) if self._is_away(database, target, uid)
                ]
                self._reopen(database, target, away)
                database.executemany(_DROP_MEMORY, away)

    def rebuild(self) -> int:
        """Drop what calendars can tell again, and what nobody can read.

        What the student did stays, and so do items that they deleted or made their own: no
        calendar tells those.

        Returns:
            How many states and such items could not be read, and are lost.
        """
        # Even a text that is not UTF-8 must not stop this: it is read, fails, and goes.
        self._database.text_factory = lambda text: text.decode(errors="replace")
        try:
            states = [
                row
                for row, uid, value in self._read("SELECT rowid, uid, value FROM state")
                if fails(state_of, uid, value)
            ]
            told, lost = [], len(states)
            for row, *named in self._read("SELECT rowid, target, uid, value FROM memory"):
                if fails(memory_of, *named):
                    told.append(row)
                    lost += 1
                elif memory_of(*named).life not in {Life.DELETED, Life.RELEASED}:
                    told.append(row)
        finally:
            self._database.text_factory = str
        with self._writing(lasting=True) as database:
            database.execute("DELETE FROM account")
            database.executemany("DELETE FROM memory WHERE rowid = ?", zip(told, strict=True))
            database.executemany("DELETE FROM state WHERE rowid = ?", zip(states, strict=True))
        return lost

    def as_bytes(self) -> bytes:
        """Return all of it as a file, of a ledger that was opened to read."""
        if self._lock is not None:
            raise RuntimeError("a ledger that may change is copied as it was opened")
        data = bytearray(self._database.serialize())
        # Says "no log beside me" (https://www.sqlite.org/fileformat.html#file_format_version_numbers),
        # without which no memory takes it (https://www.sqlite.org/c3ref/deserialize.html).
        data[18:20] = b"\x01\x01"
        return bytes(data)

    def close(self) -> None:
        """Write the second copy if it lacks something, and let the next run in."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._stale and self._lock is not None:
                with speaking(self._files.copy):
                    write_copy(self._database, self._files.copy)
        finally:
            self._database.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What went wrong first is what people should read: a full disk says so only once.
        with contextlib.suppress(*(() if error is None else (LedgerError,))):
            self.close()

    def _reopen(self, database: sqlite3.Connection, target: str, changes: Sized) -> None:
        """Forget that a target is in line with the plan: what is remembered of it changes.

        The end of a good run says so again. One that is broken off leaves it open, and so does
        whatever changes memories beside a run; else the next run would find nothing to do.
        """
        if not changes or target in self._open:
            return
        found = database.execute(_ACCOUNT, (target,)).fetchall()
        for account in (account_of(name, value) for name, value in found):
            if account.applied:
                value = rows.write_account(replace(account, applied=""))
                database.execute(_PUT_ACCOUNT, (account.name, value))
        self._open.add(target)

    def _is_away(self, database: sqlite3.Connection, target: str, uid: str) -> bool:
        found = database.execute(_MEMORY, (target, uid)).fetchall()
        return any(memory_of(target, uid, value).life is Life.DELETED for (value,) in found)

    def _read(self, words: str, *values: str) -> list[tuple[str, ...]]:
        with speaking(self._files.main):
            return self._database.execute(words, values).fetchall()

    @contextlib.contextmanager
    def _writing(
        self, *, lasting: bool = False, items: bool = True
    ) -> Iterator[sqlite3.Connection]:  # fmt: skip
        if self._lock is None:
            raise RuntimeError("a ledger that was opened to read is not written")
        if items:
            self._known.clear()
        with speaking(self._files.main):
            with transaction(self._database, lasting=lasting):
                # A commit that changes no byte writes nothing, and so would sync nothing.
                if lasting or not self._changed:
                    self._database.execute(_COUNT_EDITION)
                yield self._database
            self._changed = self._stale = True


def _memory_rows(target: str, memories: Iterable[Memory]) -> list[tuple[str, str, str]]:
    return [(target, memory.uid, rows.write_memory(memory)) for memory in memories]
