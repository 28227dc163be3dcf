"""Students of all kinds: what each file in examples/ must give, computed by hand.

The days were worked out from a calendar on the wall and the rules of DESIGN.md section 4, not
copied from the program. A fact is the name of an item and

- ``Fri 2028-07-14``: its window is that one day, and so is the day on the calendar;
- ``Mon 2028-06-19 to Sun 2028-07-02``: its window; the day is one of those;
- ``-``: it is not on the calendar.

Rules that the comments use: week 11 of MS1 begins on the Monday 10 weeks after the Monday of
the first week. ``weeks: n`` ends n weeks later, on a Sunday if it began on a Monday. Public
holidays are those of the United States.
"""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from roadmap_sync.cli.inputs import load_for, requests_of, try_out
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.items import Item, Window
from roadmap_sync.plan.model import Plan
from roadmap_sync.problems import Problems, Severity, show
from roadmap_sync.schedule.expand import Schedule
from roadmap_sync.schedule.explain import explain
from tests.system.commands import ROOT

EXAMPLES = {path.stem: path for path in sorted((ROOT / "examples").glob("*.yaml"))}
#: Examples that are about a warning, and its code.
WARNED = {
    "ana": "no-id",  # a file to copy names calendars, and never holds an id
    "md-phd": "left-out",  # a talk before the wards that falls into the PhD
    "published-mistake": "overlap",
}

Facts = tuple[tuple[str, str], ...]
NO = "-"

