"""The commands about calendars, from words typed to files, exit codes and what is said."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from freezegun import freeze_time
from msgspec.structs import replace

from roadmap_sync.cli import syncing
from roadmap_sync.cli.main import COMMANDS
from roadmap_sync.errors import (
    DecisionError,
    OutputError,
    RefusedError,
    RoadmapError,
    SignInError,
    UnreachableError,
)
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.targets import opening
from roadmap_sync.targets.base import Outcome, Result, Target, Write
from tests.system.calendars import (
    FEED,
    PHONE,
    PLAN,
    PLANTED,
    STUDENT,
    TODAY,
    FakeCalendar,
    at_home,
    lend,
    lent,
    make_student,
    sync,
    synced,
)
from tests.system.commands import ROOT, run

SECOND = PHONE.replace("phone", "second").replace("d.example", "e.example")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with at_home(tmp_path, monkeypatch):
        yield tmp_path


@pytest.fixture
def phone(here: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    """A student with one calendar in memory."""
    make_student(here, PHONE)
    return lent(monkeypatch)


def events(path: Path) -> list[str]:
    return re.findall(r"^SUMMARY:(.*)\r$", path.read_bytes().decode(), re.MULTILINE)


# ---- what a run does ---------------------------------------------------------------------------


def test_a_first_run_writes_and_a_second_one_does_not(here: Path) -> None:
    first = sync()

    feed = here / "feed.ics"
    assert "feed: 8 created" in first.stdout
    assert len(events(feed)) == 8
    before = feed.read_bytes(), feed.stat().st_mtime_ns
    ledger = sorted((here.parent).rglob("*.ledger*"))
    with freeze_time("2026-09-02 12:00"):
        second = sync()
    assert second.stdout == "feed: nothing to do\n"
    assert second.stderr == ""
    assert (feed.read_bytes(), feed.stat().st_mtime_ns) == before
    assert ledger == sorted((here.parent).rglob("*.ledger*"))


def test_quiet_is_silent_and_says_what_a_person_must_do(here: Path) -> None:
    assert sync("--quiet").output == ""
    assert sync("--quiet").output == ""

    (here / "feed.ics").unlink()
    result = sync("--quiet", exit_code=3)
    assert result.stdout == ""
    assert "is gone or empty" in result.stderr
    assert "roadmap-sync forget feed" in result.stderr


@pytest.mark.parametrize("change", ["first", "edits"])
def test_a_dry_run_says_exactly_what_a_run_does(
    phone: FakeCalendar, here: Path, change: str
) -> None:
    if change == "edits":
        sync()
        phone.retitle("one", "Mine")
        phone.remove(phone.named("two"))
        plan = PLAN.replace("Three", "Third").replace("weeks 8-12, every", "weeks 9-11, every")
        make_student(here, PHONE, plan=plan)
    items, pushed = dict(phone.items), len(phone.pushed)
    state = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}

    dry = synced("--dry-run")

    assert phone.items == items
    assert len(phone.pushed) == pushed
    assert state == {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    real = synced()
    [told], [done] = dry["targets"], real["targets"]
    assert [one.pop("result") for one in done["writes"]] == ["done"] * len(done["writes"])
    assert [one.pop("why_not") for one in done["writes"]] == [""] * len(done["writes"])
    assert told == done
    assert len(phone.pushed) - pushed == len(done["writes"]) > 2
    assert [one["uid"] for one in done["writes"]] == sorted(
        (one["uid"] for one in done["writes"]),
        key=[one.uid for one in phone.pushed[pushed:]].index,
    )
    assert (dry["dry_run"], real["dry_run"]) == (True, False)


def test_what_is_shown_to_people(phone: FakeCalendar, here: Path) -> None:
    dry = sync("--dry-run").stdout.splitlines()
    assert dry[0] == "phone: 8 to create (nothing was written)"
    assert dry[1] == "  + 2026-09-16  One  one  (it was not on this calendar)"

    sync()
    phone.retitle("one", "Mine")
    make_student(
        here, PHONE, plan=PLAN.replace('at: "17:30"', 'at: "18:30"').replace("two:", "zwei:")
    )
    shown = sync().stdout.splitlines()

    assert shown[0] == "phone: 1 created, 1 updated, 1 deleted"
    [line] = [
        line for line in shown if line.startswith("  ~ 2026-11-05  Three  three  (moves from ")
    ]
    assert "17:30" in line
    assert "18:30" in line
    assert any(
        line.startswith("  + ") and "(it was not on this calendar)" in line for line in shown
    )
    assert any(line.startswith("  - ") and "(the plan has it no more)" in line for line in shown)
    assert "  = 2026-09-16  Mine  one  (you changed its title)" in shown


def test_long_lists_are_shortened_unless_asked(here: Path) -> None:
    make_student(
        here, FEED, plan=PLAN.replace("weeks 8-12, every: week", "weeks 4-20, every: week")
    )

    short, long = sync("--dry-run").stdout, sync("--dry-run", "--verbose").stdout

    assert len(short.splitlines()) == 1 + 12 + 1
    assert "more to create (--verbose shows all)" in short
    assert len(long.splitlines()) == 1 + len(synced("--dry-run")["targets"][0]["writes"]) > 15


def test_what_the_student_did_is_kept(phone: FakeCalendar, here: Path) -> None:
    sync()
    phone.retitle("one", "Mine")
    gone = phone.named("two")
    phone.remove(gone)

    make_student(here, PHONE, plan=PLAN.replace("task: One", "task: Eins"))
    sync()

    seen = phone.items[phone.named("one")].seen
    assert seen is not None
    assert seen.content.title == "Mine"
    assert gone not in phone.items


def test_an_edit_in_the_file_survives_with_what_is_not_ours(here: Path) -> None:
    sync()
    feed = here / "feed.ics"
    lines = (
        "BEGIN:VEVENT",
        "UID:x@y",
        "DTSTART:20270101T100000Z",
        "SUMMARY:Dent",
        " ist",
        "END:VEVENT",
    )
    foreign = "".join(f"{line}\r\n" for line in lines).encode()
    data = feed.read_bytes().replace(b"SUMMARY:One", b"SUMMARY:Mine")
    feed.write_bytes(data.replace(b"END:VCALENDAR", foreign + b"END:VCALENDAR"))
    make_student(here, FEED, plan=PLAN.replace("task: One", "task: Eins").replace("Three", "Third"))

    sync()

    assert foreign in feed.read_bytes()
    assert "Mine" in events(feed)
    assert "Third" in events(feed)
    assert feed.read_bytes().count(b"BEGIN:VTIMEZONE") == 1
    assert sync().stdout.startswith("feed: nothing to do")


def test_a_file_of_generate_is_taken_over_not_doubled(here: Path) -> None:
    make_student(here)  # the file is a copy, until it is named as a target
    assert run("generate", "--output", "feed.ics", "--quiet").exit_code == 0

    make_student(here, FEED)
    sync()

    assert len(events(here / "feed.ics")) == 8
    assert sync().stdout == "feed: nothing to do\n"
    make_student(here, FEED, plan=PLAN.replace("task: One", "task: Eins, notes: Now with notes"))
    sync()
    assert b"Now with notes" in (here / "feed.ics").read_bytes()
    assert "Eins" in events(here / "feed.ics")


def test_tasks_are_what_the_student_says(here: Path) -> None:
    text = (here / "student.yaml").read_text("utf-8")
    (here / "student.yaml").write_text(text + "calendar: {tasks: todos}\n", "utf-8")
    sync()
    assert (here / "feed.ics").read_bytes().count(b"BEGIN:VTODO") == 7

    make_student(here, FEED.replace("feed.ics", "feed.ics, tasks: events"))
    result = sync()

    assert "7 updated" in result.stdout
    assert b"BEGIN:VTODO" not in (here / "feed.ics").read_bytes()
    assert len(events(here / "feed.ics")) == 8


def test_only_the_named_targets_are_synced(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_student(here, FEED, PHONE)
    lend(monkeypatch, calendar := FakeCalendar())

    sync("phone")

    assert len(calendar.items) == 8
    assert not (here / "feed.ics").exists()


# ---- how a run ends ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code"),
    [(SignInError("wrong password"), 6), (RefusedError("read-only"), 4),
     (DecisionError("two of that name"), 3), (UnreachableError("no answer"), 75)],
)  # fmt: skip
def test_an_error_of_a_calendar_ends_with_its_code(
    phone: FakeCalendar, error: RoadmapError, code: int
) -> None:
    phone.error = error

    result = sync(exit_code=code)

    assert result.stdout == "phone: nothing was done\n"
    assert result.stderr == f"roadmap-sync: phone: {error}\n"


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [(UnreachableError("a"), SignInError("b"), 6), (DecisionError("a"), RefusedError("b"), 4),
     (UnreachableError("a"), DecisionError("b"), 3)],
)  # fmt: skip
def test_the_worst_of_several_codes_counts_and_the_others_go_on(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: RoadmapError,
    second: RoadmapError,
    code: int,
) -> None:
    make_student(here, PHONE, SECOND, FEED)
    one, two = FakeCalendar("phone"), FakeCalendar("second")
    one.error, two.error = first, second
    lend(monkeypatch, one, two)

    assert "feed: 8 created" in sync(exit_code=code).stdout


def test_a_password_that_cannot_be_had_stops_only_its_target(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_student(here, PHONE, FEED)
    monkeypatch.delenv("DAV", raising=False)

    result = sync(exit_code=1)

    assert "feed: 8 created" in result.stdout
    assert "phone: the environment has no 'DAV'" in result.stderr
    assert "the environment has no 'DAV'" in run("status").stdout


def test_mistakes_in_all_files_are_told_at_once(here: Path) -> None:
    make_student(here, "  feed: {kind: file, pth: x}\n", plan=PLAN.replace("week 6", "wek 6"))

    result = sync(exit_code=1)

    assert "did you mean 'path'?" in result.stderr
    assert "plan.yaml" in result.stderr
    assert result.stderr.endswith("roadmap-sync: 3 errors\n")


def test_wrong_use(here: Path) -> None:
    assert "did you mean 'feed'?" in sync("fed", exit_code=2).stderr
    (here / "student.yaml").unlink()
    assert "roadmap-sync init makes one" in sync(exit_code=2).stderr


def test_without_targets_there_is_an_example_to_paste(here: Path) -> None:
    (here / "student.yaml").write_text(STUDENT.replace("targets:\n", ""), "utf-8")

    result = sync(exit_code=1)

    assert "targets:\n  feed: {kind: file, path: ~/roadmap.ics}" in result.stderr
    pasted = result.stderr[result.stderr.index("targets:\n") :].split("\n\n")[0]
    (here / "student.yaml").write_text(STUDENT.replace("targets:\n", pasted + "\n"), "utf-8")
    assert run("check", "student.yaml").exit_code == 0


def test_a_student_without_an_id_is_told_what_to_write(here: Path) -> None:
    text = (here / "student.yaml").read_text("utf-8")
    (here / "student.yaml").write_text(text.replace("id: 0123abc\n", ""), "utf-8")

    first, second = sync(exit_code=1), run("status")
    checked = run("check")

    assert second.stderr == first.stderr
    said = first.stderr.partition("error: ")[2].partition("roadmap-sync: ")[0]
    assert f"warning: {said}student.yaml: ok" in checked.stdout
    command = re.search(r"hint: (roadmap-sync set id new) {4}\(or, if", said)
    assert command is not None
    assert run(*command[1].split()[1:]).exit_code == 0
    assert "8 created" in sync().stdout
    assert "no-id" not in run("check").output


def test_the_word_for_an_id_names_the_file_if_it_must(here: Path) -> None:
    text = (here / "student.yaml").read_text("utf-8").replace("id: 0123abc\n", "")
    (here / "my file.yaml").write_text(text, "utf-8")
    named = ("--student", "my file.yaml")

    shown = run("check", "my file.yaml").stdout

    assert "set id me --student 'my file.yaml')" in shown
    assert run("set", "id", "me", *named).exit_code == 0
    assert run("sync", *named).exit_code == 0


def test_a_file_of_somebody_else_is_refused(here: Path) -> None:
    other = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:other\r\nEND:VCALENDAR\r\n"
    for data in (other, b"hello", other[:40]):
        (here / "feed.ics").write_bytes(data)
        sync(exit_code=4)
        assert (here / "feed.ics").read_bytes() == data


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_file_that_cannot_be_written_is_told(here: Path) -> None:
    make_student(here, FEED.replace("feed.ics", "nowhere/feed.ics"))
    for words in ((), ("--dry-run",)):
        said = sync(*words, exit_code=4)
        assert f"there is no folder {here / 'nowhere'}; make that folder" in said.stderr
        assert said.stdout == "feed: nothing was done\n"
    assert "feed: feed" not in run("status").stdout
    (here / "nowhere").mkdir()
    assert "8 created" in sync().stdout


def test_what_a_run_did_not_get_to_is_not_listed(phone: FakeCalendar) -> None:
    def fail(count: int) -> None:
        if count == 3:
            raise RefusedError("phone: it is full")

    phone.after = fail
    stopped = sync(exit_code=4)

    assert stopped.stdout.startswith("phone: 2 created, then it stopped\n")
    assert stopped.stdout.count("  + ") == 2
    assert stopped.stderr == "roadmap-sync: phone: it is full\n"
    assert ", it is full\n" in run("status").stdout


def test_what_another_item_stands_in_the_way_of_is_said_why(
    phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(writes: Sequence[Write], _stop: object) -> Iterator[Outcome]:
        for write in writes:
            yield Outcome(write=write, result=Result.EXISTS, reason="its uid is taken")

    monkeypatch.setattr(phone, "push", taken)

    words = sync(exit_code=4).stderr.splitlines()

    assert len(words) == 8
    assert words[0] == "phone: 'One' (one): its uid is taken"


def test_a_ledger_that_another_run_holds(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with Ledger.open(state, "0123abc"):
        result = sync("--state", str(state), exit_code=5)
        assert "another run" in result.stderr
        assert run("status", "--state", str(state)).exit_code == 0
        assert sync("--state", str(state), "--dry-run").exit_code == 0


def test_a_guard_stops_a_plan_that_yields_nothing(here: Path) -> None:
    sync()
    before = (here / "feed.ics").read_bytes()
    make_student(here, FEED, plan=PLAN.partition("      two")[0].replace("one:", "other:"))

    result = sync(exit_code=7)

    assert "8 of 8 items would be deleted" in result.stderr
    assert (here / "feed.ics").read_bytes() == before
    assert "1 created, 8 deleted" in sync("--max-delete", "8").stdout


def test_a_calendar_that_is_suddenly_empty_is_not_believed(phone: FakeCalendar) -> None:
    sync()
    for uid in list(phone.items):
        phone.remove(uid)

    result = sync(exit_code=7)

    assert "8 of 8 items are gone" in result.stderr
    assert len(phone.pushed) == 8
    run("forget", "phone")
    assert "8 created" in sync().stdout


def test_dropped_but_touched_is_left_and_asked_once(phone: FakeCalendar, here: Path) -> None:
    sync()
    phone.retitle("three", "Mine")
    make_student(here, PHONE, plan=re.sub(r"      three.*\n", "", PLAN))

    assert "it is yours now" in sync("--quiet", exit_code=3).stderr
    assert sync("--quiet").output == ""
    assert "  yours: three  (the plan dropped it)\n" in run("status").stdout


def test_no_answer_is_told_at_once_but_in_quiet_only_after_days(phone: FakeCalendar) -> None:
    sync()
    phone.error = UnreachableError("no answer")

    assert "no answer" in sync(exit_code=75).stderr
    assert sync("--quiet", exit_code=75).output == ""
    with freeze_time("2026-09-05 13:00"):
        assert "no answer" in sync("--quiet", exit_code=75).stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_after_the_write_in_flight(
    phone: FakeCalendar, number: signal.Signals, code: int
) -> None:
    before = signal.getsignal(number)
    phone.after = lambda count: os.kill(os.getpid(), number) if count == 3 else None

    told = synced(exit_code=code)

    assert signal.getsignal(number) is before
    assert len(phone.items) == 3
    results = [one["result"] for one in told["targets"][0]["writes"]]
    assert sorted(results) == ["done"] * 3 + ["unsent"] * 5
    assert "5 to create" in run("status").stdout
    assert "5 created" in sync().stdout
    assert len(phone.pushed) == 8
    assert sync().stdout == "phone: nothing to do\n"


def test_a_signal_before_the_first_write_leaves_all_as_it_is(
    phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = phone.pull

    def pulled(*words: object) -> object:
        os.kill(os.getpid(), signal.SIGTERM)
        return pull(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(phone, "pull", pulled)

    sync(exit_code=143)

    assert phone.pushed == []


def test_a_deadline_leaves_the_rest_to_the_next_run(phone: FakeCalendar) -> None:
    with freeze_time(TODAY) as frozen:

        def wait(_count: int) -> None:
            frozen.tick(40)

        phone.after = wait
        told = synced("--deadline", "100", exit_code=75)

    results = [one["result"] for one in told["targets"][0]["writes"]]
    assert results.count("done") == 3
    phone.after = lambda _count: None
    assert "5 created" in sync().stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM there")
def test_a_process_that_is_terminated_says_so(here: Path) -> None:
    """The password command waits; the first signal is noted, the program ends after it."""
    waiting = here / "waiting"
    code = (
        f"import time, pathlib; pathlib.Path({str(waiting)!r}).touch(); time.sleep(1.5); print(1)"
    )
    password = json.dumps([sys.executable, "-c", code])
    make_student(here, PHONE.replace("{env: DAV}", f"{{command: {password}}}"))
    process = subprocess.Popen(
        [sys.executable, "-m", "roadmap_sync", "sync"], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for _ in range(300):
        if waiting.exists():
            break
        time.sleep(0.05)

    process.terminate()
    out, err = process.communicate(timeout=60)

    assert process.returncode == 143, (out, err)
    assert "Traceback" not in err


# ---- secrets -----------------------------------------------------------------------------------


class _TelltaleError(RefusedError):
    """A server that repeats what was sent to it."""


def test_no_secret_is_ever_shown_or_stored(
    phone: FakeCalendar, here: Path, home: Path, tmp_path: Path
) -> None:
    said = []
    for error in (None, RefusedError(f"no {PLANTED}"), SignInError(f"{PLANTED}?"), None):
        phone.error = error
        for words in (("sync",), ("sync", "--quiet"), ("sync", "--json"), ("sync", "--dry-run"),
                      ("sync", "--verbose"), ("status",), ("status", "--json"), ("targets",),
                      ("targets", "--json"), ("targets", "phone"), ("targets", "phone", "--write"),
                      ("check", "student.yaml"), ("ledger", "path")):  # fmt: skip
            result = run(*words)
            said.append(result.stdout + result.stderr)
    assert any("[secret]" in text for text in said)

    files = [path for root in (here, home, tmp_path) for path in root.rglob("*") if path.is_file()]
    assert any(".ledger" in path.name for path in files)
    assert not [text for text in said if PLANTED in text]
    assert not [path for path in files if PLANTED.encode() in path.read_bytes()]


@pytest.mark.parametrize("words", [("generate", "--quiet"), ("check", "student.yaml"), ("status",),
                                   ("targets",), ("restore",), ("ledger", "path")])  # fmt: skip
def test_a_password_is_asked_for_only_where_it_is_needed(
    here: Path, words: tuple[str, ...]
) -> None:
    asked = here / "asked"
    code = json.dumps([sys.executable, "-c", f"open({str(asked)!r}, 'w')"])
    make_student(here, PHONE.replace("{env: DAV}", f"{{command: {code}}}"))

    assert run(*words).exit_code == 0
    assert not asked.exists()

    sync(exit_code=1)
    assert asked.exists()


# ---- the other commands ------------------------------------------------------------------------


def test_status_tells_what_is_there_to_tell(phone: FakeCalendar, here: Path) -> None:
    assert "phone (caldav): never synced\n  next run: 8 to create\n" in run("status").stdout
    sync()
    phone.retitle("three", "Mine")
    phone.remove(phone.named("two"))
    sync()
    make_student(here, PHONE, plan=PLAN.replace("task: Often", "task: Oft"))

    shown = run("status").stdout
    told = json.loads(run("status", "--json").stdout)

    assert "phone (caldav): last run Tue 1 Sep 2026 at 07:00 Chicago time, nothing to do" in shown
    assert "next run: 5 to update" in shown
    assert "yours: Mine  three  (title)" in shown
    assert "needs you" not in shown
    [target] = told["targets"]
    assert target["pending"] == {"create": 0, "update": 5, "delete": 0}
    assert target["last_run"] == target["last_good"] == "2026-09-01T12:00:00+00:00"
    assert [one["fields"] for one in target["kept"]] == [["title"]]
    [phase] = told["phases"]
    assert phase["title"] == "The first term"
    assert phase["skipped"] == 1
    assert len(phone.pushed) == 8


def test_status_counts_what_is_done_open_and_over(phone: FakeCalendar) -> None:
    sync()
    uid = phone.named("small/one")
    seen = phone.items[uid].seen
    assert seen is not None
    phone.retitle("small/one", seen.content.title)
    phone.put(uid, replace(seen, content=replace(seen.content, done=True)))
    with freeze_time("2026-10-15 12:00"):
        sync()
        [phase] = json.loads(run("status", "--json").stdout)["phases"]

    assert phase["done"] == 1
    assert phase["over"] + phase["open"] == 7
    assert phase["over"] > 0


def test_a_target_that_is_no_longer_in_the_file_can_be_forgotten(
    phone: FakeCalendar, here: Path
) -> None:
    sync()
    make_student(here, FEED)

    assert "roadmap-sync forget phone forgets it" in run("status").stdout
    result = run("forget", "phone")

    assert result.stdout == "phone: forgot 8 items; nothing on the calendar was touched\n"
    assert len(phone.items) == 8
    assert "phone" not in run("status").stdout
    assert "did you mean 'feed'?" in run("forget", "fed").stderr


def test_what_is_restored_on_one_calendar_after_the_other_comes_back_on_both(
    here: Path, phone: FakeCalendar
) -> None:
    make_student(here, PHONE, FEED)
    sync()
    run("skip", "two")
    sync()
    for target in ("phone", "feed"):
        assert run("restore", "two", "--target", target).exit_code == 0
        sync()

    assert "Two" in events(here / "feed.ics")
    assert phone.named("small/two") in phone.items
    make_student(here, PHONE, FEED, plan=PLAN.replace("task: One", "task: Uno"))
    assert "1 updated" in sync().stdout


def test_a_student_file_with_mistakes_asks_nobody_for_anything(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "open_target", lambda *_: pytest.fail("a calendar was opened"))
    make_student(here, PHONE, "nonsense: 1\n")

    result = sync(exit_code=1)

    assert "'nonsense'" in result.stderr


def test_mistakes_of_the_plan_come_before_what_is_missing_for_it(here: Path) -> None:
    (here / "plan.yaml").write_text(PLAN.replace("week 6", "week x"), "utf-8")

    assert "[when-syntax]" in sync("nosuch", exit_code=1).stderr


def test_restore_puts_back_what_was_deleted(phone: FakeCalendar) -> None:
    sync()
    gone = phone.named("two")
    phone.remove(gone)
    sync()
    assert gone not in phone.items
    assert run("restore").stdout.endswith("  two  Two\n")

    assert "did you mean 'two'?" in run("restore", "tow").stderr
    assert run("restore", "one").stdout.startswith("one: you did not delete it")
    assert run("restore", "two").stdout.endswith("the next sync puts it back\n")
    assert "1 to create" in run("status").stdout

    assert "1 created" in sync().stdout
    assert gone in phone.items
    assert run("restore").stdout == "you have deleted nothing that the plan still has\n"
    assert sync().stdout == "phone: nothing to do\n"


def test_restore_on_one_target_leaves_the_other(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_student(here, PHONE, SECOND)
    one, two = FakeCalendar("phone"), FakeCalendar("second")
    lend(monkeypatch, one, two)
    sync()
    gone = one.named("two")
    one.remove(gone)
    sync()
    assert gone not in two.items

    assert run("restore", "two", "--target", "second").exit_code == 0
    sync()

    assert gone in two.items
    assert gone not in one.items
    assert run("restore", "two", "--target", "third").exit_code == 2


def test_restore_of_a_step_puts_back_all_of_its_items_that_were_deleted(
    phone: FakeCalendar,
) -> None:
    sync()
    assert run("restore", "often").stdout == (
        "often: you did not delete it, so there is nothing to put back\n"
    )
    for number in (1, 2, 4):
        phone.remove(phone.named(f"often#{number}"))
    phone.remove(phone.named("two"))
    sync()

    assert run("restore", "small/often#4").stdout.startswith("often#4: no longer counts")
    assert run("restore", "small/often", "often#1", "often").stdout == (
        "often#1: no longer counts as deleted; the next sync puts it back\n"
        "often#2: no longer counts as deleted; the next sync puts it back\n"
    )
    assert "3 created" in sync().stdout
    assert run("restore").stdout == "2026-09-30  two  Two\n"


def test_restore_all_puts_back_all_that_the_list_has(phone: FakeCalendar) -> None:
    nothing = "you have deleted nothing that the plan still has\n"
    assert run("restore", "--all").stdout == nothing
    sync()
    for name in ("one", "two", "often#1"):
        phone.remove(phone.named(name))
    sync()
    assert run("skip", "often#2").exit_code == 0
    with freeze_time("2026-09-20 12:00"):
        sync()
        listed = run("restore").stdout
        assert run("restore", "--all", "two").exit_code == 2
        assert run("restore").stdout == listed

        shown = run("restore", "--all").stdout.splitlines()

        first, *others = listed.splitlines()
        assert "  one  " in first
        assert shown[0] == f"{first}  (its day is over, so it stays away)"
        assert shown[1:] == [
            *others, "4 items no longer count as deleted; the next sync puts back 3",
        ]  # fmt: skip
        assert run("restore").stdout == nothing
        assert "3 created" in sync().stdout


def test_restore_all_on_one_target(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_student(here, PHONE, SECOND)
    one, two = FakeCalendar("phone"), FakeCalendar("second")
    lend(monkeypatch, one, two)
    sync()
    one.remove(one.named("two"))
    sync()
    assert run("restore", "--target", "second").stdout == run("restore").stdout
    assert (
        "\n1 item no longer counts as deleted; the next sync puts back 1\n"
        in run("restore", "--all", "--target", "second").stdout
    )
    sync()

    assert len(two.items) == 8
    assert len(one.items) == 7
    assert run("restore", "--target", "second").stdout.startswith("you have deleted nothing")
    assert run("restore", "two", "--target", "second").stdout.startswith("two: you did not")
    assert run("restore").stdout == run("restore", "--target", "phone").stdout
    assert "  two  " in run("restore").stdout


def test_restore_takes_several_names_or_none(phone: FakeCalendar) -> None:
    sync()
    for name in ("two", "often#1", "often#2"):
        phone.remove(phone.named(name))
    sync()

    assert run("restore", "two", "ofen#1").exit_code == 2
    assert run("restore").stdout.count("\n") == 3
    assert run("restore", "two", "often#1").stdout == (
        "two: no longer counts as deleted; the next sync puts it back\n"
        "often#1: no longer counts as deleted; the next sync puts it back\n"
    )
    assert "2 created" in sync().stdout
    assert run("restore").stdout.count("\n") == 1


def test_empty_takes_ours_and_leaves_the_rest(phone: FakeCalendar) -> None:
    sync()
    phone.retitle("one", "Mine")
    foreign = phone.put("x" * 32, phone.items[phone.named("three")].seen)  # type: ignore[arg-type]
    assert foreign.seen is not None
    phone.put(foreign.uid, replace(foreign.seen, marker=None))

    result = run("empty", "phone", "--yes")

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("phone: 7 items taken off\nleft, because you changed them")
    assert "  = 2026-09-16  Mine\n" in result.stdout
    assert set(phone.items) == {phone.named("one"), foreign.uid}
    assert run("empty", "phone", "--yes", "--all").stdout.startswith("phone: 1 item taken off\n")
    assert set(phone.items) == {foreign.uid}
    assert "never synced" in run("status").stdout
    assert "8 created" in sync().stdout  # nothing counts as deleted by the student


def test_empty_works_without_a_ledger_and_takes_the_past(phone: FakeCalendar) -> None:
    sync()
    for path in Path(run("ledger", "path").stdout.strip()).parent.glob("*"):
        path.unlink()

    with freeze_time("2026-12-24 12:00"):
        assert "8 items taken off" in run("empty", "phone", "--yes").stdout
    assert phone.items == {}


def test_empty_asks_first(phone: FakeCalendar) -> None:
    sync()

    result = run("empty", "phone")

    assert result.exit_code == 2
    assert "Take 8 items off the calendar of 'phone'?" in result.stderr
    assert len(phone.items) == 8
    assert sync().stdout == "phone: nothing to do\n"


def test_empty_of_a_file(here: Path) -> None:
    sync()

    assert run("empty", "feed", "--yes").exit_code == 0

    assert events(here / "feed.ics") == []


def test_a_ledger_is_rebuilt_from_the_calendar(phone: FakeCalendar) -> None:
    sync()
    phone.retitle("one", "Mine")
    phone.remove(phone.named("two"))
    sync()

    assert run("ledger", "rebuild").exit_code == 0
    sync()

    assert len(phone.pushed) == 8
    assert sync().stdout.startswith("phone: nothing to do")
    assert "yours: Mine" in run("status").stdout


def test_an_edit_outlives_a_lost_ledger_and_a_change_of_the_plan(
    phone: FakeCalendar, here: Path
) -> None:
    sync()
    phone.retitle("one", "Mine")
    sync()
    run("ledger", "rebuild")
    sync()

    make_student(here, PHONE, plan=PLAN.replace("task: One", "task: Eins"))
    sync()

    seen = phone.items[phone.named("one")].seen
    assert seen is not None
    assert seen.content.title == "Mine"


def test_a_state_folder_of_ones_own(tmp_path: Path) -> None:
    state = tmp_path / "a" / "b"

    sync("--state", str(state))

    path = Path(run("ledger", "path", "--state", str(state)).stdout.strip())
    assert path.parent == state
    assert path.exists()


def test_targets_lists_without_asking_and_tries_one(phone: FakeCalendar) -> None:
    assert "phone  caldav  tasks as todos   https://d.example/ Roadmap\n" in run("targets").stdout
    sync()

    result = run("targets", "phone")

    assert result.exit_code == 0
    assert "read  ok  8 in the calendar, 8 of them made by this program" in result.stdout
    assert len(phone.pushed) == 8
    assert "taken off again" in run("targets", "phone", "--write").stdout
    assert len(phone.items) == 8
    assert [one.verb for one in phone.pushed[8:]] == ["create", "delete"]


def test_targets_makes_nothing_unless_told(here: Path) -> None:
    told = run("targets", "feed").stdout
    assert "not there yet; the first sync makes it" in told
    assert "connect" not in told  # a file is no server
    assert not (here / "feed.ics").exists()

    assert "not there yet; it is made now" in run("targets", "feed", "--write").stdout
    assert events(here / "feed.ics") == []


@pytest.mark.parametrize(
    ("error", "step", "code"),
    [(SignInError("no"), "sign in", 6), (UnreachableError("no"), "connect", 75),
     (DecisionError("no"), "find", 3), (RefusedError("no"), "read", 4)],
)  # fmt: skip
def test_targets_says_which_step_fails(
    phone: FakeCalendar, error: RoadmapError, step: str, code: int
) -> None:
    phone.error = error

    result = run("targets", "phone", "--json")

    assert result.exit_code == code
    steps = json.loads(result.stdout)["steps"]
    assert steps[-1]["step"] == step
    assert [one["ok"] for one in steps] == [True] * (len(steps) - 1) + [False]
    assert steps[-1]["advice"]
    assert "hint: " in run("targets", "phone").stdout


def hints(name: str, *words: str) -> list[tuple[str, bool, str]]:
    """Try a target, and return the name of each step, whether it worked, and what to do."""
    steps = json.loads(run("targets", name, *words, "--json").stdout)["steps"]
    return [(one["step"], one["ok"], one["advice"]) for one in steps]


def test_a_file_has_hints_of_its_own(here: Path) -> None:
    feed = here / "away" / "feed.ics"
    make_student(here, FEED.replace("feed.ics", "away/feed.ics"))
    assert hints("feed") == [
        ("settings", True, ""),
        ("find", False,
         "make that folder or plug in its disk, or correct 'path:' in your student file"),
    ]  # fmt: skip
    assert "     find  no  the file " in run("targets", "feed").stdout

    feed.parent.mkdir()
    feed.write_text("hello", "utf-8")
    unread = [
        ("settings", True, ""),
        ("find", True, ""),
        ("read", False, "look at that file and at who may read it, or give another 'path:'"),
    ]
    assert hints("feed") == unread
    feed.unlink()
    feed.mkdir()
    assert hints("feed") == unread


def test_a_file_that_cannot_be_written_fails_where_it_is_made(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> bool:
        raise OutputError("feed.ics could not be written: there is no space left")

    monkeypatch.setattr("roadmap_sync.targets.file.write_over", full)

    assert hints("feed", "--write") == [
        ("settings", True, ""),
        ("find", True, ""),
        ("create", False,
         "look at who may write that file and into its folder, or give another 'path:'"),
    ]  # fmt: skip
    assert run("targets", "feed", "--write").exit_code == 4
    assert not (here / "feed.ics").exists()


def test_a_server_that_falls_silent_at_the_write_has_the_hint_for_that(
    phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_args: object) -> Iterator[Outcome]:
        raise UnreachableError("phone: no answer")

    monkeypatch.setattr(phone, "push", silent)

    assert hints("phone", "--write")[-1] == (
        "create", False, "look at 'url:' and at your network, then try again",
    )  # fmt: skip


def test_google_has_no_address_to_look_at(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    make_student(here, "  google: {kind: google}\n")

    def opened(*_args: object) -> Target:
        calendar = FakeCalendar("google")
        calendar.error = UnreachableError("google: no answer")
        return calendar

    monkeypatch.setattr(opening, "CONSTRUCTORS", {**opening.CONSTRUCTORS, "google": opened})

    assert hints("google")[-1] == ("connect", False, "look at your network, then try again")


def test_targets_says_that_the_settings_fail(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_student(here, PHONE, "  google: {kind: google}\n")
    monkeypatch.delenv("DAV", raising=False)

    assert run("targets", "phone").stdout.startswith(
        "  settings  no  phone: the environment has no"
    )
    result = run("targets", "google")
    assert result.exit_code == 6
    assert "sign in  no  google: you are not signed in to Google" in result.stdout


@pytest.mark.parametrize(
    "command",
    ["sync", "status", "targets", "restore", "empty", "forget", "ledger", "ledger path",
     "ledger rebuild"],
)  # fmt: skip
def test_every_help_teaches(command: str) -> None:
    result = run(*command.split(), "--help")

    assert result.exit_code == 0
    assert re.search(r"^  Examples?:\n    roadmap-sync ", result.output, re.MULTILINE)
    assert command.split(maxsplit=1)[0] in COMMANDS
