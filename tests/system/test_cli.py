"""The commands, from the words typed to files, screens and exit codes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from freezegun import freeze_time
from icalendar import Calendar

from roadmap_sync import errors
from roadmap_sync.cli.main import COMMANDS, main
from roadmap_sync.errors import RoadmapError
from tests.system.commands import ROOT, run
from tests.system.test_examples import WARNED

START = ("generate", "--start", "2026-08")
PLAN = """\
plan: small
title: Small
updated: 2026-01-01
phases:
  p:
    title: P
    from: start
    until: 10 weeks after start
    steps:
      one: {task: One, when: weeks 2-3}
      two: {message: Two, when: 2 weeks after one}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def as_process(*words: "str | bytes", **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "roadmap_sync", *words], capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
    )  # fmt: skip


def items(*words: str) -> dict[str, dict[str, Any]]:
    result = run(*words, "--format", "json", "--output", "-")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["items"]
    return {item["step"] + item["occurrence"]: item for item in found}


# ---- the main job ----------------------------------------------------------------------------


def test_the_dates_a_student_needs() -> None:
    found = items(*START)

    assert found["match-day"]["date"] == "2030-03-15"
    assert found["rank-list-deadline"]["start"] == "2030-02-27T21:00:00-05:00"
    assert "2026-08-10" <= found["advisor-intro"]["date"] <= "2026-08-23"
    assert found["october-check"]["date"].startswith("2026-10")
    coffees = {item["date"][:7] for item in found.values() if item["step"] == "coffee"}
    assert coffees >= {"2026-11", "2026-12", "2027-01", "2027-02"}


def test_nothing_stands_on_a_weekend_that_need_not() -> None:
    for name, item in items(*START).items():
        moved = item["kind"] != "event" and item["window"]["from"] != item["window"]["until"]
        assert not moved or date.fromisoformat(item["date"]).weekday() < 5, name


def test_an_eight_week_rotation(here: Path) -> None:
    rotations = "[{name: IM, start: 2028-07-03, weeks: 8}]"
    (here / "student.yaml").write_text(f"start: 2026-08-10\nrotations: {rotations}\n")
    found = items("generate")

    assert found["introduction@im"]["date"] == "2028-07-03"
    assert found["feedback@im"]["date"] == "2028-07-14"
    assert "2028-08-23" <= found["ask-letter@im"]["date"] <= "2028-08-25"
    assert found["thanks@im"]["date"] == "2028-08-25"


def test_the_same_bytes_again_another_day_and_elsewhere(here: Path) -> None:
    run(*START)
    first = (here / "roadmap.ics").read_bytes()
    run(*START)
    assert (here / "roadmap.ics").read_bytes() == first

    with freeze_time("2031-02-03 04:05:06"):
        run(*START, "--output", "other.ics")
    assert (here / "other.ics").read_bytes() == first
    assert b"SEQUENCE:0\r\n" in first
    assert b"SEQUENCE:1\r\n" not in first


def test_standard_output_has_the_same_bytes_and_the_summary_goes_beside_it(here: Path) -> None:
    run(*START)

    result = as_process(*START, "--output", "-")

    assert result.returncode == 0
    assert result.stdout == (here / "roadmap.ics").read_bytes()
    assert b"items" in result.stderr


def test_what_changed_gets_the_next_sequence_and_the_rest_keeps_its_bytes(here: Path) -> None:
    plan = here / "plan.yaml"
    plan.write_text(PLAN)
    words = (*START, "--plan", "plan.yaml", "--output", "out.ics")
    run(*words)
    before = _components(here / "out.ics")
    plan.write_text(PLAN.replace("task: One", "task: First"))

    run(*words)

    after = _components(here / "out.ics")
    assert {name: event["SEQUENCE"] for name, event in after.items()} == {"First": 1, "Two": 0}
    assert after["First"]["UID"] == before["One"]["UID"]
    assert after["First"]["DTSTAMP"].dt > before["One"]["DTSTAMP"].dt
    assert after["Two"].to_ical() == before["Two"].to_ical()


