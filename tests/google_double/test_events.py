"""Events: ids, etags, merging, and what Google keeps of what it gets."""

from typing import Any

import pytest

from tests.google_double.asking import ask, calendar_path, day
from tests.google_double.errors import Json
from tests.google_double.server import Double


def one(roadmap: str, name: str = "abcde") -> str:
    return calendar_path(roadmap, f"/events/{name}")


def put(google: Double, roadmap: str, **fields: Any) -> Json:
    told = ask(google.url, "POST", calendar_path(roadmap, "/events"), day(id="abcde") | fields)
    assert told.status == 200
    return told.json


def test_an_id_is_taken_for_good(google: Double, roadmap: str) -> None:
    path = calendar_path(roadmap, "/events")
    put(google, roadmap)

    assert ask(google.url, "POST", path, day(id="abcde")).reason == "duplicate"
    google.student.delete(roadmap, "abcde")
    again = ask(google.url, "POST", path, day(id="abcde"))

    assert (again.status, again.reason) == (409, "duplicate")
    assert again.message == "The requested identifier already exists."


def test_a_tombstone_can_be_read_and_restored_but_not_changed(google: Double, roadmap: str) -> None:
    put(google, roadmap, description="Kept")
    assert ask(google.url, "DELETE", one(roadmap)).status == 204

    told = ask(google.url, "GET", one(roadmap))
    assert (told.json["status"], told.json["description"]) == ("cancelled", "Kept")
    gone = ask(google.url, "DELETE", one(roadmap))
    assert (gone.status, gone.reason) == (410, "deleted")
    assert ask(google.url, "PATCH", one(roadmap), {"summary": "Ours"}).status == 403
    assert ask(google.url, "PUT", one(roadmap), day()).status == 403
    back = ask(google.url, "PATCH", one(roadmap), {"status": "confirmed"})
    assert (back.status, back.json["description"]) == (200, "Kept")


def test_an_event_that_never_was(google: Double, roadmap: str) -> None:
    for verb, content in [("GET", None), ("DELETE", None), ("PATCH", {}), ("PUT", day())]:
        assert ask(google.url, verb, one(roadmap), content).status == 404


def test_every_change_gives_another_etag(google: Double, roadmap: str) -> None:
    first = put(google, roadmap)

    second = ask(google.url, "PATCH", one(roadmap), {"summary": "B"}).json
    ask(google.url, "POST", "/_clock", {"seconds": 60})
    google.student.edit(roadmap, "abcde", {"reminders": {"useDefault": False}})
    third = ask(google.url, "GET", one(roadmap))

    assert len({first["etag"], second["etag"], third.json["etag"]}) == 3
    assert third.headers["ETag"] == third.json["etag"]
    # "changing reminders does not also change the updated property"
    assert third.json["updated"] == second["updated"]


@pytest.mark.parametrize("verb", ["PATCH", "PUT", "DELETE"])
def test_if_match(google: Double, roadmap: str, verb: str) -> None:
    old = put(google, roadmap)["etag"]
    google.student.edit(roadmap, "abcde", {"location": "Here"})
    content = None if verb == "DELETE" else day()

    told = ask(google.url, verb, one(roadmap), content, headers={"If-Match": old})

    assert (told.status, told.reason) == (412, "conditionNotMet")
    assert google.student.read(roadmap)[0]["location"] == "Here"
    now = google.student.read(roadmap)[0]["etag"]
    assert ask(google.url, verb, one(roadmap), content, headers={"If-Match": now}).status < 300


def test_if_none_match(google: Double, roadmap: str) -> None:
    etag = put(google, roadmap)["etag"]

    assert ask(google.url, "GET", one(roadmap), headers={"If-None-Match": etag}).status == 304
    assert ask(google.url, "GET", one(roadmap), headers={"If-None-Match": '"x"'}).status == 200


