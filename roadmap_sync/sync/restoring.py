"""Putting back what the student deleted: from then on it counts as never deleted."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, State


def deleted(ledger: Ledger) -> frozenset[str]:
    """Return the uids of all items that the student deleted, on whichever target."""
    skipped = {uid for uid, state in ledger.states().items() if state.skipped}
    gone = {
        uid
        for account in ledger.accounts()
        for uid, memory in ledger.memories(account.name).items()
        if memory.life is Life.DELETED
    }
    return frozenset(skipped | gone)


def still_away(
    ledger: Ledger, uids: set[str], shown: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Return where items that came out of a bin are still away, for `Ledger.learn`.

    Args:
        ledger: It knows all targets, also those that this run does not look at.
        uids: The items.
        shown: By target, what it shows.
    """
    names = [one.name for one in ledger.accounts()] if uids else []
    return {name: uids - shown.get(name, set()) for name in names}


def restore(ledger: Ledger, uid: str, targets: Iterable[str]) -> None:
    """Forget that an item was deleted, so that the next run creates it again.

    Args:
        ledger: Open for writing.
        uid: The item.
        targets: Where it is to come back; on others it stays deleted.
    """
    state = ledger.states().get(uid)
    news = {}
    if state is not None and state.skipped:
        kept = replace(state, skipped=False)
        worth = kept.done or kept.moved is not None
        news = {uid: kept if worth else State()}
    ledger.learn(news, {target: [uid] for target in targets})
