"""`init`: questions or flags → a commented student file."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from freezegun import freeze_time

from roadmap_sync import chance, clock
from roadmap_sync.cli.main import main
from roadmap_sync.plan import nodes
from roadmap_sync.problems import Problems, Source
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import read_student
from tests.system.commands import run

QUIET = ("init", "--start", "2026-08", "--zone", "America/Chicago", "--no-input")
PATTERNS = ["traditional", "18-month-january", "18-month-may", "15-month", "one-year", "three-year",
            "md-phd", "caribbean-january", "do-4-week", "longitudinal"]  # fmt: skip
PLAN = """\
plan: small
title: Small
updated: 2026-01-01
questions: {pet: {ask: Cat or dog?, one_of: [cat, dog], default: cat}}
phases:
  p:
    title: P
    from: start
    until: 10 weeks after start
    steps:
      one: {task: One, when: weeks 2-3}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words: str, answers: str) -> Result:
    return CliRunner().invoke(main, list(words), input=answers, prog_name="roadmap-sync",
                              catch_exceptions=False)  # fmt: skip


def written(path: str = "student.yaml") -> Student:
    problems = Problems()
    lines = Path(path).read_text("utf-8").split("\n")
    student = read_student(nodes.parse(Source(path, tuple(lines)), problems), problems)
    assert not problems.sorted()
    assert student is not None
    return student


def test_flags_say_it_all() -> None:
    with freeze_time("2026-09-02 12:00"):
        result = run(*QUIET, "--school-pattern", "traditional", "--match", "2031",
                     "--answer", "summer=clinical", "--answer", "aways=yes",
                     "--output", "ana.yaml")  # fmt: skip

    assert result.exit_code == 0, result.output
    assert "Wrote ana.yaml" in result.output
    assert "roadmap-sync generate --student ana.yaml" in result.output
    student = written("ana.yaml")
    assert student.start.isoformat() == "2026-08-03"
    assert (student.match_year, student.timezone) == (2031, "America/Chicago")
    assert student.joined is not None
    assert student.joined.isoformat() == "2026-09-02"
    assert {name: word.text for name, word in student.answers.items()} == {
        "summer": "clinical", "aways": "true",
    }  # fmt: skip
    assert set(student.dates) == {"ms2", "clerkships", "step1", "ms4"}
    text = Path("ana.yaml").read_text("utf-8")
    assert re.search(r"  clerkships: 2028-07-03 +# from the pattern; change it when", text)


def test_each_file_has_an_id_of_its_own() -> None:
    run(*QUIET, "--output", "a.yaml")
    run(*QUIET, "--output", "b.yaml")

    one, other = written("a.yaml").id, written("b.yaml").id
    assert one != other
    assert re.fullmatch("[0-9a-f]{32}", one)


@pytest.mark.parametrize("pattern", [*PATTERNS, "none"])
def test_every_pattern_gives_a_file_that_works(pattern: str) -> None:
    start = "2027-01" if pattern == "caribbean-january" else "2026-08"
    made = run("init", "--start", start, "--zone", "America/Chicago", "--no-input",
               "--school-pattern", pattern)  # fmt: skip

    result = run("check", "student.yaml")

    assert made.exit_code == 0, made.output
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("pattern", [*PATTERNS, "none"])
def test_what_is_commented_out_is_right_too(pattern: str) -> None:
    run(*QUIET, "--school-pattern", pattern)
    path = Path("student.yaml")
    code = re.compile(r"^( *)# ?((?: *- \{| *[a-z_0-9]+: ).*|[a-z_]+:|  [a-z]+:)$", re.MULTILINE)
    text = code.sub(r"\1\2", path.read_text("utf-8"))
    path.write_text(text, "utf-8")

    result = run("check", "student.yaml")

    assert "rotations:\n  - {name: " in text
    assert "\n  phone:\n    kind: caldav\n" in text
    assert "unknown-key" not in result.output
    assert not re.search(r"student\.yaml:\d+:\d+: error", result.output), result.output


def test_questions_are_asked_and_asked_again() -> None:
    answers = ["2026-13", "2026-08-10", "Chicago", "America/Chicago", "tradional", "traditional",
               "20", "2030", "reserch", "research", "y"]  # fmt: skip

    result = typed("init", answers="\n".join(answers) + "\n")

    assert result.exit_code == 0, result.output
    assert "'2026-13' is not a date" in result.output
    assert "'Chicago' is not a time zone" in result.output
    assert "'20' is not a year" in result.output
    assert "did you mean 'research'?" in result.output
    student = written()
    assert student.start.isoformat() == "2026-08-10"
    assert student.answers["aways"].text == "true"
    assert student.dates["clerkships"].window is not None


def test_return_takes_what_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "local_zone", lambda: "America/Denver")

    result = typed("init", answers="2026-08\n" + "\n" * 9)

    assert result.exit_code == 0, result.output
    student = written()
    assert (student.timezone, student.match_year) == ("America/Denver", 2030)
    assert not student.dates
    assert student.answers["summer"].text == "research"


def test_what_the_options_say_is_not_asked() -> None:
    result = typed("init", "--start", "2026-08", "--zone", "America/Chicago", "--match", "2030",
                   "--school-pattern", "none", "--answer", "summer=both", "--answer", "aways=no",
                   answers="")  # fmt: skip

    assert result.exit_code == 0, result.output


def test_no_answer_writes_nothing(here: Path) -> None:
    result = typed("init", answers="2026-08\n")

    assert result.exit_code == 130
    assert not list(here.iterdir())


