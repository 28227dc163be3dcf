"""What a student writes, what is read of it, and what is said about mistakes."""

from datetime import date, time
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_sync.items import Window
from roadmap_sync.plan.lookalikes import CURLY, STRAIGHT
from roadmap_sync.plan.nodes import decode, parse
from roadmap_sync.problems import Problem, Problems, Severity
from roadmap_sync.schedule.entry_reader import slug
from roadmap_sync.schedule.start import no_start, parse_start
from roadmap_sync.schedule.student import LISTS, Closed, Reminder, Student
from roadmap_sync.schedule.student_reader import read_student, student_from_options

EXAMPLES = Path(__file__).parents[3] / "examples"


def read(text: str | bytes) -> tuple[Student | None, list[Problem]]:
    data = dedent(text).lstrip("\n").encode() if isinstance(text, str) else text
    problems = Problems()
    source = decode(data, "me.yaml", problems)
    node = None if source is None else parse(source, problems)
    return read_student(node, problems), problems.sorted()


def good(text: str) -> Student:
    student, problems = read("start: 2026-08-10\n" + dedent(text))
    assert [problem.message for problem in problems] == []
    assert student is not None
    return student


def the_problem(text: str) -> Problem:
    _, problems = read("start: 2026-08-10\n" + dedent(text))
    assert len(problems) == 1, problems
    return problems[0]


def place(problem: Problem) -> tuple[int, int]:
    assert problem.mark is not None
    return problem.mark.line, problem.mark.column


def said(text: str) -> tuple[str, str, tuple[int, int], Severity]:
    problem = the_problem(text)
    return problem.message, problem.hint, place(problem), problem.severity


def test_a_start_is_enough() -> None:
    student = good("")
    assert (student.id, student.timezone, student.holidays) == ("me", "America/New_York", ("US",))
    assert (student.match_year, student.match_year_stated) == (2030, False)
    assert (student.joined, student.mentors, student.lists) == (None, 3, {})


def test_a_month_starts_on_its_first_monday() -> None:
    assert parse_start("2026-08") == date(2026, 8, 3)
    assert parse_start("2026-06") == date(2026, 6, 1)
    assert parse_start("2026-13") is None


def test_without_a_start_there_is_no_student_but_all_findings() -> None:
    student, problems = read("mentors: 50\n")
    assert student is None
    assert [problem.message for problem in problems] == [
        "the student file needs 'start:'",
        "'50' is not a whole number from 0 to 20",
    ]


def test_a_bad_start_is_reported_at_its_word() -> None:
    student, problems = read("name: Ana\nstart: 2026-13\n")
    assert student is None
    assert place(problems[0]) == (2, 8)
    assert problems[0].message.startswith("'2026-13' is not a date such as 2026-08-10 or a month")


@pytest.mark.parametrize(
    ("text", "told"),
    [("1926-08", True), ("2126-08-10", True), ("2026-13", False), ("1926", False), ("now", False)],
)
def test_a_year_that_we_do_not_compute_with_is_told(text: str, *, told: bool) -> None:
    assert parse_start(text) is None
    assert no_start(text).startswith(f"'{text}' is not a date such as 2026-08-10")
    assert no_start(text).endswith(": the year must be between 1990 and 2100") == told


def test_a_start_that_is_a_list_is_one_finding() -> None:
    _, problems = read("start: [2026-08-10]\n")
    assert [problem.message for problem in problems] == ["'start' must be a date, not a list"]


def test_a_file_that_is_a_list_or_empty_is_no_student() -> None:
    assert read("- 2026\n")[0] is None
    assert read("")[0] is None
    assert read_student(None, problems := Problems()) is None
    assert problems.failed