def test_a_patch_merges_and_null_deletes(google: Double, roadmap: str) -> None:
    put(
        google,
        roadmap,
        description="Old",
        location="Here",
        extendedProperties={"private": {"ours": "1", "more": "2"}},
    )

    patch = {"location": None, "extendedProperties": {"private": {"more": None, "new": "3"}}}
    told = ask(google.url, "PATCH", one(roadmap), patch).json

    assert told["description"] == "Old"
    assert "location" not in told
    assert told["extendedProperties"] == {"private": {"ours": "1", "new": "3"}}


def test_a_put_replaces(google: Double, roadmap: str) -> None:
    first = put(google, roadmap, location="Here", extendedProperties={"private": {"ours": "1"}})

    told = ask(google.url, "PUT", one(roadmap), day(summary="New")).json

    assert told["summary"] == "New"
    assert not {"location", "extendedProperties"} & set(told)
    assert told["created"] == first["created"]
    assert ask(google.url, "PUT", one(roadmap), {"summary": "No time"}).reason == "required"


def test_what_was_read_can_be_put_back(google: Double, roadmap: str) -> None:
    """The sample of events.update does it: read-only fields may come back unchanged."""
    read = put(google, roadmap, location="Here")

    told = ask(google.url, "PUT", one(roadmap), read | {"summary": "New"})

    assert (told.status, told.json["location"]) == (200, "Here")


def test_an_all_day_event_becomes_a_timed_one_only_with_a_null(
    google: Double, roadmap: str
) -> None:
    put(google, roadmap)
    zone = "America/New_York"
    start = {"dateTime": "2026-08-10T09:00:00", "timeZone": zone}
    end = {"dateTime": "2026-08-10T10:00:00", "timeZone": zone}

    assert ask(google.url, "PATCH", one(roadmap), {"start": start, "end": end}).status == 400
    times = {"start": start | {"date": None}, "end": end | {"date": None}}
    told = ask(google.url, "PATCH", one(roadmap), times).json

    # Shown with the offset of the calendar's zone, which is Chicago.
    assert told["start"] == {"dateTime": "2026-08-10T08:00:00-05:00", "timeZone": zone}
    asked = ask(google.url, "GET", one(roadmap) + "?timeZone=UTC").json
    assert asked["start"]["dateTime"] == "2026-08-10T13:00:00Z"
    assert told["sequence"] == 1


def test_limits_of_extended_properties(google: Double, roadmap: str) -> None:
    given = {"k" * 45: "dropped", "k" * 44: "kept", "long": "v" * 1025}

    told = put(google, roadmap, extendedProperties={"private": given})

    assert told["extendedProperties"]["private"] == {"k" * 44: "kept", "long": "v" * 1024}
    many = {str(number): "x" for number in range(301)}
    patch = {"extendedProperties": {"private": many}}
    assert ask(google.url, "PATCH", one(roadmap), patch).status == 400


def test_reminders_of_a_patch_are_merged_before_they_are_judged(
    google: Double, roadmap: str
) -> None:
    own = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 30}]}
    assert put(google, roadmap, reminders=own)["reminders"] == own

    told = ask(google.url, "PATCH", one(roadmap), {"reminders": {"useDefault": True}})

    assert told.reason == "cannotUseDefaultRemindersAndSpecifyOverride"
    both = {"reminders": {"useDefault": True, "overrides": None}}
    assert ask(google.url, "PATCH", one(roadmap), both).json["reminders"] == {"useDefault": True}


def test_an_empty_text_does_not_come_back(google: Double, roadmap: str) -> None:
    assert "description" not in put(google, roadmap, description="")
    assert "summary" not in ask(google.url, "PATCH", one(roadmap), {"summary": ""}).json


def test_the_error_is_the_one_of_the_guide(google: Double, roadmap: str) -> None:
    told = ask(google.url, "POST", calendar_path(roadmap, "/events"), day(until="2026-08-09"))

    assert told.json == {
        "error": {
            "errors": [
                {
                    "domain": "calendar",
                    "reason": "timeRangeEmpty",
                    "message": "The specified time range is empty.",
                    "locationType": "parameter",
                    "location": "timeMax",
                }
            ],
            "code": 400,
            "message": "The specified time range is empty.",
        }
    }
