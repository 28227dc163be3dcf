"""``plans add``, ``update`` and ``remove``: somebody else's plan, by name and for good."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from roadmap_sync.cli import adding, updating
from roadmap_sync.plan import added
from tests.lab.tls import Authority
from tests.lab.web import Web
from tests.system.commands import run

PLAN = """\
plan: school
title: Our school
version: 1.0.0
license: CC0-1.0
updated: 2026-11-22
extends: [national-dates]
phases:
  first:
    from: start
    until: 30 weeks after start
    steps:
      coat: {event: White coat, when: friday of week 2}
      fair: {task: Go to the fair, when: week 4}
"""
NEXT = PLAN.replace("1.0.0", "1.1.0").replace("friday of week 2", "friday of week 3")
STUDENT = "start: 2026-08-10\nid: ana\nplans: [school]\nchanges: {fair: {when: week 6}}\n"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    return tmp_path


@pytest.fixture
def web(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    with Web(authority, PLAN) as web:
        monkeypatch.setattr(adding, "DOOR", web.door)
        yield web


def add(*words: str) -> str:
    result = run("plans", "add", *words)
    assert result.exit_code == 0, result.output
    return result.output


def days(*words: str) -> dict[str, str]:
    result = run("generate", "--format", "json", "--output", "-", *words)
    assert result.exit_code == 0, result.output
    return {one["step"]: one["date"] for one in json.loads(result.stdout)["items"]}


def test_a_plan_from_the_web_is_followed_without_a_network(here: Path, web: Web) -> None:
    said = add(web.address)
    web.text = "gone"
    (here / "student.yaml").write_text(STUDENT, "utf-8")

    assert "Added school 1.0.0: Our school, 10 steps, CC0-1.0" in said
    assert f"from {web.address}" in said
    assert "plans: [school]" in said
    assert days()["coat"] == "2026-08-21"
    assert run("check", "school", "student.yaml").exit_code == 0
    assert "added/school.yaml:12:39: when: friday of week 2" in run("explain", "coat").output
    shown = run("plans", "show", "school").output
    assert shown.startswith("Our school (school 1.0.0, 2026-11-22)\n")
    assert "\nLicense: CC0-1.0\n" in shown
    listed = run("plans", "list").output.split("Added by you:\n")[1]
    assert listed.startswith("school                     10 steps  Our school (1.0.0)\n")
    assert f"{web.address} (sha256:" in listed
    assert web.count == 1


def test_a_student_file_may_name_the_address(here: Path, web: Web) -> None:
    (here / "student.yaml").write_text(f"start: 2026-08-10\nplans: ['{web.address}']\n", "utf-8")

    before = run("generate")
    add(web.address)
    after = days()
    assert run("plans", "remove", web.address).exit_code == 0
    gone = run("check")

    assert before.exit_code == 1
    assert "student.yaml:2:9: error: this plan is not on this computer yet" in before.output
    assert f"fetch it once: roadmap-sync plans add {web.address}\n" in before.output
    assert after["coat"] == "2026-08-21"
    assert gone.exit_code == 1
    assert web.count == 1


def test_a_file_is_added_once(here: Path, home: Path) -> None:
    add("plan.yaml")
    kept = sorted(path.name for path in added.folder().iterdir())
    add("plan.yaml")

    assert home in added.folder().parents
    assert len(kept) == 2
    assert kept == sorted(path.name for path in added.folder().iterdir())
    (here / "plan.yaml").unlink()
    assert days("--start", "2026-08-10", "--plan", "school")["coat"] == "2026-08-21"


def _update(*words: str) -> Result:
    return run("plans", "update", *words)


def test_a_new_version_is_shown_in_dates_before_it_is_taken(here: Path, web: Web) -> None:
    (here / "student.yaml").write_text(STUDENT, "utf-8")
    add(web.address)
    assert _update().output == f"school: nothing new at {web.address}\n"
    web.text = NEXT

    shown = _update()
    after_look = days()
    taken = _update("school", "--accept")

    assert shown.exit_code == 3
    assert "school: 1.0.0 to 1.1.0, sha256:" in shown.output
    assert "> 2026-08-21 2026-08-28  coat  White coat\n1 moved\n" in shown.output
    assert "nothing was taken" in shown.output
    assert "plans update school --accept" in shown.output
    assert after_look == {**days(), "coat": "2026-08-21"}
    assert taken.exit_code == 0
    assert "> 2026-08-21 2026-08-28  coat" in taken.output
    assert days()["coat"] == "2026-08-28"
    assert days()["fair"].startswith("2026-09-1")  # week 6, as the student wants it
    assert len(list(added.folder().iterdir())) == 2
    assert "(1.1.0)" in run("plans", "list").output


@pytest.mark.parametrize(("answer", "day"), [("y\n", "2026-08-28"), ("n\n", "2026-08-21")])
def test_at_a_terminal_it_asks(
    here: Path, monkeypatch: pytest.MonkeyPatch, answer: str, day: str
) -> None:
    (here / "student.yaml").write_text(STUDENT, "utf-8")
    add("plan.yaml")
    (here / "plan.yaml").write_text(NEXT, "utf-8")
    monkeypatch.setattr(updating, "is_terminal", lambda: True)

    result = run("plans", "update", typed=answer)

    assert result.exit_code == 0
    assert "Take the new version?" in result.output
    assert days()["coat"] == day
    assert len(list(added.folder().iterdir())) == 2


def test_a_new_version_that_breaks_the_students_file_is_not_taken(here: Path) -> None:
    (here / "student.yaml").write_text(STUDENT, "utf-8")
    add("plan.yaml")
    (here / "plan.yaml").write_text(PLAN.replace("fair:", "market:"), "utf-8")

    result = _update("--accept")

    assert result.exit_code == 1
    assert "With the new version your own file would be wrong" in result.output
    assert "there is no step 'fair' to change here" in result.output
    assert days()["fair"].startswith("2026-09-1")
    assert len(list(added.folder().iterdir())) == 2


def test_a_plan_that_nobody_follows_changes_nothing(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\nplans: [interview]\n", "utf-8")
    add("plan.yaml")
    (here / "plan.yaml").write_text(NEXT, "utf-8")

    assert "student.yaml does not follow it: nothing changes for you." in _update().output


def test_without_a_student_file_somebody_is_made_up(here: Path) -> None:
    add("plan.yaml")
    (here / "plan.yaml").write_text(NEXT, "utf-8")

    result = _update("--accept")

    assert "for somebody who starts in 2026-08:" in result.output
    assert "1 moved" in result.output


@pytest.mark.usefixtures("here")
def test_what_is_wrong_now_is_not_taken(web: Web) -> None:
    add(web.address)
    for text, words in (
        ("plan: [", "never closed"),
        ("<html>", "a web page"),
        (PLAN + "x: 1", "'x'"),
    ):
        web.text = text
        result = _update("--accept")
        assert result.exit_code == 1
        assert words in result.output

    assert days("--start", "2026-08-10", "--plan", "school")["coat"] == "2026-08-21"


@pytest.mark.usefixtures("here")
def test_a_copy_that_somebody_changed_is_not_believed() -> None:
    add("plan.yaml")
    [path] = added.folder().glob("*.yaml")
    path.chmod(0o600)
    path.write_text(NEXT, "utf-8")

    result = run("generate", "--start", "2026-08-10", "--plan", "school")

    assert result.exit_code == 1
    assert "'added/school.yaml' is not as it was when you added it [changed]" in result.output
    assert "cannot be used; why: roadmap-sync check school" in run("plans", "list").output
    assert "not as it was when you added it" in run("check", "school").output


@pytest.mark.parametrize("entry", ["", "[]", "{", '{"from": 1, "version": 2, "text": "../x"}'])
@pytest.mark.usefixtures("here")
def test_a_damaged_entry_is_told_and_can_be_taken_out(entry: str) -> None:
    add("plan.yaml")
    (added.folder() / "school.json").write_text(entry, "utf-8")

    assert "why: roadmap-sync check school" in run("plans", "list").output
    assert "'added/school.json' is not as it was" in run("check", "school").output
    assert run("generate", "--start", "2026-08-10", "--plan", "school").exit_code == 1
    assert _update().exit_code == 3
    assert run("plans", "remove", "school").exit_code == 0
    assert list(added.folder().iterdir()) == []
    add("plan.yaml")


def test_one_that_is_gone_does_not_keep_the_others_back(here: Path) -> None:
    for name in ("a", "aa", "b", "c"):
        (here / f"{name}.yaml").write_text(PLAN.replace("plan: school", f"plan: {name}"), "utf-8")
        add(f"{name}.yaml")
    (here / "a.yaml").unlink()
    (added.folder() / "aa.json").write_text("{", "utf-8")
    (here / "b.yaml").write_text("x", "utf-8")
    (here / "c.yaml").write_text(NEXT.replace("plan: school", "plan: c"), "utf-8")

    result = _update("--accept")

    assert result.exit_code == 1
    assert "there is no file" in result.output
    assert "what is kept of 'aa' is damaged" in result.output
    assert "a plan must be a list" in result.output
    assert "c: taken" in result.output
    assert days("--start", "2026-08-10", "--plan", "c")["coat"] == "2026-08-28"


def test_a_plan_is_taken_out_without_trace(here: Path) -> None:
    (here / "student.yaml").write_text(STUDENT, "utf-8")
    add("plan.yaml")
    add("plan.yaml", "--name", "school.two")

    result = run("plans", "remove", "school")

    assert result.exit_code == 0
    assert "Your student file still names it" in result.output
    assert [path.name.startswith("school.two") for path in added.folder().iterdir()] == [True] * 2
    assert run("plans", "remove", "school").exit_code == 2
    assert "there is no plan 'school'" in run("check").output


def _other(folder: Path) -> str:
    (folder / "other.yaml").write_text(PLAN.replace("week 4", "week 5"), "utf-8")
    return "other.yaml"


def _beside(folder: Path) -> str:
    (folder / "other.yaml").write_text(PLAN.replace("national-dates", "./plan.yaml"), "utf-8")
    return "other.yaml"


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        (lambda _: "interview", 2, "'interview' comes with the program"),
        (lambda _: "none.yaml", 1, "there is no file 'none.yaml'"),
        (lambda _: ".", 1, "is a folder"),
        (lambda _: "http://localhost/x", 1, "begins with https:// only"),
        (lambda _: "https://127.0.0.1/x", 1, "private network (127.0.0.1)"),
        (_other, 2, "'school' is added already, from "),
        (_beside, 1, "this plan needs './plan.yaml', which would not come along"),
    ],
)
def test_what_cannot_be_added_is_said(
    here: Path, source: Callable[[Path], str], code: int, words: str
) -> None:
    add("plan.yaml")

    result = run("plans", "add", source(here))

    assert result.exit_code == code, result.output
    assert words in result.output
    assert len(list(added.folder().iterdir())) == 2


def test_a_bundled_name_is_not_taken(here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN.replace("plan: school", "plan: interview"), "utf-8")

    result = run("plans", "add", "plan.yaml")

    assert result.exit_code == 2
    assert "--name my-interview" in result.output
    add("plan.yaml", "--name", "my-interview")
    assert days("--start", "2026-08-10", "--plan", "my-interview")["coat"] == "2026-08-21"


def test_the_usual_door_is_the_careful_one() -> None:
    assert adding.DOOR.may("8.8.8.8")
    assert not adding.DOOR.may("127.0.0.1")
    assert adding.DOOR.seconds <= 60
