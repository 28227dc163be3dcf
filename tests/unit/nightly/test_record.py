"""When a night is due, which nights were bad, and what is remembered of them."""

import errno
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from roadmap_sync.nightly import record
from roadmap_sync.nightly.record import Night, Nights

SINCE = datetime(2026, 9, 1, 12, tzinfo=UTC)
NIGHTS = Nights(since=SINCE, hour=2, minute=30, scheduler="cron")
HOUR = timedelta(hours=1)
CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "America/Chicago")
    time.tzset()
    yield
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


def at(day: int, hour: int = 2, minute: int = 30, month: int = 9) -> datetime:
    """A moment in Chicago."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


def went(*nights: tuple[datetime, int]) -> Nights:
    found = NIGHTS
    for moment, code in nights:
        found = found.after(Night(moment, code, "wrong" if code else ""))
    return found


@pytest.mark.parametrize(
    ("nights", "now", "due"),
    [
        pytest.param(NIGHTS, at(1, 17), False, id="the hour was over when it was set up"),
        pytest.param(NIGHTS, at(2, 2, 29), False, id="a minute early"),
        pytest.param(NIGHTS, at(2, 2, 30), True, id="on the minute"),
        pytest.param(NIGHTS, at(2, 9, 30), True, id="the computer slept"),
        pytest.param(NIGHTS, at(5, 9, 30), True, id="for days"),
        pytest.param(went((at(2), 0)), at(2, 3, 30), False, id="done"),
        pytest.param(went((at(2, 9, 30), 0)), at(2, 23, 30), False, id="done late"),
        pytest.param(went((at(2, 9, 30), 0)), at(3), True, id="the next night"),
        pytest.param(went((at(2), 6)), at(2, 3, 30), False, id="a wrong password is not repeated"),
        pytest.param(went((at(2), 75)), at(2, 3, 0), False, id="no answer, a moment ago"),
        pytest.param(went((at(2), 75)), at(2, 3, 30), True, id="no answer, an hour ago"),
        pytest.param(went((at(2), 5)), at(2, 3, 30), True, id="another run was at work"),
        pytest.param(went((at(28), 0)), at(3), True, id="the clock was weeks ahead"),
        pytest.param(
            went((at(31, month=10), 0)), at(1, 1, 30, month=11), False, id="clocks go back"
        ),
        pytest.param(went((at(31, month=10), 0)), at(1, month=11), True, id="clocks went back"),
    ],
)
def test_when_a_night_is_due(nights: Nights, now: datetime, *, due: bool) -> None:
    assert nights.is_due(now) is due


def test_at_an_hour_that_a_spring_night_skips_it_runs_once() -> None:
    nights = Nights(since=at(7, month=3), hour=2, minute=30, scheduler="cron")
    nights = nights.after(Night(at(7, month=3), 0))
    moments = [at(8, 0, 30, month=3) + HOUR * k for k in range(24)]

    ran = []
    for moment in moments:
        if nights.is_due(moment):
            nights = nights.after(Night(moment, 0))
            ran.append(moment)

    assert len(ran) == 1


def test_three_bad_nights_in_a_row_are_trouble_whatever_their_reasons() -> None:
    two = went((at(2), 75), (at(2, 3, 30), 75), (at(2, 4, 30), 6), (at(3), 1))
    assert not two.is_trouble
    assert [one.code for one in two.bad] == [6, 1]

    three = two.after(Night(at(4), 3))
    assert three.is_trouble
    assert not three.after(Night(at(5), 0)).bad
    assert not went((at(2), 75), (at(3), 75), (at(4), 0), (at(5), 75)).is_trouble


def test_a_good_run_later_in_a_bad_night_makes_it_good() -> None:
    night = went((at(2), 75), (at(2, 3, 30), 0))

    assert not night.bad
    assert night.last_good == at(2, 3, 30)


def test_four_years_of_nights_stay_small_and_keep_the_last_good_one(tmp_path: Path) -> None:
    place = record.place_of(tmp_path / "state", "0a1b2c3d")
    nights = NIGHTS.after(Night(at(2), 0))
    for day in range(1, 1500):
        nights = nights.after(Night(at(2) + timedelta(days=day), 6, "é " * 200))

    record.write(place, nights)

    assert record.read(place) == nights
    assert nights.last_good == at(2)
    assert nights.bad[0].day == at(3).date(), "the note on calendars is called by it"
    assert place.file.stat().st_size < 60_000
    assert place.file.stat().st_mode & 0o077 == 0
    folders = [folder for folder in tmp_path.rglob("*") if folder.is_dir()]
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"since": 1}', '{"since": "2026-01-01", "nights": 3}', "\0"]
)
def test_what_nobody_can_read_counts_as_forgotten(tmp_path: Path, text: str) -> None:
    place = record.place_of(tmp_path, "0a1b2c3d")
    place.folder.mkdir(parents=True)
    place.file.write_text(text)

    assert record.read(place) is None


@pytest.mark.parametrize("text", ["", "[]", "null", "\0", '"PATH"'])
def test_an_environment_that_nobody_can_read_is_none(tmp_path: Path, text: str) -> None:
    place = record.place_of(tmp_path, "0a1b2c3d")
    place.folder.mkdir(parents=True)
    place.environment.write_text(text)

    assert record.read_environment(place) == {}


def test_forgetting_leaves_the_nights_of_others(tmp_path: Path) -> None:
    mine, other = (record.place_of(tmp_path, key) for key in ("0a1b2c3d", "ffffffff"))
    for place in (mine, other):
        record.write(place, NIGHTS)
        record.write_environment(place, {"PATH": "/bin"})

    record.forget(mine)
    record.forget(mine)

    assert not mine.folder.exists()
    assert record.read(other) == NIGHTS
    record.forget(other)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("now", "its"),
    [(at(2, 2, 29), False), (at(2, 2, 30), True), (at(2, 3, 14), True), (at(2, 3, 15), False)],
)
def test_its_hour_comes_once_a_night(now: datetime, its: bool) -> None:  # noqa: FBT001
    assert NIGHTS.is_its_hour(now) == its


def test_whether_it_can_be_written_is_tried_without_changing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = record.place_of(tmp_path, "0a1b2c3d")
    assert not record.is_writable(place)
    record.write(place, went((at(2), 6)))
    before = place.file.read_bytes()

    assert record.is_writable(place)
    assert place.file.read_bytes() == before

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", full)
    assert not record.is_writable(place)
    assert place.file.read_bytes() == before
