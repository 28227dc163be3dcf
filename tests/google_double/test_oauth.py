"""The sign-in, from the consent page to the revoked token."""

import hashlib
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httplib2
import pytest
from google.auth.exceptions import RefreshError
from google.oauth2 import credentials, service_account
from google_auth_httplib2 import Request

from tests.google_double import oauth_service
from tests.google_double.accounts import USUAL
from tests.google_double.asking import Told, ask
from tests.google_double.browser import PageError, consent
from tests.google_double.discovery import scope
from tests.google_double.server import Double

VERIFIER = "v" * 43
REDIRECT = "http://127.0.0.1:9/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def address(google: Double, **change: str | None) -> str:
    """Return the address of the consent page, as a program makes it."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    given: dict[str, str | None] = {
        "client_id": next(iter(google.world.accounts.clients)),
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": " ".join(USUAL),
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        "state": "s1",
        "access_type": "offline",
    }
    kept = {name: value for name, value in (given | change).items() if value is not None}
    return f"{google.url}/o/oauth2/auth?{urlencode(kept)}"


def landed(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def token(google: Double, **change: str | None) -> Told:
    client = next(iter(google.world.accounts.clients.values()))
    given: dict[str, str | None] = {
        "client_id": client.id,
        "client_secret": client.secret,
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    kept = {name: value for name, value in (given | change).items() if value is not None}
    return ask(google.url, "POST", "/token", urlencode(kept).encode(), token="", headers=FORM)


def signed_in(google: Double, **change: str | None) -> Told:
    code = landed(consent(address(google, **change), follow=False))["code"]
    return token(google, code=code)


class _Program(HTTPServer):
    """The program's own address, at which the browser arrives."""

    paths: list[str]


class _Arrival(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Program)
        self.server.paths.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def program() -> Iterator[_Program]:
    """Something that waits for the browser."""
    server = _Program(("127.0.0.1", 0), _Arrival)
    server.paths = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_the_page_to_the_first_request(google: Double, program: _Program) -> None:
    redirect = f"http://127.0.0.1:{program.server_port}/"
    consent(address(google, redirect_uri=redirect))
    [path] = program.paths
    arrived = landed(path)
    assert arrived["state"] == "s1"

    told = token(google, code=arrived["code"], redirect_uri=redirect).json

    assert set(told["scope"].split()) == set(USUAL)
    lists = "/tasks/v1/users/@me/lists"
    assert ask(google.url, "GET", lists, token=told["access_token"]).status == 200
    fresh = token(google, grant_type="refresh_token", refresh_token=told["refresh_token"]).json
    assert fresh["access_token"] != told["access_token"]
    assert ask(google.url, "GET", lists, token=fresh["access_token"]).status == 200


def test_a_box_that_stays_empty(google: Double) -> None:
    location = consent(address(google), refuse=[scope("tasks")], follow=False)
    assert scope("tasks") not in landed(location)["scope"]

    told = token(google, code=landed(location)["code"]).json

    assert scope("tasks") not in told["scope"]
    lists = "/tasks/v1/users/@me/lists"
    assert ask(google.url, "GET", lists, token=told["access_token"]).status == 403


