"""A student file's text → the same text with one thing changed, every other byte as it was.

Each function finds where to write by `places`, and reads the result back: if it does not say
just what it should, nothing is changed and a person is asked to do it.
"""

import re
from collections.abc import Sequence as Several
from typing import TypeAlias

from msgspec import Struct

from roadmap_sync.errors import EditError
from roadmap_sync.plan import nodes
from roadmap_sync.plan.nodes import Mapping, Node, Scalar
from roadmap_sync.problems import Problems, Source
from roadmap_sync.schedule.places import Pair, Place, places
from roadmap_sync.schedule.yaml_text import NULLS, Value, to_yaml

_Plain: TypeAlias = str | list["_Plain"] | dict[str, "_Plain"] | None
#: Entries of a list that are mappings.
Entries: TypeAlias = tuple[dict[str, Value], ...]
_INDENT = "  "
_HOUR = ("at", "zone")


class _Edit(Struct, frozen=True):
    """Text that takes the place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def set_value(text: str, path: tuple[str, ...], value: Value) -> str:
    """Return the text with a value changed or added.

    Quotes of a value that was there, and comments beside it, stay. What is new stands below a
    commented-out line of that name, else at the end of its section.

    Args:
        text: Readable YAML.
        path: ``("match_year",)`` or ``("dates", "step1")``.
        value: What it should be.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    root = places(text)
    expected = _plain_of(text) or {}
    inner: _Plain = expected
    for key in path[:-1]:
        if isinstance(inner, dict):
            inner[key] = inner.get(key) or {}
            inner = inner[key]
    if not isinstance(inner, dict):
        raise _by_hand(path, value)
    inner[path[-1]] = _plain(value)
    return _checked(text, _setting(text, root, path, value), expected, path, value)


def add_entry(text: str, key: str, entry: dict[str, Value]) -> str:
    """Return the text with one more entry at the end of a list, in the style of the last one.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    return add_entries(text, key, (entry,))


def add_entries(text: str, key: str, entries: Entries, *, of: tuple[str, int] | None = None) -> str:
    """Return the text with more entries at the end of a list, in the style of the last one.

    Args:
        text: Readable YAML.
        key: Of the list.
        entries: What to add, at least one.
        of: Where the list stands, if not at the top: ``("people", 2)`` is the third entry of
            the list ``people``, a mapping.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    root = places(text)
    expected = _plain_of(text) or {}
    inner, place = (expected, root) if of is None else _entry_at(expected, root, of)
    if not isinstance(inner, dict):
        raise _by_hand((key,), entries)
    before = inner.get(key)
    listed = before if isinstance(before, list) else [] if before is None else [before]
    inner[key] = [*listed, *(_plain(entry) for entry in entries)]
    if of is not None and place is not None and key not in place.pairs:
        edits = _new_list(text, place, key, entries)
    else:
        edits = _adding(text, place, key, entries)
    return _checked(text, edits, expected, (key,), entries)


def _entry_at(plain: _Plain, root: Place | None, of: tuple[str, int]) -> tuple[_Plain, Place]:
    key, index = of
    assert isinstance(plain, dict)
    assert root is not None
    listed, place = plain[key], root.pairs[key].value
    if isinstance(listed, list):
        return listed[index], place.items[index]
    return listed, place  # a single entry reads as a list of one


