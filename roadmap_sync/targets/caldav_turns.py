"""Whose turn it is, where a server takes changes of what is there only one by one.

Xandikos answers 423 to all but one of several concurrent updates of a collection, which makes
more requests of a few than waiting saves. But a server far away is at work for only a part of
the time that an answer takes; the next change may be under way meanwhile.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from roadmap_sync import clock

#: Of the whole time of a change, the most that the server may be thought to work on it.
_MOST = 0.4
#: Of the time that it is thought to work: the next change sets out after this.
_MARGIN = 1.5
#: Of the whole time of a change: the next one never sets out sooner. With two under way, sooner
#: would win nothing, and networks whose pace changes make the server look quicker than it is.
_LEAST = 0.5


class Turns:
    """Lets changes go one by one, or a second one while the first is on its way back.

    May be used by several threads.
    """

    def __init__(self, quickest: Callable[[], float | None]) -> None:
        """Begin.

        Args:
            quickest: Seconds of the quickest answer so far: about the time on the way; None if
                there was none.
        """
        self._quickest = quickest
        self._changed = threading.Condition()
        self._under_way = 0
        self._sent = 0.0
        self._gap: float | None = None
        self._overlaps = True

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a change may be sent, and let the next one wait for it."""
        with self._changed:
            while (pause := self._pause()) != 0:
                self._changed.wait(pause)
            alone = self._under_way == 0
            self._under_way += 1
            self._sent = began = clock.monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                if alone and self._gap is None and self._overlaps:
                    self._gap = gap_of(clock.monotonic() - began, self._quickest())
                self._changed.notify_all()

    def collided(self) -> None:
        """Wait for each answer from now on: the server did not take two at once."""
        with self._changed:
            self._gap, self._overlaps = None, False

    def _pause(self) -> float | None:
        """Return how many seconds to wait before looking again; None until something changes."""
        if self._under_way == 0:
            return 0
        if self._under_way > 1 or self._gap is None:
            return None
        return max(0.0, self._sent + self._gap - clock.monotonic())


def gap_of(took: float, quickest: float | None) -> float | None:
    """Return how many seconds after a change the next one may set out.

    Args:
        took: Seconds from sending a change to its answer.
        quickest: Seconds of the quickest answer to anything.

    Returns:
        None if the server seems to be at work for most of the time: then it is waited for.
    """
    if quickest is None or took - quickest > _MOST * took:
        return None
    return max(_MARGIN * (took - quickest), _LEAST * took)
