"""Two commands about added plans at the same time: what counts stays, whoever made it count."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from roadmap_sync.cli import adding, updating
from roadmap_sync.cli.adding import Found
from roadmap_sync.plan import added
from tests.system.commands import run
from tests.system.test_added_plans import NEXT, PLAN, add, days, here

__all__ = ["here"]

LATER = NEXT.replace("1.1.0", "1.2.0").replace("friday of week 3", "friday of week 4")
FOLLOW = ("--start", "2026-08-10", "--plan", "school")


@pytest.fixture
def asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bool]]:
    """A plan of which a new version is there, and a terminal; what happens at its question."""
    add("plan.yaml")
    (here / "plan.yaml").write_text(NEXT, "utf-8")
    monkeypatch.setattr(updating, "is_terminal", lambda: True)
    answers = list[Callable[[], bool]]()
    monkeypatch.setattr(click, "confirm", lambda _: answers[0]())
    return answers


def kept() -> list[str]:
    return sorted(path.name.split(".")[-1] for path in added.folder().iterdir())


def _no() -> bool:
    return False


def _yes() -> bool:
    return True


def _stop() -> bool:
    raise KeyboardInterrupt


@pytest.mark.parametrize(("answer", "code"), [(_no, 0), (_yes, 0), (_stop, 130)])
def test_a_version_that_another_terminal_took_stays(
    asked: list[Callable[[], bool]], answer: Callable[[], bool], code: int
) -> None:
    def meanwhile() -> bool:
        updating.update(("school",), None, accept=True)
        return answer()

    asked.append(meanwhile)

    assert run("plans", "update", "school").exit_code == code
    assert days(*FOLLOW)["coat"] == "2026-08-28"
    assert kept() == ["json", "yaml"]


def test_a_later_version_that_another_terminal_took_is_not_taken_back(
    asked: list[Callable[[], bool]], here: Path
) -> None:
    def meanwhile() -> bool:
        (here / "plan.yaml").write_text(LATER, "utf-8")
        updating.update(("school",), None, accept=True)
        return True

    asked.append(meanwhile)
    result = run("plans", "update", "school")

    assert result.exit_code == 3
    assert "another command has changed 'school' meanwhile, and nothing was taken" in result.output
    assert days(*FOLLOW)["coat"] == "2026-09-04"
    assert kept() == ["json", "yaml"]


@pytest.mark.parametrize("answer", [_no, _yes])
def test_a_plan_that_another_terminal_took_out_does_not_come_back(
    asked: list[Callable[[], bool]], answer: Callable[[], bool]
) -> None:
    def meanwhile() -> bool:
        adding.remove("school", follows=False)
        return answer()

    asked.append(meanwhile)

    assert run("plans", "update", "school").exit_code == (3 if answer() else 0)
    assert kept() == []


def test_of_two_plans_of_one_name_that_are_added_at_once_the_second_is_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "other.yaml").write_text(NEXT, "utf-8")
    find = adding.find

    def meanwhile(source: str) -> Found:
        found = find(source)
        monkeypatch.setattr(adding, "find", find)
        adding.add("plan.yaml", None)
        return found

    monkeypatch.setattr(adding, "find", meanwhile)
    result = run("plans", "add", "other.yaml")

    assert result.exit_code == 2
    assert "'school' is added already, from " in result.output
    assert days(*FOLLOW)["coat"] == "2026-08-21"
    assert kept() == ["json", "yaml"]


def test_while_nobody_can_tell_which_text_counts_none_is_deleted(here: Path) -> None:
    add("plan.yaml")
    entry = added.folder() / "school.json"
    whole = entry.read_bytes()

    entry.write_bytes(b"")
    adding.clear("school")
    entry.write_bytes(whole)

    assert (here / "plan.yaml").read_text("utf-8") == PLAN
    assert days(*FOLLOW)["coat"] == "2026-08-21"
