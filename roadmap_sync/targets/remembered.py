"""A calendar as we remember it, for looking ahead without a network."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from roadmap_sync.targets.base import Outcome, Pull, Result, Write


class RememberedTarget:
    """Answers that nothing changed since we last looked, and writes nothing."""

    def __init__(
        self, name: str, kind: str, identity: str, tasks: Literal["events", "todos"]
    ) -> None:
        self.name = name
        self.kind = kind
        self.identity = identity
        self.tasks: Literal["events", "todos"] = tasks

    def pull(
        self,
        cursor: str,
        known: Mapping[str, str],  # noqa: ARG002 - nothing is news
        twice: Collection[str] = (),  # noqa: ARG002 - nothing is news
    ) -> Pull:
        return Pull(changed=(), gone=frozenset(), cursor=cursor, whole=False)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:  # noqa: ARG002 - never asked
        for write in writes:
            yield Outcome(write=write, result=Result.UNSENT, reason="only remembered")

    def close(self) -> None:
        """Nothing to let go of."""
