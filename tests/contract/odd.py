"""A calendar server that does everything in the odd ways of real ones, one switch for each."""

import hashlib
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from msgspec import Struct

HOME = "/cal/ana@example.org/"
USERNAME, PASSWORD = "ana@example.org", "pässword: with a colon"
_NAMES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


class Ways(Struct, kw_only=True):
    """How the server behaves; as it is here, well.

    Attributes:
        put_tag: Does a PUT tell the ETag?
        syncs: Has it sync-collection?
        data_in_sync: Does it send data along with it?
        stale: What it answers to a token it does not know: a status, or ``full`` for 207.
        page: How many changes fit into one answer (RFC 6578 section 3.6); 0 for all.
        missing: Of a multiget: ``told``, ``left out`` or ``fails``.
        heeds: Which conditions it heeds: ``If-None-Match``, ``If-Match``, ``DELETE``.
        together: Does it take events and to-dos in one calendar?
        absolute: Are its hrefs whole addresses?
        escapes: How it writes the path: ``%40``, ``@`` or ``%2d``, where that is upper case.
        makes: Can calendars be made?
        rights: As current-user-privilege-set; empty to leave it out, and which reports it has.
        forbids: Does it answer each write with 403?
        refuses: An uid that is too large for it (413).
        uids: Does it give items uids of its own, as gateways to other calendars do?
        digest: Does it want digest authentication?
        sabre: Does it explain itself in a namespace of its own?
    """

    put_tag: bool = True
    syncs: bool = True
    data_in_sync: bool = True
    stale: int | str = 403
    page: int = 0
    missing: str = "told"
    heeds: frozenset[str] = frozenset({"If-None-Match", "If-Match", "DELETE"})
    together: bool = True
    absolute: bool = False
    escapes: str = "@"
    makes: bool = True
    rights: str = "write"
    forbids: bool = False
    refuses: str = ""
    uids: bool = False
    digest: bool = False
    sabre: bool = False


@dataclass
class Box:
    """A calendar: its name, what it takes, and what is in it."""

    name: str
    kinds: tuple[str, ...]
    items: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


class OddServer(ThreadingHTTPServer):
    """The double; everything it holds may be looked at and changed by tests."""

    daemon_threads = True

    def __init__(self, ways: Ways) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.ways = ways
        self.boxes: dict[str, Box] = {}
        self.requests: list[str] = []
        self.prefix = "gen1-"
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"

    def box(self, name: str = "Roadmap", kinds: tuple[str, ...] = ("VEVENT", "VTODO")) -> Box:
        """Make a calendar."""
        slug = re.sub("[^a-z]+", "-", name.lower())
        self.boxes[slug] = Box(name, kinds)
        return self.boxes[slug]

    def forget_tokens(self) -> None:
        """Make all tokens invalid."""
        self.prefix += "x"

    def count(self, method: str = "") -> int:
        """Return how many requests came."""
        return sum(one.startswith(method) for one in self.requests)