def set_date(text: str, name: str, value: Value) -> str:
    """Return the text with another value of a named date; its hour and zone stay.

    Args:
        text: Readable YAML.
        name: Of the date.
        value: A day, ``none``, or ``{"from": …, "until": …}``.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    plain = _plain_of(text)
    dates = plain.get("dates") if isinstance(plain, dict) else None
    old = dates.get(name) if isinstance(dates, dict) else None
    if not isinstance(old, dict) or value == "none":
        return set_value(text, ("dates", name), value)
    wanted: dict[str, Value] = value if isinstance(value, dict) else {"date": value}
    if {key for key in old if key not in _HOUR} == wanted.keys():
        for key, one in wanted.items():
            text = set_value(text, ("dates", name, key), one)
        return text
    hour: dict[str, Value] = {k: v for k, v in old.items() if k in _HOUR and isinstance(v, str)}
    return set_value(text, ("dates", name), {**wanted, **hour} if hour else value)


# ---- where to write ----------------------------------------------------------------------------


def _setting(text: str, root: Place | None, path: tuple[str, ...], value: Value) -> list[_Edit]:
    key, *rest = path
    if root is None or key not in root.pairs:
        for name in reversed(rest):
            value = {name: value}
        return _new_section(text, root, key, value)
    pair = root.pairs[key]
    for name in rest:
        if pair.value.kind != "mapping":
            return _replaced(text, pair, {name: value})
        if name not in pair.value.pairs:
            return _new_pair(text, pair.value, name, value)
        pair = pair.value.pairs[name]
    return _replaced(text, pair, value)


def _replaced(text: str, pair: Pair, value: Value) -> list[_Edit]:
    old = pair.value
    if not old.is_empty:
        return [_Edit(old.start, old.end, to_yaml(value, old.quote))]
    if isinstance(value, dict) and _line_after(text, old.start).lstrip()[:1] in {"", "#"}:
        return [_lines_after(text, old.start, _section_lines(value, pair.key.column))]
    return [_Edit(old.start, old.start, " " + to_yaml(value))]


def _new_pair(text: str, mapping: Place, key: str, value: Value) -> list[_Edit]:
    written = f"{to_yaml(key)}: {to_yaml(value)}"
    pairs = list(mapping.pairs.values())
    if not mapping.flow:
        line = " " * pairs[0].key.column + written
        return [_lines_after(text, pairs[-1].value.end, [line])]
    if not pairs:
        return [_Edit(mapping.start + 1, mapping.end - 1, written)]
    return _after_last(text, mapping, pairs[-1].key.start, pairs[-1].value.end, written)


def _new_list(text: str, mapping: Place, key: str, entries: Entries) -> list[_Edit]:
    """Add a list to a mapping inside the file."""
    if mapping.flow:
        return _new_pair(text, mapping, key, entries)
    pairs = list(mapping.pairs.values())
    column = pairs[0].key.column
    lines = [" " * column + f"{key}:", *_section_lines(entries, column)]
    return [_lines_after(text, pairs[-1].value.end, lines)]


def _new_section(text: str, root: Place | None, key: str, value: Value) -> list[_Edit]:
    """Add a key to the file: below its commented-out section, else at the end."""
    if root is not None and root.flow:
        return _new_pair(text, root, key, value)
    scalar = isinstance(value, str)
    lines = [f"{key}: {to_yaml(value)}"] if scalar else [f"{key}:", *_section_lines(value, 0)]
    comment = _commented_out(text, root, key)
    if comment is not None:
        return [_lines_after(text, comment, lines)]
    last = len(_before_document_end(text).rstrip())
    if not last:
        return [_Edit(0, 0, _break(text).join([*lines, ""]))]
    spaced = not scalar and re.search(r"\n[ \t]*\r?\n", text[:last]) is not None
    return [_lines_after(text, last, [""] * spaced + lines)]


def _section_lines(value: Value, column: int) -> list[str]:
    indent = " " * column + _INDENT
    if isinstance(value, tuple):
        return [f"{indent}- {to_yaml(one)}" for one in value]
    assert isinstance(value, dict)
    return [f"{indent}{to_yaml(key)}: {to_yaml(one)}" for key, one in value.items()]


def _adding(text: str, root: Place | None, key: str, entries: Entries) -> list[_Edit]:
    if root is None or key not in root.pairs:
        return _new_section(text, root, key, entries)
    pair = root.pairs[key]
    old, written = pair.value, ", ".join(to_yaml(entry) for entry in entries)
    if old.is_empty and not root.flow:
        return [_lines_after(text, old.start, _section_lines(entries, pair.key.column))]
    if old.kind != "list":
        return _made_a_list(text, old, written)
    if not old.flow:
        lines = [line for entry in entries for line in _like(old, entry)]
        return [_lines_after(text, old.end, lines)]
    if not old.items:
        inside = text[old.start + 1 : old.end - 1]
        blank = len(inside) * (not inside.strip(" "))  # a comment or a line end stays
        return [_Edit(old.start + 1, old.start + 1 + blank, written)]
    return _after_last(text, old, old.items[-1].start, old.items[-1].end, written)


def _made_a_list(text: str, old: Place, written: str) -> list[_Edit]:
    """Put brackets around what stands where a list should, and the new one beside it."""
    if old.is_empty:
        return [_Edit(old.start, old.start, f" [{written}]")]
    if not old.quote and text[old.start : old.end] in NULLS:
        return [_Edit(old.start, old.end, f"[{written}]")]
    if old.kind == "mapping" and not old.flow:
        return []
    return [_Edit(old.start, old.start, "["), _Edit(old.end, old.end, f", {written}]")]


def _like(listed: Place, entry: dict[str, Value]) -> list[str]:
    """Return the lines of an entry of a list with dashes, written as its last one is."""
    last = listed.items[-1]
    dash = " " * listed.column + "-"
    dash += " " * (last.column - len(dash))
    if last.kind != "mapping" or last.flow:
        return [dash + to_yaml(entry)]
    lines = [f"{key}: {to_yaml(value)}" for key, value in entry.items()]
    return [dash + lines[0]] + [" " * last.column + line for line in lines[1:]]


def _after_last(text: str, whole: Place, start: int, end: int, written: str) -> list[_Edit]:
    """Add to something in brackets: on a line of its own if the last one has that."""
    line = text.rfind("\n", 0, start) + 1
    indent = text[line:start]
    if indent.strip() or whole.start >= line or "\n" not in text[end : whole.end]:
        return [_Edit(end, end, f", {written}")]
    rest = _line_after(text, end)
    comma = rest.lstrip().startswith(",")
    below = _lines_after(text, end, [indent + written + "," * comma])
    return [below] if comma else [_Edit(end, end, ","), below]


def _commented_out(text: str, root: Place | None, key: str) -> int | None:
    """Return where ``# key:`` and the deeper comments below it end, between two sections."""
    for match in re.finditer(rf"(?m)^(#[ ]?){re.escape(key)}:(?=\s|$).*(?:\n\1[ \-].*)*", text):
        if _is_between(root, match.start(), match.end()):
            return len(text[: match.end()].rstrip())
    return None


