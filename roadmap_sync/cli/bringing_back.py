"""What the student deleted, by name, and the way back."""

from collections.abc import Iterable, Sequence

import click

from roadmap_sync.cli.ahead import ahead
from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.naming import item_named
from roadmap_sync.cli.screen import plain
from roadmap_sync.cli.tally import Lived
from roadmap_sync.items import Roadmap
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.outlook import Outlook
from roadmap_sync.sync.restoring import deleted, restore

_NOTHING = "you did not delete it, so there is nothing to put back"


def show_deleted(desk: Desk, roadmap: Roadmap) -> None:
    """List what could be put back, in the order of days."""
    with desk.ledger(read_only=True) as ledger:
        gone = deleted(ledger)
        lived = Lived(roadmap.items, ledger.states(), desk.today, desk.zone)
    found = [item for item in roadmap.items if item.uid in gone]
    for item in sorted(found, key=lived.day):
        click.echo(plain(f"{lived.day(item)}  {item.name}  {item.title}"))
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
        found = ahead(items, desk, ledger)
    for item in dict.fromkeys(items):
        mine = [one for one in found if one.item is item]
        mine = [one for one in mine if not targets or one.target in targets]
        words = _outcome(mine) if item.uid in gone else _NOTHING
        click.echo(plain(f"{item.name}: {words}"))


def _outcome(found: Iterable[Outlook]) -> str:
    """Return what becomes of an item that the student wants back."""
    found = list(found)
    if any(one.verb is Verb.CREATE for one in found):
        words = "the next sync puts it back"
    elif any(one.there for one in found):
        words = "it is still there"
    elif found:
        words = "but its day is over, so it stays away"
    else:
        words = "it is on no calendar"
    return f"no longer counts as deleted; {words}"
