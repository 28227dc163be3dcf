"""``every:`` → the windows of the single occurrences (DESIGN.md section 4, rule 5).

Each is counted from the start of the window, never from the occurrence before it; or from the
last contact that is known with the person it is for.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.schedule.dates import DAY, add, monday, month_window, overlap

#: No step repeats more often than this.
_MOST = 1500
_WEEK = timedelta(weeks=1)
#: Half a unit, in days; there is no half of a day.
_HALF = {Unit.WEEK: 3, Unit.MONTH: 15}


class Turn(Struct, frozen=True):
    """One occurrence.

    Attributes:
        number: Counted from 1; a turn that is left out keeps its number.
        window: Its days.
        centre: The day it should be near; None for anywhere in the window.
        contact: The contact it is counted from; None for the start of the window.
    """

    number: int
    window: Window
    centre: date | None
    contact: date | None = None


def turns(every: Every, window: Window, contacts: Iterable[date] = ()) -> list[Turn]:
    """Return the occurrences inside a window.

    ``every: week`` means once in each Monday-to-Sunday week, ``every: month`` once in each
    calendar month, ``2 weeks`` once in each pair of weeks; a last piece that is shorter than
    half is left out. ``8-12 weeks`` means at 10, 20, 30 … weeks after the start, give or take
    2, as long as that day itself lies inside.

    A contact counts as the first turn whose window is open then, else as the last one before: an
    open one ends with it. Later
    turns are counted from the contact instead of the start; their numbers stay. ``6 months`` then
    means once between 6 and 12 months after it.

    Args:
        every: How far apart.
        window: The days of all of them.
        contacts: Days of contact in any order; those outside the window count for nothing.
    """
    found = _from_start(every, window)
    for contact in sorted(day for day in contacts if day in window):
        found = _from_contact(every, window, contact, found)
    return found


def _from_start(every: Every, window: Window) -> list[Turn]:
    if every.low != every.high:
        return list(_apart(every, window, window.from_day))
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


def _from_contact(every: Every, window: Window, contact: date, before: list[Turn]) -> list[Turn]:
    begun = [turn for turn in before if turn.window.from_day <= contact]
    while len(begun) > 1 and begun[-2].window.until_day >= contact:
        begun.pop()
    number = begun[-1].number if begun else 0
    if begun:
        # At least its first week stays, so that it keeps a working day.
        last = begun[-1].window
        until = min(last.until_day, max(contact, last.from_day + _WEEK - DAY))
        begun[-1] = replace(begun[-1], window=Window(last.from_day, until))
    if every.low != every.high:
        later = _apart(every, window, contact)
    else:
        later = _pieces_after(every, window, contact)
    return begun + [replace(turn, number=number + turn.number, contact=contact) for turn in later]


def _pieces_after(every: Every, window: Window, contact: date) -> Iterator[Turn]:
    for number in range(1, _MOST):
        first = add(contact, number * every.low, every.unit)
        whole = Window(first, add(contact, (number + 1) * every.low, every.unit) - DAY)
        inside = overlap(whole, window)
        if inside is None:
            return
        if 2 * _length(inside) >= _length(whole):
            yield Turn(number, inside, None)


def _piece(every: Every, first: date, number: int) -> Window:
    index = (number - 1) * every.low
    if every.unit is Unit.MONTH:
        return month_window(first.year, first.month + index, every.low)
    if every.unit is Unit.DAY:
        start = first + timedelta(days=index)
        return Window(start, start + timedelta(days=every.low) - DAY)
    start = monday(first) + timedelta(weeks=index)
    return Window(start, start + timedelta(weeks=every.low) - DAY)


def _apart(every: Every, window: Window, first: date) -> Iterator[Turn]:
    """Yield occurrences a range of units apart; the k-th around k times the mean from a day."""
    half = timedelta(days=_HALF.get(every.unit, 0) if _odd(every) else 0)
    for number in range(1, _MOST):
        total = number * (every.low + every.high)
        centre = add(first, total // 2, every.unit)
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
            yield Turn(number, inside, centre)


def _odd(every: Every) -> bool:
    return bool((every.high + every.low) % 2)


def _length(window: Window) -> int:
    return (window.until_day - window.from_day).days + 1
