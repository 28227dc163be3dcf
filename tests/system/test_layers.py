"""A school's plan over a bundled one, and the student's own changes over both."""

from pathlib import Path

import pytest

from tests.system.commands import run

BASE = """\
plan: base
title: Base
updated: 2026-11-22
phases:
  year:
    from: start
    until: 40 weeks after start
    steps:
      coffee: {task: Coffee, when: week 2, notes: Two sugars.}
      tea: {task: Tea, when: week 3}
      milk: {task: Milk, when: week 4}
"""
SCHOOL = """\
plan: school
title: School
updated: 2026-11-22
extends: [./base.yaml]
phases:
  year:
    steps:
      coffee: {meeting: Coffee with the dean, when: week 5}
      tea: {when: [{if: start < start, use: week 1}, week 6]}
      milk: null
      juice: {task: Juice, when: week 7}
"""
STUDENT = """\
start: 2026-08-03
plans: [school.yaml]
changes:
  coffee: {when: week 8}
  juice: null
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("base", BASE), ("school", SCHOOL), ("student", STUDENT)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def explained(item: str, *words: str) -> str:
    result = run("explain", item, *words)
    assert result.exit_code == 0, result.output
    return "\n".join(line.strip() for line in result.output.splitlines())


@pytest.mark.usefixtures("here")
def test_every_layer_of_a_changed_step_is_named() -> None:
    text = explained("coffee")

    assert "plan  student.yaml:4:18: when: week 8" in text
    assert (
        "changed  title: 'Coffee with the dean' in the plan 'school' (school.yaml:8:25)\n"
        "instead of 'Coffee' in the plan 'base' (base.yaml:9:22)\n"
        "when: 'week 8' in your student file (student.yaml:4:18)\n"
        "instead of 'week 5' in the plan 'school' (school.yaml:8:53)\n"
        "instead of 'week 2' in the plan 'base' (base.yaml:9:36)\n"
    ) in text


@pytest.mark.usefixtures("here")
def test_a_step_of_one_layer_says_nothing_of_others() -> None:
    assert "changed" not in explained("juice", "--start", "2026-08", "--plan", "school.yaml")


@pytest.mark.usefixtures("here")
def test_who_took_a_step_out_is_named() -> None:
    assert "left out  the plan 'school' took 'milk' out (school.yaml:10:7)" in explained("milk")
    assert "left out  you took 'juice' out (student.yaml:5:3)" in explained("juice")


@pytest.mark.usefixtures("here")
def test_what_is_not_of_one_piece_is_not_quoted() -> None:
    text = explained("tea")

    assert "when: other words in the plan 'school' (school.yaml:9:19)" in text
    assert "instead of 'week 3' in the plan 'base' (base.yaml:10:30)" in text


def test_in_a_bundle_the_layers_have_names_too(here: Path) -> None:
    assert run("plans", "share", "school.yaml", "-o", "bundle.yaml").exit_code == 0
    (here / "student.yaml").write_text(STUDENT.replace("school.yaml", "bundle.yaml"), "utf-8")

    text = explained("coffee")

    assert "instead of 'week 5' in the plan 'school' (bundle.yaml:" in text
    assert "instead of 'week 2' in the plan 'base' (bundle.yaml:" in text


def test_a_change_for_another_plan_is_left_out_with_a_note(here: Path) -> None:
    """The file speaks of its own plans; ``--plan`` asks for another one."""
    (here / "student.yaml").write_text(
        STUDENT + "answers: {summer: research}\ndates: {clerkships: 2028-07-03}\n", "utf-8"
    )
    (here / "other.yaml").write_text(BASE.replace("plan: base", "plan: other"), "utf-8")

    made = run("generate", "--plan", "other.yaml")
    own = run("generate")

    assert made.exit_code == 0, made.output
    assert "3 notes" in made.output
    assert "plan  student.yaml:4:18: when: week 8" in explained("coffee", "--plan", "other.yaml")
    assert "left out  you took 'tea'" not in explained("tea", "--plan", "other.yaml")
    assert own.exit_code == 1
    assert "no plan of yours has a question 'summer'" in own.output


def test_a_mistake_in_a_change_stays_one(here: Path) -> None:
    (here / "student.yaml").write_text(STUDENT.replace("week 8", "weak 8"), "utf-8")
    (here / "other.yaml").write_text(BASE.replace("plan: base", "plan: other"), "utf-8")

    result = run("generate", "--plan", "other.yaml")

    assert result.exit_code == 1
    assert "student.yaml:4:18" in result.output
