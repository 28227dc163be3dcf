"""What `check` says of a student file that has no mistakes: how the plan fits."""

from pathlib import Path

import pytest

from roadmap_sync import clock
from tests.system.commands import ROOT, run

SHORT = str(ROOT / "examples" / "half-weeks.yaml")


def test_it_lists_phases_that_shrank_and_why() -> None:
    lines = run("check", SHORT).stdout.splitlines()

    begin = lines.index("  Phases that are shorter for you, or gone:")
    # By the rules ms2 is Mon 2 Aug 2027, and ms2-fall ends with October.
    assert lines[begin + 1].startswith("    ms2-fall (A few people, better known): 2027-08-01 to ")
    assert lines[begin + 1].endswith("6 weeks instead of 13 weeks")
    assert lines[begin + 2] == "      clerkships is 2027-11-01, usually 2028-07-03"


def test_it_names_the_steps_that_are_not_for_this_student() -> None:
    text = run("check", SHORT).stdout

    assert "  Not for you (4 steps, by a condition of the plan):\n    shadow-intro, vslo," in text
    assert "    director-hello: not in pediatrics, " in text
    assert "aways (4 steps for each)" in text
    assert "  'roadmap-sync explain STEP' says which condition.\n" in text


def test_long_lists_of_names_fit_a_terminal() -> None:
    lines = run("check", SHORT).stdout.splitlines()
    names = [line for line in lines if line.startswith("    ") and ":" not in line]

    assert names
    assert all(len(line) <= 96 for line in names)


def test_what_was_over_is_counted() -> None:
    text = run("check", str(ROOT / "examples" / "joins-late.yaml")).stdout

    assert text.splitlines()[-1].endswith("items left out: over before you joined on 2026-11-23.")


def test_a_plan_or_a_file_with_mistakes_has_no_such_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("start: 2026-08-03\nmentros: 2\n", "utf-8")

    assert "Not for you" not in run("check", "ms1-ms4-networking").stdout
    assert "Not for you" not in run("check", "bad.yaml").stdout


def test_a_step_that_a_short_block_has_no_room_for_is_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(
        "plan: p\ntitle: P\nupdated: 2026-11-22\nblocks:\n  r:\n    title: R\n    for: rotations\n"
        "    steps:\n      one: {task: One, when: week 4}\n"
        "      two: {task: Two, when: week 4, fit: drop}\n", "utf-8",
    )  # fmt: skip
    Path("student.yaml").write_text(
        "start: 2026-08-03\nplans: [plan.yaml]\n"
        "rotations: [{name: A, start: 2028-07-03, weeks: 2}]\n", "utf-8",
    )  # fmt: skip

    text = run("check", "student.yaml").stdout

    assert "note: 'one@a': the block is too short for it: moved into its days [clipped]" in text
    assert "note: 'two@a' left out: the block is too short for it [left-out]" in text


def test_a_plan_that_fits_as_it_is_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("student.yaml").write_text("start: 2026-08-03\nplans: [national-dates]\n", "utf-8")

    assert run("check", "student.yaml").stdout == "student.yaml: ok, 8 steps, 8 items\n"


def test_an_empty_file_is_told_what_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("student.yaml").write_text("# mine\n", "utf-8")

    for words in (("check",), ("generate",)):
        result = run(*words)

        assert result.exit_code == 1
        assert "student.yaml:1:1: error: this file is empty [empty]" in result.output
        assert "hint: one line is enough for a student file: 'start: 2026-08-10'" in result.output


def test_the_cause_comes_before_what_became_of_the_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # "plans/…" comes before "student.yaml" in the alphabet, and has a warning for each step.
    Path("student.yaml").write_text(
        "start: 2026-08-10\ndates: {clerkships: 2082-07-03}\n", "utf-8"
    )  # fmt: skip

    lines = [line for line in run("check").stdout.splitlines() if ": warning: " in line]

    assert lines[0].startswith("student.yaml:2:21: warning: 2082-07-03 is long after your Match")
    assert len(lines) > 10
    assert all(line.endswith("[left-out]") for line in lines[1:])


@pytest.mark.parametrize(
    ("years", "message"),
    [(5, ""), (6, "-02 is 6 years from now"), (-15, ""), (-16, "-02 was 16 years ago")],
)
def test_a_start_that_is_nobodys_of_today_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    year = clock.today("America/New_York").year + years
    Path("student.yaml").write_text(f"start: {year}-08-02\nplans: [national-dates]\n", "utf-8")

    lines = run("check").output.splitlines()

    if message:
        assert lines[0] == (
            f"student.yaml:1:8: warning: your start on {year}-08{message} [far-date]"
        )
        assert lines[3] == "      hint: is the year right?"
    assert ("far-date" in "".join(lines)) == bool(message)


def test_without_a_file_it_looks_at_the_students_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nothing = run("check")
    Path("student.yaml").write_text("start: 2026-08-03\nmentros: 2\n", "utf-8")
    found = run("check")

    assert nothing.exit_code == 2
    assert "roadmap-sync init makes one" in nothing.output
    assert found.exit_code == 1
    assert found.output == run("check", "student.yaml").output
