"""One calendar object resource of ours (RFC 4791 section 4.1): made, read, and changed in place.

A change replaces the lines of the fields it is about, and leaves every other byte as it is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

from roadmap_sync.content import FIELDS, NEVER, TICK, Content, Marker, Seen
from roadmap_sync.formats.clean import line_of
from roadmap_sync.formats.ics import PRODID
from roadmap_sync.formats.ics_lines import Block, Line, lines_from, parse, text_of
from roadmap_sync.formats.ics_parts import Text, component_of, fold, in_order, lines_of, timezones
from roadmap_sync.formats.resource_reading import is_absolute, main_of, our_alarms, seen_in

_ITEM = "X-ROADMAP-SYNC-ITEM"
_OWNER = "X-ROADMAP-SYNC-OWNER"
_SAID = "X-ROADMAP-SYNC-SAID"
_ALARM = b"X-ROADMAP-SYNC-ALARM:1\r\n"
#: The properties of each field; of a component they are removed before the new ones are set.
_PROPERTIES = {
    "title": ("SUMMARY",),
    "when": ("DTSTART", "DTEND", "DURATION", "DUE"),
    "notes": ("DESCRIPTION",),
    "place": ("LOCATION",),
    "link": ("URL",),
    "categories": ("CATEGORIES",),
    "look": ("COLOR", "TRANSP"),
    "done": ("STATUS", "COMPLETED", "PERCENT-COMPLETE"),
}
#: What an event and a to-do say in ways of their own.
_OF_A_KIND = ("when", "look", "done")
#: The largest SEQUENCE has ten digits (RFC 5545 section 3.3.8).
_DIGITS = 11
_STAMPS = ("DTSTAMP", "LAST-MODIFIED")


class Resource(Struct, frozen=True):
    """What stands in a resource: the uid, and what we see of the item."""

    uid: str
    seen: Seen


def make(uid: str, content: Content, marker: Marker, stamp: datetime) -> bytes:
    """Return a new resource.

    Args:
        uid: The item's uid.
        content: All of its fields.
        marker: What to leave in it for ourselves.
        stamp: When it is made, UTC.
    """
    name = _name_of(content)
    block = Block(name, f"BEGIN:{name}\r\n".encode(), [], f"END:{name}\r\n".encode())
    block.parts = [_line("UID", uid), _line("SEQUENCE", "0"), *_stamps(stamp)]
    _set(block, content, FIELDS, stamp)
    _set_alarm(block, content, [])
    _mark(block, marker)
    _sort(block)
    zones = b"".join(timezones((content.start, content.end)))
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n"
    return head.encode() + zones + block.data() + b"END:VCALENDAR\r\n"


def _sort(block: Block) -> None:
    """Put the lines of a new component in icalendar's order: servers that use it keep them so."""
    names = in_order(block.name, (one.name for one in block.parts if isinstance(one, Line)))
    inside = [one for one in block.parts if isinstance(one, Block)]
    for one in inside:
        _sort(one)
    block.parts = [line for name in names for line in block.lines(name)] + inside


def read(data: bytes) -> Resource:
    """Return what a resource says.

    Raises:
        ValueError: It is not one event or to-do, or cannot be read.
    """
    calendar = parse(data)
    block = main_of(calendar)
    uid = block.first("UID")
    if uid is None or not uid.value.strip():
        raise ValueError("it has no UID")
    marker = _marker(block)
    return Resource(text_of(uid.value).strip(), seen_in(calendar, block, marker))


def update(
    data: bytes, content: Content, fields: Iterable[str], marker: Marker, stamp: datetime
) -> bytes:
    """Return a resource with some fields and the marker set.

    Args:
        data: The resource as it is.
        content: The fields as they should stand; if it is a to-do and the resource an event, or
            the other way round, the resource changes its kind.
        fields: Which of them to set; the others are left as they are.
        marker: What to leave in it for ourselves.
        stamp: When it is changed, UTC.

    Raises:
        ValueError: It is not one event or to-do, or cannot be read.
    """
    calendar = parse(data)
    block = main_of(calendar)
    ours = our_alarms(calendar, block, _marker(block))
    wanted = set(fields)
    if block.name != _name_of(content):
        wanted |= _convert(block, _name_of(content))
        moves = bool(ours)
    else:
        moves = "when" in wanted and any(map(is_absolute, ours))
    if moves and content.alarm is not None:
        wanted.add("alarm")  # a reminder moves with its item
    sequence = block.first("SEQUENCE")
    block.put(("SEQUENCE",), [_line("SEQUENCE", str(_number(sequence) + 1))])
    for line in _stamps(stamp):
        block.put((line.name,), [line])
    _set(block, content, wanted, stamp)
    if "alarm" in wanted:
        _set_alarm(block, content, ours)
    _mark(block, marker)
    if "when" in wanted:
        _add_zones(calendar, content)
    return calendar.data()


