"""What stands behind a decision: what to remember before its write, and where it is listed."""

from collections.abc import Mapping
from dataclasses import replace

from roadmap_sync.sync.memory import Life, Memory
from roadmap_sync.sync.merge import Decision, Verb
from roadmap_sync.sync.wanted import Wanted


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


def place_of(
    decision: Decision, wanted: Mapping[str, Wanted], memories: Mapping[str, Memory]
) -> tuple[str, str]:
    """Sort by day, then by name."""
    one = wanted.get(decision.uid)
    memory = memories.get(decision.uid)
    start = "" if one is None else one.content.start.isoformat()
    if one is None and memory is not None and memory.seen is not None:
        start = memory.seen.content.start.isoformat()
    return start[:10], decision.item
