"""What the student deleted, by name, and the way back."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import click

from roadmap_sync.cli.ahead import ahead
from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.naming import items_named
from roadmap_sync.cli.screen import amount, plain
from roadmap_sync.cli.tally import Lived
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.outlook import Outlook
from roadmap_sync.sync.restoring import deleted, restore

_NONE = "you have deleted nothing that the plan still has"
_NOTHING = "you did not delete it, so there is nothing to put back"
_BACK = "the next sync puts it back"
_OVER = "its day is over, so it stays away"


def deleted_items(desk: Desk, roadmap: Roadmap, targets: Sequence[str]) -> list[Item]:
    """Return what could be put back, in the order of days; only there, if targets are named."""
    with desk.ledger(read_only=True) as ledger:
        return _deleted(ledger, desk, roadmap, targets)[0]


def show_deleted(desk: Desk, roadmap: Roadmap, targets: Sequence[str]) -> None:
    """List what could be put back, as `deleted_items` says."""
    with desk.ledger(read_only=True) as ledger:
        found, lived = _deleted(ledger, desk, roadmap, targets)
    for item in found:
        click.echo(_line(item, lived))
    if not found:
        click.echo(_NONE)


def bring_all(desk: Desk, roadmap: Roadmap, targets: Sequence[str]) -> None:
    """Forget that any of what `deleted_items` says was deleted, and list all of it.

    Raises:
        LedgerError: Another run is at work.
    """
    with desk.ledger(patient=True) as ledger:
        found, lived = _deleted(ledger, desk, roadmap, targets)
        restore(ledger, [item.uid for item in found], _places(ledger, targets))
        coming = _there(ahead(found, desk, ledger), targets)
    outcomes = {item.uid: _outcome([one for one in coming if one.item is item]) for item in found}
    for item in found:
        words = outcomes[item.uid]
        click.echo(_line(item, lived) + ("" if words == _BACK else f"  ({words})"))
    count = "counts" if len(found) == 1 else "count"
    words = f"{amount(len(found), 'item')} no longer {count} as deleted; the next sync puts back"
    click.echo(f"{words} {list(outcomes.values()).count(_BACK)}" if found else _NONE)


def bring_back(desk: Desk, roadmap: Roadmap, names: Sequence[str], targets: Sequence[str]) -> None:
    """Forget that items were deleted; if one name is wrong, nothing is done.

    Raises:
        click.UsageError: There is no such item or step.
        LedgerError: Another run is at work.
    """
    hint = "roadmap-sync restore lists what you deleted"
    with desk.ledger(patient=True) as ledger:
        places = _places(ledger, targets)
        gone = deleted(ledger, places)
        meant = {
            name.strip(): items_named(name, roadmap.items, lambda one: one.uid in gone, hint)
            for name in names
        }
        items = {item.uid: item for found in meant.values() for item in found if item.uid in gone}
        restore(ledger, items, places)
        coming = _there(ahead(items.values(), desk, ledger), targets)
    lines = [line for name, found in meant.items() for line in _lines(name, found, coming, gone)]
    for line in dict.fromkeys(lines):  # an item may be named, and its step, too
        click.echo(plain(line))


def _deleted(
    ledger: Ledger, desk: Desk, roadmap: Roadmap, targets: Sequence[str]
) -> tuple[list[Item], Lived]:
    lived = Lived(roadmap.items, ledger.states(), desk.today, desk.zone)
    gone = deleted(ledger, _places(ledger, targets))
    return sorted((item for item in roadmap.items if item.uid in gone), key=lived.day), lived


def _places(ledger: Ledger, targets: Sequence[str]) -> list[str]:
    """Return the targets that are named, or all that anything is remembered of."""
    return [*targets] or [one.name for one in ledger.accounts()]


def _there(found: Iterable[Outlook], targets: Sequence[str]) -> list[Outlook]:
    return [one for one in found if not targets or one.target in targets]


def _line(item: Item, lived: Lived) -> str:
    return plain(f"{lived.day(item)}  {item.name}  {item.title}")


def _lines(
    name: str, found: Sequence[Item], coming: Sequence[Outlook], gone: Collection[str]
) -> Iterator[str]:  # fmt: skip
    back = [item for item in found if item.uid in gone]
    if not back:
        yield f"{found[0].name if len(found) == 1 else name}: {_NOTHING}"
    for item in back:
        words = _outcome([one for one in coming if one.item is item])
        but = "but " * (words == _OVER)
        yield f"{item.name}: no longer counts as deleted; {but}{words}"


def _outcome(found: Sequence[Outlook]) -> str:
    """Return what becomes of an item that the student wants back."""
    if any(one.verb is Verb.CREATE for one in found):
        return _BACK
    if any(one.there for one in found):
        return "it is still there"
    return _OVER if found else "it is on no calendar"