def test_the_long_example_is_read_without_a_finding() -> None:
    student, problems = read((EXAMPLES / "ana.yaml").read_bytes())
    assert student is not None
    assert problems == []
    assert student.people == "network.yaml"
    assert set(student.lists) == set(LISTS)
    assert student.id == "me"
    assert student.targets is not None
    assert student.changes is not None
    assert set(student.changes.entries) == {"coffee", "join-society"}
    surgery = student.lists["rotations"][1]
    assert (surgery.id, surgery.until, surgery.weeks) == ("surgery", date(2028, 10, 20), None)
    assert surgery.people == {"attending": "Dr. Reyes"}
    assert surgery.study == (Window(date(2028, 10, 18), date(2028, 10, 19)),)
    assert surgery.exam == date(2028, 10, 20)
    assert student.zone_on(date(2028, 6, 1)) == "America/New_York"
    assert student.days_off[-1] == Closed(
        "Family leave", Window(date(2029, 2, 5), date(2029, 3, 30))
    )


def test_the_short_example_has_no_findings() -> None:
    text = (EXAMPLES / "minimal.yaml").read_bytes()
    student, problems = read(text)
    assert student is not None
    assert problems == []
    assert len(text.splitlines()) == 3


def test_class_is_a_stated_match_year_and_match_year_beats_it() -> None:
    assert good("class: 2031\n").match_year == 2031
    assert good("class: 2031\n").match_year_stated
    problem = the_problem("match_year: 2030\nclass: 2031\n")
    assert problem.severity is Severity.WARNING
    assert problem.message == "'class: 2031' is not your match year; I use 'match_year: 2030'"


@pytest.mark.parametrize(
    ("year", "severity", "message"),
    [
        ("2025", Severity.ERROR, "2025 is before you start, in 2026"),
        ("2050", Severity.WARNING, "2050 is 24 years after you start"),
    ],
)
def test_an_unlikely_match_year_is_reported(year: str, severity: Severity, message: str) -> None:
    problem = the_problem(f"match_year: {year}\n")
    assert (problem.severity, problem.message, place(problem)) == (severity, message, (2, 13))


def test_unknown_keys_are_reported_on_every_level() -> None:
    _, problems = read(
        """
        start: 2026-08-10
        mentor: 3
        calendar: {weekend: avoid}
        rotations: [{name: Surgery, start: 2028-08-28, weeks: 8, atending: Dr. Reyes}]
        timezones: [{from: 2028-06-01, timezone: America/Chicago, till: 2029-01-01}]
        days_off: [{name: Break, from: 2028-12-18, until: 2029-01-01, day: 3}]
        dates: {step1: {from: 2028-04-03, until: 2028-05-26, hour: 3}}
        """
    )
    assert [place(problem)[0] for problem in problems] == [2, 3, 4, 5, 6, 7]
    assert {problem.code for problem in problems} == {"unknown-key"}
    assert [problem.hint for problem in problems[:3]] == [
        "did you mean 'mentors'?",
        "did you mean 'weekends'?",
        "did you mean 'attending'?",
    ]


def test_dates_are_days_windows_hours_or_none() -> None:
    dates = good(
        """
        dates:
          ms2: 2027-08-09
          step1: {from: 2028-04-03, until: 2028-05-26}
          rank_deadline: {date: 2030-02-27, at: "21:00", zone: America/New_York}
          step2: none
          later:
        """
    ).dates
    assert dates["ms2"].window == Window(date(2027, 8, 9), date(2027, 8, 9))
    assert dates["step1"].window == Window(date(2028, 4, 3), date(2028, 5, 26))
    assert (dates["rank_deadline"].at, dates["rank_deadline"].zone) == (
        time(21, 0),
        "America/New_York",
    )
    assert dates["step2"].window is None
    assert "later" not in dates


