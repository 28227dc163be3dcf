"""Writing to one calendar what was decided; each outcome is recorded as it comes."""

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from roadmap_sync.sync.intents import intent_of
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, Memory, Run, State
from roadmap_sync.sync.merge import Decision, Verb
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Deed, Learned, Report
from roadmap_sync.targets.base import Outcome, Result, Target

_AGAIN = (Result.STALE, Result.EXISTS, Result.MISSING)


class Writing:
    """The writes to one target in one run.

    Attributes:
        memories: What is remembered of its items now, by uid.
    """

    def __init__(
        self, order: Order, target: Target, ledger: Ledger, report: Report, run: Run
    ) -> None:  # fmt: skip
        self.memories: dict[str, Memory] = {}
        self._order = order
        self._target = target
        self._ledger = ledger
        self._report = report
        self._run = run
        #: Is anything remembered of the target?
        self._known = ledger.account(target.name) is not None

    def refused(self) -> frozenset[str]:
        """What the calendar said no to in this run, and would say no to again."""
        outcomes = self._report.outcomes.items()
        return frozenset(uid for uid, one in outcomes if one.result is Result.REFUSED)

    def part(self, decisions: list[Decision]) -> tuple[list[Decision], dict[str, Outcome]]:
        """Delete the other ones of items that are there twice.

        Until that is certain the ledger says that they are leaving, so that the next run looks.

        Returns:
            What may be done now, and how those ended of which the other one is still there.
        """
        no = self.refused() | self._order.limit.held
        twice = {one.uid for one in decisions if one.other is not None}
        deletes = [one.other for one in decisions if one.other is not None and one.uid not in no]
        if not deletes:
            return [one for one in decisions if one.uid not in twice], {}
        self._intend([replace(self.memories[one.uid], life=Life.LEAVING) for one in deletes])
        left: dict[str, Outcome] = {}
        for outcome in self._target.push(deletes, self._order.stop):
            gone = outcome.result in (Result.DONE, Result.MISSING)
            result = Result.DONE if gone else outcome.result
            # What people are told is what becomes of the item, which stays.
            told = replace(outcome, write=replace(outcome.write, verb="update"), result=result)
            self._report.outcomes[outcome.write.uid] = told
            if gone:
                twice.discard(outcome.write.uid)
            else:
                left[outcome.write.uid] = told
        return [one for one in decisions if one.uid not in twice], left

    def settle(self, decisions: Sequence[Decision]) -> None:
        """Record what needs no write."""
        before = self.memories
        quiet = [one for one in decisions if one.write is None]
        news = [one.memory for one in quiet if one.memory and before.get(one.uid) != one.memory]
        gone = [one.uid for one in quiet if one.memory is None and one.uid in before]
        self._ledger.record_all(self._target.name, news)
        self.memories.update((one.uid, one) for one in news)
        self._forget(gone)

    def _forget(self, uids: Iterable[str]) -> None:
        uids = list(uids)
        if uids:
            self._ledger.forget(self._target.name, uids)
        for uid in uids:
            self.memories.pop(uid, None)

    def push(self, decisions: Sequence[Decision]) -> dict[str, Outcome]:
        """Write, and record each outcome as it comes."""
        name = self._target.name
        self._intend([one for d in decisions if (one := intent_of(d)) is not None])
        by_uid = {one.uid: one for one in decisions}
        outcomes: dict[str, Outcome] = {}
        # Where nothing is remembered, what lies in a calendar's bin is what the student deleted.
        back = self._known
        writes = [replace(one.write, back=back) for one in decisions if one.write is not None]
        for outcome in self._target.push(writes, self._order.stop):
            outcomes[outcome.write.uid] = outcome
            self._report.outcomes[outcome.write.uid] = outcome
            self._record(by_uid[outcome.write.uid], outcome)  # may know better how it ended
            self._undo(by_uid[outcome.write.uid], self._report.outcomes[outcome.write.uid])
            self._order.tell(name, len(outcomes), len(writes))
        return outcomes

    def give_up(self, shown: Collection[str]) -> None:
        """Call a create refused if its uid is taken by something that the calendar never shows."""
        for uid, outcome in self._report.outcomes.items():
            if outcome.result is Result.EXISTS and uid not in shown:
                self._report.outcomes[uid] = replace(outcome, result=Result.REFUSED)

    def resolve(self, decisions: Sequence[Decision]) -> None:
        """Strike out what was open and turns out to be done, or no longer wanted."""
        settled = {one.uid for one in decisions if not one.writes}
        for uid, outcome in list(self._report.outcomes.items()):
            if uid not in settled or outcome.result not in (*_AGAIN, Result.UNKNOWN):
                continue
            if outcome.result is Result.UNKNOWN:
                self._report.outcomes[uid] = replace(outcome, result=Result.DONE)
            else:
                del self._report.outcomes[uid]

    def _intend(self, memories: Sequence[Memory]) -> None:
        self._ledger.intend(self._target.name, memories)
        self.memories.update((one.uid, one) for one in memories)

    def _remember(self, memory: Memory) -> None:
        self._ledger.record(self._target.name, memory)
        self.memories[memory.uid] = memory

    def _record(self, decision: Decision, outcome: Outcome) -> None:
        uid = decision.uid
        done = outcome.result is Result.DONE
        if outcome.result is Result.MISSING and decision.verb is Verb.DELETE:
            self._report.outcomes[uid], done = replace(outcome, result=Result.DONE), True
        if done and decision.memory is not None:
            self._remember(replace(decision.memory, ref=outcome.ref, tag=outcome.tag))
        elif done or (outcome.result is Result.REFUSED and decision.verb is Verb.CREATE):
            self._forget([uid])
        elif outcome.result is Result.MISSING and decision.verb is Verb.CREATE:
            self._learn_deleted(decision)

    def _learn_deleted(self, decision: Decision) -> None:
        """Remember what a calendar tells from its bin: the ledger was lost, or is another one."""
        assert decision.memory is not None
        self._remember(decision.memory.deleted())
        before = self._ledger.states().get(decision.uid, State())
        news = replace(before, skipped=True, by=self._target.name, at=self._run.now)
        self._ledger.learn({decision.uid: news})
        self._report.learned[decision.uid] = Learned(
            uid=decision.uid, item=decision.item, title=decision.title,
            day=self._report.days.get(decision.uid), deeds={Deed.DELETED: "you deleted it"},
        )  # fmt: skip

    def _undo(self, decision: Decision, outcome: Outcome) -> None:
        """Take an intent back that certainly came to nothing: the item is where it was."""
        if outcome.result not in (Result.DONE, Result.UNKNOWN) and decision.now is not None:
            self._remember(decision.now)
