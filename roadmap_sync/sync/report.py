"""What a run did on one target, for people, scripts and exit codes."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from roadmap_sync.errors import RoadmapError, UnreachableError
from roadmap_sync.sync.merge import Decision, Verb
from roadmap_sync.targets.base import Outcome, Result, Stored

_PENDING = (Result.UNKNOWN, Result.UNSENT, Result.STALE, Result.EXISTS, Result.MISSING)


class Deed(StrEnum):
    """What a student can do with an item on a calendar, as it is counted in front of people."""

    DONE = "done"
    UNDONE = "not done after all"
    MOVED = "moved"
    DELETED = "deleted"
    BACK = "put back"
    CANCELLED = "cancelled"
    CHANGED = "changed"


class Learned(Struct, frozen=True, kw_only=True):
    """What a run learned of one item, and no run before it.

    Attributes:
        uid: The item's uid.
        item: ``plan/step@block``, for people.
        title: What the calendar shows, or did.
        day: Where it stands there, or did; None if it has no day.
        deeds: What the student did, each in words for people.
    """

    uid: str
    item: str
    title: str
    day: date | None
    deeds: Mapping[Deed, str]

    @property
    def reason(self) -> str:
        """All of it in words."""
        return "; ".join(self.deeds[deed] for deed in Deed if deed in self.deeds)


class Report(Struct):
    """What became of one target in one run.

    Attributes:
        target: Its name.
        decisions: Of every item that was looked at, in the order of their days.
        outcomes: The last outcome of each write, by uid.
        error: What stopped the run there, or None.
        notes: What a person should know, one sentence each.
        stopped: Did somebody stop it?
        days: The day on which each item stands, or will, by uid.
        held: Uids of items that were decided about and must not be written yet.
        unchanged: How many items need not be looked at: they are as the last run left them.
        learned: What the student did there since the last run, by uid.
    """

    target: str
    decisions: list[Decision] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    error: RoadmapError | None = None
    notes: list[str] = field(default_factory=list)
    stopped: bool = False
    days: dict[str, date] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    unchanged: int = 0
    learned: dict[str, Learned] = field(default_factory=dict)

    @property
    def writes(self) -> list[Decision]:
        """Decisions that write, in the order in which they are shown."""
        return [one for one in self.decisions if one.writes and one.uid not in self.held]

    @property
    def waits(self) -> list[Decision]:
        """Decisions that would write, and wait until the student accepts them."""
        return [one for one in self.decisions if one.writes and one.uid in self.held]

    @property
    def kept(self) -> list[Decision]:
        """Items in which the student's own stands."""
        return [one for one in self.decisions if one.verb is Verb.KEEP and one.kept]

    @property
    def asks(self) -> list[Decision]:
        """Items that a person must look at."""
        return [one for one in self.decisions if one.ask]

    @property
    def refused(self) -> list[Outcome]:
        """Writes that the calendar says no to."""
        return [one for one in self.outcomes.values() if one.result is Result.REFUSED]

    @property
    def pending(self) -> list[Outcome]:
        """Writes of which nobody knows yet, or that wait for the next run."""
        return [one for one in self.outcomes.values() if one.result in _PENDING]

    def count(self, verb: Verb) -> int:
        """Return how many writes of a kind are confirmed."""
        return sum(
            one.result is Result.DONE and one.write.verb == verb for one in self.outcomes.values()
        )

    @property
    def exit_code(self) -> int:
        """As in DESIGN.md section 7, without interruptions."""
        if self.error is not None:
            return self.error.exit_code
        if self.refused:
            return 4
        if self.pending:
            return UnreachableError.exit_code
        return 3 if self.asks or self.waits else 0

    @property
    def in_words(self) -> str:
        """How it ended, in a few words."""
        if self.error is not None:
            return str(self.error).removeprefix(f"{self.target}: ")
        parts = [self.done_in_words] * bool(self.done_in_words)
        parts += [f"{len(self.pending)} left for the next run"] * bool(self.pending)
        parts += [f"{len(self.refused)} refused"] * bool(self.refused)
        parts += [f"{len(self.waits)} to be accepted"] * bool(self.waits)
        return ", ".join(parts) or "nothing to do"

    @property
    def done_in_words(self) -> str:
        """How much was written: ``2 created, 1 deleted``; empty for nothing."""
        verbs = {Verb.CREATE: "created", Verb.UPDATE: "updated", Verb.DELETE: "deleted"}
        return ", ".join(
            f"{self.count(verb)} {word}" for verb, word in verbs.items() if self.count(verb)
        )


def days_of(decisions: Iterable[Decision], there: Mapping[str, Stored]) -> dict[str, date]:
    """Return the day on which each item stands, or will, by uid.

    Args:
        decisions: Of the items.
        there: How the calendar holds them, by uid.
    """
    days: dict[str, date] = {}
    for one in decisions:
        stored = there.get(one.uid)
        if one.write is not None and one.write.content is not None:
            days[one.uid] = one.write.content.start
        elif stored is not None and stored.seen is not None:
            days[one.uid] = stored.seen.content.start
    return days
