"""Run many commands in one process, each with its own CPU time and peak of memory.

As a program: reads ``cases.json`` of the folder it is in (name → words of a command) and prints,
as JSON, what came of each. A process for each case would take longer than most cases do.
"""

import json
import resource
import sys
import time
from pathlib import Path

from roadmap_sync.cli import main as _warm  # noqa: F401 - loading is not what is measured
from tests.system.commands import run

#: The most address space, in bytes, that all cases together may take: an end to real bombs.
_SPACE = 1_500_000_000
#: The most seconds of CPU for all of them.
_SECONDS = 120
_KB = 1024


def main() -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    cases: dict[str, list[str]] = json.loads(Path("cases.json").read_text("utf-8"))
    run("generate", "--start", "2026-08", "--output", "warm.ics")
    print(json.dumps({name: _measured(words) for name, words in cases.items()}))  # noqa: T201


def _measured(words: list[str]) -> dict[str, object]:
    _forget_peak()
    before = time.process_time()
    result = run(*words)
    return {
        "code": result.exit_code,
        "output": result.output[:9_000] + result.output[-9_000:],
        "length": len(result.output),
        "seconds": time.process_time() - before, "peak": _peak(),
    }  # fmt: skip


def _forget_peak() -> None:
    """Let Linux count the peak afresh; elsewhere it is that of all cases so far."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peak() -> int:
    """Return the peak of memory in bytes."""
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        [peak] = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
        return peak * _KB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
