"""What a calendar should show of each item: the plan's words, with what the student did."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.content import Content, digest, texts, when_text
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item
from roadmap_sync.sync.memory import State
from roadmap_sync.sync.notes import END_OF_OURS


class Wanted(Struct, frozen=True, kw_only=True):
    """One item as one target should show it.

    Attributes:
        uid: The item's uid.
        item: ``plan/step@block``, for people.
        content: What to show; ``notes`` is our part of the description.
        said: `digest` of each field as the plan alone says it, whatever the student did.
        shown: `digest` of each field of ``content``.
        plan_when: Start and end as the plan says them.
        skipped: The student does not want it.
        both_moved: Did the plan move it after the student had?
    """

    uid: str
    item: str
    content: Content
    said: Mapping[str, str]
    shown: Mapping[str, str]
    plan_when: tuple[date, date]
    skipped: bool = False
    both_moved: bool = False

    @property
    def official(self) -> str:
        """The plan's own date, as `when_text`."""
        return when_text(*self.plan_when)


class Wants(Mapping[str, Wanted]):
    """What should be shown, by uid; each is worked out when somebody asks for it."""

    def __init__(
        self, items: Iterable[Item], states: Mapping[str, State], *, todos: bool
    ) -> None:  # fmt: skip
        """Take what is needed.

        Args:
            items: What the plan says.
            states: What the student did, by uid.
            todos: Are items of type task to-dos on this target?
        """
        self._items = {item.uid: item for item in items}
        self._states = dict(states)
        self._todos = todos
        self._known: dict[str, Wanted] = {}

    def __getitem__(self, uid: str) -> Wanted:
        if uid not in self._known:
            item = self._items[uid]
            todo = self._todos and item.type == "task"
            self._known[uid] = _wanted(item, self._states.get(uid, State()), todo=todo)
        return self._known[uid]

    def __contains__(self, uid: object) -> bool:
        return uid in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _wanted(item: Item, state: State, *, todo: bool) -> Wanted:
    plain = content_of(item, todo=todo, end_of_notes=END_OF_OURS)
    said = {field: digest(text) for field, text in texts(plain).items()}
    plan_when = plain.start, plain.end
    shown = replace(plain, done=True) if state.done else plain
    if state.moved is not None:
        start, end = moved_onto(plain, state.moved)
        shown = replace(shown, start=start, end=end)
    same = shown is plain or shown == plain
    both = state.moved is not None and state.against not in ("", *_ways_to_say_when(item))
    return Wanted(
        uid=item.uid,
        item=f"{item.plan}/{item.name}",
        content=shown,
        said=said,
        shown=said if same else {name: digest(text) for name, text in texts(shown).items()},
        plan_when=plan_when,
        skipped=state.skipped,
        both_moved=both,
    )


def _ways_to_say_when(item: Item) -> tuple[str, ...]:
    """Return `digest` of the plan's date as an event and as a to-do says it.

    The student may have moved the item on a calendar of the other kind than this one.
    """
    both = (content_of(item, todo=todo) for todo in (False, True))
    return tuple(digest(when_text(one.start, one.end)) for one in both)


def moved_onto(plain: Content, moved: tuple[date, date]) -> tuple[date, date]:
    """Return where a moved item stands on a target that shows it in its own way.

    A to-do has one moment, its start. An event that was moved as a to-do keeps its length.
    """
    start, end = moved
    if plain.component == "todo":
        return start, start
    same_kind = isinstance(start, datetime) == isinstance(plain.start, datetime)
    if end <= start and same_kind:
        return start, start + (plain.end - plain.start)
    return start, end
