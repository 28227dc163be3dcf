"""The methods of ``events``."""

from tests.google_double import validation
from tests.google_double.calls import Call, merged
from tests.google_double.errors import ApiError, Json, invalid, not_found
from tests.google_double.event_rules import check_guests, check_id, checked, shown
from tests.google_double.world import Box, Row, World, fresh_id

#: Only the server sets these; what a PUT leaves out of them stays.
_OWN = ("id", "iCalUID", "created", "updated", "creator", "organizer", "sequence", "htmlLink")
#: A change of these alone does not change ``updated`` (Event.reminders).
_PRIVATE = {"reminders"}


def resource(box: Box, row: Row, asked: str = "", *, bare: bool = False) -> Json:
    """Return an event as the API shows it.

    Args:
        box: Its calendar.
        row: The event.
        asked: The time zone that was asked for; empty for the calendar's.
        bare: Only the id of a deleted one. Event.status: "Deleted events are only guaranteed to
            have the id field populated"; incremental lists without showDeleted tell no more.
    """
    data = row.data
    head = {"kind": "calendar#event", "etag": row.etag}
    if bare and data["status"] == "cancelled":
        return head | {"id": data["id"], "status": "cancelled"}
    zone = box.row.data["timeZone"]
    times = {name: shown(data[name], zone, asked or zone) for name in ("start", "end")}
    return head | {"reminders": {"useDefault": True}, "eventType": "default"} | data | times


def put_in(world: World, box: Box, data: Json) -> Row:
    """Keep a new event; ``data`` was checked. Also the student's hand."""
    name = data.get("id") or fresh_id(world, taken=box.items)
    who = {"email": next(iter(world.calendars))}
    head: Json = {
        "id": name,
        "status": "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={name}",
        "created": world.stamp(),
        "updated": world.stamp(),
        "creator": who,
        "organizer": {"email": box.row.data["id"], "self": True},
        "iCalUID": f"{name}@google.com",
        "sequence": 0,
    }
    row = world.row(head | data)
    box.items[name] = row
    return row


def rewrite(world: World, row: Row, data: Json) -> None:
    """Change an event; also the student's hand."""
    changed = {
        name for name in data.keys() | row.data.keys() if data.get(name) != row.data.get(name)
    }
    if changed - _PRIVATE or not changed:
        data["updated"] = world.stamp()
    if changed & {"start", "end"}:
        data["sequence"] = row.data.get("sequence", 0) + 1
    row.data = data
    world.touch(row)


def cancel(world: World, row: Row) -> None:
    """Delete an event: it stays as a tombstone, and its id is not free again."""
    row.data = row.data | {"status": "cancelled", "updated": world.stamp()}
    world.touch(row)


def get(call: Call) -> Json:
    """Return an event, deleted or not: "The get method always returns them" (Event.status)."""
    box = call.calendar()
    row = _found(call, box)
    call.check_none_match(row)
    return resource(box, row, call.query.get("timeZone", ""))


def insert(call: Call) -> Json:
    box = call.calendar()
    data = call.body()
    validation.required_fields(call.method, data)
    check_guests(data)
    if "id" in data and "iCalUID" in data:
        # Event.id: "only one of them should be supplied at event creation time".
        raise invalid("Only one of id and iCalUID can be given.", "iCalUID")
    if "id" in data:
        check_id(data["id"])
        # Deleted ones too: github.com/googleapis/google-api-ruby-client/issues/1811 and
        # github.com/googleapis/google-api-python-client/issues/846.
        if data["id"] in box.items:
            raise ApiError(409, "duplicate")
    uids = {row.data["iCalUID"] for row in box.items.values()}
    if data.get("iCalUID") in uids:
        raise ApiError(409, "duplicate")
    kept = checked(data, box.row.data["timeZone"])
    return resource(box, put_in(call.world, box, kept))


def patch(call: Call) -> Json:
    box = call.calendar()
    row = _found(call, box)
    given = call.body(resource(box, row))
    return _write(call, box, row, given, merged(row.data, given))


def update(call: Call) -> Json:
    """Replace an event: events/update of the reference "does not support patch semantics"."""
    box = call.calendar()
    row = _found(call, box)
    given = call.body(resource(box, row))
    validation.required_fields(call.method, given)
    kept = {name: row.data[name] for name in _OWN if name in row.data}
    return _write(call, box, row, given, {"status": "confirmed"} | given | kept)


def delete(call: Call) -> None:
    """Delete an event; github.com/googleapis/google-api-python-client/issues/210: 410 if it is."""
    box = call.calendar()
    row = _found(call, box)
    if row.data["status"] == "cancelled":
        raise ApiError(410, "deleted")
    call.check_match(row)
    cancel(call.world, row)


def _write(call: Call, box: Box, row: Row, given: Json, whole: Json) -> Json:
    check_guests(given)
    if given.get("id", row.data["id"]) != row.data["id"]:
        raise invalid("The id of an event never changes", "id")
    if given.get("iCalUID", row.data["iCalUID"]) != row.data["iCalUID"]:
        raise invalid("The iCalUID of an event never changes", "iCalUID")
    if given.get("sequence", row.data["sequence"]) < row.data["sequence"]:
        raise invalid("Invalid sequence value.", "sequence")
    if row.data["status"] == "cancelled" and given.get("status") not in {"confirmed", "tentative"}:
        # Event.status: deleted events can be "restored (undeleted)", by saying so. Writes that do
        # not say so got a 403: google-api-ruby-client#1811, google-api-python-client#846.
        raise ApiError(403, "forbidden")
    call.check_match(row)
    whole = {name: value for name, value in whole.items() if name not in {"kind", "etag"}}
    rewrite(call.world, row, checked(whole, box.row.data["timeZone"]))
    return resource(box, row)


def _found(call: Call, box: Box) -> Row:
    row = box.items.get(call.path["eventId"])
    if row is None:
        raise not_found()
    return row
