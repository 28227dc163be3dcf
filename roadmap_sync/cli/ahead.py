"""What a command says of the calendars: that they follow with the next sync, or why they do not."""

from collections.abc import Iterable, Iterator

from roadmap_sync.cli.desk import Desk
from roadmap_sync.items import Item
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.outlook import Outlook, outlook


def ahead(items: Iterable[Item], desk: Desk, ledger: Ledger) -> tuple[Outlook, ...]:
    """Return what the next run will do with items on the student's calendars."""
    targets = {one.name: one.tasks == "todos" for one in desk.settings}
    return tuple(outlook(items, targets, ledger, desk.run))


def in_words(found: Iterable[Outlook]) -> Iterator[str]:
    """Yield what becomes of the calendars; nothing if there is nothing to say."""
    found = list(found)
    stays = [one for one in found if one.stays]
    for one in stays:
        how = "stays as it is" if one.there else "stays away"
        yield f"{one.target}: {one.item.name} {how}: {one.stays}"
    if any(one.verb is not Verb.KEEP for one in found):
        who = "Everything else follows" if stays else "Your calendars follow"
        yield f"{who} with the next sync."
