"""A web server with one text on it, over TLS, that hears one request after the other."""

import contextlib
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from roadmap_sync.fetch import Door
from tests.lab.tls import Authority


class Web:
    """Gives ``text`` to whoever asks for ``/plan.yaml``, and counts.

    Attributes:
        text: What it gives; may be changed between requests.
        count: Requests heard.
    """

    def __init__(self, authority: Authority, text: str = "") -> None:
        self.text = text
        self.count = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.socket = authority.server().wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._authority = authority

    @property
    def address(self) -> str:
        """Where the text is."""
        return f"https://localhost:{self._server.server_port}/plan.yaml"

    @property
    def door(self) -> Door:
        """A door that leads to this computer, which the usual one does not."""
        return Door(
            look_up=lambda _host, _port: ["127.0.0.1"],
            may=lambda address: address == "127.0.0.1",
            trust=self._authority.client,
            seconds=30,
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.count += 1
                data = web.text.encode()
                self.send_response(200 if self.path == "/plan.yaml" else 404)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with contextlib.suppress(OSError, ssl.SSLError):
                    self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - likewise
                pass

        return Handler
