"""``roadmap-sync people``: the network log."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from roadmap_sync.cli.options import Whole, day
from roadmap_sync.cli.words import text
from roadmap_sync.people.person import ROLES
from roadmap_sync.people.programs import STRENGTHS

_ROLE = click.Choice(ROLES, case_sensitive=False)
_DAY = "YYYY-MM-DD"
_STUDENT = click.option(
    "--student", type=click.Path(path_type=Path), metavar="FILE",
    help="Your student file; the log lies beside it.  [default: student.yaml, here or in your "
    "settings folder]",
)  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="As data for programs.")


@click.group(short_help="Keep the log of the people you have met.")
def people() -> None:
    """Look after your network: whom you know, and who should hear from you.

    The log is one file, network.yaml, beside your student file (or where its `people:` says).
    It is private. You may edit it by hand: comments stay.

    \b
    Examples:
      roadmap-sync people add "Dr. Maria Reyes" --role mentor --met "surgery interest group"
      roadmap-sync people log Reyes --note "coffee; send her the poster"
      roadmap-sync people due
    """  # noqa: D301 - \b is for click


@people.command(short_help="Add somebody you have met.")
@click.argument("name", callback=text)
@click.option("--role", type=_ROLE, help="What they are to you.  [default: other]")
@click.option("--met", callback=text, metavar="TEXT", help="Where you met.")
@click.option("--since", callback=day, metavar=_DAY, help="The day you met.  [default: today]")
@click.option("--detail", callback=text, metavar="TEXT", help="One thing to remember.")
@click.option(
    "--program",
    "programs",
    multiple=True,
    metavar="NAME",
    help="A program elsewhere they connect you with; may be repeated.",
)
@click.option(
    "--cadence",
    callback=text,
    metavar='"8-12 weeks"',
    help="How often to be in touch.  [default: 8-12 weeks for a mentor]",
)
@click.option("--email", callback=text, metavar="ADDRESS")
@click.option("--phone", callback=text, metavar="NUMBER")
@click.option("--organization", callback=text, metavar="NAME", help="Where they work.")
@click.option("--title", callback=text, metavar="TEXT", help="What they are there.")
@click.option("--notes", callback=text, metavar="TEXT", help="Anything else.")
@_STUDENT  # fmt: skip
def add(student: Path | None, **said: Any) -> None:  # noqa: ANN401 - as click reads them
    """Add somebody you have met.

    \b
    Example:
      roadmap-sync people add "Sam Okafor" --role resident --met "night float" --program "Hill IM"
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import network

    network.add(network.open_book(student), said)


@people.command(short_help="Note that you met, wrote or called.")
@click.argument("name", callback=text)
@click.option("--date", "on", callback=day, metavar=_DAY, help="The day.  [default: today]")
@click.option("--note", callback=text, metavar="TEXT", help="What it was about.")
@_STUDENT
def log(student: Path | None, name: str, on: date | None, note: str | None) -> None:
    """Note that you met, wrote or called; a part of the NAME is enough.

    \b
    Example:
      roadmap-sync people log Reyes --date 2026-11-20 --note "coffee"
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import network

    network.log(network.open_book(student), name, on, note or "")


@people.command("list", short_help="Show whom you know.")
@click.option("--search", callback=text, metavar="WORDS", help="Only those with all these words.")
@click.option("--role", type=_ROLE, help="Only those of this role.")
@click.option("--cold", is_flag=True, help="Only those you have lost touch with.")
@_JSON
@_STUDENT
def list_(
    student: Path | None, search: str | None, role: str | None, *, cold: bool, as_json: bool
) -> None:
    """Show whom you know, and when you last spoke.

    Somebody has gone cold when their cadence has gone by, or a year without one.

    \b
    Examples:
      roadmap-sync people list --search "lakeside"
      roadmap-sync people list --cold
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_people, network

    book = network.open_book(student)
    found = network.chosen(book, search=search or "", role=role, cold=cold)
    listing_people.show(found, book, as_json=as_json)


@people.command(short_help="Show who should hear from you.")
@click.option(
    "--weeks",
    type=Whole(0, 520),
    default=4,
    show_default=True,
    metavar="N",
    help="How many weeks to look ahead.",
)
@_JSON
@_STUDENT  # fmt: skip
def due(student: Path | None, weeks: int, *, as_json: bool) -> None:
    """Show who should hear from you, the longest overdue first.

    A cadence counts from the last contact in the log.

    \b
    Example:
      roadmap-sync people due --weeks 8
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_people, network

    listing_people.show_due(network.open_book(student), weeks, as_json=as_json)


@people.command(short_help="Put a program on your list, with how well you are connected.")
@click.argument("name", callback=text)
@click.option(
    "--strength",
    type=click.Choice([*STRENGTHS, "auto"]),
    help="How well you are connected; auto leaves it to the log.  [default: as it is, or auto]",
)
@_STUDENT  # fmt: skip
def program(student: Path | None, name: str, strength: str | None) -> None:
    """Put a program on your list, or say how well you are connected with it.

    What you say goes before what the log suggests.

    \b
    Examples:
      roadmap-sync people program "Lakeside IM"
      roadmap-sync people program "Hill IM" --strength strong
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import network

    network.program(network.open_book(student), name, "" if strength == "auto" else strength)


@people.command(short_help="Show programs, and who connects you with each.")
@_JSON
@_STUDENT
def programs(student: Path | None, *, as_json: bool) -> None:
    """Show the programs of your list and of your people, the best connected first.

    Whom you know there, whom your mentors know, whom your residents know. Without a word of
    yours, a connection is strong if a mentor or somebody of the program was in touch on two
    days or more, and some if there is anybody: a suggestion of this program.

    \b
    Example:
      roadmap-sync people programs
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_people, network

    listing_people.show_programs(network.open_book(student), as_json=as_json)


@people.command("import", short_help="Take people over from an address book.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--role", type=_ROLE, help="The role of those of whom neither role nor title tells it."
)
@_STUDENT
def import_(student: Path | None, file: Path, role: str | None) -> None:
    """Take people over from an address book: FILE.csv or FILE.vcf.

    A table needs a line of headers, such as Name, Email, Company, Title, Notes. People whose
    name is in the log already stay as they are.

    \b
    Examples:
      roadmap-sync people import contacts.csv
      roadmap-sync people import contacts.vcf --role resident
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import network, network_files

    network_files.bring(network.open_book(student), file, role)


@people.command(short_help="Write the log for an address book or a spreadsheet.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "vcf"]), required=True, help="A table, or vCards."
)
@click.option(
    "--output", metavar="FILE|-", default="-", help="Where to write.  [default: standard output]"
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@_STUDENT  # fmt: skip
def export(student: Path | None, form: str, output: str, *, force: bool) -> None:
    """Write the log for an address book or a spreadsheet. It holds all that you know of people.

    \b
    Examples:
      roadmap-sync people export --format csv --output people.csv
      roadmap-sync people export --format vcf --output people.vcf
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import network, network_files

    book = network.open_book(student)
    network_files.export(book, form, output, force=force, student=student)


@people.command(short_help="Compare your network with the roadmap's targets.")
@_STUDENT
def growth(student: Path | None) -> None:
    """Compare your network with the roadmap's targets, from MS1 to MS4.

    \b
    Example:
      roadmap-sync people growth
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_people, network

    book = network.open_book(student)
    listing_people.show_growth(book, network.milestones(student))
