"""Writing over an earlier .ics file: what did not change keeps its bytes.

A calendar that imports a file again skips an item whose SEQUENCE and DTSTAMP it has seen, so
a changed item must count up (RFC 5546 section 2.1.4). The earlier file is the only memory.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from typing import NamedTuple

from msgspec import Struct

#: Largest SEQUENCE a calendar must be able to hold (RFC 5545 section 3.3.8).
_MOST = 2**31 - 1
_KINDS = (b"VEVENT", b"VTODO")
_STAMP = re.compile(rb"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_ITEM = b"X-ROADMAP-SYNC-ITEM"
_NUMBER = re.compile(rb"[0-9]{1,10}")


class Revision(NamedTuple):
    """How often an item changed; a later one is greater.

    Attributes:
        sequence: 0 for the first words, then one more with each change.
        stamp: When it last changed, UTC.
    """

    sequence: int
    stamp: datetime

    def next(self, updated: date) -> "Revision":
        """Return the revision after this one, later whatever the day of ``updated``."""
        later = max(first_revision(updated).stamp, self.stamp + timedelta(seconds=1))
        return Revision(min(self.sequence + 1, _MOST), later)


class Earlier(Struct, frozen=True):
    """One component of the earlier file: its bytes and its revision."""

    raw: bytes
    revision: Revision


def first_revision(updated: date) -> Revision:
    """Return the revision of an item that no earlier file holds."""
    return Revision(0, datetime.combine(updated, time(), UTC))


def earlier_components(data: bytes) -> Mapping[str, Earlier]:
    """Return the events and to-dos of a file by uid.

    Never raises. A component that is cut off or lacks a usable UID, SEQUENCE or DTSTAMP counts
    as absent; of two with one uid the later revision counts.
    """
    found: dict[str, Earlier] = {}
    for raw in _components(data):
        uid, revision = _identity(raw)
        if revision is None:
            continue
        known = found.get(uid)
        if known is None or known.revision < revision:
            found[uid] = Earlier(raw, revision)
    return found


def earlier_names(data: bytes) -> dict[str, str]:
    """Return what each event and to-do of a file says it is, ``plan/step@block``, by uid.

    Never raises. Components that we did not make say nothing.
    """
    found: dict[str, str] = {}
    for raw in _components(data):
        values = _values(raw)
        name, uid = values.get(_ITEM, b""), values.get(b"UID", b"")
        if name and uid:
            found[uid.decode(errors="replace")] = name.decode(errors="replace")
    return found


def rewrite(earlier: Earlier | None, updated: date, render: Callable[[Revision], bytes]) -> bytes:
    """Return the bytes of a component, given what the earlier file holds for it.

    Args:
        earlier: None if that file does not hold it.
        updated: When the plan's words last changed.
        render: Gives the component's bytes at a revision.
    """
    if earlier is None:
        return render(first_revision(updated))
    same = render(earlier.revision)
    # A tool that changed line ends or folding (git, an editor) did not change the content.
    if same == earlier.raw or _unfolded(same) == _unfolded(earlier.raw):
        return same
    return render(earlier.revision.next(updated))


def _components(data: bytes) -> Iterator[bytes]:
    kind, lines = b"", list[bytes]()
    for line in data.splitlines(keepends=True):
        word = line.rstrip()
        if word.startswith(b"BEGIN:") and word[6:] in _KINDS:
            kind, lines = word[6:], []
        if not kind:
            continue
        lines.append(line)
        if word == b"END:" + kind:
            yield b"".join(lines)
            kind = b""


def _identity(raw: bytes) -> tuple[str, Revision | None]:
    """Return uid and revision, without a revision if one of the two cannot be read."""
    values = _values(raw)
    stamp = _instant(values.get(b"DTSTAMP", b""))
    sequence = values.get(b"SEQUENCE", b"")
    if stamp is None or not _NUMBER.fullmatch(sequence) or int(sequence) > _MOST:
        return "", None
    return values.get(b"UID", b"").decode(errors="replace"), Revision(int(sequence), stamp)


def _values(raw: bytes) -> dict[bytes, bytes]:
    """Return the values of a component; alarms, which may have a uid too, are not looked at."""
    values: dict[bytes, bytes] = {}
    for line in _unfolded(raw)[1:]:
        if line.startswith((b"BEGIN:", b"END:")):
            break
        name, _, value = line.partition(b":")
        values.setdefault(name, value)
    return values


def _instant(text: bytes) -> datetime | None:
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups())
    if year == MAXYEAR:
        return None  # nothing would be later
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _unfolded(raw: bytes) -> list[bytes]:
    """Return a component's lines without folds and line ends (RFC 5545 section 3.1)."""
    text = raw.replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")
    return text.rstrip(b"\n").split(b"\n")
