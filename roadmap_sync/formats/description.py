"""What a calendar shows below the title: an item's notes, checklist, draft and window in words.

Plain text that reads well on a phone: no markup, no backslash of ours, English dates that
do not depend on the computer's language.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from roadmap_sync.content import NEVER
from roadmap_sync.items import Item, Message, Window

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = timedelta(days=1)


def describe(item: Item) -> str:
    """Return the text below an item's title; paragraphs are parted by one empty line.

    Lines end in a line feed; the last one has none. The texts of the plan are passed on as they
    are: a format that cannot hold some characters removes them itself.
    """
    return "\n\n".join(part for part in _paragraphs(item) if part)


def _paragraphs(item: Item) -> Iterator[str]:
    if item.sample:
        yield _sample(item)
    notes = item.notes.strip()
    yield notes
    yield "\n".join(f"☐ {line}" for line in item.checklist)
    if item.message is not None:
        yield _draft(item.message)
    facts = [f"When: {in_words(item)}"]
    if item.expected:
        facts.append("This date is not published yet; it is what the usual rule gives.")
    if item.place and item.place not in notes:
        facts.append(f"Where: {item.place}")
    if item.link and item.link not in notes:
        facts.append(f"Link: {item.link}")
    yield "\n".join(facts)
    yield _origin(item)


def in_words(item: Item) -> str:
    """Return when an item may happen: ``any day from Mon 10 Aug to Sun 23 Aug 2026 (weeks 2-3)``.

    A window of one day gives that day, with the hour and the zone of an item that has one,
    or the first and the last day of an item that takes several. An hour abroad may be another
    day where the student lives; then that day is told too.
    """
    window, start = item.window, item.start
    there = start.date() if isinstance(start, datetime) else start
    if there != item.date and window == _both(there, item.date):
        return f"{span_in_words(start, item.end)}, which is {day_in_words(item.date)} for you"
    if window.from_day < window.until_day:
        remark = f" ({item.window_text})" if item.window_text else ""
        return f"any day from {_span(window.from_day, window.until_day)}{remark}"
    return span_in_words(item.start, item.end)


def _both(one: date, other: date) -> Window:
    return Window(min(one, other), max(one, other))


def span_in_words(start: date, end: date) -> str:
    """Return ``Thu 10 Sep 2026 at 12:00 New York time`` or ``Mon 3 Aug to Fri 7 Aug 2026``.

    Args:
        start: The first day, or the instant when it begins.
        end: The day after the last one, or the instant when it ends, which is not told.
    """
    if isinstance(start, datetime):
        return moment_in_words(start)
    if start == NEVER:
        return "no day"
    last = end - _DAY
    return _span(start, last) if last > start else day_in_words(start)


def moment_in_words(moment: datetime) -> str:
    """Return ``Thu 10 Sep 2026 at 12:00 New York time``, in the zone of the moment."""
    return f"{day_in_words(moment)} at {moment:%H:%M}{_zone(moment)}"


def day_in_words(day: date) -> str:
    """Return ``Fri 14 Jul 2028``, in English on every computer."""
    return f"{_without_year(day)} {day.year}"


def _span(first: date, last: date) -> str:
    begin = _without_year(first) if first.year == last.year else day_in_words(first)
    return f"{begin} to {day_in_words(last)}"


def _without_year(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _zone(instant: datetime) -> str:
    """Return `` New York time`` for ``America/New_York``, or nothing where no city is known."""
    if not isinstance(instant.tzinfo, ZoneInfo) or not instant.tzinfo.key:
        return ""
    city = instant.tzinfo.key.rpartition("/")[2].replace("_", " ")
    return f" {city} time"


def _sample(item: Item) -> str:
    what = item.block.name if item.block is not None else "This"
    return f"SAMPLE: {what} is only an example. Enter your real dates and this moves with them."


def _draft(message: Message) -> str:
    return "\n".join(
        (
            "Draft — copy, fill in the [blanks], send:",
            f"Subject: {message.subject}",
            "",
            message.body.strip(),
        )
    )


def _origin(item: Item) -> str:
    parts = [item.plan, item.name]
    if item.source:
        parts.append("source " + " ".join(item.source))
    return "From: " + " · ".join(parts)
