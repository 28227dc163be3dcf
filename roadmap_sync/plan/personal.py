"""What in a plan's text is about one person: looked for before a plan is given away.

Comments go along with a plan, so every line is read as it stands; and so is what values say, where
no line says it: behind an escape, or in two lines that become one. What is found wrongly can be
allowed; what is not found cannot be taken back. A person's name without a
title is only known if somebody says so (``names``).
"""

import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from roadmap_sync.plan.bundle import Text
from roadmap_sync.plan.nodes import Node, Scalar, Sequence
from roadmap_sync.problems import Mark, Problem, Severity

#: What can be allowed as a whole, and what it is called.
KINDS = {
    "names": "the name of a person",
    "emails": "an email address",
    "phones": "a phone number",
    "addresses": "a postal address",
    "dates": "a date of one year",
    "ids": "something only one student has",
}
_STREETS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Terrace|Ter|"
    "Parkway|Pkwy|Highway|Hwy|Circle|Cir|Square|Sq|Way"
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|"
    "T[NX]|UT|V[AIT]|W[AIVY]"
)
_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    "Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
#: Each pattern is bounded, so that no line takes long.
_PATTERNS = {
    "emails": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    "phones": re.compile(
        r"(?<![\w.+-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"
        r"|(?<![\w.+-])\+\d(?:[ .()-]{0,2}\d){7,14}(?!\w)|(?<![\w.+-])\d{10}(?![\w.-])"
    ),
    "addresses": re.compile(
        rf"(?<![\w-])\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][\w'-]{{0,30}}\.? ){{1,4}}(?:{_STREETS})\b\.?"
        rf"|\bP\.? ?O\.? Box \d{{1,6}}|\b(?:{_STATES}) \d{{5}}(?:-\d{{4}})?(?![\w-])"
    ),
    # A letter that is none of a-z may begin a name, one that is none of A-Z goes on.
    "names": re.compile(
        r"\b(?:Dr|Prof|Professor|Doctor|Mr|Mrs|Ms|Dean)\.? +(?:[^\W\d_a-z]\. ?){0,3}"
        r"[^\W\d_a-z](?:[^\W\d_A-Z]|['\u2019-])(?:[^\W\d_]|['\u2019-]){0,30}"
        r"(?: [^\W\d_a-z][\w'\u2019-]{1,30}){0,2}"
    ),
    "ids": re.compile(
        r"(?i:linkedin\.com/in/)[\w%-]{1,100}|(?:/home/|/Users/|[\\]Users[\\])[\w.-]{1,60}"
    ),
}
_DAY = re.compile(
    rf"(?<![\w-])(?:19|20)\d\d-[01]\d-[0-3]\d(?![\w-])"
    rf"|(?<![\w/.])(?:19|20)\d\d[/.][01]?\d[/.][0-3]?\d(?![\w/])"
    rf"|\b(?:{_MONTHS})\.? [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
    rf"|\b[0-3]?\d\.? (?:{_MONTHS})\.? (?:19|20)\d\d\b"
    r"|(?<![\w/])[0-3]?\d/[0-3]?\d/(?:19|20)?\d\d(?![\w/])"
    r"|(?<![\w.])[0-3]?\d\.[0-3]?\d\.(?:19|20)\d\d(?!\w)"
)
#: What is still certain where two lines became one.
_CERTAIN = frozenset({"emails", "phones"})
#: Where a date is the same for everybody: when a text changed, a published table, a document.
_EVERYBODYS = frozenset({"updated", "published", "sources", "version"})
#: Words that are no part of a name.
_TITLES = frozenset({"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "dean", "the", "and",
                     "van", "von", "der", "den", "del", "de", "la", "md", "do", "phd", "mph",
                     "jr", "sr"})  # fmt: skip
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['\u2019-](?=[^\W_])){1,60}")
#: Letters and digits in a row.
_RUN = re.compile(r"[^\W_]+")
_SHORTEST = 3


class Names(Struct, frozen=True):
    """What is known to be of one student: texts, and where they were read.

    Attributes:
        people: Names of persons.
        ids: Other texts: an id, a program.
        words: Words that mean something else in small letters: "young", "grant".
    """

    people: Mapping[str, str]
    ids: Mapping[str, str]
    words: Collection[str] = frozenset()


NOBODY = Names({}, {})


class _Known(Struct, frozen=True):
    """One text to look for; ``needles`` are what it can begin with, in small letters."""

    kind: str
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    where: str


def personal(
    text: Text, root: Node, names: Names = NOBODY, allowed: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield what in a plan is about one person, line by line.

    Args:
        text: The plan as it stands.
        root: What was read from it.
        names: What is known of the student whose folder it lies in.
        allowed: Keys of `KINDS`, and texts that are fine as they are.
    """
    known = _by_word(_patterns_of(names))
    everybodys = _everybodys(root)
    fine = [_either(one.split()) for one in allowed if one not in KINDS and one.strip()]
    seen = set[str]()
    for number in text.lines:
        line = text.source.lines[number]
        settled = [range(*match.span()) for one in fine for match in one.finditer(line)]
        told = list[range]()
        found = [*_known(line, known), *_shaped(line, everybodys.get(number + 1, ()))]
        for kind, match, words in found:
            span = range(match.start(), match.end())
            if any(span.start < other.stop and other.start < span.stop for other in told):
                continue
            if kind in allowed or any(_is_inside(span, other) for other in settled):
                continue
            told.append(span)
            seen.add(match[0].casefold())
            mark = Mark(text.source, number + 1, span.start + 1, len(span))
            yield _problem(kind, match[0], words, mark)
    for kind, found_, words, mark in _behind(text, root, known, fine):
        if kind not in allowed and not any(one in found_.casefold() for one in seen):
            seen.add(found_.casefold())
            yield _problem(kind, found_, words, mark)


def _behind(
    text: Text, root: Node, known: Mapping[str, list[_Known]], fine: Iterable[re.Pattern[str]]
) -> Iterator[tuple[str, str, str, Mark]]:
    """Yield what values say and no line does: kind, text, where it was read, and place."""
    lines = {text.source.lines[number].strip() for number in text.lines}
    for scalar in _scalars(root, inside=True):
        beside = text.source.lines[scalar.mark.line - 1]
        for piece in scalar.text.splitlines():
            if piece in beside or piece.strip() in lines:
                continue
            settled = [range(*match.span()) for one in fine for match in one.finditer(piece)]
            shaped = (one for one in _shaped(piece, (range(len(piece)),)) if one[0] in _CERTAIN)
            for kind, match, words in (*_known(piece, known), *shaped):
                if not any(_is_inside(range(*match.span()), other) for other in settled):
                    yield kind, match[0], words, scalar.mark


def _problem(kind: str, found: str, words: str, mark: Mark) -> Problem:
    what = words or KINDS[kind]
    hint = f"take it out, or say --allow '{found}' if everybody may read it"
    if kind == "dates":
        hint = "count it from a named date, or say --allow dates if it is everybody's"
    return Problem("personal", f"'{found}' is {what}", mark, hint, Severity.ERROR)


def _shaped(line: str, everybodys: Iterable[range]) -> Iterator[tuple[str, re.Match[str], str]]:
    """Yield what looks like personal data; some places of the line hold dates of everybody."""
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(line):
            yield kind, match, ""
    for match in _DAY.finditer(line):
        if not any(match.start() in place for place in everybodys):
            yield "dates", match, ""


def _known(
    line: str, known: Mapping[str, list[_Known]]
) -> Iterator[tuple[str, re.Match[str], str]]:
    words = dict.fromkeys(_RUN.findall(line.casefold()))
    for one in dict.fromkeys(one for word in words for one in known.get(word, ())):
        for match in one.pattern.finditer(line):
            yield one.kind, match, one.where


def _by_word(known: Iterable[_Known]) -> dict[str, list[_Known]]:
    """Return what to look for by the words that it can begin with, so that it is soon ruled out."""
    index: dict[str, list[_Known]] = {}
    for one in known:
        for needle in one.needles:
            for word in _RUN.findall(needle)[:1]:
                index.setdefault(word, []).append(one)
    return index


def _patterns_of(names: Names) -> list[_Known]:
    """Return what to look for: whole names, and their parts, however they are written.

    A part that is a word of its own is a name only with a capital letter.
    """
    found = []
    parts: dict[str, str] = {}
    for name, where in names.people.items():
        words = [word for word in _WORD.findall(name) if word.casefold() not in _TITLES]
        if len(words) > 1:
            found.append(_Known("names", _needles(words[0]), _either(words), where))
        for part in (part for word in words for part in (word, *word.split("-"))):
            if len(words) == 1 or len(part) >= _SHORTEST:
                parts.setdefault(part, where)
    for part, where in parts.items():
        name_only = len(part) >= _SHORTEST and part.lower() not in names.words
        pattern = _either([part], any_case=name_only)
        found.append(_Known("names", _needles(part), pattern, where))
    for text, where in names.ids.items():
        found.append(_Known("ids", _needles(text.split()[0]), _either(text.split()), where))
    return found


def _either(words: Iterable[str], *, any_case: bool = True) -> re.Pattern[str]:
    """Return a pattern for words in a row, with or without accents, joined in any way.

    If not in any case, then as it is written, or in capitals.
    """
    each = []
    for word in words:
        spelt = _spellings(word) if any_case else (*_spellings(word), *_spellings(word.upper()))
        each.append("(?:" + "|".join(map(re.escape, spelt)) + ")")
    text = r"[\s,._-]{1,3}".join(each)
    edge = r"[^\W_]"
    flags = re.IGNORECASE if any_case else re.NOFLAG
    return re.compile(f"(?<!{edge}){text}(?!{edge})", flags)


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word with its accents in one piece, apart, and without; each apostrophe, too."""
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    spelt = (word, unicodedata.normalize("NFC", word), apart, bare)
    curly = (one.replace("'", "\u2019") for one in spelt)
    straight = (one.replace("\u2019", "'") for one in spelt)
    return tuple(dict.fromkeys((*spelt, *curly, *straight)))


def _needles(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.casefold() for one in _spellings(word)))


def _is_inside(span: range, other: range) -> bool:
    return other.start <= span.start and span.stop <= other.stop


def _everybodys(root: Node) -> dict[int, list[range]]:
    """Return, by line, the columns (counted from 0) in which dates are everybody's."""
    places: dict[int, list[range]] = {}
    for scalar in _scalars(root, inside=False):
        first = scalar.mark.column - 1
        one_line = scalar.inline or scalar.mark.width > 1
        place = range(first, first + scalar.mark.width) if one_line else range(sys.maxsize)
        places.setdefault(scalar.mark.line, []).append(place)
    return places


def _scalars(node: Node, *, inside: bool) -> Iterator[Scalar]:
    """Yield the values below keys whose dates are everybody's."""
    if isinstance(node, Scalar):
        if inside:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item, inside=inside)
    else:
        for key, entry in node.entries.items():
            yield from _scalars(entry.value, inside=inside or key in _EVERYBODYS)
