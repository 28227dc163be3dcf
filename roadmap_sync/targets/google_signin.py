"""Signing in to Google from a terminal: consent in the browser, and back to this computer.

As developers.google.com/identity/protocols/oauth2/native-app describes it: a loopback address on
a free port, PKCE (RFC 7636), a state. Own code around two requests rather than `oauthlib`, which
raises when somebody leaves a box empty (which is what must be explained) and does not let tests
use http unless a variable of the whole process says so.
"""

import contextlib
import errno
import json
import threading
import webbrowser
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from msgspec import Struct

from roadmap_sync import chance, clock
from roadmap_sync.errors import SettingsError, SignInError, UnreachableError
from roadmap_sync.targets.google_credentials import read_client, token_from
from roadmap_sync.targets.google_lines import Line, LostError
from roadmap_sync.targets.google_settings import BOXES, TASKS, GoogleSettings, endpoints
from roadmap_sync.targets.google_token import Token

_PAGE = (
    "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>roadmap-sync</title>"
    "<body style='font: 1.2em sans-serif; margin: 4em'><p>{}</p></body></html>"
)
_BACK = "Back to the terminal, please: the rest is said there. You can close this page."
#: Seconds between two looks at whether time is up.
_LOOK = 0.5


class Way(Struct, frozen=True, kw_only=True):
    """How to get to the page of consent and back.

    Attributes:
        browser: Open it here, and wait for it? Else the student opens it anywhere and brings
            back the address at which it ends.
        port: Of the address on this computer; 0 for a free one.
        seconds: How long to wait.
        tell: Says something to the student.
        ask: Asks the student for the address at which the browser ended.
    """

    browser: bool
    port: int
    seconds: float
    tell: Callable[[str], None]
    ask: Callable[[], str]


def sign_in(settings: GoogleSettings, way: Way) -> Token:
    """Let the student agree, and return the sign-in.

    Raises:
        SettingsError: The client's file is missing or wrong, or the port is taken.
        SignInError: The student did not agree, not to everything, or not in time.
        UnreachableError: Google does not answer.
    """
    client = read_client(settings)
    with _listening(settings.name, way) as server:
        asked = _Asked(settings, client[0], f"http://127.0.0.1:{server.server_port}")
        if way.browser:
            way.tell(f"Your browser opens this page; if it does not, open it yourself:\n\n"
                     f"  {asked.address}\n")  # fmt: skip
            # Some browsers end before `open` returns, those of a terminal for one, and what they
            # wait for is our answer.
            threading.Thread(target=webbrowser.open, args=(asked.address,), daemon=True).start()
            back = _wait(server, asked, way.seconds, settings.name)
        else:
            way.tell(
                f"Open this page in any browser:\n\n  {asked.address}\n\nIt ends at an address "
                "that begins with http://127.0.0.1 and that the browser cannot open. That is "
                "right: copy it from the address bar, and paste it here."
            )
            back = _query(way.ask())
    code = _code_of(back, asked, settings.name)
    token = _exchange(settings, client, asked, code)
    missing = [one for one in settings.scopes if one not in token.scopes]
    if missing:
        with contextlib.suppress(UnreachableError):
            revoke(settings, token)  # so that the page shows all boxes again
        raise SignInError(_not_allowed(settings, missing))
    return token


def revoke(settings: GoogleSettings, token: Token) -> None:
    """Take a sign-in back; one that Google does not know any more is fine.

    Raises:
        UnreachableError: Google does not answer.
    """
    status, _ = _post(settings, endpoints().revoke, {"token": token.refresh})
    if status >= 500:  # noqa: PLR2004 - its fault
        raise UnreachableError(f"{settings.name}: Google cannot take the sign-in back now")