FACTS: dict[str, Facts] = {
    "two-plus-two": (
        # Mon 3 Aug 2026 + 10 weeks = Mon 12 Oct. Columbus Day stays in the window.
        ("october-check", "Mon 2026-10-12 to Sun 2026-10-18"),
        # Month 7 from August is February; the 28th is a Sunday, so Friday.
        ("february-check", "Fri 2027-02-26"),
        # Month 11 is June; its last day is a Wednesday.
        ("ms1-check", "Wed 2027-06-30"),
        # The two weeks up to the day before Mon 3 Jul 2028.
        ("ms2-check", "Mon 2028-06-19 to Sun 2028-07-02"),
        # 3 Jul minus 28 and minus 21 days.
        ("director-hello@internal-medicine", "Mon 2028-06-05 to Mon 2028-06-12"),
        # Only before the first two clerkships, and this is the third.
        ("director-hello@pediatrics", NO),
        ("introduction@internal-medicine", "Mon 2028-07-03"),
        # Week 2 is 10-14 Jul.
        ("feedback@internal-medicine", "Fri 2028-07-14"),
        # 8 weeks are over 6: weeks 4-5 begin on 24 Jul and 31 Jul.
        ("career-meeting@internal-medicine", "Mon 2028-07-24 to Fri 2028-08-04"),
        # 8 weeks from Mon 3 Jul end Sun 27 Aug; Fri 25 is the exam, so service ends Thu 24.
        ("ask-letter@internal-medicine", "Tue 2028-08-22 to Thu 2028-08-24"),
        ("thanks@internal-medicine", "Thu 2028-08-24"),
        # Week 2 is 4-8 Sep; Labor Day on Monday takes nothing from its end.
        ("feedback@surgery", "Fri 2028-09-08"),
        # Surgery ends Sun 22 Oct; 84 days later is Sun 14 Jan, 112 days Sun 11 Feb.
        ("resident-update@surgery", "Sun 2029-01-14 to Sun 2029-02-11"),
        ("introduction@obstetrics-and-gynecology", "Tue 2029-01-02"),
        # 6 weeks from Mon 1 Jan (a holiday) end Sun 11 Feb, not Mon 12: last service Fri 9.
        ("thanks@obstetrics-and-gynecology", "Fri 2029-02-09"),
        # The file says that there is no interest, so nobody is asked.
        ("ask-letter@psychiatry", NO),
        ("ms3-check", "Mon 2029-06-18 to Sun 2029-07-01"),
        # First Wednesday of September 2029 (1 Sep is a Saturday).
        ("eras-submission-opens", "Wed 2029-09-05"),
        # Third Friday of March 2030: 1, 8, 15. The rank list is due 16 days before.
        ("rank-list-deadline", "Wed 2030-02-27"),
        ("match-day", "Fri 2030-03-15"),
    ),
    "eighteen-months-january": (
        # Mon 4 Aug 2025 + 10 weeks.
        ("october-check", "Mon 2025-10-13 to Sun 2025-10-19"),
        # 28 Feb 2026 is a Saturday.
        ("february-check", "Fri 2026-02-27"),
        ("ms1-check", "Tue 2026-06-30"),
        # Two weeks before Mon 4 Jan 2027, over the holidays.
        ("ms2-check", "Mon 2026-12-21 to Sun 2027-01-03"),
        ("director-hello@surgery", "Mon 2026-12-07 to Mon 2026-12-14"),
        ("introduction@surgery", "Mon 2027-01-04"),
        ("feedback@surgery", "Fri 2027-01-15"),
        # Weeks begin on 4, 11, 18 (MLK Day: the rest of it counts), 25 Jan and 1 Feb.
        ("career-meeting@surgery", "Mon 2027-01-25 to Fri 2027-02-05"),
        # 8 weeks end Sun 28 Feb.
        ("thanks@surgery", "Fri 2027-02-26"),
        # Two weeks, 29 Nov to 12 Dec: the end of the first week is soon enough to change.
        ("feedback@radiology-selective", "Fri 2027-12-03"),
        # interest is maybe, and two weeks are below three.
        ("ask-letter@radiology-selective", NO),
        ("career-meeting@radiology-selective", NO),
        ("thanks@radiology-selective", "Fri 2027-12-10"),
        # MS4 is told by the Match of 2029, a year and a half after the clerkships began.
        ("ms3-check", "Mon 2028-06-19 to Sun 2028-07-02"),
        ("myeras-opens", "Wed 2028-06-07"),
        # Three weeks after Wed 6 Sep 2028.
        ("programs-review", "Wed 2028-09-27"),
        # 1 Mar 2029 is a Thursday: Fridays are 2, 9, 16.
        ("match-day", "Fri 2029-03-16"),
    ),
    "eighteen-months-may": (
        ("october-check", "Mon 2026-10-12 to Sun 2026-10-18"),
        # Two weeks before Mon 1 May 2028.
        ("ms2-check", "Mon 2028-04-17 to Sun 2028-04-30"),
        # The second clerkship begins Mon 12 Jun.
        ("director-hello@pediatrics", "Mon 2028-05-15 to Mon 2028-05-22"),
        # 6 weeks from Mon 24 Jul end Sun 3 Sep.
        ("thanks@psychiatry", "Fri 2028-09-01"),
        # After the intersession.
        ("introduction@obstetrics-and-gynecology", "Mon 2028-09-11"),
        ("introduction@internal-medicine", "Mon 2028-12-18"),
        ("expectations@internal-medicine", "Tue 2028-12-19 to Wed 2028-12-20"),
        # Week 1 is 18-22 Dec; the break has no service; week 2 is 8-12 Jan.
        ("feedback@internal-medicine", "Fri 2029-01-12"),
        # Weeks 3-4 begin Mon 15 Jan, which is MLK Day, so Tue 16; and end Fri 26.
        ("letter-writers@internal-medicine", "Tue 2029-01-16 to Fri 2029-01-26"),
        # Eight weeks of service in ten of the calendar: over 6, so weeks 4-5.
        ("career-meeting@internal-medicine", "Mon 2029-01-22 to Fri 2029-02-02"),
        # The exam is Fri 23 Feb, Washington's Birthday is Mon 19.
        ("ask-letter@internal-medicine", "Tue 2029-02-20 to Thu 2029-02-22"),
        ("thanks@internal-medicine", "Thu 2029-02-22"),
        # The block ends Sun 25 Feb: 84 and 112 days later.
        ("resident-update@internal-medicine", "Sun 2029-05-20 to Sun 2029-06-17"),
        ("match-day", "Fri 2030-03-15"),
    ),
    "one-year-preclinical": (
        ("october-check", "Mon 2026-10-12 to Sun 2026-10-18"),
        ("february-check", "Fri 2027-02-26"),
        ("ms1-check", "Wed 2027-06-30"),
        # What belongs to MS2 stands in the 13 weeks before the wards: weeks 1-2 from Mon 3 May.
        ("letter-candidates", "Mon 2027-05-03 to Sun 2027-05-16"),
        # Week 4 begins Mon 24 May; 45% of 91 days after 3 May is Sat 12 Jun, where it ends.
        ("resident-intel#1", "Mon 2027-05-24 to Sat 2027-06-12"),
        # 60% is Sat 26 Jun, in the week of Mon 21; week 4 is that of Mon 12 Jul.
        ("talk-to-ms4s#2", "Mon 2027-07-12 to Sun 2027-08-01"),
        # Eight to twelve weeks do not fit between them.
        ("keep-in-touch/mentor-1#1", NO),
        # Two weeks before the clerkships of Mon 2 Aug 2027, a year after the start.
        ("ms2-check", "Mon 2027-07-19 to Sun 2027-08-01"),
        ("director-hello@internal-medicine", "Mon 2027-07-05 to Mon 2027-07-12"),
        ("introduction@internal-medicine", "Mon 2027-08-02"),
        # Medicine ends Sun 26 Sep: 84 and 112 days later.
        ("resident-update@internal-medicine", "Sun 2027-12-19 to Sun 2028-01-16"),
        # Thanksgiving is in week 1 (22-26 Nov); week 2 ends Fri 3 Dec.
        ("feedback@neurology", "Fri 2027-12-03"),
        # Four weeks: weeks 3-4 begin on 6 and 13 Dec.
        ("career-meeting@neurology", "Mon 2027-12-06 to Fri 2027-12-17"),
        ("ask-letter@neurology", "Wed 2027-12-15 to Fri 2027-12-17"),
        ("thanks@neurology", "Fri 2027-12-17"),
        # The Match of 2030 rules MS4, whatever the year of the clerkships.
        ("ms3-check", "Mon 2029-06-18 to Sun 2029-07-01"),
        ("match-status", "Mon 2030-03-11"),
        ("match-day", "Fri 2030-03-15"),
    ),
    "three-year-md": (
        # Mon 6 Jul 2026 + 10 weeks: it counts weeks, not Octobers.
        ("october-check", "Mon 2026-09-14 to Sun 2026-09-20"),
        # Month 7 from July is January; the 31st is a Sunday.
        ("february-check", "Fri 2027-01-29"),
        # Month 11 is May; Mon 31 is Memorial Day, then a weekend before it.
        ("ms1-check", "Fri 2027-05-28"),
        ("ms2-check", "Mon 2027-12-20 to Sun 2028-01-02"),
        ("director-hello@internal-medicine", "Mon 2027-12-06 to Mon 2027-12-13"),
        # Mon 19 Jun 2028 is Juneteenth: day 1 is the first day with service.
        ("introduction@psychiatry", "Tue 2028-06-20"),
        ("expectations@psychiatry", "Wed 2028-06-21 to Thu 2028-06-22"),
        ("feedback@psychiatry", "Fri 2028-06-30"),
        # 4 weeks from Mon 19 Jun end Sun 16 Jul.
        ("ask-letter@psychiatry", "Wed 2028-07-12 to Fri 2028-07-14"),
        ("thanks@psychiatry", "Fri 2028-07-14"),
        ("eras-submission-opens", "Wed 2028-09-06"),
        ("match-day", "Fri 2029-03-16"),
    ),
    "md-phd": (
        # Mon 2 Aug 2021 + 10 weeks.
        ("october-check", "Mon 2021-10-11 to Sun 2021-10-17"),
        ("february-check", "Mon 2022-02-28"),
        ("ms1-check", "Thu 2022-06-30"),
        # Two weeks before Tue 6 Jul 2027, after the PhD.
        ("ms2-check", "Tue 2027-06-22 to Mon 2027-07-05"),
        ("director-hello@internal-medicine", "Tue 2027-06-08 to Tue 2027-06-15"),
        ("introduction@internal-medicine", "Tue 2027-07-06"),
        # Week 1 is Tue 6 to Fri 9, week 2 is 12-16 Jul.
        ("feedback@internal-medicine", "Fri 2027-07-16"),
        # Mon 5 Jul is a holiday (4 Jul is a Sunday), so 8 weeks count from it: Sun 29 Aug.
        ("ask-letter@internal-medicine", "Wed 2027-08-25 to Fri 2027-08-27"),
        ("thanks@internal-medicine", "Fri 2027-08-27"),
        ("introduction@surgery", "Mon 2027-08-30"),
        ("ms3-check", "Mon 2028-06-19 to Sun 2028-07-02"),
        # Eight years after the start.
        ("match-day", "Fri 2029-03-16"),
    ),
    "caribbean-january": (
        # Mon 5 Jan 2026 + 10 weeks.
        ("october-check", "Mon 2026-03-16 to Sun 2026-03-22"),
        # Month 7 from January is July, month 11 November.
        ("february-check", "Fri 2026-07-31"),
        ("ms1-check", "Mon 2026-11-30"),
        ("ms2-check", "Mon 2028-04-17 to Sun 2028-04-30"),
        ("feedback@internal-medicine", "Fri 2028-05-12"),
        # Wed 19 and Thu 20 Jul are for study, Fri 21 is the exam: Fri 14, Mon 17, Tue 18.
        ("ask-letter@internal-medicine", "Fri 2028-07-14 to Tue 2028-07-18"),
        ("thanks@internal-medicine", "Tue 2028-07-18"),
        ("director-hello@surgery", "Mon 2028-06-26 to Mon 2028-07-03"),
        # Off 11-13 Oct; Mon 9 Oct is Columbus Day: what is left is Fri 6 and Tue 10.
        ("thanks@surgery", "Tue 2028-10-10"),
        ("ask-letter@surgery", "Thu 2028-10-05 to Tue 2028-10-10"),
        # Mon 19 Feb 2029 is Washington's Birthday.
        ("introduction@family-medicine", "Tue 2029-02-20"),
        ("match-day", "Fri 2030-03-15"),
    ),
    "do-4-week": (
        # Mon 28 Jul 2025 + 10 weeks.
        ("october-check", "Mon 2025-10-06 to Sun 2025-10-12"),
        # Month 7 from July is January; the 31st is a Saturday. Month 11 is May, 31 a Sunday.
        ("february-check", "Fri 2026-01-30"),
        ("ms1-check", "Fri 2026-05-29"),
        ("ms2-check", "Tue 2027-06-22 to Mon 2027-07-05"),
        ("introduction@internal-medicine-i", "Tue 2027-07-06"),
        ("feedback@internal-medicine-i", "Fri 2027-07-16"),
        # Four weeks: weeks 3-4 begin on 19 and 26 Jul.
        ("career-meeting@internal-medicine-i", "Mon 2027-07-19 to Fri 2027-07-30"),
        # 4 weeks from Mon 5 Jul, a holiday, end Sun 1 Aug: the next block is free.
        ("thanks@internal-medicine-i", "Fri 2027-07-30"),
        ("director-hello@internal-medicine-ii", "Mon 2027-07-05 to Mon 2027-07-12"),
        # Thanksgiving is in week 1.
        ("feedback@obstetrics-and-gynecology", "Fri 2027-12-03"),
        # Tue after Memorial Day: 4 weeks from Mon 29 May end Sun 25 Jun.
        ("introduction@sports-medicine-selective", "Tue 2028-05-30"),
        ("feedback@sports-medicine-selective", "Fri 2028-06-09"),
        ("ask-letter@sports-medicine-selective", "Wed 2028-06-21 to Fri 2028-06-23"),
        ("match-day", "Fri 2029-03-16"),
    ),
    "longitudinal": (
        ("october-check", "Mon 2027-10-11 to Sun 2027-10-17"),
        # Month 7 is February 2028, which has a 29th: a Tuesday.
        ("february-check", "Tue 2028-02-29"),
        ("ms1-check", "Fri 2028-06-30"),
        ("ms2-check", "Tue 2029-03-20 to Mon 2029-04-02"),
        # 28 and 21 days before Tue 3 Apr.
        ("director-hello@lic", "Tue 2029-03-06 to Tue 2029-03-13"),
        ("introduction@lic", "Tue 2029-04-03"),
        # Six teachers at once: asked in weeks 6-12, the weeks from Mon 7 May and Mon 18 Jun.
        ("feedback@lic", "Mon 2029-05-07 to Fri 2029-06-22"),
        ("feedback@lic/preceptor-6", "Mon 2029-05-07 to Fri 2029-06-22"),
        # Those that are one person's, or everybody's, are there once.
        ("introduction@lic/preceptor-2", NO),
        # 52 weeks from Mon 2 Apr, a day off, end Sun 31 Mar 2030. The last ten begin on
        # Mon 21 Jan, which is MLK Day.
        ("ask-letter@lic", "Tue 2030-01-22 to Fri 2030-03-29"),
        ("ask-letter@lic/preceptor-6", "Tue 2030-01-22 to Fri 2030-03-29"),
        ("thanks@lic", "Mon 2030-03-18 to Fri 2030-03-29"),
        ("thanks@lic/preceptor-6", "Mon 2030-03-18 to Fri 2030-03-29"),
        # 84 and 112 days after Sun 31 Mar.
        ("resident-update@lic", "Sun 2030-06-23 to Sun 2030-07-21"),
        # 1 Mar 2031 is a Saturday: Fridays are 7, 14, 21. 16 days before is Wed 5.
        ("rank-list-deadline", "Wed 2031-03-05"),
        ("match-day", "Fri 2031-03-21"),
    ),
    "half-weeks": (
        # 4.5 weeks from Mon 1 Nov are 31 days: Wed 1 Dec.
        ("thanks@obstetrics-and-gynecology", "Wed 2027-12-01"),
        ("ask-letter@obstetrics-and-gynecology", "Mon 2027-11-29 to Wed 2027-12-01"),
        # Week 2 is 8-12 Nov; Veterans Day is Thu 11.
        ("feedback@obstetrics-and-gynecology", "Fri 2027-11-12"),
        # 4.5 is not over 6: weeks 3-4 begin on 15 and 22 Nov; the day after Thanksgiving counts.
        ("career-meeting@obstetrics-and-gynecology", "Mon 2027-11-15 to Fri 2027-11-26"),
        ("introduction@psychiatry", "Thu 2027-12-02"),
        # The second and third day of service, around a weekend.
        ("expectations@psychiatry", "Fri 2027-12-03 to Mon 2027-12-06"),
        # Week 1 is only Thu 2 and Fri 3 Dec.
        ("feedback@psychiatry", "Fri 2027-12-10"),
        # Thu 13 Jan study, Fri 14 exam: Mon 10, Tue 11, Wed 12.
        ("ask-letter@psychiatry", "Mon 2028-01-10 to Wed 2028-01-12"),
        # Mon 17 Jan is MLK Day; 31 days from it end Wed 16 Feb.
        ("introduction@pediatrics", "Tue 2028-01-18"),
        ("thanks@pediatrics", "Wed 2028-02-16"),
        # Week 1 is Thu 17 and Fri 18 Feb, week 2 Tue 22 (after a holiday) to Fri 25.
        ("feedback@family-medicine", "Fri 2028-02-25"),
        # It ends Sat 18 Mar; Fri 17 exam, Thu 16 study.
        ("thanks@family-medicine", "Wed 2028-03-15"),
        # 84 and 112 days after Sat 18 Mar.
        ("resident-update@family-medicine", "Sat 2028-06-10 to Sat 2028-07-08"),
        # Study 17-18 May, exam 19: Fri 12, Mon 15, Tue 16.
        ("ask-letter@surgery", "Fri 2028-05-12 to Tue 2028-05-16"),
        ("introduction@emergency-medicine", "Thu 2028-07-27"),
        ("feedback@emergency-medicine", "Fri 2028-08-04"),
        # It ends Sat 26 Aug.
        ("thanks@emergency-medicine", "Fri 2028-08-25"),
        # 31 days from Thu 31 Aug end Sat 30 Sep.
        ("thanks@neurology", "Fri 2028-09-29"),
    ),
    "early-match": (
        ("october-check", "Mon 2025-10-13 to Sun 2025-10-19"),
        ("ms2-check", "Mon 2027-06-14 to Sun 2027-06-27"),
        # Two weeks, 20 Sep to 3 Oct, with interest: yes.
        ("feedback@ophthalmology-selective", "Fri 2027-09-24"),
        ("ask-letter@ophthalmology-selective", "Wed 2027-09-29 to Fri 2027-10-01"),
        ("thanks@ophthalmology-selective", "Fri 2027-10-01"),
        # 20 Sep minus 28 and 21 days.
        ("director-hello@ophthalmology-selective", "Mon 2027-08-23 to Mon 2027-08-30"),
        # One week, 29 Nov to 5 Dec: feedback on day 3.
        ("feedback@anesthesia-week", "Wed 2027-12-01"),
        ("ask-letter@anesthesia-week", NO),
        ("thanks@anesthesia-week", "Fri 2027-12-03"),
        # Own dates beat the national ones, and what hangs on them follows: 1 Sep + 3 weeks.
        ("eras-submission-opens", "Fri 2028-09-01"),
        ("programs-review", "Fri 2028-09-22"),
        ("rank-list-deadline", "Tue 2029-01-30"),
        ("match-day", "Tue 2029-02-06"),
        # The file says that there is no such day.
        ("match-status", NO),
    ),
    "repeats": (
        ("director-hello@internal-medicine", "Mon 2027-05-31 to Mon 2027-06-07"),
        # The second block of the same specialty is the second clerkship.
        ("director-hello@internal-medicine-2", "Mon 2027-07-12 to Mon 2027-07-19"),
        ("director-hello@surgery", NO),
        # Week 2 is Tue 6 to Fri 9 Jul: Mon 5 is off for Independence Day.
        ("feedback@internal-medicine", "Fri 2027-07-09"),
        # Six weeks are not over 6: weeks 3-4 begin on 12 and 19 Jul.
        ("career-meeting@internal-medicine", "Mon 2027-07-12 to Fri 2027-07-23"),
        ("thanks@internal-medicine", "Fri 2027-08-06"),
        ("introduction@internal-medicine-2", "Mon 2027-08-09"),
        ("thanks@internal-medicine-2", "Fri 2027-09-17"),
        # The first time without interest, the second time with.
        ("ask-letter@surgery", NO),
        ("ask-letter@surgery-repeat", "Wed 2028-02-23 to Fri 2028-02-25"),
        ("feedback@surgery", "Fri 2027-10-01"),
        ("feedback@surgery-repeat", "Fri 2028-01-14"),
        # The repeat ends Sun 27 Feb 2028; 84 and 112 days later, around the leave.
        ("resident-update@surgery-repeat", "Sun 2028-05-21 to Sun 2028-06-18"),
        # Seven weeks are over 6: weeks 4-5 begin on 1 and 8 May.
        ("career-meeting@psychiatry", "Mon 2028-05-01 to Fri 2028-05-12"),
        ("match-day", "Fri 2029-03-16"),
    ),
    "published-mistake": (
        ("introduction@internal-medicine", "Mon 2028-07-03"),
        # It ends Sat 2 Sep.
        ("ask-letter@internal-medicine", "Wed 2028-08-30 to Fri 2028-09-01"),
        ("thanks@internal-medicine", "Fri 2028-09-01"),
        # In the same week: two calendars, two truths.
        ("introduction@surgery", "Mon 2028-08-28"),
        ("feedback@surgery", "Fri 2028-09-08"),
        ("director-hello@surgery", "Mon 2028-07-31 to Mon 2028-08-07"),
        ("thanks@surgery", "Fri 2028-10-20"),
    ),
    "joins-late": (
        # Over before 23 Nov 2026.
        ("october-check", NO),
        ("ms2-check", NO),
        ("introduction@pediatrics", NO),
        ("feedback@pediatrics", NO),
        # Pediatrics ends Sun 29 Nov; Thu 26 is Thanksgiving: Tue 24, Wed 25, Fri 27.
        ("ask-letter@pediatrics", "Tue 2026-11-24 to Fri 2026-11-27"),
        ("thanks@pediatrics", "Fri 2026-11-27"),
        # Surgery ended Sun 23 Aug: 84 and 112 days later. Its end lies ahead, so it stays.
        ("resident-update@surgery", "Sun 2026-11-15 to Sun 2026-12-13"),
        ("introduction@obstetrics-and-gynecology", "Mon 2026-11-30"),
        ("feedback@obstetrics-and-gynecology", "Fri 2026-12-11"),
        # Weeks of service begin 30 Nov, 7 and 14 Dec, 4, 11 and 18 Jan: six, not over 6.
        ("career-meeting@obstetrics-and-gynecology", "Mon 2026-12-14 to Fri 2027-01-08"),
        # The exam is Fri 22 Jan.
        ("thanks@obstetrics-and-gynecology", "Thu 2027-01-21"),
        ("ms3-check", "Mon 2027-06-21 to Sun 2027-07-04"),
        ("eras-submission-opens", "Wed 2027-09-01"),
        ("rank-list-deadline", "Wed 2028-03-01"),
        ("match-day", "Fri 2028-03-17"),
    ),
    "leap-day": (
        # Tue 29 Feb 2028 is in the week of Mon 28; 10 weeks later is Mon 8 May.
        ("october-check", "Mon 2028-05-08 to Sun 2028-05-14"),
        # Month 7 from February is August, month 11 December (the 31st is a Sunday).
        ("february-check", "Thu 2028-08-31"),
        ("ms1-check", "Fri 2028-12-29"),
        ("ms2-check", "Mon 2029-12-24 to Sun 2030-01-06"),
        ("director-hello@internal-medicine", "Mon 2029-12-10 to Mon 2029-12-17"),
        ("feedback@internal-medicine", "Fri 2030-01-18"),
        # Five weeks: weeks 3-4; Mon 21 Jan is MLK Day.
        ("career-meeting@internal-medicine", "Tue 2030-01-22 to Fri 2030-02-01"),
        ("ask-letter@internal-medicine", "Wed 2030-02-06 to Fri 2030-02-08"),
        # Ten weeks from Mon 11 Feb: weeks 4-5 begin on 4 and 11 Mar; they end Sun 21 Apr.
        ("career-meeting@surgery", "Mon 2030-03-04 to Fri 2030-03-15"),
        ("thanks@surgery", "Fri 2030-04-19"),
        ("ms3-check", "Mon 2031-06-23 to Sun 2031-07-06"),
        # 1 Feb 2032 is a Sunday: ranking opens on the next weekday.
        ("ranking-opens", "Mon 2032-02-02"),
        # 9 pm in New York on Wed 3 Mar is 4 pm in Honolulu: the same day.
        ("rank-list-deadline", "Wed 2032-03-03"),
        # 1 Mar 2032 is a Monday: Fridays are 5, 12, 19.
        ("match-day", "Fri 2032-03-19"),
    ),
}


