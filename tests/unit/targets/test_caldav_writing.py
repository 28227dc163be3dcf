"""What each answer to a write means, with and without an earlier try that got no answer."""

from typing import Any

import pytest
from msgspec.structs import replace

from roadmap_sync.errors import DecisionError, RefusedError, TargetError, UnreachableError
from roadmap_sync.formats import resource
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.caldav_answers import Answer
from roadmap_sync.targets.caldav_finding import EVENT as VEVENT
from roadmap_sync.targets.caldav_finding import TODO as VTODO
from roadmap_sync.targets.caldav_finding import Calendar
from roadmap_sync.targets.caldav_http import Connections
from roadmap_sync.targets.caldav_lines import LostError
from roadmap_sync.targets.caldav_place import Tracked
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.caldav_writing import Job, LaterError, Writing, is_kept_as_sent, same
from tests.contract.contract import EVENT, NOW, TODO, create, marker, uid

URL = "https://dav.example.org/cal/"
HERE = Tracked(calendar=Calendar(url=URL, name="Roadmap", kinds=frozenset({VEVENT})))
THERE = Tracked(
    calendar=Calendar(url="https://dav.example.org/t/", name="Tasks", kinds=frozenset({VTODO}))
)
NAME = f"{uid(1)}.ics"
OURS = resource.make(uid(1), EVENT, marker(EVENT), NOW)
THEIRS = resource.make(uid(1), replace(EVENT, title="Mine"), marker(EVENT), NOW)
CREATE = Job(write=create(1), here=HERE, name=NAME)
UPDATE = Job(
    write=Write(verb="update", uid=uid(1), ref=f"/cal/{NAME}", tag='"1"', content=EVENT,
                fields=frozenset({"title"}), marker=marker(EVENT)),
    here=HERE, name=NAME, data=THEIRS, tag='"1"',
)  # fmt: skip
DELETE = Job(
    write=Write(verb="delete", uid=uid(1), ref=f"/cal/{NAME}", tag='"1"'), here=HERE, name=NAME,
    tag='"1"',
)  # fmt: skip
MOVE = replace(UPDATE, goal=THERE, write=replace(UPDATE.write, content=TODO))
JOBS = {"create": CREATE, "update": UPDATE, "delete": DELETE}


def error(name: str, space: str = "urn:ietf:params:xml:ns:caldav") -> bytes:
    return f"<error xmlns='DAV:' xmlns:x='{space}'><x:{name}/></error>".encode()


