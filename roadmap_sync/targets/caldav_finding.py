"""From what a student knows, a domain or an address, to the calendar they mean.

RFC 6764: the domain's SRV and TXT records and ``/.well-known/caldav`` (looked up by
python-caldav); RFC 5397 and RFC 4791 section 6.2.1: who we are, and where our calendars live.
"""

import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from roadmap_sync.errors import DecisionError, RefusedError, UnreachableError
from roadmap_sync.targets.caldav_answers import CAL, DAV, Entry, conditions, quoted
from roadmap_sync.targets.caldav_http import XML, Connections, document, escaped
from roadmap_sync.targets.caldav_lines import failures
from roadmap_sync.targets.caldav_settings import may_follow, place_of

EVENT, TODO = "VEVENT", "VTODO"
_WHO = "<d:current-user-principal/><c:calendar-home-set/><d:displayname/><d:resourcetype/>"
_WHAT = (
    "<d:displayname/><d:resourcetype/><c:supported-calendar-component-set/>"
    "<d:current-user-privilege-set/><d:supported-report-set/>"
)
_MOST_NAMES = 5
_WRITING = {"write", "write-content", "bind", "all"}
#: Answers of a server that has no calendars at this address.
_NOT_HERE = frozenset({301, 302, 400, 404, 405, 410, 501})


class Calendar(Struct, frozen=True, kw_only=True):
    """A calendar as its server describes it.

    Attributes:
        url: Absolute, with a slash at its end.
        name: As people see it; may be empty.
        kinds: What it takes, of VEVENT and VTODO.
        syncs: Can it tell what changed (RFC 6578)? None if the server does not say.
        locked: Does the server say that we may not write?
    """

    url: str
    name: str
    kinds: frozenset[str]
    syncs: bool | None = None
    locked: bool = False


class Found(Struct, frozen=True, kw_only=True):
    """Where an account keeps its calendars, and which of them are ours.

    Attributes:
        home: Where a new one is made; empty if the server does not tell.
        calendars: For events first; empty if there is none of the name.
    """

    home: str
    calendars: tuple[Calendar, ...]


def find(connections: Connections) -> Found:
    """Return the calendar that the settings mean.

    Raises:
        DecisionError: Several calendars have that name, or it is not clear where to look.
        UnreachableError, RefusedError, SignInError: See `Connections`.
    """
    settings = connections.settings
    start = _start(connections)
    own = _calendar(start) if start is not None else None
    if own is not None and (
        not settings.calendar or _same(own.name or settings.calendar, settings.calendar)
    ):
        return Found(home=urljoin(own.url, ".."), calendars=(own,))
    if not settings.calendar:
        raise DecisionError(
            f"{settings.name}: there are several calendars at {settings.url}; "
            "say which one with calendar:"
        )
    homes = _homes(connections, start)
    every: dict[str, Calendar] = {}
    for home in homes:
        for entry in _listed(connections, home):
            calendar = _calendar(entry)
            if calendar is not None:
                every[calendar.url] = calendar
    return Found(home=homes[0], calendars=_chosen(connections, every.values()))


def beside(connections: Connections, home: str) -> tuple[Calendar, ...]:
    """Return the calendar for to-dos where events do not share it.

    Its name alone tells: that of the events may be called otherwise by now. Where we may not
    list there is none: we cannot have made one there.

    Raises:
        UnreachableError, SignInError: See `Connections`.
    """
    name = connections.settings.calendar
    answer = connections.propfind(home, _WHAT, "1")
    if answer.status == 403 or answer.status in _NOT_HERE:  # noqa: PLR2004 - forbidden
        return ()
    every = [_calendar(entry) for entry in connections.read(answer).entries]
    todos = [one for one in every if one is not None and TODO in one.kinds]
    return tuple(
        one
        for one in todos
        if _same(one.name, tasks_name(name)) or (_same(one.name, name) and EVENT not in one.kinds)
    )


