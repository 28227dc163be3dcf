"""Two things at once: commands, an editor and a sync on the same files, and nothing is lost."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from freezegun import freeze_time
from platformdirs import user_cache_path

from roadmap_sync import clock
from roadmap_sync.cli import desk as desks
from roadmap_sync.locking import Lock, acquire
from roadmap_sync.people import writing
from roadmap_sync.schedule import editing
from tests.lab.faults import around
from tests.lab.process import Running
from tests.lab.proxy import Rule
from tests.lab.scene import Scene
from tests.system.commands import ROOT, run

NETWORK = """\
# hers
people:
  - name: Dr. Reyes   # the first
    role: mentor
    log:
      - {date: 2026-09-01, note: talk}
  - name: Sam
"""
STUDENT = "id: 0123abc\nstart: 2026-08-10   # a Monday\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "student.yaml").write_text(STUDENT, "utf-8")
    (tmp_path / "network.yaml").write_text(NETWORK, "utf-8")
    return tmp_path


@pytest.fixture
def now() -> Iterator[None]:
    with freeze_time("2026-11-26 18:00"):
        yield


def text(name: str = "network.yaml") -> str:
    return Path(name).read_text("utf-8")


# ---- commands beside commands ------------------------------------------------------------------


def test_commands_at_the_same_moment_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    words = [("log", "Reyes", "--note", f"call {number}") for number in range(3)]
    words += [("add", f"Eva {number}", "--since", "2026-09-01") for number in range(3)]

    def command(line: tuple[str, ...]) -> int:
        return subprocess.run(
            [sys.executable, "-m", "roadmap_sync", "people", *line], check=False, timeout=60,
            stdout=subprocess.DEVNULL,
        ).returncode  # fmt: skip

    with ThreadPoolExecutor(len(words)) as pool:
        assert list(pool.map(command, words)) == [0] * len(words)

    for number in range(3):
        assert text().count(f"note: call {number}}}") == text().count(f"name: Eva {number}\n") == 1
    assert run("check", "network.yaml").exit_code == 0
    assert [line for line in NETWORK.splitlines() if line not in text().splitlines()] == []


@pytest.mark.usefixtures("now")
def test_a_command_waits_for_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = _held()
    pauses = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            lock.release()

    monkeypatch.setattr(clock, "sleep", sleep)

    assert run("people", "log", "Sam").exit_code == 0
    assert len(pauses) == 3
    assert text() == f"{NETWORK}    log:\n      - {{date: 2026-11-26}}\n"


@pytest.mark.usefixtures("now")
def test_a_command_that_waits_too_long_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "sleep", lambda _seconds: None)
    lock = _held()

    result = run("set", "mentors", "2")

    assert result.exit_code == 1
    assert result.stderr == (
        "roadmap-sync: another command of roadmap-sync is changing a file; student.yaml stays as "
        "it was: try again\n"
    )
    assert text("student.yaml") == STUDENT
    lock.release()


def _held() -> Lock:
    folder = user_cache_path("roadmap-sync", appauthor=False)
    folder.mkdir(parents=True)
    return acquire(folder / "changes.lock")


@pytest.mark.usefixtures("now")
def test_without_a_place_for_a_lock_it_works_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "file"))

    assert run("people", "log", "Sam").exit_code == 0
    assert "2026-11-26" in text()


# ---- an editor beside a command ----------------------------------------------------------------


def saving(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, save: Callable[[int], object]
) -> None:
    """Let an editor save a file just after a command has read it, each time."""
    real, calls = getattr(module, name), []

    def edited(*args: object, **options: object) -> object:
        calls.append(1)
        save(len(calls))
        return real(*args, **options)

    monkeypatch.setattr(module, name, edited)


@pytest.mark.usefixtures("now")
def test_what_an_editor_saves_meanwhile_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    other = NETWORK.replace("people:\n", "people:\n  - {name: Ada, role: dean}   # new\n")

    def save(time: int) -> None:
        if time == 1:
            Path("network.yaml").write_text(other, "utf-8")

    saving(monkeypatch, writing, "with_contact", save)

    result = run("people", "log", "Reyes", "--note", "coffee")

    assert result.exit_code == 0, result.output
    talk = "      - {date: 2026-09-01, note: talk}\n"
    assert text() == other.replace(talk, talk + "      - {date: 2026-11-26, note: coffee}\n")
    assert result.stdout == "network.yaml:\n  +       - {date: 2026-11-26, note: coffee}\n"


@pytest.mark.usefixtures("now")
def test_whom_an_editor_took_out_meanwhile_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    other = NETWORK.replace("  - name: Sam\n", "")

    saving(monkeypatch, writing, "with_contact",
           lambda _: Path("network.yaml").write_text(other, "utf-8"))  # fmt: skip

    result = run("people", "log", "Sam")

    assert result.exit_code == 2
    assert "nobody in network.yaml is called 'Sam'" in result.stderr
    assert text() == other


@pytest.mark.usefixtures("now")
def test_a_file_that_begins_meanwhile_is_not_written_over(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "network.yaml").unlink()

    def save(time: int) -> None:
        if time == 1:
            Path("network.yaml").write_text(NETWORK, "utf-8")

    saving(monkeypatch, writing, "with_people", save)

    assert run("people", "add", "Eva").exit_code == 0
    assert text() == f"{NETWORK}  - name: Eva\n    since: 2026-11-26\n"


@pytest.mark.usefixtures("now")
def test_what_an_editor_saves_into_a_student_file_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(time: int) -> None:
        if time == 1:
            Path("student.yaml").write_text(f"{STUDENT}name: Ana   # me\n", "utf-8")

    saving(monkeypatch, editing, "set_value", save)

    assert run("set", "mentors", "2").exit_code == 0
    assert text("student.yaml") == f"{STUDENT}name: Ana   # me\nmentors: 2\n"


@pytest.mark.usefixtures("now")
def test_a_program_that_saves_again_and_again_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(time: int) -> None:
        Path("network.yaml").write_text(f"{NETWORK}# {time}\n", "utf-8")

    saving(monkeypatch, writing, "with_contact", save)

    result = run("people", "log", "Sam")

    assert result.exit_code == 1
    assert "network.yaml is changed again and again by another program; nothing" in result.stderr
    assert text() == f"{NETWORK}# 5\n"


# ---- a command beside a sync -------------------------------------------------------------------


@pytest.mark.parametrize("server", ["radicale"], indirect=True)
def test_what_is_done_while_a_sync_is_at_work_waits_and_is_not_lost(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        arrived.set()
        may_go_on.wait(60)

    scene.proxy.rules.append(Rule(fault=around(before=hold), method="PUT"))
    running = Running(scene.desk, ("sync",), {})
    assert arrived.wait(30)

    with monkeypatch.context() as patch:
        patch.setattr(desks, "_PATIENCE", 0.2)
        deeds = ("done step-005", "move step-006 2030-01-01", "skip step-007", "sync")
        for words in deeds:
            ended = scene.desk.run(*words.split())
            assert ended.code == 5, ended.words
            assert "another run of roadmap-sync is at work" in ended.err
            assert "try again" in ended.err
    assert "[ ]" in scene.desk.run("agenda", "--weeks", "8").out

    threading.Timer(0.3, may_go_on.set).start()
    assert scene.desk.run("done", "step-005").code == 0
    assert running.wait().code == 0

    scene.sync_well()
    assert "STATUS:COMPLETED" in scene.phone.text(scene.title(5))
    assert scene.title(7) in scene.phone.titles()
    scene.sync_well()
    assert scene.writes() == 0
