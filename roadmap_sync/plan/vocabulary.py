"""The words of dates: what each means, and how a text is split into them."""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from roadmap_sync.plan.when import Direction, Edge, Unit, Weekday
from roadmap_sync.plan.words import Kind, Language, Token


def _both(units: Iterable[Unit]) -> MappingProxyType[str, Unit]:
    """Return the units by their singular and their plural."""
    units = tuple(units)
    plurals = {f"{unit.value}s": unit for unit in units}
    return MappingProxyType({unit.value: unit for unit in units} | plurals)


#: Units of a distance, of what is counted (``weeks 2-3``), and of a gap between two steps.
UNITS = _both(Unit)
COUNTED = _both([Unit.DAY, Unit.WEEK, Unit.MONTH])
GAPS = _both([Unit.DAY, Unit.WORKDAY, Unit.WEEK])
#: What can stand without a number: ``every: week``, ``second month``.
SINGLE = MappingProxyType({unit.value: unit for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH)})
DIRECTIONS = MappingProxyType({side.value: side for side in Direction})
EDGES = MappingProxyType({edge.value: edge for edge in Edge})
WEEKDAYS = MappingProxyType({day.value: day for day in Weekday})
#: Monday to Sunday only; ``workday of week 2`` would not say which.
NAMED_DAYS = MappingProxyType({day.value: day for day in list(Weekday)[:7]})
EXTREMES = MappingProxyType({"earlier": Direction.BEFORE, "later": Direction.AFTER})
SIGNS = MappingProxyType({"-": -1, "+": 1})
MATCH_YEAR = "match_year"

_YEAR = {
    "january": 31, "february": 29, "march": 31, "april": 30, "may": 31, "june": 30,
    "july": 31, "august": 31, "september": 30, "october": 31, "november": 30, "december": 31,
}  # fmt: skip
MONTHS = MappingProxyType(
    {name: number for number, name in enumerate(_YEAR, start=1)}
    | {name[:3]: number for number, name in enumerate(_YEAR, start=1)}
    | {"sept": 9}
)
#: Days of each month, January first, in a leap year.
LENGTHS = tuple(_YEAR.values())
ORDINALS = MappingProxyType({
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "last": -1, "final": -1,
})  # fmt: skip

_OPENERS = (
    COUNTED.keys() | DIRECTIONS.keys() | EDGES.keys() | NAMED_DAYS.keys() | MONTHS.keys()
    | ORDINALS.keys() | EXTREMES.keys() | {"within", "on"}
)  # fmt: skip
#: Every word the language gives a meaning to. None of them can name a date or a step; ``start``
#: and ``end`` can be used like names.
RESERVED: frozenset[str] = frozenset(
    _OPENERS
    | UNITS.keys()
    | WEEKDAYS.keys()
    | {"of", "in", "to", "or", "and", "request", MATCH_YEAR}
)
_INSTEAD = MappingProxyType({"weekdays": "workdays", "until": "to", "till": "to"})
LANGUAGE = Language("date", "when-syntax", RESERVED, frozenset(_OPENERS), 60, _INSTEAD)

_DASHES = ("-", "\N{EN DASH}")
_CHUNK = re.compile(r"[-\u2013+]|[^\s\u2013+-][^\s\u2013+]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_JOINED = re.compile(rf"([0-9]+|{'|'.join(MONTHS)}|{MATCH_YEAR})(-+)([0-9]+|[a-z]*)")
_LOOKS = (
    (re.compile(r"[0-9]+"), Kind.NUMBER),
    (_DATE, Kind.DATE),
    (re.compile(r"[0-9]+(?:st|nd|rd|th)"), Kind.ORDINAL),
    (re.compile(r"[0-9]{1,3}%"), Kind.PERCENT),
    (re.compile(r"(?=[0-9_.-]*[a-z])[a-z0-9][a-z0-9_.-]*"), Kind.WORD),
)


def can_be_name(word: str) -> bool:
    """Can a date or a step with this id stand in a `when`?

    Not if it is `RESERVED`, nor if it reads as something else: ``12``, ``2nd``, ``nov-feb``.
    """
    tokens = list(split(word))
    return len(tokens) == 1 and tokens[0].text == word and is_name(tokens[0])


def is_name(token: Token) -> bool:
    """Does it look like a name, and mean nothing else?"""
    return token.kind is Kind.WORD and token.text not in RESERVED


def split(text: str) -> Iterator[Token]:
    """Yield the words of a date in small letters.

    A ``-`` stands alone between numbers, between months and after ``match_year``; elsewhere it
    is a letter of a name.
    """
    for match in _CHUNK.finditer(text):
        word, start = match[0].lower(), match.start()
        joined = _JOINED.fullmatch(word)
        if joined is not None and _joins(joined[1], joined[3]) and not _DATE.fullmatch(word):
            for number in (1, 2, 3):
                yield from _pieces(joined[number], start + joined.start(number))
        elif word in _DASHES:
            yield from _pieces("-", start)
        else:
            yield Token(_kind(word), word, start, match.end())


def _joins(left: str, right: str) -> bool:
    """Does a ``-`` between these two stand for "to" or "minus", rather than in a name?"""
    if left in MONTHS:
        return not right or right in MONTHS
    return not right or right.isdecimal()


def _pieces(text: str, start: int) -> Iterator[Token]:
    if text.startswith("-"):
        for place in range(start, start + len(text)):
            yield Token(Kind.SIGN, "-", place, place + 1)
    elif text:
        yield Token(_kind(text), text, start, start + len(text))


def _kind(word: str) -> Kind:
    if word in SIGNS:
        return Kind.SIGN
    return next((kind for look, kind in _LOOKS if look.fullmatch(word)), Kind.OTHER)
