"""Nodes → the people and the programs of a network log; all findings are collected."""

from datetime import date
from typing import TYPE_CHECKING

from roadmap_sync.people.person import (
    ROLES,
    USUAL_ROLE,
    Contact,
    Listed,
    Network,
    Person,
    same,
)
from roadmap_sync.people.programs import STRENGTHS
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.file_kind import FileKind, is_refused
from roadmap_sync.plan.grammar import parse_every
from roadmap_sync.plan.nodes import Mapping, Node, is_null
from roadmap_sync.plan.wording import check_line, line, prose
from roadmap_sync.problems import Problems, did_you_mean, one_of

if TYPE_CHECKING:
    from roadmap_sync.plan.when import Every

#: The most people, programs and, for each person, contacts.
MAX_PEOPLE = 1000
MAX_PROGRAMS = 1000
MAX_CONTACTS = 500
#: The most characters of a text of one line about somebody; of a name fewer will do.
MAX_TEXT = 1000
#: Keys of a person that are plain texts.
TEXTS = ("met", "detail", "email", "phone", "organization", "title", "notes")


def read_people(
    node: Node | None, problems: Problems, latest: date | None = None
) -> tuple[Person, ...]:
    """Return the people of a network log; see `read_whole`."""
    return read_whole(node, problems, latest).people


def read_whole(node: Node | None, problems: Problems, latest: date | None = None) -> Network:
    """Return the people and the programs of a network log, in the order of the file.

    Args:
        node: The file's content; None for a file that says nothing.
        problems: Where findings go. What has an error is left out.
        latest: The last day that has begun; a contact after it is an error. None to allow any.
    """
    if is_refused(node, FileKind.NETWORK, problems):
        return Network()
    fields = Fields(node, problems, "the network log")
    network = Network(_people(fields, latest), _programs(fields))
    fields.finish()
    return network


def _people(fields: Fields, latest: date | None) -> tuple[Person, ...]:
    problems = fields.problems
    people: dict[str, Person] = {}
    for one in _limited(fields, "people", MAX_PEOPLE):
        person = _person(one, problems, latest)
        if person is None:
            continue
        first = people.setdefault(same(person.name), person)
        if first is not person:
            where = first.mark.line if first.mark else 0
            problems.error("two-people", f"two people are called '{person.name}'", person.mark,
                           f"the first stands on line {where}; tell them apart in the name, such "
                           f"as '{person.name} (surgery)'")  # fmt: skip
    return tuple(people.values())


def _programs(fields: Fields) -> tuple[Listed, ...]:
    found: dict[str, Listed] = {}
    entries = list(fields.items("programs"))
    if len(entries) > MAX_PROGRAMS:
        message = f"'programs' has {len(entries)} entries; I read {MAX_PROGRAMS} at most"
        fields.problems.error("too-many", message, fields.key_mark("programs"))
    for key, value in entries[:MAX_PROGRAMS]:
        name = check_line(key, fields.problems, "the name of a program")
        one = Listed(name, _strength(fields, value), key.mark)
        if not one.name.strip():
            fields.problems.error("missing", "a program needs a name", key.mark)
            continue
        first = found.setdefault(same(one.name), one)
        if first is not one:
            where = first.mark.line if first.mark else 0
            fields.problems.error("two-programs", f"'{one.name}' is here twice", key.mark,
                                  f"it already stands on line {where}")  # fmt: skip
    return tuple(found.values())


def _strength(fields: Fields, node: Node) -> str:
    """Return the strength of a connection; empty if the student does not say it."""
    scalar = fields.as_scalar(node, "the strength of a connection", "word")
    if scalar is None:
        return ""
    word = scalar.text.strip()
    if word in STRENGTHS:
        return word
    fields.problems.error("choice", f"'{word}' is no strength of a connection", scalar.mark,
                          did_you_mean(word, STRENGTHS) or one_of(STRENGTHS))  # fmt: skip
    return ""


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
        name="" if name is None else " ".join(check_line(name, problems, "'name'").split()),
        role=fields.choice("role", ROLES, USUAL_ROLE),
        since=_day(fields, "since", latest),
        last=_day(fields, "last", latest),
        programs=_program_names(fields),
        cadence=_cadence(fields),
        log=_log(fields, latest),
        mark=node.mark if name is None else name.mark,
        **{key: _text(fields, key) for key in TEXTS},
    )
    fields.finish()
    return person if person.name else None


def _log(fields: Fields, latest: date | None) -> tuple[Contact, ...]:
    contacts = []
    for node in _limited(fields, "log", MAX_CONTACTS):
        entry = Fields(node, fields.problems, "a contact")
        if not isinstance(node, Mapping) and not is_null(node):
            continue
        if not entry.has("date"):
            entry.missing("date", "the day of the contact, such as 'date: 2026-10-02'")
        day = _day(entry, "date", latest)
        note = line(entry, "note", limit=MAX_TEXT)
        entry.finish()
        if day is not None:
            contacts.append(Contact(day, note))
    return tuple(sorted(contacts, key=lambda contact: contact.day))


def _text(fields: Fields, key: str) -> str:
    return prose(fields, key) if key == "notes" else line(fields, key, limit=MAX_TEXT)


def _program_names(fields: Fields) -> tuple[str, ...]:
    scalars = [fields.as_scalar(node, "'programs'") for node in fields.nodes("programs")]
    texts = [check_line(one, fields.problems, "a program") for one in scalars if one is not None]
    return tuple(text for text in texts if text)


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
