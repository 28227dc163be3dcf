"""The network over time: who counts, from when, and against which targets."""

from datetime import date

import pytest

from roadmap_sync.people.growth import (
    CURVES,
    EFFORT,
    GROUPS,
    MILESTONES,
    SHARES,
    Point,
    Year,
    count,
    points,
    steps,
    undated,
    years,
)
from roadmap_sync.people.person import ROLES, Person

DAYS = (date(2026, 8, 10), date(2027, 8, 1), date(2028, 7, 2), date(2029, 7, 1), None)
TODAY = date(2027, 9, 1)


def test_the_targets_are_those_of_the_document() -> None:
    """Typed off from R0.1, R0.2 and R0.3 of the source document, a second time."""
    assert SHARES == (
        ("MS1", (60, 30, 10)), ("MS2", (40, 40, 20)), ("MS3", (20, 50, 30)), ("MS4", (10, 30, 60)),
    )  # fmt: skip
    assert all(sum(shares) == 100 and len(shares) == len(EFFORT) for _, shares in SHARES)
    assert [one.targets for one in CURVES] == [
        (0, 1, 2, 3, 4), (0, 4, 8, 12, 15), (0, 1, 2, 5, 8),
    ]  # fmt: skip
    assert [f"{one.title} {one.low}-{one.high}" for one in GROUPS] == [
        "attendings as mentors 3-5", "residents and fellows 8-12", "faculty researchers 2-3",
        "deans and advisors 1-2", "peers at other schools 10-15",
    ]  # fmt: skip


def test_a_curve_counts_from_the_first_day_known() -> None:
    people = (
        Person(name="A", role="mentor", since=date(2027, 8, 1)),
        Person(name="B", role="mentor", since=date(2027, 8, 2)),
        Person(name="C", role="mentor"),
        Person(name="D", role="attending", since=date(2026, 9, 1)),
    )

    assert points(CURVES[0], people, DAYS, TODAY) == (
        Point("start of MS1", DAYS[0], 0, 0),
        Point("end of MS1", DAYS[1], 1, 1),
        Point("today", TODAY, None, 3),
        Point("end of MS2", DAYS[2], 2, None),
        Point("end of MS3", DAYS[3], 3, None),
    )
    assert undated(people) == 1


@pytest.mark.parametrize(
    ("person", "curves"),
    [
        (Person(name="A", role="mentor"), [0]),
        (Person(name="A", role="resident"), [1]),
        (Person(name="A", role="fellow", programs=("Hill IM",)), [1, 2]),
        (Person(name="A", role="program"), [2]),
        (Person(name="A", role="other"), []),
    ],
)
def test_who_belongs_to_which_curve(person: Person, curves: list[int]) -> None:
    assert [index for index, one in enumerate(CURVES) if one.counts(person)] == curves


def test_every_role_of_a_group_is_a_role() -> None:
    counted = [sum(count(group, (Person(name="A", role=role),)) for group in GROUPS)
               for role in ROLES]  # fmt: skip

    assert counted == [1, 0, 1, 1, 1, 1, 1, 1, 0, 0]
    assert len(MILESTONES) == len(DAYS)


def test_a_curve_rises_on_the_days_of_the_log() -> None:
    day = date(2027, 8, 1)
    people = (
        Person(name="A", role="mentor", since=date(2028, 1, 1)),
        Person(name="B", role="mentor", since=day),
        Person(name="C", role="mentor", last=day),
        Person(name="D", role="mentor"),
        Person(name="E", role="peer", since=day),
    )

    assert steps(CURVES[0], people) == ((day, 2), (date(2028, 1, 1), 3))
    assert steps(CURVES[0], ()) == ()


def test_years_follow_each_other_without_a_gap() -> None:
    ms1, ms2, ms3, ms4 = years(DAYS)

    assert (ms1.first, ms1.last) == (DAYS[0], DAYS[1])
    assert (ms2.first, ms2.last) == (date(2027, 8, 2), DAYS[2])
    assert TODAY in ms2
    assert date(2027, 8, 1) in ms1
    assert date(2027, 8, 1) not in ms2
    assert (ms3.first, ms3.title, ms3.shares) == (date(2028, 7, 3), "MS3", (20, 50, 30))
    assert ms4 == Year("MS4", (10, 30, 60))
    assert TODAY not in ms4
