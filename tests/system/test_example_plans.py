"""The plans in examples/plans/: right, honest about what is a suggestion, and good for students.

Days in ``FACTS`` were worked out from a calendar on the wall, as in test_examples.py.
"""

import re
import shlex
import shutil
from datetime import date
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

from roadmap_sync.cli.inputs import load_for, try_out
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.items import Item
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Kind, Plan
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems, Severity, show
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.student_reader import student_from_options
from tests.system.bundled import (
    EXAMPLE_PLANS,
    KEPT,
    all_plans,
    example_plans,
    example_steps,
    raw,
)
from tests.system.commands import ROOT, run
from tests.unit.schedule.roadmaps import bundled, student

FOLDER = ROOT / "examples"
README = (FOLDER / "README.md").read_text("utf-8")
STUDENTS = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
#: The students that each plan is tried with: those it is for, and some that it must not break.
FITS = {
    "surgery-early-research": "two-plus-two one-year-preclinical",
    "em-aways": "ana two-plus-two three-year-md",
    "psychiatry": "two-plus-two longitudinal",
    "md-phd": "md-phd two-plus-two",
    "research-year": "leap-day two-plus-two",
    "couples-match": "two-plus-two joins-late",
    "caribbean-img": "caribbean-january minimal",
    "do-comlex": "do-4-week three-year-md",
    "school-events": "two-plus-two leap-day",
}
PAIRS = [(plan, student) for plan, several in FITS.items() for student in several.split()]

FACTS = {
    "em-aways": (
        # Wed 26 Sep 2029 is three weeks after the first Wednesday; a week later.
        ("em-opens", "two-plus-two", "2029-06-06"),
        ("em-submission-opens", "two-plus-two", "2029-09-05"),
        ("em-released", "two-plus-two", "2029-10-03"),
        # Ana is away from Mon 30 Jul 2029: 21 and 14 days before.
        ("em-away-hello@im-at-lakeside", "ana", "2029-07-09 to 2029-07-16"),
    ),
    "couples-match": (
        # Fri 1 Feb 2030 is a weekday: 7 and 14 days later.
        ("couple-link", "two-plus-two", "2030-02-08 to 2030-02-15"),
        # The lists are due Wed 27 Feb: Fri 22 and Sun 24 are 5 and 3 days before.
        ("couple-certified", "two-plus-two", "2030-02-22 to 2030-02-24"),
    ),
    "md-phd": (
        # The PhD begins Mon 3 Jul 2023 and ends Fri 28 May 2027.
        ("phd-begin@phd", "md-phd", "2023-07-03 to 2023-07-14"),
        ("phd-return-plan@phd", "md-phd", "2026-09-28 to 2026-11-28"),
        ("phd-warm-up@phd", "md-phd", "2027-03-26 to 2027-04-23"),
        ("phd-thanks@phd", "md-phd", "2027-05-10 to 2027-05-28"),
    ),
    "caribbean-img": (
        # Clerkships from Mon 1 May 2028: 56 and 35 days before.
        ("img-site", "caribbean-january", "2028-03-06 to 2028-03-27"),
        # The first Wednesday of September 2029 is the 5th: 16 and 12 weeks before.
        ("img-letters-way", "caribbean-january", "2029-05-16 to 2029-06-13"),
    ),
    "do-comlex": (
        ("do-vslo", "do-4-week", "2027-11-01 to 2027-11-30"),
        # The second and third day of service of the block that starts Tue 6 Jul 2027.
        ("do-comat@internal-medicine-i", "do-4-week", "2027-07-07 to 2027-07-08"),
    ),
    "psychiatry": (
        # Psychiatry from Mon 12 Feb 2029; Mon 19 is a holiday: weeks 2-3.
        ("psych-debrief@psychiatry", "two-plus-two", "2029-02-20 to 2029-03-02"),
    ),
    "surgery-early-research": (
        # Research is looked for from Mon 2 Nov 2026: week 2.
        ("surgery-who-publishes", "two-plus-two", "2026-11-09 to 2026-11-15"),
        # Board study begins Mon 3 Apr 2028: 21 and 14 days before.
        ("surgery-pause", "two-plus-two", "2028-03-13 to 2028-03-20"),
    ),
    "school-events": (
        ("lakeside-welcome", "two-plus-two", "2026-08-03"),
        ("lakeside-fair", "two-plus-two", "2026-08-20"),
        # 29 Feb 2028 is a Tuesday: the Friday of that week is 3 March.
        ("lakeside-white-coat", "leap-day", "2028-03-03"),
        ("lakeside-lottery", "two-plus-two", "2028-02-08"),
    ),
}  # fmt: skip


