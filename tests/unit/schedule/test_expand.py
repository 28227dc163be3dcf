"""Plan + Student → items: what a student gets, computed by hand."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from roadmap_sync.schedule.everyone import empty_for_everyone
from roadmap_sync.schedule.expand import expand
from tests.unit.schedule.roadmaps import (
    bundled,
    by_name,
    day,
    plan,
    schedule,
    student,
    window,
)

PHASE = (
    "phases:\n  p:\n    title: P\n    from: start\n    until: 10 weeks after start\n    steps:\n"
)


def one_step(step: str, student_text: str = "start: 2026-08-03") -> list[str]:
    found = schedule(PHASE + f"      s: {{{step}}}\n", student_text)
    return [f"{item.name} {item.date}" for item in found.roadmap.items]


def test_a_step_on_a_holiday_moves_to_the_next_working_day() -> None:
    # Labor Day 2026 is 7 September.
    assert one_step("task: T, when: first monday of month 2") == ["s 2026-09-08"]


def test_before_moves_to_an_earlier_working_day() -> None:
    # Four weeks before Monday 5 October is Labor Day: back to Friday.
    text = "dates: {x: 2026-10-05}\n" + PHASE + "      s: {task: T, when: 4 weeks before x}\n"

    assert day(schedule(text), "s") == date(2026, 9, 4)


def test_an_event_stays_on_its_day_whatever_day_that_is() -> None:
    assert one_step("event: T, when: first monday of month 2") == ["s 2026-09-07"]


def test_a_full_date_stays() -> None:
    assert one_step("task: T, when: 2026-08-09") == ["s 2026-08-09"]  # a Sunday, on purpose


def test_nothing_lands_on_an_exam_day() -> None:
    exam = "start: 2026-08-03\nexams: [{name: Anatomy, date: 2026-08-14}]"

    assert one_step("task: T, when: end of week 2") == ["s 2026-08-14"]
    assert one_step("task: T, when: end of week 2", exam) == ["s 2026-08-13"]


def test_a_window_of_days_off_drops_the_step_and_says_so() -> None:
    found = schedule(
        PHASE + "      s: {task: T, when: week 2}\n",
        "start: 2026-08-03\ndays_off: [{name: Camp, from: 2026-08-10, until: 2026-08-16}]",
    )

    assert found.roadmap.items == ()
    [problem] = found.problems.sorted()
    words = "'s' left out: no working day between 2026-08-10 and 2026-08-16"
    assert problem.message == f"{words} (Camp)"
    assert problem.mark is not None
    assert (problem.mark.line, problem.mark.column) == (10, 26)


def test_nothing_stands_before_the_first_day_of_school() -> None:
    text = (
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      s: {message: T, when: 1-3 weeks before start}\n"
    )
    # A rotation one week after the start: only the last day of the window is not before it.
    found = schedule(text, "start: 2026-08-03\nrotations: [{name: R, start: 2026-08-10, weeks: 4}]")

    assert window(found, "s@r") == ("2026-07-20", "2026-08-03")
    assert day(found, "s@r") == date(2026, 8, 3)


def test_a_window_too_short_for_a_rhythm_is_said() -> None:
    found = schedule(PHASE + "      s: {message: T, when: weeks 2-6, every: 8-12 weeks}\n")

    assert found.roadmap.items == ()
    [problem] = found.problems.sorted()
    assert problem.message == (
        "'s' left out: 2026-08-10 to 2026-09-13 is too short for it to come round"
    )


def test_times_makes_two_in_one_window_one_after_the_other() -> None:
    found = schedule(PHASE + "      s: {task: T, when: month 2, times: 2}\n")

    assert window(found, "s#1") == window(found, "s#2") == ("2026-09-01", "2026-09-30")
    assert day(found, "s#1") < date(2026, 9, 17) < day(found, "s#2") + timedelta(days=2)


def test_each_mentor_gets_a_part_of_the_window() -> None:
    found = schedule(PHASE + "      s: {message: T, each: mentors}\n")

    days = [day(found, f"s/mentor-{number}") for number in (1, 2, 3)]
    assert days == sorted(days)
    assert days[0] < date(2026, 8, 28)
    assert days[2] > date(2026, 9, 17)


def test_several_mentors_are_told_apart_and_one_is_yours() -> None:
    step = 'message: "Write to {mentor}", draft: d, each: mentors'
    text = PHASE + f"      s: {{{step}}}\ndrafts: {{d: {{subject: S, body: 'Dear {{mentor}},'}}}}\n"
    two = by_name(schedule(text, "start: 2026-08-03\nmentors: 2"))
    one = by_name(schedule(text, "start: 2026-08-03\nmentors: 1"))

    assert two["s/mentor-2"].title == "Write to mentor 2"
    assert one["s/mentor-1"].title == "Write to your mentor"
    message = two["s/mentor-2"].message
    assert message is not None
    assert message.body.startswith("Dear [mentor's name],")


def test_each_preceptor_after_the_first_has_a_slot() -> None:
    text = (
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      s: {task: 'Thank {preceptor}', each: preceptors, when: last 3 days}\n"
    )
    who = "start: 2026-08-03\nrotations: [{name: LIC, start: 2029-04-03, weeks: 52, preceptors: 3}]"

    assert sorted(by_name(schedule(text, who))) == [
        "s@lic", "s@lic/preceptor-2", "s@lic/preceptor-3"]  # fmt: skip
    alone = who.replace(", preceptors: 3", "")
    assert sorted(by_name(schedule(text, alone))) == ["s@lic"]


def test_each_preceptor_is_told_apart() -> None:
    text = (
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      s: {task: 'Thank {attending}', each: preceptors, when: last 3 days}\n"
        "      t: {task: 'Greet {attending}', when: day 1}\n"
    )
    who = (
        "start: 2026-08-03\nrotations: [{name: LIC, start: 2029-04-03, weeks: 52, preceptors: 2, "
        "attending: Dr. Reyes}]"
    )
    titles = {name: item.title for name, item in by_name(schedule(text, who)).items()}
    named = by_name(schedule(text, who + "\ncalendar: {people: names}"))
    alone = by_name(schedule(text, who.replace("preceptors: 2, ", "")))

    assert titles == {"t@lic": "Greet your attending", "s@lic": "Thank preceptor 1",
                      "s@lic/preceptor-2": "Thank preceptor 2"}  # fmt: skip
    # The name in the file is the first one's, and nobody else's.
    assert named["s@lic"].title == "Thank Dr. Reyes"
    assert named["s@lic/preceptor-2"].title == "Thank preceptor 2"
    assert alone["s@lic"].title == "Thank your attending"
    assert alone["s@lic"].uid == named["s@lic"].uid


def test_what_hangs_on_a_preceptors_step_follows_that_preceptor() -> None:
    text = (
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      ask: {task: Ask, each: preceptors, when: last 10 weeks}\n"
        "      send: {task: Send, each: preceptors, when: ask}\n"
        "      sum: {task: Sum, when: ask}\n"
    )
    who = "start: 2026-08-03\nrotations: [{name: LIC, start: 2029-04-03, weeks: 52, preceptors: 3}]"
    found = schedule(text, who)

    asked = {slot: day(found, f"ask@lic{slot}") for slot in ("", "/preceptor-2", "/preceptor-3")}
    assert len({*asked.values()}) == 3
    for slot, when in asked.items():
        assert day(found, f"send@lic{slot}") == when
    # A step for all of them waits for the last one.
    assert day(found, "sum@lic") == max(asked.values())


def test_a_conference_begins_on_the_day_it_begins() -> None:
    text = (
        "blocks:\n  c:\n    title: C\n    for: conferences\n    steps:\n"
        "      early: {task: T, when: 1 week before start}\n"
        "      arrive: {task: T, when: day 1}\n"
    )
    found = schedule(
        text, "start: 2026-08-03\nconferences: [{name: WE, start: 2029-04-21, until: 2029-04-22}]"
    )

    assert day(found, "arrive@we") == date(2029, 4, 21)  # a Saturday
    assert day(found, "early@we") == date(2029, 4, 13)  # Friday: the 14th is a Saturday


def test_every_month_is_once_in_each_calendar_month() -> None:
    found = schedule(PHASE + "      s: {task: T, every: month}\n")

    # October holds 12 of 31 days: less than half, so it is left out.
    assert [window(found, name) for name in by_name(found)] == [
        ("2026-08-03", "2026-08-31"),
        ("2026-09-01", "2026-09-30"),
    ]


def test_every_8_to_12_weeks_counts_from_the_start_of_the_window() -> None:
    text = (
        "phases:\n  p:\n    title: P\n    from: start\n    until: 41 weeks after start\n"
        "    steps:\n      s: {message: T, every: 8-12 weeks}\n"
    )
    found = schedule(text)

    # 10 weeks after 3 August is 12 October, give or take 2; then 20, 30, 40.
    assert window(found, "s#1") == ("2026-09-28", "2026-10-26")
    assert window(found, "s#2") == ("2026-12-07", "2027-01-04")
    assert window(found, "s#4") == ("2027-04-26", "2027-05-17")
    assert len(found.roadmap.items) == 4
    assert abs((day(found, "s#1") - date(2026, 10, 12)).days) < 7


def test_a_step_dated_from_another_counts_from_its_planned_day() -> None:
    found = schedule(
        PHASE
        + "      intro: {message: T, when: weeks 2-3}\n"
        + "      talk: {meeting: T, when: within 4 weeks after intro}\n"
    )

    intro = day(found, "intro")
    assert window(found, "talk") == (
        (intro + timedelta(days=1)).isoformat(),
        (intro + timedelta(days=28)).isoformat(),
    )


def test_conditions_choose_the_step_and_the_date() -> None:
    text = (
        "questions: {aways: {ask: Aways?, default: false}}\n"
        + PHASE
        + "      a: {task: T, if: aways, when: week 2}\n"
        + "      b: {task: T, when: [{if: aways, use: week 3}, week 4]}\n"
    )

    assert list(by_name(schedule(text))) == ["b"]
    assert window(schedule(text), "b")[0] == "2026-08-24"
    away = schedule(text, "start: 2026-08-03\nanswers: {aways: true}")
    assert sorted(by_name(away)) == ["a", "b"]
    assert window(away, "b")[0] == "2026-08-17"


def test_a_dropped_step_passes_its_order_on() -> None:
    text = (
        "questions: {q: {ask: Q?, default: false}}\n"
        + PHASE
        + "      a: {task: T, when: week 3}\n"
        + "      b: {task: T, if: q, after: a}\n"
        + "      c: {task: T, when: weeks 1-4, after: b}\n"
    )
    found = schedule(text)

    assert day(found, "a") <= day(found, "c")


def test_on_request_is_listed_and_never_dated() -> None:
    found = schedule(PHASE + "      s: {message: T, when: on request}\n")

    assert found.roadmap.items == ()
    assert [listed.step for listed in found.roadmap.on_request] == ["s"]


def test_what_was_over_when_the_student_joined_is_left_out() -> None:
    text = PHASE + "      a: {task: A, when: week 1}\n      b: {task: B, when: weeks 1-4}\n"
    found = schedule(text, "start: 2026-08-03\njoined: 2026-08-20")

    assert [item.step for item in found.roadmap.over] == ["a"]
    assert day(found, "b") >= date(2026, 8, 20)
    assert window(found, "b") == ("2026-08-03", "2026-08-30")


def test_without_ms4_the_match_stays_and_counts_to_ms3() -> None:
    """A three-year MD has no MS4, but applies, interviews and matches all the same."""
    found = expand(bundled(), student("start: 2026-07\nmatch_year: 2029\nstages: {ms4: none}"))
    items = by_name(found)

    assert day(found, "match-day") == date(2029, 3, 16)
    assert items["match-day"].stage == "ms3"
    assert "ms4" not in {tag for item in items.values() for tag in item.tags}
    assert "ms3-check" not in items or items["ms3-check"].stage == "ms3"


def test_a_step_that_rests_on_a_missing_stage_is_left_out_and_said() -> None:
    text = "dates: {ms4: 3 years after start}\n" + PHASE + "      s: {task: T, when: ms4}\n"
    found = schedule(text, "start: 2026-08-03\nstages: {ms4: none}")

    assert found.roadmap.items == ()
    assert [one.message for one in found.problems.sorted()] == [
        "'s' left out: you have no stage 'ms4'"
    ]


@pytest.mark.parametrize(
    ("zone", "local"), [("America/New_York", "2030-02-27"), ("Europe/Warsaw", "2030-02-28")]
)
def test_a_deadline_is_an_instant_shown_on_the_local_day(zone: str, local: str) -> None:
    found = expand(bundled(), student(f"start: 2026-08\ntimezone: {zone}"))
    item = by_name(found)["rank-list-deadline"]

    assert item.start.astimezone(ZoneInfo("UTC")).isoformat() == "2030-02-28T02:00:00+00:00"  # type: ignore[attr-defined]
    assert item.date == date.fromisoformat(local)
    assert item.date in item.window
    assert item.expected


def test_the_students_own_date_wins_and_is_not_expected() -> None:
    found = expand(bundled(), student("start: 2026-08\ndates: {match_day: 2030-03-22}"))

    assert day(found, "match-day") == date(2030, 3, 22)
    assert not by_name(found)["match-day"].expected
    # The deadline follows by its rule, 16 days before, and stays expected.
    assert day(found, "rank-list-deadline") == date(2030, 3, 6)
    assert by_name(found)["rank-list-deadline"].expected


def test_a_published_date_is_not_expected() -> None:
    found = expand(bundled(), student("start: 2023-08\nmatch_year: 2027"))

    assert day(found, "match-day") == date(2027, 3, 19)
    assert not by_name(found)["match-day"].expected


def test_a_date_the_student_does_not_have_drops_what_rests_on_it() -> None:
    text = "dates: {x: start}\n" + PHASE + "      s: {task: T, when: 1 week after x}\n"

    assert by_name(schedule(text, "start: 2026-08-03\ndates: {x: none}")) == {}


def test_names_of_people_stay_private_unless_asked_for() -> None:
    text = (
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      s: {task: 'Ask {attending}'}\n"
    )
    who = (
        "start: 2026-08-03\nrotations: [{name: S, start: 2028-07-03, weeks: 4, attending: Dr. Wu}]"
    )

    private = by_name(schedule(text, who))["s@s"]
    named = by_name(schedule(text, who + "\ncalendar: {people: names}"))["s@s"]
    assert (private.title, private.person) == ("Ask your attending", None)
    assert (named.title, named.person) == ("Ask Dr. Wu", "Dr. Wu")


def test_an_alarm_rings_the_evening_before_except_in_long_windows() -> None:
    text = (
        PHASE
        + "      a: {message: A, when: week 2}\n"
        + "      b: {message: B}\n"
        + "      c: {task: C, when: week 2}\n"
        + "      d: {task: D, deadline: true}\n"
    )
    items = by_name(schedule(text, "start: 2026-08-03\ncalendar: {remind: '19:15 the day before'}"))

    alarm = items["a"].alarm
    assert alarm is not None
    assert alarm.replace(tzinfo=None).isoformat(" ", "minutes") == (
        f"{items['a'].date - timedelta(days=1)} 19:15"
    )
    assert items["b"].alarm is None
    assert items["c"].alarm is None
    assert items["d"].alarm is not None


EIGHT = "start: 2026-08-10\nrotations: [{name: IM, start: 2028-07-03, weeks: 8, interest: yes}]"
FOUR = "start: 2026-08-10\nrotations: [{name: Psych, start: 2028-07-03, weeks: 4, interest: yes}]"


def test_the_eight_week_rotation() -> None:
    found = expand(bundled(), student(EIGHT))

    assert day(found, "introduction@im") == date(2028, 7, 3)
    assert window(found, "expectations@im") == ("2028-07-05", "2028-07-06")  # 4 July is off
    assert day(found, "feedback@im") == date(2028, 7, 14)
    assert window(found, "ask-letter@im") == ("2028-08-23", "2028-08-25")
    assert day(found, "thanks@im") == date(2028, 8, 25)
    assert window(found, "career-meeting@im") == ("2028-07-24", "2028-08-04")


def test_the_four_week_rotation_keeps_its_order_and_spills_nothing() -> None:
    found = expand(bundled(), student(FOUR))
    inside = [item for item in found.roadmap.items if item.block and item.step not in {
        "director-hello", "resident-update"}]  # fmt: skip

    assert (
        day(found, "career-ask@psych")
        < day(found, "career-meeting@psych")
        < day(found, "ask-letter@psych")
        <= day(found, "thanks@psych")
    )
    assert max(item.date for item in inside) == date(2028, 7, 28)
    assert min(item.date for item in inside) == date(2028, 7, 3)


@pytest.mark.parametrize("weeks", [1, 2, 3, 4, 4.5, 5, 6, 7, 8, 9, 10, 11, 12, 23, 52])
@pytest.mark.parametrize("start", ["2028-07-03", "2028-07-04", "2028-07-06", "2028-09-05"])
def test_rotations_of_every_length_stay_inside_their_days(weeks: float, start: str) -> None:
    text = f"start: 2026-08-10\nrotations: [{{name: R, start: {start}, weeks: {weeks}}}]"
    found = expand(bundled(), student(text))

    [copy] = found.copies["rotation"]
    for item in found.roadmap.items:
        if item.block and item.step not in {"director-hello", "resident-update"}:
            assert item.date in copy.frame.days, item.name
    assert "thanks@r" in by_name(found)


def test_study_days_and_the_exam_are_no_days_of_service() -> None:
    found = expand(
        bundled(),
        student(
            "start: 2026-08-10\nrotations:\n"
            "  - {name: Surgery, start: 2028-08-28, until: 2028-10-20,\n"
            "     study: {from: 2028-10-18, until: 2028-10-19}, exam: 2028-10-20}"
        ),
    )

    assert day(found, "thanks@surgery") == date(2028, 10, 17)
    assert window(found, "ask-letter@surgery") == ("2028-10-13", "2028-10-17")


def test_a_break_inside_a_block_does_not_count_as_a_week() -> None:
    found = expand(
        bundled(),
        student(
            "start: 2026-08-10\nrotations: [{name: OB, start: 2028-12-11, until: 2029-02-02}]\n"
            "days_off: [{name: Winter break, from: 2028-12-18, until: 2029-01-01}]"
        ),
    )

    # Week 2 of service is the week of Tuesday 2 January.
    assert day(found, "feedback@ob") == date(2029, 1, 5)


def test_a_block_that_loses_weeks_gets_the_steps_of_a_shorter_one_and_says_so() -> None:
    # Four weeks from Monday 4 December 2028, of which the break leaves two.
    who = (
        "start: 2026-08-03\nrotations: [{name: Surgery, start: 2028-12-04, weeks: 4}]\n"
        "days_off: [{name: Winter break, from: 2028-12-18, until: 2029-01-05}]"
    )
    found = expand(bundled(), student(who))

    assert day(found, "feedback@surgery") == date(2028, 12, 8)
    assert day(found, "thanks@surgery") == date(2028, 12, 15)
    assert "ask-letter@surgery" not in by_name(found), "two weeks, and interest: maybe"
    [note] = found.problems.sorted()
    assert note.message.startswith("Surgery: days of service in only 2 of its 4 weeks, so it gets")


def test_half_a_week_is_no_lost_week() -> None:
    who = "start: 2026-08-03\nrotations: [{name: Ob, start: 2028-12-04, weeks: 4.5}]"

    assert [copy.weeks for copy in expand(bundled(), student(who)).copies["rotation"]] == [4.5]


def test_every_uid_is_the_same_with_another_start() -> None:
    one = expand(bundled(), student("start: 2026-08"))
    other = expand(bundled(), student("start: 2028-01"))

    common = by_name(one).keys() & by_name(other).keys()
    assert len(common) > 80
    assert all(by_name(one)[name].uid == by_name(other)[name].uid for name in common)


def test_a_date_that_is_empty_for_everyone_is_the_plans_mistake() -> None:
    text = PHASE + "      s: {task: T, when: week 40}\n      ok: {task: T, when: week 1}\n"
    found = plan(text)

    [problem] = empty_for_everyone(found, expand(found, student("start: 2026-08-03")))
    assert problem.code == "empty-window"
    assert problem.mark is not None
    assert (problem.mark.line, problem.mark.column) == (10, 26)


AWAY_ON_LEAVE = """start: 2026-08-10
match_year: 2030
answers: {aways: yes}
leaves: [{name: Leave, from: 2029-03-05, until: 2029-06-30}]
rotations: [{name: LIC, start: 2029-03-05, weeks: 8, kind: longitudinal}]
"""


def test_a_leave_over_a_whole_window_is_not_the_plans_mistake() -> None:
    """`aways-plan` is for April and May of that year, and only for those who say yes."""
    found = expand(bundled(), student(AWAY_ON_LEAVE))

    assert "aways-plan" not in by_name(found)
    assert empty_for_everyone(bundled(), found) == ()


def test_a_step_for_one_kind_of_block_without_a_day_is_not_the_plans_mistake() -> None:
    the_plan = plan(
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        "      s: {task: T, when: day 1, if: block.kind == longitudinal}\n"
    )
    found = expand(the_plan, student(AWAY_ON_LEAVE.replace("answers: {aways: yes}\n", "")))

    assert found.roadmap.items == ()
    assert empty_for_everyone(the_plan, found) == ()


def test_the_bundled_plan_leaves_nobody_without_days() -> None:
    found = bundled()

    assert empty_for_everyone(found, expand(found, student("start: 2026-08"))) == ()


def test_no_week_has_more_than_its_limit() -> None:
    found = expand(bundled(), student(EIGHT))

    weeks: dict[date, int] = {}
    for item in found.roadmap.items:
        monday = item.date - timedelta(days=item.date.weekday())
        weeks[monday] = weeks.get(monday, 0) + 1
    assert max(weeks.values()) <= 3


def test_nothing_stands_on_a_weekend() -> None:
    found = expand(bundled(), student(EIGHT))

    assert [item.name for item in found.roadmap.items if item.date.weekday() > 4] == []
