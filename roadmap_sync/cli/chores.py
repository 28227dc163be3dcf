"""What nobody waits for, done while somebody waits for something else."""

from collections.abc import Callable
from threading import Thread


class Chores:
    """Calls that may be made at any time, once each, before the program ends."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []
        self._at_work: list[Thread] = []

    def add(self, chore: Callable[[], None]) -> None:
        """Put one on the list; it must not raise."""
        self._waiting.append(chore)

    def begin(self) -> None:
        """Begin with what is on the list, beside whatever else is done."""
        while self._waiting:
            thread = Thread(target=self._waiting.pop(0), name="chore")
            self._at_work.append(thread)
            thread.start()

    def finish(self) -> None:
        """Do what is left, and wait for the rest."""
        while self._waiting:
            self._waiting.pop(0)()
        while self._at_work:
            self._at_work.pop().join()
