"""One write to a calendar, always with a condition, and what its answer means."""

from hashlib import sha1
from typing import Protocol

from msgspec import Struct

from roadmap_sync import clock
from roadmap_sync.content import texts
from roadmap_sync.errors import DecisionError, RefusedError, TargetError, UnreachableError
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.caldav_answers import Answer, conditions
from roadmap_sync.targets.caldav_finding import look
from roadmap_sync.targets.caldav_http import Connections
from roadmap_sync.targets.caldav_lines import LostError
from roadmap_sync.targets.caldav_place import Tracked
from roadmap_sync.targets.caldav_pulling import get
from roadmap_sync.targets.caldav_settings import place_of

CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_DONE = frozenset({201, 204})
_GONE = frozenset({404, 410})
#: "Not now", said before anything was done.
_BUSY = frozenset({423, 425, 429, 503})
#: RFC 4791 section 5.3.2.1, RFC 6638 section 3.2.4.1.
_CONFLICTS = {"no-uid-conflict", "unique-scheduling-object-resource"}
#: What an answer with a condition of these names says to us, not about one item.
_FORBIDDEN = {"need-privileges", "cannot-modify-protected-property"}
#: As after an import by a program that gives resources names of its own.
_UID_TAKEN = (
    "an item with its uid is in the account already, in another calendar or under another name; "
    "if it came there by an import, delete it there, and the next run makes it here"
)
_PAGE = "something else than the calendar answered"
_WHY = {
    "valid-calendar-data": "the server does not understand it",
    "valid-calendar-object-resource": "the server does not understand it",
    "supported-calendar-data": "the server does not understand it",
    "supported-calendar-component": "this calendar does not take items of its kind",
    "max-resource-size": "it is too long for the server",
    "min-date-time": "it lies too far in the past for the server",
    "max-date-time": "it lies too far in the future for the server",
    "quota-not-exceeded": "there is no space left on the server",
    "sufficient-disk-space": "there is no space left on the server",
}
_WHY_STATUS = {
    413: "it is too long for the server",
    507: "there is no space left on the server",
}


class LaterError(UnreachableError):
    """The server says "not now" each time; the write was not done."""


class Job(Struct, frozen=True, kw_only=True):
    """A write that is ready to be sent.

    Attributes:
        here: The calendar of the item; of a create, the one that takes it.
        name: The last part of its address.
        data: Of an update: the resource as it is.
        goal: Of an item that moves into another calendar: that one.
        tag: Of which version it is.
    """

    write: Write
    here: Tracked
    name: str
    data: bytes = b""
    goal: Tracked | None = None
    tag: str = ""


