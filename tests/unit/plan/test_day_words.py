"""Days and time zones as people write them elsewhere, and how they are written here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.plan.day_words import day_hint, no_date
from roadmap_sync.plan.zone_words import no_zone, zone_hint


@pytest.mark.parametrize(
    "text",
    [
        "2028-7-3", "2028/07/03", "2028.07.03", "20280703", "2028-07-03 09:00",
        "2028-07-03T09:00:00", "July 3 2028", "July 3rd, 2028", "3 Jul 2028", "3. July 2028",
        "3-Jul-2028", "Mon 3 July 2028", "Monday, the 3rd of July 2028", "2028 July 3",
    ],
)  # fmt: skip
def test_a_day_written_otherwise_has_one_meaning(text: str) -> None:
    assert day_hint(text) == day_hint(text, month=True) == "write 2028-07-03"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("07/03/2028", "write 2028-07-03 for July 3, or 2028-03-07 for March 7"),
        ("7-3-28", "write 2028-07-03 for July 3, or 2028-03-07 for March 7"),
        ("25/12/2028", "write 2028-12-25"),
        ("12/25/2028", "write 2028-12-25"),
        ("5.5.2028", "write 2028-05-05"),
    ],
)
def test_numbers_have_the_meanings_that_are_days(text: str, hint: str) -> None:
    assert day_hint(text) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2028-02-31", "February 2028 has 29 days"),
        ("2027-02-29", "February 2027 has 28 days"),
        ("31 April 2028", "April 2028 has 30 days"),
        ("30.2.2028", "February 2028 has 29 days"),
        ("2/30/2028", "February 2028 has 29 days"),
        ("2028-13-02", "there is no month 13; did you mean 2028-02-13?"),
        ("2028-13-40", "there is no month 13"),
        ("40/40/2028", "there is no month 40"),
        ("2128-07-03", "the year must be between 1990 and 2100"),
        ("7/3/0028", "the year must be between 1990 and 2100"),
        ("July 3", "the year is missing"),
    ],
)
def test_a_day_that_is_none_is_told_why(text: str, hint: str) -> None:
    assert day_hint(text) == hint


@pytest.mark.parametrize(
    ("text", "day", "month"),
    [
        ("2028", "the month and the day are missing, as in 2028-08-31",
         "the month is missing, as in 2028-08"),
        ("2028-7", "the day is missing: 2028-07-01 is the first of that month", "write 2028-07"),
        ("July 2028", "the day is missing: 2028-07-01 is the first of that month",
         "write 2028-07"),
        ("Sept 2028", "the day is missing: 2028-09-01 is the first of that month",
         "write 2028-09"),
        ("7/2028", "the day is missing: 2028-07-01 is the first of that month", "write 2028-07"),
        ("2028-13", "there is no month 13; did you mean 2028-01-13?",
         "there is no month 13; did you mean 2028-01-13?"),
    ],
)  # fmt: skip
def test_what_is_missing_depends_on_what_is_wanted(text: str, day: str, month: str) -> None:
    assert day_hint(text) == day
    assert day_hint(text, month=True) == month


@pytest.mark.parametrize(
    "text",
    ["soon", "", "may", "early July 2028", "July or August 2028", "3 Ju 2028", "3 Smarch 2028",
     "3 4 July 2028", "July 333 2028", "7/28", "2028-07-03..2028-07-05"],
)  # fmt: skip
def test_of_what_is_no_day_at_all_nothing_is_said(text: str) -> None:
    assert day_hint(text) == ""


def test_what_it_only_looks_like_is_told_first() -> None:
    assert day_hint("“2028-07-03”").startswith("these are curly quotes")
    assert day_hint("2028-07\u00a0-03").startswith("character 8 is a no-break space")


def test_one_line_for_an_option() -> None:
    assert no_date("7/13/2028") == (
        "'7/13/2028' is not a date such as 2026-08-31; write 2028-07-13"
    )
    assert no_date("soon") == "'soon' is not a date such as 2026-08-31"


@given(st.text() | st.text("0123456789-/. July", max_size=12))
def test_no_text_makes_it_raise(text: str) -> None:
    day_hint(text)
    day_hint(text, month=True)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("CST", "America/Chicago"),
        ("Central", "America/Chicago"),
        ("central standard time", "America/Chicago"),
        ("ET", "America/New_York"),
        ("Eastern Daylight Time", "America/New_York"),
        ("Pacific Time", "America/Los_Angeles"),
        ("Chicago", "America/Chicago"),
        ("new york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("America/Chicag", "America/Chicago"),
        ("chicgo", "America/Chicago"),
        ("US/Centrl", "US/Central"),
    ],
)
def test_a_zone_by_another_name_or_misspelt_is_found(text: str, zone: str) -> None:
    assert zone_hint(text) == f"did you mean '{zone}'?"
    assert no_zone(text).endswith(f"America/Chicago; did you mean '{zone}'?")


def test_of_another_word_nothing_is_said() -> None:
    assert zone_hint("somewhere") == ""
    # Etc/GMT-6 is not what somebody means who writes GMT-6.
    assert [zone_hint(text) for text in ("GMT-6", "gmt +1", "UTC-05:00")] == ["", "", ""]
    assert no_zone("somewhere") == "'somewhere' is not a time zone such as America/Chicago"
