"""The real command in a process of its own, with a home of its own, to be killed at will."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from unittest.mock import patch

from tests.lab.faults import killing
from tests.lab.proxy import Proxy, Rule

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after which a run is stuck.
STUCK = 60.0
#: How the system reports that a process was killed.
KILLED = -getattr(signal, "SIGKILL", 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Everything it said."""
        return self.out + self.err


@dataclass(kw_only=True)
class Desk:
    """A student's computer: a home, a folder to work in, and variables of the environment.

    Attributes:
        folder: Where commands run; ``home`` lies inside it.
        env: Beyond what each command gets.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.folder / "home"

    def write(self, name: str, text: str) -> Path:
        """Write a file into the working folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, seconds: float = STUCK,
        prepare: Callable[[], None] | None = None,
    ) -> Ended:  # fmt: skip
        """Run ``roadmap-sync`` with some words to its end."""
        return Running(self, words, env or {}, prepare).wait(seconds)

    def run_killed(
        self, proxy: Proxy, *words: str, at: int, applied: bool, method: str = "",
        once: Callable[[], bool] = lambda: True, env: Mapping[str, str] | None = None,
    ) -> Ended:  # fmt: skip
        """Run it until a request, and kill it there.

        Args:
            proxy: That it talks through.
            words: Of the command line.
            at: The number of the request, from 1.
            applied: Whether the server did what that request asks, or never heard of it.
            method: Count only these requests; empty for all.
            once: Let that request wait until this is true.
            env: Variables beyond those of this computer.
        """
        started: Queue[Running] = Queue()

        def kill() -> None:
            while not once():
                time.sleep(0.01)
            running = started.get()
            started.put(running)  # for the next request, which is on its way perhaps
            running.kill()

        fault = killing(kill, applied=applied)
        times = None if method else 1  # those beside the one that waits must not pass it
        rule = Rule(fault=fault, first=at, times=times, method=method)
        proxy.rules.append(rule)
        running = Running(self, words, env or {})
        started.put(running)
        ended = running.wait()
        proxy.rules.remove(rule)
        proxy.settle()
        return ended


@dataclass(kw_only=True)
class QuickDesk(Desk):
    """The same, but commands run inside this process: no interpreter has to start.

    Not for runs that are limited; those that are killed have a process all the same.
    """

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, seconds: float = STUCK,
        prepare: Callable[[], None] | None = None,
    ) -> Ended:  # fmt: skip
        from click.testing import CliRunner

        from roadmap_sync.cli.main import main

        assert prepare is None, "limits would hold for this process too"
        every = {**_environment(self.home), **self.env, **(env or {})}
        with chdir(self.folder), patch.dict(os.environ, every, clear=True), _alarm(seconds):
            result = CliRunner().invoke(main, list(words), catch_exceptions=False)
        return Ended(code=result.exit_code, out=result.stdout, err=result.stderr)


class Running:
    """A command that has started."""

    def __init__(
        self, desk: Desk, words: tuple[str, ...], env: Mapping[str, str],
        prepare: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "roadmap_sync", *words],
            cwd=desk.folder, env={**_environment(desk.home), **desk.env, **env},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=prepare,  # noqa: PLW1509 - only sets limits
        )  # fmt: skip

    def kill(self) -> None:
        """Kill it as a crash would: nothing of it runs any more when this returns."""
        self._process.kill()
        self._process.wait()

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self, seconds: float = STUCK) -> Ended:
        """Wait for its end; one that is stuck is killed, and the test fails."""
        try:
            out, err = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            out, err = self._process.communicate()
            raise AssertionError(f"stuck: {(out + err).decode(errors='replace')}") from None
        return Ended(
            code=self._process.returncode,
            out=out.decode(errors="replace"), err=err.decode(errors="replace"),
        )  # fmt: skip


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Fail if something takes too long, where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise AssertionError("stuck")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _environment(home: Path) -> dict[str, str]:
    """Return what a command sees: this program, and nothing of who runs the tests."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData/Roaming"),
        "LOCALAPPDATA": str(home / "AppData/Local"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
    }
