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
