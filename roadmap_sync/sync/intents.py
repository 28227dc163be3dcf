"""What stands behind a decision: what to remember before its write, and where it is listed."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

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


def as_it_is(decisions: Collection[Decision], held: frozenset[str]) -> list[Decision]:
    """Return decisions so that of what is held that is remembered which is there now.

    The next pull tells only what changes after this one; what the student did to an item whose
    update waits would not be told again.
    """
    waits = {one.uid for one in decisions if one.write is not None and one.uid in held}
    there = [
        replace(one, write=None, memory=one.now) if one.uid in waits else one for one in decisions
    ]
    return [one for one in there if one.uid not in waits or one.memory is not None]


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
