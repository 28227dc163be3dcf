"""Tasks: what they are, and what the program cannot rely on."""

from typing import Any

import pytest

from tests.google_double.asking import Told, ask
from tests.google_double.errors import Json
from tests.google_double.server import Double

TASKS = "/tasks/v1/lists/@default/tasks"
LISTS = "/tasks/v1/users/@me/lists"


def put(google: Double, query: str = "", **fields: Any) -> Json:
    told = ask(google.url, "POST", TASKS + query, {"title": "T"} | fields)
    assert told.status == 200
    return told.json


def titles(google: Double, query: str = "") -> list[str]:
    return [one["title"] for one in ask(google.url, "GET", TASKS + query).json["items"]]


def change(google: Double, task: Json, **fields: Any) -> Told:
    return ask(google.url, "PATCH", f"{TASKS}/{task['id']}", fields)


def test_a_second_insert_makes_a_second_task(google: Double) -> None:
    assert put(google)["id"] != put(google)["id"]
    assert titles(google) == ["T", "T"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-08-10T00:00:00Z", "2026-08-10"),
        ("2026-08-10T23:59:59.999Z", "2026-08-10"),
        ("2026-08-10T23:00:00-05:00", "2026-08-11"),
    ],
)
def test_due_is_a_date(google: Double, given: str, kept: str) -> None:
    assert put(google, due=given)["due"] == f"{kept}T00:00:00.000Z"


def test_if_match_is_ignored(google: Double) -> None:
    task = put(google)
    google.student.edit("My Tasks", task["id"], {"title": "Mine"})

    told = ask(
        google.url,
        "PATCH",
        f"{TASKS}/{task['id']}",
        {"title": "Ours"},
        headers={"If-Match": task["etag"]},
    )

    assert (told.status, told.json["title"]) == (200, "Ours")


def test_completing_and_reopening(google: Double) -> None:
    task = put(google)

    other = put(google, title="other")

    done = change(google, task, status="completed").json
    open_again = change(google, task, status="needsAction").json

    assert (done["completed"][-1], done["hidden"]) == ("Z", True)
    assert done["position"] > other["position"]
    assert not {"completed", "hidden"} & set(open_again)
    assert open_again["position"] == "0" * 20


def test_filters_of_what_is_done_hidden_or_deleted(google: Double) -> None:
    change(google, put(google, title="done"), status="completed")
    put(google, title="ticked", due="2026-08-10T00:00:00Z")
    google.student.complete("My Tasks", "ticked")
    put(google, title="deleted")
    google.student.delete("My Tasks", "deleted")
    put(google, title="open")

    assert titles(google) == ["open"]
    assert titles(google, "?showHidden=true") == ["done", "ticked", "open"]
    assert titles(google, "?showHidden=true&showCompleted=false") == ["open"]
    assert titles(google, "?showDeleted=true") == ["deleted", "open"]
    assert ask(google.url, "POST", "/tasks/v1/lists/@default/clear").status == 204
    future = "2126-01-01T00:00:00Z"
    assert titles(google, f"?showHidden=true&completedMax={future}") == ["done", "ticked"]
    assert titles(google, f"?showHidden=true&completedMin={future}") == []


def test_filters_by_time(google: Double) -> None:
    for number in (10, 11):
        put(google, title=str(number), due=f"2026-08-{number}T00:00:00Z")
    put(google, title="someday")
    stamp = google.world.stamp()

    assert titles(google, "?dueMax=2026-08-11T00:00:00Z") == ["10"]
    assert titles(google, "?dueMax=2026-08-10T23:59:59Z") == []
    assert titles(google, "?dueMin=2026-08-11T00:00:00Z") == ["11"]
    assert len(titles(google)) == 3
    ask(google.url, "POST", "/_clock", {"seconds": 5})
    google.student.edit("My Tasks", "10", {"title": "ten"})
    assert titles(google, f"?updatedMin={stamp}")[0] == "ten"
    ask(google.url, "POST", "/_clock", {"seconds": 5})
    assert titles(google, f"?updatedMin={google.world.stamp()}") == []
    assert ask(google.url, "GET", f"{TASKS}?syncToken=x").status == 400


