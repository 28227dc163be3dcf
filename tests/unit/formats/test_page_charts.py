"""Curves and shares as shapes: in the units of their view box, and inside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.formats.page_charts import HEIGHT, WIDTH, chart_of, shares_of
from roadmap_sync.formats.page_progress import Curve, Progress
from tests.unit.formats.samples import CURVES, a_progress

MENTORS, RESIDENTS = CURVES
WHOLE = a_progress()


def test_the_paths_are_in_days_and_people() -> None:
    chart = chart_of(MENTORS, WHOLE)

    assert (chart.first, chart.days) == ("2026-08-01", 731)
    assert chart.wanted == "M0 0L365 1L731 4"
    assert chart.had == "M0 0H31V1H426V3H487"
    assert chart.last == (487, 3)
    assert chart.have == 4
    assert [tick.text for tick in chart.lines] == ["0", "1", "2", "3", "4"]
    assert [tick.text for tick in chart.years] == ["MS1", "MS2"]
    assert [dot.number for dot in chart.dots] == [1, 4]


def test_the_matrix_leads_to_the_corners_of_the_plot() -> None:
    chart = chart_of(MENTORS, WHOLE)
    wide, _, _, high, left, bottom = map(float, chart.matrix[len("matrix(") : -1].split())

    assert left + chart.days * wide == pytest.approx(chart.left + chart.wide, abs=0.01)
    assert bottom + 4 * high == pytest.approx(chart.lines[-1].at, abs=0.01)
    assert chart.dots[-1].x == pytest.approx(chart.left + chart.wide)
    assert chart.dots[-1].y == chart.lines[-1].at


def test_a_row_says_what_was_known_by_its_day_if_the_log_reaches_it() -> None:
    rows = chart_of(MENTORS, WHOLE).rows

    assert [(row.label, row.goal, row.have, row.is_past) for row in rows] == [
        ("start of MS1", 0, 0, True), ("end of MS1", 1, 1, True), ("end of MS2", 4, 3, False),
    ]  # fmt: skip


def test_words_for_who_cannot_see_it() -> None:
    assert chart_of(MENTORS, WHOLE).words == (
        "Faculty mentors: the roadmap's goals are 1 by the end of MS1, 4 by the end of MS2. "
        "You know 4."
    )
    assert "You know" not in chart_of(MENTORS, Progress()).words


def test_without_a_log_there_are_goals_alone() -> None:
    chart = chart_of(RESIDENTS, Progress())

    assert chart.had == ""
    assert chart.wanted.count("L") == 2
    assert not any(row.is_past for row in chart.rows)


def test_people_known_before_the_first_day_are_there_from_the_left_edge() -> None:
    early = replace(MENTORS, steps=((date(2025, 1, 1), 2), (date(2026, 8, 1), 3)))

    assert chart_of(early, WHOLE).had == "M0 3H487"


def test_a_log_that_goes_on_makes_the_plot_longer() -> None:
    late = replace(MENTORS, steps=((date(2029, 8, 1), 1),))

    chart = chart_of(late, replace(WHOLE, logged_until=date(2029, 9, 1)))

    assert chart.days == (date(2029, 9, 1) - date(2026, 8, 1)).days
    assert chart.dots[-1].x < chart.left + chart.wide


@given(
    numbers=st.lists(st.integers(0, 3000), min_size=1, max_size=30, unique=True),
    until=st.integers(-100, 4000),
    undated=st.integers(0, 500),
)
def test_everything_stays_inside(numbers: list[int], until: int, undated: int) -> None:
    day = date(2025, 6, 1)
    steps = tuple((day + timedelta(days=n), i) for i, n in enumerate(sorted(numbers), start=1))
    curve = Curve("people", MENTORS.goals, steps, undated)

    chart = chart_of(curve, Progress(knows_people=True, logged_until=day + timedelta(days=until)))

    assert 0 <= chart.last[0] <= chart.days
    assert chart.last[1] <= int(chart.lines[-1].text)
    assert 2 <= len(chart.lines) <= 5 or undated > 400
    for dot in chart.dots:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.y <= HEIGHT


def test_shares_fill_their_bar_and_say_it_in_words() -> None:
    shares = shares_of(WHOLE.efforts, WHOLE.shares)

    first, second = shares.bars
    assert [piece.width for piece in first.pieces] == [168, 84, 28]
    for bar in shares.bars:
        assert bar.pieces[0].x + sum(piece.width for piece in bar.pieces) == WIDTH
    assert second.y > first.y + shares.bar_height
    assert shares.height == second.y + shares.bar_height
    assert (first.first, first.last, second.first) == ("2026-08-01", "2027-08-01", "")
    assert shares.words == (
        "MS1: 60% exploring, 30% mentorship, 10% letters. "
        "MS2: 40% exploring, 40% mentorship, 20% letters."
    )
