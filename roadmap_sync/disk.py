"""The one door for writing files: a file is there as a whole, or as it was before."""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from roadmap_sync import hidden
from roadmap_sync.aside import keep_beside, settle
from roadmap_sync.errors import OutputError
from roadmap_sync.reasons import reason

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> bool:
    """Write a file so that a crash at any point leaves the old bytes or the new ones.

    The bytes go to a hidden file in the same folder, which then takes the name. A link is
    followed, and an existing file keeps its permissions. A device or a pipe cannot be
    replaced; it is written to directly.

    Args:
        path: The file.
        data: What it should hold.
        private: May only its owner read a file that is new?

    Returns:
        False if the file held these very bytes already and was left alone.

    Raises:
        OutputError: It could not be written; an existing file is as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        before = _status(target)
        if before is not None and not stat.S_ISREG(before.st_mode):
            return _pour(target, data)
        if before is not None and _holds(target, before, data):
            return False
        _replace(target, data, mode=_mode(target, before, private=private))
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} could not be written: {reason(error)}") from error
    return True


def write_over(path: Path, before: bytes | None, data: bytes, *, private: bool = False) -> bool:
    """Write a file as `write_atomically` does, but only over what was read from it.

    Args:
        path: The file.
        before: The bytes that it held when it was read; None if it was not there.
        data: What it should hold.
        private: May only its owner read a file that is new?

    Returns:
        False if it holds something else by now: an editor has saved it, say. Nothing was written.

    Raises:
        OutputError: It could not be written; an existing file is as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        status = _status(target)
        if status is not None and not stat.S_ISREG(status.st_mode):
            return _pour(target, data)
        mode = _mode(target, status, private=private)
        return _replace(target, data, mode=mode, only_if=lambda: _bytes_of(target) == before)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} could not be written: {reason(error)}") from error


def read_if_there(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a file that is about to be written over, or None if there is none.

    Args:
        path: The file. A device or a pipe counts as not there.
        limit: The most bytes to read.

    Raises:
        OutputError: It is a folder, cannot be read, or holds more than ``limit`` bytes.
    """
    try:
        status = _status(path)
        if status is None or not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            return None
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} could not be read: {reason(error)}") from error
    if len(data) > limit:
        raise OutputError(f"{path} could not be read: it holds more than {limit:,} bytes")
    return data


def write_if_possible(path: Path, data: bytes) -> None:
    """Write a file that nobody would miss, and its folder; do nothing where that cannot be.

    It is there as a whole or not at all, but may be lost or cut off when the power fails.
    """
    with contextlib.suppress(OSError, ValueError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, data, mode=None, lasting=False)


def read_if_possible(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a file, or None if it cannot be read or holds more than ``limit``."""
    with contextlib.suppress(OutputError):
        return read_if_there(path, limit)
    return None


def keep_newest(folder: Path, count: int) -> None:
    """Delete the files of a folder that were written first, until ``count`` are left.

    For files that nobody would miss; what cannot be deleted stays.
    """
    with contextlib.suppress(OSError):
        files = list(folder.iterdir())
        if len(files) > count:
            files.sort(key=lambda file: file.lstat().st_mtime_ns)
            for file in files[: len(files) - count]:
                file.unlink()


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner may look into; one that is there stays as it is.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} could not be made: {reason(error)}") from error


@contextlib.contextmanager
def replacing(path: Path, *, first: Callable[[], object] | None = None) -> Iterator[Path]:
    """Let a library write a file so that it is there as a whole, or as it was before.

    Args:
        path: The file; a link is replaced, not followed.
        first: What is done when the new file is whole and will last, before it takes the name.

    Yields:
        An empty hidden file in the same folder, for its owner only. When the block ends, it is
        made to last and takes the name; if the block raises, it goes.

    Raises:
        OutputError: It could not be written; an existing file is as it was.
    """
    try:
        beside = hidden.beside(path)
        os.close(os.open(beside, _NEW, 0o600))
        try:
            hidden.sweep(beside)
            yield beside
            handle = os.open(beside, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            if first is not None:
                first()
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        settle(path.parent)
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} could not be written: {reason(error)}") from error


def write_private(path: Path, data: bytes, *, keep: str = "") -> None:
    """Write a file that only its owner may read, whatever its permissions were before.

    A crash at any point leaves the old bytes or the new ones.

    Args:
        path: The file; a link is replaced, not followed.
        data: What it should hold.
        keep: If given, an existing file is kept as well, with this word in its new name.

    Raises:
        OutputError: It could not be written; an existing file is as it was.
    """
    first = partial(keep_beside, path, keep) if keep else None
    with replacing(path, first=first) as beside, beside.open("wb") as file:
        file.write(data)


def remove(path: Path) -> None:
    """Delete a file; one that is not there is fine.

    Raises:
        OutputError: It could not be deleted.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} could not be deleted: {reason(error)}") from error


def may_write(folder: Path) -> bool:
    """May we write into a folder that is there?"""
    return os.access(folder, os.W_OK | os.X_OK)


def room(folder: Path) -> int:
    """Return how many bytes are left on the disk of a folder that is there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def others_may_read(path: Path) -> bool:
    """May others on this computer read a file, or look into a folder? Windows does not say."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _holds(path: Path, status: os.stat_result, data: bytes) -> bool:
    with contextlib.suppress(PermissionError):
        return status.st_size == len(data) and path.read_bytes() == data
    return False


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _mode(path: Path, status: os.stat_result | None, *, private: bool) -> int | None:
    """Return the permissions that a file keeps or gets; None for those of any new file."""
    if status is None:
        return 0o600 if private else None
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(path))
    return stat.S_IMODE(status.st_mode)


def _pour(path: Path, data: bytes) -> bool:
    with path.open("wb") as file:
        file.write(data)
    return True


def _replace(
    target: Path, data: bytes, mode: int | None, *, lasting: bool = True,
    only_if: Callable[[], bool] = lambda: True,
) -> bool:  # fmt: skip
    """Put a file in the place of another, unless at the last moment that must not be."""
    beside = hidden.beside(target)
    # 0o666 is what the umask is applied to; tempfile would make the file readable by us only.
    handle = os.open(beside, _NEW, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasting:  # what need not last lies where only so many files are kept anyway
                hidden.sweep(beside)
                file.flush()
                os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        if only_if():
            beside.replace(target)
        else:
            beside.unlink()
            return False
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    if lasting:
        settle(target.parent)
    return True
