"""The agenda as values: weeks, what is overdue, and checkpoints with what they wait for."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from roadmap_sync.cli.tally import Lived
from roadmap_sync.items import Item
from roadmap_sync.sync.doing import Where

_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
#: How many checkpoints ahead are of interest.
_AHEAD = 3


class Entry(Struct, frozen=True):
    """One item on one day.

    Attributes:
        day: The student's own, or the plan's.
        hour: When it begins, ``17:30``; empty for whole days.
        moved: Is that the student's own?
    """

    item: Item
    day: date
    hour: str
    where: Where
    moved: bool

    @property
    def until(self) -> date:
        """The last day of its window."""
        return self.item.window.until_day


class Week(Struct, frozen=True):
    """One week, Monday to Sunday.

    Attributes:
        first: Its Monday.
        entries: In the order of days, without what was skipped.
    """

    first: date
    entries: tuple[Entry, ...]

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + _WEEK - _DAY


class Ahead(Struct, frozen=True):
    """A checkpoint that is not reached yet.

    Attributes:
        missing: What is still to be done before it: steps of the same part of the roadmap, up
            to its day and after the checkpoint before it, in the order of days.
    """

    entry: Entry
    missing: tuple[Entry, ...]


class Agenda(Struct, frozen=True):
    """What is on in some weeks.

    Attributes:
        overdue: What should have been done before today, oldest first; not what took place
            without the student's doing, such as a conference. It stands in no week as well,
            except in the view of a single one.
        in_time: Likewise what should have been done before today and is not late yet: its
            window is still open.
        checkpoints: The next ones; none in the view of a single week.
    """

    today: date
    overdue: tuple[Entry, ...]
    in_time: tuple[Entry, ...]
    weeks: tuple[Week, ...]
    checkpoints: tuple[Ahead, ...]


def agenda_of(lived: Lived, count: int) -> Agenda:
    """Return this week and those after it.

    Args:
        lived: What there is.
        count: How many weeks, with this one.
    """
    entries = _entries(lived)
    behind = [one for one in entries if _is_behind(one)]
    others = [one for one in entries if not _is_behind(one)]
    first = monday(lived.today)
    return Agenda(
        today=lived.today,
        overdue=tuple(one for one in behind if one.until < lived.today),
        in_time=tuple(one for one in behind if one.until >= lived.today),
        weeks=tuple(_week(others, first + number * _WEEK) for number in range(count)),
        checkpoints=tuple(one for one in waiting(lived) if one.entry.where is Where.OPEN)[:_AHEAD],
    )


def waiting(lived: Lived) -> tuple[Ahead, ...]:
    """Return the checkpoints that are not reached, over or not, in the order of days."""
    return tuple(sorted(_ahead(_entries(lived)), key=lambda one: one.entry.day))


def week_of(lived: Lived, day: date) -> Agenda:
    """Return the week of one day, and nothing else."""
    return Agenda(lived.today, (), (), (_week(_entries(lived), monday(day)),), ())


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * _DAY


def _entries(lived: Lived) -> list[Entry]:
    """Return everything but what was skipped, in the order of days and hours."""
    entries = [
        Entry(item, lived.day(item), lived.hour(item), lived.where(item), lived.is_moved(item))
        for item in lived.items
        if lived.where(item) is not Where.SKIPPED
    ]
    return sorted(entries, key=lambda one: (one.day, one.hour))


def _week(entries: Sequence[Entry], first: date) -> Week:
    return Week(first, tuple(one for one in entries if first <= one.day < first + _WEEK))


def _is_behind(entry: Entry) -> bool:
    return entry.where is Where.OVER and _is_owed(entry)


def _is_owed(entry: Entry) -> bool:
    """Does it wait for the student? A meeting that is still to be arranged does."""
    item = entry.item
    return item.type == "task" or (item.kind == "meeting" and item.all_day)


def _ahead(entries: Sequence[Entry]) -> Iterator[Ahead]:
    """Yield the checkpoints that are not reached, one part of the roadmap after the other."""
    checks = [one for one in entries if one.item.kind == "checkpoint"]
    for part in dict.fromkeys(_part(one) for one in checks):
        own = [one for one in checks if _part(one) == part]
        steps = [one for one in entries if _part(one) == part and one.item.kind != "checkpoint"]
        for before, check in pairwise((None, *own)):
            assert check is not None
            if check.where is Where.DONE:
                continue
            missing = [
                one
                for one in steps
                if one.day <= check.day
                and (before is None or one.day > before.day)
                and one.where is not Where.DONE
                and _is_owed(one)
            ]
            yield Ahead(check, tuple(missing))


def _part(entry: Entry) -> str:
    """Return which part of the roadmap it belongs to: the year, else the phase."""
    return entry.item.stage or entry.item.phase
