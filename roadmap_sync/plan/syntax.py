"""Where a text stops being YAML, and why, in plain words.

A parser tells where it gave up, which is often lines after the mistake: a quote that is never
closed takes in all that follows. So we look for the few mistakes that people make, and point
there.
"""

import re

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.plan.lookalikes import about_odd_blank, is_odd_blank, odd_blank
from roadmap_sync.problems import Mark, Problem, Source

#: A key and a value without a blank between them. An address is none, and neither is an hour.
_GLUED = re.compile(r"(?P<before>\s*(?:- +)*)(?P<key>[A-Za-z_][\w-]*):(?!//)(?P<value>\S.*)")
GLUED = "a space is missing after ':'"
_COMMENT = re.compile(r"(^|\s)#.*")
_KEYED = re.compile(r":(\s|$)")
#: Where a key ends, or a value that stands alone begins.
_KEY = re.compile(r"[^:#'\"\[{|>]*:?.?")
#: A quote at the start of a value or key: after a line's indentation or a sign of YAML.
_OPENS = re.compile(r"""(?:^\s*|(?:^|\s)[:?-]\s+|\w:\s+|[\[{,]\s*)(?P<quote>["'])""")
#: Up to the closing quote, without it.
_INSIDE = {'"': re.compile(r'(?:[^"\\]|\\.)*'), "'": re.compile(r"(?:[^']|'')*")}
#: What matters to brackets: texts in quotes, comments, and the brackets.
_BRACKETS = re.compile(r"""(?<!\w)"(?:[^"\\]|\\.)*"?|(?<!\w)'(?:[^']|'')*'?|(?<!\S)#.*|[][{}]""")
#: A bracket at the start of a value.
_BEGINS = re.compile(r"(?:^\s*|[:-]\s+|[\[{,]\s*)[\[{]")
_PAIRS = {"[": "]", "{": "}"}
#: The longest value that a hint repeats, in characters.
_LONG = 40


class Stop(Struct, frozen=True):
    """Where a parser gave up, in its words.

    Attributes:
        what: What it found.
        mark: Where.
        reading: What it was reading then, such as ``while scanning a quoted scalar``.
        began: Where that began, if it says.
    """

    what: str
    mark: Mark
    reading: str
    began: Mark | None


def explain(stop: Stop) -> Problem:
    """Return what is wrong with a text at which the parser gave up."""
    mark = stop.mark
    source, line = mark.source, mark.line
    if "\\t" in stop.what or source.lines[line - 1][mark.column - 1 : mark.column] == "\t":
        return Problem("tab", "a tab stands here; YAML is indented with spaces", mark,
                       "replace the tab by two spaces")  # fmt: skip
    before = _line_before(source, line)
    found = (
        _escape(stop)
        or _odd_blank(source, before, line)
        or missing_space(source, _text_start(source, before), line)
        or _open_quote(stop, before)
        or _ended_early(mark, apart=False)
        or _open_bracket(stop)
        or _ended_early(mark, apart=True)
        or _other(stop)
    )
    if (
        found.code in {"yaml", "unclosed"}
        and line == len(source.lines)
        and source.lines[-1].strip()
    ):
        cut = f"{found.hint}; or the end of the file is missing: it ends in the middle of a line"
        return replace(found, hint=cut)
    return found


def missing_space(source: Source, first: int, last: int) -> Problem | None:
    """Return what to say of a line such as ``start:2026-08-10``.

    Args:
        source: The text.
        first: The first line to look at, counted from 1; those before it are looked at only
            if it is such a line itself.
        last: The last one.
    """
    last = min(last, len(source.lines))  # the parser knows more kinds of line ends than we do
    number = next((n for n in range(first, last + 1) if _glued(source, n)), 0)
    while number > 1 and _glued(source, number - 1):
        number -= 1
    found = _glued(source, number) if number else None
    if found is None:
        return None
    mark = Mark(source, number, found.start("key") + 1, len(found["key"]) + 1)
    return Problem("space", GLUED, mark, spaced(found[0].strip()))


def spaced(text: str) -> str:
    """Return how to write a text such as ``start:2026-08-10``; empty if it is no such text."""
    found = _GLUED.fullmatch(text)
    if found is None:
        return ""
    value = _COMMENT.sub("", found["value"]).rstrip()
    return f"write '{found['key']}: {value if len(value) <= _LONG else '…'}'"


def unreadable(source: Source, reason: str) -> Problem:
    """Point at the first character YAML does not allow, if that is the trouble."""
    for number, line in enumerate(source.lines, start=1):
        for column, char in enumerate(line.removesuffix("\r"), start=1):
            if not (char.isprintable() or char == "\t" or is_odd_blank(char)):
                what = f"a character that YAML does not allow (U+{ord(char):04X})"
                return Problem("character", what, Mark(source, number, column), "delete it")
    return Problem("yaml", f"this is not YAML: {reason}", Mark(source, 1, 1))


def _glued(source: Source, number: int) -> re.Match[str] | None:
    return _GLUED.fullmatch(source.lines[number - 1].removesuffix("\r"))


def _line_before(source: Source, line: int) -> int:
    """Return the number of the line before this one that says something; 1 at the least."""
    number = line - 1
    while number > 1 and not _COMMENT.sub("", source.lines[number - 1]).strip():
        number -= 1
    return max(number, 1)


def _text_start(source: Source, line: int) -> int:
    """Return the first line of a text that ends on this one: ``notes:|`` takes in all below it."""
    number = line
    while number > 1 and not _glued(source, number) and not _KEYED.search(source.lines[number - 1]):
        number -= 1
    return number


