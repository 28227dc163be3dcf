"""The network log of a student: found, read, and changed by one thing at a time."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.cli.changing import change_checked, show_change
from roadmap_sync.cli.networks import latest, network_file, parse_network, read_network
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.refusing import fail_if_bad, refusal
from roadmap_sync.cli.screen import show_problems
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.cli.whose import file_in_place, find_file
from roadmap_sync.people import touch, writing
from roadmap_sync.people.growth import Days
from roadmap_sync.people.person import Network, Person, alike, same
from roadmap_sync.people.reader import read_people
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.problems import Problem, Problems, Severity, Source, did_you_mean
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.yaml_text import Value

_UTC = "UTC"


class Book(Struct, frozen=True):
    """The network log.

    Attributes:
        file: Where it is, or would be.
        network: What it holds.
        today: The day it is where the student lives.
    """

    file: Path
    network: Network
    today: date

    @property
    def people(self) -> tuple[Person, ...]:
        """Whom it knows, in the order of the file."""
        return self.network.people


def open_book(student: Path | None) -> Book:
    """Return the network log that belongs to a student file, or to this folder.

    Raises:
        PlanError: It has errors; all are in it. Or the student file cannot be read.
    """
    owner_file = student or file_in_place()
    owner = None if owner_file is None else _owner(owner_file)
    folder = Path() if owner_file is None else owner_file.parent
    file = network_file(owner.people if owner else "", folder)
    zone = owner.zone_on(clock.now().date()) if owner else clock.local_zone() or _UTC
    today = clock.today(zone)
    if not file.exists():
        return Book(file, Network(), today)
    problems = Problems()
    network = read_network(file, problems, today)
    fail_if_bad(problems)
    return Book(file, network, today)


def add(book: Book, said: Mapping[str, object]) -> None:
    """Add a person of the options' words, and show what was written.

    Raises:
        PlanError: The file would have errors, such as two people of one name.
        EditError, OutputError: The file cannot be changed.
    """
    since = said["since"] or book.today
    words = {**said, "since": since}
    order = ("name", "role", "met", "since", "detail", "programs", "cadence", "email", "phone",
             "organization", "title", "notes")  # fmt: skip
    values: dict[str, Value] = {}
    for key in order:
        word = words[key]
        if isinstance(word, tuple):
            values |= {key: word} if word else {}
        elif word is not None:
            values[key] = str(word)
    show_change(book.file, add_people(book, (values,)))
    name = str(said["name"])
    other = alike(name, book.people)
    if other is not None:
        hint = f"did you mean '{other.name}'? Then take the new one out of {book.file} again"
        _warn("alike", f"'{name}' is there now beside '{other.name}'", other, hint)


def add_people(book: Book, people: tuple[dict[str, Value], ...]) -> list[str]:
    """Add people to the file, which is made if there is none; return the lines that changed.

    Raises:
        PlanError: The file would have errors.
        EditError, OutputError: The file cannot be changed.
    """
    return change_checked(
        book.file,
        lambda text: writing.with_people(text, people),
        lambda file, data: _problems(file, data, book.today),
        new=_new_file(),
    )


def log(book: Book, name: str, on: date | None, note: str) -> None:
    """Add a contact to somebody's log, and show what was written.

    Raises:
        click.UsageError: Nobody, or more than one person, is called that.
        PlanError: The file would have errors, such as a day to come.
        EditError, OutputError: The file cannot be changed.
    """
    person = book.people[_find(book, name)]
    chosen, day = person.name, on or book.today

    def edit(text: str) -> str:
        network = replace(book.network, people=_people(text, book))  # it may have changed
        return writing.with_contact(text, _find(replace(book, network=network), chosen), day, note)

    lines = change_checked(book.file, edit, lambda file, data: _problems(file, data, book.today))
    show_change(book.file, lines)
    if person.since is not None and day < person.since:
        # A first email may well come before that day. A day that `add` filled in is no contact.
        _warn("since", f"'since: {person.since}' says that you met '{chosen}' only after this, and "
              "counts as a contact", person,
              f"if you had met before, write 'since: {day}' there, or an earlier day")  # fmt: skip


def program(book: Book, name: str, strength: str | None) -> None:
    """Put a program on the list, or change how well the student is connected with it.

    Args:
        book: The log.
        name: Of the program.
        strength: What the student says; empty to leave it to the log, None to say nothing new.

    Raises:
        PlanError: The file would have errors.
        EditError, OutputError: The file cannot be changed.
    """
    listed = {same(one.name): one for one in book.network.listed}
    known = listed.get(same(name))
    wanted = (known.strength if known else "") if strength is None else strength
    theirs = (one for person in book.people for one in person.programs if same(one) == same(name))
    named = next(theirs, " ".join(name.split())) if known is None else known.name
    lines = change_checked(
        book.file,
        lambda text: writing.with_program(text, named, wanted),
        lambda file, data: _problems(file, data, book.today),
        new=_new_file(),
    )
    show_change(book.file, lines)


def chosen(book: Book, *, search: str, role: str | None, cold: bool) -> tuple[Person, ...]:
    """Return the people that the options ask for, by name."""
    found = [
        person
        for person in book.people
        if touch.found_by(person, search)
        and (role is None or person.role == role)
        and (not cold or touch.is_cold(person, book.today))
    ]
    return tuple(sorted(found, key=lambda person: same(person.name)))


def milestones(student: Path | None) -> Days:
    """Return the student's days for the milestones of `people.growth`.

    A plan of other dates counts whole years from the start.

    Raises:
        PlanError: The student file or the plan has errors.
        click.UsageError: There is no student file.
    """
    from roadmap_sync.cli.inputs import make_schedule, read_inputs
    from roadmap_sync.cli.milestones import milestones_of
    from roadmap_sync.plan.when import Unit
    from roadmap_sync.schedule.dates import DAY, add

    inputs = read_inputs(Choice(student=find_file(student)))
    start, found = inputs.student.start, milestones_of(inputs.plan, make_schedule(inputs))
    return found or (start, *(add(start, years, Unit.YEAR) - DAY for years in range(1, 5)))


def _warn(code: str, message: str, person: Person, hint: str) -> None:
    """Print a warning about somebody, and where they stand in the file."""
    show_problems([Problem(code, message, person.mark, hint, Severity.WARNING)], err=True)


def _owner(file: Path) -> Student:
    problems = Problems()
    student = read_student_file(file, problems)
    if student is None:
        raise refusal(problems)
    return student


def _find(book: Book, name: str) -> int:
    """Return which person is meant: the one of this name, or the only one it is a part of."""
    wanted = same(name)
    names = [same(person.name) for person in book.people]
    if wanted in names:
        return names.index(wanted)
    found = [index for index, one in enumerate(names) if wanted in one]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"'{book.people[index].name}'" for index in found)
        raise click.UsageError(f"'{name}' may be {several}: say more of the name")
    hint = did_you_mean(name, names) or f'roadmap-sync people add "{name}" adds somebody'
    raise click.UsageError(f"nobody in {book.file} is called '{name}'; {hint}")


def _people(text: str, book: Book) -> tuple[Person, ...]:
    """Return the people of a text of the network log; its mistakes are found elsewhere."""
    problems = Problems()
    source = Source(str(book.file), tuple(text.split("\n")))
    return read_people(parse_network(source, problems), problems, latest(book.today))


def _problems(file: Path, data: bytes, today: date) -> Problems:
    """Return all that is wrong with a network log of these bytes."""
    problems = Problems()
    source = nodes.decode(data, str(file), problems)
    if source is not None:
        read_people(parse_network(source, problems), problems, latest(today))
    return problems


def _new_file() -> str:
    return writing.new_file(catalog.beside("network.schema.json").as_uri())
