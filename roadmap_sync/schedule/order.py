"""``after:`` and ``before:`` between steps → links between their occurrences.

A block's step meets the step of the same block, a slot's the same slot, a turn the same turn
where both have as many. A step that is not on the calendar passes its own order on: what came
before it stays before what comes after it.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.occurrences import Family, Occurrence
from roadmap_sync.schedule.share import Link

#: Finds the families of a step that go with a family of another step.
Others = Callable[[str, Family], list[Family]]


def links_between(plan: Plan, by_step: Mapping[str, list[Family]], others: Others) -> list[Link]:
    """Return all links between members that are known."""
    wanted = _wanted(plan)
    links: dict[Link, None] = {}
    for families in by_step.values():
        for family in families:
            if family.members:
                for link in _to(family, wanted, others):
                    links.setdefault(link)
        for link in _in_turn(families):
            links.setdefault(link)
    return list(links)


_Wanted = dict[str, list[tuple[str, int, str]]]


def _wanted(plan: Plan) -> _Wanted:
    """Return for each step what must come before it: step, gap, unit."""
    wanted: _Wanted = {}
    for step in plan.steps.values():
        for order in step.after:
            wanted.setdefault(step.id, []).append((order.step, order.gap, order.unit))
        for order in step.before:
            wanted.setdefault(order.step, []).append((step.id, order.gap, order.unit))
    return wanted


def _to(family: Family, wanted: _Wanted, others: Others) -> Iterator[Link]:
    """Yield the links that end in a family."""
    stack = list(wanted.get(family.step.id, ()))
    seen: set[str] = set()
    while stack:
        name, gap, unit = stack.pop()
        members = [(o, m) for o in others(name, family) for m in o.members or ()]
        for other, member in members:
            for own in _partners(member, other, family):
                yield Link(member.name, own.name, gap, unit)
        if not members and name not in seen:
            seen.add(name)
            stack += [(before, 0, "day") for before, _, _ in wanted.get(name, ())]


def _partners(member: Occurrence, other: Family, family: Family) -> list[Occurrence]:
    own = family.members or []
    if member.number and len(own) > 1 and len(own) == len(other.members or ()):
        return [one for one in own if one.number == member.number]
    return own


def _in_turn(families: list[Family]) -> Iterator[Link]:
    """Yield wishes that slots and times with one window follow each other."""
    rows: dict[tuple[object, ...], list[Occurrence]] = {}
    for family in families:
        for member in family.members or ():
            turn = member.number if member.step.every is not None else 0
            row = (family.block, turn, member.window, member.days)
            rows.setdefault(row, []).append(member)
    for members in rows.values():
        for one, two in pairwise(members):
            yield Link(one.name, two.name, wish=True)