@pytest.mark.parametrize("how", [{"cancel": True}, {"refuse": USUAL}])
def test_nothing_granted(google: Double, how: dict[str, Any]) -> None:
    assert landed(consent(address(google), follow=False, **how)) == {
        "state": "s1",
        "error": "access_denied",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "other"}, "invalid_client"),
        ({"redirect_uri": "https://example.org/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://example.org/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, "redirect_uri_mismatch"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "https://www.googleapis.com/auth/calender"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"colour": "blue"}, "invalid_request"),
    ],
    ids=str,
)
def test_pages_that_lead_nowhere(google: Double, change: dict[str, str | None], code: str) -> None:
    with pytest.raises(PageError, match=code):
        consent(address(google, **change))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code": "4/wrong"}, "invalid_grant"),
        ({"code": None}, "invalid_grant"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:10/"}, "redirect_uri_mismatch"),
        ({"client_id": "other"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
    ids=str,
)
def test_exchanges_that_are_refused(
    google: Double, change: dict[str, str | None], error: str
) -> None:
    code = landed(consent(address(google), follow=False))["code"]

    told = token(google, **({"code": code} | change))

    assert told.status in {400, 401}
    assert told.json["error"] == error


def test_a_code_is_good_once_and_not_for_long(google: Double) -> None:
    code = landed(consent(address(google), follow=False))["code"]
    assert token(google, code=code).status == 200
    assert token(google, code=code).json["error"] == "invalid_grant"
    late = landed(consent(address(google), follow=False))["code"]
    ask(google.url, "POST", "/_clock", {"seconds": 601})
    assert token(google, code=late).json["error"] == "invalid_grant"


def test_a_refresh_token_comes_with_the_first_consent(google: Double) -> None:
    assert "refresh_token" in signed_in(google).json
    assert "refresh_token" not in signed_in(google).json
    assert "refresh_token" in signed_in(google, prompt="consent").json
    assert "refresh_token" not in signed_in(google, prompt="consent", access_type=None).json


def test_a_client_in_testing_has_seven_days(google: Double) -> None:
    told = ask(google.url, "POST", "/_client", {"testing": True})
    assert told.json == json.loads(google.client_file)
    assert told.json["installed"]["token_uri"] == f"{google.url}/token"
    given = signed_in(google).json
    assert given["refresh_token_expires_in"] == pytest.approx(7 * 86400, abs=5)
    refresh = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    ask(google.url, "POST", "/_clock", {"seconds": 6 * 86400})
    assert token(google, **refresh).status == 200

    ask(google.url, "POST", "/_clock", {"seconds": 86400})

    assert token(google, **refresh).json == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }


def test_access_tokens_last_an_hour(google: Double) -> None:
    given = signed_in(google).json
    path = "/tasks/v1/users/@me/lists"
    ask(google.url, "POST", "/_clock", {"seconds": 3590})
    assert ask(google.url, "GET", path, token=given["access_token"]).status == 200
    ask(google.url, "POST", "/_clock", {"seconds": 10})
    assert ask(google.url, "GET", path, token=given["access_token"]).status == 401


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_takes_both(google: Double, which: str) -> None:
    given = signed_in(google).json
    body = urlencode({"token": given[which]}).encode()

    assert ask(google.url, "POST", "/revoke", body, token="", headers=FORM).status == 200

    path = "/tasks/v1/users/@me/lists"
    assert ask(google.url, "GET", path, token=given["access_token"]).status == 401
    again = token(google, grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert again.json["error"] == "invalid_grant"
    twice = ask(google.url, "POST", "/revoke", body, token="", headers=FORM)
    assert (twice.status, twice.json["error"]) == (400, "invalid_token")


def test_the_library_of_google_refreshes(google: Double) -> None:
    given = signed_in(google).json
    client = next(iter(google.world.accounts.clients.values()))
    held = credentials.Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=given["refresh_token"],
        token_uri=f"{google.url}/token",
        client_id=client.id,
        client_secret=client.secret,
    )
    http = httplib2.Http()
    held.refresh(Request(http))  # type: ignore[no-untyped-call]
    assert held.token in google.world.accounts.access

    google.world.accounts.revoke_all()

    with pytest.raises(RefreshError, match="invalid_grant"):
        held.refresh(Request(http))  # type: ignore[no-untyped-call]
    http.close()


@pytest.mark.parametrize(
    ("subject", "scopes", "seconds", "message"),
    [
        ("ana@school.example", USUAL, 0, ""),
        ("bob@elsewhere.example", USUAL, 0, "Invalid email or User ID"),
        (None, USUAL, 0, "Invalid email or User ID"),
        ("ana@school.example", (scope("calendar"),), 0, "unauthorized_client"),
        ("ana@school.example", USUAL, 7200, "short-lived token"),
        ("ana@school.example", USUAL, -7200, "short-lived token"),
    ],
)
def test_service_accounts(
    google: Double, subject: str | None, scopes: tuple[str, ...], seconds: int, message: str
) -> None:
    key = oauth_service.service_account(
        google.world.accounts, google.url, subjects={"ana@school.example"}, scopes=set(USUAL)
    )
    held = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        json.loads(key), scopes=scopes, subject=subject
    )
    ask(google.url, "POST", "/_clock", {"seconds": seconds})
    http = httplib2.Http()

    if message:
        with pytest.raises(RefreshError, match=message):
            held.refresh(Request(http))
    else:
        held.refresh(Request(http))
        path = "/tasks/v1/users/@me/lists"
        assert ask(google.url, "GET", path, token=held.token).status == 200
    http.close()


def test_a_service_account_with_another_key(google: Double) -> None:
    accounts = google.world.accounts
    how: Any = {"subjects": {"ana@school.example"}, "scopes": set(USUAL)}
    key = json.loads(oauth_service.service_account(accounts, google.url, **how))
    other = json.loads(oauth_service.service_account(accounts, google.url, **how))
    held = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        key | {"client_email": other["client_email"]}, scopes=USUAL, subject="ana@school.example"
    )
    http = httplib2.Http()

    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        held.refresh(Request(http))

    http.close()
