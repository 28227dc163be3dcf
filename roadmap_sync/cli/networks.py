"""The network log as the roadmap needs it: who fills the slots of mentors, and when they spoke."""

import contextlib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from roadmap_sync.cli.readings import Readings
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.nodes import Node
from roadmap_sync.problems import Problems, Source
from roadmap_sync.schedule.student import Mentor, Student

if TYPE_CHECKING:
    from roadmap_sync.people.person import Network, Person

NETWORK_FILE = "network.yaml"


def network_file(people: str, folder: Path) -> Path:
    """Return where the network log is, or would be.

    Args:
        people: What the student file says; may be empty.
        folder: Where the student file lies.
    """
    path = Path(people or NETWORK_FILE)
    with contextlib.suppress(RuntimeError):  # nobody has such a home folder: then it is a name
        path = path.expanduser()
    return folder / path


def with_network(
    student: Student, folder: Path, problems: Problems, readings: Readings | None
) -> Student:
    """Return the student with the mentors of their network log, if there is one.

    Args:
        student: As the student file says.
        folder: Where the student file lies.
        problems: Where findings in the log go.
        readings: Notes the log, or that there is none.
    """
    file = network_file(student.people, folder)
    if not file.exists():
        if readings is not None:
            readings.note_absent(str(file.absolute()))
        return student
    source = catalog.read(file, problems)
    if source is None:
        return student
    if readings is not None:
        readings.note(str(file.absolute()), "\n".join(source.lines))
    from roadmap_sync.people.reader import read_people

    people = read_people(parse_network(source, problems), problems)
    mentors = tuple(_mentor(person) for person in people if person.role == "mentor")
    return replace(student, named_mentors=mentors)


def read_network(file: Path, problems: Problems, today: date) -> "Network":
    """Return what a file holds; a contact on a day to come is a finding.

    Args:
        file: The network log.
        problems: Where findings go.
        today: The day it is where the student lives.
    """
    from roadmap_sync.people.person import Network
    from roadmap_sync.people.reader import read_whole

    source = catalog.read(file, problems)
    if source is None:
        return Network()
    return read_whole(parse_network(source, problems), problems, latest(today))


def latest(today: date) -> date:
    """Return the last day a contact may have: the student may be east of their own zone."""
    return today + timedelta(days=1)


def parse_network(source: Source, problems: Problems) -> Node | None:
    """Return what a text says; a file of comments alone says nothing, which is no mistake."""
    found = Problems()
    node = nodes.parse(source, found)
    problems.extend(one for one in found.sorted() if one.code != "empty")
    return node


def _mentor(person: "Person") -> Mentor:
    about = "; ".join(part for part in (person.met, person.detail) if part)
    return Mentor(person.name, person.days, about)
