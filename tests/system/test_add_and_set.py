"""`add` and `set`: only the lines that are meant change, or none."""

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from roadmap_sync.cli import screen
from roadmap_sync.cli.main import main
from tests.system.commands import ROOT, run

ANA = (ROOT / "examples" / "ana.yaml").read_bytes()
MINIMAL = (ROOT / "examples" / "minimal.yaml").read_bytes()


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "student.yaml"
    file.write_bytes(ANA)
    return file


def changes(before: bytes, after: bytes) -> list[str]:
    """Return the lines that went and came; line ends are part of them."""
    one, other = (data.decode().splitlines(keepends=True) for data in (before, after))
    lines = difflib.ndiff(one, other)
    return [line[:2] + line[2:].rstrip("\n") for line in lines if line[:2] in {"- ", "+ "}]


CASES = [
    (
        ("add", "rotation", "Peds, inpatient", "--start", "2029-01-02", "--weeks", "4.5",
         "--interest", "yes", "--attending", "Dr. Reyes"),
        [('+   - {name: "Peds, inpatient", start: 2029-01-02, weeks: 4.5, interest: yes,'
          " attending: Dr. Reyes}")],
    ),
    (
        ("add", "rotation", "Surgery", "--id", "surgery-2", "--start", "2029-04-02", "--until",
         "2029-04-27", "--study", "2029-04-25..2029-04-26", "--exam", "2029-04-27"),
        [("+   - {name: Surgery, id: surgery-2, start: 2029-04-02, until: 2029-04-27,"
          " study: {from: 2029-04-25, until: 2029-04-26}, exam: 2029-04-27}")],
    ),
    (
        ("add", "away", "EM", "--start", "2029-09-03", "--weeks", "4", "--zone", "America/Denver"),
        ["+   - {name: EM, start: 2029-09-03, weeks: 4, timezone: America/Denver}"],
    ),
    (
        ("add", "interview", "Hill: IM", "--date", "2029-12-04"),
        ['+   - {program: "Hill: IM", date: 2029-12-04}'],
    ),
    (
        ("add", "conference", "Spring", "--start", "2028-03-02"),
        ["+   - {name: Spring, start: 2028-03-02}"],
    ),
    (
        ("add", "course", "Renal", "--start", "2026-10-19", "--weeks", "6"),
        ["+   - {name: Renal, start: 2026-10-19, weeks: 6}"],
    ),
    (("add", "exam", "Renal", "--date", "2026-11-27"), ["+   - {name: Renal, date: 2026-11-27}"]),
    (
        ("add", "day-off", "Spring break", "--from", "2027-03-15", "--until", "2027-03-19"),
        ["+   - {name: Spring break, from: 2027-03-15, until: 2027-03-19}"],
    ),
    (
        ("add", "leave", "Research", "--from", "2029-06-01", "--weeks", "4", "--keep-match"),
        ["+   - {name: Research, from: 2029-06-01, weeks: 4}"],
    ),
    (
        ("add", "leave", "Research", "--from", "2029-06-01", "--until", "2030-05-31",
         "--match", "2031"),
        ["- match_year: 2030                  # the year of your Match Day",
         "+ match_year: 2031                  # the year of your Match Day",
         "+   - {name: Research, from: 2029-06-01, until: 2030-05-31}"],
    ),
    (
        ("set", "date", "clerkships", "2028-07-10"),
        ["-   clerkships: 2028-07-03", "+   clerkships: 2028-07-10"],
    ),
    (
        ("set", "date", "step1", "2028-04-10..2028-05-19"),
        ["-   step1: {from: 2028-04-03, until: 2028-05-26}",
         "+   step1: {from: 2028-04-10, until: 2028-05-19}"],
    ),
    (
        ("set", "dates.step1", "none"),
        ["-   step1: {from: 2028-04-03, until: 2028-05-26}", "+   step1: none"],
    ),
    (("set", "date", "match_day", "2030-03-22"), ["+   match_day: 2030-03-22"]),
    (
        ("set", "answers.summer", "clinical"),
        ["- answers: {summer: research, aways: true}",
         "+ answers: {summer: clinical, aways: true}"],
    ),
    (
        ("set", "calendar.remind", "07:00 on the day"),
        ['-   remind: "18:30 the day before"  # or "07:00 on the day", "18:30 2 days before", none',
         '+   remind: "07:00 on the day"  # or "07:00 on the day", "18:30 2 days before", none'],
    ),
    (
        ("set", "mentors", "2"),
        ["- mentors: 3                        # how many key mentors you want",
         "+ mentors: 2                        # how many key mentors you want"],
    ),
    (("set", "holidays", "Thanksgiving, Christmas Day"),
     ["- holidays: US", "+ holidays: [Thanksgiving, Christmas Day]"]),
    (("set", "school", "Lakeside"), ["+ school: Lakeside"]),
    (("set", "stages.ms4", "none"), ["+ ", "+ stages:", "+   ms4: none"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), CASES, ids=lambda value: " ".join(value[:3]))
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_only_the_lines_that_are_meant_change(
    file: Path, words: tuple[str, ...], expected: list[str], line_end: bytes
) -> None:
    before = ANA.replace(b"\n", line_end)
    file.write_bytes(before)

    result = run(*words)

    assert result.exit_code == 0, result.output
    found = changes(before, file.read_bytes())
    if line_end == b"\r\n":
        assert all(line.endswith("\r") for line in found)
        found = [line.removesuffix("\r") for line in found]
    assert found == expected
    assert [line.strip() for line in expected if line != "+ "][-1] in result.output


@pytest.mark.parametrize("last", [b"", b"\n", b"\n\n# the end\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_small_file_grows_at_its_end(file: Path, last: bytes, mark: bytes) -> None:
    before = mark + MINIMAL.rstrip() + last
    file.write_bytes(before)

    result = run("add", "rotation", "Surgery", "--start", "2028-07-03", "--weeks", "8")

    assert result.exit_code == 0, result.output
    after = file.read_bytes()
    assert after.startswith(before.rstrip())
    added = after[len(before.rstrip()) :].decode()
    assert added.split() == ["rotations:", "-", "{name:", "Surgery,", "start:", "2028-07-03,",
                             "weeks:", "8}"]  # fmt: skip


def test_what_init_wrote_is_filled_in(file: Path) -> None:
    file.unlink()
    run("init", "--start", "2026-08", "--zone", "America/Chicago", "--no-input",
        "--school-pattern", "traditional")  # fmt: skip
    before = file.read_bytes()

    for words in (
        ("add", "rotation", "Surgery", "--start", "2028-07-03", "--weeks", "8"),
        ("set", "date", "graduation", "2030-05-17"),
        ("set", "name", "Ana"),
    ):
        assert run(*words).exit_code == 0

    assert changes(before, file.read_bytes()) == [
        "+ name: Ana",
        "+   graduation: 2030-05-17",
        "+ rotations:",
        "+   - {name: Surgery, start: 2028-07-03, weeks: 8}",
    ]
    lines = file.read_text("utf-8").splitlines()
    assert lines[lines.index("rotations:") - 1].startswith("#   - {name: Neurology")
    assert lines[lines.index("name: Ana") - 1].startswith("# name: Ana")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "rotation", "X", "--start", "2028-13-01", "--weeks", "8"), "'2028-13-01' is not"),
        (("add", "rotation", "X", "--start", "2028-07-03"), "--until 2028-08-27 or --weeks 8"),
        (("add", "rotation", "X", "--weeks", "8"), "Say --start 2028-07-03"),
        (("add", "rotation", "X", "--start", "2028-07-03", "--until", "2028-07-02"), "is before"),
        (("add", "rotation", "X\ny", "--start", "2028-07-03", "--weeks", "8"), "one line of text"),
        (("add", "rotation", "X", "--start", "2028-07-03", "--weeks", "99"), "99"),
        (("add", "rotation", "X", "--start", "2028-07-03", "--weeks", "8", "--id", "X!"), "an id"),
        (("add", "exam", "X"), "Say --date"),
        (("add", "rotation", "X", "--start", "2028-08-28"), "Say --until 2028-10-22 or --weeks 8"),
        (("add", "day-off", "X", "--date", "2028-07-03", "--from", "2028-07-03"), "one day"),
        (("add", "rotation", "X", "--start", "2028-07-03", "--weeks", "8", "--study", "x..y"),
         "'x' is not a date"),
        (("add", "leave", "X", "--from", "2028-07-03", "--weeks", "4", "--match", "2031",
          "--keep-match"), "contradict"),
        (("set", "date", "step1", "2028-05-26..2028-04-03"), "before it starts"),
        (("set", "date", "step1", "soon"), "'soon' is not a date"),
        (("set", "date", "step1"), "say: set date NAME"),
        (("set", "date", "x y", "none"), "'x y' is not a name"),
        (("set", "mentors", "99"), "'99' is not a whole number"),
        (("set", "match_year", "30"), "'30' is not a year"),
        (("set", "timezone", "Chicago"), "did you mean 'America/Chicago'?"),
        (("set", "calendar", "per_week", "2"), "say: set calendar.per_week VALUE"),
        (("add", "rotation", "X", "--start", "2028-07-03", "--weeks", "six"),
         "'six' is not a valid number"),
        (("set", "name", "Ana", "Lee"), "quotes around"),
        (("set", "name", ""), "one line of text"),
        (("set", "mentor", "2"), "did you mean 'mentors'?"),
        (("set", "answers", "2"), "answers.NAME"),
    ],
)  # fmt: skip
def test_a_bad_value_is_2_and_the_file_stays(file: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code == 2, result.output
    assert said in result.output
    assert file.read_bytes() == ANA


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        (("set", "answers.summer", "reserch"), "13:19", "did you mean 'research'?"),
        (("set", "answers.sumer", "both"), "13:42", "did you mean 'summer'?"),
        (("set", "date", "clerkship", "2028-07-03"), "23:3", "did you mean 'clerkships'?"),
        (("set", "calendar.per_week", "many"), "69:13", "whole number from 1 to 20"),
        (("set", "match_year", "2020"), "9:13", "before you start"),
        (("set", "plans", "nothing"), "10:9", "there is no plan 'nothing'"),
        (("add", "rotation", "Surgery", "--start", "2029-04-02", "--weeks", "4"), "36:12",
         "'id: surgery-2'"),
    ],
)  # fmt: skip
def test_a_result_with_mistakes_is_1_and_the_file_stays(
    file: Path, words: tuple[str, ...], place: str, said: str
) -> None:
    result = run(*words)

    assert result.exit_code == 1, result.output
    assert "student.yaml stays as it was" in result.output
    assert f"student.yaml:{place}: error: " in result.output
    assert said in result.output
    assert file.read_bytes() == ANA