def named(name: str) -> Plan:
    """Return a plan of examples/plans by the name of its file."""
    return example_plans()[list(EXAMPLE_PLANS).index(name)]


@cache
def tried(name: str, student_name: str) -> tuple[Schedule, Problems]:
    """Expand a plan for a student of examples/, who follows nothing else."""
    problems = Problems()
    path = STUDENTS[student_name]
    found = read_student_file(path, problems)
    assert found is not None
    asked = [PlanRequest(str(EXAMPLE_PLANS[name]), None, Path())]
    plan = load_for(found, asked, problems, KEPT)
    assert plan is not None, [show(one) for one in problems.sorted()]
    return try_out(plan, found, problems), problems


def own_items(name: str, student_name: str) -> dict[str, Item]:
    """Return the items that the plan adds, by the name people use."""
    schedule, _ = tried(name, student_name)
    return {item.name: item for item in schedule.roadmap.items if item.plan == named(name).id}


def test_check_finds_nothing() -> None:
    result = run("check", *map(str, EXAMPLE_PLANS.values()))

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert len(lines) == len(EXAMPLE_PLANS)
    assert all(re.fullmatch(r".*: ok, \d+ steps, \d+ items", line) for line in lines), lines


@pytest.mark.parametrize(("name", "student_name"), PAIRS)
def test_a_student_gets_it_without_a_warning(name: str, student_name: str) -> None:
    schedule, problems = tried(name, student_name)

    found = [show(one) for one in problems.sorted() if one.severity is not Severity.NOTE]
    assert found == []
    assert own_items(name, student_name)
    for item in own_items(name, student_name).values():
        assert item.date in item.window
        assert item.kind == "event" or item.date.weekday() < 5, item.name
    assert not [item for item in schedule.roadmap.items if len(item.title) > 90]


@pytest.mark.parametrize("name", EXAMPLE_PLANS)
def test_every_step_reaches_somebody(name: str) -> None:
    steps = {step.id for step in named(name).steps.values() if step.plan == named(name).id}
    reached: set[str] = set()
    for student_name in FITS[name].split():
        reached |= {item.step for item in own_items(name, student_name).values()}
        reached |= {one.step for one in tried(name, student_name)[0].roadmap.on_request}

    assert 5 <= len(steps) <= 20
    assert steps <= reached


@pytest.mark.parametrize(
    ("name", "item", "who", "days"),
    [(name, *fact) for name, facts in FACTS.items() for fact in facts],
)
def test_it_is_as_a_calendar_on_the_wall_says(name: str, item: str, who: str, days: str) -> None:
    window = own_items(name, who)[item].window

    shown = dict.fromkeys((window.from_day.isoformat(), window.until_day.isoformat()))
    assert " to ".join(shown) == days


def test_every_step_says_where_it_comes_from_and_whether_it_is_a_suggestion() -> None:
    inventory = raw(ROOT / "tests" / "inventory.yaml")
    rows = {row["id"] for row in inventory["rows"]}
    facts = {row["id"] for key in ("suggestions", "examples") for row in inventory[key]}
    carried: dict[str, str] = {}
    for step in example_steps():
        own = [row for row in step.source if row.startswith("S")]
        made_up = [row for row in step.source if row.startswith("L")]
        assert step.source, step.id
        assert set(step.source) - {*own, *made_up} <= rows, step.id
        assert bool(own) == ("Suggestion: " in step.notes), step.id
        assert not made_up or step.plan == "lakeside-events"
        for row in own:
            assert row in facts or re.fullmatch(r"S\d\d", row), row
            assert row in facts or carried.setdefault(row, step.id) == step.id, row
    used = {row for step in example_steps() for row in step.source}
    assert {row["id"] for row in inventory["examples"]} <= used


def test_every_source_is_described_and_names_a_publisher() -> None:
    for plan in example_plans():
        for row in {row for step in plan.steps.values() for row in step.source}:
            document = plan.sources["".join(takewhile(str.isalpha, row))]
            own = document.id.startswith("S")
            assert own == document.title.startswith("A suggestion of our own"), row
            assert document.publisher or document.id == "N"


def test_every_message_has_a_draft_and_every_draft_a_step() -> None:
    steps = example_steps()
    known = {draft for plan in all_plans() for draft in plan.drafts}
    drafts = {draft for plan in example_plans() for draft in plan.drafts} - known

    assert [one.id for one in steps if one.kind is Kind.MESSAGE and not one.draft] == []
    assert drafts == {step.draft for step in steps if step.draft} - known


