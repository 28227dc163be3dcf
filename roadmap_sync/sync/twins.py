"""Items that are there twice, as an event and as a to-do.

A to-do may have to live in another calendar than an event. Then an item that changes its kind is
made there and deleted here, and a run that is broken off between the two leaves both. The student
may work on either until the next run; that one keeps what has more of theirs, or else what is of
the right kind, and deletes the other one before it does anything else with the item.
"""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import replace

from roadmap_sync.content import FIELDS, digest, texts
from roadmap_sync.sync.edits import Compared, compare, learned
from roadmap_sync.sync.memory import Life, Memory, Run, State
from roadmap_sync.sync.merge import Decision, Verb, decide
from roadmap_sync.sync.notes import found_by
from roadmap_sync.sync.wanted import Wanted
from roadmap_sync.targets.base import Stored, Write

_GOES = "a second one, left by a run that was broken off, goes"
_ASK = (
    "it is there as an event and as a to-do since a run was broken off, and you changed both: "
    "delete the one that you do not want"
)


def is_twin(one: Stored, memory: Memory, run: Run) -> bool:
    """Is a second item of a uid certainly the other half of a move of ours?

    Args:
        one: The item that is not the one we know.
        memory: What we remember of that one.
        run: Whose.
    """
    seen, known = one.seen, memory.seen
    return (
        seen is not None
        and known is not None
        and seen.content.component != known.content.component
        and seen.marker is not None
        and seen.marker.owner == run.owner
    )


def counts(wanted: Wanted | None, memory: Memory, twin: Stored) -> bool:
    """Is it time to do something about a twin?

    It is where our own move may be what was broken off. Where we know of none, as with an old
    copy of the ledger, another computer may be moving the item right now; nothing can go wrong
    if we want the same.
    """
    assert twin.seen is not None
    same = wanted is not None and wanted.content.component == twin.seen.content.component
    return same or memory.life is Life.LEAVING


def learned_of_both(
    before: State, memory: Memory, pair: tuple[Stored, Stored], wanted: Wanted | None, run: Run
) -> State:
    """Return what the student did with an item that is there twice; as `learned`.

    Args:
        before: What we knew of it.
        memory: What we remember of the first one.
        pair: The one that we know, and its twin.
        wanted: What the plan says, with ``before`` in it.
        run: Which target, and when.
    """
    first, twin = pair
    after = learned(before, memory, first, wanted, run)
    if first.seen is None:
        return after
    return learned(after, _as_made(memory, pair, wanted), twin, wanted, run)


def decide_twice(
    wanted: Wanted | None, memory: Memory, pair: tuple[Stored, Stored], run: Run
) -> Decision:
    """Decide about an item that is there twice; as `decide`.

    Args:
        wanted: What should be shown; None if the plan has no such item any more.
        memory: What we remember of the first one.
        pair: The one that we know, and its twin.
        run: Whose, and when.
    """
    first, twin = pair
    if first.seen is None:
        return decide(wanted, memory, first, run)
    made = _as_made(memory, pair, wanted)
    old, new = compare(memory, first, wanted), compare(made, twin, wanted)
    # The twin was made of that version of the first one, so it has all that was there.
    more = first.tag != memory.tag and _has_more(old, new)
    if _has_more(new, old) and more:
        there = decide(wanted, memory, first, run)
        return replace(
            there, verb=Verb.KEEP, reason=_ASK, write=None, memory=memory, ask=True, kept=()
        )
    right = wanted is not None and new.seen.content.component == wanted.content.component
    if _has_more(new, old) or (right and not more):
        return _without(first, decide(wanted, made, twin, run))
    return _without(twin, decide(wanted, memory, first, run))


def _without(other: Stored, found: Decision) -> Decision:
    """Return a decision about one of two, with a delete of the other one."""
    delete = Write(verb="delete", uid=other.uid, ref=other.ref, tag=other.tag)
    alone = found.write is None and not (found.ask or found.kept)
    return replace(
        found,
        verb=Verb.UPDATE if found.verb is Verb.KEEP else found.verb,
        reason=_GOES if alone else f"{found.reason}; {_GOES}",
        other=delete,
    )


def _as_made(memory: Memory, pair: tuple[Stored, Stored], wanted: Wanted | None) -> Memory:
    """Return what we would remember if the run that made a twin had lived to read it back.

    What the plan said then stands in its marker. What its calendar has no room for came back
    empty, and an hour as a day; neither is the student's.
    """
    first, twin = pair
    assert first.seen is not None
    assert twin.seen is not None
    assert twin.seen.marker is not None
    theirs, said = texts(twin.seen.content), twin.seen.marker.said
    ours = found_by(theirs["notes"], lambda text: digest(text) == said.get("notes"))
    same = {name for name in FIELDS if name != "done" and not theirs[name][:1].strip()}
    days = {_day(first.seen.content.start)} if _is_our_day(memory, first) else set()
    days |= set() if wanted is None else {_day(wanted.content.start)}
    same |= {"when"} if _day(twin.seen.content.start) in days else set()
    planned = {name: said[name] for name in said if digest(theirs.get(name, "")) == said[name]}
    echoed: Mapping[str, str] = {name: theirs[name] for name in same}
    return replace(
        memory,
        planned={**memory.planned, **planned},
        echoed={**memory.echoed, **echoed, **({"notes": ours} if ours else {})},
    )


def _is_our_day(memory: Memory, first: Stored) -> bool:
    return "when" not in compare(memory, first, None).edited


def _has_more(one: Compared, other: Compared) -> bool:
    """Is there something of the student's in one item that the other one lacks?

    Ticks and days are not lost with an item: they are learned of both.
    """
    edits = {name for name in one.edited - {"done"} if one.theirs[name] != other.theirs[name]}
    days = {_day(half.seen.content.start) for half in (one, other)}
    if "when" not in other.edited or len(days) == 1:
        edits -= {"when"}
    own = set(one.parts.own_lines) - set(other.parts.own_lines)
    return bool(edits or own or set(one.seen.added) - set(other.seen.added))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
