"""Joining late: one checklist of what is still worth doing."""

from datetime import date

from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.explain import explain
from tests.unit.schedule.roadmaps import bundled, by_name, schedule, student

TEXT = (
    "phases:\n  p:\n    title: P\n    from: start\n    until: 10 weeks after start\n    steps:\n"
    "      a: {task: Say hello, when: week 1, catch_up: true, source: R1}\n"
    "      b: {task: Too late, when: week 1, source: R1}\n"
    "      c: {task: In time, when: week 9, catch_up: true, source: R1}\n"
    "sources: {R: {title: A source}}\n"
)


def test_what_is_over_and_worth_it_goes_into_one_dated_list() -> None:
    found = schedule(TEXT, "start: 2026-08-03\njoined: 2026-09-01")

    item = by_name(found)["catch-up"]
    assert item.checklist == ("Say hello",)
    # The first working day a week after joining on 1 September: the 8th, as the 7th is Labor Day.
    assert item.date == date(2026, 9, 8)
    assert item.source == ("R1",)
    assert sorted(by_name(found)) == ["c", "catch-up"]


def test_who_joins_in_time_has_no_such_list() -> None:
    assert sorted(by_name(schedule(TEXT, "start: 2026-08-03"))) == ["a", "b", "c"]


def test_the_list_keeps_its_uid() -> None:
    one = schedule(TEXT, "start: 2026-08-03\njoined: 2026-09-01")
    other = schedule(TEXT, "start: 2026-08-03\njoined: 2026-08-20")

    assert by_name(one)["catch-up"].uid == by_name(other)["catch-up"].uid


def test_explain_says_what_the_list_holds_and_why() -> None:
    plan, who = bundled(), student("start: 2025-08\njoined: 2026-11-22")
    lines = explain(expand(plan, who), plan, "catch-up")

    assert any("you joined on 2026-11-22" in line.text for line in lines)
    assert any(line.label == "holds" for line in lines)
