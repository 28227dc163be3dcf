"""A network and a Google that fail at every place: nothing is lost, and nothing is there twice.

Counted at the server: each item is inserted once, whatever happens, and a POST that may have been
applied is never sent again before somebody looked.
"""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.google_double.faults import Kind
from tests.google_double.log import Entry
from tests.google_double.server import Double
from tests.system.commands import run
from tests.system.google import at_home, sign_in_kept

EVENTS = ["Four", "Three"]
TASKS = ["Often"] * 5 + ["One", "Two"]
#: What may happen to a request: it was not applied, or it was, or half an answer came.
FAULTS: dict[str, tuple[Kind, dict[str, Any]]] = {
    "dropped before": ("drop_before", {}),
    "dropped after": ("drop_after", {}),
    "failed before": ("status", {"status": 503}),
    "failed after": ("status", {"status": 503, "applied": True}),
    "failed as 500": ("status", {"status": 500, "applied": True}),
    "cut off": ("cut", {}),
    "a page of the network": ("html", {}),
    "too slow": ("slow", {"seconds": 3}),
    "rate of the user": ("status", {"status": 403, "reason": "userRateLimitExceeded"}),
    "rate": ("status", {"status": 403, "reason": "rateLimitExceeded"}),
    "too many": ("status", {"status": 429, "retry_after": "1"}),
    "unauthorized": ("status", {"status": 401, "reason": "authError"}),
}
#: A first push, request by request.
METHODS = [
    "calendar.calendarList.list",
    "calendar.calendars.insert",
    "calendar.batch",
    "calendar.events.insert",
    "tasks.tasklists.list",
    "tasks.tasklists.insert",
    "tasks.tasks.insert",
    "tasks.tasks.list",
    "calendar.events.list",
]
every_fault = pytest.mark.parametrize("fault", list(FAULTS))


