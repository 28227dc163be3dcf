"""Hidden files: what will take a name once it is whole, and what killed runs left of them."""

import contextlib
import os
import re
from pathlib import Path

from roadmap_sync import chance

#: One of our own, and what SQLite may put beside it while it writes into it.
_OURS = re.compile(r"\.roadmap-sync-[0-9a-f]{16}\.tmp(-wal|-shm|-journal)?", re.ASCII)
#: Seconds after which nobody can be writing it any more.
_OLD = 86400.0


def beside(path: Path) -> Path:
    """Return the path of a hidden file that no one else has, in the same folder."""
    return path.with_name(f".roadmap-sync-{chance.token(8)}.tmp")


def sweep(new: Path) -> None:
    """Delete what runs that were killed a day ago and longer left in a folder.

    For files that nobody would miss; what cannot be deleted stays.

    Args:
        new: A hidden file that was made a moment ago. Its age is what others are measured by,
            for the clock of a network disk may be another than ours.
    """
    with contextlib.suppress(OSError):
        now = new.lstat().st_mtime
        with os.scandir(new.parent) as entries:
            ours = [entry for entry in entries if _OURS.fullmatch(entry.name)]
        for entry in ours:
            with contextlib.suppress(OSError):
                if now - entry.stat(follow_symlinks=False).st_mtime > _OLD:
                    Path(entry.path).unlink()
