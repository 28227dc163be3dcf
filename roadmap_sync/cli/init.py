"""``roadmap-sync init``: a few questions, then a student file."""

from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync.cli.options import start, with_options, year, zone
from roadmap_sync.cli.words import ident


class Known(Struct, frozen=True):
    """What the options say; the rest is asked.

    Attributes:
        start: As typed.
        answers: ``name=value``, to the plans' questions.
        adopt: A calendar whose items should stay the same ones.
        ident: The id to write, instead of that of the file that is there, or a new one.
        no_input: Ask nothing; take what is usual.
        force: Write over a file that is there, which is kept beside it?
    """

    start: str | None
    zone: str | None
    pattern: str | None
    match_year: int | None
    plans: tuple[str, ...]
    answers: tuple[str, ...]
    output: Path
    adopt: Path | None
    ident: str | None
    no_input: bool
    force: bool


@click.command(short_help="Write a student file: a few questions, then your own dates.")
@with_options(
    Known,
    click.option("--start", callback=start, metavar="YYYY-MM[-DD]",
                 help="First day of medical school; a month means its first Monday."),
    click.option("--zone", callback=zone, metavar="ZONE",
                 help="Your time zone.  [default: that of this computer]"),
    click.option("--school-pattern", "pattern", metavar="NAME",
                 help="A usual school to take first dates from."),
    click.option("--match", "match_year", type=int, callback=year, metavar="YEAR",
                 help="The year of your Match Day."),
    click.option("--plan", "plans", multiple=True, metavar="NAME|FILE",
                 help="What to follow; may be repeated.  [default: ms1-ms4-networking]"),
    click.option("--answer", "answers", multiple=True, metavar="NAME=VALUE",
                 help="Answer a question of the plan; may be repeated."),
    click.option("--output", type=click.Path(path_type=Path), default=Path("student.yaml"),
                 metavar="FILE", help="Where to write.  [default: student.yaml]"),
    click.option("--adopt", type=click.Path(path_type=Path), metavar="FILE.ics",
                 help="Keep the items of a calendar file made before."),
    click.option("--id", "ident", callback=ident, metavar="ID",
                 help="Your id, if an earlier file had one.  [default: that of the file that is "
                      "there, or a new one]"),
    click.option("--no-input", is_flag=True, help="Ask nothing; what is not said is usual."),
    click.option("--force", is_flag=True,
                 help="Write over a file that is there; the old is kept as .bak."),
)  # fmt: skip
@click.option("--list-patterns", is_flag=True, help="Show the school patterns and stop.")
def init(known: Known, *, list_patterns: bool) -> None:
    """Write a student file: a few questions, then your own dates.

    The file explains itself. Dates from a school pattern are suggestions: change them when your
    school publishes its own.

    \b
    Examples:
      roadmap-sync init
      roadmap-sync init --start 2026-08 --school-pattern traditional --no-input
      roadmap-sync init --list-patterns
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import asking

    if list_patterns:
        asking.show_patterns()
    else:
        asking.begin(known)
