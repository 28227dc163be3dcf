"""What the student deleted, by name, and the way back."""

from collections.abc import Sequence

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.naming import item_named
from roadmap_sync.cli.screen import plain
from roadmap_sync.items import Roadmap
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


def bring_back(desk: Desk, roadmap: Roadmap, name: str, targets: Sequence[str]) -> None:
    """Forget that an item was deleted.

    Raises:
        click.UsageError: There is no such item, or more than one.
        LedgerError: Another run is at work.
    """
    with desk.ledger() as ledger:
        gone = deleted(ledger)
        names = "roadmap-sync restore lists what you deleted"
        item = item_named(name, roadmap.items, lambda one: one.uid in gone, names)
        if item.uid not in gone:
            click.echo(
                plain(f"{item.name}: you did not delete it, so there is nothing to put back")
            )
            return
        restore(ledger, item.uid, targets or [one.name for one in ledger.accounts()])
    over = item.end.isoformat()[:10] <= desk.today.isoformat()
    words = "but its day is over, so it stays away" if over else "the next sync puts it back"
    click.echo(plain(f"{item.name}: no longer counts as deleted; {words}"))
