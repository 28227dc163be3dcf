"""Lists of events and calendars: pages, filters, sync tokens."""

from urllib.parse import urlencode

import pytest

from tests.google_double.asking import Told, ask, calendar_path, day
from tests.google_double.errors import Json
from tests.google_double.server import Double
from tests.google_double.world import PRIMARY

LIST = "/calendar/v3/users/me/calendarList"


def listed(google: Double, roadmap: str, **query: object) -> Told:
    asked = urlencode({k: str(v).lower() if v in (True, False) else v for k, v in query.items()})
    return ask(google.url, "GET", calendar_path(roadmap, f"/events?{asked}"))


def every_page(google: Double, roadmap: str, **query: object) -> list[Json]:
    pages = [listed(google, roadmap, **query).json]
    while "nextPageToken" in pages[-1]:
        more = query | {"pageToken": pages[-1]["nextPageToken"]}
        pages.append(listed(google, roadmap, **more).json)
    return pages


@pytest.fixture
def five(google: Double, roadmap: str) -> str:
    """A calendar with five events; the second and third are deleted."""
    for number in range(5):
        google.student.insert(roadmap, day(id=f"abcde{number}", summary=f"Item {number}"))
    google.student.delete(roadmap, "abcde1")
    google.student.delete(roadmap, "abcde2")
    return roadmap


def test_pages_are_cut_before_they_are_filtered(google: Double, five: str) -> None:
    pages = every_page(google, five, maxResults=2)

    assert [[one["id"] for one in page["items"]] for page in pages] == [
        ["abcde0"],
        ["abcde3"],
        ["abcde4"],
    ]
    assert [("nextSyncToken" in page) for page in pages] == [False, False, True]


def test_a_page_may_be_empty(google: Double, five: str) -> None:
    google.student.delete(five, "abcde0")

    pages = every_page(google, five, maxResults=2)

    assert [len(page["items"]) for page in pages] == [0, 1, 1]


def test_a_page_token_goes_with_its_query_only(google: Double, five: str) -> None:
    token = listed(google, five, maxResults=2).json["nextPageToken"]

    assert listed(google, five, maxResults=3, pageToken=token).status == 400
    assert listed(google, five, maxResults=2, showDeleted=True, pageToken=token).status == 400
    assert listed(google, five, maxResults=2, pageToken=token).status == 200


def test_what_comes_while_pages_are_turned_is_not_missed(google: Double, five: str) -> None:
    first = listed(google, five, maxResults=2).json
    google.student.edit(five, "abcde0", {"summary": "Changed meanwhile"})
    google.student.insert(five, day(id="fresh"))

    rest = every_page(google, five, maxResults=2, pageToken=first["nextPageToken"])

    assert [one["id"] for page in rest for one in page["items"]] == ["abcde3", "abcde4", "fresh"]
    later = listed(google, five, maxResults=2, syncToken=rest[-1]["nextSyncToken"]).json
    assert [one["id"] for one in later["items"]] == ["abcde0", "fresh"]


def test_a_sync_token_tells_deleted_events_barely(google: Double, five: str) -> None:
    token = listed(google, five).json["nextSyncToken"]
    google.student.delete(five, "abcde4")

    [gone] = listed(google, five, syncToken=token).json["items"]

    assert set(gone) == {"kind", "etag", "id", "status"}
    assert gone["status"] == "cancelled"


def test_show_deleted_tells_them_in_full(google: Double, five: str) -> None:
    items = listed(google, five, showDeleted=True).json["items"]

    assert [one["summary"] for one in items if one["status"] == "cancelled"] == [
        "Item 1",
        "Item 2",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"iCalUID": "x"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"q": "x"},
        {"timeMin": "2026-08-10T00:00:00Z"},
        {"timeMax": "2026-08-10T00:00:00Z"},
        {"updatedMin": "2026-08-10T00:00:00Z"},
        {"showDeleted": False},
        {"maxResults": 7},
        {"singleEvents": True},
    ],
    ids=str,
)
def test_what_cannot_go_with_a_sync_token(
    google: Double, five: str, more: dict[str, object]
) -> None:
    token = listed(google, five).json["nextSyncToken"]

    told = listed(google, five, syncToken=token, **more)

    assert told.status == 400
    assert listed(google, five, syncToken=token).status == 200


def test_deleted_events_cannot_be_left_out_with_a_sync_token(google: Double, five: str) -> None:
    token = listed(google, five, showDeleted=False).json["nextSyncToken"]

    told = listed(google, five, showDeleted=False, syncToken=token)

    assert (told.status, told.message) == (400, "showDeleted cannot be false.")


@pytest.mark.parametrize("name", ["timeMin", "orderBy", "privateExtendedProperty"])
def test_a_query_that_cannot_be_repeated_gets_no_sync_token(
    google: Double, five: str, name: str
) -> None:
    values = {"timeMin": "2026-08-01T00:00:00Z", "orderBy": "updated"}

    told = listed(google, five, **{name: values.get(name, "a=b")})

    assert told.status == 200
    assert "nextSyncToken" not in told.json


def test_sync_tokens_expire(google: Double, five: str) -> None:
    token = listed(google, five).json["nextSyncToken"]
    ask(google.url, "POST", "/_expire", {"what": "sync"})

    told = listed(google, five, syncToken=token)

    assert (told.status, told.reason) == (410, "fullSyncRequired")
    assert told.message == "Sync token is no longer valid, a full sync is required."
    fresh = listed(google, five).json["nextSyncToken"]
    assert listed(google, five, syncToken=fresh).status == 200


