"""The bundled plans, for tests that read all of them."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Draft, Plan, Step
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems, show
from tests.system.commands import ROOT

PLANS = tuple(catalog.bundled().values())
#: Plans that people copy, each over the bundled ones.
EXAMPLE_PLANS = {path.stem: path for path in sorted((ROOT / "examples" / "plans").glob("*.yaml"))}


class Kept:
    """Remembers parsed plans as long as a worker of the tests lives; a test's home is empty."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bytes] = {}

    def get(self, place: str, text: str) -> bytes | None:
        return self._known.get((place, text))

    def put(self, place: str, text: str, data: bytes) -> None:
        self._known[place, text] = data


KEPT = Kept()


@cache
def all_plans() -> tuple[Plan, ...]:
    """Return every bundled plan, each with all that it extends."""
    return tuple(_load(path.stem) for path in PLANS)


@cache
def example_plans() -> tuple[Plan, ...]:
    """Return the plans in examples/plans, each with all that it extends."""
    return tuple(_load(str(path)) for path in EXAMPLE_PLANS.values())


def example_steps() -> list[Step]:
    """Return the steps that they add, and those of the bundled plans that they change."""
    known = all_steps()
    return [
        step
        for plan in example_plans()
        for step in plan.steps.values()
        if known.get((step.plan, step.id)) != step
    ]


def all_steps() -> dict[tuple[str, str], Step]:
    """Return every step of the bundled plans, by the plan that declared it and its id."""
    return {(step.plan, step.id): step for plan in all_plans() for step in plan.steps.values()}


def all_drafts() -> dict[str, Draft]:
    """Return every draft of the bundled plans."""
    return {draft.id: draft for plan in all_plans() for draft in plan.drafts.values()}


def _load(name: str) -> Plan:
    problems = Problems()
    plan = load_plan([PlanRequest(name, None, Path())], problems, cache=KEPT)
    assert plan is not None, "\n".join(show(problem) for problem in problems.sorted())
    return plan


def raw(path: Path) -> Any:
    """Return a YAML file as a library without our rules reads it, days as text."""
    return _as_json(YAML(typ="safe", pure=True).load(path.read_text("utf-8")))


def _as_json(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
