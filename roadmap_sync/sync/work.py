"""The work on one calendar in one run; `roadmap_sync.sync.engine` says in which order."""

from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace

from roadmap_sync.content import digest
from roadmap_sync.errors import LedgerError, RoadmapError
from roadmap_sync.sync import guards
from roadmap_sync.sync.intents import as_it_is, place_of
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.looking import View, joined, learn, look, taken_back, unsure
from roadmap_sync.sync.memory import Account, Life, State
from roadmap_sync.sync.merge import Decision, Verb, decide
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Report, days_of
from roadmap_sync.sync.restoring import still_away
from roadmap_sync.sync.twins import decide_twice
from roadmap_sync.sync.wanted import Wanted, Wants
from roadmap_sync.sync.writing import Writing
from roadmap_sync.targets.base import Outcome, Result, Target
from roadmap_sync.targets.patience import stopped

#: How often a run looks again when somebody changed an item under its hands.
_ROUNDS = 3


class Work:
    """The work on one target in one run."""

    def __init__(self, order: Order, target: Target, ledger: Ledger) -> None:
        self.report = Report(target.name, held=order.limit.held)
        self._order = order
        self._target = target
        self._ledger = ledger
        self._account = ledger.account(target.name)
        learning = self._account is None or not self._account.identity or ledger.restored
        self._run = replace(order.run, target=target.name, learning=learning)
        self._view: View | None = None
        self._writing = Writing(order, target, ledger, self.report, self._run)

    def attempt(self, step: Callable[[], None]) -> None:
        """Take a step; an error that concerns this target alone ends its work."""
        if self.report.error is not None:
            return
        if self._order.stop():
            self.report.error = stopped(self._target.name)
            return
        try:
            step()
        except LedgerError:
            raise
        except RoadmapError as error:
            self.report.error = error

    def look(self) -> None:
        """Read the calendar."""
        remembered = self._ledger.memories(self._target.name)
        self._writing.memories.update((uid, unsure(one)) for uid, one in remembered.items())
        # A cursor of long ago may not know of a calendar that was made since.
        old = self._account is not None and self._ledger.restored
        account = self._account and replace(self._account, cursor="") if old else self._account
        self._view = self._looked(account)
        if not self._writing.memories and self._view.stored and self._account is None:
            self.report.notes.append(
                f"nothing was remembered of '{self._target.name}', so it was learnt from the "
                "calendar; what you had deleted there may be back once"
            )

    def learn(self, states: Mapping[str, State], news: dict[str, State]) -> None:
        """Find out what the student did, beside what earlier targets told in this run."""
        assert self._view is not None
        if self._view.quiet:
            return
        wanted = self._wanted(states)
        found = learn(self._view, states, wanted, self._order.limit)
        before = {uid: news.get(uid, states.get(uid, State())) for uid in found}
        for uid, state in found.items():
            news[uid] = joined(states.get(uid, State()), news.get(uid), state)
        self._tell_states(before, {uid: news[uid] for uid in found}, wanted)

    @property
    def shown(self) -> set[str]:
        """Uids of all items of ours that the calendar holds."""
        return set() if self._view is None else set(self._view.stored)

    def let_back(self, uids: set[str]) -> None:
        """Think no more that items are away from here which came out of a bin elsewhere.

        The ledger forgot it when it learned that they came back.
        """
        away = {uid for uid, one in self._writing.memories.items() if one.life is Life.DELETED}
        for uid in (away & uids) - self.shown:
            del self._writing.memories[uid]
        self._view = self._view and replace(self._view, memories=dict(self._writing.memories))

    def bring(self, states: dict[str, State], back: set[str]) -> None:
        """Decide and write, and look again until nothing is left to do.

        What the student does meanwhile is learned, too, and put into ``states``; what they take
        out of a bin, into ``back``.
        """
        assert self._view is not None
        if self._is_applied(self._order.stamp, states):
            self._save_cursor()
            return
        wanted = self._wanted(states)
        concerned = self._concerned(states)
        for number in range(_ROUNDS):
            decisions = self._decide(wanted, concerned)
            self._tell_edits(wanted)
            if number:
                self._writing.resolve(decisions)
            else:
                self.report.decisions = decisions
                self.report.days = days_of(decisions, self._view.stored)
            if self._order.dry:
                return
            decisions, outcomes = self._writing.part(decisions)
            self._writing.settle(as_it_is(decisions, self._order.limit.held))
            no = self._writing.refused() | self._order.limit.held
            writes = [one for one in decisions if one.write is not None and one.uid not in no]
            outcomes |= self._writing.push(writes)
            if self._order.stop() or not outcomes or not self._look_again(outcomes):
                break
            concerned = set(outcomes) | self._view.news
            wanted = self._learn_more(states, wanted, concerned, back)
        if not self._order.stop():
            self._writing.give_up(self._view.stored)
        self._save_cursor()

    def _learn_more(
        self, states: dict[str, State], wanted: Wants, concerned: Collection[str], back: set[str]
    ) -> Wants:  # fmt: skip
        """Learn what the student did meanwhile, and return what should be shown then."""
        assert self._view is not None
        news = learn(self._view, states, wanted, self._order.limit, concerned)
        if not news:
            return wanted
        self._tell_states({uid: states.get(uid, State()) for uid in news}, news, wanted)
        more = taken_back(states, news)
        self._ledger.learn(news, still_away(self._ledger, more, {self._target.name: self.shown}))
        back |= more
        states.update(news)
        return self._wanted(states)

    def conclude(self, states: Mapping[str, State]) -> None:
        """Remember how the run ended."""
        if self._order.dry:
            return
        self.report.stopped = self._order.stop()
        account = self._ledger.account(self._target.name) or Account(
            name=self._target.name, identity=""
        )
        good = self.report.exit_code in (0, 3) and not self.report.stopped
        whole = good and not self.report.exit_code
        self._ledger.save_account(
            replace(
                account,
                applied=self._stamp(self._order.stamp, states) if whole else "",
                last_run=self._run.now,
                last_good=self._run.now if good else account.last_good,
                outcome=self.report.in_words,
            )
        )

    def _is_applied(self, stamp: str, states: Mapping[str, State]) -> bool:
        """Did the last run bring all this to the calendar, and nobody changed anything since?

        Then there is nothing to find, and the items need not be looked at one by one.
        """
        assert self._view is not None
        stamp = self._stamp(stamp, states)
        known = "" if self._account is None else self._account.applied
        # By a clock that was ahead, what is to come was over.
        good = None if self._account is None else self._account.last_good
        then = good is not None and good <= self._run.now
        return self._view.quiet and stamp == known and then and stamp != "" and not self._order.dry

    def _concerned(self, states: Mapping[str, State]) -> set[str] | None:
        """Return the only items of which anything may differ from the last run; None for all."""
        assert self._view is not None
        stamp, same = self._order.earlier.stamp, self._order.earlier.same
        if not same or not self._is_applied(stamp, states):
            return None
        # What the student's own stands in is told again in each run that changes something.
        there = {
            uid
            for uid, one in self._writing.memories.items()
            if one.life is Life.THERE and not (one.kept or one.official)
        }
        self.report.unchanged = len(same & there)
        return (self._view.uids | {item.uid for item in self._order.items}) - (same & there)

    def _stamp(self, stamp: str, states: Mapping[str, State]) -> str:
        if not stamp:
            return ""
        shape = self._target.name in self._order.todos
        return digest(f"{stamp} {shape} {sorted(states.items(), key=lambda s: s[0])}")

    def _wanted(self, states: Mapping[str, State]) -> Wants:
        return Wants(self._order.items, states, todos=self._target.name in self._order.todos)

    def _decide(self, wanted: Mapping[str, Wanted], concerned: set[str] | None) -> list[Decision]:
        """Decide about all items, or about those that are concerned."""
        view = self._view
        assert view is not None
        uids = (view.uids | set(wanted)) - view.blind - view.foreign
        uids = uids if concerned is None else uids & concerned
        decisions = [self._decided(view, uid, wanted.get(uid)) for uid in uids]
        deletes = [one.uid for one in decisions if one.verb is Verb.DELETE]
        guards.check_deletes(
            self._target.name, deletes, len(wanted), view.memories, self._order.limit
        )
        return sorted(decisions, key=lambda one: place_of(one, wanted, view.memories))

    @staticmethod
    def _decided(view: View, uid: str, wanted: Wanted | None) -> Decision:
        memory, pair = view.memories.get(uid), view.pair(uid, wanted)
        if memory is not None and pair is not None:
            return decide_twice(wanted, memory, pair, view.run)
        return decide(wanted, memory, view.stored.get(uid), view.run)

    def _tell_states(
        self, before: Mapping[str, State], after: Mapping[str, State], wanted: Mapping[str, Wanted]
    ) -> None:
        """Note for people what the student did; most runs find nothing, and load nothing."""
        if after and self._view is not None:
            from roadmap_sync.sync.news import tell_states

            tell_states(self.report, self._view, wanted, before, after)

    def _tell_edits(self, wanted: Mapping[str, Wanted]) -> None:
        """Note likewise what the student changed in items; the run remembers it from now on."""
        if self._view is not None and self._view.pull.changed:
            from roadmap_sync.sync.news import tell_edits

            tell_edits(self.report, self._view, wanted)

    def _look_again(self, outcomes: Mapping[str, Outcome]) -> bool:
        """Read back what was written; say whether there is anything to look at."""
        account = self._seen_account()
        view = self._looked(account)
        if any(one.result is Result.EXISTS and uid not in view.stored
               for uid, one in outcomes.items()):  # fmt: skip
            # It was there before the plan had it, and without a marker nobody knew it for ours.
            view = self._looked(replace(account, cursor=""))
        # What we wrote a moment ago and is not shown yet is no deed of the student's: the next
        # run will see. Some servers show it late, others under a name of their own.
        late = {uid for uid, one in outcomes.items() if one.ref and uid not in view.stored}
        self._view = replace(view, blind=view.blind | late)
        return any(one.result is not Result.UNSENT for one in outcomes.values())

    def _looked(self, account: Account | None) -> View:
        uids = frozenset(item.uid for item in self._order.items)
        return look(self._target, account, dict(self._writing.memories), self._run, uids)

    def _seen_account(self) -> Account:
        assert self._view is not None
        cursor = self._view.pull.cursor
        return Account(name=self._target.name, identity=self._target.identity, cursor=cursor)

    def _save_cursor(self) -> None:
        before = self._ledger.account(self._target.name)
        new = self._seen_account()
        if before is not None:
            new = replace(before, identity=new.identity, cursor=new.cursor)
        self._ledger.save_account(new)
