"""``roadmap-sync restore``: put back something that the student deleted."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Put back something that you deleted from a calendar.")
@click.argument("items", nargs=-1, metavar="[ITEM|STEP]...", shell_complete=completing.deleted)
@whose_options
@click.option("--all", "everything", is_flag=True, help="Put back all that the list has.")
@click.option("--target", "names", multiple=True, metavar="TARGET",
              shell_complete=completing.targets,
              help="Only there; may be repeated.  [default: wherever you deleted it]")  # fmt: skip
def restore(
    whose: Whose, items: tuple[str, ...], names: tuple[str, ...], *, everything: bool
) -> None:  # fmt: skip
    """Put back what you deleted from a calendar, or skipped. Without ITEM, list what there is.

    An item is named as in the list, or in the line "From:" of its notes; the name of a step
    stands for all its items that you deleted. They come back with the next sync, unless their day
    is over.

    \b
    Examples:
      roadmap-sync restore
      roadmap-sync restore ask-letter@surgery
      roadmap-sync restore coffee#1 coffee#2 --target phone
      roadmap-sync restore coffee
      roadmap-sync restore --all
    """  # noqa: D301 - \b is for click
    if everything and items:
        raise click.UsageError("--all stands for every item, so name none beside it")
    from roadmap_sync.cli import bringing_back, desk

    at, roadmap = desk.open_desk_with_items(whose)
    targets = tuple(one.name for one in at.chosen(names)) if names else ()
    if everything:
        bringing_back.bring_all(at, roadmap, targets)
    elif items:
        bringing_back.bring_back(at, roadmap, items, targets)
    else:
        bringing_back.show_deleted(at, roadmap, targets)
