"""Putting back what the student deleted: from then on it counts as never deleted."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, State


def deleted(ledger: Ledger, targets: Iterable[str]) -> frozenset[str]:
    """Return the uids of all items that the student deleted or skipped.

    Args:
        ledger: Where it is remembered.
        targets: Where they may have been deleted; what was skipped is gone from all.
    """
    skipped = {uid for uid, state in ledger.states().items() if state.skipped}
    return frozenset(skipped.union(*(_away(ledger, target) for target in targets)))


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


def restore(ledger: Ledger, uids: Iterable[str], targets: Iterable[str]) -> None:
    """Forget that items were deleted, all at once, so that the next run creates them again.

    Args:
        ledger: Open for writing.
        uids: The items.
        targets: Where they are to come back; on others they stay deleted.
    """
    wanted, states = set(uids), ledger.states()
    skipped = {uid: states[uid] for uid in sorted(wanted & set(states)) if states[uid].skipped}
    news = {uid: _kept(replace(one, skipped=False)) for uid, one in skipped.items()}
    ledger.learn(news, dict.fromkeys(targets, wanted))


def _away(ledger: Ledger, target: str) -> set[str]:
    memories = ledger.memories(target).items()
    return {uid for uid, memory in memories if memory.life is Life.DELETED}


def _kept(state: State) -> State:
    """Return what is worth remembering of a state."""
    return state if state.done or state.moved is not None else State()
