"""A lock on a file that the end of a program releases, however it ends; and waiting for it."""

from pathlib import Path
from typing import Protocol

from roadmap_sync import clock

#: Seconds between two attempts.
_PAUSE = 0.05


class Lock(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let the next one in."""


class BusyError(Exception):
    """Another program has the lock."""


def acquire(path: Path, wait: float = 0) -> Lock:
    """Take a lock.

    Args:
        path: The file that is locked; made if it is not there.
        wait: For so many seconds while another program has it.

    Raises:
        BusyError: Another program has it.
        OSError: The file cannot be made, or that disk has no locks (NotImplementedError).
    """
    from filelock import FileLock, Timeout

    held = FileLock(path, timeout=0, mode=0o600)
    # Our own clock does the waiting: the library's would stand still where that does.
    for _ in range(round(wait / _PAUSE)):
        try:
            held.acquire()
        except Timeout:
            clock.sleep(_PAUSE)
        else:
            return held
    try:
        held.acquire()
    except Timeout as error:
        raise BusyError(str(path)) from error
    return held
