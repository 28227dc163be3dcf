"""What is held is decided and shown, but neither written nor counted by the guards."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.merge import Verb
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.test_engine import Home, edit, items


@pytest.fixture
def phone() -> MemoryTarget:
    return MemoryTarget("phone")


@pytest.fixture
def home(tmp_path: Path, phone: MemoryTarget) -> Home:
    return Home(tmp_path / "state", phone)


def changed() -> list[Item]:
    """A plan that changes one item, drops one and has a new one."""
    first, _, *rest = items(5)
    day = first.start + timedelta(days=1)
    moved = replace(first, title="Other", date=day, start=day, end=day + timedelta(days=1))
    return [moved, *rest, items(6)[5]]


def held(*numbers: int) -> Limit:
    return Limit(held=frozenset(items(6)[number].uid for number in numbers))


def test_nothing_of_it_is_written_until_it_is_let_go(home: Home, phone: MemoryTarget) -> None:
    home.sync(items(5))
    before = dict(phone.items)

    for _ in range(2):
        [report] = home.sync(changed(), limit=held(0, 1, 5))
        assert sorted(one.verb for one in report.waits) == [Verb.CREATE, Verb.DELETE, Verb.UPDATE]
        assert report.writes == []
        assert report.exit_code == 3
        assert report.in_words == "3 to be accepted"
        assert phone.items == before

    [report] = home.sync(changed())
    assert report.count(Verb.UPDATE) == report.count(Verb.DELETE) == report.count(Verb.CREATE) == 1
    assert report.exit_code == 0
    assert home.sync(changed())[0].writes == []


def test_the_rest_is_written_meanwhile(home: Home, phone: MemoryTarget) -> None:
    home.sync(items(5))

    [report] = home.sync(changed(), limit=held(0, 1))

    assert [one.uid for one in report.writes] == [items(6)[5].uid]
    assert items(6)[5].uid in phone.items


def test_what_the_student_does_with_a_held_item_is_learned_and_kept(
    home: Home, phone: MemoryTarget
) -> None:
    home.sync(items(5))
    kept, deleted = items(5)[0].uid, items(5)[2].uid
    edit(phone, kept, title="Mine")
    phone.remove(deleted)

    home.sync(changed(), limit=held(0, 1, 2))
    assert home.states()[deleted].skipped
    home.sync(changed())

    seen = phone.items[kept].seen
    assert seen is not None
    assert seen.content.title == "Mine"
    assert seen.content.start == changed()[0].start
    assert deleted not in phone.items


def test_a_deletion_that_waits_trips_no_guard(home: Home, phone: MemoryTarget) -> None:
    home.sync(items(40))
    every = Limit(held=frozenset(one.uid for one in items(40)))

    [report] = home.sync(items(2), limit=every)

    assert report.error is None
    assert len(report.waits) == 38
    assert len(phone.items) == 40
