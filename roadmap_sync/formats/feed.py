"""One calendar file with many items in it, each of which can change while all else stays.

An item is lent out as a resource of its own (`formats.resource`) and put back. The file is laid
out anew only when something is written: its own lines, time zones, what is not ours as it stood,
then our items by day and uid, so that the bytes do not tell in which order things happened.
"""

import re
from hashlib import sha256

from roadmap_sync.formats.ics import header
from roadmap_sync.formats.ics_lines import Block, Line, parse, text_of
from roadmap_sync.formats.resource_reading import KINDS

_ITEM = "X-ROADMAP-SYNC-ITEM"
_UID = re.compile(r"[0-9a-v]{32}", re.ASCII)
_DIGITS = 32


class Feed:
    """The items of one calendar file, by uid."""

    def __init__(self, calendar: Block) -> None:
        self._calendar = calendar
        self._lines = [part for part in calendar.parts if isinstance(part, Line)]
        self._zones = calendar.blocks("VTIMEZONE")
        self._others: list[Block] = []
        self._items: dict[str, list[Block]] = {}
        for block in calendar.blocks():
            uid = _uid_of(block)
            if block.name in KINDS and uid:
                self._items.setdefault(uid, []).append(block)
            elif block.name != "VTIMEZONE":
                self._others.append(block)

    @property
    def ours(self) -> list[str]:
        """Uids of the items that look like ours, in the order of the file."""
        return [uid for uid in self._items if self.is_ours(uid)]

    @property
    def uids(self) -> frozenset[str]:
        """The uids of all events and to-dos."""
        return frozenset(self._items)

    def is_ours(self, uid: str) -> bool:
        """Does an item carry our mark, or a uid as only this program makes them?"""
        marked = any(block.first(_ITEM) is not None for block in self._items[uid])
        return marked or _UID.fullmatch(uid) is not None

    def tag(self, uid: str) -> str:
        """Return the version of an item: a digest of its bytes."""
        return sha256(b"".join(block.data() for block in self._items[uid])).hexdigest()[:_DIGITS]

    def resource(self, uid: str) -> bytes:
        """Return an item as a resource of its own, with all the time zones of the file."""
        one = Block("VCALENDAR", self._calendar.begin, [], self._calendar.end)
        one.parts = [*self._lines, *self._zones, *self._items[uid]]
        return one.data()

    def put(self, uid: str, resource: bytes) -> None:
        """Put an item in, or in the place of the one there; its new time zones come along."""
        calendar = parse(resource)
        known = {_name_of(zone) for zone in self._zones}
        self._zones += [
            zone for zone in calendar.blocks("VTIMEZONE") if _name_of(zone) not in known
        ]
        self._items[uid] = calendar.blocks(*KINDS)

    def remove(self, uid: str) -> None:
        """Take an item out."""
        del self._items[uid]

    def data(self) -> bytes:
        """Return the bytes of the file."""
        ours = set(self.ours)
        theirs = [block for uid, item in self._items.items() if uid not in ours for block in item]
        mine = [block for uid in sorted(ours, key=self._place) for block in self._items[uid]]
        whole = Block("VCALENDAR", self._calendar.begin, [], self._calendar.end)
        whole.parts = [*self._lines, *self._zones, *self._others, *theirs, *mine]
        return whole.data()

    def _place(self, uid: str) -> tuple[str, str]:
        block = self._items[uid][0]
        line = block.first("DTSTART") or block.first("DUE")
        return ("" if line is None else line.value[: len("20260831")]), uid


def read_feed(data: bytes) -> Feed:
    """Return the items of a calendar file.

    Raises:
        ValueError: It is no calendar file, or not a whole one.
    """
    return Feed(parse(data.removeprefix(b"\xef\xbb\xbf")))


def new_feed(name: str, zone: str) -> Feed:
    """Return a calendar file without items.

    Args:
        name: What the calendar is called.
        zone: IANA name of the zone it is for.
    """
    return Feed(parse(header(name, zone) + b"END:VCALENDAR\r\n"))


def _uid_of(block: Block) -> str:
    line = block.first("UID")
    return "" if line is None else text_of(line.value).strip()


def _name_of(zone: Block) -> str:
    line = zone.first("TZID")
    return "" if line is None else line.value
