"""The CalDAV target on a network that lies, and how much it asks of one that does not."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date

import pytest
from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.errors import SignInError, UnreachableError
from roadmap_sync.targets.base import Outcome, Result, Stored
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.caldav_settings import CalDavSettings
from tests.contract.contract import (
    EVENT,
    NEVER_STOP,
    TODO,
    all_of,
    create,
    delete,
    push,
    uid,
    update,
)
from tests.contract.dav import settings_of
from tests.lab import faults
from tests.lab.proxy import Fault, Forward, Proxy, Request, Response, Rule
from tests.lab.servers import PASSWORD, USERNAME, Server, running

MOVED = replace(EVENT, start=date(2028, 9, 12), end=date(2028, 9, 13))


@pytest.fixture(scope="module", params=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with running(request.param) as server:
        yield server


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    server.wipe()
    with Proxy(server.url, login=(USERNAME, PASSWORD)) as proxy:
        yield proxy


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no time pass while waiting; return the waits."""
    waits: list[float] = []
    start = clock.monotonic()
    monkeypatch.setattr(clock, "sleep", waits.append)
    monkeypatch.setattr(clock, "monotonic", lambda: start + sum(waits))
    return waits


@contextmanager
def opened(server: Server, proxy: Proxy, **changes: object) -> Iterator[CalDavTarget]:
    settings: CalDavSettings = settings_of(server, "Roadmap", proxy.url)
    with closing(CalDavTarget(replace(settings, **changes))) as target:
        yield target


def filled(server: Server, proxy: Proxy, number: int) -> tuple[str, dict[str, Outcome]]:
    """Push some items, and return a cursor and, by uid, outcomes with the tags of now."""
    with opened(server, proxy) as target:
        outcomes = push(target, *[create(n) for n in range(number)])
        pull = target.pull("", {})
    tags = {one.uid: one.tag for one in pull.changed}
    return pull.cursor, {one.write.uid: replace(one, tag=tags[one.write.uid]) for one in outcomes}


def test_a_first_push_asks_at_most_eight_times_more_than_it_has_items(
    server: Server, proxy: Proxy
) -> None:
    with opened(server, proxy) as target:
        assert target.pull("", {}).absent
        outcomes = push(target, *[create(n, TODO if n % 3 else EVENT) for n in range(40)])
        pull = target.pull("", {one.ref: "" for one in outcomes})

    assert len(pull.changed) == 40
    assert proxy.count() <= 48
    assert proxy.count("PUT") == 40


def test_nothing_changed_is_one_request(server: Server, proxy: Proxy) -> None:
    cursor, before = filled(server, proxy, 10)
    proxy.clear()

    with opened(server, proxy) as target:
        pull = target.pull(cursor, {one.ref: one.tag for one in before.values()})

    assert (pull.changed, pull.gone) == ((), frozenset())
    assert [record.method for record in proxy.records] == ["REPORT"]


def test_some_changes_ask_at_most_three_times_more(server: Server, proxy: Proxy) -> None:
    cursor, before = filled(server, proxy, 10)
    known = {one.ref: one.tag for one in before.values()}
    proxy.clear()

    with opened(server, proxy) as target:
        pull = target.pull(cursor, known)
        writes = [update(before[uid(n)], MOVED, "when") for n in range(3)]
        outcomes = push(target, *writes, create(20), delete(all_stored(before, 9)))
        written = {one.ref: "" for one in outcomes if one.ref}
        pull = target.pull(pull.cursor, {**known, **written})

    assert {one.result for one in outcomes} == {Result.DONE}
    assert {one.uid for one in pull.changed} == {uid(0), uid(1), uid(2), uid(20)}
    assert proxy.count() <= len(outcomes) + 3

    known = {ref: tag for ref, tag in known.items() if ref != before[uid(9)].ref}
    known.update({one.ref: one.tag for one in pull.changed})
    proxy.clear()
    with opened(server, proxy) as target:
        pull = target.pull(pull.cursor, known)
    assert (pull.changed, pull.gone) == ((), frozenset())
    assert proxy.count() == 1


def all_stored(outcomes: dict[str, Outcome], number: int) -> Stored:
    one = outcomes[uid(number)]
    return Stored(uid=uid(number), ref=one.ref, tag=one.tag, seen=None)


def test_credentials_are_sent_at_once_and_bodies_in_one_piece(server: Server, proxy: Proxy) -> None:
    filled(server, proxy, 2)

    for record in proxy.records:
        assert record.headers["authorization"].startswith("Basic ")
        assert "transfer-encoding" not in record.headers
        assert record.status != 401


