"""A calendar in memory that keeps events and to-dos apart, as many servers do."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal, NoReturn

from msgspec.structs import replace

from roadmap_sync.content import Seen
from roadmap_sync.targets.base import Outcome, Pull, Result, Stored, Write
from roadmap_sync.targets.memory import MemoryTarget


class KilledError(BaseException):
    """The end of the program, before it could remember what it had written."""


def kill(*_: object) -> NoReturn:
    """End the program."""
    raise KilledError


class Apart(MemoryTarget):
    """An item that changes its kind is made in the one place, then deleted in the other.

    Attributes:
        between: Called between the two, with the item's uid.
    """

    def __init__(self, name: str = "phone", tasks: Literal["events", "todos"] = "events") -> None:
        super().__init__(name, tasks)
        self.between: Callable[[str], None] = lambda _uid: None

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        pull = super().pull(cursor, known)
        told = {one.ref for one in pull.changed}
        doubtful = [one for one in self.items.values() if one.uid in twice and one.ref not in told]
        more = [one for one in doubtful if known.get(one.ref) != one.tag]
        return replace(pull, changed=(*pull.changed, *more))

    def apply(self, write: Write) -> Outcome:
        goal = write.ref if write.content is None else f"{write.content.component}/{write.uid}"
        if goal != write.ref and goal in self.items:
            return Outcome(write=write, result=Result.EXISTS, reason="it is there already")
        done = super().apply(write)
        if done.result is not Result.DONE or not write.ref or goal == write.ref:
            return done
        self.between(write.uid)
        if self.items[write.ref].tag != write.tag:
            return Outcome(write=write, result=Result.UNKNOWN, reason="somebody changed it")
        self.remove(write.ref)
        return done

    def put(self, uid: str, seen: Seen) -> Stored:
        ref = f"{seen.content.component}/{uid}"
        self._clock += 1
        self._changed[ref] = self._clock
        self.items[ref] = Stored(uid=uid, ref=ref, tag=f"v{self._clock}", seen=seen)
        return self.items[ref]

    def edit(self, ref: str, **changes: object) -> None:
        """Change an item as the student would."""
        seen = self.items[ref].seen
        assert seen is not None
        self.put(self.items[ref].uid, replace(seen, content=replace(seen.content, **changes)))
