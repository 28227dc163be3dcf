"""Items as an iCalendar file (RFC 5545; NAME and COLOR of RFC 7986). The only user of icalendar.

Written for the programs that exist: no METHOD and no byte order mark, one CATEGORIES line
without a comma inside a category, no UID inside an alarm, an alarm only relative to what is
there, folds that part no character. No text can start a line of its own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    Todo,
    vCategory,
    vDDDTypes,
    vRecur,
    vText,
    vUri,
    vUTCOffset,
)
from icalendar.cal.component import Component

from roadmap_sync.formats.description import describe
from roadmap_sync.formats.ics_rewrite import Revision, earlier_components, rewrite
from roadmap_sync.formats.zones import Observance, observances
from roadmap_sync.items import Item, Roadmap

#: Without a version, so that a new version does not touch a file that is up to date.
_PRODID = "-//roadmap-sync//roadmap-sync//EN"
#: CSS3 names (RFC 7986 section 5.9).
_COLORS = {
    "task": "steelblue",
    "message": "seagreen",
    "checkpoint": "goldenrod",
    "meeting": "mediumpurple",
    "event": "tomato",
}
_BUSY = ("meeting", "event")
_UTC = ("UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WIDEST = 75
#: The first two bits of an octet inside a UTF-8 character (RFC 3629 section 3).
_INSIDE = 0b10
#: Years for which a zone's clocks are told at least, so that other items leave a VTIMEZONE as
#: it is. Some readers keep the first one they see; few years cannot tell "fourth" from "last".
_FIRST_YEAR, _LAST_YEAR = 2025, 2036

#: What some reader takes for the end of a line, besides the line feed.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Control characters, and halves of UTF-16 pairs, which UTF-8 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def to_ics(
    roadmap: Roadmap,
    *,
    tasks: Literal["events", "todos"] = "events",
    previous: bytes | None = None,
) -> bytes:
    """Return a calendar file: time zones, then the items in the roadmap's order.

    Args:
        roadmap: What to write.
        tasks: ``todos`` makes a VTODO of each item of type task. Google, Apple and Outlook drop
            those on import, so the default is an all-day event.
        previous: The file that is being written over. What did not change keeps its bytes;
            what changed gets the next SEQUENCE and a later stamp. Parts of it that cannot
            be read count as absent. Without it SEQUENCE is 0 and the stamps are ``updated``.

    Returns:
        UTF-8 with CRLF, no line longer than 75 octets.
    """
    earlier = earlier_components(previous or b"")
    parts = [_header(roadmap)]
    parts += [_timezone(*span) for span in _zones(roadmap.items)]
    for item in roadmap.items:
        draft = _todo(item) if tasks == "todos" and item.type == "task" else _event(item)
        parts.append(rewrite(earlier.get(item.uid), item.updated, draft.at))
    parts.append(b"END:VCALENDAR\r\n")
    return b"".join(parts)


def made_by_us(data: bytes) -> bool:
    """Is this a calendar file that `to_ics` wrote? Never raises, whatever the bytes."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").splitlines()
    return head[:1] == [b"BEGIN:VCALENDAR"] and b"PRODID:" + _PRODID.encode() in head


@dataclass(frozen=True, slots=True)
class _Draft:
    """The bytes of a component around its revision, which stands after BEGIN and UID."""

    head: bytes
    tail: bytes

    def at(self, revision: Revision) -> bytes:
        stamp = f"{revision.stamp:%Y%m%dT%H%M%SZ}".rjust(16, "0")  # %Y does not fill up year 1
        lines = f"SEQUENCE:{revision.sequence}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n"
        return self.head + lines.encode() + self.tail


class _Text(vText):
    """A text on its way out.

    vText makes a line end of a backslash before an N; the author of a plan wrote both.
    """

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def _header(roadmap: Roadmap) -> bytes:
    name = _line_of(roadmap.calendar_name)
    head = Calendar()
    head["VERSION"] = _Text("2.0")
    head["PRODID"] = _Text(_PRODID)
    head["CALSCALE"] = _Text("GREGORIAN")
    head["NAME"] = head["X-WR-CALNAME"] = _Text(name)
    head["X-WR-TIMEZONE"] = _Text(_line_of(roadmap.zone))
    head["COLOR"] = _Text("teal")
    return b"".join(list(_lines(head))[:-1])


def _event(item: Item) -> _Draft:
    event = Event()
    _add_common(event, item)
    event["DTSTART"] = vDDDTypes(_when(item.start))
    if item.end > item.start:  # else it takes no time, or its day: section 3.6.1 wants no DTEND
        event["DTEND"] = vDDDTypes(_when(item.end))
    busy = not item.all_day and item.kind in _BUSY
    event["TRANSP"] = _Text("OPAQUE" if busy else "TRANSPARENT")
    _add_alarm(event, item, related="")
    return _draft(event)


def _todo(item: Item) -> _Draft:
    todo = Todo()
    _add_common(todo, item)
    todo["DUE"] = vDDDTypes(_when(item.start))
    todo["STATUS"] = _Text("NEEDS-ACTION")
    _add_alarm(todo, item, related="END")
    return _draft(todo)


def _draft(component: Component) -> _Draft:
    begin, uid, *rest = _lines(component)
    return _Draft(begin + uid, b"".join(rest))


