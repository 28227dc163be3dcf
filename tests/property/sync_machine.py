"""A plan author, a student, calendars that tidy, crashes, lost ledgers and two computers.

Whatever they do, in any order: a run that ends well leaves nothing for the next one to write; no
edit of the student's is lost; what was deleted stays deleted; what nobody touched is as the plan
says; nothing that is not ours changes.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, Content, owner_of, texts
from roadmap_sync.items import Item
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Run
from roadmap_sync.sync.order import Earlier, Order
from roadmap_sync.sync.report import Report
from roadmap_sync.sync.wanted import Wants
from roadmap_sync.targets.base import Pull, Target
from tests.unit.formats.samples import an_item

FIRST = date(2027, 1, 4)
ITEMS = st.integers(0, 3)
DAYS = st.integers(0, 120)
MACHINES = st.sampled_from(["laptop", "desktop"])


class CrashError(BaseException):
    """The computer went off."""


class World(Protocol):
    """A calendar, as its target, its owner and an onlooker have it.

    Attributes:
        crash_at: The write at which the computer goes off, or None.
        crash_after: Is that write applied?
        writes: How many writes were asked for so far.
        keeps_unknown: Does it keep properties that it does not know?
        tidies: Does it change what it is given?
        keeps_bin: Does it remember what was deleted? Then a computer that remembers nothing takes
            what lies there for deleted by the student.
    """

    crash_at: int | None
    crash_after: bool
    writes: int
    keeps_unknown: bool
    tidies: bool
    keeps_bin: bool

    def target(self) -> Target:
        """Return the calendar as a target, as the next run opens it."""

    def seen(self) -> dict[str, Content]:
        """Return what stands in it and is ours, by uid."""

    def edit(self, uid: str, content: Content, *fields: str) -> None:
        """Set fields of an item, as the student would."""

    def remove(self, uid: str) -> None:
        """Delete an item, as the student would."""

    def foreign(self) -> object:
        """Return what stands in it and is not ours; something does from the beginning."""

    def tidy(self, content: Content) -> Content:
        """Return what it makes of a content."""


class Crashing:
    """A target in a computer that may go off; how it goes off is each kind's own."""

    def __init__(self, target: Target, world: World) -> None:
        """Stand before a target, and ask the world when to go off."""
        self.name, self.kind, self.identity = target.name, target.kind, target.identity
        self.tasks = target.tasks
        self._target = target
        self._world = world

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        return self._target.pull(cursor, known, twice)

    def close(self) -> None:
        self._target.close()


