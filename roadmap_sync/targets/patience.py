"""How long to wait before a request is tried again, and when to give up.

Own code of a few lines rather than `tenacity`: whether to go on depends on the status of an
answer, on ``Retry-After`` and on a run that may be told to stop while it waits; each of these
would be a callback of ours, and nothing of the library would be left but its loop.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC

from roadmap_sync import chance, clock
from roadmap_sync.errors import UnreachableError

#: Seconds before the second try; doubled for each further one.
_FIRST = 0.4
#: Seconds; no wait is longer unless the server asks for it.
_LONGEST = 20.0
#: Seconds between two looks at whether to stop.
_LOOK = 0.2

#: Seconds that a thread works on while another one could; see `attentive`.
_ATTENTIVE = 0.0005


def never() -> bool:
    """Say that nobody wants to stop."""
    return False


@contextmanager
def attentive() -> Iterator[None]:
    """Let an answer that has come wait only shortly for whoever works meanwhile.

    With Python's own 5 ms, each step of a short talk with a server may take as long.
    """
    with _Attention.lock:
        _Attention.count += 1
        if _Attention.count == 1:
            _Attention.usual = sys.getswitchinterval()
            sys.setswitchinterval(_ATTENTIVE)
    try:
        yield
    finally:
        with _Attention.lock:
            _Attention.count -= 1
            if not _Attention.count:
                sys.setswitchinterval(_Attention.usual)


class _Attention:
    """How many threads are attentive, and how it was before the first; one for the process."""

    lock = threading.Lock()
    count = 0
    usual = 0.0


def stopped(name: str) -> UnreachableError:
    """Return the error for a target whose work somebody stopped."""
    return UnreachableError(f"{name}: stopped before it was through; the next run goes on")


class Patience:
    """The patience for one request, from its first try on.

    Attributes:
        seconds: How long it may take in all, waiting and trying.
        tries: How often it may be tried.
        stop: Asked while waiting; if it says so, there is no further try.
    """

    def __init__(
        self, *, seconds: float, tries: int = 5, stop: Callable[[], bool] = never
    ) -> None:  # fmt: skip
        self.seconds = seconds
        self.tries = tries
        self.stop = stop
        self._until = clock.monotonic() + seconds
        self._tried = 0

    @property
    def left(self) -> float:
        """Seconds left, 0 or more."""
        return max(0.0, self._until - clock.monotonic())

    def wait(self, asked: float | None = None) -> bool:
        """Wait before the next try; False if there is none.

        Args:
            asked: Seconds that the server asked for, or None. It is never waited less, and not
                at all if that is longer than there is time.
        """
        self._tried += 1
        pause = backoff(self._tried) if asked is None else asked
        if self._tried >= self.tries or pause >= self.left or self.stop():
            return False
        until = clock.monotonic() + pause
        while (rest := until - clock.monotonic()) > 0:
            clock.sleep(min(rest, _LOOK))
            if self.stop():
                return False
        return True


def backoff(tried: int) -> float:
    """Return how many seconds to wait after so many tries, between half and all of the step.

    The chance in it keeps a class of students from knocking again all in the same second.
    """
    step = min(_LONGEST, _FIRST * 2.0 ** (tried - 1))
    return step * (0.5 + chance.fraction() / 2)


def retry_after(text: str) -> float | None:
    """Return the seconds of a ``Retry-After`` (RFC 9110 section 10.2.3), None if it says nothing.

    It is a number of seconds or a date; a date that is over is 0.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 10**9))
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - clock.now()).total_seconds())
