"""From a few lines of YAML to a schedule, for tests."""

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from roadmap_sync.items import Item
from roadmap_sync.plan.loader import load_plan, load_plan_file
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import parse
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems, Source, show
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import read_student

HEAD = "plan: p\ntitle: P\nupdated: 2026-11-22\n"


@cache
def bundled(name: str = "ms1-ms4-networking") -> Plan:
    """Load a bundled plan."""
    problems = Problems()
    plan = load_plan([PlanRequest(name, None, Path())], problems)
    assert plan is not None, [show(problem) for problem in problems.sorted()]
    return plan


def plan(text: str) -> Plan:
    """Load a plan without errors; the head is added."""
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(HEAD + text, "utf-8")
        found = load_plan_file(path, problems)
    assert found is not None, "\n".join(show(problem) for problem in problems.sorted())
    return found


def student(text: str) -> Student:
    """Read a student file without errors."""
    problems = Problems()
    found = read_student(parse(Source("student.yaml", tuple(text.split("\n"))), problems), problems)
    assert not problems.failed, "\n".join(show(problem) for problem in problems.sorted())
    assert found is not None
    return found


def schedule(plan_text: str, student_text: str = "start: 2026-08-03") -> Schedule:
    """Expand a plan for a student."""
    return expand(plan(plan_text), student(student_text))


def by_name(found: Schedule) -> dict[str, Item]:
    """Return the items by the name people use."""
    return {item.name: item for item in found.roadmap.items}


def day(found: Schedule, name: str) -> date:
    """Return the chosen day of an item."""
    return by_name(found)[name].date


def window(found: Schedule, name: str) -> tuple[str, str]:
    """Return the window of an item."""
    item = by_name(found)[name]
    return item.window.from_day.isoformat(), item.window.until_day.isoformat()
