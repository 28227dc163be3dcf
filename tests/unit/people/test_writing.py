"""A network log by hand and by commands in turn: whatever its layout, nothing of it is lost."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.people.person import Person
from roadmap_sync.people.reader import read_people
from roadmap_sync.people.writing import with_contact, with_people
from roadmap_sync.plan import nodes
from roadmap_sync.problems import Problems, Source

DAY = date(2026, 10, 2)
#: How people write somebody down; ``NAME`` is filled in, and each hash must stay.
LAYOUTS = (
    "  - name: NAME",
    "  - name: NAME   # block",
    "  - {name: NAME}",
    "  - {name: NAME, role: mentor}   # flow",
    "  # above\n  - name: 'NAME'\n    role: mentor   # beside\n    # below",
    "  -   name: NAME\n      met: 'club: surgery # no comment'",
    "  - name: NAME\n    log:   # none yet",
    "  - name: NAME\n    log: []   # none",
    "  - name: NAME\n    log: [{date: 2026-09-01, note: a}]   # in a row",
    "  - name: NAME\n    log:\n      - {date: 2026-09-01}   # first\n      # second\n\n",
    "  - name: NAME\n    log:\n    - date: 2026-09-01\n      note: a   # of two\n    detail: x",
    "  - name: NAME\n    log:\n      - {date: 2026-09-01,   # broken\n         note: a}",
    "  - {name: NAME, log: [{date: 2026-09-01}]}   # flow with a log",
    "  - {name: NAME,   # over\n     role: mentor,\n     log: [{date: 2026-09-01}]}   # lines",
    "  - name: NAME\n    notes: |\n      # no comment\n      log:\n        - none\n    met: there",
    "\n  - name: NAME\n\n    role: peer\n\n",
)
HEADS = ("people:\n", "# mine\n\npeople:   # all\n", "---\npeople:\n", "'people':\n")
TAILS = ("", "# the end\n", "\n\n  # the end, and no line end")


def people(text: str) -> tuple[Person, ...]:
    problems = Problems()
    source = Source("network.yaml", tuple(text.split("\n")))
    found = read_people(nodes.parse(source, problems), problems)
    assert problems.sorted() == []
    return found


def bare(text: str) -> str:
    """Return a text without space: flow may be laid out anew."""
    return re.sub(r"\s", "", text)


def is_part(part: str, whole: str) -> bool:
    """Stand the characters of one text in another one, in their order?"""
    rest = iter(whole)
    return all(char in rest for char in part)


def days(person: Person) -> list[date]:
    return [contact.day for contact in person.log]


@given(
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(LAYOUTS), min_size=1, max_size=4),
    st.sampled_from(TAILS),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.integers(-1, 6), min_size=1, max_size=6),
)
def test_in_turn(head: str, layouts: list[str], tail: str, ends: str, turns: list[int]) -> None:
    names = [f"Dr. P{number}" for number in range(len(layouts))]
    body = "\n".join(one.replace("NAME", name) for one, name in zip(layouts, names, strict=True))
    text = f"{head}{body}\n{tail}".replace("\n", ends)
    written = re.findall(r"# [a-z ,]+", text)
    expected = {person.name: days(person) for person in people(text)}
    assert list(expected) == names

    for number, turn in enumerate(turns):
        before = text
        day = DAY + timedelta(days=number)
        if turn < 0:  # a new person
            expected[f"Eva {number}"] = []
            text = with_people(text, ({"name": f"Eva {number}", "met": "a # b"},))
        else:  # a contact with one of them
            index = turn % len(expected)
            expected[list(expected)[index]].append(day)
            text = with_contact(text, index, day, f"note {number}: # x")
        assert is_part(bare(before), bare(text))

        assert {person.name: days(person) for person in people(text)} == expected
        assert [one for one in written if one not in text] == []
        assert "\n" not in text.replace("\r\n", "") or ends == "\n"


@pytest.mark.parametrize("text", ["people: {name: Ana}\n", "people: [{name: Ana}]   # flow\n"])
def test_one_person_in_a_row_gets_a_log(text: str) -> None:
    changed = with_contact(text, 0, DAY, "coffee")

    [ana] = people(changed)
    assert days(ana) == [DAY]
    assert changed.endswith(text[text.index("}") + 1 :])
