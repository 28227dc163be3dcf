"""Ctrl-C and SIGTERM: the run ends after the writes in flight, and each of them is recorded."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from msgspec import Struct

from roadmap_sync import clock

#: What a shell reports for a program that a signal ended.
_BASE = 128


class Stopping(Struct):
    """Has somebody asked the run to stop, or is its time over?

    Attributes:
        until: `clock.monotonic` at which the time is over, or None.
        signal: The signal that came, or 0.
    """

    until: float | None = None
    signal: int = 0

    def __call__(self) -> bool:
        return self.signal != 0 or self.late

    @property
    def late(self) -> bool:
        """Is the time over?"""
        return self.until is not None and clock.monotonic() >= self.until

    @property
    def exit_code(self) -> int:
        """130 for Ctrl-C, 143 for SIGTERM, 0 if neither came."""
        return self.signal and _BASE + self.signal


@contextmanager
def stopping(deadline: float | None = None) -> Iterator[Stopping]:
    """Turn the first signal into a wish to stop; the second one ends the program as usual.

    Args:
        deadline: Seconds that the run may take, or None.
    """
    asked = Stopping(None if deadline is None else clock.monotonic() + deadline)
    if threading.current_thread() is not threading.main_thread():
        yield asked  # only the main thread may listen to signals
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def note(number: int, _frame: FrameType | None) -> None:
        asked.signal = number
        for one in numbers:
            signal.signal(one, before[one])

    for number in numbers:
        signal.signal(number, note)
    try:
        yield asked
    finally:
        for number in numbers:
            signal.signal(number, before[number])