class SyncMachine(RuleBasedStateMachine):
    """See the module."""

    make_world: ClassVar[Callable[[], World]]

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.world = type(self).make_world()
        self.foreign = self.world.foreign()
        self.today = date(2026, 7, 1)
        self.plan = {number: _item(number) for number in range(3)}
        self.accepted: dict[str, dict[str, str]] = {}
        self.said: dict[int, set[date | None]] = {}
        self.counter = 0
        self.titles: dict[str, str] = {}
        self.moved: dict[str, date] = {}
        self.lines: dict[str, list[str]] = {}
        self.done: dict[str, bool] = {}
        self.deleted: dict[str, set[str]] = {}
        self.known: dict[str, set[str]] = {"laptop": set(), "desktop": set()}
        self.glimpsed: dict[str, set[str]] = {"laptop": set(), "desktop": set()}
        #: What a machine saw and could not know: no marker, and not in its plan.
        self.strangers: dict[str, set[str]] = {"laptop": set(), "desktop": set()}
        self.unsure: set[str] = set()
        self.fresh = {"laptop", "desktop"}
        target = self.world.target()
        self.todos = target.tasks == "todos"
        target.close()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    # The plan's author

    @rule(number=ITEMS, day=DAYS)
    def author_moves(self, number: int, day: int) -> None:
        if number in self.plan:
            start = FIRST + timedelta(days=day)
            self._note_said(number, start)
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
        if number not in self.plan:
            self._note_said(number, None)
            self.plan[number] = _item(number)

    # The student

    @rule(number=ITEMS)
    def student_renames(self, number: int) -> None:
        uid = _uid(number)
        if uid in self.world.seen():
            self.titles[uid] = f"Mine {self._next()}"
            self._edit(uid, "title", title=self.titles[uid])

    @rule(number=ITEMS, day=DAYS)
    def student_moves(self, number: int, day: int) -> None:
        uid = _uid(number)
        if uid in self.world.seen():
            start = FIRST + timedelta(days=day)
            old = self._content(uid)
            if start != old.start:
                self.moved[uid] = start
                length = old.end - old.start
                self._edit(uid, "when", start=start, end=start + length)

    @rule(number=ITEMS, above=st.booleans())
    def student_writes(self, number: int, above: bool) -> None:  # noqa: FBT001
        uid = _uid(number)
        if uid in self.world.seen():
            line = f"I met her {self._next()}"
            self.lines.setdefault(uid, []).append(line)
            notes = self._content(uid).notes
            self._edit(uid, "notes", notes=f"{line}\n{notes}" if above else f"{notes}\n{line}")

    @rule(number=ITEMS, done=st.booleans())
    def student_ticks(self, number: int, done: bool) -> None:  # noqa: FBT001
        uid = _uid(number)
        if uid in self.world.seen() and self._content(uid).done != done:
            self.done[uid] = done
            self._edit(uid, "done", done=done)

    @rule(number=ITEMS)
    def student_deletes(self, number: int) -> None:
        uid = _uid(number)
        if uid in self.world.seen():
            over = self._content(uid).last_day < self.today
            self.world.remove(uid)
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
        self.fresh.add(machine)
        for machines in self.deleted.values():
            machines.discard(machine)
        self.unsure |= set(self.world.seen())

    @rule(machine=MACHINES, at=st.integers(0, 3), after=st.booleans())
    def crashes(self, machine: str, at: int, after: bool) -> None:  # noqa: FBT001
        before = set(self.world.seen())
        self.world.crash_at, self.world.crash_after = at, after
        try:
            self._sync(machine)
        except CrashError:
            self.unsure |= set(self.world.seen()) - before
            if self.world.tidies or not self.world.keeps_unknown:
                self.unsure |= before
        finally:
            self.world.crash_at = None
        self._note_known(machine, crashed=True)

    @rule(machine=MACHINES, numbers=st.sets(ITEMS, min_size=1))
    def a_new_version_waits(self, machine: str, numbers: set[int]) -> None:
        """Some items must not be written in this run; what was there of them stays."""
        held = frozenset(_uid(number) for number in numbers)
        self._note_unknown(machine)
        before = self.world.seen()
        assert self._sync(machine, held)[0].error is None
        after = self.world.seen()
        assert all(before.get(uid) == after.get(uid) for uid in held)
        for uid in set(before) - set(after):
            self._note_deleted(machine, uid)
        self._note_known(machine)
        self._check_edits()

    @rule(machine=MACHINES)
    def syncs(self, machine: str) -> None:
        deleted = {
            uid for uid, machines in self.deleted.items()
            if machine in machines and uid not in self.world.seen()
        }  # fmt: skip
        self._note_unknown(machine)
        before = self.world.seen()
        self.world.writes = 0
        reports = self._sync(machine)
        assert reports[0].error is None
        after = self.world.seen()
        differ = {uid for uid in {*before, *after} if before.get(uid) != after.get(uid)}
        met = self.strangers[machine] & {item.uid for item in self.plan.values()} & set(before)
        assert self.world.writes <= len(differ | met)
        for uid in set(before) - set(after):
            self._note_deleted(machine, uid)

        self.world.writes = 0
        again = self._sync(machine)
        assert self.world.writes == 0, [one.reason for one in again[0].writes]
        assert not again[0].writes

        self._note_known(machine)
        self.fresh.discard(machine)
        assert not deleted & set(self.world.seen())
        self._check_edits()
        self._check_plan()

    @invariant()
    def what_is_not_ours_never_changes(self) -> None:
        if hasattr(self, "world"):
            assert self.world.foreign() == self.foreign

    def _check_edits(self) -> None:
        for uid in set(self.world.seen()):
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
        wanted = Wants(self.plan.values(), {}, todos=self.todos)
        for uid, one in wanted.items():
            if uid in self.unsure or uid in self.deleted or self._touched(uid):
                continue
            if uid not in self.world.seen():
                assert one.content.last_day < self.today
                continue
            held = self._content(uid)
            if held.last_day < self.today:
                continue
            found, expected = texts(held), texts(self.world.tidy(one.content))
            for field in FIELDS:
                assert found[field] == expected[field], field
        for uid in set(self.world.seen()) - set(wanted):
            over = self._content(uid).last_day < self.today
            assert over or uid in self.unsure or self._touched(uid)

    def _note_said(self, number: int, start: date | None) -> None:
        """What a plan says again looks to a computer as if it had never said anything else.

        Another computer may have written what it said in between; then that stays until that
        computer's next run. Believing the newer one would make two computers with different
        plans take turns for ever.
        """
        said = self.said.setdefault(number, {_item(number).start, None})
        if start in said:
            self.unsure.add(_uid(number))
        said.add(start)

    def _note_unknown(self, machine: str) -> None:
        """Note what a machine cannot know.

        Without marker and memory, that is whether plan or student wrote a text; and of what
        another machine wrote, whether its plan is newer: such an item stays.
        """
        unknown = set(self.world.seen()) - self.known[machine]
        if self.world.keeps_unknown:
            unknown -= {item.uid for item in self.plan.values()}
        self.unsure |= unknown

    def _note_deleted(self, machine: str, uid: str) -> None:
        """What one computer deletes looks to another one as if the student had done it."""
        self.known[machine].discard(uid)
        self.glimpsed[machine].discard(uid)
        both = (*self.known.values(), *self.glimpsed.values())
        if any(uid in known for known in both):
            self.unsure.add(uid)

    def _touched(self, uid: str) -> bool:
        return any(uid in one for one in (self.titles, self.moved, self.lines, self.done))

    def _sync(self, machine: str, held: frozenset[str] = frozenset()) -> list[Report]:
        now = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)
        run = Run(target="", owner=owner_of("me"), today=self.today, now=now)
        target = self.world.target()
        if self.world.keeps_bin and machine in self.fresh:
            self.unsure |= {_uid(number) for number in range(4)} - set(self.world.seen())
        stamp, earlier = self._stamps(machine, held)
        with Ledger.open(self.folder / machine, "me") as ledger:
            order = Order(
                items=list(self.plan.values()), run=run, limit=Limit(1000, held),
                todos=frozenset({target.name} if self.todos else ()), stamp=stamp, earlier=earlier,
            )  # fmt: skip
            try:
                return sync(order, [target], ledger)
            finally:
                target.close()

    def _stamps(self, machine: str, held: frozenset[str]) -> tuple[str, Earlier]:
        """Return what the command would say of the items, beside those of the run before."""
        now = {item.uid: repr(item) for item in self.plan.values()}
        before = self.accepted.get(machine, {})
        self.accepted[machine] = {} if held else now
        same = frozenset(uid for uid, text in now.items() if before.get(uid) == text)
        return repr(now), Earlier(repr(before), frozenset() if held else same)

    def _note_known(self, machine: str, *, crashed: bool = False) -> None:
        """Follow what a run did: what it deleted is forgotten, what it saw is known."""
        there = set(self.world.seen())
        strangers = there - {item.uid for item in self.plan.values()} - self.known[machine]
        self.strangers[machine] = set() if self.world.keeps_unknown else strangers
        (self.glimpsed if crashed else self.known)[machine] |= there - self.strangers[machine]
        for uid in set(self.deleted) & there:
            del self.deleted[uid]
        for uid in {_uid(number) for number in range(4)} - there:
            if self._touched(uid):
                self._forget_edits(uid)

    def _forget_edits(self, uid: str) -> None:
        for one in (self.titles, self.moved, self.lines, self.done):
            one.pop(uid, None)

    def _edit(self, uid: str, *fields: str, **changes: object) -> None:
        content = replace(self._content(uid), **changes)
        self.world.edit(uid, content, *fields)

    def _content(self, uid: str) -> Content:
        return self.world.seen()[uid]

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
