"""Which week, and which day of it: at most so many steps in one bin, where windows allow.

The rule, which must never change because every student's calendar follows from it:

1. A step may stand anywhere in what its order leaves it of its window. Slots of one step
   (mentor 1, mentor 2) and turns of one ``times`` wish to follow each other: each has a smaller
   part of its own.
2. Every step has a *preferred point* in that part, drawn by a fixed lot from its identity
   (plan, step and slot). The further a week is from that point, the less it is liked.
3. The weeks are filled so that, first, as few steps as possible stand above the limit of a week,
   second, as few as possible stand outside the part they wish for and, third, the sum of all
   distances is least. Lots by identity break every tie, so there is exactly one answer, whatever
   the order of the file.
4. The day inside the week is found by the same rule with one step a day.

So while a week stands above the limit, no chain of moves leads from it to a week with room.
And that is a minimum-cost assignment with unequal prizes, and such an assignment changes along
*one chain* when a step is added or removed: in each week at most one other step comes and one
goes, and nobody moves at all unless the week that the new step prefers is full. Successive
shortest paths compute it: see Ahuja, Magnanti, Orlin, Network Flows (1993), section 9.7.
"""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

#: One place further from the preferred point, far above every lot.
_PLACE = 1 << 48
#: One step outside the part it wishes for, far above every sum of distances.
_OUTSIDE = 1 << 80
#: One step above the limit of a bin, far above all wishes.
_ABOVE = 1 << 112
#: Weeks that stand further above the limit than this are not evened out any more.
_HOPELESS = 4
_MASK = _PLACE - 1


class Choice(Struct, frozen=True):
    """One step to place.

    Attributes:
        key: Its identity; unique among the choices.
        lot: A fixed number of its identity, below 2³², that breaks ties.
        bins: Where it may go, ascending.
        preferred: Index in ``bins`` of the one it likes best.
        wished: First and last index of the bins it wishes for; None for all.
    """

    key: str
    lot: int
    bins: tuple[int, ...]
    preferred: int
    wished: tuple[int, int] | None = None

    def cost(self, index: int) -> int:
        """Return how much it dislikes the bin at an index: a broken wish, distance, then a lot."""
        cost = abs(index - self.preferred) * _PLACE + _mixed(self.lot, self.bins[index])
        if self.wished is None or self.wished[0] <= index <= self.wished[1]:
            return cost
        return cost + _OUTSIDE


def assign(
    choices: Iterable[Choice], limit: int, load: Mapping[int, int] | None = None
) -> dict[str, int]:
    """Give every choice one of its bins; see the module for the rule.

    Args:
        choices: In any order; the answer does not depend on it.
        limit: How many a bin should hold at most, those in ``load`` included.
        load: How many each bin holds already.

    Returns:
        The bin of each choice, by key.
    """
    filling = _Filling(limit, load or {})
    for choice in choices:
        filling.add(choice)
    return filling.bin_of


class _Filling:
    """An assignment that is optimal after every `add`.

    Bins carry potentials, so that the search for the cheapest chain is Dijkstra's and ends at
    the first bin that can take one more: work stays near the window of the new step.
    """

    def __init__(self, limit: int, load: Mapping[int, int]) -> None:
        self.bin_of: dict[str, int] = {}
        self._limit = limit
        self._load = dict(load)
        self._costs: dict[str, dict[int, int]] = {}
        self._potential: dict[int, int] = {}
        # For each bin and each other bin: whom it costs least to send there (lazily cleaned).
        self._exits: dict[int, dict[int, list[tuple[int, str]]]] = {}

    def add(self, choice: Choice) -> None:
        """Place one more, along the cheapest chain."""
        costs = {bin_: choice.cost(index) for index, bin_ in enumerate(choice.bins)}
        self._costs[choice.key] = costs
        near = {bin_: cost - self._potential.get(bin_, 0) for bin_, cost in costs.items()}
        came: dict[int, tuple[int | None, str]] = dict.fromkeys(costs, (None, choice.key))
        settled, end, length = self._search(near, came)
        for bin_, distance in settled.items():
            if distance < length:
                self._potential[bin_] = self._potential.get(bin_, 0) + distance - length
        self._shift(end, came)

    def _search(
        self, near: dict[int, int], came: dict[int, tuple[int | None, str]]
    ) -> tuple[dict[int, int], int, int]:
        """Return the bins nearer than the end of the chain, the end, and the way to it."""
        heap = [(distance, bin_) for bin_, distance in near.items()]
        heapify(heap)
        settled: dict[int, int] = {}
        end, length = heap[0][1], None
        while heap and (length is None or heap[0][0] < length):
            distance, bin_ = heappop(heap)
            if bin_ in settled or distance > near[bin_]:
                continue
            settled[bin_] = distance
            total = distance + self._above(bin_) + self._potential.get(bin_, 0)
            if length is None or total < length:
                end, length = bin_, total
            self._look_around(bin_, near, came, heap)
        assert length is not None
        return settled, end, length

    def _look_around(
        self,
        bin_: int,
        near: dict[int, int],
        came: dict[int, tuple[int | None, str]],
        heap: list[tuple[int, int]],
    ) -> None:
        here = near[bin_] + self._potential.get(bin_, 0)
        for other in self._exits.get(bin_, {}):
            leaving = self._cheapest_exit(bin_, other)
            if leaving is None:
                continue
            reached = here + leaving[0] - self._potential.get(other, 0)
            if other not in near or reached < near[other]:
                near[other] = reached
                came[other] = (bin_, leaving[1])
                heappush(heap, (reached, other))

    def _cheapest_exit(self, bin_: int, other: int) -> tuple[int, str] | None:
        heap = self._exits[bin_][other]
        while heap and self.bin_of[heap[0][1]] != bin_:
            heappop(heap)
        return heap[0] if heap else None

    def _offer(self, key: str, bin_: int) -> None:
        costs = self._costs[key]
        exits = self._exits.setdefault(bin_, {})
        for other, cost in costs.items():
            if other != bin_:
                heappush(exits.setdefault(other, []), (cost - costs[bin_], key))

    def _above(self, bin_: int) -> int:
        above = self._load.get(bin_, 0) - self._limit + 1
        return _ABOVE * max(0, min(above, _HOPELESS))

    def _shift(self, end: int, came: Mapping[int, tuple[int | None, str]]) -> None:
        self._load[end] = self._load.get(end, 0) + 1
        bin_: int | None = end
        while bin_ is not None:
            before, key = came[bin_]
            self.bin_of[key] = bin_
            self._offer(key, bin_)
            bin_ = before


def preferred_index(lot: int, places: Sequence[int]) -> int:
    """Return which of several places a lot below 2³² falls on."""
    return lot * len(places) >> 32


def _mixed(lot: int, bin_: int) -> int:
    """Return a number below 2⁴⁸ that looks random: splitmix64's finisher."""
    value = (lot * 0x9E3779B97F4A7C15 + bin_ * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (value ^ (value >> 31)) & _MASK
