"""A roadmap that is remembered is the roadmap that would be made: same bytes, same words."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from freezegun import freeze_time

import roadmap_sync.cache
from roadmap_sync.cli import inputs, outcome, readings, students
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import outcome_of
from roadmap_sync.errors import PlanError
from roadmap_sync.plan import catalog
from tests.system.commands import ROOT, run
from tests.system.test_examples import EXAMPLES

PARENT = """\
plan: parent
title: A parent
updated: 2026-01-01
dates:
  party: {rule: 2 weeks after start, at: "23:30", zone: America/Chicago}
phases:
  first:
    title: First
    from: start
    until: 20 weeks after start
    steps:
      call: {task: Call home, when: week 2}
      go: {event: Go to the party, when: party}
"""
CHILD = """\
plan: child
title: A child
updated: 2026-01-02
extends: [./parent.yaml]
phases:
  second:
    title: Second
    from: start
    until: 20 weeks after start
    steps:
      write: {task: Write home, when: "weeks 3-4"}
"""
STUDENT = "start: 2026-08-10\nplans: [./child.yaml]\ndays_off: [{name: A day, date: 2026-08-18}]\n"
ASK = ("generate", "--output", "-", "--format", "json")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a student file, a plan and the plan it extends."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parent.yaml").write_text(PARENT, "utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, "utf-8")
    (tmp_path / "student.yaml").write_text(STUDENT, "utf-8")
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Choice]:
    """What roadmaps were really made for."""
    choices: list[Choice] = []
    real = inputs.load_inputs

    def load_inputs(
        given: students.Given, choice: Choice, noted: readings.Readings
    ) -> inputs.Inputs:  # fmt: skip
        choices.append(choice)
        return real(given, choice, noted)

    monkeypatch.setattr(inputs, "load_inputs", load_inputs)
    return choices


def kept(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("roadmaps/*.json") if path.is_file())


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


CHOICES = {
    **{f"example {name}": Choice(student=path) for name, path in EXAMPLES.items()},
    **{f"plan {name}": Choice("2026-08", plans=(name,)) for name in catalog.bundled()},
    "graduate": Choice(match_year=2027, plans=("md-graduate",)),
    "no file": Choice("2026-08", class_year=2031, zone="America/Chicago"),
    "other words": Choice(student=EXAMPLES["ana"], match_year=2031, zone="Asia/Tokyo"),
}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_what_is_remembered_is_what_is_made(
    choice: Choice, made: list[Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = outcome_of(choice)
    second = outcome_of(choice)

    assert made == [choice]
    assert second == first
    assert repr(second.roadmap) == repr(first.roadmap)  # zones and folds too
    monkeypatch.setattr(outcome, "_recalled", lambda *_: None)
    assert outcome_of(choice) == second


@pytest.mark.parametrize("form", ["ics", "json", "csv", "md"])
@pytest.mark.parametrize(
    "words",
    [
        ("--student", str(EXAMPLES["ana"])),
        ("--student", str(EXAMPLES["published-mistake"])),
        ("--start", "2026-08"),
        ("--match", "2027", "--plan", "md-graduate"),
        ("--start", "2026-08", "--stage", "ms2", "--from", "2027-09-01", "--tasks", "todos"),
    ],
    ids=" ".join,
)
def test_a_second_run_writes_and_says_the_same(
    words: tuple[str, ...], form: str, here: Path, made: list[Choice]
) -> None:
    runs = []
    for _ in range(2):
        result = run("generate", *words, "--format", form)
        runs.append((result.stdout, result.stderr, (here / f"roadmap.{form}").read_bytes()))
        (here / f"roadmap.{form}").unlink()

    assert len(made) == 1
    assert runs[0] == runs[1]


def test_a_file_that_is_named_is_the_one_that_is_found(made: list[Choice]) -> None:
    found, named = run(*ASK), run(*ASK, "--student", "student.yaml")

    assert len(made) == 1
    assert found.stdout == named.stdout


def test_a_remembered_warning_shows_its_line(made: list[Choice]) -> None:
    words = ("generate", "--student", str(EXAMPLES["published-mistake"]))

    runs = [run(*words, "--output", name) for name in ("one.ics", "two.ics")]

    assert len(made) == 1
    assert "[overlap]" in runs[1].stderr
    assert "rotations" in runs[1].stderr or "{name:" in runs[1].stderr
    assert "^" in runs[1].stderr
    assert runs[0].stderr == runs[1].stderr


def _touch_student(here: Path) -> None:
    change(here / "student.yaml", "2026-08-10", "2026-08-17")


def _touch_parent(here: Path) -> None:
    change(here / "parent.yaml", "week 2", "week 3")


def _touch_child(here: Path) -> None:
    change(here / "child.yaml", "Write home", "Write a letter")


@pytest.mark.parametrize("touch", [_touch_student, _touch_parent, _touch_child])
def test_a_changed_text_gives_what_a_fresh_run_gives(
    touch: Callable[[Path], None], here: Path, home: Path, made: list[Choice]
) -> None:
    before = run(*ASK).stdout
    touch(here)

    after = run(*ASK).stdout

    for path in kept(home):
        path.unlink()
    assert len(made) == 2
    assert after != before
    assert after == run(*ASK).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
@pytest.mark.parametrize("name", ["parent.yaml", "child.yaml", "student.yaml"])
def test_a_link_that_leads_elsewhere_is_a_change(name: str, here: Path, made: list[Choice]) -> None:
    (here / "one").mkdir()
    (here / name).rename(here / "one" / name)
    (here / name).symlink_to(Path("one", name))
    run(*ASK)
    (here / "two").mkdir()
    text = (here / "one" / name).read_text("utf-8")
    (here / "two" / name).write_text(text + "# another file\n", "utf-8")
    (here / name).unlink()
    (here / name).symlink_to(Path("two", name))

    run(*ASK)

    assert len(made) == 2


def test_a_plan_that_is_gone_is_missed(here: Path) -> None:
    run(*ASK)
    (here / "parent.yaml").unlink()

    result = run(*ASK)

    assert result.exit_code == 1
    assert "there is no file 'parent.yaml'" in result.stderr


def test_a_text_that_only_got_a_byte_order_mark_is_the_same(here: Path, made: list[Choice]) -> None:
    run(*ASK)
    data = (here / "child.yaml").read_bytes()
    (here / "child.yaml").write_bytes(b"\xef\xbb\xbf" + data)

    run(*ASK)

    assert len(made) == 1


def test_another_folder_has_other_files_of_the_same_name(
    here: Path, made: list[Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = here / "there"
    there.mkdir()
    (there / "parent.yaml").write_text(PARENT, "utf-8")
    (there / "child.yaml").write_text(CHILD.replace("home", "a friend"), "utf-8")
    (there / "student.yaml").write_text(STUDENT, "utf-8")
    run(*ASK)
    monkeypatch.chdir(there)

    assert "Write a friend" in run(*ASK).stdout
    assert len(made) == 2


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (roadmap_sync.cache, "__version__", "9.9.9"),
        (roadmap_sync.cache, "_sources", lambda _: [("items.py", 1, 2)]),
        (roadmap_sync.cache, "_release", lambda module, _: [module, "holidays-9.9.dist-info"]),
        (catalog, "bundled", dict),
        (readings, "zone_digest", lambda zone: f"another {zone}"),
    ],
    ids=["version", "sources", "libraries", "bundled plans", "time zones"],
)
def test_it_is_made_again_when_something_else_changed(
    owner: object, name: str, value: object, made: list[Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*ASK)
    roadmap_sync.cache._program.cache_clear()
    monkeypatch.setattr(owner, name, value)

    run(*ASK)

    roadmap_sync.cache._program.cache_clear()
    assert len(made) == 2


def test_the_program_is_its_modules_and_its_libraries() -> None:
    names = {name for name, *_ in roadmap_sync.cache._sources(ROOT / "roadmap_sync")}

    assert {"items.py", "fill.py", "nodes.py"} <= names
    for module, name in roadmap_sync.cache._LIBRARIES.items():
        assert any(one.startswith(name) for one in roadmap_sync.cache._release(module, name))


def test_a_module_that_changed_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    for name in ("a.py", "inside/b.py", "c.txt"):
        (tmp_path / name).write_bytes(b"one")
    before = roadmap_sync.cache._sources(tmp_path)
    (tmp_path / "inside/b.py").write_bytes(b"two three")

    after = roadmap_sync.cache._sources(tmp_path)

    assert [name for name, *_ in before] == [name for name, *_ in after] == ["a.py", "b.py"]
    assert before != after


def test_the_zones_of_a_roadmap_are_noted(home: Path) -> None:
    run(*ASK)

    [file] = kept(home)
    _, record, _ = file.read_bytes().split(b"\n")
    texts, zones = json.loads(record)
    assert {Path(place).name for place in texts} == {
        "child.yaml", "parent.yaml", "student.yaml", "network.yaml",
    }  # fmt: skip
    assert set(zones) == {"America/Chicago", "America/New_York"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"Write home", b"Write HOME"),
        lambda data: data[:-1],
        lambda data: data[:70],
        lambda _: b"",
        lambda data: b"0" * 64 + data[64:],
        lambda _: b"\xff" * 1000,
        lambda _: os.urandom(500),
    ],
)
def test_a_damaged_file_counts_as_absent_and_is_written_again(
    damage: Callable[[bytes], bytes], home: Path, made: list[Choice]
) -> None:
    first = run(*ASK)
    [file] = kept(home)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))

    second = run(*ASK)

    assert len(made) == 2
    assert second.stdout == first.stdout
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "junk",
    [b"", b"[]", b"{}\n{}", b"[{},{}]\n[]", b"[{},{}]\n[1,2,3,4,5,6]", b"3\n4", b"[[],[]]\nx",
     b'[{},{}]\n{"Item":[1]}', b'[{},{}]\n{"day":"soon"}', b"[{},{}]\n" + b"[" * 100_000,
     b'[{},{}]\n{"instant":["2026-01-01T00:00:00",0,"No/Where"]}'],
)  # fmt: skip
def test_well_formed_bytes_that_are_no_roadmap_count_as_absent(
    junk: bytes, made: list[Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = outcome_of(Choice())
    monkeypatch.setattr(roadmap_sync.cache.DiskCache, "get", lambda *_: junk)

    assert outcome_of(Choice()) == first
    assert len(made) == 2


def test_errors_are_never_remembered(here: Path, home: Path) -> None:
    change(here / "child.yaml", "weeks 3-4", "weaks 3-4")

    with pytest.raises(PlanError) as first:
        outcome_of(Choice())
    with pytest.raises(PlanError) as second:
        outcome_of(Choice())

    assert str(first.value) == str(second.value)
    assert kept(home) == []


def test_a_text_that_changes_while_it_is_read_is_not_remembered(
    here: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = inputs.load_for

    def load_late(*words: object) -> object:
        _touch_parent(here)
        real(*words)  # type: ignore[arg-type] # handed on
        change(here / "parent.yaml", "week 3", "week 4")
        return real(*words)  # type: ignore[arg-type] # handed on

    monkeypatch.setattr(inputs, "load_for", load_late)

    run(*ASK)

    assert kept(home) == []


def test_today_is_not_remembered(here: Path, home: Path, made: list[Choice]) -> None:
    with freeze_time("2026-08-01"):
        early = run("generate")
        [file] = kept(home)
        data = file.read_bytes()
        ics = (here / "roadmap.ics").read_bytes()
    (here / "roadmap.ics").unlink()
    with freeze_time("2026-12-24"):
        late = run("generate")

    assert len(made) == 1
    assert "Next:" in early.output
    assert "over already" in late.output
    assert file.read_bytes() == data
    assert (here / "roadmap.ics").read_bytes() == ics


def test_where_we_are_may_be_gone(
    here: Path, made: list[Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: object) -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "cwd", classmethod(gone))

    runs = [outcome_of(Choice(student=here / "student.yaml")) for _ in range(2)]

    assert runs[0] == runs[1]
    assert len(made) == 2


def test_a_cache_that_cannot_be_written_is_no_problem(home: Path, made: list[Choice]) -> None:
    (home / ".cache").write_text("in the way", "utf-8")

    runs = [run(*ASK) for _ in range(2)]

    assert [one.exit_code for one in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert len(made) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_student_can_look_into_the_folder(home: Path) -> None:
    run(*ASK)

    [file] = kept(home)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


_LOADED = """\
import sys
from roadmap_sync.cli.main import main
try:
    main(["generate", "--quiet"])
finally:
    print(*sys.modules)
"""


def test_a_remembered_roadmap_loads_no_reader_and_no_library_of_theirs() -> None:
    def loaded() -> set[str]:
        words = [sys.executable, "-c", _LOADED]
        found = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(ROOT)},
                               capture_output=True, check=True, text=True)  # fmt: skip
        return set(found.stdout.split())

    heavy = {"ruamel.yaml", "holidays", "roadmap_sync.plan.loader", "roadmap_sync.plan.nodes",
             "roadmap_sync.plan.checks", "roadmap_sync.schedule.expand",
             "roadmap_sync.schedule.student_reader"}  # fmt: skip
    assert heavy <= loaded()
    assert not heavy & loaded()
