"""The one door to programs of the system: crontab, systemctl, launchctl and the like."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from roadmap_sync.errors import NightlyError

#: Seconds that a tool of the system may take.
PATIENCE = 30.0


class Finished(Struct, frozen=True):
    """How a program ended.

    Attributes:
        code: Its exit code; negative for the signal that ended it.
        out: What it wrote to standard output.
        err: Likewise to standard error.
    """

    code: int
    out: bytes = b""
    err: bytes = b""

    @property
    def words(self) -> str:
        """All that it said, as text."""
        both = self.out + self.err
        return both.decode("utf-8", "replace").strip()


def find(name: str) -> str | None:
    """Return the path of a program, or None if this system has none of that name."""
    return shutil.which(name)


def run(
    words: Sequence[str], *, given: bytes = b"", env: Mapping[str, str] | None = None,
    folder: Path | None = None, seconds: float = PATIENCE,
) -> Finished:  # fmt: skip
    """Run a program to its end, away from any terminal.

    Args:
        words: The program and its arguments; no shell reads them.
        given: What it reads from standard input.
        env: All of its environment; None for ours.
        folder: Where it starts; None for where we are.
        seconds: The most that it may take.

    Raises:
        NightlyError: It cannot be started, or does not end.
    """
    try:
        done = subprocess.run(  # noqa: S603 - tools of the system and ourselves
            words, input=given, env=env, cwd=folder, timeout=seconds, capture_output=True,
            check=False, start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NightlyError(f"'{words[0]}' did not end in {seconds:g} seconds") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be run"
        raise NightlyError(f"'{words[0]}' could not be started: {reason}") from error
    return Finished(done.returncode, done.stdout, done.stderr)


def must(words: Sequence[str], *, given: bytes = b"") -> Finished:
    """Run a tool that has to succeed.

    Raises:
        NightlyError: It does not; its own words are told.
    """
    done = run(words, given=given)
    if done.code:
        said = done.words or f"it ended with code {done.code}"
        raise NightlyError(f"'{' '.join(words[:3])}' failed: {said}")
    return done
