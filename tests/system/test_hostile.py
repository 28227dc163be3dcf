"""Files that are too large, too deep or too many: one clear error, and little memory.

How long each takes is measured in tests/bench, not here.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.commands import ROOT

HEAD = "plan: big\ntitle: Big\nupdated: 2026-01-01\n"
PHASE = HEAD + "phases:\n  p:\n    from: start\n    until: 200 weeks after start\n    steps:\n"
BLOCK = HEAD + "blocks:\n  b:\n    for: rotations\n    steps:\n"
STEPS = 1_000

#: More than this, in bytes, no run may need.
MEMORY = 200_000_000

#: Linux hands the peak of the process that starts another one down to it, but tells the
#: other one's own peak as well.
_RUN = """\
import resource, runpy, sys
try:
    runpy.run_module("roadmap_sync", run_name="__main__")
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.platform == "linux":
        lines = open("/proc/self/status").read().splitlines()
        [peak] = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    print("peak", peak, file=sys.stderr)
"""


def _steps(count: int, words: str) -> str:
    return "".join(f"      s{number}: {{{words}}}\n" for number in range(count))


def _chain(words: str) -> str:
    """Return steps of which each knows the one before it and a week that is far from its own."""
    text = PHASE + "      s0: {task: T, when: week 1}\n"
    for number in range(1, STEPS):
        own = words.replace("PREV", f"s{number - 1}").replace("NEXT", str(number % 100 + 1))
        text += f"      s{number}: {{task: T, {own}}}\n"
    return text


def _laughs() -> str:
    lines = (f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}, *b{n - 1}]\n" for n in range(1, 60))
    return HEAD + "b0: &b0 [ha, ha]\n" + "".join(lines)


PLANS = {
    "a hundred thousand steps": (PHASE + _steps(100_000, "task: T"), "larger than 500 KB"),
    "steps that just fit": (PHASE + _steps(6_000, "task: T"), "more than 15000 values"),
    "steps too many": (PHASE + _steps(1_501, "task: T"), "can have 1500 steps"),
    "dates too many": (HEAD + "dates:\n" + _steps(1_501, "rule: start"), "can have 1500 dates"),
    "a thousand brackets": (HEAD + "about: " + "[" * 1000 + "]" * 1000, "more than 20 levels"),
    "a thousand braces": (HEAD + "about: " + "{a: " * 1000 + "}" * 1000, "more than 20 levels"),
    "a thousand dashes": ("- " * 1000 + "x", "more than 20 levels"),
    "a thousand indents": (
        HEAD + "".join(" " * depth + "a:\n" for depth in range(900)),
        "more than 20 levels",
    ),
    "one line": (HEAD + "about: " + "x" * 900_000, "larger than 500 KB"),
    "half a line": (HEAD + "about: " + "x" * 400_000, "this line has 400007 characters"),
    "many words": (HEAD + "about: " + ("word " * 1000 + "\n  ") * 80, "5000 is the most"),
    "many tags of YAML": (("!" * 9_000 + "\n") * 50, "tags (!) are not part"),
    "many aliases": (HEAD + "about: &a x\nlist:\n" + "- *a\n" * 20_000, "anchors and aliases"),
    "a billion laughs": (_laughs(), "anchors and aliases"),
    "huge times": (PHASE + _steps(1, f"task: T, times: {'9' * 30}"), "whole number from 1 to 50"),
    "long times": (PHASE + _steps(1, f"task: T, times: {'9' * 9_000}"), " … [type]"),
    "huge minutes": (PHASE + _steps(1, f"meeting: T, minutes: {'9' * 30}"), "from 1 to 1440"),
    "huge weeks": (PHASE + _steps(1, "task: T, when: week 999999999"), "not from 1 to 1000"),
    "every day, many steps": (PHASE + _steps(1_400, "task: T, every: day"), "[too-many]"),
    "every day, every mentor": (
        PHASE + _steps(1_400, "task: T, every: day, each: mentors"),
        "more than 5000 items",
    ),
    "long conditions": (
        PHASE + _steps(1, f"task: T, if: {'not ' * 2000}x"),
        "this condition is too long",
    ),
    "long dates": (PHASE + _steps(1, f"task: T, when: {'week 1 of ' * 900}x"), "date is too long"),
    "steps in a row": (_chain("when: within 2 weeks after PREV"), "more than 20 steps"),
    "steps that cannot all be": (
        _chain("when: week NEXT, after: PREV"),
        "no student ever gets a day",
    ),
    "dates in a row": (
        HEAD
        + "dates:\n  d0: start\n"
        + "".join(f"  d{n}: 1 week after d{n - 1}\n" for n in range(1, STEPS)),
        "more than 20 dates",
    ),
    "many parents": (HEAD + "extends:\n" + "- ./no.yaml\n" * 10_000, "20 is the most"),
    "many keys": (HEAD + "".join(f"k{n}: 1\n" for n in range(7_000)), "and 6800 more"),
    "one key, often": (HEAD + "a: 1\n" * 90_000, "'a' is here twice"),
    "many documents": ("---\n" * 100_000, "a second document"),
    "nothing but line ends": ("\n" * 490_000, "this file is empty"),
}


def _generate(folder: Path, *words: str) -> tuple[int, str, int]:
    """Return the exit code, what was printed, and the peak of memory in bytes."""
    ended = subprocess.run(
        [sys.executable, "-c", _RUN, "generate", "--output", "roadmap.ics", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False, encoding="utf-8",
    )  # fmt: skip
    output, _, peak = ended.stderr.rpartition("peak ")
    return ended.returncode, output, int(peak) * (1 if sys.platform == "darwin" else 1024)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="tells no peak of memory")


@pytest.mark.parametrize("name", PLANS)
def test_a_hostile_plan_is_one_clear_error(tmp_path: Path, name: str) -> None:
    text, words = PLANS[name]
    (tmp_path / "plan.yaml").write_text(text, "utf-8")

    code, output, peak = _generate(tmp_path, "--start", "2026-08", "--plan", "./plan.yaml")

    assert code == 1
    assert words in output
    assert "Traceback" not in output
    assert len(output) < MEMORY / 1000
    assert peak < MEMORY
    assert not (tmp_path / "roadmap.ics").exists()


def _rotations(count: int) -> str:
    return "rotations:\n" + "".join(
        f"  - {{name: Ward {number}, start: {2027 + number // 50}-07-05, weeks: 4}}\n"
        for number in range(count)
    )


STUDENTS = {
    "mentors": ("mentors: 999999999\n", "whole number from 0 to 20"),
    "rotations": (_rotations(2_000), "I read 200 at most"),
    "both": ("mentors: 20\n" + _rotations(200), "more than 5000 items"),
}


@pytest.mark.parametrize("name", STUDENTS)
def test_a_hostile_student_is_one_clear_error(tmp_path: Path, name: str) -> None:
    text, words = STUDENTS[name]
    (tmp_path / "student.yaml").write_text("start: 2026-08-03\n" + text, "utf-8")
    (tmp_path / "plan.yaml").write_text(
        BLOCK + _steps(30, "task: T, every: day, each: mentors"), "utf-8"
    )

    code, output, peak = _generate(tmp_path, "--plan", "./plan.yaml")

    assert code == 1
    assert words in output
    assert "Traceback" not in output
    assert peak < MEMORY


def test_a_large_plan_that_is_right_is_still_done(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(
        PHASE
        + "".join(f"      s{n}: {{task: T, when: week {n % 190 + 1}}}\n" for n in range(1500)),
        "utf-8",
    )

    code, _, peak = _generate(tmp_path, "--start", "2026-08", "--plan", "./plan.yaml")

    assert code == 0
    assert peak < MEMORY
