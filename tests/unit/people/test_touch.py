"""Who is due, who has gone cold, and whom a search finds."""

from datetime import date

import pytest

from roadmap_sync.people.person import Contact, Person
from roadmap_sync.people.touch import due_of, due_within, every_words, found_by, is_cold
from roadmap_sync.plan.grammar import parse_every
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.when import Every
from roadmap_sync.problems import Mark, Problems, Source

HERE = Mark(Source("network.yaml"), 1, 1)
DAY = date(2026, 10, 2)


def every(text: str) -> Every:
    found = parse_every(Scalar(text, plain=True, inline=True, mark=HERE), Problems())
    assert found is not None
    return found


def test_a_mentor_is_due_eight_to_twelve_weeks_after_the_last_contact() -> None:
    due = due_of(Person(name="A", role="mentor", since=DAY, log=(Contact(date(2026, 11, 2)),)))

    assert due is not None
    assert (due.from_day, due.until_day) == (date(2026, 12, 28), date(2027, 1, 25))


def test_a_cadence_of_its_own_beats_the_usual_one() -> None:
    due = due_of(Person(name="A", role="mentor", since=DAY, cadence=every("6-12 months")))

    assert due is not None
    assert (due.from_day, due.until_day) == (date(2027, 4, 2), date(2027, 10, 2))


def test_nobody_else_is_due_without_a_cadence() -> None:
    assert due_of(Person(name="A", role="attending", since=DAY)) is None


def test_a_mentor_without_any_contact_is_due_on_any_day() -> None:
    due = due_of(Person(name="A", role="mentor"))

    assert due is not None
    assert (due.from_day, due.until_day) == (None, None)


def test_the_longest_overdue_come_first() -> None:
    weekly = every("week")
    people = (
        Person(name="Later", since=date(2026, 11, 20), cadence=weekly),
        Person(name="Not yet", since=date(2026, 11, 26), cadence=every("3 weeks")),
        Person(name="Long", since=date(2026, 1, 1), cadence=weekly),
        Person(name="Never", role="mentor"),
    )

    found = due_within(people, date(2026, 11, 26), 1)

    assert [one.person.name for one in found] == ["Never", "Long", "Later"]
    assert len(due_within(people, date(2026, 11, 26), 3)) == 4
    assert len(due_within(people, date(2026, 11, 26), 0)) == 2


@pytest.mark.parametrize(
    ("person", "last_warm"),
    [
        (Person(name="A", since=DAY), date(2027, 10, 2)),
        (Person(name="A", since=DAY, role="mentor"), date(2026, 12, 25)),
        (Person(name="A", since=DAY, cadence=every("2 weeks")), date(2026, 10, 16)),
    ],
)
def test_somebody_goes_cold_the_day_after(person: Person, last_warm: date) -> None:
    assert not is_cold(person, last_warm)
    assert is_cold(person, date.fromordinal(last_warm.toordinal() + 1))


def test_of_whom_no_day_is_known_has_gone_cold() -> None:
    assert is_cold(Person(name="A"), DAY)


@pytest.mark.parametrize(
    "text", ["week", "2 weeks", "8-12 weeks", "month", "6-12 months", "1-2 months"]
)
def test_a_cadence_is_written_as_it_was_read(text: str) -> None:
    assert every(every_words(every(text))) == every(text)


@pytest.mark.parametrize(
    ("words", "found"),
    [("REYES", True), ("lakeside reyes", True), ("poster", True), ("rows", True), ("hill", False),
     ("reyes hill", False), ("", True)],
)  # fmt: skip
def test_a_search_finds_all_words_anywhere(words: str, found: bool) -> None:  # noqa: FBT001 - a table
    reyes = Person(name="Dr. Reyes", programs=("Lakeside IM",), detail="rows",
                   log=(Contact(DAY, "Poster"),))  # fmt: skip

    assert found_by(reyes, words) is found
