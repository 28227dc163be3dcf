"""Who changed what: the student, the plan, a server that tidies, or another computer of ours."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, NEVER, Content, Marker, Seen, digest, texts
from roadmap_sync.sync.memory import Life, Memory, Run, State
from roadmap_sync.sync.notes import Parts, found_by, split, with_border
from roadmap_sync.sync.wanted import Wanted
from roadmap_sync.targets.base import Stored


class Compared(Struct, frozen=True):
    """An item as the calendar holds it, beside what we remember of it.

    Attributes:
        memory: What we remember, brought up to date with what was read back.
        seen: What the calendar holds.
        parts: Its description in parts.
        theirs: Each field's text; of the notes our part only.
        edited: Fields that the student changed.
    """

    memory: Memory
    seen: Seen
    parts: Parts
    theirs: Mapping[str, str]
    edited: frozenset[str]

    @property
    def touched(self) -> bool:
        """Did a person work on it in any way, other than ticking it off?"""
        return bool(self.edited - {"done"} or self.seen.added or self.parts.own)

    @property
    def now(self) -> Memory:
        """What to remember if nothing is written: what is there, and the plan as it was."""
        same = {
            name: text
            for name, text in self.theirs.items()
            if name not in self.edited and name != "categories"
        }
        return replace(self.memory, life=Life.THERE, echoed={**self.memory.echoed, **same})


def compare(memory: Memory | None, stored: Stored, wanted: Wanted | None) -> Compared:
    """Return who changed what.

    Args:
        memory: None if we never wrote it as far as we know: then its marker tells, as it does
            of what another computer wrote.
        stored: The item as the calendar holds it, readable.
        wanted: What the plan says now, the last resort if neither memory nor marker tell what
            it said before: what differs from it then counts as the student's.
    """
    assert stored.seen is not None
    seen = stored.seen
    memory = (None if is_strange(memory) else memory) or _recalled(stored, wanted)
    parts = split(seen.content.notes, memory.echoed.get("notes", ""))
    theirs = texts(replace(seen.content, notes=parts.text))
    echoed = dict(memory.echoed)
    if memory.life is Life.THERE and memory.tag in ("", stored.tag):
        # Nobody has changed it since our own write: this is how the server gives it back.
        echoed |= {field: theirs[field] for field in memory.written - {"categories"}}
    memory = replace(memory, echoed=echoed, written=frozenset())
    marker = _new_marker(memory, seen)
    edited = frozenset(f for f in FIELDS if _is_edited(f, theirs[f], memory, marker))
    memory = replace(memory, ref=stored.ref, tag=stored.tag, seen=seen)
    return Compared(memory, seen, parts, theirs, edited)


def learned(
    before: State, memory: Memory | None, stored: Stored | None, wanted: Wanted | None, run: Run
) -> State:
    """Return what the student did with an item, given what a target shows of it.

    Args:
        before: What we knew of it.
        memory: What we remember of it on this target.
        stored: How the calendar holds it now; None if it is certainly not there.
        wanted: What the plan says, with ``before`` in it; None if the plan has no such item.
        run: Which target, and when.
    """
    state = before
    if stored is None:
        gone = memory is not None and memory.life is Life.THERE and not is_over(memory, run)
        state = replace(state, skipped=True) if gone and wanted is not None else state
    elif stored.seen is not None and is_news(memory, stored):
        state = _from_item(state, memory, stored, wanted)
    return before if state == before else replace(state, by=run.target, at=run.now)


def is_strange(memory: Memory | None) -> bool:
    """Did we never write it, as far as we know?"""
    return memory is None or memory.life is Life.OTHERS


def is_news(memory: Memory | None, stored: Stored) -> bool:
    """Has somebody put it there or changed it since we last saw it?"""
    unknown = {Life.DELETED, Life.OTHERS}
    return memory is None or memory.life in unknown or memory.tag != stored.tag


def is_over(memory: Memory, run: Run) -> bool:
    """Is its day over, as the calendar last showed it? What is over is history."""
    return memory.seen is not None and memory.seen.content.last_day < run.today


def _from_item(state: State, memory: Memory | None, stored: Stored, wanted: Wanted | None) -> State:
    found = compare(memory, stored, wanted)
    content = found.seen.content
    if state.skipped and memory is not None and memory.life is Life.DELETED:
        state = replace(state, skipped=False)  # it came back: the student took it out of the bin
    if "done" in found.edited:
        state = replace(state, done=content.done)
    moved = content.start, content.end
    if "when" not in found.edited or content.start == NEVER or state.moved == moved:
        return state
    if wanted is not None and found.theirs["when"] == wanted.official:
        return replace(state, moved=None, against="")
    against = wanted.said["when"] if wanted is not None else ""
    if is_strange(memory) and found.seen.marker is not None:
        # The ledger is lost, say: what the plan said when the student moved it stands in the item.
        against = found.seen.marker.said.get("when", against)
    return replace(state, moved=moved, against=against)


def _recalled(stored: Stored, wanted: Wanted | None) -> Memory:
    """Return what the marker in an item tells, for one that we do not remember."""
    assert stored.seen is not None
    marker = stored.seen.marker
    item = marker.item if marker else (wanted.item if wanted else "")
    planned = dict(marker.said) if marker else {}
    known = wanted.content.notes if wanted else ""
    if marker is not None:
        said = marker.said.get("notes")
        known = found_by(stored.seen.content.notes, lambda text: digest(text) == said) or known
    echoed = {"notes": known} if known else {}
    if marker is None and wanted is not None and _lacks_border(stored.seen.content, wanted.content):
        # A file of `generate` was imported: the same notes, and no line to write below.
        echoed = {"notes": texts(stored.seen.content)["notes"]}
    if wanted is not None:
        echoed |= {"categories": texts(wanted.content)["categories"]}
    return Memory(
        uid=stored.uid,
        item=item,
        life=Life.INTENDED,
        planned=planned or (dict(wanted.said) if wanted else {}),
        echoed=echoed,
        official=marker.official if marker else "",
    )


def _lacks_border(theirs: Content, ours: Content) -> bool:
    """Are the notes ours, but for the last line?"""
    bordered = replace(theirs, notes=with_border(theirs.notes))
    return texts(bordered)["notes"] == texts(ours)["notes"]


def _new_marker(memory: Memory, seen: Seen) -> Marker | None:
    """Return the marker if somebody of us wrote it since we last saw the item."""
    if memory.seen is not None and memory.seen.marker == seen.marker:
        return None
    return seen.marker


def _is_edited(field: str, text: str, memory: Memory, marker: Marker | None) -> bool:
    if memory.echoed.get(field) == text:
        return False
    if marker is not None and marker.said.get(field) == digest(text):
        return False  # what a plan said, perhaps on another computer of the student's
    if field in memory.echoed and memory.life is not Life.INTENDED:
        return True
    if field == "look" and text.startswith(" "):
        return False  # a server that knows no colours, rather than a student who took it away
    return memory.planned.get(field) != digest(text)


#: How the one item is called that no plan says: a note that the nights do not go well.
FLEETING = "roadmap-sync/trouble"


def is_fleeting(wanted: Wanted | None, memory: Memory | None, stored: Stored | None) -> bool:
    """Is it a note of our own, which comes and goes whatever its day? It is no history."""
    marker = stored.seen.marker if stored is not None and stored.seen is not None else None
    return FLEETING in {one.item for one in (wanted, memory, marker) if one is not None}
