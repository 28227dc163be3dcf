"""Tasks: looking at a list, and writes one by one, because Google Tasks knows no conditions.

Google names a task, has no sync token, and ignores If-Match. So a task is ours if the line at the
end of its notes says so; no task is made before all of the list was seen, and none is made a
second time before its line was looked for; each change looks at the task first.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, texts
from roadmap_sync.errors import RefusedError, SignInError, UnreachableError
from roadmap_sync.formats import google_tasks as form
from roadmap_sync.targets.base import Outcome, Result, Stored, Write
from roadmap_sync.targets.google_calls import Calls, Reply
from roadmap_sync.targets.google_place import LONGEST, MARGIN, Place, list_of, tasklists

Json = dict[str, Any]

_GONE = frozenset({404, 410})
#: Of ``tasks.list``: the largest there is.
_PAGE = 100
_MOST_PAGES = 500


class Look(Struct, kw_only=True):
    """What a list told.

    Attributes:
        live: Tasks by id, ours or not.
        gone: Ids of those that were deleted.
        binned: Uids of ours among those.
        whole: Are these all tasks, rather than what changed?
        date: Google's time of the answer; None if it did not say.
    """

    live: dict[str, Json] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    binned: set[str] = field(default_factory=set)
    whole: bool = False
    date: datetime | None = None

    @property
    def by_uid(self) -> dict[str, Json]:
        """Those of ours that live, by uid; of two, the one that was made first."""
        found: dict[str, Json] = {}
        for one in sorted(self.live.values(), key=lambda task: str(task.get("id"))):
            line = form.tagged(one)
            if line is not None:
                found.setdefault(line.uid, one)
        return found

    def after(self, place: Place) -> Place:
        """Return the place as it is known after this look."""
        since = None if self.date is None else self.date - MARGIN
        return replace(place, since=since, whole=since if self.whole else place.whole)


def look(calls: Calls, place: Place) -> Look | None:
    """Return what changed since the last look, or everything if that is long ago.

    A deleted task is told for some weeks only, so all of the list is read now and then.

    Returns:
        None if there is no such list any more.

    Raises:
        UnreachableError: The answer is no list.
    """
    since = place.since
    if since is not None and (place.whole is None or since - place.whole > LONGEST):
        since = None
    found = Look(whole=since is None)
    more: dict[str, str] = {} if since is None else {"updatedMin": _moment(since)}
    for _ in range(_MOST_PAGES):
        reply = calls.read(calls.tasks.list(
            tasklist=place.tasklist, maxResults=_PAGE, showCompleted=True, showHidden=True,
            showDeleted=True, **more,
        ))  # fmt: skip
        if reply.status in _GONE and since is None:
            return None
        if not reply.done and since is not None:
            return look(calls, place.unread)  # it lies too far in the past for Google
        if not reply.done:
            raise UnreachableError(
                f"{calls.settings.name}: Google did not list the tasks: "
                f"{reply.words or reply.status}"
            )
        found.date = found.date or reply.date
        for one in list_of(calls, reply.body).get("items", ()):
            _take(found, one)
        if not reply.body.get("nextPageToken"):
            return found
        more["pageToken"] = str(reply.body["nextPageToken"])
    raise UnreachableError(f"{calls.settings.name}: Google's list of tasks has no end")


def with_list_of(calls: Calls, place: Place, uids: Collection[str]) -> Place:
    """Return a place with the list that holds some of our items, if it has none.

    A run that was broken off may have made one, for settings that the student took back since.
    """
    if place.tasklist:
        return place
    try:
        lists = tasklists(calls)
    except (RefusedError, SignInError):
        return place  # where we may not look at tasks we made none
    for name, title in lists.items():
        found = look(calls, Place(tasklist=name))
        if found is not None and found.by_uid.keys() & set(uids):
            return replace(place, tasklist=name, title=title)
    return place


def _take(found: Look, task: object) -> None:
    if not isinstance(task, dict) or not task.get("id"):
        raise UnreachableError("Google listed something that is no task")
    name = str(task["id"])
    if not task.get("deleted"):
        found.live[name] = task
        return
    found.gone.add(name)
    line = form.tagged(task)
    if line is not None:
        found.binned.add(line.uid)


def ref_of(tasklist: str, name: str, uid: str) -> str:
    """Return what the engine calls a task: where it is, and whose it is if its line is lost."""
    return f"t:{tasklist}/{name}/{uid}"


def parts_of(ref: str) -> tuple[str, str, str]:
    """Return the list, the task's id and the uid of a ref."""
    tasklist, name, uid = ref.removeprefix("t:").split("/")
    return tasklist, name, uid


