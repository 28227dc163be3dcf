"""Tables and vCards: what address books write is read, and what we write comes back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.people.brought import Brought
from roadmap_sync.people.person import ROLES, Contact, Person
from roadmap_sync.people.table import read_table, to_table
from roadmap_sync.people.vcard import read_cards, to_cards
from roadmap_sync.plan.grammar import parse_every
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.problems import Mark, Problem, Problems, Source

WEEKS = parse_every(
    Scalar("8-12 weeks", plain=True, inline=True, mark=Mark(Source(""), 1, 1)), Problems()
)
REYES = Person(
    name="Dr. Maria Reyes", role="mentor", met="a, b; c", since=date(2026, 10, 2),
    detail='says "hi"', programs=("Lakeside IM", "Hill, IM"), cadence=WEEKS,
    email="reyes@example.org", phone="+1 555 0100", organization="Lakeside; Dept. of Surgery",
    title="=Chair", notes="One\nTwo", log=(Contact(date(2026, 11, 20), "coffee: good"),
                                            Contact(date(2026, 11, 21))),
)  # fmt: skip


def source(text: str) -> Source:
    return Source("c", tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")))


def table(text: str) -> tuple[Brought, list[Problem]]:
    problems = Problems()
    return read_table(source(text), problems), problems.sorted()


def cards(text: str) -> tuple[Brought, list[Problem]]:
    problems = Problems()
    return read_cards(source(text), problems), problems.sorted()


def bare(person: Person) -> str:
    """Return all of a person but its marks."""
    every = person.cadence
    cadence = None if every is None else (every.low, every.high, every.unit)
    return repr([getattr(person, name) for name in Person.__struct_fields__
                 if name not in {"mark", "cadence"}] + [cadence])  # fmt: skip


# ---- tables ------------------------------------------------------------------------------------


def test_a_table_of_google() -> None:
    text = (
        "First Name,Middle Name,Last Name,Organization Name,Organization Title,Notes,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\n"
        'Maria,J,Reyes,Lakeside,Chair,"met at\nthe club",* myContacts,Work,m@example.org,555\n'
        ",,,,,,,,lost@example.org,\n"
    )

    found, problems = table(text)

    assert problems == []
    [reyes] = found.people
    assert reyes.name == "Maria J Reyes"
    assert (reyes.organization, reyes.title, reyes.email) == ("Lakeside", "Chair", "m@example.org")
    assert (reyes.notes, reyes.phone, reyes.role) == ("met at\nthe club", "555", "other")
    assert found.nameless == 1
    assert found.ignored == ("Labels", "E-mail 1 - Label")


def test_a_table_with_lines_above_the_header_and_semicolons() -> None:
    found, problems = table("Notes:\n\nName;Company;Met on\nAna;Hill;8/31/2026\n")

    assert problems == []
    assert [(one.name, one.since) for one in found.people] == [("Ana", date(2026, 8, 31))]


def test_what_a_table_says_wrong_is_marked_at_the_cell() -> None:
    _, problems = table("Name,Role,Since,Cadence,Contacts\nAna,mentro,2026-02-30,8-12 wks,hi\n")

    assert [(str(one.mark), one.code) for one in problems] == [
        ("c:2:5", "choice"), ("c:2:12", "type"), ("c:2:28", "when-syntax"), ("c:2:32", "type"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "First Name,Company\nAna,Hill\n"])
def test_a_table_without_names_is_refused(text: str) -> None:
    assert [one.code for one in table(text)[1]] == ["no-header"]


def test_no_cell_is_a_formula() -> None:
    text = to_table([Person(name="=HYPERLINK(1)", detail="@SUM(1)", met="-1", notes="\x00+2")])

    assert "\r\n'=HYPERLINK(1),other,,,,,'-1,,,'@SUM(1),,,'+2,\r\n" in text
    assert table(text)[0].people[0].name == "=HYPERLINK(1)"


def test_a_table_there_and_back() -> None:
    found, problems = table(to_table([REYES, Person(name="Sam")]))

    assert problems == []
    assert [bare(one) for one in found.people] == [bare(REYES), bare(Person(name="Sam"))]


# ---- vCards ------------------------------------------------------------------------------------


def test_vcards_there_and_back() -> None:
    found, problems = cards(to_cards([REYES, Person(name="Sam")]))

    assert problems == []
    assert [bare(one) for one in found.people] == [bare(REYES), bare(Person(name="Sam"))]


def test_cards_of_phones() -> None:
    found, problems = cards(
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Eva M=C3=BCller\r\n"
        "TEL;CELL:123\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\nVERSION:3.0\nN:Reyes;Maria;;Dr.;\nORG:Lakeside;Surgery\n"
        "item1.EMAIL;type=INTERNET:m@example.org\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nFN:\nN:;;;;\nEND:VCARD\n"
    )

    assert problems == []
    eva, reyes = found.people
    assert (eva.name, eva.phone) == ("Eva Müller", "123")
    assert (reyes.name, reyes.email) == ("Dr. Maria Reyes", "m@example.org")
    assert reyes.organization == "Lakeside, Surgery"
    assert found.nameless == 1


def test_a_broken_card_is_marked_and_the_others_are_read() -> None:
    found, problems = cards(
        "BEGIN:VCARD\nVERSION:3.0\nFN\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Sam\n"
        "X-ROADMAP-SYNC-ROLE:pal\nEND:VCARD\n"
    )

    assert [one.name for one in found.people] == ["Sam"]
    assert [(one.code, one.mark and one.mark.line) for one in problems] == [
        ("vcard", 1), ("choice", 8),
    ]  # fmt: skip


def test_a_file_without_cards_is_refused() -> None:
    assert [one.code for one in cards("BEGIN:VCALENDAR\n")[1]] == ["vcard"]


# ---- anything ----------------------------------------------------------------------------------

_WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
_TEXT = st.lists(_WORDS, max_size=3).map(" ".join)
_PEOPLE = st.builds(
    Person, name=_TEXT.filter(bool), role=st.sampled_from(ROLES), met=_TEXT, detail=_TEXT,
    email=_TEXT, organization=_TEXT, title=_TEXT,
    since=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)  # fmt: skip


@given(st.lists(_PEOPLE, max_size=3))
def test_anybody_there_and_back(people: list[Person]) -> None:
    wanted = [bare(one) for one in people]

    assert [bare(one) for one in table(to_table(people))[0].people] == wanted
    if people:
        assert [bare(one) for one in cards(to_cards(people))[0].people] == wanted


@given(st.text(), st.sampled_from(["", "Name,Role,Since,Contacts\n"]))
def test_no_table_makes_it_raise(text: str, head: str) -> None:
    table(head + text)


@given(st.lists(st.sampled_from(["FN", "N", ":", ";", "a", "\n", "ORG", "ENCODING=b", "TEL",
                                 "=", "QUOTED-PRINTABLE", "NOTE:", "END:VCARD\n", "é", "PHOTO",
                                 "BEGIN:VCARD\n", "VERSION:2.1\n"]), max_size=20))  # fmt: skip
def test_no_card_makes_it_raise(parts: list[str]) -> None:
    cards("BEGIN:VCARD\n" + "".join(parts))
