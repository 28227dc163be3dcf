"""``roadmap-sync move``: move something to another day."""

from datetime import date

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options
from roadmap_sync.cli.options import day


@click.command(short_help="Move something to another day.")
@click.argument("name", metavar="ITEM", shell_complete=completing.items)
@click.argument("to", metavar="YYYY-MM-DD", callback=day)
@whose_options
def move(whose: Whose, name: str, to: date) -> None:
    """Move something to another day, at the same hour. The plan does not move it any more.

    An item is named as in the line "From:" of its notes. Your calendars follow with the next
    sync. If the plan moves it later, yours stays, and the plan's date is told once in the notes.
    Moved back to the plan's own day, it follows the plan again.

    What is done stays where it is: say `undone` first. Likewise `restore`, for what you deleted
    or skipped. What is over moves to a day that is still to come.

    \b
    Example:
      roadmap-sync move advisor-intro 2026-08-26
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import living

    living.move(whose, name, to)
