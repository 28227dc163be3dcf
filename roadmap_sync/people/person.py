"""The people of the network log, contacts with them, and programs: frozen values."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from roadmap_sync.plan.when import Every
from roadmap_sync.problems import Mark

#: What somebody can be to a student. The groups of R0.1 and R0.2 are made of these.
ROLES = (
    "mentor", "attending", "resident", "fellow", "researcher", "dean", "advisor", "peer",
    "program", "other",
)  # fmt: skip
#: The role of somebody of whom nothing is said.
USUAL_ROLE = "other"
_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset({"dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "dean", "md", "phd"})


class Contact(Struct, frozen=True):
    """One time the student and somebody met, wrote or called."""

    day: date
    note: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody the student has met.

    Attributes:
        name: As the student writes it; unique in the file, whatever its capitals.
        role: One of `ROLES`.
        met: Where they met, in the student's words.
        since: The day they met, if known.
        last: The day of a contact that is not in the log, if the student wrote one down.
        detail: One thing to remember.
        programs: Programs at other places that this person is a connection to.
        cadence: How often to be in touch; None for the usual of the role, which may be none.
        organization: Where they work.
        title: What they are there, such as Program Director.
        notes: Anything else; may have many lines.
        log: Contacts, in the order of days; those of one day in the order of the file.
        mark: Where the name stands.
    """

    name: str
    role: str = USUAL_ROLE
    met: str = ""
    since: date | None = None
    last: date | None = None
    detail: str = ""
    programs: tuple[str, ...] = ()
    cadence: Every | None = None
    email: str = ""
    phone: str = ""
    organization: str = ""
    title: str = ""
    notes: str = ""
    log: tuple[Contact, ...] = ()
    mark: Mark | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """All days of contact that are known, the day they met included, in order."""
        known = (self.since, self.last, *(contact.day for contact in self.log))
        return tuple(sorted(day for day in known if day is not None))

    @property
    def last_contact(self) -> date | None:
        """The last day of contact, or None if no day is known."""
        return self.days[-1] if self.days else None

    @property
    def known_since(self) -> date | None:
        """The first day of contact, or None if no day is known."""
        return self.days[0] if self.days else None


class Listed(Struct, frozen=True):
    """A program on the student's list.

    Attributes:
        name: As the student writes it; unique on the list, whatever its capitals.
        strength: The student's own word for the connection; empty for none yet.
        mark: Where the name stands.
    """

    name: str
    strength: str = ""
    mark: Mark | None = None


class Network(Struct, frozen=True):
    """All that a network log holds, in the order of the file."""

    people: tuple[Person, ...] = ()
    listed: tuple[Listed, ...] = ()


def same(name: str) -> str:
    """Return what two spellings of one name have in common: no capitals, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def alike(name: str, people: Iterable[Person]) -> Person | None:
    """Return somebody of another name who may be the same: but for titles, dots and order."""
    words = _spelled(name)
    found = (one for one in people if same(one.name) != same(name) and _spelled(one.name) == words)
    return next(found, None) if words else None


def _spelled(name: str) -> list[str]:
    """Return the words of a name, without titles, in the order of the alphabet."""
    return sorted(word for word in _WORD.findall(same(name)) if word not in _TITLES)