def uid_of(data: bytes) -> str:
    """Return the uid of a resource, whoever made it; empty if there is none to be read."""
    try:
        line = main_of(parse(data)).first("UID")
        return "" if line is None else text_of(line.value).strip()
    except ValueError:
        return ""


def _name_of(content: Content) -> str:
    return "VTODO" if content.component == "todo" else "VEVENT"


def _set(block: Block, content: Content, fields: Iterable[str], stamp: datetime) -> None:
    """Set the lines of some fields; the alarm is no line."""
    wanted = _own(lines_from(b"".join(lines_of(component_of(content)))))
    for field, names in _PROPERTIES.items():
        if field not in fields:
            continue
        if field == "when" and content.component == "todo" and content.start == NEVER:
            block.put(names, [])
            continue
        if field == "done" and block.name == "VEVENT":
            names = _PROPERTIES["title"]  # its status is the student's  # noqa: PLW2901
        new = [line for line in wanted if line.name in names and line.value]
        if field == "done" and content.done and block.name == "VTODO":
            new += [_line("COMPLETED", _stamp(stamp)), _line("PERCENT-COMPLETE", "100")]
        block.put(names, new)


def _own(lines: list[Line]) -> list[Line]:
    """Return the component's own lines, without those of its alarm."""
    end = next((at for at, line in enumerate(lines) if line.name == "BEGIN" and at), len(lines))
    return lines[1:end]


def _set_alarm(block: Block, content: Content, ours: list[Block]) -> None:
    """Replace some reminders by ours, if there is to be one."""
    gone = {id(alarm) for alarm in ours}  # two reminders may be alike to the last byte
    kept = [part for part in block.parts if id(part) not in gone]
    for alarm in component_of(content).subcomponents:
        raw = b"".join(lines_of(alarm))
        begin, rest = raw.split(b"\r\n", 1)
        new = parse(b"BEGIN:VCALENDAR\r\n" + begin + b"\r\n" + _ALARM + rest + b"END:VCALENDAR\r\n")
        kept.extend(new.parts)
    block.parts = kept


def _convert(block: Block, name: str) -> set[str]:
    """Make a to-do of an event or the other way round; what is not ours stays in it.

    Returns:
        The fields that must be set for that.
    """
    block.name, block.begin, block.end = name, _edge("BEGIN", name), _edge("END", name)
    for field in _OF_A_KIND:
        block.put(_PROPERTIES[field], [])
    title = block.first("SUMMARY")
    ticked = title is not None and text_of(title.value).startswith(TICK)
    return {*_OF_A_KIND, "title"} if ticked else set(_OF_A_KIND)


def _edge(word: str, name: str) -> bytes:
    return f"{word}:{name}\r\n".encode()


def _add_zones(calendar: Block, content: Content) -> None:
    known = {
        text_of(line.value).strip()
        for zone in calendar.blocks("VTIMEZONE")
        for line in zone.lines("TZID")
    }
    new = [
        zone
        for raw in timezones((content.start, content.end))
        for zone in parse(b"BEGIN:VCALENDAR\r\n" + raw + b"END:VCALENDAR\r\n").blocks()
        if not {text_of(line.value) for line in zone.lines("TZID")} & known
    ]
    calendar.insert(new)


def _mark(block: Block, marker: Marker) -> None:
    said = [f"{field}:{marker.said[field]}" for field in sorted(marker.said)]
    if marker.official:
        said.append(f"official:{marker.official}")
    block.put((_ITEM, _OWNER, _SAID), [
        _line(_ITEM, line_of(marker.item)),
        _line(_OWNER, marker.owner),
        _line(_SAID, "|".join(said)),
    ])  # fmt: skip


def _marker(block: Block) -> Marker | None:
    item, owner, said = (block.first(name) for name in (_ITEM, _OWNER, _SAID))
    if item is None or owner is None or said is None:
        return None
    words = text_of(said.value).split("|")
    pairs = dict(word.split(":", 1) for word in words if ":" in word)
    official = pairs.pop("official", "")
    return Marker(
        item=text_of(item.value), owner=text_of(owner.value), said=pairs, official=official
    )


def _line(name: str, text: str) -> Line:
    return Line(name, fold(name.encode() + b":" + Text(text).to_ical()))


def _stamps(stamp: datetime) -> list[Line]:
    return [_line(name, _stamp(stamp)) for name in _STAMPS]


def _stamp(stamp: datetime) -> str:
    return f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _number(line: Line | None) -> int:
    text = "" if line is None else line.value.strip().lstrip("0")
    if not text.isascii() or not text.isdigit():
        return 0
    return min(int(text[:_DIGITS]), 2**31 - 2)
