"""A leave closes all days; one for research closes those of rotations only."""

import pytest

from roadmap_sync.problems import Severity
from roadmap_sync.schedule.expand import Schedule, expand
from tests.unit.schedule.roadmaps import bundled, by_name, schedule, student

YEAR = """
start: 2026-08-03
match_year: 2031
dates: {{clerkships: 2028-07-03}}
leaves: [{{name: Research year, from: 2029-07-02, until: 2030-06-28{kind}}}]
"""
#: What nobody who applies in the year after can do without.
NEEDED = {"letters-plan/mentor-1", "program-map", "list-check", "strong-letter-ask", "mentor-team"}


def found(kind: str) -> Schedule:
    return expand(bundled(), student(YEAR.format(kind=kind)))


def test_in_a_research_year_the_roadmap_goes_on() -> None:
    roadmap = found(", kind: research")

    assert by_name(roadmap).keys() >= NEEDED
    assert [one for one in roadmap.problems.sorted() if one.severity is Severity.WARNING] == []
    assert {"leave-update@research-year/mentor-1#1"} <= by_name(roadmap).keys()


def test_in_any_other_leave_it_does_not() -> None:
    roadmap = found("")

    assert not by_name(roadmap).keys() & NEEDED
    assert [one for one in roadmap.problems.sorted() if one.severity is Severity.WARNING]


@pytest.mark.parametrize("kind", ["", ", kind: research"])
def test_no_step_of_a_rotation_lands_in_either(kind: str) -> None:
    text = YEAR.format(kind=kind).replace("dates: {clerkships: 2028-07-03}\n", "")
    text += "rotations: [{name: R, start: 2029-06-04, until: 2029-07-27}]"
    plan = "blocks: {r: {for: rotations, steps: {bye: {task: T, when: last day}}}}"

    # The year begins on the Monday after.
    assert by_name(schedule(plan, text))["bye@r"].date.isoformat() == "2029-06-29"
