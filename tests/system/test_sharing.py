"""``plans share``: one file for others, with nothing of one student in it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap_sync.plan import nodes
from roadmap_sync.plan.bundle import checksum
from tests.system.commands import run

STUDENT = """\
id: 6f0c2ab9d1e84f77
name: Ana Lopez-Quist
school: Lakeside
start: 2026-08-10
timezone: America/Chicago
plans: [clubs/mine.yaml]
rotations:
  - {name: Surgery, start: 2028-08-28, weeks: 8, attending: Dr. Wilhelmina Reyes}
courses: [{name: Anatomy, start: 2026-08-10, until: 2026-10-16, director: Dr. Okafor}]
interviews: [{program: Hilltop IM, date: 2029-11-13}]
changes: {debate: {when: weeks 31-37}}
targets: {phone: {kind: caldav, url: https://dav.example.org/, username: anchovy9,
                  password: {env: X}, calendar: Roadmap}}
"""
NETWORK = """\
people:
  - {name: Maria Zhang, role: mentor, email: zhang@hospital.example, phone: 312-555-0188}
  - {name: Bo Li, role: peer}
"""
SCHOOL = """\
# What our school adds.
plan: our-school
title: "Our school: events"
version: 2.1.0
license: CC-BY-4.0
updated: 2026-11-22
extends: [national-dates]
phases:
  school-year:
    from: start
    until: 40 weeks after start
    steps:
      white-coat: {event: White coat ceremony, when: friday of week 2}   # every year
"""
MINE = """\
# yaml-language-server: $schema=plan.schema.json
---
plan: debate-club
title: Debate club
version: 1.0.0
license: CC-BY-4.0
updated: 2026-11-23
extends:
  - ../school/our-school.yaml  # their events
