"""Batches as text: what the client library would never send, and what it gets back."""

import json

import pytest

from tests.google_double.asking import Told, ask, calendar_path, day
from tests.google_double.server import Double

KIND = {"Content-Type": "multipart/mixed; boundary=x"}


def part(verb: str, target: str, content: object = None, name: str = "<a>", more: str = "") -> str:
    body = "" if content is None else json.dumps(content)
    return (
        f"--x\r\nContent-Type: application/http\r\nContent-ID: {name}\r\n\r\n"
        f"{verb} {target} HTTP/1.1\r\nContent-Type: application/json\r\n{more}\r\n{body}\r\n"
    )


def send(google: Double, *parts: str, token: str = "double-token") -> Told:
    body = ("".join(parts) + "--x--\r\n").encode()
    return ask(google.url, "POST", "/batch/calendar/v3", body, token=token, headers=KIND)


@pytest.mark.parametrize(
    "parts",
    [
        [part("GET", "https://www.googleapis.com/calendar/v3/colors")],
        [part("GET", "/calendar/v3/colors"), part("GET", "/calendar/v3/colors")],
        [part("GET", "/calendar/v3/colors").replace("Content-ID: <a>\r\n", "")],
        [part("GET", "/calendar/v3/colors").replace("application/http", "text/plain")],
        [part("GET", "").replace(" HTTP/1.1", "")],
        [],
    ],
    ids=["whole address", "one id twice", "no id", "no http", "no request line", "nothing"],
)
def test_wrong_batches(google: Double, parts: list[str]) -> None:
    assert send(google, *parts).status == 400


def test_a_batch_that_is_none(google: Double) -> None:
    assert ask(google.url, "POST", "/batch/calendar/v3", {}).status == 400


def test_parts_take_the_headers_of_the_whole_unless_they_have_their_own(
    google: Double, roadmap: str
) -> None:
    target = calendar_path(roadmap, "/events")
    ours = part("POST", target, day(id="abcde1"), "<one>")
    wrong = part("POST", target, day(id="abcde2"), "<two>", "Authorization: Bearer wrong\r\n")

    assert send(google, ours, wrong).status == 200

    assert [one["id"] for one in google.student.read(roadmap)] == ["abcde1"]
    assert [(one.part, one.status) for one in google.log.entries] == [(0, 200), (2, 401), (1, 200)]


def test_the_answer_names_each_part_in_the_order_sent(google: Double, roadmap: str) -> None:
    target = calendar_path(roadmap, "/events")
    body = part("POST", target, day(id="abcde1"), "<one>") + part("GET", target, None, "<two>")

    told = ask(
        google.url, "POST", "/batch/calendar/v3", (body + "--x--\r\n").encode(), headers=KIND
    )

    text = told.text
    assert text.index("Content-ID: <response-one>") < text.index("Content-ID: <response-two>")
    assert text.count("HTTP/1.1 200 OK") == 2
    # The last part was served first: it saw nothing of what the first made.
    assert '"items": []' in text
