"""What to remember before a write, for a program that is ended before it learns the end of it."""

from dataclasses import replace

from roadmap_sync.sync.memory import Life, Memory
from roadmap_sync.sync.merge import Decision, Verb


def intent_of(decision: Decision) -> Memory | None:
    """Return what to remember before a write of which nobody may ever know the end.

    An update that was applied shows what we want, so that what was there before will do. But an
    item that becomes a to-do or an event may leave for another calendar, and must not look
    deleted here.
    """
    if decision.verb is Verb.CREATE:
        return decision.memory and replace(decision.memory, life=Life.INTENDED)
    now = decision.now
    return replace(now, life=Life.LEAVING) if now and _leaves(decision, now) else now


def _leaves(decision: Decision, now: Memory) -> bool:
    content = None if decision.write is None else decision.write.content
    seen = now.seen
    return content is None or seen is None or content.component != seen.content.component
