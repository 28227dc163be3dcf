"""A student with a small plan and targets in memory, for tests of commands about calendars."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result as Finished
from freezegun import freeze_time
from msgspec.structs import replace

from roadmap_sync.content import Seen
from roadmap_sync.errors import RoadmapError
from roadmap_sync.targets import opening
from roadmap_sync.targets.base import Outcome, Pull, Target, Write
from roadmap_sync.targets.memory import MemoryTarget
from roadmap_sync.targets.opening import Hurry, TargetSettings
from tests.system.commands import run

#: The day on which tests of commands about calendars happen.
TODAY = "2026-09-01 12:00"
_PLAN = """\
plan: small
title: Small
updated: 2026-01-01
phases:
  p:
    title: The first term
    from: start
    until: 20 weeks after start
    steps:
      one: {task: One, when: week 6}
      two: {message: Two, when: 2 weeks after one}
      three: {event: Three, when: YEAR-11-05, at: "17:30"}
      often: {task: Often, when: weeks 8-12, every: week}
"""
_STUDENT = """\
id: 0123abc
start: START
timezone: America/Chicago
plans: [plan.yaml]
targets:
"""


def small_plan(year: int) -> str:
    """Return a plan of four steps, one of which stands in November of a year."""
    return _PLAN.replace("YEAR", str(year))


def small_student(start: str) -> str:
    """Return a student file that follows that plan, up to where the targets stand."""
    return _STUDENT.replace("START", start)


PLAN = small_plan(2026)
STUDENT = small_student("2026-08-10")
FEED = "  feed: {kind: file, path: feed.ics}\n"
PHONE = "  phone: {kind: caldav, url: https://d.example/, username: ana, password: {env: DAV}}\n"
PLANTED = "hunter2-Geheim"


class FakeCalendar(MemoryTarget):
    """A calendar in memory that outlives its targets, and can be told to misbehave."""

    kind = "caldav"

    def __init__(self, name: str = "phone") -> None:
        super().__init__(name)
        self.error: RoadmapError | None = None
        self.pushed: list[Write] = []
        #: Called after each write, with how many there were.
        self.after: Callable[[int], None] = lambda _count: None

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        if self.error is not None:
            raise self.error
        return super().pull(cursor, known, twice)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for outcome in super().push(writes, stop):
            if outcome.reason != "stopped":
                self.pushed.append(outcome.write)
                self.after(len(self.pushed))
            yield outcome

    def named(self, word: str) -> str:
        """Return the uid of the item whose name has a word in it."""
        [uid] = [
            uid
            for uid, one in self.items.items()
            if one.seen and one.seen.marker and word in one.seen.marker.item
        ]
        return uid

    def retitle(self, word: str, title: str) -> None:
        """Change a title, as the student would."""
        uid = self.named(word)
        seen = self.items[uid].seen
        assert isinstance(seen, Seen)
        self.put(uid, replace(seen, content=replace(seen.content, title=title)))


def make_student(folder: Path, *targets: str, plan: str = PLAN) -> None:
    """Write a plan and a student file with some targets."""
    (folder / "plan.yaml").write_text(plan, "utf-8")
    (folder / "student.yaml").write_text(STUDENT + "".join(targets), "utf-8")


@contextmanager
def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let a student with a file of events sit in a folder, on the day of the tests."""
    monkeypatch.chdir(folder)
    make_student(folder, FEED)
    with freeze_time(TODAY):
        yield folder


def lent(monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    """Return a calendar in memory to which the settings of the phone lead."""
    calendar = FakeCalendar()
    lend(monkeypatch, calendar)
    return calendar


def lend(monkeypatch: pytest.MonkeyPatch, *calendars: FakeCalendar) -> None:
    """Let the settings of CalDAV targets lead to calendars in memory, by name."""
    by_name = {one.name: one for one in calendars}

    def opened(settings: TargetSettings, password: str, _hurry: Hurry) -> Target:
        assert password == PLANTED
        calendar = by_name[settings.name]
        calendar.identity = settings.identity
        return calendar

    monkeypatch.setenv("DAV", PLANTED)
    monkeypatch.setattr(opening, "CONSTRUCTORS", {**opening.CONSTRUCTORS, "caldav": opened})


def sync(*words: str, exit_code: int = 0) -> Finished:
    """Run ``sync`` and check how it ends."""
    result = run("sync", *words)
    assert result.exit_code == exit_code, result.output
    return result


def synced(*words: str, exit_code: int = 0) -> dict[str, Any]:
    """Run ``sync --json`` and return what it says."""
    found: dict[str, Any] = json.loads(sync(*words, "--json", exit_code=exit_code).stdout)
    return found
