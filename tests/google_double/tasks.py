"""The methods of ``tasks``.

Tasks has etags and ignores If-Match: nothing in developers.google.com/workspace/tasks/reference
mentions a precondition, and whoever relies on one overwrites what the student did.
"""

from datetime import UTC, date

from tests.google_double.calls import Call, merged, page
from tests.google_double.errors import ApiError, Json, invalid, not_found
from tests.google_double.tasklists import box_of
from tests.google_double.validation import moment
from tests.google_double.world import Box, Row, World, fresh_id

_MAX = {"title": 1024, "notes": 8192}  # Task.title, Task.notes
_STATUSES = {"needsAction", "completed"}
_LAST = 9_999_999_999_999_999_999
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


def rewrite(world: World, box: Box, row: Row, data: Json) -> None:
    """Change a task; also the student's hand.

    Task.completed "is omitted if the task has not been completed". Completing hides a task, also
    by the API, and puts it at the end by its time; reopening puts it first:
    github.com/opatry/taskfolio/issues/125 shows positions before and after. (Task.hidden speaks
    of cleared lists only; whoever asks with showHidden is right either way.)
    """
    if data["status"] == "needsAction":
        data = {name: value for name, value in data.items() if name not in {"completed", "hidden"}}
    else:
        data = {"completed": world.stamp()} | data | {"hidden": True}
        data["position"] = _LAST - int(moment(data["completed"]).timestamp() * 1000)
    reopened = row.data["status"] == "completed" and data["status"] == "needsAction"
    row.data = data | {"updated": world.stamp()}
    if reopened:
        _place(box, row, "")
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
    rewrite(call.world, box, row, row.data)
    return resource(box, row)


def patch(call: Call) -> Json:
    box = box_of(call)
    row = _found(box, call.path["task"])
    given = call.body(resource(box, row))
    return _write(call, box, row, given, merged(row.data, given))


def update(call: Call) -> Json:
    """Replace a task; its id has to be in the body, too.

    No page says so; a program that leaves it out had better use a patch.
    """
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
    row = _found(box, call.path["task"])
    target = box_of(call, call.query.get("destinationTasklist", ""))
    name = row.data["id"]
    parent = _parent(target, call.query.get("parent", ""))
    previous = _previous(target, call.query.get("previous", ""), parent)
    has_children = any(one.data.get("parent") == name for one in box.items.values())
    if row.data.get("deleted") or (row.data.get("hidden") and (parent or previous)):
        # tasks.move: those "can only be moved to position 0" and "cannot be nested".
        raise invalid("A task that is deleted, or hidden", "task")
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
        return _due_within(data.get("due"), query) and _within(data.get("completed"), query)

    found = page(call, list(box.items.values()), keep, size=query.get("maxResults", _PAGE))
    items = [resource(box, row) for row in found.rows]
    answer: Json = {"kind": "tasks#tasks", "etag": f'"p{call.world.step}"', "items": items}
    return answer | ({"nextPageToken": found.token} if found.token else {})


def _due_within(text: str | None, query: Json) -> bool:
    """Say if a day is between the bounds asked for: days as well, and the upper one exclusive.

    github.com/taylorwilsdon/google_workspace_mcp/issues/238: what is due on the 16th is not found
    with ``dueMax=…-16T23:59:59Z``, but with the 17th.
    """
    low, high = query.get("dueMin"), query.get("dueMax")
    if low is None and high is None:
        return True
    if text is None:
        return False
    day = _day(text)
    return (low is None or day >= _day(low)) and (high is None or day < _day(high))


def _within(text: str | None, query: Json) -> bool:
    """Say if a completion is between the bounds asked for; the upper one is exclusive."""
    low, high = query.get("completedMin"), query.get("completedMax")
    if low is None and high is None:
        return True
    if text is None:
        return False
    when = moment(text)
    return (low is None or when >= moment(low)) and (high is None or when < moment(high))


def _day(text: str) -> date:
    return moment(text).astimezone(UTC).date()


def _write(call: Call, box: Box, row: Row, given: Json, whole: Json) -> Json:
    if given.get("id", row.data["id"]) != row.data["id"]:
        raise invalid("The id of a task never changes", "id")
    shown = {"kind", "etag", "selfLink", "links", "webViewLink"}
    kept = {name: value for name, value in whole.items() if name not in shown}
    if given.get("status") == "needsAction" and "completed" not in given:
        kept.pop("completed", None)
    kept["position"] = row.data["position"]
    rewrite(call.world, box, row, _checked(kept))
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
    return data | {"due": f"{_day(data['due']).isoformat()}T00:00:00.000Z"}


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
    others = [one for one in box.items.values() if one is not row and not one.data.get("hidden")]
    siblings = [one for one in others if one.data.get("parent", "") == parent]
    siblings.sort(key=lambda one: one.data["position"])
    names = [one.data["id"] for one in siblings]
    siblings.insert(names.index(previous) + 1 if previous else 0, row)
    for number, one in enumerate(siblings):
        one.data["position"] = number


def _found(box: Box, name: str) -> Row:
    if name not in box.items:
        raise not_found()
    return box.items[name]


def _live(box: Box, name: str) -> Row:
    row = _found(box, name)
    if row.data.get("deleted") or row.data.get("hidden"):
        raise invalid("A task that is deleted or hidden", "task")
    return row
