"""The contract on a calendar file, with bytes as another program would write them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from roadmap_sync.content import FIELDS
from roadmap_sync.formats.ics_lines import parse
from roadmap_sync.targets.file import FileTarget
from roadmap_sync.targets.file_settings import FileSettings
from tests.contract.contract import Calendar, TargetContract

FOREIGN = (
    b"BEGIN:VEVENT\r\nUID:dentist@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
    b"DTSTART:20270105T100000Z\r\nSUMMARY:Dent\r\n ist\r\nX-Odd;A=b:c\r\nEND:VEVENT\r\n"
)


class FileCalendar:
    """A calendar file, edited as bytes."""

    keeps = frozenset(FIELDS)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.target = self.again()

    def again(self) -> FileTarget:
        return FileTarget(FileSettings(name="feed", path=self.path))

    def rename(self, uid: str, title: str) -> None:
        old = self._item(uid)
        line = next(line for line in parse_item(old) if line.startswith(b"SUMMARY"))
        self._swap(old, old.replace(line, b"SUMMARY:" + title.encode() + b"\r\n"))

    def remove(self, uid: str) -> None:
        self._swap(self._item(uid), b"")

    def add_foreign(self) -> None:
        end = b"END:VCALENDAR\r\n"
        self._swap(end, FOREIGN + end)

    def foreign(self) -> Sequence[bytes]:
        return [FOREIGN] if FOREIGN in self.path.read_bytes() else []

    def decorate(self, uid: str) -> None:
        old = self._item(uid)
        more = b"ATTENDEE:mailto:friend@example.org\r\nX-UNKNOWN;P=q:r\r\nEND:VEVENT\r\n"
        self._swap(old, old.replace(b"END:VEVENT\r\n", more))

    def decorations(self, uid: str) -> set[str]:
        item = self._item(uid)
        words = {
            b"\r\nATTENDEE:mailto:friend@example.org\r\n": "guest",
            b"\r\nX-UNKNOWN;P=q:r\r\n": "unknown",
        }
        return {word for line, word in words.items() if line in item}

    def _item(self, uid: str) -> bytes:
        [block] = [
            block
            for block in parse(self.path.read_bytes()).blocks("VEVENT", "VTODO")
            if block.lines("UID")[0].value == uid
        ]
        return block.data()

    def _swap(self, old: bytes, new: bytes) -> None:
        data = self.path.read_bytes()
        assert data.count(old) == 1
        self.path.write_bytes(data.replace(old, new))


def parse_item(data: bytes) -> list[bytes]:
    """Return the content lines of an item, folds included."""
    whole = b"BEGIN:VCALENDAR\r\n" + data + b"END:VCALENDAR\r\n"
    [block] = parse(whole).blocks()
    return [part.raw for part in block.parts if hasattr(part, "raw")]


class TestFileTarget(TargetContract):
    tasks = "events"

    @pytest.fixture
    def calendar(self, tmp_path: Path) -> Calendar:
        return FileCalendar(tmp_path / "roadmap.ics")
