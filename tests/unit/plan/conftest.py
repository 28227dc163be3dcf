"""A folder of plans for one test."""

from pathlib import Path

import pytest

from roadmap_sync.plan.loader import load_plan, load_plan_file
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Mapping, parse
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problem, Problems, Source

HEAD = "plan: p\ntitle: P\nupdated: 2026-11-22\n"


class Desk:
    """Plans written for one test, and what is found in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems = Problems()

    def write(self, name: str, text: str, *, head: bool = True) -> Path:
        """Write a plan; its three head lines take the file's name as the id."""
        path = self.folder / f"{name}.yaml"
        path.write_text((HEAD.replace("plan: p", f"plan: {name}") if head else "") + text, "utf-8")
        return path

    def load(self, *names: str, changes: str = "") -> Plan | None:
        """Load some of them together, with a student's own changes."""
        self.problems = Problems()
        own = parse(Source("student.yaml", tuple(changes.split("\n"))), Problems())
        requests = [PlanRequest(f"{name}.yaml", None, self.folder) for name in names]
        return load_plan(requests, self.problems, own if isinstance(own, Mapping) else None)

    def plan(self, text: str) -> Plan:
        """Load one plan that has no errors."""
        plan = load_plan_file(self.write("p", text), self.problems)
        assert self.found == []
        assert plan is not None
        return plan

    def check(self, text: str, *, head: bool = True) -> list[str]:
        """Return what is wrong with one plan; lines are counted without the three of its head."""
        self.problems = Problems()
        plan = load_plan_file(self.write("p", text, head=head), self.problems)
        assert (plan is None) == self.problems.failed
        return self.found_from(3 if head else 0)

    @property
    def found(self) -> list[str]:
        return self.found_from(0)

    def found_from(self, lines: int) -> list[str]:
        return [_shown(problem, lines) for problem in self.problems.sorted()]


def _shown(problem: Problem, lines: int) -> str:
    mark = problem.mark
    place = "-" if mark is None else f"{mark.line - lines}:{mark.column}"
    name = "" if mark is None else Path(mark.source.name).stem
    place = place if name in {"p", ""} else f"{name}:{place}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {problem.code}: {problem.message}{hint}"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
