"""Nights that go well and badly: what is remembered, written down, and told to whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result as Finished
from freezegun import freeze_time

from roadmap_sync.cli import syncing
from roadmap_sync.errors import SignInError, UnreachableError
from roadmap_sync.nightly import rehearsing
from roadmap_sync.nightly.tools import Finished as Tried
from tests.system.calendars import PHONE, PLAN, FakeCalendar, lend, make_student, sync
from tests.system.commands import run
from tests.system.toolbox import Toolbox, toolbox

__all__ = ["toolbox"]

TABLET = PHONE.replace("phone", "tablet").replace("d.example", "t.example")
NOTE = "roadmap-sync: this calendar may be out of date"
SIGN_IN = SignInError("phone: the server does not know this password")
ITEMS = 8


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox, phone: FakeCalendar
) -> Path:
    """A student with two calendars, whose nights are set up and of whom one was good."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rehearsing, "rehearse", lambda _job, _environment: Tried(0))
    make_student(tmp_path, PHONE, TABLET)
    toolbox.has("crontab", "notify-send")
    with freeze_time("2026-09-01 12:00"):
        result = run("nightly", "install")
        assert result.exit_code == 0, result.output
    assert night(2).exit_code == 0
    phone.pushed.clear()
    return tmp_path


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeCalendar, FakeCalendar]:
    found = FakeCalendar(), FakeCalendar("tablet")
    lend(monkeypatch, *found)
    return found


@pytest.fixture
def phone(both: tuple[FakeCalendar, FakeCalendar]) -> FakeCalendar:
    return both[0]


@pytest.fixture
def tablet(both: tuple[FakeCalendar, FakeCalendar]) -> FakeCalendar:
    return both[1]


def night(day: int, hour: str = "02:30", exit_code: int | None = None) -> Finished:
    with freeze_time(f"2026-09-{day:02} {hour}"):
        result = run("nightly", "run")
    assert exit_code in (None, result.exit_code), result.output
    return result


def notes(calendar: FakeCalendar) -> list[str]:
    """The days of the notes that stand on a calendar."""
    seen = [one.seen.content for one in calendar.items.values() if one.seen]
    return [one.start.isoformat() for one in seen if one.title == NOTE]


def notices(toolbox: Toolbox) -> list[str]:
    return [call for call in toolbox.calls if call.startswith("notify-send")]


def log(home: Path) -> str:
    [file] = home.rglob("nightly.log")
    return file.read_text("utf-8")


@pytest.mark.usefixtures("here")
def test_a_night_is_run_once_and_written_down(
    phone: FakeCalendar, tablet: FakeCalendar, home: Path
) -> None:
    assert len(tablet.items) == ITEMS
    assert night(2, "03:30").output == ""
    assert night(3).output == ""

    assert log(home).count("ended with code 0") == 2
    assert "2026-09-02 02:30:00+00:00  phone: 8 created" in log(home)
    assert not phone.pushed
    with freeze_time("2026-09-03 12:00"):
        assert "nights: last good one Wed 2 Sep 2026 at 21:30 Chicago time" in run("status").output
        said = run("nightly", "status")
    assert "last good night: Thu 3 Sep 2026 at 02:30" in said.output
    assert "next: Fri 4 Sep 2026 at 02:30" in said.output
    assert said.exit_code == 0


@pytest.mark.usefixtures("here")
def test_the_third_bad_night_is_told_and_a_good_one_takes_the_note_away(
    phone: FakeCalendar, tablet: FakeCalendar, toolbox: Toolbox
) -> None:
    phone.error = SIGN_IN
    night(3, exit_code=6)
    night(4, exit_code=6)
    assert not notes(tablet)
    assert not notices(toolbox)

    night(5, exit_code=6)
    assert notes(tablet) == ["2026-09-05"]
    assert len(notices(toolbox)) == 1
    assert "3 nights in a row went wrong; phone: the server" in notices(toolbox)[0]
    night(6, exit_code=6)
    assert notes(tablet) == ["2026-09-06"]
    assert len(notices(toolbox)) == 1

    phone.error = None
    night(7, exit_code=0)
    assert not notes(tablet)
    assert not notes(phone)
    assert len(tablet.items) == len(phone.items) == ITEMS
    tablet.pushed.clear()
    night(8, exit_code=0)
    assert not tablet.pushed


@pytest.mark.usefixtures("here")
def test_the_note_goes_even_after_its_day_and_a_later_trouble_has_another(
    phone: FakeCalendar, tablet: FakeCalendar
) -> None:
    phone.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)
    phone.error = None
    night(15, exit_code=0)
    assert not notes(tablet)

    phone.error = UnreachableError("phone: no answer")
    for day in (16, 17, 18):
        night(day, exit_code=75)
    [uid] = [
        uid for uid, one in tablet.items.items() if one.seen and one.seen.content.title == NOTE
    ]
    tablet.remove(uid)
    night(19, exit_code=75)
    assert not notes(tablet)  # what the student deletes stays deleted
    phone.error = None
    night(20, exit_code=0)
    phone.error = SIGN_IN
    for day in (21, 22, 23):
        night(day, exit_code=6)
    assert notes(tablet) == ["2026-09-23"]