def _add_common(component: Component, item: Item) -> None:
    component["UID"] = _Text(_line_of(item.uid))
    component["SUMMARY"] = _Text(_line_of(item.title))
    component["DESCRIPTION"] = _Text(_clean(describe(item)))
    component["CATEGORIES"] = vCategory(list(_categories(item)))
    component["COLOR"] = _Text(_COLORS.get(item.kind, "slategray"))
    if item.place.strip():
        component["LOCATION"] = _Text(_line_of(item.place))
    link = _address(item.link)
    if link:
        component["URL"] = vUri(link)
    component["X-ROADMAP-SYNC-ITEM"] = _Text(_line_of(f"{item.plan}/{item.name}"))


def _categories(item: Item) -> Iterable[str]:
    words = [item.kind, item.stage, item.phase, *item.tags]
    words += ["expected"] * item.expected + ["sample"] * item.sample
    clean = (_line_of(re.sub(r"[,;\\]", " ", word)) for word in words)
    return {word.casefold(): word for word in clean if word}.values()


def _add_alarm(component: Component, item: Item, related: str) -> None:
    if item.alarm is None:
        return
    alarm = Alarm()
    alarm["ACTION"] = _Text("DISPLAY")
    alarm["DESCRIPTION"] = _Text(_line_of(item.title))
    # Hours even beyond a day: across a clock change PT25H is exact and P1DT1H is not.
    alarm["TRIGGER"] = _Text(_duration(_ahead(item, item.alarm)))
    if related:
        alarm["TRIGGER"].params["RELATED"] = related
    component.add_component(alarm)


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


def _duration(length: timedelta) -> str:
    """Return ``-PT5H30M`` (RFC 5545 section 3.3.6)."""
    minutes, seconds = divmod(int(abs(length).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{hours}H" * (hours > 0),
        f"{minutes}M" * (minutes > 0),
        f"{seconds}S" * (seconds > 0),
    ]
    if hours and seconds and not minutes:
        parts[1] = "0M"  # the grammar has no hours followed by seconds
    return ("-" if length < timedelta() else "") + "PT" + ("".join(parts) or "0S")


def _when(moment: date) -> date:
    """Return a day as it is and an instant in a zone that has a name, or in UTC."""
    if not isinstance(moment, datetime):
        return moment
    return moment if _zone_of(moment) else moment.astimezone(UTC)


def _zone_of(moment: date) -> str:
    """Return the name to write as TZID; empty for days and for instants in UTC."""
    zone = moment.tzinfo if isinstance(moment, datetime) else None
    return zone.key if isinstance(zone, ZoneInfo) and zone.key not in _UTC else ""


def _zones(items: Iterable[Item]) -> list[tuple[str, int, int]]:
    """Return the zones in use, each with the years in which its items lie."""
    years: dict[str, set[int]] = {}
    for item in items:
        for moment in (item.start, item.end):
            zone = _zone_of(moment)
            if zone:
                years.setdefault(zone, set()).add(moment.year)
    return [(zone, min(found), max(found)) for zone, found in sorted(years.items())]


@lru_cache(maxsize=256)
def _timezone(zone: str, first_year: int, last_year: int) -> bytes:
    timezone = Timezone()
    timezone["TZID"] = _Text(zone)
    span = min(first_year - 1, _FIRST_YEAR), max(last_year, _LAST_YEAR)
    for observance in observances(zone, *span):
        timezone.add_component(_clock(observance))
    return b"".join(_lines(timezone))


def _clock(observance: Observance) -> Component:
    clock = TimezoneDaylight() if observance.summer else TimezoneStandard()
    clock["DTSTART"] = vDDDTypes(observance.start)
    if observance.nth:
        day = f"{observance.nth}{_WEEKDAYS[observance.weekday]}"
        clock["RRULE"] = vRecur(FREQ="YEARLY", BYMONTH=observance.month, BYDAY=day)
    clock["TZNAME"] = _Text(observance.name)
    clock["TZOFFSETFROM"] = vUTCOffset(observance.before)
    clock["TZOFFSETTO"] = vUTCOffset(observance.after)
    return clock


def _address(link: str) -> str:
    """Return a link that may be tapped, or nothing: a plan may come from a stranger."""
    link = _line_of(link)
    try:
        known = urlsplit(link).scheme in ("http", "https")
    except ValueError:
        return ""
    return quote(link, safe="!#$%&'()*+,/:;=?@[]~") if known else ""


def _clean(text: str) -> str:
    """Return a text without control characters; all line ends become line feeds."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


def _line_of(text: str) -> str:
    """Return a text as one line, without space around it or twice within."""
    return " ".join(_clean(text).split())


def _lines(component: Component) -> Iterator[bytes]:
    yield f"BEGIN:{component.name}\r\n".encode()
    for name, value in component.items():
        params = value.params.to_ical(sorted=False)
        head = name.encode() + b";" + params if params else name.encode()
        yield _fold(head + b":" + _octets(value.to_ical()))
    for child in component.subcomponents:
        yield from _lines(child)
    yield f"END:{component.name}\r\n".encode()


def _octets(text: str | bytes) -> bytes:
    """Return UTF-8; some of the library's values give text and some give bytes."""
    return text.encode() if isinstance(text, str) else text


def _fold(line: bytes) -> bytes:
    """Return a line in pieces of at most 75 octets that part no character and no escape."""
    parts = []
    start, end = 0, _WIDEST
    while end < len(line):
        while line[end] >> 6 == _INSIDE:
            end -= 1
        piece = line[start:end]
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            end -= 1
        parts.append(line[start:end])
        start, end = end, end + _WIDEST - 1
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"
