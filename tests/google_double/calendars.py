"""The methods of ``calendars`` and ``calendarList``."""

from datetime import timedelta

from tests.google_double import validation
from tests.google_double.calls import Call, closing, merged, page, since
from tests.google_double.errors import ApiError, Json, invalid, not_found
from tests.google_double.world import Box, Row, World, fresh_id

#: Roles from weak to strong, as minAccessRole has them.
_ROLES = ["freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"]
#: Fields of an entry that are the calendar's own.
_SHARED = ("id", "summary", "description", "location", "timeZone", "dataOwner")


def make(world: World, data: Json, *, made_by: str = "") -> Box:
    """Make a secondary calendar and put it on the student's list."""
    name = f"c_{fresh_id(world)}@group.calendar.google.com"
    owner = next(iter(world.calendars))
    # Without a time zone it is in UTC: github.com/nf/streak/pull/2.
    row = world.row({"timeZone": "UTC"} | data | {"id": name, "dataOwner": owner})
    entry = world.row({"accessRole": "owner", "colorId": "14", "selected": True})
    world.calendars[name] = Box(row, entry, made_by)
    return world.calendars[name]


def remove(world: World, name: str) -> None:
    """Delete a calendar with all that is in it; its entry stays on the list as deleted."""
    box = world.calendars.pop(name)
    assert box.entry is not None
    box.entry.data = {"id": name, "deleted": True}
    world.touch(box.entry)
    world.gone_calendars.append(box.entry)


def resource(box: Box) -> Json:
    """Return a Calendar as the API shows it."""
    return {"kind": "calendar#calendar", "etag": box.row.etag} | box.row.data


def listed(box: Box) -> Json:
    """Return a CalendarListEntry as the API shows it."""
    assert box.entry is not None
    shared = {name: box.row.data[name] for name in _SHARED if name in box.row.data}
    head = {"kind": "calendar#calendarListEntry", "etag": box.entry.etag, "defaultReminders": []}
    return head | shared | box.entry.data


def get(call: Call) -> Json:
    box = call.calendar()
    call.check_none_match(box.row)
    return resource(box)


def insert(call: Call) -> Json:
    """Make a calendar; there is no way to name its id, so a second call makes a second one."""
    data = call.body()
    validation.required_fields(call.method, data)
    _checked(data)
    world = call.world
    world.made = [when for when in world.made if when > world.now() - timedelta(days=1)]
    if len(world.made) >= world.limits.calendars:
        raise ApiError(403, "quotaExceeded")
    world.made.append(world.now())
    return resource(make(world, data, made_by=call.grant.client))


def patch(call: Call) -> Json:
    box = call.calendar()
    return _write(call, box, merged(box.row.data, call.body(resource(box))))


def update(call: Call) -> Json:
    box = call.calendar()
    kept = {name: box.row.data[name] for name in ("id", "dataOwner") if name in box.row.data}
    return _write(call, box, call.body(resource(box)) | kept)


def delete(call: Call) -> None:
    """Delete a secondary calendar; "Use calendars.clear for clearing all events on primary"."""
    box = call.calendar()
    if box is next(iter(call.world.calendars.values())):
        raise ApiError(400, "cannotDeletePrimaryCalendar", "Cannot delete a primary calendar.")
    call.check_match(box.row)
    remove(call.world, box.row.data["id"])


def _write(call: Call, box: Box, data: Json) -> Json:
    if data.get("id") != box.row.data["id"]:
        raise invalid("The id of a calendar never changes", "id")
    if not data.get("summary"):
        raise invalid("Missing title.", "summary")
    _checked(data)
    call.check_match(box.row)
    box.row.data = {k: v for k, v in data.items() if k not in {"kind", "etag"}}
    call.world.touch(box.row)
    return resource(box)


def _checked(data: Json) -> None:
    if "timeZone" in data and data["timeZone"] not in validation.zones():
        raise invalid("Invalid time zone.", "timeZone")


def list_entries(call: Call) -> Json:
    """List what is on the student's list: every calendar, ours or not (scope calendarlist)."""
    world = call.world
    old = since(call)
    rows = {id(box.entry): box for box in world.calendars.values() if box.entry is not None}
    entries = [box.entry for box in rows.values() if box.entry is not None]
    entries = sorted([*entries, *world.gone_calendars], key=lambda row: row.seq)
    weakest = _ROLES.index(call.query.get("minAccessRole", "freeBusyReader"))

    def keep(row: Row) -> bool:
        if row.data.get("deleted"):
            return old > 0 or call.flag("showDeleted")
        shown = old > 0 or call.flag("showHidden") or not row.data.get("hidden")
        return shown and _ROLES.index(row.data["accessRole"]) >= weakest

    changed = [row for row in entries if row.version > old]
    found = page(call, changed, keep, size=call.query.get("maxResults", 100))
    items = [listed(rows[id(row)]) if id(row) in rows else _gone(row) for row in found.rows]
    head = {"kind": "calendar#calendarList", "etag": f'"p{world.step}"', "items": items}
    return head | closing(call, found)


def _gone(row: Row) -> Json:
    return {"kind": "calendar#calendarListEntry", "etag": row.etag} | row.data


def get_entry(call: Call) -> Json:
    box = _on_list(call)
    return listed(box)


def patch_entry(call: Call) -> Json:
    box = _on_list(call)
    assert box.entry is not None
    data = call.body(listed(box))
    colours = {"backgroundColor", "foregroundColor"} & set(data)
    if colours and not call.flag("colorRgbFormat"):
        # CalendarListEntry.backgroundColor: "you need to specify colorRgbFormat=true".
        raise invalid("colorRgbFormat=true is needed to set a colour", min(colours))
    if "colorId" in data and data["colorId"] not in {str(n) for n in range(1, 25)}:
        raise invalid("Invalid color id.", "colorId")
    call.check_match(box.entry)
    own = {name: value for name, value in data.items() if name not in _SHARED}
    box.entry.data = merged(box.entry.data, own)
    call.world.touch(box.entry)
    return listed(box)


def delete_entry(call: Call) -> None:
    """Take a calendar off the list; it and its events stay."""
    box = _on_list(call)
    assert box.entry is not None
    box.entry.data = {"id": box.row.data["id"], "deleted": True}
    call.world.touch(box.entry)
    call.world.gone_calendars.append(box.entry)
    box.entry = None


def _on_list(call: Call) -> Box:
    box = call.calendar()
    if box.entry is None:
        raise not_found()
    return box