class Scripted(Connections):
    """Gives one answer to each write, and says what is there when it is looked at."""

    def __init__(
        self, status: int, *, body: bytes = b"", again: bool = False,
        there: bytes | TargetError | None = None, gone: bool = False, tag: str = "",
    ) -> None:  # fmt: skip
        super().__init__(settings=CalDavSettings(name="phone", url=URL))
        self.answer = Answer(
            status=status, headers={"etag": tag} if tag else {}, body=body, url=URL, again=again
        )
        self.there, self.gone = there, gone
        self.asked: list[tuple[str, str]] = []

    def ask(self, method: str, url: str, body: bytes = b"", **_: Any) -> Answer:
        self.asked.append((method, url))
        if method == "PROPFIND":
            return replace(self.answer, status=404 if self.gone else 207, body=_described())
        if method != "GET":
            return self.answer
        if isinstance(self.there, TargetError):
            raise self.there
        if self.there is None:
            return replace(self.answer, status=404)
        return replace(self.answer, status=200, headers={"etag": '"now"'}, body=self.there)

    def take(self, job: Job) -> Outcome:
        class Turns:
            def ask(_, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:  # noqa: N805
                assert set(headers) & {"If-Match", "If-None-Match"}
                return self.ask(method, url, body)

        return Writing(self, Turns(), {}).do(job)


def _described() -> bytes:
    return (
        f"<multistatus xmlns='DAV:'><response><href>{URL}</href><propstat><prop><resourcetype>"
        "<collection/><C:calendar xmlns:C='urn:ietf:params:xml:ns:caldav'/></resourcetype></prop>"
        "<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
    ).encode()


CONFLICT = error("no-uid-conflict")
SABRE = error("exception", "http://sabredav.org/ns")


@pytest.mark.parametrize("status", [201, 204])
@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
def test_what_is_done_is_told_with_its_tag(job: Job, status: int) -> None:
    outcome = Scripted(status, tag='"2"').take(job)

    assert outcome.result is Result.DONE
    assert outcome.reason == ""
    if job is not DELETE:
        assert (outcome.ref, outcome.tag) == (f"/cal/{NAME}", '"2"')
        assert Scripted(status, tag='W/"2"').take(job).tag == ""
        assert Scripted(status).take(job).tag == ""


@pytest.mark.parametrize(
    ("verb", "server", "result"),
    [
        # Something is there already.
        ("create", Scripted(412), Result.EXISTS),
        ("create", Scripted(412, body=SABRE), Result.EXISTS),
        ("create", Scripted(412, body=CONFLICT), Result.EXISTS),
        ("create", Scripted(409, body=CONFLICT), Result.EXISTS),
        ("create", Scripted(403, body=CONFLICT), Result.EXISTS),
        # It may be from our own earlier try.
        ("create", Scripted(412, again=True, there=OURS), Result.DONE),
        ("create", Scripted(412, again=True, there=THEIRS), Result.EXISTS),
        ("create", Scripted(412, again=True, there=b"BEGIN:what"), Result.EXISTS),
        ("create", Scripted(412, again=True), Result.EXISTS),
        ("create", Scripted(409, body=CONFLICT, again=True, there=OURS), Result.DONE),
        ("update", Scripted(412, again=True, there=OURS), Result.DONE),
        ("update", Scripted(412, again=True, there=THEIRS), Result.STALE),
        ("update", Scripted(412, there=OURS), Result.STALE),
        ("update", Scripted(412, there=THEIRS), Result.STALE),
        ("update", Scripted(412, body=SABRE, there=THEIRS), Result.STALE),
        ("update", Scripted(412), Result.MISSING),
        ("update", Scripted(404), Result.MISSING),
        ("update", Scripted(410), Result.MISSING),
        ("delete", Scripted(404), Result.MISSING),
        ("delete", Scripted(404, again=True), Result.DONE),
        ("delete", Scripted(412), Result.MISSING),
        ("delete", Scripted(412, again=True), Result.DONE),
        ("delete", Scripted(412, there=THEIRS), Result.STALE),
        ("delete", Scripted(412, again=True, there=THEIRS), Result.STALE),
        # A page that somebody else answers.
        ("create", Scripted(200, body=b"<html>", there=OURS), Result.DONE),
        ("create", Scripted(200, body=b"<html>"), Result.UNKNOWN),
        ("create", Scripted(207, body=b"<multistatus/>"), Result.UNKNOWN),
        ("update", Scripted(200, body=b"<html>", there=OURS), Result.DONE),
        ("update", Scripted(200, body=b"<html>", there=THEIRS), Result.UNKNOWN),
        ("delete", Scripted(200, body=b"<html>", there=THEIRS), Result.UNKNOWN),
        ("delete", Scripted(200, body=b"<html>"), Result.DONE),
        # This one item is not wanted.
        ("create", Scripted(412, body=error("valid-calendar-data")), Result.REFUSED),
        ("update", Scripted(412, body=error("valid-calendar-data")), Result.REFUSED),
        ("create", Scripted(403, body=error("supported-calendar-component")), Result.REFUSED),
        ("create", Scripted(400), Result.REFUSED),
        ("create", Scripted(413), Result.REFUSED),
        ("create", Scripted(415), Result.REFUSED),
        ("create", Scripted(422), Result.REFUSED),
        ("create", Scripted(507), Result.REFUSED),
        ("create", Scripted(409), Result.REFUSED),
        ("delete", Scripted(409), Result.REFUSED),
        # Nobody knows.
        ("create", Scripted(500), Result.UNKNOWN),
        ("update", Scripted(502), Result.UNKNOWN),
        ("delete", Scripted(504), Result.UNKNOWN),
        ("create", Scripted(503, again=True), Result.UNKNOWN),
    ],
)
def test_an_answer_means(verb: str, server: Scripted, result: Result) -> None:
    outcome = server.take(JOBS[verb])

    assert outcome.result is result
    assert bool(outcome.reason) == (result is not Result.DONE)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (413, "too long"),
        (507, "no space left"),
        (415, "does not want it"),
    ],
)
def test_a_refusal_says_why(status: int, words: str) -> None:
    assert words in Scripted(status).take(CREATE).reason


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
@pytest.mark.parametrize("status", [423, 425, 429, 503])
def test_later_is_not_done(job: Job, status: int) -> None:
    with pytest.raises(LaterError, match="cannot take it now"):
        Scripted(status).take(job)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS.keys())
