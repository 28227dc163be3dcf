"""Text → nodes that know where they stand, and files that are refused."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.nodes import Mapping, Node, Scalar
from roadmap_sync.problems import Mark, Problems, Source, show


def _parse(text: str) -> tuple[Node | None, list[str]]:
    problems = Problems()
    node = nodes.parse(Source("x.yaml", tuple(text.split("\n"))), problems)
    return node, [f"{one.mark}: {one.code}" for one in problems.sorted()]


def test_a_value_knows_where_it_stands() -> None:
    node, found = _parse('a:\n  b: "two words"\n')

    assert found == []
    assert isinstance(node, Mapping)
    inner = node.get("a")
    assert isinstance(inner, Mapping)
    scalar = inner.get("b")
    assert isinstance(scalar, Scalar)
    assert (scalar.text, scalar.plain, scalar.mark.line, scalar.mark.column) == (
        "two words", False, 2, 6,
    )  # fmt: skip
    assert scalar.at(4, 5).column == 6 + 1 + 4


@pytest.mark.parametrize("text", ["no", "09:30", "2026-02-30", "1e3", "0x10", "1_000"])
def test_what_yaml_would_turn_into_something_else_stays_as_written(text: str) -> None:
    node, _ = _parse(f"a: {text}")

    assert isinstance(node, Mapping)
    value = node.get("a")
    assert isinstance(value, Scalar)
    assert value.text == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", ["x.yaml:3:1: duplicate-key"]),
        ("a:\n\tb: 1\n", ["x.yaml:2:1: tab"]),
        ("a: &x 1\nb: *x\n", ["x.yaml:1:4: no-aliases"]),
        ("a: !!python/object:os.system 1\n", ["x.yaml:1:4: no-tags"]),
        ("a: 1\n---\nb: 2\n", ["x.yaml:2:1: documents"]),
        ("? [a, b]\n: 1\n", ["x.yaml:1:3: key"]),
        ("a: b: c\n", ["x.yaml:1:5: yaml"]),
        ("", ["x.yaml:1:1: empty"]),
        ("# nothing\n", ["x.yaml:1:1: empty"]),
        ("a: \x07\n", ["x.yaml:1:4: character"]),
    ],
)
def test_what_is_not_part_of_the_language_is_refused_where_it_stands(
    text: str, found: list[str]
) -> None:
    assert _parse(text)[1] == found


def test_a_bomb_of_aliases_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 20)]
    before = time.process_time()

    _, found = _parse("\n".join(lines))

    assert found == ["x.yaml:1:5: no-aliases"]
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "text", ["[" * 1000, "{a: " * 1000, "- " * 1000 + "x", "[" * 1000 + "]" * 1000]
)
def test_what_is_nested_a_thousand_levels_deep_is_refused(text: str) -> None:
    _, found = _parse(text)

    assert len(found) == 1


def test_too_many_values_are_refused() -> None:
    _, found = _parse("a: [" + "x, " * nodes.MAX_NODES + "]")

    assert found[0].endswith("too-large")


def test_bytes_that_are_not_utf8_are_marked_where_they_stand() -> None:
    problems = Problems()

    assert nodes.decode("a: 1\nb: é".encode("latin-1"), "x.yaml", problems) is None
    assert problems.sorted()[0].mark == Mark(Source("x.yaml"), 2, 4)


def test_a_byte_order_mark_is_not_part_of_the_first_key() -> None:
    source = nodes.decode(b"\xef\xbb\xbfplan: x", "x.yaml", Problems())

    assert source is not None
    assert source.lines == ("plan: x",)


def _refusal(path: Path) -> str:
    problems = Problems()

    assert catalog.read(path, problems) is None
    assert len(problems) == 1
    return problems.sorted()[0].message


def test_files_that_cannot_be_plans_are_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    locked = tmp_path / "loop.yaml"
    locked.symlink_to(locked)

    assert "larger than" in _refusal(large)
    assert "not an ordinary file" in _refusal(pipe)
    assert "not an ordinary file" in _refusal(Path("/dev/zero"))
    assert "is a folder" in _refusal(tmp_path)
    assert "there is no file" in _refusal(tmp_path / "none.yaml")
    assert "cannot be read" in _refusal(tmp_path / ("x" * 300))
    assert "cannot be read" in _refusal(tmp_path / "a\0b")
    assert "cannot be read" in _refusal(locked)


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a" * 200)
    monkeypatch.setattr(nodes, "MAX_BYTES", 200)
    assert catalog.read(path, Problems()) is not None

    monkeypatch.setattr(nodes, "MAX_BYTES", 199)
    assert catalog.read(path, Problems()) is None


def test_a_file_with_nearly_the_right_name_is_offered(tmp_path: Path) -> None:
    (tmp_path / "my-plan.yaml").write_text("plan: x")
    problems = Problems()

    catalog.read(tmp_path / "my-pln.yaml", problems)

    assert problems.sorted()[0].hint == "did you mean 'my-plan.yaml'?"


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    problems = Problems()

    nodes.parse(Source("x.yaml", tuple(text.split("\n"))), problems)

    for problem in problems.sorted():
        assert show(problem)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    source = nodes.decode(data, "x.yaml", Problems())
    if source is not None:
        nodes.parse(source, Problems())


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('a: "\\ud83d\\udc6a!"', "\U0001f46a!"),
        ('a: "\\ud83d!"', "\ud83d!"),
        ("a: 👪", "\U0001f46a"),
    ],
)
def test_two_halves_are_one_character_as_in_json(text: str, read: str) -> None:
    node = nodes.parse(Source("a.yaml", (text,)), Problems())

    assert isinstance(node, nodes.Mapping)
    value = node.get("a")
    assert isinstance(value, nodes.Scalar)
    assert value.text == read