class _Asked:
    """One question to Google, of which only the one who asked can use the answer.

    Attributes:
        address: Of the page of consent.
    """

    def __init__(self, settings: GoogleSettings, client_id: str, redirect: str) -> None:
        self.verifier = chance.token(32)
        self.state = chance.token(16)
        self.redirect = redirect
        digest = sha256(self.verifier.encode()).digest()
        # "consent" and "offline": without them there is no refresh token the second time.
        query = urlencode({
            "client_id": client_id, "redirect_uri": redirect, "response_type": "code",
            "scope": " ".join(settings.scopes), "state": self.state, "access_type": "offline",
            "prompt": "consent", "code_challenge_method": "S256",
            "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        })  # fmt: skip
        self.address = f"{endpoints().consent}?{query}"


class _Server(HTTPServer):
    """Waits for the browser to come back; other programs that knock are sent away."""

    timeout = _LOOK
    #: What the browser brought.
    found: dict[str, str] | None = None
    state = ""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        back = _query(self.path)
        ours = back.get("state") == self.server.state and bool({"code", "error"} & set(back))
        body = _PAGE.format(_BACK if ours else "Nothing to see here.").encode()
        self.send_response(200 if ours else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        if ours:
            self.server.found = back

    def log_message(self, *_: object) -> None:
        """Say nothing: the address holds the code."""


@contextlib.contextmanager
def _listening(name: str, way: Way) -> Iterator[_Server]:
    try:
        server = _Server(("127.0.0.1", way.port), _Handler)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise UnreachableError(f"{name}: this computer does not let us listen") from None
        raise SettingsError(
            f"{name}: port {way.port} is taken by another program; leave out --port, or name "
            "another one"
        ) from None
    except OverflowError:
        raise SettingsError(f"{name}: there is no port {way.port}") from None
    try:
        yield server
    finally:
        server.server_close()


def _wait(server: _Server, asked: _Asked, seconds: float, name: str) -> dict[str, str]:
    server.state = asked.state
    until = clock.monotonic() + seconds
    while server.found is None:
        if clock.monotonic() > until:
            raise SignInError(
                f"{name}: nobody came back from Google's page in {seconds:g} seconds; run it "
                "again, and press 'Continue' there"
            )
        server.handle_request()
    return server.found


def _query(address: str) -> dict[str, str]:
    try:
        return {key: words[0] for key, words in parse_qs(urlsplit(address.strip()).query).items()}
    except ValueError:
        return {}


def _code_of(back: dict[str, str], asked: _Asked, name: str) -> str:
    if back.get("error") == "access_denied":
        raise SignInError(f"{name}: you said no on Google's page; nothing was changed")
    if back.get("error"):
        raise SignInError(f"{name}: Google's page ended with '{back['error']}'")
    if back.get("state") != asked.state or not back.get("code"):
        raise SignInError(
            f"{name}: that is not the address at which this sign-in ends; run it again, and copy "
            "all of the address"
        )
    return back["code"]


def _exchange(
    settings: GoogleSettings, client: tuple[str, str], asked: _Asked, code: str
) -> Token:  # fmt: skip
    form = {
        "grant_type": "authorization_code", "code": code, "client_id": client[0],
        "client_secret": client[1], "redirect_uri": asked.redirect,
        "code_verifier": asked.verifier,
    }  # fmt: skip
    status, answer = _post(settings, endpoints().token, form)
    name = settings.name
    if status >= 500:  # noqa: PLR2004 - its fault
        raise UnreachableError(f"{name}: Google's sign-in is not able to answer ({status})")
    if answer.get("error") == "invalid_client":
        raise SettingsError(
            f"{name}: Google does not accept the secret of your OAuth client; download its file "
            f"again: {settings.client}"
        )
    try:
        return token_from(answer, client, settings.scopes)
    except KeyError:
        why = answer.get("error", status)
        raise SignInError(f"{name}: Google did not sign you in ({why}); run it again") from None


def _post(settings: GoogleSettings, url: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    line = Line(None, settings.timeout)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        response, content = line.send(url, "POST", urlencode(form), headers)
    except LostError as error:
        raise UnreachableError(f"{settings.name}: {error}") from None
    finally:
        line.close()
    try:
        answer = json.loads(content or b"{}")
    except ValueError:
        answer = {}
    return int(response.status), answer if isinstance(answer, dict) else {}


def _not_allowed(settings: GoogleSettings, missing: list[str]) -> str:
    boxes = " and ".join(f"'{BOXES[one]}'" for one in missing)
    words = f"{settings.name}: on Google's page you did not tick {boxes}, and nothing works "
    words += "without; run it again, and tick every box"
    return words + (", or write 'tasks: events'" if missing == [TASKS] else "")
