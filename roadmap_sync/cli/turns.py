"""One command at a time changes a file that people write; the others wait their turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadmap_sync.cache import user_folder
from roadmap_sync.errors import OutputError
from roadmap_sync.locking import BusyError, Lock, acquire

#: Seconds that a command waits for its turn.
_PATIENCE = 10.0


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """Keep other commands of ours from changing a file; wait for the one that does.

    The lock is one for all files, in the user's cache folder, so that nothing lies beside the
    file. Where no lock can be had the work goes on without: a file is still written only over
    what was read from it.

    Raises:
        OutputError: Another command takes too long.
    """
    folder = user_folder()
    held: Lock | None = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = acquire(folder / "changes.lock", _PATIENCE)
    except BusyError:
        raise OutputError(
            f"another command of roadmap-sync is changing a file; {file} stays as it was: try again"
        ) from None
    except OSError:
        pass
    try:
        yield
    finally:
        if held is not None:
            held.release()
