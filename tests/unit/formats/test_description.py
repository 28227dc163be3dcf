import locale
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.formats.description import day_in_words, describe, in_words
from roadmap_sync.items import Item, Window
from tests.unit.formats.samples import CONFERENCE, FEEDBACK, INTRO, MEETING, RANK_LIST, an_item


def test_the_whole_text() -> None:
    assert describe(INTRO).splitlines() == [
        "Two or three warm sentences are enough.",
        "",
        "☐ Read the advisor's page",
        "☐ Find one question, not five",
        "",
        "Draft — copy, fill in the [blanks], send:",
        "Subject: First-year student: [your name]",
        "",
        "Dear [advisor],",
        "",
        "Thank you.",
        "",
        "When: any day from Mon 10 Aug to Sun 23 Aug 2026 (weeks 2-3)",
        "",
        "From: ms1-ms4-networking · advisor-intro · source R1.3",
    ]


def test_a_bare_item_still_says_when_and_from_where() -> None:
    assert describe(replace(CONFERENCE, notes="  \n")) == (
        "When: Thu 29 Jul to Sat 31 Jul 2027\n\nFrom: ms1-ms4-networking · conference"
    )


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (an_item(start=date(2028, 7, 14)), "Fri 14 Jul 2028"),
        (RANK_LIST, "Wed 27 Feb 2030 at 21:00 New York time"),
        (MEETING, "Wed 2 Sep 2026 at 17:30 Chicago time"),
        (an_item(start=datetime(2026, 8, 12, 9, 5)), "Wed 12 Aug 2026 at 09:05"),  # noqa: DTZ001
        (
            replace(INTRO, window=Window(date(2026, 12, 28), date(2027, 1, 10)), window_text=""),
            "any day from Mon 28 Dec 2026 to Sun 10 Jan 2027",
        ),
    ],
)
def test_the_window_in_words(item: Item, words: str) -> None:
    assert in_words(item) == words


def test_an_hour_abroad_may_be_another_day_here() -> None:
    start = datetime(2032, 3, 3, 21, tzinfo=ZoneInfo("America/New_York"))
    here = replace(
        RANK_LIST, start=start, end=start, date=date(2032, 3, 4),
        window=Window(date(2032, 3, 3), date(2032, 3, 4)),
    )  # fmt: skip
    wide = replace(here, window=Window(date(2032, 3, 1), date(2032, 3, 4)), window_text="")

    assert in_words(here) == (
        "Wed 3 Mar 2032 at 21:00 New York time, which is Thu 4 Mar 2032 for you"
    )
    assert in_words(wide) == "any day from Mon 1 Mar to Thu 4 Mar 2032"


def test_an_unpublished_date_says_so() -> None:
    assert "This date is not published yet; it is what the usual rule gives." in describe(RANK_LIST)


def test_a_sample_says_so_at_the_top_and_names_its_row() -> None:
    first, *_, last = describe(FEEDBACK).splitlines()

    assert first == (
        "SAMPLE: Surgery is only an example. Enter your real dates and this moves with them."
    )
    assert last == "From: ms1-ms4-networking · feedback@surgery · source R3.4 R3.5"
    assert describe(replace(FEEDBACK, block=None)).startswith("SAMPLE: This is only an example.")


def test_place_and_link_stand_there_once() -> None:
    assert "Where: Advising office" in describe(MEETING)
    assert f"Link: {MEETING.link}" in describe(MEETING)

    told = replace(MEETING, notes=f"Go to {MEETING.place}, {MEETING.link}")
    assert describe(told).count(MEETING.place) == 1
    assert describe(told).count(MEETING.link) == 1


def test_days_are_english_whatever_the_locale() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "")
        assert day_in_words(date(2026, 5, 4)) == "Mon 4 May 2026"
    finally:
        locale.setlocale(locale.LC_TIME, before)


@given(st.dates(), st.dates())
def test_no_window_makes_it_raise_and_no_backslash_is_ours(one: date, two: date) -> None:
    item = replace(INTRO, window=Window(min(one, two), max(one, two)))

    assert "\\" not in describe(item)
