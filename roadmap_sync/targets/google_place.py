"""Which calendar and which task list a target works on, and how they are found and made."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from roadmap_sync.content import digest
from roadmap_sync.errors import DecisionError, RefusedError, UnreachableError
from roadmap_sync.targets.google_calls import Calls
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.values import Discreet

Json = dict[str, Any]

_VERSION = 1
_MOST_PAGES = 200
#: Of ``calendarList.list``.
_PAGE = 250
#: Of ``tasklists.list``.
_LISTS_PAGE = 100


class Place(Discreet, frozen=True, kw_only=True):
    """A calendar and a task list, and how far we know them.

    Attributes:
        calendar: Its id; empty as long as there is none.
        token: Its sync token; empty before the first listing.
        tasklist: Its id; empty as long as there is none.
        title: How the settings called the list.
        since: Google's own time of the last look at the list, with a margin; None before.
        whole: Likewise of the last look at all of the list.
    """

    SHOWN = ("calendar", "tasklist")

    calendar: str = ""
    token: str = ""
    tasklist: str = ""
    title: str = ""
    since: datetime | None = None
    whole: datetime | None = None

    @property
    def cursor(self) -> str:
        """A text that `read_cursor` understands, also where there is no calendar yet."""
        whole = {
            "version": _VERSION,
            "calendar": self.calendar,
            "token": self.token,
            "tasklist": self.tasklist,
            "title": self.title,
            "since": None if self.since is None else self.since.isoformat(),
            "whole": None if self.whole is None else self.whole.isoformat(),
        }
        return json.dumps(whole, sort_keys=True, separators=(",", ":"))

    @property
    def unread(self) -> "Place":
        """The same place, of which everything is to be listed."""
        return replace(self, token="", since=None, whole=None)


def read_cursor(text: str) -> Place | None:
    """Return what a cursor says; None if it is empty or not one of ours."""
    try:
        whole = json.loads(text)
        if whole["version"] != _VERSION:
            return None
        since, all_ = (
            None if whole[key] is None else datetime.fromisoformat(whole[key])
            for key in ("since", "whole")
        )
        names = ("calendar", "token", "tasklist", "title")
        return Place(**{name: str(whole[name]) for name in names}, since=since, whole=all_)
    except (ValueError, KeyError, TypeError):
        return None


def sign_of(settings: GoogleSettings) -> str:
    """Return the words in a calendar's description by which we find it again.

    Its name will not do: the student may change that, and may have had one of that name before.
    """
    return f"roadmap-sync:{digest(f'calendar {settings.calendar}')}"


def find_calendar(calls: Calls) -> str:
    """Return the id of the calendar that we made, or empty if there is none.

    Raises:
        DecisionError: There are two.
    """
    sign = sign_of(calls.settings)
    found = []
    request = calls.entries.list(maxResults=_PAGE, minAccessRole="owner", showHidden=True)
    for page in pages(calls, request, calls.entries.list_next):
        found += [
            str(one["id"])
            for one in page.get("items", ())
            if sign in str(one.get("description", "")).split() and not one.get("deleted")
        ]
    if len(found) > 1:
        raise DecisionError(
            f"{calls.settings.name}: this program has made {len(found)} calendars called "
            f"'{calls.settings.calendar}' in this account; delete all but one in Google Calendar"
        )
    return found[0] if found else ""


def make_calendar(calls: Calls) -> str:
    """Make the calendar, and return its id.

    It is asked for once: Google names it, so a second call would make a second one. If there is
    no answer, the student's list of calendars tells whether it was made.

    Raises:
        UnreachableError: Nobody knows, or it was not made.
        RefusedError: Google makes none.
    """
    settings = calls.settings
    body = {
        "summary": settings.calendar,
        "description": (
            "Your roadmap, kept up to date by roadmap-sync.\n"
            f"It finds this calendar again by this line: {sign_of(settings)}"
        ),
        "timeZone": settings.zone,
    }
    reply = calls.ask(calls.calendars.insert(body=body), once=True)
    if reply.done and reply.body.get("id"):
        return str(reply.body["id"])
    if reply.done or reply.unclear:
        found = find_calendar(calls)
        if found:
            return found
        raise UnreachableError(f"{settings.name}: Google did not say whether it made the calendar")
    if reply.reason == "quotaExceeded":
        raise RefusedError(
            f"{settings.name}: Google lets this account make no more calendars today; delete some "
            "that you do not need, or try again tomorrow"
        )
    raise RefusedError(
        f"{settings.name}: Google did not make the calendar: {reply.words or reply.status}"
    )


def find_tasklist(calls: Calls) -> str:
    """Return the id of the task list that the settings name, or empty if there is none.

    Raises:
        DecisionError: There are two.
    """
    title = calls.settings.tasklist
    found = [name for name, called in tasklists(calls).items() if called == title]
    if len(found) > 1:
        raise DecisionError(
            f"{calls.settings.name}: there are {len(found)} task lists called '{title}'; rename "
            "all but one in Google Tasks"
        )
    return found[0] if found else ""


def tasklists(calls: Calls) -> dict[str, str]:
    """Return the titles of all task lists, by id."""
    request = calls.tasklists.list(maxResults=_LISTS_PAGE)
    return {
        str(one["id"]): str(one.get("title", ""))
        for page in pages(calls, request, calls.tasklists.list_next)
        for one in page.get("items", ())
    }


def make_tasklist(calls: Calls) -> str:
    """Make the task list, and return its id; as `make_calendar`."""
    settings = calls.settings
    reply = calls.ask(calls.tasklists.insert(body={"title": settings.tasklist}), once=True)
    if reply.done and reply.body.get("id"):
        return str(reply.body["id"])
    if reply.done or reply.unclear:
        found = find_tasklist(calls)
        if found:
            return found
        raise UnreachableError(f"{settings.name}: Google did not say whether it made the task list")
    raise RefusedError(
        f"{settings.name}: Google did not make the task list: {reply.words or reply.status}"
    )


def pages(calls: Calls, request: Any, after: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the pages of a list.

    Args:
        calls: Where to ask.
        request: For the first page.
        after: The library's method for the request of the next one.

    Raises:
        UnreachableError: An answer is no list, or there are pages without end.
        RefusedError: Google does not let us read it.
    """
    for _ in range(_MOST_PAGES):
        reply = calls.read(request)
        if not reply.done:
            raise RefusedError(
                f"{calls.settings.name}: Google does not let you look at your lists: "
                f"{reply.words or reply.status}"
            )
        page = list_of(calls, reply.body)
        yield page
        request = after(request, page)
        if request is None:
            return
    raise UnreachableError(f"{calls.settings.name}: Google's list has no end")


def list_of(calls: Calls, body: Json) -> Json:
    """Return an answer if it is a list; anything else never means that nothing is there.

    Raises:
        UnreachableError: It is not.
    """
    kind, items = str(body.get("kind", "")), body.get("items", [])
    if not kind.startswith(("calendar#", "tasks#")) or not isinstance(items, list):
        raise UnreachableError(f"{calls.settings.name}: Google answered something that is no list")
    return body


#: Google's clock is one, but its machines are many: so far a look reaches back.
MARGIN = timedelta(minutes=2)
#: Deleted tasks are told for some weeks, and ``updatedMin`` may not lie back further than that.
LONGEST = timedelta(days=14)
