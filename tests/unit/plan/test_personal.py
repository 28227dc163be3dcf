"""What is found in a line, and what is not."""

import unicodedata

import pytest

from roadmap_sync.plan.bundle import whole
from roadmap_sync.plan.nodes import parse
from roadmap_sync.plan.personal import KINDS, Names, personal
from roadmap_sync.problems import Problems, Source

NAMES = Names(
    {"Dr. José Núñez-Reyes": "x", "Grace Young": "x", "May": "x", "Bo": "x", "Ana O'Brien": "x"},
    {"Hilltop IM": "y"},
    frozenset({"young", "may"}),
)


def found(line: str, *allowed: str, names: Names = NAMES) -> list[str]:
    """Return what is found in a comment below a plan, in the order of the columns."""
    source = Source("p.yaml", ("plan: x", f"# {line}"))
    root = parse(source, Problems())
    assert root is not None
    marks = [one.mark for one in personal(whole(source), root, names, allowed)]
    places = sorted((one.column - 1, one.width) for one in marks if one is not None)
    return [source.lines[1][first : first + width] for first, width in places]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ask josé núñez-reyes", ["josé núñez-reyes"]),
        ("Jose and NUNEZ", ["Jose", "NUNEZ"]),
        (unicodedata.normalize("NFD", "José"), [unicodedata.normalize("NFD", "José")]),
        ("reyes_notes.pdf", ["reyes"]),
        ("Young people", ["Young"]),
        ("young people may come", []),
        ("grace_young, GRACE.YOUNG", ["grace_young", "GRACE.YOUNG"]),
        ("In May", ["May"]),
        ("a bo, a Bo", ["Bo"]),
        ("lake reyesville", []),
        ("o'brien, O\u2019Brien", ["o'brien", "O\u2019Brien"]),
        ("hilltop im", ["hilltop im"]),
        ("Dr. Somebody Else and Mrs Other", ["Dr. Somebody Else", "Mrs Other"]),
        ("Dr. G\u00f3mez, Prof. \u00c1lvarez Ruiz, Dr. J. R. Smith, Mrs. O'Hara",
         ["Dr. G\u00f3mez", "Prof. \u00c1lvarez Ruiz", "Dr. J. R. Smith", "Mrs. O'Hara"]),
        ("Dean MSPE, Dr. J., your Dean", []),
        ("Dear Dr. [name], Dr. {attending}, your Dr. and you", []),
        ("a@b.cd, x.y+z@mail.school.example.", ["a@b.cd", "x.y+z@mail.school.example"]),
        ("user@host, @handle, a @ b", []),
        ("312-555-0188, (312) 555-0188, +1 312 555 0188, 3125550188",
         ["312-555-0188", "(312) 555-0188", "+1 312 555 0188", "3125550188"]),
        ("+49 30 123456-78", ["+49 30 123456-78"]),
        ("weeks 2-3, 10 of 30, 40%, 1.0.0, 12:30, 2026, 100000, 20 30 4000", []),
        ("5 Main St, 1200 W. Lake Shore Drive, PO Box 9, TX 77030",
         ["5 Main St", "1200 W. Lake Shore Drive", "PO Box 9", "TX 77030"]),
        ("2 Weeks, 3 Dr. visits, week 4 of Surgery", []),
        ("2026-09-10, Mar 3, 2028, 3 March 2028, 3/14/2028, 3/14/28",
         ["2026-09-10", "Mar 3, 2028", "3 March 2028", "3/14/2028", "3/14/28"]),
        ("3/14/1998, 14/3/1998, 2028/03/14, 14.3.1998, 2028.3.14",
         ["3/14/1998", "14/3/1998", "2028/03/14", "14.3.1998", "2028.3.14"]),
        ("march 15 in match_year, 2026-99-99, 1/2 day, v2026-09-10x", []),
    ],
)  # fmt: skip
def test_a_line(line: str, words: list[str]) -> None:
    assert found(line) == words


def test_a_kind_or_a_text_can_be_allowed() -> None:
    line = "Grace Young, 312-555-0188, 2026-09-10, a@b.cd"

    assert found(line, "names", "dates") == ["312-555-0188", "a@b.cd"]
    assert found(line, "grace  young", "A@B.CD") == ["312-555-0188", "2026-09-10"]
    assert found(line, "Young") == ["Grace Young", "312-555-0188", "2026-09-10", "a@b.cd"]
    assert found(line, *KINDS) == []


def test_one_place_is_told_once() -> None:
    assert found("grace.young@school.example") == ["grace.young"]
    assert found("grace.young@school.example", names=Names({}, {})) == [
        "grace.young@school.example"
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (r'"ask Jos\u00e9"', ["José"]),
        (r'"ask Jos\xe9 and N\u00FA\u00f1ez"', ["José", "Núñez"]),
        (">\n  at Hilltop\n  IM this year", ["Hilltop IM"]),
        (r'"mail a\x40b.cd"', ["a@b.cd"]),
        (">\n  ask the Dean\n  Ask again", []),
        ("|\n  Grace\n   and others", ["Grace"]),
        (r'"Grace \u00e9"', ["Grace"]),
    ],
)
def test_what_a_value_says_and_no_line_does(value: str, words: list[str]) -> None:
    source = Source("p.yaml", tuple(f"plan: x\nnotes: {value}".split("\n")))
    root = parse(source, Problems())
    assert root is not None

    told = [one.message for one in personal(whole(source), root, NAMES)]

    assert [message.split("'")[1] for message in told] == words
    assert not [*personal(whole(source), root, NAMES, [*words])]
