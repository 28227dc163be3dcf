"""A calendar in memory: the contract in its shortest form, for tests and for trying out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from roadmap_sync.content import Content, Seen, combine
from roadmap_sync.targets.base import Outcome, Pull, Result, Stored, Write


class MemoryTarget:
    """Holds items for as long as it lives. Its cursors count changes; refs are uids."""

    kind = "memory"

    def __init__(self, name: str = "memory", tasks: Literal["events", "todos"] = "todos") -> None:
        """Make an empty calendar."""
        self.name = name
        self.identity = f"memory {name}"
        self.tasks: Literal["events", "todos"] = tasks
        self.items: dict[str, Stored] = {}
        self._clock = 0
        self._changed: dict[str, int] = {}

    def pull(
        self,
        cursor: str,
        known: Mapping[str, str],
        twice: Collection[str] = (),  # noqa: ARG002 - names are uids
    ) -> Pull:
        since = int(cursor or 0)
        changed = tuple(
            stored
            for ref, stored in self.items.items()
            if known.get(ref) != stored.tag and (not cursor or self._changed[ref] > since)
        )
        return Pull(
            changed=changed,
            gone=frozenset(known) - frozenset(self.items),
            cursor=str(self._clock),
            whole=not cursor,
            total=len(self.items),
        )

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for write in writes:
            if stop():
                yield Outcome(write=write, result=Result.UNSENT, reason="stopped")
            else:
                yield self.apply(write)

    def close(self) -> None:
        """Nothing to let go of."""

    def apply(self, write: Write) -> Outcome:
        """Do one write, if its condition holds."""
        there = self.items.get(write.ref or write.uid)
        if write.verb == "create":
            if there is not None:
                return Outcome(write=write, result=Result.EXISTS, reason="it is there already")
            assert write.content is not None
            return self._done(write, Seen(content=self.tidy(write.content), marker=write.marker))
        if there is None:
            return Outcome(write=write, result=Result.MISSING, reason="it is not there")
        if there.tag != write.tag:
            return Outcome(write=write, result=Result.STALE, reason="somebody changed it")
        if write.verb == "delete":
            self.remove(there.ref)
            return Outcome(write=write, result=Result.DONE)
        assert write.content is not None
        assert there.seen is not None
        return self._done(write, self._changed_by(write, there.seen, write.content))

    def put(self, uid: str, seen: Seen) -> Stored:
        """Store an item as whoever owns the calendar would; the tag changes."""
        self._clock += 1
        self._changed[uid] = self._clock
        self.items[uid] = Stored(uid=uid, ref=uid, tag=f"v{self._clock}", seen=seen)
        return self.items[uid]

    def remove(self, ref: str) -> None:
        """Remove an item as whoever owns the calendar would."""
        self._clock += 1
        del self.items[ref]

    def tidy(self, content: Content) -> Content:
        """Return what is kept of a content: all of it. Servers keep less."""
        return content

    def _changed_by(self, write: Write, seen: Seen, content: Content) -> Seen:
        if content.component != seen.content.component:
            return replace(seen, content=self.tidy(content), marker=write.marker)
        new = combine(seen.content, self.tidy(content), write.fields)
        return replace(seen, content=new, marker=write.marker)

    def _done(self, write: Write, seen: Seen) -> Outcome:
        stored = self.put(write.uid, seen)
        return Outcome(write=write, result=Result.DONE, ref=stored.ref, tag=stored.tag)
