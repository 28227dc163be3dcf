"""What ``if:`` means: a comparison of answers, the block and named dates, and nothing else.

``not`` binds closest, then ``and``, then ``or``. The words of the language may be written in
capitals; names and answers may not.
"""

import operator
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from roadmap_sync.plan.condition_words import (
    KEYWORDS,
    LANGUAGE,
    SIGNS,
    Comparison,
    split,
)
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.scalars import parse_date
from roadmap_sync.plan.words import Kind, Words
from roadmap_sync.problems import Mark, Problems

#: What can follow ``block.``.
BLOCK_FIELDS = (
    "kind", "weeks", "number", "interest", "name", "preceptors", "has_exam", "sample",
)  # fmt: skip
_DEEPEST = 20

Value = str | float | bool | date


class Facts(Protocol):
    """What is known about one student, and about the block a step stands in."""

    def value(self, name: str) -> Value | None:
        """Return an answer, a named date or a field of the block; None if it is not known.

        The answer to a yes-or-no question is the text ``true`` or ``false``.
        """


class Name(Struct, frozen=True):
    """A question, a named date, or ``block.`` and a field. True if its value is true."""

    name: str
    mark: Mark


class Literal(Struct, frozen=True):
    """A value written out.

    Attributes:
        value: A number or a day where the word looks like one; else text.
        text: As written, without quotes; this is what answers are compared with.
    """

    value: str | float | date
    text: str
    mark: Mark


class Has(Struct, frozen=True):
    """``has step1``: its value is known."""

    name: Name
    mark: Mark


class Compare(Struct, frozen=True):
    """``summer == research``, ``step1 < clerkships``.

    False if a value is unknown or the two are of different kinds; ``!=`` is then true.
    """

    left: Name
    how: Comparison
    right: Name | Literal
    mark: Mark


class OneOf(Struct, frozen=True):
    """``summer in [research, both]``."""

    left: Name
    options: tuple[Literal, ...]
    mark: Mark


class Not(Struct, frozen=True):
    """True if the other is false."""

    inner: "Condition"
    mark: Mark


class And(Struct, frozen=True):
    """True if all parts are; at least two."""

    parts: "tuple[Condition, ...]"
    mark: Mark


class Or(Struct, frozen=True):
    """True if one part is; at least two."""

    parts: "tuple[Condition, ...]"
    mark: Mark


Condition = Name | Has | Compare | OneOf | Not | And | Or


class Use(StrEnum):
    """What a condition does with a name."""

    TRUTH = "truth"
    KNOWN = "known"
    EQUALITY = "equality"
    ORDER = "order"


class Mention(Struct, frozen=True):
    """A name in a condition.

    Attributes:
        literals: What it is compared with, where that is written out.
    """

    name: str
    use: Use
    literals: tuple[Literal, ...]
    mark: Mark


def names(condition: Condition | None) -> tuple[Mention, ...]:
    """Return every name a condition mentions, in the order it was written."""
    match condition:
        case Name(name, mark):
            return (Mention(name, Use.TRUTH, (), mark),)
        case Has(Name(name, mark)):
            return (Mention(name, Use.KNOWN, (), mark),)
        case OneOf(Name(name, mark), options):
            return (Mention(name, Use.EQUALITY, options, mark),)
        case Compare(left, how, right):
            use = Use.EQUALITY if how in _EQUALITY else Use.ORDER
            literals = (right,) if isinstance(right, Literal) else ()
            others = (right,) if isinstance(right, Name) else ()
            first = Mention(left.name, use, literals, left.mark)
            return (first, *(Mention(other.name, use, (), other.mark) for other in others))
    parts = _parts(condition)
    return tuple(mention for part in parts for mention in names(part))


def _parts(condition: Condition | None) -> "tuple[Condition, ...]":
    match condition:
        case Not(inner):
            return (inner,)
        case And(parts) | Or(parts):
            return parts
    return ()


def evaluate(condition: Condition, facts: Facts) -> bool:
    """Return whether a condition holds. Never raises."""
    match condition:
        case Not(inner):
            return not evaluate(inner, facts)
        case And(parts):
            return all(evaluate(part, facts) for part in parts)
        case Or(parts):
            return any(evaluate(part, facts) for part in parts)
        case Has(Name(name)):
            return facts.value(name) is not None
        case Compare(Name(name), how, right):
            return _compare(facts.value(name), how, right, facts)
        case Name(name):
            options: tuple[Literal, ...] = (Literal("true", "true", condition.mark),)
        case OneOf(Name(name), options):
            pass
    value = facts.value(name)
    return any(_compare(value, Comparison.EQUAL, option, facts) for option in options)


