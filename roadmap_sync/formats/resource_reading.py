"""Lines of a resource → what we see of an item, whoever wrote or tidied it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from icalendar import vDDDTypes
from msgspec import Struct

from roadmap_sync.content import NEVER, TICK, Content, Marker, Seen, digest, texts
from roadmap_sync.formats.foreign_zones import in_zone
from roadmap_sync.formats.ics_lines import Block, Line, list_of, text_of

#: What an item of ours may be.
KINDS = ("VEVENT", "VTODO")
_ALARM = "X-ROADMAP-SYNC-ALARM"
_ITEM = "X-ROADMAP-SYNC-ITEM"
#: Properties that only a person, or a program for a person, puts into an item.
_BY_PEOPLE = (
    "ATTACH", "ATTENDEE", "COMMENT", "CONFERENCE", "CONTACT", "EXDATE", "GEO", "ORGANIZER",
    "RDATE", "RELATED-TO", "RESOURCES", "RRULE",
)  # fmt: skip
_DAY = timedelta(days=1)
#: Two days from both ends of the calendar, so that every instant is one in UTC, too.
_EARLIEST, _LATEST = datetime.min + 2 * _DAY, datetime.max - 2 * _DAY  # noqa: DTZ901
_Moment = TypeVar("_Moment", bound=date)


def main_of(calendar: Block) -> Block:
    """Return the event or to-do itself, not one that overrides a recurrence of it.

    Raises:
        ValueError: There is none.
    """
    blocks = calendar.blocks(*KINDS)
    for block in blocks:
        if block.first("RECURRENCE-ID") is None:
            return block
    if not blocks:
        raise ValueError("neither an event nor a to-do")
    return blocks[0]


def seen_in(calendar: Block, block: Block, marker: Marker | None) -> Seen:
    """Return what an event or to-do says.

    Args:
        calendar: The whole resource, for its time zones.
        block: The event or to-do.
        marker: What we left in it.

    Raises:
        ValueError: A date in it cannot be read.
    """
    todo = block.name == "VTODO"
    start, end = _span(calendar, block)
    status = _text(block, "STATUS").upper()
    title = _text(block, "SUMMARY")
    ticked = not todo and title.startswith(TICK)
    ours = our_alarms(calendar, block, marker)
    content = Content(
        component="todo" if todo else "event",
        title=title.removeprefix(TICK) if ticked else title,
        start=start,
        end=end,
        notes=_text(block, "DESCRIPTION"),
        place=_text(block, "LOCATION"),
        # Some servers escape it as if it were a text; an address is one line.
        link=" ".join(_text(block, "URL").split()),
        categories=tuple(dict.fromkeys(_categories(block))),
        alarm=_our_alarm(calendar, block, ours),
        color=_text(block, "COLOR"),
        busy=not todo and _value(block, "TRANSP").upper() != "TRANSPARENT",
        done=ticked or (todo and _is_done(block, status)),
    )
    added = _added(calendar, block, ours)
    return Seen(content=content, cancelled=status == "CANCELLED", added=added, marker=marker)


def our_alarms(calendar: Block, block: Block, marker: Marker | None) -> list[Block]:
    """Return the reminders that we set: one, unless a program copied it.

    Ours carries a mark; where a program dropped that, it is the one that rings when we said. What
    `formats.ics` wrote says neither; there it is the one that repeats the title.
    """
    alarms = block.blocks("VALARM")
    marked = [alarm for alarm in alarms if alarm.first(_ALARM) is not None]
    if marked:
        return marked
    if marker is None:
        title = _text(block, "SUMMARY") if block.first(_ITEM) is not None else None
        return [alarm for alarm in alarms if _text(alarm, "DESCRIPTION") == title]
    said = marker.said.get("alarm", "")
    if said in ("", digest("")):
        return []
    clock = _clock_of(calendar, block)
    return [alarm for alarm in alarms if digest(_seconds(_ring(alarm, clock))) == said]


def is_absolute(alarm: Block) -> bool:
    """Does a reminder name its instant, so that it stays when the item moves?"""
    trigger = alarm.first("TRIGGER")
    return trigger is not None and "P" not in trigger.value.upper()


class _Clock(Struct, frozen=True):
    """What the reminders of an item count from.

    Attributes:
        zero: Start of an event, due moment of a to-do; a reminder of ours counts from it.
        begin: What a trigger counts from.
        end: What it counts from with RELATED=END.
    """

    zero: date
    begin: date
    end: date

    def since_zero(self, moment: date) -> timedelta:
        """Return how long after ``zero`` a moment is."""
        return _between(self.zero, moment)


def _clock_of(calendar: Block, block: Block) -> _Clock | None:
    try:
        start, end = _span(calendar, block)
        if block.name == "VEVENT":
            return _Clock(start, start, end)
        first = block.first("DTSTART")
        begin = start if first is None else _moment(calendar, first)
        # Without a due date, or with a start of another kind, there is one moment to count from.
        alike = _kind(begin) == _kind(start) and start != NEVER
    except ValueError:
        return None
    return _Clock(start, begin if alike else start, start)


def _our_alarm(calendar: Block, block: Block, ours: list[Block]) -> timedelta | None:
    clock = _clock_of(calendar, block) if ours else None
    rings = (_ring(alarm, clock) for alarm in ours)
    return next((ring for ring in rings if ring is not None), None)


def _seconds(ring: timedelta | None) -> str:
    """Return a ring as `texts` has it."""
    none = Content(component="event", title="", start=NEVER, end=NEVER, alarm=ring)
    return texts(none)["alarm"]


def _ring(alarm: Block, clock: _Clock | None) -> timedelta | None:
    """Return when a reminder rings, counted from the start; None if that cannot be said."""
    trigger = alarm.first("TRIGGER")
    if trigger is None or clock is None:
        return None
    try:
        value = _parsed(trigger)
        if isinstance(value, timedelta):
            at_end = trigger.params.get("RELATED", "").upper() == "END"
            return value + clock.since_zero(clock.end if at_end else clock.begin)
        if isinstance(value, datetime) and isinstance(clock.zero, datetime) and clock.zero.tzinfo:
            return clock.since_zero(value.replace(tzinfo=value.tzinfo or UTC))
    except (OverflowError, ValueError):
        return None
    return None  # an instant beside a day: whose midnight that is, nobody says


def _added(calendar: Block, block: Block, ours: list[Block]) -> tuple[str, ...]:
    names = [name for name in _BY_PEOPLE if block.first(name) is not None]
    names += ["VALARM"] * (len(block.blocks("VALARM")) > len(ours))
    names += [one.name for one in calendar.blocks(*KINDS) if one is not block]
    return tuple(dict.fromkeys(names))


def _is_done(block: Block, status: str) -> bool:
    percent = _value(block, "PERCENT-COMPLETE")
    return status == "COMPLETED" or block.first("COMPLETED") is not None or percent == "100"


def _span(calendar: Block, block: Block) -> tuple[date, date]:
    """Return start and end, exclusive and of one kind; of a to-do twice when it is due."""
    if block.name == "VTODO":
        due = _due(calendar, block)
        return due, due
    first = block.first("DTSTART")
    if first is None:
        raise ValueError("an event without DTSTART")
    start, last = _moment(calendar, first), block.first("DTEND")
    end = _moment(calendar, last) if last is not None else _lasting(start, block)
    if _kind(start) != _kind(end):
        raise ValueError("its start and its end are not of one kind")
    # RFC 5545 section 3.6.1: a day without an end is that day, an instant takes no time. Some
    # programs write the same of an end that is not later.
    return start, max(end, start if isinstance(start, datetime) else _plus(start, _DAY))


def _due(calendar: Block, block: Block) -> date:
    """Return when a to-do is due (RFC 5545 section 3.6.2): a start alone does not say."""
    due, first = block.first("DUE"), block.first("DTSTART")
    if due is not None:
        return _moment(calendar, due)
    if first is not None and block.first("DURATION") is not None:
        return _lasting(_moment(calendar, first), block)
    return NEVER


def _lasting(start: date, block: Block) -> date:
    """Return the end that DURATION gives, or the start without one."""
    length = block.first("DURATION")
    if length is None:
        return start
    value = _parsed(length)
    if not isinstance(value, timedelta):
        raise ValueError("a DURATION that is none")  # noqa: TRY004 - of the text, not of a type
    exact = "T" in length.value.upper() and isinstance(start, datetime) and start.tzinfo
    if not exact or not isinstance(start, datetime):
        return _plus(start, value)  # days by the clock on the wall
    return _plus(start.astimezone(UTC), value).astimezone(start.tzinfo)


def _plus(start: _Moment, length: timedelta) -> _Moment:
    try:
        return start + length
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def _between(one: date, other: date) -> timedelta:
    """Return how long it is from one moment to another of the same kind."""
    if isinstance(one, datetime) and isinstance(other, datetime) and one.tzinfo:
        return other.astimezone(UTC) - one.astimezone(UTC)
    return other - one


def _kind(moment: date) -> str:
    if not isinstance(moment, datetime):
        return "day"
    return "instant" if moment.tzinfo else "floating"


def _moment(calendar: Block, line: Line) -> date:
    name = line.params.get("TZID", "")
    value = _parsed(line)
    if isinstance(value, datetime):
        if value.tzinfo is None and name:
            value = in_zone(value, name, calendar.blocks("VTIMEZONE"))
        if not _EARLIEST <= value.replace(tzinfo=None) <= _LATEST:
            raise ValueError(f"{line.name} is too near the end of the calendar")
        return value
    if isinstance(value, date):
        return value
    raise ValueError(f"{line.name} is no date")


def _parsed(line: Line) -> object:
    """Return a date, an instant or a length."""
    value: object = vDDDTypes.from_ical(line.value.strip())  # type: ignore[no-untyped-call]
    return value


def _categories(block: Block) -> Iterator[str]:
    for line in block.lines("CATEGORIES"):
        yield from list_of(line.value)


def _text(block: Block, name: str) -> str:
    line = block.first(name)
    return "" if line is None else text_of(line.value)


def _value(block: Block, name: str) -> str:
    line = block.first(name)
    return "" if line is None else line.value.strip()
