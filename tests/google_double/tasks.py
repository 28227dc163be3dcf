"""The methods of ``tasks``.

Tasks has etags and ignores If-Match: nothing in developers.google.com/workspace/tasks/reference
mentions a precondition, and whoever relies on one overwrites what the student did.
"""

from datetime import UTC

from tests.google_double.calls import Call, merged, page
from tests.google_double.errors import ApiError, Json, invalid, not_found
from tests.google_double.tasklists import box_of
from tests.google_double.validation import moment
from tests.google_double.world import Box, Row, World, fresh_id

_MAX = {"title": 1024, "notes": 8192}  # Task.title, Task.notes
_STATUSES = {"needsAction", "completed"}
_GAP = 1 << 20
#: tasks.list: "The default is 20 (max allowed: 100)".
_PAGE = 20


def resource(box: Box, row: Row) -> Json:
    """Return a Task as the API shows it."""
    name = row.data["id"]
    link = f"https://www.googleapis.com/tasks/v1/lists/{box.row.data['id']}/tasks/{name}"
    head = {"kind": "tasks#task", "etag": row.etag, "selfLink": link, "links": []}
    return head | row.data | {"position": f"{row.data['position']:020d}"}


def put_in(world: World, box: Box, data: Json, *, parent: str = "", previous: str = "") -> Row:
    """Keep a new task; ``data`` was checked. Also the student's hand."""
    place: Json = {"parent": parent} if parent else {}
    head = {"id": f"task{fresh_id(world)}", "title": "", "status": "needsAction"}
    row = world.row(head | data | place | {"updated": world.stamp(), "position": 0})
    _place(box, row, previous)
    box.items[row.data["id"]] = row
    return row


def rewrite(world: World, row: Row, data: Json) -> None:
    """Change a task; also the student's hand.

    Task.completed "is omitted if the task has not been completed".
    """
    if data["status"] == "needsAction":
        data = {name: value for name, value in data.items() if name not in {"completed", "hidden"}}
    elif "completed" not in data:
        data["completed"] = world.stamp()
    row.data = data | {"updated": world.stamp()}
    world.touch(row)


def mark_deleted(world: World, box: Box, row: Row) -> None:
    """Delete a task and its subtasks; they stay, with a flag, for some months.

    github.com/Google-Tasks-Backup/tasks-backup/issues/28: about three.
    """
    name = row.data["id"]
    for one in [row, *(child for child in box.items.values() if child.data.get("parent") == name)]:
        one.data = one.data | {"deleted": True, "updated": world.stamp()}
        world.touch(one)


def get(call: Call) -> Json:
    """Return a task, also one that is deleted: it says so itself."""
    box = box_of(call)
    return resource(box, _found(box, call.path["task"]))


def insert(call: Call) -> Json:
    """Make a task; the server chooses its id, so a second call makes a second one."""
    box = box_of(call)
    data = call.body()
    if "id" in data:
        raise invalid("The server chooses the id of a task", "id")
    kept = _checked(data)
    parent = _parent(box, call.query.get("parent", ""))
    previous = _previous(box, call.query.get("previous", ""), parent)
    row = put_in(call.world, box, kept, parent=parent, previous=previous)
    rewrite(call.world, row, row.data)
    return resource(box, row)


def patch(call: Call) -> Json:
    box = box_of(call)
    row = _found(box, call.path["task"])
    given = call.body(resource(box, row))
    return _write(call, box, row, given, merged(row.data, given))


def update(call: Call) -> Json:
    """Replace a task. Without an id in the body Google answers "Missing task ID"."""
    box = box_of(call)
    row = _found(box, call.path["task"])
    given = call.body(resource(box, row))
    if "id" not in given:
        raise ApiError(400, "required", "Missing task ID", location="id")
    kept = {name: row.data[name] for name in ("id", "position", "parent") if name in row.data}
    return _write(call, box, row, given, {"title": "", "status": "needsAction"} | given | kept)


def delete(call: Call) -> None:
    """Delete a task; a second time is a 404 here, as nothing tells what Google says."""
    box = box_of(call)
    row = _found(box, call.path["task"])
    if row.data.get("deleted"):
        raise not_found()
    mark_deleted(call.world, box, row)


def clear(call: Call) -> None:
    """Hide what is completed (tasks.clear)."""
    box = box_of(call)
    for row in box.items.values():
        if row.data["status"] == "completed" and not row.data.get("hidden"):
            row.data = row.data | {"hidden": True, "updated": call.world.stamp()}
            call.world.touch(row)


