"""A proxy between a program and a calendar server: it counts, and does what bad networks do.

It answers in HTTP/1.1 and keeps connections alive, also in front of a server that does not. A
rule is a fault and the requests that meet it; `tests.lab.faults` has the faults.
"""

import select
import socket
import ssl
import struct
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from msgspec import Struct

METHODS = (
    "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR",
    "MKCOL", "MOVE", "COPY", "POST",
)  # fmt: skip
WRITES = frozenset({"PUT", "DELETE", "PROPPATCH", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "POST"})
#: Headers between two neighbours (RFC 9110 section 7.6.1) and those that we write ourselves.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade",
        "proxy-connection", "expect"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the program asked; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def writes(self) -> bool:
        """Does it ask for a change?"""
        return self.method in WRITES


class Response(Struct, frozen=True, kw_only=True):
    """What is answered.

    Attributes:
        cut: Close the connection after so many bytes of the body.
        drip: Wait so many seconds before each byte of the body.
    """

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    cut: int | None = None
    drip: float = 0


class HangUpError(Exception):
    """The connection shall be reset, without an answer."""


Forward = Callable[[Request], Response]
#: Gets the request and the way on; returns what the program shall see, or hangs up.
Fault = Callable[[Request, Forward], Response]


@dataclass(slots=True, kw_only=True)
class Rule:
    """A fault for some requests.

    Attributes:
        method: Only these requests; empty for all.
        when: Only requests of which this is true.
        first: Of those, from which on, counted from 1.
        times: How many in a row; None for all that come.
        met: How many requests this rule looked at and counted so far.
    """

    fault: Fault
    method: str = ""
    when: Callable[[Request], bool] = lambda _: True
    first: int = 1
    times: int | None = 1
    met: int = 0

    def hits(self, request: Request) -> bool:
        """Count a request, and say whether it meets the fault."""
        if (self.method and request.method != self.method) or not self.when(request):
            return False
        self.met += 1
        last = None if self.times is None else self.first + self.times
        return self.met >= self.first and (last is None or self.met < last)


@dataclass(slots=True, kw_only=True)
class Record:
    """One request as the log keeps it; ``status`` is 0 for one that got no answer."""

    method: str
    path: str
    depth: str
    headers: Mapping[str, str] = field(repr=False)
    status: int = 0


