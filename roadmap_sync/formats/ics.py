"""Items as an iCalendar file (RFC 5545; NAME and COLOR of RFC 7986).

Written for the programs that exist: no METHOD and no byte order mark. No text can start a line
of its own.
"""

from typing import Literal

from icalendar import Calendar
from msgspec import Struct

from roadmap_sync.formats.clean import line_of
from roadmap_sync.formats.ics_parts import Text, component_of, lines_of, timezones
from roadmap_sync.formats.ics_rewrite import Revision, earlier_components, rewrite
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item, Roadmap

#: Without a version, so that a new version does not touch a file that is up to date.
PRODID = "-//roadmap-sync//roadmap-sync//EN"


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
    parts = [header(roadmap.calendar_name, roadmap.zone)]
    parts += timezones(moment for item in roadmap.items for moment in (item.start, item.end))
    for item in roadmap.items:
        draft = _draft(item, todo=tasks == "todos" and item.type == "task")
        parts.append(rewrite(earlier.get(item.uid), item.updated, draft.at))
    parts.append(b"END:VCALENDAR\r\n")
    return b"".join(parts)


def made_by_us(data: bytes) -> bool:
    """Is this a calendar file that `to_ics` wrote? Never raises, whatever the bytes."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").splitlines()
    return head[:1] == [b"BEGIN:VCALENDAR"] and b"PRODID:" + PRODID.encode() in head


def header(name: str, zone: str) -> bytes:
    """Return the first lines of a calendar file, up to its first component.

    Args:
        name: What the calendar is called.
        zone: IANA name of the zone it is for.
    """
    name = line_of(name)
    head = Calendar()
    head["VERSION"] = Text("2.0")
    head["PRODID"] = Text(PRODID)
    head["CALSCALE"] = Text("GREGORIAN")
    head["NAME"] = head["X-WR-CALNAME"] = Text(name)
    head["X-WR-TIMEZONE"] = Text(line_of(zone))
    head["COLOR"] = Text("teal")
    return b"".join(list(lines_of(head))[:-1])


class _Draft(Struct, frozen=True):
    """The bytes of a component around its revision, which stands after BEGIN and UID."""

    head: bytes
    tail: bytes

    def at(self, revision: Revision) -> bytes:
        stamp = f"{revision.stamp:%Y%m%dT%H%M%SZ}".rjust(16, "0")  # %Y does not fill up year 1
        lines = f"SEQUENCE:{revision.sequence}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n"
        return self.head + lines.encode() + self.tail


def _draft(item: Item, *, todo: bool) -> _Draft:
    component = component_of(content_of(item, todo=todo))
    component["X-ROADMAP-SYNC-ITEM"] = Text(line_of(f"{item.plan}/{item.name}"))
    begin, *rest = lines_of(component)
    return _Draft(begin + f"UID:{line_of(item.uid)}\r\n".encode(), b"".join(rest))
