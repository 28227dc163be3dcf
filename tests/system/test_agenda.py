"""`agenda` and `progress`: golden files of one student in the middle of MS3."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from freezegun import freeze_time

from roadmap_sync.cli.main import main
from tests.system.commands import run
from tests.system.living import TODAY, days, did, settle, told

Golden = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    with freeze_time(TODAY):
        yield tmp_path


@pytest.fixture
def lived(here: Path) -> Path:
    """What was planned for the first two years is done; of the rest some was touched."""
    settle(here)
    did("done", "feedback@surgery")
    did("skip", "career-meeting@surgery")
    did("move", "letter-email@surgery", "2028-10-23")
    return here


# ---- agenda ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("lived")
def test_the_agenda_in_the_middle_of_a_rotation(golden: Golden) -> None:
    golden("agenda/agenda.txt", did("agenda").stdout)


@pytest.mark.usefixtures("lived")
def test_the_agenda_for_other_programs(golden: Golden) -> None:
    golden("agenda/agenda.json", did("agenda", "--json").stdout)


@pytest.mark.usefixtures("lived")
def test_the_agenda_strikes_through_what_is_done_where_somebody_looks() -> None:
    words = ["agenda", "--week", "2028-09-04"]

    shown = CliRunner().invoke(main, words, color=True).stdout

    assert "\x1b[9mAsk your attending how you are doing\x1b[0m" in shown
    assert "\x1b" not in did(*words).stdout
    assert "[x] Ask your attending how you are doing  (feedback@surgery" in did(*words).stdout


@pytest.mark.usefixtures("lived")
def test_of_what_is_overdue_since_another_year_the_year_is_told() -> None:
    with freeze_time("2029-01-20 15:00"):
        shown = did("agenda").stdout

    assert "\n  Fri 8 Dec 2028   [ ] Ask" in shown
    assert "\n  Thu 18 Jan 2029  [ ] Choose" in shown
    assert "\n  Wed 24 Jan  [ ] Write" in shown


@pytest.mark.usefixtures("lived")
def test_a_week_is_named_by_its_distance_or_by_a_day() -> None:
    this = did("agenda", "--week", "0").stdout

    assert this.startswith("This week: Mon 9 Oct to Sun 15 Oct 2028\n")
    assert did("agenda", "--week", "2028-10-15").stdout == this
    assert did("agenda", "--week", "1").stdout.startswith("Next week: Mon 16 Oct")
    assert did("agenda", "--week", "-1").stdout.startswith("Last week: Mon 2 Oct")
    assert did("agenda", "--week", "-52").stdout.startswith("Week: Mon 11 Oct to Sun 17 Oct 2027")
    assert len(told("agenda", "--weeks", "9")["weeks"]) == 9


@pytest.mark.parametrize(
    ("word", "says"),
    [("soon", "neither a number of weeks"), ("2028-13-01", "neither a number of weeks"),
     ("--5", "neither a number"), ("9999", None), ("-9999", None)],
)  # fmt: skip
def test_a_week_that_cannot_be(word: str, says: str | None) -> None:
    result = run("agenda", "--start", "2026-08", "--week", word)

    assert result.exit_code == (0 if says is None else 2)
    assert says is None or says in result.stderr


@pytest.mark.usefixtures("lived")
def test_what_was_skipped_is_gone_and_what_was_moved_stands_on_its_new_day() -> None:
    entries = [one for week in told("agenda", "--weeks", "20")["weeks"] for one in week["items"]]
    by_name = {one["item"]: one for one in entries}

    assert "career-meeting@surgery" not in by_name
    moved = by_name["letter-email@surgery"]
    assert (moved["date"], moved["moved"], moved["state"]) == ("2028-10-23", True, "open")


@pytest.mark.usefixtures("lived")
def test_what_is_past_its_day_is_not_overdue_as_long_as_its_window_is_open() -> None:
    def behind() -> tuple[list[str], list[str]]:
        agenda = told("agenda")
        overdue, in_time = ([one["item"] for one in agenda[key]] for key in ("overdue", "in_time"))
        assert agenda["overdue"] == [one for one in agenda["overdue"] if one["until"] < day]
        assert agenda["in_time"] == [one for one in agenda["in_time"] if one["until"] >= day]
        return overdue, in_time

    for day, late, early in (
        ("2028-10-22", ["residents@surgery"], ["specialty-talks", "mentor-team"]),
        ("2028-10-23", ["specialty-talks", "residents@surgery"], ["mentor-team"]),
    ):
        with freeze_time(f"{day} 15:00"):
            overdue, in_time = behind()
        assert [one for one in overdue if one in late] == late
        assert [one for one in in_time if one in early] == early


def test_what_is_over_and_not_done_is_overdue_until_it_is_done_or_skipped(here: Path) -> None:
    (here / "student.yaml").write_text("id: 0123abc\nstart: 2028-08-07\nmatch_year: 2032\n")
    before = [one["item"] for one in told("agenda")["overdue"]]
    assert {"three-people#1", "advisor-intro", "advisor-meeting"} <= set(before)

    did("done", "advisor-intro")
    did("skip", "three-people#1")
    did("move", "advisor-meeting", "2028-10-12")

    after = [one["item"] for one in told("agenda")["overdue"]]
    assert after == [
        one for one in before if one not in {"advisor-intro", "three-people#1", "advisor-meeting"}
    ]


def test_a_checkpoint_says_what_is_still_open_before_it(here: Path) -> None:
    (here / "student.yaml").write_text("id: 0123abc\nstart: 2028-08-07\nmatch_year: 2032\n")
    check, *_ = told("agenda")["checkpoints"]
    missing = [one["item"] for one in check["missing"]]
    assert "advisor-intro" in missing

    did("done", "advisor-intro")

    again, *_ = told("agenda")["checkpoints"]
    assert (again["item"], again["date"]) == (check["item"], check["date"])
    assert [one["item"] for one in again["missing"]] == [
        one for one in missing if one != "advisor-intro"
    ]


def test_it_works_without_a_student_file_and_without_anything_remembered(here: Path) -> None:
    shown = did("agenda", "--start", "2028-08", "--weeks", "1", "--state", "nowhere").stdout

    assert "This week: Mon 9 Oct to Sun 15 Oct 2028" in shown
    assert not (here / "nowhere").exists()


def test_one_plan_of_fixed_hours(here: Path, golden: Golden) -> None:
    (here / "plan.yaml").write_text(
        "plan: p\ntitle: P\nupdated: 2026-01-01\nphases:\n  a:\n    title: A\n    from: start\n"
        "    until: 4 weeks after start\n    steps:\n"
        "      late: {event: Late, when: 2028-10-12, at: '17:30', minutes: 30}\n"
        "      early: {event: Early, when: 2028-10-12, at: '07:15', deadline: true}\n"
        "      gone: {event: A talk that was, when: 2028-10-10, at: '12:00'}\n"
        "      meet: {meeting: Somebody, when: 2028-10-09 to 2028-10-10}\n"
        "      look: {checkpoint: Enough?, when: 2028-10-20, checklist: [One, Two]}\n"
    )
    (here / "student.yaml").write_text("id: 1\nstart: 2028-10-02\nplans: [plan.yaml]\n")

    golden("agenda/hours.txt", did("agenda", "--weeks", "2").stdout)


# ---- progress ----------------------------------------------------------------------------------


NETWORK = """\
people:
  - {name: Dr. Reyes, role: mentor, since: 2027-01-12, programs: [Lakeside IM],
     log: [{date: 2028-09-01}]}
  - {name: Dr. Lee, role: mentor, since: 2028-05-02}
  - {name: Sam, role: resident, since: 2027-11-01, programs: [Hill IM]}
  - {name: Eva, role: resident, since: 2028-07-10}
  - {name: Kim, role: fellow}
  - {name: Ann, role: peer, since: 2027-07-29, programs: [Hill IM]}
