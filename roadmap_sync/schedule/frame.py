"""The frame of a step: the phase, block or named date in which days, weeks and months count."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from roadmap_sync.items import Window
from roadmap_sync.schedule.dates import DAY, LAST_DAY, monday
from roadmap_sync.values import Placed


class Frame(Placed, frozen=True, eq=False, dict=True):
    """Days to count in.

    Attributes:
        first: First day.
        last: Last day, inclusive; None for a frame that is open at its end.
        is_working: Which days count: working days for a phase, service days for a block.
        is_block: Does nothing of it lie outside its service days, and do only weeks count
            that hold one?
        count_from: The day that weeks and months are numbered from.
        name: For people.
    """

    ASIDE = frozenset({"is_working"})

    first: date
    last: date | None
    is_working: Callable[[date], bool]
    is_block: bool = False
    count_from: date | None = None
    name: str = ""

    @property
    def origin(self) -> date:
        """The day that weeks and months are numbered from."""
        return self.count_from or self.first

    @property
    def window(self) -> Window:
        """All its days; an open frame reaches as far as we compute."""
        return Window(self.first, self.last or LAST_DAY)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Its working days in order. Only for a frame with an end."""
        assert self.last is not None
        return tuple(day for day in each_day(Window(self.first, self.last)) if self.is_working(day))

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """Its working days, week by week (Monday to Sunday), without empty weeks."""
        return tuple(tuple(days) for _, days in groupby(self.days, key=monday))

    def within(self, window: Window) -> tuple[date, ...]:
        """Return its working days inside a window."""
        low = bisect_left(self.days, window.from_day)
        return self.days[low : bisect_right(self.days, window.until_day)]

    def nth_day(self, number: int) -> date | None:
        """Return the n-th working day, counted from 1; None beyond an end."""
        if self.last is not None:
            return self.days[number - 1] if number <= len(self.days) else None
        day = self.first
        for _ in range(number * 4 + 400):
            number -= self.is_working(day)
            if number == 0:
                return day
            day += DAY
        return None


def each_day(window: Window) -> list[date]:
    """Return every day of a window."""
    count = (window.until_day - window.from_day).days + 1
    return [window.from_day + timedelta(days=index) for index in range(count)]