def _is_between(root: Place | None, start: int, end: int) -> bool:
    """Do these lines stand between two keys of the file, and not inside a value?"""
    if root is None:
        return True
    after = root.start
    for pair in root.pairs.values():
        if after < start and end < pair.key.start:
            return True
        after = pair.value.end
    return start > after


# ---- lines -------------------------------------------------------------------------------------


def _lines_after(text: str, position: int, lines: Several[str]) -> _Edit:
    """Add lines below the one of a position; the last line of the file may lack its end."""
    end = position + len(_line_after(text, position))
    return _Edit(end, end, "".join(_break(text, position) + line for line in lines))


def _line_after(text: str, position: int) -> str:
    """Return the rest of a line, without its end."""
    return text[position:].split("\n", 1)[0].removesuffix("\r")


def _break(text: str, position: int = 0) -> str:
    """Return the line end that is used there, else in the file."""
    at = text.find("\n", position)
    at = at if at >= 0 else text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _before_document_end(text: str) -> str:
    return re.split(r"(?m)^\.\.\.(?=\s|$)", text, maxsplit=1)[0]


# ---- is it what was meant? ---------------------------------------------------------------------


def _checked(
    text: str, edits: Several[_Edit], expected: _Plain, path: tuple[str, ...], value: Value
) -> str:
    """Make the edits, and make sure that the text now says what was meant."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    if _plain_of(text) != expected:
        raise _by_hand(path, value)
    return text


def _by_hand(path: tuple[str, ...], value: Value) -> EditError:
    for name in reversed(path[1:]):
        value = {name: value}
    return EditError(
        "this file is laid out in a way that I cannot change without touching other lines\n"
        f"      hint: add it by hand: {path[0]}: {to_yaml(value)}"
    )


def _plain_of(text: str) -> _Plain:
    problems = Problems()
    node = nodes.parse(Source("", tuple(text.split("\n"))), problems)
    return f"unreadable: {problems.sorted()}" if problems.failed and node else _plain_node(node)


def _plain_node(node: Node | None) -> _Plain:
    if node is None or isinstance(node, Scalar):
        return None if node is None or node.is_null else node.text
    if isinstance(node, Mapping):
        return {key: _plain_node(entry.value) for key, entry in node.entries.items()}
    return [_plain_node(item) for item in node.items]


def _plain(value: Value) -> _Plain:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value]
