"""A text from an https address: a real server on this computer, reached through a door for tests.

The usual door does not go to this computer; that is what the last tests are about.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from roadmap_sync.errors import FetchError, UnreachableError
from roadmap_sync.fetch import Door, fetch, is_public, look_up
from tests.lab.tls import Authority

MOST = 5_000
PLAN = b"plan: x\n"
#: Writes what it likes to a connection that has asked.
Talk = Callable[[ssl.SSLSocket], None]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@contextlib.contextmanager
def talking(tls: ssl.SSLContext, talk: Talk) -> Iterator[int]:
    """A server that hears one request and answers it with ``talk``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        thread = threading.Thread(target=_serve, args=(server, tls, talk), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.close()
        thread.join(30)


def _serve(server: socket.socket, tls: ssl.SSLContext, talk: Talk) -> None:
    with contextlib.suppress(OSError):
        line, _ = server.accept()
        with line, tls.wrap_socket(line, server_side=True) as secure:
            secure.settimeout(30)
            secure.recv(10_000)
            talk(secure)


def answer(body: bytes = PLAN, *heads: str, status: str = "200 OK", length: int = -1) -> Talk:
    length = len(body) if length < 0 else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", *heads, "", ""]
    return lambda line: line.sendall("\r\n".join(lines).encode() + body)


def door(authority: Authority) -> Door:
    """One that goes to this computer, whatever name is asked for."""
    return Door(
        look_up=lambda _host, _port: ["127.0.0.1"], may=lambda address: address == "127.0.0.1",
        trust=authority.client, seconds=30,
    )  # fmt: skip


def ask(authority: Authority, talk: Talk, host: str = "localhost", **ways: object) -> bytes:
    with talking(authority.server(), talk) as port:
        way = replace(door(authority), **ways)
        return fetch(f"https://{host}:{port}/p.yaml?a=b c".replace(" ", "%20"), MOST, way)


@pytest.mark.parametrize(
    "heads",
    [
        (),
        ("Content-Type: text/plain; charset=utf-8",),
        ("Content-Type: application/octet-stream",),
        ("Content-Type: APPLICATION/yaml", "Content-Encoding: identity"),
    ],
)
def test_a_plan_is_fetched(authority: Authority, heads: tuple[str, ...]) -> None:
    assert ask(authority, answer(PLAN, *heads)) == PLAN


def test_it_may_come_in_pieces(authority: Authority) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    text = head + b"4\r\nplan\r\n4\r\n: x\n\r\n0\r\n\r\n"

    assert ask(authority, lambda line: line.sendall(text)) == PLAN


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (answer(b"", "Location: https://evil.example/y", status="302 Found"),
         "localhost sends us on to https://evil.example/y"),
        (answer(b"", "Location: /y", status="308 X"), "/y; if you trust that, add that address"),
        (answer(b"", "Location: https://[", status="302 X"), "sends us on to what is no address"),
        (answer(b"<p>", "Content-Type: text/html"), "sends a web page, not a plan"),
        (answer(b"\xef\xbb\xbf\n<!DOCTYPE html>", "Content-Type: text/plain"), "a web page"),
        (answer(b"x", "Content-Type: image/png"), "sends 'image/png', which is no plan"),
        (answer(b"x", "Content-Encoding: gzip"), "sends it packed"),
        (answer(b"", status="404 Not Found"), "there is nothing at that address (404)"),
        (answer(b"", status="403 No"), "it refuses (403)"),
        (answer(PLAN, length=MOST + 1), "is larger than 5 KB"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(authority: Authority, talk: Talk, words: str) -> None:
    with pytest.raises(FetchError) as raised:
        ask(authority, talk)

    assert words in str(raised.value)


def test_a_text_without_an_end_is_cut_off(authority: Authority) -> None:
    sent = list[int]()

    def pour(line: ssl.SSLSocket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(2_000):
            line.sendall(b"x" * 10_000)
            sent.append(10_000)

    with pytest.raises(FetchError, match="larger than 5 KB"):
        ask(authority, pour)
    assert sum(sent) < 20_000_000


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (answer(b"", status="503 X"), "is not able to answer now (503)"),
        (answer(PLAN, length=100), "broke off in the middle"),
        (lambda line: line.sendall(b"SSH-2.0 hello\r\n\r\n"), "nothing that can be understood"),
        (lambda _line: None, "localhost"),
    ],
)
def test_what_may_be_right_tomorrow_is_told_so(
    authority: Authority, talk: Talk, words: str
) -> None:
    with pytest.raises(UnreachableError) as raised:
        ask(authority, talk)

    assert words in str(raised.value)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_drip_ends_after_a_time(authority: Authority, start: bytes) -> None:
    """Each byte comes in time, but all of them together do not."""

    def drip(line: ssl.SSLSocket) -> None:
        line.sendall(start)
        for _ in range(100):
            line.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    with pytest.raises(UnreachableError, match=r"more than 0\.4 seconds"):
        ask(authority, drip, seconds=0.4)

    assert time.monotonic() - began < 4.5


def test_a_name_that_nobody_answers_for_ends_after_a_time(authority: Authority) -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(1)
        return ["127.0.0.1"]

    with pytest.raises(UnreachableError, match="more than"):
        fetch("https://localhost/x", MOST, replace(door(authority), look_up=slow, seconds=0.1))


def test_a_certificate_must_be_of_that_name_and_authority(authority: Authority) -> None:
    with pytest.raises(FetchError, match=r"other\.example cannot prove that it is other\.example"):
        ask(authority, answer(), host="other.example")
    with pytest.raises(FetchError, match="cannot prove"):
        ask(authority, answer(), trust=ssl.create_default_context)
    with (
        talking(authority.expired(), answer()) as port,
        pytest.raises(FetchError, match="expired"),
    ):
        fetch(f"https://localhost:{port}/", MOST, door(authority))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.org/x", "https:// only"),
        ("file:///etc/passwd", "https:// only"),
        ("https://ana:secret@example.org/x", "a name or a password"),
        ("https:///x", "is not a web address"),
        ("https://example.org:99999/x", "is not a web address"),
        ("https://[::1/x", "is not a web address"),
        ("https://exa mple.org/x", "is not a web address"),
        ("https://example.org/x\r\nHost: evil", "is not a web address"),
        ("https://" + "a" * 70 + ".org/", "is not a web address"),
        ("https://example.org/" + "x" * 3_000, "is not a web address"),
    ],
)
def test_only_plain_https_addresses_are_gone_to(address: str, words: str) -> None:
    def never(_host: str, _port: int) -> list[str]:
        raise AssertionError

    with pytest.raises(FetchError) as raised:
        fetch(address, MOST, Door(look_up=never))

    assert words in str(raised.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "nonsense", "",
    ],
)  # fmt: skip
def test_private_and_special_computers_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::808:808"]
)
def test_other_computers_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::1]", "0"])
def test_the_usual_door_does_not_lead_to_this_computer(host: str) -> None:
    with pytest.raises((FetchError, UnreachableError)) as raised:
        fetch(f"https://{host}/x", MOST, Door(seconds=5))

    assert "private network" in str(raised.value) or "nobody knows" in str(raised.value)


def test_one_private_address_among_public_ones_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected = list[object]()
    monkeypatch.setattr(socket, "create_connection", lambda *words, **_: connected.append(words))
    way = Door(look_up=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])

    with pytest.raises(FetchError, match=r"private network \(10\.0\.0\.1\)"):
        fetch("https://example.org/x", MOST, way)
    assert connected == []


def test_a_name_is_looked_up_once_and_connected_to_where_it_led(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second look-up might give another answer: DNS rebinding."""
    asked, connected = list[str](), list[object]()

    def once(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"]

    def refuse(address: object, **_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(UnreachableError, match=r"nothing answers at example\.org"):
        fetch("https://example.org/x", MOST, Door(look_up=once))

    assert asked == ["example.org"]
    assert connected == [("93.184.216.34", 443)]


def test_the_system_is_asked_for_addresses() -> None:
    assert "127.0.0.1" in look_up("127.0.0.1", 443)
