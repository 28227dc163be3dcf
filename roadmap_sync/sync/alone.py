"""One item of our own put on a calendar, or taken off, without looking at what a plan says.

For a note to the student while the plan cannot be read, or another calendar does not answer.
It takes the way of every item: decided with what is remembered, intended before and recorded
after. No cursor is kept, so the next run reads what was written here as it reads all news.
"""

from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.intents import intent_of
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.looking import look, unsure
from roadmap_sync.sync.memory import Memory, Run, State
from roadmap_sync.sync.merge import Decision, decide
from roadmap_sync.sync.wanted import Wants
from roadmap_sync.targets.base import Outcome, Result, Target


def put_alone(item: Item | None, uid: str, target: Target, ledger: Ledger, run: Run) -> bool:
    """Bring one item in line on one calendar that an earlier run has reached.

    Args:
        item: As it should stand there; None to take it off.
        uid: Its uid.
        target: The calendar.
        ledger: Where it is remembered.
        run: Whose, and when; its target need not be set.

    Returns:
        Was anything written?

    Raises:
        RoadmapError: The calendar cannot be read or written.
    """
    account = ledger.account(target.name)
    if account is None or not account.identity:
        return False
    memories = {one: unsure(memory) for one, memory in ledger.memories(target.name).items()}
    view = look(target, account, memories, run, [uid])
    state = ledger.states().get(uid, State())
    wanted = Wants([] if item is None else [item], {uid: state}, todos=False).get(uid)
    memory, stored = view.memories.get(uid), view.stored.get(uid)
    if uid in view.blind or (wanted is None and memory is None and stored is None):
        return False
    decision = decide(wanted, memory, stored, view.run)
    if decision.write is None:
        _settle(decision, memory, target.name, ledger)
        return False
    intent = intent_of(decision)
    ledger.intend(target.name, [] if intent is None else [intent])
    for outcome in target.push([decision.write], lambda: False):
        _record(decision, outcome, target.name, ledger)
    return True


def _settle(decision: Decision, before: Memory | None, target: str, ledger: Ledger) -> None:
    if decision.memory is None and before is not None:
        ledger.forget(target, [decision.uid])
    elif decision.memory is not None and decision.memory != before:
        ledger.record(target, decision.memory)


def _record(decision: Decision, outcome: Outcome, target: str, ledger: Ledger) -> None:
    if outcome.result is not Result.DONE:
        return  # the next run finds the intention, and looks
    if decision.memory is None:
        ledger.forget(target, [decision.uid])
    else:
        ledger.record(target, replace(decision.memory, ref=outcome.ref, tag=outcome.tag))
