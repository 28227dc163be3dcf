"""What to remember before a write, for a program that is ended before it learns the end of it."""

from collections.abc import Mapping
from dataclasses import replace

from roadmap_sync.sync.memory import Life, Memory
from roadmap_sync.sync.merge import Decision, Verb


def intent_of(decision: Decision, before: Mapping[str, Memory]) -> Memory | None:
    """Return what to remember before a write of which nobody may ever know the end.

    An update needs none: if it was applied, the item shows what we want. But one that becomes
    a to-do or an event may leave for another calendar, and must not look deleted here.
    """
    if decision.verb is Verb.CREATE and decision.memory is not None:
        return replace(decision.memory, life=Life.INTENDED)
    memory = before.get(decision.uid)
    if memory is None or (decision.verb is Verb.UPDATE and not _leaves(decision, memory)):
        return None
    return replace(memory, life=Life.LEAVING)


def _leaves(decision: Decision, memory: Memory) -> bool:
    content = None if decision.write is None else decision.write.content
    seen = memory.seen
    return content is None or seen is None or content.component != seen.content.component
