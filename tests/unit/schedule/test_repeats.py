"""`every:`, counted from the start of the window."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.items import Window
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.problems import Mark, Severity, Source
from roadmap_sync.schedule.repeats import turns
from tests.unit.schedule.roadmaps import schedule

HERE = Mark(Source("plan.yaml"), 1, 1)


def windows(
    low: int, high: int, unit: Unit, first: str, last: str, *contacts: str
) -> list[tuple[int, str, str]]:
    every = Every(low, high, unit, HERE)
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    return [
        (turn.number, str(turn.window.from_day), str(turn.window.until_day))
        for turn in turns(every, window, [date.fromisoformat(day) for day in contacts])
    ]


def test_every_week_means_once_from_monday_to_sunday() -> None:
    # From a Thursday to a Tuesday: the first piece counts, the last of two days does not.
    assert windows(1, 1, Unit.WEEK, "2026-08-06", "2026-08-18") == [
        (1, "2026-08-06", "2026-08-09"),
        (2, "2026-08-10", "2026-08-16"),
    ]


def test_every_month_means_once_in_each_calendar_month() -> None:
    assert windows(1, 1, Unit.MONTH, "2026-11-01", "2027-01-31") == [
        (1, "2026-11-01", "2026-11-30"),
        (2, "2026-12-01", "2026-12-31"),
        (3, "2027-01-01", "2027-01-31"),
    ]


def test_every_six_months() -> None:
    assert windows(6, 6, Unit.MONTH, "2026-08-15", "2027-07-31") == [
        (1, "2026-08-15", "2027-01-31"),
        (2, "2027-02-01", "2027-07-31"),
    ]


def test_every_3_days() -> None:
    assert windows(3, 3, Unit.DAY, "2026-08-03", "2026-08-08") == [
        (1, "2026-08-03", "2026-08-05"),
        (2, "2026-08-06", "2026-08-08"),
    ]


def test_8_to_12_weeks_is_ten_give_or_take_two() -> None:
    assert windows(8, 12, Unit.WEEK, "2027-11-01", "2028-03-31") == [
        (1, "2027-12-27", "2028-01-24"),
        (2, "2028-03-06", "2028-03-31"),
    ]


def test_8_to_11_weeks_has_its_middle_at_nine_and_a_half() -> None:
    # 9.5 weeks after 3 August is 8 October, 3 days after the ninth Monday: 8 to 11 weeks.
    [turn] = turns(Every(8, 11, Unit.WEEK, HERE), Window(date(2026, 8, 3), date(2026, 11, 1)))

    assert turn.centre == date(2026, 10, 8)
    assert turn.window == Window(date(2026, 9, 28), date(2026, 10, 18))


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK, Unit.MONTH])
def test_a_window_of_one_day_has_one_turn(unit: Unit) -> None:
    assert windows(1, 1, unit, "2026-08-05", "2026-08-05") == [(1, "2026-08-05", "2026-08-05")]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("when: months 1-2, every: month", "every month, months 1-2"),
        ("every: 8-12 weeks", "every 8-12 weeks"),
        ("when: months 1-2, times: 2", "months 1-2"),
    ],
)
def test_the_window_of_a_turn_says_how_often_there_is_one(step: str, words: str) -> None:
    found = schedule("phases: {p: {from: start, until: month 36, steps: {s: {task: T, "
                     + step + "}}}}")  # fmt: skip

    assert {item.window_text for item in found.roadmap.items} == {words}


# ---- counted from a contact ----------------------------------------------------------------------


def test_a_contact_inside_a_window_ends_it_and_moves_the_later_ones() -> None:
    # The first window runs from 27 December to 24 January without it.
    assert windows(8, 12, Unit.WEEK, "2027-11-01", "2028-06-30", "2028-01-10") == [
        (1, "2027-12-27", "2028-01-10"),
        (2, "2028-03-06", "2028-04-03"),
        (3, "2028-05-15", "2028-06-12"),
    ]


def test_a_contact_before_the_first_window_puts_it_off() -> None:
    assert windows(8, 12, Unit.WEEK, "2027-11-01", "2028-02-28", "2027-11-29") == [
        (1, "2028-01-24", "2028-02-21"),
    ]


def test_a_contact_on_the_first_day_of_a_window_leaves_it_a_week() -> None:
    [first, _] = windows(8, 12, Unit.WEEK, "2027-11-01", "2028-03-31", "2027-12-27")

    assert first == (1, "2027-12-27", "2028-01-02")


def test_several_contacts_in_any_order_count_one_after_the_other() -> None:
    days = ("2028-01-31", "2028-01-10", "2026-01-01", "2029-01-01")

    # That of 31 January is too early for the second turn, which it puts off once more.
    assert windows(8, 12, Unit.WEEK, "2027-11-01", "2028-04-30", *days) == [
        (1, "2027-12-27", "2028-01-10"),
        (2, "2028-03-27", "2028-04-24"),
    ]


def test_every_six_months_after_a_contact_means_6_to_12_months_after_it() -> None:
    assert windows(6, 6, Unit.MONTH, "2026-08-15", "2028-02-15", "2026-10-20") == [
        (1, "2026-08-15", "2026-10-20"),
        (2, "2027-04-20", "2027-10-19"),
        (3, "2027-10-20", "2028-02-15"),
    ]


_DAYS = st.dates(date(2026, 1, 1), date(2032, 1, 1))


@given(st.integers(1, 12), st.integers(0, 6), st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]),
       _DAYS, st.integers(0, 1500), st.lists(_DAYS, max_size=5))  # fmt: skip
def test_turns_stay_in_order_whatever_the_contacts(  # noqa: PLR0917
    low: int, more: int, unit: Unit, first: date, length: int, contacts: list[date]
) -> None:
    every = Every(low, low + more, unit, HERE)
    window = Window(first, first + timedelta(days=length))

    found = turns(every, window, contacts)

    assert [turn.number for turn in found] == list(range(1, len(found) + 1))
    for turn in found:
        assert window.from_day <= turn.window.from_day <= turn.window.until_day <= window.until_day
    for one, other in itertools.pairwise(found):
        assert one.window.from_day < other.window.from_day
    if not any(day in window for day in contacts):
        assert found == turns(every, window)


LEAVE = """
start: 2026-08-03
match_year: 2030
leaves: [{name: PhD, from: 2027-01-01, until: 2028-12-31}]
"""
MONTHLY = "phases: {p: {from: start, until: month 36, steps: {s: {task: T, STEP}}}}"


def test_what_repeats_pauses_in_a_leave_and_that_is_no_warning() -> None:
    found = schedule(MONTHLY.replace("STEP", "every: month"), LEAVE)

    [note] = found.problems.sorted()
    assert (note.code, note.severity) == ("pause", Severity.NOTE)
    assert note.message == "'s' pauses in 'PhD'"
    days = [item.date for item in found.roadmap.items]
    assert not [day for day in days if day.year in {2027, 2028}]
    # August 2026 is number 1: numbers go on counting in the leave.
    assert [item.occurrence for item in found.roadmap.items][5:7] == ["#30", "#31"]


def test_a_step_that_comes_once_and_falls_into_a_leave_is_still_a_warning() -> None:
    found = schedule(MONTHLY.replace("STEP", "when: month 12"), LEAVE)

    [warning] = found.problems.sorted()
    assert (warning.code, warning.severity) == ("left-out", Severity.WARNING)


def test_one_note_for_all_mentors() -> None:
    found = schedule(MONTHLY.replace("STEP", "every: month, each: mentors"), LEAVE)

    assert [one.message for one in found.problems.sorted()] == ["'s' pauses in 'PhD'"]


def test_a_pause_hides_no_other_reason() -> None:
    # Winter closes January 2027; the leave begins in February.
    text = """
