"""Whole runs on calendars in memory: what is written, learned, guarded and remembered."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Marker, Seen, owner_of
from roadmap_sync.errors import DecisionError, GuardError, RefusedError, UnreachableError
from roadmap_sync.items import Item
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Account, Life, Run, State
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.order import Earlier, Order
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.base import Outcome, Pull, Result, Target, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.formats.samples import an_item

NOW = datetime(2026, 7, 1, 6, tzinfo=UTC)
RUN = Run(target="", owner=owner_of("me"), today=NOW.date(), now=NOW)
FIRST = date(2026, 9, 7)


def items(count: int, *, first: date = FIRST) -> list[Item]:
    return [
        an_item(uid=f"{number:032d}", step=f"step-{number}", title=f"Step {number}",
                start=first + timedelta(7 * number))
        for number in range(count)
    ]  # fmt: skip


class Home:
    """A student with a ledger and some calendars."""

    def __init__(self, folder: Path, *targets: Target) -> None:
        self.folder = folder
        self.targets = targets

    def sync(self, plan: Sequence[Item], **order: object) -> list[Report]:
        todos = frozenset(one.name for one in self.targets if one.tasks == "todos")
        asked = Order(items=plan, todos=todos, run=RUN)
        asked = replace(asked, **order)
        with Ledger.open(self.folder, "me") as ledger:
            return sync(asked, self.targets, ledger)

    def states(self) -> Mapping[str, State]:
        with Ledger.open(self.folder, "me", read_only=True) as ledger:
            return ledger.states()


@pytest.fixture
def phone() -> MemoryTarget:
    return MemoryTarget("phone")


@pytest.fixture
def home(tmp_path: Path, phone: MemoryTarget) -> Home:
    return Home(tmp_path / "state", phone)


def title_of(target: MemoryTarget, uid: str) -> str:
    there = target.items[uid].seen
    assert there is not None
    return there.content.title


def edit(target: MemoryTarget, uid: str, **changes: object) -> None:
    there = target.items[uid].seen
    assert there is not None
    content = replace(there.content, **changes)
    target.put(uid, replace(there, content=content))


def test_a_first_run_writes_everything_and_a_second_one_nothing(
    home: Home, phone: MemoryTarget
) -> None:
    [first] = home.sync(items(5))
    before = dict(phone.items)
    [second] = home.sync(items(5))

    assert first.count(Verb.CREATE) == 5
    assert first.exit_code == 0
    assert second.writes == []
    assert phone.items == before


def test_a_dry_run_says_what_a_run_does_and_leaves_no_trace(
    home: Home, phone: MemoryTarget
) -> None:
    home.sync(items(5))
    edit(phone, items(5)[1].uid, title="Mine")
    plan = [replace(items(5)[0], title="New words"), *items(5)[1:4]]
    before = dict(phone.items)

    [dry] = home.sync(plan, dry=True)
    assert phone.items == before
    assert home.states() == {}
    [wet] = home.sync(plan)

    assert [one.write for one in dry.writes] == [one.write for one in wet.writes]
    assert [one.verb for one in dry.writes] == [Verb.UPDATE, Verb.DELETE]


def test_what_was_done_moved_and_deleted_on_one_target_counts_on_all(tmp_path: Path) -> None:
    phone, feed = MemoryTarget("phone"), MemoryTarget("feed", "events")
    home = Home(tmp_path, phone, feed)
    done, moved, deleted = (item.uid for item in items(3))
    home.sync(items(3))
    edit(phone, done, done=True)
    edit(phone, moved, start=date(2026, 10, 1), end=date(2026, 10, 1))
    phone.remove(deleted)

    home.sync(items(3))
    [again, also] = home.sync(items(3))

    assert not again.writes
    assert not also.writes
    feed_done, feed_moved = feed.items[done].seen, feed.items[moved].seen
    assert feed_done is not None
    assert feed_moved is not None
    assert feed_done.content.done
    assert feed_moved.content.start == date(2026, 10, 1)
    assert feed_moved.content.end == date(2026, 10, 2)
    assert deleted not in feed.items


def test_two_moves_of_one_item_do_not_chase_each_other(tmp_path: Path) -> None:
    phone, laptop = MemoryTarget("phone"), MemoryTarget("laptop")
    home = Home(tmp_path, phone, laptop)
    uid = items(1)[0].uid
    home.sync(items(1))
    for target, day in ((phone, date(2026, 10, 1)), (laptop, date(2026, 11, 2))):
        edit(target, uid, start=day, end=day)

    home.sync(items(1))
    reports = home.sync(items(1))

    assert [one.writes for one in reports] == [[], []]
    days = [one.items[uid].seen.content.start for one in (phone, laptop)]  # type: ignore[union-attr]
    assert days == [date(2026, 10, 1), date(2026, 11, 2)]


class TestNothingChanged:
    """With a stamp, a run that has nothing to do does not look at each item."""

    def test_the_items_are_not_looked_at(self, home: Home) -> None:
        home.sync(items(3), stamp="1")

        [quiet] = home.sync(items(3), stamp="1")

        assert quiet.decisions == []
        assert quiet.exit_code == 0

    @pytest.mark.parametrize("what", ["plan", "edit", "delete", "state"])
    def test_whatever_happened_is_seen(self, home: Home, phone: MemoryTarget, what: str) -> None:
        plan, uid = items(3), items(3)[0].uid
        home.sync(plan, stamp="1")
        stamp = "1"
        if what == "plan":
            plan, stamp = [replace(plan[0], title="New"), *plan[1:]], "2"
        elif what == "edit":
            edit(phone, uid, title="Mine")
        elif what == "state":
            with Ledger.open(home.folder, "me") as ledger:
                ledger.learn({uid: State(done=True)})
        else:
            phone.remove(uid)

        [report] = home.sync(plan, stamp=stamp)
        [quiet] = home.sync(plan, stamp=stamp)

        assert report.decisions
        assert quiet.decisions == []

    def test_after_a_change_only_what_is_not_as_before_is_looked_at(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        plan = items(4)
        home.sync(plan, stamp="1")
        later = [replace(plan[0], title="New"), *plan[1:3]]
        same = frozenset(one.uid for one in plan[1:3])

        [report] = home.sync(later, stamp="2", earlier=Earlier("1", same))

        assert {one.uid for one in report.decisions} == {plan[0].uid, plan[3].uid}
        assert report.unchanged == 2
        assert title_of(phone, plan[0].uid) == "New"
        assert plan[3].uid not in phone.items

    def test_what_the_student_keeps_is_told_beside_any_change(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        plan = items(3)
        home.sync(plan, stamp="1")
        edit(phone, plan[2].uid, title="Mine")
        home.sync(plan, stamp="1")
        later = [replace(plan[0], title="New"), *plan[1:]]

        [report] = home.sync(
            later, stamp="2", earlier=Earlier("1", frozenset(one.uid for one in plan[1:]))
        )

        assert [one.uid for one in report.kept] == [plan[2].uid]

    @pytest.mark.parametrize("what", ["edit", "state", "another stamp", "dry"])
    def test_everything_is_looked_at_if_anything_else_happened(
        self, home: Home, phone: MemoryTarget, what: str
    ) -> None:
        plan = items(3)
        home.sync(plan, stamp="1")
        if what == "edit":
            edit(phone, plan[1].uid, title="Mine")
        elif what == "state":
            with Ledger.open(home.folder, "me") as ledger:
                ledger.learn({plan[1].uid: State(done=True)})
        stamp = "0" if what == "another stamp" else "1"
        later = [replace(plan[0], title="New"), *plan[1:]]

        [report] = home.sync(
            later, stamp="2", earlier=Earlier(stamp, frozenset(one.uid for one in plan[1:])),
            dry=what == "dry",
        )  # fmt: skip

        assert len(report.decisions) == 3
        assert report.unchanged == 0

    def test_somebody_who_edits_meanwhile_loses_nothing(self, tmp_path: Path) -> None:
        """An item that was not to be looked at changes while another one is written."""
        plan = items(3)

        class Busy(MemoryTarget):
            def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
                if writes and writes[0].verb == "update":
                    edit(self, plan[2].uid, title="Mine")
                return super().push(writes, stop)

        phone = Busy("phone")
        home = Home(tmp_path, phone)
        home.sync(plan, stamp="1")
        later = [replace(plan[0], title="New"), *plan[1:]]

        home.sync(later, stamp="2", earlier=Earlier("1", frozenset(o.uid for o in plan[1:])))
        [quiet] = home.sync(later, stamp="2")

        assert title_of(phone, plan[2].uid) == "Mine"
        assert title_of(phone, plan[0].uid) == "New"
        assert quiet.writes == []

    @pytest.mark.parametrize("what", ["forget", "record", "intend"])
    def test_what_is_remembered_otherwise_than_by_a_whole_run_is_looked_at(
        self, home: Home, phone: MemoryTarget, what: str
    ) -> None:
        """A command forgot an item, or a run was killed: the stamp says nothing any more."""
        plan = items(3)
        home.sync(plan, stamp="1")
        uid = plan[1].uid
        with Ledger.open(home.folder, "me") as ledger:
            memory = ledger.memories("phone")[uid]
            if what == "forget":
                ledger.forget("phone", [uid])
                phone.remove(uid)
            elif what == "record":
                ledger.record("phone", memory)
            else:
                ledger.intend("phone", [memory])

        [report] = home.sync(plan, stamp="1")
        [quiet] = home.sync(plan, stamp="1")

        assert len(report.decisions) == 3
        assert uid in phone.items
        assert quiet.decisions == []

    def test_what_is_not_remembered_is_looked_at_whatever_is_the_same(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        plan = items(3)
        home.sync(plan[:2], stamp="1")

        [report] = home.sync(
            plan, stamp="2", earlier=Earlier("1", frozenset(one.uid for one in plan))
        )

        assert {one.uid for one in report.decisions} == {plan[2].uid}
        assert plan[2].uid in phone.items

    def test_a_run_that_was_not_finished_is_gone_on_with(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        home.sync(items(3), stamp="1", stop=lambda: len(phone.items) >= 1)

        [rest] = home.sync(items(3), stamp="1")

        assert rest.count(Verb.CREATE) == 2


def leave(home: Home, going: Sequence[Item]) -> None:
    with Ledger.open(home.folder, "me") as ledger:
        memories = ledger.memories("phone")
        ledger.intend("phone", [replace(memories[one.uid], life=Life.LEAVING) for one in going])


class TestGuards:
    def test_much_that_vanished_stops_the_run(self, home: Home, phone: MemoryTarget) -> None:
        home.sync(items(30))
        for item in items(30)[:25]:
            phone.remove(item.uid)

        [stopped] = home.sync(items(30))
        [allowed] = home.sync(items(30), limit=Limit(25))

        assert isinstance(stopped.error, GuardError)
        assert stopped.exit_code == 7
        assert "--max-delete 25" in str(stopped.error)
        assert allowed.exit_code == 0
        assert len(phone.items) == 5

    def test_everything_gone_stops_the_run_even_if_it_is_little(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        home.sync(items(4))
        phone.items.clear()

        [stopped] = home.sync(items(4))

        assert stopped.exit_code == 7
        assert home.states() == {}

    @pytest.mark.parametrize(("stays", "code"), [(1, 0), (0, 7)])
    def test_what_was_about_to_leave_is_among_what_is_there(
        self, home: Home, phone: MemoryTarget, stays: int, code: int
    ) -> None:
        """A run was killed before it deleted three of five items."""
        home.sync(items(5))
        leave(home, items(5)[1:4])

        [deleted] = home.sync(items(stays))

        assert deleted.exit_code == code
        assert code == 0 or "5 of 5 items would be deleted" in deleted.in_words

    @pytest.mark.parametrize(("gone", "code"), [(3, 0), (5, 7)])
    def test_what_was_about_to_leave_and_stayed_is_among_what_did_not_vanish(
        self, home: Home, phone: MemoryTarget, gone: int, code: int
    ) -> None:
        home.sync(items(5))
        leave(home, items(5)[3:])
        for item in items(5)[:gone]:
            phone.remove(item.uid)

        [report] = home.sync(items(5))

        assert report.exit_code == code
        assert code == 0 or "3 of 3 items are gone" in report.in_words

    def test_a_plan_that_suddenly_yields_nothing_deletes_nothing(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        home.sync(items(4))

        [stopped] = home.sync([])

        assert stopped.exit_code == 7
        assert "yields nothing" in str(stopped.error)
        assert len(phone.items) == 4

    def test_many_deletes_need_a_word(self, home: Home, phone: MemoryTarget) -> None:
        home.sync(items(60))

        [few] = home.sync(items(45))
        [many] = home.sync(items(15))
        [allowed] = home.sync(items(15), limit=Limit(30))

        assert few.count(Verb.DELETE) == 15
        assert many.exit_code == 7
        assert allowed.count(Verb.DELETE) == 30
        assert len(phone.items) == 15

    def test_another_calendar_behind_the_same_name_is_asked_about(self, home: Home) -> None:
        home.sync(items(2))
        home.targets[0].identity = "memory elsewhere"

        [asked] = home.sync(items(2))

        assert isinstance(asked.error, DecisionError)
        assert asked.exit_code == 3

    def test_somebody_elses_roadmap_is_not_touched(self, home: Home, phone: MemoryTarget) -> None:
        other = Home(home.folder.parent / "other", phone)
        with Ledger.open(other.folder, "her") as ledger:
            order = Order(items=items(3), todos=frozenset(), run=replace(RUN, owner="other"))
            sync(order, [phone], ledger)
        before = dict(phone.items)

        [asked] = home.sync([replace(one, uid=f"{n:032x}") for n, one in enumerate(items(3), 99)])

        assert asked.exit_code == 3
        assert "somebody else" in str(asked.error)
        assert phone.items == before

    def test_a_strangers_item_beside_ours_is_left_alone(
        self, home: Home, phone: MemoryTarget
    ) -> None:
        home.sync(items(3))
        marker = Marker(item="a/b", owner="other", said={})
        theirs = phone.items[items(3)[0].uid].seen
        assert theirs is not None
        phone.put("f" * 32, Seen(content=theirs.content, marker=marker))
        phone.put("e" * 32, Seen(content=theirs.content))

        [report] = home.sync(items(3))

        assert report.writes == []
        assert {"f" * 32, "e" * 32} <= set(phone.items)


class _Odd(MemoryTarget):
    """Lets somebody come in between, refuses, or falls silent, as asked."""

    def __init__(self) -> None:
        super().__init__("odd")
        self.before: Callable[[Write], Outcome | None] = lambda _write: None
        self.fails: Exception | None = None

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for write in writes:
            yield self.before(write) or self.apply(write)

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        if self.fails is not None:
            raise self.fails
        return super().pull(cursor, known, twice)


class TestTroubles:
    @pytest.fixture
    def odd(self) -> _Odd:
        return _Odd()

    @pytest.fixture
    def home(self, tmp_path: Path, odd: _Odd) -> Home:
        return Home(tmp_path, odd)

    def test_an_edit_under_our_hands_is_seen_and_kept(self, home: Home, odd: _Odd) -> None:
        home.sync(items(2))
        uid = items(2)[0].uid
        once = iter([True])

        def student_first(write: Write) -> None:
            if write.uid == uid and next(once, False):
                edit(odd, uid, title="Mine")

        odd.before = student_first
        [report] = home.sync([replace(items(2)[0], notes="New words"), items(2)[1]])

        seen = odd.items[uid].seen
        assert report.exit_code == 0
        assert seen is not None
        assert seen.content.title == "Mine"
        assert "New words" in seen.content.notes

    def test_what_is_refused_is_told_and_tried_again(self, home: Home, odd: _Odd) -> None:
        odd.before = lambda write: Outcome(write=write, result=Result.REFUSED, reason="too large")

        [report] = home.sync(items(1))
        odd.before = lambda _write: None
        [again] = home.sync(items(1))

        assert report.exit_code == 4
        assert report.refused[0].reason == "too large"
        assert again.count(Verb.CREATE) == 1

    @pytest.mark.parametrize("applied", [True, False])
    def test_an_unknown_end_is_found_out(self, home: Home, odd: _Odd, *, applied: bool) -> None:
        def silent(write: Write) -> Outcome:
            if applied:
                odd.apply(write)
            return Outcome(write=write, result=Result.UNKNOWN, reason="no answer")

        odd.before = silent
        [report] = home.sync(items(3))
        odd.before = lambda _write: None
        [healed] = home.sync(items(3))
        [quiet] = home.sync(items(3))

        assert report.exit_code == (0 if applied else 75)
        assert healed.exit_code == 0
        assert quiet.writes == []
        assert len(odd.items) == 3

    def test_one_target_in_trouble_does_not_stop_the_others(self, tmp_path: Path) -> None:
        odd, phone = _Odd(), MemoryTarget("phone")
        odd.fails = UnreachableError("no answer")
        home = Home(tmp_path, odd, phone)

        [first, second] = home.sync(items(2))

        assert first.exit_code == 75
        assert second.count(Verb.CREATE) == 2

    def test_how_a_run_ended_is_remembered(self, home: Home, odd: _Odd) -> None:
        home.sync(items(2))
        odd.fails = RefusedError("the calendar is read-only")
        home.sync(items(2))

        with Ledger.open(home.folder, "me", read_only=True) as ledger:
            account: Account | None = ledger.account("odd")
        assert account is not None
        assert account.last_good == NOW
        assert account.outcome == "the calendar is read-only"

    def test_a_stop_leaves_the_rest_for_the_next_run(self, tmp_path: Path) -> None:
        phone = MemoryTarget("phone")
        home = Home(tmp_path, phone)

        [stopped] = home.sync(items(5), stop=lambda: len(phone.items) >= 2)
        [rest] = home.sync(items(5))

        assert stopped.stopped
        assert len(stopped.pending) == 3
        assert rest.count(Verb.CREATE) == 3

    def test_a_lost_ledger_is_learnt_from_the_calendar(self, tmp_path: Path) -> None:
        phone = MemoryTarget("phone")
        Home(tmp_path / "a", phone).sync(items(4))
        edit(phone, items(4)[0].uid, title="Mine", done=True)

        [first] = Home(tmp_path / "b", phone).sync([*items(3), items(5)[4]])
        home = Home(tmp_path / "b", phone)
        [second] = home.sync([*items(3), items(5)[4]])

        assert first.count(Verb.CREATE) == 1
        assert first.count(Verb.DELETE) == 1
        assert first.notes
        assert second.writes == []
        assert home.states()[items(4)[0].uid].done

    def test_no_ledger_no_writes(self, tmp_path: Path) -> None:
        phone = MemoryTarget("phone")
        home = Home(tmp_path, phone)
        home.sync(items(1))

        with Ledger.open(tmp_path, "me") as ledger:
            assert {one.life for one in ledger.memories("phone").values()} == {Life.THERE}
