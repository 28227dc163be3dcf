"""Twelve dates of each bundled plan, computed by hand with a calendar, each with its reason."""

from functools import cache

import pytest

from roadmap_sync.schedule.expand import Schedule, expand
from tests.system.bundled import PLANS
from tests.unit.schedule.roadmaps import bundled, day, student, window

# Who asks. Without a match year it is four years after the start. Third Fridays of March:
# 16 Mar 2029, 15 Mar 2030, 21 Mar 2031; and 19 Mar 2027 is published.
M2027 = "start: 2023-08-07"
M2028 = "start: 2024-08-05"
M2029 = "start: 2025-08-04"
M2030 = "start: 2026-08-03"
M2031 = "start: 2027-08-02"
EARLY = M2030 + "\ndates: {residency: 2030-06-24}"
GRADUATE = (
    "start: 2028-09-04\nmatch_year: 2030\n"
    "rotations: [{name: Ward, start: 2028-10-02, weeks: 4}]"  # a Monday, until Fri 27 Oct
)
AWAYS = M2030 + (
    "\nanswers: {aways: true}\naways:\n"
    "  - {name: July, start: 2029-07-09, weeks: 4}\n"  # a Monday
    "  - {name: Labor, start: 2029-08-20, weeks: 2}\n"  # until Fri 31 Aug
    "  - {name: Mid, start: 2029-09-05, weeks: 2}\n"  # a Wednesday, until Tue 18 Sep
    "  - {name: Thanks, start: 2029-10-29, weeks: 4}"  # until Fri 23 Nov
)
CONFERENCES = M2030 + (
    "\nconferences:\n"
    "  - {name: Leap, start: 2028-03-10, until: 2028-03-10}\n"  # a Friday
    "  - {name: Spring, start: 2029-04-20, until: 2029-04-22}\n"  # Friday to Sunday
    "  - {name: Fall, start: 2029-10-18, until: 2029-10-21}"  # Thursday to Sunday
)
INTERVIEWS = M2030 + (
    "\ninterviews:\n"
    "  - {program: A, date: 2029-10-24}\n"
    "  - {program: B, date: 2029-11-05}\n"
    "  - {program: C, date: 2029-11-23}\n"
    "  - {program: D, date: 2029-12-14}\n"
    "  - {program: E, date: 2030-01-03}\n"
    "  - {program: F, date: 2030-03-01}"
)
AWAY_YEAR = M2030 + "\nleaves: [{name: Lab, from: 2028-10-02, until: 2029-09-28}]"
AWAY_HALF = M2031 + "\nleaves: [{name: Lab, from: 2028-03-06, until: 2028-10-13}]"

Row = tuple[str, str, str, str]  # the student, the item, from, until

