"""Which days are free, why, and which words about holidays nobody knows."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.problems import Mark, Problems, Source
from roadmap_sync.schedule.daysoff import DaysOff, check_holidays
from roadmap_sync.schedule.student import BlockEntry, CalendarSettings, Closed, Student

BREAK = Closed("Winter break", Window(date(2028, 12, 18), date(2029, 1, 1)))
ANA = Student(id="me", start=date(2026, 8, 10), match_year=2030, days_off=(BREAK,))


def days_off(*holidays: str) -> DaysOff:
    return DaysOff(replace(ANA, holidays=holidays))


def found(*holidays: str) -> list[tuple[str, str]]:
    problems = Problems()
    check_holidays(replace(ANA, holidays=holidays), problems)
    return [(problem.message, problem.hint) for problem in problems.sorted()]


def test_public_holidays_are_off_and_have_english_names() -> None:
    days = days_off("US")
    assert days.reason(date(2026, 9, 7)) == "Labor Day"
    assert days.is_off(date(2026, 9, 7))
    assert not days.is_working(date(2026, 9, 7))


def test_observed_days_are_off_as_well() -> None:
    assert days_off("US").reason(date(2027, 12, 31)) == "New Year's Day (observed)"


def test_the_students_own_words_come_first() -> None:
    assert DaysOff(ANA).reason(date(2028, 12, 25)) == "Winter break"
    assert DaysOff(ANA).reason(date(2028, 12, 23)) == "Winter break"


def test_a_weekend_is_not_a_working_day_but_not_off_either() -> None:
    days = DaysOff(ANA)
    assert days.reason(date(2026, 8, 15)) == "weekend"
    assert not days.is_off(date(2026, 8, 15))
    assert not days.is_working(date(2026, 8, 15))


def test_all_seven_days_are_working_days_if_the_student_allows_it() -> None:
    days = DaysOff(replace(ANA, calendar=CalendarSettings(weekends=True)))
    assert days.is_working(date(2026, 8, 15))
    assert days.reason(date(2026, 8, 15)) == ""
    assert days.reason(date(2027, 7, 4)) == "Independence Day"


def test_other_days_have_no_reason() -> None:
    assert days_off("US").reason(date(2026, 8, 11)) == ""
    assert days_off().reason(date(2026, 9, 7)) == ""


def test_a_state_has_holidays_of_its_own() -> None:
    assert days_off("US-CA").reason(date(2027, 3, 31)) == "Cesar Chavez Day"
    assert not days_off("US").is_off(date(2027, 3, 31))


def test_two_countries_add_up() -> None:
    days = days_off("US", "CA")
    assert days.reason(date(2027, 7, 1)) == "Canada Day"
    assert days.reason(date(2027, 7, 5)) == "Independence Day (observed)"


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("Thanksgiving", date(2026, 11, 26)),
        ("christmas day", date(2026, 12, 25)),
        ("MLK Day", date(2027, 1, 18)),
        ("Presidents' Day", date(2027, 2, 15)),
        ("Day After Thanksgiving", date(2026, 11, 27)),
        ("Good Friday", date(2027, 3, 26)),
        ("New Years Day", date(2027, 1, 1)),
    ],
)
def test_single_holidays_are_picked_by_name(word: str, day: date) -> None:
    days = days_off(word)
    assert days.is_off(day)
    assert not days.is_off(date(2026, 9, 7))
    assert found(word) == []


def test_a_full_name_does_not_pick_a_longer_one() -> None:
    days = days_off("Independence Day")
    assert days.is_off(date(2028, 7, 4))
    assert not days.is_off(date(2028, 6, 19))


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("ZZ", "I know no holidays of a country 'ZZ'",
         "write two letters, such as US, or US-CA for a state"),
        ("CA-O", "'O' is no part of CA that I know", "did you mean 'ON'?"),
        ("Thanksgivng", "'Thanksgivng' is not a holiday I know in US",
         "did you mean 'Thanksgiving Day'?"),
        ("Canada", "'Canada' is not a holiday I know in US", "write 'CA' for all of its holidays"),
        ("qqq", "'qqq' is not a holiday I know in US", "days of your own go under 'days_off'"),
    ],
)  # fmt: skip
def test_unknown_words_are_errors_with_a_hint(word: str, message: str, hint: str) -> None:
    assert found(word) == [(message, hint)]
    assert not days_off(word).is_off(date(2026, 9, 7))


def test_an_unknown_part_lists_the_known_ones() -> None:
    [(_, hint)] = found("CA-777")
    assert hint.startswith("one of: AB, BC, MB")


def test_names_in_an_unknown_country_are_unknown() -> None:
    messages = [message for message, _ in found("ZZ", "Thanksgiving")]
    assert messages == [
        "I know no holidays of a country 'ZZ'",
        "'Thanksgiving' is not a holiday I know in ZZ",
    ]


def test_a_word_is_marked_where_it_stands() -> None:
    here, fallback = Mark(Source("me.yaml"), 3, 12), Mark(Source("me.yaml"), 1, 1)
    student = replace(ANA, holidays=("ZZ", "YY"), marks={"holidays.ZZ": here})
    problems = Problems()
    check_holidays(student, problems, fallback)
    assert [problem.mark for problem in problems.sorted()] == [fallback, here]


def test_countries_without_english_names_or_any_translation_are_fine() -> None:
    assert days_off("NZ").is_off(date(2027, 2, 8))
    assert days_off("NO").reason(date(2027, 5, 17)) == "Constitution Day"
    assert found("NZ", "NO") == []


def test_exam_days_are_those_of_the_list_and_of_rotations() -> None:
    final = BlockEntry(
        id="f", name="F", start=date(2026, 10, 15), until=date(2026, 10, 16), weeks=None
    )
    surgery = BlockEntry(
        id="s", name="S", start=date(2028, 8, 28), until=None, weeks=8, exam=date(2028, 10, 20)
    )
    days = DaysOff(replace(ANA, lists={"exams": (final,), "rotations": (surgery,)}))
    assert [days.is_exam(date(2026, 10, day)) for day in (14, 15, 16, 17)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert days.is_exam(date(2028, 10, 20))
    assert days.is_exam(date(2028, 10, 20))
    assert days.is_working(date(2028, 10, 20))


@given(st.dates(date(1990, 1, 1), date(2105, 12, 31)))
@settings(deadline=None)
def test_a_day_has_a_reason_exactly_if_nobody_works(day: date) -> None:
    assert DaysOff(ANA).is_working(day) == (DaysOff(ANA).reason(day) == "")


def test_asking_in_another_order_changes_nothing() -> None:
    days = [date(2026, 8, 10) + timedelta(days=index) for index in range(800)]
    forward, backward = days_off("US"), days_off("US")
    answers = {day: backward.reason(day) for day in reversed(days)}
    assert [forward.reason(day) for day in days] == [answers[day] for day in days]


def test_holidays_are_not_imported_before_somebody_asks() -> None:
    code = (
        "import sys, roadmap_sync.schedule.daysoff, roadmap_sync.schedule.student_reader;"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
