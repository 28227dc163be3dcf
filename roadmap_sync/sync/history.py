"""What is over or done is history, and is not touched; what was put off is not."""

from msgspec.structs import replace

from roadmap_sync.content import Content, texts
from roadmap_sync.sync.edits import Compared
from roadmap_sync.sync.memory import Run
from roadmap_sync.sync.wanted import Wanted


def history_of(content: Content, run: Run) -> str:
    """Return why an item is history, in words for people; empty if it is not."""
    if content.last_day < run.today:
        return "its day is over"
    return "it is done" if content.done else ""


def as_ticked(wanted: Wanted | None, found: Compared) -> Content:
    """Return an item as the calendar holds it, without a tick that the student took off elsewhere.

    What is to lose its tick is no history any more: what else the student did with it counts.
    """
    off = wanted is not None and not wanted.content.done and "done" not in found.edited
    return replace(found.seen.content, done=False) if off else found.seen.content


def is_put_off(wanted: Wanted, found: Compared, run: Run) -> bool:
    """Did the student give what was not done in time another day, which is still to come?"""
    own = texts(wanted.content)["when"] != wanted.official or _was_own(wanted, found)
    theirs = as_ticked(wanted, found)
    return own and not theirs.done and theirs.last_day < run.today <= wanted.content.last_day


def _was_own(wanted: Wanted, found: Compared) -> bool:
    """Did we write a day of the student's, who takes the plan's own again, which is the same?"""
    marker, plan = found.seen.marker, wanted.said["when"]
    same = marker is not None and marker.said.get("when") == plan
    return same and found.memory.planned.get("when", plan) != plan