@pytest.fixture
def student(google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    target = "  google: {kind: google, tasks: Roadmap-tasks, timeout: 1}\n"
    at_home(google, tmp_path, monkeypatch, target)
    sign_in_kept(google)
    return tmp_path


def order(google: Double, fault: str, method: str, **how: Any) -> None:
    kind, more = FAULTS[fault]
    google.fault(kind, method=method, **{**more, **how})


def sync(*words: str) -> Result:
    result = run("sync", *words)
    assert "Traceback" not in result.output
    return result


def until_well() -> int:
    """Run until a run ends well; return how many it took."""
    for number in range(1, 5):
        result = sync()
        if result.exit_code == 0:
            return number
        assert result.exit_code == 75, result.output
    raise AssertionError(result.output)


def calls(google: Double) -> list[Entry]:
    """Return the requests to the APIs, without those for new tokens."""
    return [one for one in google.log.entries if not one.method.startswith("oauth")]


def held(google: Double) -> tuple[list[str], list[str]]:
    """Return the titles of all events and tasks; no calendar or list is there twice."""
    calendars = [
        box for box in google.world.calendars.values() if box.row.data["summary"] == "Roadmap"
    ]
    lists = [box for box in google.world.lists.values() if "Roadmap" in box.row.data["title"]]
    assert len(calendars) <= 1
    assert len(lists) <= 1
    found = [
        [row.data for row in box.items.values()
         if row.data["status"] != "cancelled" and not row.data.get("deleted")]
        for box in (calendars + lists)
    ]  # fmt: skip
    events = sorted(str(one["summary"]) for one in found[0]) if calendars else []
    tasks = sorted(str(one["title"]) for one in found[-1]) if lists else []
    return events, tasks


def inserted(google: Double) -> Counter[str]:
    """Return how often each insert was applied at the server."""
    return Counter(
        f"{one.method} {(one.body or {}).get('id') or (one.body or {}).get('title', '')}"
        + str((one.body or {}).get("due", ""))
        for one in google.log.entries
        if one.method.endswith("insert") and one.applied
    )


@every_fault
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("student")
def test_a_first_push_survives(google: Double, fault: str, method: str) -> None:
    order(google, fault, method)

    until_well()

    assert held(google) == (EVENTS, TASKS)
    assert set(inserted(google).values()) == {1}, inserted(google)
    google.log.clear()
    assert sync().exit_code == 0
    assert {one.verb for one in calls(google)} == {"GET"}


@every_fault
@pytest.mark.parametrize("part", [1, 2])
@pytest.mark.usefixtures("student")
def test_part_of_a_batch_fails(google: Double, fault: str, part: int) -> None:
    order(google, fault, "calendar.events.insert", part=part)

    until_well()

    assert held(google) == (EVENTS, TASKS)
    assert set(inserted(google).values()) == {1}, inserted(google)


@every_fault
@pytest.mark.parametrize("skip", [0, 3, 6])
@pytest.mark.usefixtures("student")
def test_a_task_in_the_middle_fails(google: Double, fault: str, skip: int) -> None:
    order(google, fault, "tasks.tasks.insert", skip=skip)

    until_well()

    assert held(google) == (EVENTS, TASKS)
    assert set(inserted(google).values()) == {1}, inserted(google)


@every_fault
@pytest.mark.parametrize(
    "method",
    [
        "calendar.batch", "calendar.events.patch", "calendar.events.delete", "tasks.tasks.get",
        "tasks.tasks.patch", "tasks.tasks.delete", "calendar.events.list", "tasks.tasks.list",
    ],
)  # fmt: skip
def test_changes_survive(google: Double, student: Path, fault: str, method: str) -> None:
    until_well()
    plan = student / "plan.yaml"
    text = plan.read_text("utf-8").replace("event: Three", "event: Number three")
    text = text.replace("task: One", "task: Number one")
    text = text.replace("      two: {message: Two, when: 2 weeks after one}\n", "")
    plan.write_text(text.replace("      four: {event: Four, when: week 9}\n", ""), "utf-8")
    order(google, fault, method)

    until_well()

    assert held(google) == (["Number three"], ["Number one"] + ["Often"] * 5)
    google.log.clear()
    assert sync().exit_code == 0
    assert {one.verb for one in calls(google)} == {"GET"}


@pytest.mark.parametrize("fault", ["dropped after", "failed after", "cut off"])
@pytest.mark.usefixtures("student")
def test_a_post_that_may_have_been_applied_is_not_sent_again_unseen(
    google: Double, fault: str
) -> None:
    """After each POST without an answer comes a look, never the same POST."""
    for method in ("calendar.calendars.insert", "tasks.tasklists.insert", "tasks.tasks.insert"):
        order(google, fault, method)

    until_well()

    log = [one for one in calls(google) if not one.part]
    for before, after in pairwise(log):
        if before.verb == "POST" and before.fault:
            assert after.verb == "GET", (before, after)
    assert held(google) == (EVENTS, TASKS)


@pytest.mark.usefixtures("student")
def test_a_quota_is_not_tried_again(google: Double) -> None:
    google.fault("status", method="calendar.events.insert", status=403, reason="quotaExceeded",
                 times=0)  # fmt: skip

    result = sync()

    assert result.exit_code == 4, result.output
    assert "no more of this for some hours" in result.output
    assert google.log.calls("calendar.events.insert") == len(EVENTS)
    assert held(google) == ([], TASKS)


@pytest.mark.usefixtures("student")
def test_a_server_that_stays_down_is_left_for_the_next_run(google: Double) -> None:
    google.fault("status", method="*.insert", status=503, times=0)

    result = sync("--deadline", "3")

    assert result.exit_code == 75, result.output
    google.world.faults.clear()
    until_well()
    assert held(google) == (EVENTS, TASKS)
    assert set(inserted(google).values()) == {1}


def test_somebody_comes_between_look_and_write(google: Double, student: Path) -> None:
    """The student renames each while the plan does: hers stays, in the same run."""
    until_well()
    calendar = next(
        name for name, box in google.world.calendars.items() if "Roadmap" in box.row.data["summary"]
    )
    plan = student / "plan.yaml"
    plan.write_text(
        plan.read_text("utf-8").replace("event: Four", "event: Number four")
        .replace("task: One", "task: Number one"), "utf-8",
    )  # fmt: skip
    google.fault(
        "meanwhile", method="calendar.events.patch",
        before=lambda: google.student.edit(calendar, "Four", {"summary": "Mine"}),
    )  # fmt: skip
    google.fault(
        "meanwhile", method="tasks.tasks.get",
        before=lambda: google.student.edit("Roadmap-tasks", "One", {"title": "My one"}),
    )  # fmt: skip

    until_well()

    events, tasks = held(google)
    assert "Mine" in events
    assert "My one" in tasks


def test_the_calendar_goes_while_we_write(google: Double, student: Path) -> None:
    until_well()
    calendar = next(
        name for name, box in google.world.calendars.items() if "Roadmap" in box.row.data["summary"]
    )
    plan = student / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("event: Four", "event: Number four"), "utf-8")
    google.fault(
        "meanwhile", method="calendar.events.patch",
        before=lambda: google.student.delete_calendar(calendar),
    )  # fmt: skip

    result = sync()

    assert result.exit_code == 3, result.output
    assert "deleted while we wrote" in result.output


@pytest.mark.usefixtures("student")
def test_who_cannot_even_look_stops_and_the_next_run_goes_on(google: Double) -> None:
    """Neither the batch nor a look at what became of it is answered: nothing is guessed."""
    google.fault("drop_after", method="calendar.batch")
    google.fault("status", method="calendar.events.get", status=503, times=0)

    result = sync("--deadline", "2")

    assert result.exit_code == 75, result.output
    assert held(google)[0] == EVENTS
    google.world.faults.clear()
    until_well()
    assert held(google) == (EVENTS, TASKS)
    assert set(inserted(google).values()) == {1}
