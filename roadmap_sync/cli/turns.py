"""One command at a time changes a file that people write; the others wait their turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from roadmap_sync import clock
from roadmap_sync.errors import OutputError

#: Seconds between two attempts, and how many are made: ten seconds in all.
_PAUSE = 0.05
_ATTEMPTS = 200


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """Keep other commands of ours from changing a file; wait for the one that does.

    The lock is one for all files, in the user's cache folder, so that nothing lies beside the
    file. Where no lock can be had the work goes on without: a file is still written only over
    what was read from it.

    Raises:
        OutputError: Another command takes too long.
    """
    from filelock import FileLock, Timeout
    from platformdirs import user_cache_path

    folder = user_cache_path("roadmap-sync", appauthor=False)
    held = FileLock(folder / "changes.lock", timeout=0, mode=0o600)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(_ATTEMPTS):
            try:
                held.acquire()
                break
            except Timeout:
                clock.sleep(_PAUSE)
        else:
            raise OutputError(
                f"another command of roadmap-sync is changing a file; {file} stays as it was: "
                "try again"
            )
    except (OSError, NotImplementedError):
        pass
    try:
        yield
    finally:
        held.release()
