"""Content and marker ⇄ a task of Google Tasks (API v1), as JSON.

A task has a title, notes, a day and a tick, and nowhere to leave a mark but in its notes: their
last line is ours. Place, link, colour and reminder have no field and do not come back. Checklists
stay lines of the notes: subtasks would be items of their own, which Google gives ids that nobody
knows before, so that each tick on one would have to be told from an edit of the parent.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from roadmap_sync.content import FIELDS, NEVER, Content, Marker, Seen, digest

Json = dict[str, Any]

_LINE = re.compile(
    r"⟦roadmap-sync \| (?P<item>[^|\n]*) \| (?P<words>[^|\n]*) \| "
    r"(?P<uid>[0-9a-v]{32}) (?P<owner>[0-9a-f]+) (?P<said>[\w-]*) (?P<official>[^\s⟧]*)⟧"
)
_SAID = re.compile(r"(\d)([\w-]{7})", re.ASCII)
#: What the line itself is made of, and so cannot stand inside its parts.
_ESCAPES = str.maketrans({one: f"%{ord(one):02X}" for one in "%|,\n\r"} | {"⟧": "%E2%9F%A7"})
#: The bytes of a digest.
_BYTES = 5
#: What a person can change of a task; its position and etag may change when others move.
_TOLD = ("title", "notes", "due", "status", "parent", "deleted")


class Tagged(Struct, frozen=True):
    """What the line of ours in a task's notes says.

    Attributes:
        notes: The notes without it.
    """

    uid: str
    marker: Marker
    categories: tuple[str, ...]
    notes: str


def task(uid: str, content: Content, marker: Marker) -> Json:
    """Return a new task, for ``tasks.insert``."""
    whole = changes(uid, content, FIELDS, marker, {})
    return {key: value for key, value in whole.items() if value is not None}


def changes(
    uid: str, content: Content, fields: Collection[str], marker: Marker, now: Mapping[str, Any]
) -> Json:
    """Return a change of some fields and the marker, for ``tasks.patch``; None deletes.

    Args:
        uid: The item's uid.
        content: The fields as they should stand.
        fields: Which of them to set.
        marker: What to leave in it for ourselves.
        now: The task as it is; may be empty if all fields are to be set.
    """
    patch: Json = {}
    if "title" in fields:
        patch["title"] = content.title
    if "when" in fields:
        patch["due"] = None if content.start == NEVER else f"{_day(content.start)}T00:00:00.000Z"
    if "done" in fields:
        patch["status"] = "completed" if content.done else "needsAction"
        if not content.done:
            patch["completed"] = None
    before = tagged(now)
    notes = content.notes
    if "notes" not in fields:
        notes = str(now.get("notes", "")) if before is None else before.notes
    words = content.categories
    if "categories" not in fields and before is not None:
        words = before.categories
    patch["notes"] = f"{notes}\n\n{_line(uid, marker, words)}".lstrip("\n")
    return patch


def tagged(found: Mapping[str, Any]) -> Tagged | None:
    """Return what our line in a task says; None if it is not there."""
    notes = str(found.get("notes", ""))
    line = _LINE.search(notes)
    if line is None:
        return None
    said = {
        FIELDS[int(number)]: urlsafe_b64decode(f"{word}=").hex()
        for number, word in _SAID.findall(line["said"])
    }
    marker = Marker(
        item=unquote(line["item"]), owner=line["owner"], said=said,
        official=unquote(line["official"]),
    )  # fmt: skip
    words = tuple(unquote(word) for word in line["words"].split(", ") if word)
    before, after = notes[: line.start()], notes[line.end() :]
    return Tagged(line["uid"], marker, words, _around(before, after))


def read(found: Mapping[str, Any]) -> Seen:
    """Return what a task says.

    Raises:
        ValueError: It cannot be read.
    """
    line = tagged(found)
    due = found.get("due")
    day = date.fromisoformat(str(due)[:10]) if due else NEVER
    content = Content(
        component="todo",
        title=str(found.get("title", "")),
        start=day,
        end=day,
        notes=str(found.get("notes", "")) if line is None else line.notes,
        categories=() if line is None else line.categories,
        done=found.get("status") == "completed",
    )
    return Seen(content=content, marker=None if line is None else line.marker)


def tag_of(found: Mapping[str, Any]) -> str:
    """Return a name of the task's version, of all that a person can change."""
    return digest("\n".join(f"{key}={found.get(key, '')!r}" for key in _TOLD))


def _line(uid: str, marker: Marker, categories: Collection[str]) -> str:
    words = ", ".join(word.translate(_ESCAPES) for word in categories)
    said = "".join(
        f"{number}{_packed(marker.said[name])}"
        for number, name in enumerate(FIELDS)
        if name in marker.said
    )
    item, official = (text.translate(_ESCAPES) for text in (marker.item, marker.official))
    return f"⟦roadmap-sync | {item} | {words} | {uid} {marker.owner} {said} {official}⟧"


def _packed(said: str) -> str:
    """Return a digest, 10 hexadecimal digits, as 7 characters."""
    data = bytes.fromhex(said)
    assert len(data) == _BYTES
    return urlsafe_b64encode(data).decode().rstrip("=")


def _around(before: str, after: str) -> str:
    """Return the notes as they would be without our line."""
    before, after = before.removesuffix("\n").removesuffix("\n"), after.removeprefix("\n")
    return f"{before}\n{after}" if after and before else before + after


def _day(moment: date) -> str:
    """Return the day by the item's own clock; Tasks knows no hour."""
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()
