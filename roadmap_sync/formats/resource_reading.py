"""Lines of a resource → what we see of an item, whoever wrote or tidied it."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from icalendar import Timezone, vDDDTypes
from icalendar.timezone import tzp

from roadmap_sync.content import NEVER, TICK, Content, Marker, Seen, digest, texts
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
    content = Content(
        component="todo" if todo else "event",
        title=title.removeprefix(TICK) if ticked else title,
        start=start,
        end=end,
        notes=_text(block, "DESCRIPTION"),
        place=_text(block, "LOCATION"),
        link=_value(block, "URL"),
        categories=tuple(w for line in block.lines("CATEGORIES") for w in list_of(line.value)),
        alarm=_our_alarm(block, marker),
        color=_text(block, "COLOR"),
        busy=not todo and _value(block, "TRANSP").upper() != "TRANSPARENT",
        done=ticked or (todo and _is_done(block, status)),
    )
    added = _added(calendar, block, marker)
    return Seen(content=content, cancelled=status == "CANCELLED", added=added, marker=marker)


def is_ours(alarm: Block, block: Block, marker: Marker | None) -> bool:
    """Is this the reminder that we set?

    It carries a mark; where a program dropped that, it is the one that rings when we said. What
    `formats.ics` wrote says neither; there it is the one that repeats the title.
    """
    if alarm.first(_ALARM) is not None:
        return True
    if any(other.first(_ALARM) is not None for other in block.blocks("VALARM")):
        return False
    if marker is None:
        same = _text(alarm, "DESCRIPTION") == _text(block, "SUMMARY")
        return same and block.first(_ITEM) is not None
    return digest(_ring_text(alarm, block)) == marker.said.get("alarm")


def _our_alarm(block: Block, marker: Marker | None) -> timedelta | None:
    for alarm in block.blocks("VALARM"):
        if is_ours(alarm, block, marker):
            return _ring(alarm, block)
    return None


def _ring_text(alarm: Block, block: Block) -> str:
    ring = _ring(alarm, block)
    none = Content(component="event", title="", start=NEVER, end=NEVER, alarm=ring)
    return texts(none)["alarm"] if ring is not None else "?"


def _ring(alarm: Block, block: Block) -> timedelta | None:
    """Return when a reminder rings, counted from the start; None if that cannot be said."""
    trigger = alarm.first("TRIGGER")
    if trigger is None:
        return None
    try:
        value = _parsed(trigger)
        start, end = _span(Block("", b""), block)
    except ValueError:
        return None
    if isinstance(value, timedelta):
        if block.name == "VEVENT" and trigger.params.get("RELATED") == "END":
            return value + (end - start)
        return value
    if isinstance(value, datetime) and isinstance(start, datetime) and start.tzinfo:
        return value.replace(tzinfo=value.tzinfo or UTC) - start
    return None


def _added(calendar: Block, block: Block, marker: Marker | None) -> tuple[str, ...]:
    names = [name for name in _BY_PEOPLE if block.first(name) is not None]
    names += ["VALARM" for one in block.blocks("VALARM") if not is_ours(one, block, marker)]
    names += [one.name for one in calendar.blocks(*KINDS) if one is not block]
    return tuple(dict.fromkeys(names))


def _is_done(block: Block, status: str) -> bool:
    percent = _value(block, "PERCENT-COMPLETE")
    return status == "COMPLETED" or block.first("COMPLETED") is not None or percent == "100"


def _span(calendar: Block, block: Block) -> tuple[date, date]:
    """Return start and end, exclusive; of a to-do twice when it is due."""
    if block.name == "VTODO":
        due = block.first("DUE") or block.first("DTSTART")
        moment = NEVER if due is None else _moment(calendar, due)
        return moment, moment
    first, last = block.first("DTSTART"), block.first("DTEND")
    if first is None:
        raise ValueError("an event without DTSTART")
    start = _moment(calendar, first)
    if last is not None:
        return start, _moment(calendar, last)
    length = block.first("DURATION")
    if length is not None:
        value = _parsed(length)
        if not isinstance(value, timedelta):
            raise ValueError("a DURATION that is none")
        return start, start + value
    # RFC 5545 section 3.6.1: a day without an end is that day, an instant takes no time.
    return start, start if isinstance(start, datetime) else start + _DAY


def _moment(calendar: Block, line: Line) -> date:
    name = line.params.get("TZID", "")
    value = _parsed(line)
    if isinstance(value, datetime):
        if value.tzinfo is None and name:
            return value.replace(tzinfo=_zone(calendar, name))
        return value
    if isinstance(value, date):
        return value
    raise ValueError(f"{line.name} is no date")


def _zone(calendar: Block, name: str) -> tzinfo | None:
    """Return a zone by its name, else as the resource itself describes it, else None."""
    known: tzinfo | None = tzp.timezone(name)
    if known is not None:
        return known
    for zone in calendar.blocks("VTIMEZONE"):
        if any(line.value == name for line in zone.lines("TZID")):
            made = Timezone.from_ical(zone.data())
            if isinstance(made, Timezone):
                found: tzinfo = made.to_tz(lookup_tzid=False)
                return found
    return None


def _parsed(line: Line) -> object:
    """Return a date, an instant or a length."""
    value: object = vDDDTypes.from_ical(line.value.strip())  # type: ignore[no-untyped-call]
    return value


def _text(block: Block, name: str) -> str:
    line = block.first(name)
    return "" if line is None else text_of(line.value)


def _value(block: Block, name: str) -> str:
    line = block.first(name)
    return "" if line is None else line.value.strip()
