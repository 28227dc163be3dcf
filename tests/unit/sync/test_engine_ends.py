"""How a run ends: what is gone already, what was stopped, and what its report says of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from roadmap_sync.content import owner_of
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Run
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.base import Outcome, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.formats.samples import an_item

RUN = Run(
    target="", owner=owner_of("me"), today=date(2026, 8, 1),
    now=datetime(2026, 8, 1, 12, tzinfo=UTC),
)  # fmt: skip
ITEMS = [an_item(uid=f"{number:032d}", step=f"step-{number}") for number in range(5)]


def run(target: MemoryTarget, ledger: Ledger, count: int, stop: Callable[[], bool]) -> Report:
    order = Order(items=ITEMS[:count], todos=frozenset(), run=RUN, stop=stop)
    [report] = sync(order, [target], ledger)
    return report


def never() -> bool:
    return False


class _DeletedMeanwhile(MemoryTarget):
    """Somebody deletes an item between our look and our write."""

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for write in writes:
            if write.verb == "delete":
                self.remove(write.ref)
        return super().push(writes, stop)


def test_a_delete_of_what_is_gone_already_is_done(tmp_path: Path) -> None:
    target = _DeletedMeanwhile("memory")
    with Ledger.open(tmp_path, "me") as ledger:
        assert run(target, ledger, 5, never).exit_code == 0

        report = run(target, ledger, 4, never)

        assert report.exit_code == 0
        assert report.in_words == "1 deleted"
        assert len(ledger.memories("memory")) == 4
        assert run(target, ledger, 4, never).in_words == "nothing to do"


def test_a_run_that_was_stopped_before_it_began_is_not_a_good_one(tmp_path: Path) -> None:
    target = MemoryTarget("memory")
    with Ledger.open(tmp_path, "me") as ledger:
        report = run(target, ledger, 5, lambda: True)

        assert report.exit_code == 75
        assert target.items == {}
        account = ledger.account("memory")
        assert account is not None
        assert account.last_good is None
        assert "stopped before it was through" in account.outcome
        assert run(target, ledger, 5, never).in_words == "5 created"


def test_each_item_has_its_day_in_the_report(tmp_path: Path) -> None:
    target = MemoryTarget("memory")
    with Ledger.open(tmp_path, "me") as ledger:
        created = run(target, ledger, 5, never)
        dropped = run(target, ledger, 4, never)

    assert created.days == {item.uid: item.start for item in ITEMS}
    assert dropped.days == created.days
