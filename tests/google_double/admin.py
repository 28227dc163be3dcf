"""The hands of a test, over HTTP: paths that begin with ``/_`` and belong to no API.

POST /_student/NAME   JSON of the arguments of `Student.NAME`: {"where": …, "what": …, …}
POST /_fault          JSON of a `Fault`; DELETE /_fault takes all back
GET /_log             every request, with counts; DELETE /_log forgets them
GET /_state           all calendars and lists, with what is in them, deleted things too
POST /_expire         {"what": "sync" | "access" | "consent"}: sync tokens, access tokens, all
POST /_clock          {"seconds": 3600}: sets the server's clock on (or back)
POST /_client         {"testing": true}: the client's publishing status; answers its file
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.google_double import calendars, events, tasklists, tasks
from tests.google_double.api import Answer, Asked, as_json
from tests.google_double.errors import ApiError, Json
from tests.google_double.faults import Fault
from tests.google_double.oauth import client_file
from tests.google_double.student import Student, hands
from tests.google_double.world import World


def serve(world: World, student: Student, asked: Asked) -> Answer:
    """Do what a test asks; 400 with the reason for anything else."""
    try:
        given = json.loads(asked.body or b"{}")
        with world.lock:
            return as_json(200, _done(world, student, asked, given))
    except (KeyError, TypeError, ValueError, ApiError) as error:
        return as_json(400, {"error": f"{type(error).__name__}: {error}"})


def _done(world: World, student: Student, asked: Asked, given: Json) -> Json:
    ask, _, name = f"{asked.verb} {asked.path}".partition("/_")
    if ask == "POST " and name.startswith("student/"):
        found = hands(student)[name.removeprefix("student/")](**given)
        return found if isinstance(found, dict) else {"items": found}
    known: dict[str, Callable[[], Json | None]] = {
        "POST fault": lambda: world.faults.append(Fault.from_json(given)),
        "DELETE fault": world.faults.clear,
        "GET log": world.log.summary,
        "DELETE log": world.log.clear,
        "GET state": lambda: state(world),
        "POST expire": lambda: expire(world, **given),
        "POST clock": lambda: set_clock(world, **given),
        "POST client": lambda: _client(world, asked, **given),
    }
    return known[ask + name]() or {}


def state(world: World) -> Json:
    """Return everything the account holds."""
    return {
        "calendars": [
            calendars.resource(box)
            | {"items": [events.resource(box, row) for row in box.items.values()]}
            for box in world.calendars.values()
        ],
        "lists": [
            tasklists.resource(box)
            | {"items": [tasks.resource(box, row) for row in box.items.values()]}
            for box in world.lists.values()
        ],
    }


def expire(world: World, what: str) -> None:
    """Let tokens expire: ``sync``, ``access``, or ``consent`` for the whole sign-in."""
    if what == "sync":
        world.generation += 1
    elif what == "access":
        world.accounts.expire_access()
    elif what == "consent":
        world.accounts.revoke_all()
    else:
        raise KeyError(what)


def set_clock(world: World, seconds: float) -> None:
    """Set the server's clock on by some seconds."""
    world.offset += timedelta(seconds=seconds)


def readable(asked: Asked) -> Any:
    """Return the body as JSON, for the log; None if it is something else."""
    try:
        return json.loads(asked.body)
    except ValueError:
        return None


def _client(world: World, asked: Asked, *, testing: bool = False) -> Json:
    client = next(iter(world.accounts.clients.values()))
    client.testing = testing
    found: Json = json.loads(client_file(client, f"http://{asked.headers['host']}"))
    return found
