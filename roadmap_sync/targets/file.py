"""A calendar file that other programs read: a feed in a public folder, a file that is shared.

The file is written as a whole and atomically, so all writes of one run succeed or fail together.
What other people or programs put into it stays, byte for byte; also what they put into it while
we were at work, another computer of the student's among them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Literal

from roadmap_sync import clock
from roadmap_sync.content import Seen
from roadmap_sync.disk import read_if_there, write_over
from roadmap_sync.errors import DecisionError, OutputError, RefusedError, UnreachableError
from roadmap_sync.formats import resource
from roadmap_sync.formats.feed import Feed, new_feed, read_feed
from roadmap_sync.formats.ics import made_by_us
from roadmap_sync.targets.base import Outcome, Pull, Result, Stored, Write
from roadmap_sync.targets.file_settings import FileSettings

#: The largest file that we read, in bytes.
_LIMIT = 50_000_000
#: How often a file is read again that somebody changed before it was written.
_ATTEMPTS = 5


class FileTarget:
    """A calendar in one file; refs are uids, tags and cursors are digests of bytes."""

    kind = "file"

    def __init__(self, settings: FileSettings) -> None:
        self.name = settings.name
        self.identity = settings.identity
        self.tasks: Literal["events", "todos"] = settings.tasks
        self._settings = settings

    def pull(
        self,
        cursor: str,  # noqa: ARG002 - always whole
        known: Mapping[str, str],
        twice: Collection[str] = (),  # noqa: ARG002 - there is one place
    ) -> Pull:
        data = self._read() or None
        if data is None and any(known):
            raise DecisionError(
                f"{self._where} is gone or empty, and nothing was written. To have it made anew, "
                f"say: roadmap-sync forget {self.name}, then roadmap-sync sync {self.name}"
            )
        feed = self._feed(data)
        mine = [uid for uid in feed.uids if uid in known or feed.is_ours(uid)]
        changed = [
            self._stored(feed, uid) for uid in sorted(mine) if known.get(uid) != feed.tag(uid)
        ]
        return Pull(
            changed=tuple(changed),
            gone=frozenset(known) - feed.uids,
            cursor="" if data is None else sha256(data).hexdigest(),
            whole=True,
            total=len(feed.uids),
            absent=data is None,
        )

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for _ in range(_ATTEMPTS):
            before = self._read()
            feed = self._feed(before or None)
            outcomes = [_outcome(feed, write, stop) for write in writes]
            changes = any(one.result is Result.DONE for one in outcomes)
            if not changes or self._write(before, feed.data()):
                yield from outcomes
                return
        raise UnreachableError(
            f"{self._where} was changed by another program again and again; nothing was written, "
            "and the next run tries again"
        )

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def _where(self) -> str:
        return f"the file {self._settings.path} of '{self.name}'"

    def _read(self) -> bytes | None:
        """Return the file, or None if there is none."""
        try:
            data = read_if_there(self._settings.path, _LIMIT)
        except OutputError as error:
            raise RefusedError(f"{self.name}: {error}") from error
        folder = self._settings.path.parent
        if data is None and not folder.exists():  # a disk that is not plugged in is not made anew
            raise RefusedError(
                f"{self._where} cannot be reached: there is no folder {folder}; make that folder, "
                "or correct 'path:'"
            )
        return data

    def _feed(self, data: bytes | None) -> Feed:
        if data is None:
            return new_feed(self._settings.calendar, self._settings.zone)
        try:
            feed = read_feed(data)
        except ValueError:
            raise RefusedError(
                f"{self._where} is no calendar file, or not a whole one, so it was left as it is; "
                "move it away, or give another 'path:'"
            ) from None
        if not made_by_us(data) and not feed.ours:
            raise RefusedError(
                f"{self._where} is there already, and this program did not make it; it was left "
                "as it is. Give another 'path:', or move it away"
            )
        return feed

    def _stored(self, feed: Feed, uid: str) -> Stored:
        return Stored(uid=uid, ref=uid, tag=feed.tag(uid), seen=_seen(feed, uid))

    def _write(self, before: bytes | None, data: bytes) -> bool:
        """Write the file, unless it is not what it was when it was read."""
        try:
            return write_over(self._settings.path, before, data)
        except OutputError as error:
            raise RefusedError(f"{self.name}: {error}") from error


def _seen(feed: Feed, uid: str) -> Seen | None:
    try:
        return resource.read(feed.resource(uid)).seen
    except ValueError:
        return None


def _outcome(feed: Feed, write: Write, stop: Callable[[], bool]) -> Outcome:
    if stop():
        return Outcome(write=write, result=Result.UNSENT, reason="stopped")
    return _apply(feed, write)


def _apply(feed: Feed, write: Write) -> Outcome:
    """Do one write in memory, if its condition holds."""
    uid = write.uid
    if write.verb == "create":
        if uid in feed.uids:
            return Outcome(write=write, result=Result.EXISTS, reason="it is there already")
        assert write.content is not None
        assert write.marker is not None
        feed.put(uid, resource.make(uid, write.content, write.marker, clock.now()))
        return Outcome(write=write, result=Result.DONE, ref=uid, tag=feed.tag(uid))
    if write.ref not in feed.uids:
        return Outcome(write=write, result=Result.MISSING, reason="it is not there any more")
    if feed.tag(write.ref) != write.tag:
        return Outcome(write=write, result=Result.STALE, reason="somebody changed it")
    if write.verb == "delete":
        feed.remove(write.ref)
        return Outcome(write=write, result=Result.DONE)
    return _update(feed, write)


def _update(feed: Feed, write: Write) -> Outcome:
    assert write.content is not None
    assert write.marker is not None
    old = feed.resource(write.ref)
    try:
        new = resource.update(old, write.content, write.fields, write.marker, clock.now())
    except ValueError:
        return Outcome(write=write, result=Result.REFUSED, reason="it cannot be read")
    feed.put(write.ref, new)
    return Outcome(write=write, result=Result.DONE, ref=write.ref, tag=feed.tag(write.ref))
