"""The bundled plans, for tests that read all of them."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import PlanRequest, load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.problems import Problems, show

PLANS = tuple(catalog.bundled().values())


@cache
def all_plans() -> Plan:
    """Return all bundled plans as one."""
    problems = Problems()
    plan = load_plan([PlanRequest(path.stem, None, Path()) for path in PLANS], problems)
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
