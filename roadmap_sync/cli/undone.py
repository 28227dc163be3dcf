"""``roadmap-sync undone``: say that something is not done after all."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Say that something is not done after all.")
@click.argument(
    "names", nargs=-1, required=True, metavar="ITEM...", shell_complete=completing.items
)
@whose_options
def undone(whose: Whose, names: tuple[str, ...]) -> None:
    """Say that something is not done after all, wherever you ticked it off.

    An item is named as in the line "From:" of its notes. Your calendars follow with the next
    sync. For what you deleted or skipped, say `restore` first.

    \b
    Example:
      roadmap-sync undone advisor-intro
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import living

    living.tick(whose, names, done=False)
