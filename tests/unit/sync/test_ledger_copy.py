"""A ledger that is missing or damaged is taken from its second copy; nothing is thrown away."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from roadmap_sync.content import owner_of
from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files, Health, health
from roadmap_sync.sync.memory import State
from tests.unit.sync.remembered import STUDENT, memory

DONE = State(done=True)
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX links")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A ledger of 60 items, and a copy that is as good."""
    with Ledger.open(tmp_path, STUDENT) as ledger:
        ledger.record_all("phone", [memory(f"u{number:02}") for number in range(60)])
        ledger.learn({"u00": DONE})
    return Files(tmp_path, owner_of(STUDENT))


def scribble(path: Path) -> None:
    """Overwrite what stands in the middle."""
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096] = b"\xa5" * (len(data) - 8192)
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_database(path: Path) -> None:
    path.write_bytes(b"Dear diary,\n" * 1000)


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE about (name, value)")


def tableless(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE state")


def aboutless(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE about")


def editionless(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE about SET value = 'x' WHERE name = 'edition'")


DAMAGES = [scribble, cut, empty, no_database, foreign, tableless, aboutless, editionless]
damages = pytest.mark.parametrize("damage", DAMAGES)


def bytes_of(folder: Path, word: str) -> dict[str, bytes]:
    there = (path for path in folder.iterdir() if word in path.name)
    return {path.name: path.read_bytes() for path in there if path.is_file()}


@damages
def test_a_damaged_ledger_is_taken_from_the_copy_and_kept(
    files: Files, damage: Callable[[Path], None]
) -> None:
    damage(files.main)
    damaged = files.main.read_bytes()

    with Ledger.open(files.folder, STUDENT, read_only=True) as reader:
        assert reader.restored
        assert not reader.rebuilt
        assert len(reader.memories("phone")) == 60
    assert files.main.read_bytes() == damaged

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert not ledger.rebuilt
        assert ledger.memories("phone") == {f"u{n:02}": memory(f"u{n:02}") for n in range(60)}
        assert ledger.states() == {"u00": DONE}
        ledger.record("phone", memory("more"))

    kept = bytes_of(files.folder, "damaged")
    assert kept[f"{files.main.name}.damaged-1"] == damaged
    with Ledger.open(files.folder, STUDENT) as ledger:
        assert not ledger.restored
        assert not ledger.rebuilt
        assert len(ledger.memories("phone")) == 61


def test_a_missing_ledger_is_taken_from_the_copy(files: Files) -> None:
    files.main.unlink()

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert len(ledger.memories("phone")) == 60


@damages
def test_without_either_it_starts_empty_and_keeps_both(
    files: Files, damage: Callable[[Path], None]
) -> None:
    damage(files.main)
    damage(files.copy)
    damaged = files.main.read_bytes(), files.copy.read_bytes()

    with Ledger.open(files.folder, STUDENT, read_only=True) as reader:
        assert reader.rebuilt
        assert reader.memories("phone") == {}
    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.rebuilt
        assert not ledger.restored
        assert ledger.memories("phone") == {}
        assert ledger.states() == {}
        ledger.learn({"a": DONE})

    kept = bytes_of(files.folder, "damaged")
    assert kept[f"{files.main.name}.damaged-1"] == damaged[0]
    assert kept[f"{files.copy.name}.damaged-1"] == damaged[1]
    with Ledger.open(files.folder, STUDENT) as ledger:
        assert not ledger.rebuilt
        assert ledger.states() == {"a": DONE}


def test_damage_after_damage_keeps_every_file(files: Files) -> None:
    for number in (1, 2, 3):
        files.main.write_bytes(f"damage {number}".encode())
        with Ledger.open(files.folder, STUDENT) as ledger:
            assert ledger.restored

    kept = bytes_of(files.folder, "damaged")
    assert sorted(kept.values()) == [b"damage 1", b"damage 2", b"damage 3"]


def test_both_deleted_without_a_trace_is_a_first_run(files: Files) -> None:
    files.main.unlink()
    files.copy.unlink()

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert not ledger.restored
        assert not ledger.rebuilt


def test_a_first_run_that_begins_while_somebody_looks_is_no_lost_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = ledger_schema.start

    def meanwhile(database: sqlite3.Connection, owner: str) -> None:
        monkeypatch.setattr(ledger_schema, "start", start)
        Ledger.open(tmp_path, STUDENT).close()
        start(database, owner)

    monkeypatch.setattr(ledger_schema, "start", meanwhile)
    with Ledger.open(tmp_path, STUDENT, read_only=True) as reader:
        assert Files(tmp_path, owner_of(STUDENT)).main.exists()
        assert not reader.rebuilt


def test_the_log_of_a_lost_ledger_is_not_played_into_its_successor(files: Files) -> None:
    log = files.main.with_name(files.main.name + "-wal")
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.record_all("phone", [memory(f"late{number}") for number in range(20)])
        data = log.read_bytes()
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.forget("phone", [f"late{number}" for number in range(20)])
    files.main.unlink()
    log.write_bytes(data)

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert len(ledger.memories("phone")) == 60
    assert bytes_of(files.folder, "damaged")[f"{files.main.name}.damaged-1-wal"] == data


def test_a_log_alone_means_that_something_is_lost(files: Files) -> None:
    files.main.unlink()
    files.copy.unlink()
    files.main.with_name(files.main.name + "-wal").write_bytes(b"x")

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.rebuilt


@pytest.mark.parametrize("harm", [*DAMAGES, Path.unlink])
def test_a_copy_that_is_of_no_use_is_made_anew_though_nothing_changed(
    files: Files, harm: Callable[[Path], None]
) -> None:
    harm(files.copy)
    there = files.copy.exists()

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert not ledger.restored
    assert bool(bytes_of(files.folder, "damaged")) == there

    files.main.unlink()
    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert len(ledger.memories("phone")) == 60


def test_a_copy_of_another_student_is_moved_aside_not_written_over(files: Files) -> None:
    Ledger.open(files.folder, "other").close()
    other = Files(files.folder, owner_of("other")).copy.read_bytes()
    files.copy.write_bytes(other)

    Ledger.open(files.folder, STUDENT).close()

    assert bytes_of(files.folder, "damaged") == {f"{files.copy.name}.damaged-1": other}
    assert files.copy.read_bytes() != other


def test_a_copy_is_written_only_if_something_changed(files: Files) -> None:
    before = files.copy.stat()
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.memories("phone")
    assert files.copy.stat().st_ino == before.st_ino
    assert files.copy.stat().st_mtime_ns == before.st_mtime_ns

    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.learn({"u00": State()})
    assert files.copy.stat().st_mtime_ns != before.st_mtime_ns


def test_a_run_that_was_killed_left_no_copy_and_the_next_one_makes_it(
    files: Files, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.record("phone", memory("late"))
        for path in bytes_of(files.folder, ".ledger"):
            shutil.copy(files.folder / path, elsewhere / path)

    Ledger.open(elsewhere, STUDENT).close()

    Files(elsewhere, files.owner).main.unlink()
    with Ledger.open(elsewhere, STUDENT) as ledger:
        assert ledger.restored
        assert "late" in ledger.memories("phone")


def test_a_copy_is_one_file_that_a_reader_leaves_alone(files: Files) -> None:
    files.main.unlink()
    before = bytes_of(files.folder, files.owner)

    with Ledger.open(files.folder, STUDENT, read_only=True) as reader:
        assert reader.restored

    assert bytes_of(files.folder, files.owner) == before


def test_damage_that_shows_while_at_work_says_what_comes_next(files: Files) -> None:
    with Ledger.open(files.folder, STUDENT) as ledger:
        pages = files.main.stat().st_size // 4096
        with files.main.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * 4096 * (pages - 1))
        with pytest.raises(LedgerError, match="the next run takes its second copy"):
            ledger.memories("phone")

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert len(ledger.memories("phone")) == 60


def no_room(path: Path) -> Path:
    """Let SQLite put nothing beside a file, as on a disk that is read-only or full."""
    beside = path.with_name(f"{path.name}-shm")
    beside.unlink(missing_ok=True)
    beside.symlink_to(path.parent / "nowhere" / "x")  # which SQLite does not follow
    return beside


@posix
def test_where_nothing_can_be_put_beside_it_it_is_read_all_the_same(files: Files) -> None:
    with Ledger.open(files.folder, STUDENT, read_only=True) as reader:
        before = reader.as_bytes()
    no_room(files.main)
    files.main.with_name(f"{files.main.name}-wal").write_bytes(b"")

    with Ledger.open(files.folder, STUDENT, read_only=True) as reader:
        assert reader.as_bytes() == before
        assert len(reader.memories("phone")) == 60
        assert not reader.restored
    assert health(files) == (Health.WHOLE, Health.WHOLE)
    with pytest.raises(LedgerError, match="the disk is read-only or full"):
        Ledger.open(files.folder, STUDENT)
    assert bytes_of(files.folder, "damaged") == {}


@posix
def test_what_stands_in_a_log_that_nobody_can_read_is_not_passed_over(files: Files) -> None:
    elsewhere = files.folder / "elsewhere"
    elsewhere.mkdir()
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.record("phone", memory("late"))
        for path in bytes_of(files.folder, ".ledger"):
            shutil.copy(files.folder / path, elsewhere / path)
    stuck = no_room(Files(elsewhere, files.owner).main)

    with pytest.raises(LedgerError, match="read-only or full, or you may not read"):
        Ledger.open(elsewhere, STUDENT, read_only=True)

    stuck.unlink()
    with Ledger.open(elsewhere, STUDENT, read_only=True) as reader:
        assert "late" in reader.memories("phone")


@posix
def test_what_changes_while_it_is_read_by_itself_is_not_believed(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_room(files.main)
    examine = ledger_schema.examine

    def meanwhile(database: sqlite3.Connection, path: Path, owner: str) -> int | None:
        os.utime(path, (1, 1))
        return examine(database, path, owner)

    monkeypatch.setattr(ledger_schema, "examine", meanwhile)
    with pytest.raises(LedgerError, match="changed while it was read"):
        Ledger.open(files.folder, STUDENT, read_only=True)
