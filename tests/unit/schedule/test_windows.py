"""Every form of `when`, computed by hand: a phase, a block and the programme."""

from collections.abc import Callable
from datetime import date

import pytest

from roadmap_sync.items import Window
from roadmap_sync.plan.grammar import parse_when
from roadmap_sync.plan.model import Fit
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.problems import Mark, Problems, Source
from roadmap_sync.schedule.found import Found, Missing, Settle
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.windows import Finder

LABOR_DAY = date(2028, 9, 4)
NAMED = {
    "match_day": (date(2030, 3, 15), date(2030, 3, 15)),
    "step1": (date(2028, 4, 3), date(2028, 5, 26)),
    "ms1": (date(2026, 8, 3), date(2026, 8, 3)),
    "advisor-intro": (date(2026, 8, 12), date(2026, 8, 12)),
}


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day != LABOR_DAY


def named(name: str) -> Found | Missing:
    if name not in NAMED:
        return Missing(f"no '{name}'")
    return Found(Window(*NAMED[name]), Settle.EXACT)


#: From Monday 3 August to Monday 12 October 2026.
PHASE = Frame(date(2026, 8, 3), date(2026, 10, 12), is_working)
#: November to February of a student who began in August: months count from August.
WINTER = Frame(date(2026, 11, 1), date(2027, 2, 28), is_working, count_from=date(2026, 8, 3))
#: Eight weeks from Monday 3 July 2028.
BLOCK = Frame(date(2028, 7, 3), date(2028, 8, 27), is_working, is_block=True)
#: From the Tuesday after Labor Day to a Friday, nine days of service.
SHORT = Frame(date(2028, 9, 5), date(2028, 9, 15), is_working, is_block=True)
#: Medical school, without an end.
SCHOOL = Frame(date(2026, 8, 3), None, is_working)

FindDates = Callable[..., tuple[str, str]]


def find(frame: Frame, text: str, fit: Fit = Fit.CLIP) -> Found | Missing:
    problems = Problems()
    scalar = Scalar(text, plain=True, inline=True, mark=Mark(Source("plan.yaml"), 1, 1))
    when = parse_when(scalar, problems)
    assert not problems.sorted()
    return Finder(frame, 2030, named, fit).find(when)


def days(frame: Frame, text: str, fit: Fit = Fit.CLIP) -> tuple[str, str]:
    found = find(frame, text, fit)
    assert isinstance(found, Found), found
    return found.first.isoformat(), found.last.isoformat()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("day 1", "2026-08-03", "2026-08-03"),
        ("days 5-6", "2026-08-07", "2026-08-10"),  # Friday, then Monday: working days count
        ("week 2", "2026-08-10", "2026-08-16"),
        ("weeks 2-3", "2026-08-10", "2026-08-23"),
        ("week -1", "2026-10-12", "2026-10-12"),  # the last week holds one day of the phase
        ("first week", "2026-08-03", "2026-08-09"),
        ("month 2", "2026-09-01", "2026-09-30"),
        ("month 3", "2026-10-01", "2026-10-12"),  # cut at the end of the phase
        ("last day", "2026-10-12", "2026-10-12"),
        ("last 3 days", "2026-10-08", "2026-10-12"),  # Thursday, Friday, Monday
        ("end of week 2", "2026-08-14", "2026-08-14"),
        ("start of month 2", "2026-09-01", "2026-09-01"),
        ("september", "2026-09-01", "2026-09-30"),
        ("aug-sep", "2026-08-03", "2026-09-30"),  # August is cut at the start of the phase
        ("end of september", "2026-09-30", "2026-09-30"),
        ("2nd thursday", "2026-08-13", "2026-08-13"),
        ("thursday of week 2", "2026-08-13", "2026-08-13"),
        ("last friday", "2026-10-09", "2026-10-09"),
        ("first monday of month 2", "2026-09-07", "2026-09-07"),
        ("third friday of march in match_year", "2030-03-15", "2030-03-15"),
        ("september 15 in match_year - 1", "2029-09-15", "2029-09-15"),
        ("first weekday on or after september 15 in match_year - 1", "2029-09-17", "2029-09-17"),
        ("last friday on or before match_day", "2030-03-15", "2030-03-15"),
        ("2 weeks before match_day", "2030-03-01", "2030-03-01"),
        ("3-5 days after step1", "2028-05-29", "2028-05-31"),
        ("2-4 weeks before match_day", "2030-02-15", "2030-03-01"),
        ("1 month after match_day", "2030-04-15", "2030-04-15"),
        ("5 workdays before match_day", "2030-03-08", "2030-03-08"),
        ("within 4 weeks after advisor-intro", "2026-08-13", "2026-09-09"),
        ("within 2 weeks before match_day", "2030-03-01", "2030-03-14"),
        ("after advisor-intro", "2026-08-13", "2026-10-12"),
        ("before advisor-intro", "2026-08-03", "2026-08-11"),
        ("match_day", "2030-03-15", "2030-03-15"),
        ("step1", "2028-04-03", "2028-05-26"),
        ("week 11 of ms1", "2026-10-12", "2026-10-18"),  # not cut: it says where it counts
        ("last 3 days of step1", "2028-05-24", "2028-05-26"),
        ("week 1 of step1", "2028-04-03", "2028-04-09"),
        ("ms1 to advisor-intro", "2026-08-03", "2026-08-12"),
        ("2026-09-10", "2026-09-10", "2026-09-10"),
        ("earlier of month 2 and match_day", "2026-09-01", "2026-09-30"),
        ("later of 3 days after ms1 and 1 day before advisor-intro", "2026-08-11", "2026-08-11"),
        ("earlier of tuition and ms1", "2026-08-03", "2026-08-03"),  # what is not there is skipped
        ("50% of ms1 to 10 days after ms1", "2026-08-08", "2026-08-08"),
        ("0% of ms1 to match_day", "2026-08-03", "2026-08-03"),
        ("middle of month 2", "2026-09-11", "2026-09-20"),
    ],
)
def test_dates_in_a_phase(text: str, first: str, last: str) -> None:
    assert days(PHASE, text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("month 4", "2026-11-01", "2026-11-30"),
        ("months 5-6", "2026-12-01", "2027-01-31"),
        ("months 3-4", "2026-11-01", "2026-11-30"),  # October lies before the phase
        ("nov-feb", "2026-11-01", "2027-02-28"),
        ("end of february", "2027-02-26", "2027-02-26"),  # the 28th is a Sunday
    ],
)
def test_months_count_from_the_date_the_phase_names(text: str, first: str, last: str) -> None:
    assert days(WINTER, text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("day 1", "2028-07-03", "2028-07-03"),
        ("days 2-3", "2028-07-04", "2028-07-05"),
        ("end of week 2", "2028-07-14", "2028-07-14"),
        ("weeks 4-5", "2028-07-24", "2028-08-04"),  # service days: Monday to Friday
        ("last 3 days", "2028-08-23", "2028-08-25"),  # the block ends on a Sunday
        ("last day", "2028-08-25", "2028-08-25"),
        ("final week", "2028-08-21", "2028-08-25"),
        ("month 2", "2028-08-01", "2028-08-25"),
        ("within 2 weeks after end", "2028-08-28", "2028-09-10"),
        ("3-4 weeks before start", "2028-06-05", "2028-06-12"),
        ("3 days before end", "2028-08-24", "2028-08-24"),
        ("2nd friday", "2028-07-14", "2028-07-14"),
        ("middle", "2028-07-20", "2028-08-08"),  # of 40 days of service the 14th to the 27th
    ],
)
def test_dates_in_a_block_count_days_of_service(text: str, first: str, last: str) -> None:
    assert days(BLOCK, text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("day 1", "2028-09-05", "2028-09-05"),
        ("week 1", "2028-09-05", "2028-09-08"),  # week 1 is the first with a day of service
        ("weeks 2-3", "2028-09-11", "2028-09-15"),  # there is no week 3: what there is of it
        ("weeks 4-5", "2028-09-11", "2028-09-15"),  # moved to the last week
        ("end of week 6", "2028-09-15", "2028-09-15"),
        ("day 30", "2028-09-15", "2028-09-15"),
        ("5th friday", "2028-09-15", "2028-09-15"),
        ("4 weeks after start", "2028-09-15", "2028-09-15"),  # never spills out
        ("week -4", "2028-09-05", "2028-09-08"),
    ],
)
def test_a_short_block_clips_what_does_not_fit(text: str, first: str, last: str) -> None:
    assert days(SHORT, text) == (first, last)


