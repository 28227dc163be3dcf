"""One thing changes in a student file's text, and no other byte."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.errors import EditError
from roadmap_sync.plan import nodes
from roadmap_sync.problems import Problems, Source
from roadmap_sync.schedule.editing import add_entry, set_date, set_value
from roadmap_sync.schedule.yaml_text import to_yaml

ENTRY = {"name": "Surgery", "weeks": "8"}
NEW = "{name: Surgery, weeks: 8}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("start: 1\n", f"start: 1\nrotations:\n  - {NEW}\n", id="no section"),
        pytest.param("start: 1", f"start: 1\nrotations:\n  - {NEW}", id="no last line end"),
        pytest.param("", f"rotations:\n  - {NEW}\n", id="empty file"),
        pytest.param("# c\n", f"# c\nrotations:\n  - {NEW}\n", id="only comments"),
        pytest.param(
            "a: 1\n\nb: 2\n", f"a: 1\n\nb: 2\n\nrotations:\n  - {NEW}\n", id="sections with blanks"
        ),
        pytest.param(
            "rotations:  # mine\n  # - {name: old}\nx: 1\n",
            f"rotations:  # mine\n  - {NEW}\n  # - {{name: old}}\nx: 1\n",
            id="empty section",
        ),
        pytest.param("rotations: null  # c\n", f"rotations: [{NEW}]  # c\n", id="null"),
        pytest.param("rotations: []\n", f"rotations: [{NEW}]\n", id="empty list"),
        pytest.param(
            "rotations: [  # none yet\n]\n",
            f"rotations: [{NEW}  # none yet\n]\n",
            id="empty list on many lines",
        ),
        pytest.param(
            "a: 1\n# rotations:\n#   - {name: x}\n# more words\nb: 1\n",
            f"a: 1\n# rotations:\n#   - {{name: x}}\nrotations:\n  - {NEW}\n# more words\nb: 1\n",
            id="commented-out section",
        ),
        pytest.param(
            "a:\n# rotations:\n  - 1\nb: 1\n",
            f"a:\n# rotations:\n  - 1\nb: 1\nrotations:\n  - {NEW}\n",
            id="a comment inside another section",
        ),
        pytest.param(
            "rotations: [{name: a}]  # c\n", f"rotations: [{{name: a}}, {NEW}]  # c\n", id="flow"
        ),
        pytest.param(
            "rotations: [{name: a},]\n", f"rotations: [{{name: a}}, {NEW},]\n", id="last comma"
        ),
        pytest.param(
            "rotations: [\n  {name: a},  # 1\n  {name: b}  # 2\n]\n",
            f"rotations: [\n  {{name: a}},  # 1\n  {{name: b}},  # 2\n  {NEW}\n]\n",
            id="flow on many lines",
        ),
        pytest.param(
            "rotations: [\n  {name: a},  # 1\n]\n",
            f"rotations: [\n  {{name: a}},  # 1\n  {NEW},\n]\n",
            id="flow on many lines, last comma",
        ),
        pytest.param(
            "rotations:\n- {name: a}   # c\n# tail\nx: 1\n",
            f"rotations:\n- {{name: a}}   # c\n- {NEW}\n# tail\nx: 1\n",
            id="dashes without indentation",
        ),
        pytest.param(
            "rotations:\n  -  name: a\n     notes: |\n       # no comment\n\n     weeks: 3 # c\n",
            "rotations:\n  -  name: a\n     notes: |\n       # no comment\n\n     weeks: 3 # c\n"
            "  -  name: Surgery\n     weeks: 8\n",
            id="entries on many lines",
        ),
        pytest.param(
            "rotations: {name: a}\n", f"rotations: [{{name: a}}, {NEW}]\n", id="one that is no list"
        ),
        pytest.param("{a: 1}\n", f"{{a: 1, rotations: [{NEW}]}}\n", id="all in brackets"),
        pytest.param(
            "{rotations: , a: 1}\n", f"{{rotations: [{NEW}] , a: 1}}\n", id="empty in brackets"
        ),
        pytest.param(
            "---\na: 1\n...\n", f"---\na: 1\nrotations:\n  - {NEW}\n...\n", id="document marks"
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_entry_is_added(before: str, after: str, line_end: str) -> None:
    found = add_entry(before.replace("\n", line_end), "rotations", dict(ENTRY))

    expected = after.replace("\n", line_end) if "\n" in before else after
    assert found == expected


def test_an_id_and_a_list_in_one_style() -> None:
    assert to_yaml(({"a": "b"}, "c")) == "[{a: b}, c]"


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        pytest.param("a: 1  # c\n", ("a",), "2", "a: 2  # c\n", id="a value"),
        pytest.param('a: "1"  # c\n', ("a",), "2", 'a: "2"  # c\n', id="double quotes"),
        pytest.param("a: '1'\n", ("a",), "o'clock", "a: 'o''clock'\n", id="single quotes"),
        pytest.param("a:   # c\nb: 1\n", ("a",), "2", "a: 2   # c\nb: 1\n", id="empty"),
        pytest.param("b: 1\n", ("a",), "2", "b: 1\na: 2\n", id="absent"),
        pytest.param(
            "b: 1\n# a: 9 # c\nd: 1\n", ("a",), "2", "b: 1\n# a: 9 # c\na: 2\nd: 1\n", id="comment"
        ),
        pytest.param("p:\n  a: 1\nb: 1\n", ("p", "c"), "2", "p:\n  a: 1\n  c: 2\nb: 1\n", id="in"),
        pytest.param("p: {a: 1}\n", ("p", "c"), "2", "p: {a: 1, c: 2}\n", id="pair in brackets"),
        pytest.param("p: {}\n", ("p", "c"), "2", "p: {c: 2}\n", id="pair in empty brackets"),
        pytest.param("p: # x\nb: 1\n", ("p", "c"), "2", "p: # x\n  c: 2\nb: 1\n", id="empty one"),
        pytest.param("p: null\n", ("p", "c"), "2", "p: {c: 2}\n", id="null section"),
        pytest.param("b: 1\n", ("p", "c"), "2", "b: 1\np:\n  c: 2\n", id="no section"),
        pytest.param("a: |\n  x\n  y\nb: 1\n", ("a",), "2", "a: 2\nb: 1\n", id="a long text"),
        pytest.param("a: [x]\n", ("a",), ("x", "y, z"), 'a: [x, "y, z"]\n', id="a list"),
        pytest.param("a: x  # c\n", ("a",), None, "a: null  # c\n", id="nothing"),
        pytest.param("p:\n  a: 1\n", ("p", "b: c"), "2", 'p:\n  a: 1\n  "b: c": 2\n', id="a key"),
    ],
)  # fmt: skip
def test_a_value_is_set(
    before: str, path: tuple[str, ...], value: str | tuple[str, ...] | None, after: str
) -> None:
    assert set_value(before, path, value) == after


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("2028-07-03", "2028-07-10", "2028-07-10"),
        ('"2028-07-03"', "2028-07-10", '"2028-07-10"'),
        ("{from: 2028-01-01, until: 2028-01-02}", "none", "none"),
        (
            '{from: "2028-01-01", until: 2028-01-02, at: "09:00"}',
            {"from": "2028-02-01", "until": "2028-02-02"},
            '{from: "2028-02-01", until: 2028-02-02, at: "09:00"}',
        ),
        (
            '{from: 2028-01-01, until: 2028-01-02, at: "09:00"}',
            "2028-02-01",
            "{date: 2028-02-01, at: 09:00}",
        ),
        ("{from: 2028-01-01, until: 2028-01-02}", "2028-02-01", "2028-02-01"),
        ("none", {"from": "2028-02-01", "until": "2028-02-02"},
         "{from: 2028-02-01, until: 2028-02-02}"),
    ],
)  # fmt: skip
def test_a_date_keeps_its_hour_and_its_comments(
    before: str, value: str | dict[str, str], after: str
) -> None:
    text = "dates:\n  x: {}  # c\n  y: 2028-01-01\n"

    found = set_date(
        text.replace("{}", before), "x", value if isinstance(value, str) else {**value}
    )

    assert found == text.replace("{}", after)


def test_a_date_on_many_lines_keeps_their_comments() -> None:
    text = "dates:\n  x:\n    from: 2028-01-01  # a\n    until: 2028-01-02  # b\n"

    found = set_date(text, "x", {"from": "2028-02-01", "until": "2028-02-02"})

    assert found == text.replace("2028-01", "2028-02")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda: add_entry("x:\n  name: a\n", "x", {"name": "b"}), id="a"),
        pytest.param(lambda: add_entry("- a\n", "rotations", {"name": "b"}), id="b"),
        pytest.param(lambda: set_value("p: [a]\n", ("p", "c"), "1"), id="c"),
        pytest.param(lambda: set_value("x: |+\n  a\n\n", ("y",), "1"), id="d"),
        pytest.param(lambda: set_value("? a\n: 1\n", ("a", "b"), "1"), id="e"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_safely_is_left_to_a_person(edit: Callable[[], str]) -> None:
    with pytest.raises(EditError, match="add it by hand: "):
        edit()


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1)


@given(words, st.sampled_from(["", '"', "'"]), st.booleans())
def test_every_text_is_read_back_as_it_was(text: str, quote: str, listed: bool) -> None:  # noqa: FBT001
    written = to_yaml((text,)) if listed else to_yaml(text, quote)

    problems = Problems()
    node = nodes.parse(Source("x", (f"a: {written}",)), problems)

    assert not problems.failed
    assert isinstance(node, nodes.Mapping)
    value = node.get("a")
    if isinstance(value, nodes.Sequence):
        [value] = value.items
    assert isinstance(value, nodes.Scalar)
    assert (value.text, value.is_null) == (text, False)


@given(words, st.sampled_from(["p:\n  a: b\n", "p: {a: b}\n", "p:\n", "x: 1\n", ""]))
def test_every_key_is_read_back_as_it_was(key: str, before: str) -> None:
    after = set_value(before, ("p", key), "v")

    problems = Problems()
    node = nodes.parse(Source("x", tuple(after.split("\n"))), problems)
    assert isinstance(node, nodes.Mapping)
    inner = node.get("p")
    assert isinstance(inner, nodes.Mapping)
    value = inner.get(key)
    assert isinstance(value, nodes.Scalar)
    assert value.text == "v"


lines = st.lists(
    st.sampled_from([
        "rotations:", "  - {name: a}", "- {name: a}", "  - name: b", "    weeks: 2", "# rotations:",
        "#   - {name: c}", "", "  # c", "dates:", "  x: 1", "  x: {from: 1}", "mentors: 2 # c",
        "name: |", "    text", "rotations: [", "  {name: a},", "]", "rotations: []", "dates: {}",
        "--- # d", "...", "? q", "p: >+", "  \t",
    ]),
    max_size=8,
)  # fmt: skip


@given(lines, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_the_layout_lines_are_only_added(
    before: list[str], line_end: str, last: bool  # noqa: FBT001
) -> None:  # fmt: skip
    text = line_end.join(before) + line_end * last
    problems = Problems()
    nodes.parse(Source("x", tuple(text.split("\n"))), problems)
    if any(problem.code != "empty" for problem in problems.sorted()):
        return
    for after in (_tried(add_entry, text, "rotations"), _tried(set_value, text, ("dates", "new"))):
        assert _is_inside(text, after)


def _tried(edit: Callable[..., str], text: str, place: object) -> str:
    try:
        return edit(text, place, {"name": "Surgery: 2"})
    except EditError:
        return text


def _is_inside(before: str, after: str) -> bool:
    rest = iter(after)
    return all(char in rest for char in before)