@pytest.mark.parametrize("body", [b"", error("need-privileges", "DAV:")])
def test_a_calendar_that_may_only_be_read(job: Job, body: bytes) -> None:
    with pytest.raises(RefusedError, match="not write into it"):
        Scripted(403, body=body).take(job)


def test_a_refusal_after_a_success_is_about_one_item() -> None:
    server = Scripted(201)
    writing = Writing(server, server, {})  # type: ignore[arg-type]  # its ask() does
    writing.do(CREATE)
    server.answer = replace(server.answer, status=403)

    assert writing.do(CREATE).result is Result.REFUSED


@pytest.mark.parametrize("status", [404, 409, 410])
def test_a_calendar_that_goes_under_our_hands(status: int) -> None:
    with pytest.raises(DecisionError, match="deleted while we wrote"):
        Scripted(status, gone=True).take(CREATE)


@pytest.mark.parametrize("job", [UPDATE, DELETE])
def test_who_cannot_look_does_not_guess(job: Job) -> None:
    with pytest.raises(LostError) as caught:
        Scripted(412, there=UnreachableError("away")).take(job)
    assert caught.value.sent


def test_a_move_creates_before_it_deletes() -> None:
    server = Scripted(201, tag='"2"')

    outcome = server.take(MOVE)

    assert server.asked == [("PUT", f"https://dav.example.org/t/{NAME}"), ("DELETE", URL + NAME)]
    assert (outcome.result, outcome.ref) == (Result.DONE, f"/t/{NAME}")


def test_a_move_that_cannot_be_made_deletes_nothing() -> None:
    server = Scripted(409, body=CONFLICT)

    assert server.take(MOVE).result is Result.EXISTS
    assert ("DELETE", URL + NAME) not in server.asked


@pytest.mark.parametrize("job", [UPDATE, MOVE])
def test_what_cannot_be_read_is_not_changed(job: Job) -> None:
    server = Scripted(201)

    outcome = server.take(replace(job, data=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))

    assert outcome.result is Result.REFUSED
    assert server.asked == []


@pytest.mark.parametrize(("status", "there"), [(412, OURS), (403, None), (500, OURS)])
def test_half_a_move_is_neither_done_nor_undone(status: int, there: bytes | None) -> None:
    class Half(Scripted):
        def ask(self, method: str, url: str, body: bytes = b"", **more: Any) -> Answer:
            answer = super().ask(method, url, body, **more)
            return replace(answer, status=201) if method == "PUT" else answer

    outcome = Half(status, there=there).take(replace(MOVE, data=OURS))

    assert outcome.result is Result.UNKNOWN
    assert outcome.reason != ""


def test_the_same_item_in_other_bytes_is_the_same() -> None:
    tidied = OURS.replace(b"PRODID:", b"PRODID:-//other//")

    assert same(OURS, OURS)
    assert same(tidied, OURS)
    assert not same(THEIRS, OURS)
    assert not same(resource.make(uid(2), EVENT, marker(EVENT), NOW), OURS)
    assert not same(resource.make(uid(1), EVENT, marker(TODO), NOW), OURS)
    assert not same(b"", OURS)


@pytest.mark.parametrize(
    ("tag", "body", "kept"),
    [
        ('"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"', b"", True),
        ('"ce013625030ba8dba906f756967f9e9ca394464a"', b"hello\n", True),
        ('"ce013625030ba8dba906f756967f9e9ca394464a"', b"hello\r\n", False),
        ('W/"ce013625030ba8dba906f756967f9e9ca394464a"', b"hello\n", False),
        ('"7"', b"hello\n", False),
        ("", b"", False),
    ],
)
def test_only_gits_own_name_of_the_bytes_proves_that_they_are_kept(
    tag: str, body: bytes, *, kept: bool
) -> None:
    """The names are those that ``git hash-object`` gives."""
    assert is_kept_as_sent(tag, body) == kept
