"""What the page says of the student's own way: numbers, days and programs; nobody's name.

Plain values, handed in by who knows the ledger and the network log. None of them depends on the
day the page is made: what is over is found by the page's own script on the day it is opened.
"""

from datetime import date

from msgspec import Struct


class Part(Struct, frozen=True):
    """How far the student is in one phase; each of its items counts once."""

    stage: str
    title: str
    done: int
    skipped: int
    every: int


class Check(Struct, frozen=True):
    """A checkpoint.

    Attributes:
        uid: Of its item.
        day: The student's own, or the plan's.
        missing: Of items that are still to be done before it; none once it is reached.
    """

    uid: str
    day: date
    done: bool
    missing: tuple[str, ...] = ()


class Letters(Struct, frozen=True):
    """How many letters were asked for, confirmed, and are still to be asked for."""

    asked: int
    confirmed: int
    to_ask: int


class Goal(Struct, frozen=True):
    """How many people to know by a day.

    Attributes:
        label: ``end of MS1``.
    """

    label: str
    day: date
    number: int


class Curve(Struct, frozen=True):
    """One kind of people over time (R0.2).

    Attributes:
        title: In the plural.
        goals: In the order of days; at least two.
        steps: The days on which the number rose, and the number from then on.
        undated: How many more there are of whom no day is known.
    """

    title: str
    goals: tuple[Goal, ...]
    steps: tuple[tuple[date, int], ...] = ()
    undated: int = 0


class Group(Struct, frozen=True):
    """People to know by February of MS4 (R0.1): at least ``low`` and about ``high``."""

    title: str
    have: int
    low: int
    high: int


class Share(Struct, frozen=True):
    """Where a year's effort goes (R0.3), in percent.

    Attributes:
        first: First day of the year; None if the student's dates do not say.
        last: Its last day; None likewise.
    """

    title: str
    percents: tuple[int, ...]
    first: date | None
    last: date | None


class Program(Struct, frozen=True):
    """A program and how well the student is connected with it (R4.2).

    Attributes:
        strength: ``strong``, ``some`` or ``none``.
        direct: How many people the student knows there.
        mentors: How many of their mentors know somebody there.
        residents: How many residents they know do.
        suggested: Does the log suggest the strength, rather than the student?
    """

    name: str
    strength: str
    direct: int
    mentors: int
    residents: int
    suggested: bool


class Progress(Struct, frozen=True, kw_only=True):
    """All of it; what is empty is not shown.

    Attributes:
        done: Uids of items.
        skipped: Likewise.
        moved: Likewise: those that stand on another day than the plan's.
        parts: In the order of the plan, for the items of the page.
        checks: In the order of days.
        letters: None if the roadmap asks for none.
        curves: Empty for a plan of other dates.
        groups: Likewise.
        efforts: What effort goes into, in the order of the percents of a share.
        shares: Year by year.
        knows_people: Is anybody in the student's network log?
        logged_until: The last day of contact in it; None if no day is known.
        programs: The best connected first.
    """

    done: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    checks: tuple[Check, ...] = ()
    letters: Letters | None = None
    curves: tuple[Curve, ...] = ()
    groups: tuple[Group, ...] = ()
    efforts: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    knows_people: bool = False
    logged_until: date | None = None
    programs: tuple[Program, ...] = ()
