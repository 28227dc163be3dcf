"""Content and time zones → the lines of iCalendar components (RFC 5545), through icalendar.

Written for the programs that exist: one CATEGORIES line without a comma inside a category, no
UID inside an alarm, an alarm only relative to what is there, folds that part no character.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
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
from icalendar.caselessdict import canonsort_keys

from roadmap_sync.content import Content
from roadmap_sync.formats.zones import Observance, observances

_UTC = ("UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WIDEST = 75
#: The first two bits of an octet inside a UTF-8 character (RFC 3629 section 3).
_INSIDE = 0b10
#: Years for which a zone's clocks are told at least, so that other items leave a VTIMEZONE as
#: it is. Some readers keep the first one they see; few years cannot tell "fourth" from "last".
_FIRST_YEAR, _LAST_YEAR = 2025, 2036


class Text(vText):
    """A text on its way out.

    vText makes a line end of a backslash before an N; the author of a plan wrote both.
    """

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        for end in ("\r\n", "\n", "\r"):  # some readers end a line at each of them
            text = text.replace(end, "\\n")
        return text.encode()


def component_of(content: Content) -> Component:
    """Return the VEVENT or VTODO of a content, without UID, stamps and marker."""
    return _todo(content) if content.component == "todo" else _event(content)


def lines_of(component: Component) -> Iterator[bytes]:
    """Yield the folded lines of a component, BEGIN and END included, each with its CRLF."""
    yield f"BEGIN:{component.name}\r\n".encode()
    for name, value in component.items():
        params = value.params.to_ical(sorted=False)
        head = name.encode() + b";" + params if params else name.encode()
        yield fold(head + b":" + _octets(value.to_ical()))
    for child in component.subcomponents:
        yield from lines_of(child)
    yield f"END:{component.name}\r\n".encode()


def in_order(component: str, names: Iterable[str]) -> list[str]:
    """Return names of properties in the order in which icalendar writes a component."""
    kind = {"VEVENT": Event, "VTODO": Todo, "VALARM": Alarm}[component]
    return canonsort_keys(dict.fromkeys(names), kind.canonical_order)


def fold(line: bytes) -> bytes:
    """Return a line in pieces of at most 75 octets that part no character and no escape.

    As icalendar does, the first piece has no octet more than the others: servers that use it
    then keep what they were sent.
    """
    parts = []
    start, end = 0, _WIDEST - 1
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


def timezones(moments: Iterable[date]) -> Iterator[bytes]:
    """Yield a VTIMEZONE for each zone in which the moments stand, in the order of names."""
    years: dict[str, set[int]] = {}
    for moment in moments:
        zone = _zone_of(moment)
        if zone:
            years.setdefault(zone, set()).add(moment.year)
    for zone, found in sorted(years.items()):
        yield _timezone(zone, min(found), max(found))


def _event(content: Content) -> Component:
    event = Event()
    _add_common(event, content)
    event["DTSTART"] = vDDDTypes(_when(content.start))
    if content.end > content.start:  # else no time, or its day: section 3.6.1 wants no DTEND
        event["DTEND"] = vDDDTypes(_when(content.end))
    event["TRANSP"] = Text("OPAQUE" if content.busy else "TRANSPARENT")
    _add_alarm(event, content, related="")
    return event


def _todo(content: Content) -> Component:
    todo = Todo()
    _add_common(todo, content)
    todo["DUE"] = vDDDTypes(_when(content.start))
    todo["STATUS"] = Text("COMPLETED" if content.done else "NEEDS-ACTION")
    _add_alarm(todo, content, related="END")
    return todo


def _add_common(component: Component, content: Content) -> None:
    component["SUMMARY"] = Text(content.shown_title)
    component["DESCRIPTION"] = Text(content.notes)
    component["CATEGORIES"] = categories = vCategory([])
    categories.cats = [Text(word) for word in content.categories]
    component["COLOR"] = Text(content.color)
    if content.place:
        component["LOCATION"] = Text(content.place)
    if content.link:
        component["URL"] = vUri(content.link)


def _add_alarm(component: Component, content: Content, related: str) -> None:
    if content.alarm is None:
        return
    alarm = Alarm()
    alarm["ACTION"] = Text("DISPLAY")
    alarm["DESCRIPTION"] = Text(content.title)
    # Hours even beyond a day: across a clock change PT25H is exact and P1DT1H is not.
    alarm["TRIGGER"] = Text(_duration(content.alarm))
    if related:
        alarm["TRIGGER"].params["RELATED"] = related
    component.add_component(alarm)


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
    """Return a day or a floating time as it is, an instant in a zone that has a name, or in UTC."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    return moment if _zone_of(moment) else moment.astimezone(UTC)


def _zone_of(moment: date) -> str:
    """Return the name to write as TZID; empty for days and for instants in UTC.

    Of the hour that occurs twice in autumn, a TZID names the first one; UTC tells the second.
    """
    if not isinstance(moment, datetime) or moment.utcoffset() != moment.replace(fold=0).utcoffset():
        return ""
    zone = moment.tzinfo
    return zone.key if isinstance(zone, ZoneInfo) and zone.key not in _UTC else ""


@lru_cache(maxsize=256)
def _timezone(zone: str, first_year: int, last_year: int) -> bytes:
    timezone = Timezone()
    timezone["TZID"] = Text(zone)
    span = min(first_year - 1, _FIRST_YEAR), max(last_year, _LAST_YEAR)
    for observance in observances(zone, *span):
        timezone.add_component(_clock(observance))
    return b"".join(lines_of(timezone))


def _clock(observance: Observance) -> Component:
    clock = TimezoneDaylight() if observance.summer else TimezoneStandard()
    clock["DTSTART"] = vDDDTypes(observance.start)
    if observance.nth:
        day = f"{observance.nth}{_WEEKDAYS[observance.weekday]}"
        clock["RRULE"] = vRecur(FREQ="YEARLY", BYMONTH=observance.month, BYDAY=day)
    clock["TZNAME"] = Text(observance.name)
    clock["TZOFFSETFROM"] = vUTCOffset(observance.before)
    clock["TZOFFSETTO"] = vUTCOffset(observance.after)
    return clock


def _octets(text: str | bytes) -> bytes:
    """Return UTF-8; some of the library's values give text and some give bytes."""
    return text.encode() if isinstance(text, str) else text
