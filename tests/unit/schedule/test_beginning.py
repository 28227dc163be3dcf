"""A plan may say where a student begins who only knows the year of the Match."""

from datetime import date

import pytest

from roadmap_sync.schedule.beginning import start_of
from tests.unit.schedule.roadmaps import plan

STEPS = "phases:\n  p:\n    title: P\n    steps:\n      a: {task: A, when: 2026-09-01}\n"


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("first monday of september in match_year - 2", date(2025, 9, 1)),
        ("september in match_year - 2", date(2025, 9, 1)),
        ("18 months before third friday of march in match_year", date(2025, 9, 19)),
    ],
)
def test_the_start_of_a_plan(start: str, first: date) -> None:
    assert start_of(plan(f"start: {start}\n{STEPS}"), 2027) == first


def test_a_plan_that_does_not_say_has_none() -> None:
    assert start_of(plan(STEPS), 2027) is None
