"""`check --watch`: what is saved is looked at again, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from roadmap_sync import clock
from tests.system.commands import ROOT, run

HEAD = "plan: club\ntitle: Club\nupdated: 2026-11-26\n"
GOOD = HEAD + "phases: {term: {from: start, until: month 3, steps: {hello: {task: Hello}}}}\n"
BAD = GOOD.replace("month 3", "mnth 3")

Deed = Callable[[], object]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> Deed:
    """Return something to do while the program waits: save a file."""

    def deed() -> None:
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(text, "utf-8")
        os.utime(path, ns=(before + 1_000_000_000,) * 2)  # a disk may count whole seconds only

    return deed


def watched(monkeypatch: pytest.MonkeyPatch, *deeds: Deed, words: tuple[str, ...]) -> list[str]:
    """Watch while one thing after the other happens; return what was said each time."""
    waiting: Iterator[Deed] = iter(deeds)

    def sleep(seconds: float) -> None:
        if seconds < 0.3:
            return  # a moment after a change
        deed = next(waiting, None)
        if deed is None:
            raise KeyboardInterrupt
        deed()

    monkeypatch.setattr(clock, "sleep", sleep)
    result = run("check", "--watch", *words)
    assert result.exit_code == 130
    assert result.stderr == ""
    return result.stdout.removesuffix("\n").split("\n\n")


def test_every_save_is_checked_and_nothing_else(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = here / "club.yaml"
    plan.write_text(GOOD, "utf-8")

    first, second, third = watched(
        monkeypatch, lambda: None, write(plan, BAD), lambda: None, write(plan, GOOD),
        words=("club.yaml",),
    )  # fmt: skip

    assert first == third.rstrip() == "club.yaml: ok, 1 step, 1 item"
    assert "'mnth' is not" in second
    assert second.endswith("club.yaml: 1 error")


def test_a_plan_that_it_extends_and_the_log_of_a_student_count_too(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, log = here / "base.yaml", here / "network.yaml"
    base.write_text(GOOD.replace("club", "base"), "utf-8")
    (here / "own.yaml").write_text(HEAD.replace("club", "own") + "extends: [base.yaml]\n", "utf-8")
    (here / "student.yaml").write_text("start: 2026-08-03\nplans: [own.yaml]\n", "utf-8")

    first, second, third = watched(
        monkeypatch, write(base, BAD.replace("club", "base")),
        write(log, "people: [{name: A, role: nobody}]\n"), words=(),
    )  # fmt: skip

    assert first.startswith("student.yaml: ok, 1 step")
    assert "base.yaml:4:37: error:" in second
    assert "network.yaml:1:" in third


def test_a_file_that_is_taken_away_and_written_anew_is_the_same_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = here / "club.yaml"
    plan.write_text(GOOD, "utf-8")
    (here / "new").write_text(BAD, "utf-8")

    first, second, third, fourth = watched(
        monkeypatch, lambda: (here / "new").replace(plan), plan.unlink, write(plan, GOOD),
        words=("club.yaml",),
    )  # fmt: skip

    assert "ok" in first
    assert "1 error" in second
    assert "there is no file 'club.yaml'" in third
    assert "ok" in fourth


def test_a_plan_that_is_missing_is_waited_for(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "own.yaml").write_text(HEAD.replace("club", "own") + "extends: [club.yaml]\n", "utf-8")

    first, second = watched(monkeypatch, write(here / "club.yaml", GOOD), words=("own.yaml",))

    assert "there is no file 'club.yaml'" in first
    assert "own.yaml: ok, 1 step" in second


@pytest.mark.parametrize("data", [GOOD.replace("\n", "\r\n").encode(), b"\xff\xfe", b""])
def test_whatever_the_bytes_it_waits(
    here: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    (here / "club.yaml").write_bytes(data)

    assert len(watched(monkeypatch, lambda: None, words=("club.yaml",))) == 1


def test_on_a_terminal_the_screen_is_cleared(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "club.yaml").write_text(GOOD, "utf-8")
    monkeypatch.setattr("roadmap_sync.cli.watching.sys", _Terminal())
    cleared: list[bool] = []
    monkeypatch.setattr("click.clear", lambda: cleared.append(True))

    said = watched(monkeypatch, write(here / "club.yaml", BAD), words=("club.yaml",))

    assert len(cleared) == 2
    assert said[1].startswith("Watching 1 file; Ctrl-C ends.")


class _Terminal:
    """A module `sys` whose output is a terminal."""

    stdout = type("", (), {"isatty": lambda _self: True, "flush": lambda _self: None})()


def test_ctrl_c_ends_the_real_program_quietly(tmp_path: Path) -> None:
    (tmp_path / "club.yaml").write_text(GOOD, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "roadmap_sync", "check", "--watch", "club.yaml"], cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "club.yaml: ok, 1 step, 1 item\n"
        assert process.stdout.readline() == "\n"
        (tmp_path / "club.yaml").write_text(BAD + "\n", "utf-8")
        lines = [process.stdout.readline() for _ in range(4)]
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert lines[0].startswith("club.yaml:4:")
    assert (process.returncode, err) == (130, "")
