"""YAML text → nodes that know where they stand. The only importer of ruamel.yaml here.

Nodes are untyped: a plain ``2`` and a quoted ``"2"`` are both text until a reader asks for a
number. That keeps YAML's surprises (``no`` as a truth value, ``09:30`` as base 60, a date
that is not one) out of plans. Anchors, aliases, merge keys and tags are refused: they hide
text from the reader, and a stranger's file must never cost more than its size.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from roadmap_sync.problems import Mark, Problem, Problems, Source

#: The largest file we read, in bytes, and the longest line, in characters.
MAX_BYTES = 500_000
MAX_LINE = 10_000
#: The most values one file may hold, and the deepest they may be nested. The largest bundled
#: plan has a tenth of all this.
MAX_NODES = 15_000
MAX_DEPTH = 20

_HALF = re.compile("[\ud800-\udfff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(Struct, frozen=True):
    """One value.

    Attributes:
        text: What the author wrote, unquoted and unescaped.
        plain: Was it written without quotes? Only then can it mean null.
        inline: Does the text stand in one piece on one line, so that a position in it is a
            position in the file?
        mark: Where it begins; the width covers it.
    """

    text: str
    plain: bool
    inline: bool
    mark: Mark

    @property
    def is_null(self) -> bool:
        """Is it YAML's null: empty, ``~`` or ``null``, without quotes?"""
        return self.plain and self.text in _NULLS

    def at(self, offset: int, width: int) -> Mark:
        """Return the mark of a word inside the text, ``offset`` characters from its start."""
        if not self.inline:
            return self.mark
        quote = 0 if self.plain else 1
        column = self.mark.column + quote + offset
        return Mark(self.mark.source, self.mark.line, column, max(1, width))


class Sequence(Struct, frozen=True):
    """A list of nodes."""

    items: "tuple[Node, ...]"
    mark: Mark


class Entry(Struct, frozen=True):
    """A key and its value; ``key`` knows where the key stands."""

    key: Scalar
    value: "Node"


class Mapping(Struct, frozen=True):
    """Entries in the order of the file. Keys are unique."""

    entries: dict[str, Entry]
    mark: Mark

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, or None."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value


Node = Scalar | Sequence | Mapping


def is_null(node: "Node | None") -> bool:
    """Is it absent or YAML's null?"""
    return node is None or (isinstance(node, Scalar) and node.is_null)


def count(node: "Node") -> int:
    """Return how many values a node is made of, itself and its keys included."""
    if isinstance(node, Scalar):
        return 1
    if isinstance(node, Sequence):
        return 1 + sum(map(count, node.items))
    return 1 + sum(1 + count(entry.value) for entry in node.entries.values())


def decode(data: bytes, name: str, problems: Problems) -> Source | None:
    """Return the text of a file as a source, or None with the reason in ``problems``.

    UTF-8 only, with or without a byte order mark; at most `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1000} KB"
        problems.error("too-large", f"this file is larger than {limit}; I read no plan that size",
                       Mark(Source(name), 1, 1))  # fmt: skip
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        lines = before.split("\n")
        mark = Mark(Source(name), len(lines), len(lines[-1]) + 1)
        problems.error("not-utf8", "this file is not UTF-8 text", mark,
                       "save it again with the encoding UTF-8")  # fmt: skip
        return None
    return Source(name, tuple(text.split("\n")))


def parse(source: Source, problems: Problems, if_empty: str = "") -> Node | None:
    """Return the one document of a text, or None with the reasons in ``problems``.

    Never raises, whatever the text.

    Args:
        source: The text.
        problems: Where findings go.
        if_empty: What to write into a file that is empty, for a hint.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    before = len(problems)
    try:
        _check_lines(source, problems)
        events = YAML(typ="safe", pure=True).parse("\n".join(source.lines))
        node = _Builder(source, problems).document(events)
    except _RefusedError:
        return None
    except MarkedYAMLError as error:
        problems.add(_explained(error, source))
        return None
    except (YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(getattr(error, "reason", "") or error).split())[:120]
        from roadmap_sync.plan.syntax import unreadable

        problems.add(unreadable(source, reason))
        return None
    if isinstance(node, Scalar) and _is_glued(node, problems):
        return None
    if node is None and len(problems) == before:
        problems.error("empty", "this file is empty", Mark(source, 1, 1), if_empty)
    return node


def _explained(error: Any, source: Source) -> Problem:
    """Return what is wrong with a text that the parser cannot read."""
    from roadmap_sync.plan.syntax import Stop, explain

    def mark(place: Any) -> Mark:
        # The parser knows more kinds of line ends than we do, so it may count more lines.
        line = min(place.line + 1, len(source.lines))
        return Mark(source, line, min(place.column + 1, len(source.lines[line - 1]) + 1))

    began = None if error.context_mark is None else mark(error.context_mark)
    where = Mark(source, 1, 1) if error.problem_mark is None else mark(error.problem_mark)
    return explain(Stop(str(error.problem or ""), where, str(error.context or ""), began))


