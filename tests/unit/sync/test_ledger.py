"""What the ledger remembers, who may use it when, and what it says when it cannot."""

import errno
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files
from roadmap_sync.sync.memory import Account, Life, State
from tests.unit.sync.remembered import ROOT, STUDENT, memory

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
PHONE = Account(name="phone", identity="https://dav.example.org/ana/roadmap/", cursor="c1")
DONE = State(done=True, by="phone", at=datetime(2027, 3, 4, 12, tzinfo=UTC))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledgers"


@pytest.fixture
def files(folder: Path) -> Files:
    [main] = [path.name for path in _made(folder) if path.name.endswith(".ledger.sqlite")]
    return Files(folder, main.partition(".")[0])


def _made(folder: Path) -> Iterator[Path]:
    Ledger.open(folder, STUDENT).close()
    return folder.iterdir()


def edit(path: Path, words: str, *values: object) -> None:
    """Change a ledger by hand."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(words, values)


def test_what_was_said_is_there_in_the_next_run(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        assert not ledger.restored
        assert not ledger.rebuilt
        ledger.save_account(PHONE)
        ledger.intend("phone", [memory("b", Life.INTENDED), memory("a", Life.INTENDED)])
        ledger.record("phone", memory("a"))
        ledger.record_all("feed", iter([memory("a"), memory("c", Life.DELETED)]))
        ledger.learn({"a": DONE, "c": State(skipped=True)})

    with Ledger.open(folder, STUDENT) as ledger:
        assert not ledger.restored
        assert not ledger.rebuilt
        assert ledger.account("phone") == PHONE
        assert ledger.account("feed") is None
        assert ledger.memories("phone") == {"a": memory("a"), "b": memory("b", Life.INTENDED)}
        assert list(ledger.memories("phone")) == ["a", "b"]
        assert ledger.memories("feed") == {"a": memory("a"), "c": memory("c", Life.DELETED)}
        assert ledger.memories("other") == {}
        assert ledger.states() == {"a": DONE, "c": State(skipped=True)}


def test_what_is_forgotten_is_gone(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.save_account(PHONE)
        ledger.save_account(Account(name="feed", identity="x"))
        ledger.record_all("phone", [memory("a"), memory("b")])
        ledger.record_all("feed", [memory("a")])
        ledger.learn({"a": DONE, "b": DONE})

        ledger.forget("phone", iter(["a", "nobody"]))
        assert set(ledger.memories("phone")) == {"b"}
        assert set(ledger.memories("feed")) == {"a"}

        ledger.forget_target("phone")
        assert ledger.memories("phone") == {}
        assert [account.name for account in ledger.accounts()] == ["feed"]
        assert set(ledger.memories("feed")) == {"a"}

        ledger.learn({"a": State(), "nobody": State()})
        assert ledger.states() == {"b": DONE}


def test_a_rebuild_drops_what_calendars_tell_and_keeps_what_they_do_not(
    folder: Path, files: Files
) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.save_account(PHONE)
        lives = {life.value: memory(life.value, life) for life in Life}
        ledger.record_all("phone", lives.values())
        ledger.learn({"a": DONE, "b": State(moved=(date(2027, 3, 4), date(2027, 3, 5)))})
    edit(files.main, "UPDATE state SET value = '[' WHERE uid = 'a'")
    edit(files.main, "INSERT INTO memory VALUES ('phone', CAST(x'ff' AS TEXT), '{}')")
    edit(files.main, "INSERT INTO account VALUES ('bad', '3')")

    with Ledger.open(folder, STUDENT) as ledger:
        assert ledger.rebuild() == 2

        assert ledger.accounts() == []
        assert set(ledger.memories("phone")) == {"deleted", "released"}
        assert set(ledger.states()) == {"b"}
        assert ledger.rebuild() == 0


@pytest.mark.parametrize(
    ("words", "read", "what"),
    [
        ("UPDATE account SET value = '{\"cursor\":1}'", Ledger.accounts, "the calendar 'phone'"),
        ("UPDATE account SET value = x'ff'", Ledger.accounts, "the calendar 'phone'"),
        (
            "UPDATE memory SET value = '{}'",
            lambda ledger: ledger.memories("phone"),
            "the item a in the calendar 'phone'",
        ),
        ("UPDATE state SET value = 'done'", Ledger.states, "what you did with the item a"),
        ("UPDATE state SET value = 7", Ledger.states, "what you did with the item a"),
        ("UPDATE state SET value = CAST(x'ff' AS TEXT)", Ledger.states, "could not be used"),
    ],
)
def test_a_row_edited_by_hand_is_named_and_how_to_go_on(
    folder: Path, files: Files, words: str, read: Callable[[Ledger], object], what: str
) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.save_account(PHONE)
        ledger.record("phone", memory("a"))
        ledger.learn({"a": DONE})
    edit(files.main, words)

    with (
        Ledger.open(folder, STUDENT) as ledger,
        pytest.raises(LedgerError, match="`roadmap-sync ledger rebuild`") as caught,
    ):
        read(ledger)
    assert what in str(caught.value)
    assert caught.value.exit_code == 5


@posix
def test_nobody_else_may_look(folder: Path) -> None:
    mask = os.umask(0)
    try:
        with Ledger.open(folder, STUDENT) as ledger:
            ledger.record("phone", memory("a"))
            assert {path.name.rpartition("-")[2] for path in folder.iterdir()} >= {"wal", "shm"}
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        os.umask(mask)

    modes |= {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_after_a_run_there_is_one_file_its_copy_and_the_lock(folder: Path) -> None:
    for _ in range(2):
        with Ledger.open(folder, STUDENT) as ledger:
            ledger.record("phone", memory("a"))

    names = sorted(path.name for path in folder.iterdir())
    owner = names[0].partition(".")[0]
    assert names == [
        f"{owner}.ledger-copy.sqlite",
        f"{owner}.ledger.sqlite",
        f"{owner}.lock",
    ]
    assert STUDENT not in " ".join(names)


def test_students_share_a_folder_and_nothing_else(folder: Path) -> None:
    with Ledger.open(folder, "one") as one, Ledger.open(folder, "two") as two:
        one.learn({"a": DONE})
        assert two.states() == {}


def test_the_ledger_of_another_student_is_refused_and_left_alone(
    folder: Path, files: Files
) -> None:
    Ledger.open(folder, "other").close()
    [other] = [p for p in folder.glob("*.ledger.sqlite") if p != files.main]
    files.main.write_bytes(other.read_bytes())

    for read_only in (False, True):
        with pytest.raises(LedgerError, match="is another student's") as caught:
            Ledger.open(folder, STUDENT, read_only=read_only)
        assert "--state" in str(caught.value)
    assert files.main.read_bytes() == other.read_bytes()


def test_a_second_run_at_the_same_time_is_told_to_wait(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.learn({"a": DONE})
        with pytest.raises(LedgerError, match="wait until it has finished"):
            Ledger.open(folder, STUDENT)

    with Ledger.open(folder, STUDENT) as ledger:
        assert ledger.states() == {"a": DONE}


def test_reading_is_possible_while_a_run_is_at_work(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.record("phone", memory("a"))
        with Ledger.open(folder, STUDENT, read_only=True) as reader:
            ledger.record("phone", memory("b"))
            assert set(reader.memories("phone")) == {"a"}
        with Ledger.open(folder, STUDENT, read_only=True) as reader:
            assert set(reader.memories("phone")) == {"a", "b"}


def test_reading_changes_nothing_and_makes_nothing(folder: Path) -> None:
    with Ledger.open(folder, STUDENT, read_only=True) as reader:
        assert reader.accounts() == []
        assert not reader.rebuilt
        with pytest.raises(RuntimeError):
            reader.learn({"a": DONE})
    assert not folder.exists()


HOLDER = """
import sys, time
from pathlib import Path
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger import Ledger
from tests.unit.sync.remembered import memory

