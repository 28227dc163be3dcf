"""`people`: the network log by hand and by the commands in turn, and its files for others."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from freezegun import freeze_time

from tests.system.commands import run
from tests.system.living import did

BY_HAND = """\
# my people
people:
  - {name: Dr. Lee, role: attending}   # from anatomy

  # met her twice
  - name: "Dr. Maria Reyes"
    role: mentor
    since: 2026-10-02          # the club
    log:
      - {date: 2026-10-09, note: "first talk"}   # long

    detail: 'rows'
  - name: Sam Okafor
    role: resident
    programs: [Hill IM]
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "student.yaml").write_text("start: 2026-08-10\ntimezone: America/Chicago\n")
    with freeze_time("2026-11-26 12:00"):
        yield tmp_path


@pytest.fixture
def network(here: Path) -> Path:
    file = here / "network.yaml"
    file.write_text(BY_HAND, "utf-8")
    return file


def say(*words: str) -> str:
    return did("people", *words).stdout


def test_the_file_begins_with_the_first_person(here: Path) -> None:
    assert say("list") == "nobody is in network.yaml yet: roadmap-sync people add NAME\n"

    say("add", "Dr. Reyes", "--role", "Mentor", "--met", "club: surgery", "--detail", "rows",
        "--program", "Hill IM", "--program", "Lakeside, IM", "--cadence", "8-12 weeks",
        "--email", "r@example.org", "--phone", "555", "--organization", "Hill", "--title", "Chair",
        "--notes", "# not a comment")  # fmt: skip
    say("log", "reyes", "--note", "poster, sent")

    file = here / "network.yaml"
    assert file.read_text("utf-8").partition("\npeople:\n")[2] == (
        '  - name: Dr. Reyes\n    role: mentor\n    met: "club: surgery"\n    since: 2026-11-26\n'
        '    detail: rows\n    programs: [Hill IM, "Lakeside, IM"]\n    cadence: 8-12 weeks\n'
        '    email: r@example.org\n    phone: 555\n    organization: Hill\n    title: Chair\n'
        '    notes: "# not a comment"\n    log:\n      - {date: 2026-11-26, note: "poster, sent"}\n'
    )  # fmt: skip
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_by_hand_and_by_the_commands_in_turn(network: Path) -> None:
    shown = say("log", "Dr. Maria Reyes", "--date", "2026-11-20", "--note", "coffee")
    assert shown == "network.yaml:\n  +       - {date: 2026-11-20, note: coffee}\n"
    network.write_text(network.read_text().replace("# my people", "# mine, all of them"))
    say("log", "lee")
    say("log", "sam", "--note", "wrote")
    say("add", "Eva", "--since", "2026-11-01")

    assert network.read_text("utf-8") == BY_HAND.replace("# my people", "# mine, all of them") \
        .replace("role: attending}", "role: attending, log: [{date: 2026-11-26}]}") \
        .replace("# long\n", "# long\n      - {date: 2026-11-20, note: coffee}\n") + (
        "    log:\n      - {date: 2026-11-26, note: wrote}\n"
        "  - name: Eva\n    since: 2026-11-01\n"
    )  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_stay(network: Path, ends: str, mark: bytes) -> None:
    before = mark + BY_HAND.replace("\n", ends).encode()
    network.write_bytes(before)

    say("add", "Eva", "--since", "2026-11-01")

    added = f"  - name: Eva{ends}    since: 2026-11-01{ends}".encode()
    assert network.read_bytes() == before + added


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "dr. maria REYES"),
         "network.yaml:16:11: error: two people are called 'dr. maria REYES' [two-people]"),
        (("add", "Eva", "--cadence", "8-12 wekes"),
         "network.yaml:18:19: error: 'wekes' is not a word I know here [when-syntax]"),
        (("log", "sam", "--date", "2027-11-20"),
         "network.yaml:17:16: error: 2027-11-20 has not come yet [future]"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_and_nothing_is_written(
    network: Path, words: tuple[str, ...], error: str
) -> None:
    result = run("people", *words)

    assert result.exit_code == 1
    assert "network.yaml stays as it was" in result.stderr
    assert error in result.stderr
    assert network.read_text("utf-8") == BY_HAND


def test_a_contact_before_they_met_is_told(network: Path) -> None:
    say("add", "Old Friend")

    late = run("people", "log", "Old Friend", "--date", "2026-03-01")
    network.write_text(network.read_text("utf-8").replace("2026-11-26", "2026-03-01"), "utf-8")

    assert late.exit_code == 0
    assert late.stderr == (
        "network.yaml:16:11: warning: 'since: 2026-11-26' says that you met 'Old Friend' only "
        "after this, and counts as a contact [since]\n"
        "   16 |   - name: Old Friend\n"
        "                  ^^^^^^^^^^\n"
        "      hint: if you had met before, write 'since: 2026-03-01' there, or an earlier day\n"
    )
    assert "Old Friend       other       Sun 1 Mar 2026" in say("list")
    for name, day in (("Old", "2026-03-01"), ("Old", "2026-03-02"), ("lee", "2026-01-01")):
        assert did("people", "log", name, "--date", day).stderr == ""


@pytest.mark.parametrize(
    "name", ["dr maria reyes", "Maria Reyes", "Reyes, Maria", "Prof. Maria Reyes MD"]
)
def test_a_name_in_another_spelling_is_told(network: Path, name: str) -> None:
    added = did("people", "add", name)

    said = f"'{name}' is there now beside 'Dr. Maria Reyes'"
    assert f"network.yaml:6:11: warning: {said} [alike]" in added.stderr
    assert (
        "hint: did you mean 'Dr. Maria Reyes'? Then take the new one out of network.yaml again"
    ) in added.stderr
    assert name in network.read_text("utf-8")
    for other in ("Maria", "Dr. Reyes", "Dr.", "Maria L. Reyes"):
        assert did("people", "add", other).stderr == ""


def test_an_import_tells_other_spellings(here: Path) -> None:
    (here / "network.yaml").write_text(BY_HAND, "utf-8")
    (here / "c.csv").write_text("Name\nmaria reyes\nEva\n")

    assert "  maybe there already under another name: maria reyes (Dr. Maria Reyes)\n" in say(
        "import", "c.csv"
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("add", "Eva", "--role", "mentro"), "'mentro' is not one of"),
        (("add", "Eva", "--since", "2026-02-30"), "'2026-02-30' is not a date"),
        (("add", "a\nb"), "one line of text"),
        (("log", "dr."), "'dr.' may be 'Dr. Lee', 'Dr. Maria Reyes': say more of the name"),
        (("log", "sam okfor"), "did you mean 'sam okafor'?"),
        (("log", "Nobody"), 'roadmap-sync people add "Nobody" adds somebody'),
    ],
)
def test_wrong_words(network: Path, words: tuple[str, ...], error: str) -> None:
    result = run("people", *words)

    assert result.exit_code == 2
    assert error in result.stderr
    assert network.read_text("utf-8") == BY_HAND


