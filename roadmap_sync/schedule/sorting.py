"""The order in which a roadmap lists its items: by day, and on one day as one does them."""

from collections.abc import Iterable, Mapping
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
        is_alone = len(items) == 1
        if is_alone or not any(isinstance(item.start, datetime) for item in items):
            return items
        latest: dict[str, float] = {}
        for item in items:
            latest[item.step] = max(_hour(item), latest.get(item.step, 0.0))
        for name in sorted(self._with_earlier(latest), key=lambda name: self._depth.get(name, 0)):
            latest[name] = max(latest.get(name, 0.0), self._after(name, latest))
        return sorted(
            items,
            key=lambda item: (
                max(_hour(item), self._after(item.step, latest)),
                *self._place(item),
            ),
        )

    def _after(self, step: str, latest: Mapping[str, float]) -> float:
        """Return the hour of the last thing that comes before a step."""
        return max((latest.get(name, 0.0) for name in self._before.get(step, ())), default=0.0)

    def _with_earlier(self, steps: Iterable[str]) -> set[str]:
        """Return steps and all that comes before them, on whatever day."""
        found = set(steps)
        waiting = list(found)
        while waiting:
            new = self._before.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def _hour(item: Item) -> float:
    """Return when it begins, in seconds; 0 for a whole day."""
    return item.start.timestamp() if isinstance(item.start, datetime) else 0.0


def _number(item: Item) -> int:
    return int(item.occurrence.partition("#")[2] or 0)
