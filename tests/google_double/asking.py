"""Plain HTTP to the double, for tests that say things the client library would not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from tests.google_double.errors import Json


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came back; ``json`` is empty for a body that is none."""

    status: int
    text: str
    json: Json
    headers: Mapping[str, str]

    @property
    def reason(self) -> str:
        """Return the reason of an error."""
        return str(self.json["error"]["errors"][0]["reason"])

    @property
    def message(self) -> str:
        """Return the message of an error."""
        return str(self.json["error"]["message"])


def ask(
    url: str,
    verb: str,
    path: str,
    content: Any = None,
    *,
    token: str = "double-token",
    headers: Mapping[str, str] | None = None,
) -> Told:
    """Send one request; bytes as they are, a dictionary as JSON."""
    body = content if isinstance(content, bytes | None) else json.dumps(content).encode()
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        sent["Content-Type"] = "application/json"
    sent |= dict(headers or {})
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(verb, path, body, sent)
        answer = connection.getresponse()
        data = answer.read()
        kind = answer.headers.get("Content-Type", "")
        found = json.loads(data) if kind.startswith("application/json") else {}
        told = dict(answer.headers)
        return Told(status=answer.status, text=data.decode(), json=found, headers=told)
    finally:
        connection.close()


def calendar_path(calendar: str, rest: str = "") -> str:
    """Return the path of a calendar and what is below it."""
    return f"/calendar/v3/calendars/{quote(calendar, safe='')}{rest}"


def day(text: str = "2026-08-10", until: str = "2026-08-11", **fields: Any) -> Json:
    """Return the body of an all-day event."""
    return {"summary": "A day", "start": {"date": text}, "end": {"date": until}} | fields