@pytest.mark.parametrize("name", EXAMPLE_PLANS)
def test_a_plan_holds_no_day_of_one_year(name: str) -> None:
    text = EXAMPLE_PLANS[name].read_text("utf-8")
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    dated = [line.strip() for line in lines if re.search(r"\b20\d\d-\d\d-\d\d\b", line)]

    assert all(re.match(r"updated: |date: 2026-01-08$|\d{4}: \{date: ", one) for one in dated)
    schema = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert schema is not None
    assert (EXAMPLE_PLANS[name].parent / schema[1]).resolve() == ROOT / "plans/plan.schema.json"


def test_all_of_them_go_together() -> None:
    problems = Problems()

    plan = load_plan([PlanRequest(str(one), None, Path()) for one in EXAMPLE_PLANS.values()],
                     problems, cache=KEPT)  # fmt: skip

    assert problems.sorted() == []
    assert plan is not None
    found = expand(plan, student_from_options("2026-08"))
    assert found.problems.sorted() == []


def test_a_published_season_is_not_expected_and_the_next_one_is() -> None:
    plan = named("em-aways")
    known = expand(plan, student("start: 2022-08-01\nmatch_year: 2026"))
    later = expand(plan, student("start: 2022-08-01\nmatch_year: 2027"))

    days = {item.step: (item.date, item.expected) for item in known.roadmap.items}
    assert days["em-opens"] == (date(2025, 6, 4), False)
    assert days["em-submission-opens"] == (date(2025, 9, 3), False)
    assert days["em-released"] == (date(2025, 10, 1), False)
    assert all(item.expected for item in later.roadmap.items if item.phase == "em-season")


def test_a_research_year_takes_nothing_of_the_roadmap_away() -> None:
    text = "start: 2026-08-03\nmatch_year: 2031"
    usual, found = expand(bundled(), student(text)), expand(named("research-year"), student(text))

    assert found.problems.sorted() == []
    names = {item.name for item in usual.roadmap.items}
    assert names < {item.name for item in found.roadmap.items}
    in_it = [item.step for item in found.roadmap.items
             if date(2029, 7, 2) <= item.date <= date(2030, 6, 28)]  # fmt: skip
    assert {"ry-first-talk", "ry-thanks", "specialty-talks", "letters-plan"} <= set(in_it)


def test_a_research_year_in_the_middle_of_the_wards_is_noticed() -> None:
    def asked(text: str) -> bool:
        found = expand(named("research-year"), student(f"start: 2026-08-03\n{text}"))
        return "ry-match-year" in {item.step for item in found.roadmap.items}

    assert asked("match_year: 2030")
    assert not asked("match_year: 2031")
    assert not asked(
        "match_year: 2031\ndates: {research_year: {from: 2028-07-03, until: 2029-06-29}, "
        "clerkships: 2029-07-02}"
    )


def test_a_changed_title_is_the_same_item_for_a_calendar() -> None:
    who = student("start: 2026-08-03")
    usual, found = expand(bundled(), who), expand(named("surgery-early-research"), who)

    [before] = [item for item in usual.roadmap.items if item.step == "research-names"]
    [after] = [item for item in found.roadmap.items if item.step == "research-names"]
    assert after.title == "Find 5\N{EN DASH}7 surgeons whose research you would read"
    assert (after.uid, after.window, after.source) == (before.uid, before.window, before.source)


def test_the_tables_name_every_file_and_nothing_else() -> None:
    plans, students = README.split("\n## ")[1:]

    rows = re.findall(r"^\| \[(\S+)\]\(plans/(\S+)\.yaml\) .*/plans/([a-z-]+)\.yaml", plans,
                      re.MULTILINE)  # fmt: skip
    assert all(len(set(row)) == 1 for row in rows)
    assert sorted(row[0] for row in rows) == sorted(EXAMPLE_PLANS)
    assert set(re.findall(r"\]\(([a-z0-9-]+)\.yaml\)", students)) == set(STUDENTS)
    assert set(FITS) == set(EXAMPLE_PLANS)


def commands() -> list[str]:
    table = README.split("\n## Plans\n", 1)[1]
    return re.findall(r"`(roadmap-sync (?:generate|init) [^`]+)`", table)


def test_the_commands_of_the_tables_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FOLDER, tmp_path / "examples")

    assert len(commands()) == len(EXAMPLE_PLANS) + 1
    # One of each shape; that of every plan is tried above with other students.
    shapes = {re.sub(r"20\d\d(-\d\d)?|plans/\S+", "x", command): command for command in commands()}
    assert len(shapes) == 4
    for command in shapes.values():
        output = [] if " init " in command else ["--format", "csv", "--output", "-"]
        result = run(*shlex.split(command)[1:], *output)
        assert result.exit_code == 0, (command, result.output)
        assert "warning" not in result.output, (command, result.output)
    made = run("check", "student.yaml")
    assert made.exit_code == 0
    assert "warning" not in made.output, made.output