@pytest.mark.parametrize(
    ("value", "message", "column"),
    [
        ("2027-08", "'2027-08' is not a date such as 2026-08-31", 16),
        ("{from: 2028-04-03}", "'step1' needs 'until:'", 16),
        ("{at: '09:00'}", "'step1' needs 'date:'", 16),
        ("{from: 2028-04-03, until: 2028-04-01}", "this ends before it starts, on 2028-04-03", 42),
        ("{date: 2028-04-03, until: 2028-04-05}",
         "'date' is one day; 'from' and 'until' are several", 17),
        ("[2028-04-03]", "'step1' must be a list of 'key: value' lines", 16),
        ("2025-01-01", "2025-01-01 is before medical school starts on 2026-08-10", 16),
        ("2033-01-01", "2033-01-01 is long after your Match Day in 2030", 16),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_reported_at_its_word(
    value: str, message: str, column: int
) -> None:
    problem = the_problem(f"dates: {{step1: {value}}}\n")
    assert (problem.message, place(problem)) == (message, (2, column))


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2028-02-31", "February 2028 has 29 days"),
        ("07/03/2028", "write 2028-07-03 for July 3, or 2028-03-07 for March 7"),
        ("“2028-07-03”", f"{CURLY}: {STRAIGHT}"),
    ],
)
def test_a_day_written_otherwise_is_told_how_to_write_it(value: str, hint: str) -> None:
    for text in (
        f"joined: {value}",
        f"days_off: [{value}]",
        f"exams:\n- {{name: A, date: {value}}}",
    ):
        problem = the_problem(text)
        assert problem.message == f"'{value}' is not a date such as 2026-08-31"
        assert problem.hint == hint


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("2082", "the month is missing, as in 2082-08"),
        ("August 2026", "write 2026-08"),
        ("8/10/2026", "write 2026-08-10 for August 10, or 2026-10-08 for October 8"),
        ("2126-08", ""),
    ],
)
def test_a_start_written_otherwise_is_told_how_to_write_it(value: str, hint: str) -> None:
    _, problems = read(f"start: {value}\n")
    assert [problem.hint for problem in problems] == [hint]
    assert no_start(value).endswith(f"; {hint}" if hint else "between 1990 and 2100")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("CST", "did you mean 'America/Chicago'?"),
        ("“UTC”", f"{CURLY}: {STRAIGHT}"),
        ("somewhere", ""),
    ],
)
def test_a_zone_by_another_name_is_told_its_own(zone: str, hint: str) -> None:
    problem = the_problem(f"timezone: {zone}\n")
    assert problem.message == f"'{zone}' is not a time zone such as America/Chicago"
    assert problem.hint == hint


def test_a_zone_without_summer_time_is_a_warning() -> None:
    assert said("timezone: EST\n") == (
        "'EST' is the same hour all year, without summer time",
        "write 'America/New_York'",
        (2, 11),
        Severity.WARNING,
    )
    assert "Phoenix" in the_problem("timezone: MST\n").hint
    good("timezone: HST\n")


def test_curly_quotes_around_a_text_are_a_warning() -> None:
    text = "rotations:\n- {name: “Internal medicine”, start: 2028-07-03, weeks: 8}\n"
    assert said(text) == (CURLY, STRAIGHT, (3, 10), Severity.WARNING)
    good("name: Ana “Annie” Bell\nschool: '“Hill”'\n")


def test_other_values_in_curly_quotes_are_told_so_too() -> None:
    assert the_problem("mentors: “3”\n").hint == f"{CURLY}: {STRAIGHT}"
    assert the_problem("mentors: 3\u200b\n").hint == (
        "character 2 is a zero width space, which nobody sees: delete it"
    )


def test_a_section_without_a_space_after_the_colon_is_told_how_to_write_it() -> None:
    assert the_problem("calendar:\n  per_week:3\n").hint == "write 'per_week: 3'"
    assert the_problem("answers:\n  aways:true\n").hint == "write 'aways: true'"
    assert the_problem("answers: [a]\n").hint == ""


def test_an_id_is_the_slug_of_the_name() -> None:
    assert slug("Médecine interne & Co.") == "medecine-interne-co"
    assert slug("外科") == ""
    assert len(slug("x" * 100)) == 64


