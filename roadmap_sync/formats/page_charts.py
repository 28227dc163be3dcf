"""Curves and shares → shapes of SVG, in units of their view boxes.

A curve is drawn in days and people and stretched by one transformation, so that the page's own
script can draw it on to the day it is opened.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct

from roadmap_sync.formats.description import day_in_words
from roadmap_sync.formats.page_progress import Curve, Goal, Progress, Share

#: The view box of a curve, and the plot inside it.
WIDTH, HEIGHT = 320, 172
_LEFT, _RIGHT, _TOP, _BOTTOM = 24, 308, 20, 146
#: Distances between the lines of numbers.
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200)
_LINES = 4
#: The view box of the shares: rows, and the bar in each.
_ROW, _BAR_HEIGHT, _BAR_LEFT, _BAR_WIDTH = 30, 22, 40, 280


class Tick(Struct, frozen=True):
    """A line across the plot, with its number; or a year below it."""

    at: float
    text: str


class Dot(Struct, frozen=True):
    """A goal in the plot."""

    x: float
    y: float
    number: int
    tip: str


class Row(Struct, frozen=True):
    """A goal in the table: how many there were by its day, if the log reaches that far."""

    label: str
    day: str
    iso: str
    goal: int
    have: int
    is_past: bool


class Chart(Struct, frozen=True):
    """One curve, ready to be drawn.

    Attributes:
        have: How many there are now.
        words: All of it for who cannot see it.
        first: The day of the left edge, ISO.
        days: From the left edge to the right one.
        left: Where the left edge is in the view box.
        wide: How far it is from there to the right edge.
        matrix: From days and people to the view box.
        wanted: The path through the goals, in days and people.
        had: The path of the student's own number; empty without a log.
        last: Where that path ends.
    """

    title: str
    have: int
    undated: int
    words: str
    first: str
    days: int
    left: int
    wide: int
    matrix: str
    wanted: str
    had: str
    last: tuple[int, int]
    lines: tuple[Tick, ...]
    years: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    rows: tuple[Row, ...]


class _Frame(Struct, frozen=True):
    """The plot of one curve: what its edges stand for."""

    first: date
    days: int
    top: int

    def x(self, day: date) -> float:
        return round(_LEFT + self.at(day) * (_RIGHT - _LEFT) / self.days, 1)

    def y(self, number: int) -> float:
        return round(_BOTTOM - number * (_BOTTOM - _TOP) / self.top, 1)

    def at(self, day: date) -> int:
        return max(0, (day - self.first).days)

    @property
    def matrix(self) -> str:
        wide, high = (_RIGHT - _LEFT) / self.days, (_BOTTOM - _TOP) / self.top
        return f"matrix({wide:.5f} 0 0 {-high:.5f} {_LEFT} {_BOTTOM})"


def chart_of(curve: Curve, progress: Progress) -> Chart:
    """Return a curve as shapes and as a table.

    Args:
        curve: Its goals, and what is known of the student.
        progress: What else is known.
    """
    goals, steps, logged_until = curve.goals, curve.steps, progress.logged_until
    have = (steps[-1][1] if steps else 0) + curve.undated
    last_day = max(goals[-1].day, *(day for day, _ in steps), logged_until or goals[0].day)
    most = max(1, have, *(goal.number for goal in goals))
    tick = next((one for one in _TICKS if most <= one * _LINES), _TICKS[-1])
    frame = _Frame(goals[0].day, (last_day - goals[0].day).days or 1, -(-most // tick) * tick)
    had, last = _stairs(curve, frame, logged_until)
    return Chart(
        title=curve.title,
        have=have,
        undated=curve.undated,
        words=_words(curve, have if progress.knows_people else None),
        first=frame.first.isoformat(),
        days=frame.days,
        left=_LEFT,
        wide=_RIGHT - _LEFT,
        matrix=frame.matrix,
        wanted="M" + "L".join(f"{frame.at(goal.day)} {goal.number}" for goal in goals),
        had=had,
        last=last,
        lines=tuple(Tick(frame.y(n), str(n)) for n in range(0, frame.top + 1, tick)),
        years=tuple(_years(goals, frame)),
        dots=tuple(_dot(goal, frame) for goal in goals[1:]),
        rows=tuple(_row(goal, curve, logged_until) for goal in goals),
    )


def _stairs(curve: Curve, frame: _Frame, until: date | None) -> tuple[str, tuple[int, int]]:
    """Return the student's own path up to the last day of the log, and where it ends."""
    if until is None:
        return "", (0, 0)
    at, number = 0, _by(curve, frame.first)
    path = f"M0 {number}"
    for day, count in curve.steps:
        if day > frame.first:
            at, number = frame.at(day), count
            path += f"H{at}V{number}"
    at = max(at, frame.at(until))
    return f"{path}H{at}", (at, number)


