"""The words and signs of conditions, and how a text is split into them."""

import re
from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType

from roadmap_sync.plan.words import Kind, Language, Token

#: Words with a meaning of their own; none of them can name a question or a date.
KEYWORDS: frozenset[str] = frozenset({"and", "or", "not", "in", "is", "has", "true", "false"})


class Comparison(StrEnum):
    """How two values are compared. Only numbers and dates have an order."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


SIGNS = MappingProxyType({how.value: how for how in Comparison} | {"is": Comparison.EQUAL})
_INSTEAD = MappingProxyType({
    "=": "==", "===": "==", "=>": ">=", "=<": "<=", "<>": "!=", "!": "not", "&": "and",
    "&&": "and", "|": "or", "||": "or",
})  # fmt: skip
LANGUAGE = Language("condition", "if-syntax", KEYWORDS, frozenset(), 200, _INSTEAD)

_CHUNK = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*') | (?P<open>["'].*) | (?P<bracket>[()\[\],])
    | (?P<sign>[=!<>]+) | (?P<word>[\w.-]+) | (?P<other>[^\s\w.()\[\],=!<>"'-]+)""",
    re.VERBOSE | re.DOTALL,
)
_LOOKS = (
    (re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?"), Kind.NUMBER),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), Kind.DATE),
    (re.compile(r".*"), Kind.WORD),
)


def split(text: str) -> Iterator[Token]:
    """Yield the words, signs and brackets of a condition; keywords in small letters."""
    for match in _CHUNK.finditer(text):
        word, kind = match[0], Kind.OTHER
        if match["quoted"] is not None:
            word, kind = word[1:-1], Kind.QUOTED
        elif match["bracket"] is not None or word in SIGNS:
            kind = Kind.SIGN
        elif match["word"] is not None:
            kind = next(kind for look, kind in _LOOKS if look.fullmatch(word))
        if kind is Kind.WORD and word.lower() in KEYWORDS:
            word = word.lower()
        yield Token(kind, word, match.start(), match.end())
