"""The network over time, against the roadmap's targets. Pure: the days are handed in.

The numbers are those of the source document, rows R0.1, R0.2 and R0.3 of "MS1-MS4 Networking
Roadmap: Who to Meet Each Year and How".
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from roadmap_sync.people.person import Person

#: When the curves of R0.2 have a target.
MILESTONES = ("start of MS1", "end of MS1", "end of MS2", "end of MS3", "end of MS4")

#: Where effort goes (R0.3), and how much of it year by year, in percent.
EFFORT = ("exploring and introductions", "mentorship and projects", "letters and career")
SHARES = (
    ("MS1", (60, 30, 10)),
    ("MS2", (40, 40, 20)),
    ("MS3", (20, 50, 30)),
    ("MS4", (10, 30, 60)),
)
_DAY = timedelta(days=1)

_Counts = Callable[[Person], bool]
#: The student's days of `MILESTONES`; None for one that they do not have.
Days = tuple[date | None, ...]


class Curve(Struct, frozen=True):
    """One kind of people over time (R0.2).

    Attributes:
        title: In the plural.
        counts: Does somebody belong to it?
        targets: For each of `MILESTONES`.
    """

    title: str
    counts: _Counts
    targets: tuple[int, ...]


class Group(Struct, frozen=True):
    """People to know by February of MS4 (R0.1), at least ``low`` and about ``high``."""

    title: str
    counts: _Counts
    low: int
    high: int


def _of(*roles: str) -> _Counts:
    return lambda person: person.role in roles


def _is_external(person: Person) -> bool:
    """Is somebody a connection to a program elsewhere, or at one?"""
    return bool(person.programs) or person.role == "program"


CURVES = (
    Curve("faculty mentors", _of("mentor"), (0, 1, 2, 3, 4)),
    Curve("residents and fellows", _of("resident", "fellow"), (0, 4, 8, 12, 15)),
    Curve("contacts at other programs", _is_external, (0, 1, 2, 5, 8)),
)
GROUPS = (
    Group("attendings as mentors", _of("mentor"), 3, 5),
    Group("residents and fellows", _of("resident", "fellow"), 8, 12),
    Group("faculty researchers", _of("researcher"), 2, 3),
    Group("deans and advisors", _of("dean", "advisor"), 1, 2),
    Group("peers at other schools", _of("peer"), 10, 15),
)


class Point(Struct, frozen=True):
    """A curve on one day.

    Attributes:
        label: Of `MILESTONES`, or ``today``.
        target: None for today.
        have: How many people were known; None on a day to come.
    """

    label: str
    day: date
    target: int | None
    have: int | None


def points(curve: Curve, people: tuple[Person, ...], days: Days, today: date) -> tuple[Point, ...]:
    """Return a curve at each milestone the student has, and today, in the order of days.

    Somebody counts from the first day that is known of them; somebody of whom no day is known
    counts today, and not before.

    Args:
        curve: Which people.
        people: All of them.
        days: Of `MILESTONES`; None for one the student does not have.
        today: The day it is.
    """
    mine = [person for person in people if curve.counts(person)]
    found = [
        Point(label, day, target, _known(mine, day) if day < today else None)
        for label, day, target in zip(MILESTONES, days, curve.targets, strict=True)
        if day is not None
    ]
    now = Point("today", today, None, len(mine))
    return tuple(sorted([*found, now], key=lambda point: point.day))


def steps(curve: Curve, people: tuple[Person, ...]) -> tuple[tuple[date, int], ...]:
    """Return the days on which a curve rose, and how many people it held from then on.

    It depends on no day but those of the log; of whom no day is known is not in it.
    """
    known = [person.known_since for person in people if curve.counts(person)]
    days = sorted(day for day in known if day is not None)
    return tuple({day: number for number, day in enumerate(days, start=1)}.items())


class Year(Struct, frozen=True):
    """One year's share of effort (R0.3).

    Attributes:
        title: ``MS1`` …
        shares: In percent, one for each of `EFFORT`.
        first: Its first day; None if the student's dates do not say.
        last: Its last day, inclusive; None likewise.
    """

    title: str
    shares: tuple[int, ...]
    first: date | None = None
    last: date | None = None

    def __contains__(self, day: object) -> bool:
        if self.first is None or self.last is None or not isinstance(day, date):
            return False
        return self.first <= day <= self.last


def years(days: Days) -> tuple[Year, ...]:
    """Return the years with their days: each from the milestone before it to its own."""
    found = []
    for number, ((title, shares), (before, last)) in enumerate(
        zip(SHARES, pairwise(days), strict=True)
    ):
        if before is None or last is None:
            found.append(Year(title, shares))
        else:
            # The first milestone is the first day itself, the others are last days of years.
            found.append(Year(title, shares, before + _DAY * bool(number), last))
    return tuple(found)


def count(group: Group, people: tuple[Person, ...]) -> int:
    """Return how many people belong to a group."""
    return sum(group.counts(person) for person in people)


def undated(people: tuple[Person, ...]) -> int:
    """Return of how many people no day is known."""
    return sum(person.known_since is None for person in people)


def _known(people: list[Person], day: date) -> int:
    return sum(person.known_since is not None and person.known_since <= day for person in people)
