"""A line for everything that may be wrong, and what to do."""

import json
import sqlite3
import zoneinfo
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from roadmap_sync import disk
from roadmap_sync.errors import SignInError
from roadmap_sync.nightly import rehearsing
from roadmap_sync.nightly.tools import Finished as Tried
from tests.lab.servers import PASSWORD, USERNAME, Server
from tests.system.calendars import FEED, PHONE, PLAN, PLANTED, FakeCalendar, lend, make_student
from tests.system.calendars import sync as run_sync
from tests.system.commands import run
from tests.system.toolbox import Toolbox, toolbox

__all__ = ["toolbox"]

GOOGLE = "  google: {kind: google, calendar: Roadmap}\n"
TODAY = "2026-09-01 12:00"


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox, phone: FakeCalendar
) -> Path:
    assert phone.items == {}
    monkeypatch.chdir(tmp_path)
    toolbox.has("crontab")
    make_student(tmp_path, PHONE)
    return tmp_path


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    calendar = FakeCalendar()
    lend(monkeypatch, calendar)
    return calendar


def examined(*words: str, exit_code: int) -> dict[str, Any]:
    """Run it, and return its findings by name."""
    result = run("doctor", *words, "--json")
    assert result.exit_code == exit_code, result.output
    return {one["name"]: one for one in json.loads(result.stdout)}


def trouble(*words: str) -> dict[str, Any]:
    """Return the findings that need somebody."""
    found = examined(*words, exit_code=1)
    return {name: one for name, one in found.items() if not one["ok"]}


def kept(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything but the cache, and what SQLite puts beside a file while somebody reads it."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    real = (path for path in files if not path.name.endswith(("-shm", "-wal")))
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in real}


@pytest.mark.usefixtures("here")
def test_all_is_well_and_nothing_is_written_or_asked(phone: FakeCalendar, home: Path) -> None:
    run_sync()
    phone.error = SignInError("phone: must not be asked")
    before = kept(home)

    found = examined(exit_code=0)

    assert kept(home) == before
    assert list(found) == [
        "Python", "program", "libraries", "state", "student file", "plan", "memory", "clock",
        "zones", "calendar phone", "sign-in phone", "nights",
    ]  # fmt: skip
    assert "small" in found["plan"]["words"]
    assert found["sign-in phone"]["words"] == "found, from env 'DAV'"
    assert PLANTED not in str(found)
    assert "all is well" in run("doctor").output


def test_mistakes_in_files_are_counted(here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN.replace("week 6", "weak 6"), "utf-8")
    assert trouble() == {
        "plan": {"name": "plan", "ok": False, "words": "1 error",
                 "advice": "roadmap-sync check shows each mistake and where it is"},
    }  # fmt: skip

    (here / "student.yaml").write_text("start: [", "utf-8")
    assert "error" in trouble()["student file"]["words"]
    (here / "student.yaml").write_text("start: 2026-08-10\nplans: [plan.yaml]\ntargets:\n" + FEED)
    assert "it has no 'id:'" in trouble()["student file"]["words"]
    assert trouble()["student file"]["advice"].startswith("roadmap-sync set id new ")
    (here / "student.yaml").unlink()
    assert trouble()["student file"]["advice"] == "roadmap-sync init writes one"


@pytest.mark.usefixtures("here", "phone")
def test_a_memory_that_cannot_be_read_is_one_line_of_all(home: Path) -> None:
    run_sync()
    for file in home.rglob("*.sqlite"):
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA user_version = 99")

    found = trouble()

    assert "made by a newer roadmap-sync" in found["memory"]["words"]
    assert examined(exit_code=1)["clock"]["ok"]


@pytest.mark.usefixtures("here")
def test_online_each_calendar_is_tried(phone: FakeCalendar) -> None:
    assert examined("--online", exit_code=0)["calendar phone"]["ok"]

    phone.error = SignInError("phone: wrong password")
    found = trouble("--online")

    assert list(found) == ["calendar phone"]
    assert found["calendar phone"]["words"] == "phone: wrong password"
    every = examined("--online", exit_code=1)
    assert every["sign-in phone"]["words"] == "found, from env 'DAV'"
    assert "app password" in found["calendar phone"]["advice"]