#: What is wrong with the file, and where that is told.
MISTAKES = {
    "an unknown role": ("role: mentor", "role: mentro",
        "7:11: error: 'mentro' is not something 'role' can be [choice]"),
    "no such day": ("since: 2026-10-02", "since: 2026-02-30",
        "8:12: error: '2026-02-30' is not a date such as 2026-08-31 [type]"),
    "a day in other words": ("date: 2026-10-09", "date: last Friday",
        "10:16: error: 'last Friday' is not a date such as 2026-08-31 [type]"),
    "no day": ("date: 2026-10-09, ", "", "10:9: error: a contact needs 'date:' [missing]"),
    "two of one name": ("name: Sam Okafor", "name: dr.  LEE",
        "13:11: error: two people are called 'dr. LEE' [two-people]"),
    "an unknown key": ("detail: 'rows'", "detial: 'rows'",
        "12:5: error: a person has no key 'detial' [unknown-key]"),
    "a second line": ("detail: 'rows'", 'detail: "a\\nb"',
        "12:13: error: 'detail' must be a single line [one-line]"),
    "not YAML": ("programs: [Hill IM]", "programs: [Hill IM",
        "15:15: error: this '[' is never closed [unclosed]"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_file_with_mistakes_stops_every_command(network: Path, mistake: str) -> None:
    before, after, error = MISTAKES[mistake]
    assert BY_HAND.count(before) == 1
    network.write_text(BY_HAND.replace(before, after), "utf-8")
    Path("c.csv").write_text("Name\nEva\n")

    for words in (("list",), ("due",), ("growth",), ("add", "Eva"), ("log", "Sam"),
                  ("import", "c.csv"), ("export", "--format", "csv")):  # fmt: skip
        result = run("people", *words)

        assert result.exit_code == 1, words
        assert f"network.yaml:{error}" in result.stderr, words
        assert result.stdout == "", words
        assert network.read_text("utf-8") == BY_HAND.replace(before, after), words
    assert f"network.yaml:{error}" in run("generate").stderr


def test_a_mistake_has_a_hint(network: Path) -> None:
    network.write_text(BY_HAND.replace("role: mentor", "role: mentro"), "utf-8")

    assert "did you mean 'mentor'?" in run("people", "list").stderr


def test_the_student_file_says_where_it_is(here: Path) -> None:
    (here / "me").mkdir()
    (here / "me" / "s.yaml").write_text("start: 2026-08\npeople: log/people.yaml\n")
    (here / "me" / "log").mkdir()

    say("add", "Ana", "--student", "me/s.yaml")

    assert (here / "me" / "log" / "people.yaml").exists()
    assert "Ana" in say("list", "--student", "me/s.yaml")
    assert say("list").startswith("nobody is in network.yaml")


def test_a_home_that_nobody_has_is_a_name_like_any_other(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08\npeople: ~nobody-here/people.yaml\n")

    assert say("list").startswith("nobody is in ~nobody-here")
    assert run("check", "student.yaml").exit_code == 0


def test_no_student_file_is_needed(here: Path) -> None:
    (here / "student.yaml").unlink()

    say("add", "Ana")

    assert "Ana" in say("list")
    assert run("people", "growth").exit_code == 2


def test_a_file_of_comments_says_nothing(network: Path) -> None:
    network.write_text("# nobody yet\n")

    assert say("list").startswith("nobody is in")
    say("add", "Ana", "--since", "2026-11-01")

    assert network.read_text() == "# nobody yet\npeople:\n  - {name: Ana, since: 2026-11-01}\n"


@pytest.mark.usefixtures("network")
def test_lists_and_searches() -> None:
    assert say("list") == (
        "Dr. Lee          attending   no contact yet   cold\n"
        "Dr. Maria Reyes  mentor      Fri 9 Oct 2026         rows\n"
        "Sam Okafor       resident    no contact yet   cold  Hill IM\n"
        "3 people\n"
    )
    assert say("list", "--cold", "--role", "resident").splitlines()[-1] == "1 of 3 people"
    assert say("list", "--search", "hill").startswith("Sam Okafor")
    [reyes] = json.loads(say("list", "--search", "TALK", "--json"))["people"]
    assert reyes["name"] == "Dr. Maria Reyes"
    assert reyes["last_contact"] == "2026-10-09"
    assert reyes["log"] == [{"date": "2026-10-09", "note": "first talk"}]
    assert reyes["due"] == {"from": "2026-12-04", "until": "2027-01-01"}
    assert reyes["cold"] is False


@pytest.mark.usefixtures("network")
def test_due() -> None:
    assert say("due", "--weeks", "1") == "nobody is due in the next 1 week\n"
    line = "Dr. Maria Reyes  from Fri 4 Dec 2026       last Fri 9 Oct 2026\n"
    assert say("due") == line
    with freeze_time("2026-12-31 12:00"):
        assert "  by Fri 1 Jan 2027  " in say("due")
    with freeze_time("2027-01-02 12:00"):
        assert "  overdue since Fri 1 Jan 2027  " in say("due", "--weeks", "0")
    [found] = json.loads(say("due", "--json"))["due"]
    assert found["name"] == "Dr. Maria Reyes"


def test_what_nobody_can_see_is_refused(network: Path) -> None:
    network.write_text('people:\n  - {name: "A\\e[31mB\\u202e", met: "x\\ry"}\n')

    result = run("people", "list")

    assert result.exit_code == 1
    for place, key, char in (("2:12", "name", "001B"), ("2:35", "met", "000D")):
        words = f"'{key}' holds a character that nobody can see (U+{char})"
        assert f"network.yaml:{place}: error: {words} [character]" in result.stderr


@pytest.mark.usefixtures("network")
def test_growth(golden: Callable[[str, str], None]) -> None:
    with freeze_time("2027-11-26 12:00"):
        golden("people-growth.txt", say("growth"))


@pytest.mark.usefixtures("network")
def test_growth_with_dates_of_another_plan(here: Path) -> None:
    (here / "student.yaml").write_text("start: 2026-08-10\nplans: [interview]\n")

    shown = say("growth")

    assert "  end of MS1    Mon 9 Aug 2027" in shown
    assert "  end of MS4    Fri 9 Aug 2030" in shown


@pytest.mark.parametrize("form", ["csv", "vcf"])
def test_exports(network: Path, form: str, golden: Callable[[str, bytes], None]) -> None:
    network.write_text(BY_HAND.replace("'rows'", '"=1+1, ünd"'), "utf-8")
    result = run("people", "export", "--format", form, "--output", f"out.{form}")
    assert result.exit_code == 0, result.output

    data = Path(f"out.{form}").read_bytes()
    golden(f"people.{form}", data)
    assert run("people", "export", "--format", form).stdout_bytes == data

    again = run("people", "export", "--format", form, "--output", f"out.{form}")
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    assert run("people", "export", "--format", form, "--output", f"out.{form}", "--force"
               ).exit_code == 0  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "vcf"])
def test_what_was_exported_can_be_imported(network: Path, form: str) -> None:
    say("export", "--format", form, "--output", f"out.{form}")
    before = json.loads(say("list", "--json"))
    network.unlink()

    assert say("import", f"out.{form}") == "network.yaml: 3 people added\n"

    assert json.loads(say("list", "--json")) == before


def test_an_import_adds_whom_it_does_not_know(network: Path) -> None:
    Path("c.csv").write_bytes(
        "First Name,Last Name,Company,Connected On\r\nEva,M\xfcller,Hill,05 Oct 2026\r\n"
        "SAM,Okafor,,\r\neva,m\xfcller,,\r\n,,Lost,\r\n".encode("cp1252")
    )

    assert say("import", "c.csv", "--role", "peer") == (
        "network.yaml: 1 person added\n"
        "  there already, left as they are: SAM Okafor, eva müller\n"
        "  left out, without a name: 1\n"
        "  columns that I do not keep: Connected On\n"
    )
    assert network.read_text("utf-8") == BY_HAND + (
        "  - name: Eva Müller\n    role: peer\n    organization: Hill\n"
    )


@pytest.mark.parametrize(
    ("cells", "role"),
    [(",Chief Resident", "resident"), (",Program Director", "program"),
     (",Assistant Dean of Students", "dean"), (",Dean and Attending", "other"),
     (",Mentor", "other"), (",", "other"), ("peer,Resident", "peer")],
)  # fmt: skip
def test_a_title_tells_the_role_where_nothing_else_does(cells: str, role: str) -> None:
    Path("c.csv").write_text(f"Name,Role,Title\nEva,{cells}\n", "utf-8")

    say("import", "c.csv")

    [eva] = json.loads(say("list", "--search", "Eva", "--json"))["people"]
    assert eva["role"] == role


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("c.csv", "Name,Role\nEva,pal\n", "c.csv:2:5: error: 'pal' is not something 'role'"),
        ("c.csv", "Eva,Hill\n", "c.csv:1:1: error: no line here names a column 'Name'"),
        ("c.csv", "Name,Since\nEva,2062-01-01\n", "error: 2062-01-01 has not come yet"),
        ("c.vcf", "Eva\n", "c.vcf:1:1: error: no vCard is in this file"),
    ],
)
def test_a_bad_import_changes_nothing(network: Path, name: str, text: str, error: str) -> None:
    Path(name).write_text(text)

    result = run("people", "import", name)

    assert result.exit_code == 1
    assert error in result.stderr
    assert network.read_text("utf-8") == BY_HAND


@pytest.mark.usefixtures("network")
def test_a_missing_file_is_told() -> None:
    result = run("people", "import", "none.csv")

    assert result.exit_code == 1
    assert "there is no file 'none.csv'" in result.stderr


@pytest.mark.usefixtures("network")
def test_nothing_of_the_log_comes_into_a_roadmap() -> None:
    run("generate")
    for form in ("ics", "json", "csv", "md", "html"):
        run("generate", "--format", form)
        text = Path(f"roadmap.{form}").read_text("utf-8")
        assert "Reyes" not in text
        assert "Okafor" not in text


def test_check_reads_a_log(network: Path) -> None:
    assert run("check", "network.yaml").output == "network.yaml: no problems\n"

    network.write_text(BY_HAND.replace("2026-10-09", "2026-10-32"))
    result = run("check", "network.yaml")

    assert result.exit_code == 1
    assert "network.yaml:10:16: error: '2026-10-32' is not a date" in result.output
    assert result.output.endswith("network.yaml: 1 error\n")


@pytest.mark.parametrize("command", ["add", "log", "list", "due", "import", "export", "growth"])
def test_every_help_has_an_example(command: str) -> None:
    shown = say(command, "--help")

    assert "\n    roadmap-sync people " + command in shown