def test_the_second_entry_of_a_name_needs_an_id() -> None:
    text = "aways:\n- {name: Lakeside, start: 2029-07-02, weeks: 4}\n"
    second = "- {name: lakeside!, start: 2029-08-06, weeks: 4%s}\n"
    assert said(text + second % "") == (
        "'lakeside' is twice in 'aways'",
        "give this one an id of its own, such as 'id: lakeside-2'",
        (4, 10),
        Severity.ERROR,
    )
    ids = [entry.id for entry in good(text + second % ", id: lakeside-2").lists["aways"]]
    assert ids == ["lakeside", "lakeside-2"]


def test_a_name_without_latin_letters_needs_an_id() -> None:
    problem = the_problem("rotations: [{name: 外科, start: 2028-07-03, weeks: 8}]\n")
    assert (problem.message, problem.hint) == (
        "I cannot make an id of '外科'",
        "add one, such as 'id: surgery'",
    )
    text = "rotations: [{name: 外科, id: surgery, start: 2028-07-03, weeks: 8}]\n"
    assert good(text).lists["rotations"][0].id == "surgery"


@pytest.mark.parametrize("name", ["rotations", "aways", "courses"])
def test_a_block_needs_an_end(name: str) -> None:
    message, hint, where, _ = said(f"{name}:\n- {{name: A, start: 2028-07-03}}\n")
    assert message.endswith("needs 'until:'")
    assert hint == "say when it ends: 'until: 2028-08-27' or 'weeks: 8'"
    assert where == (3, 3)


def test_a_leave_needs_an_end_and_may_have_weeks() -> None:
    problem = the_problem("leaves: [{name: Leave, from: 2028-07-03}]\n")
    assert (problem.message, problem.hint) == (
        "a leave needs 'until:'",
        "say when it ends: 'until: 2028-08-27'",
    )
    student = good("leaves: [{name: Leave, from: 2028-07-03, weeks: 2}]\n")
    assert student.days_off == (Closed("Leave", Window(date(2028, 7, 3), date(2028, 7, 16))),)


@pytest.mark.parametrize("name", ["interviews", "conferences", "exams"])
def test_other_entries_last_a_day(name: str) -> None:
    for key in ("date", "start"):
        entry = good(f"{name}: [{{name: A, {key}: 2028-07-03}}]\n").lists[name][0]
        assert (entry.start, entry.until) == (date(2028, 7, 3), date(2028, 7, 3))


def test_an_interview_is_called_by_its_program() -> None:
    entry = good("interviews: [{program: Lakeside IM, date: 2029-11-13}]\n").lists["interviews"][0]
    assert (entry.id, entry.name, entry.people) == (
        "lakeside-im",
        "Lakeside IM",
        {"program": "Lakeside IM"},
    )
    assert the_problem("interviews: [{date: 2029-11-13}]\n").message == (
        "an interview needs 'program:'"
    )
    assert the_problem("interviews: [{program: X}]\n").message == "an interview needs 'date:'"


