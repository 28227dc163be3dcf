"""The methods of ``tasklists``."""

from tests.google_double.calls import Call, merged, page
from tests.google_double.errors import ApiError, Json, invalid, not_found, required
from tests.google_double.world import Box, World, fresh_id

_MAX_TITLE = 1024
#: tasklists.list: "The default is 1000 (max allowed: 1000)".
_PAGE = 1000


def make(world: World, title: str) -> Box:
    """Make a list; two may have the same title."""
    name = f"list{fresh_id(world)}"
    row = world.row({"id": name, "title": title, "updated": world.stamp()})
    world.lists[name] = Box(row)
    return world.lists[name]


def resource(box: Box) -> Json:
    """Return a TaskList as the API shows it."""
    link = f"https://www.googleapis.com/tasks/v1/users/@me/lists/{box.row.data['id']}"
    return {"kind": "tasks#taskList", "etag": box.row.etag, "selfLink": link} | box.row.data


def box_of(call: Call, name: str = "") -> Box:
    """Return the list of the path; ``@default`` is the one every account has."""
    name = name or call.path["tasklist"]
    if name == "@default":
        return call.world.default_list
    if name not in call.world.lists:
        raise not_found()
    return call.world.lists[name]


def get(call: Call) -> Json:
    return resource(box_of(call))


def list_lists(call: Call) -> Json:
    rows = {id(box.row): box for box in call.world.lists.values()}
    size = call.query.get("maxResults", _PAGE)
    found = page(call, [box.row for box in rows.values()], lambda _: True, size=size)
    items = [resource(rows[id(row)]) for row in found.rows]
    answer: Json = {"kind": "tasks#taskLists", "etag": f'"p{call.world.step}"', "items": items}
    return answer | ({"nextPageToken": found.token} if found.token else {})


def insert(call: Call) -> Json:
    data = call.body()
    if "id" in data:
        raise invalid("The server chooses the id of a list", "id")
    return resource(make(call.world, _title(data)))


def patch(call: Call) -> Json:
    box = box_of(call)
    return _write(call, box, merged(box.row.data, call.body(resource(box))))


def update(call: Call) -> Json:
    box = box_of(call)
    return _write(call, box, call.body(resource(box)))


def delete(call: Call) -> None:
    """Delete a list; "The user's default task list cannot be deleted" (tasklists.delete)."""
    box = box_of(call)
    if box is call.world.default_list:
        raise ApiError(400, "badRequest", "The default task list cannot be deleted.")
    del call.world.lists[box.row.data["id"]]


def _write(call: Call, box: Box, data: Json) -> Json:
    if data.get("id", box.row.data["id"]) != box.row.data["id"]:
        raise invalid("The id of a list never changes", "id")
    box.row.data = box.row.data | {"title": _title(data), "updated": call.world.stamp()}
    call.world.touch(box.row)
    return resource(box)


def _title(data: Json) -> str:
    title = data.get("title")
    if not title:
        raise required("title")
    if len(title) > _MAX_TITLE:  # TaskList.title: "Maximum length allowed: 1024 characters"
        raise invalid("The title is too long", "title")
    return str(title)
