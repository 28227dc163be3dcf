"""Items and spans → places on a line of days, in whole days from its first one.

The template turns days into percent of the line's width, so that the same picture serves every
zoom, every screen and paper.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.formats.description import day_in_words
from roadmap_sync.formats.page_text import short, short_month, span_words, stage_name
from roadmap_sync.items import Item, Roadmap, Span

_DAY = timedelta(days=1)
_WEEK = 7
#: Marks nearer to each other than this, in days, do not share a row: titles stand beside them.
_ROOM = 7
#: So many rows a kind of items has at most; then marks may cover each other.
_ROWS = 3
_TITLE = 120
#: Lanes of bars: phases of the plan, and what stands in the student's lists.
_LANES = {True: "Phases", False: "Rotations and other blocks"}


class Stretch(Struct, frozen=True):
    """Something with a beginning and a length.

    Attributes:
        at: Days from the first day of the line.
        days: How long.
        row: Counted from 0, from above.
    """

    at: int
    days: int
    title: str
    row: int = 0
    tip: str = ""
    stage: str = ""
    sample: bool = False


class Lane(Struct, frozen=True):
    """Stretches or marks that belong together; what overlaps stands in several rows."""

    name: str
    rows: int
    stretches: tuple[Stretch, ...] = ()
    marks: tuple["Mark", ...] = ()


class Mark(Struct, frozen=True):
    """One item on the line."""

    at: int
    row: int
    id: str
    title: str
    tip: str
    kind: str
    stage: str
    deadline: bool
    expected: bool


class Axis(Struct, frozen=True):
    """The line: whole months around everything."""

    first: date
    days: int
    years: tuple[Stretch, ...]
    months: tuple[Stretch, ...]
    weeks: tuple[Stretch, ...]

    def at(self, day: date) -> int:
        """Return how many days a day is from the first one."""
        return (day - self.first).days


class Load(Struct, frozen=True):
    """How full the weeks are.

    Attributes:
        most: Items in the fullest week.
        weeks: One for each week that holds something; ``row`` is how many items.
        words: For who cannot see the picture.
        fullest: The fullest weeks in words.
    """

    most: int
    weeks: tuple[Stretch, ...]
    words: str
    fullest: tuple[tuple[str, int], ...]


def axis_of(roadmap: Roadmap) -> Axis | None:
    """Return the line that holds all items and spans; None if there are no items."""
    if not roadmap.items:
        return None
    days = [item.date for item in roadmap.items]
    days += [span.window.from_day for span in roadmap.spans]
    days += [span.window.until_day for span in roadmap.spans]
    first, last = min(days).replace(day=1), _month_after(max(days)) - _DAY
    length = (last - first).days + 1
    months = tuple(
        Stretch((day - first).days, (_month_after(day) - day).days, short_month(day))
        for day in _month_starts(first, last)
    )
    return Axis(first, length, tuple(_years(first, last)), months, tuple(_weeks(first, last)))


def bars_of(spans: Sequence[Span], axis: Axis) -> list[Lane]:
    """Return a lane for each kind of span, without those that hold nothing."""
    lanes = []
    for of_plan, words in _LANES.items():
        held = [span for span in spans if (span.lane == "phases") is of_plan]
        free: list[int] = []
        ordered = sorted(held, key=lambda span: span.window.from_day)
        bars = tuple(_bar(span, axis, free) for span in ordered)
        if bars:
            lanes.append(Lane(words, len(free), bars))
    return lanes


def marks_of(items: Iterable[Item], axis: Axis, kinds: Sequence[str]) -> list[Lane]:
    """Return a lane for each kind of items, without those that hold nothing."""
    lanes = []
    held = list(items)
    for kind in kinds:
        free: list[int] = []
        marks = tuple(_mark(item, axis, free) for item in held if item.kind == kind)
        if marks:
            lanes.append(Lane(f"{kind.capitalize()}s", len(free), marks=marks))
    return lanes


def load_of(items: Iterable[Item], axis: Axis) -> Load:
    """Return how many items each week (Monday to Sunday) holds."""
    counts: dict[date, int] = {}
    for item in items:
        monday = item.date - timedelta(days=item.date.weekday())
        counts[monday] = counts.get(monday, 0) + 1
    most = max(counts.values())
    weeks = tuple(
        Stretch(axis.at(monday), _WEEK, f"Week of {day_in_words(monday)}: {count}", row=count)
        for monday, count in sorted(counts.items())
    )
    fullest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:8]
    words = (
        f"Items per week: {len(counts)} weeks hold something, "
        f"the fullest {most}, in the week of {day_in_words(fullest[0][0])}."
    )
    return Load(most, weeks, words, tuple((day_in_words(day), count) for day, count in fullest))


def _bar(span: Span, axis: Axis, free: list[int]) -> Stretch:
    window = span.window
    at = axis.at(window.from_day)
    days = (window.until_day - window.from_day).days + 1
    row = _row(free, at, at + days, len(free) + 1)
    title = short(span.title, _TITLE)
    sample = "Sample: " if span.sample else ""
    tip = f"{sample}{title}: {span_words(window.from_day, window.until_day)}"
    return Stretch(at, days, title, row, tip, span.stage or "none", span.sample)


def _mark(item: Item, axis: Axis, free: list[int]) -> Mark:
    at = axis.at(item.date)
    title = short(item.title, _TITLE)
    words = [item.kind, stage_name(item.stage)]
    words += ["costly to miss"] * item.deadline + ["expected"] * item.expected
    return Mark(
        at, _row(free, at, at + _ROOM, _ROWS), f"i-{item.uid}", title,
        f"{day_in_words(item.date)}: {title} ({', '.join(words)})",
        item.kind, item.stage or "none", item.deadline, item.expected,
    )  # fmt: skip


def _row(free: list[int], at: int, until: int, most: int) -> int:
    """Return the first row that is free at ``at``, and take it until ``until``.

    Args:
        free: For each row there is, the day from which it is free; a row may be added.
        at: First day.
        until: The day after the last one.
        most: How many rows there may be; then the one that is free first is taken.
    """
    row = next((row for row, day in enumerate(free) if day <= at), len(free))
    if row == most:
        row = free.index(min(free))
    free[row : row + 1] = [until]
    return row


def _years(first: date, last: date) -> Iterator[Stretch]:
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        yield Stretch((begin - first).days, (end - begin).days + 1, str(year))


def _month_starts(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day = _month_after(day)


def _weeks(first: date, last: date) -> Iterator[Stretch]:
    day = first + timedelta(days=-first.weekday() % _WEEK)
    while day <= last:
        yield Stretch((day - first).days, _WEEK, f"{day.day} {short_month(day)}")
        day += timedelta(days=_WEEK)


def _month_after(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
