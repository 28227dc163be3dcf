"""What is deleted goes everywhere; taken out of a bin, it comes back everywhere."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from roadmap_sync.errors import LedgerError, UnreachableError
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import State
from roadmap_sync.sync.restoring import deleted, restore
from roadmap_sync.targets.base import Outcome, Pull, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.test_engine import Home, items

PLAN = items(4)
UID = PLAN[0].uid


class Calendars:
    """Two calendars; on each the item was deleted, and on the second it lies in a bin."""

    def __init__(self, folder: Path) -> None:
        self.phone, self.feed = MemoryTarget("phone"), MemoryTarget("feed")
        self.home = Home(folder, self.phone, self.feed)
        self.home.sync(PLAN, stamp="1")
        binned = self.feed.items[UID].seen
        assert binned is not None
        self.binned = binned
        self.phone.remove(UID)
        self.home.sync(PLAN, stamp="1")
        assert UID not in self.feed.items
        self.home.sync(PLAN, stamp="1")

    def take_out(self) -> None:
        """Take it out of the second calendar's bin."""
        self.feed.put(UID, self.binned)

    def is_back_everywhere(self) -> bool:
        self.home.sync(PLAN, stamp="1")
        [first, second] = self.home.sync(PLAN, stamp="1")
        assert not first.writes + second.writes
        return UID in self.phone.items and UID in self.feed.items


@pytest.fixture
def calendars(tmp_path: Path) -> Calendars:
    return Calendars(tmp_path)


def test_taken_out_on_one_it_comes_back_on_all(calendars: Calendars) -> None:
    calendars.take_out()

    assert calendars.is_back_everywhere()


def test_also_on_a_calendar_that_this_run_does_not_look_at(calendars: Calendars) -> None:
    calendars.take_out()
    Home(calendars.home.folder, calendars.feed).sync(PLAN, stamp="1")

    assert calendars.is_back_everywhere()


def test_also_on_a_calendar_that_did_not_answer(
    calendars: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> Pull:
        raise UnreachableError("phone: no answer")

    calendars.take_out()
    with monkeypatch.context() as patch:
        patch.setattr(calendars.phone, "pull", silent)
        calendars.home.sync(PLAN, stamp="1")

    assert calendars.is_back_everywhere()


def test_also_if_the_run_ends_as_soon_as_it_has_learned(
    calendars: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    def learn(
        self: Ledger, states: Mapping[str, State], back: Mapping[str, Collection[str]]
    ) -> None:
        usual(self, states, back)
        raise LedgerError("no space is left")

    usual = Ledger.learn
    calendars.take_out()
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "learn", learn)
        with pytest.raises(LedgerError):
            calendars.home.sync(PLAN, stamp="1")

    assert calendars.is_back_everywhere()


@pytest.mark.parametrize("order", [("phone", "feed"), ("feed", "phone")])
def test_also_if_it_is_taken_out_while_a_run_writes(
    calendars: Calendars, order: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def push(writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        calendars.take_out()
        return usual(writes, stop)

    usual = calendars.feed.push
    by_name = {"phone": calendars.phone, "feed": calendars.feed}
    home = Home(calendars.home.folder, *(by_name[name] for name in order))
    with monkeypatch.context() as patch:
        patch.setattr(calendars.feed, "push", push)
        home.sync([*PLAN, *items(5)[4:]], stamp="2")

    assert calendars.is_back_everywhere()


def test_a_dry_run_says_so_and_forgets_nothing(calendars: Calendars) -> None:
    calendars.take_out()

    [phone, _] = calendars.home.sync(PLAN, stamp="1", dry=True)

    assert [one.uid for one in phone.writes] == [UID]
    assert calendars.is_back_everywhere()


def test_what_restore_brings_back_is_told_in_one_step(calendars: Calendars) -> None:
    steps: list[str] = []
    with Ledger.open(calendars.home.folder, "me") as ledger:
        ledger._database.set_trace_callback(steps.append)
        restore(ledger, [UID], ["phone", "feed"])
        assert not deleted(ledger, ["phone", "feed"])
    assert steps.count("COMMIT") == 1

    assert calendars.is_back_everywhere()
