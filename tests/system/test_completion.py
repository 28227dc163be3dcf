"""What TAB offers, in this process and in real shells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from roadmap_sync.cli.completion_scripts import VARIABLE
from roadmap_sync.cli.main import COMMANDS, HEADINGS, main
from tests.system.calendars import FEED, PHONE, make_student
from tests.system.commands import ROOT, run

OFTEN = [f"often#{number}" for number in range(1, 6)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_student(tmp_path, FEED, PHONE)
    return tmp_path


def offered(*words: str) -> list[str]:
    """Return what is offered for the last of some words."""
    found = ShellComplete(main, {}, "roadmap-sync", VARIABLE)
    *before, typed = words
    return [one.value for one in found.get_completions(before, typed)]


@pytest.mark.usefixtures("here")
class TestOffers:
    def test_commands_without_loading_any(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("roadmap_sync.cli.main.import_module", lambda _name: 1 / 0)

        assert offered("") == [*COMMANDS]
        assert offered("pr") == ["preview", "progress"]
        assert offered("--v") == ["--version"]

    def test_items_by_name(self) -> None:
        assert sorted(offered("done", "")) == [*OFTEN, "one", "three", "two"]
        assert sorted(offered("skip", "of")) == OFTEN
        assert offered("done", "one", "o") == OFTEN
        for command in ("undone", "draft", "explain", "move"):
            assert "three" in offered(command, "th")

    def test_what_can_be_restored(self, here: Path) -> None:
        assert offered("restore", "") == []
        assert run("skip", "two", "often#1", "often#2").exit_code == 0

        assert sorted(offered("restore", "")) == ["often", "often#1", "often#2", "two"]
        assert offered("restore", "often#1", "--target", "feed", "of") == ["often", "often#2"]
        assert offered("restore", "--target", "") == ["feed", "phone"]
        assert offered("restore", "--state", str(here / "elsewhere"), "") == []

    def test_items_of_another_student(self, here: Path) -> None:
        (here / "student.yaml").rename(here / "mine.yaml")

        assert offered("done", "o") == []
        assert "one" in offered("done", "--student", "mine.yaml", "o")

    def test_targets_and_plans(self) -> None:
        assert offered("sync", "") == ["feed", "phone"]
        assert offered("sync", "feed", "") == ["phone"]
        assert offered("targets", "ph") == ["phone"]
        assert offered("forget", "f") == ["feed"]
        assert "md-graduate" in offered("plans", "show", "md")
        assert "md-graduate" in offered("generate", "--plan", "md-g")
        assert offered("nightly", "") == ["install", "remove", "status"]
        assert offered("nightly", "install", "--with", "") == ["systemd", "cron", "launchd"]

    def test_plans_that_were_added(self, here: Path) -> None:
        (here / "club.yaml").write_text("plan: club\ntitle: C\nupdated: 2026-11-22\n", "utf-8")
        assert run("plans", "add", "club.yaml").exit_code == 0

        assert offered("plans", "update", "") == ["club"]
        assert offered("plans", "remove", "c") == ["club"]
        assert offered("generate", "--plan", "cl") == ["club"]

    @pytest.mark.parametrize("text", ["", "start: [", "id: [", "plans: [nowhere.yaml]"])
    def test_a_file_with_mistakes_offers_nothing_and_says_nothing(
        self, here: Path, capfd: pytest.CaptureFixture[str], text: str
    ) -> None:
        (here / "student.yaml").write_text(text, "utf-8")

        assert offered("done", "") == []
        assert offered("sync", "") == []
        assert capfd.readouterr() == ("", "")


def test_each_command_stands_under_one_heading() -> None:
    listed = [name for names in HEADINGS.values() for name in names]

    assert sorted(listed) == sorted(COMMANDS)
    lines = run("--help").output.splitlines()
    assert [line for line in lines if line in {f"{one}:" for one in HEADINGS}] == [
        f"{one}:" for one in HEADINGS
    ]
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in COMMANDS)


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here")
    return found


@pytest.fixture
def command(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command as a program on the path, as installers make it."""
    file = here / "bin" / "roadmap-sync"
    file.parent.mkdir()
    file.write_text(f"#!{sys.executable}\nfrom roadmap_sync.__main__ import main\nmain()\n")
    file.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}{os.environ['PATH']}")
    return file


def said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, check=False, timeout=60, text=True)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.usefixtures("command")
class TestShells:
    def test_bash(self) -> None:
        text = (
            'eval "$(roadmap-sync completion bash)"; complete -p roadmap-sync; '
            "COMP_WORDS=(roadmap-sync done oft); COMP_CWORD=2; "
            "_roadmap_sync_completion roadmap-sync; "
            'printf "%s\\n" "${COMPREPLY[@]}" "breaks:$COMP_WORDBREAKS"'
        )

        lines = said(shell("bash"), "--norc", "--noprofile", "-c", text)

        assert "-F _roadmap_sync_completion roadmap-sync" in lines
        assert lines.splitlines()[1:6] == OFTEN
        assert "@" not in lines.partition("breaks:")[2]

    def test_fish(self) -> None:
        text = "roadmap-sync completion fish | source; complete -C 'roadmap-sync done oft'"

        lines = said(shell("fish"), "--no-config", "-c", text).splitlines()

        assert lines == [f"{name}\tOften" for name in OFTEN]

    def test_zsh(self) -> None:
        text = (
            "compdef() { print -r -- $@ }; compadd() { shift 4; print -rl -- ${(P)1} }; "
            "_describe() { print -rl -- ${(P)3} }; "
            'eval "$(roadmap-sync completion zsh)"; words=(roadmap-sync done oft); CURRENT=3; '
            "_roadmap_sync_completion"
        )

        lines = said(shell("zsh"), "-f", "-c", text).splitlines()

        assert lines[0] == "_roadmap_sync_completion roadmap-sync"
        assert [line.partition(":")[0] for line in lines[1:]] == OFTEN
