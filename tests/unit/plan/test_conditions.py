"""What `if:` can say, when it holds, and what is said about a wrong word."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan.condition_words import Comparison
from roadmap_sync.plan.conditions import (
    And,
    Compare,
    Condition,
    Facts,
    Has,
    Literal,
    Mention,
    Name,
    Not,
    OneOf,
    Or,
    Use,
    Value,
    evaluate,
    names,
    parse_condition,
)
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.problems import Mark, Problem, Problems, Source

SOURCE = Source("plan.yaml")


@dataclass(frozen=True)
class Known:
    """Facts from a table."""

    values: dict[str, Value]

    def value(self, name: str) -> Value | None:
        return self.values.get(name)


FACTS: Facts = Known({
    "summer": "research",
    "aways": "true",
    "research_year": "false",
    "years": "2",
    "step1": date(2028, 3, 1),
    "clerkships": date(2028, 4, 3),
    "block.weeks": 6.5,
    "block.number": 2,
    "block.kind": "selective",
    "block.has_exam": True,
    "block.sample": False,
})  # fmt: skip


def at(column: int) -> Mark:
    return Mark(SOURCE, 1, column)


def scalar(text: str) -> Scalar:
    return Scalar(text, plain=True, inline=True, mark=Mark(SOURCE, 1, 1, len(text)))


def read(text: str) -> Condition:
    """Return what a text means; it must have no problem."""
    problems = Problems()
    condition = parse_condition(scalar(text), problems)
    assert problems.sorted() == []
    assert condition is not None
    return condition


def problem(text: str) -> Problem:
    """Return the one thing that is wrong with a text."""
    problems = Problems()
    assert parse_condition(scalar(text), problems) is None
    (only,) = problems.sorted()
    return only


@pytest.mark.parametrize(
    "text",
    [
        "summer == research",
        "summer is research",
        "summer is not none",
        "summer in [research, both]",
        "summer == 'research'",
        "aways",
        "not research_year",
        "aways == true",
        "block.weeks > 6",
        "block.weeks <= 6.5",
        "block.weeks < 7",
        "block.weeks >= 6.5",
        "block.kind == selective",
        "block.number <= 2",
        "block.number == 2",
        "block.number in [1, 2]",
        "block.has_exam",
        "block.has_exam == true",
        "not block.sample",
        "step1 < clerkships",
        "step1 <= 2028-03-01",
        "step1 == 2028-03-01",
        "has step1",
        "not has step2",
        "years == 2",
        "AWAYS or NOT research_year",
        "aways and (research_year or has step1)",
        "research_year and research_year or aways",
        "not research_year and aways",
    ],
)
def test_what_is_so_holds(text: str) -> None:
    assert evaluate(read(text), FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "summer == none",
        "summer is not research",
        "summer",
        "summer in [both, none]",
        "research_year",
        "not aways",
        "step1 > clerkships",
        "has step2",
        "aways and research_year",
        "research_year and (research_year or aways)",
    ],
)
def test_what_is_not_so_does_not_hold(text: str) -> None:
    assert not evaluate(read(text), FACTS)


@pytest.mark.parametrize("right", ["2", "2028-03-01", "clerkships"])
@pytest.mark.parametrize("left", ["unknown", "summer"])
@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
def test_what_is_unknown_or_of_another_kind_has_no_order(left: str, sign: str, right: str) -> None:
    assert not evaluate(read(f"{left} {sign} {right}"), FACTS)


@pytest.mark.parametrize("text", ["unknown == a", "step1 == 2", "block.weeks == six"])
def test_what_is_unknown_or_of_another_kind_is_unequal(text: str) -> None:
    assert not evaluate(read(text), FACTS)
    assert evaluate(read(text.replace("==", "!=")), FACTS)


def test_not_binds_closer_than_and_and_and_closer_than_or() -> None:
    assert read("not a and b or c") == Or(
        (
            And((Not(Name("a", at(5)), at(1)), Name("b", at(11))), at(1)),
            Name("c", at(16)),
        ),
        at(1),
    )


def test_a_bare_word_right_of_an_equals_sign_is_an_answer() -> None:
    assert read("summer == research") == Compare(
        Name("summer", at(1)),
        Comparison.EQUAL,
        Literal("research", "research", at(11)),
        at(1),
    )


def test_a_bare_word_right_of_a_less_sign_is_a_name() -> None:
    assert read("step1 < clerkships") == Compare(
        Name("step1", at(1)), Comparison.LESS, Name("clerkships", at(9)), at(1)
    )


def test_lists_hold_words_numbers_dates_and_quoted_texts() -> None:
    assert read("x in [a, 2, 2028-03-01, 'b c']") == OneOf(
        Name("x", at(1)),
        (
            Literal("a", "a", at(7)),
            Literal(2.0, "2", at(10)),
            Literal(date(2028, 3, 1), "2028-03-01", at(13)),
            Literal("b c", "b c", at(25)),
        ),
        at(1),
    )


def test_has_asks_for_a_name() -> None:
    assert read("has step1") == Has(Name("step1", at(5)), at(1))


def test_a_condition_tells_its_names_and_what_they_are_compared_with() -> None:
    found = names(
        read("summer in [a] and not (step1 < ms2 or has x or b) and c != d and block.weeks > 6")
    )

    assert found == (
        Mention("summer", Use.EQUALITY, (Literal("a", "a", at(12)),), at(1)),
        Mention("step1", Use.ORDER, (), at(24)),
        Mention("ms2", Use.ORDER, (), at(32)),
        Mention("x", Use.KNOWN, (), at(43)),
        Mention("b", Use.TRUTH, (), at(48)),
        Mention("c", Use.EQUALITY, (Literal("d", "d", at(60)),), at(55)),
        Mention("block.weeks", Use.ORDER, (Literal(6.0, "6", at(80)),), at(66)),
    )


def test_no_condition_mentions_nothing() -> None:
    assert names(None) == ()


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("a andd b", 3, "'andd' is not a word I know here", "did you mean 'and'?"),
        ("a isnt b", 3, "'isnt' is not a word I know here", "did you mean 'is'?"),
        ("a = b", 3, "'=' is not a word I know here", "did you mean '=='?"),
        ("a && b", 3, "'&&' is not a word I know here", "did you mean 'and'?"),
        ("!a", 1, "'!' is not a word I know here", "did you mean 'not'?"),
        ("a not in [b]", 3, "'not' cannot stand here", "write 'not a in [...]'"),
        ("a < 'b'", 5, "'b' is not a word I know here", "'<' compares numbers and dates"),
        ("a in [b c]", 9, "'c' is not a word I know here", "a ',' or a ']' comes next"),
        ("a in b", 6, "'b' is not a word I know here",
         "a list in brackets, as in 'summer in [research, both]'"),
        ("6 < block.weeks", 1, "'6' cannot stand here",
         "the name of a question or of a date, or 'block.weeks'"),
        ("true", 1, "'true' cannot stand here",
         "the name of a question or of a date, or 'block.weeks'"),
        ("a == 'b", 6, "''b' is not a word I know here",
         "an answer, a number or a date; put other words in quotes"),
        ("(a", 3, "the condition ends here, but something is missing", "a ')' is missing"),
        ("a ==", 5, "the condition ends here, but something is missing",
         "an answer, a number or a date; put other words in quotes"),
        ("a == 2026-02-30", 6, "'2026-02-30' is not a day I can use", ""),
    ],
)  # fmt: skip
def test_a_wrong_word_is_marked_where_it_stands(
    text: str, column: int, message: str, hint: str
) -> None:
    found = problem(text)

    assert found == Problem("if-syntax", message, at(column), hint)


@pytest.mark.parametrize("text", ["not " * 100 + "a", "(" * 100 + "a" + ")" * 99])
def test_deep_nesting_is_a_problem(text: str) -> None:
    assert problem(text).message == "this is nested more than 20 levels deep"


def test_a_very_long_condition_is_a_problem() -> None:
    assert problem("a and " * 5000 + "a").message == "this condition is too long"


WORDS = st.sampled_from(
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "has",
        "true",
        "a",
        "b.c",
        "(",
        ")",
        "[",
        "]",
        ",",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "!",
        "1",
        "-2.5",
        "2028-03-01",
        "'q'",
        '"',
        "é",
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_every_text_has_a_meaning_or_one_problem(text: str) -> None:
    problems = Problems()

    condition = parse_condition(scalar(text), problems)

    assert len(problems) == (1 if condition is None else 0)
    if condition is not None:
        assert evaluate(condition, FACTS) in {True, False}
        assert all(mention.name for mention in names(condition))
