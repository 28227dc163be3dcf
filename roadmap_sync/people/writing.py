"""Texts of network files with one thing more or changed; all other lines as they were."""

from datetime import date

from roadmap_sync.people.person import USUAL_ROLE, Person
from roadmap_sync.people.reader import TEXTS
from roadmap_sync.people.touch import cadence_words
from roadmap_sync.schedule import editing
from roadmap_sync.schedule.yaml_text import Value, to_yaml

#: How a new file begins, below the line that tells editors where its schema is.
HEADER = """\
# The people you have met. Private: keep this file out of shared folders.
# Edit it by hand, or with: roadmap-sync people add, roadmap-sync people log
#
#   - name: Dr. Maria Reyes
#     role: mentor              # mentor, attending, resident, fellow, researcher, dean,
#                               # advisor, peer, program or other
#     met: surgery interest group
#     since: 2026-10-02         # the day you met
#     detail: one thing to remember
#     programs: [Lakeside IM]   # at other places, that this person connects you with
#     cadence: 8-12 weeks       # how often you want to be in touch
#     log:
#       - {date: 2026-11-20, note: coffee}
#
# Programs you may apply to, each with how well you are connected: strong, some, none,
# or nothing to leave that to the log. To write one: roadmap-sync people program
people:
"""


def new_file(schema: str) -> str:
    """Return the text of a file that knows nobody yet.

    Args:
        schema: The address of its schema, for editors; without blanks.
    """
    return f"# yaml-language-server: $schema={schema}\n{HEADER}"


def with_people(text: str, people: tuple[dict[str, Value], ...]) -> str:
    """Return the text with more people at the end.

    Args:
        text: Readable YAML, or a `new_file`.
        people: Of each, by key, what is to be written, in that order.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    if text.endswith(HEADER):
        return text + "".join(_lines(values) for values in people)
    return editing.add_entries(text, "people", people)


def with_program(text: str, name: str, strength: str) -> str:
    """Return the text with a program on its list, or with another strength of one.

    Args:
        text: Readable YAML.
        name: As it stands in the file, if it does.
        strength: One of `programs.STRENGTHS`; empty to leave it to the log.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    return editing.set_value(text, ("programs", name), strength or None)


def values_of(person: Person) -> dict[str, Value]:
    """Return what is known about somebody, by key, in the order in which it is written."""
    texts = {key: getattr(person, key) for key in TEXTS}
    role = "" if person.role == USUAL_ROLE else person.role
    contacts = tuple(_contact(contact.day, contact.note) for contact in person.log)
    values: dict[str, Value] = {
        "name": person.name,
        "role": role,
        "met": texts.pop("met"),
        "since": "" if person.since is None else person.since.isoformat(),
        "last": "" if person.last is None else person.last.isoformat(),
        "detail": texts.pop("detail"),
        "programs": person.programs,
        "cadence": cadence_words(person),
        **texts,
        "log": contacts,
    }
    return {key: value for key, value in values.items() if value}


def _contact(day: date, note: str) -> dict[str, Value]:
    return {"date": day.isoformat(), "note": note} if note else {"date": day.isoformat()}


def _lines(values: dict[str, Value]) -> str:
    """Return somebody on lines of their own, so that a log has room below."""
    written = "\n    ".join(f"{key}: {to_yaml(value)}" for key, value in values.items())
    return f"  - {written}\n"


def with_contact(text: str, index: int, day: date, note: str) -> str:
    """Return the text with one more contact at the end of a person's log.

    Args:
        text: Readable YAML.
        index: Which person, counted from 0 in the order of the file.
        day: Of the contact.
        note: In the student's words; may be empty.

    Raises:
        EditError: The text is laid out in a way that cannot be changed safely.
    """
    return editing.add_entries(text, "log", (_contact(day, note),), of=("people", index))
