"""Ordered chains share out their windows, so that any choice of days keeps the order.

For every step the first and the last day that its order allows are computed, forwards and
backwards along the chain. Where two of a chain compete for the same days, each gets its part
of these days in proportion to its place in the chain: with three in one window, the first, second
and third third. The parts follow each other, and may share the day where they meet. Days that
only one of them can have stay its own.

A gap such as ``5 workdays`` holds only where the whole chain has room for it; the order itself
always holds. A step without any day left is dropped.

Slots, and the turns of ``times``, wish to follow each other. They share out, by the same rule,
what the order has left them. That smaller part is only where a step would like to be: see `fill`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heappop, heappush

from msgspec import Struct

#: Moves a day by a number of units of a link's gap; backwards if negative. Days are ordinals.
Shift = Callable[[int, int, "Link"], int]


class Link(Struct, frozen=True):
    """``first`` comes no later than ``then``.

    Attributes:
        first: Key of one step.
        then: Key of the other.
        gap: Distance wished for; 0 for none.
        unit: Unit of the gap.
        wish: Is the link itself only a wish? Then it has no gap.
    """

    first: str
    then: str
    gap: int = 0
    unit: str = "day"
    wish: bool = False


class Shared(Struct, frozen=True):
    """What came of it.

    Attributes:
        parts: For each key the first and last day of its part, both candidates of its own.
        wished: Likewise, inside that part, where the wishes would have it.
        dropped: Keys without a day, and the key that left them none.
    """

    parts: dict[str, tuple[int, int]]
    wished: dict[str, tuple[int, int]]
    dropped: dict[str, str]


def share(days: Mapping[str, Sequence[int]], links: Iterable[Link], shift: Shift) -> Shared:
    """Share out windows.

    Args:
        days: The candidate days of each step, ascending, as ordinals; never empty.
        links: The order, without cycles.
        shift: How gaps are counted.
    """
    links = [link for link in links if link.first in days and link.then in days]
    shared = Shared({}, {}, {})
    for keys, own in _components(days, [link for link in links if not link.wish]):
        chain = _Chain({key: days[key] for key in keys}, own, shift)
        shared.parts.update(chain.share(shared.dropped))
    shared.wished.update(shared.parts)
    left = {key: _inside(days[key], part) for key, part in shared.parts.items()}
    wishes = [link for link in links if link.wish and link.first in left and link.then in left]
    for keys, own in _components(left, wishes):
        if own:
            row = _Chain({key: left[key] for key in keys}, own, shift)
            shared.wished.update(row.share_if_all_fit())
    return shared


def _inside(days: Sequence[int], part: tuple[int, int]) -> Sequence[int]:
    return days[bisect_left(days, part[0]) : bisect_right(days, part[1])]


class _Chain:
    """Steps that hang together."""

    def __init__(self, days: dict[str, Sequence[int]], links: list[Link], shift: Shift) -> None:
        self._days = days
        self._links = links
        self._shift = shift
        self._gaps = True

    def share(self, dropped: dict[str, str]) -> dict[str, tuple[int, int]]:
        """Return the part of every step, and name those without a day among ``dropped``."""
        if not self._links:
            return {key: (days[0], days[-1]) for key, days in self._days.items()}
        earliest = self._earliest()
        if earliest is None:
            self._gaps = False
            earliest = self._drop_and_find(dropped)
        return self._parts(earliest, self._latest(earliest))

    def share_if_all_fit(self) -> dict[str, tuple[int, int]]:
        """Return the part of every step; nothing if one would be left without a day."""
        earliest = self._earliest()
        return {} if earliest is None else self._parts(earliest, self._latest(earliest))

    def _gap(self, link: Link) -> int:
        return link.gap if self._gaps else 0

    def _order(self) -> list[str]:
        return _topological(self._days, self._links)

    def _earliest(self) -> dict[str, int] | None:
        """Return the first day of every step; None if one has none, with these gaps."""
        before = _by(self._links, lambda link: link.then)
        earliest: dict[str, int] = {}
        for key in self._order():
            bounds = (
                self._shift(earliest[link.first], self._gap(link), link)
                for link in before.get(key, ())
            )
            days = self._days[key]
            index = bisect_left(days, max(bounds, default=-1))
            if index == len(days):
                return None
            earliest[key] = days[index]
        return earliest

    def _drop_and_find(self, dropped: dict[str, str]) -> dict[str, int]:
        """Return the first day of every step, without gaps, and drop those without a day.

        What was before a dropped step stays before what was after it.
        """
        before: dict[str, set[str]] = {key: set() for key in self._days}
        after = _by(self._links, lambda link: link.first)
        for link in self._links:
            before[link.then].add(link.first)
        earliest: dict[str, int] = {}
        for key in self._order():
            days = self._days[key]
            first = min(before[key], key=lambda other: (-earliest[other], other), default="")
            index = bisect_left(days, earliest.get(first, -1))
            if index < len(days):
                earliest[key] = days[index]
                continue
            dropped[key] = first
            del self._days[key]
            earlier = before.pop(key)
            for link in after.get(key, ()):
                before[link.then].discard(key)
                before[link.then] |= earlier
        self._links = [Link(one, key) for key in before for one in sorted(before[key])]
        return earliest

    def _latest(self, earliest: dict[str, int]) -> dict[str, int]:
        after = _by(self._links, lambda link: link.first)
        latest: dict[str, int] = {}
        for key in reversed(self._order()):
            days = self._days[key]
            bounds = [
                self._shift(latest[link.then], -self._gap(link), link)
                for link in after.get(key, ())
            ]
            latest[key] = _last_of(days, min(bounds, default=days[-1]), earliest[key])
        return latest

    def _parts(
        self, earliest: dict[str, int], latest: dict[str, int]
    ) -> dict[str, tuple[int, int]]:
        links = self._links
        begins = {k: self._shift(latest[k.first], self._gap(k), k) for k in links}
        ends = {k: self._shift(earliest[k.then], -self._gap(k), k) for k in links}
        tight = [link for link in links if begins[link] > earliest[link.then]]
        order = self._order()
        depth = _longest(order, tight, lambda link: link.first, lambda link: link.then)
        height = _longest(order[::-1], tight, lambda link: link.then, lambda link: link.first)
        low, high = dict(earliest), dict(latest)
        for link in tight:
            one, two = link.first, link.then
            contested = begins[link] - earliest[two]
            share = contested * depth[two] // (depth[two] + height[two] + 1)
            low[two] = max(low[two], earliest[two] + share)
            contested = latest[one] - ends[link]
            share = contested * height[one] // (depth[one] + height[one] + 1)
            high[one] = min(high[one], latest[one] - share)
        first = self._first_days(order, low, latest)
        after = _by(links, lambda link: link.first)
        parts = {}
        for key in order:
            bounds = [
                self._shift(first[link.then], -self._gap(link), link) for link in after.get(key, ())
            ]
            last = _last_of(self._days[key], min([high[key], *bounds]), first[key])
            parts[key] = (first[key], last)
        return parts

    def _first_days(
        self, order: list[str], low: dict[str, int], latest: dict[str, int]
    ) -> dict[str, int]:
        """Move the start of every part to a day the step can have, keeping the order."""
        before = _by(self._links, lambda link: link.then)
        first: dict[str, int] = {}
        for key in order:
            bounds = [
                self._shift(first[link.first], self._gap(link), link)
                for link in before.get(key, ())
            ]
            days = self._days[key]
            index = bisect_left(days, max([low[key], *bounds]))
            first[key] = min(days[index], latest[key]) if index < len(days) else latest[key]
        return first


def _last_of(days: Sequence[int], bound: int, at_least: int) -> int:
    """Return the last day up to a bound, but no earlier than ``at_least``."""
    index = bisect_right(days, bound) - 1
    return max(days[index], at_least) if index >= 0 else at_least


def _by(links: Iterable[Link], key: Callable[[Link], str]) -> dict[str, list[Link]]:
    table: dict[str, list[Link]] = {}
    for link in links:
        table.setdefault(key(link), []).append(link)
    return table


def _longest(
    order: list[str],
    links: list[Link],
    source: Callable[[Link], str],
    target: Callable[[Link], str],
) -> dict[str, int]:
    """Return for each key how many links of one chain lead to it."""
    incoming = _by(links, target)
    depth: dict[str, int] = {}
    for key in order:
        depth[key] = max((depth[source(link)] + 1 for link in incoming.get(key, ())), default=0)
    return depth


def _topological(keys: Iterable[str], links: Sequence[Link]) -> list[str]:
    """Return the keys so that every link leads forward; ties by name."""
    waiting = dict.fromkeys(keys, 0)
    following = _by(links, lambda link: link.first)
    for link in links:
        waiting[link.then] += 1
    ready = sorted(key for key, count in waiting.items() if not count)
    order = []
    while ready:
        key = heappop(ready)
        order.append(key)
        for link in following.get(key, ()):
            waiting[link.then] -= 1
            if not waiting[link.then]:
                heappush(ready, link.then)
    return order


def _components(
    days: Mapping[str, Sequence[int]], links: list[Link]
) -> list[tuple[list[str], list[Link]]]:
    root = {key: key for key in days}

    def find(key: str) -> str:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for link in links:
        root[find(link.then)] = find(link.first)
    groups: dict[str, tuple[list[str], list[Link]]] = {}
    for key in days:
        groups.setdefault(find(key), ([], []))[0].append(key)
    for link in links:
        groups[find(link.first)][1].append(link)
    return list(groups.values())
