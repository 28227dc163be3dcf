"""What goes wrong on demand, and what was done by then."""

import time
from http.client import BadStatusLine, HTTPConnection, IncompleteRead
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_double.asking import ask, calendar_path, day
from tests.google_double.faults import Fault
from tests.google_double.server import Double


def insert(google: Double, roadmap: str, name: str = "abcde") -> Any:
    return ask(google.url, "POST", calendar_path(roadmap, "/events"), day(id=name))


def batch(service: Any, roadmap: str, count: int) -> dict[str, Any]:
    """Insert some events at once; return what came of each part, by number from 1."""
    found: dict[str, Any] = {}
    asked = service.new_batch_http_request(
        callback=lambda name, answer, error: found.update({name: error or answer})
    )
    for number in range(1, count + 1):
        body = day(id=f"abcde{number}")
        asked.add(service.events().insert(calendarId=roadmap, body=body), request_id=str(number))
    asked.execute()
    return found


@pytest.mark.parametrize(("kind", "there"), [("drop_before", 0), ("drop_after", 1)])
def test_dropped_connections(google: Double, roadmap: str, kind: Any, there: int) -> None:
    google.fault(kind, method="calendar.events.insert")

    with pytest.raises((BadStatusLine, ConnectionError)):
        insert(google, roadmap)

    assert len(google.student.read(roadmap)) == there
    [entry] = google.log.entries
    assert (entry.status, entry.fault, entry.applied) == (0, kind, bool(there))
    again = insert(google, roadmap)
    assert again.status == (409 if there else 200)


@pytest.mark.parametrize(
    ("status", "reason", "message"),
    [
        (403, "rateLimitExceeded", "Rate Limit Exceeded"),
        (403, "userRateLimitExceeded", "User Rate Limit Exceeded"),
        (403, "quotaExceeded", "Calendar usage limits exceeded."),
        (429, "rateLimitExceeded", "Rate Limit Exceeded"),
        (500, "backendError", "Backend Error"),
        (503, "backendError", "Backend Error"),
        (401, "authError", "Invalid Credentials"),
    ],
)
def test_refusals(google: Double, roadmap: str, status: int, reason: str, message: str) -> None:
    google.fault("status", status=status, reason=reason, retry_after="7")

    told = insert(google, roadmap)

    assert (told.status, told.reason, told.message) == (status, reason, message)
    assert told.headers["Retry-After"] == "7"
    assert google.student.read(roadmap) == []
    assert insert(google, roadmap).status == 200


def test_a_server_error_after_the_fact(google: Double, roadmap: str) -> None:
    google.fault("status", status=502, applied=True)

    assert insert(google, roadmap).status == 502

    assert len(google.student.read(roadmap)) == 1


def test_the_third_of_a_kind_and_for_ever(google: Double, roadmap: str) -> None:
    google.fault("status", method="calendar.events.insert", skip=2, times=0)

    told = [insert(google, roadmap, f"abcde{number}").status for number in range(5)]

    assert told == [200, 200, 503, 503, 503]
    assert ask(google.url, "GET", calendar_path(roadmap)).status == 200


def test_one_part_of_a_batch(google: Double, google_calendar: Any, roadmap: str) -> None:
    google.fault("status", status=403, reason="rateLimitExceeded", part=2)

    found = batch(google_calendar, roadmap, 3)

    assert found["2"].status_code == 403
    assert found["2"].error_details[0]["reason"] == "rateLimitExceeded"
    assert {found["1"]["id"], found["3"]["id"]} == {"abcde1", "abcde3"}


def test_a_batch_that_breaks_off_in_the_middle(
    google: Double, google_calendar: Any, roadmap: str
) -> None:
    """Parts are served from the last to the first: no program may rely on their order."""
    google.fault("drop_after", part=3)
    google.fault("drop_before", method="calendar.batch", skip=1)  # httplib2 sends it once more

    with pytest.raises(ConnectionError):
        batch(google_calendar, roadmap, 4)

    assert [one["id"] for one in google.student.read(roadmap)] == ["abcde4", "abcde3"]


