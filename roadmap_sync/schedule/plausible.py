"""Days that cannot well be what the student means: most often the year is wrong.

Each rule holds for all of medical school as it is in the United States, whatever the school:

- a core rotation does not begin more than eight weeks before the day that the student gives for
  the clerkships, unless a leave lies between; and where no such day is given, not before the
  month in which school began comes round again;
- no rotation and no away begins after graduation;
- no away begins more than a year before the application, in September before the Match;
- interviews are from July before the Match to April after it;
- the exam of a rotation is on one of its days, or in the two months after.

Nothing is said of exams, courses, conferences and leaves as such: they may be at any time.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.items import Window
from roadmap_sync.problems import Problem, Severity
from roadmap_sync.schedule.blocks import GRADUATION, last_day
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.found import Found
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.student import BlockEntry, Student, last_year

_CLERKSHIPS = "clerkships"
#: A course that prepares for the wards may come first.
_BEFORE = timedelta(weeks=8)
_AFTER = timedelta(days=61)
_YEAR = "is the year right?"


def unlikely(student: Student, dates: NamedDates, days: DaysOff) -> Iterator[Problem]:
    """Yield a warning for each entry of the student's lists that breaks a rule.

    Days outside the student's years are not judged: the reader has done so.

    Args:
        student: Whose lists they are.
        dates: When their clerkships begin, and when they graduate.
        days: Says where blocks end.
    """
    rules = _Rules(student, dates)
    years = Window(student.start, last_year(student.match_year))
    for name, entries in student.lists.items():
        for entry in entries:
            if entry.start in years:
                yield from rules.of_start(name, entry)
            if entry.exam is not None and entry.exam in years:
                yield from _of_exam(entry, entry.exam, days)


class _Rules(Struct, frozen=True):
    """What one student's dates say of the first day of an entry."""

    student: Student
    dates: NamedDates

    def of_start(self, name: str, entry: BlockEntry) -> Iterator[Problem]:
        """Yield at most one warning: all rules are about the same day."""
        match_year = self.student.match_year
        graduation = self.dates.bound(GRADUATION, end=True)
        begins = f"'{entry.name}' begins on {entry.start}"
        hint = _YEAR
        if not self.student.match_year_stated:
            hint = f"{_YEAR} If it is, say when your Match is: 'match_year:'"
        if name in {"rotations", "aways"} and graduation and entry.start > graduation:
            yield _warning(entry, f"{begins}, after your graduation on {graduation}", hint)
        elif name == "rotations" and entry.kind == "core":
            yield from self._before_clerkships(entry, begins)
        elif name == "aways" and entry.start < date(match_year - 2, 9, 1):
            yield _warning(entry, f"{begins}, more than a year before your application in "
                           f"September {match_year - 1}", hint)  # fmt: skip
        elif name == "interviews" and not (
            date(match_year - 1, 7, 1) <= entry.start <= date(match_year, 4, 30)
        ):
            yield _warning(entry, f"'{entry.name}' is on {entry.start}, outside the interview "
                           f"season of your Match in {match_year}", hint)  # fmt: skip

    def _before_clerkships(self, entry: BlockEntry, begins: str) -> Iterator[Problem]:
        found = self.dates.find(_CLERKSHIPS)
        if not isinstance(found, Found):
            return
        start = self.student.start
        if _CLERKSHIPS not in self.student.dates:
            if entry.start < start.replace(year=start.year + 1, day=1):
                hint = f"{_YEAR} If it is, give the date 'clerkships'"
                yield _warning(entry, f"{begins}, in your first year", hint)
            return
        leaves = self.student.lists.get("leaves", ())
        between = any(entry.start <= leave.start <= found.first for leave in leaves)
        if entry.start < found.first - _BEFORE and not between:
            yield _warning(entry, f"{begins}, long before your clerkships, on {found.first}")


def _of_exam(entry: BlockEntry, exam: date, days: DaysOff) -> Iterator[Problem]:
    last = last_day(entry, days)
    if entry.start <= exam <= last + _AFTER:
        return
    side = f"before it begins, on {entry.start}"
    if exam > last:
        side = f"long after it ends, on {last}"
    message = f"the exam of '{entry.name}' is on {exam}, {side}"
    yield _warning(entry, message, key="exam")


def _warning(entry: BlockEntry, message: str, hint: str = _YEAR, key: str = "start") -> Problem:
    mark = entry.marks.get(key, entry.mark)
    return Problem("unlikely-date", message, mark, hint, Severity.WARNING)
