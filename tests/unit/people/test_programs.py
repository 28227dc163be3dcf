"""Programs: which there are, who connects with them, and what strength the log suggests."""

from datetime import date

import pytest

from roadmap_sync.people.person import Contact, Listed, Network, Person
from roadmap_sync.people.programs import connections, suggested

DAY, LATER = date(2028, 5, 1), date(2028, 6, 1)
LAKE = ("Lakeside IM",)


def test_people_stand_in_the_column_of_their_role() -> None:
    roles = ("mentor", "attending", "researcher", "dean", "advisor", "resident", "fellow", "peer",
             "program", "other")  # fmt: skip
    people = tuple(Person(name=role, role=role, programs=LAKE) for role in roles)

    [one] = connections(Network(people))

    assert [person.name for person in one.mentors] == [*roles[:5]]
    assert [person.name for person in one.residents] == ["resident", "fellow"]
    assert [person.name for person in one.direct] == ["peer", "program", "other"]
    assert len(one.people) == len(roles)


@pytest.mark.parametrize(
    ("people", "strength"),
    [
        pytest.param((), "none", id="nobody"),
        pytest.param((Person(name="A", role="peer"),), "some", id="somebody"),
        pytest.param((Person(name="A", role="mentor", since=DAY),), "some", id="met once"),
        pytest.param((Person(name="A", role="mentor", since=DAY, log=(Contact(DAY),)),), "some",
                     id="twice on one day"),
        pytest.param((Person(name="A", role="mentor", since=DAY, log=(Contact(LATER),)),), "strong",
                     id="a mentor on two days"),
        pytest.param((Person(name="A", role="program", since=DAY, last=LATER),), "strong",
                     id="somebody of the program on two days"),
        pytest.param((Person(name="A", role="resident", since=DAY, last=LATER),), "some",
                     id="a resident on two days"),
        pytest.param((Person(name="A", role="mentor", since=DAY),
                      Person(name="B", role="peer", since=DAY, last=LATER)), "some",
                     id="two days, but of somebody else"),
    ],
)  # fmt: skip
def test_the_strength_that_is_suggested(people: tuple[Person, ...], strength: str) -> None:
    assert suggested(people) == strength


def test_the_word_of_the_student_goes_first() -> None:
    person = Person(name="A", role="mentor", since=DAY, last=LATER, programs=LAKE)
    listed = (Listed("lakeside im", "none"), Listed("Hill IM"), Listed("Coast", "strong"))

    found = connections(Network((person,), listed))

    assert [(one.name, one.strength, one.is_own) for one in found] == [
        ("Coast", "strong", True), ("Hill IM", "none", False), ("lakeside im", "none", True),
    ]  # fmt: skip
    assert found[2].mentors == (person,)


def test_one_program_in_two_spellings_is_one() -> None:
    people = (
        Person(name="A", programs=("Lakeside  IM", "LAKESIDE IM")),
        Person(name="B", programs=("lakeside im",)),
    )

    [one] = connections(Network(people))

    assert [person.name for person in one.direct] == ["A", "B"]
