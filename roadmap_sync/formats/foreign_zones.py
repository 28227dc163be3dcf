"""Time zones as other programs name and describe them (RFC 5545 section 3.6.5)."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone, tzinfo
from io import StringIO
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from roadmap_sync.formats.ics_lines import Block, Line, text_of

#: What we read of a STANDARD or DAYLIGHT; the reader stumbles over what it does not know.
_KNOWN = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE")
#: A rule for the whole year, and a day that comes. Others could ring every second since the
#: year 1, or never, which takes a search until the year 9999.
_RULE = re.compile(
    r"(?!.*BYDAY=[-+\d].*BYMONTHDAY|.*BYMONTHDAY.*BYDAY=[-+\d])"
    r"(?:(?:FREQ=YEARLY|INTERVAL=\d{1,4}|BYMONTH=\d\d?|BYDAY=(?:[-+]?[1-5])?[A-Z]{2}"
    r"|BYMONTHDAY=(?=[\d,]*\b(?:[1-9]|1\d|2[0-8])\b)[\d,]{1,40}|WKST=[A-Z]{2}"
    r"|UNTIL=[\dTZ]{8,16}|COUNT=\d{1,4})(?:;|\Z))+"
)
#: The zone with the longest history has about 250 changes, in fewer characters.
_MOST_TEXT = 60_000
#: And a dozen of them by a rule, which takes time.
_MOST_RULES = 20
#: More than any name has; the search for one goes as deep as the name does.
_LONGEST = 100


def in_zone(moment: datetime, name: str, described: Iterable[Block]) -> datetime:
    """Return a clock time as an instant.

    Args:
        moment: The clock time, without zone.
        name: The zone's TZID: an IANA name, perhaps with a path of some vendor before it, or one
            of Windows. Any other is taken as the resource itself describes it.
        described: The resource's VTIMEZONE components.

    Returns:
        The instant, in the zone if it has an IANA name, else with its offset alone. Without any
        zone, thus by the clock of whoever looks at it, if nobody knows the zone.
    """
    known = _named(name)
    if known is not None:
        return moment.replace(tzinfo=known)
    for zone in described:
        if any(text_of(line.value).strip() == name for line in zone.lines("TZID")):
            offset = _offset(zone, moment)
            return moment if offset is None else moment.replace(tzinfo=offset)
    return moment


def _named(name: str) -> ZoneInfo | None:
    for guess in _guesses(name):
        try:
            return ZoneInfo(guess)
        except (KeyError, OSError, ValueError):
            continue
    return None


def _guesses(name: str) -> Iterator[str]:
    plain = name.strip("/")
    if len(plain) > _LONGEST:
        return
    yield WINDOWS_TO_OLSON.get(plain, plain)
    if name.startswith("/"):  # a vendor's own names: /freeassociation.sourceforge.net/Europe/Berlin
        parts = plain.split("/")
        yield from ("/".join(parts[-many:]) for many in (3, 2) if many < len(parts))


def _offset(zone: Block, moment: datetime) -> tzinfo | None:
    """Return what a VTIMEZONE says of a moment; None if it says nothing that can be read."""
    from dateutil.tz import tzical

    text = "".join(_told(zone))
    rules = re.findall("^RRULE:(.*)$", text, re.MULTILINE)
    if len(text) > _MOST_TEXT or len(rules) > _MOST_RULES:
        return None
    if not all(_RULE.fullmatch(rule) for rule in rules):
        return None
    try:
        offset = moment.replace(tzinfo=tzical(StringIO(text)).get()).utcoffset()
        return None if offset is None else timezone(offset)
    except (ValueError, OverflowError, LookupError, TypeError, AttributeError):
        return None  # whatever the reader stumbles over


def _told(zone: Block) -> Iterator[str]:
    yield "BEGIN:VTIMEZONE\nTZID:it\n"
    for part in zone.blocks("STANDARD", "DAYLIGHT"):
        yield f"BEGIN:{part.name}\n"
        for line in part.parts:
            if isinstance(line, Line) and line.name in _KNOWN:
                yield f"{line.name}:{line.value.strip().upper()}\n"
        yield f"END:{part.name}\n"
    yield "END:VTIMEZONE\n"