def test_until_beats_weeks_with_a_warning_if_they_differ() -> None:
    text = "rotations: [{name: A, start: 2028-07-03, until: 2028-08-25, weeks: %s}]\n"
    assert good(text % "8").lists["rotations"][0].weeks is None
    assert said(text % "4.5") == (
        "4.5 weeks would end on 2028-08-02; I use 'until: 2028-08-25'",
        "remove one of them",
        (2, 61),
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{name: A, start: 2028-07-03, until: 2028-07-01}",
         "this ends before it starts, on 2028-07-03"),
        ("{name: A, start: 2028-07-03, weeks: 61}", "'61' is not a number from 0.5 to 60"),
        ("{name: A, start: soon, weeks: 6}", "'soon' is not a date such as 2026-08-31"),
        ("{name: A, date: 2028-07-03, weeks: 6}",
         "'date' is one day, so 'weeks' has no place here"),
        ("{name: A, from: 2028-07-03, start: 2028-07-03, weeks: 6}",
         "'from' and 'start' mean the same here"),
        ("{name: A, start: 2028-07-03, weeks: 6, interest: perhaps}",
         "'perhaps' is not something 'interest' can be"),
        ("{name: A, start: 2028-07-03, weeks: 6, kind: '?'}",
         "'?' is not a kind such as core or selective"),
        ("{name: A, start: 2028-07-03, weeks: 6, preceptors: 41}",
         "'41' is not a whole number from 1 to 40"),
        ("{name: A, start: 2028-07-03, weeks: 6, timezone: Chicago}",
         "'Chicago' is not a time zone such as America/Chicago"),
        ("{name: A, start: 2028-07-03, weeks: 6, study: [{from: 2028-07-04}]}",
         "an entry of 'study' needs 'until:'"),
        ("{start: 2028-07-03, weeks: 6}", "a rotation needs 'name:'"),
        ("{name: A, weeks: 6}", "a rotation needs 'start:'"),
        ("Surgery", "a rotation must be a list of 'key: value' lines"),
        ("null", "a rotation needs 'name:'"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_entry_is_one_finding(entry: str, message: str) -> None:
    problem = the_problem(f"rotations:\n- {entry}\n")
    assert problem.message == message
    assert place(problem)[0] == 3


@pytest.mark.parametrize(
    ("word", "interest"), [("yes", "yes"), ("True", "yes"), ("no", "no"), ("false", "no")]
)
def test_interest_may_be_a_truth_value(word: str, interest: str) -> None:
    text = f"rotations: [{{name: A, start: 2028-07-03, weeks: 8, interest: {word}}}]\n"
    assert good(text).lists["rotations"][0].interest == interest


def test_everything_else_an_entry_may_say_is_kept() -> None:
    entry = good(
        """
        rotations:
        - name: LIC
          start: 2029-04-03
          weeks: 52
          kind: Longitudinal
          preceptors: 6
          place: Lakeside
          senior: Sam
          preceptor: Dr. Li
          study: 2029-06-01
          days_off: [2029-07-05, {name: Break, from: 2029-12-20, until: 2030-01-01}]
        """
    ).lists["rotations"][0]
    assert (entry.kind, entry.preceptors, entry.place) == ("longitudinal", 6, "Lakeside")
    assert entry.people == {"senior": "Sam", "preceptor": "Dr. Li"}
    assert entry.study == (Window(date(2029, 6, 1), date(2029, 6, 1)),)
    assert entry.days_off[1] == Window(date(2029, 12, 20), date(2030, 1, 1))


def test_rotations_that_overlap_are_a_warning_that_names_both() -> None:
    text = """
        rotations:
        - {name: Surgery, start: 2028-08-28, weeks: 8}
        - {name: Medicine, start: 2028-07-03, until: 2028-08-28}
        """
    message, _, _, severity = said(text)
    assert message == "'Surgery' starts before 'Medicine' ends, on 2028-08-28"
    assert severity is Severity.WARNING


def test_blocks_that_follow_each_other_or_are_longitudinal_do_not_overlap() -> None:
    good(
        """
        rotations:
        - {name: LIC, start: 2028-07-03, weeks: 52, kind: longitudinal}
        - {name: A, start: 2028-09-05, weeks: 4}
        - {name: B, start: 2028-10-02, weeks: 4.5}
        - {name: C, start: 2028-11-02, weeks: 2}
        """
    )


def test_too_many_entries_are_refused() -> None:
    lines = [f"- {{name: A{number}, date: 2028-07-03}}\n" for number in range(201)]
    problem = the_problem("exams:\n" + "".join(lines))
    assert problem.message == "'exams' has 201 entries; I read 200 at most"
    assert place(problem) == (2, 1)


def test_days_off_are_days_or_breaks_with_names() -> None:
    student = good("days_off: [{name: Break, from: 2028-12-18, until: 2029-01-01}, 2029-01-15]\n")
    assert [closed.name for closed in student.days_off] == ["Break", "day off"]
    assert the_problem("days_off: [{name: [a], date: 2029-01-15}]\n").message == (
        "'name' must be a text, not a list"
    )
    assert the_problem("days_off: [soon]\n").message == "'soon' is not a date such as 2026-08-31"


@pytest.mark.parametrize(
    ("text", "holidays"),
    [
        ("US-ca", ("US-CA",)),
        ("none", ()),
        ("no", ()),
        ("NO", ("NO",)),
        ("[US, CA-ON]", ("US", "CA-ON")),
        ("[Thanksgiving, Christmas Day]", ("Thanksgiving", "Christmas Day")),
        ("", ("US",)),
    ],
)
def test_holidays_are_countries_or_names_or_none(text: str, holidays: tuple[str, ...]) -> None:
    assert good(f"holidays: {text}\n").holidays == holidays


def test_none_stands_alone() -> None:
    problem = the_problem("holidays: [US, none]\n")
    assert (problem.message, place(problem)) == ("'none' stands alone, or not at all", (2, 16))


def test_a_stage_can_be_dropped_and_nothing_else() -> None:
    assert good("stages: {ms4: none}\n").dropped_stages == {"ms4"}
    assert good("stages: {ms4: }\n").dropped_stages == {"ms4"}
    problem = the_problem("stages: {ms4: 2029}\n")
    assert (problem.message, place(problem)) == ("'2029' is not something a stage can be", (2, 15))
    assert the_problem("stages: {ms4: [none]}\n").message == "'ms4' must be a text, not a list"


def test_later_time_zones_come_in_the_order_of_days() -> None:
    student = good(
        """
        timezones:
        - {from: 2029-01-01, timezone: America/Chicago}
        - {from: 2028-01-01, timezone: America/Denver}
        """
    )
    assert [zone for _, zone in student.zones] == ["America/Denver", "America/Chicago"]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("[America/Chicago]", "an entry of 'timezones' must be a list of 'key: value' lines"),
        ("[{from: 2028-01-01}]", "an entry of 'timezones' needs 'timezone:'"),
        ("[{from: 2028-01-01, timezone: Asia/Tokyo}, {from: 2028-01-01, timezone: UTC}]",
         "two time zones begin on 2028-01-01"),
    ],
)  # fmt: skip
def test_a_mistake_in_time_zones_is_one_finding(entries: str, message: str) -> None:
    assert the_problem(f"timezones: {entries}\n").message == message


