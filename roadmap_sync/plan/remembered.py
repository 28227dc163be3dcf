"""Nodes ⇄ bytes, so that a file that did not change is not parsed again.

Parsing takes ten times as long as all that follows. What is kept are the nodes of one file, as
JSON, with their places but without the text itself: that is read anyway, and problems found
later show its lines. Everything else, from merging to checks, is done afresh in every run.
"""

import json
from typing import Any, Protocol

from roadmap_sync.plan import nodes
from roadmap_sync.plan.nodes import Entry, Mapping, Node, Scalar, Sequence
from roadmap_sync.problems import Mark, Problems, Source

_SEQUENCE, _MAPPING = 0, 1
#: Bits that say how a scalar is written.
_PLAIN, _INLINE = 1, 2


class PlanCache(Protocol):
    """Remembers bytes about texts; it may forget everything at any time, and never raises."""

    def get(self, place: str, text: str) -> bytes | None:
        """Return what was put for this very text at this place, or None.

        Args:
            place: Where the text stands: the absolute path of a file, links not followed. A place
                holds one text at a time.
            text: All of it.
        """

    def put(self, place: str, text: str, data: bytes) -> None:
        """Remember something about a text, if that is possible."""


def parse(source: Source, problems: Problems, cache: PlanCache | None, place: str) -> Node | None:
    """Return the one document of a text, as `nodes.parse` does, remembered if it can be.

    Only a text without any finding is remembered: findings are found again in every run.
    """
    if cache is None:
        return nodes.parse(source, problems)
    text = "\n".join(source.lines)
    known = cache.get(place, text)
    node = None if known is None else _decoded(known, source)
    if node is None:
        before = len(problems)
        node = nodes.parse(source, problems)
        if node is not None and len(problems) == before:
            cache.put(place, text, encode(node))
    return node


def encode(node: Node) -> bytes:
    """Return nodes as bytes, all but the text they stand in."""
    text = json.dumps(_packed(node), separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")  # a text may hold half a character, as YAML can


def decode(data: bytes, source: Source) -> Node:
    """Return the nodes that `encode` was given.

    Args:
        data: From `encode`.
        source: The text they stand in.

    Raises:
        ValueError: These bytes are of another kind.
    """
    try:
        return _unpacked(json.loads(data), source)
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError("these are no nodes") from error


def _decoded(data: bytes, source: Source) -> Node | None:
    try:
        return decode(data, source)
    except ValueError:
        return None


def _packed(node: Node) -> list[Any]:
    mark = node.mark
    if isinstance(node, Scalar):
        bits = _PLAIN * node.plain | _INLINE * node.inline
        return [node.text, bits, mark.line, mark.column, mark.width]
    if isinstance(node, Sequence):
        return [_SEQUENCE, mark.line, mark.column, *map(_packed, node.items)]
    entries = (_packed(part) for one in node.entries.values() for part in (one.key, one.value))
    return [_MAPPING, mark.line, mark.column, *entries]


def _unpacked(packed: list[Any], source: Source) -> Node:
    first = packed[0]
    if isinstance(first, str):
        return _scalar(packed, source)
    mark = Mark(source, packed[1], packed[2])
    if first == _SEQUENCE:
        return Sequence(tuple(_unpacked(one, source) for one in packed[3:]), mark)
    keys = [_scalar(one, source) for one in packed[3::2]]
    values = [_unpacked(one, source) for one in packed[4::2]]
    entries = {key.text: Entry(key, value) for key, value in zip(keys, values, strict=True)}
    return Mapping(entries, mark)


def _scalar(packed: list[Any], source: Source) -> Scalar:
    text, bits, line, column, width = packed
    mark = Mark(source, line, column, width)
    return Scalar(text, bool(bits & _PLAIN), bool(bits & _INLINE), mark)
