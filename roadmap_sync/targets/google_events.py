"""Writes of events: in batches, each with a condition, until it is certain how each ended.

The id of an event is its uid, so a create that is repeated meets its own event (409) and never
makes a second one. Ids are never freed: an event that was deleted is still there, "cancelled".
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from roadmap_sync.content import FIELDS, texts
from roadmap_sync.formats import google
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.google_calls import NO_ANSWER, Calls, Reply
from roadmap_sync.targets.google_event_list import etag_of, id_of, is_cancelled, ref_of, tag_of

Json = dict[str, Any]

_GONE = frozenset({404, 410})
_WHY = {
    "quotaExceeded": "Google lets this account do no more of this for some hours",
    "forbidden": "Google does not let you change it",
}


class Job(Struct, kw_only=True):
    """A write that is under way.

    Attributes:
        again: May an earlier try of ours have been applied?
        there: The event as it was when we last looked; None before.
        revive: Is the event to be taken out of the bin?
        anyway: Is an event of ours in the way the one that is wanted?
    """

    write: Write
    again: bool = False
    there: Json | None = None
    revive: bool = False
    anyway: bool = False

    @property
    def uid(self) -> str:
        """The id of the event."""
        return self.write.uid if self.write.verb == "create" else id_of(self.write.ref)

    def ended(self, result: Result, reason: str = "") -> Outcome:
        """Return the outcome of a write that was not done."""
        return Outcome(write=self.write, result=result, reason=reason)

    def done(self, event: Mapping[str, Any]) -> Outcome:
        """Return the outcome of a write that was."""
        if self.write.verb == "delete":
            return Outcome(write=self.write, result=Result.DONE)
        ref = ref_of(self.uid)
        return Outcome(write=self.write, result=Result.DONE, ref=ref, tag=tag_of(event))


class Batch:
    """Up to 50 writes to one calendar, from the first try to what is certain of each.

    Attributes:
        written: Events as Google gave them back, by id.
        broken: Why the calendar takes no more writes now; empty if it does.
    """

    def __init__(self, calls: Calls, calendar: str) -> None:
        self.written: dict[str, Json] = {}
        self.broken = ""
        self._blind = False
        self._calls = calls
        self._calendar = calendar
        self._patience = calls.patience()

    def run(self, jobs: list[Job]) -> list[Outcome]:
        """Do the writes, and return the outcome of each."""
        outcomes: list[Outcome] = []
        ready, ended = self._prepared(jobs)
        outcomes += ended
        while ready:
            asked: float | None = None
            unsure: list[tuple[Job, Reply]] = []
            waiting: list[Job] = []
            before = len(outcomes)
            replies = self._calls.several({job.uid: self._request(job) for job in ready})
            for job in ready:
                reply = _event_in(replies[job.uid], job)
                if reply.later:
                    waiting.append(job)
                    asked = max(asked or 0.0, reply.asked) if reply.asked is not None else asked
                    self.broken = reply.words or f"Google cannot take it now ({reply.status})"
                elif reply.done:
                    outcomes.append(self._done(job, reply.body))
                elif self._must_look(job, reply):
                    unsure.append((job, reply))
                else:
                    outcomes.append(_refused(job, reply))
            again, ended = self._looked(unsure)
            outcomes += ended
            ready = [*waiting, *again]
            if len(outcomes) > before:  # it goes on, if slowly
                self._patience = self._calls.patience()
            if ready and not self._patience.wait(asked):
                self.broken = self.broken or "Google did not answer"
                return [*outcomes, *(_left(job, self.broken) for job in ready)]
        if not self._blind:
            self.broken = ""
        return outcomes

    def _prepared(self, jobs: list[Job]) -> tuple[list[Job], list[Outcome]]:
        """Look at those events of which more must be known than the engine says: reminders."""
        wanted = [job for job in jobs if job.write.verb == "update" and "alarm" in job.write.fields]
        if not wanted:
            return jobs, []
        outcomes = []
        replies = self._gets(wanted)
        for job in wanted:
            reply = replies[job.uid]
            if reply.unclear or reply.later:
                outcomes.append(job.ended(Result.UNSENT, reply.words))
            elif reply.status in _GONE or is_cancelled(reply.body):
                outcomes.append(job.ended(Result.MISSING, "it is not there any more"))
            elif reply.body.get("etag") != etag_of(job.write.tag):
                outcomes.append(job.ended(Result.STALE, "somebody changed it in between"))
            else:
                job.there = reply.body
        over = {one.write.uid for one in outcomes}
        return [job for job in jobs if job.write.uid not in over], outcomes

    def _request(self, job: Job) -> Any:
        write, events = job.write, self._calls.events
        if write.verb == "delete":
            request = events.delete(calendarId=self._calendar, eventId=job.uid)
            request.headers["If-Match"] = etag_of(write.tag)
            return request
        assert write.content is not None
        assert write.marker is not None
        if write.verb == "create" and not job.revive:
            body = google.event(job.uid, write.content, write.marker)
            return events.insert(calendarId=self._calendar, body=body)
        fields = FIELDS if job.revive else write.fields
        body = google.changes(job.uid, write.content, fields, write.marker, job.there or {})
        tag = etag_of(write.tag)
        if job.revive:
            assert job.there is not None
            body["status"], tag = "confirmed", str(job.there.get("etag", ""))
        request = events.patch(calendarId=self._calendar, eventId=job.uid, body=body)
        request.headers["If-Match"] = tag
        return request

    def _must_look(self, job: Job, reply: Reply) -> bool:
        """Does only the event itself tell how the write ended?"""
        if reply.unclear:
            job.again = True
            return True
        if reply.status == 403:  # noqa: PLR2004 - a write to what was deleted may say that
            return reply.reason == "forbidden"
        return reply.status in {404, 409, 410, 412}

    def _looked(self, unsure: list[tuple[Job, Reply]]) -> tuple[list[Job], list[Outcome]]:
        """Look at events; return what is to be tried again, and what is certain now."""
        if not unsure:
            return [], []
        again, outcomes = [], []
        replies = self._gets([job for job, _ in unsure])
        for job, before in unsure:
            reply = replies[job.uid]
            if reply.unclear or reply.later:
                self._blind = True
                self.broken = reply.words or f"Google cannot do it now ({reply.status})"
                result = Result.UNKNOWN if job.again else Result.UNSENT
                outcomes.append(job.ended(result, self.broken))
                continue
            there = None if reply.status in _GONE else reply.body
            told = self._told(job, before, there)
            if told is None:
                again.append(job)
            else:
                outcomes.append(told)
        return again, outcomes

    def _told(self, job: Job, before: Reply, there: Json | None) -> Outcome | None:
        """Say how a write ended, from what is there; None to try it again."""
        if job.write.verb == "create":
            return self._create_told(job, before, there)
        if there is None or is_cancelled(there):
            if job.write.verb == "delete" and job.again:
                return job.done({})
            return _missing(job)
        if job.write.verb == "update" and job.again and self._is_as_wanted(job, there):
            return self._done(job, there)
        if there.get("etag") != etag_of(job.write.tag):
            return job.ended(Result.STALE, "somebody changed it in between")
        return None if before.unclear else _refused(job, before)

    def _create_told(self, job: Job, before: Reply, there: Json | None) -> Outcome | None:
        if there is None:
            return None if before.unclear else _refused(job, before)
        if is_cancelled(there):
            if not (job.write.back or job.anyway):
                return job.ended(Result.MISSING, "you deleted it")
            job.revive, job.there = True, there
            return None
        if (job.again or job.anyway) and self._is_as_wanted(job, there):
            return self._done(job, there)
        if job.anyway and google.is_ours(there):
            # Half of a move from a task to an event, by a run that was stopped.
            job.revive, job.there = True, there
            return None
        return job.ended(Result.EXISTS, "an event of its name is there already")

    def _is_as_wanted(self, job: Job, there: Json) -> bool:
        """Does an event show what we sent, the marker included?"""
        write = job.write
        if write.content is None:
            return False
        try:
            seen = google.read(there)
        except ValueError:
            return False
        if seen.marker != write.marker:
            return False
        found, wanted = texts(seen.content), texts(write.content)
        fields = FIELDS if write.verb == "create" else write.fields
        return all(found[name] == wanted[name] for name in fields if name not in _UNSURE)

    def _gets(self, jobs: list[Job]) -> dict[str, Reply]:
        """Read events, as often as it takes."""
        found: dict[str, Reply] = {}
        left = [job.uid for job in jobs]
        while left:
            found |= self._calls.several({
                uid: self._calls.events.get(calendarId=self._calendar, eventId=uid) for uid in left
            })  # fmt: skip
            left = [uid for uid in left if found[uid].unclear or found[uid].later]
            asked = max((found[uid].asked or 0.0 for uid in left), default=0.0)
            if left and not self._patience.wait(asked or None):
                return found
        return found

    def _done(self, job: Job, event: Json) -> Outcome:
        if job.write.verb != "delete":
            self.written[job.uid] = event
        return job.done(event)


#: What Google may give back in another way than it was sent.
_UNSURE = frozenset({"look", "alarm"})


def _event_in(reply: Reply, job: Job) -> Reply:
    """Return a reply; no answer if it says "done" with something that is no event."""
    empty = reply.done and job.write.verb != "delete" and not reply.body.get("id")
    return NO_ANSWER if empty else reply


def _missing(job: Job) -> Outcome:
    return job.ended(Result.MISSING, "it is not there any more")


def _left(job: Job, why: str) -> Outcome:
    result = Result.UNKNOWN if job.again else Result.UNSENT
    return job.ended(result, why or "Google did not answer")


def _refused(job: Job, reply: Reply) -> Outcome:
    why = _WHY.get(reply.reason) or reply.words or "Google does not want it"
    return job.ended(Result.REFUSED, f"{why} ({reply.status})")
