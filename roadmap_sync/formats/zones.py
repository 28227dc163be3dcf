"""When the clocks of a time zone change, as values that a VTIMEZONE is made of.

Where every year follows one rule, as in New York or Berlin, the rule is told: Outlook knows
rules only. Everything else, as in Casablanca, is told change by change.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_SECOND = timedelta(seconds=1)


class Observance(Struct, frozen=True):
    """One way a zone's clocks are set (RFC 5545 section 3.6.5).

    Attributes:
        start: When it begins, by the clock that was in force until then; without zone.
        before: Offset from UTC until then.
        after: Offset from UTC from then on.
        name: Such as ``EST``.
        summer: Is the offset larger than the zone's smallest one?
        month: Month in which it begins every year; 0 if it begins once.
        nth: Which ``weekday`` of that month, -1 for the last; 0 if it begins once.
    """

    start: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool
    month: int = 0
    nth: int = 0

    @property
    def weekday(self) -> int:
        """Weekday it begins on; Monday is 0."""
        return self.start.weekday()


@lru_cache(maxsize=256)
def observances(zone: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    """Return how a zone's clocks are set in these years, both inclusive.

    The answer rests on the time zone database alone, never on today.

    Raises:
        ZoneInfoNotFoundError: The database has no such zone.
    """
    clock = ZoneInfo(zone)
    begin = datetime(first_year, 1, 1, tzinfo=UTC) - _DAY
    end = datetime(last_year, 12, 31, tzinfo=UTC) + _DAY
    changes = tuple(_changes(clock, begin, end))
    lowest = min(_offset(clock, instant) for instant in (begin, *changes))
    single = tuple(_observance(clock, change, lowest) for change in changes)
    ruled = _as_rules(single, last_year - first_year + 1)
    if ruled:
        return ruled
    return (_first(clock, begin, lowest), *single)


def _changes(clock: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the instants at which the offset changes, in UTC.

    None has changed twice within a week since 1988; the time zone database says so.
    """
    day, offset = begin, _offset(clock, begin)
    while day < end:
        later = min(day + _WEEK, end)
        changed = _offset(clock, later)
        if offset != changed:
            yield _narrow(clock, day, later)
        day, offset = later, changed


def _narrow(clock: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second with the offset of ``high``."""
    while high - low > _SECOND:
        middle = low + (high - low) // 2 // _SECOND * _SECOND
        if _offset(clock, middle) == _offset(clock, low):
            low = middle
        else:
            high = middle
    return high


def _offset(clock: ZoneInfo, instant: datetime) -> timedelta:
    return _local(clock, instant).utcoffset() or timedelta()


def _name(clock: ZoneInfo, instant: datetime) -> str:
    return _local(clock, instant).tzname() or clock.key


def _local(clock: ZoneInfo, instant: datetime) -> datetime:
    """Return an instant in UTC by the zone's clock; of a doubled hour it knows which one.

    ``astimezone`` would do the same, but forgets that under a clock that a test has frozen.
    """
    return clock.fromutc(instant.replace(tzinfo=clock))


def _observance(clock: ZoneInfo, change: datetime, lowest: timedelta) -> Observance:
    before, after = _offset(clock, change - _SECOND), _offset(clock, change)
    start = (change + before).replace(tzinfo=None)
    return Observance(start, before, after, _name(clock, change), summer=after > lowest)


def _first(clock: ZoneInfo, begin: datetime, lowest: timedelta) -> Observance:
    """Return what is in force before the first change."""
    offset = _offset(clock, begin)
    start = datetime(begin.year, 1, 1)  # noqa: DTZ001  # by the zone's own clock
    return Observance(start, offset, offset, _name(clock, begin), summer=offset > lowest)


def _as_rules(single: tuple[Observance, ...], years: int) -> tuple[Observance, ...]:
    """Return two rules that give all changes, or nothing if two rules cannot."""
    if len(single) != 2 * years:
        return ()
    rules = tuple(_rule(single[half::2]) for half in (0, 1))
    return tuple(rule for rule in rules if rule is not None) if all(rules) else ()


def _rule(yearly: tuple[Observance, ...]) -> Observance | None:
    first = yearly[0]
    alike = {
        (
            one.start.year - nth,
            one.start.month,
            one.weekday,
            one.start.time(),
            one.after,
            one.before,
        )
        for nth, one in enumerate(yearly)
    }
    places = set.intersection(*(_places(one.start) for one in yearly))
    if len(alike) > 1 or not places:
        return None
    return Observance(
        first.start,
        first.before,
        first.after,
        first.name,
        summer=first.summer,
        month=first.start.month,
        nth=min(places),
    )


def _places(day: datetime) -> set[int]:
    """Return which one of its weekday in its month a day is: 2 for the second, -1 for the last."""
    last = (day + 7 * _DAY).month != day.month
    return {(day.day - 1) // 7 + 1} | ({-1} if last else set())