def move(call: Call) -> Json:
    """Move a task to another parent, place or list.

    Its etag stays: github.com/tasks/tasks/issues/798 reports etags that do not change.
    """
    box = box_of(call)
    row = _live(box, call.path["task"])
    target = box_of(call, call.query.get("destinationTasklist", ""))
    name = row.data["id"]
    parent = _parent(target, call.query.get("parent", ""))
    previous = _previous(target, call.query.get("previous", ""), parent)
    has_children = any(one.data.get("parent") == name for one in box.items.values())
    if name in {parent, previous} or (parent and has_children):
        raise invalid("A task cannot be put below or behind itself, nor can a parent", "parent")
    for one in [row, *(child for child in box.items.values() if child.data.get("parent") == name)]:
        target.items[one.data["id"]] = box.items.pop(one.data["id"])
    row.data.pop("parent", None)
    if parent:
        row.data["parent"] = parent
    _place(target, row, previous)
    call.world.touch(row, honest=False)
    return resource(target, row)


def list_tasks(call: Call) -> Json:
    """List tasks; each filter as the discovery document describes it."""
    box = box_of(call)
    query = call.query

    def keep(row: Row) -> bool:
        data = row.data
        if data.get("deleted") and not call.flag("showDeleted"):
            return False
        # showCompleted: "showHidden must also be True to show tasks completed in first party
        # clients": those are hidden (github.com/googleworkspace/cli/issues/510).
        if data.get("hidden") and not call.flag("showHidden"):
            return False
        if data["status"] == "completed" and not call.flag("showCompleted", default=True):
            return False
        if "updatedMin" in query and moment(data["updated"]) < moment(query["updatedMin"]):
            return False
        return all(_within(data.get(name), query, name) for name in ("due", "completed"))

    found = page(call, list(box.items.values()), keep, size=query.get("maxResults", _PAGE))
    items = [resource(box, row) for row in found.rows]
    answer: Json = {"kind": "tasks#tasks", "etag": f'"p{call.world.step}"', "items": items}
    return answer | ({"nextPageToken": found.token} if found.token else {})


def _within(text: str | None, query: Json, name: str) -> bool:
    """Say if a time is between the bounds asked for; the upper one is exclusive here.

    The document says "upper bound" and no more; whoever wants a day has to ask for the next.
    """
    low, high = query.get(f"{name}Min"), query.get(f"{name}Max")
    if low is None and high is None:
        return True
    if text is None:
        return False
    when = moment(text)
    return (low is None or when >= moment(low)) and (high is None or when < moment(high))


def _write(call: Call, box: Box, row: Row, given: Json, whole: Json) -> Json:
    if given.get("id", row.data["id"]) != row.data["id"]:
        raise invalid("The id of a task never changes", "id")
    shown = {"kind", "etag", "selfLink", "links", "webViewLink"}
    kept = {name: value for name, value in whole.items() if name not in shown}
    if given.get("status") == "needsAction" and "completed" not in given:
        kept.pop("completed", None)
    kept["position"] = row.data["position"]
    rewrite(call.world, row, _checked(kept))
    if row.data.get("deleted") is False:
        del row.data["deleted"]
    return resource(box, row)


def _checked(data: Json) -> Json:
    """Return the task as Google would keep it; a refusal if it would not."""
    for name, most in _MAX.items():
        if len(data.get(name, "")) > most:
            raise invalid(f"{name} is too long", name)
    status = data.get("status", "needsAction")
    if status not in _STATUSES:  # Task.status
        raise invalid(f"Invalid value {status!r} for status", "status")
    if data.get("completed") and status == "needsAction":
        raise invalid("A task that is not completed has no completion date", "completed")
    if "due" not in data:
        return dict(data)
    # Task.due: "Only date information is recorded; the time portion is discarded", of UTC; seen
    # in github.com/googleapis/google-api-php-client/issues/2654.
    day = moment(data["due"], "due").astimezone(UTC).date()
    return data | {"due": f"{day.isoformat()}T00:00:00.000Z"}


def _parent(box: Box, name: str) -> str:
    """Return the parent if it can be one: live, and no subtask itself."""
    if name and "parent" in _live(box, name).data:
        raise invalid("A subtask cannot have subtasks", "parent")
    return name


def _previous(box: Box, name: str, parent: str) -> str:
    if name and _live(box, name).data.get("parent", "") != parent:
        raise invalid("previous has to be a sibling", "previous")
    return name


def _place(box: Box, row: Row, previous: str) -> None:
    """Put a task behind ``previous`` among its siblings, or first ("omitted if … first")."""
    parent = row.data.get("parent", "")
    siblings = [
        one for one in box.items.values() if one is not row and one.data.get("parent", "") == parent
    ]
    siblings.sort(key=lambda one: one.data["position"])
    names = [one.data["id"] for one in siblings]
    siblings.insert(names.index(previous) + 1 if previous else 0, row)
    for number, one in enumerate(siblings):
        one.data["position"] = number * _GAP


def _found(box: Box, name: str) -> Row:
    if name not in box.items:
        raise not_found()
    return box.items[name]


def _live(box: Box, name: str) -> Row:
    row = _found(box, name)
    if row.data.get("deleted") or row.data.get("hidden"):
        raise invalid("A task that is deleted or hidden", "task")
    return row
