"""CalDAV by hand: what a student's phone, or a curious test, says to a calendar server.

One connection for each request, the password sent at once, and no cleverness. Names of methods
follow RFC 4918 (WebDAV), RFC 4791 (CalDAV) and RFC 6578 (sync-collection).
"""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET

NAMESPACES = {"d": "DAV:", "c": "urn:ietf:params:xml:ns:caldav"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_XMLNS = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'


class WireError(Exception):
    """A server did not answer as a test expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """A user of a calendar server.

    Attributes:
        home: Path of the collection that holds the user's calendars, with a slash at its end.
    """

    def __init__(
        self, url: str, home: str, username: str, password: str, *,
        context: ssl.SSLContext | None = None, seconds: float = 20,
    ) -> None:  # fmt: skip
        self.home = home
        self._parts = urlsplit(url)
        self._login = "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._context = context
        self._seconds = seconds

    def request(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> Answer:  # fmt: skip
        """Send one request; ``If_Match="x"`` becomes ``If-Match: x``."""
        host, port = self._parts.hostname or "", self._parts.port
        secure = self._parts.scheme == "https"
        connection = (
            HTTPSConnection(host, port, timeout=self._seconds, context=self._context)
            if secure
            else HTTPConnection(host, port, timeout=self._seconds)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        try:
            connection.request(method, path, data or None, {"Authorization": self._login, **named})
            response = connection.getresponse()
            lower = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=lower, body=response.read())
        finally:
            connection.close()

    def expect(
        self, statuses: tuple[int, ...], method: str, path: str, body: bytes | str = b"",
        **headers: str,
    ) -> Answer:  # fmt: skip
        """Send one request whose answer must have one of some statuses."""
        answer = self.request(method, path, body, **headers)
        if answer.status not in statuses:
            raise WireError(f"{method} {path}: {answer.status} {answer.body[:200]!r}")
        return answer

    def calendars(self) -> dict[str, str]:
        """Return the path of each calendar by the name that people see."""
        props = "<d:displayname/><d:resourcetype/>"
        found = {}
        for path, answer in self._propfind(self.home, props, depth="1").items():
            if answer.find(".//d:resourcetype/c:calendar", NAMESPACES) is not None:
                name = answer.findtext(".//d:displayname", "", NAMESPACES)
                found[name or path] = path
        return found

    def mkcalendar(self, name: str, components: tuple[str, ...] = ("VEVENT", "VTODO")) -> str:
        """Make a calendar and return its path."""
        path = f"{self.home}{quote(name.lower().replace(' ', '-'))}/"
        kinds = "".join(f'<c:comp name="{one}"/>' for one in components)
        body = (
            f"{_HEAD}<c:mkcalendar {_XMLNS}><d:set><d:prop><d:displayname>{name}</d:displayname>"
            "<c:supported-calendar-component-set>"
            f"{kinds}</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>"
        )
        self.expect((201,), "MKCALENDAR", path, body, Content_Type="application/xml")
        return path

    def rename(self, calendar: str, name: str) -> None:
        """Give a calendar another name."""
        body = (
            f"{_HEAD}<d:propertyupdate {_XMLNS}><d:set><d:prop><d:displayname>{name}"
            "</d:displayname></d:prop></d:set></d:propertyupdate>"
        )
        self.expect((207,), "PROPPATCH", calendar, body, Content_Type="application/xml")

    def list(self, calendar: str) -> dict[str, str]:
        """Return the ETag of each resource of a calendar by its path, escapes undone."""
        props = "<d:getetag/><d:resourcetype/>"
        return {
            path: answer.findtext(".//d:getetag", "", NAMESPACES)
            for path, answer in self._propfind(calendar, props, depth="1").items()
            if answer.find(".//d:resourcetype/d:collection", NAMESPACES) is None
        }

    def get(self, path: str) -> tuple[str, str]:
        """Return the text of a resource and its ETag."""
        answer = self.expect((200,), "GET", quote(path, safe="/@:"))
        return answer.body.decode(), answer.headers.get("etag", "")

    def put(self, path: str, text: str, **headers: str) -> str:
        """Store a resource and return its ETag, empty if the server does not tell."""
        headers = {"Content_Type": "text/calendar; charset=utf-8", **headers}
        answer = self.expect((200, 201, 204), "PUT", quote(path, safe="/@:"), text, **headers)
        return answer.headers.get("etag", "")

    def delete(self, path: str) -> None:
        """Delete a resource, or a calendar with all that is in it."""
        self.expect((200, 204), "DELETE", quote(path, safe="/@:"))

    def everything(self, calendar: str) -> dict[str, str]:
        """Return the text of each resource of a calendar by its path, in one request."""
        body = (
            f"{_HEAD}<c:calendar-query {_XMLNS}><d:prop><d:getetag/><c:calendar-data/></d:prop>"
            '<c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>'
        )
        answers = self._multistatus("REPORT", calendar, body, "1")
        return {
            path: answer.findtext(".//c:calendar-data", "", NAMESPACES)
            for path, answer in answers.items()
        }

    def changes(self, calendar: str, token: str = "") -> tuple[dict[str, str], str]:
        """Return the ETags of what changed since a token (empty: gone), and the next token."""
        body = (
            f"{_HEAD}<d:sync-collection {_XMLNS}><d:sync-token>{token}</d:sync-token>"
            "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
        )
        headers = {"Content_Type": "application/xml"}
        answer = self.expect((207,), "REPORT", calendar, body, **headers)
        tree = ET.fromstring(answer.body)  # noqa: S314 - from a server of our own
        etags = {path: one.findtext(".//d:getetag", "", NAMESPACES) for path, one in _each(tree)}
        return etags, tree.findtext("d:sync-token", "", NAMESPACES)

    def _propfind(self, path: str, props: str, depth: str) -> dict[str, ET.Element]:
        body = f"{_HEAD}<d:propfind {_XMLNS}><d:prop>{props}</d:prop></d:propfind>"
        return self._multistatus("PROPFIND", path, body, depth)

    def _multistatus(self, method: str, path: str, body: str, depth: str) -> dict[str, ET.Element]:
        headers = {"Depth": depth, "Content_Type": "application/xml"}
        answer = self.expect((207,), method, path, body, **headers)
        return dict(_each(ET.fromstring(answer.body)))  # noqa: S314 - from a server of our own


def _each(tree: ET.Element) -> list[tuple[str, ET.Element]]:
    """Return path, escapes undone, and element of each response of a multistatus."""
    return [
        (unquote(urlsplit(one.findtext("d:href", "", NAMESPACES)).path), one)
        for one in tree.findall("d:response", NAMESPACES)
    ]