def test_every_write_has_a_condition(server: Server, proxy: Proxy) -> None:
    _, before = filled(server, proxy, 2)
    with opened(server, proxy) as target:
        target.pull("", {})
        push(target, update(before[uid(0)], MOVED, "when"), delete(all_stored(before, 1)))

    for record in proxy.records:
        if record.method in {"PUT", "DELETE"}:
            assert {"if-match", "if-none-match"} & set(record.headers)


@pytest.mark.usefixtures("quick")
def test_many_updates_at_once(server: Server, proxy: Proxy) -> None:
    """Xandikos answers 423 to all but one of them."""
    _, before = filled(server, proxy, 40)
    with opened(server, proxy) as target:
        target.pull("", {})
        outcomes = push(target, *[update(one, MOVED, "when") for one in before.values()])
        assert {one.result for one in outcomes} == {Result.DONE}
        stored = all_of(target)

    assert {one.seen.content.start for one in stored.values() if one.seen} == {MOVED.start}


PASSING = {
    "reset before": faults.reset(applied=False),
    "reset after": faults.reset(applied=True),
    "500": faults.status(500),
    "502 after": faults.status(502, applied=True),
    "503": faults.status(503, retry_after="1"),
    "503 after": faults.status(503, applied=True),
    "429": faults.status(429, retry_after="2"),
    "cut off": faults.cut,
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
@pytest.mark.parametrize("method", ["PROPFIND", "MKCALENDAR", "REPORT", "PUT", "DELETE"])
@pytest.mark.usefixtures("quick")
def test_what_passes_is_got_over(server: Server, proxy: Proxy, fault: Fault, method: str) -> None:
    """A fault at the second request of a kind: all is done once, and the outcomes are right."""
    first = 1 if method == "MKCALENDAR" else 2
    proxy.rules.append(Rule(fault=fault, method=method, first=first))
    with opened(server, proxy) as target:
        assert target.pull("", {}).absent
        outcomes = push(target, *[create(n) for n in range(5)])
        assert {one.result for one in outcomes} == {Result.DONE}
        stored = all_of(target)
        assert set(stored) == {uid(n) for n in range(5)}
        late = {one.write.uid: replace(one, tag=stored[one.write.uid].tag) for one in outcomes}
        results = push(target, update(late[uid(0)], MOVED, "when"), *[
            delete(stored[uid(n)]) for n in (1, 2)
        ])  # fmt: skip
        assert {one.result for one in results} == {Result.DONE}
        assert set(all_of(target)) == {uid(0), uid(3), uid(4)}
    proxy.clear()
    assert len(server.wire().calendars()) == 1


LIES = {
    "html": faults.html,
    "nothing": faults.nothing_there,
    "half": faults.half,
    "200": faults.status(200),
    "204": faults.status(204),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.usefixtures("quick")
def test_a_lie_is_never_a_deletion(server: Server, proxy: Proxy, lie: Fault, first: int) -> None:
    cursor, before = filled(server, proxy, 3)
    known = {one.ref: one.tag for one in before.values()}
    server.wire().delete(f"{server.wire().calendars()['Roadmap']}{uid(2)}.ics")
    for old in (cursor, ""):
        proxy.rules = [Rule(fault=lie, first=first, times=None)]
        with opened(server, proxy) as target:
            try:
                pull = target.pull(old, known)
            except UnreachableError:
                continue
            assert pull.gone <= {before[uid(2)].ref}


@pytest.mark.parametrize("lie", [faults.html, faults.nothing_there, faults.status(200)])
@pytest.mark.parametrize("times", [1, None])
@pytest.mark.usefixtures("quick")
def test_a_lie_about_a_write_is_not_believed(
    server: Server, proxy: Proxy, lie: Fault, times: int | None
) -> None:
    """A page with status 200 says nothing about whether something was stored."""
    _, before = filled(server, proxy, 3)
    seen: list[Outcome] = []
    writes = [create(5), update(before[uid(1)], MOVED, "when"), delete(all_stored(before, 2))]
    for method in ("PUT", "DELETE"):
        proxy.rules.append(Rule(fault=lie, method=method, times=times))
    with opened(server, proxy) as target:
        target.pull("", {})
        with suppress(UnreachableError):
            seen.extend(target.push(writes, NEVER_STOP))
        proxy.clear()
        there = all_of(target)

    assert len(seen) == 3
    assert {one.result for one in seen} <= {Result.UNKNOWN, Result.UNSENT, Result.DONE}
    done = {one.write.uid for one in seen if one.result is Result.DONE}
    assert (uid(5) in there) == (uid(5) in done)
    assert (uid(2) not in there) == (uid(2) in done)


_ENDING = "<d:sync-token>http://example.org/new</d:sync-token>"


def _saying(inside: str) -> Fault:
    """A whole and well-formed answer to sync-collection that is not true."""
    body = f"<d:multistatus xmlns:d='DAV:'>{inside}{_ENDING}</d:multistatus>".encode()

    def fault(request: Request, forward: Forward) -> Response:
        if b"sync-collection" in request.body:
            return Response(status=207, headers=[("Content-Type", "text/xml")], body=body)
        return forward(request)

    return fault


@pytest.mark.parametrize("lie", [faults.nothing_there, faults.status(404)])
def test_what_multiget_keeps_back_is_asked_for(server: Server, proxy: Proxy, lie: Fault) -> None:
    _, before = filled(server, proxy, 3)
    rule = Rule(fault=lie, when=lambda request: b"multiget" in request.body, times=None)
    proxy.rules = [rule]
    with opened(server, proxy) as target:
        pull = target.pull("", {one.ref: "" for one in before.values()})

    assert rule.met == 1
    assert {one.uid for one in pull.changed} == set(before)
    assert pull.gone == frozenset()


def test_an_item_under_another_name_is_still_ours() -> None:
    """As a program stores it that copies calendars: its name, our uid and marker."""
    with running("radicale") as server, Proxy(server.url) as proxy:
        cursor, before = filled(server, proxy, 2)
        wire, ref = server.wire(), before[uid(1)].ref
        text = wire.get(ref)[0]
        wire.delete(ref)
        wire.put(ref.replace(uid(1), "copied"), text)
        wire.put(ref.replace(uid(1), "foreign"), text.replace(uid(1), "somebody@example.org"))
        known = {one.ref: one.tag for one in before.values()}
        with opened(server, proxy) as target:
            pull = target.pull(cursor, known)

    assert [(one.uid, one.ref) for one in pull.changed] == [(uid(1), ref.replace(uid(1), "copied"))]
    assert pull.gone == {ref}


def test_what_cannot_be_read_is_told_without_its_content(server: Server, proxy: Proxy) -> None:
    _, before = filled(server, proxy, 2)
    broken = _unreadable(before[uid(1)].ref)
    proxy.rules = [Rule(fault=broken, times=None)]
    with opened(server, proxy) as target:
        pull = target.pull("", {one.ref: "" for one in before.values()})

    assert {one.uid: one.seen is None for one in pull.changed} == {uid(0): False, uid(1): True}


def _unreadable(ref: str) -> Fault:
    """A server that sends the item of a path without what makes it an event."""

    def fault(request: Request, forward: Forward) -> Response:
        answer = forward(request)
        if b"multiget" not in request.body:
            return answer
        start = answer.body.index(ref.rpartition("/")[2].encode())
        body = answer.body[:start] + answer.body[start:].replace(b"DTSTART", b"X-START", 1)
        return replace(answer, body=body)

    return fault


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_is_not_nothing_changed(server: Server, proxy: Proxy, lie: Fault) -> None:
    cursor, before = filled(server, proxy, 3)
    proxy.rules = [Rule(fault=lie, times=None)]
    with opened(server, proxy) as target, pytest.raises(UnreachableError):
        target.pull(cursor, {one.ref: one.tag for one in before.values()})


def test_a_listing_that_lists_nothing_not_even_a_token_is_none(
    server: Server, proxy: Proxy
) -> None:
    filled(server, proxy, 3)
    proxy.rules = [Rule(fault=faults.nothing_there, method="REPORT", times=None)]
    with opened(server, proxy) as target, pytest.raises(UnreachableError, match="did not list"):
        target.pull("", {})


def test_an_empty_listing_is_checked_in_another_way(server: Server, proxy: Proxy) -> None:
    _, before = filled(server, proxy, 3)
    proxy.rules = [Rule(fault=_saying(""), times=None)]
    known = {one.ref: one.tag for one in before.values()}
    with opened(server, proxy) as target, pytest.raises(UnreachableError, match="says that they"):
        target.pull("", known)


def test_the_end_of_everything_is_checked_in_another_way(server: Server, proxy: Proxy) -> None:
    cursor, before = filled(server, proxy, 3)
    known = {one.ref: one.tag for one in before.values()}
    gone = "".join(
        f"<d:response><d:href>{ref}</d:href><d:status>HTTP/1.1 404 Gone</d:status></d:response>"
        for ref in known
    )
    proxy.rules = [Rule(fault=_saying(gone), times=None)]
    with opened(server, proxy) as target, pytest.raises(UnreachableError, match="says that they"):
        target.pull(cursor, known)


def test_a_calendar_that_was_emptied_is_believed(server: Server, proxy: Proxy) -> None:
    cursor, before = filled(server, proxy, 3)
    known = {one.ref: one.tag for one in before.values()}
    for one in before.values():
        server.wire().delete(one.ref)
    for old in (cursor, ""):
        with opened(server, proxy) as target:
            assert target.pull(old, known).gone == set(known)


def test_a_password_that_expires_mid_run(server: Server, proxy: Proxy) -> None:
    filled(server, proxy, 1)
    proxy.rules = [Rule(fault=faults.status(401), method="PUT", first=6, times=None)]
    outcomes: list[Outcome] = []
    with opened(server, proxy) as target:
        target.pull("", {})
        with pytest.raises(SignInError):
            outcomes.extend(target.push([create(n) for n in range(1, 30)], NEVER_STOP))
        proxy.clear()
        there = set(all_of(target))

    done = {one.write.uid for one in outcomes if one.result is Result.DONE}
    assert len(outcomes) == 29
    assert len(done) == 5
    assert there == done | {uid(0)}


@pytest.mark.usefixtures("quick")
def test_a_server_that_stays_away_ends_the_run(server: Server, proxy: Proxy) -> None:
    filled(server, proxy, 1)
    proxy.rules = [Rule(fault=faults.reset(applied=True), method="PUT", first=4, times=None)]
    outcomes: list[Outcome] = []
    with opened(server, proxy) as target:
        target.pull("", {})
        with pytest.raises(UnreachableError):
            outcomes.extend(target.push([create(n) for n in range(1, 30)], NEVER_STOP))
        proxy.clear()
        there = set(all_of(target))

    by_result = {result: {one.write.uid for one in outcomes if one.result is result}
                 for result in Result}  # fmt: skip
    assert len(outcomes) == 29
    assert by_result[Result.DONE] <= there
    assert not by_result[Result.UNSENT] & there
    assert by_result[Result.UNKNOWN]
    assert set(by_result) >= {Result.DONE, Result.UNSENT, Result.UNKNOWN}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("code", "result"), [(503, Result.UNSENT), (500, Result.UNKNOWN)])
def test_busy_is_not_failed(server: Server, proxy: Proxy, code: int, result: Result) -> None:
    """503 with a long Retry-After was not done; after 500 nobody knows."""
    filled(server, proxy, 1)
    fault = faults.status(code, retry_after="3600")
    proxy.rules = [Rule(fault=fault, method="PUT", times=None)]
    outcomes: list[Outcome] = []
    with opened(server, proxy) as target:
        target.pull("", {})
        with pytest.raises(UnreachableError):
            outcomes.extend(target.push([create(n) for n in range(1, 20)], NEVER_STOP))

    assert outcomes[0].result is result
    assert outcomes[-1].result is Result.UNSENT
    assert len(outcomes) == 19


def test_a_stop_finishes_what_is_in_flight(server: Server, proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.delay(0.05), method="PUT", times=None)]
    seen: list[Outcome] = []
    with opened(server, proxy) as target:
        seen.extend(target.push([create(n) for n in range(30)], lambda: len(seen) >= 5))
        there = set(all_of(target))

    assert {one.write.uid for one in seen if one.result is Result.DONE} == there
    assert 5 <= len(there) < 30
    assert len(seen) == 30