def test_pages(google: Double) -> None:
    for number in range(21):
        put(google, title=str(number))

    first = ask(google.url, "GET", TASKS).json
    second = ask(google.url, "GET", f"{TASKS}?pageToken={first['nextPageToken']}").json

    assert len(first["items"]) == 20
    assert len(second["items"]) == 1
    assert "nextPageToken" not in second
    assert "nextSyncToken" not in second
    assert ask(google.url, "GET", f"{TASKS}?maxResults=101").status == 400


def test_a_new_task_is_first_unless_it_says_otherwise(google: Double) -> None:
    first = put(google, title="first")
    put(google, title="before")
    put(google, f"?previous={first['id']}", title="after")

    found = ask(google.url, "GET", TASKS).json["items"]

    ordered = sorted(found, key=lambda one: one["position"])
    assert [one["title"] for one in ordered] == ["before", "first", "after"]


def test_subtasks_are_one_deep_and_go_with_their_parent(google: Double) -> None:
    parent = put(google, title="parent")
    child = put(google, f"?parent={parent['id']}", title="child")
    assert child["parent"] == parent["id"]
    deeper = ask(google.url, "POST", f"{TASKS}?parent={child['id']}", {"title": "deeper"})
    assert deeper.status == 400

    assert ask(google.url, "DELETE", f"{TASKS}/{parent['id']}").status == 204

    assert titles(google) == []
    told = ask(google.url, "GET", f"{TASKS}/{child['id']}").json
    assert told["deleted"] is True
    assert ask(google.url, "DELETE", f"{TASKS}/{parent['id']}").status == 404
    assert ask(google.url, "POST", f"{TASKS}?parent={parent['id']}", {"title": "x"}).status == 400


def test_moving_does_not_change_the_etag(google: Double) -> None:
    parent = put(google, title="parent")
    task = put(google, title="task")

    told = ask(google.url, "POST", f"{TASKS}/{task['id']}/move?parent={parent['id']}").json

    assert (told["parent"], told["etag"]) == (parent["id"], task["etag"])
    back = ask(google.url, "POST", f"{TASKS}/{task['id']}/move?previous={parent['id']}").json
    assert "parent" not in back
    assert back["position"] > parent["position"]
    other = ask(google.url, "POST", LISTS, {"title": "Other"}).json["id"]
    path = f"{TASKS}/{task['id']}/move?destinationTasklist={other}"
    assert ask(google.url, "POST", path).status == 200
    assert [one["title"] for one in google.student.read("Other")] == ["task"]


def test_a_put_needs_the_id_and_replaces(google: Double) -> None:
    task = put(google, notes="Old", due="2026-08-10T00:00:00Z")
    path = f"{TASKS}/{task['id']}"

    assert ask(google.url, "PUT", path, {"title": "New"}).message == "Missing task ID"
    told = ask(google.url, "PUT", path, {"title": "New", "id": task["id"]}).json

    assert told["title"] == "New"
    assert not {"notes", "due"} & set(told)


def test_deleting_can_be_undone_by_a_patch(google: Double) -> None:
    task = put(google)
    google.student.delete("My Tasks", task["id"])

    assert "deleted" not in change(google, task, deleted=False).json
    assert titles(google) == ["T"]


def test_lists(google: Double) -> None:
    made = [ask(google.url, "POST", LISTS, {"title": "Roadmap"}).json for _ in "12"]
    assert made[0]["id"] != made[1]["id"]
    path = f"{LISTS}/{made[0]['id']}"
    assert ask(google.url, "PATCH", path, {"title": "Plan"}).json["title"] == "Plan"
    assert ask(google.url, "DELETE", path).status == 204
    assert ask(google.url, "GET", path).status == 404
    assert ask(google.url, "DELETE", f"{LISTS}/@default").status == 400

    found = ask(google.url, "GET", LISTS).json["items"]

    assert [one["title"] for one in found] == ["My Tasks", "Roadmap"]
