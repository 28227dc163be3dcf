"""``sync`` with Google Calendar and Tasks, on the double: what it keeps, and what it asks."""

import subprocess
import sys
from collections import Counter
from math import ceil
from pathlib import Path

import pytest
from click.testing import Result

from tests.google_double.errors import Json
from tests.google_double.server import Double
from tests.system.commands import ROOT, run
from tests.system.google import EVENTS, STUDENT, TARGET, at_home, sign_in_kept

COUNT = 9  # three, four; one, two, and five times often


@pytest.fixture
def student(google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student who has signed in."""
    at_home(google, tmp_path, monkeypatch)
    sign_in_kept(google)
    return tmp_path


def sync(*words: str, code: int = 0) -> Result:
    result = run("sync", *words)
    assert result.exit_code == code, result.output
    return result


def events(google: Double) -> list[Json]:
    found = google.student.read(_calendar(google))
    return sorted(found, key=lambda one: str(one["start"]))


def tasks(google: Double) -> list[Json]:
    return sorted(google.student.read("Roadmap-tasks"), key=lambda one: str(one.get("due")))


def _calendar(google: Double) -> str:
    [name] = [
        name for name, box in google.world.calendars.items()
        if "roadmap-sync:" in str(box.row.data.get("description"))
    ]  # fmt: skip
    return name


def titles(google: Double) -> list[str]:
    return sorted(
        [str(one["summary"]) for one in events(google)]
        + [str(one["title"]) for one in tasks(google)]
    )


def requests(google: Double) -> int:
    """Return how many requests went to the APIs; those for a new token are counted apart."""
    return google.log.requests() - google.log.calls("oauth.token")


def replan(folder: Path, before: str, after: str) -> None:
    path = folder / "plan.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


@pytest.mark.usefixtures("student")
def test_events_and_tasks_come_to_their_places(google: Double) -> None:
    sync()

    assert [one["summary"] for one in events(google)] == ["Four", "Three"]
    three = events(google)[1]
    assert three["start"] == {
        "dateTime": "2060-11-05T17:30:00-05:00", "timeZone": "America/Chicago"
    }  # fmt: skip
    assert three["transparency"] == "opaque"
    assert "attendees" not in three
    assert Counter(str(one["title"]) for one in tasks(google)) == {"One": 1, "Two": 1, "Often": 5}
    [entry] = [one for one in google.world.calendars.values() if one.row.data.get("description")]
    assert entry.row.data["timeZone"] == "America/Chicago"


@pytest.mark.usefixtures("student")
def test_the_next_task_stands_on_top(google: Double) -> None:
    sync()

    shown = sorted(tasks(google), key=lambda one: str(one["position"]))
    assert [one["due"] for one in shown] == sorted(str(one["due"]) for one in shown)


@pytest.mark.usefixtures("student")
def test_nothing_changed_is_one_request_for_the_calendar_and_one_for_the_list(
    google: Double,
) -> None:
    sync()
    for _ in range(3):
        google.log.clear()

        sync()

        assert requests(google) == 2, google.log.summary()
        assert [one.verb for one in google.log.entries] == ["GET", "GET"]


def test_with_tasks_as_events_it_is_one_request(google: Double, student: Path) -> None:
    (student / "student.yaml").write_text(STUDENT + EVENTS, "utf-8")
    sync()
    for _ in range(2):
        google.log.clear()

        sync()

        assert requests(google) == 1


@pytest.mark.parametrize(("steps", "weekly"), [(120, 30), (70, 0)])
def test_a_first_push_is_batches_and_tasks_and_at_most_four_requests(
    google: Double, student: Path, steps: int, weekly: int
) -> None:
    many = "".join(f"      e{n}: {{event: E{n}, when: week {n % 18 + 1}}}\n" for n in range(steps))
    more = "".join(f"      t{n}: {{task: T{n}, when: week {n % 18 + 1}}}\n" for n in range(weekly))
    replan(student, "    steps:\n", f"    steps:\n{many}{more}")

    sync()

    number, todos = len(events(google)), len(tasks(google)) if weekly else 7
    assert number == steps + 2
    assert requests(google) <= ceil(number / 50) + todos + 4
    assert google.log.calls("calendar.events.insert") == number


def test_what_the_student_did_stays(google: Double, student: Path) -> None:
    sync()
    calendar, hand = _calendar(google), google.student
    hand.edit(calendar, "Four", {"summary": "Mine"})
    hand.move(calendar, "Three", days=3)
    hand.edit("Roadmap-tasks", "One", {"title": "My one"})
    hand.move("Roadmap-tasks", "Two", days=2)
    often = [one for one in tasks(google) if one["title"] == "Often"]
    hand.complete("Roadmap-tasks", often[0]["id"])
    hand.delete("Roadmap-tasks", often[1]["id"])
    hand.insert(calendar, {"summary": "Dinner", "start": {"date": "2060-09-01"},
                           "end": {"date": "2060-09-02"}})  # fmt: skip
    hand.insert("Roadmap-tasks", {"title": "Milk"})
    before = events(google), tasks(google)

    sync()

    assert (events(google), tasks(google)) == before
    replan(student, "event: Three", "event: Number three")
    replan(student, "task: One", "task: Number one")
    sync()
    assert "Number three" in titles(google)
    assert {"Mine", "My one", "Dinner", "Milk"} <= set(titles(google))
    assert events(google)[-1]["start"]["dateTime"].startswith("2060-11-08")
    done = [one for one in tasks(google) if one.get("status") == "completed"]
    assert [one["id"] for one in done] == [often[0]["id"]]
    assert "1 done" in run("status").output


def test_notes_that_were_edited_in_googles_own_editor_stay(google: Double, student: Path) -> None:
    sync()
    four = events(google)[0]
    lines = [*str(four["description"]).replace("&", "&amp;").split("\n"), "I called <b>her</b>"]
    google.student.edit(_calendar(google), "Four", {"description": "<br>".join(lines)})

    sync()
    replan(student, "when: week 9", "when: week 9, notes: New words of the plan")
    sync()

    text = str(events(google)[0]["description"])
    assert "New words of the plan" in text
    assert "I called <b>her</b>" in text


@pytest.mark.usefixtures("student")
def test_what_is_deleted_stays_deleted_and_can_be_restored(google: Double) -> None:
    sync()
    google.student.delete(_calendar(google), "Four")
    google.student.delete("Roadmap-tasks", "One")
    for _ in range(2):
        sync()
        assert not {"Four", "One"} & set(titles(google))

    assert run("restore", "four").exit_code == 0
    assert run("restore", "one").exit_code == 0
    sync()

    assert titles(google).count("Four") == titles(google).count("One") == 1
    google.log.clear()
    sync()
    assert requests(google) == 2


@pytest.mark.usefixtures("student")
def test_a_lost_ledger_learns_from_the_bin_what_was_deleted(google: Double, home: Path) -> None:
    sync()
    google.student.delete(_calendar(google), "Four")
    google.student.delete("Roadmap-tasks", "One")
    google.student.edit("Roadmap-tasks", "Two", {"title": "Mine"})
    sync()
    lose_ledger(home)

    sync()
    sync()

    assert not {"Four", "One"} & set(titles(google))
    assert titles(google).count("Mine") == 1
    assert len(titles(google)) == COUNT - 2


@pytest.mark.usefixtures("student")
def test_what_was_emptied_or_forgotten_can_be_filled_again(google: Double) -> None:
    sync()
    before = titles(google)
    assert run("empty", "google", "--yes").exit_code == 0
    assert titles(google) == []

    sync()
    assert titles(google) == before

    for one in events(google):
        google.student.delete(_calendar(google), one["id"])
    assert run("forget", "google").exit_code == 0
    sync()
    assert titles(google) == before


def test_what_the_plan_drops_and_takes_back_comes_and_goes(google: Double, student: Path) -> None:
    sync()
    before = titles(google)
    four = "      four: {event: Four, when: week 9}\n"
    replan(student, four, "")
    sync()
    assert "Four" not in titles(google)

    replan(student, "      often", f"{four}      often")
    sync()

    assert titles(google) == before


def test_tasks_become_events_and_back_without_doubling(google: Double, student: Path) -> None:
    sync()
    before = titles(google)
    google.student.move("Roadmap-tasks", "Two", days=2)
    moved = [one["due"][:10] for one in tasks(google) if one["title"] == "Two"]
    (student / "student.yaml").write_text(STUDENT + EVENTS, "utf-8")

    sync()

    assert [str(one["summary"]) for one in events(google)] != []
    assert sorted(str(one["summary"]) for one in events(google)) == before
    [two] = [one for one in events(google) if one["summary"] == "Two"]
    assert [two["start"]["date"]] == moved
    google.log.clear()
    sync()
    assert requests(google) == 1

    (student / "student.yaml").write_text(STUDENT + TARGET, "utf-8")
    sync()
    assert titles(google) == before
    sync()
    assert titles(google) == before


@pytest.mark.usefixtures("student")
def test_a_calendar_that_was_deleted_is_asked_about(google: Double) -> None:
    sync()
    google.student.delete_calendar(_calendar(google))

    result = sync(code=3)

    assert "is not there any more" in result.output
    assert "roadmap-sync forget google" in result.output
    assert run("forget", "google").exit_code == 0
    sync()
    assert len(events(google)) == 2


@pytest.mark.usefixtures("student")
def test_a_list_that_was_deleted_is_asked_about(google: Double) -> None:
    sync()
    google.student.delete_calendar("Roadmap-tasks")

    assert "the task list 'Roadmap-tasks' is not there any more" in sync(code=3).output
    assert len(events(google)) == 2


@pytest.mark.usefixtures("student")
def test_a_calendar_that_was_renamed_is_found_again(google: Double, home: Path) -> None:
    sync()
    google.student.edit_calendar(_calendar(google), {"summary": "Med school"})
    google.student.new_calendar("Roadmap")
    lose_ledger(home)

    sync()

    assert google.log.calls("calendar.calendars.insert") == 1
    assert len(events(google)) == 2
    assert google.student.read("Roadmap") == []


@pytest.mark.usefixtures("student")
def test_a_sync_token_that_ran_out_is_a_full_listing(google: Double) -> None:
    sync()
    sync()
    google.world.generation += 1
    google.student.edit(_calendar(google), "Four", {"summary": "Mine"})
    google.log.clear()

    sync()

    assert requests(google) == 3
    assert "Mine" in titles(google)


@pytest.mark.usefixtures("student")
def test_a_calendar_of_another_client_is_explained(google: Double, home: Path) -> None:
    sync()
    google.world.calendars[_calendar(google)].made_by = "another"
    lose_ledger(home)

    assert "made with another OAuth client" in sync(code=3).output


@pytest.mark.usefixtures("student")
def test_no_more_calendars_today(google: Double) -> None:
    google.world.limits.calendars = 0

    result = sync(code=4)

    assert "no more calendars today" in result.output
    google.world.limits.calendars = 1
    sync()
    assert len(titles(google)) == COUNT


@pytest.mark.usefixtures("student")
def test_a_dry_run_writes_nothing(google: Double) -> None:
    sync("--dry-run")

    assert {one.verb for one in google.log.entries} == {"GET"}


@pytest.mark.usefixtures("student")
def test_a_try_reads_and_writes_and_leaves_nothing(google: Double) -> None:
    sync()
    before = titles(google)

    result = run("targets", "google", "--write")

    assert result.exit_code == 0, result.output
    assert "taken off again" in result.output
    assert titles(google) == before


def test_the_servers_clock_need_not_be_ours(google: Double, student: Path) -> None:
    from datetime import timedelta

    google.world.offset = timedelta(minutes=-50)
    sync()
    google.student.edit("Roadmap-tasks", "One", {"title": "Mine"})
    sync()
    replan(student, "task: One", "task: Number one")
    sync()

    assert "Mine" in titles(google)
    assert "Number one" not in titles(google)


def lose_ledger(home: Path) -> None:
    found = list(home.rglob("*.ledger*"))
    assert found
    for path in found:
        path.unlink()


@pytest.mark.parametrize(
    "words",
    ["generate --start 2026-08 --output -", "sync feed", "check student.yaml", "targets"],
)
def test_who_does_not_use_google_does_not_load_it(student: Path, words: str) -> None:
    feed = "  feed: {kind: file, path: f.ics}\n"
    (student / "student.yaml").write_text(f"{STUDENT}{TARGET}{feed}", "utf-8")
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['roadmap-sync', *{words.split()!r}]\n"
        "try:\n    runpy.run_module('roadmap_sync', run_name='__main__')\n"
        "except SystemExit as error:\n    assert not error.code, error.code\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "found = loaded & {'googleapiclient', 'google', 'google_auth_httplib2', 'httplib2'}\n"
        "sys.exit(f'loaded: {found}' if found else 0)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=student, capture_output=True, text=True, timeout=60,
        env={"PYTHONPATH": str(ROOT), "HOME": str(student), "PYTHONUTF8": "1", "PATH": "/usr/bin"},
        check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
