"""`init`: questions or flags → a commented student file."""

import os
import re
import shlex
import stat
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
    assert "unlikely-date" not in result.output
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


# ---- in the place of a file that is there ------------------------------------------------------


def rows(path: str = "student.yaml") -> str:
    return Path(path).read_text("utf-8")


def test_a_file_that_is_replaced_is_kept_and_its_id_goes_on(here: Path) -> None:
    run(*QUIET)
    before = written().id
    run("add", "rotation", "Surgery", "--start", "2028-07-03", "--weeks", "8")
    old = rows()
    (here / "student.yaml").chmod(0o600)

    shown = run(*QUIET, "--force", "--match", "2031")

    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines()[1:3] == [
        "The file that was there is student.yaml.bak-1 now.",
        "Only its id was taken over: your calendar goes on, and nothing comes twice.",
    ]
    assert rows("student.yaml.bak-1") == old
    assert (written().id, written().match_year) == (before, 2031)
    assert os.name == "nt" or stat.S_IMODE((here / "student.yaml").stat().st_mode) == 0o600
    run(*QUIET, "--force")
    assert (here / "student.yaml.bak-2").exists()
    assert rows("student.yaml.bak-1") == old


@pytest.mark.parametrize(
    ("old", "kept"),
    [
        ("id: ana-1   # mine\nstart: 2026-13\nno-such-key: 1\n", True),
        ("start: [\nid: 'ana-1'\n", True),
        ("\ufeffid: ana-1\r\nstart: 2026-08\r\n", True),
        ("{start: 2026-08, id: ana-1}\n", True),
        ("start: 2026-08\n", False),
        ("start: [\n  id: ana-1\n", False),
        ("id: Not an id!\nstart: 2026-08\n", False),
        ("start: 2026-08\nschool: |\n  x\n  id: ana-1\n", False),
    ],
)
def test_an_id_is_kept_wherever_it_can_be_read(here: Path, old: str, *, kept: bool) -> None:
    (here / "student.yaml").write_bytes(old.encode())

    shown = run(*QUIET, "--force").stdout

    assert (written().id == "ana-1") is kept
    assert ("Only its id was taken over" in shown) is kept
    assert ("It had no id that I can read, so this one has a new id." in shown) is not kept
    assert (here / "student.yaml.bak-1").read_bytes() == old.encode()


def test_another_id_can_be_said(here: Path) -> None:
    (here / "student.yaml").write_text("id: ana-1\nstart: 2026-08\n")

    shown = run(*QUIET, "--force", "--id", "ana-2").stdout

    assert written().id == "ana-2"
    assert "Its id was ana-1, and this one has another: ana-2\n" in shown
    (here / "student.yaml").write_text("start: 2026-08\n")
    shown = run(*QUIET, "--force", "--id", "ana-3").stdout
    assert "The file that was there is student.yaml.bak-2 now.\n\nNext:" in shown


def test_what_cannot_be_replaced_is_where_it_was(here: Path) -> None:
    (here / "student.yaml").write_text("id: ana-1\nstart: 2026-08\n")

    for words in (("--answer", "summer=bth"), ("--adopt", "no.ics"), ("--plan", "no.yaml")):
        assert run(*QUIET, "--force", *words).exit_code != 0

    assert [path.name for path in here.iterdir()] == ["student.yaml"]
    assert rows() == "id: ana-1\nstart: 2026-08\n"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_goes_on_leading_to_the_file(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "s.yaml").write_text("id: ana-1\nstart: 2026-08\n")
    (here / "student.yaml").symlink_to("mine/s.yaml")

    run(*QUIET, "--force")

    assert (here / "student.yaml").is_symlink()
    assert written("mine/s.yaml").id == "ana-1"
    assert rows("mine/s.yaml.bak-1") == "id: ana-1\nstart: 2026-08\n"


# ---- a Match that leaves no time ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "year", "said"),
    [
        ("traditional", "2029", ("no days for 'Clerkship year'; the usual year for 'traditional' "
                                 "and such a start is 2030 [match-year]")),
        ("none", "2029", "no days for 'Clerkship year'; the usual year for such a start is 2030"),
        ("md-phd", "2030", "no days for 'PhD'; the usual year for 'md-phd' and such a start is 20"),
        ("traditional", "2030", ""),
        ("traditional", "2031", ""),
        ("three-year", "2029", ""),
        ("one-year", "2029", ""),
    ],
)  # fmt: skip
def test_a_match_that_leaves_no_time_is_told(pattern: str, year: str, said: str) -> None:
    made = run(*QUIET, "--school-pattern", pattern, "--match", year)

    assert made.exit_code == 0
    assert written().match_year == int(year)
    assert said in made.stderr
    assert bool(said) is ("student.yaml:16:1: warning: with a Match in" in made.stderr)
    assert bool(said) is ("hint: begin once more with --match" in made.stderr)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_year_of_a_pattern_leaves_time_for_all(pattern: str) -> None:
    assert run(*QUIET, "--school-pattern", pattern).stderr == ""


# ---- what the file says ------------------------------------------------------------------------


def test_phd_years_are_for_research() -> None:
    run(*QUIET, "--school-pattern", "md-phd")

    [leave] = written().lists["leaves"]
    assert (leave.name, leave.kind) == ("PhD", "research")


def test_a_file_made_before_the_start_says_what_joined_means() -> None:
    with freeze_time("2026-11-27 12:00"):
        run("init", "--start", "2027-01", "--zone", "America/Chicago", "--no-input",
            "--school-pattern", "caribbean-january")  # fmt: skip

    assert re.search(r"\nstart: 2027-01-04 +# first day of medical school; the first Monday of "
                     r"2027-01\njoined: 2026-11-27 +# the day this file was made: what was over "
                     r"by then is left out\n", rows())  # fmt: skip


@pytest.mark.parametrize(
    "words", [("--start", "2026-08"), ("--plan", "md-graduate", "--match", "2027")]
)
def test_the_commands_in_its_head_work(words: tuple[str, ...]) -> None:
    made = run("init", "--no-input", "--zone", "America/Chicago", *words)
    commands = [shlex.split(line.lstrip("# "))[1:] for line in rows().splitlines()[:9]
                if line.startswith("#   roadmap-sync ")]  # fmt: skip

    assert made.exit_code == 0
    assert [command[0] for command in commands] == ["set", "add", "check", "generate"]
    for command in commands:
        assert run(*command).exit_code == 0, command


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
    assert written().id == "me"
    assert "--adopt" not in run(*QUIET, "--force").stdout
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


def test_a_calendar_is_adopted_with_the_id_of_the_file_that_is_there(here: Path) -> None:
    run(*QUIET)
    before = written().id
    run("generate", "--output", "mine.ics")
    run("generate", "--start", "2026-08", "--output", "early.ics")
    (here / "other.yaml").write_text("id: ana-1\nstart: 2026-08\n")
    run("generate", "--student", "other.yaml", "--output", "other.ics")

    other = run(*QUIET, "--force", "--adopt", "other.ics")
    mine = run(*QUIET, "--force", "--adopt", "mine.ics")
    assert other.exit_code == 1
    assert f"not made with the id '{before}' or 'me'" in other.output
    assert (mine.exit_code, written().id) == (0, before)
    early = run(*QUIET, "--force", "--adopt", "early.ics")

    assert f"Its id was {before}, and this one has another: me\n" in early.stdout
    assert written().id == "me"


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