@pytest.mark.parametrize("line", [b"id: ana-1\n", b"id: ana-1   # mine\r\n"])
def test_an_id_that_is_there_stays(file: Path, line: bytes) -> None:
    file.write_bytes(line + ANA)

    for word in ("new", "me", "ana-2"):
        result = run("set", "id", word)
        assert result.exit_code == 2
        assert "the id stays as it is" in result.output
    assert "it says so already" in run("set", "id", "ana-1").output
    assert file.read_bytes() == line + ANA


@pytest.mark.parametrize(
    ("word", "line"), [("new", "[0-9a-f]{32}"), ("me", "me"), ("ana-1", "ana-1")]
)
def test_a_file_gets_its_first_id(file: Path, word: str, line: str) -> None:
    assert run("set", "id", "Not one").exit_code == 1
    assert file.read_bytes() == ANA

    result = run("set", "id", word)

    assert result.exit_code == 0, result.output
    [found] = changes(ANA, file.read_bytes())
    assert re.fullmatch(rf"\+ id: {line}", found)


def test_only_new_warnings_are_shown() -> None:
    first = run("add", "rotation", "A", "--start", "2028-07-10", "--weeks", "4")
    second = run("set", "mentors", "2")

    assert "starts before" in first.stderr
    assert second.stderr == ""