TABLE: dict[str, tuple[Row, ...]] = {
    # Submission: first Wednesday of September, 6 Sep 2028, 5 Sep 2029, 4 Sep 2030.
    "application-season": (
        # 14 and 10 weeks (98 and 70 days) before Wed 6 Sep 2028
        (M2029, "strong-letter-ask", "2028-05-31", "2028-06-28"),
        # from the first Wednesday of June (the 1st is a Thursday) to the submission
        (M2029, "refine-list", "2028-06-07", "2028-09-06"),
        # 8 and 4 weeks before Wed 6 Sep 2028
        (M2029, "statement-feedback", "2028-07-12", "2028-08-09"),
        # 2 and 5 weeks after Wed 6 Sep 2028
        (M2029, "mock-interview", "2028-09-20", "2028-10-11"),
        # 14 and 10 weeks before Wed 5 Sep 2029
        (M2030, "strong-letter-ask", "2029-05-30", "2029-06-27"),
        # 2 and 1 weeks before Wed 6 Sep 2028
        (M2029, "letters-arrived", "2028-08-23", "2028-08-30"),
        # the first two weeks of September of the year before the Match
        (M2029, "check-dates", "2028-09-01", "2028-09-14"),
        # the first Wednesday of June: the 1st is a Friday
        (M2030, "refine-list", "2029-06-06", "2029-09-05"),
        # 8 and 4 weeks before Wed 5 Sep 2029
        (M2030, "statement-feedback", "2029-07-11", "2029-08-08"),
        # 2 and 1 weeks before Wed 5 Sep 2029
        (M2030, "letters-arrived", "2029-08-22", "2029-08-29"),
        # the first Wednesday of June: the 1st is a Saturday
        (M2031, "refine-list", "2030-06-05", "2030-09-04"),
        # 2 and 5 weeks after Wed 4 Sep 2030
        (M2031, "mock-interview", "2030-09-18", "2030-10-09"),
    ),
    # Only working days count in a block: its weeks end on Friday.
    "away-rotation": (
        # week 1 of a Monday start, to its Friday
        (AWAYS, "away-first-week@july", "2029-07-09", "2029-07-13"),
        # the week after
        (AWAYS, "away-feedback@july", "2029-07-16", "2029-07-20"),
        # and the one after that; 4 weeks are enough for it
        (AWAYS, "away-allies@july", "2029-07-23", "2029-07-27"),
        # Wednesday to Friday of week 4, which begins on Mon 30 July
        (AWAYS, "away-letter@july", "2029-08-01", "2029-08-03"),
        # the second of two weeks ends with the block, on Friday
        (AWAYS, "away-feedback@labor", "2029-08-27", "2029-08-31"),
        # its last three working days
        (AWAYS, "away-letter@labor", "2029-08-29", "2029-08-31"),
        # week 1 of a Wednesday start has three working days
        (AWAYS, "away-first-week@mid", "2029-09-05", "2029-09-07"),
        # week 2 begins on Monday all the same
        (AWAYS, "away-feedback@mid", "2029-09-10", "2029-09-14"),
        # from Tue 18 September back over the weekend: Tuesday, Monday, Friday
        (AWAYS, "away-letter@mid", "2029-09-14", "2029-09-18"),
        # Monday 29 October to Friday
        (AWAYS, "away-first-week@thanks", "2029-10-29", "2029-11-02"),
        # week 3, after Veterans Day: 11 November is a Sunday, so Monday is off
        (AWAYS, "away-allies@thanks", "2029-11-13", "2029-11-16"),
        # Thanksgiving, Thu 22 November, is no working day: Tuesday, Wednesday, Friday
        (AWAYS, "away-letter@thanks", "2029-11-20", "2029-11-23"),
    ),
    "conference": (
        # 28 and 14 days before Fri 10 Mar 2028; February has 29 days
        (CONFERENCES, "conference-program@leap", "2028-02-11", "2028-02-25"),
        # 21 and 7 days before
        (CONFERENCES, "speaker-note@leap", "2028-02-18", "2028-03-03"),
        # the day itself
        (CONFERENCES, "conference-days@leap", "2028-03-10", "2028-03-10"),
        # 3 and 5 days after: Monday to Wednesday
        (CONFERENCES, "conference-follow-up@leap", "2028-03-13", "2028-03-15"),
        # 28 and 14 days before Fri 20 Apr 2029
        (CONFERENCES, "conference-program@spring", "2029-03-23", "2029-04-06"),
        # 21 and 7 days before
        (CONFERENCES, "speaker-note@spring", "2029-03-30", "2029-04-13"),
        # its Friday
        (CONFERENCES, "conference-days@spring", "2029-04-20", "2029-04-20"),
        # 3 and 5 days after Sunday 22 April
        (CONFERENCES, "conference-follow-up@spring", "2029-04-25", "2029-04-27"),
        # 28 and 14 days before Thu 18 Oct 2029
        (CONFERENCES, "conference-program@fall", "2029-09-20", "2029-10-04"),
        # 21 and 7 days before
        (CONFERENCES, "speaker-note@fall", "2029-09-27", "2029-10-11"),
        # its Thursday
        (CONFERENCES, "conference-days@fall", "2029-10-18", "2029-10-18"),
        # 3 and 5 days after Sunday 21 October
        (CONFERENCES, "conference-follow-up@fall", "2029-10-24", "2029-10-26"),
    ),
    # Week 1 holds the day 18 months before Match Day.
    "digital-presence": (
        # Fri 19 Sep 2025, so week 1 is that of Mon 15 September, and week 3 begins on the 29th
        (M2027, "online-profile", "2025-09-29", "2025-11-09"),
        # week 8 begins on 3 November, week 13 ends on 14 December
        (M2027, "join-society", "2025-11-03", "2025-12-14"),
        # week 13 begins on 8 December, week 20 on 26 January
        (M2027, "cold-email", "2025-12-08", "2026-02-01"),
        # Thu 16 Sep 2027, so week 1 is that of Mon 13 September
        (M2029, "online-profile", "2027-09-27", "2027-11-07"),
        # week 8 begins 49 days after it, week 13 ends 90 days after it
        (M2029, "join-society", "2027-11-01", "2027-12-12"),
        # 84 and 139 days after it
        (M2029, "cold-email", "2027-12-06", "2028-01-30"),
        # Fri 15 Sep 2028, so week 1 is that of Mon 11 September
        (M2030, "online-profile", "2028-09-25", "2028-11-05"),
        # 49 and 90 days after it
        (M2030, "join-society", "2028-10-30", "2028-12-10"),
        # 84 and 139 days after it
        (M2030, "cold-email", "2028-12-04", "2029-01-28"),
        # Fri 21 Sep 2029, so week 1 is that of Mon 17 September
        (M2031, "online-profile", "2029-10-01", "2029-11-11"),
        # 49 and 90 days after it
        (M2031, "join-society", "2029-11-05", "2029-12-16"),
        # 84 and 139 days after it
        (M2031, "cold-email", "2029-12-10", "2030-02-03"),
    ),
    "interview": (
        # 7 and 3 days before Wed 24 October
        (INTERVIEWS, "interview-tips@a", "2029-10-17", "2029-10-21"),
        # the three days after it
        (INTERVIEWS, "interview-compare@a", "2029-10-25", "2029-10-27"),
        # before Mon 5 November: over the end of October, which has 31 days
        (INTERVIEWS, "interview-tips@b", "2029-10-29", "2029-11-02"),
        # Tuesday to Thursday
        (INTERVIEWS, "interview-compare@b", "2029-11-06", "2029-11-08"),
        # before the Friday after Thanksgiving
        (INTERVIEWS, "interview-tips@c", "2029-11-16", "2029-11-20"),
        # Saturday to Monday
        (INTERVIEWS, "interview-compare@c", "2029-11-24", "2029-11-26"),
        # before Fri 14 December
        (INTERVIEWS, "interview-tips@d", "2029-12-07", "2029-12-11"),
        # Saturday to Monday
        (INTERVIEWS, "interview-compare@d", "2029-12-15", "2029-12-17"),
        # before Thu 3 January: still in the old year
        (INTERVIEWS, "interview-tips@e", "2029-12-27", "2029-12-31"),
        # Friday to Sunday
        (INTERVIEWS, "interview-compare@e", "2030-01-04", "2030-01-06"),
        # before Fri 1 March of a year without 29 February
        (INTERVIEWS, "interview-tips@f", "2030-02-22", "2030-02-26"),
        # Saturday to Monday
        (INTERVIEWS, "interview-compare@f", "2030-03-02", "2030-03-04"),
    ),
    "md-graduate": (
        # weeks 1 and 2 of a rotation from Mon 2 October, to the second Friday
        (GRADUATE, "clinical-faculty@ward", "2028-10-02", "2028-10-13"),
        # weeks 3 and 4, to the Friday on which it ends
        (GRADUATE, "clinical-offer@ward", "2028-10-16", "2028-10-27"),
        # the last working day of week 4
        (GRADUATE, "clinical-thanks@ward", "2028-10-27", "2028-10-27"),
        # week 3 from that of Mon 11 Sep 2028, 18 months before the Match, to the end of week 8
        (GRADUATE, "online-profile", "2028-09-25", "2028-11-05"),
        # weeks 21 to 25 of the same count: 140 days after 11 September, and 174
        (GRADUATE, "leverage-list", "2029-01-29", "2029-03-04"),
        # 14 and 10 weeks before Wed 5 Sep 2029
        (GRADUATE, "strong-letter-ask", "2029-05-30", "2029-06-27"),
        # the day of the submission
        (GRADUATE, "grad-final-list", "2029-09-05", "2029-09-05"),
        # 4 and 8 weeks after Wed 26 September, three weeks after the submission
        (GRADUATE, "grad-update", "2029-10-24", "2029-11-21"),
        # 4 and 2 weeks before Wed 27 Feb 2030, which is 16 days before the Match
        (GRADUATE, "grad-rank-review", "2030-01-30", "2030-02-13"),
        # the third Friday of March 2030, which begins on a Friday
        (GRADUATE, "match-day", "2030-03-15", "2030-03-15"),
        # the fourteen days after it
        (GRADUATE, "grad-thanks", "2030-03-16", "2030-03-29"),
        # three calendar months from Mon 1 July
        (GRADUATE, "residency-people", "2030-07-01", "2030-09-30"),
    ),
    "mentorship": (
        # week 2 after that of Mon 13 Sep 2027 (18 months before 16 Mar 2029), and week 9
        (M2029, "mentor-team", "2027-09-20", "2027-11-14"),
        # likewise from Mon 11 Sep 2028
        (M2030, "mentor-team", "2028-09-18", "2028-11-12"),
        # 18 months before Fri 15 Mar 2030; six calendar months, September to February
        (M2030, "mentorship-check#1", "2028-09-15", "2029-02-28"),
        # March to August
        (M2030, "mentorship-check#2", "2029-03-01", "2029-08-31"),
        # September to February; half of March 2030 is too little for a fourth
        (M2030, "mentorship-check#3", "2029-09-01", "2030-02-28"),
        # week 2 after that of Mon 17 Sep 2029, and week 9
        (M2031, "mentor-team", "2029-09-24", "2029-11-18"),
        # 18 months before Fri 21 Mar 2031
        (M2031, "mentorship-check#1", "2029-09-21", "2030-02-28"),
        # March to August
        (M2031, "mentorship-check#2", "2030-03-01", "2030-08-31"),
        # September to February
        (M2031, "mentorship-check#3", "2030-09-01", "2031-02-28"),
        # the first six months of a leave: October to March
        (AWAY_YEAR, "leave-update@lab/mentor-1#1", "2028-10-02", "2029-03-31"),
        # the second: April, to the end of the leave on Fri 28 September
        (AWAY_YEAR, "leave-update@lab/mentor-1#2", "2029-04-01", "2029-09-28"),
        # March to August; the six weeks that remain are too little for a second
        (AWAY_HALF, "leave-update@lab/mentor-1#1", "2028-03-06", "2028-08-31"),
    ),
    "ms1-ms4-networking": (
        # four weeks from Mon 3 Aug 2026
        (M2030, "network-map", "2026-08-03", "2026-08-30"),
        # ten weeks later it is Mon 12 October, and this is week 11
        (M2030, "october-check", "2026-10-12", "2026-10-18"),
        # month 4 of an August start is November
        (M2030, "coffee#1", "2026-11-01", "2026-11-30"),
        # two weeks from the first Monday of November, the 2nd
        (M2030, "research-names", "2026-11-02", "2026-11-15"),
        # the last working day of February 2027, whose 28th is a Sunday
        (M2030, "february-check", "2027-02-26", "2027-02-26"),
        # months 9 and 10 are April and May
        (M2030, "two-people", "2027-04-01", "2027-05-31"),
        # month 11 is June; its first Monday is the 7th
        (M2030, "summer-hopes", "2027-06-07", "2027-06-13"),
        # 14 days before the wards, Mon 3 July 2028 (month 24), to the day before
        (M2030, "ms2-check", "2028-06-19", "2028-07-02"),
        # Friday of the second week of a rotation from Mon 3 July 2028
        (M2030, "feedback@sample-rotation", "2028-07-14", "2028-07-14"),
        # 30 June 2029 is a Saturday
        (M2030, "list-check", "2029-06-29", "2029-06-29"),
        # 16 days before Fri 15 Mar 2030 is 27 February; a week earlier
        (M2030, "rank-list-check", "2030-02-20", "2030-02-20"),
        # the 14 days before Fri 17 May 2030, the third Friday
        (M2030, "carry-on", "2030-05-03", "2030-05-16"),
    ),
    "national-dates": (
        # published for 2027
        (M2027, "match-day", "2027-03-19", "2027-03-19"),
        # the first Wednesday of June 2029: the 1st is a Friday
        (M2030, "myeras-opens", "2029-06-06", "2029-06-06"),
        # the first Wednesday of September 2029: the 1st is a Saturday
        (M2030, "eras-submission-opens", "2029-09-05", "2029-09-05"),
        # 15 September 2029 is a Saturday, so Monday
        (M2030, "nrmp-registration", "2029-09-17", "2029-09-17"),
        # three weeks after Wed 5 September
        (M2030, "programs-review", "2029-09-26", "2029-09-26"),
        # 1 February 2030 is a Friday
        (M2030, "ranking-opens", "2030-02-01", "2030-02-01"),
        # 16 days before Fri 15 March: a Wednesday
        (M2030, "rank-list-deadline", "2030-02-27", "2030-02-27"),
        # 4 days before Fri 15 March: the Monday
        (M2030, "match-status", "2030-03-11", "2030-03-11"),
        # the third Friday of March 2030, which begins on a Friday
        (M2030, "match-day", "2030-03-15", "2030-03-15"),
        # 15 September 2030 is a Sunday
        (M2031, "nrmp-registration", "2030-09-16", "2030-09-16"),
        # 1 February 2031 is a Saturday
        (M2031, "ranking-opens", "2031-02-03", "2031-02-03"),
        # the third Friday of March 2031, which begins on a Saturday
        (M2031, "match-day", "2031-03-21", "2031-03-21"),
    ),
    # Week 1 is that of Mon 11 Sep 2028 for 15 Mar 2030, of Mon 17 Sep 2029 for 21 Mar 2031.
    "pre-application": (
        # week 2 begins 7 days after it, week 6 ends 41 days after it
        (M2030, "specialty-talks", "2028-09-18", "2028-10-22"),
        # weeks 4 to 7: 21 and 48 days
        (M2030, "project-search", "2028-10-02", "2028-10-29"),
        # weeks 7 to 10: 42 and 69 days
        (M2030, "offer-help", "2028-10-23", "2028-11-19"),
        # weeks 11 to 14: 70 and 97 days
        (M2030, "resident-advice", "2028-11-20", "2028-12-17"),
        # weeks 10 to 14: 63 and 97 days
        (M2030, "join-projects", "2028-11-13", "2028-12-17"),
        # weeks 17 to 20: 112 and 139 days
        (M2030, "choose-conference", "2029-01-01", "2029-01-28"),
        # weeks 21 to 25: 140 and 174 days
        (M2030, "leverage-list", "2029-01-29", "2029-03-04"),
        # 7 and 41 days after 17 September 2029
        (M2031, "specialty-talks", "2029-09-24", "2029-10-28"),
        # 21 and 48 days
        (M2031, "project-search", "2029-10-08", "2029-11-04"),
        # 42 and 69 days
        (M2031, "offer-help", "2029-10-29", "2029-11-25"),
        # 112 and 139 days
        (M2031, "choose-conference", "2030-01-07", "2030-02-03"),
        # 140 and 174 days
        (M2031, "leverage-list", "2030-02-04", "2030-03-10"),
    ),
    "residency": (
        # 1 July 2028 is a Saturday, so from Monday; July to September
        (M2028, "residency-people", "2028-07-03", "2028-09-30"),
        # month 4 of a July start is October, month 9 March
        (M2028, "residency-committee", "2028-10-01", "2029-03-31"),
        # two months after Mon 3 July; September to February
        (M2028, "residency-update/mentor-1#1", "2028-09-03", "2029-02-28"),
        # 1 July 2029 is a Sunday
        (M2029, "residency-people", "2029-07-02", "2029-09-30"),
        # October to March
        (M2029, "residency-committee", "2029-10-01", "2030-03-31"),
        # 1 July 2030 is a Monday
        (M2030, "residency-people", "2030-07-01", "2030-09-30"),
        # two months after 1 July; March and April are too little for a second
        (M2030, "residency-update/mentor-1#1", "2030-09-01", "2031-02-28"),
        # 1 July 2031 is a Tuesday
        (M2031, "residency-people", "2031-07-01", "2031-09-30"),
        # October to March, and 2032 is a leap year
        (M2031, "residency-committee", "2031-10-01", "2032-03-31"),
        # month 1 of a first day on 24 June is June, so month 3 is August
        (EARLY, "residency-people", "2030-06-24", "2030-08-31"),
        # September to February
        (EARLY, "residency-committee", "2030-09-01", "2031-02-28"),
        # two months after 24 June; August to January
        (EARLY, "residency-update/mentor-1#1", "2030-08-24", "2031-01-31"),
    ),
}


@cache
def planned(plan: str, who: str) -> Schedule:
    return expand(bundled(plan), student(who))


def test_every_plan_has_twelve_dates() -> None:
    assert {name: len(set(rows)) for name, rows in TABLE.items()} == {
        path.stem: 12 for path in PLANS
    }


@pytest.mark.parametrize(
    ("plan", "who", "item", "first", "last"),
    [(plan, *row) for plan, rows in TABLE.items() for row in rows],
)
def test_a_date_computed_by_hand(plan: str, who: str, item: str, first: str, last: str) -> None:
    found = planned(plan, who)

    assert window(found, item) == (first, last)
    if first == last:
        assert day(found, item).isoformat() == first
