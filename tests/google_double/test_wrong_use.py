"""What is refused: everything the discovery documents do not say, and then some."""

import pytest

from tests.google_double.asking import ask, calendar_path, day
from tests.google_double.discovery import scope
from tests.google_double.errors import Json
from tests.google_double.server import Double

EVENTS = calendar_path("primary", "/events")
MINE = calendar_path("ana@example.org")
TASKS = "/tasks/v1/lists/@default/tasks"


@pytest.fixture
def everything(google: Double) -> str:
    """A token that may do anything."""
    return google.world.accounts.issue([scope("calendar"), scope("tasks")]).token


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/calendar/v3/nothing"),
        ("GET", "/calendar/v4/calendars/primary"),
        ("PUT", "/calendar/v3/calendars/primary/events"),
        ("POST", "/calendar/v3/users/me/calendarList/primary"),
        ("GET", "/tasks/v1/lists"),
        ("GET", "/tasks/v1/users/me/lists"),
        ("POST", "/batch/tasks/v1"),
    ],
)
def test_unknown_addresses(google: Double, everything: str, verb: str, path: str) -> None:
    assert ask(google.url, verb, path, token=everything).status == 404


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "maxresults=5",
        "maxResults=0",
        "maxResults=2501",
        "maxResults=ten",
        "maxResults=5&maxResults=6",
        "singleEvents=True",
        "orderBy=title",
        "orderBy=startTime",
        "timeMin=2026-08-10",
        "timeMin=2026-08-10T00:00:00",
        "timeMin=2026-08-11T00:00:00Z&timeMax=2026-08-10T00:00:00Z",
        "timeZone=Mars",
        "alt=xml",
        "pageToken=abc",
        "syncToken=abc",
        "privateExtendedProperty=x",
        "eventId=abcde",
        "fields=items(",
        "fields=",
    ],
)
def test_wrong_parameters_of_a_list(google: Double, everything: str, query: str) -> None:
    google.student.insert("ana@example.org", day())

    told = ask(google.url, "GET", f"{EVENTS}?{query}", token=everything)

    assert told.status == 400
    assert told.json["error"]["errors"][0]["message"] == told.message


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Unknown"},
        {"summary": 5},
        {"summary": None},
        {"attendees": "nobody"},
        {"start": "2026-08-10"},
        {"start": {"date": "2026-8-10"}},
        {"start": {"date": "2026-02-30"}},
        {"start": {"day": "2026-08-10"}},
        {"start": None},
        {"end": {}},
        {"end": {"date": "2026-08-10"}},
        {"end": {"dateTime": "2026-08-11T10:00:00Z"}},
        {"start": {"dateTime": "2026-08-10T10:00:00", "date": "2026-08-10"}},
        {"start": {"date": "2026-08-10", "timeZone": "Mars"}},
        {
            "start": {"dateTime": "2026-08-10T10:00:00"},
            "end": {"dateTime": "2026-08-10T11:00:00"},
        },
        {
            "start": {"dateTime": "2026-08-10T10:00:00Z"},
            "end": {"dateTime": "2026-08-10T11:00:00Z"},
            "recurrence": ["RRULE:FREQ=DAILY"],
        },
        {"status": "done"},
        {"transparency": "free"},
        {"visibility": "secret"},
        {"colorId": "12"},
        {"colorId": 3},
        {"eventType": "focusTime"},
        {"locked": True},
        {"created": "2026-08-10T00:00:00Z"},
        {"htmlLink": "https://example.org"},
        {"etag": '"1"'},
        {"id": "abcd"},
        {"id": "abcdw"},
        {"id": "ABCDE"},
        {"id": "abc-de"},
        {"id": "a" * 1025},
        {"id": "abcde", "iCalUID": "abcde@example.org"},
        {"sequence": "1"},
        {"description": "x" * 8193},
        {"guestsCanModify": "no"},
        {"extendedProperties": {"private": {"ours": 1}}},
        {"extendedProperties": {"own": {}}},
        {"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}},
        {"reminders": {"overrides": [{"method": "popup", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup"}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}},
        {
            "reminders": {
                "useDefault": False,
                "overrides": [{"method": "popup", "minutes": n} for n in range(6)],
            }
        },
    ],
    ids=lambda fields: str(fields)[:60],
)
def test_wrong_events(google: Double, everything: str, fields: dict[str, object]) -> None:
    told = ask(google.url, "POST", EVENTS, day() | fields, token=everything)

    assert told.status == 400
    assert google.student.read("ana@example.org") == []


def test_nobody_is_invited(google: Double, everything: str) -> None:
    body = day(attendees=[{"email": "dean@example.org"}])

    told = ask(google.url, "POST", EVENTS, body, token=everything)

    assert (told.status, told.reason) == (403, "quotaExceeded")


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "mine"},
        {"due": "2026-08-10"},
        {"due": "2026-08-10T00:00:00"},
        {"status": "done"},
        {"completed": "2026-08-10T00:00:00Z"},
        {"hidden": True},
        {"parent": "x"},
        {"position": "1"},
        {"title": "x" * 1025},
        {"notes": "x" * 8193},
        {"summary": "Unknown"},
        {"links": []},
    ],
    ids=lambda fields: str(fields)[:40],
)
def test_wrong_tasks(google: Double, everything: str, fields: dict[str, object]) -> None:
    told = ask(google.url, "POST", TASKS, {"title": "T"} | fields, token=everything)

    assert told.status == 400
    assert told.json["error"]["status"] == "INVALID_ARGUMENT"
    assert google.student.read("My Tasks") == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b"{", "application/json"),
        (b'"text"', "application/json"),
        (b"{}", "text/plain"),
    ],
)
def test_wrong_bodies(google: Double, everything: str, content: bytes, kind: str) -> None:
    told = ask(
        google.url, "POST", EVENTS, content, token=everything, headers={"Content-Type": kind}
    )

    assert told.status == 400


