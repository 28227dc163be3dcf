"""Putting back what the student deleted: from then on it counts as never deleted."""

from collections.abc import Iterable

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


def restore(ledger: Ledger, uid: str, targets: Iterable[str]) -> None:
    """Forget that an item was deleted, so that the next run creates it again.

    Args:
        ledger: Open for writing.
        uid: The item.
        targets: Where it is to come back; on others it stays deleted.
    """
    state = ledger.states().get(uid)
    if state is not None and state.skipped:
        kept = replace(state, skipped=False)
        worth = kept.done or kept.moved is not None
        ledger.learn({uid: kept if worth else State()})
    for target in targets:
        memory = ledger.memories(target).get(uid)
        if memory is not None and memory.life is Life.DELETED:
            ledger.forget(target, [uid])
