"""`done`, `undone`, `skip` and `move`: from words typed to every calendar, and back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from freezegun import freeze_time
from msgspec.structs import replace

from roadmap_sync.cli import desk as desks
from roadmap_sync.content import Content
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import State
from tests.lab.scene import Scene
from tests.system.calendars import (
    FEED,
    PHONE,
    PLAN,
    STUDENT,
    FakeCalendar,
    at_home,
    lent,
    make_student,
    sync,
)
from tests.system.commands import run
from tests.system.living import did, told


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with at_home(tmp_path, monkeypatch):
        yield tmp_path


@pytest.fixture
def phone(here: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    """A student with a calendar of to-dos in memory, and a file of events."""
    make_student(here, PHONE, FEED)
    return lent(monkeypatch)


def shown(calendar: FakeCalendar, word: str) -> Content:
    seen = calendar.items[calendar.named(word)].seen
    assert seen is not None
    return seen.content


def feed(here: Path) -> str:
    return (here / "feed.ics").read_bytes().decode().replace("\r\n ", "")


# ---- into the calendars ------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["synced before", "new calendars"])
def test_what_is_done_is_ticked_off_everywhere_and_undone_again(
    phone: FakeCalendar, here: Path, first: str
) -> None:
    if first == "synced before":
        sync()

    result = did("done", "one", "small/three")
    assert result.stdout == (
        "one: done  (One)\nthree: done  (Three)\nYour calendars follow with the next sync.\n"
    )
    sync()

    assert shown(phone, "one").done
    assert shown(phone, "three").done
    assert "SUMMARY:✓ One" in feed(here)
    assert "SUMMARY:✓ Three" in feed(here)
    assert "SUMMARY:Two" in feed(here)
    assert sync().stdout == "phone: nothing to do\nfeed: nothing to do\n"

    did("undone", "one")
    taken = "  ~ 2026-09-16  One  one  (tick taken off)\n"
    assert sync().stdout == f"phone: 1 updated\n{taken}feed: 1 updated\n{taken}"
    assert not shown(phone, "one").done
    assert shown(phone, "three").done
    assert "SUMMARY:One" in feed(here)
    assert sync().stdout == "phone: nothing to do\nfeed: nothing to do\n"


def test_what_is_skipped_goes_everywhere_and_comes_back_with_restore(
    phone: FakeCalendar, here: Path
) -> None:
    sync()

    did("skip", "two")
    sync()

    assert len(phone.items) == 7
    assert "SUMMARY:Two" not in feed(here)
    assert sync().stdout == "phone: nothing to do\nfeed: nothing to do\n"

    assert "two: no longer counts as deleted" in did("restore", "two").stdout
    sync()
    assert len(phone.items) == 8
    assert "SUMMARY:Two" in feed(here)


def test_what_is_skipped_before_the_first_run_is_never_written(phone: FakeCalendar) -> None:
    did("skip", "two", "often#1")

    sync()

    assert len(phone.items) == 6


def test_what_is_moved_stands_on_its_new_day_everywhere(phone: FakeCalendar, here: Path) -> None:
    sync()

    did("move", "one", "2026-09-19")
    did("move", "three", "2026-11-02")
    sync()

    assert shown(phone, "one").start.isoformat() == "2026-09-19"
    assert shown(phone, "three").start.isoformat() == "2026-11-02T17:30:00-06:00"
    assert "DTSTART;VALUE=DATE:20260919\r\nDTEND;VALUE=DATE:20260920" in feed(here)
    assert "DTSTART;TZID=America/Chicago:20261102T173000" in feed(here)
    assert sync().stdout == "phone: nothing to do\nfeed: nothing to do\n"


def test_an_event_moved_over_the_end_of_summer_time_keeps_its_hour(phone: FakeCalendar) -> None:
    sync()
    before = shown(phone, "three")

    did("move", "three", "2026-10-30")
    sync()

    after = shown(phone, "three")
    assert before.start.isoformat() == "2026-11-05T17:30:00-06:00"
    assert after.start.isoformat() == "2026-10-30T17:30:00-05:00"
    assert after.end - after.start == before.end - before.start


def test_a_moved_item_stays_when_the_plan_moves_and_the_date_is_told(
    phone: FakeCalendar, here: Path
) -> None:
    sync()
    did("move", "one", "2026-09-19")
    sync()
    assert "The plan's date is now" not in shown(phone, "one").notes
    assert "The plan's date is now" not in feed(here)

    make_student(here, PHONE, FEED, plan=PLAN.replace("when: week 6", "when: week 8"))
    sync()

    for notes in (shown(phone, "one").notes, feed(here)):
        assert notes.count("The plan's date is now ") == 1
        assert "You moved this yourself" in notes
    assert shown(phone, "one").start.isoformat() == "2026-09-19"
    assert "DTSTART;VALUE=DATE:20260919" in feed(here)
    assert "nothing to do" in sync().stdout


def test_what_is_moved_to_the_day_of_the_plan_follows_the_plan_again(
    phone: FakeCalendar, here: Path
) -> None:
    day = "2026-09-16"
    sync()
    assert shown(phone, "one").start.isoformat() == day
    did("move", "one", "2026-09-19")
    sync()

    did("move", "one", day)
    sync()
    assert shown(phone, "one").start.isoformat() == day

    make_student(here, PHONE, FEED, plan=PLAN.replace("when: week 6", "when: 2026-10-07"))
    sync()
    assert shown(phone, "one").start.isoformat() == "2026-10-07"
    assert "The plan's date" not in shown(phone, "one").notes


# ---- from the calendars ------------------------------------------------------------------------


def test_a_to_do_moved_in_a_calendar_is_no_second_move_in_a_file_of_events(
    phone: FakeCalendar, here: Path
) -> None:
    sync()
    seen = phone.items[phone.named("one")].seen
    assert seen is not None
    day = datetime(2026, 9, 20, tzinfo=UTC).date()
    phone.put(phone.named("one"), replace(seen, content=replace(seen.content, start=day, end=day)))

    sync()

    assert "DTSTART;VALUE=DATE:20260920" in feed(here)
    assert "The plan's date" not in feed(here)


def test_what_is_done_in_a_calendar_can_be_undone_by_command(
    phone: FakeCalendar, here: Path
) -> None:
    sync()
    seen = phone.items[phone.named("one")].seen
    assert seen is not None
    phone.put(phone.named("one"), replace(seen, content=replace(seen.content, done=True)))
    sync()
    assert "SUMMARY:✓ One" in feed(here)

    did("undone", "one")
    sync()

    assert not shown(phone, "one").done
    assert "SUMMARY:One" in feed(here)


@pytest.mark.parametrize("server", ["radicale"], indirect=True)
def test_on_a_real_server_both_ways(scene: Scene) -> None:
    scene.sync_well()
    ticked, moved, gone, event = (scene.title(number) for number in (5, 6, 7, 0))
    assert scene.desk.run("done", "step-005", "step-000").code == 0
    to = scene.today + timedelta(days=200)
    assert scene.desk.run("move", "step-006", to.isoformat()).code == 0
    assert scene.desk.run("skip", "step-007").code == 0

    scene.sync_well()

    assert "BEGIN:VTODO" in scene.phone.text(ticked)
    assert "STATUS:COMPLETED" in scene.phone.text(ticked)
    assert f"DUE;VALUE=DATE:{to:%Y%m%d}" in scene.phone.text(moved)
    assert gone not in scene.phone.titles()
    assert f"✓ {event}" in scene.phone.titles()
    scene.sync_well()
    assert scene.writes() == 0

    other = scene.title(6)
    scene.phone.complete(other, datetime(2026, 9, 1, tzinfo=UTC))
    scene.sync_well()
    week = scene.desk.run("agenda", "--week", to.isoformat())
    assert f"[x] {other}" in week.out
    assert scene.desk.run("undone", "step-005", "step-006").code == 0
    scene.sync_well()
    for title in (ticked, other):
        assert "STATUS:COMPLETED" not in scene.phone.text(title)
    scene.sync_well()
    assert scene.writes() == 0


# ---- why it is there --------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_explain_tells_what_the_student_did_beside_the_day_of_the_plan() -> None:
    did("move", "one", "2026-09-19")
    did("move", "three", "2026-11-09")
    did("skip", "often#2")
    did("done", "two")

    def day(name: str) -> str:
        return did("explain", name).stdout.splitlines()[1].strip()

    assert day("one") == "day  you moved it to Sat 2026-09-19; the plan says Wed 2026-09-16"
    assert day("two") == "day  Wed 2026-09-30"
    assert day("three") == (
        "day  you moved it to Mon 2026-11-09, 17:30; the plan says Thu 2026-11-05, 17:30 CST"
    )
    assert day("often#2").startswith("day  you deleted or skipped it; the plan says ")
    listed = did("explain", "often").stdout
    assert listed.count("often#") == 5
    assert "often#2  (you deleted or skipped it)" in listed
    assert "you moved" not in did("explain", "one", "--state", "elsewhere").stdout


# ---- names and troubles ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("done", "oen"), "there is no item 'oen'; did you mean 'one'?"),
        (("skip", "xyz"), "there is no item 'xyz'; roadmap-sync agenda tells the names"),
        (("undone", "small/on"), "there is no item 'small/on'"),
        (("move", "often", "2026-11-01"), "'often' can be one of: often#1, often#2, often#3"),
        (("move", "one", "tomorrow"), "'tomorrow' is not a date such as 2026-08-31"),
        (("move", "one"), "Missing argument 'YYYY-MM-DD'"),
        (("done",), "Missing argument 'ITEM...'"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_a_name_that_nobody_knows(words: tuple[str, ...], says: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.usefixtures("here")
def test_of_several_items_all_are_done_or_none() -> None:
    assert run("done", "one", "tow").exit_code == 2

    assert told("progress")["all"] == {"done": 0, "open": 8, "over": 0, "skipped": 0}


@pytest.mark.usefixtures("here")
def test_the_name_of_a_step_will_do_where_only_one_is_left() -> None:
    did("done", "often#1", "often#2", "often#3")
    did("skip", "often#4")

    assert did("done", "often").stdout.startswith("often#5: done")


def test_saying_it_twice_changes_nothing(here: Path) -> None:
    did("done", "one", "--state", "state")
    before = {path: path.read_bytes() for path in (here / "state").iterdir()}

    with freeze_time("2026-09-03"):
        again = did("done", "one", "one", "--state", "state").stdout

    assert again == "one: already done  (One)\n"
    assert {path: path.read_bytes() for path in (here / "state").iterdir()} == before
    with Ledger.open(here / "state", "0123abc", read_only=True) as ledger:
        [state] = ledger.states().values()
    assert state == State(done=True, at=datetime(2026, 9, 1, 12, tzinfo=UTC))
    assert did("undone", "two").stdout == "two: already not done  (Two)\n"


@pytest.mark.usefixtures("here")
def test_a_day_that_is_over_is_told() -> None:
    assert (
        "one: moved to Tue 25 Aug 2026, which is over  (One)"
        in did("move", "one", "2026-08-25").stdout
    )


def test_it_works_without_any_calendar(here: Path) -> None:
    (here / "student.yaml").write_text(STUDENT.replace("targets:\n", ""), "utf-8")

    assert did("done", "one").stdout == "one: done  (One)\n"
    assert told("progress")["all"]["done"] == 1


def test_without_an_id_nothing_is_remembered(here: Path) -> None:
    text = (here / "student.yaml").read_text("utf-8").replace("id: 0123abc\n", "")
    (here / "student.yaml").write_text(text, "utf-8")

    result = run("done", "one")

    assert result.exit_code == 1
    assert "hint: roadmap-sync set id new " in result.stderr


def test_while_another_run_is_at_work_it_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "_PATIENCE", 0.1)
    state = here / "state"

    with Ledger.open(state, "0123abc"):
        result = run("done", "one", "--state", str(state))
        assert run("agenda", "--state", str(state)).exit_code == 0

    assert result.exit_code == 5
    assert "another run of roadmap-sync is at work" in result.stderr
