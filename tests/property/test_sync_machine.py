"""The machine of `tests.property.sync_machine`, on calendars in memory and on real servers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from roadmap_sync.content import Content, Marker, Seen
from roadmap_sync.formats import resource
from roadmap_sync.targets.base import Outcome, Target, Write
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.memory import MemoryTarget
from tests.contract.dav import DavCalendar
from tests.lab.servers import Server, running
from tests.property.sync_machine import CrashError, Crashing, SyncMachine, World

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DENTIST = Seen(
    content=Content(
        component="event", title="Dentist", start=date(2027, 1, 4), end=date(2027, 1, 5)
    )
)


class Faithful(MemoryTarget):
    """Keeps everything, and can lose the connection to a computer at any write."""

    crash_at: int | None = None
    crash_after = False
    writes = 0
    keeps_unknown = True
    tidies = False
    keeps_bin = False

    def __init__(self) -> None:
        super().__init__()
        self.put("dentist", DENTIST)

    def target(self) -> Target:
        return self

    def seen(self) -> dict[str, Content]:
        items = self.items.items()
        return {uid: one.seen.content for uid, one in items if one.seen and uid != "dentist"}

    def edit(self, uid: str, content: Content, *fields: str) -> None:
        there = self.items[uid].seen
        assert there is not None
        self.put(uid, replace(there, content=content))

    def foreign(self) -> object:
        return self.items["dentist"]

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for number, write in enumerate(writes):
            crash = number == self.crash_at
            if crash and not self.crash_after:
                raise CrashError
            outcome = self.apply(write)
            self.writes += 1
            if crash:
                raise CrashError
            yield outcome


class Tidy(Faithful):
    """Cuts blanks and empty lines, and knows no colours, as some servers do."""

    tidies = True

    def tidy(self, content: Content) -> Content:
        notes = "\n".join(line.strip() for line in content.notes.split("\n") if line.strip())
        return replace(content, notes=notes, title=" ".join(content.title.split()), color="")


class Forgetful(Faithful):
    """Drops every property that it does not know, our marker among them."""

    keeps_unknown = False

    def put(self, uid: str, seen: Seen) -> object:  # type: ignore[override]
        return super().put(uid, replace(seen, marker=None))


class _Crashing(Crashing):
    """A target on a real server, in a computer that may go off."""

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        world = self._world
        for number, write in enumerate(writes):
            crash = number == world.crash_at
            if crash and not world.crash_after:
                raise CrashError
            world.writes += 1
            for outcome in self._target.push([write], stop):
                if crash:
                    raise CrashError
                yield outcome


class OnServer:
    """A calendar on a real server."""

    crash_at: int | None = None
    crash_after = False
    writes = 0
    keeps_unknown = True
    tidies = True
    keeps_bin = False

    def __init__(self, server: Server) -> None:
        self._wire = server.wire()
        self._calendar = DavCalendar(server, made=True)
        self._calendar.close()
        self._calendar.add_foreign()
        self._path = self._wire.calendars()[self._calendar.settings.calendar]

    def target(self) -> Target:
        return _Crashing(CalDavTarget(self._calendar.settings), self)

    def seen(self) -> dict[str, Content]:
        texts = self._wire.everything(self._path).items()
        read = [resource.read(text.encode()) for path, text in texts if "dentist" not in path]
        return {one.uid: one.seen.content for one in read}

    def edit(self, uid: str, content: Content, *fields: str) -> None:
        path = f"{self._path}{uid}.ics"
        text = self._wire.get(path)[0].encode()
        marker = resource.read(text).seen.marker
        assert isinstance(marker, Marker)
        new = resource.update(text, content, fields, marker, NOW)
        self._wire.put(path, new.decode())

    def remove(self, uid: str) -> None:
        self._wire.delete(f"{self._path}{uid}.ics")

    def foreign(self) -> object:
        return self._calendar.foreign()

    def tidy(self, content: Content) -> Content:
        return content


def _run(make: Callable[[], World], *, examples: int, steps: int) -> None:
    class Machine(SyncMachine):
        make_world = staticmethod(make)

    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True
    )
    run_state_machine_as_test(Machine, settings=quick)


@pytest.mark.parametrize("world", [Faithful, Tidy, Forgetful])
def test_nothing_is_lost_doubled_or_undone(world: type[Faithful]) -> None:
    _run(world, examples=25, steps=25)


@pytest.mark.parametrize("kind", ["radicale", "xandikos"])
def test_neither_on_a_real_server(kind: str) -> None:
    with running(kind) as server:
        _run(lambda: OnServer(server), examples=5, steps=12)
