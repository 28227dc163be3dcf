"""Every line of the table "When" in plans/README.md."""

from datetime import date

import pytest

from roadmap_sync.plan.grammar import parse_every, parse_gap, parse_when
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.when import (
    Anchor,
    Beside,
    Count,
    DayOfMonth,
    Direction,
    Edge,
    Every,
    Extreme,
    Fixed,
    Months,
    Nearest,
    Offset,
    OnRequest,
    Ordinal,
    Part,
    Share,
    Span,
    Unit,
    Weekday,
    When,
    Within,
    Year,
)
from roadmap_sync.problems import Mark, Problems, Source

SOURCE = Source("plan.yaml")
BEFORE, AFTER = Direction.BEFORE, Direction.AFTER
DAY, WORKDAY, WEEK, MONTH = Unit.DAY, Unit.WORKDAY, Unit.WEEK, Unit.MONTH


def at(column: int) -> Mark:
    return Mark(SOURCE, 1, column)


def scalar(text: str) -> Scalar:
    return Scalar(text, plain=True, inline=True, mark=Mark(SOURCE, 1, 1, len(text)))


def read(text: str) -> When | None:
    """Return what a text means; it must have no problem."""
    problems = Problems()
    when = parse_when(scalar(text), problems)
    assert problems.sorted() == []
    return when


