"""Why this, and why on that day."""

from pathlib import Path

import pytest

from roadmap_sync.errors import PlanError
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.nodes import decode, parse
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.explain import Line, explain
from roadmap_sync.schedule.student_reader import read_student

PLAN = """\
plan: p
title: P
updated: 2026-01-01
sources: {R: {title: The book, publisher: A press}}
questions: {fun: {ask: Fun?, default: false}}
dates:
  ms1: start
  party:
    rule: third friday of october in match_year - 4
    published: {2031: {date: 2027-10-01, source: x.org}}
phases:
  first:
    title: First weeks
    stage: ms1
    from: ms1
    until: 10 weeks after ms1
    steps:
      one: {task: One, when: weeks 2-3, source: [R1.2, R2]}
      two: {message: Two, when: weeks 2-4, after: {one: 5 workdays}}
      three: {task: Three, when: weeks 1-2, every: week}
      coffee: {meeting: Coffee, when: weeks 2-9, every: 2 weeks}
      hello: {message: Hello, when: weeks 5-6, each: mentors}
      rest: {task: Rest, when: 6 days after ms1}
      ask: {message: Ask, when: on request}
      never: {task: Never, when: weeks 3-4, if: fun}
      party-hat: {task: Hat, when: 1 week before party}
  dull:
    title: Dull
    if: not fun
    from: ms1
    until: 3 weeks after ms1
    steps:
      yawn: {task: Yawn, when: week 2}
  merry:
    title: Merry
    if: fun
    from: ms1
    until: 3 weeks after ms1
    steps:
      laugh: {task: Laugh, when: week 2}
  last:
    title: Last
    stage: ms4
    from: 1 year after ms1
    until: 2 years after ms1
    steps:
      exam: {task: Exam, when: month 1}
blocks:
  rotation:
    title: Rotation
    for: rotations
    steps:
      letter: {task: Letter, when: last 3 days}
      late: {task: Late, when: week 5}
      short: {task: Short, when: week 5, fit: drop}
      long: {task: "Long in {block}", when: day 2, if: block.weeks > 6}
  away: {title: Away, for: aways, steps: {pack: {task: Pack, when: day 1}}}
"""
STUDENT = """\
start: 2026-08-03
joined: 2026-08-20
mentors: 2
stages: {ms4: none}
rotations: [{name: Surgery, start: 2026-09-21, weeks: 4}]
changes: {one: {when: weeks 3-4}, party-hat: null}
"""


def answer(
    tmp_path: Path, name: str, student: str = STUDENT, plan_text: str = PLAN
) -> tuple[Line, ...]:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text)
    problems = Problems()
    source = decode(student.encode(), "me.yaml", problems)
    assert source is not None
    who = read_student(parse(source, problems), problems)
    assert who is not None
    plan = load_plan([PlanRequest(str(path), None, tmp_path)], problems, who.changes)
    assert plan is not None, problems.sorted()
    return explain(expand(plan, who), plan, name)


def text(lines: tuple[Line, ...]) -> str:
    return "\n".join(f"{line.label}: {line.text}" for line in lines)


def of(lines: tuple[Line, ...], label: str) -> list[str]:
    """The texts under a label, those of the lines without one after it included."""
    found: list[str] = []
    current = ""
    for line in lines:
        current = line.label or current
        if current == label:
            found.append(line.text)
    return found


PLAIN = "start: 2026-08-03\nmentors: 2\n"


def test_the_whole_way_from_the_line_to_the_day(tmp_path: Path) -> None:
    lines = answer(tmp_path, "one", PLAIN)

    assert of(lines, "title") == ["One"]
    assert of(lines, "plan") == [f"{tmp_path}/plan.yaml:18:30: when: weeks 2-3"]
    assert of(lines, "frame") == [
        f"phase 'First weeks': Mon 2026-08-03 to Mon 2026-10-12 ({tmp_path}/plan.yaml:12:3)",
        "from: ms1, until: 10 weeks after ms1",
    ]
    assert of(lines, "dates") == [f"ms1 = 2026-08-03: by its rule ({tmp_path}/plan.yaml:7)"]
    assert of(lines, "window")[0] == "weeks 2-3: Mon 2026-08-10 to Sun 2026-08-23"
    assert of(lines, "source") == ["R1.2: The book, A press", "R2: The book, A press"]
    assert "where it would like to be (a lot drawn once)" in text(lines)