class Turns(Protocol):
    """Lets updates of one calendar go one by one, if the server wants that."""

    def ask(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request when it is its turn."""


class Writing:
    """Sends jobs; one object may be used by several threads.

    Attributes:
        wrote: Did any write succeed? Until then, a refusal may be about the whole calendar.
    """

    def __init__(
        self, connections: Connections, turns: Turns, exact: dict[str, tuple[str, bytes]]
    ) -> None:  # fmt: skip
        """Take connections, whom to ask for turns, and `Place.exact` to add to."""
        self._connections = connections
        self._turns = turns
        self.wrote = False
        self.overwrote = False
        self._exact = exact

    def do(self, job: Job) -> Outcome:
        """Do one job.

        Raises:
            UnreachableError, RefusedError, SignInError: See `Connections` and `LaterError`; a
                `LostError` says whether the write may have been done.
        """
        if job.write.verb == "create":
            return self._create(job)
        if job.write.verb == "delete":
            return self._delete(job)
        return self._move(job) if job.goal is not None else self._update(job)

    def _create(self, job: Job) -> Outcome:
        from roadmap_sync.formats import resource

        write = job.write
        assert write.content is not None
        assert write.marker is not None
        body = resource.make(write.uid, write.content, write.marker, clock.now())
        answer = self._put(job.here, job.name, body, {"If-None-Match": "*"})
        if _is_done(answer):
            # Where nothing was, 201 is the answer; SOGo overwrites and says 204.
            self.overwrote = self.overwrote or answer.status == 204  # noqa: PLR2004
            return self._done(job, job.here, answer, body)
        return self._not_created(job, job.here, answer, body)

    def _update(self, job: Job) -> Outcome:
        body = self._patched(job)
        if isinstance(body, Outcome):
            return body
        condition = {"If-Match": job.tag}
        answer = self._put(job.here, job.name, body, condition, turns=True)
        if _is_done(answer):
            return self._done(job, job.here, answer, body)
        if answer.status in _GONE:
            return _outcome(job, Result.MISSING, "it is not there any more")
        return self._not_changed(job, answer, body)

    def _delete(self, job: Job) -> Outcome:
        answer = self._turns.ask("DELETE", job.here.url(job.name), b"", {"If-Match": job.tag})
        if _is_done(answer) or (answer.status in _GONE and answer.again):
            self.wrote = True
            return Outcome(write=job.write, result=Result.DONE)
        if answer.status in _GONE:
            return _outcome(job, Result.MISSING, "it is not there any more")
        return self._not_deleted(job, answer)

    def _move(self, job: Job) -> Outcome:
        """Create in the other calendar, then delete here: at no time is the item nowhere."""
        assert job.goal is not None
        body = self._patched(job)
        if isinstance(body, Outcome):
            return body
        answer = self._put(job.goal, job.name, body, {"If-None-Match": "*"})
        if _is_done(answer):
            created = self._done(job, job.goal, answer, body)
        else:
            created = self._not_created(job, job.goal, answer, body, anyway=True)
        if created.result is not Result.DONE:
            return created
        deleted = self._delete(job)
        if deleted.result in {Result.DONE, Result.MISSING}:
            return created
        # One half of it was done: the next look finds the item twice.
        return _outcome(job, Result.UNKNOWN, deleted.reason)

    def _not_changed(self, job: Job, answer: Answer, body: bytes) -> Outcome:
        """Say why nothing was changed; it may be from an earlier try of our own."""
        if not _has_changed(answer) and not _is_page(answer):
            return self._refused(job, answer)
        there = self._there(job.here, job.name)
        if there is None:
            return _outcome(job, Result.MISSING, "it is not there any more")
        if (answer.again or _is_page(answer)) and same(there[1], body):
            return self._done_before(job, job.here, there[0])
        if _is_page(answer):
            return _outcome(job, Result.UNKNOWN, _PAGE)
        return _outcome(job, Result.STALE, "somebody changed it in between")

    def _not_deleted(self, job: Job, answer: Answer) -> Outcome:
        """Say why nothing was deleted; it may be from an earlier try of our own."""
        if not _has_changed(answer) and not _is_page(answer):
            return self._refused(job, answer)
        if self._there(job.here, job.name) is None:
            if answer.again or _is_page(answer):
                return Outcome(write=job.write, result=Result.DONE)
            return _outcome(job, Result.MISSING, "it is not there any more")
        if _is_page(answer):
            return _outcome(job, Result.UNKNOWN, _PAGE)
        return _outcome(job, Result.STALE, "somebody changed it in between")

    def _done_before(self, job: Job, where: Tracked, tag: str) -> Outcome:
        self.wrote = True
        return Outcome(write=job.write, result=Result.DONE, ref=where.ref(job.name), tag=tag)

    def _there(self, where: Tracked, name: str) -> tuple[str, bytes] | None:
        """Look at what is there after a write of which the end is not clear.

        Raises:
            LostError: That cannot be seen.
        """
        try:
            return get(self._connections, where, name)
        except TargetError as error:
            raise LostError(str(error), sent=True) from None

    def _put(
        self, where: Tracked, name: str, body: bytes, condition: dict[str, str], *,
        turns: bool = False,
    ) -> Answer:  # fmt: skip
        headers = {**CALENDAR, **condition}
        if turns:
            return self._turns.ask("PUT", where.url(name), body, headers)
        return self._connections.ask("PUT", where.url(name), body, headers=headers)

    def _patched(self, job: Job) -> bytes | Outcome:
        from roadmap_sync.formats import resource

        write = job.write
        assert write.content is not None
        assert write.marker is not None
        try:
            return resource.update(job.data, write.content, write.fields, write.marker, clock.now())
        except ValueError:
            return _outcome(job, Result.REFUSED, "what is there cannot be read")

    def _done(self, job: Job, where: Tracked, answer: Answer, body: bytes) -> Outcome:
        self.wrote = True
        ref = where.ref(job.name)
        if is_kept_as_sent(answer.tag, body):
            self._exact[ref] = answer.tag, body
        return Outcome(write=job.write, result=Result.DONE, ref=ref, tag=answer.tag)

    def _not_created(
        self, job: Job, where: Tracked, answer: Answer, body: bytes, *, anyway: bool = False
    ) -> Outcome:  # fmt: skip
        """Say why nothing was created; it may be there from an earlier try of our own."""
        named = conditions(answer)
        unclear = _is_page(answer)
        if unclear or _has_changed(answer) or named & _CONFLICTS:
            if unclear or answer.again or anyway:
                there = self._there(where, job.name)
                if there is not None and same(there[1], body):
                    return self._done_before(job, where, there[0])
            if unclear:
                return _outcome(job, Result.UNKNOWN, _PAGE)
            taken = named & _CONFLICTS
            words = _UID_TAKEN if taken else "something of its name is there already"
            return _outcome(job, Result.EXISTS, words)
        return self._refused(job, answer)

    def _check_there(self, job: Job) -> None:
        """Raise if the whole calendar has gone under our hands."""
        for tracked in (job.here, job.goal):
            if tracked is not None and look(self._connections, tracked.calendar.url) is None:
                raise DecisionError(
                    f"{self._connections.settings.name}: the calendar was deleted while we wrote"
                )

    def _refused(self, job: Job, answer: Answer) -> Outcome:
        """Return the outcome of a write that the server does not want.

        Raises:
            RefusedError: It wants none at all from us.
            LaterError: It wants it later.
        """
        named = conditions(answer)
        who = place_of(answer.url)
        settings = self._connections.settings
        busy = answer.status in _BUSY
        if busy and not answer.again:
            raise LaterError(f"{settings.name}: {who} cannot take it now ({answer.status})")
        if busy or (answer.status >= 500 and answer.status != 507 and not named):  # noqa: PLR2004
            return _outcome(job, Result.UNKNOWN, f"the server failed ({answer.status})")
        if answer.status in {404, 409, 410} and not named:
            self._check_there(job)
        if answer.status in {403, 405} and (named & _FORBIDDEN or not (self.wrote or named)):
            raise RefusedError(
                f"{settings.name}: {who} lets you read this calendar, not write into it; ask its "
                "owner for that right, or use a calendar of your own"
            )
        why = next((_WHY[name] for name in sorted(named) if name in _WHY), "")
        why = why or _WHY_STATUS.get(answer.status, "the server does not want it")
        return _outcome(job, Result.REFUSED, f"{why} ({answer.status})")


def is_kept_as_sent(tag: str, body: bytes) -> bool:
    """Does an ETag prove that the server keeps what was sent, byte for byte?

    Xandikos keeps resources in Git, and its ETags are Git's names of what it keeps.
    """
    blob = sha1(b"blob %d\0%b" % (len(body), body), usedforsecurity=False)
    return tag == f'"{blob.hexdigest()}"'


def same(there: bytes, sent: bytes) -> bool:
    """Is what the server has what we sent, as far as servers keep it?"""
    if there == sent:
        return True
    from roadmap_sync.formats import resource

    try:
        one, other = resource.read(there), resource.read(sent)
    except ValueError:
        return False
    return (
        one.uid == other.uid
        and one.seen.marker == other.seen.marker
        and texts(one.seen.content) == texts(other.seen.content)
    )


def _is_done(answer: Answer) -> bool:
    """Was the write done?

    Networks of hotels answer everything with a page and 200. Calendar servers say 201 or 204; a
    few say 200, and then tell the ETag, or list what they deleted.
    """
    if answer.status != 200:  # noqa: PLR2004 - OK
        return answer.status in _DONE
    return bool(answer.tag) or b"multistatus" in answer.body[:500]


def _is_page(answer: Answer) -> bool:
    """Does something answer that is not the calendar, as if all were well?"""
    return 200 <= answer.status < 300 and not _is_done(answer)  # noqa: PLR2004 - success


def _has_changed(answer: Answer) -> bool:
    """Did the condition of our request fail, rather than one on what is in the item?"""
    about_item = conditions(answer) & (_CONFLICTS | set(_WHY))
    return answer.status == 412 and not about_item  # noqa: PLR2004 - precondition failed


def lost_outcome(write: Write, error: LostError) -> Outcome:
    """Return the outcome of a write without an answer."""
    result = Result.UNKNOWN if error.sent else Result.UNSENT
    return Outcome(write=write, result=result, reason=str(error))


def _outcome(job: Job, result: Result, reason: str) -> Outcome:
    return Outcome(write=job.write, result=result, reason=reason)
