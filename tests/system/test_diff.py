"""`roadmap-sync diff`."""

import json
from pathlib import Path

from click.testing import CliRunner

from roadmap_sync.cli.main import main

BEFORE = "start: 2026-08-10\nrotations:\n  - {name: IM, start: 2028-07-03, weeks: 8}\n"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["diff", *words], prog_name="roadmap-sync")
    return result.exit_code, result.output


def files(folder: Path, after: str) -> tuple[str, str]:
    one, other = folder / "before.yaml", folder / "after.yaml"
    one.write_text(BEFORE, "utf-8")
    other.write_text(after, "utf-8")
    return str(one), str(other)


def test_a_moved_rotation_moves_its_items(tmp_path: Path) -> None:
    one, other = files(tmp_path, BEFORE.replace("07-03", "07-10"))

    code, text = run("--student", one, "--student", other, "--today", "2026-11-22")

    assert code == 0
    assert "> 2028-07-03 2028-07-10  introduction@im" in text
    assert text.splitlines()[-1].endswith("moved")


def test_json_is_for_other_programs(tmp_path: Path) -> None:
    one, other = files(tmp_path, BEFORE.replace("weeks: 8", "weeks: 4"))

    code, text = run("--student", one, "--student", other, "--today", "2026-11-22", "--json")

    assert code == 0
    found = {record["item"]: record for record in json.loads(text)}
    assert found["thanks@im"] | {"title": ""} == {
        "change": "moves", "item": "thanks@im", "title": "", "before": "2028-08-25",
        "after": "2028-07-28", "collides": False,
        "collision": None, "past": False,
    }  # fmt: skip


def test_what_moves_appears_goes_collides_and_falls_into_the_past(tmp_path: Path) -> None:
    before = (
        BEFORE + "  - {name: Old, start: 2028-10-02, weeks: 4}\n"
        "interviews:\n  - {program: Lakeside, date: 2029-11-13}\n"
    )
    after = (
        before.replace("07-03", "06-05").replace("Old", "New")
        + "  - {program: Hill, date: 2029-11-14}\ncalendar: {per_week: 1}\n"
    )
    one, other = files(tmp_path, after)
    Path(one).write_text(before, "utf-8")

    # The day of diff's today lies between the old first day of the rotation and the new one.
    code, text = run("--student", one, "--student", other, "--today", "2028-06-20")

    lines = text.splitlines()
    assert code == 0
    assert "> 2028-07-03 2028-06-05  introduction@im" in text
    assert next(line for line in lines if " introduction@im " in line).endswith("into the past)")
    assert any(line.startswith("+ -          2028-10-02  introduction@new") for line in lines)
    assert any(line.startswith("- 2028-10-02 -           introduction@old") for line in lines)
    assert "(its week is too full" in text
    for word in (" new, ", " gone, ", " moved, ", " collision", " into the past"):
        assert word in lines[-1]


def test_the_same_twice_is_no_difference(tmp_path: Path) -> None:
    one, _ = files(tmp_path, BEFORE)

    assert run("--student", one, "--student", one, "--today", "2026-11-22") == (
        0,
        "no difference\n",
    )


def test_one_file_and_one_plan_are_nothing_to_compare(tmp_path: Path) -> None:
    one, _ = files(tmp_path, BEFORE)

    code, text = run("--student", one)

    assert code == 2
    assert "name two" in text


def test_a_mistake_in_either_file_stops_it(tmp_path: Path) -> None:
    one, other = files(tmp_path, BEFORE + "mentros: 2\n")

    code, text = run("--student", one, "--student", other)

    assert code == 1
    assert "did you mean 'mentors'?" in text
