"""One item of our own that comes and goes without a plan, by the way of every item."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.alone import put_alone
from roadmap_sync.sync.edits import FLEETING
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life
from roadmap_sync.targets.base import Outcome, Result, Target, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.formats.samples import an_item
from tests.unit.sync.test_engine import NOW, RUN, Home, items

PLAN, _, STEP = FLEETING.partition("/")
NOTE = an_item(uid="n" * 32, plan=PLAN, step=STEP, kind="event", type="event",
               start=NOW.date())  # fmt: skip
DAY = timedelta(days=1)


@pytest.fixture
def phone() -> MemoryTarget:
    return MemoryTarget("phone")


@pytest.fixture
def home(tmp_path: Path, phone: MemoryTarget) -> Home:
    home = Home(tmp_path, phone)
    home.sync(items(3))
    return home


def put(home: Home, target: Target, item: Item | None, *, days: int = 0) -> bool:
    run = replace(RUN, today=RUN.today + days * DAY, now=RUN.now + days * DAY)
    with Ledger.open(home.folder, "me") as ledger:
        return put_alone(item, NOTE.uid, target, ledger, run)


def test_it_comes_once_follows_and_goes(home: Home, phone: MemoryTarget) -> None:
    before = dict(phone.items)

    assert put(home, phone, NOTE)
    assert not put(home, phone, NOTE)
    assert set(phone.items) == {*before, NOTE.uid}
    assert put(home, phone, replace(NOTE, title="Still"))
    seen = phone.items[NOTE.uid].seen
    assert seen is not None
    assert seen.content.title == "Still"
    assert put(home, phone, None)
    assert not put(home, phone, None)

    assert phone.items == before


def test_it_goes_after_its_day_which_no_other_item_does(home: Home, phone: MemoryTarget) -> None:
    put(home, phone, NOTE)

    assert put(home, phone, None, days=40)

    assert NOTE.uid not in phone.items


def test_an_ordinary_run_keeps_it_while_it_is_wanted_and_takes_it_off_then(
    home: Home, phone: MemoryTarget
) -> None:
    put(home, phone, NOTE)

    [report] = home.sync([*items(3), NOTE])
    assert report.writes == []
    later = replace(RUN, today=RUN.today + 9 * DAY, now=RUN.now + 9 * DAY)
    [report] = home.sync(items(3), run=later)

    assert [one.uid for one in report.writes] == [NOTE.uid]
    assert NOTE.uid not in phone.items


def test_nothing_else_is_decided_or_learned(home: Home, phone: MemoryTarget) -> None:
    gone, *_ = phone.items
    phone.remove(gone)

    put(home, phone, NOTE)

    assert home.states() == {}
    [report] = home.sync([*items(3), NOTE])
    assert report.writes == []
    assert home.states()[gone].skipped


def test_a_calendar_that_no_run_has_reached_is_left_alone(home: Home) -> None:
    other = MemoryTarget("tablet")

    assert not put(home, other, NOTE)

    assert other.items == {}


class Silent(MemoryTarget):
    """Does what it is asked, and never says so."""

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for outcome in super().push(writes, stop):
            yield replace(outcome, result=Result.UNKNOWN, ref="", tag="")


def test_what_got_no_answer_is_settled_by_the_next_run(tmp_path: Path) -> None:
    phone = Silent("phone")
    home = Home(tmp_path / "other", phone)
    home.sync([])

    put(home, phone, NOTE)
    with Ledger.open(home.folder, "me", read_only=True) as ledger:
        assert ledger.memories("phone")[NOTE.uid].life is Life.INTENDED
    put(home, phone, NOTE)
    put(home, phone, None)

    assert NOTE.uid not in phone.items
