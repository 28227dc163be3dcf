"""A ledger that takes the place of another: at every moment one of the two is there as a whole."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from roadmap_sync.content import owner_of
from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_moving
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files
from roadmap_sync.sync.memory import State
from tests.unit.sync.remembered import STUDENT, memory

OWNER = owner_of(STUDENT)


class KilledError(BaseException):
    """Stands for the end of the program: nothing that comes later happens."""


@pytest.fixture
def backup(tmp_path: Path) -> bytes:
    """A ledger from another computer, of one item that was done."""
    with Ledger.open(tmp_path / "other", STUDENT) as ledger:
        ledger.record("phone", memory("old"))
        ledger.learn({"old": State(done=True)})
    with Ledger.open(tmp_path / "other", STUDENT, read_only=True) as ledger:
        return ledger.as_bytes()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The folder of a ledger of another item, of which nothing is done."""
    folder = tmp_path / "here"
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.record("phone", memory("new"))
    return folder


def known(folder: Path) -> tuple[list[str], bool, bool]:
    """What the next run finds: its items, and whether it says that something was lost."""
    with Ledger.open(folder, STUDENT) as ledger:
        return list(ledger.memories("phone")), ledger.restored, ledger.rebuilt


def test_it_takes_the_place_and_what_was_there_is_kept(backup: bytes, here: Path) -> None:
    assert not ledger_moving.is_there(backup, here, OWNER)
    before = Files(here, OWNER).main.read_bytes()

    ledger_moving.put(backup, here, OWNER)

    assert ledger_moving.is_there(backup, here, OWNER)
    assert known(here) == (["old"], False, False)
    [kept] = [path for path in here.iterdir() if path.name.endswith("ledger.sqlite.bak-1")]
    assert kept.read_bytes() == before


def test_the_same_once_more_writes_nothing(backup: bytes, here: Path) -> None:
    ledger_moving.put(backup, here, OWNER)
    before = sorted(path.name for path in here.iterdir())

    ledger_moving.put(backup, here, OWNER)
    assert sorted(path.name for path in here.iterdir()) == before

    with Ledger.open(here, STUDENT) as ledger:
        ledger.learn({"old": State()})
    assert not ledger_moving.is_there(backup, here, OWNER)


def test_a_ledger_of_which_nothing_is_there_or_readable_is_not_the_same(
    backup: bytes, here: Path, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "empty", STUDENT, read_only=True) as ledger:
        empty = ledger.as_bytes()
    assert not ledger_moving.is_there(empty, tmp_path / "nowhere", OWNER)

    for path in (Files(here, OWNER).main, Files(here, OWNER).copy):
        database = sqlite3.connect(path)
        database.execute("PRAGMA user_version = 99")
        database.close()
    assert not ledger_moving.is_there(backup, here, OWNER)


@pytest.mark.parametrize("step", range(1, 7))
@pytest.mark.parametrize("log", [False, True])
def test_whenever_it_is_killed_a_whole_ledger_is_there(
    backup: bytes, here: Path, monkeypatch: pytest.MonkeyPatch, *, step: int, log: bool
) -> None:
    """Each time that a file is to get another name, for good or as .bak, is a step."""
    wal = Files(here, OWNER).main.with_name(f"{OWNER}.ledger.sqlite-wal")
    if log:
        wal.write_bytes(b"")
    real, count = Path.rename, 0

    def rename(old: Path, new: Path) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise KilledError
        return real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        patch.setattr(Path, "replace", rename)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        try:
            ledger_moving.put(backup, here, OWNER)
        except KilledError:
            assert count == step
        else:
            assert count < step

    items, _, rebuilt = known(here)
    assert items in (["old"], ["new"])
    assert not rebuilt
    ledger_moving.put(backup, here, OWNER)
    assert known(here) == (["old"], False, False)


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_disk_that_fills_up_leaves_it_as_it_was(
    backup: bytes, here: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """From a step on: the first is that the copy is made to last, the fourth the ledger."""
    real, count = os.fsync, 0

    def fsync(handle: int) -> None:
        nonlocal count
        count += 1
        if count >= step:
            raise OSError(errno.ENOSPC, "")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(LedgerError, match="no space left"):
            ledger_moving.put(backup, here, OWNER)

    assert known(here) == (["new"], False, False)
