"""The real command is killed at every request that it makes to Google; the next run mends it."""

import json
from pathlib import Path

import pytest

from tests.contract.goog import settings_of, sign_in
from tests.google_double.server import Double, running
from tests.google_double.world import World
from tests.lab.process import KILLED, Desk, QuickDesk, Running
from tests.system.google import EVENTS, PLAN, STUDENT, TARGET

#: No run of these sizes makes more requests.
MANY = 30
SHORT = PLAN.replace("      often: {task: Often, when: weeks 8-12, every: week}\n", "")
CHANGED = SHORT.replace("task: One", "task: Number one").replace("event: Four", "event: No. 4")
CHANGED = CHANGED.replace("      two: {message: Two, when: 2 weeks after one}\n", "")
BEFORE_AND_AFTER = pytest.mark.parametrize(
    "applied", [pytest.param(False, id="before"), pytest.param(True, id="after")]
)


def desk_of(google: Double, folder: Path, target: str = TARGET) -> Desk:
    """Return a computer whose student has signed in, at an account with nothing in it."""
    desk = QuickDesk(folder=folder, env={"ROADMAP_SYNC_TEST_GOOGLE": google.url})
    desk.write("plan.yaml", SHORT)
    desk.write("student.yaml", STUDENT + target)
    google.world = World()
    google.student._world = google.world
    google.token = google.world.accounts.issue(forever=True).token
    sign_in(settings_of(desk.home / ".local/state/roadmap-sync"), google)
    return desk


def killed(
    google: Double, desk: Desk, *, at: int, applied: bool, method: str = "*"
) -> int:  # fmt: skip
    """Run ``sync``, kill it at a request of some kind, and return how it ended."""
    ready: list[Running] = []

    def kill() -> None:
        while not ready:
            pass
        ready[0].kill()

    hook = {"after": kill} if applied else {"before": kill}
    fault = google.fault("meanwhile", method=method, skip=at, **hook)
    ready.append(Running(desk, ("sync",), {}))
    ended = ready[0].wait()
    if fault in google.world.faults:
        google.world.faults.remove(fault)
    return ended.code


def held(google: Double) -> str:
    """Return everything that lives in the account, as far as a student can tell the difference."""
    found = []
    for box in [*google.world.calendars.values(), *google.world.lists.values()]:
        name = box.row.data.get("summary") or box.row.data["title"]
        for row in box.items.values():
            if row.data["status"] != "cancelled" and not row.data.get("deleted"):
                words = ("summary", "title", "description", "notes", "start", "end", "due")
                found.append([name, *(row.data.get(word) for word in words)])
        found.append([name])
    return json.dumps(sorted(found, key=str), indent=1)


def sync(desk: Desk) -> None:
    ended = desk.run("sync")
    assert ended.code == 0, ended.words


@BEFORE_AND_AFTER
def test_a_first_push_that_was_killed_anywhere(tmp_path: Path, *, applied: bool) -> None:
    with running() as google:
        desk = desk_of(google, tmp_path / "whole")
        sync(desk)
        wanted = held(google)

        for at in range(MANY):
            desk = desk_of(google, tmp_path / f"desk-{at}")
            code = killed(google, desk, at=at, applied=applied)
            if code == 0:
                break
            assert code == KILLED

            sync(desk)

            assert held(google) == wanted, f"killed at request {at}"
        assert 7 < at < MANY


@BEFORE_AND_AFTER
def test_a_run_of_changes_that_was_killed_anywhere(tmp_path: Path, *, applied: bool) -> None:
    """Two versions of the plan take turns; each switch is killed one request later."""
    versions = [SHORT, CHANGED]
    with running() as google:
        desk = desk_of(google, tmp_path)
        sync(desk)
        google.student.edit("Roadmap", "Three", {"summary": "Mine"})
        wanted = []
        for number in (1, 0, 1, 0):
            desk.write("plan.yaml", versions[number])
            sync(desk)
            wanted.append(held(google))
        assert wanted[:2] == wanted[2:]
        assert wanted[0] != wanted[1]

        for at in range(MANY):
            desk.write("plan.yaml", versions[(at + 1) % 2])
            code = killed(google, desk, at=at, applied=applied)
            if code == 0:
                break
            assert code == KILLED

            sync(desk)

            assert held(google) == wanted[at % 2], f"killed at request {at}"
        assert 4 < at < MANY


