"""The double of Google as its owner has it; see `tests.contract.contract.Calendar`."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.content import FIELDS
from roadmap_sync.formats.google_tasks import tagged
from roadmap_sync.targets import google_token
from roadmap_sync.targets.base import Outcome, Write
from roadmap_sync.targets.google import GoogleTarget
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.google_token import Token
from tests.google_double.accounts import USUAL, Client
from tests.google_double.server import Double

#: What a task has room for.
HELD = frozenset({"title", "when", "notes", "categories", "done"})
_GUEST = {"email": "mentor@example.org"}


def settings_of(folder: Path, *, tasklist: str = "", calendar: str = "Roadmap") -> GoogleSettings:
    """Return what a student would write, with patience for a test."""
    return GoogleSettings(
        name="google", calendar=calendar, tasklist=tasklist, folder=folder, timeout=5, patience=6
    )


def sign_in(settings: GoogleSettings, double: Double) -> None:
    """Keep a sign-in whose access token holds for an hour, and which can be renewed."""
    client = Client()
    refresh = double.world.accounts.issue_refresh(USUAL, client=client.id)
    now = clock.now()
    google_token.save(settings, Token(
        client_id=client.id, client_secret=client.secret, refresh=refresh.token, scopes=USUAL,
        since=now, access=double.token, until=now + timedelta(hours=1),
    ))  # fmt: skip


class GoogleCalendar:
    """A calendar, and perhaps a list, of a student's account."""

    keeps = frozenset(FIELDS)

    def __init__(self, double: Double, settings: GoogleSettings) -> None:
        self.double = double
        self.settings = settings
        sign_in(settings, double)
        self._targets: list[GoogleTarget] = []
        self.target = self.again()

    def again(self) -> GoogleTarget:
        self._targets.append(GoogleTarget(self.settings))
        return self._targets[-1]

    def close(self) -> None:
        for target in self._targets:
            target.close()

    def rename(self, uid: str, title: str) -> None:
        where, name = self.find(uid)
        self.double.student.edit(where, name, {self._title(where): title})

    def remove(self, uid: str) -> None:
        self.double.student.delete(*self.find(uid))

    def add_foreign(self) -> None:
        if self.settings.tasklist:
            self.double.student.insert(self._lists()[-1], {"title": "Dentist", "notes": "9 am"})
            return
        day = {"start": {"date": "2028-09-08"}, "end": {"date": "2028-09-09"}}
        self.double.student.insert(self.settings.calendar, {"summary": "Dentist", **day})

    def foreign(self) -> Sequence[bytes]:
        """Return what is not ours; where a task stands among the others is nobody's text."""
        return [
            json.dumps({**one, "position": ""}, sort_keys=True).encode()
            for where in [*self._lists(), self.settings.calendar][:1]
            for one in self.double.student.read(where)
            if "Dentist" in {one.get("summary"), one.get("title")}
        ]

    def decorate(self, uid: str) -> None:
        where, name = self.find(uid)
        extra = {"attendees": [_GUEST], "extendedProperties": {"shared": {"mood": "blue"}}}
        self.double.student.edit(where, name, extra)

    def decorations(self, uid: str) -> set[str]:
        where, name = self.find(uid)
        [event] = [one for one in self.double.student.read(where) if one["id"] == name]
        found = {"guest"} if event.get("attendees") == [_GUEST] else set()
        shared = event.get("extendedProperties", {}).get("shared", {})
        return found | ({"unknown"} if shared == {"mood": "blue"} else set())

    def find(self, uid: str) -> tuple[str, str]:
        """Return where an item of ours is, and its id there."""
        if self.settings.tasklist:
            for where in self._lists():
                for task in self.double.student.read(where):
                    line = tagged(task)
                    if line is not None and line.uid == uid:
                        return where, str(task["id"])
        return self.settings.calendar, uid

    def _lists(self) -> list[str]:
        """Return the ids of the lists that the settings mean."""
        return [
            name
            for name, box in self.double.world.lists.items()
            if box.row.data["title"] == self.settings.tasklist
        ]

    def _title(self, where: str) -> str:
        return "title" if where in self.double.world.lists else "summary"


class OnlyTasks(GoogleTarget):
    """Makes tasks of the events that the contract sends, so that all of it is asked of tasks."""

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        yield from super().push([_as_todo(write) for write in writes], stop)


class TaskCalendar(GoogleCalendar):
    """A list in which everything of the contract is a task."""

    keeps = HELD

    def again(self) -> GoogleTarget:
        self._targets.append(OnlyTasks(self.settings))
        return self._targets[-1]


def _as_todo(write: Write) -> Write:
    if write.content is None:
        return write
    start = write.content.start
    return replace(write, content=replace(write.content, component="todo", end=start))