def test_a_sync_token_is_of_one_calendar(google: Double, five: str) -> None:
    token = listed(google, five).json["nextSyncToken"]
    path = "/calendar/v3/calendars"
    other = ask(google.url, "POST", path, {"summary": "Other"}).json["id"]

    assert listed(google, other, syncToken=token).status == 400


def test_updated_min(google: Double, five: str) -> None:
    long_ago = listed(google, five, updatedMin="2020-01-01T00:00:00Z")
    assert (long_ago.status, long_ago.reason) == (410, "updatedMinTooLongAgo")
    now = google.world.stamp()
    google.student.delete(five, "abcde3")

    told = listed(google, five, updatedMin=now).json

    assert [one["id"] for one in told["items"]] == ["abcde3"]


def test_filters(google: Double, five: str) -> None:
    google.student.edit(five, "abcde0", {"extendedProperties": {"private": {"ours": "1"}}})
    later = {"start": {"date": "2026-09-01"}, "end": {"date": "2026-09-02"}}
    google.student.edit(five, "abcde3", later)

    def ids(**query: object) -> list[str]:
        return [one["id"] for one in listed(google, five, **query).json["items"]]

    assert ids(privateExtendedProperty="ours=1") == ["abcde0"]
    assert ids(privateExtendedProperty="ours=2") == []
    assert ids(timeMin="2026-08-20T00:00:00Z") == ["abcde3"]
    # An all-day event ends at midnight in the zone of its calendar; the bound is exclusive.
    assert ids(timeMin="2026-08-11T05:00:00Z") == ["abcde3"]
    assert ids(timeMin="2026-08-11T04:59:59Z") == ["abcde0", "abcde3", "abcde4"]
    assert ids(timeMax="2026-08-20T00:00:00Z") == ["abcde0", "abcde4"]
    assert ids(q="item 4") == ["abcde4"]
    assert ids(iCalUID="abcde0@google.com") == ["abcde0"]
    assert ids(orderBy="updated") == ["abcde4", "abcde0", "abcde3"]
    assert ids(orderBy="startTime", singleEvents=True) == ["abcde0", "abcde4", "abcde3"]


def test_only_some_fields(google: Double, five: str) -> None:
    told = listed(google, five, fields="items(id,start/date),nextSyncToken").json

    assert set(told) == {"items", "nextSyncToken"}
    assert told["items"][0] == {"id": "abcde0", "start": {"date": "2026-08-10"}}


def test_the_list_of_calendars_has_all_of_them(google: Double, roadmap: str) -> None:
    google.student.new_calendar("Family")

    told = ask(google.url, "GET", LIST).json

    assert [one["summary"] for one in told["items"]] == [PRIMARY, "Roadmap", "Family"]
    assert {one["accessRole"] for one in told["items"]} == {"owner"}
    ask(google.url, "DELETE", calendar_path(roadmap))
    google.student.edit_calendar("Family", {"summary": "Us"})
    later = ask(google.url, "GET", f"{LIST}?syncToken={told['nextSyncToken']}").json
    assert [(one["id"] == roadmap, one.get("deleted")) for one in later["items"]] == [
        (True, True),
        (False, None),
    ]
    assert later["items"][1]["summary"] == "Us"
    again = f"{LIST}?minAccessRole=owner&syncToken={told['nextSyncToken']}"
    assert ask(google.url, "GET", again).status == 400


def test_calendars_are_made_changed_and_deleted(google: Double, roadmap: str) -> None:
    path = calendar_path(roadmap)
    assert ask(google.url, "POST", "/calendar/v3/calendars", {}).reason == "required"
    assert ask(google.url, "PATCH", path, {"timeZone": "Mars"}).status == 400
    told = ask(google.url, "PATCH", path, {"summary": "Plan", "description": "D"}).json
    assert (told["summary"], told["timeZone"]) == ("Plan", "America/Chicago")
    entry = f"{LIST}/{roadmap.replace('@', '%40')}"
    assert ask(google.url, "PATCH", entry, {"backgroundColor": "#0088aa"}).status == 400
    coloured = ask(
        google.url, "PATCH", f"{entry}?colorRgbFormat=true", {"backgroundColor": "#0088aa"}
    )
    assert coloured.json["backgroundColor"] == "#0088aa"

    assert ask(google.url, "DELETE", path).status == 204

    assert ask(google.url, "GET", path).status == 404
    assert ask(google.url, "GET", entry).status == 404
    assert listed(google, roadmap).status == 404


def test_too_many_new_calendars(google: Double) -> None:
    google.world.limits.calendars = 2
    told = [ask(google.url, "POST", "/calendar/v3/calendars", {"summary": "S"}) for _ in "123"]

    assert [one.status for one in told] == [200, 200, 403]
    assert (told[2].reason, told[2].message) == (
        "quotaExceeded",
        "Calendar usage limits exceeded.",
    )
    ask(google.url, "POST", "/_clock", {"seconds": 90000})
    later = google.world.accounts.issue().token
    told[2] = ask(google.url, "POST", "/calendar/v3/calendars", {"summary": "S"}, token=later)
    assert told[2].status == 200