OVERLAP = b"""\
start: 2026-08-10
rotations:
  - {name: A, start: 2028-07-03, weeks: 8}
  - {name: B, start: 2028-07-10, weeks: 8}
"""


def test_a_refusal_shows_only_what_the_change_brings(file: Path) -> None:
    file.write_bytes(OVERLAP)
    assert "[overlap]" in run("check").output

    result = run("set", "answers.summer", "bth")

    assert "with that change it would be wrong:\nstudent.yaml:6:11: error: 'bth' is not an " in (
        result.stderr
    )
    assert "warning" not in result.stderr
    assert result.stderr.endswith("roadmap-sync: 1 error\n")
    both = run("add", "rotation", "A", "--start", "2028-07-17", "--weeks", "4")
    assert "[duplicate-id]" in both.stderr
    assert file.read_bytes() == OVERLAP


def test_a_file_that_is_wrong_already_says_what_is_left(file: Path) -> None:
    file.write_bytes(OVERLAP + b"no-such-key: 1\n")

    result = run("set", "mentors", "2")

    assert result.exit_code == 1
    assert "student.yaml stays as it was; with that change it would still be wrong:\n" in (
        result.stderr
    )
    assert "no key 'no-such-key'" in result.stderr
    assert "[overlap]" not in result.stderr
    assert "no-such-key" not in run("set", "answers.summer", "bth").stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("summer", "research"), "answers.summer"),
        (("sumer", "research"), "answers.summer"),
        (("per_week", "2"), "calendar.per_week"),
        (("perweek", "2"), "calendar.per_week"),
        (("per_week",), "calendar.per_week"),
        (("calender.per_week", "2"), "calendar.per_week"),
        (("clerkships", "2028-07-03"), "date clerkships"),
        (("match", "2031"), "match_year"),
    ],
)
def test_a_key_that_lies_deeper_is_found(file: Path, words: tuple[str, ...], meant: str) -> None:
    result = run("set", *words)

    assert result.exit_code == 2
    assert f"there is no key '{words[0]}' to set; did you mean '{meant}'?" in result.output
    assert file.read_bytes() == ANA