def test_the_questions_of_another_plan(here: Path) -> None:
    (here / "small.yaml").write_text(PLAN, "utf-8")

    result = run(*QUIET, "--plan", "small.yaml", "--answer", "pet=dog",
                 "--school-pattern", "traditional")  # fmt: skip

    assert result.exit_code == 0, result.output
    student = written()
    assert student.answers["pet"].text == "dog"
    assert [word.text for word in student.plans] == ["small.yaml"]
    assert not student.dates


def test_the_words_of_a_plan_stay_in_their_comment(here: Path) -> None:
    ask = '"Cat?\\nid: stolen\\u2028x: 1"'
    (here / "small.yaml").write_text(PLAN.replace("Cat or dog?", ask), "utf-8")

    result = run(*QUIET, "--plan", "small.yaml")

    assert result.exit_code == 1 or written().id != "stolen"


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_is_there_stays_without_force(here: Path, *, force: bool) -> None:
    (here / "student.yaml").write_text("start: 2020-08\n", "utf-8")

    result = run(*QUIET, *["--force"] * force)

    assert result.exit_code == (0 if force else 1)
    assert ((here / "student.yaml").read_text("utf-8") == "start: 2020-08\n") is not force
    assert force or "is there already" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "--no-input"), "when do you start?"),
        (("init", "--start", "2026-13"), "'2026-13' is not a date"),
        (("init", "--start", "2026-08", "--zone", "Chicago"), "did you mean 'America/Chicago'?"),
        (("init", "--start", "2026-08", "--zone", "Pacific Time"), "'America/Los_Angeles'?"),
        (("init", "--start", "2026-08", "--zone", "New York"), "'America/New_York'?"),
        ((*QUIET, "--school-pattern", "tradional"), "did you mean 'traditional'?"),
        ((*QUIET, "--match", "2020"), "2020 cannot be the match year"),
        ((*QUIET, "--answer", "sumer=both"), "did you mean 'summer'?"),
        ((*QUIET, "--answer", "summer=bth"), "did you mean 'both'?"),
        ((*QUIET, "--id", "Me!"), "cannot be an id"),
    ],
)
def test_wrong_use_is_2(here: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert said in result.output
    assert not list(here.iterdir())


def test_the_patterns_are_listed() -> None:
    result = run("init", "--list-patterns")

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()] == PATTERNS


def test_it_never_asks_the_library_for_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chance, "token", lambda size: "0" * 2 * size)

    run(*QUIET)

    assert written().id == "0" * 32


# ---- a calendar made before --------------------------------------------------------------------


def uids(path: Path) -> set[bytes]:
    return set(re.findall(rb"\r\nUID:(\S+)", path.read_bytes()))


def test_a_calendar_made_without_a_file_is_adopted(here: Path) -> None:
    run("generate", "--start", "2026-08", "--output", "old.ics")
    with freeze_time("2026-08-01 12:00"):
        made = run(*QUIET, "--adopt", "old.ics")

    run("generate", "--student", "student.yaml", "--output", "new.ics")

    assert made.exit_code == 0, made.output
    assert written().id == "me"
    assert uids(here / "new.ics") == uids(here / "old.ics")


@pytest.mark.usefixtures("here")
def test_a_calendar_that_lies_here_is_not_doubled_unseen() -> None:
    assert "--adopt" not in run(*QUIET).stdout
    run("generate", "--start", "2026-08")

    shown = run(*QUIET, "--force").stdout

    assert "roadmap-sync init --adopt roadmap.ics --force" in shown
    assert "--adopt" not in run(*QUIET, "--force", "--adopt", "roadmap.ics").stdout
    assert "--adopt" not in run(*QUIET, "--force", "--id", "ana-1").stdout


def test_a_calendar_of_a_file_needs_its_id(here: Path) -> None:
    (here / "old.yaml").write_text("id: ana-1\nstart: 2026-08\n", "utf-8")
    run("generate", "--student", "old.yaml", "--output", "old.ics")

    wrong = run(*QUIET, "--adopt", "old.ics")
    right = run(*QUIET, "--adopt", "old.ics", "--id", "ana-1")

    assert wrong.exit_code == 1
    assert "old.ics:1:1: error: this calendar was not made with the id 'me'" in wrong.output
    assert "--id" in wrong.output
    assert right.exit_code == 0, right.output
    assert written().id == "ana-1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "there is no file 'old.ics'"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", "no event of this program"),
        (b"\x00\xff", "no event of this program"),
    ],
)
def test_what_is_no_calendar_of_ours_is_not_adopted(
    here: Path, data: bytes | None, said: str
) -> None:
    if data is not None:
        (here / "old.ics").write_bytes(data)

    result = run(*QUIET, "--adopt", "old.ics")

    assert result.exit_code == 1
    assert said in result.output
    assert not (here / "student.yaml").exists()


# ---- the zone of this computer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "link", "windows", "zone"),
    [
        ("America/Chicago", "", "", "America/Chicago"),
        (":America/Chicago", "", "", "America/Chicago"),
        ("CST6CDT", "/usr/share/zoneinfo/America/Denver", "", "America/Denver"),
        ("", "/var/db/timezone/zoneinfo/America/Indiana/Knox", "", "America/Indiana/Knox"),
        ("", "/usr/share/zoneinfo/Etc/UTC", "", ""),
        ("", "", "Pacific Standard Time", "America/Los_Angeles"),
        ("America/Nowhere", "", "UTC", ""),
    ],
)
def test_the_zone_is_guessed(  # noqa: PLR0917 - a column of the table each
    here: Path, monkeypatch: pytest.MonkeyPatch, variable: str, link: str, windows: str, zone: str
) -> None:  # fmt: skip
    monkeypatch.setenv("TZ", variable)
    monkeypatch.setattr(clock, "_LOCALTIME", here / "localtime")
    monkeypatch.setattr("time.tzname", (windows, windows))
    if link:
        (here / "localtime").symlink_to(link)

    assert clock.local_zone() == zone
