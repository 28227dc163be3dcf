"""Item → content: the words, hours and colours that every calendar shows of it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from roadmap_sync.content import TICK, Content
from roadmap_sync.formats.clean import address, clean, line_of
from roadmap_sync.formats.description import describe
from roadmap_sync.items import Item

#: CSS3 names (RFC 7986 section 5.9).
_COLORS = {
    "task": "steelblue",
    "message": "seagreen",
    "checkpoint": "goldenrod",
    "meeting": "mediumpurple",
    "event": "tomato",
}
_BUSY = ("meeting", "event")


def content_of(item: Item, *, todo: bool, end_of_notes: str = "") -> Content:
    """Return what a calendar shows of an item.

    Args:
        item: What to show.
        todo: As a to-do, which has a day when it is due, rather than as an event.
        end_of_notes: What the notes end with; a line of it stands nowhere else in them.
    """
    return Content(
        component="todo" if todo else "event",
        title=_title(item),
        start=item.start,
        end=item.start if todo else max(item.start, item.end),
        notes=_notes(item, end_of_notes),
        place=line_of(item.place),
        link=address(item.link),
        categories=tuple(_categories(item)),
        alarm=None if item.alarm is None else _ahead(item, item.alarm),
        color=_COLORS.get(item.kind, "slategray"),
        busy=not todo and not item.all_day and item.kind in _BUSY,
    )


def _notes(item: Item, end: str) -> str:
    notes, last = clean(describe(item)), end.strip()
    if last and last in notes:
        notes = "\n".join(line for line in notes.split("\n") if line.strip() != last)
    return notes + end


def _title(item: Item) -> str:
    """Return the title without a `TICK` before it: that would say that the item is done."""
    title = line_of(item.title)
    while f"{title} ".startswith(TICK):
        title = title.removeprefix(TICK.strip()).strip()
    return title


def _categories(item: Item) -> Iterable[str]:
    words = [item.kind, item.stage, item.phase, *item.tags]
    words += ["expected"] * item.expected + ["sample"] * item.sample
    parts = (line_of(re.sub(r"[,;\\]", " ", word)) for word in words)
    return {word.casefold(): word for word in parts if word}.values()


def _ahead(item: Item, alarm: datetime) -> timedelta:
    """Return how long after the item's start the alarm rings; negative is before it.

    A whole day begins at midnight by the clock of whoever looks at it, so hours on the clock
    count; an instant is an instant.
    """
    if not isinstance(item.start, datetime):
        midnight = datetime(item.start.year, item.start.month, item.start.day)  # noqa: DTZ001
        return alarm.replace(tzinfo=None) - midnight
    zone = item.start.tzinfo
    if alarm.tzinfo is None:
        alarm = alarm.replace(tzinfo=zone)
    return alarm.astimezone(UTC) - item.start.astimezone(UTC)
