"""Targets that are asked what they hold before anybody needs the answer.

A server takes its time; meanwhile the plan can be worked out. One thread asks one target after
the other, in their order, as a run that waits for each would.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from threading import Thread
from typing import Literal

from roadmap_sync.targets.base import Outcome, Pull, Target, Write
from roadmap_sync.targets.patience import attentive, stopped

#: Seconds until somebody who waits for an answer asks again whether to go on.
_PAUSE = 0.1
_Asked = tuple[str, dict[str, str], frozenset[str]]


class EarlyTarget:
    """Another target; its first pull gets the answer that came meanwhile, if any is to come."""

    def __init__(
        self, target: Target, meanwhile: Callable[[], None] = lambda: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        """Begin.

        Args:
            target: The other target.
            meanwhile: What to begin with while it waits for its server to write.
            stop: Asked while an early answer is waited for: is nobody interested any more?
        """
        self.name = target.name
        self.kind = target.kind
        self.identity = target.identity
        self.tasks: Literal["events", "todos"] = target.tasks
        self._target = target
        self._meanwhile = meanwhile
        self._stop = stop
        self._asked: _Asked | None = None
        self._answer: Future[Pull] = Future()

    def ask(
        self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()
    ) -> Callable[[], None]:  # fmt: skip
        """Return a call that fetches the answer to a pull, once, for the first `pull`."""
        asked = self._asked = cursor, dict(known), frozenset(twice)
        return lambda: self._fetch(asked)

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        """Return what changed; raises as the target's own pull does, then or now."""
        now = cursor, dict(known), frozenset(twice)
        asked, self._asked = self._asked, None
        if asked is None:
            return self._target.pull(*now)
        try:
            early = self._waited()
        except Exception:
            if asked == now:
                raise
            return self._target.pull(*now)
        return early if asked == now else self._target.pull(*now)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        for outcome in self._target.push(writes, stop):
            yield outcome
            self._meanwhile()  # not before the first: until then there is work of our own to do

    def close(self) -> None:
        self._target.close()

    def _waited(self) -> Pull:
        """Return the answer, unless the run is stopped before it comes: a server may be silent.

        Raises:
            UnreachableError: It is.
        """
        while not wait([self._answer], _PAUSE).done:
            if self._stop():
                raise stopped(self.name)
        return self._answer.result()

    def _fetch(self, asked: _Asked) -> None:
        try:
            answer = self._target.pull(*asked)
        except Exception as error:  # noqa: BLE001 - also a bug, which must not hang the run
            self._answer.set_exception(error)  # whoever waits for the answer gets it
        else:
            self._answer.set_result(answer)


def begin(fetches: Sequence[Callable[[], None]]) -> None:
    """Make some calls one after the other, and do not wait for them.

    The program may end meanwhile: reading harms nobody.
    """

    def work() -> None:
        with attentive():
            for fetch in fetches:
                fetch()

    Thread(target=work, name="early", daemon=True).start()
