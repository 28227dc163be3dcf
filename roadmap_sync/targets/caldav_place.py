"""Which calendars a target works on, and the cursor in which the next run finds them again."""

import json
from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from roadmap_sync.targets.caldav_answers import path_of, quoted
from roadmap_sync.targets.caldav_finding import EVENT, TODO, Calendar

_VERSION = 1


class Tracked(Struct, frozen=True, kw_only=True):
    """A calendar, and how far we know it.

    Attributes:
        token: Its sync-token; empty if it has none, or before the first listing.
        wrote: Names that we wrote ourselves after that token was given.
    """

    calendar: Calendar
    token: str = ""
    wrote: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """Its path, escapes undone, with a slash at its end."""
        return path_of(self.calendar.url)

    def ref(self, name: str) -> str:
        """Return what we call one of its resources, by the last part of its address.

        Servers write the path before that in several ways, or under an alias; so it is taken
        from the calendar's own address and never from an answer.
        """
        return self.path + name

    def url(self, name: str) -> str:
        """Return the address of one of its resources."""
        return self.calendar.url + quoted(name)

    def names(self, known: Mapping[str, str]) -> dict[str, str]:
        """Return those of some refs that lie in it, with their tags."""
        start = self.path
        return {
            ref[len(start):]: tag
            for ref, tag in known.items()
            if ref.startswith(start) and "/" not in ref[len(start):]
        }  # fmt: skip


class Place(Struct, kw_only=True):
    """The calendars of one target; empty until somebody looked, or as long as there is none.

    Attributes:
        home: Where a new one would be made.
        written: Refs written by this object since its last pull; None if some of its writes
            did not end well, so that only a real look can tell.
        exact: Of those, ETag and bytes where the server certainly keeps what was sent.
        one_by_one: Does the server want changes of what is there one after the other?
        taken: Uids of which the server said, since the last pull, that they are there already.
    """

    tracked: tuple[Tracked, ...] = ()
    home: str = ""
    written: set[str] | None = field(default_factory=set)
    exact: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    one_by_one: bool = False
    taken: set[str] = field(default_factory=set)

    def add(self, others: Iterable[Tracked]) -> None:
        """Add calendars that are not among ours, with nothing known of what is in them."""
        ours = {one.calendar.url for one in self.tracked}
        new = [one.calendar for one in others if one.calendar.url not in ours]
        self.tracked = (*self.tracked, *(Tracked(calendar=one) for one in new))

    def for_kind(self, component: str) -> Tracked | None:
        """Return the calendar that takes an ``event`` or a ``todo``."""
        kind = TODO if component == "todo" else EVENT
        return next((one for one in self.tracked if kind in one.calendar.kinds), None)

    def of(self, ref: str) -> Tracked | None:
        """Return the calendar that a ref lies in."""
        parent = ref.rpartition("/")[0] + "/"
        return next((one for one in self.tracked if one.path == parent), None)


def cursor_of(place: Place) -> str:
    """Return a text that `read_cursor` understands; holds addresses, no secrets."""
    calendars = [
        {
            "url": one.calendar.url,
            "name": one.calendar.name,
            "kinds": sorted(one.calendar.kinds),
            "syncs": one.calendar.syncs,
            "token": one.token,
            "wrote": sorted(one.wrote),
        }
        for one in place.tracked
    ]
    whole = {
        "version": _VERSION,
        "home": place.home,
        "one_by_one": place.one_by_one,
        "calendars": calendars,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


def read_cursor(text: str) -> Place | None:
    """Return what a cursor says; None if it is empty or not one of ours."""
    try:
        whole = json.loads(text)
        if whole["version"] != _VERSION:
            return None
        tracked = tuple(
            Tracked(
                calendar=Calendar(
                    url=str(one["url"]), name=str(one["name"]), kinds=frozenset(one["kinds"]),
                    syncs=one["syncs"],
                ),
                token=str(one["token"]), wrote=frozenset(one["wrote"]),
            )
            for one in whole["calendars"]
        )  # fmt: skip
        home, one_by_one = str(whole["home"]), bool(whole["one_by_one"])
    except (ValueError, KeyError, TypeError):
        return None
    return Place(tracked=tracked, home=home, one_by_one=one_by_one) if tracked else None


def with_token(one: Tracked, token: str) -> Tracked:
    """Return a calendar as it is known after a look.

    One that gave no token, and did not say that it could, is not asked for one again.
    """
    calendar = one.calendar
    if not token and calendar.syncs is None:
        calendar = replace(calendar, syncs=False)
    return replace(one, calendar=calendar, token=token, wrote=frozenset())
