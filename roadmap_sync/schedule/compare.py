"""Two roadmaps of one student → what changes between them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct

from roadmap_sync.items import Item, Roadmap
from roadmap_sync.schedule.dates import monday
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.load import busiest


class Change(StrEnum):
    """What happens to an item."""

    APPEARS = "appears"
    GOES = "goes"
    MOVES = "moves"
    REWORDED = "reworded"


class Difference(Struct, frozen=True):
    """One item that is not the same in both.

    Attributes:
        name: As on the command line: ``ask-letter@surgery``.
        title: As it is afterwards, or was before it went.
        before: Its day before; None if it appears.
        after: Its day afterwards; None if it goes.
        collision: What it collides with afterwards and did not before: a week with more than the
            limit, an exam, a day off. In words; empty for nothing.
        past: Was it ahead of today, and is it behind today afterwards, or over before the
            student joined and therefore left out?
    """

    change: Change
    name: str
    title: str
    before: date | None
    after: date | None
    collision: str
    past: bool


def compare(
    before: Roadmap, after: Roadmap, today: date, per_week: int, off: DaysOff
) -> tuple[Difference, ...]:
    """Return what changes, in the order of days.

    Items are matched by plan, step and occurrence, so that files with different student ids can
    be compared.

    Args:
        before: One roadmap.
        after: The other.
        today: A day before it is the past.
        per_week: The student's limit afterwards.
        off: The student's exams and days off afterwards.
    """
    old, new = _by_identity(before.items), _by_identity(after.items)
    over = _by_identity(after.over)
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
        behind = key in over if other is None else other.date < today
        found.append(
            Difference(
                change,
                shown.name,
                shown.title,
                one.date if one else None,
                other.date if other else None,
                collision="" if other is None else _collision(one, other, crowded, off),
                past=ahead and behind,
            )
        )
    return tuple(sorted(found, key=_order))


def _collision(before: Item | None, after: Item, crowded: set[date], off: DaysOff) -> str:
    """Return what the new day of an item collides with: only fixed days stand on an exam."""
    if monday(after.date) in crowded:
        return "its week is too full"
    if before is not None and before.date == after.date:
        return ""
    if off.is_exam(after.date) and after.type == "event":
        return "on the day of an exam"
    if off.is_off(after.date) and after.type == "event":
        return f"on a day off ({off.reason(after.date)})"
    return ""


def _by_identity(items: Iterable[Item]) -> Mapping[tuple[str, str, str], Item]:
    return {(item.plan, item.step, item.occurrence): item for item in items}


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
