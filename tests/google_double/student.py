"""The hands of the student, in Google's own apps."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tests.google_double import calendars, events, tasklists, tasks
from tests.google_double.calls import merged
from tests.google_double.errors import Json
from tests.google_double.event_rules import checked
from tests.google_double.world import Box, Row, World


class Student:
    """What a student does, by id or title; each method answers with the resource as it is then.

    Calendars and lists are found by id or by title; events and tasks by id, else by title. A
    KeyError if there is no such thing.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def edit(self, where: str, what: str, fields: Json) -> Json:
        """Change fields of an event or a task; null takes one away."""
        with self._world.lock:
            box, row = self._find(where, what)
            data = merged(row.data, fields)
            if box.entry is None:
                tasks.rewrite(self._world, box, row, data)
            else:
                events.rewrite(self._world, row, checked(data, box.row.data["timeZone"]))
            return self._shown(box, row)

    def move(self, where: str, what: str, *, days: int) -> Json:
        """Move an event or a task by some days."""
        with self._world.lock:
            _, row = self._find(where, what)
            if "due" in row.data:
                day = date.fromisoformat(row.data["due"][:10]) + timedelta(days=days)
                return self.edit(where, what, {"due": f"{day}T00:00:00.000Z"})
            times = {name: _later(row.data[name], days) for name in ("start", "end")}
            return self.edit(where, what, times)

    def complete(self, where: str, what: str) -> Json:
        """Tick a task off."""
        return self.edit(where, what, {"status": "completed"})

    def reopen(self, where: str, what: str) -> Json:
        """Take the tick away."""
        return self.edit(where, what, {"status": "needsAction"})

    def delete(self, where: str, what: str) -> Json:
        """Delete an event or a task."""
        with self._world.lock:
            box, row = self._find(where, what)
            if box.entry is None:
                tasks.mark_deleted(self._world, box, row)
            else:
                events.cancel(self._world, row)
            return self._shown(box, row)

    def insert(self, where: str, fields: Json) -> Json:
        """Make an event or a task of the student's own."""
        with self._world.lock:
            box = self._box(where)
            if box.entry is None:
                parent = fields.pop("parent", "")
                row = tasks.put_in(self._world, box, fields, parent=parent)
            else:
                kept = checked(fields, box.row.data["timeZone"])
                row = events.put_in(self._world, box, kept)
            return self._shown(box, row)

    def purge(self, where: str) -> Json:
        """Let time pass until deleted things are gone (Event.status: they "disappear")."""
        with self._world.lock:
            box = self._box(where)
            gone = [
                name
                for name, row in box.items.items()
                if row.data.get("deleted") or row.data["status"] == "cancelled"
            ]
            for name in gone:
                del box.items[name]
            return {"purged": gone}

    def new_calendar(self, title: str, *, timezone: str = "America/New_York") -> Json:
        """Make a calendar by hand: no program made it."""
        with self._world.lock:
            box = calendars.make(self._world, {"summary": title, "timeZone": timezone})
            return calendars.listed(box)

    def edit_calendar(self, where: str, fields: Json) -> Json:
        """Rename a calendar or a list, or change its time zone."""
        with self._world.lock:
            box = self._box(where)
            box.row.data = merged(box.row.data, fields)
            self._world.touch(box.row)
            if box.entry is not None:
                self._world.touch(box.entry)
            return box.row.data

    def delete_calendar(self, where: str) -> Json:
        """Delete a calendar or a list, with all that is in it."""
        with self._world.lock:
            box = self._box(where)
            if box.entry is None:
                del self._world.lists[box.row.data["id"]]
            else:
                calendars.remove(self._world, box.row.data["id"])
            return {}

    def new_list(self, title: str) -> Json:
        """Make a task list."""
        with self._world.lock:
            return tasklists.resource(tasklists.make(self._world, title))

    def read(self, where: str) -> list[Json]:
        """Return all events or tasks of a calendar or list that are not deleted."""
        with self._world.lock:
            box = self._box(where)
            shown = [self._shown(box, row) for row in box.items.values()]
        return [one for one in shown if not one.get("deleted") and one["status"] != "cancelled"]

    def _box(self, where: str) -> Box:
        boxes = [*self._world.calendars.values(), *self._world.lists.values()]
        for names in (("id",), ("summary", "title")):
            for box in boxes:
                if where in {box.row.data.get(name) for name in names}:
                    return box
        raise KeyError(where)

    def _find(self, where: str, what: str) -> tuple[Box, Row]:
        box = self._box(where)
        if what in box.items:
            return box, box.items[what]
        for row in box.items.values():
            if what in {row.data.get("summary"), row.data.get("title")}:
                return box, row
        raise KeyError(what)

    @staticmethod
    def _shown(box: Box, row: Row) -> Json:
        if box.entry is None:
            return tasks.resource(box, row)
        return events.resource(box, row)


def hands(student: Student) -> dict[str, Callable[..., Any]]:
    """Return what can be asked of a student over HTTP, by name."""
    names = [name for name in dir(student) if not name.startswith("_")]
    return {name: getattr(student, name) for name in names}


def _later(moment: Json, days: int) -> Json:
    if "date" in moment:
        return {"date": str(date.fromisoformat(moment["date"]) + timedelta(days=days))}
    later = datetime.fromisoformat(moment["dateTime"]) + timedelta(days=days)
    return moment | {"dateTime": later.isoformat()}