def stored(tasklist: str, uid: str, task: Mapping[str, Any]) -> Stored:
    """Return a task of ours as the engine sees it."""
    ref = ref_of(tasklist, str(task["id"]), uid)
    try:
        seen = form.read(task)
    except ValueError:
        return Stored(uid=uid, ref=ref, tag=form.tag_of(task), seen=None)
    return Stored(uid=uid, ref=ref, tag=form.tag_of(task), seen=seen)


class Tasks:
    """Writes to one list.

    Attributes:
        written: Tasks as Google gave them back, by ref.
        broken: Why it takes no more writes now; empty if it does.
    """

    def __init__(self, calls: Calls, tasklist: str, known: Look | None) -> None:
        """Begin; ``known`` is all of the list, if it was just seen or made."""
        self.written: dict[str, Json] = {}
        self.broken = ""
        self._calls = calls
        self._list = tasklist
        self._known = known if known is not None and known.whole else None
        self._here: dict[str, Json] | None = None

    def run(self, writes: list[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        """Do the writes, and yield the outcome of each.

        The last one first: Google puts a new task above the others, so the next one to do ends
        up on top.
        """
        for write in reversed(writes):
            if stop() or self.broken:
                yield _ended(write, Result.UNSENT, self.broken or "stopped")
                continue
            yield self.do(write)

    def do(self, write: Write) -> Outcome:
        """Do one write."""
        try:
            if write.verb == "create":
                return self._create(write)
            return self._delete(write) if write.verb == "delete" else self._update(write)
        except UnreachableError as error:
            self.broken = str(error)
            return _ended(write, Result.UNSENT, str(error))

    def fetch(self, write: Write) -> Json | Outcome:
        """Return a task that is still as the engine saw it, or the outcome if it is not."""
        tasklist, name, _ = parts_of(write.ref)
        reply = self._calls.read(self._calls.tasks.get(tasklist=tasklist, task=name))
        if reply.status in _GONE or reply.body.get("deleted"):
            return _ended(write, Result.MISSING, "it is not there any more")
        if not reply.done:
            return _refused(write, reply)
        if form.tag_of(reply.body) != write.tag:
            return _ended(write, Result.STALE, "somebody changed it in between")
        return reply.body

    def adopt(self, write: Write) -> Outcome:
        """Make a task, or make the one of its uid that is there the one that is wanted."""
        there = self._there().get(write.uid)
        if there is None:
            return self._create(replace(write, back=True))
        ref = ref_of(self._list, str(there["id"]), write.uid)
        return self._patch(replace(write, verb="update", ref=ref), there, FIELDS)

    def _create(self, write: Write) -> Outcome:
        assert write.content is not None
        assert write.marker is not None
        if write.uid in self._there():
            return _ended(write, Result.EXISTS, "a task of its name is there already")
        if not write.back and self._known is not None and write.uid in self._known.binned:
            return _ended(write, Result.MISSING, "you deleted it")
        body = form.task(write.uid, write.content, write.marker)
        reply = self._calls.ask(
            self._calls.tasks.insert(tasklist=self._list, body=body), once=True
        )  # fmt: skip
        if reply.done and reply.body.get("id"):
            return self._done(write, reply.body)
        return self._found(write, reply) if reply.done or reply.unclear else _refused(write, reply)

    def _found(self, write: Write, before: Reply) -> Outcome:
        """Look for a task of which Google did not say whether it was made."""
        try:
            self._known = self._here = None
            there = self._there().get(write.uid)
        except UnreachableError as error:
            self.broken = str(error)
            return _ended(write, Result.UNKNOWN, str(error))
        if there is not None:
            return self._done(write, there)
        # It may still be on its way; the next look tells, before anybody makes a second one.
        return _ended(write, Result.UNKNOWN, before.words or "Google did not answer")

    def _update(self, write: Write) -> Outcome:
        now = self.fetch(write)
        return now if isinstance(now, Outcome) else self._patch(write, now, write.fields)

    def _patch(self, write: Write, now: Json, fields: object) -> Outcome:
        assert write.content is not None
        assert write.marker is not None
        assert isinstance(fields, frozenset | tuple)
        tasklist, name, uid = parts_of(write.ref)
        body = form.changes(uid, write.content, fields, write.marker, now)
        request = self._calls.tasks.patch(tasklist=tasklist, task=name, body=body)
        reply = self._calls.ask(request)
        if reply.done:
            return self._done(write, reply.body)
        if reply.status in _GONE:
            return _ended(write, Result.MISSING, "it is not there any more")
        if reply.unclear:
            return self._settled(write, reply)
        return _refused(write, reply)

    def _settled(self, write: Write, before: Reply) -> Outcome:
        """Look how a change ended of which Google did not say it."""
        tasklist, name, _ = parts_of(write.ref)
        self.broken = before.words or "Google did not answer"
        try:
            reply = self._calls.read(self._calls.tasks.get(tasklist=tasklist, task=name))
        except UnreachableError as error:
            return _ended(write, Result.UNKNOWN, str(error))
        if reply.done and _is_as_wanted(write, reply.body):
            return self._done(write, reply.body)
        return _ended(write, Result.UNKNOWN, self.broken)

    def _delete(self, write: Write) -> Outcome:
        now = self.fetch(write)
        if isinstance(now, Outcome):
            return now
        tasklist, name, _ = parts_of(write.ref)
        reply = self._calls.ask(self._calls.tasks.delete(tasklist=tasklist, task=name))
        if reply.done or (reply.status in _GONE and reply.again):
            self._there_if_known().pop(write.uid, None)
            return Outcome(write=write, result=Result.DONE)
        if reply.status in _GONE:
            return _ended(write, Result.MISSING, "it is not there any more")
        if reply.unclear:
            self.broken = reply.words or "Google did not answer"
            return _ended(write, Result.UNKNOWN, self.broken)
        return _refused(write, reply)

    def _there(self) -> dict[str, Json]:
        """Return all of our tasks in the list, by uid."""
        if self._here is None:
            if self._known is None:
                self._known = look(self._calls, Place(tasklist=self._list))
            self._here = {} if self._known is None else self._known.by_uid
        return self._here

    def _there_if_known(self) -> dict[str, Json]:
        return {} if self._here is None else self._here

    def _done(self, write: Write, task: Json) -> Outcome:
        self._there_if_known()[write.uid] = task
        tasklist = parts_of(write.ref)[0] if write.ref else self._list
        ref = ref_of(tasklist, str(task["id"]), write.uid)
        self.written[ref] = task
        return Outcome(write=write, result=Result.DONE, ref=ref, tag=form.tag_of(task))


def _is_as_wanted(write: Write, task: Json) -> bool:
    assert write.content is not None
    try:
        seen = form.read(task)
    except ValueError:
        return False
    found, wanted = texts(seen.content), texts(write.content)
    held = {"title", "notes", "when", "done", "categories"} & set(write.fields)
    return seen.marker == write.marker and all(found[name] == wanted[name] for name in held)


def _ended(write: Write, result: Result, reason: str) -> Outcome:
    return Outcome(write=write, result=result, reason=reason)


def _refused(write: Write, reply: Reply) -> Outcome:
    why = reply.words or "Google does not want it"
    return _ended(write, Result.REFUSED, f"{why} ({reply.status})")


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
