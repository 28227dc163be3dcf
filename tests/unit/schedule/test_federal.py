"""The eleven federal holidays, held against the library that knows every country."""

from datetime import date

import holidays
import pytest

from roadmap_sync.schedule.federal import SINCE, federal_holidays


@pytest.mark.parametrize("year", range(SINCE, 2101))
def test_every_year_is_as_in_the_library(year: int) -> None:
    library = holidays.country_holidays("US", years=year, language="en_US")

    assert list(federal_holidays(year).items()) == sorted(library.items())


def test_a_saturday_is_observed_the_day_before_even_in_the_year_before() -> None:
    assert federal_holidays(2027)[date(2027, 12, 31)] == "New Year's Day (observed)"
    assert date(2028, 1, 1) in federal_holidays(2028)


def test_the_third_monday_of_january() -> None:
    assert federal_holidays(2027)[date(2027, 1, 18)] == "Martin Luther King Jr. Day"