@cache
def load(path: Path) -> tuple[Schedule, Plan, Problems]:
    """Read an example as `generate` does; no error."""
    problems = Problems()
    student = read_student_file(path, problems)
    assert student is not None, [show(one) for one in problems.sorted()]
    plan = load_for(student, requests_of(student, path.parent), problems)
    assert plan is not None, [show(one) for one in problems.sorted()]
    schedule = try_out(plan, student, problems)
    assert not problems.failed, [show(one) for one in problems.sorted()]
    return schedule, plan, problems


def items(example: str) -> dict[str, Item]:
    """Return the items of an example by the name people use."""
    schedule, _, _ = load(EXAMPLES[example])
    return {item.name: item for item in schedule.roadmap.items}


def in_words(window: Window) -> str:
    """Return a window as the table writes it."""
    days = dict.fromkeys((window.from_day, window.until_day))
    return " to ".join(f"{day:%a} {day.isoformat()}" for day in days)


def all_facts() -> list[tuple[str, str, str]]:
    return [(example, name, days) for example, facts in FACTS.items() for name, days in facts]


@pytest.mark.parametrize(("example", "name", "days"), all_facts())
def test_it_is_as_a_calendar_on_the_wall_says(example: str, name: str, days: str) -> None:
    item = items(example).get(name)

    assert (NO if item is None else in_words(item.window)) == days
    assert item is None or item.date in item.window


