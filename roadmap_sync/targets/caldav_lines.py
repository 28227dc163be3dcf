"""One connection to a server, in two makes: the standard library's and python-caldav's.

Importing python-caldav with its HTTP library takes longer than a whole run that finds nothing
to do (measured: 0.24 s against 0.04 s for ``http.client`` with TLS), and half of what peers
take for a few changes. So everyday requests with Basic or Bearer go over ``http.client``.
python-caldav does what that cannot: digest authentication, proxies, and certificates where
Python finds none of the system's. Its own ``request()`` is left aside in favour of the session
and the authentication it built: it follows redirects to any host and swallows answers that it
cannot parse.
"""

import os
import ssl
import sys
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from roadmap_sync import __version__
from roadmap_sync.errors import SettingsError, SignInError, UnreachableError
from roadmap_sync.targets.bounded import CHUNK, chunks_of, joined
from roadmap_sync.targets.caldav_answers import Answer
from roadmap_sync.targets.caldav_settings import CalDavSettings, place_of

_AGENT = f"roadmap-sync/{__version__}"
#: Our words for what a library says, and whether it means that the server heard nothing.
_WORDS = (
    (
        "nobody knows a computer of that name; is the address right, and is there a network?",
        ("gaierror", "name or service not known", "resolution"),
        True,
    ),
    (
        "nothing answers there; is the address right, and is the server on?",
        ("refused",),
        True,
    ),
    ("there is no way to it; is there a network?", ("unreachable", "no route"), True),
    ("its answer is larger than any calendar", ("too large",), False),
    ("it did not answer in time", ("timed out", "timeout"), False),
    ("the proxy did not let us through", ("proxy",), False),
    ("no encrypted connection could be made", ("ssl", "certificate"), False),
)


class LostError(UnreachableError):
    """No answer.

    Attributes:
        sent: May the server have heard the request?
        idle: Was the connection an old one, which a server may close at any time?
        untrusted: Was the server's certificate refused?
    """

    def __init__(
        self, words: str, *, sent: bool, idle: bool = False, untrusted: bool = False
    ) -> None:
        super().__init__(words)
        self.sent = sent
        self.idle = idle
        self.untrusted = untrusted


class UnclearSignInError(SignInError):
    """Signed out between two tries of one request: the first may have been done."""


class Line(Protocol):
    """One connection, used by one thread."""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request and return the whole answer, whatever its status; follow nothing.

        Raises:
            LostError: No answer.
        """

    def close(self) -> None:
        """Hang up."""


class PlainLine:
    """A connection of the standard library, kept alive where the server does."""

    def __init__(self, settings: CalDavSettings) -> None:
        self._settings = settings
        self._place: tuple[str, str] = ("", "")
        self._connection: Any = None
        self._used = False
        self._context: ssl.SSLContext | None = None

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        from http.client import HTTPException

        parts = urlsplit(url)
        idle = sent = False
        try:
            self._open(parts.scheme, place_of(url))
            idle = self._used
            sent = True
            # With a body of bytes http.client sends its length, never chunks, which Radicale
            # answers with 400.
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            self._connection.request(method, path, body or None, self._headers(headers, body))
            response = self._connection.getresponse()
            data = joined(chunks_of(response), self._settings.timeout)
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            raise lost(error, url, sent=sent, idle=idle) from None
        self._used = not response.will_close
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=fields, body=data, url=url)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._used = None, False

    def _open(self, scheme: str, place: str) -> None:
        """Connect, unless the connection at hand leads there."""
        from http.client import HTTPConnection, HTTPSConnection

        if self._connection is not None and self._place == (scheme, place):
            if self._connection.sock is None:
                self._used = False
                self._connection.connect()
            return
        self.close()
        self._place = scheme, place
        timeout = self._settings.timeout
        if scheme == "https":
            self._context = self._context or trust(self._settings)
            self._connection = HTTPSConnection(place, timeout=timeout, context=self._context)
        else:
            self._connection = HTTPConnection(place, timeout=timeout)
        self._connection.connect()

    def _headers(self, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        settings = self._settings
        every = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers}
        if settings.auth == "bearer":
            every["Authorization"] = f"Bearer {settings.password}"
        elif settings.username or settings.password:
            pair = f"{settings.username}:{settings.password}".encode()
            every["Authorization"] = "Basic " + b64encode(pair).decode("ascii")
        if not body:
            every.pop("Content-Type", None)
        return every


class LibraryLine:
    """A connection of python-caldav's."""

    def __init__(self, settings: CalDavSettings, auth: str) -> None:
        from caldav.davclient import DAVClient

        self._settings = settings
        self._client = DAVClient(
            url=settings.url,
            username=settings.username or None,
            password=settings.password,
            auth_type=auth,
            ssl_verify_cert=settings.ca_file or True,
            enable_rfc6764=False,
        )

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        every = {"User-Agent": _AGENT, **headers}
        if not body:
            every.pop("Content-Type", None)
        try:
            response: Any = self._client.session.request(
                method,
                url,
                data=body or None,
                headers=every,
                auth=self._client.auth,
                timeout=self._settings.timeout,
                verify=self._client.ssl_verify_cert,
                allow_redirects=False,
                stream=True,
            )
            data = joined(response.iter_content(CHUNK), self._settings.timeout)
        except failures() as error:
            raise lost(error, url, sent=True) from None
        fields = {str(name).lower(): str(value) for name, value in response.headers.items()}
        return Answer(status=int(response.status_code), headers=fields, body=data, url=url)

    def close(self) -> None:
        self._client.close()


