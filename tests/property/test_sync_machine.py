"""A plan author, a student, calendars that tidy, crashes, lost ledgers and two computers.

Whatever they do, in any order: a run that ends well leaves nothing for the next one to write; no
edit of the student's is lost; what was deleted stays deleted; what nobody touched is as the plan
says; nothing that is not ours changes.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from roadmap_sync.content import FIELDS, Content, Seen, owner_of, texts
from roadmap_sync.items import Item
from roadmap_sync.sync.engine import Order, sync
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Run
from roadmap_sync.sync.report import Report
from roadmap_sync.sync.wanted import wanted_of
from roadmap_sync.targets.base import Outcome, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.formats.samples import an_item

FIRST = date(2027, 1, 4)
ITEMS = st.integers(0, 3)
DAYS = st.integers(0, 120)
MACHINES = st.sampled_from(["laptop", "desktop"])


class _CrashError(BaseException):
    """The computer went off."""


class _Calendar(MemoryTarget):
    """A calendar that can lose the connection to a computer at any write."""

    crash_at: int | None = None
    crash_after = False
    writes = 0

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for number, write in enumerate(writes):
            crash = number == self.crash_at
            if crash and not self.crash_after:
                raise _CrashError
            outcome = self.apply(write)
            self.writes += 1
            if crash:
                raise _CrashError
            yield outcome


class _Tidy(_Calendar):
    """Cuts blanks and empty lines, and knows no colours, as some servers do."""

    def tidy(self, content: Content) -> Content:
        notes = "\n".join(line.strip() for line in content.notes.split("\n") if line.strip())
        return replace(content, notes=notes, title=" ".join(content.title.split()), color="")


class _Forgetful(_Calendar):
    """Drops every property that it does not know, our marker among them."""

    def put(self, uid: str, seen: Seen) -> object:  # type: ignore[override]
        return super().put(uid, replace(seen, marker=None))


class SyncMachine(RuleBasedStateMachine):
    """See the module."""

    calendar_class: type[_Calendar] = _Calendar

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.calendar = self.calendar_class()
        self.foreign = self.calendar.put("foreign", Seen(content=_content("Dentist")))
        self.today = date(2026, 7, 1)
        self.plan = {number: _item(number) for number in range(3)}
        self.counter = 0
        self.titles: dict[str, str] = {}
        self.moved: dict[str, date] = {}
        self.lines: dict[str, list[str]] = {}
        self.done: dict[str, bool] = {}
        self.deleted: dict[str, set[str]] = {}
        self.known: dict[str, set[str]] = {"laptop": set(), "desktop": set()}
        self.glimpsed: dict[str, set[str]] = {"laptop": set(), "desktop": set()}
        self.unsure: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    # The plan's author

    @rule(number=ITEMS, day=DAYS)
    def author_moves(self, number: int, day: int) -> None:
        if number in self.plan:
            start = FIRST + timedelta(days=day)
            self.plan[number] = replace(
                self.plan[number], start=start, end=start + timedelta(days=1), date=start
            )

    @rule(number=ITEMS)
    def author_rewrites(self, number: int) -> None:
        if number in self.plan:
            words = f"Plan  {self._next()} "
            self.plan[number] = replace(self.plan[number], title=words, notes=f"{words}\n\n x ")

    @rule(number=ITEMS)
    def author_drops(self, number: int) -> None:
        self.plan.pop(number, None)

    @rule(number=ITEMS)
    def author_adds(self, number: int) -> None:
        self.plan.setdefault(number, _item(number))

    # The student

    @rule(number=ITEMS)
    def student_renames(self, number: int) -> None:
        uid = _uid(number)
        if uid in self.calendar.items:
            self.titles[uid] = f"Mine {self._next()}"
            self._edit(uid, title=self.titles[uid])

    @rule(number=ITEMS, day=DAYS)
    def student_moves(self, number: int, day: int) -> None:
        uid = _uid(number)
        if uid in self.calendar.items:
            start = FIRST + timedelta(days=day)
            old = self._content(uid)
            if start != old.start:
                self.moved[uid] = start
                length = old.end - old.start
                self._edit(uid, start=start, end=start + length)

    @rule(number=ITEMS, above=st.booleans())
    def student_writes(self, number: int, above: bool) -> None:  # noqa: FBT001
        uid = _uid(number)
        if uid in self.calendar.items:
            line = f"I met her {self._next()}"
            self.lines.setdefault(uid, []).append(line)
            notes = self._content(uid).notes
            self._edit(uid, notes=f"{line}\n{notes}" if above else f"{notes}\n{line}")

    @rule(number=ITEMS, done=st.booleans())
    def student_ticks(self, number: int, done: bool) -> None:  # noqa: FBT001
        uid = _uid(number)
        if uid in self.calendar.items and self._content(uid).done != done:
            self.done[uid] = done
            self._edit(uid, done=done)

    @rule(number=ITEMS)
    def student_deletes(self, number: int) -> None:
        uid = _uid(number)
        if uid in self.calendar.items:
            over = self._content(uid).last_day < self.today
            self.calendar.remove(uid)
            self._forget_edits(uid)
            self.deleted[uid] = {m for m, known in self.known.items() if uid in known}
            if over:
                self.unsure.add(uid)

    # The world

    @rule(days=st.integers(1, 90))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(machine=MACHINES)
    def ledger_is_lost(self, machine: str) -> None:
        shutil.rmtree(self.folder / machine, ignore_errors=True)
        self.known[machine] = set()
        for machines in self.deleted.values():
            machines.discard(machine)
        self.unsure |= set(self.calendar.items)

    @rule(machine=MACHINES, at=st.integers(0, 3), after=st.booleans())
    def crashes(self, machine: str, at: int, after: bool) -> None:  # noqa: FBT001
        before = set(self.calendar.items)
        self.calendar.crash_at, self.calendar.crash_after = at, after
        try:
            self._sync(machine)
        except _CrashError:
            self.unsure |= set(self.calendar.items) - before
            self.unsure |= {uid for uid in before if self.calendar_class is not _Calendar}
        finally:
            self.calendar.crash_at = None
        self._note_known(machine, crashed=True)

    @rule(machine=MACHINES)
    def syncs(self, machine: str) -> None:
        deleted = {
            uid for uid, machines in self.deleted.items()
            if machine in machines and uid not in self.calendar.items
        }  # fmt: skip
        self._note_unknown(machine)
        before = set(self.calendar.items)
        reports = self._sync(machine)
        assert reports[0].error is None
        for uid in before - set(self.calendar.items):
            self._note_deleted(machine, uid)

        self.calendar.writes = 0
        again = self._sync(machine)
        assert self.calendar.writes == 0, [one.reason for one in again[0].writes]
        assert not again[0].writes

        self._note_known(machine)
        assert not deleted & set(self.calendar.items)
        self._check_edits()
        self._check_plan()

    @invariant()
    def what_is_not_ours_never_changes(self) -> None:
        if hasattr(self, "calendar"):
            assert self.calendar.items["foreign"] == self.foreign

    def _check_edits(self) -> None:
        for uid in set(self.calendar.items) - {"foreign"}:
            content = self._content(uid)
            if uid in self.titles:
                assert content.title == self.titles[uid]
            if uid in self.moved:
                assert content.start == self.moved[uid]
            for line in self.lines.get(uid, []):
                assert line in content.notes.split("\n")
            if uid in self.done:
                assert content.done == self.done[uid]

    def _check_plan(self) -> None:
        """What nobody touched is as the plan says; what it dropped is gone."""
        wanted = wanted_of(self.plan.values(), {}, todos=True)
        for uid, one in wanted.items():
            if uid in self.unsure or uid in self.deleted or self._touched(uid):
                continue
            if uid not in self.calendar.items:
                assert one.content.last_day < self.today
                continue
            held = self._content(uid)
            if held.last_day < self.today:
                continue
            found, expected = texts(held), texts(self.calendar.tidy(one.content))
            for field in FIELDS:
                assert found[field] == expected[field], field
        for uid in set(self.calendar.items) - set(wanted) - {"foreign"}:
            over = self._content(uid).last_day < self.today
            assert over or uid in self.unsure or self._touched(uid)

    def _note_unknown(self, machine: str) -> None:
        """Without marker and memory, nobody knows whether plan or student wrote a text."""
        if self.calendar_class is _Forgetful:
            self.unsure |= set(self.calendar.items) - self.known[machine]

    def _note_deleted(self, machine: str, uid: str) -> None:
        """What one computer deletes looks to another one as if the student had done it."""
        self.known[machine].discard(uid)
        self.glimpsed[machine].discard(uid)
        both = (*self.known.values(), *self.glimpsed.values())
        if any(uid in known for known in both):
            self.unsure.add(uid)

    def _touched(self, uid: str) -> bool:
        return any(uid in one for one in (self.titles, self.moved, self.lines, self.done))

    def _sync(self, machine: str) -> list[Report]:
        now = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)
        run = Run(target="", owner=owner_of("me"), today=self.today, now=now)
        with Ledger.open(self.folder / machine, "me") as ledger:
            order = Order(
                items=list(self.plan.values()), todos=frozenset({"memory"}), run=run,
                limit=Limit(1000),
            )  # fmt: skip
            return sync(order, [self.calendar], ledger)

    def _note_known(self, machine: str, *, crashed: bool = False) -> None:
        """Follow what a run did: what it deleted is forgotten, what it saw is known."""
        there = set(self.calendar.items)
        (self.glimpsed if crashed else self.known)[machine] |= there
        for uid in set(self.deleted) & there:
            del self.deleted[uid]
        for uid in {_uid(number) for number in range(4)} - there:
            if self._touched(uid):
                self._forget_edits(uid)

    def _forget_edits(self, uid: str) -> None:
        for one in (self.titles, self.moved, self.lines, self.done):
            one.pop(uid, None)

    def _edit(self, uid: str, **changes: object) -> None:
        stored = self.calendar.items[uid]
        assert stored.seen is not None
        content = replace(stored.seen.content, **changes)  # type: ignore[arg-type]
        self.calendar.put(uid, replace(stored.seen, content=content))

    def _content(self, uid: str) -> Content:
        seen = self.calendar.items[uid].seen
        assert seen is not None
        return seen.content

    def _next(self) -> int:
        self.counter += 1
        return self.counter


def _uid(number: int) -> str:
    return f"{number:032d}"


def _item(number: int) -> Item:
    start = FIRST + timedelta(days=7 * number)
    return replace(
        an_item(), uid=_uid(number), step=f"step-{number}", title=f"Item {number}", start=start,
        end=start + timedelta(days=1), date=start,
    )  # fmt: skip


def _content(title: str) -> Content:
    return Content(component="event", title=title, start=FIRST, end=FIRST + timedelta(days=1))


@pytest.mark.parametrize("calendar", [_Calendar, _Tidy, _Forgetful])
def test_nothing_is_lost_doubled_or_undone(calendar: type[_Calendar]) -> None:
    class Machine(SyncMachine):
        calendar_class = calendar

    run_state_machine_as_test(
        Machine, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