def test_a_wait_that_is_too_long_is_not_waited(
    server: Server, proxy: Proxy, quick: list[float]
) -> None:
    proxy.rules = [Rule(fault=faults.status(503, retry_after="3600"), times=None)]
    with opened(server, proxy) as target, pytest.raises(UnreachableError, match="503"):
        target.pull("", {})

    assert not quick
    assert proxy.count() == 1


def test_a_server_that_hangs_is_waited_for_only_so_long(server: Server, proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.hang(3), times=None)]
    with (
        opened(server, proxy, timeout=0.3, patience=1.0) as target,
        pytest.raises(UnreachableError, match="did not answer in time"),
    ):
        target.pull("", {})


def test_a_server_that_drips_is_waited_for_only_so_long(server: Server, proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.drip(0.05), times=None)]
    with (
        opened(server, proxy, timeout=0.1, patience=0.5) as target,
        pytest.raises(UnreachableError, match="did not answer in time"),
    ):
        target.pull("", {})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://no-such-host.invalid/", "nobody knows a computer of that name"),
        ("http://127.0.0.1:{free}/", "nothing answers there"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_nobody_there_is_said_in_words(
    server: Server, proxy: Proxy, address: str, words: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with (
        opened(server, proxy, url=address.format(free=free)) as target,
        pytest.raises(UnreachableError, match=words) as caught,
    ):
        target.pull("", {})

    assert PASSWORD not in str(caught.value)
    assert caplog.text == ""
