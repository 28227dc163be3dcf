"""Many writes to a calendar at once, and the outcome of each as soon as it is certain."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from importlib import import_module

from roadmap_sync.content import Content
from roadmap_sync.errors import DecisionError, RefusedError, TargetError
from roadmap_sync.targets import caldav_finding as finding
from roadmap_sync.targets import caldav_pulling as pulling
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.caldav_answers import Answer
from roadmap_sync.targets.caldav_finding import EVENT, TODO
from roadmap_sync.targets.caldav_http import Connections
from roadmap_sync.targets.caldav_lines import LostError, UnclearSignInError
from roadmap_sync.targets.caldav_place import Place, Tracked
from roadmap_sync.targets.caldav_turns import Turns
from roadmap_sync.targets.caldav_writing import Job, LaterError, Writing, lost_outcome
from roadmap_sync.targets.patience import attentive

#: After so many writes in a row of which nobody knows the end, the server is taken for down.
_MOST_UNKNOWN = 3
_LOCKED = 423
_RESOURCE = "roadmap_sync.formats.resource"
#: So many changes of what is there are sent one by one where the server may lock.
_FEW = 16
_Ended = tuple[Outcome, TargetError | None]


class Pushing:
    """One push."""

    def __init__(self, connections: Connections, place: Place, stop: Callable[[], bool]) -> None:
        self._connections = connections
        self._place = place
        self._stop = stop
        self._writing = Writing(connections, self, place.exact)
        self._turns = Turns(lambda: connections.quickest)
        self._listing = threading.Lock()
        self._few = True
        self._tags: dict[str, dict[str, str]] = {}

    def run(self, writes: Sequence[Write]) -> Iterator[Outcome]:
        """Do the writes; see `roadmap_sync.targets.base.Target.push`."""
        if not writes:
            return
        if self._stop():
            yield from _unsent(writes, "stopped")
            return
        before = self._connections.stop
        self._connections.stop = self._stop
        try:
            for outcome in self._outcomes(writes):
                self._note(outcome)
                yield outcome
        finally:
            self._connections.stop = before

    def ask(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send an update or delete; when it is its turn, where the server wants that."""
        if not self._takes_turns:
            answer = self._connections.ask(method, url, body, headers=headers, at_once={_LOCKED})
            if answer.status != _LOCKED:
                return answer
            self._place.one_by_one = True
        with self._turns.turn():
            answer = self._connections.ask(method, url, body, headers=headers, at_once={_LOCKED})
        if answer.status != _LOCKED:
            return answer
        self._turns.collided()
        with self._turns.turn():
            return self._connections.ask(method, url, body, headers=headers)

    @property
    def _takes_turns(self) -> bool:
        """Are changes of what is there sent one after the other?"""
        return self._place.one_by_one or (self._few and self._connections.may_lock)

    def _outcomes(self, writes: Sequence[Write]) -> Iterator[Outcome]:
        finding.refuse_locked(self._connections, [one.calendar for one in self._place.tracked])
        self._make(writes)
        jobs: deque[Job] = deque()
        for ready in self._jobs(writes):
            if isinstance(ready, Outcome):
                yield ready
            else:
                jobs.append(ready)
        self._few = sum(job.write.verb != "create" for job in jobs) <= _FEW
        # The first of many goes alone: it tells whether we may write at all, before eight of
        # them wait for a server that delays each refusal.
        broken: list[TargetError] = []
        if len(jobs) > self._connections.settings.connections:
            yield from self._send(jobs, 1, broken, most=1)
        if jobs and not broken:
            at_once = self._connections.settings.connections
            only_changes = all(job.write.verb != "create" for job in jobs)
            if only_changes and self._takes_turns:  # two under way, one made ready
                at_once = min(at_once, 3)
            yield from self._send(jobs, at_once, broken)
        yield from _unsent([job.write for job in jobs], str(broken[0]) if broken else "stopped")
        if broken:
            raise broken[0]

    def _send(
        self, jobs: deque[Job], at_once: int, broken: list[TargetError], most: int | None = None
    ) -> Iterator[Outcome]:
        """Send jobs from a queue until it is empty, we are stopped, or the server gives up."""
        unknown = 0
        running: set[Future[_Ended]] = set()
        with ThreadPoolExecutor(at_once, thread_name_prefix="caldav") as pool:
            while True:
                while jobs and len(running) < at_once and most != 0 and not broken:
                    if self._stop():
                        most = 0
                        break
                    most = None if most is None else most - 1
                    running.add(pool.submit(self._do, jobs.popleft()))
                if not running:
                    return
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for one in ended:
                    outcome, error = one.result()
                    unknown = unknown + 1 if outcome.result is Result.UNKNOWN else 0
                    if error is None and unknown >= _MOST_UNKNOWN:
                        error = LaterError(f"{self._connections.settings.name}: {outcome.reason}")
                    broken += [error] if error is not None else []
                    yield outcome

    def _do(self, job: Job) -> _Ended:
        """Do one job; an error that concerns all of them comes beside its outcome."""
        try:
            known = self._careful(job)
            return (self._writing.do(job) if known is None else known), None
        except LostError as error:
            return lost_outcome(job.write, error), error
        except UnclearSignInError as error:
            return _outcome(job.write, Result.UNKNOWN, str(error)), error
        except TargetError as error:
            return Outcome(write=job.write, result=Result.UNSENT, reason=str(error)), error

    def _careful(self, job: Job) -> Outcome | None:
        """Look before a write where the server does not: the outcome, or None to go on.

        SOGo ignores ``If-None-Match: *`` and the ``If-Match`` of a DELETE. It is known by its
        address, any other such server by the status with which it overwrites something. Between
        this look and the write somebody may still come; nothing can be done about that.
        """
        if job.write.verb == "update" and job.goal is None:
            return None
        if not (self._writing.overwrote or "/SOGo/" in job.here.calendar.url):
            return None
        where = job.goal or job.here
        if job.write.verb == "delete":
            tags = self._listed(where)
            if job.name not in tags:
                return _outcome(job.write, Result.MISSING, "it is not there any more")
            if tags[job.name] != job.tag:
                return _outcome(job.write, Result.STALE, "somebody changed it in between")
        elif job.name in self._listed(where):
            return _outcome(job.write, Result.EXISTS, "something of its name is there already")
        return None

    def _listed(self, tracked: Tracked) -> dict[str, str]:
        with self._listing:
            if tracked.path not in self._tags:
                look = pulling.tags_of(self._connections, tracked)
                self._tags[tracked.path] = {} if look is None else look.tags
            return self._tags[tracked.path]

    def _make(self, writes: Iterable[Write]) -> None:
        """Make the calendars that the creates need."""
        contents = [write.content for write in writes if write.content is not None]
        wanted = {content.component for content in contents}
        settings = self._connections.settings
        home, name = self._place.home, settings.calendar
        if not self._place.tracked:
            made = None
            if "todo" in wanted or settings.tasks == "todos":
                made = finding.make(self._connections, home, name, (EVENT, TODO))
            self._add(made or finding.make(self._connections, home, name, (EVENT,)))
        if "todo" in wanted and self._place.for_kind("todo") is None:
            if not name:
                raise DecisionError(
                    f"{settings.name}: this calendar takes no to-dos; set tasks: events"
                )
            # A run that broke off may have made it, and remembered nothing of that.
            self._place.add(map(_tracked, finding.find(self._connections).calendars))
            if self._place.for_kind("todo") is None:
                made = finding.make(self._connections, home, finding.tasks_name(name), (TODO,))
                self._add(made)
        if wanted and self._place.for_kind("event") is None:
            raise RefusedError(f"{settings.name}: this calendar takes no events")

    def _add(self, made: finding.Calendar | None) -> None:
        if made is not None:
            self._place.add([_tracked(made)])

    def _jobs(self, writes: Iterable[Write]) -> Iterator[Job | Outcome]:
        """Return what is to be sent, and the outcomes that are certain before."""
        updates: dict[str, list[Write]] = {}
        for write in writes:
            here = self._place.of(write.ref) if write.ref else None
            if write.verb == "create":
                assert write.content is not None
                goal = self._goal(write.content)
                yield Job(write=write, here=goal, name=f"{write.uid}.ics")
            elif here is None:
                yield _outcome(write, Result.STALE, "it is not in this calendar any more")
            elif write.verb == "delete":
                yield Job(write=write, here=here, name=_name(write), tag=write.tag)
            else:
                updates.setdefault(here.path, []).append(write)
        for path, group in updates.items():
            here = next(one for one in self._place.tracked if one.path == path)
            yield from self._patches(here, group)

    def _patches(self, here: Tracked, writes: Sequence[Write]) -> Iterator[Job | Outcome]:
        names = [_name(write) for write in writes]
        # What is slow to load, and needed to change what is fetched, is loaded meanwhile.
        loading = threading.Thread(target=import_module, args=[_RESOURCE], daemon=True)
        with attentive():
            loading.start()
            found, _ = pulling.fetch(self._connections, here, names)
            loading.join()
        for write in writes:
            name = _name(write)
            assert write.content is not None
            if name not in found:
                yield _outcome(write, Result.MISSING, "it is not there any more")
            elif found[name][0] != write.tag:
                yield _outcome(write, Result.STALE, "somebody changed it in between")
            else:
                kind = TODO if write.content.component == "todo" else EVENT
                goal = None if kind in here.calendar.kinds else self._goal(write.content)
                yield Job(write=write, here=here, name=name, data=found[name][1], goal=goal,
                          tag=write.tag)  # fmt: skip

    def _goal(self, content: Content) -> Tracked:
        goal = self._place.for_kind(content.component)
        assert goal is not None, "made before"
        return goal

    def _note(self, outcome: Outcome) -> None:
        """Remember what we wrote, for as long as that is all that needs to be looked at."""
        place = self._place
        if outcome.result is Result.EXISTS:
            place.taken.add(outcome.write.uid)
        if outcome.result is not Result.DONE:
            place.written = None
        elif place.written is not None and outcome.ref:
            place.written.add(outcome.ref)


def _tracked(calendar: finding.Calendar) -> Tracked:
    return Tracked(calendar=calendar)


def _name(write: Write) -> str:
    return write.ref.rpartition("/")[2]


def _unsent(writes: Iterable[Write], reason: str) -> Iterator[Outcome]:
    for write in writes:
        yield _outcome(write, Result.UNSENT, reason)


def _outcome(write: Write, result: Result, reason: str) -> Outcome:
    return Outcome(write=write, result=result, reason=reason)