start: 2026-08-03
match_year: 2030
days_off: [{name: Winter, from: 2027-01-01, until: 2027-01-31}]
leaves: [{name: PhD, from: 2027-02-01, until: 2027-06-30}]
"""
    found = schedule(MONTHLY.replace("STEP", "every: month"), text)

    [warning] = found.problems.sorted()
    assert warning.severity is Severity.WARNING
    assert "no working day between 2027-01-01 and 2027-01-31 (Winter)" in warning.message


def test_turns_with_different_parts_of_a_window_are_numbered_by_their_days() -> None:
    # Each month of p5 comes after one turn of p4, so the first turn has to end first.
    found = schedule(
        """
dates: {mid: 6 weeks after start}
phases:
  p:
    from: start
    until: 20 weeks after start
    steps:
      p0: {task: A}
      p3: {task: B, when: 3-5 days after mid, times: 3}
      p4: {task: C, when: middle, times: 3}
      p5: {task: D, when: after mid, every: month, after: [p0, p4]}
""",
        "start: 2032-02-25\ncalendar: {per_week: 2}\n",
    )

    turns_ = {item.name: item.date for item in found.roadmap.items if item.step == "p4"}
    assert [*turns_] == ["p4#1", "p4#2", "p4#3"]
    assert found.occurrences["p4#1"].part[1] < found.occurrences["p4#2"].part[1]