def failures() -> tuple[type[BaseException], ...]:
    """Return everything that python-caldav and its HTTP library raise for want of an answer."""
    from http.client import HTTPException

    from caldav.lib.error import DAVError
    from caldav.lib.http_sync import requests

    kinds: list[type[BaseException]] = [HTTPException, DAVError, OSError, ValueError]
    kinds.append(requests.exceptions.RequestException)
    # The HTTP library brings one or the other.
    names = ("urllib3.exceptions", "urllib3_future.exceptions")
    kinds.extend(sys.modules[name].HTTPError for name in names if name in sys.modules)
    return tuple(kinds)


def trust(settings: CalDavSettings) -> ssl.SSLContext:
    """Return what says which certificates count.

    Raises:
        SettingsError: The file of ``ca_file`` cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=settings.ca_file or None)
    except (OSError, ValueError):
        raise SettingsError(
            f"{settings.name}: ca_file: {settings.ca_file!r} holds no certificates"
        ) from None


def lost(error: BaseException, url: str, *, sent: bool, idle: bool = False) -> LostError:
    """Return an error of the network in words for people, never those of a library.

    A library's words may hold the address with a password, and mean nothing to a student.
    """
    who = place_of(url)
    chain = list(_causes(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return LostError(f"{who}: {_mistrust(one)}", sent=False, untrusted=True)
    names = " ".join(f"{type(one).__name__} {one.args}" for one in chain).lower()
    for words, needles, unheard in _WORDS:
        if any(needle in names for needle in needles):
            return LostError(f"{who}: {words}", sent=sent and not unheard, idle=idle)
    return LostError(f"{who}: the connection broke", sent=sent, idle=idle)


def behind_proxy() -> bool:
    """Do the settings of this computer name a proxy, which only the library can use?"""
    names = {name.lower() for name, value in os.environ.items() if value}
    if names & {"http_proxy", "https_proxy", "all_proxy"}:
        return True
    if sys.platform not in {"win32", "darwin"}:
        return False
    from urllib.request import getproxies

    return bool({"http", "https"} & set(getproxies()))


def _mistrust(error: ssl.SSLCertVerificationError) -> str:
    reason = (getattr(error, "verify_message", "") or str(error)).lower()
    if "expired" in reason:
        return "its certificate has expired; whoever runs the server must renew it"
    if "not yet valid" in reason:
        return "its certificate is not valid yet; is the clock of this computer right?"
    if "hostname mismatch" in reason or "ip address mismatch" in reason:
        return "its certificate is for another address; is url: right?"
    return (
        "its certificate comes from nobody whom this computer trusts; if the server is your own "
        "or your school's, name its certificate in ca_file:"
    )


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and all that led to it; libraries wrap them in each other's arguments."""
    found: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if not isinstance(one, BaseException) or one in found:
            continue
        found.append(one)
        todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