def test_there_are_facts_about_many_kinds_of_calendars() -> None:
    assert set(FACTS) == set(EXAMPLES) - {"ana", "minimal"}  # ana.yaml shows every key
    assert len(FACTS) >= 10
    assert all(len(facts) >= 6 for facts in FACTS.values())


@pytest.mark.parametrize("example", EXAMPLES)
def test_there_is_no_warning_where_the_example_is_not_about_it(example: str) -> None:
    _, _, problems = load(EXAMPLES[example])

    codes = {one.code for one in problems.sorted() if one.severity is Severity.WARNING}
    assert codes <= {WARNED.get(example, "")}
    assert example != "published-mistake" or codes == {"overlap"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_explain_answers_for_every_item(example: str) -> None:
    schedule, plan, _ = load(EXAMPLES[example])
    roadmap = schedule.roadmap

    assert len(roadmap.items) > 50
    for item in (*roadmap.items, *roadmap.over):
        lines = {line.label: line.text for line in explain(schedule, plan, item.name)}
        assert {"title", "day", "plan", "window"} <= set(lines), item.name
        assert lines["day"].split()[1].rstrip(",") == item.date.isoformat()
    for listed in roadmap.on_request:
        assert explain(schedule, plan, listed.step)


@pytest.mark.parametrize("example", sorted(FACTS))
def test_an_example_is_short_and_has_no_identity(example: str) -> None:
    text = EXAMPLES[example].read_text("utf-8")

    assert 10 <= len(text.splitlines()) <= 40
    assert text.startswith("# ")  # whose calendar it is
    assert "\nid:" not in text  # `init` makes one; a copied one would be two students


def test_no_step_of_a_rotation_falls_into_the_phd() -> None:
    of_rotations = [item for item in items("md-phd").values() if item.phase == "rotation"]

    assert min(item.date for item in of_rotations) > date(2027, 5, 28)


def test_who_joins_late_gets_nothing_before_that_day_and_one_checklist() -> None:
    found = items("joins-late")

    assert min(item.date for item in found.values()) >= date(2026, 11, 23)
    assert [name for name, item in found.items() if item.phase == "catch-up"] == ["catch-up"]


def test_the_zone_of_a_reminder_follows_the_student() -> None:
    found = items("caribbean-january")
    names = ("october-check", "ms2-check", "ms3-check")
    alarms = [found[name].alarm for name in names]

    assert [alarm and str(alarm.tzinfo) for alarm in alarms] == [
        "America/Barbados", "America/New_York", "America/Chicago"]  # fmt: skip
