"""What is remembered of one item: two memories on each target, and one state of the student's.

One memory would not do (DESIGN.md section 7): remembering only what the calendar holds, the
student's edit is overwritten in the run after; remembering only what we sent, a server that
tidies text looks like a student who edits.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from roadmap_sync.content import Seen


class Life(StrEnum):
    """Where an item stands on one target."""

    #: We were about to write it; nobody knows whether that happened.
    INTENDED = "intended"
    #: It is there, as far as we know.
    THERE = "there"
    #: We were about to delete it; nobody knows whether that happened.
    LEAVING = "leaving"
    #: The student deleted it: it stays deleted.
    DELETED = "deleted"
    #: The plan dropped it and the student had worked on it: it is theirs now.
    RELEASED = "released"
    #: Another computer of the student's put it there, and our plan does not know it.
    OTHERS = "others"


#: Where the calendar has an item, or may have it.
HELD = frozenset({Life.THERE, Life.LEAVING, Life.RELEASED, Life.OTHERS})


class Memory(Struct, frozen=True, kw_only=True):
    """What we remember of one item on one target.

    Attributes:
        uid: The item's uid.
        item: ``plan/step@block``, for people.
        life: Where it stands.
        ref: The target's name for it; may be empty while `Life.INTENDED`.
        tag: The version we last saw or wrote; empty if the target did not tell.
        planned: `digest` of each field's text as the plan last said it; a field that is missing
            was never said, or nobody knows.
        echoed: Each field's text as the calendar gave it back for ``planned``; for a field that
            the student changed, the old one; for a field in ``written``, what we sent.
        written: Fields that we wrote and did not read back yet.
        seen: The item as the calendar last showed it; None if it was not read back yet.
        official: `when_text` of the plan's date that is told in the notes, or empty.
        kept: Fields in which the student's own stands instead of the plan's.
    """

    uid: str
    item: str
    life: Life
    ref: str = ""
    tag: str = ""
    planned: Mapping[str, str] = field(default_factory=dict)
    echoed: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    seen: Seen | None = None
    official: str = ""
    kept: tuple[str, ...] = ()

    def deleted(self) -> "Memory":
        """Return it as of an item that the student deleted, which stays away."""
        return replace(self, life=Life.DELETED, written=frozenset())


class State(Struct, frozen=True, kw_only=True):
    """What the student did with one item, on whichever target or by command.

    Attributes:
        done: Ticked off?
        skipped: Deleted, or skipped by command: it is not put on any calendar.
        moved: The student's own start and end, or None for the plan's.
        against: `digest` of the plan's ``when``, as an event or as a to-do, at the moment the
            student moved it: if the plan says another one later, both moved it.
        by: Name of the target where the student did it, or empty for a command.
        at: When we learned of it, UTC.
    """

    done: bool = False
    skipped: bool = False
    moved: tuple[date, date] | None = None
    against: str = ""
    by: str = ""
    at: datetime | None = None


class Run(Struct, frozen=True, kw_only=True):
    """One run on one target.

    Attributes:
        target: Its name.
        owner: `owner_of` the student.
        today: The day it is where the student lives.
        now: The time, UTC.
        learning: Is nothing remembered of the target, so that all that is ours there counts as
            our own work? Else what we do not remember is the work of another computer.
    """

    target: str
    owner: str
    today: date
    now: datetime
    learning: bool = False


class Account(Struct, frozen=True, kw_only=True):
    """What is remembered of one target as a whole.

    Attributes:
        name: As in the student file.
        identity: Which calendar it led to; empty if that was forgotten on purpose.
        cursor: For the next pull; empty for a full listing.
        applied: Digest of everything the last complete run wanted there; if it is the same and
            the calendar shows no change, there is nothing to do.
        last_run: When a run last tried, UTC.
        last_good: When a run last ended with nothing left to do, UTC.
        outcome: In a few words for `status`, how the last run ended.
    """

    name: str
    identity: str
    cursor: str = ""
    applied: str = ""
    last_run: datetime | None = None
    last_good: datetime | None = None
    outcome: str = ""
