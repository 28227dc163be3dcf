"""Where weeks end, as published calendars have it, and a leave that goes on too long."""

from datetime import date

import pytest

from roadmap_sync.problems import Severity
from roadmap_sync.schedule.dates import add_months
from roadmap_sync.schedule.expand import Schedule, expand
from tests.unit.schedule.roadmaps import bundled, by_name, student

#: Mon 24 to Wed 26 July 2028 are days between two blocks.
BASE = """start: 2026-08-03
days_off:
  - {name: Intersession, from: 2028-07-24, until: 2028-07-26}
  - {name: Orientation, date: 2028-10-02}
"""


def rotation(line: str) -> Schedule:
    return expand(bundled(), student(f"{BASE}rotations: [{{name: R, {line}}}]"))


def notes(found: Schedule) -> list[str]:
    return [one.message for one in found.problems.sorted() if one.code == "weeks-end"]


# Hand-computed; in brackets what schools print (tables of block dates, Monday to Friday or Sunday).
@pytest.mark.parametrize(
    ("start", "weeks", "last", "said"),
    [
        # Mon + 4.5 weeks = 31 days: Wed, and the other half of nine weeks begins on Thursday.
        ("2028-01-03", 4.5, "Wed 2028-02-02", False),
        # That half: Thu + 31 days = Sat; its last service is the Friday before.
        ("2028-02-03", 4.5, "Sat 2028-03-04", False),
        # Monday 3 January of 2028 plus 4 whole weeks: Sunday.
        ("2028-01-03", 4, "Sun 2028-01-30", False),
        # Tue after Labor Day, Mon 4 Sep: counted from Monday, so the next block begins on Monday.
        ("2028-09-05", 4, "Sun 2028-10-01", False),
        ("2028-09-05", 4.5, "Wed 2028-10-04", False),
        # Tue after a Monday of the school's own.
        ("2028-10-03", 8, "Sun 2028-11-26", False),
        # Tue after a Monday with service: seven days are seven days.
        ("2028-01-11", 4, "Mon 2028-02-07", True),
        # Thu 1 July 2027, the other day on which schools begin.
        ("2027-07-01", 8, "Wed 2027-08-25", True),
        # Sat 1 July 2028: 56 days end on a Friday.
        ("2028-07-01", 8, "Fri 2028-08-25", False),
        # Thu after Mon-Wed off: counted from Monday, three days less than from Thursday.
        ("2028-07-27", 4.5, "Wed 2028-08-23", True),
        ("2028-07-27", 4, "Sun 2028-08-20", True),
    ],
)
def test_the_last_day_of_weeks(start: str, weeks: float, last: str, *, said: bool) -> None:
    found = rotation(f"start: {start}, weeks: {weeks}")

    [copy] = found.copies["rotation"]
    assert copy.frame.last is not None
    assert f"{copy.frame.last:%a %Y-%m-%d}" == last
    assert [last in note for note in notes(found)] == [True] * said


def test_the_note_says_from_where_it_counts() -> None:
    found = rotation("start: 2028-07-27, weeks: 4.5")

    [said] = notes(found)
    assert said == (
        "the 4.5 weeks of 'R' end on Wed 2028-08-23, counted from Mon 2028-07-24 because only "
        "days off come before its start"
    )
    [note] = [one for one in found.problems.sorted() if one.code == "weeks-end"]
    assert note.severity is Severity.NOTE
    assert note.mark is not None
    assert note.mark.source.lines[note.mark.line - 1][note.mark.column - 1] == "R"


def test_an_end_that_is_said_surprises_nobody() -> None:
    assert notes(rotation("start: 2028-07-27, until: 2028-08-26")) == []


LEAVE = """start: 2026-08-03
match_year: 2030
leaves: [{{name: Research, from: {first}, until: {last}}}]
"""


def test_a_leave_past_graduation_is_a_warning_and_ends_with_it() -> None:
    # Graduation by the rule: the third Friday of May 2030 is the 17th.
    found = expand(bundled(), student(LEAVE.format(first="2028-09-04", last="2035-09-03")))

    [warning] = [one for one in found.problems.sorted() if one.code == "late-leave"]
    assert warning.severity is Severity.WARNING
    assert warning.message == "'Research' goes on after your graduation on 2030-05-17"
    updates = [item.date for item in found.roadmap.items if item.step == "leave-update"]
    assert updates
    assert max(updates) <= date(2030, 5, 17)


def test_a_leave_that_ends_in_time_is_no_warning() -> None:
    found = expand(bundled(), student(LEAVE.format(first="2028-09-04", last="2030-05-17")))

    assert not [one for one in found.problems.sorted() if one.code == "late-leave"]


def test_nothing_stands_later_than_14_months_after_graduation() -> None:
    text = "start: 2026-08-03\nmatch_year: 2030\nrotations: [{name: R, start: {}, weeks: 4}]"
    last = add_months(date(2030, 5, 17), 14)

    inside = expand(bundled(), student(text.replace("{}", "2031-04-07")))
    outside = expand(bundled(), student(text.replace("{}", "2032-04-05")))

    # 7 Apr 2031 + 4 weeks end on Sun 4 May; 12 weeks later is 27 July, after Thu 17 July.
    assert "thanks@r" in by_name(inside)
    assert "resident-update@r" not in by_name(inside)
    assert max(item.date for item in outside.roadmap.items) <= last
    messages = [one.message for one in outside.problems.sorted() if one.code == "left-out"]
    assert (
        "'thanks@r' left out: 2032-04-30 is more than 14 months after your graduation" in messages
    )