def _by(curve: Curve, day: date) -> int:
    """Return how many there were by the end of a day."""
    return max((count for first, count in curve.steps if first <= day), default=0)


def _dot(goal: Goal, frame: _Frame) -> Dot:
    tip = f"{goal.label}, {day_in_words(goal.day)}: {goal.number}"
    return Dot(frame.x(goal.day), frame.y(goal.number), goal.number, tip)


def _years(goals: tuple[Goal, ...], frame: _Frame) -> Iterator[Tick]:
    """Yield the names of years below the middle of each."""
    for before, goal in pairwise(goals):
        middle = (frame.x(before.day) + frame.x(goal.day)) / 2
        yield Tick(round(middle, 1), goal.label.rpartition(" ")[2])


def _row(goal: Goal, curve: Curve, until: date | None) -> Row:
    return Row(
        goal.label, day_in_words(goal.day), goal.day.isoformat(), goal.number,
        _by(curve, goal.day), until is not None and goal.day <= until,
    )  # fmt: skip


def _words(curve: Curve, have: int | None) -> str:
    goals = ", ".join(f"{goal.number} by the {goal.label}" for goal in curve.goals[1:])
    own = "" if have is None else f" You know {have}."
    return f"{curve.title.capitalize()}: the roadmap's goals are {goals}.{own}"


class Piece(Struct, frozen=True):
    """One kind of effort in a year's bar."""

    x: float
    width: float
    middle: float
    percent: int


class Bar(Struct, frozen=True):
    """One year's bar.

    Attributes:
        y: Its upper edge.
        baseline: Of the words in it.
        first: First day of the year, ISO; empty if it is not known.
        last: Its last day; likewise.
    """

    title: str
    y: int
    baseline: int
    first: str
    last: str
    pieces: tuple[Piece, ...]


class Shares(Struct, frozen=True):
    """The bars of all years, in their view box."""

    height: int
    bar_height: int
    words: str
    efforts: tuple[str, ...]
    bars: tuple[Bar, ...]


def shares_of(efforts: tuple[str, ...], shares: tuple[Share, ...]) -> Shares:
    """Return the share of effort, year by year, as bars."""
    sentences = []
    for share in shares:
        each = zip(share.percents, efforts, strict=True)
        parts = ", ".join(f"{percent}% {effort}" for percent, effort in each)
        sentences.append(f"{share.title}: {parts}.")
    bars = tuple(_bar(share, number * _ROW) for number, share in enumerate(shares))
    height = _ROW * len(bars) - (_ROW - _BAR_HEIGHT)
    return Shares(height, _BAR_HEIGHT, " ".join(sentences), efforts, bars)


def _bar(share: Share, y: int) -> Bar:
    pieces, x = [], float(_BAR_LEFT)
    for percent in share.percents:
        width = _BAR_WIDTH * percent / 100
        pieces.append(Piece(round(x, 1), round(width, 1), round(x + width / 2, 1), percent))
        x += width
    first = "" if share.first is None else share.first.isoformat()
    last = "" if share.last is None else share.last.isoformat()
    return Bar(share.title, y, y + _BAR_HEIGHT - 7, first, last, tuple(pieces))
