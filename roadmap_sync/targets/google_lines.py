"""Connections to Google that send each request once.

``httplib2`` sends a request again when the server closes without an answer, a POST too, whatever
its ``RETRIES`` and the ``num_retries`` of the library above say: a second task would be made. It
does so by calling ``connect()`` on the same connection, so ours refuse that once something was
sent. Whether to try again is decided above, where it is known what may be repeated.
"""

import http.client
import select
import ssl
from typing import Any

import httplib2
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google_auth_httplib2 import Request

from roadmap_sync.errors import SignInError
from roadmap_sync.targets.google_credentials import Signer


class LostError(OSError):
    """No answer.

    Attributes:
        sent: Was the request sent, so that it may have been done?
    """

    def __init__(self, words: str, *, sent: bool) -> None:
        super().__init__(words)
        self.sent = sent


class _Once:
    """What both kinds of connections add to those of httplib2.

    Attributes:
        line: Whose they are; httplib2 forgets a connection that timed out, so what went out is
            noted there.
    """

    line: "Line"
    sock: Any

    def connect(self) -> None:
        if self.line.sent:
            raise LostError("the connection was closed before an answer came", sent=True)
        super().connect()  # type: ignore[misc]  # of the class beside this one

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None and _is_over(self.sock):
            self.close()  # while nobody looked; nothing is lost
        if self.sock is None:
            self.connect()
        self.line.sent = True
        super().request(*args, **kwargs)  # type: ignore[misc]

    def close(self) -> None:
        super().close()  # type: ignore[misc]


class _Plain(_Once, httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc]  # untyped
    """To a double in a test."""


class _Safe(_Once, httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc]
    """To Google."""


class Line(httplib2.Http):  # type: ignore[misc]  # untyped
    """What the library sends its requests through: signed, each once, no redirects followed.

    Without a signer it only sends what needs no signature.

    Attributes:
        sent: Did a request go out of which no answer has come?
    """

    def __init__(self, signer: Signer | None, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self.follow_redirects = False
        self.sent = False
        self._signer = signer
        self._safe = type("Safe", (_Safe,), {"line": self})
        self._plain = type("Plain", (_Plain,), {"line": self})

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None,
                **_: Any) -> tuple[Any, bytes]:  # fmt: skip
        """Send a request.

        Raises:
            LostError: There is no answer, or only a part of one.
            SignInError: The sign-in is dead.
        """
        for again in (False, True):
            signed = {**(headers or {}), "authorization": f"Bearer {self._token(anew=again)}"}
            response, content = self.send(uri, method, body, signed)
            if response.status != 401:  # noqa: PLR2004 - unauthorized: nothing was done
                break
        return response, content

    def send(self, uri: str, method: str, body: Any, headers: Any) -> tuple[Any, bytes]:
        """Send a request as it is; raises as `request` does."""
        kind = self._safe if uri.startswith("https:") else self._plain
        self.sent = False
        try:
            response, content = super().request(uri, method, body, headers, connection_type=kind)
        except LostError:
            self._hang_up()
            raise
        except (httplib2.HttpLib2Error, http.client.HTTPException, OSError) as error:
            self._hang_up()
            raise LostError(_in_words(error), sent=self.sent) from None
        return response, content

    def close(self) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        lines = list(self.connections.values())
        self.connections.clear()
        for line in lines:
            line.close()

    def _token(self, *, anew: bool) -> str:
        signer = self._signer
        assert signer is not None
        try:
            return signer.token(Request(_Bare(self)), anew=anew)
        except RefreshError as error:
            if error.retryable:
                raise LostError("Google's sign-in is not able to answer", sent=False) from None
            raise signer.dead(error) from None
        except TransportError as error:
            raise LostError(f"Google's sign-in did not answer: {error}", sent=False) from None
        except (GoogleAuthError, ValueError) as error:
            raise SignInError(f"{signer.name}: {error}") from None


class _Bare:
    """The same line without a signature, for asking for one."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None,
                **_: Any) -> tuple[Any, bytes]:  # fmt: skip
        try:
            return self._line.send(uri, method, body, headers or {})
        except LostError as error:
            raise httplib2.HttpLib2Error(str(error)) from None


def _is_over(sock: Any) -> bool:
    """Has the other side closed an idle connection, or sent what nobody asked for?"""
    try:
        return bool(select.select([sock], [], [], 0)[0])
    except (OSError, ValueError):
        return True


def _in_words(error: Exception) -> str:
    if isinstance(error, httplib2.ServerNotFoundError):
        return "Google cannot be found: there is no network, or no names are looked up"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Google's certificate cannot be checked; does something on the way read along?"
    if isinstance(error, TimeoutError):
        return "Google did not answer in time"
    reason = getattr(error, "strerror", None) or "the connection was closed"
    return f"Google did not answer: {reason}"
