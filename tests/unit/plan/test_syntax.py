"""Where a text stops being YAML: the mistake is shown, not the place where a parser gives up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan import nodes
from roadmap_sync.plan.nodes import Mapping, Scalar
from roadmap_sync.problems import Problems, Source, show

NBSP, NARROW, ZERO, BOM = "\u00a0", "\u202f", "\u200b", "\ufeff"


def _found(text: str) -> list[tuple[str, str, str, str]]:
    """Return place, message, hint and what the caret underlines of all findings."""
    problems = Problems()
    nodes.parse(Source("x", tuple(text.split("\n"))), problems)
    return [
        (f"{one.mark.line}:{one.mark.column}", one.message, one.hint, one.mark.words)
        for one in problems.sorted()
        if one.mark is not None
    ]


@pytest.mark.parametrize(
    ("text", "place", "hint", "under"),
    [
        ("start:2026-08-10\nzone: x\n", "1:1", "write 'start: 2026-08-10'", "start:"),
        ("start:2026-08-10", "1:1", "write 'start: 2026-08-10'", "start:"),
        ("start:2026-08-10\nzone:x\n", "1:1", "write 'start: 2026-08-10'", "start:"),
        ("a: 1\nstart:2026-08-10\nzone:x\nb: 2", "2:1", "write 'start: 2026-08-10'", "start:"),
        ("start:2026-08-10\nzone:x\nb: 2\n", "1:1", "write 'start: 2026-08-10'", "start:"),
        ("a: 1\nschool:Hill\n\nb: 2\n", "2:1", "write 'school: Hill'", "school:"),
        ("a: 1\nschool:Hill\r\nb: 2\r\n", "2:1", "write 'school: Hill'", "school:"),
        ("a:\n  - per_week:3\n    b: 2\n", "2:5", "write 'per_week: 3'", "per_week:"),
        ("a: 1\nmentors:3   # three\n\n  # more\nb: 2\n", "2:1", "write 'mentors: 3'", "mentors:"),
        ("a:\n  notes:|\n    One.\n    Two.\n  b: 2\n", "2:3", "write 'notes: |'", "notes:"),
        ("a: {b:c, d: 1}\n", "1:5", "write 'b: c'", "b:"),
        ("a: {d: 1, kind:google}\nb: {c: d}", "1:11", "write 'kind: google'", "kind:"),
        ("a:" + "x" * 41 + "\nb: 2\n", "1:1", "write 'a: …'", "a:"),
    ],
)
def test_a_key_without_a_space_after_it_is_shown(
    text: str, place: str, hint: str, under: str
) -> None:
    assert _found(text) == [(place, "a space is missing after ':'", hint, under)]


@pytest.mark.parametrize("text", ['a: {"b:c": }\n', "a: {b:c: 1}\n", "a: {10:30: }", "a: {b: }"])
def test_a_key_may_hold_a_colon(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("text", ["https://x.org/y\nb: 2", "10:30\nb: 2"])
def test_an_address_and_an_hour_lack_no_space(text: str) -> None:
    (found,) = _found(text)

    assert found[1].startswith("this is not YAML: ")


@pytest.mark.parametrize(
    ("text", "place", "under"),
    [
        ('a: 1\nname: "Ana\nb: 2\nc: 3\n', "2:7", '"Ana'),
        ("a: 1\nname: 'Ana\nb: 2\n", "2:7", "'Ana"),
        ('name: "Ana\n# c\nb:\n  c: "18:30 the day before"\nd: 3\n', "1:7", '"Ana'),
        ('name: "Ana\nschool: "Hill"\n', "1:7", '"Ana'),
        ('- "Ana\n- "Hill"\n', "1:3", '"Ana'),
        ('a: [x, "Ana]\nb: 2\n', "1:8", '"Ana]'),
        ('"name: Ana\nb: 2\n', "1:1", '"name: Ana'),
    ],
)
def test_a_quote_that_is_never_closed_is_shown_where_it_opens(
    text: str, place: str, under: str
) -> None:
    quote = under[0]
    hint = f"write {quote} at the end of the text"
    assert _found(text) == [(place, "this quote is never closed", hint, under)]


def test_a_text_of_many_lines_in_quotes_is_not_blamed_for_what_comes_later() -> None:
    found = _found('a: "one\n  two"\nb: 2\nc: 3\nd: e: f\n')

    assert [(place, message) for place, message, _, _ in found] == [
        ("5:5", "this is not YAML: mapping values are not allowed here")
    ]


@pytest.mark.parametrize(
    ("text", "place", "again"),
    [
        ("name: 'Ana's book'\n", "1:11", "''"),
        ('name: "Ana" Bell\n', "1:11", '\\"'),
        ("- {name: 'Ana's', b: 2}\n", "1:14", "''"),
    ],
)
def test_more_after_a_text_in_quotes_is_shown_at_its_end(text: str, place: str, again: str) -> None:
    message = "the text in quotes ends here, and more comes after it"
    hint = f"a quote inside the text is written {again}"
    assert _found(text) == [(place, message, hint, again[-1])]


@pytest.mark.parametrize(
    ("text", "place", "bracket"),
    [
        ("a: 1\nb: [x, y\nc: 3\n", "2:4", "["),
        ("b: {x: 1\nc: 3\n", "1:4", "{"),
        ("b: [{x: 1, y: 2}\nc: [3]\n", "1:4", "["),
        ("- {x: 1, y: 2]\n- {x: 1}\n", "1:3", "{"),
        ("b: [x, 'a ]'\nc: 3  # ]\n", "1:4", "["),
        ("b: [x,\n", "1:4", "["),
    ],
)
def test_a_bracket_that_is_never_closed_is_shown_where_it_opens(
    text: str, place: str, bracket: str
) -> None:
    closing = {"[": "]", "{": "}"}[bracket]
    message, hint = f"this '{bracket}' is never closed", f"write '{closing}' where it ends"
    assert _found(text) == [(place, message, hint, bracket)]


@pytest.mark.parametrize(
    ("text", "place", "closing"),
    [
        ("- {name: A start: 2, weeks: 8}\n", "1:17", "}"),
        ('- {name: "A" start: 2, weeks: 8}\n', "1:14", "}"),
        ("a: [\n  {b: 1}\n  {c: 2}\n]\n", "3:3", "]"),
    ],
)
def test_a_comma_that_is_missing_is_told_where_brackets_are_whole(
    text: str, place: str, closing: str
) -> None:
    found = _found(text)

    assert [one[:2] for one in found] == [(place, f"a ',' or '{closing}' is missing before this")]
    assert found[0][2].endswith("on line 1 begins a list: entries need commas")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"a: 1\n{NBSP}b: 2\n", "2:1"),
        (f"a:\n  b: 2\n {NBSP}c: 3\n", "3:2"),
        (f"a:\n{NBSP} - {{b: 2}}\n", "2:1"),
        (f"a:\n{NBSP} - b\n", "2:1"),
        (f"a: 1\nb:{NBSP}2\nc: 3\n", "2:3"),
        (f"a: 1\nb{NBSP}: 2\nc: 3\n", "2:2"),
        (f"a: {{b: 2, {NBSP}c: 3}}\n", "1:11"),
        (f"a: 1\n{NBSP}\nb: 2\n", "2:1"),
    ],
)
def test_a_blank_that_is_none_is_named_where_it_takes_part_in_the_layout(
    text: str, place: str
) -> None:
    message, hint = "this is a no-break space, not a blank", "delete it and type a blank"
    assert _found(text) == [(place, message, hint, NBSP)]


@pytest.mark.parametrize(
    ("char", "message", "hint"),
    [
        (NARROW, "this is a narrow no-break space, not a blank", "delete it and type a blank"),
        ("\u3000", "this is an ideographic space, not a blank", "delete it and type a blank"),
        (ZERO, "this is a zero width space, which nobody sees", "delete it"),
        (BOM, "this is a zero width no-break space, which nobody sees", "delete it"),
    ],
)
def test_each_odd_blank_is_called_by_its_name(char: str, message: str, hint: str) -> None:
    assert _found(f"a: 1\n{char}b: 2\n") == [("2:1", message, hint, char)]


def test_all_of_them_are_shown_and_nothing_that_follows_from_them() -> None:
    places = [place for place, *_ in _found(f"{ZERO}a: 1\n{NBSP}b: 2\nc: 3\n")]

    assert places == ["1:1", "2:1"]


def test_in_a_text_such_blanks_are_fine() -> None:
    text = f'a: Dr.{NBSP}Reyes\nb: "{NBSP}x"\nc: |\n  {NBSP}x{ZERO}y\n  z\n"d{NBSP}e": 1\n'
    problems = Problems()

    node = nodes.parse(Source("x", tuple(text.split("\n"))), problems)

    assert len(problems) == 0
    assert isinstance(node, Mapping)
    assert [value.text for value in map(node.get, "abc") if isinstance(value, Scalar)] == [
        f"Dr.{NBSP}Reyes", f"{NBSP}x", f"{NBSP}x{ZERO}y\nz\n",
    ]  # fmt: skip


def test_a_character_that_yaml_does_not_allow_is_told_from_blanks_that_it_does() -> None:
    assert _found(f"a: x{NBSP}y{ZERO}z\x07\n") == [
        ("1:9", "a character that YAML does not allow (U+0007)", "delete it", "\x07")
    ]


def test_a_comma_too_many_is_no_bracket_that_is_open() -> None:
    (found,) = _found("a: [, x]\n")

    assert found[:2] == ("1:5", "this is not YAML: expected the node content, but found ','")


def test_a_line_that_ends_as_on_windows_is_shown_without_its_end() -> None:
    problems = Problems()
    nodes.parse(Source("x", ("a: 1\r", 'b: "x\r', "c: 3\r", "")), problems)

    (problem,) = problems.sorted()
    assert show(problem).splitlines()[1:3] == ['    2 | b: "x', "           ^^"]


@given(st.text("\"'[]{}:,-#|> \n\tab\\\r" + NBSP + ZERO, max_size=60))
def test_whatever_stands_there_one_finding_says_where_it_fails(text: str) -> None:
    problems = Problems()

    node = nodes.parse(Source("x", tuple(text.split("\n"))), problems)

    assert node is not None or problems.failed
    for problem in problems.sorted():
        assert show(problem)


@pytest.mark.parametrize("piece", ['\\"', "'", '"', "[", ": ", ", ", " ", "a:", "[]", "- "])
def test_a_long_line_is_explained_at_once(piece: str) -> None:
    line = piece * (nodes.MAX_LINE // len(piece) - 10)
    before = time.process_time()

    for start in ("a: b: ", "a: [", "a: {"):
        _found("\n".join([start + line] * 20))

    assert time.process_time() - before < 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: 1\npath: "C:\\Users\\me\\x.ics"\n', "2:10"),
        ('a: "b\\q"\n', "1:6"),
        ('a: {kind: file, path: "C:\\Users"}\n', "1:26"),
    ],
)
def test_a_backslash_that_begins_nothing_is_not_called_an_open_quote(text: str, place: str) -> None:
    [(where, message, hint, _)] = _found(text)

    assert (where, message) == (place, 'a backslash inside "…" needs another one beside it')
    assert hint == r"write \\ for each, or put the text into '…'"


def test_a_quote_in_a_comment_is_not_blamed() -> None:
    [(where, message, _, _)] = _found(
        "rotations:\n  # - 'old ward\n  - {name: 'IM', start: 2028-07-03 weeks: 8}\n"
    )

    assert where.startswith("3:")
    assert "quote" not in message
