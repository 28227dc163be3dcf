"""What a run read, so that a later run can tell whether anything changed."""

from pathlib import Path
from typing import TYPE_CHECKING

from roadmap_sync.cache import text_digest, zone_digest
from roadmap_sync.disk import read_if_possible

if TYPE_CHECKING:
    from roadmap_sync.plan.remembered import PlanCache

#: The most bytes of a text to read again; nothing larger was read the first time.
_MOST = 1_000_000
_BOM = b"\xef\xbb\xbf"

#: As JSON: the digests of texts by their place, and of time zones by their name.
Record = list[dict[str, str]]


class Readings:
    """The texts that a run read; hand it on as the plan cache, and it notes all plans.

    Whoever reads another file that decides about items notes it too.

    Attributes:
        zones: The time zones that hours were computed with, besides those of items.
        torn: Did a text change while we were at work?
    """

    def __init__(self, cache: "PlanCache") -> None:
        self.zones: set[str] = set()
        self.torn = False
        self._cache = cache
        self._texts: dict[str, str] = {}

    def note(self, place: str, text: str) -> None:
        """Note a text by the absolute path of its file."""
        digest = text_digest(text)
        self.torn |= self._texts.setdefault(place, digest) != digest

    def note_absent(self, place: str) -> None:
        """Note a file that would count, but is not there, by its absolute path."""
        self.torn |= self._texts.setdefault(place, "") != ""

    @property
    def places(self) -> tuple[str, ...]:
        """The absolute paths of the files that were read, in their order."""
        return tuple(sorted(place for place, digest in self._texts.items() if digest))

    def get(self, place: str, text: str) -> bytes | None:
        """Note a plan, and return what is remembered about it."""
        self.note(place, text)
        return self._cache.get(place, text)

    def put(self, place: str, text: str, data: bytes) -> None:
        """Remember something about a plan."""
        self._cache.put(place, text, data)

    def record(self) -> Record:
        """Return digests of all that was read."""
        return [self._texts, {zone: zone_digest(zone) for zone in sorted(self.zones)}]


def is_unchanged(record: Record) -> bool:
    """Is everything still as it was when this record was made?"""
    texts, zones = record
    return all(_digest(place) == digest for place, digest in texts.items()) and all(
        zone_digest(zone) == digest for zone, digest in zones.items()
    )


def _digest(place: str) -> str:
    """Return the digest of a file's text; empty if it cannot be read now."""
    data = read_if_possible(Path(place), _MOST)
    return "" if data is None else text_digest(data.removeprefix(_BOM))
