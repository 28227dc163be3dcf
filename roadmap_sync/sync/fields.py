"""One field of one item: what the plan, the calendar and our memory say about it."""

from msgspec import Struct

from roadmap_sync.content import Content, digest
from roadmap_sync.sync.edits import Compared

#: What each field is called in front of people.
WORDS = {
    "title": "title",
    "when": "date",
    "notes": "notes",
    "place": "place",
    "link": "link",
    "categories": "categories",
    "alarm": "reminder",
    "look": "colour",
    "done": "tick",
}


class Step(Struct, frozen=True):
    """What becomes of one field.

    Attributes:
        name: The field.
        write: Must it be written?
        planned: Digest to remember of what the plan says.
        echoed: Text to remember as what the calendar gives back for it; None if not known.
    """

    name: str
    write: bool
    planned: str
    echoed: str | None


def step_of(name: str, ours: str, found: Compared) -> Step:
    """Return what becomes of a field.

    Args:
        name: The field.
        ours: Its text as it should be shown.
        found: The item as the calendar holds it, beside what we remember.
    """
    theirs = found.theirs[name]
    planned = found.memory.planned.get(name, "")
    # What the student did not change is how the calendar gives back what was said; what is
    # the student's and was never read back must not pass for that.
    echoed = found.memory.echoed.get(name) if name in found.edited else theirs
    if name == "categories":
        write = planned != digest(ours) and _list(ours) != _list(theirs)
        return Step(name, write and _adds(found, ours), digest(ours), ours)
    if digest(ours) == digest(theirs):
        return Step(name, write=False, planned=digest(ours), echoed=theirs)
    if planned == digest(ours):
        return Step(name, write=False, planned=planned, echoed=echoed)
    if name in found.edited:
        return Step(name, write=False, planned=digest(ours), echoed=echoed)
    return Step(name, write=True, planned=digest(ours), echoed=ours)


def _list(text: str) -> set[str]:
    return set(filter(None, text.split("\n")))


def _adds(found: Compared, ours: str) -> bool:
    before = _list(found.memory.echoed.get("categories", ""))
    theirs, mine = _list(found.theirs["categories"]), _list(ours)
    return (theirs - (before - mine)) | (mine - before) != theirs


def categories(found: Compared, ours: Content) -> tuple[str, ...]:
    """Return the student's categories and ours: what only one side changed is changed."""
    before = _list(found.memory.echoed.get("categories", ""))
    gone = before - set(ours.categories)
    stay = [word for word in found.seen.content.categories if word not in gone]
    new = [word for word in ours.categories if word not in before and word not in stay]
    return (*stay, *new)
