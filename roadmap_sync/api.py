"""What other programs may call; `roadmap_sync` itself hands these names on, loaded when used.

>>> from roadmap_sync import expand, load_plan, load_student, to_ics
>>> student = load_student(start="2026-08", match_year=2030)
>>> plan = load_plan("ms1-ms4-networking", student=student)
>>> roadmap = expand(plan, student)
>>> [item.date.isoformat() for item in roadmap.items if item.step == "match-day"]
['2030-03-15']
>>> to_ics(roadmap)[:15]
b'BEGIN:VCALENDAR'

Plans, students and roadmaps are frozen; the same inputs give the same items, byte for byte. What is
wrong with a file is raised as `PlanError`, with all of it, each at its place in the file:

>>> from roadmap_sync import PlanError
>>> try:
...     load_plan("ms1-networking")
... except PlanError as error:
...     print(error)
error: there is no plan 'ms1-networking' [unknown-plan]
      hint: did you mean 'ms1-ms4-networking'?

Warnings and notes are collected where somebody wants them:

>>> from roadmap_sync.problems import Problems, show
>>> problems = Problems()
>>> early = load_student(start="2026-08", match_year=2028)
>>> items = expand(load_plan(student=early), early, problems=problems).items
>>> len(problems) > 0
True
"""

from os import PathLike, fspath
from pathlib import Path

from msgspec.structs import replace

from roadmap_sync.cli.inputs import DEFAULT_PLAN, load_for, requests_of, try_out
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.errors import PlanError
from roadmap_sync.formats.ics import to_ics
from roadmap_sync.items import Roadmap
from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import load_plan as _load_plan
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Entry, Mapping, is_null
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.against_plan import check_against_plan
from roadmap_sync.schedule.student import Student, Word
from roadmap_sync.schedule.student_reader import student_from_options

__all__ = ["PlanError", "expand", "load_plan", "load_student", "to_ics"]


def load_student(  # noqa: PLR0913 - one for each thing that may be known
    file: str | PathLike[str] | None = None,
    *,
    start: str | None = None,
    match_year: int | None = None,
    timezone: str | None = None,
    ident: str = "me",
    problems: Problems | None = None,
) -> Student:
    """Return a student: that of a file, or one of whom only the start is known.

    Args:
        file: A student file. A ``network.yaml`` beside it names the mentors.
        start: In place of a file: ``2026-08-10``, or ``2026-08`` for its first Monday.
        match_year: With ``start``: the year of Match Day; None for the usual one.
        timezone: With ``start``: an IANA name; None for America/New_York.
        ident: With ``start``: part of every uid, so two students need two.
        problems: Where warnings and notes go.

    Raises:
        PlanError: The file cannot be read, or has errors.
        ValueError: ``start`` or what goes with it cannot be read; or there is a file and a
            start, or neither.
    """
    if (file is None) == (start is None):
        raise ValueError("say either a file or a start")
    if file is None:
        assert start is not None
        return student_from_options(start, match_year=match_year, zone=timezone, ident=ident)
    found, path = Problems(), Path(file)
    student = read_student_file(path, found)
    _settle(found, problems)
    assert student is not None
    return _from_anywhere(student, path.parent)


def load_plan(
    *names: str | PathLike[str], student: Student | None = None, problems: Problems | None = None
) -> Plan:
    """Return a plan with all that it extends; of several, one that extends them all.

    Args:
        names: Ids of bundled plans, or files. None for what the student follows, or for the
            four-year roadmap.
        student: Whose own ``changes:`` to steps are part of the plan.
        problems: Where warnings and notes go.

    Raises:
        PlanError: A file cannot be read or has errors, or the student does not go with it.
    """
    found = Problems()
    asked = [PlanRequest(fspath(name), None, Path()) for name in names]
    if student is None:
        plan = _load_plan(asked or [PlanRequest(DEFAULT_PLAN, None, Path())], found)
    else:
        plan = load_for(student, asked or requests_of(student, Path()), found)
    _settle(found, problems)
    assert plan is not None
    return plan


def expand(plan: Plan, student: Student, *, problems: Problems | None = None) -> Roadmap:
    """Return a student's roadmap: all dated items, in the order of their days.

    Args:
        plan: With the changes of this student, if there are any.
        student: Whose dates.
        problems: Where warnings and notes go: what was left out or moved, and why.

    Raises:
        PlanError: The student does not go with the plan, or it has a step that no student ever
            gets a day for.
        ValueError: The student changes steps, and the plan was loaded without ``student=``.
    """
    if _lacks_changes(plan, student):
        raise ValueError("the student changes steps of the plan: load_plan(..., student=student)")
    found = Problems()
    check_against_plan(student, plan, found)
    fail_if_bad(found)
    schedule = try_out(plan, student, found)
    _settle(found, problems)
    return schedule.roadmap


def _settle(found: Problems, problems: Problems | None) -> None:
    """Stop if there is an error; hand on what else there is."""
    fail_if_bad(found)
    if problems is not None:
        problems.extend(found.sorted())


def _from_anywhere(student: Student, folder: Path) -> Student:
    """Return a student whose plans are found whatever folder we are in later."""
    known = catalog.bundled()
    plans = (
        word if word.text in known else Word(str(folder / Path(word.text).expanduser()), word.mark)
        for word in student.plans
    )
    return replace(student, plans=tuple(plans))


def _lacks_changes(plan: Plan, student: Student) -> bool:
    changes = {} if student.changes is None else student.changes.entries
    return any(_is_lacking(plan, name, entry) for name, entry in changes.items())


def _is_lacking(plan: Plan, name: str, entry: Entry) -> bool:
    """Is a change of the student's not in the plan?"""
    step = plan.steps.get(name)
    if is_null(entry.value):
        return step is not None
    if isinstance(entry.value, Mapping) and not entry.value.entries:
        return False
    file = entry.key.mark.source
    return step is None or all(mark.source != file for mark in step.marks.values())
