"""A CalDAV calendar as its owner has it, for the contract."""

import re
from collections.abc import Sequence
from itertools import count

from msgspec.structs import replace

from roadmap_sync.content import FIELDS
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.caldav_settings import CalDavSettings
from tests.lab.servers import Server

_NUMBERS = count()
#: What no item of ours has: a name that is no uid of ours.
FOREIGN = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dentist//EN\r\nBEGIN:VEVENT\r\n"
    "UID:dentist@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20280908\r\n"
    "SUMMARY:Dentist\r\nX-DENTIST:yes\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_GUEST = "ATTENDEE;CN=Mentor:mailto:mentor@example.org"
_UNKNOWN = "X-STUDENT-COLOR-OF-MOOD:blue"


def settings_of(server: Server, calendar: str, url: str = "") -> CalDavSettings:
    """Return what a student would write to use a calendar of a server."""
    return CalDavSettings(
        name="phone", url=url or server.url, username=server.username, password=server.password,
        calendar=calendar, timeout=20, patience=10,
    )  # fmt: skip


class DavCalendar:
    """A calendar on a real server; see `tests.contract.contract.Calendar`."""

    keeps = frozenset(FIELDS)

    def __init__(self, server: Server, *, made: bool) -> None:
        self._wire = server.wire()
        name = f"Roadmap {next(_NUMBERS)}"
        self.settings = settings_of(server, name)
        if made:
            self._wire.mkcalendar(name)
        self._targets: list[CalDavTarget] = []
        self.target = self.again()

    def again(self) -> CalDavTarget:
        self._targets.append(CalDavTarget(self.settings))
        return self._targets[-1]

    def close(self) -> None:
        for target in self._targets:
            target.close()

    def rename(self, uid: str, title: str) -> None:
        self._edit(uid, lambda text: re.sub(r"SUMMARY:(?:.|\n[ \t])*", f"SUMMARY:{title}", text))

    def remove(self, uid: str) -> None:
        self._wire.delete(f"{self._path}{uid}.ics")

    def add_foreign(self) -> None:
        self._wire.put(f"{self._path}dentist.ics", FOREIGN)

    def foreign(self) -> Sequence[bytes]:
        return [
            text.encode()
            for path, text in self._wire.everything(self._path).items()
            if path.endswith("dentist.ics")
        ]

    def decorate(self, uid: str) -> None:
        self._edit(uid, lambda text: text.replace("\nUID:", f"\n{_GUEST}\n{_UNKNOWN}\nUID:"))

    def decorations(self, uid: str) -> set[str]:
        text = self._wire.get(f"{self._path}{uid}.ics")[0].replace("\r\n ", "")
        words = {"guest": "mailto:mentor@example.org", "unknown": _UNKNOWN}
        return {word for word, sign in words.items() if sign in text}

    @property
    def _path(self) -> str:
        return self._wire.calendars()[self.settings.calendar]

    def _edit(self, uid: str, change: object) -> None:
        path = f"{self._path}{uid}.ics"
        text = self._wire.get(path)[0].replace("\r\n", "\n")
        assert callable(change)
        new = change(text)
        assert new != text
        self._wire.put(path, new.replace("\n", "\r\n"))


def with_url(settings: CalDavSettings, url: str) -> CalDavSettings:
    """Return settings that lead to the same calendar by another address."""
    return replace(settings, url=url)