def test_the_order_and_what_it_leaves(tmp_path: Path) -> None:
    lines = answer(tmp_path, "two", PLAIN)

    assert of(lines, "order")[0].startswith("after 'one', 5 workdays apart if there is room (")
    assert of(lines, "order")[1].startswith("with the steps it is in order with, that leaves ")
    assert "before 'two', which asks for it" in text(answer(tmp_path, "one", PLAIN))


def test_slots_in_a_row(tmp_path: Path) -> None:
    lines = answer(tmp_path, "hello/mentor-2", PLAIN)

    # Weeks 5 and 6 are Mon 31 August to Fri 11 September. Half of these 11 days later it is
    # Saturday, and Monday is Labor Day.
    assert of(lines, "order") == [
        "in a row with its other slots or turns it would stand in Tue 2026-09-08 to Fri 2026-09-11"
    ]


def test_a_change_of_the_students_own(tmp_path: Path) -> None:
    lines = answer(tmp_path, "one")

    assert of(lines, "plan") == ["me.yaml:6:23: when: weeks 3-4"]
    assert of(lines, "changed") == [
        "when: 'weeks 3-4' in your student file (me.yaml:6:23)",
        f"  instead of 'weeks 2-3' in the plan 'p' ({tmp_path}/plan.yaml:18:30)",
    ]


def test_a_step_moved_to_a_working_day(tmp_path: Path) -> None:
    lines = answer(tmp_path, "rest", PLAIN)

    assert of(lines, "adjusted") == ["2026-08-09 is not a working day (weekend)"]
    assert of(lines, "day") == ["Mon 2026-08-10"]
    assert of(lines, "choice") == ["Mon 2026-08-10 is the only day there is"]


def test_a_date_that_is_not_published(tmp_path: Path) -> None:
    lines = answer(tmp_path, "party-hat", PLAIN)

    assert "not published yet: expected" in of(lines, "dates")[0]
    assert of(lines, "dates")[-1].endswith("not published yet: expected")


def test_a_step_clipped_to_a_short_block(tmp_path: Path) -> None:
    lines = answer(tmp_path, "late@surgery")

    assert of(lines, "frame") == [
        "block 'Surgery': Mon 2026-09-21 to Sun 2026-10-18 (me.yaml:5:20)"
    ]
    assert of(lines, "adjusted")


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("coffee", ["coffee#1", "coffee#2", "coffee#3", "coffee#4"]),
        ("hello", ["hello/mentor-1", "hello/mentor-2"]),
    ],
)
def test_a_name_for_several_lists_them_with_their_days(
    tmp_path: Path, name: str, names: list[str]
) -> None:
    lines = [line.text for line in answer(tmp_path, name, PLAIN) if not line.label]

    assert [line.split("  ")[1] for line in lines] == names
    assert all(line[4:8] == "2026" for line in lines)


def test_one_of_several(tmp_path: Path) -> None:
    assert of(answer(tmp_path, "coffee#2", PLAIN), "plan")[0].endswith(
        "when: weeks 2-9, every: 2 weeks"
    )
    assert of(answer(tmp_path, "hello/mentor-1", PLAIN), "title") == ["Hello"]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ("", "10 days in it that you can work on"),
        ("joined: 2026-08-20",
         "2 days in it that you can work on, since you joined on Thu 2026-08-20"),
        ("joined: 2026-08-10", "10 days in it that you can work on"),
        ("joined: 2026-08-22",
         "1 day in it that you can work on: the last one before you joined on Sat 2026-08-22"),
    ],
)  # fmt: skip
def test_why_some_days_of_a_window_do_not_count(tmp_path: Path, lines: str, days: str) -> None:
    assert of(answer(tmp_path, "one", PLAIN + lines), "window")[-1] == days


def test_nothing_stands_before_the_first_day(tmp_path: Path) -> None:
    student = "start: 2026-08-12\nmentors: 2\ndates: {ms1: 2026-08-03}\n"

    assert of(answer(tmp_path, "one", student), "window")[-1] == (
        "8 days in it that you can work on, since you start on Wed 2026-08-12"
    )


