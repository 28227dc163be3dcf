"""Files of address books: people taken over into the network log, and the log written out."""

from pathlib import Path

import click
from msgspec.structs import replace

from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.network import Book, add_people
from roadmap_sync.cli.refusing import fail_if_bad, refusal
from roadmap_sync.cli.screen import plain
from roadmap_sync.disk import read_if_there, write_atomically
from roadmap_sync.errors import OutputError
from roadmap_sync.people import table, writing
from roadmap_sync.people.brought import Brought
from roadmap_sync.people.person import USUAL_ROLE, Person, alike, same
from roadmap_sync.problems import Mark, Problem, Problems, Source

#: The largest file of contacts, in bytes; photos make vCards large.
_MOST = 50_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CARDS = (".vcf", ".vcard")


def bring(book: Book, file: Path, role: str | None) -> None:
    """Add the people of a file whose names are new, and say what became of the others.

    Raises:
        PlanError: A cell cannot be read, or the log would have errors; nothing is written.
        EditError, OutputError: The log cannot be changed.
    """
    problems = Problems()
    brought = _read(file, problems)
    fail_if_bad(problems)
    fresh, known = _sorted_out(book, brought, role)
    if fresh:
        add_people(book, tuple(writing.values_of(person) for person in fresh))
    count = f"{len(fresh)} people" if len(fresh) != 1 else "1 person"
    click.echo(plain(f"{book.file}: {count} added"))
    if known:
        click.echo(plain(f"  there already, left as they are: {', '.join(known)}"))
    pairs = ((person.name, alike(person.name, book.people)) for person in fresh)
    twice = [f"{name} ({other.name})" for name, other in pairs if other is not None]
    if twice:
        click.echo(plain(f"  maybe there already under another name: {', '.join(twice)}"))
    if brought.nameless:
        click.echo(f"  left out, without a name: {brought.nameless}")
    if brought.ignored:
        click.echo(plain(f"  columns that I do not keep: {', '.join(brought.ignored)}"))


def export(
    book: Book, form: str, output: str, *, force: bool, student: Path | None = None
) -> None:  # fmt: skip
    """Write the log as a table or as vCards.

    Args:
        book: The log.
        form: ``csv`` or ``vcf``.
        output: The file; ``-`` for standard output.
        force: Write over a file that is there?
        student: The student file that was named, if one was.

    Raises:
        OutputError: The file is there already, is a target, or could not be written.
    """
    data = _written(book.people, form).encode()
    if output == "-":
        click.echo(data, nl=False)
        return
    path = Path(output)
    refuse_kept(path, student, "choose another name with --output")
    if path.exists() and not force:
        raise OutputError(
            f"{path} is there already; nothing was written\n"
            "      hint: choose another name with --output, or write over it with --force"
        )
    write_atomically(path, data, private=True)
    click.echo(plain(f"Wrote {path}. It is private."))


def _written(people: tuple[Person, ...], form: str) -> str:
    if form == "csv":
        return table.to_table(people)
    from roadmap_sync.people import vcard

    return vcard.to_cards(people)


def _read(file: Path, problems: Problems) -> Brought:
    data = read_if_there(file, _MOST)
    if data is None:
        mark = Mark(Source(str(file)), 1, 1)
        raise refusal(_one(Problem("no-file", f"there is no file '{file}'", mark)))
    source = Source(str(file), tuple(_text(data).replace("\r\n", "\n").split("\n")))
    if file.suffix.lower() not in _CARDS:
        return table.read_table(source, problems)
    from roadmap_sync.people import vcard

    return vcard.read_cards(source, problems)


def _one(problem: Problem) -> Problems:
    problems = Problems()
    problems.add(problem)
    return problems


def _text(data: bytes) -> str:
    """Return the text of a file of contacts; Outlook on Windows writes no UTF-8."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _sorted_out(book: Book, brought: Brought, role: str | None) -> tuple[list[Person], list[str]]:
    """Return the people who are new, and the names that are there already."""
    names = {same(person.name) for person in book.people}
    fresh, known = [], []
    for person in brought.people:
        if same(person.name) in names:
            known.append(person.name)
            continue
        names.add(same(person.name))
        usual = role if role is not None and person.role == USUAL_ROLE else person.role
        fresh.append(replace(person, role=usual))
    return fresh, known