@pytest.mark.parametrize(
    ("text", "unit", "first", "last"),
    [
        ("day 1", DAY, 1, 1),
        ("days 2-3", DAY, 2, 3),
        ("week 2", WEEK, 2, 2),
        ("weeks 2-3", WEEK, 2, 3),
        ("weeks 2 to 3", WEEK, 2, 3),
        ("weeks 2 – 3", WEEK, 2, 3),  # noqa: RUF001 people copy this dash from elsewhere
        ("weeks 2–3", WEEK, 2, 3),  # noqa: RUF001
        ("month 4", MONTH, 4, 4),
        ("months 4-7", MONTH, 4, 7),
        ("Weeks 8-12", WEEK, 8, 12),
        ("week -1", WEEK, -1, -1),
        ("weeks -2--1", WEEK, -2, -1),
        ("weeks -2 to -1", WEEK, -2, -1),
        ("first week", WEEK, 1, 1),
        ("final week", WEEK, -1, -1),
        ("last week", WEEK, -1, -1),
        ("first day", DAY, 1, 1),
        ("last day", DAY, -1, -1),
        ("first 3 days", DAY, 1, 3),
        ("last 3 days", DAY, -3, -1),
        ("last 2 weeks", WEEK, -2, -1),
        ("second month", MONTH, 2, 2),
        ("3rd week", WEEK, 3, 3),
    ],
)
def test_days_weeks_and_months_are_counted_in_the_frame(
    text: str, unit: Unit, first: int, last: int
) -> None:
    assert read(text) == Count(unit, first, last, None, at(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("week 11 of ms1", Count(WEEK, 11, 11, Anchor("ms1", at(12)), at(1))),
        ("month 2 of ms2", Count(MONTH, 2, 2, Anchor("ms2", at(12)), at(1))),
        ("last 3 days of step1", Count(DAY, -3, -1, Anchor("step1", at(16)), at(1))),
        ("day 3 of ms1", Count(DAY, 3, 3, Anchor("ms1", at(10)), at(1))),
        ("last day of ms1", Count(DAY, -1, -1, Anchor("ms1", at(13)), at(1))),
        ("first week of ms1", Count(WEEK, 1, 1, Anchor("ms1", at(15)), at(1))),
        ("week 3 of start", Count(WEEK, 3, 3, Anchor("start", at(11)), at(1))),
    ],
)
def test_days_weeks_and_months_are_counted_in_a_named_date(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("end of week 2", Part(Edge.END, Count(WEEK, 2, 2, None, at(8)), at(1))),
        ("start of month 3", Part(Edge.START, Count(MONTH, 3, 3, None, at(10)), at(1))),
        ("end of october", Part(Edge.END, Months(10, 10, None, at(8)), at(1))),
        ("middle", Part(Edge.MIDDLE, None, at(1))),
        ("middle of month 3", Part(Edge.MIDDLE, Count(MONTH, 3, 3, None, at(11)), at(1))),
        (
            "end of month 3 of ms1",
            Part(Edge.END, Count(MONTH, 3, 3, Anchor("ms1", at(19)), at(8)), at(1)),
        ),
        ("end of step1", Part(Edge.END, Anchor("step1", at(8)), at(1))),
    ],
)
def test_a_part_of_something_is_its_start_middle_or_end(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last", "year"),
    [
        ("october", 10, 10, None),
        ("Sept", 9, 9, None),
        ("nov-feb", 11, 2, None),
        ("Nov - Feb", 11, 2, None),
        ("november to february", 11, 2, None),
        ("march in match_year", 3, 3, Year("match_year", 0, at(10))),
        ("oct-dec in match_year - 1", 10, 12, Year("match_year", -1, at(12))),
        ("oct-dec in match_year-1", 10, 12, Year("match_year", -1, at(12))),
        ("oct-dec in match_year + 1", 10, 12, Year("match_year", 1, at(12))),
        ("june in 2027", 6, 6, Year("", 2027, at(9))),
    ],
)
def test_months_are_calendar_months(text: str, first: int, last: int, year: Year | None) -> None:
    assert read(text) == Months(first, last, year, at(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "september 15 in match_year - 1",
            DayOfMonth(9, 15, Year("match_year", -1, at(17)), at(1)),
        ),
        ("june 1", DayOfMonth(6, 1, None, at(1))),
        ("feb 29", DayOfMonth(2, 29, None, at(1))),
    ],
)
def test_a_month_and_a_number_are_one_day(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "third friday of march in match_year",
            Ordinal(
                3,
                Weekday.FRIDAY,
                Months(3, 3, Year("match_year", 0, at(26)), at(17)),
                at(1),
            ),
        ),
        (
            "last monday of may",
            Ordinal(-1, Weekday.MONDAY, Months(5, 5, None, at(16)), at(1)),
        ),
        (
            "first workday of july",
            Ordinal(1, Weekday.WORKDAY, Months(7, 7, None, at(18)), at(1)),
        ),
        (
            "first monday of month 24",
            Ordinal(1, Weekday.MONDAY, Count(MONTH, 24, 24, None, at(17)), at(1)),
        ),
        ("2nd thursday", Ordinal(2, Weekday.THURSDAY, None, at(1))),
        ("last friday", Ordinal(-1, Weekday.FRIDAY, None, at(1))),
        (
            "thursday of week 2",
            Ordinal(1, Weekday.THURSDAY, Count(WEEK, 2, 2, None, at(13)), at(1)),
        ),
        (
            "last day of october",
            Ordinal(-1, Weekday.DAY, Months(10, 10, None, at(13)), at(1)),
        ),
    ],
)
def test_ordinals_pick_a_day_of_the_week(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "first weekday on or after september 15 in match_year - 1",
            Nearest(
                Weekday.WEEKDAY,
                AFTER,
                DayOfMonth(9, 15, Year("match_year", -1, at(43)), at(27)),
                at(1),
            ),
        ),
        (
            "last friday on or before graduation",
            Nearest(Weekday.FRIDAY, BEFORE, Anchor("graduation", at(26)), at(1)),
        ),
    ],
)
def test_on_or_after_takes_the_day_itself_or_the_next(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2 weeks before match_day",
            Offset(2, 2, WEEK, BEFORE, Anchor("match_day", at(16)), at(1)),
        ),
        ("3-5 days after end", Offset(3, 5, DAY, AFTER, Anchor("end", at(16)), at(1))),
        ("3 to 5 days after end", Offset(3, 5, DAY, AFTER, Anchor("end", at(19)), at(1))),
        ("2-4 weeks before start", Offset(2, 4, WEEK, BEFORE, Anchor("start", at(18)), at(1))),
        (
            "5 workdays before ask-letter",
            Offset(5, 5, WORKDAY, BEFORE, Anchor("ask-letter", at(19)), at(1)),
        ),
        ("1 year after step1", Offset(1, 1, Unit.YEAR, AFTER, Anchor("step1", at(14)), at(1))),
        (
            "2 weeks before 3 days after end",
            Offset(
                2, 2, WEEK, BEFORE, Offset(3, 3, DAY, AFTER, Anchor("end", at(29)), at(16)), at(1)
            ),
        ),
        (
            "within 2 weeks after end",
            Within(2, WEEK, AFTER, Anchor("end", at(22)), at(1)),
        ),
        (
            "within 5 days before match_day",
            Within(5, DAY, BEFORE, Anchor("match_day", at(22)), at(1)),
        ),
        ("before clerkships", Beside(BEFORE, Anchor("clerkships", at(8)), at(1))),
        ("after step1", Beside(AFTER, Anchor("step1", at(7)), at(1))),
    ],
)
def test_distances_are_counted_from_an_anchor(text: str, expected: When) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "name", ["match_day", "advisor-intro", "start", "end", "ms1.exam", "2nd-look"]
)
def test_a_name_is_a_date_or_a_step(name: str) -> None:
    assert read(name) == Anchor(name, at(1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "clerkships to eras_submit",
            Span(Anchor("clerkships", at(1)), Anchor("eras_submit", at(15)), at(1)),
        ),
        (
            "2 weeks after ms1 to month 3",
            Span(
                Offset(2, 2, WEEK, AFTER, Anchor("ms1", at(15)), at(1)),
                Count(MONTH, 3, 3, None, at(22)),
                at(1),
            ),
        ),
        (
            "week 2 to 3 days after end",
            Span(
                Count(WEEK, 2, 2, None, at(1)),
                Offset(3, 3, DAY, AFTER, Anchor("end", at(24)), at(11)),
                at(1),
            ),
        ),
        (
            "week 2 to week -1",
            Span(Count(WEEK, 2, 2, None, at(1)), Count(WEEK, -1, -1, None, at(11)), at(1)),
        ),
        (
            "june 1 to june 15",
            Span(DayOfMonth(6, 1, None, at(1)), DayOfMonth(6, 15, None, at(11)), at(1)),
        ),
        (
            "june to july 15",
            Span(Months(6, 6, None, at(1)), DayOfMonth(7, 15, None, at(9)), at(1)),
        ),
    ],
)
def test_to_joins_two_dates(text: str, expected: When) -> None:
    assert read(text) == expected


