from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from roadmap_sync.formats.zones import Observance, observances

DAY = timedelta(days=1)
ZONES = """
    Africa/Casablanca Africa/Cairo America/Asuncion America/Chicago America/Havana America/Lima
    America/Nuuk America/Phoenix America/Puerto_Rico America/Santiago America/St_Johns Asia/Gaza
    Asia/Jerusalem Asia/Kathmandu Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin
    Pacific/Apia Pacific/Auckland Pacific/Easter
"""


def _starts(observance: Observance) -> list[tuple[datetime, timedelta]]:
    """All (instant, offset from then on) of an observance in 2025 to 2030."""
    if not observance.nth:
        days = [observance.start]
    else:
        days = [
            _nth(observance, year).replace(
                hour=observance.start.hour, minute=observance.start.minute
            )
            for year in range(2025, 2031)
        ]
    return [((day - observance.before).replace(tzinfo=UTC), observance.after) for day in days]


def _nth(rule: Observance, year: int) -> datetime:
    days = [datetime(year, rule.month, 1) + number * DAY for number in range(31)]  # noqa: DTZ001
    fit = [day for day in days if day.month == rule.month and day.weekday() == rule.weekday]
    return fit[rule.nth if rule.nth < 0 else rule.nth - 1]


@pytest.mark.parametrize("zone", ZONES.split())
def test_the_observances_give_the_offset_of_every_day(zone: str) -> None:
    clock = ZoneInfo(zone)
    starts = sorted(start for one in observances(zone, 2025, 2036) for start in _starts(one))

    instant = datetime(2026, 1, 1, tzinfo=UTC)
    while instant.year < 2031:
        told = [offset for start, offset in starts if start <= instant][-1]
        assert told == clock.utcoffset(instant.astimezone(clock))
        instant += timedelta(hours=6)


@pytest.mark.parametrize(
    ("zone", "places"),
    [
        ("America/New_York", [(3, 2), (11, 1)]),
        ("Europe/Berlin", [(3, -1), (10, -1)]),
        ("Australia/Sydney", [(4, 1), (10, 1)]),
    ],
)
def test_a_regular_zone_is_two_rules(zone: str, places: list[tuple[int, int]]) -> None:
    assert [(one.month, one.nth) for one in observances(zone, 2025, 2036)] == places


def test_a_zone_without_changes_is_one_observance() -> None:
    (one,) = observances("America/Phoenix", 2025, 2036)

    assert (one.before, one.after, one.name, one.nth) == (-7 * DAY / 24, -7 * DAY / 24, "MST", 0)


def test_two_changes_a_year_without_a_rule_are_told_one_by_one() -> None:
    found = observances("Africa/Casablanca", 2020, 2021)

    assert [one.nth for one in found] == [0, 0, 0, 0, 0]


def test_summer_is_the_larger_offset_even_where_the_law_says_otherwise() -> None:
    names = {one.name: one.summer for one in observances("Europe/Dublin", 2025, 2036)}

    assert names == {"IST": True, "GMT": False}
