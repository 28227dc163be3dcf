"""Measure everything and print one line each: ``python -m tests.bench [--quick] [--only PART]``.

Commands are timed in pairs with a floor, in new processes of the same interpreter with compiled
modules; the ratio is the median of the ratios of the pairs. Nothing here is part of the tests:
a time says as much about the machine as about the program.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from roadmap_sync.plan.catalog import bundled
from tests.system.commands import ROOT
from tests.system.test_hostile import PLANS

BENCH = Path(__file__).parent
GENERATE = ["-m", "roadmap_sync", "generate", "--start", "2026-08", "--output", "roadmap.ics"]


class Bench:
    """A folder of its own, with its own compiled modules, caches and home."""

    def __init__(self, folder: Path, pairs: int) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.pairs = pairs
        self._env = {
            "HOME": str(folder),
            "LOCALAPPDATA": str(folder),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "XDG_CACHE_HOME": str(self.cache),
        }
        if "SYSTEMROOT" in os.environ:
            self._env["SYSTEMROOT"] = os.environ["SYSTEMROOT"]

    def run(self, words: Sequence[str], *, check: bool = True) -> tuple[float, str]:
        """Return how many seconds a run of the interpreter took, and what it printed."""
        before = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=self._env, check=False,
            capture_output=True,
        )  # fmt: skip
        seconds = time.perf_counter() - before
        output = (ended.stdout + ended.stderr).decode(errors="replace")
        assert not check or ended.returncode == 0, output
        return seconds, output

    def compare(
        self, name: str, words: list[str], floor: list[str], goal: float,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Print the ratio of a command and its floor."""
        pairs = []
        for number in range(self.pairs + 1):
            prepare()
            pair = self.run(words)[0], self.run(floor)[0]
            if number:  # the first pair compiles
                pairs.append(pair)
        ratio = statistics.median(own / other for own, other in pairs)
        own, other = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
        verdict = "reached" if ratio <= goal else "NOT REACHED"
        print(f"{name:<58} {ratio:5.2f}x  ({own:.0f} ms / {other:.0f} ms; "
              f"goal {goal}x: {verdict})", flush=True)  # fmt: skip


def start(bench: Bench) -> None:
    bench.compare(
        "(a) --version / import click",
        ["-m", "roadmap_sync", "--version"],
        ["-c", "import click"],
        1.3,
    )


def generate(bench: Bench) -> None:
    bench.run(GENERATE)
    data = (bench.folder / "roadmap.ics").read_bytes()
    count = len(re.findall(rb"^BEGIN:(?:VEVENT|VTODO)\r$", data, re.MULTILINE))
    files = _files("ms1-ms4-networking")
    floor = [str(BENCH / "floor.py"), str(count), *map(str, files)]

    def forget(*, plans: bool) -> None:
        (bench.folder / "roadmap.ics").unlink()
        if plans:
            shutil.rmtree(bench.cache)

    words = f"{count} components, {len(files)} files"
    bench.compare(f"(b) generate, empty cache / floor ({words})", GENERATE, floor, 1.3,
                  lambda: forget(plans=True))  # fmt: skip
    bench.compare(f"(c) generate, unchanged plan / floor ({words})", GENERATE, floor, 0.6,
                  lambda: forget(plans=False))  # fmt: skip


def _files(name: str) -> list[Path]:
    """Return the file of a bundled plan and those it extends, near and far."""
    found = [bundled()[name]]
    for file in found:
        text = file.read_text("utf-8")
        named = re.search(r"^extends:(.*(?:\n +.*|\n- .*)*)", text, re.MULTILINE)
        words = re.findall(r"[a-z0-9-]{2,}", named[1]) if named else []
        found += [path for word in words if (path := bundled().get(word)) and path not in found]
    return found


def expansion(bench: Bench, counts: Sequence[int]) -> None:
    for count in counts:
        result = json.loads(bench.run([str(BENCH / "expansion.py"), str(count)])[1])
        print(f"(d) expansion of {count:>6} students: {count / result['seconds']:8.1f} students "
              f"a second, peak {result['peak'] / 1e6:.0f} MB", flush=True)  # fmt: skip


def writing(bench: Bench, count: int) -> None:
    result = json.loads(bench.run([str(BENCH / "writing.py"), str(count)])[1])
    speed, size, peak = count / result["seconds"], result["bytes"] / 1e6, result["peak"] / 1e6
    print(f"(e) writing {count} components: {speed:8.0f} components a second, "
          f"peak {peak:.0f} MB for {size:.0f} MB", flush=True)  # fmt: skip


def hostile(bench: Bench) -> None:
    times = {}
    for name, (text, _) in PLANS.items():
        (bench.folder / "plan.yaml").write_text(text, "utf-8")
        times[name] = bench.run([*GENERATE, "--plan", "./plan.yaml"], check=False)[0]
    slowest = max(times, key=lambda name: times[name])
    late = sum(seconds > 2 for seconds in times.values())
    print(f"(f) {len(times)} hostile plans: median {statistics.median(times.values()):.2f} s, "
          f"slowest {times[slowest]:.2f} s ({slowest}); {late} over 2 s", flush=True)  # fmt: skip


def calendars(*, quick: bool) -> None:
    from tests.bench.sync import sync

    sync(*((1, 3) if quick else (3, 5)))


PARTS: dict[str, Callable[[Bench, bool], None]] = {
    "start": lambda bench, _: start(bench),
    "generate": lambda bench, _: generate(bench),
    "expansion": lambda bench, quick: expansion(bench, (1, 20, 200) if quick else (1, 100, 10_000)),
    "writing": lambda bench, quick: writing(bench, 5_000 if quick else 50_000),
    "hostile": lambda bench, _: hostile(bench),
    "sync": lambda _, quick: calendars(quick=quick),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how fast roadmap-sync is.")
    parser.add_argument("--quick", action="store_true", help="fewer pairs, fewer students")
    parser.add_argument("--only", choices=PARTS, help="one part of all")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), 5 if arguments.quick else 15)
        for name, part in PARTS.items():
            if arguments.only in {None, name}:
                part(bench, arguments.quick)


if __name__ == "__main__":
    main()
