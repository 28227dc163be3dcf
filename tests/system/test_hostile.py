"""Files that are too large, too deep or too many: one clear error, soon, and little memory.

All of them are read by one process, which counts CPU time and memory for each. How long each
takes on the clock is measured in tests/bench.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from roadmap_sync.plan.bundle import checksum
from tests.system.commands import ROOT

HEAD = "plan: big\ntitle: Big\nupdated: 2026-01-01\n"
PHASE = HEAD + "phases:\n  p:\n    from: start\n    until: 200 weeks after start\n    steps:\n"
BLOCK = HEAD + "blocks:\n  b:\n    for: rotations\n    steps:\n"
STEPS = 1_000

#: More than this, in bytes, no run may need.
MEMORY = 200_000_000

#: More seconds of CPU than this no run may need.
SECONDS = 2


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
    "a long word for a date": (
        PHASE + _steps(1, f"task: T, when: {'x' * 9_000}"), "there is no date or step",
    ),
    "digits for a date": (PHASE + _steps(1, f"task: T, when: {'9' * 9_000} weeks after start"),
                          "[when"),
    "a date of no calendar": (PHASE + _steps(1, "task: T, when: 9999-99-99"), "[when"),
    "the last day there is": (PHASE + _steps(1, "task: T, when: 9999-12-31"), "[when"),
    "a year too far": (PHASE + _steps(1, "task: T, when: june in 99999999"), "[when"),
    "dates in one another": (
        PHASE + _steps(1, f"task: T, when: {'earlier of start and ' * 400}end"),
        "date is too long",
    ),
    "brackets in a condition": (
        PHASE + _steps(1, f"task: T, if: '{'(' * 4_000}x'"),
        "this condition is too long",
    ),
    "slots, times and days": (
        PHASE + _steps(60, f"task: T, each: [{', '.join(f'a{n}' for n in range(50))}], times: 50"),
        "more than 5000 items",
    ),
}  # fmt: skip


def _bundle(inside: str, name: str = "big") -> str:
    """Return a bundle with a checksum that is right, whatever else is wrong."""
    lines = ("bundle: 1", f"plan: {name}", *f"plans:{inside}".split("\n"))
    return f"checksum: {checksum(lines)}\n" + "\n".join(lines)


def _packed(text: str) -> str:
    return _bundle("\n  big:\n" + "".join(f"    {line}\n" for line in text.split("\n")))


_PLAN = HEAD + "phases: {p: {from: start, until: week 9, steps: {s: {task: T, when: week 2}}}}\n"
#: A folder of files, the command, and what it says. ``here`` stands for the folder.
FOLDERS: dict[str, tuple[Mapping[str, str | Path | None], str, str]] = {
    "extends what is far": (
        {"plan.yaml": HEAD + "extends: ../../../../../../etc/passwd.yaml\n"},
        "check here/plan.yaml", "at most 2 folders up",
    ),
    "extends no plan": (
        {"plan.yaml": HEAD + "extends: ../../etc/passwd\n"},
        "check here/plan.yaml", "files that end in .yaml",
    ),
    "extends a root": ({"plan.yaml": HEAD + "extends: /etc/passwd\n"}, "check here/plan.yaml",
                       "[absolute-path]"),
    "extends a home": ({"plan.yaml": HEAD + "extends: ~/x.yaml\n"}, "check here/plan.yaml",
                       "[absolute-path]"),
    "extends a file by address": (
        {"plan.yaml": HEAD + "extends: file:///etc/passwd\n"}, "check here/plan.yaml",
        "files that end in .yaml",
    ),
    "extends the web": ({"plan.yaml": HEAD + "extends: http://169.254.169.254/x.yaml\n"},
                        "check here/plan.yaml", "a plan cannot extend an address"),
    "extends itself": ({"plan.yaml": HEAD + "extends: ./plan.yaml\n"}, "check here/plan.yaml",
                       "in a circle: big → big"),
    "extends itself by a link": (
        {"plan.yaml": HEAD + "extends: ./link.yaml\n", "link.yaml": Path("plan.yaml")},
        "check here/plan.yaml", "in a circle: big → big",
    ),
    "a link to itself": ({"plan.yaml": Path("plan.yaml")}, "check here/plan.yaml",
                         "cannot be read"),
    "a link to a device": ({"plan.yaml": Path("/dev/zero")}, "check here/plan.yaml",
                           "is not an ordinary file"),
    "extends a device": (
        {"plan.yaml": HEAD + "extends: ./x.yaml\n", "x.yaml": Path("/dev/zero")},
        "check here/plan.yaml", "is not an ordinary file",
    ),
    "extends a pipe": ({"plan.yaml": HEAD + "extends: ./x.yaml\n", "x.yaml": None},
                       "check here/plan.yaml", "is not an ordinary file"),
    "a device": ({}, "check /dev/zero", "is not an ordinary file"),
    "a pipe to add": ({"x.yaml": None}, "plans add here/x.yaml", "is not an ordinary file"),
    "a device to share": ({}, "plans share /dev/zero", "is not an ordinary file"),
    "many large parents": (
        {"plan.yaml": HEAD + "extends: [" + ", ".join(f"./p{n}.yaml" for n in range(20)) + "]\n"}
        | {f"p{n}.yaml": HEAD.replace("big", f"p{n}") + "sources: {"
           + ", ".join(f"k{m}: 1" for m in range(7_000)) + "}"
           for n in range(20)},
        "check here/plan.yaml", "[too-large]",
    ),
    "a circle in a bundle": (
        {"x.yaml": _packed(HEAD + "extends: big")}, "check here/x.yaml", "in a circle: big → big",
    ),
    "a bundle that reaches out": (
        {"x.yaml": _packed(HEAD + "extends: [../../x.yaml, national-dates, 'https://a.b/c']")},
        "check here/x.yaml", "there is no plan '../../x.yaml' in this bundle",
    ),
    "a bundle in a bundle": (
        {"x.yaml": _packed("bundle: 1\nplan: big\nplans: {}")}, "check here/x.yaml",
        "the plan has no key 'bundle'",
    ),
    "many plans in a bundle": (
        {"x.yaml": _bundle("\n" + "".join(f"  p{n}:\n    plan: p{n}\n" for n in range(2_000)))},
        "check here/x.yaml", "a bundle can hold 60 plans",
    ),
    "a bundle of no plans": ({"x.yaml": _bundle(" [1, 2]")}, "check here/x.yaml", "'plans'"),
    "many steps in a bundle": ({"x.yaml": _packed(PHASE + _steps(1_501, "task: T"))},
                               "check here/x.yaml", "can have 1500 steps"),
    "laughs in a bundle": ({"x.yaml": _packed(_laughs())}, "check here/x.yaml",
                           "anchors and aliases"),
    "depth in a bundle": ({"x.yaml": _packed(HEAD + "about: " + "[" * 1000 + "]" * 1000)},
                          "check here/x.yaml", "more than 20 levels"),
    "a bundle that is not whole": (
        {"x.yaml": _packed(_PLAN).replace("week 2", "week 3")}, "check here/x.yaml", "[checksum]",
    ),
    "long lines to share": (
        {"x.yaml": _PLAN + "# " + "\n# ".join(["1 A a-a.A" * 1_000] * 50)},
        "plans share here/x.yaml", "[no-license]",
    ),
    "words like addresses to share": (
        {"x.yaml": _PLAN + "# " + "\n# ".join(["a." * 4_000 + "@", "9 Aa Aa Aa Aa " * 700,
                                               "+1 2 3 4 5 6 " * 700] * 15)},
        "plans share here/x.yaml", "[no-license]",
    ),
}  # fmt: skip


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
#: A plan that is large, but right.
LARGE = PHASE + "".join(f"      s{n}: {{task: T, when: week {n % 190 + 1}}}\n" for n in range(1500))
_OUTPUT = "roadmap.ics"


@dataclass(frozen=True)
class Came:
    """What came of one command: its output is cut in the middle."""

    code: int
    output: str
    length: int
    seconds: float
    peak: int


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="tells no peak of memory")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def came(folder: Path) -> dict[str, Came]:
    """Run everything, once."""
    cases: dict[str, str] = {}
    for number, (name, (text, _)) in enumerate(PLANS.items()):
        (folder / f"plan{number}.yaml").write_text(text, "utf-8")
        cases[name] = f"generate --output {_OUTPUT} --start 2026-08 --plan ./plan{number}.yaml"
    (folder / "daily.yaml").write_text(BLOCK + _steps(30, "task: T, every: day, each: mentors"))
    for name, (text, _) in STUDENTS.items():
        (folder / f"{name}.yaml").write_text(f"start: 2026-08-03\n{text}", "utf-8")
        cases[name] = f"generate --output {_OUTPUT} --student {name}.yaml --plan ./daily.yaml"
    (folder / "large.yaml").write_text(LARGE, "utf-8")
    cases["large"] = "generate --output large.ics --start 2026-08 --plan ./large.yaml"
    for number, (name, (files, command, _)) in enumerate(FOLDERS.items()):
        _write(folder / f"f{number}", files)
        cases[name] = command.replace("here", f"f{number}")
    words = {name: command.split(" ") for name, command in cases.items()}
    (folder / "cases.json").write_text(json.dumps(words), "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.system.one_process"], cwd=folder, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder)}, text=True,
        check=False, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return {name: Came(**one) for name, one in json.loads(ended.stdout).items()}


def _write(folder: Path, files: Mapping[str, str | Path | None]) -> None:
    """Write files, links (a path) and pipes (None)."""
    folder.mkdir()
    for name, content in files.items():
        if content is None:
            os.mkfifo(folder / name)
        elif isinstance(content, Path):
            (folder / name).symlink_to(content)
        else:
            (folder / name).write_text(content, "utf-8")


def _is_one_clear_error(one: Came, words: str) -> None:
    assert one.code == 1, one.output
    assert words in one.output
    assert "Traceback" not in one.output
    assert one.length < MEMORY / 1000
    assert one.peak < MEMORY
    assert one.seconds < SECONDS


@pytest.mark.parametrize("name", PLANS)
def test_a_hostile_plan_is_one_clear_error(folder: Path, came: dict[str, Came], name: str) -> None:
    _is_one_clear_error(came[name], PLANS[name][1])
    assert not (folder / _OUTPUT).exists()


@pytest.mark.parametrize("name", STUDENTS)
def test_a_hostile_student_is_one_clear_error(came: dict[str, Came], name: str) -> None:
    _is_one_clear_error(came[name], STUDENTS[name][1])


@pytest.mark.parametrize("name", FOLDERS)
def test_a_hostile_folder_is_one_clear_error(came: dict[str, Came], name: str) -> None:
    one, words = came[name], FOLDERS[name][2]
    if words == "[no-license]":  # it is slow to read, but nothing is wrong with it
        assert one.code == 0, one.output
        one = replace(one, code=1)
    _is_one_clear_error(one, words)


def test_a_large_plan_that_is_right_is_still_done(came: dict[str, Came]) -> None:
    assert came["large"].code == 0, came["large"].output
    assert came["large"].peak < MEMORY
