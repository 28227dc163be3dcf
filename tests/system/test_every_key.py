"""Every key of the student file does its work: with another value something else comes out.

`people:` and `targets:` belong to commands that come later. Courses and exams have steps in a
plan of the student's own here: the bundled plan has none for them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.commands import ROOT, run

BASE = """\
id: 6f0c
name: Ana
school: Lakeside
timezone: America/Chicago
start: 2026-08-10
joined: 2026-08-10
match_year: 2030
plans: [ms1-ms4-networking, clubs.yaml]
answers: {summer: research, aways: true}
dates: {clerkships: 2028-07-03}
mentors: 3
rotations:
  - {name: Surgery, id: s, start: 2028-07-03, weeks: 8, interest: yes, attending: Dr. Reyes}
  - {name: LIC, start: 2028-09-04, weeks: 23, kind: longitudinal, preceptors: 2, place: Hill}
aways: [{name: Away, start: 2029-07-30, weeks: 4, timezone: America/New_York}]
interviews: [{program: Lakeside IM, date: 2029-11-13}]
conferences: [{name: Spring, start: 2027-07-29, until: 2027-07-31}]
courses: [{name: Anatomy, start: 2026-08-10, until: 2026-10-16, director: Dr. Okafor}]
exams: [{name: Final, date: 2026-10-16}]
days_off: [{name: Break, from: 2028-12-18, until: 2029-01-01}]
holidays: US
leaves: [{name: Leave, from: 2029-03-05, until: 2029-06-30}]
timezones: [{from: 2028-06-01, timezone: America/New_York}]
stages: {ms4: kept}
calendar:
  weekends: avoid
  per_week: 3
  tasks: events
  alarms: true
  remind: "18:30 the day before"
  people: names
changes: {coffee: {when: months 4-7}}
"""
CLUBS = """\
plan: clubs
title: Clubs
updated: 2026-11-22
blocks:
  course:
    title: Course
    for: courses
    steps:
      say-hello: {task: "Say hello to {director} in {block}", when: week 1}
      say-where: {event: "Meet {attending}", when: last day, at: "12:00"}
  exam: {title: Exam, for: exams, steps: {rest: {task: Rest, when: 1 day after end}}}
  shift:
    title: Shift
    for: rotations
    steps:
      lunch: {event: Lunch, when: day 1, at: "12:00"}
      selective: {task: Selective, when: day 3, if: block.kind == longitudinal}
"""
#: A text of the file, and another one in its place.
CHANGES = [
    ("id: 6f0c", "id: 6f0d"),
    ("name: Ana\n", "name: Bea\n"),
    ("school: Lakeside\n", ""),
    ("timezone: America/Chicago\n", "timezone: Pacific/Honolulu\n"),
    ("start: 2026-08-10\njoined", "start: 2026-07-06\njoined"),
    ("joined: 2026-08-10", "joined: 2027-08-10"),
    ("match_year: 2030", "match_year: 2031"),
    ("plans: [ms1-ms4-networking, clubs.yaml]", "plans: [ms1-ms4-networking]"),
    ("summer: research", "summer: clinical"),
    ("aways: true}", "aways: false}"),
    ("clerkships: 2028-07-03", "clerkships: 2028-07-10"),
    ("mentors: 3", "mentors: 2"),
    ("id: s, start: 2028-07-03", "id: s, start: 2028-07-10"),
    ("weeks: 8", "weeks: 6"),
    ("weeks: 8", "until: 2028-08-11"),
    ("interest: yes", "interest: no"),
    ("attending: Dr. Reyes", "attending: Dr. Li"),
    ("interest: yes", "study: {from: 2028-08-23, until: 2028-08-24}, interest: yes"),
    ("interest: yes", "exam: 2028-08-25, interest: yes"),
    ("interest: yes", "days_off: [2028-07-03], interest: yes"),
    ("interest: yes", "timezone: Asia/Kathmandu, interest: yes"),
    ("name: Surgery", "name: Surgical clerkship"),
    ("id: s", "id: surgery"),
    ("kind: longitudinal", "kind: core"),
    ("preceptors: 2", "preceptors: 3"),
    ("place: Hill", "place: Lake"),
    ("start: 2029-07-30", "start: 2029-08-06"),
    ("program: Lakeside IM", "program: Hill IM"),
    ("date: 2029-11-13", "date: 2029-11-20"),
    ("name: Spring, start: 2027-07-29", "name: Spring, start: 2027-07-28"),
    ("director: Dr. Okafor", "director: Dr. Lund"),
    ("until: 2026-10-16, director", "until: 2026-10-09, director"),
    ("date: 2026-10-16", "date: 2026-10-14"),
    ("until: 2029-01-01", "until: 2029-01-05"),
    ("holidays: US", "holidays: none"),
    ("holidays: US", "holidays: [Thanksgiving]"),
    ("until: 2029-06-30", "until: 2029-09-30"),
    ("from: 2028-06-01, timezone: America/New_York", "from: 2028-06-01, timezone: Europe/Warsaw"),
    ("stages: {ms4: kept}", "stages: {ms4: none}"),
    ("weekends: avoid", "weekends: allow"),
    ("per_week: 3", "per_week: 1"),
    ("tasks: events", "tasks: todos"),
    ("alarms: true", "alarms: false"),
    ("18:30 the day before", "07:00 on the day"),
    ("people: names", "people: none"),
    ("calendar:\n", "calendar:\n  name: Mine\n"),
    ("when: months 4-7", "when: months 5-6"),
    ("coffee: {when: months 4-7}", "coffee: null"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clubs.yaml").write_text(CLUBS, "utf-8")
    return tmp_path


def calendar(text: str) -> str:
    """Return the calendar file of a student file, without what only follows from its bytes."""
    Path("student.yaml").write_text(text.replace("stages: {ms4: kept}\n", ""), "utf-8")
    result = run("generate", "--format", "ics", "--output", "-")
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("one", "other"), CHANGES, ids=[other for _, other in CHANGES])
def test_another_value_gives_another_calendar(one: str, other: str) -> None:
    assert BASE.count(one) == 1

    assert calendar(BASE) != calendar(BASE.replace(one, other))


def test_every_key_of_the_long_example_is_tried() -> None:
    text = (ROOT / "examples" / "ana.yaml").read_text("utf-8")
    keys = {line.partition(":")[0] for line in text.splitlines() if line[:1].isalpha()}

    tried = {line.partition(":")[0] for line in BASE.splitlines() if line[:1].isalpha()}
    assert keys - tried == {"people", "targets"}


def test_json_names_the_person_and_the_place() -> None:
    calendar(BASE)

    found: dict[str, Any] = json.loads(run("generate", "--format", "json", "--output", "-").stdout)
    by_name = {item["step"] + item["occurrence"]: item for item in found["items"]}
    assert by_name["thanks@s"]["person"] == "Dr. Reyes"
    assert by_name["say-hello@anatomy"]["title"] == "Say hello to Dr. Okafor in Anatomy"
