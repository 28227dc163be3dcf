"""What a student should know of their blocks: where weeks end, and a leave that never does."""

from collections.abc import Iterable, Iterator
from datetime import date

from roadmap_sync.problems import Problem, Severity
from roadmap_sync.schedule.blocks import GRADUATION, BlockCopy, counted_from, last_day
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.student import BlockEntry, Student

_TUESDAY, _WEDNESDAY, _FRIDAY = 1, 2, 4


def block_notes(student: Student, dates: NamedDates, days: DaysOff) -> Iterator[Problem]:
    """Yield what may surprise, at the entry's name in the student file."""
    for name, entries in student.lists.items():
        if name == "leaves":
            yield from _past_graduation(entries, dates.bound(GRADUATION, end=True))
        else:
            yield from (_end(entry, days) for entry in entries if _may_surprise(entry, days))


def _past_graduation(entries: Iterable[BlockEntry], graduation: date | None) -> Iterator[Problem]:
    for entry in entries:
        if graduation is not None and (entry.until or entry.start) > graduation:
            message = f"'{entry.name}' goes on after your graduation on {graduation}"
            hint = "does your Match move? Then say so: 'match_year:'"
            yield Problem("late-leave", message, entry.mark, hint, Severity.WARNING)


def _may_surprise(entry: BlockEntry, days: DaysOff) -> bool:
    """Do the weeks end where nobody looks: before a Friday, or counted from an earlier day?

    Half a week from a Monday ends on a Wednesday, as everybody knows; a Tuesday after a holiday
    is part of a whole week, likewise.
    """
    if entry.weeks is None or entry.until is not None:
        return False
    first, last = counted_from(entry, days), last_day(entry, days)
    if first != entry.start and entry.start.weekday() > _TUESDAY:
        return True
    usual = _WEDNESDAY if entry.weeks % 1 and not first.weekday() else _FRIDAY
    return last.weekday() < usual


def _end(entry: BlockEntry, days: DaysOff) -> Problem:
    first, last = counted_from(entry, days), last_day(entry, days)
    why = "" if first == entry.start else (
        f", counted from {first:%a} {first} because only days off come before its start"
    )  # fmt: skip
    message = f"the {entry.weeks:g} weeks of '{entry.name}' end on {last:%a} {last}{why}"
    hint = "does your school say another day? Then write 'until:' instead of 'weeks:'"
    return Problem("weeks-end", message, entry.mark, hint, Severity.NOTE)


def short_blocks(copies: Iterable[BlockCopy]) -> Iterator[Problem]:
    """Yield which blocks get the steps of a shorter one, at the entry in the student file."""
    for copy in copies:
        if copy.lost_weeks >= 1 and copy.entry.mark is not None:
            message = (
                f"{copy.entry.name}: days of service in only {copy.weeks:g} of its "
                f"{copy.entry.weeks:g} weeks, so it gets the steps of a block of that length"
            )
            yield Problem("short-block", message, copy.entry.mark, "", Severity.NOTE)
