"""Content lines of RFC 5545: values as octets, and folds that part no character.

Written by hand, because the library that also reads calendars takes longer to load than all the
rest of a run. The tests read every kind of line back with three readers.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_UTC = ("UTC", "Etc/UTC", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT")
_WIDEST = 75
#: The first two bits of an octet inside a UTF-8 character (RFC 3629 section 3).
_INSIDE = 0b10

#: What some reader takes for the end of a line, besides the line feed.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Control characters, and halves of UTF-16 pairs, which UTF-8 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def component(name: str, *lines: bytes) -> bytes:
    """Return lines between BEGIN and END."""
    return b"BEGIN:%b\r\n%bEND:%b\r\n" % (name.encode(), b"".join(lines), name.encode())


def plain(name: str, value: str) -> bytes:
    """Return a line whose value has no text in it: a number, a date, a rule, an address."""
    return fold(f"{name}:{value}".encode())


def text(name: str, value: str) -> bytes:
    """Return a line with a text (section 3.3.11); a line feed in it stays one."""
    return plain(name, _escaped(value))


def texts(name: str, values: list[str]) -> bytes:
    """Return a line with several texts."""
    return plain(name, ",".join(map(_escaped, values)))


def _escaped(value: str) -> str:
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return value.replace("\n", "\\n")


def moment(name: str, value: date) -> bytes:
    """Return a line with a day, or an instant: in a zone that has a name, or else in UTC."""
    if not isinstance(value, datetime):
        return plain(f"{name};VALUE=DATE", _day(value))
    zone = zone_of(value)
    if zone:
        return plain(f"{name};TZID={zone}", clock(value))
    return plain(name, clock(value.astimezone(UTC)) + "Z")


def zone_of(value: date) -> str:
    """Return the name to write as TZID; empty for days and for instants in UTC."""
    zone = value.tzinfo if isinstance(value, datetime) else None
    return zone.key if isinstance(zone, ZoneInfo) and zone.key not in _UTC else ""


def clock(value: datetime) -> str:
    """Return ``20260810T173000``, by the clock of its own zone."""
    return f"{_day(value)}T{value.hour:02}{value.minute:02}{value.second:02}"


def _day(value: date) -> str:
    return f"{value.year:04}{value.month:02}{value.day:02}"


def offset(value: timedelta) -> str:
    """Return ``-0500`` (section 3.3.14), with seconds if there are some."""
    minutes, seconds = divmod(int(abs(value).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    rest = f"{seconds:02}" if seconds else ""
    return f"{'-' if value < timedelta() else '+'}{hours:02}{minutes:02}{rest}"


def duration(length: timedelta) -> str:
    """Return ``-PT5H30M`` (section 3.3.6)."""
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


def clean(value: str) -> str:
    """Return a text without control characters; all line ends become line feeds."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", value).replace("\t", " "))


def one_line(value: str) -> str:
    """Return a text as one line, without space around it or twice within."""
    return " ".join(clean(value).split())


def fold(line: bytes) -> bytes:
    """Return a line in pieces of at most 75 octets that part no character and no escape."""
    if len(line) <= _WIDEST:
        return line + b"\r\n"
    parts = []
    start, end = 0, _WIDEST
    while end < len(line):
        while line[end] >> 6 == _INSIDE:
            end -= 1
        piece = line[start:end]
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            end -= 1
            piece = line[start:end]
        parts.append(piece)
        start, end = end, end + _WIDEST - 1
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"
