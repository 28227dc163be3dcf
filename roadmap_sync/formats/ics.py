"""Items as an iCalendar file (RFC 5545; NAME and COLOR of RFC 7986).

Written for the programs that exist: no METHOD and no byte order mark, one CATEGORIES line
without a comma inside a category, no UID inside an alarm, an alarm only relative to what is
there, folds that part no character. No text can start a line of its own.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

from roadmap_sync.formats.description import describe
from roadmap_sync.formats.ics_lines import (
    clean,
    clock,
    component,
    duration,
    moment,
    offset,
    one_line,
    plain,
    text,
    texts,
    zone_of,
)
from roadmap_sync.formats.ics_rewrite import Revision, earlier_components, rewrite
from roadmap_sync.formats.zones import Observance, observances
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.values import dataclass

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
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Years for which a zone's clocks are told at least, so that other items leave a VTIMEZONE as
#: it is. Some readers keep the first one they see; few years cannot tell "fourth" from "last".
_FIRST_YEAR, _LAST_YEAR = 2025, 2036


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
        stamp = f"{clock(revision.stamp)}Z"
        lines = f"SEQUENCE:{revision.sequence}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n"
        return self.head + lines.encode() + self.tail


def _header(roadmap: Roadmap) -> bytes:
    name = one_line(roadmap.calendar_name)
    lines = (
        plain("VERSION", "2.0"),
        text("PRODID", _PRODID),
        plain("CALSCALE", "GREGORIAN"),
        text("NAME", name),
        text("X-WR-CALNAME", name),
        text("X-WR-TIMEZONE", one_line(roadmap.zone)),
        plain("COLOR", "teal"),
    )
    return b"BEGIN:VCALENDAR\r\n" + b"".join(lines)


def _event(item: Item) -> _Draft:
    lines = [*_common(item), moment("DTSTART", item.start)]
    if item.end > item.start:  # else it takes no time, or its day: section 3.6.1 wants no DTEND
        lines.append(moment("DTEND", item.end))
    busy = not item.all_day and item.kind in _BUSY
    lines.append(plain("TRANSP", "OPAQUE" if busy else "TRANSPARENT"))
    return _draft("VEVENT", item, [*lines, *_alarm(item, "TRIGGER")])


def _todo(item: Item) -> _Draft:
    lines = [*_common(item), moment("DUE", item.start), plain("STATUS", "NEEDS-ACTION")]
    return _draft("VTODO", item, [*lines, *_alarm(item, "TRIGGER;RELATED=END")])


def _draft(name: str, item: Item, lines: Iterable[bytes]) -> _Draft:
    head = f"BEGIN:{name}\r\n".encode() + text("UID", one_line(item.uid))
    return _Draft(head, b"".join(lines) + f"END:{name}\r\n".encode())


def _common(item: Item) -> Iterator[bytes]:
    yield text("SUMMARY", one_line(item.title))
    yield text("DESCRIPTION", clean(describe(item)))
    yield texts("CATEGORIES", _categories(item))
    yield plain("COLOR", _COLORS.get(item.kind, "slategray"))
    if item.place.strip():
        yield text("LOCATION", one_line(item.place))
    link = _address(item.link)
    if link:
        yield plain("URL", link)
    yield text("X-ROADMAP-SYNC-ITEM", one_line(f"{item.plan}/{item.name}"))


def _categories(item: Item) -> list[str]:
    words = [item.kind, item.stage, item.phase, *item.tags]
    words += ["expected"] * item.expected + ["sample"] * item.sample
    found = map(_category, words)
    return list({word.casefold(): word for word in found if word}.values())


@lru_cache(maxsize=1024)
def _category(word: str) -> str:
    return one_line(re.sub(r"[,;\\]", " ", word))


def _alarm(item: Item, trigger: str) -> Iterator[bytes]:
    if item.alarm is None:
        return
    # Hours even beyond a day: across a clock change PT25H is exact and P1DT1H is not.
    yield component(
        "VALARM",
        plain("ACTION", "DISPLAY"),
        text("DESCRIPTION", one_line(item.title)),
        plain(trigger, duration(_ahead(item, item.alarm))),
    )


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


def _zones(items: Iterable[Item]) -> list[tuple[str, int, int]]:
    """Return the zones in use, each with the years in which its items lie."""
    years: dict[str, set[int]] = {}
    for item in items:
        for instant in (item.start, item.end):
            zone = zone_of(instant)
            if zone:
                years.setdefault(zone, set()).add(instant.year)
    return [(zone, min(found), max(found)) for zone, found in sorted(years.items())]


@lru_cache(maxsize=256)
def _timezone(zone: str, first_year: int, last_year: int) -> bytes:
    span = min(first_year - 1, _FIRST_YEAR), max(last_year, _LAST_YEAR)
    clocks = [_clock(observance) for observance in observances(zone, *span)]
    return component("VTIMEZONE", text("TZID", zone), *clocks)


def _clock(observance: Observance) -> bytes:
    lines = [plain("DTSTART", clock(observance.start))]
    if observance.nth:
        day = f"{observance.nth}{_WEEKDAYS[observance.weekday]}"
        lines.append(plain("RRULE", f"FREQ=YEARLY;BYDAY={day};BYMONTH={observance.month}"))
    return component(
        "DAYLIGHT" if observance.summer else "STANDARD",
        *lines,
        text("TZNAME", observance.name),
        plain("TZOFFSETFROM", offset(observance.before)),
        plain("TZOFFSETTO", offset(observance.after)),
    )


def _address(link: str) -> str:
    """Return a link that may be tapped, or nothing: a plan may come from a stranger."""
    link = one_line(link)
    if not link:
        return ""
    from urllib.parse import quote, urlsplit

    try:
        known = urlsplit(link).scheme in ("http", "https")
    except ValueError:
        return ""
    return quote(link, safe="!#$%&'()*+,/:;=?@[]~") if known else ""
