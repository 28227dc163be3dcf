"""``roadmap-sync generate``: from a plan and a student's dates to a file."""

from datetime import date
from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync.cli.options import Choice, day, student_options, with_options


class Wish(Struct, frozen=True):
    """What should come out.

    Attributes:
        format: ``ics``, ``html``, ``json``, ``csv`` or ``md``; empty to go by the name of the
            output.
        output: Where to; ``-`` for standard output, empty for a file in this folder.
        tasks: ``events``, ``todos``, or None for what the student file says.
        from_day: Nothing before it.
        until_day: Nothing after it.
        stages: Only these; empty for all.
        state: The folder of the ledger, for what the page says of the student's progress; None
            for the usual one.
        force: Write over a file that is not ours?
        quiet: No summary and no warnings?
    """

    format: str | None
    output: str | None
    tasks: str | None
    from_day: date | None
    until_day: date | None
    stages: tuple[str, ...]
    state: Path | None
    force: bool
    quiet: bool


@click.command(short_help="Write your roadmap as a calendar file.")
@student_options
@with_options(
    Wish,
    click.option("--format", type=click.Choice(["ics", "html", "json", "csv", "md"]),
                 help="Calendar file, page for a browser, data, table, or text.  [default: ics]"),
    click.option("--output", metavar="FILE|-",
                 help="Where to write; - is standard output.  [default: roadmap.ics]"),
    click.option("--tasks", type=click.Choice(["events", "todos"]),
                 help="Tasks as all-day events (all calendars show them), or as to-dos."),
    click.option("--from", "from_day", callback=day, metavar="YYYY-MM-DD",
                 help="Only what is planned for this day or later."),
    click.option("--until", "until_day", callback=day, metavar="YYYY-MM-DD",
                 help="Only what is planned for this day or earlier."),
    click.option("--stage", "stages", multiple=True, metavar="STAGE",
                 help="Only this part, such as ms1; may be repeated."),
    click.option("--state", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Where it is remembered what you did; the page shows it.  [default: your "
                      "state folder]"),
    click.option("--force", is_flag=True, help="Write over a file this program did not make."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)  # fmt: skip
def generate(choice: Choice, wish: Wish) -> None:
    """Write your roadmap as a calendar file, or as a page, table or text.

    Import a calendar file on a computer into a NEW calendar of its own: to undo it, delete that
    calendar. Run the command again when your dates change: the same file is brought up to date.

    \b
    Examples:
      roadmap-sync generate --start 2026-08
      roadmap-sync generate --student student.yaml --stage ms1 --output ms1.ics
      roadmap-sync generate --format html
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import output, summary
    from roadmap_sync.cli.outcome import outcome_of
    from roadmap_sync.cli.whose import tell_unread, unread_file

    if not wish.quiet:
        tell_unread(choice)
    outcome = outcome_of(choice)
    roadmap = output.chosen(
        outcome.roadmap, stages=wish.stages, from_day=wish.from_day, until_day=wish.until_day
    )
    result = output.write(roadmap, outcome, wish)
    if not wish.quiet:
        unread = unread_file(choice)
        summary.show(roadmap, outcome, result, state=wish.state, unread=unread)
