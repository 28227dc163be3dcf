"""A calendar in Google Calendar, and a list in Google Tasks if the student wants one."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from roadmap_sync.errors import DecisionError
from roadmap_sync.formats import google as form
from roadmap_sync.formats import google_tasks as task_form
from roadmap_sync.targets import google_event_list as events
from roadmap_sync.targets import google_place as places
from roadmap_sync.targets import google_tasks as tasks
from roadmap_sync.targets.base import Outcome, Pull, Stored, Write
from roadmap_sync.targets.google_calls import Calls
from roadmap_sync.targets.google_place import Place, read_cursor
from roadmap_sync.targets.google_pushing import Pushing
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.patience import never


class GoogleTarget:
    """A calendar that we made in Google Calendar, and the task list that the settings name.

    Refs are ``e:`` and the uid, or ``t:``, the list, the task and the uid. Cursors are JSON with
    the ids of both and how far they are known.
    """

    kind = "google"

    def __init__(self, settings: GoogleSettings, stop: Callable[[], bool] = never) -> None:
        """Take settings; nobody is asked and nothing is read before the first pull or push.

        ``stop`` is asked while it waits for another try of a pull.
        """
        self._stop = stop
        self.name = settings.name
        self.identity = settings.identity
        self.tasks: Literal["events", "todos"] = settings.tasks
        self._settings = settings
        self._opened: Calls | None = None
        self._place: Place | None = None
        self._cursor = ""
        self._all_tasks: tasks.Look | None = None
        self._pushed: Pushing | None = None
        self._list_all = False

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        pushed, self._pushed = self._pushed, None
        sure = pushed is not None and pushed.certain and not twice
        if pushed is not None and sure and cursor and cursor == self._cursor:
            return self._read_back(pushed, known)
        place = self._at(cursor, known)
        if twice:
            place = tasks.with_list_of(self._calls, place.unread, twice)
        if self._list_all:
            place, self._list_all = place.unread, False
        found = self._events(place, known)
        if found is None:
            if any(ref.startswith("e:") for ref in known):
                raise self._gone(f"the calendar '{self._settings.calendar}'")
            if not cursor:
                raise self._locked()
            self._place = None  # one that was never filled: as if there were none
            return self.pull("", known, twice)
        seen = self._look_at_tasks(place, known, always=bool(twice))
        after = replace(place, token=found.token)
        after = after if seen is None else seen.after(after)
        self._place, self._cursor = after, after.cursor
        return self._pull(found, seen, known)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        if not writes:
            return
        if self._place is None and not stop():
            self._place = self._found({})
        pushing = Pushing(self._calls, self._place or Place(), self._all_tasks)
        self._calls.stop = stop
        try:
            yield from pushing.run(writes, stop)
        finally:
            self._calls.stop = self._stop
            self._all_tasks = None
            self._list_all = self._list_all or not pushing.certain
            if self._place is not None:
                self._place = pushing.place
            self._pushed = pushing

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def _calls(self) -> Calls:
        """Google, signed in to.

        Raises:
            SignInError: Nobody signed in.
            SettingsError: A file of the settings cannot be used.
        """
        if self._opened is None:
            self._opened = Calls(self._settings, self._stop)
        return self._opened

    def _at(self, cursor: str, known: Mapping[str, str]) -> Place:
        """Return where to look, with what the cursor knows of it."""
        place = read_cursor(cursor)
        if place is None and self._place is not None:
            return self._place.unread if not cursor else self._place
        if place is None:
            return self._found(known)
        title = self._settings.tasklist
        if place.tasklist and title not in {"", place.title}:
            raise DecisionError(
                f"{self.name}: your tasks are in the list '{place.title}'; write 'tasks: "
                f"{place.title}', and rename that list in Google Tasks if you want another name"
            )
        made = self._place or Place()  # perhaps since that cursor was written
        if not place.calendar:
            calendar = made.calendar or places.find_calendar(self._calls)
            place = replace(place, calendar=calendar)
        if title and not place.tasklist:
            tasklist = made.tasklist or places.find_tasklist(self._calls)
            place = replace(place, tasklist=tasklist, title=title if tasklist else "")
        return place

    def _found(self, known: Mapping[str, str]) -> Place:
        calendar = places.find_calendar(self._calls)
        title = self._settings.tasklist
        tasklist = places.find_tasklist(self._calls) if title else ""
        if not calendar and any(ref.startswith("e:") for ref in known):
            raise self._gone(f"the calendar '{self._settings.calendar}'")
        return Place(calendar=calendar, tasklist=tasklist, title=title if tasklist else "")

    def _events(self, place: Place, known: Mapping[str, str]) -> events.Look | None:
        """Return what the calendar tells; an empty look as long as there is none."""
        if not place.calendar:
            return events.Look(whole=True)
        found = events.look(self._calls, place.calendar, place.token)
        if found is None or not found.whole:
            return found
        found.gone |= {
            events.id_of(ref) for ref in known if ref.startswith("e:")
        } - found.live.keys()  # fmt: skip
        return found

    def _look_at_tasks(
        self, place: Place, known: Mapping[str, str], *, always: bool
    ) -> tasks.Look | None:
        """Return what the list tells; None if there is no need to look."""
        held = {ref for ref in known if ref.startswith("t:")}
        if not place.tasklist or not (self._settings.tasklist or held or always):
            if held:
                raise self._gone(f"the task list '{self._settings.tasklist}'")
            return None
        seen = tasks.look(self._calls, place)
        if seen is None and not (self._settings.tasklist or held):
            return None
        if seen is None:
            raise self._gone(f"the task list '{place.title}'")
        if any(tasks.parts_of(ref)[0] != place.tasklist for ref in held):
            raise self._gone("the task list that we wrote to")
        self._all_tasks = seen if seen.whole else None
        return seen

    def _pull(
        self, found: events.Look, seen: tasks.Look | None, known: Mapping[str, str]
    ) -> Pull:  # fmt: skip
        gone = {ref for ref in known if ref.startswith("e:") and events.id_of(ref) in found.gone}
        mine, lost = ([], set()) if seen is None else self._tasks_of(seen, known)
        gone |= lost
        changed: dict[str, Stored] = {}
        for name, event in found.live.items():
            if form.is_ours(event) or events.ref_of(name) in known:
                changed[events.ref_of(name)] = events.stored(event)
        for one in mine:
            # An item is there twice if a run was stopped between making the one and deleting the
            # other. If we know neither, the event stands.
            event_ref = events.ref_of(one.uid)
            if {one.ref, event_ref} & known.keys() or event_ref not in changed:
                changed[one.ref] = one
        news = [one for one in changed.values() if known.get(one.ref) != one.tag]
        whole = found.whole and (seen is None or seen.whole)
        total = len(found.live) + (0 if seen is None else len(seen.live))
        return Pull(
            changed=tuple(news), gone=frozenset(gone), cursor=self._cursor, whole=whole,
            total=total if whole else None,
            absent=self._place is None or not self._place.calendar,
        )  # fmt: skip

    def _tasks_of(
        self, seen: tasks.Look, known: Mapping[str, str]
    ) -> tuple[list[Stored], set[str]]:
        """Return our tasks, and which of those that we know are gone."""
        assert self._place is not None
        tasklist = self._place.tasklist
        names = {tasks.parts_of(ref)[1]: ref for ref in known if ref.startswith("t:")}
        owners = {tasks.parts_of(ref)[2] for ref in names.values()}
        mine = []
        for name, task in seen.live.items():
            line = task_form.tagged(task)
            if name in names:
                mine.append(tasks.stored(tasklist, tasks.parts_of(names[name])[2], task))
            elif line is not None and line.uid not in owners:
                mine.append(tasks.stored(tasklist, line.uid, task))
        lost = seen.gone | ((set(names) - seen.live.keys()) if seen.whole else set())
        return mine, {names[name] for name in lost if name in names}

    def _read_back(self, pushed: Pushing, known: Mapping[str, str]) -> Pull:
        """Return what became of our own writes, as Google answered them.

        That leaves out a request; what others did meanwhile is told by the next pull, because
        the cursor stays where it was.
        """
        assert self._place is not None
        self._cursor = self._place.cursor
        news = [one for one in pushed.stored.values() if known.get(one.ref) != one.tag]
        return Pull(changed=tuple(news), gone=frozenset(), cursor=self._cursor, whole=False)

    def _locked(self) -> DecisionError:
        return DecisionError(
            f"{self.name}: the calendar '{self._settings.calendar}' was made with another OAuth "
            "client, and Google opens it to that one only; sign in with that client again, or "
            "delete the calendar in Google Calendar"
        )

    def _gone(self, what: str) -> DecisionError:
        return DecisionError(
            f"{self.name}: {what} is not there any more, or you are signed in to another account; "
            f"if you want to start over with a new one, run: roadmap-sync forget {self.name}"
        )