def test_a_step_with_one_item_needs_no_block(tmp_path: Path) -> None:
    assert answer(tmp_path, "letter") == answer(tmp_path, "letter@surgery")


@pytest.mark.parametrize(
    ("name", "label", "reason"),
    [
        ("ask", "on request", "it has no date"),
        ("short", "left out", "the block is too short for it"),
        ("never", "left out", "its condition does not hold for you"),
        ("laugh", "left out", "the condition of its phase does not hold for you"),
        ("long", "left out", "its conditions hold for none of your rotations"),
        ("pack", "left out", "you have no aways yet"),
        ("party-hat", "left out", "you took 'party-hat' out (me.yaml:6:35)"),
        ("three#1", "left out", "over before you joined on 2026-08-20"),
    ],
)
def test_why_it_is_not_on_the_calendar(tmp_path: Path, name: str, label: str, reason: str) -> None:
    lines = answer(tmp_path, name)

    assert reason in " ".join(of(lines, label)), text(lines)


TWO = (
    PLAIN
    + """rotations:
  - {name: Surgery, start: 2026-09-21, weeks: 4}
  - {name: Medicine, start: 2026-10-19, weeks: 8}
"""
)


def test_a_step_that_is_not_in_every_block(tmp_path: Path) -> None:
    reason = "its condition does not hold there ("

    assert of(answer(tmp_path, "long@surgery", TWO), "left out") == [
        f"{reason}{tmp_path}/plan.yaml:56:56: if: block.weeks > 6)"
    ]
    assert of(answer(tmp_path, "long@medicine", TWO), "left out") == []
    [line] = of(answer(tmp_path, "long", TWO), "left out")
    assert line.startswith(f"long@surgery: {reason}")
    with pytest.raises(PlanError):
        answer(tmp_path, "long@radiology", TWO)
    with pytest.raises(PlanError):
        answer(tmp_path, "one@surgery", TWO)


def test_the_title_of_what_is_not_in_a_block_names_that_block(tmp_path: Path) -> None:
    assert of(answer(tmp_path, "long@surgery", TWO), "title") == ["Long in Surgery"]


@pytest.mark.parametrize("name", ["three#1", "long@medicine", "hello/mentor-2", "one"])
def test_a_name_with_its_plan_before_it(tmp_path: Path, name: str) -> None:
    assert answer(tmp_path, f"p/{name}", TWO) == answer(tmp_path, name, TWO)


def test_no_mentors_no_step(tmp_path: Path) -> None:
    lines = answer(tmp_path, "hello", "start: 2026-08-03\nmentors: 0\n")

    assert of(lines, "left out") == ["you have no mentors"]


def test_a_full_week(tmp_path: Path) -> None:
    one_a_week = PLAIN + "calendar: {per_week: 1}\n"
    words = [text(answer(tmp_path, name, one_a_week)) for name in ("one", "two", "coffee#1")]

    assert any("and 1 are the limit" in said for said in words)


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        ("America/New_York", "Wed 2026-09-02, 21:00 EDT"),
        ("Pacific/Honolulu", "Wed 2026-09-02, 15:00 HST (Wed 2026-09-02, 21:00 EDT)"),
        ("Europe/Warsaw", "Thu 2026-09-03, 03:00 CEST (Wed 2026-09-02, 21:00 EDT)"),
    ],
)
def test_a_deadline_is_told_on_the_students_clock(tmp_path: Path, zone: str, line: str) -> None:
    due = "due: {event: Due, when: 2026-09-02, at: '21:00', zone: America/New_York}"

    lines = answer(tmp_path, "due", f"{PLAIN}timezone: {zone}\n", PLAN.replace(
        "      ask: ", f"      {due}\n      ask: "))  # fmt: skip

    assert of(lines, "day") == [line]


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as failure:
        answer(tmp_path, "cofee", PLAIN)

    assert failure.value.problems[0].code == "unknown-item"
    assert failure.value.problems[0].hint == "did you mean 'coffee'?"
    with pytest.raises(PlanError, match="plans show"):
        answer(tmp_path, "@@@", PLAIN)
