"""A calendar on a CalDAV server (RFC 4791)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from roadmap_sync.errors import DecisionError, UnreachableError
from roadmap_sync.targets import caldav_pulling as pulling
from roadmap_sync.targets.base import Outcome, Pull, Stored, Write
from roadmap_sync.targets.caldav_finding import beside, find, look
from roadmap_sync.targets.caldav_http import Connections
from roadmap_sync.targets.caldav_place import Place, Tracked, cursor_of, read_cursor, with_token
from roadmap_sync.targets.caldav_pulling import Look
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.patience import never


class CalDavTarget:
    """A calendar on a CalDAV server, or two where it wants events and to-dos apart.

    Its cursors are JSON with the addresses of the calendars and their sync-tokens; its refs are
    paths with their escapes undone.

    Attributes:
        warnings: What the student should know about the settings, in words.
    """

    kind = "caldav"

    def __init__(self, settings: CalDavSettings, stop: Callable[[], bool] = never) -> None:
        """Take settings, and whom to ask while a pull waits for a server whether to go on."""
        self.name = settings.name
        self.identity = settings.identity
        self.tasks: Literal["events", "todos"] = settings.tasks
        self.warnings = settings.warnings
        self._connections = Connections(settings=settings, stop=stop)
        self._place = Place()
        self._cursor = ""

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        if cursor and cursor == self._cursor and self._place.written and not twice:
            return self._read_back(known)
        place = read_cursor(cursor) if cursor else None
        fresh = place is None
        if place is not None:
            place.add(self._place.tracked)  # one was made since that cursor was given
            place.taken = self._place.taken
        if place is None and self._place.tracked and not cursor and not self._cursor:
            place = self._place  # just found or made
        if place is None:
            place = self._found()
        if twice:
            self._widen(place)
        self._place = place
        if not place.tracked:
            if known:
                raise self._gone()
            return Pull(changed=(), gone=frozenset(), cursor="", whole=True, total=0, absent=True)
        try:
            return self._pull(place, known, fresh=fresh)
        except _MissingError:
            if known or fresh:
                raise self._gone() from None
        return self.pull("", known, twice)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        from roadmap_sync.targets.caldav_pushing import Pushing

        if not self._place.tracked and not self._place.home:
            self._place = self._found()
        yield from Pushing(self._connections, self._place, stop).run(writes)

    def close(self) -> None:
        self._connections.close()

    def _found(self) -> Place:
        found = find(self._connections)
        tracked = tuple(Tracked(calendar=one) for one in found.calendars)
        return Place(tracked=tracked, home=found.home)

    def _widen(self, place: Place) -> None:
        """Let all of a place be listed, with the calendar for to-dos that a cursor may not know.

        A run that was broken off may have made it, and could not say so any more.
        """
        place.tracked = tuple(replace(one, token="") for one in place.tracked)
        named = self._connections.settings.calendar and place.home
        if named and place.for_kind("todo") is None:
            found = beside(self._connections, place.home)
            place.add(Tracked(calendar=one) for one in found)

    def _pull(self, place: Place, known: Mapping[str, str], *, fresh: bool) -> Pull:
        looks = [self._look(one, known, fresh=fresh) for one in place.tracked]
        changed: list[Stored] = []
        gone: set[str] = set()
        listed: set[str] = set()
        for tracked, look_ in zip(place.tracked, looks, strict=True):
            names = tracked.names(known)
            found, vanished = self._fetched(tracked, look_, names)
            changed += pulling.stored(tracked, found, names)
            listed |= set(look_.tags) - vanished
            missing = set(names) - set(look_.tags) if look_.whole else look_.gone
            gone |= {tracked.ref(name) for name in (missing | vanished) & set(names)}
        changed += self._hidden(place, place.taken - {one.uid for one in changed}, known)
        whole = all(one.whole for one in looks)
        if whole:
            # A ref of a calendar whose address changed is not gone while its name is listed,
            # but for the one of an item that is shown under its new address.
            elsewhere = {ref for ref in known if place.of(ref) is None}
            if (
                known
                and elsewhere == set(known)
                and not any(ref.rpartition("/")[2] in listed for ref in known)
            ):
                raise self._gone()
            fetched = {one.ref.rpartition("/")[2] for one in changed}
            gone |= {
                ref
                for ref in elsewhere
                if (name := ref.rpartition("/")[2]) not in listed or name in fetched
            }
        self._certain(place, looks, known, gone, fresh=fresh)
        after = tuple(
            with_token(one, look_.token) for one, look_ in zip(place.tracked, looks, strict=True)
        )
        self._place = replace(place, tracked=after, written=set(), exact={}, taken=set())
        self._cursor = cursor_of(self._place)
        return Pull(
            changed=tuple(changed), gone=frozenset(gone), cursor=self._cursor, whole=whole,
            total=sum(len(one.tags) for one in looks) if whole else None,
        )  # fmt: skip

    def _look(self, tracked: Tracked, known: Mapping[str, str], *, fresh: bool) -> Look:
        """Return what changed, or everything where the calendar cannot tell that."""
        if tracked.token and not fresh:
            found = pulling.changes(self._connections, tracked)
            if found is not None and not self._is_full(tracked, found, known):
                return found
        found = pulling.listing(self._connections, replace(tracked, token=""))
        if found is None:
            raise self._missing(tracked)
        return found

    @staticmethod
    def _is_full(tracked: Tracked, look_: Look, known: Mapping[str, str]) -> bool:
        """May this be a list of everything, sent by a server that forgot the token?

        Such a list does not tell what is gone. It holds items that did not change, although we
        did not write them ourselves after the token was given.
        """
        names = tracked.names(known)
        same = {name for name, tag in look_.tags.items() if tag and names.get(name) == tag}
        return bool(same - tracked.wrote) and not set(names) <= set(look_.tags) | look_.gone

    def _fetched(
        self, tracked: Tracked, look_: Look, names: Mapping[str, str]
    ) -> tuple[dict[str, tuple[str, bytes]], set[str]]:
        """Return ETag and bytes of what is new or changed; and what vanished meanwhile."""
        found: dict[str, tuple[str, bytes]] = {}
        wanted = []
        for name, tag in look_.tags.items():
            if tag and names.get(name) == tag:
                continue
            if name in look_.data:
                found[name] = (tag, look_.data[name])
            elif name in names or pulling.is_our_name(name):
                wanted.append(name)
        fetched, vanished = pulling.fetch(self._connections, tracked, wanted)
        fetched = {name: one for name, one in fetched.items() if names.get(name) != one[0]}
        return {**found, **fetched}, vanished

    def _hidden(
        self, place: Place, uids: Collection[str], known: Mapping[str, str]
    ) -> Iterator[Stored]:
        """Return items of ours whose names say nothing to us, and that the server told of.

        They come from a file that the student imported: many servers and programs store what
        is in it under names of their own.
        """
        for tracked in place.tracked if uids else ():
            names = {n for uid in uids for n in pulling.names_of(self._connections, tracked, uid)}
            names -= set(tracked.names(known))
            found, _ = pulling.fetch(self._connections, tracked, names)
            yield from pulling.stored(tracked, found, dict.fromkeys(names, ""))

    def _certain(
        self, place: Place, looks: Sequence[Look], known: Mapping[str, str], gone: set[str], *,
        fresh: bool,
    ) -> None:  # fmt: skip
        """Ask once more, in another way, before believing that nothing is left.

        Raises:
            UnreachableError: The two answers contradict each other.
        """
        empty = not any(one.tags for one in looks if one.whole) and any(one.whole for one in looks)
        if not ((known and gone >= set(known)) or (empty and not fresh)):
            return
        for tracked, look_ in zip(place.tracked, looks, strict=True):
            second = pulling.tags_of(self._connections, tracked)
            if second is None:
                raise _MissingError
            names = {ref.rpartition("/")[2] for ref in known}
            if set(second.tags) & (names - set(look_.tags) if look_.whole else look_.gone):
                raise UnreachableError(
                    f"{self.name}: the server lists your items and says that they are gone"
                )

    def _missing(self, tracked: Tracked) -> Exception:
        """Return what to raise where a calendar seems not to be there any more."""
        if look(self._connections, tracked.calendar.url) is None:
            return _MissingError()
        return UnreachableError(f"{self.name}: the server both has the calendar and does not")

    def _gone(self) -> DecisionError:
        name = self._connections.settings.calendar or "that we wrote to"
        return DecisionError(
            f"{self.name}: the calendar {name!r} is not there any more, or is another one; if it "
            "was renamed, give it its name back; if you want to start over with a new one, run: "
            f"roadmap-sync forget {self.name}"
        )

    def _read_back(self, known: Mapping[str, str]) -> Pull:
        """Return what became of our own writes; what others did is told by the next pull.

        That leaves out one request, because servers give what they stored only to multiget;
        the cursor stays where it was, so that nothing is lost.
        """
        place = self._place
        written = place.written or set()
        changed: list[Stored] = []
        gone: set[str] = set()
        after = []
        for tracked in place.tracked:
            names = tracked.names(known)
            mine = set(tracked.names(dict.fromkeys(written, "")))
            sure = {name: one for name in mine if (one := place.exact.get(tracked.ref(name)))}
            found, missing = pulling.fetch(self._connections, tracked, mine - set(sure))
            found |= sure
            found = {name: one for name, one in found.items() if names.get(name) != one[0]}
            changed += pulling.stored(tracked, found, names)
            gone |= {tracked.ref(name) for name in missing & set(names)}
            after.append(replace(tracked, wrote=tracked.wrote | mine))
        self._place = replace(place, tracked=tuple(after), written=set(), exact={})
        self._cursor = cursor_of(self._place)
        return Pull(changed=tuple(changed), gone=frozenset(gone), cursor=self._cursor, whole=False)


class _MissingError(Exception):
    """A calendar is not there."""
