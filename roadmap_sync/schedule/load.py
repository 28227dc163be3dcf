"""How full a student's weeks are."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from roadmap_sync.items import Item
from roadmap_sync.schedule.dates import monday


class Week(Struct, frozen=True):
    """Monday to Sunday, and what stands in it."""

    monday: date
    items: tuple[Item, ...]


def busiest(items: Iterable[Item]) -> list[Week]:
    """Return the weeks that hold something, the fullest first, then by date."""
    weeks: dict[date, list[Item]] = {}
    for item in items:
        weeks.setdefault(monday(item.date), []).append(item)
    found = [Week(first, tuple(held)) for first, held in weeks.items()]
    return sorted(found, key=lambda week: (-len(week.items), week.monday))
