"""Setting the nights up and taking them away, with each scheduler."""

import errno
import json
import os
import plistlib
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from freezegun import freeze_time
from msgspec.structs import replace

from roadmap_sync import disk
from roadmap_sync.cli import nightly_setup
from roadmap_sync.errors import NightlyError, OutputError
from roadmap_sync.nightly import cron, launchd, rehearsing, systemd
from roadmap_sync.nightly.cron import line_of
from roadmap_sync.nightly.job import Job
from roadmap_sync.nightly.tools import Finished
from tests.system.calendars import FEED, make_student
from tests.system.commands import ROOT, run
from tests.system.toolbox import Toolbox, toolbox

__all__ = ["toolbox"]

#: Everything that a line for a shell, a unit or a list must not trip over.
NASTY = Job(
    key="0a1b2c3d",
    words=('/opt/it\'s 100% "mine"/python', "-m", "roadmap_sync", "$HOME", "back\\slash", "é"),
    variables={"PYTHONPATH": "/a b/100%"},
    hour=2,
    minute=30,
    title="roadmap-sync: calendars of 100%.yaml, due at 02:30",
)
#: As it may have stood there for years: comments, variables, latin letters of an old editor.
THEIRS = b'# m h  dom\nMAILTO=""\n\n5 4 * * * echo caf\xe9 # roadmap-sync nightly\n\t\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_student(tmp_path, FEED)
    return tmp_path


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Finished]:
    """How rehearsals end, without running any: well, unless a test says otherwise."""
    endings = [Finished(0)]
    monkeypatch.setattr(rehearsing, "rehearse", lambda _job, _environment: endings[-1])
    return endings


def install(*words: str, exit_code: int = 0) -> str:
    result = run("nightly", "install", *words)
    assert result.exit_code == exit_code, result.output
    return result.output


@pytest.mark.usefixtures("here", "tried")
class TestCron:
    def test_one_line_is_added_and_every_other_byte_stays(self, toolbox: Toolbox) -> None:
        toolbox.has("crontab")
        toolbox.tab.write_bytes(THEIRS)

        said = install()
        install()

        tab = toolbox.tab.read_bytes()
        assert tab.startswith(THEIRS)
        [line] = tab.removeprefix(THEIRS).splitlines()
        assert line.startswith(b"30 * * * * ")
        assert b"--at 02:30" in line
        assert "by cron: a line in your crontab" in said

        install("--at", "5:07")
        [line] = toolbox.tab.read_bytes().removeprefix(THEIRS).splitlines()
        assert line.startswith(b"7 * * * * ")
        assert b"--at 05:07" in line

        assert "taken out of cron" in run("nightly", "remove").output
        assert toolbox.tab.read_bytes() == THEIRS

    def test_nothing_is_left_where_nothing_was(self, toolbox: Toolbox, home: Path) -> None:
        toolbox.has("crontab")
        before = {path for path in home.rglob("*") if "cache" not in str(path)}
        install()
        assert toolbox.tab.exists()

        run("nightly", "remove")

        assert not toolbox.tab.exists()
        after = {path for path in home.rglob("*") if path.is_file() and "cache" not in str(path)}
        assert after <= before
        assert "nothing was set up" in run("nightly", "remove").output

    def test_two_student_files_have_a_line_each(self, toolbox: Toolbox, here: Path) -> None:
        toolbox.has("crontab")
        (here / "other").mkdir()
        make_student(here / "other", FEED)
        install()
        install("--student", "other/student.yaml")
        assert len(toolbox.tab.read_bytes().splitlines()) == 2

        run("nightly", "remove")

        [line] = toolbox.tab.read_bytes().splitlines()
        assert b"/other/student.yaml" in line
        assert run("nightly", "status").exit_code == 1
        assert run("nightly", "status", "--student", "other/student.yaml").exit_code == 0

    def test_a_crontab_that_may_not_be_used_is_told(self, toolbox: Toolbox) -> None:
        toolbox.put("crontab", "#!/bin/sh\necho 'You (ana) are not allowed' >&2\nexit 1\n")

        assert "sudo apt install cron" in install("--with", "cron", exit_code=1)
        assert "nothing on this computer starts programs" in install(exit_code=1)

    def test_a_crontab_that_changes_the_line_gets_its_old_text_back(self, toolbox: Toolbox) -> None:
        toolbox.has("crontab")
        toolbox.tab.write_bytes(THEIRS)
        text = (toolbox.folder / "bin/crontab").read_text("utf-8")
        toolbox.put("crontab", text.replace("-) cat >", "-) LC_ALL=C grep -av roadmap_sync >"))

        assert "as it was before" in install(exit_code=1)

        assert toolbox.tab.read_bytes() == THEIRS
        assert run("nightly", "status").exit_code == 1

    def test_the_shell_gets_the_very_words(self, toolbox: Toolbox) -> None:
        line = line_of(NASTY)

        fields = line.rstrip("\n").split(" ", 5)
        given = fields[5].replace("\\%", "\0")
        assert "%" not in given  # cron would end the command there
        command = given.replace("\0", "%").replace("/usr/bin/env", "env")
        assert shlex.split(command, comments=True)[1:] == [
            "PYTHONPATH=/a b/100%", *NASTY.words
        ]  # fmt: skip