@contextmanager
def odd_server(ways: Ways) -> Iterator[OddServer]:
    """Run it."""
    server = OddServer(ways)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def tag_of(data: bytes) -> str:
    """Return the ETag of some bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:12]}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    @property
    def _odd(self) -> OddServer:
        return cast("OddServer", self.server)

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = unquote(self.path)
        with self._odd.lock:
            self._odd.requests.append(f"{self.command} {path}")
            status, headers, out = self._handled(path, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    def _handled(  # noqa: PLR0911 - one for each kind of request
        self, path: str, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        if not self._signed_in():
            kind = 'Digest realm="x", nonce="abc", qop="auth"' if self._odd.ways.digest else "Basic"
            return 401, {"WWW-Authenticate": kind}, b""
        slug, _, name = path.removeprefix(HOME).partition("/")
        if not path.startswith(HOME):
            props = f"<current-user-principal><href>{quote(HOME)}</href></current-user-principal>"
            return self._list([self._entry(path, props)])
        box = self._odd.boxes.get(slug)
        if self.command == "MKCALENDAR":
            return self._make(slug, body.decode())
        if not slug:
            return self._home()
        if box is None:
            return 404, {}, b"no such calendar"
        if self.command in {"PROPFIND", "REPORT"}:
            return self._asked(slug, box, body.decode())
        return self._item(box, name, body)

    def _signed_in(self) -> bool:
        given = self.headers.get("Authorization", "")
        if self._odd.ways.digest:
            return given.startswith("Digest ") and f'username="{USERNAME}"' in given
        pair = b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        return given == f"Basic {pair}"

    def _home(self) -> tuple[int, dict[str, str], bytes]:
        home = f"<C:calendar-home-set><href>{quote(HOME)}</href></C:calendar-home-set>"
        entries = [self._entry(HOME, f"{home}<resourcetype><collection/></resourcetype>")]
        if self.headers.get("Depth") == "1":
            for slug, box in self._odd.boxes.items():
                entries.append(self._entry(f"{HOME}{slug}/", self._described(box)))
        return self._list(entries)

    def _described(self, box: Box) -> str:
        comps = "".join(f'<C:comp name="{kind}"/>' for kind in box.kinds)
        ways = self._odd.ways
        report = "sync-collection" if ways.syncs else "expand-property"
        rights = (
            f"<current-user-privilege-set><privilege><{ways.rights}/></privilege>"
            "</current-user-privilege-set>"
        )
        reports = (
            f"<supported-report-set><supported-report><report><{report}/></report>"
            "</supported-report></supported-report-set>"
        )
        return (
            f"<displayname>{escape(box.name)}</displayname><resourcetype><collection/><C:calendar/>"
            f"</resourcetype><C:supported-calendar-component-set>{comps}"
            "</C:supported-calendar-component-set>" + (rights + reports if ways.rights else "")
        )

    def _make(self, slug: str, text: str) -> tuple[int, dict[str, str], bytes]:
        kinds = tuple(re.findall(r'comp name="(\w+)"', text))
        ways = self._odd.ways
        if not ways.makes or (len(kinds) > 1 and not ways.together):
            return 403, {}, b"<error xmlns='DAV:'/>"
        found = re.search("displayname>([^<]*)<", text)
        assert found is not None
        if slug in self._odd.boxes:
            return 405, {}, b"it is there already"
        self._odd.boxes[slug] = Box(found[1], kinds)
        return 201, {}, b""

    def _asked(self, slug: str, box: Box, text: str) -> tuple[int, dict[str, str], bytes]:
        if "sync-collection" in text and self.command == "REPORT":
            return self._sync(slug, box, text)
        if "calendar-multiget" in text:
            return self._multiget(slug, box, text)
        entries = [self._entry(f"{HOME}{slug}/", self._described(box))]
        if self.headers.get("Depth") == "1":
            entries += [self._member(slug, name, data) for name, data in box.items.items()]
        return self._list(entries)

    def _sync(self, slug: str, box: Box, text: str) -> tuple[int, dict[str, str], bytes]:
        ways = self._odd.ways
        if not ways.syncs:
            return 403, {}, b"<error xmlns='DAV:'><supported-report/></error>"
        found = re.search(r"sync-token>([^<]*)<", text)
        old = found[1] if found else ""
        since = 0
        if old.startswith(self._odd.prefix):
            since = int(old.removeprefix(self._odd.prefix))
        elif old and ways.stale != "full":
            return int(ways.stale), {}, b"<error xmlns='DAV:'><valid-sync-token/></error>"
        until = min(len(box.log), since + ways.page) if ways.page else len(box.log)
        data = ways.data_in_sync and "calendar-data" in text
        entries = []
        for name in dict.fromkeys(box.log[since:until]):
            if name in box.items:
                entries.append(self._member(slug, name, box.items[name], data=data))
            elif since:
                href = self._href(f"{HOME}{slug}/{name}")
                entries.append(
                    f"<response>{href}<status>HTTP/1.1 404 Not Found</status></response>"
                )
        if until < len(box.log):
            href = self._href(f"{HOME}{slug}/")
            entries.append(f"<response>{href}<status>HTTP/1.1 507 Insufficient</status></response>")
        entries.append(f"<sync-token>{self._odd.prefix}{until}</sync-token>")
        return self._list(entries)

    def _multiget(self, slug: str, box: Box, text: str) -> tuple[int, dict[str, str], bytes]:
        entries = []
        for href in re.findall(r"<d:href>([^<]*)<", text):
            name = unquote(href).rpartition("/")[2]
            if name in box.items:
                entries.append(self._member(slug, name, box.items[name], data=True))
            elif self._odd.ways.missing == "fails":
                return 404, {}, b""
            elif self._odd.ways.missing == "told":
                entries.append(
                    f"<response><href>{href}</href><status>HTTP/1.1 404 Gone</status></response>"
                )
        return self._list(entries)

    def _item(  # noqa: PLR0911 - one for each condition
        self, box: Box, name: str, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        ways = self._odd.ways
        there = box.items.get(name)
        if self.command == "GET":
            return (404, {}, b"") if there is None else (200, {"ETag": tag_of(there)}, there)
        if ways.forbids or (ways.refuses and name.startswith(ways.refuses)):
            return 403 if ways.forbids else 413, {}, b""
        if there is not None and self.headers.get("If-None-Match") and self._heeds("If-None-Match"):
            return self._failed()
        wanted = self.headers.get("If-Match")
        heeds = self._heeds("If-Match") and (self.command != "DELETE" or self._heeds("DELETE"))
        if wanted and heeds and (there is None or tag_of(there) != wanted):
            return self._failed()
        if self.command == "DELETE":
            if box.items.pop(name, None) is None:
                return 404, {}, b""
            box.log.append(name)
            return 204, {}, b""
        # Like most servers, it keeps other bytes than were sent.
        box.items[name] = re.sub(rb"PRODID:.*", b"PRODID:-//odd//EN", body)
        if ways.uids:
            box.items[name] = re.sub(rb"UID:0", b"UID:AAMkAGI2T-", box.items[name])
        box.log.append(name)
        headers = {"ETag": tag_of(box.items[name])} if ways.put_tag else {}
        return (201 if there is None else 204), headers, b""

    def _heeds(self, condition: str) -> bool:
        return condition in self._odd.ways.heeds

    def _failed(self) -> tuple[int, dict[str, str], bytes]:
        text = b""
        if self._odd.ways.sabre:
            text = b"<error xmlns='DAV:' xmlns:s='http://sabredav.org/ns'><s:exception/></error>"
        return 412, {}, text

    def _member(self, slug: str, name: str, item: bytes, *, data: bool = False) -> str:
        more = f"<C:calendar-data>{escape(item.decode())}</C:calendar-data>" if data else ""
        return self._entry(f"{HOME}{slug}/{name}", f"<getetag>{tag_of(item)}</getetag>{more}")

    def _entry(self, path: str, props: str) -> str:
        return (
            f"<response>{self._href(path)}<propstat><prop>{props}</prop>"
            "<status>HTTP/1.1 200 OK</status></propstat></response>"
        )

    def _href(self, path: str) -> str:
        ways = self._odd.ways
        if ways.escapes == "@":
            text = quote(path, safe="/@")
        elif ways.escapes == "%40":
            text = quote(path, safe="/")
        else:
            text = quote(path, safe="/").replace("-", "%2d").replace("%40", "%40".lower())
        start = self._odd.url.rstrip("/") if ways.absolute else ""
        return f"<href>{start}{text}</href>"

    def _list(self, entries: list[str]) -> tuple[int, dict[str, str], bytes]:
        text = f"<?xml version='1.0'?><multistatus {_NAMES}>{''.join(entries)}</multistatus>"
        return 207, {"Content-Type": "application/xml"}, text.encode()
