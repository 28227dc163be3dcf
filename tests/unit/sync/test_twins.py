"""Items that a run was making to-dos of, or events, when it was killed half way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Content, Seen
from roadmap_sync.items import Item
from roadmap_sync.sync.emptying import ours_on, take_off
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, State
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.base import Outcome, Result, Write
from tests.contract.contract import NEW_YORK
from tests.unit.sync.apart import Apart, KilledError, kill
from tests.unit.sync.test_engine import RUN, Home, items

TASKS: list[Item] = [replace(one, kind="task", type="task") for one in items(4)]
UID = TASKS[0].uid
EVENT, TODO = f"event/{UID}", f"todo/{UID}"
RETITLED = [replace(TASKS[0], title="New words"), *TASKS[1:]]
MOVED = date(2026, 10, 1)
LATER = [replace(TASKS[0], start=MOVED, end=MOVED + timedelta(1), date=MOVED), *TASKS[1:]]
GOES = "a second one, left by a run that was broken off, goes"
Act = Callable[[Apart], None]


@pytest.fixture
def phone() -> Apart:
    return Apart()


@pytest.fixture
def student(tmp_path: Path, phone: Apart) -> Home:
    """A student whose run was killed while the first of their tasks became a to-do."""
    home = Home(tmp_path, phone)
    home.sync(TASKS)
    phone.tasks = "todos"
    kill_half_way(home, phone)
    return home


def kill_half_way(home: Home, phone: Apart, plan: list[Item] = TASKS) -> None:
    phone.between = lambda uid: kill() if uid == UID else None
    with pytest.raises(KilledError):
        home.sync(plan)
    phone.between = lambda _uid: None
    assert {EVENT, TODO} <= set(phone.items)


def life_of(home: Home) -> Life:
    with Ledger.open(home.folder, "me", read_only=True) as ledger:
        return ledger.memories("phone")[UID].life


def content(phone: Apart, ref: str) -> Content:
    seen = phone.items[ref].seen
    assert seen is not None
    return seen.content


def edits(ref: str, **changes: object) -> Act:
    return lambda phone: phone.edit(ref, **changes)


def ticks(ref: str) -> Act:
    return edits(ref, done=True)


def both(*acts: Act) -> Act:
    def act(phone: Apart) -> None:
        for one in acts:
            one(phone)

    return act


def back(phone: Apart) -> None:
    """Let tasks be events again, in the settings."""
    phone.tasks = "events"


def nothing(_: Apart) -> None:
    """Let the next run come."""


@pytest.mark.parametrize(
    ("act", "plan", "stays", "title", "code"),
    [
        (nothing, TASKS, TODO, "Step 0", 0),
        (nothing, RETITLED, TODO, "New words", 0),
        (ticks(TODO), TASKS, TODO, "Step 0", 0),
        (ticks(TODO), RETITLED, TODO, "Step 0", 0),
        (ticks(EVENT), TASKS, TODO, "Step 0", 0),
        (edits(TODO, title="Mine"), TASKS, TODO, "Mine", 0),
        (edits(TODO, title="Mine"), RETITLED, TODO, "Mine", 0),
        (edits(EVENT, title="Mine"), TASKS, TODO, "Mine", 0),
        (edits(EVENT, title="Mine"), RETITLED, TODO, "Mine", 0),
        (both(edits(EVENT, title="Mine"), ticks(TODO)), TASKS, TODO, "Mine", 0),
        (both(edits(EVENT, title="Mine"), edits(TODO, title="Mine")), TASKS, TODO, "Mine", 0),
        (lambda phone: phone.remove(TODO), TASKS, TODO, "Step 0", 0),
        (lambda phone: phone.remove(EVENT), TASKS, TODO, "Step 0", 0),
        (back, TASKS, EVENT, "Step 0", 0),
        (back, RETITLED, EVENT, "New words", 0),
        (both(back, edits(TODO, title="Mine")), TASKS, EVENT, "Mine", 0),
        (both(back, edits(EVENT, title="Mine")), RETITLED, EVENT, "Mine", 0),
        (both(back, ticks(TODO)), TASKS, EVENT, "Step 0", 0),
        (nothing, TASKS[1:], "", "", 0),
        (edits(TODO, title="Mine"), TASKS[1:], TODO, "Mine", 3),
        (edits(EVENT, title="Mine"), TASKS[1:], EVENT, "Mine", 3),
    ],
)
def test_what_became_of_it_before_the_next_run(  # noqa: PLR0917 - a row of the table
    student: Home, phone: Apart, act: Act, plan: list[Item], stays: str, title: str, code: int
) -> None:
    act(phone)
    ticked = any(one.seen.content.done for one in phone.items.values() if one.seen)

    [report] = student.sync(plan)
    after = dict(phone.items)
    [quiet] = student.sync(plan)

    assert report.exit_code == code
    assert (quiet.exit_code, quiet.writes) == (0, [])
    assert phone.items == after
    assert {ref for ref in after if UID in ref} == ({stays} if stays else set())
    assert student.states().get(UID, State()).done == ticked
    if stays:
        assert content(phone, stays).title == title
        assert content(phone, stays).done == ticked
        assert life_of(student) is (Life.RELEASED if code else Life.THERE)


@pytest.mark.parametrize("ref", [EVENT, TODO])
def test_a_day_that_the_student_gave_to_either_stands(
    student: Home, phone: Apart, ref: str
) -> None:
    phone.edit(ref, start=MOVED, end=MOVED + timedelta(ref == EVENT))

    student.sync(TASKS)
    student.sync(TASKS)

    assert content(phone, TODO).start == MOVED
    assert EVENT not in phone.items
    moved = student.states()[UID].moved
    assert moved is not None
    assert moved[0] == MOVED


def test_what_the_student_did_before_is_not_taken_for_news(tmp_path: Path, phone: Apart) -> None:
    """An event that lasts two days has, as a to-do, one moment; its length is not forgotten."""
    home = Home(tmp_path, phone)
    home.sync(TASKS)
    phone.edit(EVENT, title="Mine", start=MOVED, end=MOVED + timedelta(2))
    home.sync(TASKS)
    phone.tasks = "todos"
    kill_half_way(home, phone)

    home.sync(TASKS)

    assert home.states()[UID].moved == (MOVED, MOVED + timedelta(2))
    assert {ref for ref in phone.items if UID in ref} == {TODO}
    assert (content(phone, TODO).title, content(phone, TODO).start) == ("Mine", MOVED)


def test_what_the_student_takes_back_in_the_second_one_is_taken_back(
    tmp_path: Path, phone: Apart
) -> None:
    """Nobody touched the first one any more, so that the second one has all that counts."""
    home = Home(tmp_path, phone)
    home.sync(TASKS)
    phone.edit(EVENT, title="Mine")
    home.sync(TASKS)
    phone.tasks = "todos"
    kill_half_way(home, phone)
    phone.edit(TODO, title="Step 0")

    home.sync(TASKS)
    home.sync(RETITLED)

    assert {ref for ref in phone.items if UID in ref} == {TODO}
    assert content(phone, TODO).title == "New words"


@pytest.mark.parametrize("plan", [TASKS, RETITLED, LATER])
def test_what_the_plan_said_new_in_the_killed_run_is_the_plans(
    tmp_path: Path, phone: Apart, plan: list[Item]
) -> None:
    home = Home(tmp_path, phone)
    home.sync(TASKS)
    phone.tasks = "todos"
    changed = [replace(RETITLED[0], start=MOVED, end=MOVED + timedelta(1), notes="New"), *TASKS[1:]]
    kill_half_way(home, phone, changed)

    [report] = home.sync(plan)
    [quiet] = home.sync(plan)

    assert report.kept == quiet.kept == []
    assert home.states() == {}
    held = content(phone, TODO)
    assert (held.title, held.start) == (plan[0].title, plan[0].start)
    assert held.notes.startswith(plan[0].notes)
    assert (quiet.writes, EVENT in phone.items) == ([], False)


@pytest.mark.parametrize("title", ["Step 0", "Mine"])
def test_a_calendar_with_no_room_for_all_is_not_taken_for_the_student(
    tmp_path: Path, phone: Apart, title: str
) -> None:
    """Google Tasks keeps days but no hours, and no places."""
    five = datetime(2026, 9, 7, 17, tzinfo=NEW_YORK)
    timed = [replace(TASKS[0], place="Room 1", start=five, end=five), *TASKS[1:]]
    home = Home(tmp_path, phone)
    home.sync(timed)
    phone.tasks = "todos"
    phone.tidy = _as_a_task  # type: ignore[method-assign, assignment]
    kill_half_way(home, phone, timed)
    phone.edit(EVENT, title=title)

    [report] = home.sync(timed)
    assert (report.exit_code, report.asks, home.states()) == (0, [], {})
    assert {ref for ref in phone.items if UID in ref} == {TODO}
    home.sync(LATER)

    held = content(phone, TODO)
    assert (held.title, held.start) == (title, MOVED)
    assert home.states() == {}


def _as_a_task(one: Content) -> Content:
    day = one.start.date() if isinstance(one.start, datetime) else one.start
    return replace(one, place="", start=day, end=day) if one.component == "todo" else one


class TestBothChanged:
    @pytest.fixture
    def student(self, student: Home, phone: Apart) -> Home:
        phone.edit(EVENT, title="Mine")
        phone.edit(TODO, title="Mine, too")
        return student

    def test_a_person_decides_and_nothing_is_written(self, student: Home, phone: Apart) -> None:
        before = {ref: one for ref, one in phone.items.items() if UID in ref}
        for _ in range(2):
            [report] = student.sync(TASKS)

            assert report.exit_code == 3
            assert [one.uid for one in report.asks] == [UID]
            assert "you changed both" in report.asks[0].reason
            assert {ref: one for ref, one in phone.items.items() if UID in ref} == before
        assert life_of(student) is Life.LEAVING

    @pytest.mark.parametrize(("gone", "title"), [(EVENT, "Mine, too"), (TODO, "Mine")])
    def test_once_one_is_deleted_the_other_goes_on(
        self, student: Home, phone: Apart, gone: str, title: str
    ) -> None:
        student.sync(TASKS)
        phone.remove(gone)

        [report] = student.sync(TASKS)
        [quiet] = student.sync(RETITLED)

        assert report.exit_code == 0
        assert quiet.writes == []
        assert {ref for ref in phone.items if UID in ref} == {TODO}
        assert content(phone, TODO).title == title


class TestTwoWrites:
    def test_the_second_one_goes_first_and_a_dry_run_says_the_same(
        self, student: Home, phone: Apart
    ) -> None:
        before = dict(phone.items)
        [dry] = student.sync(RETITLED, dry=True)
        assert phone.items == before
        order: list[tuple[str, str]] = []
        apply = phone.apply

        def noted(write: Write) -> Outcome:
            order.append((write.verb, write.ref))
            return apply(write)

        phone.apply = noted  # type: ignore[method-assign]
        [wet] = student.sync(RETITLED)

        assert [(one.write, one.other) for one in dry.writes] == [
            (one.write, one.other) for one in wet.writes
        ]
        assert order[:2] == [("delete", EVENT), ("update", TODO)]
        assert wet.decisions[0].reason == f"new title; {GOES}"
        assert wet.count(Verb.UPDATE) == 4

    @pytest.mark.parametrize("at", ["intend", "record_all"])
    @pytest.mark.parametrize("plan", [TASKS, RETITLED, TASKS[1:]])
    @pytest.mark.parametrize("act", [nothing, back, edits(EVENT, title="Mine")])
    def test_a_run_that_is_killed_again_before_it_could_remember(
        self, student: Home, phone: Apart, at: str, plan: list[Item], act: Act
    ) -> None:
        act(phone)
        with pytest.MonkeyPatch.context() as patch:
            old, left = getattr(Ledger, at), iter([1])  # the first one comes before any write

            def second(*words: object) -> None:
                if at == "record_all" or next(left, 0) == 0:
                    kill()
                old(*words)

            patch.setattr(Ledger, at, second)
            with pytest.raises(KilledError):
                student.sync(plan)

        student.sync(plan)
        [quiet] = student.sync(plan)

        stays = act not in (nothing, back) or UID in {one.uid for one in plan}
        assert sum(UID in ref for ref in phone.items) == stays
        assert quiet.writes == []

    @pytest.mark.parametrize(
        "result", [Result.STALE, Result.UNKNOWN, Result.UNSENT, Result.REFUSED]
    )
    def test_a_second_one_that_does_not_go_is_tried_again(
        self, student: Home, phone: Apart, result: Result
    ) -> None:
        apply = phone.apply

        def stubborn(write: Write) -> Outcome:
            if write.ref == EVENT:
                return Outcome(write=write, result=result, reason="no")
            return apply(write)

        phone.apply = stubborn  # type: ignore[method-assign]
        [report] = student.sync(RETITLED)
        assert report.exit_code == (4 if result is Result.REFUSED else 75)
        assert life_of(student) is Life.LEAVING
        assert content(phone, TODO).title == "Step 0"
        phone.apply = apply  # type: ignore[method-assign]

        [report] = student.sync(RETITLED)

        assert report.exit_code == 0
        assert EVENT not in phone.items
        assert content(phone, TODO).title == "New words"

    def test_one_that_went_by_itself_meanwhile_is_gone(self, student: Home, phone: Apart) -> None:
        push = phone.push

        def late(*words: object) -> object:
            phone.items.pop(EVENT, None)
            return push(*words)  # type: ignore[arg-type]

        phone.push = late  # type: ignore[method-assign, assignment]

        [report] = student.sync(TASKS)

        assert report.exit_code == 0
        assert {ref for ref in phone.items if UID in ref} == {TODO}

    def test_what_waits_for_the_student_is_not_touched(self, student: Home, phone: Apart) -> None:
        before = dict(phone.items)
        held = frozenset(one.uid for one in TASKS)

        [report] = student.sync(TASKS, limit=Limit(held=held))
        assert phone.items == before
        assert report.exit_code == 3
        student.sync(TASKS)

        assert {ref for ref in phone.items if UID in ref} == {TODO}


def test_an_edit_between_the_two_halves_of_a_move_is_kept(tmp_path: Path, phone: Apart) -> None:
    home = Home(tmp_path, phone)
    home.sync(TASKS)
    phone.tasks = "todos"

    def edit(uid: str) -> None:
        if uid == UID and content(phone, EVENT).title != "Mine":
            phone.edit(EVENT, title="Mine")

    phone.between = edit

    [report] = home.sync(TASKS)

    assert report.exit_code == 0
    [title] = [
        one.seen.content.title for ref, one in phone.items.items() if UID in ref and one.seen
    ]
    assert title == "Mine"
    assert home.sync(TASKS)[0].writes == []


def test_an_old_copy_of_the_ledger_knows_of_no_move(student: Home, phone: Apart) -> None:
    """It says that the event is there, and cannot say that it was leaving."""
    remember_as_there(student)
    phone.edit(TODO, title="Mine")

    codes = [student.sync(TASKS)[0].exit_code for _ in range(2)]

    assert codes == [0, 0]
    assert {ref for ref in phone.items if UID in ref} == {TODO}
    assert content(phone, TODO).title == "Mine"


def test_what_another_computer_may_be_moving_is_left_alone(student: Home, phone: Apart) -> None:
    remember_as_there(student)
    phone.tasks = "events"

    student.sync(TASKS)

    assert {EVENT, TODO} <= set(phone.items)


def remember_as_there(home: Home) -> None:
    with Ledger.open(home.folder, "me") as ledger:
        for memory in ledger.memories("phone").values():
            ledger.record("phone", replace(memory, life=Life.THERE))


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's", "of the same kind"])
def test_what_is_not_certainly_ours_is_not_touched(student: Home, phone: Apart, whose: str) -> None:
    there = phone.items[TODO].seen
    assert there is not None
    assert there.marker is not None
    foreign = Seen(content=replace(there.content, title="Theirs"))
    if whose == "somebody else's":
        foreign = replace(foreign, marker=replace(there.marker, owner="other"))
    if whose == "of the same kind":
        foreign = replace(there, content=replace(foreign.content, component="event"))
    phone.items[TODO] = replace(phone.items[TODO], tag="v99", seen=foreign)
    before = phone.items[TODO]

    reports: list[Report] = [student.sync(plan)[0] for plan in (TASKS, TASKS[1:])]

    assert reports[0].exit_code == 75
    assert phone.items[TODO] == before


def test_an_item_that_cannot_be_read_is_left_alone_with_its_twin(
    student: Home, phone: Apart
) -> None:
    phone.items[EVENT] = replace(phone.items[EVENT], tag="v99", seen=None)
    phone._changed[EVENT] = 99
    before = {ref: one for ref, one in phone.items.items() if UID in ref}

    student.sync(TASKS)

    assert {ref: one for ref, one in phone.items.items() if UID in ref} == before


def test_emptying_takes_both(student: Home, phone: Apart) -> None:
    with Ledger.open(student.folder, "me") as ledger:
        take_off(phone, ledger, ours_on(phone, ledger, replace(RUN, target="phone")), lambda: False)

    assert phone.items == {}
