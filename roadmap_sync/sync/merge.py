"""What to do with one item on one target: a pure decision, with its reason.

Field by field: the plan changed a field if it says something else than it last said; the student
changed it if the calendar holds something else than it gave back for that. Where only one of
them did, that one counts. Where both did, the student's stays; a date that both moved is told
in our part of the notes.

Three things hold whatever the plan says: what is over is history, what is done is history, and
what the student deleted stays deleted. Only a note of our own may go away after its day.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, NEVER, Content, Marker, combine, digest, texts
from roadmap_sync.formats.description import span_in_words
from roadmap_sync.sync.edits import Compared, compare, is_fleeting, is_strange
from roadmap_sync.sync.fields import categories, step_of
from roadmap_sync.sync.history import as_ticked, history_of, is_put_off
from roadmap_sync.sync.memory import Life, Memory, Run
from roadmap_sync.sync.reasons import Change, changes_in_words, kept_in_words
from roadmap_sync.sync.wanted import Wanted, moved_onto
from roadmap_sync.targets.base import Stored, Write


class Verb(StrEnum):
    """What to do."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    KEEP = "keep"


class Decision(Struct, frozen=True, kw_only=True):
    """What to do with one item, and what to remember then.

    Attributes:
        uid: The item's uid.
        item: ``plan/step@block``, for people.
        title: What the calendar shows, or would.
        reason: Why, in words for people.
        write: The write, or None if there is nothing to write.
        other: Of an item that is there twice, the delete of the other one, which comes before
            anything else; see `roadmap_sync.sync.twins`.
        memory: What to remember once the write is confirmed, or at once without one; None to
            forget the item.
        now: What to remember of an item that is there until a write is confirmed.
        kept: Fields in which the student's own stands instead of the plan's.
        ask: Must a person look at it?
    """

    verb: Verb
    uid: str
    item: str
    title: str
    reason: str
    write: Write | None = None
    other: Write | None = None
    memory: Memory | None = None
    now: Memory | None = None
    kept: tuple[str, ...] = ()
    ask: bool = False

    @property
    def writes(self) -> bool:
        """Is there anything to write?"""
        return self.write is not None or self.other is not None


def decide(
    wanted: Wanted | None, memory: Memory | None, stored: Stored | None, run: Run
) -> Decision:
    """Compare an item in three places and decide.

    Args:
        wanted: What should be shown; None if the plan has no such item any more.
        memory: What we remember; None if we never wrote it, or lost the ledger.
        stored: How the calendar holds it; None if it is certainly not there.
        run: Whose, and when. At least one of the first three is given.
    """
    if is_fleeting(wanted, memory, stored):
        run = replace(run, today=date.min)
    if stored is None:
        return _absent(wanted, memory, run)
    if stored.seen is None:
        return _unread(wanted, memory, stored)
    if wanted is not None and memory is not None and _is_settled(wanted, memory, stored):
        history = history_of(stored.seen.content, run)
        kept = () if history else memory.kept  # nobody needs to be told of it any more
        same = _keep(stored.uid, wanted, memory, history or kept_in_words(kept))
        return replace(same, title=stored.seen.content.title, kept=kept)
    found = compare(memory, stored, wanted)
    if wanted is not None and not wanted.skipped:
        return _merged(wanted, found, run)
    return _dropped(wanted, memory, found, run)


def _is_settled(wanted: Wanted, memory: Memory, stored: Stored) -> bool:
    """Did neither side change since all was decided? Then the answer is the same."""
    return (
        memory.life is Life.THERE
        and stored.seen is memory.seen
        and stored.tag == memory.tag
        and memory.planned == wanted.shown
        and not (wanted.skipped or wanted.both_moved or memory.official or memory.written)
        and memory.seen is not None
        and memory.seen.content.component == wanted.content.component
    )


