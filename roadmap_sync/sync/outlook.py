"""What the next run will do with some items, as far as we remember the calendars.

It is found as the run itself finds it, so that what a command says of calendars comes true unless
somebody changes them in between.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.content import texts
from roadmap_sync.items import Item
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, Memory, Run
from roadmap_sync.sync.merge import Decision, Verb, decide
from roadmap_sync.sync.wanted import Wanted, Wants
from roadmap_sync.targets.base import Stored

#: What a student does with an item by command.
_DEEDS = ("when", "done")
_HELD = "a new version waits until you have looked and say: roadmap-sync sync --accept"


class Outlook(Struct, frozen=True):
    """One item on one target.

    Attributes:
        item: What it is about.
        target: The target's name.
        verb: What the next run will do.
        there: Does the calendar hold it now?
        stays: Why it stays there, or away, though the student said something else; empty if it
            does not.
    """

    item: Item
    target: str
    verb: Verb
    there: bool
    stays: str = ""


def outlook(
    items: Iterable[Item], targets: Mapping[str, bool], ledger: Ledger, run: Run
) -> Iterator[Outlook]:
    """Yield what will become of items on each target; nothing where nobody knows.

    Args:
        items: What the plan says of them.
        targets: By name, whether tasks are to-dos there.
        ledger: Knows what the student did with them.
        run: Whose, and when.
    """
    items, states, accepted = list(items), ledger.states(), ledger.accepted()
    held = frozenset() if accepted is None else accepted.held
    for name, todos in targets.items():
        wants = Wants(items, states, todos=todos)
        memories = ledger.memories(name)
        for item in items:
            memory = memories.get(item.uid)
            stored = _stored(memory)
            if stored is not None and stored.seen is None:
                continue  # written and not read back: how it is there, the next run will see
            one = decide(wants[item.uid], memory, stored, replace(run, target=name))
            if one.write is not None and item.uid in held:
                yield Outlook(item, name, Verb.KEEP, stored is not None, _HELD)
                continue
            stays = _stays(one, wants[item.uid], memory, stored)
            yield Outlook(item, name, one.verb, stored is not None, stays)


def _stored(memory: Memory | None) -> Stored | None:
    """Return an item as the calendar held it when it was last read; None if it did not."""
    if memory is None or memory.life in (Life.INTENDED, Life.DELETED):
        return None
    return Stored(uid=memory.uid, ref=memory.ref, tag=memory.tag, seen=memory.seen)


def _stays(one: Decision, wanted: Wanted, memory: Memory | None, stored: Stored | None) -> str:
    if one.write is not None:
        return ""
    if stored is None or stored.seen is None:
        gone = memory is not None and memory.life is Life.DELETED and not wanted.skipped
        return one.reason if gone else ""
    if wanted.skipped:
        return "you changed it there, so it is yours now" if one.ask else one.reason
    ours, theirs = texts(wanted.content), texts(stored.seen.content)
    return one.reason if any(ours[name] != theirs[name] for name in _DEEDS) else ""
