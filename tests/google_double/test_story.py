"""The real client library, from the first calendar to the last sync."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_double.asking import day
from tests.google_double.server import Double


def test_a_year_of_a_calendar(google: Double, google_calendar: Any) -> None:
    """Make it, fill it, let the student change it, see the changes, and only them."""
    calendar = google_calendar.calendars().insert(body={"summary": "Roadmap"}).execute()["id"]
    events = google_calendar.events()
    for number in range(3):
        body = day(id=f"abcde{number}", summary=f"Item {number}")
        events.insert(calendarId=calendar, body=body).execute()

    first = events.list(calendarId=calendar, showDeleted=True).execute()

    assert [one["summary"] for one in first["items"]] == ["Item 0", "Item 1", "Item 2"]
    google.student.edit(calendar, "Item 0", {"summary": "Mine"})
    google.student.delete(calendar, "Item 1")
    again = events.list(
        calendarId=calendar, showDeleted=True, syncToken=first["nextSyncToken"]
    ).execute()
    assert [(one["id"], one["status"]) for one in again["items"]] == [
        ("abcde0", "confirmed"),
        ("abcde1", "cancelled"),
    ]
    quiet = events.list(
        calendarId=calendar, showDeleted=True, syncToken=again["nextSyncToken"]
    ).execute()
    assert quiet["items"] == []


def test_a_patch_with_an_old_etag_changes_nothing(
    google: Double, google_calendar: Any, roadmap: str
) -> None:
    events = google_calendar.events()
    made = events.insert(calendarId=roadmap, body=day(id="abcde")).execute()
    google.student.edit(roadmap, "abcde", {"summary": "Mine"})
    patch = events.patch(calendarId=roadmap, eventId="abcde", body={"summary": "Ours"})
    patch.headers["If-Match"] = made["etag"]

    with pytest.raises(HttpError) as caught:
        patch.execute()

    assert caught.value.status_code == 412
    now = events.get(calendarId=roadmap, eventId="abcde").execute()
    assert now["summary"] == "Mine"
    patch.headers["If-Match"] = now["etag"]
    assert patch.execute()["summary"] == "Ours"


def test_a_batch_of_fifty(google: Double, google_calendar: Any, roadmap: str) -> None:
    found: dict[str, Any] = {}
    batch = google_calendar.new_batch_http_request(
        callback=lambda name, answer, error: found.update({name: error or answer})
    )
    events = google_calendar.events()
    for number in range(49):
        body = day(id=f"abcde{number}", summary="Übung ½")
        batch.add(events.insert(calendarId=roadmap, body=body), request_id=f"n{number}")
    batch.add(events.insert(calendarId=roadmap, body=day(id="UPPER")), request_id="bad")

    batch.execute()

    assert found["n7"]["id"] == "abcde7"
    assert found["n7"]["summary"] == "Übung ½"
    assert found["bad"].status_code == 400
    assert google.log.requests() == 1
    assert google.log.calls("calendar.events.insert") == 50


def test_a_deletion_in_a_batch(google_calendar: Any, google: Double, roadmap: str) -> None:
    events = google_calendar.events()
    made = events.insert(calendarId=roadmap, body=day(id="abcde")).execute()
    found: list[Any] = []
    batch = google_calendar.new_batch_http_request(callback=lambda *what: found.append(what))
    gone = events.delete(calendarId=roadmap, eventId="abcde")
    gone.headers["If-Match"] = made["etag"]
    batch.add(gone, request_id="one")

    batch.execute()

    assert found == [("one", "", None)]
    assert google.student.read(roadmap) == []


def test_tasks_with_subtasks(google: Double, google_tasks: Any) -> None:
    name = google_tasks.tasklists().insert(body={"title": "Roadmap"}).execute()["id"]
    tasks = google_tasks.tasks()
    body = {"title": "Ask", "due": "2026-08-10T00:00:00Z", "notes": "Politely"}
    parent = tasks.insert(tasklist=name, body=body).execute()
    last = ""
    for title in ("first", "second"):
        more = {"previous": last} if last else {}
        made = tasks.insert(tasklist=name, body={"title": title}, parent=parent["id"], **more)
        last = made.execute()["id"]

    found = tasks.list(tasklist=name).execute()["items"]

    below = [one for one in found if one.get("parent") == parent["id"]]
    assert [one["title"] for one in sorted(below, key=lambda one: one["position"])] == [
        "first",
        "second",
    ]
    assert parent["due"] == "2026-08-10T00:00:00.000Z"
    google.student.complete(name, "Ask")
    shown = tasks.list(tasklist=name, showHidden=True).execute()["items"]
    assert {one["status"] for one in shown if one["id"] == parent["id"]} == {"completed"}
    assert parent["id"] not in {one["id"] for one in tasks.list(tasklist=name).execute()["items"]}


def test_tasks_in_a_batch(google_tasks: Any, google: Double) -> None:
    found: list[Any] = []
    batch = google_tasks.new_batch_http_request(callback=lambda *what: found.append(what))
    batch.add(google_tasks.tasks().insert(tasklist="@default", body={"title": "One"}))

    batch.execute()

    assert found[0][1]["title"] == "One"
    assert google.log.entries[0].path == "/batch"


def test_the_library_sends_a_post_twice_when_the_connection_drops(
    google: Double, google_tasks: Any
) -> None:
    """What our own transport has to prevent: httplib2 repeats it, with num_retries=0 too."""
    tasks = google_tasks.tasks()
    tasks.list(tasklist="@default").execute()  # so that the connection is open
    google.fault("drop_after", method="tasks.tasks.insert")

    tasks.insert(tasklist="@default", body={"title": "Once"}).execute(num_retries=0)

    assert [one["title"] for one in google.student.read("My Tasks")] == ["Once", "Once"]
