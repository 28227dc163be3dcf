"""What the double holds: calendars, lists, who signed in, and what was asked of it."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.google_double.accounts import Accounts
from tests.google_double.errors import Json
from tests.google_double.faults import Fault
from tests.google_double.log import Log

PRIMARY = "ana@example.org"


@dataclass
class Row:
    """A resource: what it says, and when it came and changed (in steps of the world).

    Attributes:
        data: The resource, without its etag.
        seq: The step in which it was made; pages go by it.
        version: The step in which it last changed; sync tokens go by it.
        tag: The step its etag is made of; the version, if the etag is honest.
    """

    data: Json
    seq: int
    version: int
    tag: int = 0

    @property
    def etag(self) -> str:
        """Return the etag, with its quotes, as both APIs show it."""
        return f'"{3_000_000_000_000_000 + (self.tag or self.version)}"'


@dataclass
class Box:
    """A calendar or a task list, and what is in it.

    Attributes:
        row: The Calendar or TaskList resource.
        entry: The CalendarListEntry (the student's own settings); None for task lists.
        made_by: The client that made it with ``calendar.app.created``; empty for the student.
        items: Events or tasks by id, deleted ones included.
        at: The step of the last change of anything in it.
    """

    row: Row
    entry: Row | None = None
    made_by: str = ""
    items: dict[str, Row] = field(default_factory=dict)


@dataclass
class Limits:
    """Numbers that Google may change, or that a test makes small.

    Attributes:
        batch: Calls in one batch. The guide says 1000 today and said 50 before; we keep the
            smaller (github.com/googleapis/google-api-dotnet-client/issues/1621).
        calendars: New calendars a day. support.google.com/a/answer/2905486: more than 25 in a
            short time, and calendars become read-only.
        quota: Calls until ``userRateLimitExceeded``; each part of a batch counts as one
            (calendar/api/guides/batch: "n requests batched together count as n"). 0: no limit.
        updated_min: Days that ``updatedMin`` may lie back.
    """

    batch: int = 50
    calendars: int = 25
    quota: int = 0
    updated_min: int = 28


class World:
    """All state; whoever reads or writes it holds ``lock``."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.limits = Limits()
        self.accounts = Accounts(self.now)
        self.log = Log()
        self.faults: list[Fault] = []
        self.offset = timedelta()
        self.step = 0
        self.generation = 0
        self.calls = 0
        self.calendars: dict[str, Box] = {}
        self.gone_calendars: list[Row] = []
        self.made: list[datetime] = []
        self.lists: dict[str, Box] = {}
        self._furnish()

    def _furnish(self) -> None:
        """What every account has: a calendar and a task list that are none of ours."""
        row = self.row({"id": PRIMARY, "summary": PRIMARY, "timeZone": "America/New_York"})
        entry = self.row({"accessRole": "owner", "primary": True, "selected": True})
        self.calendars[PRIMARY] = Box(row, entry)
        self.lists["MDEyMzQ1Njc4OTpteQ"] = Box(
            self.row({"id": "MDEyMzQ1Njc4OTpteQ", "title": "My Tasks", "updated": self.stamp()})
        )

    def now(self) -> datetime:
        """Return the time by the server's clock, which tests may set (UTC)."""
        return datetime.fromtimestamp(time.time(), UTC) + self.offset

    def stamp(self) -> str:
        """Return the time as the APIs write it: milliseconds and Z."""
        return self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def next(self) -> int:
        """Return the number of the step that now begins."""
        self.step += 1
        return self.step

    def row(self, data: Json) -> Row:
        """Return a new resource."""
        step = self.next()
        return Row(data, step, step)

    def touch(self, row: Row, *, honest: bool = True) -> None:
        """Note that a resource changed; ``honest`` if its etag tells."""
        row.tag = 0 if honest else row.tag or row.version
        row.version = self.next()

    @property
    def default_list(self) -> Box:
        """Return the list that cannot be deleted, ``@default``."""
        return next(iter(self.lists.values()))


def fresh_id(world: World, *, taken: Iterable[str] = ()) -> str:
    """Return an id that is not taken; the same in every run, and in base32hex."""
    base = f"{world.next():08x}"
    return next(made for made in (f"{base}{k:018d}" for k in range(99)) if made not in set(taken))
