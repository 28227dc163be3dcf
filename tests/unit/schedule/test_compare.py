"""What changes between two roadmaps."""

from datetime import date

import pytest

from roadmap_sync.schedule.compare import Change, Difference, compare
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.expand import Schedule, expand
from tests.unit.schedule.roadmaps import bundled, schedule, student

TODAY = date(2026, 8, 20)
NO_DAYS_OFF = DaysOff(student("start: 2026-08-03\nholidays: none"))
HEAD = "phases:\n  p:\n    title: P\n    from: start\n    until: 10 weeks after start\n    steps:\n"
SWAP = """start: 2026-08-10
rotations:
  - {name: IM, start: 2028-07-03, weeks: 8}
  - {name: Surgery, start: 2028-08-28, weeks: 8}
"""


def differences(before: str, after: str, per_week: int = 3) -> list[Difference]:
    one, other = schedule(HEAD + before).roadmap, schedule(HEAD + after).roadmap
    return list(compare(one, other, TODAY, per_week, NO_DAYS_OFF))


def between(before: Schedule, after: Schedule) -> tuple[Difference, ...]:
    return compare(before.roadmap, after.roadmap, TODAY, 3, DaysOff(after.student))


def test_the_same_plan_differs_in_nothing() -> None:
    assert differences("      a: {task: A}\n", "      a: {task: A}\n") == []


def test_a_new_step_appears_and_an_old_one_goes() -> None:
    found = differences(
        "      a: {task: A, when: 2026-09-01}\n", "      b: {task: B, when: 2026-09-02}\n"
    )

    assert [(one.change, one.name, one.before, one.after) for one in found] == [
        (Change.GOES, "a", date(2026, 9, 1), None),
        (Change.APPEARS, "b", None, date(2026, 9, 2)),
    ]


def test_a_moved_step_may_fall_into_the_past() -> None:
    [found] = differences(
        "      a: {task: A, when: 2026-09-01}\n", "      a: {task: A, when: 2026-08-05}\n"
    )

    assert (found.change, found.past) == (Change.MOVES, True)


def test_a_new_title_is_only_reworded() -> None:
    [found] = differences("      a: {task: A}\n", "      a: {task: Better}\n")

    assert (found.change, found.title, found.collision, found.past) == (
        Change.REWORDED, "Better", "", False)  # fmt: skip


def test_a_week_that_becomes_too_full_collides() -> None:
    one = "      a: {task: A, when: 2026-09-01}\n"
    found = differences(one, one + "      b: {task: B, when: 2026-09-02}\n", per_week=1)

    assert [(item.name, item.collision) for item in found] == [("b", "its week is too full")]


EVENT = "      a: {event: A, when: PLACE}\n      b: {task: B, when: months 1-2}\n"


@pytest.mark.parametrize(
    ("day", "collision"),
    [
        ("2026-09-01", ""),
        ("2026-09-02", "on the day of an exam"),
        ("2026-09-03", "on a day off (Fair)"),
        ("2026-09-07", "on a day off (Labor Day)"),
    ],
)
def test_a_fixed_day_may_fall_on_an_exam_or_a_day_off(day: str, collision: str) -> None:
    who = (
        "start: 2026-08-03\nexams: [{name: E, date: 2026-09-02}]\n"
        "days_off: [{name: Fair, date: 2026-09-03}]"
    )
    one = schedule(HEAD + EVENT.replace("PLACE", "2026-09-15"), who)
    other = schedule(HEAD + EVENT.replace("PLACE", day), who)

    assert [(item.name, item.collision) for item in between(one, other)] == [("a", collision)]


def test_what_is_over_by_the_day_of_joining_falls_into_the_past() -> None:
    text = HEAD + "      a: {task: A, when: week 6}\n"
    who = "start: {}\njoined: 2026-08-20"

    [found] = between(schedule(text, who.format("2026-08-03")),
                      schedule(text, who.format("2026-07-06")))  # fmt: skip

    assert (found.change, found.name, found.after, found.past) == (Change.GOES, "a", None, True)


def test_what_a_plan_drops_is_gone_and_not_past() -> None:
    [found] = differences("      a: {task: A, when: week 9}\n      b: {task: B, when: week 8}\n",
                          "      b: {task: B, when: week 8}\n")  # fmt: skip

    assert (found.change, found.past) == (Change.GOES, False)


@pytest.mark.parametrize("start", ["2028-09-04", "2028-10-02", "2029-01-08"])
def test_one_moved_rotation_moves_only_its_own_windows(start: str) -> None:
    """Other items keep uid and window; a few make room in a week that became full."""
    moved = SWAP.replace("Surgery, start: 2028-08-28", f"Surgery, start: {start}")
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(moved))

    one, other = ({item.name: item for item in found.roadmap.items} for found in (before, after))
    changes = between(before, after)

    assert {name: item.uid for name, item in one.items()} == {
        name: item.uid for name, item in other.items()
    }
    assert {name for name in one if one[name].window != other[name].window} == {
        name for name in one if name.endswith("@surgery")
    }
    assert {found.change for found in changes} == {Change.MOVES}
    assert len([found for found in changes if "@surgery" not in found.name]) <= 6


def test_two_swapped_rotations_move_only_their_own_items() -> None:
    swapped = SWAP.replace("IM, start: 2028-07-03", "IM, start: 2028-08-28").replace(
        "Surgery, start: 2028-08-28", "Surgery, start: 2028-07-03"
    )
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(swapped))

    found = between(before, after)

    assert {one.change for one in found} == {Change.MOVES}
    assert all("@im" in one.name or "@surgery" in one.name for one in found)
    assert {item.uid for item in before.roadmap.items} == {item.uid for item in after.roadmap.items}


def test_a_renamed_rotation_with_an_id_keeps_every_uid_and_day() -> None:
    renamed = SWAP.replace("name: IM,", "name: Medicine, id: im,")
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(renamed))

    found = between(before, after)

    assert {one.change for one in found} <= {Change.REWORDED}
    assert {item.uid for item in before.roadmap.items} == {item.uid for item in after.roadmap.items}


def test_a_repeated_rotation_only_adds_its_own_items() -> None:
    again = SWAP + "  - {name: IM, id: im-again, start: 2028-10-23, weeks: 8}\n"
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(again))

    found = between(before, after)
    own = [one for one in found if "@im-again" in one.name]
    others = [one for one in found if one not in own]

    uids = {item.uid for item in after.roadmap.items}
    assert {item.uid for item in before.roadmap.items} <= uids
    assert {one.change for one in own} == {Change.APPEARS}
    assert {one.change for one in others} <= {Change.MOVES}
    assert len(others) < len(own) / 2  # chains that make room in full weeks