def _compare(left: Value | None, how: Comparison, right: Name | Literal, facts: Facts) -> bool:
    one = _plain(left)
    if isinstance(right, Name):
        other = _plain(facts.value(right.name))
    else:
        other = right.text if isinstance(one, str) else right.value
    if isinstance(one, float) and isinstance(other, float):
        return _COMPARED[how](one, other)
    if isinstance(one, date) and isinstance(other, date):
        return _COMPARED[how](one.toordinal(), other.toordinal())
    if isinstance(one, str) and isinstance(other, str) and how in _EQUALITY:
        return (one == other) is (how is Comparison.EQUAL)
    return how is Comparison.UNEQUAL


def _plain(value: Value | None) -> str | float | date | None:
    """Return truth values as the text they are answered with, and whole numbers as numbers."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return float(value) if isinstance(value, int) else value


def parse_condition(scalar: Scalar, problems: Problems) -> Condition | None:
    """Return what a condition means, or None with one finding in ``problems``.

    The finding is marked at the word that is wrong. Never raises, whatever the text.
    """
    words = Words(scalar, split(scalar.text), LANGUAGE)
    return words.read(lambda words: _either(words, 0), problems)


_NOT_ANSWERS = KEYWORDS - {"true", "false"}
_EQUALITY = frozenset({Comparison.EQUAL, Comparison.UNEQUAL})
_COMPARED: MappingProxyType[Comparison, Callable[[float, float], bool]] = MappingProxyType({
    Comparison.EQUAL: operator.eq, Comparison.UNEQUAL: operator.ne,
    Comparison.LESS: operator.lt, Comparison.AT_MOST: operator.le,
    Comparison.MORE: operator.gt, Comparison.AT_LEAST: operator.ge,
})  # fmt: skip
_NAME = re.compile(r"(?=[0-9_.-]*[a-z])[a-z0-9][a-z0-9_.-]*", re.IGNORECASE | re.ASCII)


def _either(words: Words, depth: int) -> Condition:
    first = words.peek()
    parts = [_all(words, depth)]
    while words.accept("or"):
        parts.append(_all(words, depth))
    return parts[0] if len(parts) == 1 else Or(tuple(parts), words.mark(first))


def _all(words: Words, depth: int) -> Condition:
    first = words.peek()
    parts = [_one(words, depth)]
    while words.accept("and"):
        parts.append(_one(words, depth))
    return parts[0] if len(parts) == 1 else And(tuple(parts), words.mark(first))


def _one(words: Words, depth: int) -> Condition:
    first = words.peek()
    if depth > _DEEPEST:
        raise words.bad(first, f"this is nested more than {_DEEPEST} levels deep")
    if words.accept("not"):
        inner = _one(words, depth + 1)
        return Not(inner, words.mark(first))
    if words.accept("("):
        inner = _either(words, depth + 1)
        words.expect({")": True}, "a ')' is missing")
        return inner
    if words.accept("has"):
        name = _name(words)
        return Has(name, words.mark(first))
    return _comparison(words)


def _comparison(words: Words) -> Condition:
    first = words.peek()
    left = _name(words)
    if words.accept("in"):
        options = _options(words)
        return OneOf(left, options, words.mark(first))
    if words.peek().text == "not" and words.peek(1).text == "in":
        raise words.wrong(f"write 'not {left.name} in [...]'")
    equals = words.peek().text == "is"
    how = words.pick(SIGNS)
    if how is None:
        return left
    if equals and words.accept("not"):
        how = Comparison.UNEQUAL
    right = _literal(words) if how in _EQUALITY else _ordered(words, how)
    return Compare(left, how, right, words.mark(first))


def _options(words: Words) -> tuple[Literal, ...]:
    words.expect({"[": True}, "a list in brackets, as in 'summer in [research, both]'")
    options = [_literal(words)]
    while words.accept(","):
        options.append(_literal(words))
    words.expect({"]": True}, "a ',' or a ']' comes next")
    return tuple(options)


def _ordered(words: Words, how: Comparison) -> Name | Literal:
    token = words.peek()
    if token.kind is Kind.WORD:
        return _name(words)
    if token.kind is Kind.QUOTED:
        raise words.wrong(f"'{how.value}' compares numbers and dates")
    return _literal(words)


def _literal(words: Words) -> Literal:
    token = words.peek()
    value: str | float | date | None = token.text
    if token.kind is Kind.NUMBER:
        value = float(token.text)
    elif token.kind is Kind.DATE:
        value = parse_date(token.text)
    elif token.kind not in {Kind.QUOTED, Kind.WORD} or token.text in _NOT_ANSWERS:
        raise words.wrong("an answer, a number or a date; put other words in quotes")
    if value is None:
        raise words.bad(token, f"'{token.text}' is not a day I can use")
    words.take()
    return Literal(value, token.text, words.mark(token))


def _name(words: Words) -> Name:
    token = words.peek()
    if token.kind is not Kind.WORD or token.text in KEYWORDS or not _NAME.fullmatch(token.text):
        raise words.wrong("the name of a question or of a date, or 'block.weeks'")
    words.take()
    return Name(token.text, words.mark(token))