def _is_glued(root: Scalar, problems: Problems) -> bool:
    """Report a file that is one text because a blank is missing: ``start:2026-08-10``."""
    from roadmap_sync.plan.syntax import missing_space

    problem = missing_space(root.mark.source, root.mark.line, root.mark.line)
    problems.extend(() if problem is None else (problem,))
    return problem is not None


def _check_lines(source: Source, problems: Problems) -> None:
    """Refuse very long lines: the parser takes longer than in proportion for some of them."""
    for number, line in enumerate(source.lines, start=1):
        if len(line) > MAX_LINE:
            problems.error("too-large", f"this line has {len(line)} characters; I read at most "
                           f"{MAX_LINE} in one line", Mark(source, number, 1),
                           "a long text can go on many lines, below '|'")  # fmt: skip
            raise _RefusedError


class _RefusedError(Exception):
    """The rest of the file is not worth reading; the reason is in the problems."""


class _Builder:
    """Builds nodes from the parser's events, within limits."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self._source = source
        self._problems = problems
        self._count = 0
        self._spoiled = False

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._refuse("documents", "a second document starts here; I read one per file",
                                 event, "remove the line '---'")  # fmt: skip
            elif name in {"ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"}:
                root = self._node(event, events, 1)
        if self._spoiled or (isinstance(root, Scalar) and root.is_null):
            return None
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._limits(event, depth)
        if type(event).__name__ == "ScalarEvent":
            return self._scalar(event)
        if type(event).__name__ == "SequenceStartEvent":
            return self._sequence(event, events, depth)
        return self._mapping(event, events, depth)

    def _limits(self, event: Any, depth: int) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._refuse("too-large", f"this file holds more than {MAX_NODES} values", event)
        if depth > MAX_DEPTH:
            self._refuse("too-deep", f"this is nested more than {MAX_DEPTH} levels deep", event)
        if getattr(event, "anchor", None) is not None:
            self._refuse("no-aliases", "anchors and aliases (& and *) are not known here", event,
                         "write the text out, or put it in quotes")  # fmt: skip
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse("no-tags", "tags (!) are not part of this language", event,
                         "remove it, or put the text in quotes")  # fmt: skip

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        plain = event.style is None or event.style == ""
        one_line = start.line == end.line
        width = end.column - start.column if one_line else 1
        quotes = 0 if plain else 2
        inline = one_line and event.style not in {"|", ">"} and len(event.value) == width - quotes
        mark = Mark(self._source, start.line + 1, start.column + 1, max(1, width))
        scalar = Scalar(_paired(event.value), plain, inline, mark)
        if not event.value.isascii():
            # Other line ends than ours may be in the text, so that there is no such line.
            line = "".join(self._source.lines[start.line : start.line + 1])
            if not line[: start.column].strip():
                self._check_blanks(scalar, 1)
        return scalar

    def _lacks_space(self, key: Scalar) -> bool:
        """Report ``{name:Ana}``: a key without a value, because a blank is missing."""
        from roadmap_sync.plan.syntax import GLUED, spaced

        hint = spaced(key.text) if key.plain else ""
        if hint:
            mark = key.at(0, key.text.index(":") + 1)
            self._problems.error("space", GLUED, mark, hint)
            self._spoiled = True
        return bool(hint)

    def _check_blanks(self, scalar: Scalar, upto: int) -> None:
        """Report a blank that is none in a key, or where the indentation seems to go on.

        The author sees a line that stands where it should, and YAML another one. So the rest of
        the file is looked at for more of them only.
        """
        if not scalar.plain or scalar.text.isascii():
            return
        from roadmap_sync.plan.lookalikes import about_odd_blank, odd_blank

        place = odd_blank(scalar.text[:upto])
        if place >= 0:
            message, hint = about_odd_blank(scalar.text[place])
            self._problems.error("character", message, scalar.at(place, 1), hint)
            self._spoiled = True

    def _sequence(self, start: Any, events: Iterator[Any], depth: int) -> Sequence:
        items = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self._node(event, events, depth + 1))
        return Sequence(tuple(items), self._mark(start))

    def _mapping(self, start: Any, events: Iterator[Any], depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self._problems.error("key", "a key must be one word", key.mark)
                continue
            self._check_blanks(key, len(key.text))
            if ":" in key.text and is_null(value) and self._lacks_space(key):
                continue
            if key.text in entries:
                first = entries[key.text].key.mark
                self._problems.error("duplicate-key", f"'{key.text}' is here twice", key.mark,
                                     f"it already stands on line {first.line}")  # fmt: skip
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(entries, self._mark(start))

    def _mark(self, event: Any) -> Mark:
        return Mark(self._source, event.start_mark.line + 1, event.start_mark.column + 1)

    def _refuse(self, code: str, message: str, event: Any, hint: str = "") -> None:
        self._problems.error(code, message, self._mark(event), hint)
        raise _RefusedError


def _paired(text: str) -> str:
    """Return a text in which a character that is written as two halves is one.

    That is how JSON escapes an emoji, and JSON is YAML. A half without the other stays.
    """
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
