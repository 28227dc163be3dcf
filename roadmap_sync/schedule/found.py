"""What looking for a date gives: a window, or the reason why there is none."""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.schedule.dates import overlap


class Settle(StrEnum):
    """How the day on the calendar follows from the window."""

    RANGE = "range"  # any working day inside it
    EARLIER = "earlier"  # that day, or the working day before it
    LATER = "later"  # that day, or the working day after it
    EXACT = "exact"  # that day, working or not


class Found(Struct, frozen=True):
    """A window.

    Attributes:
        window: Both ends inclusive.
        settle: How a day follows from it.
        expected: Does it rest on a national date that is not published yet?
        at: The hour of a named date, if the window is just that date.
        zone: The zone of that hour; empty for the student's.
        why: One line for each step of the arithmetic, for `explain`.
        clipped: What was done to fit it into a short block; empty for nothing.
    """

    window: Window
    settle: Settle = Settle.RANGE
    expected: bool = False
    at: time | None = None
    zone: str = ""
    why: tuple[str, ...] = ()
    clipped: str = ""

    @property
    def first(self) -> date:
        """Its first day."""
        return self.window.from_day

    @property
    def last(self) -> date:
        """Its last day, inclusive."""
        return self.window.until_day

    def moved(self, window: Window, settle: Settle, *why: str) -> "Found":
        """Return another window that rests on this one: no hour, but the same doubts."""
        return Found(window, settle, self.expected, why=(*self.why, *why))

    def inside(self, window: Window) -> "Found | Missing":
        """Return the part inside another window."""
        common = overlap(self.window, window)
        if common is None:
            return Missing("its days lie outside the phase or block it stands in")
        return self if common == self.window else replace(self, window=common)


class Missing(Struct, frozen=True):
    """No window.

    Attributes:
        reason: In words that complete "left out: …".
        own: Is that the student's own wish (no such date, no such step), so nothing to report?
        pause: The leave in which something that repeats rests; empty for another reason.
    """

    reason: str
    own: bool = False
    pause: str = ""


def window_of(first: date, last: date) -> Window | None:
    """Return a window, or None if it would be empty."""
    return Window(first, last) if first <= last else None
