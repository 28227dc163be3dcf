"""What changed in a calendar: sync-collection (RFC 6578), or a listing of all ETags.

An answer that is not certainly complete raises. Nobody's resources are fetched but ours: the
name of each is its uid, 32 characters of ``[0-9a-v]``.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from msgspec import Struct, field

from roadmap_sync.errors import UnreachableError
from roadmap_sync.targets.base import Stored
from roadmap_sync.targets.caldav_answers import CAL, DAV, Answer, Entry, Multistatus
from roadmap_sync.targets.caldav_http import Connections, document, escaped
from roadmap_sync.targets.caldav_place import Tracked
from roadmap_sync.targets.caldav_settings import place_of

#: Addresses in one multiget; two of them read a whole roadmap of 500 items.
CHUNK = 300
_MOST_PAGES = 200
_UID = re.compile(r"[0-9a-v]{32}")
_GONE = frozenset({404, 410})
_TAG, _DATA = "<d:getetag/>", "<c:calendar-data/>"


class Look(Struct, kw_only=True):
    """What one calendar told.

    Attributes:
        tags: The ETag of each resource that it listed, by name; empty if it did not tell.
        data: The bytes of those that it sent along.
        gone: Names of which it says that they are not there any more.
        token: For the next look; empty if there is none.
        whole: Are these all resources, rather than what changed?
    """

    tags: dict[str, str] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    token: str = ""
    whole: bool = False


def is_our_name(name: str) -> bool:
    """Could a resource of that name be ours?"""
    return name.endswith(".ics") and _UID.fullmatch(name[:-4]) is not None


def changes(connections: Connections, tracked: Tracked) -> Look | None:
    """Return what changed since the token, with the new data where the server sends it.

    Returns:
        None if the server does not know the token, or does not say what changed: only a
        listing can tell. It is answered in many ways: 403, 409, 412, 507.
    """
    look = Look(token=tracked.token)
    for _ in range(_MOST_PAGES):
        answer = _sync(connections, tracked, look.token, _TAG + _DATA)
        if answer.status != 207:  # noqa: PLR2004 - a multistatus
            if answer.status != 403:  # noqa: PLR2004 - which here may mean the token
                connections.check(answer)
            return None
        page = connections.read(answer)
        if not page.token:
            raise UnreachableError(f"{place_of(answer.url)} did not say what changed")
        _take(look, tracked, page)
        cut, look.token = page.cut and page.token != look.token, page.token
        if not cut:
            return look
    return None


def listing(connections: Connections, tracked: Tracked) -> Look | None:
    """Return the ETag of every resource; None if there is no such calendar any more."""
    if tracked.calendar.syncs is not False:
        look = Look(whole=True)
        for _ in range(_MOST_PAGES):
            answer = _sync(connections, tracked, look.token, _TAG)
            if answer.status in _GONE:
                return None
            if answer.status != 207:  # noqa: PLR2004 - it has no sync-collection
                break
            page = connections.read(answer)
            if not page.token:
                raise UnreachableError(f"{place_of(answer.url)} did not list the calendar")
            _take(look, tracked, page)
            cut, look.token = page.cut and page.token != look.token, page.token
            if not cut:
                return look
    return tags_of(connections, tracked)


def tags_of(connections: Connections, tracked: Tracked) -> Look | None:
    """Return the ETag of every resource from a plain listing; None if it is no calendar."""
    answer = connections.propfind(tracked.calendar.url, f"{_TAG}<d:resourcetype/>", "1")
    if answer.status in _GONE:
        return None
    page = connections.read(answer)
    # Some servers answer an alias with the address that they like better.
    if not any(f"{CAL}calendar" in one.inside(f"{DAV}resourcetype") for one in page.entries):
        if page.find(answer.url) is not None:
            return None
        raise UnreachableError(f"{place_of(answer.url)} did not list the calendar")
    look = Look(whole=True)
    _take(look, tracked, page)
    return look


def fetch(
    connections: Connections, tracked: Tracked, names: Collection[str]
) -> tuple[dict[str, tuple[str, bytes]], set[str]]:
    """Return ETag and bytes of some resources, and which of them are not there.

    Some servers leave those out of their answer that are not there, one fails as a whole. So
    what was not sent is asked for one by one, and only that tells that it is not there.
    """
    found: dict[str, tuple[str, bytes]] = {}
    gone: set[str] = set()
    for chunk in _chunks(sorted(names)):
        hrefs = "".join(
            f"<d:href>{escaped(urlsplit(tracked.url(name)).path)}</d:href>" for name in chunk
        )
        body = document("c:calendar-multiget", f"<d:prop>{_TAG}{_DATA}</d:prop>{hrefs}")
        answer = connections.ask("REPORT", tracked.calendar.url, body, depth="1")
        if answer.status not in _GONE:
            for entry in connections.read(answer).entries:
                if entry.data is not None and entry.tag:
                    found[entry.name] = (entry.tag, entry.data)
        for name in chunk:
            if name not in found:
                one = get(connections, tracked, name)
                if one is None:
                    gone.add(name)
                else:
                    found[name] = one
    return {name: found[name] for name in names if name in found}, gone


def names_of(connections: Connections, tracked: Tracked, uid: str) -> set[str]:
    """Return the names of resources with a uid; none if the server cannot search."""
    found: set[str] = set()
    for kind in sorted(tracked.calendar.kinds):
        body = document(
            "c:calendar-query",
            f'<d:prop>{_TAG}</d:prop><c:filter><c:comp-filter name="VCALENDAR">'
            f'<c:comp-filter name="{kind}"><c:prop-filter name="UID"><c:text-match '
            f'collation="i;octet">{escaped(uid)}</c:text-match></c:prop-filter>'
            "</c:comp-filter></c:comp-filter></c:filter>",
        )
        answer = connections.ask("REPORT", tracked.calendar.url, body, depth="1")
        if answer.status == 207:  # noqa: PLR2004 - a multistatus
            entries = connections.read(answer).entries
            found |= {one.name for one in entries if one.tag and not _is_itself(one, tracked)}
    return found - {""}


def get(connections: Connections, tracked: Tracked, name: str) -> tuple[str, bytes] | None:
    """Return ETag and bytes of one resource, or None if it is not there."""
    answer = connections.ask("GET", tracked.url(name))
    if answer.status in _GONE:
        return None
    connections.check(answer)
    tag = answer.headers.get("etag", "").strip()
    if answer.status != 200 or not tag or not answer.body.lstrip().startswith(b"BEGIN:"):  # noqa: PLR2004
        raise UnreachableError(f"{place_of(answer.url)} did not show an item that it lists")
    return tag, answer.body


def stored(
    tracked: Tracked, found: Mapping[str, tuple[str, bytes]], known: Mapping[str, str]
) -> Iterator[Stored]:
    """Return those of some resources that are ours.

    Args:
        tracked: Their calendar.
        found: ETag and bytes by name.
        known: Tags by name of those that we know.
    """
    if not found:
        return  # most runs end here, without reading iCalendar, nor loading what can
    from roadmap_sync.formats import resource

    for name, (tag, data) in found.items():
        ref = tracked.ref(name)
        named = name[:-4] if is_our_name(name) else ""
        try:
            what = resource.read(data)
        except ValueError:
            uid = resource.uid_of(data)
            uid = uid if _UID.fullmatch(uid) else named
            if uid and (name in known or named):
                yield Stored(uid=uid, ref=ref, tag=tag, seen=None)
            continue
        # Gateways to other calendars give an item a uid of their own, and keep our name.
        uid = what.uid if _UID.fullmatch(what.uid) else named
        if uid and (name in known or what.uid == named or what.seen.marker is not None):
            yield Stored(uid=uid, ref=ref, tag=tag, seen=what.seen)


def _sync(connections: Connections, tracked: Tracked, token: str, props: str) -> Answer:
    body = document(
        "d:sync-collection",
        f"<d:sync-token>{escaped(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
        f"<d:prop>{props}</d:prop>",
    )
    return connections.ask("REPORT", tracked.calendar.url, body, depth="0")


def _take(look: Look, tracked: Tracked, page: Multistatus) -> None:
    for entry in page.entries:
        name = entry.name
        if not name or _is_itself(entry, tracked):
            continue
        if entry.status in _GONE:
            look.gone.add(name)
            look.tags.pop(name, None)
            look.data.pop(name, None)
            continue
        if entry.status >= 300:  # noqa: PLR2004 - neither there nor gone
            raise UnreachableError(
                f"{place_of(entry.href)} could not tell what became of an item ({entry.status})"
            )
        if f"{DAV}collection" in entry.inside(f"{DAV}resourcetype"):
            continue
        look.gone.discard(name)
        look.tags[name] = entry.tag
        if entry.data is not None and entry.tag:
            look.data[name] = entry.data


def _is_itself(entry: Entry, tracked: Tracked) -> bool:
    return entry.path.rstrip("/") == tracked.path.rstrip("/")


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
