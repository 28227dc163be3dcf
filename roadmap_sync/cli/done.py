"""``roadmap-sync done``: tick something off."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Tick something off.")
@click.argument(
    "names", nargs=-1, required=True, metavar="ITEM...", shell_complete=completing.items
)
@whose_options
def done(whose: Whose, names: tuple[str, ...]) -> None:
    """Tick something off: it is history from then on, whatever the plan says.

    An item is named as in the line "From:" of its notes; `agenda` tells the names, too. Your
    calendars follow with the next sync. Ticking it off in a calendar is the same. For what you
    deleted or skipped, say `restore` first.

    \b
    Examples:
      roadmap-sync done advisor-intro
      roadmap-sync done ask-letter@surgery coffee#2
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import living

    living.tick(whose, names, done=True)