def test_a_body_where_none_belongs(google: Double, everything: str) -> None:
    assert ask(google.url, "GET", EVENTS, {}, token=everything).status == 400


@pytest.mark.parametrize("token", ["", "wrong", "double-token "])
def test_wrong_tokens(google: Double, token: str) -> None:
    told = ask(google.url, "GET", EVENTS, token=token)

    assert (told.status, told.reason) == (401, "authError")
    assert told.json["error"]["errors"][0]["location"] == "Authorization"


def test_a_token_in_the_address_is_none(google: Double) -> None:
    assert ask(google.url, "GET", f"{EVENTS}?oauth_token={google.token}", token="").status == 401


@pytest.mark.parametrize(
    ("granted", "verb", "path"),
    [
        ("tasks", "GET", EVENTS),
        ("calendar.app.created", "GET", TASKS),
        ("tasks.readonly", "POST", TASKS),
        ("calendar.readonly", "POST", EVENTS),
        ("calendar.app.created", "GET", "/calendar/v3/users/me/calendarList"),
        ("calendar.calendarlist.readonly", "GET", EVENTS),
        ("calendar.app.created", "GET", calendar_path("primary", "/acl")),
    ],
)
def test_a_scope_that_is_not_enough(google: Double, granted: str, verb: str, path: str) -> None:
    token = google.world.accounts.issue([scope(granted)]).token
    content: Json | None = {} if verb == "POST" else None

    told = ask(google.url, verb, path, content, token=token)

    assert (told.status, told.reason) == (403, "insufficientPermissions")


@pytest.mark.parametrize("name", ["primary", "ana@example.org", "Theirs"])
def test_only_calendars_that_the_program_made(google: Double, name: str) -> None:
    theirs = google.student.new_calendar("Theirs")["id"]
    path = calendar_path(theirs if name == "Theirs" else name)

    answers = [
        ask(google.url, "GET", path),
        ask(google.url, "DELETE", path),
        ask(google.url, "GET", path + "/events"),
        ask(google.url, "POST", path + "/events", day()),
        ask(google.url, "PATCH", path, {"summary": "Ours"}),
    ]

    assert {told.status for told in answers} == {404}


def test_what_the_double_does_not_play_says_so(google: Double, everything: str) -> None:
    told = ask(google.url, "POST", f"{EVENTS}/quickAdd?text=Lunch", token=everything)

    assert told.status == 501
    assert "calendar.events.quickAdd" in told.message