@pytest.mark.parametrize("text", ["weeks 4-5", "day 30", "5th friday", "4 weeks after start"])
def test_a_short_block_drops_it_if_the_step_says_so(text: str) -> None:
    assert isinstance(find(SHORT, text, Fit.DROP), Missing)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("start", "2026-08-03", "2026-08-03"),
        ("first monday of month 24", "2028-07-03", "2028-07-03"),
        ("month 12", "2027-07-01", "2027-07-31"),
        ("june", "2027-06-01", "2027-06-30"),
        ("august", "2026-08-03", "2026-08-31"),  # nothing before the start
        ("june 1", "2027-06-01", "2027-06-01"),
        ("10 weeks after ms1", "2026-10-12", "2026-10-12"),
    ],
)
def test_named_dates_count_from_the_start_of_school(text: str, first: str, last: str) -> None:
    assert days(SCHOOL, text) == (first, last)


@pytest.mark.parametrize(
    "text", ["week 40", "december", "match_day to ms1", "tuition", "after match_day"]
)
def test_a_window_without_a_day_says_why(text: str) -> None:
    found = find(PHASE, text)

    assert isinstance(found, Missing)
    assert found.reason


def test_the_end_of_something_without_end_is_missing() -> None:
    assert isinstance(find(SCHOOL, "last week"), Missing)
    assert isinstance(find(SCHOOL, "within 2 weeks after end"), Missing)
    assert isinstance(find(SCHOOL, "after ms1"), Missing)


@pytest.mark.parametrize(
    ("text", "settle"),
    [
        ("2 weeks before match_day", Settle.EARLIER),
        ("2 weeks after match_day", Settle.LATER),
        ("weeks 2-3", Settle.RANGE),
        ("2026-09-10", Settle.EXACT),
        ("match_day", Settle.EXACT),
        ("last monday of may", Settle.LATER),
    ],
)
def test_a_single_day_knows_which_way_it_may_move(text: str, settle: Settle) -> None:
    frame = Frame(date(2026, 8, 3), date(2027, 7, 30), is_working)
    found = find(frame, text)

    assert isinstance(found, Found)
    assert found.settle is settle


def test_29_february_stays_in_february() -> None:
    frame = Frame(date(2028, 2, 29), None, is_working)

    assert days(frame, "1 year after start") == ("2029-02-28", "2029-02-28")
    assert days(frame, "12 months after start") == ("2029-02-28", "2029-02-28")
    assert days(frame, "4 years after start") == ("2032-02-29", "2032-02-29")
