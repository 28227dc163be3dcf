"""Nodes survive the way to bytes and back, with their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan import nodes
from roadmap_sync.plan.catalog import bundled, read
from roadmap_sync.plan.nodes import Entry, Mapping, Node, Scalar, Sequence
from roadmap_sync.plan.remembered import decode, encode
from roadmap_sync.problems import Mark, Problems, Source

SOURCE = Source("plan.yaml", ("plan: x",))
MARKS = st.builds(
    Mark,
    st.just(SOURCE),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.integers(1, 999),
)
BARE = st.builds(Mark, st.just(SOURCE), st.integers(1, 10**6), st.integers(1, 10**6))
TEXTS = st.text(st.characters(exclude_categories=()))  # half a character, too
SCALARS = st.builds(Scalar, TEXTS, st.booleans(), st.booleans(), MARKS)


def _mapping(pairs: list[tuple[Scalar, Node]], mark: Mark) -> Mapping:
    return Mapping({key.text: Entry(key, value) for key, value in pairs}, mark)


TREES: st.SearchStrategy[Node] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(Sequence, st.lists(inner, max_size=4).map(tuple), BARE),
        st.builds(_mapping, st.lists(st.tuples(SCALARS, inner), max_size=4), BARE),
    ),
    max_leaves=20,
)


def widths(node: Node) -> list[int]:
    if isinstance(node, Scalar):
        return [node.mark.width]
    if isinstance(node, Sequence):
        return [width for item in node.items for width in widths(item)]
    pairs = [part for one in node.entries.values() for part in (one.key, one.value)]
    return [width for part in pairs for width in widths(part)]


@given(TREES)
def test_there_and_back(node: Node) -> None:
    again = decode(encode(node), SOURCE)

    assert again == node
    assert widths(again) == widths(node)


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_bundled_plan_comes_back_as_it_was(name: str) -> None:
    source = read(bundled()[name], Problems())
    assert source is not None
    node = nodes.parse(source, Problems())
    assert node is not None

    again = decode(encode(node), source)

    assert again == node
    assert widths(again) == widths(node)
    assert again.mark.source.lines == source.lines


@given(st.binary())
def test_no_bytes_do_anything_but_fail(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's words, or ours
        decode(data, SOURCE)
