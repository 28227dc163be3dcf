"""The machine of `tests.property.sync_machine` on the double of Google, over real HTTP."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from roadmap_sync.content import Content
from roadmap_sync.formats import google as form
from roadmap_sync.formats import google_tasks as task_form
from roadmap_sync.targets.base import Outcome, Result, Target, Write
from roadmap_sync.targets.google import GoogleTarget
from roadmap_sync.targets.google_place import make_calendar
from tests.contract.goog import GoogleCalendar, TaskCalendar, settings_of
from tests.google_double.server import Double, running
from tests.google_double.world import World as Account
from tests.property.sync_machine import CrashError, Crashing, SyncMachine, World


class _Crashing(Crashing):
    """A target in a computer that may go off."""

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        world = self._world
        if world.crash_at is None or world.crash_at >= len(writes):
            for outcome in self._target.push(writes, stop):
                # What lies in the bin is asked for and changes nothing.
                world.writes += outcome.result is not Result.MISSING
                yield outcome
            return
        # All before that write is done and recorded; that one perhaps, and nobody hears of it.
        yield from self._target.push(writes[: world.crash_at], stop)
        if world.crash_after:
            list(self._target.push(writes[world.crash_at :][:1], stop))
        raise CrashError


class InGoogle:
    """An account with a dentist in the calendar and milk on the list, both the student's."""

    crash_at: int | None = None
    crash_after = False
    writes = 0
    keeps_unknown = True
    tidies = True
    keeps_bin = True

    def __init__(self, double: Double, tasklist: str) -> None:
        double.world = Account()
        double.student._world = double.world
        double.token = double.world.accounts.issue(forever=True).token
        folder = Path(tempfile.mkdtemp())
        kind = TaskCalendar if tasklist else GoogleCalendar
        self._calendar = kind(double, replace(settings_of(folder), tasklist=tasklist))
        self._student = double.student
        self._places = [tasklist] if tasklist else []
        if tasklist:
            self._student.new_list(tasklist)
        else:
            make_calendar(self._calendar.target._calls)
        self._calendar.close()
        self._calendar.add_foreign()

    def target(self) -> Target:
        return _Crashing(GoogleTarget(self._calendar.settings), self)

    def seen(self) -> dict[str, Content]:
        if self._places:
            tasks = [(task_form.tagged(one), one) for one in self._student.read(self._places[0])]
            found = [line.uid for line, _ in tasks if line is not None]
            assert len(found) == len(set(found)), "something is there twice"
            return {line.uid: task_form.read(one).content for line, one in tasks if line}
        events = self._student.read(self._calendar.settings.calendar)
        return {one["id"]: form.read(one).content for one in events if form.is_ours(one)}

    def edit(self, uid: str, content: Content, *fields: str) -> None:
        where, name = self._calendar.find(uid)
        [now] = [one for one in self._student.read(where) if one["id"] == name]
        if self._places:
            line = task_form.tagged(now)
            assert line is not None
            change = task_form.changes(uid, content, fields, line.marker, now)
        else:
            marker = form.read(now).marker
            assert marker is not None
            change = form.changes(uid, content, fields, marker, now)
        self._student.edit(where, name, change)

    def remove(self, uid: str) -> None:
        self._calendar.remove(uid)

    def foreign(self) -> object:
        found = self._calendar.foreign()
        assert len(found) == 1
        return found

    def tidy(self, content: Content) -> Content:
        if self._places:
            return replace(content, place="", link="", alarm=None, color="", busy=False)
        return content


@pytest.mark.parametrize("tasklist", ["", "Roadmap"], ids=["events", "tasks"])
def test_nothing_is_lost_doubled_or_undone_in_google(
    tasklist: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as double:
        monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", double.url)

        def make() -> World:
            return InGoogle(double, tasklist)

        class Machine(SyncMachine):
            make_world = staticmethod(make)

        quick = settings(
            max_examples=20, stateful_step_count=25, deadline=None, print_blob=True
        )  # fmt: skip
        run_state_machine_as_test(Machine, settings=quick)