def test_the_earlier_or_later_of_two_dates() -> None:
    assert read("earlier of month 13 and 4 months before clerkships") == Extreme(
        BEFORE,
        Count(MONTH, 13, 13, None, at(12)),
        Offset(4, 4, MONTH, BEFORE, Anchor("clerkships", at(41)), at(25)),
        at(1),
    )
    assert read("later of ms1 and ms2") == Extreme(
        AFTER, Anchor("ms1", at(10)), Anchor("ms2", at(18)), at(1)
    )


def test_a_part_of_the_way_between_two_dates() -> None:
    assert read("40% of ms2 to clerkships") == Share(
        40, Anchor("ms2", at(8)), Anchor("clerkships", at(15)), at(1)
    )


def test_a_full_date_is_that_day() -> None:
    assert read("2026-09-10") == Fixed(date(2026, 9, 10), at(1))


def test_on_request_is_no_date() -> None:
    assert read("on request") == OnRequest(at(1))


def test_case_and_blanks_do_not_matter() -> None:
    assert read("  Third  FRIDAY of March ") == Ordinal(
        3, Weekday.FRIDAY, Months(3, 3, None, at(20)), at(3)
    )


def test_a_mark_covers_the_words_of_its_part() -> None:
    when = read("clerkships to 2 weeks after end")

    assert isinstance(when, Span)
    assert when.mark.width == len("clerkships to 2 weeks after end")
    assert when.last.mark.width == len("2 weeks after end")
    assert isinstance(when.last, Offset)
    assert when.last.anchor.mark.width == len("end")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("day", 1, 1, DAY),
        ("week", 1, 1, WEEK),
        ("month", 1, 1, MONTH),
        ("2 weeks", 2, 2, WEEK),
        ("8-12 weeks", 8, 12, WEEK),
        ("3 months", 3, 3, MONTH),
    ],
)
def test_a_step_repeats_every_so_often(text: str, low: int, high: int, unit: Unit) -> None:
    assert parse_every(scalar(text), Problems()) == Every(low, high, unit, at(1))


@pytest.mark.parametrize(
    ("text", "count", "unit"), [("5 workdays", 5, WORKDAY), ("2 days", 2, DAY), ("1 week", 1, WEEK)]
)
def test_a_gap_is_a_number_and_a_unit(text: str, count: int, unit: Unit) -> None:
    assert parse_gap(scalar(text), Problems()) == (count, unit)
