"""One run at a time, in words for people."""

from pathlib import Path

from roadmap_sync.errors import LedgerError
from roadmap_sync.locking import BusyError, Lock, acquire


def lock(path: Path, wait: float = 0) -> Lock:
    """Take the lock.

    Args:
        path: The file that is locked; made if it is not there.
        wait: For so many seconds while another run has it.

    Raises:
        LedgerError: Another run has it, or the file cannot be made.
    """
    try:
        return acquire(path, wait)
    except BusyError as error:
        raise LedgerError(
            "another run of roadmap-sync is at work on this student's calendars; nothing was "
            f"changed: wait until it has finished, and try again (lock: {path})"
        ) from error
    except OSError as error:
        raise LedgerError(
            f"the ledger's lock {path} could not be taken: {error.strerror}"
        ) from error
