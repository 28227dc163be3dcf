"""Certificates, sign-in and discovery of the CalDAV target."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.errors import RefusedError, SignInError, UnreachableError
from roadmap_sync.targets import caldav_finding as finding
from roadmap_sync.targets.base import Result
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.caldav_http import Connections
from roadmap_sync.targets.caldav_settings import CalDavSettings
from tests.contract.contract import all_of, create, push, uid
from tests.contract.odd import PASSWORD, USERNAME, OddServer, Ways, odd_server
from tests.lab import faults
from tests.lab.proxy import Fault, Forward, Proxy, Request, Response, Rule
from tests.lab.tls import Authority

SETTINGS = CalDavSettings(
    name="phone", url="https://localhost/", username=USERNAME, password=PASSWORD,
    calendar="Roadmap", timeout=5, patience=2,
)  # fmt: skip


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server(Ways()) as server:
        yield server


def test_a_private_authority_is_trusted_by_name(
    server: OddServer, authority: Authority, tmp_path: Path
) -> None:
    ca_file = str(authority.file(tmp_path / "ca.pem"))
    with Proxy(server.url, tls=authority.server(), host="localhost") as proxy:
        settings = replace(SETTINGS, url=proxy.url, ca_file=ca_file)
        with closing(CalDavTarget(settings)) as target:
            [outcome] = push(target, create(1))
            assert set(all_of(target)) == {uid(1)}

    assert outcome.result is Result.DONE


def test_a_server_that_calls_itself_http_is_still_asked_by_https(
    server: OddServer, authority: Authority, tmp_path: Path
) -> None:
    """Behind a proxy that does the encryption, hrefs may begin with http://."""
    server.ways.absolute = True
    ca_file = str(authority.file(tmp_path / "ca.pem"))
    with Proxy(server.url, tls=authority.server(), host="localhost") as proxy:
        with closing(CalDavTarget(replace(SETTINGS, url=proxy.url, ca_file=ca_file))) as target:
            push(target, create(1))
            pull = target.pull("", {})

        assert server.count() == proxy.count()
    assert [one.uid for one in pull.changed] == [uid(1)]
    assert "http://" not in pull.cursor


@pytest.mark.parametrize("expired", [False, True])
def test_a_bad_certificate_is_said_in_words(
    server: OddServer, authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture, *,
    expired: bool,
) -> None:  # fmt: skip
    caplog.set_level(logging.WARNING)
    ca_file = str(authority.file(tmp_path / "ca.pem")) if expired else ""
    tls = authority.expired() if expired else authority.server()
    with Proxy(server.url, tls=tls, host="localhost") as proxy:
        settings = replace(SETTINGS, url=proxy.url, ca_file=ca_file)
        with (
            closing(CalDavTarget(settings)) as target,
            pytest.raises(UnreachableError, match="has expired" if expired else "ca_file"),
        ):
            target.pull("", {})

    assert server.count() == 0
    assert caplog.text == ""


def test_a_digest_is_given_where_it_is_asked(server: OddServer) -> None:
    server.ways.digest = True
    with closing(CalDavTarget(replace(SETTINGS, url=server.url, auth="digest"))) as target:
        [outcome] = push(target, create(1))

        assert outcome.result is Result.DONE
        assert set(all_of(target)) == {uid(1)}


def test_basic_is_not_given_up_for_digest_where_a_student_says_so(server: OddServer) -> None:
    server.ways.digest = True
    settings = replace(SETTINGS, url=server.url, auth="basic")
    with closing(CalDavTarget(settings)) as target, pytest.raises(SignInError):
        target.pull("", {})


def test_a_bearer_sends_its_token(server: OddServer) -> None:
    given = list[str]()

    def note(request: Request, _forward: Forward) -> Response:
        given.append(request.headers["authorization"])
        return Response(status=403)

    with Proxy(server.url, [Rule(fault=note, times=None)]) as proxy:
        settings = replace(SETTINGS, url=proxy.url, auth="bearer", password="t0ken")  # noqa: S106
        with closing(CalDavTarget(settings)) as target, pytest.raises(RefusedError):
            target.pull("", {})

    assert set(given) == {"Bearer t0ken"}


def _to(goal: str) -> Fault:
    return lambda _request, _forward: Response(status=301, headers=[("Location", goal)])


def test_a_home_at_the_same_host_is_asked_by_https() -> None:
    connections = Connections(settings=SETTINGS)

    assert finding._safe(connections, "https://a.example.org:8443/", "http://a.example.org/x") == (
        "https://a.example.org:8443/x"
    )
    with pytest.raises(UnreachableError, match=r"your calendars are at evil\.org"):
        finding._safe(connections, "https://a.example.org/", "https://evil.org/x")


@pytest.mark.parametrize("fault", [faults.status(405), faults.status(403), faults.html])
def test_the_well_known_address_is_followed(server: OddServer, fault: Fault) -> None:
    """A domain whose own address is a web page."""
    rules = [
        Rule(fault=fault, when=lambda r: r.path == "/", times=None),
        Rule(fault=_to("/dav/"), when=lambda r: r.path == "/.well-known/caldav", times=None),
    ]
    with Proxy(server.url, rules) as proxy:
        with closing(CalDavTarget(replace(SETTINGS, url=proxy.url))) as target:
            assert target.pull("", {}).absent
        paths = [record.path for record in proxy.records]

    assert paths[:3] == ["/", "/.well-known/caldav", "/dav/"]


def test_a_password_does_not_follow_to_another_host(server: OddServer) -> None:
    with Proxy(server.url) as other:
        with (
            Proxy(server.url, [Rule(fault=_to(other.url), times=None)]) as proxy,
            closing(CalDavTarget(replace(SETTINGS, url=proxy.url))) as target,
            pytest.raises(UnreachableError, match="your password was not meant for that"),
        ):
            target.pull("", {})
        assert other.count() == 0


def test_a_circle_ends(server: OddServer) -> None:
    with (
        Proxy(server.url, [Rule(fault=_to("/again"), times=None)]) as proxy,
        closing(CalDavTarget(replace(SETTINGS, url=proxy.url))) as target,
        pytest.raises(UnreachableError, match="round in circles"),
    ):
        target.pull("", {})


@pytest.mark.parametrize("url", ["example.org", "ana@example.org"])
def test_a_domain_is_looked_up_by_the_library(
    server: OddServer, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    from caldav import discovery

    asked = list[str]()

    def found(identifier: str, **_: object) -> discovery.ServiceInfo:
        asked.append(identifier)
        return discovery.ServiceInfo(
            url=server.url, hostname="127.0.0.1", port=80, path="/", tls=True, source="srv"
        )

    monkeypatch.setattr(discovery, "discover_caldav", found)
    with closing(CalDavTarget(replace(SETTINGS, url=url))) as target:
        assert target.pull("", {}).absent

    assert asked == [url]
