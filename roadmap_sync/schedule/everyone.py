"""Dates that are empty for everyone: a mistake of the plan, not of one student's calendar.

Nothing proves that a date is empty for all students there could be. So we try students who
differ in what matters: when they start, and how long their blocks are.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from roadmap_sync.plan.model import Plan
from roadmap_sync.problems import Problem
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.occurrences import Family
from roadmap_sync.schedule.student import BlockEntry, Student, default_match_year

_STARTS = (date(2026, 8, 3), date(2027, 1, 4), date(2025, 7, 1))
_LENGTHS = (8.0, 4.0, 1.0, 12.0, 2.0, 6.0, 23.0)
_GAP = timedelta(days=3)


def empty_for_everyone(plan: Plan, schedule: Schedule) -> tuple[Problem, ...]:
    """Return an error for each step that no student ever gets a day for.

    Args:
        plan: Read and checked.
        schedule: What it gave one student; steps that have a day there are fine. Their answers
            are the others' too: a step behind a question is tried out. What none of the others
            could have, such as a step for another kind of block, is nobody's mistake.
    """
    placed, _ = _results(schedule)
    failed: dict[str, tuple[Family, str]] = {}
    for start in _STARTS:
        for student in (_student(start), _newcomer(start)):
            asked = replace(student, answers=schedule.student.answers)
            more, other = _results(expand(plan, asked))
            placed |= more
            failed = other | failed
    return tuple(
        Problem("empty-window", f"no student ever gets a day for '{step}': {reason}",
                family.case.mark, "look at the dates of its phase, and at the order of its dates")
        for step, (family, reason) in failed.items()
        if step not in placed
    )  # fmt: skip


def _results(schedule: Schedule) -> tuple[set[str], dict[str, tuple[Family, str]]]:
    """Return the steps with a day, and those without one through the plan's own dates."""
    placed: set[str] = set()
    failed: dict[str, tuple[Family, str]] = {}
    for family in schedule.families:
        if family.members:
            placed.add(family.step.id)
        elif family.reason is not None and not family.reason.own:
            failed[family.step.id] = (family, family.reason.reason)
    return placed, failed


def _newcomer(start: date) -> Student:
    """Return a student who has entered nothing yet, so that blocks come from their samples."""
    return Student(id="everyone", start=start, match_year=default_match_year(start), holidays=())


def _student(start: date) -> Student:
    """Return a student with one entry of every kind, and blocks of many lengths."""
    match_year = default_match_year(start)
    return Student(
        id="everyone",
        start=start,
        match_year=match_year,
        holidays=(),
        lists={
            "rotations": _rotations(start),
            "aways": (_entry("away", date(match_year - 1, 7, 30), 4.0),),
            "interviews": (_entry("interview", date(match_year - 1, 11, 13)),),
            "conferences": (_entry("conference", start + timedelta(days=360)),),
            "courses": (_entry("course", start, 10.0),),
            "exams": (_entry("exam", start + timedelta(days=70)),),
            "leaves": (_entry("leave", start + timedelta(days=900), 8.0),),
        },
    )


def _rotations(start: date) -> tuple[BlockEntry, ...]:
    first = start + timedelta(days=700)
    entries = []
    for number, weeks in enumerate(_LENGTHS):
        interest = ("yes", "maybe", "no")[number % 3]
        entries.append(_entry(f"rotation-{number}", first, weeks, interest))
        first += timedelta(weeks=weeks) + _GAP
    return tuple(entries)


def _entry(name: str, start: date, weeks: float | None = None, interest: str = "yes") -> BlockEntry:
    until = start if weeks is None else None
    return BlockEntry(id=name, name=name, start=start, until=until, weeks=weeks, interest=interest)
