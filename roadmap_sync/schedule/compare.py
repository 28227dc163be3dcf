"""Two roadmaps of one student → what changes between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from roadmap_sync.items import Item, Roadmap
from roadmap_sync.schedule.dates import monday
from roadmap_sync.schedule.load import busiest


class Change(StrEnum):
    """What happens to an item."""

    APPEARS = "appears"
    GOES = "goes"
    MOVES = "moves"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Difference:
    """One item that is not the same in both.

    Attributes:
        name: As on the command line: ``ask-letter@surgery``.
        title: As it is afterwards, or was before it went.
        before: Its day before; None if it appears.
        after: Its day afterwards; None if it goes.
        collides: Does its week afterwards hold more than the limit, and did not before?
        past: Was it ahead of today, and is it behind today afterwards?
    """

    change: Change
    name: str
    title: str
    before: date | None
    after: date | None
    collides: bool
    past: bool


def compare(before: Roadmap, after: Roadmap, today: date, per_week: int) -> tuple[Difference, ...]:
    """Return what changes, in the order of days.

    Items are matched by plan, step and occurrence, so that files with different student ids can
    be compared.

    Args:
        before: One roadmap.
        after: The other.
        today: A day before it is the past.
        per_week: The student's limit afterwards.
    """
    old, new = _by_identity(before), _by_identity(after)
    crowded = _crowded(after, per_week) - _crowded(before, per_week)
    found = []
    for key in old.keys() | new.keys():
        one, other = old.get(key), new.get(key)
        change = _change(one, other)
        if change is None:
            continue
        shown = other or one
        assert shown is not None
        ahead = one is None or one.date >= today
        found.append(
            Difference(
                change,
                shown.name,
                shown.title,
                one.date if one else None,
                other.date if other else None,
                collides=other is not None and monday(other.date) in crowded,
                past=other is not None and ahead and other.date < today,
            )
        )
    return tuple(sorted(found, key=_order))


def _by_identity(roadmap: Roadmap) -> Mapping[tuple[str, str, str], Item]:
    return {(item.plan, item.step, item.occurrence): item for item in roadmap.items}


def _crowded(roadmap: Roadmap, per_week: int) -> set[date]:
    return {week.monday for week in busiest(roadmap.items) if len(week.items) > per_week}


def _change(before: Item | None, after: Item | None) -> Change | None:
    if before is None:
        return Change.APPEARS
    if after is None:
        return Change.GOES
    if (before.date, before.start, before.end) != (after.date, after.start, after.end):
        return Change.MOVES
    words = ("title", "notes", "checklist", "message", "place", "link")
    if any(getattr(before, word) != getattr(after, word) for word in words):
        return Change.REWORDED
    return None


def _order(difference: Difference) -> tuple[date, str]:
    day = difference.after or difference.before
    assert day is not None
    return (day, difference.name)
