"""What a run learns of the student, told in the run that finds it and in no other.

New is what the calendar shows otherwise than the last run remembered it: a state that changes is
remembered at once, and an edited field is compared with what was there before.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from roadmap_sync.content import FIELDS, NEVER, Seen, texts
from roadmap_sync.formats.description import span_in_words
from roadmap_sync.sync.edits import compare, is_fleeting, is_news
from roadmap_sync.sync.looking import View
from roadmap_sync.sync.memory import Memory, State
from roadmap_sync.sync.notes import split
from roadmap_sync.sync.reasons import kept_in_words
from roadmap_sync.sync.report import Deed, Learned, Report
from roadmap_sync.sync.wanted import Wanted
from roadmap_sync.targets.base import Stored

#: Fields of which states tell, and one in which the student's own is never told from ours.
_OTHERS = frozenset({"when", "done", "categories"})


def tell_states(
    report: Report, view: View, wanted: Mapping[str, Wanted], before: Mapping[str, State],
    after: Mapping[str, State],
) -> None:  # fmt: skip
    """Add to a report what the student did with items as a whole.

    Args:
        report: Of the calendar that told it.
        view: That calendar.
        wanted: What the plan says.
        before: What was known of each item, by uid.
        after: What is known of the same items now.
    """
    for uid, state in after.items():
        _tell(report, view, wanted, uid, _of_state(before[uid], state))


def tell_edits(report: Report, view: View, wanted: Mapping[str, Wanted]) -> None:
    """Add to a report what the student changed in items that the plan still has."""
    for stored in view.pull.changed:
        uid, memory = stored.uid, view.memories.get(stored.uid)
        one = wanted.get(uid)
        known = view.stored.get(uid) is stored and one is not None
        if known and stored.seen is not None and is_news(memory, stored):
            _tell(report, view, wanted, uid, _of_item(memory, stored, one))


def _of_state(before: State, after: State) -> dict[Deed, str]:
    deeds: dict[Deed, str] = {}
    if before.done != after.done:
        deeds |= (
            {Deed.DONE: "you ticked it off"}
            if after.done
            else {Deed.UNDONE: "you took its tick away"}
        )
    if before.moved != after.moved:
        own = after.moved
        to = "back to the plan's day" if own is None else f"to {span_in_words(*own)}"
        deeds[Deed.MOVED] = f"you moved it {to}"
    if before.skipped != after.skipped:
        deeds |= (
            {Deed.DELETED: "you deleted it"} if after.skipped else {Deed.BACK: "you put it back"}
        )
    return deeds


def _of_item(memory: Memory | None, stored: Stored, wanted: Wanted | None) -> dict[Deed, str]:
    found = compare(memory, stored, wanted)
    before = None if memory is None else memory.seen
    if memory is None or before is None:
        # Of what was not read back only the fields are known in which the student's own stood.
        fields = found.edited - set(() if memory is None else memory.kept)
        own = memory is None and found.parts.own
    else:
        parts = split(before.content.notes, memory.echoed.get("notes", ""))
        old = texts(replace(before.content, notes=parts.text))
        fields = frozenset(name for name in found.edited if old[name] != found.theirs[name])
        own = found.parts.own and found.parts.own_lines != parts.own_lines
    changed = tuple(name for name in FIELDS if name in fields - _OTHERS)
    words = [kept_in_words(changed)] * bool(changed) + ["you wrote notes of your own"] * own
    deeds = {Deed.CHANGED: "; ".join(words)} if words else {}
    if found.seen.cancelled and not (before and before.cancelled):
        deeds[Deed.CANCELLED] = "you cancelled it"
    return deeds


def _tell(
    report: Report, view: View, wanted: Mapping[str, Wanted], uid: str, deeds: Mapping[Deed, str]
) -> None:
    memory, stored, one = view.memories.get(uid), view.stored.get(uid), wanted.get(uid)
    if not deeds or is_fleeting(one, memory, stored):
        return
    known = report.learned.get(uid)
    seen = _seen(memory, stored)
    content = seen.content if seen is not None else None if one is None else one.content
    item = one.item if one is not None else memory.item if memory is not None else ""
    report.learned[uid] = Learned(
        uid=uid,
        item=item,
        title=item if content is None else content.title,
        day=None if content is None or content.start == NEVER else content.start,
        deeds=deeds if known is None else {**known.deeds, **deeds},
    )


def _seen(memory: Memory | None, stored: Stored | None) -> Seen | None:
    """Return how the calendar shows an item, or did when it was last there."""
    if stored is not None:
        return stored.seen
    return None if memory is None else memory.seen
