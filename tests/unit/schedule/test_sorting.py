"""Items of one day are listed as one does them."""

from tests.unit.schedule.roadmaps import schedule

ONE_DAY = (
    "dates: {never: start}\n"
    "phases:\n  p:\n    title: P\n    from: start\n    until: start\n    steps:\n"
)


def listed(*steps: str) -> list[str]:
    text = ONE_DAY + "".join(f"      {step}\n" for step in steps)
    return [item.name for item in schedule(text).roadmap.items]


def test_what_comes_before_stands_before() -> None:
    # By their uids alone it would be the other way round for one of the two.
    assert listed("x: {task: X}", "y: {task: Y, after: x}") == ["x", "y"]
    assert listed("x: {task: X, after: y}", "y: {task: Y}") == ["y", "x"]
    assert listed("x: {task: X}", "y: {task: Y, before: x}") == ["y", "x"]


def test_what_is_dated_from_a_step_stands_after_it() -> None:
    assert listed("x: {task: X}", "y: {task: Y, when: x}") == ["x", "y"]
    assert listed("x: {task: X, when: y}", "y: {task: Y}") == ["y", "x"]


def test_whole_days_come_first_and_then_hours() -> None:
    steps = (
        'late: {event: L, at: "17:30"}',
        'early: {event: E, at: "09:00"}',
        "all-day: {task: A}",
    )

    assert listed(*steps) == ["all-day", "early", "late"]


def test_the_order_of_the_plan_beats_the_hour() -> None:
    steps = (
        "thank: {task: T, after: pause}",
        "pause: {task: P, after: talk, if: never < 2000-01-01}",
        'talk: {meeting: M, at: "12:00"}',
        "other: {task: B}",
    )

    assert listed(*steps) == ["other", "talk", "thank"]


def test_turns_are_listed_by_number() -> None:
    names = listed("talk: {meeting: Talk, times: 12}")

    assert names == [f"talk#{number}" for number in range(1, 13)]


def test_the_order_of_the_file_does_not_matter() -> None:
    steps = ("a: {task: A}", "b: {task: B}", 'c: {event: C, at: "08:00"}', "d: {task: D, after: c}")

    assert listed(*steps) == listed(*reversed(steps))
    assert listed(*steps)[-2:] == ["c", "d"]