def test_the_keys_that_a_plan_of_mine_asks_for_are_found(file: Path) -> None:
    plan = "plan: small\ntitle: S\nupdated: 2026-01-01\nquestions: {pet: {ask: Which?, one_of: "
    plan += "[cat, dog], default: cat}}\nphases: {p: {title: P, from: start, until: 9 weeks after "
    plan += "start, steps: {one: {task: One, when: week 2}}}}\n"
    file.with_name("small.yaml").write_text(plan)
    file.write_text("start: 2026-08-10\nplans: [small.yaml]\n")

    assert "did you mean 'answers.pet'?" in run("set", "pet", "dog").output
    assert "one of: name, school" in run("set", "clerkships", "2028-07-03").output
    for text in ("start: [", "start: 2026-08-10\nplans: [no.yaml]\n"):
        file.write_text(text)
        assert "did you mean 'calendar.per_week'?" in run("set", "per_week", "2").output
    file.unlink()
    assert "there is no student.yaml here yet" in run("set", "per_week", "2").output


def test_a_mistake_can_be_mended(file: Path) -> None:
    file.write_bytes(ANA.replace(b"summer: research", b"summer: reserch"))

    result = run("set", "answers.summer", "research")

    assert result.exit_code == 0, result.output
    assert file.read_bytes() == ANA


def test_a_leave_added_by_a_script_says_how_the_match_moves(file: Path) -> None:
    result = run("add", "leave", "X", "--from", "2029-02-05", "--weeks", "4")

    assert result.exit_code == 0, result.output
    assert "if it moves: roadmap-sync set match_year 2031" in result.stderr
    assert run("set", "match_year", "2031").exit_code == 0
    assert b"match_year: 2031" in file.read_bytes()


def test_what_is_so_already_is_not_written(file: Path) -> None:
    before = file.stat().st_mtime_ns

    result = run("set", "match_year", "2030")

    assert result.exit_code == 0
    assert "it says so already" in result.output
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("data", [b"start: [\n", b"start: 2026-08\nstart: 1\n", b"\xff", b"- a\n"])
def test_a_file_that_cannot_be_read_stays(file: Path, data: bytes) -> None:
    file.write_bytes(data)

    result = run("set", "mentors", "2")

    assert result.exit_code == 1
    assert file.read_bytes() == data