def test_another_start_keeps_the_uids() -> None:
    one = {name: item["uid"] for name, item in items(*START).items()}
    two = {name: item["uid"] for name, item in items("generate", "--start", "2027-01").items()}

    same = one.keys() & two.keys()
    assert len(same) > 90
    assert all(one[name] == two[name] for name in same)


def test_tasks_as_todos(here: Path) -> None:
    run(*START, "--tasks", "todos")

    data = (here / "roadmap.ics").read_bytes()
    assert b"BEGIN:VTODO" in data
    assert b"BEGIN:VEVENT" in data


def test_the_name_of_the_output_gives_the_format(here: Path) -> None:
    run(*START, "--output", "out.json", "--quiet")

    assert json.loads((here / "out.json").read_text("utf-8"))["student"] == "me"


def test_a_part_of_it() -> None:
    found = items(*START, "--stage", "ms1", "--from", "2026-11-01", "--until", "2027-02-28")

    assert found
    assert {item["stage"] for item in found.values()} == {"ms1"}
    assert all("2026-11-01" <= item["date"] <= "2027-02-28" for item in found.values())


# ---- who the student is ----------------------------------------------------------------------


def test_student_yaml_here_is_found_before_the_settings_folder(here: Path, home: Path) -> None:
    settings = home / ".config" / "roadmap-sync"
    settings.mkdir(parents=True)
    (settings / "student.yaml").write_text("start: 2027-01-04\nid: far\n")
    assert (
        json.loads(run("generate", "--output", "-", "--format", "json").stdout)["student"] == "far"
    )

    (here / "student.yaml").write_text("start: 2026-08-10\nid: near\n")
    assert (
        json.loads(run("generate", "--output", "-", "--format", "json").stdout)["student"] == "near"
    )


def test_start_is_stronger_than_a_file_that_lies_around(here: Path) -> None:
    (here / "student.yaml").write_text("this: is\nnot: one\n")

    assert run(*START).exit_code == 0


def test_options_override_the_file(here: Path) -> None:
    (here / "me.yaml").write_text("start: 2026-08-10\nmatch_year: 2030\njoined: 2026-09-01\n")
    found = items("generate", "--student", "me.yaml", "--match", "2031", "--joined", "2028-01-01",
                  "--zone", "America/Chicago")  # fmt: skip

    assert found["match-day"]["date"].startswith("2031-03")
    assert min(item["window"]["until"] for item in found.values()) >= "2028-01-01"
    assert found["match-day"]["start"].endswith("-04:00")


def test_plans_of_the_file_lie_beside_it(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "plan.yaml").write_text(PLAN)
    (here / "mine" / "me.yaml").write_text("start: 2026-08-10\nplans: [plan.yaml]\n")

    assert set(items("generate", "--student", "mine/me.yaml")) == {"one", "two"}


# ---- the summary -----------------------------------------------------------------------------


@freeze_time("2026-11-21 15:00")
def test_the_summary_says_what_is_over_and_what_is_next() -> None:
    lines = run(*START).stdout.splitlines()

    assert "items are over already." in " ".join(lines)
    assert "  Leave out what is over: --joined 2026-11-21" in lines
    coming = lines[lines.index("Next:") + 1 :][:3]
    assert all(" 2026  " in line for line in coming)
    assert "Wrote roadmap.ics" in lines
    assert any("NEW calendar" in line for line in lines)
    assert "  rotations:" in lines


