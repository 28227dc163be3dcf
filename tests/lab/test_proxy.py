"""The proxy that judges the program must itself be right."""

import http.server
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPConnection, IncompleteRead, RemoteDisconnected
from pathlib import Path

import pytest

from tests.lab import faults
from tests.lab.process import KILLED, Desk
from tests.lab.proxy import Proxy, Rule, basic
from tests.lab.servers import PASSWORD
from tests.lab.tls import Authority
from tests.lab.wire import Wire

BROKEN = (ConnectionResetError, RemoteDisconnected, BadStatusLine)
BIG = b"0123456789" * 300_000


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers in HTTP/1.0, as Radicale does, with what was asked."""

    heard: list[bytes]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(body)  # type: ignore[attr-defined]  # added below
        self.send_response(201)
        self.send_header("ETag", '"1"')
        if self.protocol_version == "HTTP/1.1":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()
        self.wfile.write(BIG)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


class Chunks(Echo):
    """Answers in HTTP/1.1, in chunks."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (BIG[:100_000], BIG[100_000:]):
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")


class Patient(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # a full queue makes Linux try again after a second


class Back:
    """A small server behind the proxy; ``heard`` is every body that reached it."""

    def __init__(self, handler: type[Echo]) -> None:
        self._server = Patient(("127.0.0.1", 0), handler)
        self.heard: list[bytes] = []
        self._server.heard = self.heard  # type: ignore[attr-defined]  # for the handler
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(params=[Echo, Chunks])
def back(request: pytest.FixtureRequest) -> Iterator[Back]:
    back = Back(request.param)
    yield back
    back.stop()


@pytest.fixture
def proxy(back: Back) -> Iterator[Proxy]:
    with Proxy(back.url) as proxy:
        yield proxy


@pytest.fixture
def wire(proxy: Proxy) -> Wire:
    return Wire(proxy.url, "/", "ana", PASSWORD)


def test_bodies_pass_whole_in_both_directions(wire: Wire, back: Back) -> None:
    assert wire.request("PUT", "/a", BIG).body == BIG
    assert wire.request("GET", "/a").body == BIG
    assert back.heard == [BIG]


def test_it_writes_down_what_came(wire: Wire, proxy: Proxy) -> None:
    wire.request("PUT", "/a", b"x", Depth="1")
    wire.request("GET", "/b")
    wire.request("REPORT", "/c")

    assert [(one.method, one.path, one.depth, one.status) for one in proxy.records] == [
        ("PUT", "/a", "1", 201),
        ("GET", "/b", "", 200),
        ("REPORT", "/c", "", 501),
    ]
    assert proxy.count() == 3
    assert proxy.count("GET", "PUT") == 2


def test_a_connection_is_kept_alive_though_the_server_closes_it(proxy: Proxy) -> None:
    connection = HTTPConnection(proxy.url.split("/")[2])
    for _ in range(3):
        connection.request("PUT", "/a", b"x")
        assert connection.getresponse().read() == b"x"
    connection.close()

    assert proxy.connections == 1


def test_it_reads_a_body_in_chunks(proxy: Proxy, back: Back) -> None:
    connection = HTTPConnection(proxy.url.split("/")[2])
    connection.request("PUT", "/a", iter([b"one ", b"two"]), encode_chunked=True,
                       headers={"Transfer-Encoding": "chunked"})  # fmt: skip
    assert connection.getresponse().read() == b"one two"
    connection.close()
    assert back.heard == [b"one two"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_reset_before_or_after_the_server_heard(
    wire: Wire, proxy: Proxy, back: Back, *, applied: bool
) -> None:
    proxy.rules = [Rule(fault=faults.reset(applied=applied))]

    with pytest.raises(BROKEN):
        wire.request("PUT", "/a", b"x")

    assert back.heard == ([b"x"] if applied else [])
    assert proxy.records[0].status == 0
    assert wire.request("PUT", "/a", b"y").status == 201


@pytest.mark.parametrize("applied", [True, False])
def test_a_status_with_retry_after(wire: Wire, proxy: Proxy, back: Back, *, applied: bool) -> None:
    proxy.rules = [Rule(fault=faults.status(503, retry_after="7", applied=applied))]

    answer = wire.request("PUT", "/a", b"x")

    assert answer.status == proxy.records[0].status == 503
    assert answer.headers["retry-after"] == "7"
    assert back.heard == ([b"x"] if applied else [])


def test_rules_choose_by_method_number_and_predicate(wire: Wire, proxy: Proxy) -> None:
    proxy.rules = [
        Rule(fault=faults.status(500), method="PUT", first=2, times=2),
        Rule(fault=faults.status(429), when=lambda one: one.path == "/b", times=None),
    ]

    statuses = [wire.request("PUT", "/a", b"x").status for _ in range(4)]

    assert statuses == [201, 500, 500, 201]
    assert [wire.request("GET", path).status for path in ("/a", "/b", "/b")] == [200, 429, 429]


def test_answers_that_are_not_whole(wire: Wire, proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.half)]
    assert wire.request("GET", "/a").body == BIG[: len(BIG) // 2]

    proxy.rules = [Rule(fault=faults.cut)]
    with pytest.raises((IncompleteRead, ConnectionResetError)):
        wire.request("GET", "/a")


def test_answers_that_are_something_else(wire: Wire, proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.html)]
    assert wire.request("REPORT", "/a").headers["content-type"] == "text/html"

    proxy.rules = [Rule(fault=faults.nothing_there)]
    assert wire.calendars() == {}

    proxy.rules = [Rule(fault=faults.no_tag)]
    assert wire.put("/a", "x") == ""
    assert wire.put("/a", "x") == '"1"'


def test_a_delay_is_one_for_all_that_come_together(proxy: Proxy) -> None:
    proxy.rules = [Rule(fault=faults.delay(0.2), times=None)]
    wires = [Wire(proxy.url, "/", "ana", "") for _ in range(8)]
    threads = [threading.Thread(target=wire.request, args=("PUT", "/a", b"x")) for wire in wires]

    before = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 0.2 <= time.monotonic() - before < 1


def test_a_hang_ends(proxy: Proxy, back: Back) -> None:
    proxy.rules = [Rule(fault=faults.hang(0.3))]

    with pytest.raises(TimeoutError):
        Wire(proxy.url, "/", "ana", "", seconds=0.1).request("PUT", "/a", b"x")

    proxy.settle()
    assert back.heard == []


def test_something_happens_before_and_after(wire: Wire, proxy: Proxy, back: Back) -> None:
    heard: list[int] = []
    note = faults.around(
        before=lambda: heard.append(len(back.heard)), after=lambda: heard.append(len(back.heard))
    )
    proxy.rules = [Rule(fault=note, first=2)]

    for _ in range(3):
        wire.request("PUT", "/a", b"x")

    assert heard == [1, 2]


def test_it_asks_for_the_password_of_a_server_that_asks_none(back: Back) -> None:
    with Proxy(back.url, login=("ana", "right")) as proxy:
        wrong = Wire(proxy.url, "/", "ana", "wrong").request("PUT", "/a", b"x")
        right = Wire(proxy.url, "/", "ana", "right").request("PUT", "/a", b"x")

    assert (wrong.status, right.status) == (401, 201)
    assert wrong.headers["www-authenticate"].startswith("Basic")
    assert basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # RFC 7617


def test_nobody_behind_it_looks_like_a_broken_connection() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with Proxy(f"http://127.0.0.1:{closed.getsockname()[1]}/") as proxy, pytest.raises(BROKEN):
            Wire(proxy.url, "/", "ana", "").request("GET", "/")


def test_certificates(back: Back, authority: Authority) -> None:
    with Proxy(back.url, tls=authority.server(), host="localhost") as proxy:
        assert proxy.url.startswith("https://localhost:")
        trusting = Wire(proxy.url, "/", "ana", "", context=authority.client())
        assert trusting.request("PUT", "/a", b"x").status == 201
        with pytest.raises(ssl.SSLCertVerificationError):
            Wire(proxy.url, "/", "ana", "").request("PUT", "/a", b"x")

    with (
        Proxy(back.url, tls=authority.expired(), host="localhost") as proxy,
        pytest.raises(ssl.SSLCertVerificationError, match="expired"),
    ):
        Wire(proxy.url, "/", "ana", "", context=authority.client()).request("PUT", "/a", b"x")
    assert back.heard == [b"x"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_program_is_killed_at_a_request(
    proxy: Proxy, back: Back, tmp_path: Path, *, applied: bool
) -> None:
    """The desk runs Python's own path: a module named roadmap_sync that only sends requests."""
    (tmp_path / "roadmap_sync.py").write_text(
        "import sys, urllib.request as u\n"
        "for n in range(3):\n"
        "    ask = u.Request(sys.argv[1], b'%d' % n, method='PUT')\n"
        "    print(u.urlopen(ask).status, flush=True)\n",
        "utf-8",
    )
    desk = Desk(folder=tmp_path, env={"PYTHONPATH": str(tmp_path)})

    ended = desk.run_killed(proxy, proxy.url, at=2, applied=applied)

    assert ended.code == KILLED
    assert ended.out == "201\n"
    assert back.heard == ([b"0", b"1"] if applied else [b"0"])
    assert desk.run(proxy.url).code == 0
    assert len(back.heard) == (5 if applied else 4)
