"""What happens while a night runs, and nights that cannot be remembered."""

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from freezegun import freeze_time

from roadmap_sync.cli import nights
from roadmap_sync.cli.desk import Whose
from roadmap_sync.cli.nights import Went
from roadmap_sync.cli.syncing import Wish
from roadmap_sync.errors import OutputError
from roadmap_sync.nightly import record
from tests.system.calendars import FakeCalendar, sync
from tests.system.commands import run
from tests.system.test_nights import (
    SIGN_IN,
    both,
    here,
    night,
    notes,
    notices,
    phone,
    tablet,
    toolbox,
)
from tests.system.toolbox import Toolbox

__all__ = ["both", "here", "phone", "tablet", "toolbox"]


@contextmanager
def meanwhile(patch: pytest.MonkeyPatch, happens: Callable[[], object]) -> Iterator[None]:
    """Let something happen in another terminal when a night is through with the calendars."""
    once = nights._once

    def then(whose: Whose, wish: Wish) -> Went:
        went = once(whose, wish)
        happens()
        return went

    with patch.context() as inner:
        inner.setattr(nights, "_once", then)
        yield


@contextmanager
def full_disk(patch: pytest.MonkeyPatch) -> Iterator[None]:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    with patch.context() as inner:
        inner.setattr(os, "fsync", full)
        yield


@pytest.mark.usefixtures("here", "phone")
def test_another_hour_that_is_set_while_a_night_runs_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with meanwhile(monkeypatch, lambda: run("nightly", "install", "--at", "05:15")):
        night(3, exit_code=0)

    with freeze_time("2026-09-03 12:00"):
        found = json.loads(run("nightly", "status", "--json").output)
    assert found["at"] == "05:15"
    assert found["last_good"] == "2026-09-03T02:30:00+00:00"


@pytest.mark.usefixtures("here")
def test_nights_that_are_taken_away_while_one_runs_do_not_come_back(
    monkeypatch: pytest.MonkeyPatch, phone: FakeCalendar, tablet: FakeCalendar, home: Path
) -> None:
    phone.error = SIGN_IN
    night(3, exit_code=6)
    night(4, exit_code=6)

    with meanwhile(monkeypatch, lambda: run("nightly", "remove")):
        night(5, exit_code=6)

    assert not list(home.rglob("nightly*"))
    assert notes(tablet) == []


@pytest.mark.usefixtures("here")
def test_what_was_put_right_by_hand_while_a_night_went_wrong_stays_right(
    monkeypatch: pytest.MonkeyPatch, phone: FakeCalendar, tablet: FakeCalendar
) -> None:
    phone.error = SIGN_IN
    for day in (3, 4, 5):
        night(day, exit_code=6)
    assert notes(tablet) == ["2026-09-05"]

    def healed() -> None:
        phone.error = None
        sync()

    with meanwhile(monkeypatch, healed):
        night(6, exit_code=6)

    assert notes(tablet) == notes(phone) == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("remembered", [True, False])
def test_nights_that_cannot_be_remembered_come_once_each_and_are_told(
    monkeypatch: pytest.MonkeyPatch, phone: FakeCalendar, toolbox: Toolbox, home: Path, *,
    remembered: bool,
) -> None:  # fmt: skip
    """A wrong password is not said to a server every hour, and no night is left out for ever."""
    if not remembered:
        [file] = home.rglob("nights.json")
        file.unlink()
    phone.error = SIGN_IN
    went = list[tuple[int, int]]()
    with full_disk(monkeypatch):
        for day in (3, 4):
            for hour in range(24):
                result = night(day, f"{hour:02}:30")
                went += [(day, hour)] * (result.exit_code != 0)

    assert went == [(3, 2), (4, 2)]
    assert len(notices(toolbox)) == 2
    assert "that cannot be remembered: " in notices(toolbox)[0]
    assert "there is no space left; " in notices(toolbox)[0]

    if remembered:
        night(5, exit_code=6)
        night(5, "03:30", exit_code=0)
        assert len(notices(toolbox)) == 2


@pytest.mark.usefixtures("here", "phone")
def test_a_good_night_that_cannot_be_remembered_tells_nobody(
    monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox
) -> None:
    def refuse(*_: object) -> None:
        raise OutputError("there is no space left")

    monkeypatch.setattr(record, "write", refuse)
    night(3, exit_code=0)

    assert notices(toolbox) == []
