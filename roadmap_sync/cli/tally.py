"""How far the student is: every item stands in one place, and is counted once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.doing import Where, day_of, hour_of, where
from roadmap_sync.sync.memory import State

_NOTHING = State()
#: What plans call the steps with which a letter is asked for, and with which a yes is sealed.
_ASKED, _CONFIRMED = "letter-asked", "letter-confirmed"


class Lived(Struct, frozen=True):
    """A roadmap with what the student did, on one day.

    Attributes:
        items: What the plan says.
        states: What the student did, by uid.
        today: The day it is where the student lives.
        zone: Where the student lives now.
    """

    items: Sequence[Item]
    states: Mapping[str, State]
    today: date
    zone: ZoneInfo

    def where(self, item: Item) -> Where:
        """Return where an item stands."""
        return where(item, self._state(item), self.today, self.zone)

    def day(self, item: Item) -> date:
        """Return the day on which an item stands, the student's own if there is one."""
        return day_of(item, self._state(item), self.zone)

    def hour(self, item: Item) -> str:
        """Return when on that day it begins, ``17:30``; empty for whole days."""
        return hour_of(item, self._state(item), self.zone)

    def is_moved(self, item: Item) -> bool:
        """Did the student move it?"""
        return self._state(item).moved is not None

    def as_it_stands(self) -> tuple[Item, ...]:
        """Return the items on the days on which they stand, in that order."""
        found = (self._moved(item) for item in self.items)
        return tuple(sorted(found, key=lambda item: (item.date, item.uid)))

    def _moved(self, item: Item) -> Item:
        moved = self._state(item).moved
        if moved is None:
            return item
        return replace(item, date=self.day(item), start=moved[0], end=moved[1])

    def _state(self, item: Item) -> State:
        return self.states.get(item.uid, _NOTHING)


class Phase(Struct, frozen=True):
    """How far the student is in one phase; each item counts once.

    Attributes:
        id: Of the phase or block template.
        stage: ``ms1`` …, or empty for one of the whole time.
        over: Its day is over, and it is not ticked off.
        skipped: The student deleted or skipped it.
    """

    id: str
    title: str
    stage: str
    done: int
    open: int
    over: int
    skipped: int

    @property
    def every(self) -> int:
        """How many items there are."""
        return self.done + self.open + self.over + self.skipped


def phases_of(lived: Lived) -> tuple[Phase, ...]:
    """Count items phase by phase, in the order of their first days."""
    members: dict[str, list[Item]] = {}
    for item in lived.items:
        members.setdefault(item.phase, []).append(item)
    return tuple(_phase(items, lived) for items in members.values())


def _phase(items: Sequence[Item], lived: Lived) -> Phase:
    first = items[0]
    counts = counted(items, lived)
    title = first.phase_title or first.phase
    return Phase(first.phase, title, first.stage, **{str(one): counts[one] for one in Where})


def counted(items: Iterable[Item], lived: Lived) -> dict[Where, int]:
    """Return how many items stand where."""
    found = [lived.where(item) for item in items]
    return {one: found.count(one) for one in Where}


class Letters(NamedTuple):
    """How the letters stand: how many were asked for, confirmed, and are still to be asked for."""

    asked: int
    confirmed: int
    to_ask: int

    @property
    def none(self) -> bool:
        """Does the roadmap know of none?"""
        return not self.asked + self.to_ask


def letters_of(lived: Lived) -> Letters:
    """Count the letters of which a step says that they were asked for, or promised."""
    asked = counted((one for one in lived.items if _ASKED in one.tags), lived)
    confirmed = counted((one for one in lived.items if _CONFIRMED in one.tags), lived)
    return Letters(asked[Where.DONE], confirmed[Where.DONE], asked[Where.OPEN] + asked[Where.OVER])
