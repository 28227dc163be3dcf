"""Requests to a CalDAV server: sign-in, redirects, and another try where that is safe."""

import threading
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urljoin

from roadmap_sync import clock
from roadmap_sync.errors import RefusedError, SignInError, UnreachableError
from roadmap_sync.targets.caldav_answers import Answer, Multistatus, multistatus
from roadmap_sync.targets.caldav_lines import (
    LibraryLine,
    Line,
    LostError,
    PlainLine,
    UnclearSignInError,
    behind_proxy,
)
from roadmap_sync.targets.caldav_settings import CalDavSettings, may_follow, place_of
from roadmap_sync.targets.patience import Patience, never, retry_after

XML = {"Content-Type": "application/xml; charset=utf-8"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
#: "Not now": worth another try. 423: Xandikos, while it writes for another connection.
_LATER = frozenset({423, 425, 429, 500, 502, 503, 504})
#: Of those, the ones that certainly did nothing.
_UNDONE = frozenset({423, 425, 429})
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'


def document(root: str, inside: str) -> bytes:
    """Return an XML document; ``d:`` is WebDAV, ``c:`` is CalDAV."""
    return f"{_HEAD}<{root} {_NAMES}>{inside}</{root}>".encode()


def escaped(text: str) -> str:
    """Return a text as it stands in XML; `xml.sax.saxutils` would load half of `urllib`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Connections:
    """The connections of one target: as many as there are requests at a time, kept alive.

    Attributes:
        stop: Asked while waiting for another try.
        may_lock: Does the server look like one that answers 423 to concurrent updates of a
            collection? Xandikos does, and says that it is an ``aiohttp``.
        quickest: Seconds from sending a request to its answer, of the quickest one so far; None
            before the first.
    """

    def __init__(self, settings: CalDavSettings, stop: Callable[[], bool] = never) -> None:
        self.settings = settings
        self.stop = stop
        self.may_lock = False
        self.quickest: float | None = None
        self._free: list[Line] = []
        self._lock = threading.Lock()
        self._library = ""
        if settings.auth == "digest":
            self._library = "digest"
        elif behind_proxy():
            self._library = settings.auth or "basic"

    def ask(  # noqa: PLR0913 - a request has that many parts
        self, method: str, url: str, body: bytes = b"", *,
        depth: str = "", headers: Mapping[str, str] | None = None,
        at_once: Collection[int] = (),
    ) -> Answer:  # fmt: skip
        """Send a request that may be repeated, until there is an answer.

        Args:
            method: ``PUT`` and the like.
            url: Absolute.
            body: With ``headers`` that say what it is; XML without.
            depth: Of the request; empty for none.
            headers: Beside those that every request has.
            at_once: Statuses to be returned rather than waited for.

        Returns:
            The answer, of any status but those that raise.

        Raises:
            LostError: There is none, and there was none to any further try.
            UnreachableError: The server says "later" each time, or leads astray.
            SignInError: It does not take our credentials.
        """
        every = {**XML, **(headers or {})}
        if depth:
            every["Depth"] = depth
        patience = Patience(seconds=self.settings.patience, stop=self.stop)
        again = False
        while True:
            try:
                answer = self._follow(method, url, every, body)
            except LostError as error:
                again = again or error.sent
                if error.idle or (self._turn_to_library(error) and not error.sent):
                    continue
                if error.untrusted or not patience.wait():
                    raise self._given_up(error, again=again) from None
                continue
            except SignInError as error:
                raise (UnclearSignInError(str(error)) if again else error) from None
            later = answer.status in _LATER and answer.status not in at_once
            if later and patience.wait(_asked(answer)):
                again = again or answer.status not in _UNDONE
                continue
            return _with(answer, again=again)

    def propfind(self, url: str, props: str, depth: str) -> Answer:
        """Ask for properties, such as ``<d:getetag/>``."""
        return self.ask("PROPFIND", url, document("d:propfind", f"<d:prop>{props}</d:prop>"),
                        depth=depth)  # fmt: skip

    def read(self, answer: Answer) -> Multistatus:
        """Return the list that an answer must be.

        Raises:
            RefusedError: The server does not let us look.
            UnreachableError: It is no list.
        """
        self.check(answer)
        return multistatus(answer, place_of(answer.url))

    def check(self, answer: Answer) -> None:
        """Raise if an answer says that we may not, or later."""
        who = place_of(answer.url)
        if answer.status == 403:  # noqa: PLR2004 - forbidden
            raise RefusedError(
                f"{self.settings.name}: {who} does not let you look at this calendar"
            )
        if answer.status in _LATER:
            raise UnreachableError(
                f"{self.settings.name}: {who} is not able to answer now ({answer.status})"
            )

    def close(self) -> None:
        """Hang up everywhere."""
        with self._lock:
            lines, self._free = self._free, []
        for line in lines:
            line.close()

    def _follow(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:  # fmt: skip
        """Send a request, and go where the server sends us if that is safe."""
        at = url
        for _ in range(_MOST_REDIRECTS):
            answer = self._signed_in(method, at, headers, body)
            goal = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not goal:
                return answer
            new = urljoin(at, goal)
            if not may_follow(at, new):
                raise UnreachableError(
                    f"{self.settings.name}: {place_of(at)} sends us to {place_of(new)}, and your "
                    "password was not meant for that; if it is right, write it as url:"
                )
            at = new
        raise UnreachableError(f"{self.settings.name}: {place_of(at)} sends us round in circles")

    def _signed_in(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:  # fmt: skip
        answer = self._send(method, url, headers, body)
        if answer.status == 401 and self._turn_to_digest(answer):  # noqa: PLR2004
            answer = self._send(method, url, headers, body)
        if answer.status == 401:  # noqa: PLR2004 - unauthorized
            who = self.settings.username or "nobody"
            raise SignInError(
                f"{self.settings.name}: {place_of(url)} does not accept the password of {who}; "
                "is it the right one, and does the server want one made for this program?"
            )
        if answer.status in {407, 511}:
            raise UnreachableError(
                f"{self.settings.name}: the network wants you to sign in before it lets us out"
            )
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a request over a connection that nobody uses now."""
        library = self._library
        make = LibraryLine if library else PlainLine
        with self._lock:
            line: Line | None = self._free.pop() if self._free else None
        if line is not None and not isinstance(line, make):
            line.close()
            line = None
        if line is None:
            line = LibraryLine(self.settings, library) if library else PlainLine(self.settings)
        try:
            began = clock.monotonic()
            answer = line.send(method, url, headers, body)
            took = clock.monotonic() - began
            self.quickest = took if self.quickest is None else min(took, self.quickest)
            self.may_lock = self.may_lock or "aiohttp" in answer.headers.get("server", "")
            return answer
        finally:
            with self._lock:
                self._free.append(line)

    def _turn_to_library(self, error: LostError) -> bool:
        """Use the library's certificates where Python may have found none of the system's."""
        if not error.untrusted or self._library or self.settings.ca_file:
            return False
        self._library = self.settings.auth or "basic"
        return True

    def _turn_to_digest(self, answer: Answer) -> bool:
        """Answer a server that wants a digest and nothing else, unless told otherwise."""
        offered = answer.headers.get("www-authenticate", "").lower()
        if self.settings.auth or "digest" not in offered or "basic" in offered:
            return False
        if self._library == "digest" or not self.settings.username:
            return False
        with self._lock:
            lines, self._free, self._library = self._free, [], "digest"
        for line in lines:
            line.close()
        return True

    def _given_up(self, error: LostError, *, again: bool) -> LostError:
        return LostError(f"{self.settings.name}: {error}", sent=again or error.sent,
                         untrusted=error.untrusted)  # fmt: skip


def _asked(answer: Answer) -> float | None:
    return retry_after(answer.headers.get("retry-after", ""))


def _with(answer: Answer, *, again: bool) -> Answer:
    return Answer(status=answer.status, headers=answer.headers, body=answer.body, url=answer.url,
                  again=again)  # fmt: skip