@pytest.mark.parametrize(
    ("text", "reminder"),
    [
        ("18:30 the day before", Reminder(time(18, 30), 1)),
        ("7:00 on the day", Reminder(time(7, 0), 0)),
        ("18:30  2 Days before", Reminder(time(18, 30), 2)),
    ],
)
def test_a_reminder_has_an_hour_and_a_day(text: str, reminder: Reminder) -> None:
    assert good(f'calendar: {{remind: "{text}"}}\n').calendar.remind == reminder


@pytest.mark.parametrize("text", ["tomorrow", "25:00 on the day", "18:30"])
def test_another_reminder_is_an_error(text: str) -> None:
    problem = the_problem(f'calendar: {{remind: "{text}"}}\n')
    assert problem.message == f"'{text}' is not a reminder I understand"
    assert place(problem) == (2, 20)


def test_calendar_settings_are_read() -> None:
    calendar = good(
        "calendar: {weekends: allow, per_week: 5, tasks: todos, people: full, name: R}\n"
    ).calendar
    assert (calendar.weekends, calendar.per_week, calendar.tasks) == (True, 5, "todos")
    assert (calendar.people, calendar.name, calendar.alarms) == ("full", "R", True)
    assert not good("calendar: {remind: none}\n").calendar.alarms
    assert not good("calendar: {alarms: false}\n").calendar.alarms


