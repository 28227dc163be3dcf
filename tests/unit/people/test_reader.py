"""Reading a network log: every finding at its word."""

from datetime import date

import pytest

from roadmap_sync.people.person import Contact, Person
from roadmap_sync.people.reader import MAX_PEOPLE, MAX_PROGRAMS, read_people, read_whole
from roadmap_sync.plan import nodes
from roadmap_sync.problems import Problem, Problems, Source

WHOLE = """\
people:
  - name: Dr.  Maria Reyes     # the first
    role: mentor
    met: surgery interest group
    since: 2026-10-02
    last: 2026-10-20
    detail: rows on Sundays
    programs: [Lakeside IM, Hill IM]
    cadence: 8-12 weeks
    email: reyes@example.org
    phone: 555 0100
    organization: Lakeside
    title: Associate professor
    notes: |
      Two
      lines
    log:
      - {date: 2026-11-20, note: coffee}
      - {date: 2026-10-09}
  - name: Sam
"""


def read(text: str, latest: date | None = None) -> tuple[tuple[Person, ...], list[Problem]]:
    problems = Problems()
    node = nodes.parse(Source("network.yaml", tuple(text.split("\n"))), problems)
    return read_people(node, problems, latest), problems.sorted()


def test_everything_that_may_be_known() -> None:
    (reyes, sam), problems = read(WHOLE)

    assert problems == []
    assert reyes.name == "Dr. Maria Reyes"
    assert (reyes.role, reyes.met) == ("mentor", "surgery interest group")
    assert reyes.programs == ("Lakeside IM", "Hill IM")
    assert reyes.cadence is not None
    assert (reyes.cadence.low, reyes.cadence.high, reyes.cadence.unit) == (8, 12, "week")
    assert (reyes.email, reyes.phone) == ("reyes@example.org", "555 0100")
    assert (reyes.organization, reyes.title) == ("Lakeside", "Associate professor")
    assert (reyes.detail, reyes.notes) == ("rows on Sundays", "Two\nlines")
    assert reyes.log == (Contact(date(2026, 10, 9)), Contact(date(2026, 11, 20), "coffee"))
    assert (reyes.known_since, reyes.last_contact) == (date(2026, 10, 2), date(2026, 11, 20))
    assert (sam.role, sam.known_since, sam.last_contact) == ("other", None, None)


@pytest.mark.parametrize("text", ["people:\n", "people: []\n", "{}\n"])
def test_nobody(text: str) -> None:
    assert read(text) == ((), [])


@pytest.mark.parametrize(
    ("text", "place", "code", "hint"),
    [
        ("people:\n  - {name: Ana, role: mentr}", "2:23", "choice", "did you mean 'mentor'?"),
        ("people:\n  - {name: Ana, since: 2026-02-30}", "2:24", "type",
         "February 2026 has 28 days"),
        ("people:\n  - {name: Ana, last: 30.2.2026}", "2:23", "type", "February 2026 has 28 days"),
        ("people:\n  - name: Ana\n    log: [{date: 2026-13-01}]", "3:18", "type",
         "there is no month 13; did you mean 2026-01-13?"),
        ("people:\n  - {name: Ana, since: 2062-10-02}", "2:24", "future", "is the year right?"),
        ("people:\n  - name: Ana\n    log: [{note: hi}]", "3:11", "missing",
         "the day of the contact, such as 'date: 2026-10-02'"),
        ("people:\n  - name: Ana\n    log: [coffee]", "3:11", "type", ""),
        ("people:\n  - {name: Ana, cadence: 8-12 weks}", "2:31", "when-syntax",
         "did you mean 'weeks'?"),
        ("people:\n  - {role: mentor}", "2:5", "missing", ""),
        ("people:\n  - Ana", "2:5", "type", ""),
        ("people:\n  - {name: Ana, mail: x}", "2:17", "unknown-key", "did you mean 'email'?"),
        ("persons: []", "1:1", "unknown-key", "one of: people, programs"),
        ("people:\n  - name: Ana Ruiz\n  - name: ana  RUIZ", "3:11", "two-people",
         "the first stands on line 2; tell them apart in the name, such as 'ana RUIZ (surgery)'"),
        ("people:\n  - name: Ana\n    log: [~]", "3:11", "missing",
         "the day of the contact, such as 'date: 2026-10-02'"),
        ("programs:\n  Hill IM: stron", "2:12", "choice", "did you mean 'strong'?"),
        ("programs:\n  Hill IM: yes", "2:12", "choice", "one of: strong, some, none"),
        ("programs:\n  Hill IM: [some]", "2:12", "type", ""),
        ("programs: [Hill IM]", "1:11", "type", ""),
        ("programs:\n  Hill IM: some\n  hill  im:", "3:3", "two-programs",
         "it already stands on line 2"),
        ("programs:\n  ' ': some", "2:3", "missing", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_marked_at_its_word(text: str, place: str, code: str, hint: str) -> None:
    _, [problem] = read(text, date(2026, 11, 26))

    assert str(problem.mark) == f"network.yaml:{place}"
    assert (problem.code, problem.hint) == (code, hint)


def test_all_mistakes_at_once() -> None:
    _, problems = read("people:\n  - {name: A, role: x, since: y}\n  - {name: a, last: z}")

    assert [one.code for one in problems] == ["choice", "type", "two-people", "type"]


def test_a_day_to_come_is_fine_if_nobody_says_what_day_it_is() -> None:
    (ana,), problems = read("people:\n  - {name: Ana, since: 2062-10-02}")

    assert problems == []
    assert ana.since == date(2062, 10, 2)


def test_too_many_people_are_refused() -> None:
    people, problems = read("people: [" + "x,\n" * (MAX_PEOPLE + 1) + "]")

    assert people == ()
    assert "too-many" in {one.code for one in problems}


def test_programs_with_and_without_a_word_of_the_student() -> None:
    text = "programs:\n  Hill IM: strong\n  Lakeside IM:\n  Coast: ~\n  Bay: none   # far\n"
    problems = Problems()
    node = nodes.parse(Source("network.yaml", tuple(text.split("\n"))), problems)

    network = read_whole(node, problems)

    assert not len(problems)
    assert [(one.name, one.strength) for one in network.listed] == [
        ("Hill IM", "strong"), ("Lakeside IM", ""), ("Coast", ""), ("Bay", "none"),
    ]  # fmt: skip
    assert network.people == ()


def test_too_many_programs_are_refused() -> None:
    lines = "".join(f"  p{number}:\n" for number in range(MAX_PROGRAMS + 1))
    _, [problem] = read(f"programs:\n{lines}")

    assert problem.code == "too-many"
