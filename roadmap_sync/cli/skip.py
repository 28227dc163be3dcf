"""``roadmap-sync skip``: leave something out."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Leave something out: it goes from your calendars.")
@click.argument(
    "names", nargs=-1, required=True, metavar="ITEM...", shell_complete=completing.items
)
@whose_options
def skip(whose: Whose, names: tuple[str, ...]) -> None:
    """Leave something out that is not for you: it goes from all your calendars.

    An item is named as in the line "From:" of its notes. Your calendars follow with the next
    sync; one that you worked on there stays, because it is yours. Deleting it in a calendar is
    the same. What is over stays there as history; for what is done, say `undone` first.
    `restore` puts it back.

    \b
    Examples:
      roadmap-sync skip join-society
      roadmap-sync skip ask-letter@surgery ask-letter@pediatrics
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import living

    living.skip(whose, names)
