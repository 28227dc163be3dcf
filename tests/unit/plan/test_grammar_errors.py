"""What is said about a date that makes no sense: where, what, and one thing to try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan.grammar import RESERVED, parse_every, parse_gap, parse_when
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.vocabulary import can_be_name
from roadmap_sync.problems import Mark, Problem, Problems, Source

SOURCE = Source("plan.yaml")


def at(column: int) -> Mark:
    return Mark(SOURCE, 1, column)


def scalar(text: str) -> Scalar:
    return Scalar(text, plain=True, inline=True, mark=Mark(SOURCE, 1, 1, len(text)))


def problem(text: str) -> Problem:
    """Return the one thing that is wrong with a text."""
    problems = Problems()
    assert parse_when(scalar(text), problems) is None
    (only,) = problems.sorted()
    return only


@pytest.mark.parametrize(
    ("text", "column", "word", "hint"),
    [
        ("2 weeks aftr start", 9, "aftr", "after"),
        ("2 weks after start", 3, "weks", "weeks"),
        ("third fryday", 7, "fryday", "friday"),
        ("third friday off march", 14, "off", "of"),
        ("march in match_yaer", 10, "match_yaer", "match_year"),
        ("on reqest", 4, "reqest", "request"),
        ("clerkships too end", 12, "too", "to"),
        ("wek 2", 1, "wek", "week"),
        ("thrid friday", 1, "thrid", "third"),
        ("withn 2 weeks after end", 1, "withn", "within"),
        ("5 weekdays before end", 3, "weekdays", "workdays"),
        ("start until end", 7, "until", "to"),
        ("earlyer of ms1 and ms2", 1, "earlyer", "earlier"),
        ("later of ms1 annd ms2", 14, "annd", "and"),
    ],
)
def test_a_misspelt_word_is_marked_where_it_stands(
    text: str, column: int, word: str, hint: str
) -> None:
    found = problem(text)

    assert found.code == "when-syntax"
    assert found.message == f"'{word}' is not a word I know here"
    assert found.mark == at(column)
    assert found.mark is not None
    assert found.mark.width == len(word)
    assert found.hint == f"did you mean '{hint}'?"


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("of", 1, "a date such as 'week 2', 'october' or '2 weeks before match_day'"),
        (
            "2 weeks before of",
            16,
            "a date such as 'week 2', 'october' or '2 weeks before match_day'",
        ),
        ("first friday after end", 14, "one of: of, on, to"),
        ("last weeks", 6, "did you mean 'week'?"),
        ("thursday or friday", 10, "write 'thursday of week 2' or 'first thursday'"),
        ("first friday on or before end", 1, "write 'last friday on or before'"),
        ("third friday on or after end", 1, "write 'first friday on or after'"),
        ("on request to end", 12, "the date is complete before this word"),
        ("end 3", 5, "one of: of, to"),
        (
            "week 2 of october",
            11,
            "days, weeks and months are counted in a named date, as in 'week 11 of ms1'",
        ),
    ],
)
def test_a_word_in_the_wrong_place_is_marked(text: str, column: int, hint: str) -> None:
    found = problem(text)

    assert (found.code, found.mark, found.hint) == ("when-syntax", at(column), hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "a date such as 'week 2', 'october' or '2 weeks before match_day'"),
        ("week", "after 'week' comes a number from 1, or -1 for the last one"),
        ("2 weeks", "one of: after, before"),
        ("within", "after 'within' comes a number, as in 'within 2 weeks after end'"),
        ("nov-", "a month comes after the '-', as in 'nov-feb'"),
        ("thursday", "write 'thursday of week 2' or 'first thursday'"),
        ("march in", "a year such as 2029, or 'match_year - 1'"),
    ],
)
def test_a_date_that_ends_too_early_is_marked_at_its_end(text: str, hint: str) -> None:
    found = problem(text)

    assert found.message == "the date ends here, but something is missing"
    assert (found.code, found.mark, found.hint) == ("when-syntax", at(len(text) + 1), hint)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("weeks 3-2", 9, "3 to 2 runs backwards"),
        ("weeks -1--2", 10, "-1 to -2 runs backwards"),
        ("5-3 days after end", 3, "5 to 3 runs backwards"),
        ("weeks 2--1", 9, "one end is counted from the start, the other from the end"),
        ("days 0", 6, "'0' is not from 1 to 1000"),
        ("week 0", 6, "'0' is not from 1 to 1000"),
        ("week 12345678901234567890", 6, "'12345678901234567890' is not from 1 to 1000"),
        ("1001 days after end", 1, "'1001' is not from 1 to 1000"),
        ("32nd thursday", 1, "'32nd' is not from 1st to 31st"),
        ("june 31", 6, "'31' is not from 1 to 30"),
        ("june 2027", 6, "'2027' is not from 1 to 30"),
        ("june in 1927", 9, "'1927' is not from 1990 to 2100"),
        ("2026-02-30", 1, "'2026-02-30' is not a day I can use"),
    ],
)
def test_a_number_that_cannot_be_meant_is_marked(text: str, column: int, message: str) -> None:
    found = problem(text)

    assert (found.code, found.mark, found.message) == ("when-range", at(column), message)


def test_a_year_after_a_month_needs_in() -> None:
    assert problem("june 2027").hint == "a year is written 'june in 2027'"


def test_more_than_the_whole_way_is_too_much() -> None:
    assert problem("140% of ms1 to ms2").message == "'140%' is more than the whole"


def test_a_date_of_five_thousand_words_is_too_long() -> None:
    found = problem("end of " * 5000 + "week 2")

    assert found.message == "this date is too long"
    assert found.mark == at(60 // 2 * len("end of ") + 1)


@pytest.mark.parametrize(
    "word", ["week", "first", "to", "request", "middle", "start", "match_year", "may"]
)
def test_a_word_of_the_language_is_reserved(word: str) -> None:
    assert word in RESERVED
    assert not can_be_name(word)


@pytest.mark.parametrize(
    "word", ["2nd", "12", "3-5", "nov-feb", "2026-09-10", "two words", "Big", ""]
)
def test_what_reads_as_something_else_cannot_be_a_name(word: str) -> None:
    assert not can_be_name(word)


@pytest.mark.parametrize(
    "word", ["ms1", "step2_ck", "advisor-intro", "week-1", "may-be", "2nd-look"]
)
def test_other_words_can_be_names(word: str) -> None:
    assert can_be_name(word)


def test_a_wrong_repetition_and_a_wrong_gap_are_marked_at_the_word() -> None:
    problems = Problems()

    assert parse_every(scalar("2 years"), problems) is None
    assert parse_gap(scalar("12 months"), problems) is None

    assert [found.mark for found in problems.sorted()] == [at(3), at(4)]


WORDS = st.sampled_from(
    [
        *sorted(RESERVED),
        *[
            "0",
            "1",
            "2",
            "31",
            "99999",
            "2027",
            "-",
            "\N{EN DASH}",
            "+",
            "2nd",
            "ms1",
            "2026-09-10",
            "é",
        ],
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("-".join))
def test_every_text_has_a_meaning_or_one_problem(text: str) -> None:
    for parse in (parse_when, parse_every, parse_gap):
        problems = Problems()

        value = parse(scalar(text), problems)

        assert len(problems) == (1 if value is None else 0)
        assert all(found.mark is not None for found in problems.sorted())
