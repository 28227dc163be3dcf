"""YAML text → where each value begins and ends, so that a text can be edited in place.

Of ruamel.yaml only the marks are used. Its round trip writes a whole file anew and would change
quotes, line ends and the layout of lines that nobody asked to change.
"""

from typing import Any

from msgspec import Struct, field


class Place(Struct, frozen=True):
    """A value in a text.

    Attributes:
        kind: ``scalar``, ``list`` or ``mapping``.
        start: Offset of its first character.
        end: Offset after its last character; blanks and comments after it are not part of it.
        column: Of its first character, counted from 0.
        flow: Is it written with brackets?
        quote: The quotation mark of a scalar, ``|`` or ``>``, or empty.
        items: Of a list.
        pairs: Of a mapping, in the order of the text.
    """

    kind: str
    start: int
    end: int
    column: int
    flow: bool = False
    quote: str = ""
    items: "tuple[Place, ...]" = ()
    pairs: "dict[str, Pair]" = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Is nothing written there at all?"""
        return self.kind == "scalar" and self.start == self.end


class Pair(Struct, frozen=True):
    """A key and its value."""

    key: Place
    value: Place


def places(text: str) -> Place | None:
    """Return the one document of a text, or None if it has no values.

    The text must be one that `plan.nodes.parse` has read without a problem.
    """
    from ruamel.yaml import YAML

    node = YAML(typ="safe", pure=True).compose(text)
    return None if node is None else _place(node, text)


def _place(node: Any, text: str) -> Place:
    start, column = node.start_mark.index, node.start_mark.column
    if not isinstance(node.value, list):
        end = start + len(text[start : node.end_mark.index].rstrip())
        return Place("scalar", start, end, column, quote=node.style or "")
    if node.value and isinstance(node.value[0], tuple):
        pairs = {key.value: _pair(key, value, text) for key, value in node.value}
        end = node.end_mark.index if node.flow_style else list(pairs.values())[-1].value.end
        return Place("mapping", start, end, column, bool(node.flow_style), pairs=pairs)
    items = tuple(_place(item, text) for item in node.value)
    end = node.end_mark.index if node.flow_style or not items else items[-1].end
    kind = "mapping" if node.id == "mapping" else "list"
    return Place(kind, start, end, column, bool(node.flow_style), items=items)


def _pair(key: Any, value: Any, text: str) -> Pair:
    """Return a pair; the parser puts an empty value anywhere before the next word."""
    own, place = _place(key, text), _place(value, text)
    if place.is_empty:
        rest = text[own.end :]
        blanks = len(rest) - len(rest.lstrip())
        after = own.end + (blanks + 1 if rest[blanks : blanks + 1] == ":" else 0)
        place = Place("scalar", after, after, own.column)
    return Pair(own, place)
