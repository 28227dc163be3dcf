"""What others' files say about people, as cells by key → `Person`, and back."""

import re
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.people.person import ROLES, USUAL_ROLE, Contact, Person
from roadmap_sync.people.reader import TEXTS
from roadmap_sync.people.touch import cadence_words
from roadmap_sync.plan.day_words import day_hint
from roadmap_sync.plan.grammar import parse_every
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.scalars import parse_date
from roadmap_sync.plan.when import Every
from roadmap_sync.problems import Mark, Problems, Source, did_you_mean, is_harmless, one_of

_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_CONTACT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:: (.*))?", re.ASCII)

#: Roles that stand in titles, too, and mean the same there; who is a mentor, only a student knows.
_TOLD = ("attending", "resident", "fellow", "researcher", "dean", "advisor", "program")


class Brought(Struct, frozen=True):
    """What a file of contacts holds.

    Attributes:
        people: In the order of the file.
        nameless: How many entries have no name and are left out.
        ignored: Headers of columns that say nothing we keep.
    """

    people: tuple[Person, ...]
    nameless: int = 0
    ignored: tuple[str, ...] = ()


class Row(Struct, frozen=True):
    """What is said about one person.

    Attributes:
        cells: By key of a person, all of them texts; ``log`` has a line for each contact.
        first: The first line of the source that it stands on, counted from 1.
        last: The last one, inclusive.
    """

    cells: dict[str, str]
    source: Source
    first: int
    last: int

    def mark(self, text: str) -> Mark:
        """Return where a word stands; where the row begins if it cannot be found."""
        for number in range(self.first, min(self.last, len(self.source.lines)) + 1):
            column = self.source.lines[number - 1].find(text)
            if column >= 0:
                return Mark(self.source, number, column + 1, len(text))
        return Mark(self.source, self.first, 1)


def one_line(text: str) -> str:
    """Return a text of others on one line, without characters that nobody sees."""
    return " ".join("".join(c if is_harmless(c) else " " for c in text).split())


def many_lines(text: str) -> str:
    """Return a text of others without characters that nobody sees, its lines kept."""
    return "\n".join(one_line(line) for line in text.strip().splitlines())


def person_of(name: str, row: Row, problems: Problems) -> Person:
    """Return a person; every cell that cannot be read is a finding at its place."""
    cells = row.cells
    texts = {key: one_line(cells.get(key, "")) for key in TEXTS if key != "notes"}
    person = Person(
        name=one_line(name),
        role=_role(row, problems),
        since=_day(row, "since", problems),
        last=_day(row, "last", problems),
        cadence=_cadence(row, problems),
        programs=_programs(cells.get("programs", "")),
        notes=many_lines(cells.get("notes", "")),
        log=_log(row, problems),
        mark=row.mark(name),
        **texts,
    )
    # What the log and the day they met say already is not written twice.
    others = replace(person, last=None).last_contact
    return person if person.last != others else replace(person, last=None)


def _cadence(row: Row, problems: Problems) -> Every | None:
    text = row.cells.get("cadence", "")
    word = Scalar(text, plain=True, inline=True, mark=row.mark(text))
    return parse_every(word, problems) if text else None


def _role(row: Row, problems: Problems) -> str:
    text = row.cells.get("role", "")
    role = text.strip().lower()
    if role and role not in ROLES:
        problems.error("choice", f"'{text}' is not something 'role' can be", row.mark(text),
                       did_you_mean(role, ROLES) or one_of(ROLES))  # fmt: skip
    if not role:
        return _role_of(row.cells.get("title", ""))
    return role if role in ROLES else USUAL_ROLE


def _role_of(title: str) -> str:
    """Return the role that a title tells by itself, such as ``Chief Resident``."""
    words = set(re.findall(r"[a-z]+", title.lower()))
    told = [role for role in _TOLD if role in words]
    return told[0] if len(told) == 1 else USUAL_ROLE


def _programs(text: str) -> tuple[str, ...]:
    """Return the programs of ``Lakeside IM; Hill IM``."""
    return tuple(one_line(part) for part in text.split(";") if part.strip())


def _day(row: Row, key: str, problems: Problems) -> date | None:
    text = row.cells.get(key, "")
    day = _read_day(text)
    if text and day is None:
        message = f"'{text}' is not a date such as 2026-08-31"
        problems.error("type", message, row.mark(text), day_hint(text))
    return day


def _read_day(text: str) -> date | None:
    """Return the day of ``2026-08-31``, or of ``8/31/2026``, as Excel in the US writes it."""
    match = _US_DATE.fullmatch(text)
    if match is not None:
        text = f"{match[3]}-{match[1]:0>2}-{match[2]:0>2}"
    return parse_date(text)


def _log(row: Row, problems: Problems) -> tuple[Contact, ...]:
    """Return the contacts of lines such as ``2026-10-02: coffee``."""
    contacts = []
    for line in row.cells.get("log", "").splitlines():
        text = one_line(line)
        match = _CONTACT.fullmatch(text)
        day = None if match is None else parse_date(match[1])
        if match is not None and day is not None:
            contacts.append(Contact(day, match[2] or ""))
        elif text:
            problems.error("type", f"'{text}' is not a contact such as '2026-10-02: coffee'",
                           row.mark(text))  # fmt: skip
    return tuple(contacts)


def cells_of(person: Person) -> dict[str, str]:
    """Return all that is known about somebody, as texts; what is not known is empty."""
    return {
        **{key: getattr(person, key) for key in TEXTS},
        "name": person.name,
        "role": person.role,
        "since": "" if person.since is None else person.since.isoformat(),
        "last": "" if person.last_contact is None else person.last_contact.isoformat(),
        "programs": "; ".join(person.programs),
        "cadence": cadence_words(person),
        "log": "\n".join(_line(contact) for contact in person.log),
    }


def _line(contact: Contact) -> str:
    return f"{contact.day}: {contact.note}" if contact.note else f"{contact.day}"
