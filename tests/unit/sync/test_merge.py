"""The decision table: what plan, student and calendar did, and what follows.

One item stands for all: its plan, what we remember of it and what the calendar holds are moved
step by step, as a run would see them.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from roadmap_sync.content import NEVER, TICK, Content, Seen, digest, owner_of, texts
from roadmap_sync.items import Item
from roadmap_sync.sync.edits import learned
from roadmap_sync.sync.memory import Life, Memory, Run, State
from roadmap_sync.sync.merge import Verb, decide
from roadmap_sync.sync.notes import BORDER
from roadmap_sync.sync.wanted import Wanted, Wants
from roadmap_sync.targets.base import Stored
from tests.unit.formats.samples import an_item

DAY = date(2026, 9, 10)
TODAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 6, tzinfo=UTC)
RUN = Run(target="phone", owner=owner_of("me"), today=TODAY, now=NOW)
LATER = replace(RUN, today=date(2026, 10, 1))
ITEM = an_item(start=DAY, title="Write to your advisor", notes="Be warm.", type="task")
GONE = None


def want(item: Item | None = ITEM, state: State | None = None, *, todos: bool = True) -> Wanted:
    assert item is not None
    states = {} if state is None else {item.uid: state}
    return Wants([item], states, todos=todos)[item.uid]


def stored(seen: Seen, tag: str = "1") -> Stored:
    return Stored(uid=ITEM.uid, ref="ref", tag=tag, seen=seen)


def written(wanted: Wanted) -> tuple[Memory, Stored]:
    """Return what is remembered and held after ``wanted`` was created and read back."""
    made = decide(wanted, None, None, RUN)
    assert made.write is not None
    assert made.write.content is not None
    assert made.memory is not None
    there = stored(Seen(content=made.write.content, marker=made.write.marker))
    memory = replace(made.memory, ref="ref", tag="1")
    again = decide(wanted, memory, there, RUN)
    assert again.verb is Verb.KEEP
    assert again.memory is not None
    return again.memory, there


def edited(there: Stored, **changes: object) -> Stored:
    """Return the item as the student changed it: another version."""
    assert there.seen is not None
    content = replace(there.seen.content, **changes)
    return replace(there, tag="2", seen=replace(there.seen, content=content))


def content(one: Stored) -> Content:
    assert one.seen is not None
    return one.seen.content


def note_above(there: Stored) -> Stored:
    return edited(there, notes=f"Mine\n{content(there).notes}\nMine too")


RETITLED = replace(ITEM, title="Write to your new advisor")
MOVED = replace(ITEM, start=DAY + timedelta(7), end=DAY + timedelta(8), date=DAY + timedelta(7))
REWORDED = replace(ITEM, notes="Be brief.")

MOVES = "moves from Thu 10 Sep 2026 to Thu 17 Sep 2026"
YOURS = "the plan has it no more, but you changed it: it is yours now"
STUDENT = {
    "unchanged": lambda there: there,
    "renamed": lambda there: edited(there, title="Coffee with Ana"),
    "moved": lambda there: edited(there, start=date(2026, 9, 14), end=date(2026, 9, 14)),
    "noted": note_above,
    "ticked": lambda there: edited(there, done=True),
    "guest": lambda there: replace(there, tag="2", seen=replace(there.seen, added=("ATTENDEE",))),
    "cancelled": lambda there: replace(there, tag="2", seen=replace(there.seen, cancelled=True)),
    "deleted": lambda _there: None,
}


@pytest.mark.parametrize(
    ("plan", "student", "verb", "fields", "reason"),
    [
        (ITEM, "unchanged", Verb.KEEP, "", "nothing changed"),
        (ITEM, "renamed", Verb.KEEP, "", "you changed its title"),
        (ITEM, "moved", Verb.KEEP, "", "you changed its date"),
        (ITEM, "noted", Verb.KEEP, "", "nothing changed"),
        (ITEM, "ticked", Verb.KEEP, "", "it is done"),
        (ITEM, "guest", Verb.KEEP, "", "nothing changed"),
        (ITEM, "cancelled", Verb.KEEP, "", "you cancelled it"),
        (ITEM, "deleted", Verb.KEEP, "", "you deleted it"),
        (RETITLED, "unchanged", Verb.UPDATE, "title", "new title"),
        (RETITLED, "renamed", Verb.KEEP, "", "you changed its title"),
        (RETITLED, "moved", Verb.UPDATE, "title", "new title"),
        (RETITLED, "noted", Verb.UPDATE, "title", "new title"),
        (RETITLED, "ticked", Verb.KEEP, "", "it is done"),
        (RETITLED, "guest", Verb.UPDATE, "title", "new title"),
        (RETITLED, "cancelled", Verb.KEEP, "", "you cancelled it"),
        (RETITLED, "deleted", Verb.KEEP, "", "you deleted it"),
        (MOVED, "unchanged", Verb.UPDATE, "when notes", MOVES),
        (MOVED, "renamed", Verb.UPDATE, "when notes", MOVES),
        (MOVED, "moved", Verb.UPDATE, "notes",
         "the plan says Thu 17 Sep 2026 now; you moved it, so that is told in the notes"),
        (MOVED, "ticked", Verb.KEEP, "", "it is done"),
        (MOVED, "deleted", Verb.KEEP, "", "you deleted it"),
        (REWORDED, "unchanged", Verb.UPDATE, "notes", "new notes"),
        (REWORDED, "noted", Verb.UPDATE, "notes", "new notes"),
        (GONE, "unchanged", Verb.DELETE, "", "the plan has it no more"),
        (GONE, "renamed", Verb.KEEP, "", YOURS),
        (GONE, "moved", Verb.KEEP, "", YOURS),
        (GONE, "noted", Verb.KEEP, "", YOURS),
        (GONE, "ticked", Verb.KEEP, "", "it is done"),
        (GONE, "guest", Verb.KEEP, "", YOURS),
        (GONE, "deleted", Verb.KEEP, "", "you deleted it"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ledger", ["kept", "lost"])
def test_what_both_sides_did(  # noqa: PLR0917 - a row of the table
    plan: Item | None, student: str, verb: Verb, fields: str, reason: str, ledger: str
) -> None:
    memory, there = written(want())
    now = STUDENT[student](there)  # type: ignore[no-untyped-call]
    if ledger == "lost":
        if now is None:
            pytest.skip("what was deleted is only in the ledger")
        memory = None  # type: ignore[assignment]
    run = replace(RUN, learning=ledger == "lost")
    wanted = None if plan is None else want(plan)
    state = learned(State(), memory, now, None if plan is None else want(ITEM), run)
    if plan is not None and not state.skipped:
        wanted = want(plan, state)

    found = decide(wanted, memory, now, run)

    assert (found.verb, found.reason) == (verb, reason)
    assert found.write is None or found.write.fields == frozenset(fields.split())


@pytest.mark.parametrize("student", ["unchanged", "renamed", "moved", "ticked"])
def test_what_another_computer_put_there_is_left_alone(student: str) -> None:
    """Its plan may be newer than ours; only where nothing is remembered it may be our own work."""
    _, there = written(want())
    now = STUDENT[student](there)  # type: ignore[no-untyped-call]

    first = decide(None, None, now, RUN)
    again = decide(None, first.memory, now, RUN)
    ours = decide(want(RETITLED), first.memory, now, RUN)
    away = decide(want(), first.memory, None, RUN)

    assert (first.verb, first.write) == (Verb.KEEP, None)
    assert again == first
    assert first.reason == "another computer of yours put it there"
    # Once our plan knows it, it is an item like all others.
    assert ours == decide(want(RETITLED), None, now, RUN)
    assert (away.verb, away.reason) == (Verb.KEEP, "you deleted it")


def test_new_in_the_plan_is_created_with_a_marker() -> None:
    found = decide(want(), None, None, RUN)

    assert found.verb is Verb.CREATE
    assert found.write is not None
    assert found.write.marker is not None
    assert found.write.marker.said == {f: digest(t) for f, t in texts(want().content).items()}
    assert found.write.content is not None
    assert found.write.content.notes.endswith(BORDER)


def test_what_is_over_is_not_created_moved_or_deleted() -> None:
    memory, there = written(want())

    assert decide(want(), None, None, LATER).reason == "its day is over"
    assert decide(want(RETITLED), memory, there, LATER).verb is Verb.KEEP
    assert decide(None, memory, there, LATER).reason == "its day is over"


def test_what_is_over_goes_to_the_day_that_the_student_gives_it() -> None:
    memory, there = written(want())
    ahead = date(2026, 10, 5)

    found = decide(want(state=State(moved=(ahead, ahead))), memory, there, LATER)

    assert found.verb is Verb.UPDATE
    assert found.write is not None
    assert found.write.content is not None
    assert found.write.content.start == ahead
    assert found.write.fields == {"when"}
    assert found.reason == "moves from Thu 10 Sep 2026 to Mon 5 Oct 2026"


@pytest.mark.parametrize(
    ("state", "tag"),
    [
        (State(moved=(date(2026, 9, 20), date(2026, 9, 20))), {}),  # that day is over as well
        (State(done=True, moved=(date(2026, 10, 5), date(2026, 10, 5))), {"done": True}),
    ],
)
def test_what_is_over_stays_where_it_is_otherwise(state: State, tag: dict[str, bool]) -> None:
    memory, there = written(want())

    assert decide(want(state=state), memory, edited(there, **tag), LATER).verb is Verb.KEEP


def test_what_is_over_is_not_told_as_kept() -> None:
    memory, there = written(want())
    there = edited(there, title="Coffee with Ana")
    known = decide(want(), memory, there, RUN)
    assert known.kept == ("title",)
    assert known.memory is not None
    assert known.memory.seen is there.seen

    found = decide(want(), known.memory, there, LATER)

    assert (found.reason, found.kept) == ("its day is over", ())


def test_a_tick_may_come_or_go_when_the_day_is_over() -> None:
    memory, there = written(want())

    found = decide(want(RETITLED, State(done=True)), memory, there, LATER)

    assert found.verb is Verb.UPDATE
    assert found.write is not None
    assert found.write.fields == {"done"}


def test_what_is_not_done_after_all_is_no_history_from_that_run_on() -> None:
    memory, there = written(want(state=State(done=True)))
    ahead = date(2026, 10, 5)

    found = decide(want(RETITLED, State(moved=(ahead, ahead))), memory, there, RUN)
    late = decide(want(state=State(moved=(ahead, ahead))), memory, there, LATER)
    over = decide(want(RETITLED), memory, there, LATER)
    gone = decide(want(state=State(skipped=True)), memory, there, RUN)

    moves = "moves from Thu 10 Sep 2026 to Mon 5 Oct 2026; tick taken off"
    assert (found.verb, found.reason) == (Verb.UPDATE, f"{moves}; new title")
    assert (late.verb, late.reason) == (Verb.UPDATE, moves)
    assert (over.verb, over.reason) == (Verb.UPDATE, "tick taken off")
    assert gone.verb is Verb.DELETE


def test_what_was_ticked_on_a_calendar_and_deleted_on_another_is_history() -> None:
    memory, there = written(want())
    both = want(state=State(done=True, skipped=True, by="laptop"))

    found = decide(both, memory, edited(there, done=True), RUN)

    assert (found.verb, found.reason) == (Verb.KEEP, "it is done")


def test_written_but_not_recorded_is_recorded() -> None:
    made = decide(want(), None, None, RUN)
    assert made.memory is not None
    intended = replace(made.memory, life=Life.INTENDED)
    _, there = written(want())

    found = decide(want(), intended, there, RUN)

    assert found.verb is Verb.KEEP
    assert found.memory is not None
    assert found.memory.life is Life.THERE


def test_intended_but_not_written_is_written() -> None:
    made = decide(want(), None, None, RUN)
    assert made.memory is not None

    found = decide(want(), replace(made.memory, life=Life.INTENDED), None, RUN)

    assert (found.verb, found.reason) == (Verb.CREATE, "the last run did not get to it")


def test_an_edit_between_a_crash_and_the_next_run_stays() -> None:
    made = decide(want(), None, None, RUN)
    assert made.memory is not None
    intended = replace(made.memory, life=Life.INTENDED)
    _, there = written(want())
    mine = edited(there, title="Mine")

    first = decide(want(), intended, mine, RUN)
    second = decide(want(RETITLED), first.memory, mine, RUN)

    assert first.verb is Verb.KEEP
    assert second.verb is Verb.KEEP
    assert second.kept == ("title",)


def test_a_deletion_that_was_not_recorded_is_no_ones_deed() -> None:
    memory, _ = written(want())
    leaving = replace(memory, life=Life.LEAVING)

    assert decide(None, leaving, None, RUN).memory is None
    assert decide(want(), leaving, None, RUN).verb is Verb.CREATE
    assert learned(State(), leaving, None, want(), RUN) == State()
    skipped = decide(want(state=State(skipped=True)), leaving, None, RUN).memory
    assert skipped is not None
    assert skipped.life is Life.DELETED


def test_an_edit_survives_any_number_of_new_plans() -> None:
    memory, there = written(want())
    mine = edited(there, title="Coffee with Ana")
    known: Memory | None = memory
    for number in range(3):
        found = decide(want(replace(ITEM, title=f"Plan {number}")), known, mine, RUN)
        assert found.verb is Verb.KEEP
        assert found.kept == ("title",)
        known = found.memory


def test_a_server_that_tidies_is_no_student() -> None:
    wanted = want(replace(ITEM, notes="Be warm."))
    made = decide(wanted, None, None, RUN)
    assert made.write is not None
    assert made.write.content is not None
    assert made.memory is not None
    tidied = replace(made.write.content, title="WRITE TO YOUR ADVISOR", color="")
    there = stored(Seen(content=tidied, marker=made.write.marker))
    known = decide(wanted, replace(made.memory, ref="ref", tag=""), there, RUN)

    same = decide(wanted, known.memory, there, RUN)
    new = decide(want(RETITLED), known.memory, there, RUN)

    assert same.verb is Verb.KEEP
    assert same.memory == known.memory
    assert new.verb is Verb.UPDATE
    assert new.kept == ()


def test_what_another_computer_wrote_is_not_the_students() -> None:
    memory, there = written(want())
    _, theirs = written(want(RETITLED))
    newer = replace(theirs, tag="2")

    old_plan = decide(want(), memory, newer, RUN)
    new_plan = decide(want(MOVED), old_plan.memory, newer, RUN)

    assert old_plan.verb is Verb.KEEP
    assert old_plan.kept == ()
    assert new_plan.write is not None
    assert new_plan.write.fields >= {"when"}
    assert there != newer


def test_the_students_words_around_ours_stay_where_they_are() -> None:
    memory, there = written(want())

    found = decide(want(REWORDED), memory, note_above(there), RUN)

    assert found.write is not None
    assert found.write.content is not None
    lines = found.write.content.notes.split("\n")
    assert lines[0] == "Mine"
    assert lines[1] == "Be brief."
    assert lines[-2:] == [BORDER, "Mine too"]


def test_words_inside_our_part_make_it_the_students() -> None:
    memory, there = written(want())
    mine = edited(there, notes=content(there).notes.replace("Be warm.", "Be yourself."))

    found = decide(want(REWORDED), memory, mine, RUN)

    assert found.verb is Verb.KEEP
    assert found.kept == ("notes",)


def test_categories_of_both_are_joined() -> None:
    memory, there = written(want())
    ours = content(there).categories
    mine = edited(there, categories=(*ours[1:], "Private"))
    new = replace(ITEM, tags=(*ITEM.tags, "letters"))

    same = decide(want(), memory, mine, RUN)
    found = decide(want(new), memory, mine, RUN)

    assert same.verb is Verb.KEEP
    assert found.write is not None
    assert found.write.content is not None
    assert found.write.content.categories == (*ours[1:], "Private", "letters")


def test_a_date_that_both_moved_is_told_once_and_taken_back() -> None:
    memory, there = written(want())
    mine = edited(there, start=date(2026, 9, 14), end=date(2026, 9, 14))
    state = learned(State(), memory, mine, want(), RUN)
    told = decide(want(MOVED, state), memory, mine, RUN)
    assert told.write is not None
    assert told.write.content is not None
    assert told.write.content.start == date(2026, 9, 14)
    assert "The plan's date is now Thu 17 Sep 2026." in told.write.content.notes
    assert told.memory is not None
    after = replace(mine, tag="3", seen=Seen(content=told.write.content, marker=told.write.marker))
    known = replace(told.memory, ref="ref", tag="3")

    again = decide(want(MOVED, state), known, after, RUN)
    assert again.verb is Verb.KEEP
    assert again.memory is not None

    follows = edited(after, start=date(2026, 9, 17), end=date(2026, 9, 17))
    follows = replace(follows, tag="4")
    back = learned(state, again.memory, follows, want(MOVED, state), RUN)
    cleared = decide(want(MOVED, back), again.memory, follows, RUN)

    assert back.moved is None
    assert cleared.write is not None
    assert cleared.write.content is not None
    assert "The plan's date" not in cleared.write.content.notes


@pytest.mark.parametrize("todos", [True, False], ids=["a to-do", "an event"])
def test_a_move_on_a_calendar_of_the_other_kind_is_not_a_move_of_the_plan(todos: bool) -> None:  # noqa: FBT001 - of a table
    memory, there = written(want(todos=todos))
    mine = edited(there, start=date(2026, 9, 14), end=date(2026, 9, 14 if todos else 15))
    state = learned(State(), memory, mine, want(todos=todos), RUN)
    other, elsewhere = written(want(todos=not todos))

    follows = decide(want(state=state, todos=not todos), other, elsewhere, RUN)
    told = decide(want(MOVED, state, todos=not todos), other, elsewhere, RUN)

    assert follows.reason == "moves from Thu 10 Sep 2026 to Mon 14 Sep 2026"
    assert told.reason.startswith("the plan says Thu 17 Sep 2026 now; you moved it")


def test_the_told_date_outlives_a_lost_ledger() -> None:
    memory, there = written(want())
    mine = edited(there, start=date(2026, 9, 14), end=date(2026, 9, 14))
    state = learned(State(), memory, mine, want(), RUN)
    told = decide(want(MOVED, state), memory, mine, RUN)
    assert told.write is not None
    assert told.write.content is not None
    after = stored(Seen(content=told.write.content, marker=told.write.marker), "3")

    new_state = learned(State(), None, after, want(MOVED), RUN)
    first = decide(want(MOVED, new_state), None, after, RUN)
    second = decide(want(MOVED, new_state), first.memory, after, RUN)

    assert new_state.moved == (date(2026, 9, 14), date(2026, 9, 14))
    assert first.verb is Verb.KEEP
    assert second.verb is Verb.KEEP


def test_a_todo_whose_day_the_student_took_away_becomes_an_event_on_the_plans_day() -> None:
    memory, there = written(want())

    found = decide(want(todos=False), memory, edited(there, start=NEVER, end=NEVER), RUN)

    assert found.write is not None
    assert found.write.content is not None
    assert (found.write.content.start, found.write.content.end) == (DAY, DAY + timedelta(1))


@pytest.mark.parametrize("todos", [True, False])
def test_an_item_changes_between_event_and_todo(todos: bool) -> None:  # noqa: FBT001
    memory, there = written(want(todos=todos))
    mine = edited(there, title="Mine")

    found = decide(want(todos=not todos), memory, mine, RUN)

    assert found.verb is Verb.UPDATE
    assert found.write is not None
    assert found.write.content is not None
    assert found.write.content.component == ("event" if todos else "todo")
    assert found.write.content.title == "Mine"
    assert found.write.content.start == DAY


def test_what_is_skipped_elsewhere_goes_unless_it_was_touched() -> None:
    memory, there = written(want())
    skipped = want(state=State(skipped=True, by="laptop"))

    assert decide(skipped, memory, there, RUN).verb is Verb.DELETE
    assert decide(skipped, memory, edited(there, title="Mine"), RUN).ask
    assert decide(skipped, None, None, RUN).reason == "you skipped it"


def test_an_item_that_cannot_be_read_is_left_alone() -> None:
    memory, there = written(want())

    found = decide(want(RETITLED), memory, replace(there, seen=None, tag="2"), RUN)

    assert found.verb is Verb.KEEP


class TestLearned:
    def test_a_tick_on_an_event_is_its_title(self) -> None:
        assert replace(want(todos=False).content, done=True).shown_title.startswith(TICK)

    def test_what_was_done_moved_and_deleted_is_learned(self) -> None:
        memory, there = written(want())

        ticked = learned(State(), memory, edited(there, done=True), want(), RUN)
        moved = learned(State(), memory, edited(there, start=TODAY, end=TODAY), want(), RUN)
        deleted = learned(State(), memory, None, want(), RUN)

        assert (ticked.done, ticked.by, ticked.at) == (True, "phone", NOW)
        assert (moved.moved, moved.against) == ((TODAY, TODAY), want().said["when"])
        assert deleted.skipped

    def test_an_untick_and_a_move_back_are_learned(self) -> None:
        done, ticked = written(want(state=State(done=True)))
        memory, there = written(want())
        away = edited(there, start=TODAY, end=TODAY)
        state = learned(State(), memory, away, want(), RUN)
        kept = decide(want(state=state), memory, away, RUN).memory
        home = replace(there, tag="3")

        assert not learned(State(done=True), done, edited(ticked, done=False), want(), RUN).done
        assert learned(state, kept, home, want(state=state), RUN).moved is None

    def test_nothing_is_learned_from_what_did_not_change(self) -> None:
        memory, there = written(want())

        assert learned(State(), memory, there, want(), RUN) == State()

    def test_what_was_deleted_after_its_day_is_tidying_up(self) -> None:
        memory, _ = written(want())

        assert not learned(State(), memory, None, want(), LATER).skipped

    def test_what_comes_back_is_wanted_again(self) -> None:
        memory, there = written(want())
        deleted = replace(memory, life=Life.DELETED)

        state = learned(State(skipped=True), deleted, there, want(), RUN)

        assert not state.skipped
        assert decide(want(state=state), deleted, there, RUN).verb is Verb.KEEP
