"""The most memory that this process ever had."""

import resource
import sys
from pathlib import Path


def peak() -> int:
    """Return bytes; of this process alone, not of the one that started it."""
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        [kilobytes] = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
        return kilobytes * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
