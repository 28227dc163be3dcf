"""Characters that look like others: blanks that are none, and quotes that quote nothing.

Word processors, web pages and phones write them unasked.
"""

import unicodedata

#: Nobody sees them, not even as a gap.
_NO_WIDTH = frozenset("\u00ad\u180e\u200b\u2060\ufeff")
#: Of both kinds and all languages: 66 and 99, above and below the line.
_OPENING = tuple("\u201c\u201d\u201e\u201f\u2018\u201a\u201b")
_CLOSING = tuple("\u201c\u201d\u201f\u2018\u2019\u201b")

#: What to say of curly quotes around a value, and what to do about them.
CURLY = "these are curly quotes, which are part of the text"
STRAIGHT = 'use "…", or no quotes'


def is_odd_blank(char: str) -> bool:
    """Is it a blank for the eye, or nothing at all, but neither for YAML?"""
    return char in _NO_WIDTH or (char != " " and unicodedata.category(char) == "Zs")


def odd_blank(text: str) -> int:
    """Return where the first of them stands in a text; -1 if there is none."""
    if text.isascii():
        return -1
    return next((place for place, char in enumerate(text) if is_odd_blank(char)), -1)


def about_odd_blank(char: str) -> tuple[str, str]:
    """Return what to say of one, and what to do about it."""
    name = unicodedata.name(char).lower()
    if char in _NO_WIDTH:
        return f"this is a {name}, which nobody sees", "delete it"
    article = "an" if name[0] in "aeiou" else "a"
    return f"this is {article} {name}, not a blank", "delete it and type a blank"


def in_curly_quotes(text: str) -> bool:
    """Does a value stand in curly quotes from its first to its last character?"""
    return len(text) > 1 and text.startswith(_OPENING) and text.endswith(_CLOSING)


def advice(text: str) -> str:
    """Return what to do about a word that is not what it looks like; empty if it is."""
    if in_curly_quotes(text.strip()):
        return f"{CURLY}: {STRAIGHT}"
    place = odd_blank(text)
    if place < 0:
        return ""
    message, hint = about_odd_blank(text[place])
    return f"{message.replace('this', f'character {place + 1}', 1)}: {hint}"
