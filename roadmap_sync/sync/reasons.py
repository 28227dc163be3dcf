"""Why an item is written or kept, in words for people."""

from msgspec import Struct

from roadmap_sync.content import FIELDS, Content
from roadmap_sync.formats.description import span_in_words
from roadmap_sync.sync.edits import Compared
from roadmap_sync.sync.fields import WORDS
from roadmap_sync.sync.wanted import Wanted


class Change(Struct, frozen=True):
    """What an update writes.

    Attributes:
        ours: The item as the plan and the student's commands want it.
        fields: Which of them are written.
        kept: Fields in which the student's own stands.
        official: `when_text` of the plan's date that is told in the notes, or empty.
    """

    ours: Content
    fields: frozenset[str]
    kept: tuple[str, ...]
    official: str


def changes_in_words(change: Change, found: Compared, wanted: Wanted) -> str:
    """Return what an update changes, as the student sees it."""
    theirs, ours = found.seen.content, change.ours
    if ours.component != theirs.component:
        return f"it becomes {'a to-do' if ours.component == 'todo' else 'an event'}"
    parts = []
    if change.official and found.memory.official != change.official:
        now = span_in_words(*wanted.plan_when)
        parts.append(f"the plan says {now} now; you moved it, so that is told in the notes")
    if "when" in change.fields:
        before, after = span_in_words(theirs.start, theirs.end), span_in_words(ours.start, ours.end)
        parts.append(f"moves from {before} to {after}" if before != after else "new hours")
    told = {"done"} | ({"when", "notes"} if parts else {"when"})  # notes tell the date as well
    if "done" in change.fields:
        parts.append("ticked off" if ours.done else "tick taken off")
    others = [WORDS[name] for name in FIELDS if name in change.fields - told]
    if others:
        parts.append("new " + ", ".join(others))
    return "; ".join(parts)


def kept_in_words(kept: tuple[str, ...]) -> str:
    """Return why nothing is written: what the student changed, if anything."""
    if not kept:
        return "nothing changed"
    return "you changed its " + ", ".join(WORDS[name] for name in kept)
