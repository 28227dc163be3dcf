"""A graduate knows the year of the Match, and no first day of medical school."""

from pathlib import Path

import pytest

from tests.system.commands import run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_plan_and_the_match_year_are_enough(here: Path) -> None:
    result = run("generate", "--plan", "md-graduate", "--match", "2027", "--quiet")

    assert result.exit_code == 0, result.output
    # Match Day 2027 is published: Friday 19 March, noon in New York.
    assert "DTSTART;TZID=America/New_York:20270319T120000" in (here / "roadmap.ics").read_text()


def test_a_file_without_a_start_begins_where_its_plan_says(here: Path) -> None:
    (here / "student.yaml").write_text("match_year: 2028\nplans: [md-graduate]\n", "utf-8")

    result = run("check", "student.yaml")

    assert result.exit_code == 0, result.output


def test_such_a_file_can_be_changed_by_command(here: Path) -> None:
    (here / "student.yaml").write_text("match_year: 2028\nplans: [md-graduate]\n", "utf-8")

    result = run("set", "mentors", "2")

    assert result.exit_code == 0, result.output
    assert (here / "student.yaml").read_text("utf-8").endswith("mentors: 2\n")


def test_a_plan_that_needs_a_start_says_so(here: Path) -> None:
    (here / "student.yaml").write_text("match_year: 2028\n", "utf-8")

    result = run("check", "student.yaml")

    assert result.exit_code == 1
    assert "needs 'start:'" in result.output


@pytest.mark.usefixtures("here")
def test_an_option_for_the_year_needs_a_start_too() -> None:
    result = run("generate", "--plan", "ms1-ms4-networking", "--match", "2030")

    assert result.exit_code == 2
    assert "say --start 2026-08" in result.output


def test_init_asks_a_graduate_for_the_match_and_not_for_a_first_day(here: Path) -> None:
    result = run("init", "--plan", "md-graduate", typed="2028\nAmerica/Chicago\n")

    assert result.exit_code == 0, result.output
    assert "First day" not in result.output
    assert "School pattern" not in result.output
    written = (here / "student.yaml").read_text("utf-8")
    assert "# Only `match_year` and `plans` are needed." in written
    assert "\nmatch_year: 2028 " in written
    assert "\nstart:" not in written
    # The plan begins on the first Monday of September two years before the Match.
    assert "\n# start: 2026-09-07 " in written
    assert run("check", "student.yaml").exit_code == 0


def test_init_without_questions_needs_the_year_of_the_match(here: Path) -> None:
    words = ("init", "--plan", "md-graduate", "--no-input")
    refused = run(*words)
    assert refused.exit_code == 2
    assert "which year is your Match? Say --match 2027" in refused.output

    assert run(*words, "--match", "2027").exit_code == 0
    assert "\n# start: 2025-09-01 " in (here / "student.yaml").read_text("utf-8")


@pytest.mark.usefixtures("here")
def test_a_graduate_who_says_no_year_is_told_to() -> None:
    assert "--match 2027" in run("generate", "--plan", "md-graduate").output
    Path("student.yaml").write_text("plans: [md-graduate]\n", "utf-8")
    assert "'match_year:'" in run("check", "student.yaml").output