@pytest.mark.usefixtures("here")
class TestRehearsal:
    @pytest.fixture(autouse=True)
    def _path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def test_a_password_that_only_this_terminal_knows_is_refused(
        self, toolbox: Toolbox, here: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        toolbox.has("crontab")
        toolbox.tab.write_bytes(THEIRS)
        target = "{kind: caldav, url: 'http://127.0.0.1:1/', username: ana, password: {env: DAV}}"
        make_student(here, f"  phone: {target}\n")
        monkeypatch.setenv("DAV", "hunter2-Geheim")

        said = install(exit_code=1)

        assert "the environment has no 'DAV'" in said
        assert "nothing was set up" in said
        assert "{command: cat" in said
        assert toolbox.tab.read_bytes() == THEIRS
        assert not list(home.rglob("nightly*"))
        assert "hunter2" not in said

    def test_it_runs_with_what_cron_gives_and_what_was_carried_along(
        self, toolbox: Toolbox, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        toolbox.has("crontab")
        toolbox.tab.write_bytes(b"DAV=from-the-crontab\n")
        toolbox.put("my-pass", f"#!/bin/sh\nenv > '{here}/seen'\nexit 1\n")
        target = (
            "{kind: caldav, url: 'http://h.example/', username: a, password: {command: my-pass}}"
        )
        make_student(here, f"  phone: {target}\n")
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")
        monkeypatch.setenv("API_TOKEN", "hunter2-Geheim")
        monkeypatch.setenv("GNUPGHOME", "/keys")

        install(exit_code=1)

        seen = dict(line.split("=", 1) for line in (here / "seen").read_text().splitlines())
        assert seen["DAV"] == "from-the-crontab"
        assert seen["GNUPGHOME"] == "/keys"
        assert seen["PATH"].startswith(str(toolbox.folder))
        assert seen["SHELL"] == "/bin/sh"
        assert not {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "API_TOKEN"} & set(seen)

    def test_it_writes_nothing(self, toolbox: Toolbox, here: Path) -> None:
        toolbox.has("crontab")

        assert "nothing written: all is well" in install("--state", "my state")

        assert not (here / "feed.ics").exists()
        assert [path.name for path in (here / "my state").iterdir()] == ["nightly"]


@pytest.mark.usefixtures("tried")
class TestSystemd:
    def test_the_units(self, golden: Callable[[str, str], None]) -> None:
        golden("nightly/service", systemd.service(NASTY))
        golden("nightly/timer", systemd.timer(NASTY))

    @pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="no systemd here")
    def test_systemd_itself_reads_them(self, tmp_path: Path) -> None:
        job = Job(
            key="0a1b2c3d", words=("/bin/sh", "-c", "echo '100%' \"$1\" \\"), variables={"A": "b%"},
            hour=2, minute=30, title=NASTY.title,
        )  # fmt: skip
        (tmp_path / "roadmap-sync-x.service").write_text(systemd.service(job))
        (tmp_path / "roadmap-sync-x.timer").write_text(systemd.timer(job))

        found = subprocess.run(
            ["/usr/bin/systemd-analyze", "verify", "--user", "--man=no", "--recursive-errors=one",
             *sorted(str(path) for path in tmp_path.glob("roadmap-sync-x.*"))],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip

        about = [line for line in found.stderr.decode().splitlines() if "roadmap-sync-x" in line]
        assert about == []

    def test_it_comes_first_is_installed_once_and_goes_without_a_trace(
        self, toolbox: Toolbox, here: Path, home: Path
    ) -> None:
        toolbox.has("systemctl", "crontab")

        assert "by systemd: a timer" in install()
        install("--at", "04:10")

        units = home / ".config/systemd/user"
        [service, timer] = sorted(units.iterdir())
        assert f'"--student" "{here}/student.yaml"' in service.read_text("utf-8")
        assert "OnCalendar=*-*-* *:10:00\nPersistent=true\n" in timer.read_text("utf-8")
        status = json.loads(run("nightly", "status", "--json").output)
        assert status["started_by"] == ["systemd"]
        assert status["at"] == "04:10"

        assert run("nightly", "remove").exit_code == 0
        assert not list(units.iterdir())
        assert f"systemctl --user disable --now {timer.name}" in toolbox.calls
        assert not toolbox.tab.exists()

    @pytest.mark.usefixtures("here")
    def test_changing_from_one_to_another_leaves_only_the_other(self, toolbox: Toolbox) -> None:
        toolbox.has("systemctl", "crontab")
        install("--with", "cron")

        install("--with", "systemd")

        assert not toolbox.tab.exists()
        assert json.loads(run("nightly", "status", "--json").output)["started_by"] == ["systemd"]

    @pytest.mark.usefixtures("here")
    def test_a_systemd_that_refuses_leaves_nothing(self, toolbox: Toolbox, home: Path) -> None:
        toolbox.has("systemctl")
        text = (toolbox.folder / "bin/systemctl").read_text("utf-8")
        toolbox.put("systemctl", text.replace("daemon-reload)", "daemon-reload) exit 9 ;; x)"))

        assert "'systemctl --user daemon-reload' failed" in install(exit_code=1)

        assert not list((home / ".config/systemd/user").iterdir())
        assert not list(home.rglob("nights.json"))

    @pytest.mark.usefixtures("here")
    def test_what_an_install_that_was_killed_left_can_be_taken_away(
        self, toolbox: Toolbox, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        toolbox.has("systemctl")
        units = home / ".config/systemd/user"
        write = disk.write_atomically

        def kill(path: Path, data: bytes) -> None:
            if path.suffix == ".timer":
                raise KeyboardInterrupt
            write(path, data)

        with monkeypatch.context() as patch:
            patch.setattr(disk, "write_atomically", kill)
            install(exit_code=130)
        [service] = units.iterdir()
        link = units / "timers.target.wants" / f"{service.stem}.timer"
        link.parent.mkdir()
        link.symlink_to("nowhere")

        result = run("nightly", "remove")

        assert result.exit_code == 0, result.output
        assert [path.name for path in units.rglob("*")] == ["timers.target.wants"]
        assert f"systemctl --user disable --now {link.name}" not in toolbox.calls
        install()
        assert run("nightly", "remove").exit_code == 0


@pytest.mark.usefixtures("tried")
class TestLaunchd:
    def test_the_list(self, golden: Callable[[str, bytes], None]) -> None:
        golden("nightly/agent.plist", launchd.agent(NASTY))
        found = plistlib.loads(launchd.agent(NASTY))
        assert found["ProgramArguments"] == list(NASTY.words)
        assert found["StartCalendarInterval"] == {"Minute": 30}

    def test_it_is_used_on_a_mac_installed_once_and_goes_without_a_trace(
        self, toolbox: Toolbox, here: Path, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        toolbox.has("launchctl", "crontab")
        monkeypatch.setattr(sys, "platform", "darwin")

        assert "by launchd: an agent" in install()
        install("--at", "04:10")

        [file] = (home / "Library/LaunchAgents").iterdir()
        found = plistlib.loads(file.read_bytes())
        assert found["Label"] == file.stem
        assert str(here / "student.yaml") in found["ProgramArguments"]
        assert (toolbox.folder / "loaded").read_text().strip() == file.stem

        text = file.read_bytes()
        script = (toolbox.folder / "bin/launchctl").read_text("utf-8")
        broken = 'if [ $1 = bootstrap ] && grep -q 08:00 "$3"; then exit 5; fi\n'
        toolbox.put("launchctl", script.replace("domain=", f"{broken}domain=", 1))
        assert "'launchctl bootstrap gui/" in install("--at", "08:00", exit_code=1)
        assert file.read_bytes() == text
        assert (toolbox.folder / "loaded").read_text().strip() == file.stem

        run("nightly", "remove")
        assert not file.exists()
        assert not (toolbox.folder / "loaded").exists()

    def test_a_full_disk_leaves_the_list_that_is_there_and_running(
        self, toolbox: Toolbox, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        toolbox.has("launchctl")
        scheduler = launchd.Launchd()
        scheduler.install(NASTY)
        [file] = (home / "Library/LaunchAgents").iterdir()
        text = file.read_bytes()

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OutputError, match="no space left"):
                scheduler.install(replace(NASTY, minute=10))

        assert file.read_bytes() == text
        assert (toolbox.folder / "loaded").read_text().strip() == file.stem
        assert not [call for call in toolbox.calls if "bootout" in call]
        scheduler.install(replace(NASTY, minute=10))
        assert file.read_bytes() != text

    def test_a_launchd_that_does_not_let_go_keeps_the_old_list(
        self, toolbox: Toolbox, home: Path
    ) -> None:
        toolbox.has("launchctl")
        scheduler = launchd.Launchd()
        scheduler.install(NASTY)
        [file] = (home / "Library/LaunchAgents").iterdir()
        text = file.read_bytes()
        script = (toolbox.folder / "bin/launchctl").read_text("utf-8")
        toolbox.put("launchctl", script.replace("domain=", "[ $1 != bootout ] || exit 5\ndomain="))

        with pytest.raises(NightlyError, match="'launchctl bootout gui/"):
            scheduler.install(replace(NASTY, minute=10))

        assert file.read_bytes() == text
        assert (toolbox.folder / "loaded").read_text().strip() == file.stem


@pytest.mark.usefixtures("here", "tried")
class TestInstalling:
    def test_windows_is_told_what_to_type(
        self, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "win32")

        assert "schtasks /Create /TN roadmap-sync /SC DAILY /ST 02:30" in install(exit_code=1)

    @pytest.mark.parametrize(
        "text",
        ["24:00", "7", "12:60", "noon", "-1:00", "02:30:00", "\N{ARABIC-INDIC DIGIT ZERO}2:30"],
    )
    def test_what_is_no_time_of_day_is_refused(self, toolbox: Toolbox, text: str) -> None:
        toolbox.has("crontab")

        assert "time of day" in install(f"--at={text}", exit_code=2)

    def test_a_rehearsal_that_only_finds_no_answer_or_a_question_is_said(
        self, toolbox: Toolbox, tried: list[Finished]
    ) -> None:
        toolbox.has("crontab")
        tried.append(Finished(75, b"", b"phone: no answer\n"))
        assert "may pass by itself. phone: no answer" in install()

        tried.append(Finished(3, b"", b"look\n"))
        assert "something waits for you. look" in install()

        tried.append(Finished(6, b"", b"phone: wrong password\n"))
        before = toolbox.tab.read_bytes()
        assert "phone: wrong password" in install("--at", "07:00", exit_code=1)
        assert toolbox.tab.read_bytes() == before

    def test_a_file_without_calendars_is_refused(self, toolbox: Toolbox, here: Path) -> None:
        toolbox.has("crontab")
        make_student(here)

        assert "names no calendar" in install(exit_code=1)

    def test_setting_it_up_again_keeps_what_came_of_the_nights(self, toolbox: Toolbox) -> None:
        toolbox.has("crontab")
        with freeze_time("2026-09-01 12:00"):
            install()
        with freeze_time("2026-09-02 02:30"):
            assert run("nightly", "run").exit_code == 0
        with freeze_time("2026-09-02 12:00"):
            install("--at", "05:00")
            found = json.loads(run("nightly", "status", "--json").output)

        assert found["last_good"] == "2026-09-02T02:30:00+00:00"
        assert found["next"] == "2026-09-03T05:00:00+00:00"

    def test_status_says_when_no_run_ever_comes(self, toolbox: Toolbox) -> None:
        toolbox.has("crontab")
        assert "not set up" in run("nightly", "status").output
        with freeze_time("2026-09-01 12:00"):
            install()
            assert "last good night: none yet" in run("nightly", "status").output
        with freeze_time("2026-09-02 09:00"):
            result = run("nightly", "status")

        assert "no run came at 02:30, nor later" in result.output
        assert result.exit_code == 1

    def test_one_that_is_broken_off_leaves_what_was_set_up_before(
        self, toolbox: Toolbox, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is remembered first, and only then started by anything."""
        toolbox.has("crontab")

        def stop(*_: object) -> None:
            assert list(home.rglob("nights.json"))
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(cron.Cron, "install", stop)
            install(exit_code=130)
        assert not list(home.rglob("nightly*"))
        with freeze_time("2026-09-01 12:00"):
            install()
        with freeze_time("2026-09-02 02:30"):
            assert run("nightly", "run").exit_code == 0
        with monkeypatch.context() as patch, freeze_time("2026-09-02 12:00"):
            patch.setattr(cron.Cron, "install", stop)
            install("--at", "05:00", exit_code=130)
            found = json.loads(run("nightly", "status", "--json").output)

        assert found["at"] == "02:30"
        assert found["since"] == "2026-09-01T12:00:00+00:00"
        assert found["last_good"] == "2026-09-02T02:30:00+00:00"

    def test_one_that_fails_where_nothing_was_remembered_remembers_nothing(
        self, toolbox: Toolbox, home: Path, tried: list[Finished]
    ) -> None:
        toolbox.has("crontab")
        install()
        [file] = home.rglob("nights.json")
        file.unlink()
        tried.append(Finished(6, b"", b"phone: wrong password\n"))

        assert "phone: wrong password" in install(exit_code=1)

        assert not file.exists()
        assert file.with_name("environment.json").exists()

    def test_status_says_when_nobody_knows_how_they_went(
        self, toolbox: Toolbox, home: Path
    ) -> None:
        toolbox.has("crontab")
        install()
        [file] = home.rglob("nights.json")
        file.unlink()

        result = run("nightly", "status")

        assert "started by cron, but nobody knows when or how it went" in result.output
        assert result.exit_code == 1
        install()
        assert run("nightly", "status").exit_code == 0


def test_the_job_names_everything_by_its_whole_path() -> None:
    job = nightly_setup.job_of(Path("student.yaml"), Path("state"), "2:30")

    assert job.at == "02:30"
    assert Path(job.words[0]).is_absolute()
    assert job.words[job.words.index("--student") + 1] == str(Path("student.yaml").absolute())
    assert job.words[job.words.index("--state") + 1] == str(Path("state").absolute())
