"""School patterns become days."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.patterns import (
    NO_PATTERN,
    PATTERNS,
    Pattern,
    Suggestion,
    read_patterns,
    suggest,
)
from roadmap_sync.schedule.student import default_match_year
from roadmap_sync.schedule.student_reader import student_from_options


@pytest.fixture(scope="module")
def patterns() -> dict[str, Pattern]:
    problems = Problems()
    source = catalog.read(PATTERNS, problems)
    assert source is not None
    node = nodes.parse(source, problems)
    assert node is not None
    found = read_patterns(node, problems)
    assert not problems.sorted()
    return found


@pytest.fixture(scope="module")
def plan() -> Plan:
    plan = load_plan([PlanRequest("ms1-ms4-networking", None, Path())], Problems())
    assert plan is not None
    return plan


def _suggested(pattern: Pattern, plan: Plan, start: str) -> tuple[int, Suggestion]:
    student = student_from_options(start)
    year = default_match_year(student.start, pattern.match_after)
    return year, suggest(pattern, plan, replace(student, match_year=year))


@pytest.mark.parametrize(
    ("name", "start", "match", "clerkships", "step1"),
    [
        # month 24 of a start in August 2026 is July 2028; the third is its first Monday
        ("traditional", "2026-08", 2030, "2028-07-03", ("2028-04-03", "2028-05-29")),
        ("18-month-january", "2026-08", 2030, "2028-01-03", ("2027-11-08", "2027-12-27")),
        ("18-month-may", "2026-08", 2030, "2028-05-01", ("2028-01-10", "2028-04-17")),
        ("15-month", "2026-08", 2030, "2027-11-01", ("2027-09-13", "2027-10-25")),
        ("one-year", "2026-08", 2030, "2027-08-02", ("2028-08-07", "2028-09-04")),
        # August 2026 and 30 months are February 2029
        ("three-year", "2026-08", 2029, "2028-01-03", ("2027-11-22", "2027-12-27")),
        # August 2026 and 90 months are February 2034
        ("md-phd", "2026-08", 2034, "2032-07-05", ("2028-04-03", "2028-06-05")),
        # January 2027 and 42 months are July 2030, so the March after it
        ("caribbean-january", "2027-01", 2031, "2029-05-07", ("2028-12-18", "2029-04-02")),
        ("do-4-week", "2026-08", 2030, "2028-07-03", ("2028-05-01", "2028-06-12")),
        ("longitudinal", "2026-08", 2030, "2028-04-03", ("2028-01-24", "2028-03-20")),
    ],
)
def test_the_days_of_a_pattern(  # noqa: PLR0917 - a column of the table each
    patterns: dict[str, Pattern], plan: Plan, name: str, start: str, match: int, clerkships: str,
    step1: tuple[str, str],
) -> None:  # fmt: skip
    year, found = _suggested(patterns[name], plan, start)

    day = date.fromisoformat(clerkships)
    assert year == match
    assert found.dates["clerkships"] == Window(day, day)
    assert found.dates["step1"] == Window(*(date.fromisoformat(one) for one in step1))
    assert found.rotations[0][1] == day


def test_every_pattern_of_the_table_is_tested(patterns: dict[str, Pattern]) -> None:
    [mark] = test_the_days_of_a_pattern.pytestmark  # type: ignore[attr-defined] # pytest's

    assert [row[0] for row in mark.args[1]] == list(patterns)


def test_rotations_of_half_weeks_start_on_mondays_and_thursdays(
    patterns: dict[str, Pattern], plan: Plan
) -> None:
    _, found = _suggested(patterns["15-month"], plan, "2026-08")

    assert [f"{day:%a %d %b}" for _, day in found.rotations] == [
        "Mon 01 Nov", "Mon 03 Jan", "Mon 06 Mar", "Thu 06 Apr", "Mon 08 May", "Thu 08 Jun",
    ]  # fmt: skip


def test_a_phd_ends_before_the_wards(patterns: dict[str, Pattern], plan: Plan) -> None:
    _, found = _suggested(patterns["md-phd"], plan, "2026-08")

    [(leave, days)] = found.leaves
    assert (leave.name, leave.kind) == ("PhD", "research")
    assert days == Window(date(2028, 7, 3), date(2032, 5, 3))


def test_the_mainland_has_its_own_zone(patterns: dict[str, Pattern], plan: Plan) -> None:
    _, found = _suggested(patterns["caribbean-january"], plan, "2027-01")

    assert found.zones == ((date(2029, 5, 6), "America/New_York"),)


def test_without_a_pattern_only_the_plan_speaks(plan: Plan) -> None:
    _, found = _suggested(NO_PATTERN, plan, "2026-08")

    assert not found.dates
    assert found.usual["clerkships"].from_day == date(2028, 7, 3)
    assert "match_day" not in found.usual
