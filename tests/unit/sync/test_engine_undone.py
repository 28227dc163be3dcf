"""Writes that were certainly not done: what was remembered before them stands."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.test_engine import Home, edit, items

TASKS: list[Item] = [replace(one, kind="task", type="task") for one in items(6)]


class _Slow(MemoryTarget):
    """Somebody does something there between our look and our write, or it says no."""

    def __init__(self) -> None:
        super().__init__("phone", "events")
        self.first: Callable[[], None] = lambda: None
        self.answer: Result | None = None

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        first, self.first = self.first, lambda: None
        first()
        if self.answer is None:
            yield from super().push(writes, stop)
            return
        for write in writes:
            yield Outcome(write=write, result=self.answer, reason="no")


@pytest.fixture
def phone() -> _Slow:
    return _Slow()


@pytest.fixture
def home(tmp_path: Path, phone: _Slow) -> Home:
    return Home(tmp_path, phone)


def test_what_is_deleted_while_it_changes_its_kind_stays_deleted(home: Home, phone: _Slow) -> None:
    home.sync(TASKS)
    uid = TASKS[0].uid
    phone.first = lambda: phone.remove(uid)
    phone.tasks = "todos"

    home.sync(TASKS)
    home.sync(TASKS)

    assert uid not in phone.items
    assert home.states()[uid].skipped


@pytest.mark.parametrize("answer", [Result.UNSENT, Result.REFUSED])
@pytest.mark.parametrize("write", ["delete", "change"])
def test_what_is_deleted_after_a_write_that_was_not_done_stays_deleted(
    home: Home, phone: _Slow, answer: Result, write: str
) -> None:
    home.sync(TASKS)
    uid = TASKS[0].uid
    phone.answer = answer
    if write == "change":
        phone.tasks = "todos"
    home.sync(TASKS if write == "change" else TASKS[1:])
    phone.answer = None
    with Ledger.open(home.folder, "me", read_only=True) as ledger:
        lives = {one.life for one in ledger.memories("phone").values()}
    phone.remove(uid)

    home.sync(TASKS)
    home.sync(TASKS)

    assert lives == {Life.THERE}
    assert uid not in phone.items


@pytest.mark.parametrize("answer", [Result.UNSENT, Result.REFUSED, Result.UNKNOWN])
def test_an_edit_that_met_a_write_that_was_not_done_is_not_seen_too_old(
    home: Home, phone: _Slow, answer: Result
) -> None:
    home.sync(TASKS)
    uid = TASKS[0].uid
    edit(phone, uid, title="Mine")
    plan = [replace(TASKS[0], notes="New words"), *TASKS[1:]]
    phone.answer = answer
    home.sync(plan)
    phone.answer = None

    [report] = home.sync(plan)

    seen = phone.items[uid].seen
    assert report.exit_code == 0
    assert seen is not None
    assert seen.content.title == "Mine"
    assert "New words" in seen.content.notes
