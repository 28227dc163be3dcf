"""A lock on a file that the end of a program releases, however it ends; and waiting for it."""

import errno
from pathlib import Path
from typing import Protocol

from roadmap_sync import clock

#: Seconds between two attempts.
_PAUSE = 0.05
#: What systems say of a lock that somebody else has; Windows the last one.
_TAKEN = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}


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
        OSError: The file cannot be made, or that disk has no locks.
    """
    if not path.exists():
        path.touch(mode=0o600)  # not for others to hold
    for _ in range(round(wait / _PAUSE)):
        try:
            return _Held(path)
        except BusyError:
            clock.sleep(_PAUSE)
    return _Held(path)


class _Held:
    def __init__(self, path: Path) -> None:
        from zc.lockfile import LockError, SimpleLockFile

        try:
            self._file: SimpleLockFile = SimpleLockFile(str(path))
        except LockError as error:
            cause = error.__context__
            if isinstance(cause, OSError) and cause.errno not in _TAKEN:
                raise cause from None
            raise BusyError(str(path)) from error

    def release(self) -> None:
        self._file.close()
