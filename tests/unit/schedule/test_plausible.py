"""Years that cannot be right, and calendars of all kinds that are left alone."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.plan import catalog, nodes
from roadmap_sync.problems import Problem, Problems, Severity
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.patterns import PATTERNS, Pattern, read_patterns, suggest
from roadmap_sync.schedule.plausible import unlikely
from roadmap_sync.schedule.student import Student, default_match_year
from roadmap_sync.schedule.student_reader import student_from_options
from tests.unit.schedule.roadmaps import bundled, plan, student

#: MS1 begins on 10 Aug 2026, clerkships on 3 Jul 2028; Match in 2030, graduation on 17 May.
MINE = (
    "start: 2026-08-10\nmatch_year: 2030\ndates: {clerkships: 2028-07-03, graduation: 2030-05-17}\n"
)


def _found(one: Student) -> list[Problem]:
    off = DaysOff(one)
    dates = NamedDates(bundled(), one, Frame(one.start, None, off.is_working, name="x"))
    return list(unlikely(one, dates, off))


def _said(text: str) -> list[tuple[str, str, str]]:
    problems = _found(student(text))
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return [
        (problem.message, problem.hint, problem.mark.words)
        for problem in problems
        if problem.mark is not None
    ]


@pytest.mark.parametrize(
    ("entry", "message", "under"),
    [
        ("rotations: [{name: IM, start: 2027-07-03, weeks: 8}]",
         "'IM' begins on 2027-07-03, long before your clerkships, on 2028-07-03", "2027-07-03"),
        ("rotations: [{name: IM, date: 2030-07-03}]",
         "'IM' begins on 2030-07-03, after your graduation on 2030-05-17", "2030-07-03"),
        ("rotations: [{name: IM, start: 2028-07-03, weeks: 8, exam: 2029-08-25}]",
         "the exam of 'IM' is on 2029-08-25, long after it ends, on 2028-08-27", "2029-08-25"),
        ("rotations: [{name: IM, start: 2028-07-03, weeks: 8, exam: 2027-08-25}]",
         "the exam of 'IM' is on 2027-08-25, before it begins, on 2028-07-03", "2027-08-25"),
        ("interviews: [{program: Hill, date: 2028-11-13}]",
         "'Hill' is on 2028-11-13, outside the interview season of your Match in 2030",
         "2028-11-13"),
        ("interviews: [{program: Hill, from: 2030-11-13}]",
         "'Hill' is on 2030-11-13, outside the interview season of your Match in 2030",
         "2030-11-13"),
        ("aways: [{name: Hill, from: 2026-09-28, weeks: 4}]",
         "'Hill' begins on 2026-09-28, more than a year before your application in September 2029",
         "2026-09-28"),
        ("aways: [{name: Hill, start: 2030-07-30, weeks: 4}]",
         "'Hill' begins on 2030-07-30, after your graduation on 2030-05-17", "2030-07-30"),
    ],
)  # fmt: skip
def test_a_year_that_cannot_be_right_is_told_at_the_day(
    entry: str, message: str, under: str
) -> None:
    assert _said(MINE + entry) == [(message, "is the year right?", under)]


@pytest.mark.parametrize(
    "entry",
    [
        # A course that prepares for the wards; an exam on another day; the ends of each rule.
        "rotations: [{name: IM, start: 2028-05-08, weeks: 8, exam: 2028-08-31}]",
        "rotations: [{name: IM, start: 2030-05-06, weeks: 2, exam: 2030-05-06}]",
        # Clinics of the first year, and what is no core rotation.
        "rotations: [{name: LIC, start: 2026-09-07, weeks: 40, kind: longitudinal}]",
        "rotations: [{name: Taste of surgery, start: 2027-06-07, weeks: 2, kind: selective}]",
        # A first rotation before a PhD.
        """
rotations: [{name: IM, start: 2027-07-03, weeks: 4}]
leaves: [{name: PhD, from: 2027-08-02, until: 2028-06-30, kind: research}]""",
        "aways: [{name: A, start: 2028-09-04, weeks: 4}, {name: B, start: 2030-02-04, weeks: 4}]",
        "interviews: [{program: A, date: 2029-07-02}, {program: B, date: 2030-04-30}]",
        # They may be at any time.
        "exams: [{name: IM shelf, date: 2027-08-25}]\nconferences: [{name: C, date: 2027-01-15}]",
        "courses: [{name: Anatomy, start: 2029-08-10, weeks: 4}]",
        # The reader has said that these are far from the student's years.
        "rotations: [{name: IM, start: 2020-07-03, weeks: 8}]",
        "aways: [{name: Hill, start: 2040-07-03, weeks: 4}]",
        "rotations: [{name: IM, start: 2028-07-03, weeks: 8, exam: 2040-08-25}]",
    ],
)
def test_what_may_be_is_left_alone(entry: str) -> None:
    assert _said(MINE + entry) == []


def test_without_a_date_of_the_clerkships_only_the_first_year_is_too_early() -> None:
    text = "start: 2026-08-10\nrotations: [{name: IM, start: %s, weeks: 8}]"
    assert _said(text % "2027-07-26") == [
        ("'IM' begins on 2027-07-26, in your first year",
         "is the year right? If it is, give the date 'clerkships'", "2027-07-26")
    ]  # fmt: skip
    assert _said(text % "2027-08-02") == []


def test_a_match_year_that_is_only_computed_may_be_what_is_wrong() -> None:
    text = "start: 2026-08-10\ninterviews: [{program: Hill, date: 2028-11-13}]"
    assert [hint for _, hint, _ in _said(text)] == [
        "is the year right? If it is, say when your Match is: 'match_year:'"
    ]


def test_a_plan_that_knows_no_clerkships_says_nothing_of_them() -> None:
    one = student("start: 2026-08-10\nrotations: [{name: IM, start: 2026-09-07, weeks: 8}]")
    found = expand(plan("phases: {a: {from: start, until: week 2}}"), one)

    assert [problem.code for problem in found.problems.sorted()] == []


def _patterns() -> dict[str, Pattern]:
    problems = Problems()
    source = catalog.read(Path(PATTERNS), problems)
    assert source is not None
    node = nodes.parse(source, problems)
    assert node is not None
    return read_patterns(node, problems)


def _dated(pattern: Pattern, start: date) -> str:
    """Return the student file that a pattern makes."""
    year = default_match_year(start, pattern.match_after)
    usual = student_from_options(start.isoformat())
    made = suggest(pattern, bundled(), replace(usual, match_year=year))
    lines = [f"start: {start}", f"match_year: {year}", "dates:"]
    for name, days in made.dates.items():
        lines.append(f"  {name}: {{from: {days.from_day}, until: {days.until_day}}}")
    lines.append("leaves:")
    for leave, days in made.leaves:
        lines.append(f"- {{name: {leave.name}, kind: {leave.kind or 'leave'}, "
                     f"from: {days.from_day}, until: {days.until_day}}}")  # fmt: skip
    lines.append("rotations:")
    for usual_one, day in made.rotations:
        lines.append(f"- {{name: {usual_one.name}, start: {day}, weeks: {usual_one.weeks}, "
                     f"kind: {usual_one.kind}}}")  # fmt: skip
    return "\n".join(lines)


@pytest.mark.parametrize("name", sorted(_patterns()))
def test_no_pattern_of_a_school_breaks_a_rule_whenever_it_begins(name: str) -> None:
    for month in range(1, 13):
        day = (1, 15, 28)[month % 3]
        text = _dated(_patterns()[name], date(2026, month, day))

        assert _said(text) == [], text