programs:
  Hill IM: strong
  Coastal Med-Peds: none
"""


@pytest.fixture
def met(lived: Path) -> Path:
    """Likewise, with a network log."""
    (lived / "network.yaml").write_text(NETWORK, "utf-8")
    return lived


@pytest.mark.usefixtures("met")
def test_the_progress_in_the_middle_of_ms3(golden: Golden) -> None:
    golden("agenda/progress.txt", did("progress").stdout)


@pytest.mark.usefixtures("met")
def test_the_progress_for_other_programs(golden: Golden) -> None:
    golden("agenda/progress.json", did("progress", "--json").stdout)


@pytest.mark.usefixtures("met")
def test_nobody_of_the_log_is_named_in_the_progress() -> None:
    shown = did("progress").stdout + did("progress", "--json").stdout

    assert "Hill IM" in shown
    for name in ("Lee", "Sam", "Eva", "Kim", "Ann"):
        assert name not in shown


@pytest.mark.usefixtures("lived")
def test_the_network_is_left_out_where_there_is_no_log() -> None:
    shown, found = did("progress").stdout, told("progress")

    assert "Share of effort" in shown
    assert "Network" not in shown
    assert (found["network"], found["programs"]) == (None, [])


def test_a_plan_of_other_dates_has_no_curve(here: Path) -> None:
    (here / "student.yaml").write_text("id: 1\nstart: 2028-08-07\nplans: [mentorship]\n")
    (here / "network.yaml").write_text(NETWORK, "utf-8")

    shown, found = did("progress").stdout, told("progress")

    assert "Share of effort" not in shown
    assert "Hill IM" in shown
    assert found["effort"] == []
    assert (found["network"]["people"], found["network"]["curves"]) == (6, [])


def test_a_contact_on_a_day_to_come_is_told(met: Path) -> None:
    (met / "network.yaml").write_text(NETWORK.replace("2028-09-01", "2082-09-01"), "utf-8")

    for words in (("progress",), ("generate", "--format", "html")):
        result = run(*words)
        assert result.exit_code == 1
        assert "network.yaml:3:19: error: 2082-09-01 has not come yet [future]" in result.stderr


@pytest.mark.usefixtures("lived")
def test_every_item_is_counted_once() -> None:
    found = told("progress")

    places = ("done", "open", "over", "skipped")
    assert sum(found["all"][place] for place in places) == len(days())
    for place in places:
        assert found["all"][place] == sum(one[place] for one in found["stages"])
        for stage in found["stages"]:
            assert stage[place] == sum(one[place] for one in stage["phases"])


@pytest.mark.usefixtures("lived")
def test_letters_count_when_the_step_that_says_so_is_done() -> None:
    before = told("progress")["letters"]

    did("done", "ask-letter@surgery", "letter-email@surgery")
    did("skip", "away-letter")

    assert told("progress")["letters"] == {
        "asked": before["asked"] + 1,
        "confirmed": before["confirmed"] + 1,
        "to_ask": before["to_ask"] - 2,
    }