def test_an_empty_file_can_be_begun(file: Path) -> None:
    file.write_bytes(b"# mine\n")

    result = run("set", "start", "2026-08-10")

    assert result.exit_code == 0, result.output
    assert file.read_bytes() == b"# mine\nstart: 2026-08-10\n"


def test_the_file_is_found_or_named(file: Path, home: Path) -> None:
    file.rename(file.with_name("other.yaml"))
    assert run("set", "mentors", "2").exit_code == 2
    assert "roadmap-sync init" in run("set", "mentors", "2").output
    assert run("set", "mentors", "2", "--student", "no.yaml").exit_code == 1

    folder = home / ".config" / "roadmap-sync"
    folder.mkdir(parents=True)
    (folder / "student.yaml").write_bytes(ANA)

    assert run("set", "mentors", "2", "--student", "other.yaml").exit_code == 0
    assert run("set", "mentors", "1").exit_code == 0
    assert b"mentors: 2 " in file.with_name("other.yaml").read_bytes()
    assert b"mentors: 1 " in (folder / "student.yaml").read_bytes()


# ---- a leave and the Match ---------------------------------------------------------------------

LEAVE = ("add", "leave", "Year", "--from", "2029-06-01", "--until", "2030-05-31")


def test_without_a_terminal_the_match_stays(file: Path) -> None:
    result = run(*LEAVE)

    assert result.exit_code == 0
    assert "Your match year stays 2030" in result.stderr
    assert b"match_year: 2030 " in file.read_bytes()


@pytest.mark.parametrize(("typed", "year"), [("2031\n", b"2031"), ("\n", b"2030"),
                                             ("soon\n2031\n", b"2031")])  # fmt: skip
def test_a_person_is_asked(
    file: Path, monkeypatch: pytest.MonkeyPatch, typed: str, year: bytes
) -> None:
    monkeypatch.setattr(screen, "is_terminal", lambda: True)

    result = CliRunner().invoke(main, list(LEAVE), input=typed, catch_exceptions=False)

    assert result.exit_code == 0, result.output
    assert b"match_year: " + year in file.read_bytes()
    assert b"- {name: Year, from: 2029-06-01, until: 2030-05-31}" in file.read_bytes()


# ---- the write ---------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from roadmap_sync import disk
from roadmap_sync.cli.main import main
name = sys.argv.pop(1)
def stop(*words, **named):
    os.kill(os.getpid(), signal.SIGKILL)
if name == "settle":
    disk.settle = stop
else:
    setattr(disk.os, name, stop)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize(("moment", "new"), [("fsync", False), ("settle", True)])
def test_a_kill_leaves_the_old_file_or_the_new_one(file: Path, moment: str, *, new: bool) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, moment, "set", "mentors", "2"], check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip

    assert ended.returncode == -9, ended.stderr
    assert file.read_bytes() == (ANA.replace(b"mentors: 3", b"mentors: 2") if new else ANA)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written_stays(file: Path) -> None:
    file.chmod(0o400)

    result = run("set", "mentors", "2")

    assert result.exit_code == 1
    assert file.read_bytes() == ANA


@pytest.mark.parametrize("command", [
    ["init"], ["add"], ["set"], ["add", "rotation"], ["add", "away"], ["add", "interview"],
    ["add", "conference"], ["add", "course"], ["add", "exam"], ["add", "day-off"], ["add", "leave"],
])  # fmt: skip
def test_the_examples_of_the_help_work(file: Path, command: list[str]) -> None:
    import shlex

    text = run(*command, "--help").output
    lines = [line.strip() for line in text.splitlines() if line.startswith("    roadmap-sync ")]

    assert lines
    for line in lines:
        file.write_bytes(MINIMAL)
        words = shlex.split(line)[1:]
        if words == ["init"]:
            continue
        assert run(*words, *["--force"] * (words[0] == "init")).exit_code == 0, line