@freeze_time("2026-11-27 15:00")
def test_what_is_over_is_left_out_by_the_file_if_there_is_one(here: Path, home: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\n")
    settings = home / ".config" / "roadmap-sync"
    settings.mkdir(parents=True)

    said = "  Leave out what is over: roadmap-sync set joined 2026-11-27"
    assert said in run("generate").stdout.splitlines()
    assert f"{said} --student student.yaml" not in run("generate").stdout
    assert run(*said.partition("roadmap-sync ")[2].split()).exit_code == 0
    assert "over already" not in run("generate").stdout
    (here / "my file.yaml").write_text("start: 2026-08-10\n")
    shown = run("generate", "--student", "my file.yaml").stdout
    assert f"{said} --student 'my file.yaml'" in shown.splitlines()
    (here / "student.yaml").rename(settings / "student.yaml")
    (settings / "student.yaml").write_text("start: 2026-08-10\n")
    assert said in run("generate").stdout.splitlines()


@freeze_time("2026-11-27 15:00")
def test_what_was_ahead_for_whoever_joined_is_not_left_out_later(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\njoined: 2026-11-01\n")

    for words in (("generate",), (*START, "--joined", "2026-11-01")):
        shown = run(*words).stdout
        assert "left out: over before you joined" in shown
        assert "over already" not in shown


@pytest.mark.parametrize("folder", ["here", "settings"])
def test_a_student_file_that_is_not_read_is_told(home: Path, folder: str) -> None:
    settings = home / ".config" / "roadmap-sync"
    settings.mkdir(parents=True)
    file = settings / "student.yaml" if folder == "settings" else Path("student.yaml")
    assert "is not read" not in run(*START).output
    file.write_text("start: 2026-08-10\n")

    found = run(*START)

    assert found.stderr == f"{file} is not read, because you said --start\n"
    assert f"Run this without --start, and {file} is read: your rotations" in found.stdout
    assert "Write your real rotations" not in found.stdout
    assert run(*START, "--quiet").output == ""
    assert run("generate").stderr == ""
    assert "is not read" in run("preview", "--start", "2026-08", "--no-open").stderr
    assert run(*START, "--format", "json", "--output", "-").stdout[0] == "{"


def test_the_student_file_of_the_summary_is_right(here: Path) -> None:
    mine = PLAN.replace("phases:", "extends: [ms1-ms4-networking]\nphases:")
    (here / "mine.yaml").write_text(mine)
    words = (*START, "--zone", "America/Chicago", "--class", "2031", "--joined", "2026-09-01")
    lines = run(*words, "--plan", "mine.yaml").stdout.splitlines()
    first = lines.index("  start: 2026-08-03")
    text = "\n".join(line[2:] for line in lines[first : lines.index("", first)])
    (here / "student.yaml").write_text(text + "\n")

    assert "timezone: America/Chicago" in text
    assert "match_year: 2031" in text
    assert "joined: 2026-09-01" in text
    assert "plans: [mine.yaml]" in text
    assert run("check", "student.yaml").exit_code == 0


@pytest.mark.parametrize("start", ["2026-08", "2027-08", "2027-01"])
def test_the_rotations_of_the_summary_begin_on_mondays(start: str) -> None:
    days = re.findall(r"name: .*, start: (\S+),", run("generate", "--start", start).stdout)

    first, second = map(date.fromisoformat, days)

    assert [first.weekday(), first.month] == [0, 7]
    assert (second - first).days == 8 * 7


def test_nothing_to_do_is_said() -> None:
    result = run(*START, "--from", "2040-01-01")

    assert result.exit_code == 0
    assert "nothing to put on a calendar" in result.stdout


def test_a_span_that_ends_before_it_begins_leaves_the_file_as_it_was(here: Path) -> None:
    run(*START)
    before = (here / "roadmap.ics").read_bytes()

    result = run(*START, "--from", "2027-01-01", "--until", "2026-01-01")

    assert result.exit_code == 2
    assert "--until 2026-01-01 is before --from 2027-01-01, so no day is left" in result.stderr
    assert (here / "roadmap.ics").read_bytes() == before
    assert run(*START, "--from", "2026-08-11", "--until", "2026-08-11").exit_code == 0


def test_a_plan_of_blocks_alone_says_what_it_waits_for() -> None:
    conference = run(*START, "--plan", "conference").stdout
    all_steps = run(*START, "--from", "2040-01-01").stdout

    assert "Its steps come with your conferences:" in conference
    assert "list them in student.yaml under conferences:" in conference
    assert "Its steps come with" not in all_steps


def test_a_second_run_says_that_nothing_is_new_and_nothing_to_import() -> None:
    assert "into a NEW calendar" in run(*START).stdout

    assert run(*START).stdout.endswith("\nNothing new in roadmap.ics\n")


def test_a_file_that_changed_is_not_to_be_imported_beside_the_first() -> None:
    run(*START)

    again = run("generate", "--start", "2026-09").stdout

    assert "NEW" not in again
    assert "Import it again, into the same calendar." in again


def test_a_file_of_another_id_is_not_to_be_imported_beside_the_first(here: Path) -> None:
    run(*START)
    (here / "student.yaml").write_text("id: ana-1\nstart: 2026-08\n", "utf-8")

    other = run("generate").stdout

    assert "made with another id" in other
    assert "delete that calendar" in other
    assert "Import it again" not in other


def test_a_part_beside_another_part_is_of_the_same_id() -> None:
    run(*START, "--stage", "ms1")

    assert "Import it again" in run(*START, "--stage", "ms2").stdout


def test_quiet_prints_nothing(here: Path) -> None:
    result = run(*START, "--quiet")

    assert result.output == ""
    assert (here / "roadmap.ics").exists()


def test_notes_are_only_counted(here: Path) -> None:
    rotations = "rotations: [{name: Derm, start: 2028-12-04, until: 2028-12-05}]"
    (here / "student.yaml").write_text(f"start: 2026-08-10\n{rotations}\n")

    result = run("generate")

    assert "[clipped]" in run("check", "student.yaml").output
    assert "[clipped]" not in result.output
    assert "1 note: roadmap-sync check student.yaml shows it" in result.stdout


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit) as stop:
        main([*START], prog_name="roadmap-sync")

    assert stop.value.code == 0
    assert "checkpoints" in capsys.readouterr().out


# ---- what goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("generate",), "when do you start?"),
        (("generate", "--start", "2026-13"), "'2026-13' is not a date"),
        (("generate", "--start", "soon"), "'soon' is not a date"),
        ((*START, "--joined", "2026-02-30"), "'2026-02-30' is not a date"),
        ((*START, "--zone", "Mars/Base"), "'Mars/Base' is not a time zone"),
        ((*START, "--format", "pdf"), "'pdf'"),
        ((*START, "--student", "me.yaml"), "do not go together"),
        ((*START, "--class", "2030", "--match", "2031"), "different years"),
        ((*START, "--class", "1066"), "1066"),
        ((*START, "--match", "2020"), "2020"),
        ((*START, "--stage", "ms9"), "there is no stage 'ms9'"),
        (("generete",), "there is no command 'generete'; did you mean 'generate'?"),
        (("agenda", "--weeks", "few"), "'few' is not a valid whole number"),
        (("check",), "FILE"),
        (("explain",), "ITEM"),
    ],
)
def test_wrong_use_is_2(here: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert list(here.iterdir()) == []


def _write(name: str, text: "str | bytes") -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        data = text.encode() if isinstance(text, str) else text
        (folder / name).write_bytes(data)

    return write


_BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 21))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param(PLAN + "colour: red\n", ["unknown-key"], id="unknown key"),
        pytest.param(PLAN.replace("from: start", "from: strat"), ["unknown-name"], id="date"),
        pytest.param(PLAN.replace("2 weeks after", "2 weeks aftr"), ["when-syntax"], id="word"),
        pytest.param(
            PLAN.replace("weeks 2-3}", "weeks 2-3, after: two}"), ["cycle"], id="cycle of steps"
        ),
        pytest.param(PLAN + "dates: {a: b, b: a}\n", ["cycle"], id="cycle of dates"),
        pytest.param(PLAN.replace("weeks 2-3", "week 40"), ["empty-window"], id="empty"),
        pytest.param(PLAN.replace("two:", "one:"), ["duplicate-key"], id="duplicate"),
        pytest.param(PLAN.replace("{task: One, when: weeks 2-3}", "[1]"), ["type"], id="type"),
        pytest.param(PLAN.replace("    title", "\ttitle"), ["tab"], id="tab"),
        pytest.param(PLAN.encode() + b"about: \xff\n", ["not-utf8"], id="not UTF-8"),
        pytest.param(_BOMB, ["no-aliases"], id="alias bomb"),
        pytest.param(PLAN + "#" * 50_000_000, ["too-large"], id="50 MB"),
        pytest.param("", ["empty"], id="nothing in it"),
    ],
)
def test_a_bad_plan_is_1_and_nothing_is_written(
    here: Path, text: "str | bytes", codes: list[str]
) -> None:
    _write("plan.yaml", text)(here)

    for words in ((*START, "--plan", "plan.yaml"), ("check", "plan.yaml")):
        result = run(*words)
        assert result.exit_code == 1
        assert all(f"[{code}]" in result.output for code in codes), result.output
        assert "plan.yaml:" in result.output
    assert [path.name for path in here.iterdir()] == ["plan.yaml"]


