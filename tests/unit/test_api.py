"""What other programs may call: its words, its values, its errors, and that it costs nothing."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import roadmap_sync
from roadmap_sync import PlanError, api, expand, load_plan, load_student, to_ics
from roadmap_sync.problems import Problems, Severity
from tests.system.commands import ROOT, run

NAMES = ["PlanError", "expand", "load_plan", "load_student", "to_ics"]
STUDENT = """\
id: somebody
start: 2026-08-03
plans: [shared/club.yaml]
"""
CLUB = """\
plan: club
title: Club
updated: 2026-11-26
phases:
  term:
    from: start
    until: 8 weeks after start
    steps:
      hello: {task: Say hello, when: week 2}
      again: {message: Write again, when: weeks 3-4}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student file, and a plan in a folder beside it."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "student.yaml").write_text(STUDENT, "utf-8")
    (tmp_path / "shared" / "club.yaml").write_text(CLUB, "utf-8")
    return tmp_path


def test_the_examples_of_its_documentation_are_right() -> None:
    found = doctest.testmod(api)

    assert found.attempted > 10
    assert found.failed == 0


def test_the_program_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [text] = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"),
                        re.DOTALL | re.MULTILINE)  # fmt: skip
    monkeypatch.chdir(folder)

    exec(compile(text, "README.md", "exec"), {})  # noqa: S102 - our own words

    assert (folder / "somebody.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_names_are_those_and_stay() -> None:
    assert [name for name in roadmap_sync.__all__ if name != "__version__"] == NAMES
    assert {*NAMES, "__version__"} <= {*dir(roadmap_sync)}
    for name in NAMES:
        assert getattr(roadmap_sync, name) is getattr(api, name)
        assert (getattr(api, name).__doc__ or "").strip()
    with pytest.raises(AttributeError, match="module 'roadmap_sync' has no attribute 'exapnd'"):
        _ = roadmap_sync.exapnd  # type: ignore[attr-defined] # that is the point


def test_the_command_line_loads_nothing_of_it() -> None:
    text = (
        "import json, sys, roadmap_sync; first = [*sys.modules]\n"
        "import roadmap_sync.cli.main\n"
        "print(json.dumps([first, [*sys.modules]]))"
    )

    out = subprocess.run([sys.executable, "-S", "-c", text], capture_output=True, check=False,
                         timeout=60, cwd=ROOT, env={"PYTHONPATH": ":".join(sys.path)})  # fmt: skip

    first, then = json.loads(out.stdout)
    assert [name for name in first if name.startswith("roadmap_sync")] == ["roadmap_sync"]
    assert "roadmap_sync.cli.main" in then
    assert "roadmap_sync.api" not in then


def test_it_gives_what_generate_writes(folder: Path) -> None:
    student = load_student(folder / "student.yaml")

    data = to_ics(expand(load_plan(student=student), student))

    assert run("generate", "--student", str(folder / "student.yaml"), "--quiet", "--output",
               str(folder / "out.ics")).exit_code == 0  # fmt: skip
    assert data == (folder / "out.ics").read_bytes()
    assert data.count(b"BEGIN:VEVENT") == 2


def test_plans_are_found_whatever_folder_we_are_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    student = load_student("student.yaml")
    monkeypatch.chdir(folder / "shared")

    # A relative path leads from where we were; an absolute one from anywhere.
    assert load_plan("club.yaml").id == "club"
    assert load_plan(student=load_student(folder / "student.yaml")).id == "club"
    assert student.plans[0].text == str(Path("shared/club.yaml"))


def test_several_plans_become_one(folder: Path) -> None:
    plan = load_plan("national-dates", folder / "shared" / "club.yaml")

    assert {"hello", "match-day"} <= plan.steps.keys()


def test_the_four_year_roadmap_is_what_there_is_without_a_name() -> None:
    assert load_plan().id == "ms1-ms4-networking"


def test_the_changes_of_a_student_are_part_of_the_plan(folder: Path) -> None:
    text = STUDENT + "changes: {hello: {when: week 5}, again: null}\n"
    (folder / "student.yaml").write_text(text, "utf-8")
    student = load_student(folder / "student.yaml")

    [item] = expand(load_plan(student=student), student).items

    assert (item.step, item.window.from_day.isoformat()) == ("hello", "2026-08-31")


@pytest.mark.parametrize("changes", ["{hello: {when: week 5}}", "{again: null}"])
def test_changes_that_were_forgotten_are_noticed(folder: Path, changes: str) -> None:
    (folder / "student.yaml").write_text(f"{STUDENT}changes: {changes}\n", "utf-8")
    student = load_student(folder / "student.yaml")

    with pytest.raises(ValueError, match="load_plan"):
        expand(load_plan(folder / "shared" / "club.yaml"), student)


def test_a_change_of_nothing_is_none(folder: Path) -> None:
    (folder / "student.yaml").write_text(f"{STUDENT}changes: {{hello: {{}}}}\n", "utf-8")
    student = load_student(folder / "student.yaml")

    assert len(expand(load_plan(folder / "shared" / "club.yaml"), student).items) == 2


def test_mistakes_are_raised_all_at_once_with_their_places(folder: Path) -> None:
    (folder / "student.yaml").write_text("strat: 2026-08\nmentors: many\n", "utf-8")

    with pytest.raises(PlanError) as caught:
        load_student(folder / "student.yaml")

    assert {one.code for one in caught.value.problems} == {"unknown-key", "missing", "type"}
    assert "student.yaml:1:1: error:" in str(caught.value)


@pytest.mark.parametrize("name", ["nothing.yaml", "ms1-networking"])
def test_a_plan_that_is_not_there_is_an_error(name: str) -> None:
    with pytest.raises(PlanError):
        load_plan(name)


def test_a_student_who_does_not_go_with_the_plan_is_an_error(folder: Path) -> None:
    (folder / "student.yaml").write_text(f"{STUDENT}answers: {{summer: maybe}}\n", "utf-8")
    student = load_student(folder / "student.yaml")

    with pytest.raises(PlanError, match="summer"):
        expand(load_plan("national-dates"), student)


@pytest.mark.parametrize(
    "call",
    [
        load_student,
        lambda: load_student("student.yaml", start="2026-08"),
        lambda: load_student(start="tomorrow"),
        lambda: load_student(start="2026-08", timezone="Moon/Base"),
        lambda: load_student(start="2026-08", match_year=2020),
    ],
)
def test_wrong_calls_say_so(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        call()


def test_warnings_are_collected(folder: Path) -> None:
    text = STUDENT + "days_off: [{name: Break, from: 2026-08-10, until: 2026-08-16}]\n"
    (folder / "student.yaml").write_text(text, "utf-8")
    problems = Problems()
    student = load_student(folder / "student.yaml", problems=problems)

    expand(load_plan(student=student, problems=problems), student, problems=problems)

    [warning] = problems.sorted()
    assert (warning.code, warning.severity) == ("left-out", Severity.WARNING)


def test_what_comes_back_can_be_kept_and_compared() -> None:
    student = load_student(start="2026-08", ident="a")

    first, second = (expand(load_plan("national-dates"), student) for _ in range(2))

    assert first == second
    with pytest.raises(AttributeError):
        first.student = "b"  # type: ignore[misc] # frozen
    assert student == load_student(start="2026-08", ident="a") != load_student(start="2026-08")
