"""``every:`` → the windows of the single occurrences (DESIGN.md section 4, rule 5).

Each is counted from the start of the window, never from the occurrence before it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from roadmap_sync.items import Window
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.schedule.dates import DAY, add, monday, month_window, overlap

#: No step repeats more often than this.
_MOST = 1500


@dataclass(frozen=True, slots=True)
class Turn:
    """One occurrence.

    Attributes:
        number: Counted from 1; a turn that is left out keeps its number.
        window: Its days.
        centre: The day it should be near; None for anywhere in the window.
    """

    number: int
    window: Window
    centre: date | None


def turns(every: Every, window: Window) -> list[Turn]:
    """Return the occurrences inside a window.

    ``every: week`` means once in each Monday-to-Sunday week, ``every: month`` once in each
    calendar month, ``2 weeks`` once in each pair of weeks; a last piece that is shorter than
    half is left out. ``8-12 weeks`` means at 10, 20, 30 … weeks after the start, give or take
    2, as long as that day itself lies inside.
    """
    if every.low != every.high:
        return _apart(every, window)
    found = []
    for number in range(1, _MOST):
        whole = _piece(every, window.from_day, number)
        if whole.from_day > window.until_day:
            break
        inside = overlap(whole, window)
        if inside is None:
            continue
        short = 2 * _length(inside) < _length(whole) and inside.until_day < whole.until_day
        if number == 1 or not short:
            found.append(Turn(number, inside, None))
    return found


def _piece(every: Every, first: date, number: int) -> Window:
    index = (number - 1) * every.low
    if every.unit is Unit.MONTH:
        return month_window(first.year, first.month + index, every.low)
    if every.unit is Unit.DAY:
        start = first + timedelta(days=index)
        return Window(start, start + timedelta(days=every.low) - DAY)
    start = monday(first) + timedelta(weeks=index)
    return Window(start, start + timedelta(weeks=every.low) - DAY)


def _apart(every: Every, window: Window) -> list[Turn]:
    """Return occurrences a range of units apart; the k-th around k times the mean."""
    half = timedelta(days=15 if every.unit is Unit.MONTH else 3) if _odd(every) else timedelta(0)
    found = []
    for number in range(1, _MOST):
        total = number * (every.low + every.high)
        centre = add(window.from_day, total // 2, every.unit)
        if total % 2:
            centre += half
        if centre > window.until_day:
            break
        spread = (every.high - every.low) // 2
        low, high = add(centre, -spread, every.unit), add(centre, spread, every.unit)
        if _odd(every):
            low, high = low - half, high + half
        inside = overlap(Window(low, high), window)
        if inside is not None:
            found.append(Turn(number, inside, centre))
    return found


def _odd(every: Every) -> bool:
    return bool((every.high + every.low) % 2)


def _length(window: Window) -> int:
    return (window.until_day - window.from_day).days + 1
