"""What a run says that it learned of the student: all of it, once, and nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import NEVER, Seen
from roadmap_sync.items import Item
from roadmap_sync.sync.doing import skipped, ticked
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import State
from roadmap_sync.sync.notes import BORDER
from roadmap_sync.sync.report import Deed, Report
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.unit.sync.test_engine import RUN, Home, edit, items
from tests.unit.sync.test_engine_scenarios import MOVED, _Busy, content_of

UID = items(1)[0].uid


@pytest.fixture
def phone() -> MemoryTarget:
    return MemoryTarget("phone")


@pytest.fixture
def home(tmp_path: Path, phone: MemoryTarget) -> Home:
    found = Home(tmp_path / "state", phone)
    assert learned(found.sync(items(4))[0]) == {}
    return found


def learned(report: Report) -> dict[str, str]:
    """Return what a report tells, in words, by title."""
    return {one.title: one.reason for one in report.learned.values()}


def seen_of(target: MemoryTarget, uid: str = UID) -> Seen:
    seen = target.items[uid].seen
    assert seen is not None
    return seen


def write_below(target: MemoryTarget, words: str) -> None:
    notes = seen_of(target).content.notes.partition(BORDER)[0]
    edit(target, UID, notes=f"{notes}{BORDER}\n{words}")


DEEDS: dict[str, tuple[Callable[[MemoryTarget], object], dict[str, str]]] = {
    "ticked": (lambda phone: edit(phone, UID, done=True), {"Step 0": "you ticked it off"}),
    "moved": (
        lambda phone: edit(phone, UID, start=MOVED, end=MOVED),
        {"Step 0": "you moved it to Thu 1 Oct 2026"},
    ),
    "deleted": (lambda phone: phone.remove(UID), {"Step 0": "you deleted it"}),
    "renamed": (lambda phone: edit(phone, UID, title="Mine"), {"Mine": "you changed its title"}),
    "much": (
        lambda phone: edit(phone, UID, done=True, place="Here", link="https://x.example/"),
        {"Step 0": "you ticked it off; you changed its place, link"},
    ),
    "own notes": (
        lambda phone: write_below(phone, "Ask Ana."), {"Step 0": "you wrote notes of your own"},
    ),
    "our notes": (
        lambda phone: edit(phone, UID, notes="All mine"), {"Step 0": "you changed its notes"},
    ),
    "cancelled": (
        lambda phone: phone.put(UID, replace(seen_of(phone), cancelled=True)),
        {"Step 0": "you cancelled it"},
    ),
    "nothing": (lambda phone: phone.put(UID, seen_of(phone)), {}),
    "of another": (
        lambda phone: phone.put(UID, replace(seen_of(phone), added=("ATTENDEE",))), {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("deed", "words"), DEEDS.values(), ids=list(DEEDS))
def test_what_the_student_did_is_told_once(
    home: Home, phone: MemoryTarget, deed: Callable[[MemoryTarget], object], words: dict[str, str]
) -> None:
    deed(phone)

    [dry] = home.sync(items(4), dry=True)
    [first] = home.sync(items(4))
    [second] = home.sync(items(4))
    changed = [replace(one, notes="New words") for one in items(4)]
    [third] = home.sync(changed)

    assert learned(dry) == learned(first) == words
    assert learned(second) == learned(third) == {}


def test_a_second_change_is_told_and_the_first_is_not_told_again(
    home: Home, phone: MemoryTarget
) -> None:
    edit(phone, UID, title="Mine", place="Here")
    write_below(phone, "One")
    home.sync(items(4))

    edit(phone, UID, title="All mine")
    assert learned(home.sync(items(4))[0]) == {"All mine": "you changed its title"}
    write_below(phone, "Two")
    assert learned(home.sync(items(4))[0]) == {"All mine": "you wrote notes of your own"}
    write_below(phone, "")
    assert learned(home.sync(items(4))[0]) == {}


def test_what_is_taken_back_is_told(home: Home, phone: MemoryTarget) -> None:
    before = seen_of(phone)
    edit(phone, UID, done=True)
    home.sync(items(4))
    edit(phone, UID, done=False)
    assert learned(home.sync(items(4))[0]) == {"Step 0": "you took its tick away"}

    edit(phone, UID, start=MOVED, end=MOVED)
    home.sync(items(4))
    edit(phone, UID, start=before.content.start, end=before.content.end)
    back = "you moved it back to the plan's day"
    assert learned(home.sync(items(4))[0]) == {"Step 0": back}

    phone.remove(UID)
    home.sync(items(4))
    phone.put(UID, before)
    assert learned(home.sync(items(4))[0]) == {"Step 0": "you put it back"}


def test_a_move_onto_the_plans_new_day_is_no_date_of_the_students_any_more(
    home: Home, phone: MemoryTarget
) -> None:
    edit(phone, UID, start=MOVED, end=MOVED)
    home.sync(items(4))
    new = date(2026, 9, 9)
    plan = [replace(items(1)[0], start=new, end=date(2026, 9, 10)), *items(4)[1:]]
    assert learned(home.sync(plan)[0]) == {}
    edit(phone, UID, start=new, end=new)

    told = learned(home.sync(plan)[0])

    assert told == {"Step 0": "you moved it back to the plan's day"}


def test_a_todo_without_a_day_is_told_without_one(home: Home, phone: MemoryTarget) -> None:
    [uid] = [one.uid for one in _tasks() if one.title == "Step 1"]
    home.sync(_tasks())
    edit(phone, uid, start=NEVER, end=NEVER, title="Some day")

    [report] = home.sync(_tasks())

    assert learned(report) == {"Some day": "you changed its title"}
    assert [one.day for one in report.learned.values()] == [None]


def _tasks() -> list[Item]:
    return [replace(one, type="task") for one in items(4)]


def test_what_the_student_said_by_command_is_no_news(home: Home) -> None:
    with Ledger.open(home.folder, "me") as ledger:
        first, second = (one.uid for one in items(2))
        ledger.learn({
            first: ticked(State(), RUN, done=True), second: skipped(State(), RUN),
        })  # fmt: skip

    [report] = home.sync(items(4))

    assert len(report.writes) == 2
    assert learned(report) == {}


def test_two_calendars_tell_each_its_own(tmp_path: Path) -> None:
    phone, laptop = MemoryTarget("phone"), MemoryTarget("laptop")
    home = Home(tmp_path, phone, laptop)
    first, second, _ = (one.uid for one in items(3))
    home.sync(items(3))
    edit(phone, first, done=True)
    edit(laptop, first, done=True, start=MOVED, end=MOVED)
    laptop.remove(second)

    told = home.sync(items(3))

    assert [learned(one) for one in told] == [
        {"Step 0": "you ticked it off"},
        {"Step 0": "you moved it to Thu 1 Oct 2026", "Step 1": "you deleted it"},
    ]
    assert [learned(one) for one in home.sync(items(3))] == [{}, {}]


def test_deletions_that_a_guard_stopped_are_told_once_they_are_accepted(tmp_path: Path) -> None:
    phone = MemoryTarget("phone")
    home = Home(tmp_path, phone)
    home.sync(items(60))
    for one in items(50):
        phone.remove(one.uid)

    [stopped] = home.sync(items(60))
    [accepted] = home.sync(items(60), limit=Limit(stated=50))

    assert stopped.error is not None
    assert learned(stopped) == {}
    assert [one.deeds for one in accepted.learned.values()] == [
        {Deed.DELETED: "you deleted it"}
    ] * 50


def test_what_is_over_is_history(home: Home, phone: MemoryTarget) -> None:
    late = replace(RUN, today=date(2027, 7, 1), now=datetime(2027, 7, 1, 6, tzinfo=UTC))
    phone.remove(UID)
    assert learned(home.sync(items(4), run=late)[0]) == {}


def test_what_is_done_while_we_write_is_told_in_that_run(tmp_path: Path) -> None:
    phone = _Busy()
    home = Home(tmp_path, phone)
    home.sync(items(3))

    def student() -> None:
        phone.meanwhile = lambda: None
        edit(phone, items(3)[1].uid, done=True, title="Mine")

    phone.meanwhile = student
    plan = [replace(items(3)[0], title="New words"), *items(3)[1:]]

    assert learned(home.sync(plan)[0]) == {"Mine": "you ticked it off; you changed its title"}
    assert learned(home.sync(plan)[0]) == {}


def test_an_edit_of_what_was_not_read_back_is_told_and_what_stood_there_is_not(
    home: Home, phone: MemoryTarget
) -> None:
    edit(phone, UID, title="Mine")
    home.sync(items(4))
    with Ledger.open(home.folder, "me") as ledger:
        memory = ledger.memories("phone")[UID]
        ledger.record("phone", replace(memory, seen=None, tag="v0"))
    edit(phone, UID, place="Here")

    assert learned(home.sync(items(4))[0]) == {"Mine": "you changed its place"}


def test_a_lost_ledger_learns_all_of_it_anew(home: Home, phone: MemoryTarget) -> None:
    edit(phone, UID, title="Mine", done=True)
    write_below(phone, "Ask Ana.")
    home.sync(items(4))

    told = learned(Home(home.folder / "new", phone).sync(items(4))[0])

    words = "you ticked it off; you changed its title; you wrote notes of your own"
    assert told == {"Mine": words}


class _Bin(MemoryTarget):
    """Tells at a create that the item lies in its bin, as Google does."""

    def apply(self, write: Write) -> Outcome:
        if write.uid == UID and write.verb == "create":
            return Outcome(write=write, result=Result.MISSING, reason="it was deleted there")
        return super().apply(write)


def test_what_lies_in_a_bin_is_told(tmp_path: Path) -> None:
    phone = _Bin("phone")
    home = Home(tmp_path, phone)

    [report] = home.sync(items(3))

    assert learned(report) == {"Step 0": "you deleted it"}
    assert [str(one.day) for one in report.learned.values()] == ["2026-09-07"]
    assert learned(home.sync(items(3))[0]) == {}


def test_an_item_that_the_plan_dropped_is_told_by_what_stands_there(
    home: Home, phone: MemoryTarget
) -> None:
    edit(phone, UID, done=True, title="Mine")
    [report] = home.sync(items(4)[1:])
    assert learned(report) == {"Mine": "you ticked it off"}
    assert content_of(phone, UID).title == "Mine"