def _absent(wanted: Wanted | None, memory: Memory | None, run: Run) -> Decision:
    """Decide about an item that the calendar does not hold."""
    if memory is not None and memory.life not in (Life.INTENDED, Life.LEAVING):
        return _keep(memory.uid, wanted, memory.deleted(), "you deleted it")
    if wanted is None:
        return _keep(
            memory.uid if memory else "", wanted, None, "the plan has it no more, and it is gone"
        )
    if wanted.skipped:
        if memory is not None and memory.life is Life.LEAVING:
            # We deleted it and did not get to remembering that; see `_dropped`.
            return _keep(wanted.uid, wanted, memory.deleted(), "you skipped it")
        return _keep(wanted.uid, wanted, None, "you skipped it")
    if wanted.content.last_day < run.today:
        return _keep(wanted.uid, wanted, None, "its day is over")
    official = wanted.official if wanted.both_moved else ""
    content = _with_official(wanted.content, wanted, official)
    write = Write(
        verb="create",
        uid=wanted.uid,
        content=content,
        fields=frozenset(FIELDS),
        marker=_marker(wanted, official, run),
    )
    reason = "it was not on this calendar" if memory is None else "the last run did not get to it"
    remember = _after(_blank(wanted, official), content, frozenset(FIELDS))
    return Decision(
        verb=Verb.CREATE, uid=wanted.uid, item=wanted.item, title=content.title,
        reason=reason, write=write, memory=remember,
    )  # fmt: skip


def _unread(wanted: Wanted | None, memory: Memory | None, stored: Stored) -> Decision:
    """Leave alone what cannot be read, and remember that it is there."""
    if memory is None and wanted is not None:
        memory = Memory(uid=wanted.uid, item=wanted.item, life=Life.INTENDED)
    if memory is not None and memory.life is Life.INTENDED:
        memory = replace(memory, life=Life.THERE, ref=stored.ref, tag=stored.tag)
    return _keep(stored.uid, wanted, memory, "it cannot be read, so it is left alone")


def _dropped(
    wanted: Wanted | None, memory: Memory | None, found: Compared, run: Run
) -> Decision:  # fmt: skip
    """Decide about an item that is there and that plan or student do not want."""
    if memory is not None and memory.life is Life.RELEASED:
        return _kept(wanted, found, found.memory, "it is yours: the plan dropped it")
    if wanted is None and is_strange(memory) and not run.learning:
        others = replace(found.memory, life=Life.OTHERS)
        return _kept(None, found, others, "another computer of yours put it there")
    memory = replace(found.memory, life=Life.THERE)
    stays = history_of(as_ticked(wanted, found), run)
    if stays:
        return _kept(wanted, found, memory, stays)
    why = "the plan has it no more" if wanted is None else "you deleted or skipped it"
    if found.touched:
        released = replace(memory, life=Life.RELEASED)
        reason = f"{why}, but you changed it: it is yours now"
        return replace(_kept(wanted, found, released, reason), ask=True)
    write = Write(verb="delete", uid=memory.uid, ref=memory.ref, tag=memory.tag)
    # An item that the student takes out of the bin again is wanted again: we must know it then.
    away = None if wanted is None else memory.deleted()
    return Decision(
        verb=Verb.DELETE, uid=memory.uid, item=memory.item, title=found.seen.content.title,
        reason=why, write=write, memory=away, now=found.now,
    )  # fmt: skip


def _merged(wanted: Wanted, found: Compared, run: Run) -> Decision:
    """Decide about an item that is there and wanted, field by field."""
    theirs = as_ticked(wanted, found)
    if found.seen.cancelled:
        return _kept(wanted, found, replace(found.memory, life=Life.THERE), "you cancelled it")
    history = "" if is_put_off(wanted, found, run) else history_of(theirs, run)
    official = found.memory.official if history else _official(wanted, found)
    ours = _with_official(wanted.content, wanted, official)
    wish = texts(ours)
    # A tick may come or go; nothing else moves. The day that it has is remembered as the one it
    # should have: else a day to come that the student gives it later would meet an edit.
    settled = ("when", "done") if wish["when"] == found.theirs["when"] else ("done",)
    fields = settled if history else FIELDS
    steps = [step_of(name, wish[name], found) for name in fields]
    memory = replace(
        found.memory,
        item=wanted.item,
        life=Life.THERE,
        official=official,
        planned={**found.memory.planned, **{step.name: step.planned for step in steps}},
        echoed={
            **found.memory.echoed,
            **{step.name: step.echoed for step in steps if step.echoed is not None},
        },
    )
    changed = frozenset(step.name for step in steps if step.write)
    told = ("done",) if history else FIELDS
    kept = tuple(name for name in told if _is_kept(name, wish[name], wanted, found))
    memory = memory if history else replace(memory, kept=kept)
    if theirs.component != ours.component and not history:
        changed |= {"when"}
    if not changed:
        return replace(_kept(wanted, found, memory, history or kept_in_words(kept)), kept=kept)
    return _update(wanted, found, memory, Change(ours, changed, kept, official), run)