phases:
  school-year:
    steps:
      white-coat: {notes: "Bring the family."}
      debate:
        task: Prepare a debate
        when: weeks 5-6
        notes: |
          Two sides,
            one winner.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder."""
    files = {
        "student.yaml": STUDENT, "network.yaml": NETWORK, "clubs/mine.yaml": MINE,
        "school/our-school.yaml": SCHOOL,
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def share(*words: str) -> str:
    result = run("plans", "share", *words)
    assert result.exit_code == 0, result.output
    return result.output


def items(*words: str) -> list[dict[str, object]]:
    result = run("generate", "--format", "json", "--output", "-", *words)
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["items"]
    return found


def refused(*words: str) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    return result.output


def test_a_bundle_gives_a_classmate_the_right_dates(
    here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = here / "school" / "our-school.yaml"
    school.write_text(SCHOOL.replace("national-dates", "ms1-ms4-networking"), "utf-8")
    own = items("--start", "2027-08", "--plan", "clubs/mine.yaml")
    said = share("clubs/mine.yaml", "-o", "bundle.yaml")
    text = (here / "bundle.yaml").read_text("utf-8")
    elsewhere = tmp_path_factory.mktemp("classmate")
    monkeypatch.chdir(elsewhere)
    (elsewhere / "bundle.yaml").write_text(text, "utf-8")

    given = items("--start", "2027-08", "--plan", "bundle.yaml")

    assert "Debate club 1.0.0" in said
    assert given == own
    assert {"white-coat", "debate", "advisor-intro"} <= {str(item["step"]) for item in given}
    assert run("check", "bundle.yaml").output.startswith("bundle.yaml: ok, ")
    assert "Prepare a debate" in run("plans", "show", "bundle.yaml").output
    (elsewhere / "student.yaml").write_text("start: 2027-08\nplans: [bundle.yaml]\n", "utf-8")
    assert [item["date"] for item in items()] == [item["date"] for item in own]


def test_a_bundle_of_a_students_folder_holds_nothing_personal(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")

    text = (here / "bundle.yaml").read_text("utf-8")

    planted = ["Ana", "Lopez", "Quist", "Reyes", "Okafor", "Zhang", "Bo Li", "Hilltop",
               "6f0c2ab9d1e84f77", "312-555", "2028-08-28", "2026-08-10", "weeks 31-37",
               "school/", "clubs/"]  # fmt: skip
    assert [word for word in planted if word.lower() in text.lower()] == []
    assert str(here) not in text


def test_comments_stay_and_the_bytes_are_the_same_again(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "one.yaml")
    share("clubs/mine.yaml", "-o", "two.yaml")
    printed = run("plans", "share", "clubs/mine.yaml", "-o", "-").stdout

    text = (here / "one.yaml").read_text("utf-8")
    assert text == (here / "two.yaml").read_text("utf-8") == printed
    assert "      - our-school  # their events\n" in text
    assert "    # What our school adds.\n" in text
    assert "   # every year\n" in text
    assert "            notes: |\n              Two sides,\n                one winner.\n" in text
    assert "# All hours are Eastern Time" in text  # of a bundled plan
    assert "---" not in text
    assert "yaml-language-server" not in text


def test_a_shared_bundle_is_the_same_bundle(here: Path) -> None:
    """Also a plan that builds on a bundle can be shared: what is in it comes along."""
    share("clubs/mine.yaml", "-o", "one.yaml")
    share("one.yaml", "-o", "two.yaml")
    assert (here / "one.yaml").read_bytes() == (here / "two.yaml").read_bytes()

    (here / "on-top.yaml").write_text(
        "plan: on-top\ntitle: T\nversion: 1.0.0\nlicense: CC0-1.0\nupdated: 2026-11-22\n"
        "extends: [./one.yaml, national-dates]\n"
    )
    share("on-top.yaml", "-o", "three.yaml")
    text = (here / "three.yaml").read_text("utf-8")
    assert "    extends: [debate-club, national-dates]\n" in text
    assert text.count("plan: national-dates") == 1


@pytest.mark.usefixtures("here")
def test_a_bundle_follows_together_with_the_programs_own_plans() -> None:
    share("clubs/mine.yaml", "-o", "one.yaml")
    share("school/our-school.yaml", "-o", "two.yaml")

    both = items("--start", "2027-08", "--plan", "two.yaml", "--plan", "one.yaml",
                 "--plan", "interview")  # fmt: skip

    assert {"white-coat", "debate"} <= {str(item["step"]) for item in both}


def test_a_tampered_bundle_is_refused(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    text = (here / "bundle.yaml").read_text("utf-8")
    (here / "bundle.yaml").write_text(text.replace("weeks 5-6", "weeks 5-7"), "utf-8")

    for words in (("check", "bundle.yaml"), ("plans", "add", "bundle.yaml"),
                  ("generate", "--start", "2027-08", "--plan", "bundle.yaml"),
                  ("plans", "share", "bundle.yaml", "-o", "new.yaml")):  # fmt: skip
        output = refused(*words)
        assert re.search(r"^bundle\.yaml:\d+:11: error: this bundle is not as it was made", output,
                         re.MULTILINE)  # fmt: skip
        assert "plans share FILE --edited" in output


def test_a_bundle_that_was_cut_off_says_so_wherever_that_was(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    data = (here / "bundle.yaml").read_bytes()
    first = data.index(b"bundle: 1\n") + len(b"bundle: 1\n")

    said = set()
    for end in [*range(first, first + 400, 13), len(data) // 3, len(data) // 2, len(data) - 2,
                data.rindex(b"\n", 0, len(data) // 2) + 1]:  # fmt: skip
        (here / "cut.yaml").write_bytes(data[:end])
        output = refused("check", "cut.yaml")
        [error] = re.findall(r"error: (.*) \[", output)
        [hint] = re.findall(r"hint: (.*)\n", output)
        assert "missing" in error + hint or "was cut off" in error
        said.add(error.partition(":")[2].partition(",")[0])

    assert {" the plans in it are missing", " it ends in the middle of a line",
            " somebody or something changed it"} < said  # fmt: skip


def test_what_a_shared_plan_builds_on_is_counted(here: Path) -> None:
    (here / "alone.yaml").write_text(SCHOOL.replace("extends: [national-dates]\n", ""), "utf-8")

    alone, many = share("alone.yaml"), share("clubs/mine.yaml")

    assert ": Our school: events 2.1.0, 1 step.\nA classmate says: roadmap-sync generate" in alone
    assert re.search(r", \d+ steps, with \d+ plans that it builds on\.\nA classmate says", many)


def test_who_changes_a_bundle_on_purpose_signs_it_again(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    text = (here / "bundle.yaml").read_text("utf-8")
    (here / "bundle.yaml").write_text(text.replace("weeks 5-6", "week 9"), "utf-8")

    share("bundle.yaml", "--edited", "-o", "bundle.yaml")

    after = (here / "bundle.yaml").read_text("utf-8")
    changed = {*text.split("\n")} ^ {*after.split("\n")}
    assert {line.split(":")[0].strip() for line in changed} == {"checksum", "when"}
    assert run("check", "bundle.yaml").exit_code == 0


def test_line_ends_of_other_systems_and_mail_do_no_harm(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    data = (here / "bundle.yaml").read_bytes()
    before = items("--start", "2027-08", "--plan", "bundle.yaml")

    (here / "bundle.yaml").write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"\r\n\r\n")

    assert items("--start", "2027-08", "--plan", "bundle.yaml") == before


_PUBLISHED = "dates: {a: {rule: 2027-03-02, published: {2030: {date: 2030-03-02, source: x}}}}"
LEAKS = {
    "title: Debate club": [
        ("title: Debate club of Ana Lopez-Quist", "'Ana Lopez-Quist' is your own name"),
        ("title: ANA's club", "'ANA' is your own name"),
        ("title: Dr. Reyes and friends", "'Reyes' is your attending"),
        ("title: x  # ask Okafor", "'Okafor' is your director"),
        ("title: lunch with maria zhang", "'maria zhang' is in your network log"),
        ("title: Bo Li", "'Bo Li' is in your network log"),
        ("title: Hilltop IM", "'Hilltop IM' is a program of yours"),
        ("title: 6f0c2ab9d1e84f77", "is your id"),
        ("title: by anchovy9", "'anchovy9' is your name at 'phone'"),
        ("title: x  # /home/somebody/plans", "'/home/somebody' is something only one student has"),
        ("title: Meet Prof. Somebody", "'Prof. Somebody' is the name of a person"),
        ("title: write to a.b+c@mail.example.org", "'a.b+c@mail.example.org' is an email address"),
        ("title: (312) 555-0199", "'(312) 555-0199' is a phone number"),
        ("title: +44 20 7946 0958", "'+44 20 7946 0958' is a phone number"),
        ("title: 1200 N. Lake Shore Drive", "'1200 N. Lake Shore Drive' is a postal address"),
        ("title: Chicago IL 60611-1234", "'IL 60611-1234' is a postal address"),
        ("title: P.O. Box 77", "'P.O. Box 77' is a postal address"),
        ("title: linkedin.com/in/someone-1", "is something only one student has"),
        ("title: on March 3, 2028", "'March 3, 2028' is a date of one year"),
    ],
    "when: weeks 5-6": [("when: 2026-09-10", "'2026-09-10' is a date of one year")],
    "updated: 2026-11-23": [
        ("updated: 2026-11-23  # my exam: 2027-03-02", "'2027-03-02' is a date of one year"),
        ("updated: 2026-11-23\n" + _PUBLISHED, "'2027-03-02' is a date of one year"),
    ],
}


@pytest.mark.parametrize(
    ("old", "new", "words"), [(old, *leak) for old, leaks in LEAKS.items() for leak in leaks]
)
def test_what_is_personal_is_shown_where_it_stands(
    here: Path, old: str, new: str, words: str
) -> None:
    path = here / "clubs" / "mine.yaml"
    path.write_text(MINE.replace(old, new), "utf-8")

    output = refused("plans", "share", "clubs/mine.yaml")

    assert words in output
    assert re.search(r"^clubs/mine\.yaml:\d+:\d+: error: .* \[personal\]\n.*\n +\^+$", output,
                     re.MULTILINE)  # fmt: skip
    assert output.count("[personal]") == 1, output
    assert [path.name for path in here.iterdir() if "bundle" in path.name] == []


def test_what_is_not_personal_is_not_found(here: Path) -> None:
    """Dates of tables and documents, numbers, versions; whole bundled plans have none either."""
    (here / "clubs" / "mine.yaml").write_text(
        MINE + "sources: {R: {title: T, date: 2026-01-08}}\n"
        "dates: {fair: {rule: week 3 of start, published: {2030: {date: 2026-09-10, source: x}}}}\n"
        "drafts: {d: {subject: Hello, body: 'Dear Dr. [name], {attending}, 2-3 weeks, 10 of 30'}}\n"
    )  # fmt: skip

    share("clubs/mine.yaml")
    share("mentorship", "-o", "all.yaml")


def test_what_everybody_may_read_can_be_allowed(here: Path) -> None:
    text = MINE.replace("when: weeks 5-6", "when: 2026-09-10")
    text = text.replace("Bring the family.", "Ask careers@school.example, Dr. Reyes")
    (here / "clubs" / "mine.yaml").write_text(text, "utf-8")

    left = refused("plans", "share", "clubs/mine.yaml", "--allow", "dates",
                   "--allow", "careers@school.example")  # fmt: skip
    assert left.count("[personal]") == 1
    share("clubs/mine.yaml", "--allow", "dates", "--allow", "careers@school.example",
          "--allow", "dr. reyes")  # fmt: skip
    share("clubs/mine.yaml", "--allow", "all")
    assert (here / "debate-club.bundle.yaml").exists()


def test_names_of_another_students_folder_are_looked_for(
    here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine.yaml").write_text(
        "plan: x\ntitle: Club of Quist\nupdated: 2026-11-22\nextends: [interview]\n"
    )
    monkeypatch.chdir(elsewhere)

    assert "your own name" not in run("plans", "share", "mine.yaml").output
    assert "your own name" in run(
        "plans", "share", "mine.yaml", "--student", str(here / "student.yaml")
    ).output  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("student.yaml", "this is a student file, which is private"),
        ("network.yaml", "this is a network log, which is private"),
        ("none.yaml", "there is no file"),
    ],
)
@pytest.mark.usefixtures("here")
def test_private_files_are_never_shared(name: str, words: str) -> None:
    output = refused("plans", "share", name)

    assert words in output
    assert (name != "student.yaml") or "share a plan that you follow: clubs/mine.yaml" in output


def test_a_network_log_beside_the_plan_is_looked_at(here: Path) -> None:
    (here / "student.yaml").unlink()
    (here / "network.yaml").rename(here / "clubs" / "network.yaml")
    (here / "clubs" / "mine.yaml").write_text(MINE.replace("Debate", "Zhang's"), "utf-8")

    output = refused("plans", "share", "clubs/mine.yaml")

    assert "'Zhang' is in your network log (clubs/network.yaml)" in output


def test_a_student_file_with_mistakes_stops_it(here: Path) -> None:
    """Nobody knows then which names to look for."""
    (here / "student.yaml").write_text(STUDENT + "shoes: 2\n", "utf-8")

    assert "shoes" in refused("plans", "share", "clubs/mine.yaml")


def test_other_files_are_not_written_over(here: Path) -> None:
    assert "student.yaml is no bundle" in refused(
        "plans", "share", "clubs/mine.yaml", "-o", "student.yaml"
    )
    assert (here / "student.yaml").read_text("utf-8") == STUDENT


def test_what_a_plan_for_others_should_have_is_said(here: Path) -> None:
    text = MINE.replace("version: 1.0.0\n", "").replace("license: CC-BY-4.0\n", "")
    (here / "clubs" / "mine.yaml").write_text(text, "utf-8")

    output = run("plans", "share", "clubs/mine.yaml").output

    assert "[no-version]" in output
    assert "[no-license]" in output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("bundle: 1", "bundle: 2"), "made by a newer version"),
        (lambda text: text.replace("bundle: 1", "bundle: x"), "bundle"),
        (lambda text: re.sub("checksum: .*\n", "", text), "needs 'checksum:'"),
        (lambda text: re.sub("checksum: .*\n", "checksum: no\n", text), "not the checksum"),
        (lambda text: text.replace("plan: debate-club\n", "plan: none\n", 1), "no plan 'none'"),
        (lambda text: text.replace("- our-school", "- ./school/our-school.yaml"),
         "there is no plan './school/our-school.yaml' in this bundle"),
        (lambda text: text.replace("  our-school:\n", "  their-school:\n"), "below another name"),
        (lambda text: text.replace("  debate-club:\n", "  debate-club: {}\n", 1), "YAML"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_wrong_in_itself_is_refused(
    here: Path, change: Callable[[str], str], words: str
) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    text = change((here / "bundle.yaml").read_text("utf-8"))
    signed = f"checksum: {checksum(tuple(text.split(chr(10))))}"
    (here / "bundle.yaml").write_text(re.sub(r"checksum: sha256:\w+", signed, text), "utf-8")

    assert words in refused("check", "bundle.yaml")


def test_a_bundle_with_an_older_plan_of_the_program_says_so(here: Path) -> None:
    """Its dates stay what they were; only somebody else who needs that plan gets the new one."""
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    text = (here / "bundle.yaml").read_text("utf-8")
    text = re.sub(r"( {4}updated: )2026-11-22\n( {4}license: CC-BY-4.0\n {4}about: >-\n {6}When "
                  r"ERAS)", r"\g<1>2025-01-01\n\2", text)  # fmt: skip
    text = text.replace("third friday of march in match_year", "second friday of march in 2031")
    (here / "bundle.yaml").write_text(text, "utf-8")
    share("bundle.yaml", "--edited", "-o", "bundle.yaml")
    alone = run("check", "bundle.yaml").output

    (here / "student.yaml").write_text("start: 2026-08\nplans: [bundle.yaml]\n", "utf-8")
    own = {one["step"]: one["date"] for one in items()}
    (here / "student.yaml").write_text("start: 2026-08\nplans: [bundle.yaml, national-dates]\n")
    both = {one["step"]: one["date"] for one in items()}
    mixed = run("check").output

    assert "'national-dates' is in this bundle as it was on 2025-01-01" in alone
    assert "[older-plan]" in alone
    assert own["match-day"] == "2031-03-14"
    assert both["match-day"] == "2030-03-15"
    assert "'national-dates' 1.0.0 of this bundle is not used" in mixed
    assert "[mixed-versions]" in mixed


def test_a_bundle_with_a_changed_plan_of_the_program_says_so(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "bundle.yaml")
    fine = run("check", "bundle.yaml").output
    text = (here / "bundle.yaml").read_text("utf-8")
    text = text.replace("third friday of march in match_year", "second friday of march in 2031")
    (here / "bundle.yaml").write_text(text, "utf-8")
    share("bundle.yaml", "--edited", "-o", "bundle.yaml")

    other = run("generate", "--plan", "bundle.yaml", "--start", "2026-08").output

    assert "[other-plan]" not in fine
    assert "'national-dates' of this bundle is not what the program has" in other


def test_two_versions_of_a_plan_that_is_not_the_programs_are_refused(here: Path) -> None:
    share("clubs/mine.yaml", "-o", "one.yaml")
    school = here / "school" / "our-school.yaml"
    school.write_text(SCHOOL.replace("2.1.0", "2.2.0").replace("week 2", "week 3"), "utf-8")
    share("school/our-school.yaml", "-o", "two.yaml")
    (here / "student.yaml").write_text("start: 2026-08\nplans: [one.yaml, two.yaml]\n", "utf-8")

    output = refused("check")

    assert "the plan 'our-school' is here twice, 2.1.0 and 2.2.0, and they differ" in output
    assert output.count(": error: ") == 1


@pytest.mark.usefixtures("here")
def test_what_does_not_go_into_one_file_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_NODES", 510)  # all of them together, but none alone, have more

    output = refused("plans", "share", "clubs/mine.yaml")

    assert "this does not go into one file: this file holds more than 510 values" in output
