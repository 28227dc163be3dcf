"""Files that make room for others and are never lost: they get another name, or a second one."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from roadmap_sync.errors import OutputError
from roadmap_sync.reasons import reason


def set_aside(path: Path, endings: Sequence[str] = ("",), word: str = "damaged") -> Path:
    """Move a damaged file out of the way without losing it: ``a`` becomes ``a.damaged-1``.

    Args:
        path: The file; need not be there.
        endings: Names of files that belong together, each counted from ``path``: the first is
            moved first, and all get the same new name, followed by their endings.
        word: Why it goes, as part of its new name.

    Returns:
        The new name, without an ending; ``path`` itself if there was nothing to move.

    Raises:
        OutputError: It could not be moved.
    """
    there = [ending for ending in endings if _beside(path, ending).exists()]
    if not there:
        return path
    new = _free(path, endings, word)
    try:
        for ending in there:
            _beside(path, ending).rename(_beside(path, new + ending))
    except OSError as error:
        raise OutputError(f"{path} could not be moved: {reason(error)}") from error
    settle(path.parent)
    return _beside(path, new)


def keep_beside(path: Path, word: str) -> Path | None:
    """Give a file a second name, or a new one where a disk allows only one for each file.

    Args:
        path: The file; need not be there. Of a link, the link itself is kept.
        word: Why it is kept, as part of that name: ``a`` becomes ``a.bak-1``.

    Returns:
        The second name; None if there is no file.

    Raises:
        OutputError: It could not be kept; it is as it was.
    """
    if not os.path.lexists(path):
        return None
    kept = _beside(path, _free(path, ("",), word))
    try:
        try:
            os.link(path, kept, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # the latter: Windows
            path.rename(kept)
    except OSError as error:
        raise OutputError(f"{path} could not be kept: {reason(error)}") from error
    return kept


def _free(path: Path, endings: Sequence[str], word: str) -> str:
    """Return the ending of a new name that none of the files of a name has yet."""
    number = 1
    while any(os.path.lexists(_beside(path, f".{word}-{number}{one}")) for one in endings):
        number += 1
    return f".{word}-{number}"


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def settle(folder: Path) -> None:
    """Make the new name survive a power cut; Windows and some network disks cannot."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
