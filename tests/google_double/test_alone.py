"""The double in a process of its own, played over HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.google_double.asking import ask, calendar_path, day

ROOT = Path(__file__).parent.parent.parent
TASKS = "/tasks/v1/lists/@default/tasks"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a double that was started by hand."""
    command = [sys.executable, "-m", "tests.google_double", "--port", "0", "--token", "mine"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_a_student_over_http(url: str) -> None:
    body = {"summary": "Roadmap"}
    calendar = ask(url, "POST", "/calendar/v3/calendars", body, token="mine").json["id"]
    path = calendar_path(calendar, "/events")
    ask(url, "POST", path, day(id="abcde", summary="Ours"), token="mine")
    where = {"where": "Roadmap"}

    edited = ask(
        url, "POST", "/_student/edit", where | {"what": "Ours", "fields": {"summary": "Mine"}}
    )
    moved = ask(url, "POST", "/_student/move", where | {"what": "abcde", "days": 7})
    own = ask(url, "POST", "/_student/insert", where | {"fields": day(summary="My own")})
    gone = ask(url, "POST", "/_student/delete", where | {"what": "abcde"})

    assert edited.json["summary"] == "Mine"
    assert moved.json["end"] == {"date": "2026-08-18"}
    assert own.json["summary"] == "My own"
    assert gone.json["status"] == "cancelled"
    left = ask(url, "GET", path, token="mine").json["items"]
    assert [one["summary"] for one in left] == ["My own"]


def test_tasks_over_http(url: str) -> None:
    due = "2026-08-10T00:00:00Z"
    ask(url, "POST", TASKS, {"title": "Ask", "due": due}, token="mine")
    what = {"where": "My Tasks", "what": "Ask"}

    moved = ask(url, "POST", "/_student/move", what | {"days": 2}).json
    done = ask(url, "POST", "/_student/complete", what).json
    opened = ask(url, "POST", "/_student/reopen", what).json

    assert moved["due"] == "2026-08-12T00:00:00.000Z"
    assert (done["status"], done["hidden"]) == ("completed", True)
    assert not {"completed", "hidden"} & set(opened)
    assert ask(url, "POST", "/_student/edit", {"where": "Nowhere"}).status == 400
    assert ask(url, "POST", "/_student/fly", {}).status == 400


def test_the_log_counts(url: str) -> None:
    ask(url, "DELETE", "/_log")
    ask(url, "POST", "/_fault", {"kind": "status", "method": "tasks.tasks.insert", "status": 500})
    for _ in range(2):
        ask(url, "POST", TASKS, {"title": "T"}, token="mine")
    ask(url, "GET", TASKS, token="mine")

    told = ask(url, "GET", "/_log").json

    assert told["count"] == 3
    assert told["verbs"] == {"POST": 2, "GET": 1}
    assert told["methods"] == {"tasks.tasks.insert": 2, "tasks.tasks.list": 1}
    assert told["applied"] == {"tasks.tasks.insert": 1, "tasks.tasks.list": 1}
    assert [one["status"] for one in told["requests"]] == [500, 200, 200]
    assert told["requests"][0]["body"] == {"title": "T"}


def test_the_whole_state(url: str) -> None:
    told = ask(url, "GET", "/_state").json

    assert told["calendars"][0]["id"] == "ana@example.org"
    assert told["lists"][0]["title"] == "My Tasks"
