"""All writes of one push: events in batches, tasks one by one, and what moves between the two."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from roadmap_sync.content import FIELDS
from roadmap_sync.errors import DecisionError, TargetError, UnreachableError
from roadmap_sync.targets import google_place as places
from roadmap_sync.targets.base import Outcome, Result, Stored, Write
from roadmap_sync.targets.google_calls import BATCH, Calls
from roadmap_sync.targets.google_event_list import etag_of, id_of, is_cancelled
from roadmap_sync.targets.google_event_list import stored as stored_event
from roadmap_sync.targets.google_events import Batch, Job
from roadmap_sync.targets.google_place import Place
from roadmap_sync.targets.google_tasks import Look, Tasks, parts_of
from roadmap_sync.targets.google_tasks import stored as stored_task

Json = dict[str, Any]

_GONE = frozenset({404, 410})


class Pushing:
    """One push.

    Attributes:
        place: Where it wrote: with the calendar and the list that it made.
        stored: What it wrote, as Google gave it back, by ref.
        certain: Did every write end well, so that `stored` is all there is to know?
    """

    def __init__(self, calls: Calls, place: Place, known: Look | None) -> None:
        self.place = place
        self.stored: dict[str, Stored] = {}
        self.certain = True
        self._calls = calls
        self._known = known
        self._tasks: Tasks | None = None

    def run(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        """Do the writes; see `roadmap_sync.targets.base.Target.push`."""
        left = {write.uid: write for write in writes}
        try:
            for outcome in self._outcomes(writes, stop):
                left.pop(outcome.write.uid, None)
                self.certain = self.certain and outcome.result is Result.DONE
                yield outcome
        except TargetError as error:
            self.certain = False
            for write in left.values():
                yield Outcome(write=write, result=Result.UNSENT, reason=str(error))
            raise

    def _outcomes(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        if stop():
            yield from _unsent(writes, "stopped")
            return
        self._make(writes)
        events = [write for write in writes if _is_event(write)]
        tasks = [write for write in writes if _is_task(write)]
        moving = [write for write in writes if not (_is_event(write) or _is_task(write))]
        broken = ""
        for start in range(0, len(events), BATCH):
            chunk = events[start : start + BATCH]
            if broken or stop():
                yield from _unsent(chunk, broken or "stopped")
                continue
            outcomes, broken = self._batch([Job(write=write) for write in chunk])
            yield from outcomes
        if tasks or moving:
            yield from self._one_by_one(tasks, moving, broken, stop)
            broken = broken or (self._tasks.broken if self._tasks is not None else "")
        if broken:
            raise UnreachableError(f"{self._calls.settings.name}: {broken}")

    def _one_by_one(
        self, tasks: list[Write], moving: list[Write], broken: str, stop: Callable[[], bool]
    ) -> Iterator[Outcome]:
        if broken:
            yield from _unsent([*tasks, *moving], broken)
            return
        here = self._tasks = self._tasks or Tasks(self._calls, self.place.tasklist, self._known)
        yield from self._noted(here.run(tasks, stop))
        for write in moving:
            if stop() or here.broken:
                yield from _unsent([write], here.broken or "stopped")
            else:
                yield from self._noted(iter([self._move(write, here)]))

    def _noted(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            assert self._tasks is not None
            task = self._tasks.written.get(outcome.ref)
            if outcome.result is Result.DONE and task is not None:
                tasklist, _, uid = parts_of(outcome.ref)
                self.stored[outcome.ref] = stored_task(tasklist, uid, task)
            yield outcome

    def _batch(self, jobs: list[Job]) -> tuple[list[Outcome], str]:
        batch = Batch(self._calls, self.place.calendar)
        outcomes = batch.run(jobs)
        if any(one.result in _CHECK for one in outcomes):
            self._check_there()
        for one in outcomes:
            event = batch.written.get(id_of(one.ref))
            if one.result is Result.DONE and event is not None:
                self.stored[one.ref] = stored_event(event)
        return outcomes, batch.broken

    def _check_there(self) -> None:
        """Raise if the whole calendar has gone under our hands."""
        reply = self._calls.read(self._calls.calendars.get(calendarId=self.place.calendar))
        if reply.status in _GONE:
            raise DecisionError(
                f"{self._calls.settings.name}: the calendar was deleted while we wrote"
            )

    def _move(self, write: Write, here: Tasks) -> Outcome:
        """Make an item what it becomes, then delete what it was: at no time is it nowhere."""
        assert write.content is not None
        to_task = write.content.component == "todo"
        try:
            before = self._event(write) if to_task else here.fetch(write)
        except UnreachableError as error:
            here.broken = str(error)
            return Outcome(write=write, result=Result.UNSENT, reason=str(error))
        if isinstance(before, Outcome):
            return before
        new = replace(write, verb="create", ref="", tag="", fields=frozenset(FIELDS), back=True)
        if to_task:
            made = here.adopt(new)
        else:
            [made] = self._batch([Job(write=new, anyway=True)])[0]
        if made.result is not Result.DONE:
            return replace(made, write=write)
        old = Write(verb="delete", uid=write.uid, ref=write.ref, tag=write.tag)
        gone = self._batch([Job(write=old)])[0][0] if to_task else here.do(old)
        if gone.result in {Result.DONE, Result.MISSING}:
            return replace(made, write=write)
        return replace(gone, write=write, result=Result.UNKNOWN)  # one half of it was done

    def _event(self, write: Write) -> Json | Outcome:
        """Return an event that is still as the engine saw it, or the outcome if it is not."""
        reply = self._calls.read(
            self._calls.events.get(calendarId=self.place.calendar, eventId=id_of(write.ref))
        )
        if reply.status in _GONE or is_cancelled(reply.body):
            return Outcome(write=write, result=Result.MISSING, reason="it is not there any more")
        if reply.body.get("etag") != etag_of(write.tag):
            words = "somebody changed it in between"
            return Outcome(write=write, result=Result.STALE, reason=words)
        return reply.body

    def _make(self, writes: Sequence[Write]) -> None:
        """Make the calendar and the list that the writes need."""
        kinds = {write.content.component for write in writes if write.content is not None}
        if "event" in kinds and not self.place.calendar:
            self.place = replace(self.place, calendar=places.make_calendar(self._calls))
        if "todo" in kinds and not self.place.tasklist:
            if not self._calls.settings.tasklist:
                raise DecisionError(
                    f"{self._calls.settings.name}: there is no list for to-dos; write 'tasks: "
                    "Roadmap', or 'tasks: events'"
                )
            made = places.make_tasklist(self._calls)
            title = self._calls.settings.tasklist
            self.place = replace(self.place, tasklist=made, title=title)
            self._known = Look(whole=True)


#: What a calendar that was deleted looks like, from one of its events.
_CHECK = frozenset({Result.MISSING, Result.REFUSED})


def _is_event(write: Write) -> bool:
    if write.verb == "create":
        assert write.content is not None
        return write.content.component == "event"
    stays = write.content is None or write.content.component == "event"
    return write.ref.startswith("e:") and stays


def _is_task(write: Write) -> bool:
    if write.verb == "create":
        return not _is_event(write)
    stays = write.content is None or write.content.component == "todo"
    return write.ref.startswith("t:") and stays


def _unsent(writes: Sequence[Write], reason: str) -> Iterator[Outcome]:
    for write in writes:
        yield Outcome(write=write, result=Result.UNSENT, reason=reason)
