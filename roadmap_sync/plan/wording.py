"""Texts that people will read: how long, how many lines, and which blanks in braces."""

import re
from functools import lru_cache
from unicodedata import category

from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.lookalikes import CURLY, STRAIGHT, in_curly_quotes
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.problems import Mark, Problems, did_you_mean, one_of

#: The most characters of a title or any other single line, and of notes or a draft.
MAX_LINE = 200
MAX_PROSE = 5000

#: What may stand in braces, by what it is filled with.
BLANKS = frozenset({
    "attending", "senior", "director", "preceptor", "mentor", "block", "program", "conference",
    "slot", "n", "me", "school", "first_day", "last_day",
})  # fmt: skip

_BLANK = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}", re.ASCII)
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: They turn the direction of the text around them, so that it reads as something it is not.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def line(fields: Fields, key: str, *, limit: int = MAX_LINE, blanks: bool = False) -> str:
    """Return a text of one line; empty if it is absent.

    Args:
        fields: The mapping.
        key: Its key.
        limit: The most characters.
        blanks: May it use ``{attending}`` and the like? Otherwise braces are plain text.
    """
    scalar = fields.scalar(key)
    return "" if scalar is None else check_line(scalar, fields.problems, f"'{key}'",
                                                limit=limit, blanks=blanks)  # fmt: skip


def prose(fields: Fields, key: str, *, blanks: bool = False) -> str:
    """Return a text that may have many lines; empty if it is absent."""
    scalar = fields.scalar(key)
    if scalar is None:
        return ""
    _check(scalar, fields.problems, f"'{key}'", MAX_PROSE)
    if blanks:
        _check_blanks(scalar, fields.problems)
    return scalar.text.strip()


def check_line(
    scalar: Scalar, problems: Problems, name: str, *, limit: int = MAX_LINE, blanks: bool = False
) -> str:
    """Return the text of one line, and report what is wrong with it.

    Args:
        scalar: The value.
        problems: Where findings go.
        name: How to call it, for messages.
        limit: The most characters.
        blanks: May it use ``{attending}`` and the like?
    """
    text = scalar.text.strip()
    if "\n" in text:
        problems.error("one-line", f"{name} must be a single line", scalar.mark)
    if scalar.plain and in_curly_quotes(text):
        problems.warning("curly-quotes", CURLY, scalar.mark, STRAIGHT)
    _check(scalar, problems, name, limit)
    if blanks:
        _check_blanks(scalar, problems)
    return text


def _check(scalar: Scalar, problems: Problems, name: str, limit: int) -> None:
    text = scalar.text.strip()
    if len(text) > limit:
        problems.error("too-long", f"{name} has {len(text)} characters; {limit} is the most",
                       scalar.mark)  # fmt: skip
    if not any(map(_is_hidden, set(scalar.text))):
        return
    for offset, char in enumerate(scalar.text):
        if _is_hidden(char):
            problems.error("character", f"{name} holds a character that nobody can see "
                           f"(U+{ord(char):04X})", scalar.at(offset, 1), "delete it")  # fmt: skip
            return


@lru_cache(maxsize=1024)
def _is_hidden(char: str) -> bool:
    """Is it a character that nobody can see, other than a line end or a tab?"""
    return char not in "\n\t" and (category(char) in _CONTROL or char in _TURNING)


def _check_blanks(scalar: Scalar, problems: Problems) -> None:
    for match in _BLANK.finditer(scalar.text):
        if match[1] not in BLANKS:
            hint = did_you_mean(match[1], BLANKS) or one_of(sorted(BLANKS))
            problems.error("placeholder", f"I have nothing to put for '{match[0]}'",
                           _place(scalar, match), hint)  # fmt: skip


def _place(scalar: Scalar, match: re.Match[str]) -> Mark:
    """Return where a word stands, also in a text of many lines: there, look for it."""
    if scalar.inline:
        return scalar.at(match.start(), len(match[0]))
    lines = scalar.mark.source.lines
    for number in range(scalar.mark.line, len(lines) + 1):
        column = lines[number - 1].find(match[0])
        if column >= 0:
            return Mark(scalar.mark.source, number, column + 1, len(match[0]))
    return scalar.mark
