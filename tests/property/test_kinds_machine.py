"""Tasks that are events and to-dos by turns, in a computer that may go off between the two.

Each kind has a place of its own. Whatever plan, settings and student do, in any order: a run that
ends well leaves each item once, or asks; no tick, title or line of the student's is lost; what
nobody touched is as the plan says; the next run writes nothing.
"""

import contextlib
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from msgspec.structs import replace

from roadmap_sync.content import Content, texts
from roadmap_sync.items import Item
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.wanted import Wants
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.apart import Apart, KilledError, kill
from tests.unit.sync.test_engine import FIRST, Home, items

NUMBERS = st.integers(0, 1)


class _Fragile(Apart):
    """Is written by a computer that may go off at any write."""

    at: int | None = None
    after = False

    def apply(self, write: Write) -> Outcome:
        now = self.at == 0
        self.at = None if self.at is None else self.at - 1
        if now and not self.after:
            kill()
        outcome = super().apply(write)
        if now:
            kill()
        return outcome


class Kinds(RuleBasedStateMachine):
    """See the module."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.phone, self.feed = _Fragile(), MemoryTarget("feed", "events")
        self.home = Home(self.folder, self.phone, self.feed)
        self.plan: dict[int, Item] = dict(enumerate(_tasks()))
        self.counter = 0
        self.titles: dict[str, dict[str, str]] = {}
        self.lines: dict[str, set[str]] = {}
        self.ticked: set[str] = set()
        self.moved: set[str] = set()
        self._sync()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    @rule(number=NUMBERS)
    def author_retitles(self, number: int) -> None:
        if number in self.plan:
            self.plan[number] = replace(self.plan[number], title=self._words("Plan"))

    @rule(number=NUMBERS, days=st.integers(0, 60))
    def author_moves(self, number: int, days: int) -> None:
        if number in self.plan:
            start = FIRST + timedelta(days)
            self.plan[number] = replace(
                self.plan[number], start=start, end=start + timedelta(1), date=start
            )

    @rule(number=NUMBERS)
    def author_drops_or_adds(self, number: int) -> None:
        if self.plan.pop(number, None) is None:
            self.plan[number] = _tasks()[number]

    @rule()
    def student_changes_the_settings(self) -> None:
        self.phone.tasks = "events" if self.phone.tasks == "todos" else "todos"

    @rule(number=NUMBERS, which=st.booleans())
    def student_retitles(self, number: int, which: bool) -> None:  # noqa: FBT001
        ref = self._ref(number, first=which)
        if ref:
            words = self._words("Mine")
            self.titles.setdefault(_uid(number), {})[ref] = words
            self.phone.edit(ref, title=words)

    @rule(number=NUMBERS, which=st.booleans())
    def student_ticks(self, number: int, which: bool) -> None:  # noqa: FBT001
        ref = self._ref(number, first=which)
        if ref:
            self.ticked.add(_uid(number))
            self.phone.edit(ref, done=True)

    @rule(number=NUMBERS, which=st.booleans())
    def student_writes(self, number: int, which: bool) -> None:  # noqa: FBT001
        ref = self._ref(number, first=which)
        if ref:
            line = self._words("I met her")
            self.lines.setdefault(_uid(number), set()).add(line)
            self.phone.edit(ref, notes=f"{self._content(ref).notes}\n{line}")

    @rule(number=NUMBERS, which=st.booleans(), days=st.integers(61, 90))
    def student_moves(self, number: int, which: bool, days: int) -> None:  # noqa: FBT001
        ref = self._ref(number, first=which)
        if ref:
            self.moved.add(_uid(number))
            old, start = self._content(ref), FIRST + timedelta(days)
            self.phone.edit(ref, start=start, end=start + (old.end - old.start))

    @rule(at=st.integers(0, 3), after=st.booleans())
    def goes_off(self, at: int, after: bool) -> None:  # noqa: FBT001
        self.phone.at, self.phone.after = at, after
        with contextlib.suppress(KilledError):
            self._sync()
        self.phone.at = None

    @rule(number=NUMBERS)
    def goes_off_half_way(self, number: int) -> None:
        self.student_changes_the_settings()
        self.phone.between = lambda uid: kill() if uid == _uid(number) else None
        with contextlib.suppress(KilledError):
            self._sync()
        self.phone.between = lambda _uid: None

    @rule()
    def syncs(self) -> None:
        asked = self._sync()
        refs = {_uid(number): self._refs(_uid(number)) for number in range(2)}
        assert all(len(found) <= 1 or uid in asked for uid, found in refs.items())
        for uid, [ref] in ((uid, found) for uid, found in refs.items() if len(found) == 1):
            self._check(uid, self._content(ref))
            if uid in self.titles:
                self.titles[uid] = {ref: self._content(ref).title}
        for uid in (uid for uid, found in refs.items() if not found):
            self.titles.pop(uid, None)
            self.lines.pop(uid, None)
            self.ticked.discard(uid)
        before = dict(self.phone.items)

        assert self._sync() <= asked  # what is the student's now is told once

        assert self.phone.items == before

    def _check(self, uid: str, content: Content) -> None:
        mine = set(self.titles.get(uid, {}).values())
        assert not mine or content.title in mine
        assert self.lines.get(uid, set()) <= set(content.notes.split("\n"))
        assert content.done or uid not in self.ticked
        there = self.feed.items.get(uid)
        assert there is None or there.seen is None or there.seen.content.done == content.done
        touched = mine or uid in self.lines or uid in self.ticked or uid in self.moved
        if touched:
            return
        wants = Wants(self.plan.values(), {}, todos=self.phone.tasks == "todos")
        assert uid in wants
        assert texts(content) == texts(wants[uid].content)
        assert content.component == wants[uid].content.component

    def _sync(self) -> set[str]:
        """Run, and return the uids that a person must look at."""
        reports = self.home.sync(list(self.plan.values()), limit=Limit(1000))
        assert all(one.exit_code in (0, 3) for one in reports), [one.in_words for one in reports]
        outcomes = reports[0].outcomes.values()
        assert all(one.result is Result.DONE for one in outcomes)
        return {one.uid for one in reports[0].asks}

    def _refs(self, uid: str) -> list[str]:
        return sorted(ref for ref in self.phone.items if uid in ref)

    def _ref(self, number: int, *, first: bool) -> str:
        refs = self._refs(_uid(number))
        return refs[0 if first else -1] if refs else ""

    def _content(self, ref: str) -> Content:
        seen = self.phone.items[ref].seen
        assert seen is not None
        return seen.content

    def _words(self, begin: str) -> str:
        self.counter += 1
        return f"{begin} {self.counter}"


def _tasks() -> list[Item]:
    return [replace(one, kind="task", type="task") for one in items(2)]


def _uid(number: int) -> str:
    return f"{number:032d}"


def test_no_item_is_left_twice_and_nothing_of_the_students_is_lost() -> None:
    run_state_machine_as_test(
        Kinds,
        settings=settings(max_examples=100, stateful_step_count=20, deadline=None, print_blob=True),
    )
