"""From an HTTP request to a method and back; the same for a request alone and a part of a batch."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from tests.google_double import (
    calendars,
    discovery,
    event_list,
    events,
    partial,
    tasklists,
    tasks,
    validation,
)
from tests.google_double.accounts import Grant
from tests.google_double.calls import Call, NotModifiedError
from tests.google_double.discovery import Method
from tests.google_double.errors import ApiError, Json
from tests.google_double.world import World

#: What the double plays. Other methods of the documents are known, checked, and then a 501.
PLAYED: dict[str, Callable[[Call], Json | None]] = {
    "calendar.calendars.get": calendars.get,
    "calendar.calendars.insert": calendars.insert,
    "calendar.calendars.patch": calendars.patch,
    "calendar.calendars.update": calendars.update,
    "calendar.calendars.delete": calendars.delete,
    "calendar.calendarList.list": calendars.list_entries,
    "calendar.calendarList.get": calendars.get_entry,
    "calendar.calendarList.patch": calendars.patch_entry,
    "calendar.calendarList.delete": calendars.delete_entry,
    "calendar.events.get": events.get,
    "calendar.events.insert": events.insert,
    "calendar.events.patch": events.patch,
    "calendar.events.update": events.update,
    "calendar.events.delete": events.delete,
    "calendar.events.list": event_list.list_events,
    "tasks.tasklists.get": tasklists.get,
    "tasks.tasklists.list": tasklists.list_lists,
    "tasks.tasklists.insert": tasklists.insert,
    "tasks.tasklists.patch": tasklists.patch,
    "tasks.tasklists.update": tasklists.update,
    "tasks.tasklists.delete": tasklists.delete,
    "tasks.tasks.get": tasks.get,
    "tasks.tasks.list": tasks.list_tasks,
    "tasks.tasks.insert": tasks.insert,
    "tasks.tasks.patch": tasks.patch,
    "tasks.tasks.update": tasks.update,
    "tasks.tasks.delete": tasks.delete,
    "tasks.tasks.clear": tasks.clear,
    "tasks.tasks.move": tasks.move,
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request; names of headers are in lower case."""

    verb: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """Return the target without its query, escapes as they came."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the query."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


class Answer(Struct, frozen=True, kw_only=True):
    """A response.

    ``ending`` is what becomes of the connection: ``cut`` in the middle of the body, ``stale``
    (closed after it without a word), or nothing.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {}
    ending: str = ""


def as_json(status: int, content: Json, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer in JSON."""
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    body = json.dumps(content, indent=1, ensure_ascii=False).encode()
    return Answer(status=status, body=body, headers=kind | dict(headers or {}))


def refusal(error: ApiError, api: str) -> Answer:
    """Return an error in the envelope of ``api``."""
    headers = {"Retry-After": error.retry_after} if error.retry_after else {}
    if error.code == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return as_json(error.code, error.body(api), headers)


def find(asked: Asked) -> tuple[Method, dict[str, str]] | None:
    """Return the method that a request means, and the parameters in its path."""
    for method in discovery.methods():
        found = method.match(asked.verb, asked.path)
        if found is not None:
            return method, found
    return None


def serve(world: World, asked: Asked, method: Method, path: dict[str, str]) -> Answer:
    """Check a request from top to bottom, do what it asks, and answer."""
    try:
        with world.lock:
            content = _done(world, asked, method, path)
    except ApiError as error:
        return refusal(error, method.api)
    except NotModifiedError:
        return Answer(status=304)
    if content is None:
        return Answer(status=204)
    etag = {"ETag": content["etag"]} if "etag" in content else {}
    return as_json(200, content, etag)


def _done(world: World, asked: Asked, method: Method, path: dict[str, str]) -> Json | None:
    grant = _signed_in(world, asked)
    world.calls += 1
    if world.limits.quota and world.calls > world.limits.quota:
        raise ApiError(403, "userRateLimitExceeded")
    if not grant.scopes & method.scopes:
        raise ApiError(403, "insufficientPermissions")
    query = validation.query(method, asked.query)
    given = _content(asked, method)
    if method.id not in PLAYED:
        raise ApiError(501, "notImplemented", f"The double does not play {method.id}.")
    call = Call(
        world=world,
        grant=grant,
        method=method,
        path=path,
        query=query,
        given=given,
        headers=asked.headers,
    )
    content = PLAYED[method.id](call)
    return partial.select(content, query["fields"]) if content and "fields" in query else content


def _signed_in(world: World, asked: Asked) -> Grant:
    """Return what the token allows; a token in the address is refused, as it ends up in logs."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    grant = world.accounts.valid(world.accounts.access, token) if kind == "Bearer" else None
    if grant is None:
        raise ApiError(401, "authError")
    return grant


def _content(asked: Asked, method: Method) -> object:
    """Return the JSON of the body; a refusal for one that has no business there."""
    if not method.request:
        if asked.body:
            raise ApiError(400, "badRequest", f"{method.id} takes no body")
        return None
    if asked.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiError(400, "badContent", "Content type of the body has to be application/json")
    try:
        return json.loads(asked.body)
    except ValueError as error:
        raise ApiError(400, "parseError", "Parse Error") from error
