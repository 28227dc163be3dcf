"""Phases and blocks as stretches of time."""

from datetime import date

from roadmap_sync.items import Span, Window
from tests.unit.schedule.roadmaps import schedule

PLAN = """\
phases:
  term: {title: Term, stage: ms1, from: start, until: 4 weeks after start, steps: {
    a: {task: A, when: week 2}}}
  open: {title: Open, steps: {b: {task: B, when: 2026-10-05}, c: {task: C, when: 2026-11-02}}}
  empty: {title: Empty, from: start, until: 2 weeks after start, steps: {
    d: {task: D, when: on request}}}
blocks:
  rotation: {for: rotations, stage: ms3, steps: {thanks: {message: Thank, when: last day}}}
"""
STUDENT = """\
start: 2026-08-03
holidays: none
rotations:
  - {name: Surgery, start: 2028-08-28, until: 2028-10-20}
  - {name: Medicine, start: 2028-07-03, weeks: 8}
"""


def test_phases_and_blocks_have_their_days() -> None:
    assert schedule(PLAN, STUDENT).roadmap.spans == (
        Span("phases", "Term", "ms1", Window(date(2026, 8, 3), date(2026, 8, 31))),
        Span("phases", "Open", "", Window(date(2026, 10, 5), date(2026, 11, 2))),
        Span("rotations", "Medicine", "ms3", Window(date(2028, 7, 3), date(2028, 8, 27))),
        Span("rotations", "Surgery", "ms3", Window(date(2028, 8, 28), date(2028, 10, 20))),
    )


def test_a_phase_that_is_over_is_no_stretch() -> None:
    joined = schedule(PLAN, STUDENT + "joined: 2028-01-01\n").roadmap.spans

    assert [span.title for span in joined] == ["Medicine", "Surgery"]


def test_a_sample_says_so() -> None:
    sampled = PLAN.replace(
        "stage: ms3,", "stage: ms3, sample: {start: 2028-07-03, weeks: 4, name: Sample ward},"
    )
    [span] = schedule(sampled, "start: 2026-08-03").roadmap.spans[2:]

    assert (span.title, span.sample) == ("Sample ward", True)