ledger = Ledger.open(Path(sys.argv[1]), sys.argv[2])
ledger.record("phone", memory("a"))
print("held", flush=True)
time.sleep(60)
"""


def test_a_killed_run_holds_no_lock_and_what_it_recorded_is_there(folder: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(folder), STUDENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(LedgerError, match="another run"):
            Ledger.open(folder, STUDENT)
        with Ledger.open(folder, STUDENT, read_only=True) as reader:
            assert set(reader.memories("phone")) == {"a"}
        process.kill()

    with Ledger.open(folder, STUDENT) as ledger:
        assert set(ledger.memories("phone")) == {"a"}
        assert not ledger.restored


def test_an_error_while_opening_lets_the_next_run_in(folder: Path, files: Files) -> None:
    edit(files.main, "UPDATE about SET value = 'x' WHERE name = 'owner'")
    for _ in range(2):
        # Kept in a name, and with it all frames that it went through: nobody else lets go.
        with pytest.raises(LedgerError, match="another student") as caught:
            Ledger.open(folder, STUDENT)
    assert caught.traceback

    edit(files.main, "UPDATE about SET value = ? WHERE name = 'owner'", files.owner)
    Ledger.open(folder, STUDENT).close()


def test_a_full_disk_loses_nothing_that_was_recorded(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.record("phone", memory("kept"))
        [pages] = ledger._database.execute("PRAGMA page_count").fetchone()
        ledger._database.execute(f"PRAGMA max_page_count = {pages + 3}")
        done = []

        def fill() -> None:
            for number in range(50):
                ledger.record("phone", memory(f"n{number:02}", notes="x" * 3000))
                done.append(f"n{number:02}")

        with pytest.raises(LedgerError, match="no space left on the disk") as caught:
            fill()
        assert caught.value.exit_code == 5
        assert done
        with pytest.raises(LedgerError):
            ledger.intend("phone", [memory(f"i{number}", notes="y" * 3000) for number in range(9)])
        assert set(ledger.memories("phone")) == {"kept", *done}

        ledger._database.execute("PRAGMA max_page_count = 100000")
        ledger.record("phone", memory("later"))

    with Ledger.open(folder, STUDENT) as ledger:
        assert set(ledger.memories("phone")) == {"kept", *done, "later"}


def test_a_second_copy_that_cannot_be_written_says_so_and_lets_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    ledger = Ledger.open(folder, STUDENT)
    ledger.learn({"a": DONE})
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(LedgerError, match="there is no space left"):
            ledger.close()
    ledger.close()  # twice is once

    with Ledger.open(folder, STUDENT) as again:
        assert again.states() == {"a": DONE}
    assert not list(folder.glob(".roadmap-sync*"))


def test_what_went_wrong_first_is_what_people_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "")

    def work() -> None:
        with Ledger.open(folder, STUDENT) as ledger:
            ledger.learn({"a": DONE})
            patch.setattr(os, "fsync", fail)
            raise KeyError("first")

    with monkeypatch.context() as patch, pytest.raises(KeyError, match="first"):
        work()

    Ledger.open(folder, STUDENT).close()


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    for folder, why in {
        tmp_path / "file": "a file of that name is in the way",
        tmp_path / "file" / "state": "a part of the path is not a folder",
    }.items():
        with pytest.raises(LedgerError, match=f"could not be made: {why}"):
            Ledger.open(folder, STUDENT)


def test_a_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, flags, *more, **named)

    folder.mkdir(parents=True)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(LedgerError, match=r"lock .* could not be taken: Permission denied"):
        Ledger.open(folder, STUDENT)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(folder: Path) -> None:
    folder.mkdir(mode=0o500, parents=True)
    with pytest.raises(LedgerError, match="Permission denied"):
        Ledger.open(folder, STUDENT)


def test_a_folder_in_the_place_of_the_ledger_is_not_called_damaged(
    folder: Path, files: Files
) -> None:
    files.main.unlink()
    files.main.mkdir()

    with pytest.raises(LedgerError, match="could not be used"):
        Ledger.open(folder, STUDENT)
    assert files.main.is_dir()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_ledger_that_another_program_locked_is_not_called_damaged(
    folder: Path, files: Files, monkeypatch: pytest.MonkeyPatch, *, read_only: bool
) -> None:
    monkeypatch.setattr(ledger_schema, "PATIENCE", 0.01)
    with closing(sqlite3.connect(files.main, isolation_level=None)) as browser:
        browser.execute("PRAGMA locking_mode = EXCLUSIVE")
        browser.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match="another program is using it; try again"):
            Ledger.open(folder, STUDENT, read_only=read_only)

    with Ledger.open(folder, STUDENT, read_only=read_only) as ledger:
        assert not ledger.restored
        assert not ledger.rebuilt


def test_an_intention_is_synced_and_a_result_is_not(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        said: list[str] = []
        ledger._database.set_trace_callback(said.append)
        ledger.intend("phone", [memory("a", Life.INTENDED)])
        ledger.record("phone", memory("a"))
        ledger._database.set_trace_callback(None)
        [mode] = ledger._database.execute("PRAGMA journal_mode").fetchone()

    steps = [words for words in said if words.startswith(("PRAGMA sync", "BEGIN", "COMMIT"))]
    assert mode == "wal"
    assert steps == [
        "PRAGMA synchronous",
        "PRAGMA synchronous = FULL",
        "BEGIN IMMEDIATE",
        "COMMIT",
        "PRAGMA synchronous = 1",
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


def test_an_intention_that_was_recorded_before_is_synced_too(folder: Path, files: Files) -> None:
    """SQLite syncs nothing for a commit that changes no byte, also not what came before it."""
    log = files.main.with_name(files.main.name + "-wal")
    with Ledger.open(folder, STUDENT) as ledger:
        for _ in range(3):
            ledger.record("phone", memory("a", Life.INTENDED))
        before = log.stat().st_size
        ledger.intend("phone", [memory("a", Life.INTENDED)])
        assert log.stat().st_size > before


def test_an_interruption_inside_a_step_undoes_that_step_only(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.record("phone", memory("a"))

        def learn() -> None:
            with ledger._writing() as database:
                database.execute("DELETE FROM memory")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            learn()
        assert set(ledger.memories("phone")) == {"a"}
        ledger.record("phone", memory("b"))
        assert set(ledger.memories("phone")) == {"a", "b"}


def test_a_record_costs_no_more_than_a_few_pages(folder: Path, files: Files) -> None:
    """Time is measured in tests/bench; what it hangs on, bytes written, is counted here."""
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.intend("phone", [memory(f"{n:032}", Life.INTENDED) for n in range(200)])
        log = files.main.with_name(files.main.name + "-wal")
        before = log.stat().st_size
        for n in range(200):
            ledger.record("phone", memory(f"{n:032}"))
        written = log.stat().st_size - before

    assert written / 200 < 3 * 4096


def test_a_target_is_started_over_in_one_step(folder: Path) -> None:
    """Were only half of it done, the whole bin of a calendar would count as deleted."""
    steps: list[str] = []
    with Ledger.open(folder, STUDENT) as ledger:
        ledger.save_account(PHONE)
        ledger.record("phone", memory("a"))
        ledger._database.set_trace_callback(steps.append)
        ledger.start_over("phone")
        ledger._database.set_trace_callback(None)
        assert steps.count("COMMIT") == 1
        assert ledger.account("phone") == Account(name="phone", identity="")
        assert not ledger.memories("phone")


def test_what_comes_back_counts_as_deleted_nowhere_and_all_else_stays(folder: Path) -> None:
    with Ledger.open(folder, STUDENT) as ledger:
        for target in ("phone", "feed"):
            ledger.record_all(target, [memory("a", Life.DELETED), memory("b", Life.DELETED)])
            ledger.record_all(target, [memory("c")])
        ledger.save_account(PHONE)
        ledger.save_account(Account(name="feed", identity="f", applied="in line"))

        ledger.learn({"a": DONE}, {"phone": {"a", "c", "nobody"}, "feed": set()})

        assert ledger.states() == {"a": DONE}
        assert set(ledger.memories("phone")) == {"b", "c"}
        assert set(ledger.memories("feed")) == {"a", "b", "c"}
        assert [one.applied for one in ledger.accounts()] == ["in line", ""]