def test_changes_must_be_a_mapping() -> None:
    assert good("changes:\n").changes is None
    message = "'changes' must be a list of 'step: change' lines"
    assert the_problem("changes: [coffee]\n").message == message


def test_plans_and_answers_keep_their_places() -> None:
    student = good("plans: mine.yaml\nanswers: {aways: yes, later: }\n")
    assert [plan.text for plan in student.plans] == ["mine.yaml"]
    assert student.answers["aways"].text == "yes"
    assert str(student.answers["aways"].mark) == "me.yaml:3:18"
    assert str(student.marks["answers.aways"]) == "me.yaml:3:11"
    assert the_problem("answers: {aways: [a]}\n").message == "'aways' must be a text, not a list"


def test_options_make_a_student() -> None:
    student = student_from_options(
        "2026-08", match_year=2031, joined="2027-03-01", zone="America/Chicago", plans=("a",)
    )
    assert (student.start, student.match_year, student.joined) == (
        date(2026, 8, 3),
        2031,
        date(2027, 3, 1),
    )
    assert student.match_year_stated
    assert [plan.text for plan in student.plans] == ["a"]
    assert student_from_options("2026-08-10").match_year == 2030


def test_bad_options_are_told_in_plain_words() -> None:
    with pytest.raises(ValueError, match=r"'2026-13' is not a date such as 2026-08-10"):
        student_from_options("2026-13")
    with pytest.raises(ValueError, match="'soon' is not a date such as"):
        student_from_options("2026-08", joined="soon")
    with pytest.raises(ValueError, match="'Chicago' is not a time zone"):
        student_from_options("2026-08", zone="Chicago")
    with pytest.raises(ValueError, match="2020 cannot be the match year of a start in 2026"):
        student_from_options("2026-08", match_year=2020)


KEYS = st.sampled_from(
    ["start", "class", "match_year", "plans", "answers", "dates", "mentors", *LISTS, "days_off",
     "holidays", "timezones", "people", "calendar", "changes", "targets", "stages", "name", "id",
     "from", "until", "date", "weeks", "kind", "interest", "study", "exam", "at", "zone", "remind",
     "program", "timezone", "preceptors", "joined"]
)  # fmt: skip
QUOTED = st.text("abc019-:.' é", max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'")
WORDS = st.sampled_from(
    ["2026-08-10", "2026-08", "2100-12-31", "1990-01-01", "none", "null", "60", "0.5", "yes", "US",
     "18:30 the day before", "America/Chicago", "Surgery", "''", "外科"]
)  # fmt: skip
FLOW = st.recursive(
    WORDS | QUOTED,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(KEYS, inner, max_size=6).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=25,
)


@given(st.dictionaries(KEYS, FLOW, max_size=10), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_structure_makes_the_reader_raise(pairs: dict[str, str], start: bool) -> None:  # noqa: FBT001
    lines = ({"start": "2026-08-10"} | pairs) if start else pairs
    read("".join(f"{key}: {value}\n" for key, value in lines.items()))


@given(st.text(max_size=60) | st.binary(max_size=60))
@settings(deadline=None)
def test_no_text_makes_the_reader_raise(text: str | bytes) -> None:
    read(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)


def test_a_short_rotation_inside_a_long_one_does_not_hide_the_next_overlap() -> None:
    _, problems = read(
        """
        start: 2026-08-10
        class: 2030
        rotations:
        - {name: A, start: 2028-07-03, weeks: 12}
        - {name: B, start: 2028-07-10, weeks: 1}
        - {name: C, start: 2028-08-07, weeks: 4}
        """
    )
    assert [problem.message for problem in problems] == [
        "'B' starts before 'A' ends, on 2028-09-24",
        "'C' starts before 'A' ends, on 2028-09-24",
    ]


def test_a_class_without_a_start_is_not_judged() -> None:
    _, problems = read("class: 1999\n")
    assert [problem.message for problem in problems] == ["the student file needs 'start:'"]
