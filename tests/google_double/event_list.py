"""events.list: filters, pages, and what changed since a sync token."""

from collections.abc import Callable
from datetime import timedelta

from tests.google_double.calls import Call, closing, page, since
from tests.google_double.errors import ApiError, Json, invalid
from tests.google_double.event_rules import instant
from tests.google_double.events import resource
from tests.google_double.validation import moment, zones
from tests.google_double.world import Box, Row

_TEXTS = ("summary", "description", "location")


def list_events(call: Call) -> Json:
    box = call.calendar()
    old = since(call)
    _check(call, box)
    rows = [row for row in box.items.values() if row.version > old]
    if "orderBy" in call.query:
        rows = _ordered(call, box, rows)
    found = page(call, rows, _filter(call, box, old), size=call.query.get("maxResults", 250))
    asked = call.query.get("timeZone", "")
    bare = not call.flag("showDeleted")
    calendar = box.row.data
    head = {
        "kind": "calendar#events",
        "etag": f'"p{max([box.row.version, *(row.version for row in box.items.values())])}"',
        "summary": calendar["summary"],
        "description": calendar.get("description", ""),
        "updated": call.world.stamp(),
        "timeZone": calendar["timeZone"],
        "accessRole": "owner",
        "defaultReminders": [],
        "items": [resource(box, row, asked, bare=bare) for row in found.rows],
    }
    return head | closing(call, found)


def _check(call: Call, box: Box) -> None:
    query = call.query
    if query.get("timeZone", "UTC") not in zones():
        raise invalid("Invalid time zone.", "timeZone")
    if query.get("orderBy") == "startTime" and not call.flag("singleEvents"):
        # events.list, orderBy: "only available when querying single events".
        raise invalid("The requested ordering is not available for the particular query.")
    if {"timeMin", "timeMax"} <= set(query) and moment(query["timeMin"]) >= moment(
        query["timeMax"]
    ):
        raise ApiError(400, "timeRangeEmpty")
    if "updatedMin" in query:
        oldest = call.world.now() - timedelta(days=call.world.limits.updated_min)
        if moment(query["updatedMin"]) < oldest:
            raise ApiError(410, "updatedMinTooLongAgo")
    recurring = any("recurrence" in row.data for row in box.items.values())
    if call.flag("singleEvents") and recurring:
        raise ApiError(501, "notImplemented", "The double does not expand recurring events.")


def _ordered(call: Call, box: Box, rows: list[Row]) -> list[Row]:
    zone = box.row.data["timeZone"]
    if call.query["orderBy"] == "updated":
        return sorted(rows, key=lambda row: row.version)
    return sorted(rows, key=lambda row: (instant(row.data["start"], zone), row.seq))


def _filter(call: Call, box: Box, old: int) -> Callable[[Row], bool]:
    """Return what decides if an event is on the page."""
    query = call.query
    zone = box.row.data["timeZone"]
    told_deleted = old > 0 or call.flag("showDeleted") or "updatedMin" in query

    def keep(row: Row) -> bool:
        data = row.data
        if data["status"] == "cancelled" and not told_deleted:
            return False
        if "timeMin" in query and instant(data["end"], zone) <= moment(query["timeMin"]):
            return False
        if "timeMax" in query and instant(data["start"], zone) >= moment(query["timeMax"]):
            return False
        if "updatedMin" in query and moment(data["updated"]) < moment(query["updatedMin"]):
            return False
        return _named(query, data)

    return keep


def _named(query: Json, data: Json) -> bool:
    """Say if an event has the words, the uid, the type and the properties asked for."""
    texts = " ".join(data.get(name, "") for name in _TEXTS).lower()
    if query.get("q", "").lower() not in texts:
        return False
    if query.get("iCalUID", data["iCalUID"]) != data["iCalUID"]:
        return False
    if data.get("eventType", "default") not in query.get("eventTypes", ["default"]):
        return False
    for kind in ("private", "shared"):
        has = data.get("extendedProperties", {}).get(kind, {})
        # events.list: "return events that match all given constraints".
        for wanted in query.get(f"{kind}ExtendedProperty", []):
            name, equals, value = wanted.partition("=")
            if not equals:
                raise invalid("Invalid extended property constraint.", f"{kind}ExtendedProperty")
            if has.get(name) != value:
                return False
    return True