def _is_kept(name: str, wish: str, wanted: Wanted, found: Compared) -> bool:
    """Does the student's own stand in this field, rather than the plan's?"""
    if name == "when":
        return found.theirs[name] != wanted.official and wish == found.theirs[name]
    return name in found.edited and name != "categories" and found.theirs[name] != wish


def _official(wanted: Wanted, found: Compared) -> str:
    """Return the plan's date if it must be told beside the student's own."""
    wish = texts(wanted.content)["when"]
    step = step_of("when", wish, found)
    stands = wish if step.write else found.theirs["when"]
    if stands == wanted.official:
        return ""
    news = step.planned != found.memory.planned.get("when")
    collided = "when" in found.edited and news and stands != wish
    told = bool(found.memory.official)
    return wanted.official if wanted.both_moved or collided or told else ""


def _with_official(content: Content, wanted: Wanted, official: str) -> Content:
    if not official:
        return content
    day = span_in_words(*wanted.plan_when)
    line = f"The plan's date is now {day}. You moved this yourself, so it stays where you put it."
    return replace(content, notes=f"{line}\n\n{content.notes}")


def _update(wanted: Wanted, found: Compared, memory: Memory, change: Change, run: Run) -> Decision:
    ours, fields = change.ours, change.fields
    if "categories" in fields:
        ours = replace(ours, categories=categories(found, ours))
    ours = replace(ours, notes=found.parts.around(ours.notes))
    content = combine(found.seen.content, ours, fields)
    if content.component != ours.component:
        content = _converted(content, ours, found)
    write = Write(
        verb="update",
        uid=memory.uid,
        ref=memory.ref,
        tag=memory.tag,
        content=content,
        fields=fields,
        marker=_marker(wanted, change.official, run),
    )
    # A date that was edited only goes along; words above our part could be taken for ours by
    # a server that tidies: neither is to be read back as what we said.
    unsure = {"notes"} if found.parts.before else set()
    mine = fields - {"when"} if "when" in found.edited else fields
    after = _after(memory, change.ours, mine)
    return Decision(
        verb=Verb.UPDATE, uid=memory.uid, item=wanted.item, title=content.title,
        reason=changes_in_words(change, found, wanted), write=write, now=found.now,
        memory=replace(after, written=after.written - unsure), kept=change.kept,
    )  # fmt: skip


def _converted(content: Content, ours: Content, found: Compared) -> Content:
    """Return an item that becomes a to-do or an event; a date that was edited goes along."""
    content = replace(content, component=ours.component, busy=ours.busy)
    theirs = found.seen.content
    if "when" not in found.edited or theirs.start == NEVER:  # an event must have a day
        return replace(content, start=ours.start, end=ours.end)
    start, end = moved_onto(ours, (theirs.start, theirs.end))
    return replace(content, start=start, end=end)


def _marker(wanted: Wanted, official: str, run: Run) -> Marker:
    said: Mapping[str, str] = wanted.said
    if official:
        notes = texts(_with_official(wanted.content, wanted, official))["notes"]
        said = {**said, "notes": digest(notes)}
    return Marker(item=wanted.item, owner=run.owner, said=said, official=official)


def _blank(wanted: Wanted, official: str) -> Memory:
    return Memory(uid=wanted.uid, item=wanted.item, life=Life.THERE, official=official)


def _after(memory: Memory, ours: Content, fields: frozenset[str]) -> Memory:
    """Return what to remember once ``fields`` are written: what we sent, not yet read back."""
    sent = texts(ours)
    return replace(
        memory,
        planned={**memory.planned, **{name: digest(sent[name]) for name in fields}},
        echoed={**memory.echoed, **{name: sent[name] for name in fields}},
        written=fields,
        seen=None,
        tag="",
    )


def _keep(uid: str, wanted: Wanted | None, memory: Memory | None, reason: str) -> Decision:
    item = wanted.item if wanted else memory.item if memory else ""
    title = wanted.content.title if wanted else ""
    if not title and memory is not None and memory.seen is not None:
        title = memory.seen.content.title
    return Decision(
        verb=Verb.KEEP, uid=uid, item=item, title=title or item, reason=reason, memory=memory
    )


def _kept(wanted: Wanted | None, found: Compared, memory: Memory, reason: str) -> Decision:
    return Decision(
        verb=Verb.KEEP, uid=memory.uid, item=wanted.item if wanted else memory.item,
        title=found.seen.content.title, reason=reason, memory=memory,
    )  # fmt: skip