def test_a_plan_with_mistakes_is_told_on_the_calendars_and_nothing_else_is_touched(
    here: Path, phone: FakeCalendar, tablet: FakeCalendar
) -> None:
    (here / "plan.yaml").write_text(PLAN.replace("week 6", "weak 6"), "utf-8")
    for day in (3, 4, 5):
        assert "did you mean" in night(day, exit_code=1).stderr
    assert notes(phone) == notes(tablet) == ["2026-09-05"]
    night(6, exit_code=1)
    assert notes(phone) == notes(tablet) == ["2026-09-06"]
    assert len(phone.items) == ITEMS + 1

    (here / "plan.yaml").write_text(PLAN, "utf-8")
    night(7, exit_code=0)
    assert not notes(phone)
    assert len(phone.items) == ITEMS


def test_a_student_file_that_cannot_be_read_is_told_on_the_desktop(
    here: Path, phone: FakeCalendar, toolbox: Toolbox
) -> None:
    (here / "student.yaml").write_text("start: [", "utf-8")
    for day in (3, 4, 5):
        night(day, exit_code=1)
    assert len(notices(toolbox)) == 1
    for day in range(6, 13):
        night(day, exit_code=1)

    assert len(notices(toolbox)) == 2  # and once a week from then on
    assert not phone.pushed
    (here / "student.yaml").unlink()
    with freeze_time("2026-09-13 03:00"):
        result = run("nightly", "run", "--now", "--student", "student.yaml")
    assert result.exit_code == 1
    assert "there is no file 'student.yaml'" in result.stderr


@pytest.mark.usefixtures("here")
def test_a_notice_that_cannot_be_shown_never_fails_a_night(
    phone: FakeCalendar, tablet: FakeCalendar, toolbox: Toolbox
) -> None:
    toolbox.put("notify-send", "#!/bin/sh\nexit 1\n")
    phone.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)

    assert notes(tablet) == ["2026-09-05"]


@pytest.mark.usefixtures("here")
def test_a_sync_by_hand_that_puts_it_right_takes_the_note_away_at_once(
    phone: FakeCalendar, tablet: FakeCalendar
) -> None:
    phone.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)
    with freeze_time("2026-09-05 12:00"):
        sync(exit_code=6)
        assert notes(tablet) == ["2026-09-05"]
        phone.error = None
        sync("tablet")
        assert notes(tablet) == ["2026-09-05"]
        sync("--dry-run")
        assert notes(tablet) == ["2026-09-05"]
        sync()
        assert not notes(tablet)
        assert not notes(phone)


@pytest.mark.usefixtures("here")
def test_a_run_that_puts_it_right_does_not_first_put_a_note_there(
    phone: FakeCalendar, tablet: FakeCalendar
) -> None:
    phone.error = tablet.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)
    phone.error = tablet.error = None
    tablet.pushed.clear()

    with freeze_time("2026-09-05 12:00"):
        assert NOTE not in sync("--dry-run").output
    night(6, exit_code=0)

    assert not phone.pushed
    assert not tablet.pushed


@pytest.mark.usefixtures("here")
def test_a_lost_ledger_neither_doubles_nor_keeps_the_note(
    phone: FakeCalendar, tablet: FakeCalendar, home: Path
) -> None:
    phone.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)
    for file in home.rglob("*.sqlite*"):
        file.unlink()

    night(6, exit_code=6)
    assert notes(tablet) == ["2026-09-06"]
    for file in home.rglob("*.sqlite*"):
        file.unlink()
    phone.error = None
    night(12, exit_code=0)

    assert not notes(tablet)


@pytest.mark.usefixtures("here", "phone")
def test_a_mistake_of_ours_is_remembered_and_not_hidden(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "sync", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        night(3)

    assert "ZeroDivisionError" in log(home)
    with freeze_time("2026-09-03 12:00"):
        said = run("nightly", "status")
    assert "a mistake of ours (ZeroDivisionError)" in said.output
    assert said.exit_code == 1


@pytest.mark.usefixtures("here")
def test_what_waits_for_the_student_is_told_after_three_nights_too(
    phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.error = None
    with _waiting(monkeypatch):
        for day in (3, 4, 5):
            night(day, exit_code=3)

    assert notes(phone) == ["2026-09-05"]


@contextmanager
def _waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every run end as one of which something waits for a person."""
    with monkeypatch.context() as patch:
        patch.setattr(syncing, "worst", lambda _codes: 3)
        yield


@pytest.mark.usefixtures("here", "phone")
def test_no_secret_stands_in_anything_that_is_kept(home: Path, tmp_path: Path) -> None:
    night(3)
    kept = [file for file in (*home.rglob("*"), *tmp_path.rglob("*")) if file.is_file()]

    assert len(kept) > 5
    assert all(b"hunter2" not in file.read_bytes() for file in kept)


@pytest.mark.usefixtures("here")
def test_the_log_turns_over(home: Path) -> None:
    [file] = home.rglob("nightly.log")
    file.write_text("x" * 199_990 + "\n")
    night(3, exit_code=0)

    assert file.stat().st_size < 10_000
    assert file.with_name("nightly.log.1").stat().st_size > 190_000


@pytest.mark.usefixtures("here")
def test_a_log_that_cannot_be_written_ends_no_night(home: Path) -> None:
    [file] = home.rglob("nightly.log")
    file.unlink()
    file.mkdir()

    assert night(3, exit_code=0).output == ""


@pytest.mark.usefixtures("here")
def test_without_nights_status_says_nothing_of_them() -> None:
    run("nightly", "remove")
    with freeze_time("2026-09-03 12:00"):
        assert "nights:" not in run("status").output
