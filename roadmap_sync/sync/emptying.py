"""Taking everything of ours off a calendar again, and nothing else."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.sync.edits import compare
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.looking import View, look
from roadmap_sync.sync.memory import Account, Life, Memory, Run
from roadmap_sync.targets.base import Outcome, Result, Stored, Target, Write


class Leaving(Struct, frozen=True):
    """One item on a calendar that is ours.

    Attributes:
        touched: Did the student work on it, other than ticking it off?
    """

    stored: Stored
    title: str
    touched: bool


def ours_on(target: Target, ledger: Ledger, run: Run) -> list[Leaving]:
    """Return everything of ours that a calendar holds, in the order of days.

    What cannot be read counts as touched, so that nobody deletes it unseen.

    Raises:
        TargetError: It cannot be read, or is not the one we know.
    """
    view = _view(target, ledger, run)
    found = []
    there = [view.stored[uid] for uid in sorted(view.uids & set(view.stored))]
    for stored in (*there, *view.twins.values()):
        if stored.seen is None:
            found.append(Leaving(stored, stored.uid, touched=True))
            continue
        memory = view.memories.get(stored.uid)
        touched = compare(memory, stored, None).touched
        released = memory is not None and memory.life is Life.RELEASED
        found.append(Leaving(stored, stored.seen.content.title, touched or released))
    return sorted(found, key=_day)


def take_off(
    target: Target, ledger: Ledger, leaving: list[Leaving], stop: Callable[[], bool]
) -> list[Outcome]:
    """Delete items, and forget each as soon as that is confirmed.

    They are forgotten, not remembered as deleted by the student: the next run would put them
    back. What a crash leaves unsure is settled by the next run.

    Raises:
        TargetError: As `Target.push`; what is certain is recorded.
    """
    name = target.name
    memories = ledger.memories(name)
    uids = [one.stored.uid for one in leaving]
    ledger.intend(
        name, [replace(memories[uid], life=Life.LEAVING) for uid in uids if uid in memories]
    )
    writes = [_delete(one.stored) for one in leaving]
    outcomes = []
    for outcome in target.push(writes, stop):
        if outcome.result in (Result.DONE, Result.MISSING):
            ledger.forget(name, [outcome.write.uid])
        elif outcome.result in (Result.STALE, Result.REFUSED, Result.UNSENT):
            ledger.record_all(name, _back(memories.get(outcome.write.uid)))
        outcomes.append(outcome)
    _start_over(ledger, name)
    return outcomes


def _view(target: Target, ledger: Ledger, run: Run) -> View:
    """Return all that is there: without a cursor, so that nothing is taken from memory."""
    account = ledger.account(target.name)
    fresh = None if account is None else replace(account, cursor="")
    return look(target, fresh, ledger.memories(target.name), run, ())


def _back(memory: Memory | None) -> list[Memory]:
    """Return what to remember of an item that certainly stayed."""
    return [] if memory is None else [memory]


def _delete(stored: Stored) -> Write:
    return Write(verb="delete", uid=stored.uid, ref=stored.ref, tag=stored.tag)


def _start_over(ledger: Ledger, name: str) -> None:
    """Let the next run list everything; forget the calendar if nothing of ours is left."""
    if not ledger.memories(name):
        ledger.start_over(name)
        return
    account = ledger.account(name)
    if account is not None:
        ledger.save_account(Account(name=name, identity=account.identity))


def _day(one: Leaving) -> tuple[str, str]:
    seen = one.stored.seen
    return ("" if seen is None else seen.content.start.isoformat()[:10]), one.title
