"""The double as an HTTP server on this machine."""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from msgspec.structs import replace

from tests.google_double import accounts, admin, api, batch, discovery, faults, oauth
from tests.google_double.api import Answer, Asked
from tests.google_double.errors import ApiError, HangUpError
from tests.google_double.faults import Fault
from tests.google_double.log import Entry, Log
from tests.google_double.student import Student
from tests.google_double.world import World

_PAGE = b"<!DOCTYPE html><html><title>Sign in</title><p>Please accept our terms.</html>"
_BATCHES = {discovery.batch_path(name): name for name in discovery.APIS}


class Double(ThreadingHTTPServer):
    """The double; what it holds may be looked at and changed by tests.

    Attributes:
        url: Its address, without a slash at the end.
        token: An access token that never expires, with the scopes roadmap-sync asks for.
        failures: What went wrong in the double itself; tests must find none.
    """

    daemon_threads = True

    def __init__(self, *, port: int = 0, token: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.world = World()
        self.student = Student(self.world)
        self.failures: list[BaseException] = []
        self.token = self.world.accounts.issue(
            accounts.USUAL, token=token or "double-token", forever=True
        ).token

    @property
    def client_file(self) -> str:
        """Return the file of the OAuth client, as the console lets you download it."""
        with self.world.lock:
            return oauth.client_file(next(iter(self.world.accounts.clients.values())), self.url)

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep what broke a handler; a program that is killed breaks nothing."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)

    @property
    def log(self) -> Log:
        """Return the log of requests."""
        return self.world.log

    def fault(self, kind: faults.Kind, **how: Any) -> Fault:
        """Order a fault; `tests.google_double.faults.Fault` says what there is."""
        fault = Fault(kind=kind, **how)
        with self.world.lock:
            self.world.faults.append(fault)
        return fault

    def answer(self, asked: Asked) -> Answer:
        """Answer a request; HangUpError to close the connection instead."""
        if asked.path.startswith("/_"):
            return admin.serve(self.world, self.student, asked)
        name = _BATCHES.get(asked.path) if asked.verb == "POST" else None
        if name is not None:
            return self._watched(asked, f"{name}.batch", lambda: self._batch(name, asked))
        if asked.path in oauth.PATHS:
            return self._watched(asked, oauth.PATHS[asked.path], lambda: self._oauth(asked))
        return self._call(asked)

    def _batch(self, name: str, asked: Asked) -> Answer:
        def part(one: Asked, number: int) -> Answer:
            return self._call(one, number, only=name)

        return batch.serve(self.world, name, asked, part)

    def _oauth(self, asked: Asked) -> Answer:
        with self.world.lock:
            return oauth.serve(self.world.accounts, asked)

    def _call(self, asked: Asked, part: int = 0, only: str = "") -> Answer:
        """Answer a call of a method; ``only`` of this API, as in its batches."""
        found = api.find(asked)
        if found is None or (only and found[0].api != only):
            missing = ApiError(404, "notFound", f"No such method: {asked.verb} {asked.path}")
            kind = only or "calendar"
            return self._watched(asked, "unknown", lambda: api.refusal(missing, kind), part)
        method, path = found
        return self._watched(
            asked, method.id, lambda: api.serve(self.world, asked, method, path), part
        )

    def _watched(self, asked: Asked, method: str, serve: Any, part: int = 0) -> Answer:
        """Note a request in the log, and do to it what was ordered."""
        entry = Entry(
            verb=asked.verb,
            path=asked.path,
            method=method,
            part=part,
            query=dict(asked.query),
            body=admin.readable(asked),
            headers=dict(asked.headers),
        )
        with self.world.lock:
            self.world.log.add(entry)
            fault = faults.take(self.world.faults, method, part)

        def run() -> Answer:
            answer: Answer = serve()
            entry.applied = answer.status < 300
            return answer

        if fault is None:
            answer = run()
        else:
            entry.fault = fault.kind
            answer = _spoilt(fault, run, method.partition(".")[0])
        entry.status = answer.status
        return answer


def _spoilt(fault: Fault, run: Any, name: str) -> Answer:
    """Return what comes of a request to which a fault happens."""
    time.sleep(fault.seconds)
    if fault.before is not None:
        fault.before()
    if fault.kind == "drop_before":
        raise HangUpError
    if fault.kind == "html":
        return Answer(status=200, body=_PAGE, headers={"Content-Type": "text/html"})
    if fault.kind == "status" and not fault.applied:
        return _refused(fault, name)
    answer: Answer = run()
    if fault.after is not None:
        fault.after()
    if fault.kind == "drop_after":
        raise HangUpError
    if fault.kind == "status":
        return _refused(fault, name)
    return replace(answer, ending=fault.kind if fault.kind in {"cut", "stale"} else "")


def _refused(fault: Fault, name: str) -> Answer:
    return api.refusal(fault.error(), name if name in discovery.APIS else "tasks")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "ESF"

    def setup(self) -> None:
        super().setup()
        # Answers go out in two writes; without this each would wait for the other side.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)  # noqa: FBT003

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the Date header, by the server's own clock."""
        return format_datetime(cast("Double", self.server).world.now(), usegmt=True)

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(verb=self.command, target=self.path, headers=headers, body=body)
        try:
            answer = cast("Double", self.server).answer(asked)
        except HangUpError:
            self._hang_up()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        cut = len(answer.body) // 2 if answer.ending == "cut" else len(answer.body)
        self.wfile.write(answer.body[:cut])
        if answer.ending:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # the other side may have gone first
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def running(*, port: int = 0, token: str = "") -> Iterator[Double]:
    """Run the double in a thread."""
    double = Double(port=port, token=token)
    thread = threading.Thread(target=double.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.shutdown()
        thread.join()
        double.server_close()
