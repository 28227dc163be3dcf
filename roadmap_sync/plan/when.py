"""What a relative date means: the values that the `when` language is parsed into.

A *when* stands for a window of days, both ends inclusive. It is written from the view of a
*frame*: the phase or block that encloses the step. No arithmetic happens here.
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from roadmap_sync.problems import Mark


class Unit(StrEnum):
    """What is counted. A workday is Monday to Friday without days off."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Direction(StrEnum):
    """On which side of the anchor."""

    BEFORE = "before"
    AFTER = "after"


class Edge(StrEnum):
    """Which part of a window."""

    START = "start"
    END = "end"
    MIDDLE = "middle"


class Weekday(StrEnum):
    """A day of the week, or a class of days.

    ``weekday`` is Monday to Friday whatever the student's days off, for national dates;
    ``workday`` is also none of the student's days off.
    """

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    WEEKDAY = "weekday"
    WORKDAY = "workday"
    DAY = "day"


class Year(Struct, frozen=True):
    """``in match_year - 1`` or ``in 2029``.

    Attributes:
        name: ``match_year``, or empty for a plain number.
        offset: Added to the match year; the year itself if there is no name.
    """

    name: str
    offset: int
    mark: Mark


class Anchor(Struct, frozen=True):
    """A named date, a step's planned day, or ``start`` and ``end`` of the frame."""

    name: str
    mark: Mark


class Fixed(Struct, frozen=True):
    """``2026-09-10``: one day."""

    day: date
    mark: Mark


class OnRequest(Struct, frozen=True):
    """``on request``: no date; listed, never on a calendar."""

    mark: Mark


class Count(Struct, frozen=True):
    """``day 1``, ``weeks 2-3``, ``month 4``, ``week -1``, ``week 11 of ms1``.

    Attributes:
        unit: `Unit.DAY`, `Unit.WEEK` or `Unit.MONTH`.
        first: Counted from 1; negative from the end (``-1`` is the last).
        last: Inclusive; of the same sign as ``first``.
        of: What is counted in, if not the frame.
    """

    unit: Unit
    first: int
    last: int
    of: Anchor | None
    mark: Mark


class Months(Struct, frozen=True):
    """``october``, ``nov-feb``, ``march in match_year``.

    Attributes:
        first: 1 to 12.
        last: 1 to 12; less than ``first`` when the range crosses a new year.
        year: The year of ``first``; None for the first such month that touches the frame.
    """

    first: int
    last: int
    year: Year | None
    mark: Mark


class DayOfMonth(Struct, frozen=True):
    """``september 15 in match_year - 1``. 29 February falls on the 28th in a short year."""

    month: int
    day: int
    year: Year | None
    mark: Mark


class Ordinal(Struct, frozen=True):
    """``third friday of march``, ``2nd thursday``, ``thursday of week 2``, ``last workday of may``.

    Attributes:
        number: Counted from 1; negative from the end.
        weekday: Which days are counted.
        within: Where they are counted; None for the frame.
    """

    number: int
    weekday: Weekday
    within: "When | None"
    mark: Mark


class Nearest(Struct, frozen=True):
    """``first weekday on or after september 15``: the anchor day itself, or the next such day.

    With `Direction.BEFORE`: ``last weekday on or before …``.
    """

    weekday: Weekday
    direction: Direction
    anchor: "When"
    mark: Mark


class Part(Struct, frozen=True):
    """``end of week 2``, ``start of october``, ``middle``, ``middle of month 3``.

    Attributes:
        edge: The end is the last working day in it, the start the first one, the middle its
            middle third.
        within: Of what; None for the frame.
    """

    edge: Edge
    within: "When | None"
    mark: Mark


class Offset(Struct, frozen=True):
    """``2 weeks before match_day``, ``3-5 days after end``.

    Attributes:
        low: The smaller number of units.
        high: The larger one, or the same.
        unit: Of the calendar; months and years keep the day of the month or take the last one.
        direction: Before the first day of the anchor, or after its last day.
    """

    low: int
    high: int
    unit: Unit
    direction: Direction
    anchor: "When"
    mark: Mark


class Within(Struct, frozen=True):
    """``within 2 weeks after end``: from the day next to the anchor to that distance, inclusive."""

    count: int
    unit: Unit
    direction: Direction
    anchor: "When"
    mark: Mark


class Beside(Struct, frozen=True):
    """``before clerkships`` or ``after step1``: that side of the anchor, in the frame."""

    direction: Direction
    anchor: "When"
    mark: Mark


class Span(Struct, frozen=True):
    """``clerkships to eras_submit``: from the first day of one to the last day of the other."""

    first: "When"
    last: "When"
    mark: Mark


class Extreme(Struct, frozen=True):
    """``earlier of month 13 and 4 months before clerkships``, ``later of …``.

    Attributes:
        direction: `Direction.BEFORE` for the window that begins earlier, else the later one. A
            date that the student does not have is not compared.
    """

    direction: Direction
    first: "When"
    last: "When"
    mark: Mark


class Share(Struct, frozen=True):
    """``40% of ms2 to clerkships``: the day at that part of the way between two first days."""

    percent: int
    first: "When"
    last: "When"
    mark: Mark


When = (
    Anchor | Fixed | OnRequest | Count | Months | DayOfMonth | Ordinal | Nearest | Part | Offset
    | Within | Beside | Span | Extreme | Share
)  # fmt: skip


class Every(Struct, frozen=True):
    """``every: month``, ``2 weeks``, ``8-12 weeks``.

    The k-th occurrence is counted from the start of the window, never from the one before.
    ``8-12 weeks`` means 10k weeks after it, give or take 2.

    Attributes:
        low: The smaller number of units, at least 1.
        high: The larger one, or the same.
        unit: `Unit.DAY`, `Unit.WEEK` or `Unit.MONTH`.
    """

    low: int
    high: int
    unit: Unit
    mark: Mark


def anchors(when: "When | None") -> tuple[Anchor, ...]:
    """Return every name a `when` rests on, in the order it was written."""
    match when:
        case Anchor():
            return (when,)
        case Count(of=Anchor() as of):
            return (of,)
        case Ordinal(within=inner) | Part(within=inner):
            return anchors(inner)
        case (
            Nearest(anchor=inner)
            | Offset(anchor=inner)
            | Within(anchor=inner)
            | Beside(anchor=inner)
        ):
            return anchors(inner)
        case Span() | Extreme() | Share():
            return (*anchors(when.first), *anchors(when.last))
    return ()
