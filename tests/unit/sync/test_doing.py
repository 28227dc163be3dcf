"""What a command makes of a state, and on which day an item stands then."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from roadmap_sync.items import Item
from roadmap_sync.sync.doing import Where, day_of, first, hour_of, moved, skipped, ticked, where
from roadmap_sync.sync.memory import Run, State
from roadmap_sync.sync.wanted import Wants
from tests.unit.formats.samples import CHICAGO, NEW_YORK, an_item

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
RUN = Run(target="", owner="o", today=date(2026, 8, 1), now=NOW)
WEST = timezone(timedelta(hours=-7))
ITEM = an_item()
TALK = an_item(start=datetime(2026, 11, 5, 17, 30, tzinfo=NEW_YORK), type="event")


def test_a_command_is_nobody_s_calendar_and_has_a_time() -> None:
    before = State(moved=(date(2026, 8, 20), date(2026, 8, 21)), against="x", by="phone")

    assert ticked(before, RUN, done=True) == State(
        done=True, moved=before.moved, against="x", by="", at=NOW
    )
    assert skipped(State(), RUN) == State(skipped=True, at=NOW)


def test_what_says_nothing_new_leaves_the_state_as_it_was() -> None:
    before = State(done=True, skipped=True, by="phone", at=NOW - timedelta(days=1))

    assert ticked(before, RUN, done=True) is before
    assert skipped(before, RUN) is before
    assert moved(before, ITEM, ITEM.date, RUN) is before


def test_what_no_calendar_would_follow_needs_another_word_first() -> None:
    plain, done, gone, both = (
        State(),
        State(done=True),
        State(skipped=True),
        State(done=True, skipped=True),
    )
    day = ITEM.date + timedelta(days=3)

    assert first(plain, moved(plain, ITEM, day, RUN)) == ""
    assert first(done, ticked(done, RUN, done=False)) == ""
    assert first(done, moved(done, ITEM, day, RUN)) == "undone"
    assert first(done, skipped(done, RUN)) == "undone"
    assert first(gone, moved(gone, ITEM, day, RUN)) == "restore"
    assert first(gone, ticked(gone, RUN, done=True)) == "restore"
    assert first(both, ticked(both, RUN, done=False)) == "restore"
    assert first(both, skipped(both, RUN)) == ""


def test_days_and_hours_move_together_and_the_length_stays() -> None:
    conference = an_item(start=date(2026, 8, 12), end=date(2026, 8, 15))

    assert moved(State(), conference, date(2026, 8, 30), RUN).moved == (
        date(2026, 8, 30), date(2026, 9, 2))  # fmt: skip
    span = moved(State(), TALK, date(2026, 10, 30), RUN).moved
    assert span is not None
    assert [one.isoformat() for one in span] == [
        "2026-10-30T17:30:00-04:00", "2026-10-30T18:30:00-04:00"]  # fmt: skip


@pytest.mark.parametrize("one", [ITEM, TALK])
@pytest.mark.parametrize("todos", [True, False])
def test_a_move_is_held_against_the_plan_as_event_and_as_to_do(
    one: Item,
    todos: bool,  # noqa: FBT001 - pytest's
) -> None:
    state = moved(State(), one, date(2026, 12, 1), RUN)

    [same] = Wants([one], {one.uid: state}, todos=todos).values()
    later = an_item(start=one.start + timedelta(days=7), type=one.type)
    [other] = Wants([later], {one.uid: state}, todos=todos).values()

    assert not same.both_moved
    assert other.both_moved
    assert same.content.start == other.content.start


def test_where_an_item_stands() -> None:
    day = ITEM.date
    late = State(moved=(day + timedelta(days=9), day + timedelta(days=10)))

    def at(state: State, today: date) -> Where:
        return where(ITEM, state, today, CHICAGO)

    assert at(State(), day) is Where.OPEN
    assert at(State(), day + timedelta(days=1)) is Where.OVER
    assert at(late, day + timedelta(days=9)) is Where.OPEN
    assert at(late, day + timedelta(days=10)) is Where.OVER
    assert at(State(skipped=True), day + timedelta(days=1)) is Where.SKIPPED
    assert at(State(done=True, skipped=True), day) is Where.DONE


@pytest.mark.parametrize(
    ("start", "day", "hour"),
    [
        (datetime(2026, 9, 2, 3, 30, tzinfo=UTC), date(2026, 9, 1), "22:30"),
        (datetime(2026, 9, 2, 3, 30), date(2026, 9, 2), "03:30"),  # noqa: DTZ001 - floating
        (datetime(2026, 9, 1, 23, 0, tzinfo=WEST), date(2026, 9, 2), "01:00"),
        (date(2026, 9, 2), date(2026, 9, 2), ""),
    ],
)  # fmt: skip
def test_a_moved_item_stands_on_the_day_that_it_is_for_the_student(
    start: date, day: date, hour: str
) -> None:
    state = State(moved=(start, start))

    assert day_of(ITEM, state, CHICAGO) == day
    assert hour_of(ITEM, state, CHICAGO) == hour


def test_an_item_that_was_not_moved_has_the_hour_of_the_plan() -> None:
    assert hour_of(TALK, State(), CHICAGO) == "17:30"
    assert hour_of(ITEM, State(), CHICAGO) == ""
