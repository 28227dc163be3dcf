"""What four years bring: edits at bad moments, odd items, wrong clocks, several targets."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import NOBODY, Content, Marker, Seen
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, State
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.restoring import restore
from roadmap_sync.targets.base import Outcome, Pull, Result, Stored, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.test_engine import FIRST, RUN, Home, edit, items

MOVED = date(2026, 10, 1)


class _Busy(MemoryTarget):
    """Somebody does something there while we write."""

    def __init__(self, name: str = "phone") -> None:
        super().__init__(name)
        self.meanwhile: Callable[[], None] = lambda: None

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        yield from super().push(writes, stop)
        self.meanwhile()


class _Untagged(MemoryTarget):
    """Tells no version after a write, as some servers do not."""

    def apply(self, write: Write) -> Outcome:
        return replace(super().apply(write), tag="")


class _KilledError(BaseException):
    """The end of the program, before it could remember what it had written."""


def _kill(*_: object) -> None:
    raise _KilledError


def content_of(target: MemoryTarget, uid: str) -> Content:
    seen = target.items[uid].seen
    assert seen is not None
    return seen.content


def test_what_two_targets_tell_in_one_night_is_put_together(tmp_path: Path) -> None:
    phone, laptop = MemoryTarget("phone"), MemoryTarget("laptop")
    home = Home(tmp_path, phone, laptop)
    uid = items(1)[0].uid
    home.sync(items(1))
    edit(phone, uid, done=True)
    edit(laptop, uid, start=MOVED, end=MOVED)

    home.sync(items(1))

    state = home.states()[uid]
    assert state.done
    assert state.moved == (MOVED, MOVED)


@pytest.mark.parametrize("what", ["done", "moved", "deleted"])
def test_what_the_student_does_while_we_write_counts_on_all_targets(
    tmp_path: Path, what: str
) -> None:
    phone, feed = _Busy(), MemoryTarget("feed")
    home = Home(tmp_path, phone, feed)
    home.sync(items(3))
    uid = items(3)[1].uid

    def student() -> None:
        phone.meanwhile = lambda: None
        if what == "done":
            edit(phone, uid, done=True)
        elif what == "moved":
            edit(phone, uid, start=MOVED, end=MOVED)
        else:
            phone.remove(uid)

    phone.meanwhile = student
    plan = [replace(items(3)[0], title="New words"), *items(3)[1:]]
    home.sync(plan)
    home.sync(plan)

    state = home.states()[uid]
    assert (state.done, state.moved is not None, state.skipped) == (
        what == "done", what == "moved", what == "deleted",
    )  # fmt: skip
    assert (uid in feed.items) == (what != "deleted")


def test_a_strangers_item_that_comes_alone_does_not_stop_us(tmp_path: Path) -> None:
    phone = MemoryTarget("phone")
    home = Home(tmp_path, phone)
    home.sync(items(3))
    theirs = content_of(phone, items(3)[0].uid)
    phone.put("f" * 32, Seen(content=theirs, marker=Marker(item="a/b", owner="other", said={})))

    [report] = home.sync(items(3))

    assert report.error is None


@pytest.mark.parametrize("odd", ["cancelled", "unreadable"])
def test_an_odd_item_and_a_lost_ledger(tmp_path: Path, odd: str) -> None:
    phone = MemoryTarget("phone")
    Home(tmp_path / "a", phone).sync(items(3))
    uid = items(3)[1].uid
    there = phone.items[uid]
    assert there.seen is not None
    seen = replace(there.seen, cancelled=True) if odd == "cancelled" else None
    phone.put(uid, seen)  # type: ignore[arg-type]
    before = dict(phone.items)
    home = Home(tmp_path / "b", phone)

    codes = [home.sync(items(3))[0].exit_code for _ in range(3)]

    assert codes == [0, 0, 0]
    assert phone.items == before


def test_a_clock_that_was_years_ahead_costs_nothing_once_it_is_right(tmp_path: Path) -> None:
    phone = MemoryTarget("phone")
    home = Home(tmp_path, phone)
    ahead = replace(RUN, today=date(2036, 7, 1), now=datetime(2036, 7, 1, tzinfo=UTC))
    home.sync(items(3), run=ahead, stamp="1")

    [report] = home.sync(items(3), stamp="1")

    assert report.count(Verb.CREATE) == 3


def test_a_step_that_comes_back_is_kept_up_to_date_again(tmp_path: Path) -> None:
    phone = MemoryTarget("phone")
    home = Home(tmp_path, phone)
    home.sync(items(4))
    uid = items(4)[0].uid
    edit(phone, uid, title="Mine")
    [dropped] = home.sync(items(4)[1:])
    again = [replace(items(4)[0], notes="New words"), *items(4)[1:]]

    home.sync(again)
    [quiet] = home.sync(again)

    assert dropped.exit_code == 3
    assert content_of(phone, uid).title == "Mine"
    assert "New words" in content_of(phone, uid).notes
    assert quiet.writes == []


def test_what_was_released_is_looked_at_once(tmp_path: Path) -> None:
    phone = MemoryTarget("phone")
    home = Home(tmp_path, phone)
    home.sync(items(4))
    uid = items(4)[0].uid
    edit(phone, uid, title="Mine")
    home.sync(items(4)[1:])
    edit(phone, uid, title="Mine again")
    home.sync(items(4)[1:])

    with Ledger.open(tmp_path, "me", read_only=True) as ledger:
        memory = ledger.memories("phone")[uid]
    assert memory.life is Life.RELEASED
    assert memory.tag == phone.items[uid].tag


def test_what_is_put_back_on_one_target_stays_away_from_the_other(tmp_path: Path) -> None:
    phone, feed = MemoryTarget("phone"), MemoryTarget("feed")
    home = Home(tmp_path, phone, feed)
    home.sync(items(3))
    uid = items(3)[0].uid
    phone.remove(uid)
    home.sync(items(3))
    with Ledger.open(tmp_path, "me") as ledger:
        restore(ledger, [uid], ["phone"])

    home.sync(items(3))

    assert uid in phone.items
    assert uid not in feed.items


@pytest.mark.parametrize("killed", [False, True])
def test_what_we_took_off_and_the_student_put_back_stays(tmp_path: Path, *, killed: bool) -> None:
    phone, feed = MemoryTarget("phone"), MemoryTarget("feed")
    home = Home(tmp_path, phone, feed)
    home.sync(items(3))
    uid = items(3)[0].uid
    bin_ = feed.items[uid].seen
    assert bin_ is not None
    phone.remove(uid)
    if killed:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Ledger, "record", _kill)
            with pytest.raises(_KilledError):
                home.sync(items(3))
    home.sync(items(3))
    assert uid not in feed.items
    feed.put(uid, bin_)

    home.sync(items(3))
    [one, other] = home.sync(items(3))

    assert uid in feed.items
    assert (one.writes, other.writes) == ([], [])
    assert uid in phone.items
    assert not home.states()[uid].skipped


def test_an_edit_after_a_run_that_was_stopped_is_the_students(tmp_path: Path) -> None:
    phone = _Untagged("phone")
    home = Home(tmp_path, phone)
    uid = items(1)[0].uid
    home.sync(items(2), stop=lambda: len(phone.items) >= 1)
    edit(phone, uid, title="Mine")
    home.sync(items(2))

    home.sync([replace(items(2)[0], title="New words"), items(2)[1]])

    assert content_of(phone, uid).title == "Mine"


def test_two_copies_of_one_item_do_not_take_turns(tmp_path: Path) -> None:
    class _Twice(MemoryTarget):
        def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
            pull = super().pull("", known)
            copy = self.items.get(items(1)[0].uid)
            if copy is None or known.get("copy") == "c1":
                return pull
            assert copy.seen is not None
            seen = replace(copy.seen, content=replace(copy.seen.content, title="A copy"))
            return replace(pull, changed=(*pull.changed, Stored(
                uid=copy.uid, ref="copy", tag="c1", seen=seen)))  # fmt: skip

    phone = _Twice("phone")
    home = Home(tmp_path, phone)
    for _ in range(3):
        home.sync(items(2))
    with Ledger.open(tmp_path, "me", read_only=True) as ledger:
        assert ledger.memories("phone")[items(1)[0].uid].ref == items(1)[0].uid


def test_an_uid_that_is_taken_out_of_sight_is_told(tmp_path: Path) -> None:
    class _Taken(MemoryTarget):
        def apply(self, write: Write) -> Outcome:
            if write.uid == items(2)[0].uid:
                return Outcome(write=write, result=Result.EXISTS, reason="taken")
            return super().apply(write)

    home = Home(tmp_path, _Taken("phone"))

    codes = [home.sync(items(2))[0].exit_code for _ in range(2)]

    assert codes == [4, 4]


def test_a_trial_that_was_cut_short_does_not_lock_the_student_out(tmp_path: Path) -> None:
    """`targets --write` was killed before it took its item off again, and then comes a sync."""
    phone = MemoryTarget("phone")
    probe = Content(component="event", title="A test", start=MOVED, end=MOVED)
    phone.put("0" * 31 + "v", Seen(content=probe, marker=Marker(item="a", owner=NOBODY, said={})))

    [report] = Home(tmp_path, phone).sync(items(2))

    assert report.error is None
    assert len(phone.items) == 3


def test_a_computer_with_an_older_plan_leaves_what_a_newer_one_put_there(tmp_path: Path) -> None:
    """Else the newer one would take it for deleted by the student, and never make it again."""
    phone = MemoryTarget("phone")
    newer, older = Home(tmp_path / "newer", phone), Home(tmp_path / "older", phone)
    for home in (newer, older, newer):
        home.sync(items(3))

    newer.sync(items(4))
    for home in (older, older, newer):
        [report] = home.sync(items(4) if home is newer else items(3))
        assert not report.writes
    [report] = older.sync(items(4))  # has got the new plan, too
    assert not report.writes

    assert items(4)[3].uid in phone.items
    assert not newer.states()
    [report] = older.sync(items(3))  # and now the plan drops it
    assert [one.verb for one in report.writes] == [Verb.DELETE]


@pytest.mark.parametrize("by", ["calendar", "command"])
@pytest.mark.parametrize("back", [date(2027, 3, 15), FIRST], ids=["another day", "the plan's own"])
def test_what_was_moved_to_a_day_that_is_over_can_be_moved_ahead(
    tmp_path: Path, by: str, back: date
) -> None:
    """A wrong date, say, that somebody corrects."""
    phone, feed = MemoryTarget("phone"), MemoryTarget("feed")
    home, uid = Home(tmp_path, phone, feed), items(1)[0].uid
    home.sync(items(2))
    wrong, day = date(2026, 6, 10), timedelta(1)
    if by == "calendar":
        edit(phone, uid, start=wrong, end=wrong)
    else:
        with Ledger.open(tmp_path, "me") as ledger:
            ledger.learn({uid: State(moved=(wrong, wrong + day))})
    home.sync(items(2))

    with Ledger.open(tmp_path, "me") as ledger:
        ledger.learn({uid: State() if back == FIRST else State(moved=(back, back + day))})
    home.sync(items(2))

    for target in (phone, feed):
        there = target.items[uid].seen
        assert there is not None
        assert there.content.start == back
        assert "The plan's date is now" not in there.content.notes
    assert [one.writes for one in home.sync(items(2))] == [[], []]