def make(connections: Connections, home: str, name: str, kinds: Sequence[str]) -> Calendar | None:
    """Make a calendar (RFC 4791 section 5.3.1); None if the server refuses these kinds.

    Raises:
        DecisionError: It could not be made, so a person must make it.
    """
    comps = "".join(f'<c:comp name="{kind}"/>' for kind in kinds)
    body = document(
        "c:mkcalendar",
        f"<d:set><d:prop><d:displayname>{escaped(name)}</d:displayname>"
        "<c:supported-calendar-component-set>"
        f"{comps}</c:supported-calendar-component-set></d:prop></d:set>",
    )
    slug = _slug(name)
    for number in range(1, _MOST_NAMES + 1):
        url = urljoin(home, quoted(f"{slug}-{number}" if number > 1 else slug) + "/")
        answer = connections.ask("MKCALENDAR", url, body, headers=XML)
        if answer.status in {200, 201, 204}:
            return _made(connections, url, name)
        taken = answer.status == 405 or "resource-must-be-null" in conditions(answer)  # noqa: PLR2004
        if taken:
            there = look(connections, url)
            if there is not None and there.name == name and answer.again:
                return there  # made by our own request, whose answer was lost
            continue
        if answer.status != 403:  # noqa: PLR2004 - which here may mean these kinds
            connections.check(answer)
        if len(kinds) > 1:
            return None
        break
    raise DecisionError(
        f"{connections.settings.name}: {place_of(home)} does not let programs make a calendar; "
        f"make one named {name!r} there yourself and run this again"
    )


def look(connections: Connections, url: str) -> Calendar | None:
    """Return what is at an address if it is a calendar."""
    answer = connections.propfind(url, _WHAT, "0")
    if answer.status in {404, 410}:
        return None
    entry = connections.read(answer).find(answer.url)
    if entry is None:
        raise UnreachableError(f"{place_of(url)} did not say what is at the calendar's address")
    return _calendar(entry)


def _made(connections: Connections, url: str, name: str) -> Calendar:
    there = look(connections, url)
    if there is None:
        raise UnreachableError(f"{place_of(url)} made a calendar that is not there")
    if there.name != name:
        # Without its name it would not be found again.
        body = document(
            "d:propertyupdate",
            f"<d:set><d:prop><d:displayname>{escaped(name)}</d:displayname></d:prop></d:set>",
        )
        connections.ask("PROPPATCH", url, body, headers=XML)
    return there


def _start(connections: Connections) -> Entry | None:
    """Return what the server says of the address in the settings, or of its well-known one."""
    settings = connections.settings
    url = _looked_up(connections) if settings.looked_up else settings.url
    forbidden: RefusedError | None = None
    for at in (url, urljoin(url, "/.well-known/caldav"), urljoin(url, "/")):
        answer = connections.propfind(at, _WHO, "0")
        if answer.status in _NOT_HERE or answer.status == 200:  # noqa: PLR2004 - a web page
            continue
        try:
            entry = connections.read(answer).find(answer.url)
        except RefusedError as error:
            forbidden = forbidden or error
            continue
        if entry is not None:
            return entry
    raise forbidden or UnreachableError(
        f"{settings.name}: no calendar server answers at {place_of(url)}; is url: right?"
    )


def _looked_up(connections: Connections) -> str:
    from caldav.discovery import discover_caldav

    # What it looks up in vain is our business to tell, and not a warning on the screen.
    logging.getLogger("caldav").addHandler(logging.NullHandler())
    settings = connections.settings
    try:
        service = discover_caldav(
            settings.url.strip(),
            timeout=int(settings.timeout) or 1,
            ssl_verify_cert=settings.ca_file or True,  # type: ignore[arg-type]  # as requests does
            require_tls=True,
        )
    except failures():
        service = None
    domain = settings.url.strip().rpartition("@")[2]
    return f"https://{domain}/" if service is None else str(service.url)


