"""Looking at one calendar: what it holds now, beside what we remember of it."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.sync import guards
from roadmap_sync.sync.edits import is_over, learned
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.memory import HELD, Account, Life, Memory, Run, State
from roadmap_sync.sync.twins import counts, is_twin, learned_of_both
from roadmap_sync.sync.wanted import Wanted
from roadmap_sync.targets.base import Pull, Stored, Target


class View(Struct, frozen=True, kw_only=True):
    """One calendar as it is now.

    Attributes:
        target: The calendar.
        run: Whose, and when.
        memories: What we remember, by uid.
        pull: What it answered.
        stored: Every item of ours that it holds, by uid, changed or not.
        twins: Of those that are there twice, the second one, by uid.
        foreign: Uids of what looks like ours and is somebody else's: never touched.
        blind: Uids of items that are there, but of which we do not know what they say.
    """

    target: Target
    run: Run
    memories: Mapping[str, Memory]
    pull: Pull
    stored: Mapping[str, Stored]
    foreign: frozenset[str]
    blind: frozenset[str]
    twins: Mapping[str, Stored] = {}

    @property
    def quiet(self) -> bool:
        """Did nobody change anything since the last run, and was that one finished?"""
        open_ = (Life.INTENDED, Life.LEAVING)
        settled = all(one.life not in open_ for one in self.memories.values())
        return settled and not (self.pull.changed or self.pull.gone or self.blind)

    @property
    def news(self) -> set[str]:
        """Items that changed or went since the calendar was last read."""
        gone = {uid for uid, one in self.memories.items() if one.ref in self.pull.gone}
        return gone | {one.uid for one in self.pull.changed}

    @property
    def uids(self) -> set[str]:
        """All items that are remembered or there."""
        return (set(self.memories) | set(self.stored)) - self.foreign

    def pair(self, uid: str, wanted: Wanted | None) -> tuple[Stored, Stored] | None:
        """Return both of an item that is there twice, the one that we know first.

        Returns:
            None if it is there once, or nothing should be done about it.
        """
        twin = self.twins.get(uid)
        if twin is None or uid not in self.stored or not counts(wanted, self.memories[uid], twin):
            return None
        return self.stored[uid], twin


def look(
    target: Target, account: Account | None, memories: Mapping[str, Memory], run: Run,
    wanted: Iterable[str],
) -> View:  # fmt: skip
    """Return what a calendar holds.

    Args:
        target: The calendar.
        account: What we remember of it as a whole; None if it is new.
        memories: What we remember of its items, by uid.
        run: Whose, and when.
        wanted: Uids of what the plan says, which are ours even without a marker.

    Raises:
        TargetError: It cannot be read, or is not the one we know.
    """
    guards.check_identity(account, target)
    held = _held(memories)
    cursor, known, twice = question(account, memories)
    unread = any(one.seen is None for one in held.values() if one.life is Life.THERE)
    pull = target.pull(cursor, known, twice)
    seen_now = {one.uid for one in pull.changed}
    missing = any(one.seen is None and uid not in seen_now and one.ref not in pull.gone
                  for uid, one in held.items())  # fmt: skip
    if unread and missing and not pull.whole:
        pull = target.pull("", known, twice)  # the last run did not get to reading back: look anew
    return _view(target, run, memories, pull, frozenset(wanted))


def question(
    account: Account | None, memories: Mapping[str, Memory]
) -> tuple[str, dict[str, str], frozenset[str]]:
    """Return what a calendar is asked with: see `Target.pull`."""
    held = _held(memories)
    known = {one.ref: one.tag if one.seen is not None else "" for one in held.values()}
    twice = frozenset(uid for uid, one in held.items() if one.life is Life.LEAVING)
    return "" if account is None else account.cursor, known, twice


def _held(memories: Mapping[str, Memory]) -> dict[str, Memory]:
    return {uid: one for uid, one in memories.items() if one.life in HELD and one.ref}


def _view(
    target: Target, run: Run, memories: Mapping[str, Memory], pull: Pull, wanted: frozenset[str]
) -> View:
    copies = [one for one in pull.changed if _is_copy(one, memories, pull)]
    twins = {one.uid: one for one in copies if is_twin(one, memories[one.uid], run)}
    hidden = {one.ref for one in copies}
    changed = {one.uid: one for one in pull.changed if one.ref not in hidden}
    ours = {uid for uid in changed if uid in wanted or uid in memories}
    foreign = {
        uid
        for uid, one in changed.items()
        if uid not in ours
        and (one.seen is None or one.seen.marker is None or one.seen.marker.owner != run.owner)
    }
    stored: dict[str, Stored] = {}
    blind = set()
    for uid, memory in memories.items():
        if memory.life not in HELD or memory.ref in pull.gone or uid in changed:
            continue
        if memory.seen is None:
            blind.add(uid)
        else:
            stored[uid] = Stored(uid=uid, ref=memory.ref, tag=memory.tag, seen=memory.seen)
    guards.check_owner(target.name, run.owner, ours or memories, changed)
    return View(
        target=target, run=run, memories=memories, pull=pull, stored={**stored, **changed},
        foreign=frozenset(foreign), blind=frozenset(blind), twins=twins,
    )  # fmt: skip


def _is_copy(one: Stored, memories: Mapping[str, Memory], pull: Pull) -> bool:
    """Is it a second item of a uid, and the one that we know is still there?

    Some servers keep two, and so does a run that was killed while it moved an item into another
    calendar. Were the newest to count, the two would take turns.
    """
    memory = memories.get(one.uid)
    held = memory is not None and memory.life in HELD and memory.ref != ""
    return held and memory is not None and memory.ref not in {one.ref, *pull.gone}


def unsure(memory: Memory) -> Memory:
    """Return what we remember at the start of a run.

    What the last run wrote and did not read back may have been changed by the student since,
    where the server told no version of it; then the item's own words do not tell what was ours.
    """
    unread = memory.written and not memory.tag
    return replace(memory, written=frozenset()) if unread else memory


def taken_back(before: Mapping[str, State], news: Mapping[str, State]) -> set[str]:
    """Return the uids of items that the student took out of a bin."""
    return {
        uid for uid, one in news.items() if before.get(uid, State()).skipped and not one.skipped
    }


def joined(before: State, told: State | None, also: State) -> State:
    """Return what two targets tell of one item; where they differ, the first one stands."""
    if told is None:
        return also
    moved = told if told.moved != before.moved else also
    return replace(
        told,
        done=told.done if told.done != before.done else also.done,
        skipped=told.skipped if told.skipped != before.skipped else also.skipped,
        moved=moved.moved,
        against=moved.against,
    )


def learn(
    view: View, states: Mapping[str, State], wanted: Mapping[str, Wanted], limit: Limit,
    concerned: Collection[str] | None = None,
) -> dict[str, State]:  # fmt: skip
    """Return what the student did with items, where that is news.

    Args:
        view: The calendar.
        states: What we knew of what the student did.
        wanted: What should be shown.
        limit: How much may go.
        concerned: Uids of the only items that may have changed; None for all.

    Raises:
        GuardError: So much is gone that it may not have been the student.
    """
    gone = [
        one
        for uid, one in view.memories.items()
        if one.life is Life.THERE and uid not in view.stored and uid not in view.blind
    ]
    future = [one for one in gone if not is_over(one, view.run)]
    known = sum(
        one.life is Life.THERE or (one.life in HELD and uid in view.stored)
        for uid, one in view.memories.items()
    )
    guards.check_vanished(view.target.name, len(future), known, limit)
    news: dict[str, State] = {}
    uids = view.uids - view.blind
    for uid in uids if concerned is None else uids & set(concerned):
        before = states.get(uid, State())
        after = _learned(view, uid, before, wanted.get(uid))
        if after != before:
            news[uid] = after
    return news


def _learned(view: View, uid: str, before: State, wanted: Wanted | None) -> State:
    memory, pair = view.memories.get(uid), view.pair(uid, wanted)
    if memory is not None and pair is not None:
        return learned_of_both(before, memory, pair, wanted, view.run)
    return learned(before, memory, view.stored.get(uid), wanted, view.run)
