"""A `when` → a window of days (DESIGN.md section 4, rules 3 to 6).

The order of arithmetic is fixed: anchor → offset in calendar units, always from the anchor →
weekday → working-day adjustment (`days.candidates`) → window check.
"""

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan.model import Fit
from roadmap_sync.plan.when import (
    Anchor,
    Beside,
    Count,
    DayOfMonth,
    Direction,
    Extreme,
    Fixed,
    Months,
    Nearest,
    Offset,
    OnRequest,
    Ordinal,
    Part,
    Share,
    Span,
    Unit,
    When,
    Within,
    Year,
)
from roadmap_sync.schedule.counting import count_window, days_to_count, is_kind, ordinal, part
from roadmap_sync.schedule.dates import DAY, add, month_window
from roadmap_sync.schedule.found import Found, Missing, Settle, window_of
from roadmap_sync.schedule.frame import Frame

#: Finds the window of a named date, or the planned day of a step.
Lookup = Callable[[str], Found | Missing]

_EMPTY = "its last day comes before its first"


class Finder(Struct, frozen=True):
    """Turns dates of the plan language into windows, for one frame of one student.

    Attributes:
        frame: What ``week 2`` or ``start`` mean here.
        match_year: What ``in match_year`` means.
        lookup: What other names mean.
        fit: What to do where a block is too short.
    """

    frame: Frame
    match_year: int
    lookup: Lookup
    fit: Fit = Fit.CLIP

    def find(self, when: When | None) -> Found | Missing:
        """Return the window of a date; None stands for the whole frame. Never raises."""
        if when is None:
            return self._whole()
        found = self._raw(when)
        if isinstance(found, Missing):
            return found
        if self.frame.is_block and not _may_leave(when):
            return self._into_block(found)
        if isinstance(when, Months | DayOfMonth) and when.year is None:
            return found.inside(self.frame.window)
        return found

    def _whole(self) -> Found | Missing:
        if self.frame.last is None:
            return Missing("the phase it stands in has no end")
        if self.frame.is_block:
            days = self.frame.days
            return Found(Window(days[0], days[-1])) if days else Missing("no service day")
        window = window_of(self.frame.first, self.frame.last)
        return Missing("the phase it stands in is empty") if window is None else Found(window)

    def _raw(self, when: When) -> Found | Missing:  # noqa: C901, PLR0911, PLR0912 - one line per form
        match when:
            case Anchor():
                return self._anchor(when)
            case Fixed():
                return Found(Window(when.day, when.day), Settle.EXACT)
            case OnRequest():
                return Missing("it has no date; it is listed", own=True)
            case Count():
                return self._count(when)
            case Months():
                return self._months(when)
            case DayOfMonth():
                return self._day_of_month(when)
            case Ordinal():
                return self._ordinal(when)
            case Nearest():
                return self._nearest(when)
            case Part():
                return self._part(when)
            case Offset():
                return self._offset(when)
            case Within():
                return self._within(when)
            case Beside():
                return self._beside(when)
            case Span():
                return self._span(when)
            case Extreme():
                return self._extreme(when)
            case Share():
                return self._way(when)

    def _into_block(self, found: Found) -> Found | Missing:
        days = self.frame.days
        if not days:
            return Missing("the block has no service day")
        inside = found.inside(Window(days[0], days[-1]))
        if isinstance(inside, Found):
            return inside
        if self.fit is Fit.DROP:
            return Missing("the block is too short for it", own=True)
        day = days[-1] if found.first > days[-1] else days[0]
        clipped = "its date lies outside the block: moved to the nearest service day"
        return replace(found, window=Window(day, day), settle=Settle.LATER, clipped=clipped)

    def _anchor(self, anchor: Anchor) -> Found | Missing:
        if anchor.name == "start":
            return Found(Window(self.frame.first, self.frame.first), Settle.LATER)
        if anchor.name == "end":
            if self.frame.last is None:
                return Missing("it hangs on the end of something that has no end")
            return Found(Window(self.frame.last, self.frame.last), Settle.EARLIER)
        return self.lookup(anchor.name)

    def _frame_of(self, of: Anchor | None) -> tuple[Frame, Found | None] | Missing:
        """Return the frame that ``of NAME`` counts in, and what it rests on."""
        if of is None:
            return self.frame, None
        found = self._anchor(of)
        if isinstance(found, Missing):
            return found
        last = None if found.first == found.last else found.last
        return Frame(found.first, last, self.frame.is_working, name=of.name), found

    def _count(self, when: Count) -> Found | Missing:
        frame = self._frame_of(when.of)
        if isinstance(frame, Missing):
            return frame
        counted = count_window(when, frame[0], self.fit)
        if isinstance(counted, Missing) or frame[1] is None:
            return counted
        return frame[1].moved(counted.window, counted.settle)

    def _year(self, year: Year) -> int:
        return (self.match_year if year.name else 0) + year.offset

    def _months(self, when: Months) -> Found:
        count = (when.last - when.first) % 12 + 1
        if when.year is not None:
            return Found(month_window(self._year(when.year), when.first, count))
        first = self.frame.first
        window = month_window(first.year - 1, when.first, count)
        while window.until_day < first:
            window = month_window(window.from_day.year + 1, when.first, count)
        return Found(window)

    def _day_of_month(self, when: DayOfMonth) -> Found:
        if when.year is not None:
            day = _in_month(self._year(when.year), when)
        else:
            first = self.frame.first
            day = _in_month(first.year, when)
            day = day if day >= first else _in_month(first.year + 1, when)
        return Found(Window(day, day), Settle.LATER)

    def _inner(self, within: When | None) -> Found | Missing:
        """Return what an ordinal or a part counts in."""
        return self._whole() if within is None else self._raw(within)

    def _ordinal(self, when: Ordinal) -> Found | Missing:
        inner = self._inner(when.within)
        if isinstance(inner, Missing):
            return inner
        days = days_to_count(inner.window, self.frame)
        day = ordinal(when.number, when.weekday, days, self.frame)
        if day is None and self.frame.is_block and self.fit is Fit.CLIP:
            day = ordinal(-1 if when.number > 0 else 1, when.weekday, days, self.frame)
        if day is None:
            return Missing("there are not that many such days in it")
        return inner.moved(Window(day, day), Settle.LATER)

    def _nearest(self, when: Nearest) -> Found | Missing:
        found = self._raw(when.anchor)
        if isinstance(found, Missing):
            return found
        step = DAY if when.direction is Direction.AFTER else -DAY
        day = found.first
        for _ in range(400):
            if is_kind(day, when.weekday, self.frame):
                return found.moved(Window(day, day), Settle.LATER)
            day += step
        return Missing("there is no such day within a year of it")

    def _part(self, when: Part) -> Found | Missing:
        inner = self._inner(when.within)
        if isinstance(inner, Missing):
            return inner
        found = part(when.edge, inner.window, self.frame)
        if isinstance(found, Missing):
            return found
        moved = inner.moved(found.window, found.settle)
        return replace(moved, clipped=inner.clipped)

    def _offset(self, when: Offset) -> Found | Missing:
        found = self._raw(when.anchor)
        if isinstance(found, Missing):
            return found
        if when.direction is Direction.BEFORE:
            first = self._move(found.first, -when.high, when.unit)
            last = self._move(found.first, -when.low, when.unit)
            settle = Settle.EARLIER
        else:
            first = self._move(found.last, when.low, when.unit)
            last = self._move(found.last, when.high, when.unit)
            settle = Settle.LATER
        return found.moved(Window(first, last), settle if first == last else Settle.RANGE)

    def _within(self, when: Within) -> Found | Missing:
        found = self._raw(when.anchor)
        if isinstance(found, Missing):
            return found
        if when.direction is Direction.BEFORE:
            first = self._move(found.first, -when.count, when.unit)
            return found.moved(Window(first, found.first - DAY), Settle.RANGE)
        last = self._move(found.last, when.count, when.unit)
        return found.moved(Window(found.last + DAY, last), Settle.RANGE)

    def _move(self, day: date, count: int, unit: Unit) -> date:
        if unit is not Unit.WORKDAY:
            return add(day, count, unit)
        step = DAY if count > 0 else -DAY
        left = min(abs(count), 1000)
        for _ in range(left * 4 + 400):
            if left == 0:
                break
            day += step
            left -= self.frame.is_working(day)
        return day

    def _beside(self, when: Beside) -> Found | Missing:
        found = self._raw(when.anchor)
        whole = self.frame.window
        if isinstance(found, Missing):
            return found
        if self.frame.last is None and when.direction is Direction.AFTER:
            return Missing("the phase it stands in has no end")
        if when.direction is Direction.BEFORE:
            window = window_of(whole.from_day, min(whole.until_day, found.first - DAY))
        else:
            window = window_of(max(whole.from_day, found.last + DAY), whole.until_day)
        if window is None:
            return Missing("no day of the phase lies on that side of it")
        return found.moved(window, Settle.RANGE)

    def _span(self, when: Span) -> Found | Missing:
        first, last = self._raw(when.first), self._raw(when.last)
        if isinstance(first, Missing):
            return first
        if isinstance(last, Missing):
            return last
        window = window_of(first.first, last.last)
        if window is None:
            return Missing(_EMPTY)
        settle = Settle.LATER if window.from_day == window.until_day else Settle.RANGE
        expected = first.expected or last.expected
        return Found(window, settle, expected, why=(*first.why, *last.why))

    def _extreme(self, when: Extreme) -> Found | Missing:
        first, last = self._raw(when.first), self._raw(when.last)
        if isinstance(first, Missing) or isinstance(last, Missing):
            return last if isinstance(first, Missing) else first
        ordered = sorted((first, last), key=lambda found: found.window.from_day)
        return ordered[0] if when.direction is Direction.BEFORE else ordered[1]

    def _way(self, when: Share) -> Found | Missing:
        first, last = self._raw(when.first), self._raw(when.last)
        if isinstance(first, Missing):
            return first
        if isinstance(last, Missing):
            return last
        day = first.first + (last.first - first.first) * when.percent // 100
        expected = first.expected or last.expected
        why = (*first.why, *last.why)
        return Found(Window(day, day), Settle.LATER, expected, why=why)


def _in_month(year: int, when: DayOfMonth) -> date:
    month = month_window(year, when.month)
    return min(month.until_day, month.from_day + (when.day - 1) * DAY)


def _may_leave(when: When) -> bool:
    """May it lie outside its block? Only ``before start`` and ``after end`` do."""
    if not isinstance(when, Offset | Within | Beside) or not isinstance(when.anchor, Anchor):
        return False
    side = (when.direction, when.anchor.name)
    return side in {(Direction.BEFORE, "start"), (Direction.AFTER, "end")}
