"""Events of a calendar: what changed since a sync token, and what each is called."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from roadmap_sync.content import digest
from roadmap_sync.errors import UnreachableError
from roadmap_sync.formats import google
from roadmap_sync.targets.base import Stored
from roadmap_sync.targets.google_calls import Calls
from roadmap_sync.targets.google_place import list_of

Json = dict[str, Any]

#: Of ``events.list``: the largest there is; a roadmap fits into one.
_PAGE = 2500
_MOST_PAGES = 200
#: What `google.read` looks at; a change of the rest is not the student's.
_TOLD = (
    "summary", "description", "location", "start", "end", "source", "colorId", "transparency",
    "reminders", "extendedProperties", "attendees", "recurrence", "attachments", "conferenceData",
)  # fmt: skip


class Look(Struct, kw_only=True):
    """What a calendar told.

    Attributes:
        live: Events by id, ours or not.
        gone: Ids of those that were deleted.
        token: For the next look.
        whole: Are these all events, rather than what changed?
    """

    live: dict[str, Json] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    token: str = ""
    whole: bool = False


def look(calls: Calls, calendar: str, token: str) -> Look | None:
    """Return what changed since a token, or everything without one.

    Parameters are the same each time, as the guide to sync tokens asks for.

    Returns:
        None if there is no such calendar any more.

    Raises:
        UnreachableError: The answer is not certainly complete.
    """
    found = Look(whole=not token)
    page = ""
    for _ in range(_MOST_PAGES):
        more = {"pageToken": page} if page else {}
        since = {"syncToken": token} if token else {}
        reply = calls.read(calls.events.list(
            calendarId=calendar, maxResults=_PAGE, showDeleted=True, **since, **more
        ))  # fmt: skip
        if reply.status == 404:  # noqa: PLR2004 - not found
            return None
        if reply.status == 410 and token:  # noqa: PLR2004 - gone: the token is too old
            return look(calls, calendar, "")
        if not reply.done:
            raise UnreachableError(
                f"{calls.settings.name}: Google did not list the calendar: "
                f"{reply.words or reply.status}"
            )
        body = list_of(calls, reply.body)
        for one in body.get("items", ()):
            _take(found, one)
        page = str(body.get("nextPageToken", ""))
        if not page:
            found.token = str(body.get("nextSyncToken", ""))
            if not found.token:
                raise UnreachableError(f"{calls.settings.name}: Google listed only a part")
            return found
    raise UnreachableError(f"{calls.settings.name}: Google's list of events has no end")


def ref_of(uid: str) -> str:
    """Return what the engine calls an event."""
    return f"e:{uid}"


def id_of(ref: str) -> str:
    """Return the id of an event."""
    return ref.removeprefix("e:")


def tag_of(event: Mapping[str, Any]) -> str:
    """Return an event's version: its etag, for If-Match, and what it says.

    Changes of the student's own settings of an event, such as its reminders, may leave the etag
    as it is.
    """
    said = digest("\n".join(f"{name}={event.get(name)!r}" for name in _TOLD))
    return f"{event.get('etag', '')} {said}"


def etag_of(tag: str) -> str:
    """Return what stands in If-Match."""
    return tag.rpartition(" ")[0]


def stored(event: Mapping[str, Any]) -> Stored:
    """Return an event of ours as the engine sees it."""
    uid = str(event["id"])
    try:
        seen = google.read(event)
    except ValueError:
        return Stored(uid=uid, ref=ref_of(uid), tag=tag_of(event), seen=None)
    return Stored(uid=uid, ref=ref_of(uid), tag=tag_of(event), seen=seen)


def is_cancelled(event: Mapping[str, Any]) -> bool:
    """Was it deleted?"""
    return event.get("status") == "cancelled"


def _take(found: Look, event: object) -> None:
    if not isinstance(event, dict) or not event.get("id"):
        raise UnreachableError("Google listed something that is no event")
    name = str(event["id"])
    if is_cancelled(event):
        found.live.pop(name, None)
        found.gone.add(name)
    else:
        found.gone.discard(name)
        found.live[name] = event
