"""Nodes → the people of a network file; all findings are collected."""

from datetime import date
from typing import TYPE_CHECKING

from roadmap_sync.people.person import ROLES, USUAL_ROLE, Contact, Person, same
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.grammar import parse_every
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, is_null
from roadmap_sync.problems import Problems

if TYPE_CHECKING:
    from roadmap_sync.plan.when import Every

#: The most people and, for each of them, contacts.
MAX_PEOPLE = 1000
MAX_CONTACTS = 500
#: Keys of a person that are plain texts.
TEXTS = ("met", "detail", "email", "phone", "organization", "title", "notes")


def read_people(
    node: Node | None, problems: Problems, latest: date | None = None
) -> tuple[Person, ...]:
    """Return the people of a network file, in the order of the file.

    Args:
        node: The file's content; None for a file that says nothing.
        problems: Where findings go. People with an error are left out.
        latest: The last day that has begun; a contact after it is an error. None to allow any.
    """
    fields = Fields(node, problems, "the network file")
    people: dict[str, Person] = {}
    for one in _limited(fields, "people", MAX_PEOPLE):
        person = _person(one, problems, latest)
        if person is None:
            continue
        first = people.setdefault(same(person.name), person)
        if first is not person:
            line = first.mark.line if first.mark else 0
            problems.error("two-people", f"two people are called '{person.name}'", person.mark,
                           f"the first stands on line {line}; tell them apart in the name, such "
                           f"as '{person.name} (surgery)'")  # fmt: skip
    fields.finish()
    return tuple(people.values())


def _limited(fields: Fields, key: str, most: int) -> tuple[Node, ...]:
    found = fields.nodes(key)
    if len(found) > most:
        message = f"'{key}' has {len(found)} entries; I read {most} at most"
        fields.problems.error("too-many", message, fields.key_mark(key))
    return found[:most]


def _person(node: Node, problems: Problems, latest: date | None) -> Person | None:
    fields = Fields(node, problems, "a person")
    if not isinstance(node, Mapping):
        if is_null(node):
            fields.missing("name")
        return None
    name = fields.scalar("name")
    if name is None or not name.text.strip():
        fields.missing("name")
    person = Person(
        name="" if name is None else " ".join(name.text.split()),
        role=fields.choice("role", ROLES, USUAL_ROLE),
        since=_day(fields, "since", latest),
        last=_day(fields, "last", latest),
        programs=tuple(text for text in fields.texts("programs") if text),
        cadence=_cadence(fields),
        log=_log(fields, latest),
        mark=node.mark if name is None else name.mark,
        **{key: fields.text(key) for key in TEXTS},
    )
    fields.finish()
    return person if person.name else None


def _log(fields: Fields, latest: date | None) -> tuple[Contact, ...]:
    contacts = []
    for node in _limited(fields, "log", MAX_CONTACTS):
        entry = Fields(node, fields.problems, "a contact")
        if isinstance(node, Scalar) or not isinstance(node, Mapping):
            continue
        if not entry.has("date"):
            entry.missing("date", "the day of the contact, such as 'date: 2026-10-02'")
        day = _day(entry, "date", latest)
        note = entry.text("note")
        entry.finish()
        if day is not None:
            contacts.append(Contact(day, note))
    return tuple(sorted(contacts, key=lambda contact: contact.day))


def _day(fields: Fields, key: str, latest: date | None) -> date | None:
    day = fields.date(key)
    node = fields.get(key)
    if day is not None and latest is not None and day > latest:
        assert node is not None
        fields.problems.error("future", f"{day} has not come yet", node.mark, "is the year right?")
        return None
    return day


def _cadence(fields: Fields) -> "Every | None":
    scalar = fields.scalar("cadence", "a distance such as '8-12 weeks'")
    return None if scalar is None else parse_every(scalar, fields.problems)
