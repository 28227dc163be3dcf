"""A call of a method that was found to be well-formed, and what all methods need of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tests.google_double import validation
from tests.google_double.accounts import Grant
from tests.google_double.discovery import Method, scope
from tests.google_double.errors import ApiError, Json, not_found
from tests.google_double.seals import gist, seal, unseal
from tests.google_double.world import Box, Row, World

CREATED = scope("calendar.app.created")


class NotModifiedError(Exception):
    """A 304: the client has the resource already."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call; names of headers are in lower case."""

    world: World
    grant: Grant
    method: Method
    path: Mapping[str, str]
    query: Json
    given: object
    headers: Mapping[str, str]

    def body(self, present: Json | None = None) -> Json:
        """Return the body, if it fits; ``present`` is the resource as it is."""
        return validation.body(self.method, self.given, present=present)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean parameter."""
        return bool(self.query.get(name, default))

    @property
    def only_created(self) -> bool:
        """Say if the token reaches only calendars that its own client made.

        What Google answers for another calendar is not documented; a 404 tells least.
        """
        return not self.grant.scopes & (self.method.scopes - {CREATED})

    def calendar(self) -> Box:
        """Return the calendar of the path; ``primary`` is the one of the account."""
        world = self.world
        name = self.path["calendarId"]
        box = next(iter(world.calendars.values())) if name == "primary" else None
        box = box or world.calendars.get(name)
        if box is None or (self.only_created and box.made_by != self.grant.client):
            raise not_found()
        return box

    def check_match(self, row: Row) -> None:
        """Refuse a write whose If-Match names another version.

        developers.google.com/workspace/calendar/api/guides/version-resources: If-Match on
        update, patch and delete gives 412, If-None-Match on get gives 304.
        """
        wanted = self.headers.get("if-match")
        if wanted is not None and wanted not in {"*", row.etag}:
            raise ApiError(412, "conditionNotMet")

    def check_none_match(self, row: Row) -> None:
        """Answer 304 if the client has this version."""
        if self.headers.get("if-none-match") == row.etag:
            raise NotModifiedError


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list.

    Attributes:
        rows: What is on it.
        token: For the next page; None on the last.
        start: The step at which the listing began: what a sync token of it stands for.
    """

    rows: list[Row]
    token: str | None
    start: int


def page(call: Call, rows: list[Row], keep: Callable[[Row], bool], *, size: int) -> Page:
    """Return the page that was asked for.

    Pages are cut before they are filtered: "The number of events in the resulting page may be
    less than this value, or none at all, even if there are more events matching the query"
    (events.list, maxResults). A page token only goes with the query it came from
    (calendar/api/guides/sync: "the exact same list query"), so any other is a 400.
    Pages go by the order in which resources were made, so that nothing that comes or changes
    meanwhile is missed or told twice (calendar/api/guides/sync: "they won't be missed").
    """
    same = gist(call.query) + call.method.id + str(dict(call.path))
    last, start = 0, call.world.step
    if "pageToken" in call.query:
        told = unseal(call.query["pageToken"], "pageToken")
        if told["same"] != same:
            raise ApiError(400, "invalid", "Invalid page token value.", location="pageToken")
        last, start = told["last"], told["start"]
    by_age = all(one.seq < two.seq for one, two in pairwise(rows))
    places = [row.seq for row in rows] if by_age else list(range(1, len(rows) + 1))
    rest = [(place, row) for place, row in zip(places, rows, strict=True) if place > last]
    here = rest[:size]
    token = None
    if len(rest) > size:
        content = {"what": "pageToken", "same": same, "start": start}
        token = seal(content | {"last": here[-1][0]})
    return Page(rows=[row for _, row in here if keep(row)], token=token, start=start)


#: Parameters that no list with a sync token may have (events.list and calendarList.list).
FORBIDDEN = frozenset(
    {
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMin",
        "timeMax",
        "updatedMin",
        "minAccessRole",
        "showOwnOrganizationOnly",
    }
)
_SYNC = frozenset({"syncToken"})


def since(call: Call) -> int:
    """Return the step after which changes are wanted; 0 for everything.

    The description of ``syncToken`` in the discovery document names what cannot go with it, and
    that deleted entries cannot be left out. Other parameters "should be the same as for the
    initial synchronization to avoid undefined behavior": a 400 here.
    """
    if "syncToken" not in call.query:
        return 0
    for name in sorted(FORBIDDEN & set(call.query)):
        raise ApiError(
            400, "invalid", f"Sync token cannot be used with {name}.", location="syncToken"
        )
    for name in ("showDeleted", "showHidden"):
        if call.query.get(name) is False:
            raise ApiError(400, "invalid", f"{name} cannot be false.", location="syncToken")
    told = unseal(call.query["syncToken"], "syncToken")
    if told["generation"] != call.world.generation:
        raise ApiError(410, "fullSyncRequired")
    if told["same"] != _same(call):
        raise ApiError(
            400, "invalid", "Another query than the sync token is for.", location="syncToken"
        )
    return int(told["start"])


def closing(call: Call, found: Page) -> Json:
    """Return the token that ends this page of a list: of the next page, or for the next time.

    calendar/api/guides/sync: nextSyncToken "is present only on the very last page". A query that
    could never be repeated with a sync token gets none.
    """
    if found.token is not None:
        return {"nextPageToken": found.token}
    if FORBIDDEN & set(call.query):
        return {}
    content = {"what": "syncToken", "start": found.start, "same": _same(call)}
    return {"nextSyncToken": seal(content | {"generation": call.world.generation})}


def _same(call: Call) -> str:
    return gist(call.query, without=_SYNC) + str(dict(call.path))


def merged(old: Json, new: Json) -> Json:
    """Return ``old`` with the fields of a patch.

    calendar/api/guides/performance, "Patch": objects merge, null deletes, and events/patch of the
    reference: array fields overwrite the existing arrays.
    """
    result = dict(old)
    for name, value in new.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            inner = old.get(name)
            result[name] = merged(inner if isinstance(inner, dict) else {}, value)
        else:
            result[name] = value
    return result
