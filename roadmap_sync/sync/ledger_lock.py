"""One run at a time: a lock that the end of a program releases, however it ends."""

from pathlib import Path
from typing import Protocol

from roadmap_sync import clock
from roadmap_sync.errors import LedgerError

#: Seconds between two attempts.
_PAUSE = 0.1


class Lock(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let the next run in."""


def lock(path: Path, wait: float = 0) -> Lock:
    """Take the lock.

    Args:
        path: The file that is locked; made if it is not there.
        wait: For so many seconds while another run has it.

    Raises:
        LedgerError: Another run has it, or the file cannot be made.
    """
    from filelock import FileLock, Timeout

    held = FileLock(path, timeout=0, mode=0o600)
    try:
        for _ in range(int(wait / _PAUSE)):
            try:
                held.acquire()
            except Timeout:
                clock.sleep(_PAUSE)
            else:
                return held
        held.acquire()
    except Timeout as error:
        raise LedgerError(
            "another run of roadmap-sync is at work on this student's calendars; nothing was "
            f"changed: wait until it has finished, and try again (lock: {path})"
        ) from error
    except (OSError, NotImplementedError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that disk has no locks"
        raise LedgerError(f"the ledger's lock {path} could not be taken: {reason}") from error
    return held
