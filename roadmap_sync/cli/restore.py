"""``roadmap-sync restore``: put back something that the student deleted."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Put back something that you deleted from a calendar.")
@click.argument("items", nargs=-1, metavar="[ITEM]...", shell_complete=completing.items)
@whose_options
@click.option("--target", "names", multiple=True, metavar="TARGET",
              help="Only there; may be repeated.  [default: wherever you deleted it]")  # fmt: skip
def restore(whose: Whose, items: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Put back what you deleted from a calendar. Without ITEM, list what there is.

    An item is named as in the list, or in the line "From:" of its notes. It comes back with the
    next sync, unless its day is over.

    \b
    Examples:
      roadmap-sync restore
      roadmap-sync restore ask-letter@surgery
      roadmap-sync restore coffee#1 coffee#2 --target phone
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import bringing_back, desk

    at, roadmap = desk.open_desk_with_items(whose)
    targets = tuple(one.name for one in at.chosen(names)) if names else ()
    if items:
        bringing_back.bring_back(at, roadmap, items, targets)
    else:
        bringing_back.show_deleted(at, roadmap)
