"""What the student deleted, by name, and the way back."""

from collections.abc import Iterable, Sequence

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.screen import plain
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.problems import did_you_mean
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
        item = _named(name, roadmap.items, gone)
        if item.uid not in gone:
            click.echo(
                plain(f"{item.name}: you did not delete it, so there is nothing to put back")
            )
            return
        restore(ledger, item.uid, targets or [one.name for one in ledger.accounts()])
    over = content_of(item, todo=False).last_day < desk.today
    words = "but its day is over, so it stays away" if over else "the next sync puts it back"
    click.echo(plain(f"{item.name}: no longer counts as deleted; {words}"))


def _named(name: str, items: Iterable[Item], gone: frozenset[str]) -> Item:
    items = list(items)
    exact = [item for item in items if name in (item.name, f"{item.plan}/{item.name}")]
    found = exact or [item for item in items if item.step == name and item.uid in gone]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(item.name for item in found)
        raise click.UsageError(f"'{name}' can be one of: {names}")
    away = [item.name for item in items if item.uid in gone]
    hint = did_you_mean(name, away) or did_you_mean(name, [item.name for item in items])
    raise click.UsageError(
        f"there is no item '{name}'; {hint or 'roadmap-sync restore lists what you deleted'}"
    )
