"""Each request to Google is sent once, also where the library below would send it again."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import httplib2
import pytest

from roadmap_sync.targets.google_lines import Line, LostError, _in_words

Answer = Callable[[socket.socket, bytes], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Reads requests, one at a time, and does with each connection what it is told."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answer: Answer = lambda line, _: line.sendall(OK)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                while line.fileno() >= 0 and (data := _request(line)):
                    self.requests.append(data)
                    self.answer(line, data)

    def close(self) -> None:
        self._socket.close()


def _request(line: socket.socket) -> bytes:
    """Return one whole request, or nothing at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (more := line.recv(65_536))
        if not more:
            return b""
    length = re.search(rb"content-length: (\d+)", data, re.IGNORECASE)
    whole = data.index(b"\r\n\r\n") + 4 + (int(length[1]) if length else 0)
    while len(data) < whole:
        data += line.recv(65_536)
    return data


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def hang_up(line: socket.socket, _data: bytes) -> None:
    line.shutdown(socket.SHUT_RDWR)
    line.close()


def half(line: socket.socket, data: bytes) -> None:
    line.sendall(OK[:-1])
    hang_up(line, data)


def answer_and_hang_up(line: socket.socket, data: bytes) -> None:
    line.sendall(OK)
    hang_up(line, data)


def say_nothing(_line: socket.socket, _data: bytes) -> None:
    threading.Event().wait(2)


@pytest.mark.parametrize("answer", [hang_up, half])
def test_a_post_without_an_answer_is_sent_once(server: Server, answer: Answer) -> None:
    server.answer = answer
    line = Line(None, 5)

    with pytest.raises(LostError) as caught:
        line.send(server.url, "POST", "body", {})
    line.close()

    assert caught.value.sent
    assert len(server.requests) == 1


def test_the_library_alone_would_send_it_twice(server: Server) -> None:
    """If this fails one day, `google_lines` has less to do."""
    server.answer = hang_up
    library = httplib2.Http(timeout=5)

    with pytest.raises(Exception, match=r".+"):
        library.request(server.url, "POST", "body")
    library.close()

    assert len(server.requests) == 2


def test_a_connection_is_used_again_and_a_stale_one_is_not(server: Server) -> None:
    line = Line(None, 5)
    line.send(server.url, "GET", None, {})
    [first] = line.connections.values()
    port = first.sock.getsockname()
    line.send(server.url, "POST", "body", {})
    assert first.sock.getsockname() == port

    server.answer = answer_and_hang_up
    line.send(server.url, "POST", "body", {})
    server.answer = lambda there, _: there.sendall(OK)
    threading.Event().wait(0.1)
    line.send(server.url, "POST", "last", {})
    line.close()

    assert len(server.requests) == 4


def test_nobody_there_means_that_nothing_was_sent() -> None:
    line = Line(None, 2)

    with pytest.raises(LostError, match="did not answer") as caught:
        line.send("http://127.0.0.1:1/", "POST", "body", {})
    line.close()

    assert not caught.value.sent


def test_silence_is_lost(server: Server) -> None:
    server.answer = say_nothing
    line = Line(None, 0.3)

    with pytest.raises(LostError, match="in time") as caught:
        line.send(server.url, "POST", "body", {})
    line.close()

    assert caught.value.sent
    assert len(server.requests) == 1


def test_nobody_is_led_elsewhere(server: Server) -> None:
    elsewhere = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    server.answer = lambda there, _: there.sendall(elsewhere)
    line = Line(None, 5)

    response, _ = line.send(server.url, "GET", None, {})
    line.close()

    assert response.status == 302


def test_a_certificate_that_cannot_be_checked_is_said() -> None:
    assert "certificate" in _in_words(ssl.SSLCertVerificationError("x"))
    assert "no names are looked up" in _in_words(httplib2.ServerNotFoundError("x"))