def test_two_parents_with_one_step(here: Path) -> None:
    (here / "a.yaml").write_text(PLAN)
    (here / "b.yaml").write_text(PLAN.replace("plan: small", "plan: other").replace("One", "Uno"))

    result = run(*START, "--plan", "a.yaml", "--plan", "b.yaml")

    assert result.exit_code == 1
    assert "[two-parents]" in result.stderr


def test_problems_of_student_and_plan_come_together(here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN.replace("weeks 2-3", "weeks 2-x"))
    (here / "student.yaml").write_text("start: 2026-08-10\nplans: [plan.yaml]\nshoes: 2\n"
                                       "holidays: XX\n")  # fmt: skip

    result = run("generate")

    assert result.exit_code == 1
    for place in ("plan.yaml:10:36", "student.yaml:3:1", "student.yaml:4:11"):
        assert f"{place}: error: " in result.stderr
    assert result.stderr.endswith("roadmap-sync: 3 errors\n")
    assert not (here / "roadmap.ics").exists()


def test_an_unknown_answer(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\nanswers: {summer: reserch}\n")

    result = run("generate")

    assert result.exit_code == 1
    assert "hint: did you mean 'research'?" in result.stderr


@pytest.mark.parametrize("words", [("generate", "--student", "."), ("generate", "--student", "no"),
                                   (*START, "--plan", "./"), (*START, "--plan", "nowhere"),
                                   ("check", "."), ("check", "no.yaml"),
                                   ("plans", "show", "nothing"), (*START, "--output", "."),
                                   (*START, "--output", "no/such/folder.ics")])  # fmt: skip
def test_files_that_are_none_are_1(words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.exit_code == 1
    assert result.output.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
@pytest.mark.parametrize(
    "words",
    [
        (b"\xff",),
        (b"check", b"\xff\xfe.yaml"),
        (b"explain", b"\xff"),
        (b"generate", b"--student", b"\xff"),
        (b"generate", b"--start", b"\xff"),
        (b"generate", b"--start", b"2026-08", b"--plan", b"\xff\n"),
        (b"generate", b"--start", b"2026-08", b"--output", b"/\xff/x"),
    ],
)
def test_no_bytes_make_it_fall(words: tuple[bytes, ...]) -> None:
    result = as_process(*words)

    assert result.returncode in (1, 2)
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_an_output_may_have_any_name(here: Path) -> None:
    result = as_process(b"generate", b"--start", b"2026-08", b"--output", b"\xff.ics")

    assert result.returncode == 0
    assert [os.fsencode(path.name) for path in here.iterdir()] == [b"\xff.ics"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\n")
    (here / "student.yaml").chmod(0)

    assert run("generate").exit_code == 1


@pytest.mark.parametrize("name", ["roadmap.ics", "roadmap.json"])
def test_a_file_that_is_not_ours_stays_without_force(here: Path, name: str) -> None:
    foreign = b"BEGIN:VCALENDAR\r\nPRODID:-//else//EN\r\nEND:VCALENDAR\r\n"
    (here / name).write_bytes(foreign)

    result = run(*START, "--output", name)
    assert result.exit_code == 1
    assert "--force" in result.stderr
    assert (here / name).read_bytes() == foreign

    assert run(*START, "--output", name, "--force").exit_code == 0
    assert b"roadmap-sync" in (here / name).read_bytes() or name.endswith("json")
    assert run(*START, "--output", name).exit_code == 0


def test_an_empty_file_may_be_written_over(here: Path) -> None:
    (here / "roadmap.ics").touch()

    assert run(*START).exit_code == 0


@pytest.mark.parametrize("kind", RoadmapError.__subclasses__())
def test_every_error_of_ours_ends_with_its_code(
    kind: type[RoadmapError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise kind([]) if kind is errors.PlanError else kind("no room\x1b[2J")

    monkeypatch.setattr("roadmap_sync.cli.listing.show_all", fail)
    result = run("plans", "list")

    assert result.exit_code == kind.exit_code
    assert result.stderr.startswith("roadmap-sync: ")
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141),
                                             (OSError(28, "No space left"), 1)])  # fmt: skip
def test_what_happens_outside(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("roadmap_sync.cli.listing.show_all", fail)

    assert run("plans", "list").exit_code == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_full_output() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "roadmap_sync", "plans", "list"], check=False, stdout=full,
            stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    assert result.returncode == 1
    assert result.stderr.startswith(b"roadmap-sync: the output could not be written")


def test_a_reader_that_goes_away() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "roadmap_sync", *START, "--output", "-"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait()

    assert b"Traceback" not in said
    assert b"Exception" not in said


def test_a_screen_that_knows_little() -> None:
    result = as_process("plans", "show", "ms1-ms4-networking", PYTHONIOENCODING="latin-1")

    assert result.returncode == 0
    assert b"MS1?MS4" in result.stdout


# ---- the other commands ----------------------------------------------------------------------


def test_check_says_ok_and_shows_the_load(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\ncalendar: {per_week: 1}\n")

    result = run("check", "--load", "student.yaml", "national-dates")

    assert result.exit_code == 0
    assert "student.yaml: ok, " in result.stdout
    assert "national-dates: ok, 8 steps, 8 items" in result.stdout
    assert "at most 1 a week" in result.stdout


def test_one_bad_file_among_good_ones_is_1(here: Path) -> None:
    (here / "good.yaml").write_text("start: 2026-08-10\n")
    (here / "bad.yaml").write_text("start: 2026-08-10\nx: 1\n")

    result = run("check", "good.yaml", "bad.yaml")

    assert result.exit_code == 1
    assert "good.yaml: ok" in result.stdout
    assert "bad.yaml: 1 error" in result.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.name)
def test_every_example_is_right(path: Path) -> None:
    result = run("check", str(path))

    assert result.exit_code == 0
    assert ("warning" in result.stdout) <= (path.stem in WARNED)


def test_plans() -> None:
    assert "ms1-ms4-networking" in run("plans", "list").stdout
    shown = run("plans", "show", "ms1-ms4-networking").stdout
    for words in ("summer ", "match_day ", "advisor-intro ", "message: Write to your advisor",
                  "once for each of your rotations", "every: 2 weeks"):  # fmt: skip
        assert words in shown


def test_a_plan_that_is_a_file(here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN)

    assert "2 weeks after one" in run("plans", "show", "plan.yaml").stdout


def test_explain() -> None:
    result = run("explain", "advisor-intro", "--start", "2026-08")
    assert result.exit_code == 0
    assert "when: weeks 2-3" in result.stdout

    lines = run("explain", "feedback", "--student", str(ROOT / "examples/ana.yaml")).stdout
    assert "when: day 3, if block.weeks < 2\n" in lines
    assert "when: end of week 2\n" in lines

    result = run("explain", "advisor-intr", "--start", "2026-08")
    assert result.exit_code == 1
    assert "did you mean 'advisor-intro'?" in result.stderr


_LOADED = """\
import sys
from roadmap_sync.cli.main import main
try:
    main(["--version"])
except SystemExit:
    print(sorted({"icalendar", "holidays", "ruamel", "rich"} & sys.modules.keys()))
"""


def test_version_is_quick() -> None:
    result = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert result.stdout.startswith("roadmap-sync ")
    assert result.stdout.endswith("[]\n")


def test_the_list_of_commands_says_what_the_commands_say() -> None:
    assert isinstance(main, click.Group)
    context = click.Context(main)
    for name, words in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        assert command.short_help == words
        assert words in run("--help").stdout


def test_colour_only_where_somebody_looks(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    (here / "bad.yaml").write_text("start: 2026-08-10\nx: 1\n")
    assert "\x1b[" not in run("check", "bad.yaml").stdout
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for variable, colored in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", variable)
        with pytest.raises(SystemExit):
            main(["check", "bad.yaml"], prog_name="roadmap-sync")
        assert ("\x1b[" in capsys.readouterr().out) is colored


def _components(path: Path) -> dict[str, Any]:
    calendar = Calendar.from_ical(path.read_bytes())
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