class Proxy:
    """A proxy in threads of this process; a context manager.

    Attributes:
        url: Where it answers, with a slash at its end.
        records: Every request, in the order in which they came.
        rules: They may be set while it runs; each request meets all that hit it, first to last.
    """

    def __init__(
        self, upstream: str, rules: Sequence[Rule] = (), *,
        login: tuple[str, str] | None = None, tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:  # fmt: skip
        """Start.

        Args:
            upstream: The server's address.
            login: Name and password without which it answers 401, for a server that asks none.
            tls: With the certificate to show; None for plain HTTP.
            host: The name in ``url``, as the certificate has it; always listens on loopback.
        """
        self.rules = list(rules)
        self.records: list[Record] = []
        self.connections = 0
        self.tls = tls
        self.login = login
        self.upstream = urlsplit(upstream)
        self._lock = threading.Lock()
        self._server = _Listener(self)
        port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Hang up on everybody."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def count(self, *methods: str) -> int:
        """Return how many requests came, of some methods or of all."""
        return sum(not methods or record.method in methods for record in list(self.records))

    def clear(self) -> None:
        """Forget rules and requests."""
        self.rules = []
        self.records = []

    def settle(self, seconds: float = 30) -> None:
        """Wait, after a program ended, until all that it had sent has reached the server."""
        until = time.monotonic() + seconds
        while self._server.is_used():
            assert time.monotonic() < until, "requests hang"
            time.sleep(0.005)

    def arrive(self, request: Request) -> tuple[Record, list[Fault]]:
        """Note a request, and return the faults that it meets."""
        depth = request.headers.get("depth", "")
        record = Record(
            method=request.method, path=request.path, depth=depth, headers=request.headers
        )
        with self._lock:
            self.records.append(record)
            return record, [rule.fault for rule in self.rules if rule.hits(request)]


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: connections that break are what this is for."""

    def is_used(self) -> bool:
        """Is anybody connected, or waiting to be?"""
        return bool(self.open) or bool(select.select([self.socket], [], [], 0)[0])

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for one in list(self.open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    server: _Listener
    _upstream: HTTPConnection

    def setup(self) -> None:
        proxy = self.server.proxy
        proxy.connections += 1
        self._plain = self.request
        if proxy.tls is not None:
            self.request.settimeout(self.timeout)
            self.request = proxy.tls.wrap_socket(self.request, server_side=True)
        super().setup()
        host, port = proxy.upstream.hostname or "", proxy.upstream.port
        self._upstream = HTTPConnection(host, port, timeout=60)

    def finish(self) -> None:
        self._upstream.close()
        super().finish()
        if self.request is not self._plain:
            self.request.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    def any_method(self) -> None:
        """Let a request through its faults to the server, and answer."""
        request = self._read()
        record, faults = self.server.proxy.arrive(request)
        try:
            response = _through(faults, self._forward)(request)
            record.status = response.status
            self._answer(response)
        except (HangUpError, OSError, HTTPException):
            self._reset()

    def _read(self) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(iter(self._chunk, b""))
        else:
            body = self.rfile.read(int(headers.get("content-length", 0)))
        return Request(method=self.command, path=self.path, headers=headers, body=body)

    def _chunk(self) -> bytes:
        """Return the next chunk of a body, empty for its end (RFC 9112 section 7.1)."""
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _forward(self, request: Request) -> Response:
        login = self.server.proxy.login
        if login is not None and request.headers.get("authorization") != basic(*login):
            return Response(status=401, headers=[("WWW-Authenticate", 'Basic realm="lab"')])
        fresh = self._upstream.sock is None
        try:
            answer = self._ask(request)
        except (HTTPException, ConnectionError):
            self._upstream.close()
            if fresh:
                raise
            answer = self._ask(request)  # it had closed a connection that nobody used
        headers = [(name, value) for name, value in answer.getheaders()
                   if name.lower() not in _HOP]  # fmt: skip
        return Response(status=answer.status, headers=headers, body=answer.read())

    def _ask(self, request: Request) -> HTTPResponse:
        kept = {name: value for name, value in request.headers.items() if name not in _HOP}
        if request.body or request.method in {"PUT", "POST"}:
            kept["content-length"] = str(len(request.body))
        self._upstream.putrequest(
            request.method, request.path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in kept.items():
            self._upstream.putheader(name, value)
        self._upstream.endheaders(request.body or None)
        return self._upstream.getresponse()

    def _answer(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status not in {204, 304}:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self._send(response.body[: response.cut], response.drip)
        self.wfile.flush()
        if response.cut is not None:
            raise HangUpError

    def _send(self, body: bytes, drip: float) -> None:
        for start in range(len(body) if drip else 0):
            self.wfile.write(body[start : start + 1])
            self.wfile.flush()
            time.sleep(drip)
        self.wfile.write(b"" if drip else body)

    def _reset(self) -> None:
        """Close with RST instead of FIN, so that nobody waits."""
        self.close_connection = True
        try:
            self._plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        except OSError:
            return


for _method in METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.any_method)


def basic(username: str, password: str) -> str:
    """Return the header of a login (RFC 7617)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")


def _through(faults: Sequence[Fault], forward: Forward) -> Forward:
    """Return the way of a request, the first fault outermost."""
    for fault in reversed(faults):
        forward = _behind(fault, forward)
    return forward


def _behind(fault: Fault, forward: Forward) -> Forward:
    return lambda request: fault(request, forward)