def _homes(connections: Connections, start: Entry | None) -> list[str]:
    assert start is not None
    homes = start.hrefs(f"{CAL}calendar-home-set")
    principals = start.hrefs(f"{DAV}current-user-principal")
    if not homes and principals:
        goal = _safe(connections, start.href, principals[0])
        answer = connections.propfind(goal, _WHO, "0")
        entry = connections.read(answer).find(answer.url)
        homes = [] if entry is None else entry.hrefs(f"{CAL}calendar-home-set")
        start = entry or start
    if not homes:
        homes = [start.href]  # a server without principals: the address is the home itself
    return [_slashed(_safe(connections, start.href, home)) for home in homes]


def _listed(connections: Connections, home: str) -> list[Entry]:
    answer = connections.propfind(home, _WHAT, "1")
    listing = connections.read(answer)
    if listing.find(answer.url) is None and not listing.entries:
        raise UnreachableError(f"{place_of(home)} did not list your calendars")
    return list(listing.entries)


def _chosen(connections: Connections, every: Iterable[Calendar]) -> tuple[Calendar, ...]:
    """Return the calendar of the name, and the one for to-dos where events do not share it."""
    settings = connections.settings
    named = [one for one in every if _same(one.name, settings.calendar)]
    events = [one for one in named if EVENT in one.kinds]
    todos = [one for one in named if EVENT not in one.kinds]
    todos += [one for one in every if _same(one.name, tasks_name(settings.calendar))]
    for group in (events, [one for one in todos if TODO in one.kinds]):
        if len(group) > 1:
            where = " and ".join(one.url for one in group)
            raise DecisionError(
                f"{settings.name}: {len(group)} calendars are named {group[0].name!r}: {where}. "
                "Rename one of them, or write the address of the right one as url:"
            )
    if not events and named:
        raise DecisionError(
            f"{settings.name}: the calendar {settings.calendar!r} takes no events; "
            "name another one as calendar:"
        )
    if not events or TODO in events[0].kinds:
        return tuple(events)
    return (*events, *(one for one in todos if TODO in one.kinds))


def tasks_name(name: str) -> str:
    """Return the name of the calendar for to-dos, where a server wants them apart."""
    return f"{name} tasks"


def _calendar(entry: Entry) -> Calendar | None:
    if f"{CAL}calendar" not in entry.inside(f"{DAV}resourcetype"):
        return None
    kinds = entry.props.get(f"{CAL}supported-calendar-component-set")
    names = {EVENT, TODO} if kinds is None else {str(one.get("name")).upper() for one in kinds}
    reports = entry.inside(f"{DAV}supported-report-set")
    rights = {one.rpartition("}")[2] for one in entry.inside(f"{DAV}current-user-privilege-set")}
    return Calendar(
        url=_slashed(entry.href),
        name=entry.text(f"{DAV}displayname"),
        # RFC 4791 section 5.2.3: without the property, or with an empty one, it takes all.
        kinds=frozenset(names & {EVENT, TODO} or ({EVENT, TODO} if not names else set())),
        syncs=(f"{DAV}sync-collection" in reports) if reports else None,
        locked=bool(rights) and not rights & _WRITING,
    )


def refuse_locked(connections: Connections, calendars: Iterable[Calendar]) -> None:
    """Raise if the server says that we may not write.

    Raises:
        RefusedError: It does.
    """
    for one in calendars:
        if one.locked:
            raise RefusedError(
                f"{connections.settings.name}: you may only read the calendar {one.name!r}; "
                "ask its owner for the right to write, or use a calendar of your own"
            )


def _safe(connections: Connections, old: str, new: str) -> str:
    was, now = urlsplit(old), urlsplit(new)
    if (was.scheme, now.scheme) == ("https", "http") and was.hostname == now.hostname:
        # A server behind a proxy that does not know that it is reached by https.
        return urlunsplit((was.scheme, was.netloc, *now[2:]))
    if not may_follow(old, new):
        raise UnreachableError(
            f"{connections.settings.name}: {place_of(old)} says that your calendars are at "
            f"{place_of(new)}, and your password was not meant for that; if it is right, write "
            "it as url:"
        )
    return new


def _slashed(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _slug(name: str) -> str:
    """Return a name as the last part of an address; Xandikos lets a colon vanish."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "roadmap"
