"""What changes between two roadmaps."""

from datetime import date

from roadmap_sync.schedule.compare import Change, Difference, compare
from roadmap_sync.schedule.expand import expand
from tests.unit.schedule.roadmaps import bundled, schedule, student

TODAY = date(2026, 8, 20)
HEAD = "phases:\n  p:\n    title: P\n    from: start\n    until: 10 weeks after start\n    steps:\n"
SWAP = """start: 2026-08-10
rotations:
  - {name: IM, start: 2028-07-03, weeks: 8}
  - {name: Surgery, start: 2028-08-28, weeks: 8}
"""


def differences(before: str, after: str, per_week: int = 3) -> list[Difference]:
    one, other = schedule(HEAD + before).roadmap, schedule(HEAD + after).roadmap
    return list(compare(one, other, TODAY, per_week))


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

    assert (found.change, found.title, found.collides, found.past) == (
        Change.REWORDED, "Better", False, False)  # fmt: skip


def test_a_week_that_becomes_too_full_collides() -> None:
    one = "      a: {task: A, when: 2026-09-01}\n"
    found = differences(one, one + "      b: {task: B, when: 2026-09-02}\n", per_week=1)

    assert [(item.name, item.collides) for item in found] == [("b", True)]


def test_two_swapped_rotations_move_only_their_own_items() -> None:
    swapped = SWAP.replace("IM, start: 2028-07-03", "IM, start: 2028-08-28").replace(
        "Surgery, start: 2028-08-28", "Surgery, start: 2028-07-03"
    )
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(swapped))

    found = compare(before.roadmap, after.roadmap, TODAY, 3)

    assert {one.change for one in found} == {Change.MOVES}
    assert all("@im" in one.name or "@surgery" in one.name for one in found)
    assert {item.uid for item in before.roadmap.items} == {item.uid for item in after.roadmap.items}


def test_a_renamed_rotation_with_an_id_keeps_every_uid_and_day() -> None:
    renamed = SWAP.replace("name: IM,", "name: Medicine, id: im,")
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(renamed))

    found = compare(before.roadmap, after.roadmap, TODAY, 3)

    assert {one.change for one in found} <= {Change.REWORDED}


def test_a_repeated_rotation_only_adds_its_own_items() -> None:
    again = SWAP + "  - {name: IM, id: im-again, start: 2028-10-23, weeks: 8}\n"
    before, after = expand(bundled(), student(SWAP)), expand(bundled(), student(again))

    found = compare(before.roadmap, after.roadmap, TODAY, 3)
    own = [one for one in found if "@im-again" in one.name]
    others = [one for one in found if one not in own]

    assert {one.change for one in own} == {Change.APPEARS}
    assert {one.change for one in others} <= {Change.MOVES}
    assert len(others) < len(own) / 2  # chains that make room in full weeks