def test_each_part_counts_for_the_quota(google: Double, google_calendar: Any, roadmap: str) -> None:
    google.world.limits.quota = google.world.calls + 2

    found = batch(google_calendar, roadmap, 4)

    refused = [one for one in found.values() if getattr(one, "status_code", 0) == 403]
    assert len(refused) == 2
    assert refused[0].error_details[0]["reason"] == "userRateLimitExceeded"


def test_a_batch_that_is_too_large(google: Double, google_calendar: Any, roadmap: str) -> None:
    with pytest.raises(HttpError, match="51 calls"):
        batch(google_calendar, roadmap, 51)

    assert google.student.read(roadmap) == []


def test_a_batch_is_of_one_api(google_calendar: Any, google_tasks: Any) -> None:
    found: list[Any] = []
    mixed = google_calendar.new_batch_http_request(callback=lambda *what: found.append(what))
    mixed.add(google_tasks.tasks().list(tasklist="@default"))

    mixed.execute()

    assert found[0][2].status_code == 404


def test_slow_answers(google: Double, roadmap: str) -> None:
    google.fault("slow", seconds=0.15)
    begun = time.monotonic()

    assert insert(google, roadmap).status == 200

    assert time.monotonic() - begun >= 0.15


def test_half_an_answer(google: Double, roadmap: str) -> None:
    google.fault("cut")

    with pytest.raises(IncompleteRead):
        insert(google, roadmap)

    assert len(google.student.read(roadmap)) == 1


def test_a_connection_that_is_not_open_any_more(google: Double, google_tasks: Any) -> None:
    """The ordinary reason why a library sends something again; the server never saw the first."""
    google.fault("stale")
    lists = google_tasks.tasklists()

    told = [lists.list().execute()["items"][0]["title"] for _ in "12"]

    assert told == ["My Tasks", "My Tasks"]
    google.fault("stale")
    connection = HTTPConnection("127.0.0.1", google.server_port)
    connection.request("GET", "/tasks/v1/users/@me/lists")
    assert connection.getresponse().read().startswith(b"{")
    assert connection.sock.recv(1) == b""
    connection.close()
    assert [entry.fault for entry in google.log.entries] == ["stale", "", "stale"]


def test_the_page_of_a_hotel(google: Double, roadmap: str) -> None:
    google.fault("html")

    told = insert(google, roadmap)

    assert (told.status, told.headers["Content-Type"]) == (200, "text/html")
    assert google.student.read(roadmap) == []


def test_the_student_is_faster(google: Double, roadmap: str) -> None:
    etag = insert(google, roadmap).json["etag"]
    google.fault(
        "meanwhile", before=lambda: google.student.edit(roadmap, "abcde", {"summary": "Mine"})
    )
    path = calendar_path(roadmap, "/events/abcde")

    told = ask(google.url, "PATCH", path, {"summary": "Ours"}, headers={"If-Match": etag})

    assert told.status == 412


def test_a_token_that_runs_out_in_the_middle(google: Double, roadmap: str) -> None:
    assert insert(google, roadmap).status == 200
    ask(google.url, "POST", "/_expire", {"what": "access"})

    assert insert(google, roadmap, "abcde2").status == 401


def test_the_clock_of_the_server(google: Double) -> None:
    ask(google.url, "POST", "/_clock", {"seconds": -86400 * 365 * 30})

    assert int(ask(google.url, "GET", "/_log").headers["Date"].split()[3]) < 2000


@pytest.mark.parametrize(
    "data", [{}, {"kind": "explode"}, {"kind": "slow", "color": 1}, {"kind": "slow", "before": 1}]
)
def test_orders_that_make_no_sense(google: Double, data: dict[str, object]) -> None:
    assert ask(google.url, "POST", "/_fault", data).status == 400
    with pytest.raises(TypeError):
        Fault.from_json(data)
