"""The least that a push can cost: PUTs over eight connections kept alive, nothing understood.

Run as a script: ``raw_client.py push|noop|change CALENDAR FOLDER``, with the address of the
calendar and a folder of .ics files; name and password are in LAB_USERNAME and LAB_PASSWORD. What
``noop`` and ``change`` need to know of the run before is kept in FOLDER/.state.
"""

import json
import os
import queue
import sys
import threading
from base64 import b64encode
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
REPORT = (
    '<?xml version="1.0" encoding="utf-8"?>\n<d:sync-collection xmlns:d="DAV:"><d:sync-token>{}'
    "</d:sync-token><d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
)


class Client:
    """Connections to one calendar."""

    def __init__(self, address: str, folder: Path) -> None:
        self.parts = urlsplit(address)
        self.folder = folder
        self.state = folder / ".state"
        login = f"{os.environ['LAB_USERNAME']}:{os.environ['LAB_PASSWORD']}"
        self.headers = {"Authorization": "Basic " + b64encode(login.encode()).decode("ascii")}

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self.parts.hostname or "", self.parts.port)

    def push(self, names: list[str], condition: dict[str, str]) -> None:
        """Put files, several at once."""
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for name in names:
            waiting.put(name)
        threads = [
            threading.Thread(target=self._work, args=(waiting, condition))
            for _ in range(min(CONNECTIONS, len(names)))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, waiting: "queue.SimpleQueue[str]", condition: dict[str, str]) -> None:
        connection = self.connect()
        headers = {**self.headers, **condition, "Content-Type": "text/calendar; charset=utf-8"}
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                return connection.close()
            for _ in range(20):
                path = f"{self.parts.path}{name}"
                connection.request("PUT", path, (self.folder / name).read_bytes(), headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 423:  # Xandikos, to updates that come together
                    break
            if answer.status not in {200, 201, 204}:
                print(f"{name}: {answer.status}", file=sys.stderr)
                os._exit(1)

    def report(self) -> bytes:
        """Ask what changed since the last time."""
        token = json.loads(self.state.read_text("utf-8")) if self.state.exists() else ""
        connection = self.connect()
        headers = {**self.headers, "Content-Type": "application/xml", "Depth": "1"}
        connection.request("REPORT", self.parts.path, REPORT.format(token), headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 207, (answer.status, body)
        connection.close()
        return body

    def remember(self, body: bytes) -> None:
        token = body.rpartition(b"sync-token>")[0].rpartition(b"</")[0].rpartition(b">")[2]
        self.state.write_text(json.dumps(token.decode()), "utf-8")


def main(mode: str, address: str, folder: str) -> None:
    client = Client(address, Path(folder))
    names = sorted(path.name for path in client.folder.glob("*.ics"))
    if mode == "push":
        client.push(names, {"If-None-Match": "*"})
        return
    client.remember(client.report())
    if mode == "change":
        client.push(names[: int(os.environ["LAB_CHANGES"])], {})


if __name__ == "__main__":
    main(*sys.argv[1:])