@BEFORE_AND_AFTER
def test_a_move_from_tasks_to_events_that_was_killed_anywhere(
    tmp_path: Path, *, applied: bool
) -> None:
    targets = [TARGET, EVENTS]
    with running() as google:
        desk = desk_of(google, tmp_path)
        sync(desk)
        wanted = []
        for number in (1, 0):
            desk.write("student.yaml", STUDENT + targets[number])
            sync(desk)
            wanted.append(held(google))

        for at in range(MANY):
            desk.write("student.yaml", STUDENT + targets[(at + 1) % 2])
            code = killed(google, desk, at=at, applied=applied)
            if code == 0:
                break
            assert code == KILLED

            sync(desk)

            assert held(google) == wanted[at % 2], f"killed at request {at}"
        assert 4 < at < MANY


def half_moved(google: Double, folder: Path, before: str, after: str) -> tuple[Desk, str]:
    """Return a computer that was killed once 'One' was there twice, and what was there before."""
    desk = desk_of(google, folder, before)
    sync(desk)
    whole = held(google)
    desk.write("student.yaml", STUDENT + after)
    made = "tasks.tasks.insert" if after is TARGET else "calendar.events.insert"
    assert killed(google, desk, at=0, applied=True, method=made) == KILLED
    assert held(google).count('"One"') == 2
    return desk, whole


def titles(google: Double) -> dict[str, list[str]]:
    """Return what lives in the calendar and in the list, by title."""
    return {
        where: sorted(one.get("summary") or one["title"] for one in google.student.read(where))
        for where in ("Roadmap", "Roadmap-tasks")
    }


@pytest.mark.parametrize(("before", "after"), [(EVENTS, TARGET), (TARGET, EVENTS)])
def test_settings_that_go_back_while_an_item_is_there_twice(
    tmp_path: Path, before: str, after: str
) -> None:
    """The list is none of the settings' any more, and the computer never remembered it."""
    with running() as google:
        desk, whole = half_moved(google, tmp_path, before, after)
        desk.write("student.yaml", STUDENT + before)

        sync(desk)

        now, then = json.loads(held(google)), json.loads(whole)
        assert [one for one in now if one != ["Roadmap-tasks"]] == [
            one for one in then if one != ["Roadmap-tasks"]
        ]
        assert "nothing to do" in desk.run("sync").words


def test_what_the_student_does_with_an_item_that_is_there_twice(tmp_path: Path) -> None:
    with running() as google:
        desk, _ = half_moved(google, tmp_path, EVENTS, TARGET)
        [task] = google.student.read("Roadmap-tasks")
        google.student.edit("Roadmap-tasks", "One", {"status": "completed", "title": "Mine"})
        desk.write("plan.yaml", SHORT.replace("task: One", "task: Number one"))

        sync(desk)

        assert titles(google) == {"Roadmap": ["Four", "Three"], "Roadmap-tasks": ["Mine", "Two"]}
        [after] = [one for one in google.student.read("Roadmap-tasks") if one["id"] == task["id"]]
        assert after["status"] == "completed"
        assert "nothing to do" in desk.run("sync").words


@pytest.mark.parametrize(("before", "after"), [(EVENTS, TARGET), (TARGET, EVENTS)])
def test_a_plan_that_drops_what_is_there_twice(tmp_path: Path, before: str, after: str) -> None:
    with running() as google:
        desk, _ = half_moved(google, tmp_path, before, after)
        plan = SHORT.replace("      one: {task: One", "      uno: {task: Uno")
        desk.write("plan.yaml", plan.replace("after one}", "after uno}"))

        sync(desk)

        every = [title for found in titles(google).values() for title in found]
        assert sorted(every) == ["Four", "Three", "Two", "Uno"]
