"""`every:`, counted from the start of the window."""

from datetime import date

import pytest

from roadmap_sync.items import Window
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.problems import Mark, Source
from roadmap_sync.schedule.repeats import turns

HERE = Mark(Source("plan.yaml"), 1, 1)


def windows(low: int, high: int, unit: Unit, first: str, last: str) -> list[tuple[int, str, str]]:
    every = Every(low, high, unit, HERE)
    window = Window(date.fromisoformat(first), date.fromisoformat(last))
    return [
        (turn.number, str(turn.window.from_day), str(turn.window.until_day))
        for turn in turns(every, window)
    ]


def test_every_week_means_once_from_monday_to_sunday() -> None:
    # From a Thursday to a Tuesday: the first piece counts, the last of two days does not.
    assert windows(1, 1, Unit.WEEK, "2026-08-06", "2026-08-18") == [
        (1, "2026-08-06", "2026-08-09"),
        (2, "2026-08-10", "2026-08-16"),
    ]


def test_every_month_means_once_in_each_calendar_month() -> None:
    assert windows(1, 1, Unit.MONTH, "2026-11-01", "2027-01-31") == [
        (1, "2026-11-01", "2026-11-30"),
        (2, "2026-12-01", "2026-12-31"),
        (3, "2027-01-01", "2027-01-31"),
    ]


def test_every_six_months() -> None:
    assert windows(6, 6, Unit.MONTH, "2026-08-15", "2027-07-31") == [
        (1, "2026-08-15", "2027-01-31"),
        (2, "2027-02-01", "2027-07-31"),
    ]


def test_every_3_days() -> None:
    assert windows(3, 3, Unit.DAY, "2026-08-03", "2026-08-08") == [
        (1, "2026-08-03", "2026-08-05"),
        (2, "2026-08-06", "2026-08-08"),
    ]


def test_8_to_12_weeks_is_ten_give_or_take_two() -> None:
    assert windows(8, 12, Unit.WEEK, "2027-11-01", "2028-03-31") == [
        (1, "2027-12-27", "2028-01-24"),
        (2, "2028-03-06", "2028-03-31"),
    ]


def test_8_to_11_weeks_has_its_middle_at_nine_and_a_half() -> None:
    # 9.5 weeks after 3 August is 8 October, 3 days after the ninth Monday: 8 to 11 weeks.
    [turn] = turns(Every(8, 11, Unit.WEEK, HERE), Window(date(2026, 8, 3), date(2026, 11, 1)))

    assert turn.centre == date(2026, 10, 8)
    assert turn.window == Window(date(2026, 9, 28), date(2026, 10, 18))


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK, Unit.MONTH])
def test_a_window_of_one_day_has_one_turn(unit: Unit) -> None:
    assert windows(1, 1, unit, "2026-08-05", "2026-08-05") == [(1, "2026-08-05", "2026-08-05")]
