"""The order in which a roadmap lists its items: by day, and on one day as one does them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from graphlib import TopologicalSorter
from itertools import groupby

from roadmap_sync.items import Item
from roadmap_sync.plan.cycles import step_graph
from roadmap_sync.plan.model import Plan


class Sorter:
    """Sorts the items of one plan.

    On one day, what comes before something else stands before it (``after:``, ``before:``, or a
    date counted from it). Apart from that, whole days come first, then hours, then the place in
    the order of the plan, then turns by their number. What is alike in all that stands in the
    order of its uids.
    """

    def __init__(self, plan: Plan) -> None:
        """Learn the order of the steps."""
        self._before = {
            name: {other for other, _ in others if other in plan.steps}
            for name, others in step_graph(plan).items()
        }
        self._depth: dict[str, int] = {}
        for name in TopologicalSorter(self._before).static_order():
            earlier = self._before.get(name, ())
            self._depth[name] = max((self._depth[one] + 1 for one in earlier), default=0)

    def sorted(self, items: Iterable[Item]) -> list[Item]:
        """Return the items in their order."""
        by_day = sorted(items, key=lambda item: (item.date, *self._place(item)))
        days = groupby(by_day, key=lambda item: item.date)
        return [item for _, several in days for item in self._day(list(several))]

    def _place(self, item: Item) -> tuple[int, int, str]:
        return self._depth.get(item.step, 0), _number(item), item.uid

    def _day(self, items: list[Item]) -> list[Item]:
        """Sort items of one day that stand in the order of the plan by their hours."""
        if not any(isinstance(item.start, datetime) for item in items):
            return items
        hours: dict[str, float] = {}
        latest: dict[str, float] = {}
        for item in items:
            before = (latest.get(name, 0.0) for name in self._all_before(item.step))
            hours[item.uid] = max(_hour(item), *before, 0.0)
            latest[item.step] = max(hours[item.uid], latest.get(item.step, 0.0))
        return sorted(items, key=lambda item: (hours[item.uid], *self._place(item)))

    def _all_before(self, step: str) -> Iterator[str]:
        seen: set[str] = set()
        waiting = [step]
        while waiting:
            for name in self._before.get(waiting.pop(), set()) - seen:
                seen.add(name)
                waiting.append(name)
                yield name


def _hour(item: Item) -> float:
    """Return when it begins, in seconds; 0 for a whole day."""
    return item.start.timestamp() if isinstance(item.start, datetime) else 0.0


def _number(item: Item) -> int:
    return int(item.occurrence.partition("#")[2] or 0)
