"""The seam between the engine and a calendar, and its contract in words.

Each sentence is checked for every target by ``tests/contract``:

- `Target.pull` writes nothing, and says what changed since a cursor: items of ours that are new
  or have another tag than the one known, and which known ones are gone. What is not ours is
  never in it. An answer that is not certainly complete raises; it never looks like "deleted".
  An item that may be there twice is looked for in every place that may hold one of ours.
- `Target.push` makes each write conditional: a create only where nothing of that name is, an
  update or delete only of the version whose tag was given. A write whose condition fails
  changes nothing, and says so.
- An update sets the fields it names and the marker, and leaves everything else as it is: the
  student's own text, alarms and guests, and every property nobody knows.
- `Target.push` yields one outcome for each write, as soon as it is certain. What cannot be
  known is `Result.UNKNOWN`, never a guess. When ``stop`` says so, writes in flight are
  finished, and the rest is `Result.UNSENT`.
- Pushing a create again changes nothing: names come from the uid.
- Only errors of `roadmap_sync.errors` come out, none of a library underneath, and no secret
  stands in their words.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Literal, Protocol

from msgspec import Struct

from roadmap_sync.content import Content, Marker, Seen


class Stored(Struct, frozen=True, kw_only=True):
    """One item of ours as the calendar has it now.

    Attributes:
        uid: The item's uid.
        ref: The target's name for it, opaque outside: a path, a Google id.
        tag: The target's version of it, opaque: an ETag. Never empty.
        seen: What it says; None if it cannot be read, so that nobody touches it.
    """

    uid: str
    ref: str
    tag: str
    seen: Seen | None


class Pull(Struct, frozen=True, kw_only=True):
    """What a calendar answered.

    Attributes:
        changed: Items of ours that are new to us or have another tag than we know.
        gone: Refs that we know and that are certainly not there any more.
        cursor: To be given to the next pull, opaque; may hold addresses but no secrets.
        whole: Was everything listed, rather than what changed since the cursor?
        total: How many resources the calendar lists, ours or not; None if it did not say.
        absent: Is the calendar not there yet? The first write makes it.
    """

    changed: tuple[Stored, ...]
    gone: frozenset[str]
    cursor: str
    whole: bool
    total: int | None = None
    absent: bool = False


class Write(Struct, frozen=True, kw_only=True):
    """One write that the engine wants.

    Attributes:
        uid: The item's uid.
        ref: The target's name for it; empty for a create.
        tag: The version we last saw; empty for a create.
        content: All fields as they should stand, ``notes`` as the whole description; for an
            update whose component differs from the stored one, the item changes its kind and
            keeps what else is in it. None for a delete.
        fields: For an update: which fields to set. The others are not looked at.
        marker: For a create or an update: what to leave in it.
        back: Of a create: if the calendar keeps what was deleted, may this bring it back? It may
            where we remember what the student deleted; where we do not, what lies in the bin is
            what they deleted, and the answer is `Result.MISSING`.
    """

    verb: Literal["create", "update", "delete"]
    uid: str
    ref: str = ""
    tag: str = ""
    content: Content | None = None
    fields: frozenset[str] = frozenset()
    marker: Marker | None = None
    back: bool = False


class Result(StrEnum):
    """How one write ended."""

    DONE = "done"
    #: Somebody changed it since we looked; nothing was written.
    STALE = "stale"
    #: Something of that name or uid is there already; nothing was written.
    EXISTS = "exists"
    #: It is not there any more; of a create: it was there, and somebody deleted it. Nothing was
    #: written.
    MISSING = "missing"
    #: The calendar says no to this one, and would say so again.
    REFUSED = "refused"
    #: No answer that can be relied on: it may have been applied or not.
    UNKNOWN = "unknown"
    #: Not tried: stopped, or no time left.
    UNSENT = "unsent"


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one write.

    Attributes:
        ref: Of a create or update that is done: its name.
        tag: Likewise its version, if the calendar told; empty if only the next pull can tell.
        reason: Why not, in words for people; empty if done.
    """

    write: Write
    result: Result
    ref: str = ""
    tag: str = ""
    reason: str = ""


class Target(Protocol):
    """One calendar.

    Attributes:
        name: As in the student file, ``phone``.
        kind: ``memory``, ``file``, ``caldav``, ``google``.
        identity: Which calendar this is: the same text as long as the settings lead to the same
            one; holds no secret.
        tasks: What items of type task become here unless the student says otherwise.
    """

    name: str
    kind: str
    identity: str
    tasks: Literal["events", "todos"]

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        """Return what changed.

        Args:
            cursor: Of the last pull, or empty for a full listing.
            known: The tag of each ref that we know, empty if the tag is not known.
            twice: Uids of items that may be there twice, because a run was broken off while it
                made a to-do of an event, or the other way round. Of these all is told that is
                not known or has another tag, however long ago that changed.

        Raises:
            UnreachableError: No answer, or one that no calendar gives.
            RefusedError: The calendar does not let us read.
            SignInError: Wrong or expired credentials.
            DecisionError: It is not clear which calendar is meant, or a known one has gone.
        """

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        """Do the writes, in any order, and yield the outcome of each once.

        Raises:
            As `pull`, after the outcomes that are certain.
        """

    def close(self) -> None:
        """Let go of connections."""