def _odd_blank(source: Source, first: int, last: int) -> Problem | None:
    """Look for a blank that is none in the indentation and the key of these lines."""
    for number in range(first, last + 1):
        key = _KEY.match(source.lines[number - 1])
        place = odd_blank(key[0]) if key else -1
        if key is not None and place >= 0:
            message, hint = about_odd_blank(key[0][place])
            return Problem("character", message, Mark(source, number, place + 1), hint)
    return None


def _escape(stop: Stop) -> Problem | None:
    r"""Tell of a backslash in ``"…"`` that begins nothing, as in ``"C:\Users"``."""
    if not ("escape" in stop.what or "hexdecimal" in stop.what):
        return None
    line = stop.mark.source.lines[stop.mark.line - 1]
    column = line.rfind("\\", 0, stop.mark.column) + 1
    return Problem("escape", 'a backslash inside "…" needs another one beside it',
                   Mark(stop.mark.source, stop.mark.line, column or stop.mark.column),
                   r"write \\ for each, or put the text into '…'")  # fmt: skip


def _open_quote(stop: Stop, before: int) -> Problem | None:
    """Find the quote that took in what follows: to the end, or to the next quote of its kind."""
    mark = stop.mark
    if stop.began is not None and "quoted scalar" in stop.reading:
        return _never_closed(mark.source, stop.began.line, stop.began.column)
    lines = mark.source.lines
    for number in range(mark.line, 0, -1):
        for found in _OPENS.finditer(_COMMENT.sub("", lines[number - 1])):
            quote, start = found["quote"], found.end()
            if _closes(lines[number - 1], start, quote) is not None:
                continue
            later = (n for n in range(number + 1, mark.line + 1) if quote in lines[n - 1])
            # It is the one to blame only if the parser gave up right after the next quote.
            if next(later, 0) >= before:
                return _never_closed(mark.source, number, start)
            return None
    return None


def _never_closed(source: Source, line: int, column: int) -> Problem:
    quote = source.lines[line - 1][column - 1 : column] or '"'
    rest = len(source.lines[line - 1].rstrip()) - column + 1
    return Problem("unclosed", "this quote is never closed",
                   Mark(source, line, column, max(1, rest)),
                   f"write {quote} at the end of the text")  # fmt: skip


def _ended_early(mark: Mark, *, apart: bool) -> Problem | None:
    """Tell of a text in quotes with more after it, such as ``'Ana's'``, or ``"Ana" B`` apart."""
    line = mark.source.lines[mark.line - 1]
    for found in _OPENS.finditer(line):
        end = _closes(line, found.end(), found["quote"])
        if end is None or end + 1 >= mark.column:
            continue
        gap = line[end + 1 : mark.column - 1]
        if not gap or (apart and gap.isspace()):
            again = "''" if found["quote"] == "'" else '\\"'
            return Problem("quote", "the text in quotes ends here, and more comes after it",
                           Mark(mark.source, mark.line, end + 1),
                           f"a quote inside the text is written {again}")  # fmt: skip
    return None


def _closes(line: str, start: int, quote: str) -> int | None:
    """Return where a quote is closed on its line, counted from 0; None if it is not."""
    inside = _INSIDE[quote].match(line, start)
    assert inside is not None
    return inside.end() if line[inside.end() : inside.end() + 1] == quote else None


def _open_bracket(stop: Stop) -> Problem | None:
    """Tell whether a list in brackets is never closed, or lacks a comma."""
    if stop.began is None or "while parsing a flow" not in stop.reading:
        return None
    source, line, column = stop.mark.source, stop.began.line, stop.began.column
    if "node" in stop.reading:  # the text ends after a comma: no bracket began there
        line, column = _last_open(source)
    bracket = source.lines[line - 1][column - 1 : column]
    closing = _PAIRS.get(bracket, "")
    if not closing:
        return None
    if _is_closed(source, line, column):
        hint = f"the '{bracket}' on line {line} begins a list: entries need commas"
        return Problem("comma", f"a ',' or '{closing}' is missing before this", stop.mark, hint)
    return Problem("unclosed", f"this '{bracket}' is never closed", Mark(source, line, column),
                   f"write '{closing}' where it ends")  # fmt: skip


def _last_open(source: Source) -> tuple[int, int]:
    """Return the place of the last bracket that begins a value and is never closed, or (1, 0)."""
    for number in range(len(source.lines), 0, -1):
        for found in reversed(list(_BEGINS.finditer(source.lines[number - 1]))):
            if not _is_closed(source, number, found.end()):
                return number, found.end()
    return 1, 0


def _is_closed(source: Source, line: int, column: int) -> bool:
    """Does a bracket have its partner, with whole pairs between them?"""
    open_ones: list[str] = []
    for number in range(line, len(source.lines) + 1):
        text = source.lines[number - 1]
        for found in _BRACKETS.finditer(text, column - 1 if number == line else 0):
            if found[0] in _PAIRS:
                open_ones.append(_PAIRS[found[0]])
            elif found[0] in _PAIRS.values():
                if open_ones.pop() != found[0]:
                    return False
                if not open_ones:
                    return True
    return False


def _other(stop: Stop) -> Problem:
    hint = "look for a missing colon, quote or bracket here or on the line before"
    if "mapping values are not allowed" in stop.what:
        hint = "a text that contains ': ' needs quotes around it; or the indentation is off"
    message = f"this is not YAML: {stop.what}" if stop.what else "this is not YAML"
    return Problem("yaml", message, stop.mark, hint)