@pytest.mark.usefixtures("here")
def test_a_bad_last_run_and_a_missing_variable(
    phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.error = SignInError("phone: wrong password")
    run_sync(exit_code=6)
    monkeypatch.delenv("DAV")

    found = trouble()

    assert found["calendar phone"]["words"].endswith("wrong password")
    assert found["sign-in phone"]["words"] == "no variable 'DAV' here"


def test_sign_ins_are_looked_at_without_using_them(
    here: Path, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    toolbox.put("my-pass", f"#!/bin/sh\ntouch '{here}/asked'\n")
    make_student(here, PHONE.replace("{env: DAV}", "{command: my-pass show}"), GOOGLE)
    found = trouble()
    assert found["sign-in google"]["advice"] == "roadmap-sync login google"
    assert "sign-in phone" not in found
    assert not (here / "asked").exists()

    make_student(here, PHONE.replace("{env: DAV}", "{command: no-such-program x}"))
    assert trouble()["sign-in phone"]["words"] == "no program 'no-such-program' here"
    make_student(here, PHONE.replace("{env: DAV}", "{keyring: dav}"))
    monkeypatch.setattr("roadmap_sync.cli.patients.find_spec", lambda _name: None)
    assert "'keyring' is not installed" in trouble()["sign-in phone"]["words"]


@pytest.mark.parametrize(
    ("where", "words"),
    [("{env: DAV}", "found, from env 'DAV'"), ("{keyring: dav}", "a keyring can be asked: 'dav'"),
     ("{command: my-pass show}", "its program was found: command 'my-pass'")],
)  # fmt: skip
def test_a_password_that_is_found_is_not_called_right(
    here: Path, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch, where: str, words: str
) -> None:
    toolbox.put("my-pass", "#!/bin/sh\necho no\n")
    monkeypatch.setattr("roadmap_sync.cli.patients.find_spec", lambda _name: object())
    make_student(here, PHONE.replace("{env: DAV}", where))

    assert examined(exit_code=0)["sign-in phone"]["words"] == words


@pytest.mark.usefixtures("here")
def test_a_damaged_ledger_is_told_and_left_as_it_is(home: Path) -> None:
    run_sync()
    [main] = home.rglob("*.ledger.sqlite")
    main.write_bytes(b"scribble" * 1000)

    found = trouble()["memory"]

    assert "damaged; its second copy: whole" in found["words"]
    assert found["advice"] == "the next roadmap-sync sync takes the second copy"
    assert main.read_bytes().startswith(b"scribble")
    for file in home.rglob("*.sqlite"):
        file.write_bytes(b"scribble" * 1000)
    assert "learns it from the calendars" in trouble()["memory"]["advice"]


@pytest.mark.usefixtures("here")
def test_a_clock_that_is_behind_the_last_run() -> None:
    with freeze_time("2026-09-05 12:00"):
        run_sync()
    with freeze_time("2026-09-01 12:00"):
        assert "the last sync was later" in trouble()["clock"]["words"]


@pytest.mark.usefixtures("here")
def test_the_day_of_the_last_run_is_the_students() -> None:
    with freeze_time("2026-09-02 03:00"):
        run_sync()
        words = examined(exit_code=0)["calendar phone"]["words"]

    assert words == "caldav, in line since Tue 1 Sep 2026"


@pytest.mark.usefixtures("phone")
def test_doctor_and_status_tell_times_by_the_students_clock(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "rehearse", lambda _job, _environment: Tried(0))
    with freeze_time(TODAY):
        run("nightly", "install")
    with freeze_time("2026-09-02 03:00"):
        run("nightly", "run")
        found, shown = examined(exit_code=0), run("status").output
        (here / "student.yaml").unlink()
        alone = trouble()

    then = "Tue 1 Sep 2026 at 22:00 Chicago time"
    assert found["clock"]["words"] == then
    assert f"phone (caldav): last run {then}" in shown
    assert f"last good one {then}" in found["nights"]["words"]
    assert f"nights: last good one {then}" in shown
    assert list(alone) == ["student file"]  # and times are by the clock of the computer


@pytest.mark.usefixtures("toolbox")
def test_a_clock_that_differs_from_the_servers(
    tmp_path: Path, radicale: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAV", PASSWORD)
    target = (
        f"{{kind: caldav, url: '{radicale.url}', username: {USERNAME}, password: {{env: DAV}}}}"
    )
    make_student(tmp_path, f"  phone: {target}\n")

    assert "as servers say" in examined("--online", exit_code=0)["clock"]["words"]
    with freeze_time("2024-09-01 12:00"):
        assert "behind of a server's" in trouble("--online")["clock"]["words"]
    with freeze_time("2126-09-01 12:00"):
        assert "ahead of a server's" in trouble("--online")["clock"]["words"]


@pytest.mark.usefixtures("here")
def test_the_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_sync()
    [folder] = home.rglob("state/roadmap-sync")
    folder.chmod(0o755)
    assert trouble()["state"]["advice"] == f"chmod 700 '{folder}'"
    folder.chmod(0o700)
    monkeypatch.setattr(disk, "room", lambda _folder: 5_000)
    assert "5,000 bytes left" in trouble()["state"]["words"]
    monkeypatch.setattr(disk, "may_write", lambda _folder: False)
    assert "no permission to write" in trouble()["state"]["advice"]


@pytest.mark.usefixtures("here")
def test_libraries_and_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["click>=99.0", "no-such-thing>=1.0", "pytest>=99; extra == 'test'", "zc.lockfile>=3.0"]
    monkeypatch.setattr(metadata, "requires", lambda _name: asked)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)

    found = trouble()

    assert "is older than 99.0; no-such-thing is missing" in found["libraries"]["words"]
    assert "pytest" not in found["libraries"]["words"]
    assert "zc.lockfile" not in found["libraries"]["words"]
    assert found["zones"]["advice"].endswith("-m pip install tzdata")


@pytest.mark.usefixtures("here")
def test_nights_that_do_not_come_or_go_badly(
    phone: FakeCalendar, toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "rehearse", lambda _job, _environment: Tried(0))
    with freeze_time(TODAY):
        run("nightly", "install")
        assert "last good one none yet" in examined(exit_code=0)["nights"]["words"]
    with freeze_time("2026-09-03 09:00"):
        assert "is cron running" in trouble()["nights"]["advice"]
        phone.error = SignInError("phone: wrong password")
        run("nightly", "run")
        assert "1 bad one since: phone: wrong password" in trouble()["nights"]["words"]
        toolbox.tab.unlink()
        assert trouble()["nights"]["words"] == "started by nobody"
