"""The student's rotations, aways, interviews …: one copy of a block's steps for each."""

from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.items import Window
from roadmap_sync.plan.model import Block
from roadmap_sync.schedule.dates import DAY, is_weekday, monday
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.found import Missing
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.student import BlockEntry, Student

#: One goes there on the day it is, working or not: a conference may begin on a Saturday.
_EVERY_DAY = ("conferences", "interviews", "exams")
#: The named date after which nobody is a student; a plan need not have it.
GRADUATION = "graduation"


class BlockCopy(Struct, frozen=True):
    """One entry of the student's list, with the days it has.

    Attributes:
        entry: As in the student file.
        frame: Its days; only service days count.
        number: Counted from 1 in the order of starts.
        weeks: Weeks that hold a service day, but no more than the nominal ones where only those
            are given: what a plan can ask for in them depends on the days there are.
    """

    entry: BlockEntry
    frame: Frame
    number: int
    weeks: float

    @property
    def lost_weeks(self) -> float:
        """How many of its nominal weeks hold no service day."""
        nominal = self.entry.weeks
        return 0.0 if nominal is None or self.entry.until is not None else nominal - self.weeks


def copies(
    block: Block, student: Student, dates: NamedDates, days: DaysOff
) -> tuple[BlockCopy, ...]:
    """Return a copy for each entry of the student's list, in the order of their starts.

    A student file without the list gets the block's sample, if it has one.
    """
    entries = student.lists.get(block.entries)
    if entries is None:
        entries = _sample(block, dates)
    ordered = sorted(entries, key=lambda entry: (entry.start, entry.id))
    if block.entries == "leaves":
        graduation = dates.bound(GRADUATION, end=True)
        return tuple(_leave(entry, number, graduation) for number, entry in enumerate(ordered, 1))
    return tuple(
        _copy(entry, number, days, block.entries) for number, entry in enumerate(ordered, start=1)
    )


def last_day(entry: BlockEntry, days: DaysOff) -> date:
    """Return the last day of an entry, inclusive.

    An explicit end wins. ``weeks: n`` ends the day before start + 7n days, counted from the
    Monday of its first week when only days off lie between (a Tuesday after Labor Day). Half a
    week is three days: 4.5 weeks from a Monday end on a Wednesday.
    """
    if entry.until is not None:
        return max(entry.until, entry.start)
    if entry.weeks is None:
        return entry.start
    first = counted_from(entry, days)
    return max(first + timedelta(days=int(7 * entry.weeks)) - DAY, entry.start)


def counted_from(entry: BlockEntry, days: DaysOff) -> date:
    """Return the day that the weeks of an entry are counted from."""
    first = monday(entry.start)
    before = [first + timedelta(days=index) for index in range((entry.start - first).days)]
    return entry.start if any(days.is_working(day) for day in before) else first


def _copy(entry: BlockEntry, number: int, days: DaysOff, entries: str) -> BlockCopy:
    own = Window(entry.start, last_day(entry, days))

    def is_service(day: date) -> bool:
        if entries in _EVERY_DAY and day in own:
            return True
        if day == entry.exam or not days.is_service(day):
            return False
        return not any(day in window for window in (*entry.study, *entry.days_off))

    frame = Frame(own.from_day, own.until_day, is_service, is_block=True, name=entry.name)
    weeks = float(len(frame.weeks))
    if entry.weeks is not None and entry.until is None:
        weeks = min(weeks, entry.weeks)
    return BlockCopy(entry, frame, number, weeks)


def _leave(entry: BlockEntry, number: int, graduation: date | None) -> BlockCopy:
    """Return a leave: it has no service, so what stands in it falls on any Monday to Friday.

    Nobody is on leave after graduation.
    """
    last = max(entry.until or entry.start, entry.start)
    if graduation is not None:
        last = max(min(last, graduation), entry.start)
    frame = Frame(entry.start, last, is_weekday, is_block=True, name=entry.name)
    return BlockCopy(entry, frame, number, float(len(frame.weeks)))


def _sample(block: Block, dates: NamedDates) -> tuple[BlockEntry, ...]:
    if block.sample is None:
        return ()
    start = dates.window(block.sample.start)
    if isinstance(start, Missing):
        return ()
    entry = BlockEntry(
        id=f"sample-{block.id}",
        name=block.sample.name,
        start=start.first,
        until=None,
        weeks=block.sample.weeks,
        interest="yes",
        sample=True,
    )
    return (entry,)
