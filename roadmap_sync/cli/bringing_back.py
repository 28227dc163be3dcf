"""What the student deleted, by name, and the way back."""

from collections.abc import Sequence

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.naming import item_named
from roadmap_sync.cli.screen import plain
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.sync.restoring import deleted, restore


def show_deleted(desk: Desk, roadmap: Roadmap) -> None:
    """List what could be put back, in the order of days."""
    with desk.ledger(read_only=True) as ledger:
        gone = deleted(ledger)
    found = [item for item in roadmap.items if item.uid in gone]
    for item in found:
        click.echo(plain(f"{item.date}  {item.name}  {item.title}"))
    if not found:
        click.echo("you have deleted nothing that the plan still has")


def bring_back(desk: Desk, roadmap: Roadmap, names: Sequence[str], targets: Sequence[str]) -> None:
    """Forget that items were deleted; if one name is wrong, nothing is done.

    Raises:
        click.UsageError: There is no such item, or more than one.
        LedgerError: Another run is at work.
    """
    with desk.ledger(patient=True) as ledger:
        gone = deleted(ledger)
        hint = "roadmap-sync restore lists what you deleted"
        items = [
            item_named(name.strip(), roadmap.items, lambda one: one.uid in gone, hint)
            for name in names
        ]
        for item in items:
            if item.uid in gone:
                restore(ledger, item.uid, targets or [one.name for one in ledger.accounts()])
    for item in items:
        click.echo(plain(f"{item.name}: {_outcome(item, desk, gone)}"))


def _outcome(item: Item, desk: Desk, gone: frozenset[str]) -> str:
    if item.uid not in gone:
        return "you did not delete it, so there is nothing to put back"
    over = content_of(item, todo=False).last_day < desk.today
    words = "but its day is over, so it stays away" if over else "the next sync puts it back"
    return f"no longer counts as deleted; {words}"
