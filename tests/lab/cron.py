"""The real cron of this system, for tests that wait for its minute; one of them at a time.

It edits the crontab of whoever runs the tests, so that is put back as it was, whatever happens.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from roadmap_sync.locking import acquire

#: The checks of .ci/run set this: there the tests must not be skipped.
_MUST = "ROADMAP_SYNC_NEEDS_CRON"
_PID_FILES = (Path("/run/crond.pid"), Path("/var/run/crond.pid"))
#: Seconds that another test may hold it: it waits for a minute, and then some.
_TURN = 300.0
#: Seconds before a minute begins in which cron may not notice a new line any more.
_LATE = 8


class Cron:
    """A daemon that runs, and the user's crontab."""

    @property
    def crontab(self) -> bytes:
        """All of it; empty if there is none."""
        done = subprocess.run(["crontab", "-l"], capture_output=True, check=False, timeout=30)
        return done.stdout if done.returncode == 0 else b""

    def restore(self, text: bytes) -> None:
        """Put it back as it was."""
        words = ["crontab", "-"] if text else ["crontab", "-r"]
        if self.crontab != text:
            subprocess.run(words, input=text, check=True, timeout=30)

    def next_minute(self) -> str:
        """Return ``HH:MM`` of the next minute that cron can still be told of, by this computer."""
        return f"{datetime.now() + timedelta(seconds=60 + _LATE):%H:%M}"  # noqa: DTZ005, TID251


@contextmanager
def cron_running() -> Iterator[Cron]:
    """Let cron run, ours if there is none yet; skip the test where there is no cron at all."""
    program = shutil.which("cron", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None or shutil.which("crontab") is None:
        assert _MUST not in os.environ, "there is no cron here"
        pytest.skip("there is no cron here")
    lock = acquire(Path(tempfile.gettempdir()) / "roadmap-sync-tests-cron.lock", _TURN)
    try:
        cron = Cron()
        before = cron.crontab
        process = None if _is_running() else _start(program)
        try:
            yield cron
        finally:
            cron.restore(before)
            if process is not None:
                process.terminate()
                process.wait(timeout=30)
    finally:
        lock.release()


def _is_running() -> bool:
    for file in _PID_FILES:
        if file.exists():
            number = file.read_text().strip()
            return Path(f"/proc/{number}/comm").exists() and "cron" in Path(
                f"/proc/{number}/comm"
            ).read_text("utf-8")
    return False


def _start(program: str) -> "subprocess.Popen[bytes]":
    """Start a daemon of our own; where only root may, and we are not, skip the test."""
    process = subprocess.Popen(
        [program, "-f"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(0.3)
    if process.poll() is not None:
        assert _MUST not in os.environ, "cron does not start; only root may start it"
        pytest.skip("cron does not start; only root may start it")
    return process
