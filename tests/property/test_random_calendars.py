"""Random calendars with the bundled plan: whatever a school does, these things hold.

The calendar is kept twice: as the student file that the program reads, and as plain days that
say what the answer must be.
"""

import re
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import FrameType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_sync.items import Item, Window
from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.dates import add_months
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.everyone import empty_for_everyone
from roadmap_sync.schedule.expand import Schedule, expand
from roadmap_sync.schedule.occurrences import Occurrence
from roadmap_sync.schedule.student import Student, default_match_year
from tests.unit.schedule.roadmaps import bundled, plan, student

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
ZONES = ("America/New_York", "America/Barbados", "Pacific/Honolulu", "Pacific/Kiritimati",
         "Asia/Kathmandu", "Europe/Warsaw")  # fmt: skip
#: 0.5, 1, 1.5 … 12, and the long ones.
LENGTHS = (*(half / 2 for half in range(1, 25)), 16, 23, 40, 52)
#: One goes there on the day it is, be it a Saturday or a holiday.
ANY_DAY = ("conferences", "interviews", "exams")
LEAP_DAYS = tuple(date(year, 2, 29) for year in range(2020, 2041, 4))
#: What may lie outside its block says so in these words.
OUTSIDE = re.compile(r"\bbefore start\b|\bafter end\b")


@dataclass(frozen=True)
class Entry:
    """One rotation, away, interview, conference or course.

    Attributes:
        list: The list of the student file that it stands in.
        line: As in the student file.
        days: First and last day. Where only weeks are given, the last day they can mean.
        study: Days without service.
        exam: Another one.
    """

    list: str
    id: str
    line: str
    days: Window
    study: Window | None = None
    exam: date | None = None


@dataclass(frozen=True)
class Calendar:
    """One school calendar.

    Attributes:
        text: The student file.
        entries: By list and id.
        closed: Breaks and leaves.
        exams: Days of the list `exams`.
        graduation: The last day of it all.
    """

    text: str
    start: date
    graduation: date
    entries: dict[tuple[str, str], Entry]
    closed: tuple[Window, ...]
    exams: frozenset[date]

    def serves(self, day: date, entry: Entry) -> bool:
        """Is it a day with service? Public holidays are not looked at."""
        off = (*self.closed, *filter(None, [entry.study]))
        return (
            day in entry.days
            and day.weekday() < 5
            and not any(day in window for window in off)
            and day != entry.exam
        )


def third_friday_of_may(year: int) -> date:
    first = date(year, 5, 1)
    return first + timedelta(days=(4 - first.weekday()) % 7 + 14)


@st.composite
def rotation_lists(draw: st.DrawFn, first: date, last: date) -> list[Entry]:
    """Draw rotations one after the other, now and then with a gap or an overlap."""
    found: list[Entry] = []
    start = first
    for number in range(draw(st.integers(0, 9))):
        weeks = draw(st.sampled_from(LENGTHS))
        # The half of a week is three days: 4.5 weeks from a Monday end on a Wednesday.
        end = start + timedelta(days=int(7 * weeks)) - DAY
        if end > last:
            break
        words = f"name: R{number}, start: {start}, "
        words += draw(st.sampled_from((f"weeks: {weeks:g}", f"until: {end}")))
        words += f", interest: {draw(st.sampled_from(('yes', 'maybe', 'no')))}"
        if weeks >= 23:
            words += f", kind: longitudinal, preceptors: {draw(st.integers(1, 6))}"
        exam = end - draw(st.integers(0, 3)) * DAY if draw(st.booleans()) else None
        study = None
        if exam is not None:
            words += f", exam: {exam}"
            study = Window(exam - 2 * DAY, exam - DAY) if draw(st.booleans()) else None
        if study is not None:
            words += f", study: {{from: {study.from_day}, until: {study.until_day}}}"
        found.append(Entry("rotations", f"r{number}", words, Window(start, end), study, exam))
        start = end + draw(st.sampled_from((1, 1, 1, 2, 3, 8, 15, 40, -6))) * DAY
        start = max(start, first)
    return found


@st.composite
def other_lists(draw: st.DrawFn, first: date, last: date) -> list[Entry]:
    found: list[Entry] = []
    for name, longest in (("aways", 40), ("interviews", 0), ("conferences", 4), ("courses", 90)):
        for number in range(draw(st.integers(0, 2))):
            days = draw(windows(first, last, longest))
            words = f"name: {name} {number}, start: {days.from_day}, until: {days.until_day}"
            found.append(Entry(name, f"{name}-{number}", words, days))
    return found


@st.composite
def windows(draw: st.DrawFn, first: date, last: date, longest: int) -> Window:
    start = draw(st.dates(first, last))
    return Window(start, min(last, start + draw(st.integers(0, longest)) * DAY))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    start = draw(st.dates(date(2020, 1, 1), date(2040, 12, 31)) | st.sampled_from(LEAP_DAYS))
    match_year = default_match_year(start) + draw(st.sampled_from((0, 0, 0, -1, 1, 4)))
    graduation = third_friday_of_may(match_year)
    clerkships = start + draw(st.integers(0, 900)) * DAY
    rotations = draw(rotation_lists(clerkships, graduation))
    entries = [*rotations, *draw(other_lists(start, graduation))]
    breaks = draw(st.lists(windows(start, graduation, 30), max_size=4))
    # A leave may be typed that goes on long after graduation, or begins there.
    leaves = draw(st.lists(windows(start, graduation + 1000 * DAY, 1500), max_size=2))
    exams = draw(st.lists(st.dates(start, graduation), max_size=5))
    lines = [f"start: {start}", f"match_year: {match_year}",
             f"timezone: {draw(st.sampled_from(ZONES))}",
             f"holidays: {draw(st.sampled_from(('US', 'none')))}"]  # fmt: skip
    moves = draw(st.lists(st.dates(start, graduation), max_size=2, unique=True))
    zones = [f"{{from: {day}, timezone: {draw(st.sampled_from(ZONES))}}}" for day in moves]
    lines.append(f"timezones: [{', '.join(zones)}]")
    summer = draw(st.sampled_from(("research", "clinical", "both", "other")))
    lines.append(f"answers: {{summer: {summer}, aways: {draw(st.sampled_from(('yes', 'no')))}}}")
    if draw(st.booleans()):
        lines.append(f"joined: {draw(st.dates(start, graduation))}")
    if draw(st.booleans()) and clerkships > start:
        lines.append(f"dates: {{clerkships: {clerkships}}}")
    lines += _spans("days_off", breaks) + _spans("leaves", leaves)
    named = [f"{{name: E{number}, date: {day}}}" for number, day in enumerate(exams)]
    lines.append(f"exams: [{', '.join(named)}]")
    if not rotations and draw(st.booleans()):
        lines.append("rotations: []")  # without that line there is a sample rotation
    for name in dict.fromkeys(entry.list for entry in entries):
        lines.append(f"{name}:")
        lines += [f"  - {{{entry.line}}}" for entry in entries if entry.list == name]
    by_name = {(entry.list, entry.id): entry for entry in entries}
    return Calendar("\n".join(lines), start, graduation, by_name, (*breaks, *leaves),
                    frozenset(exams))  # fmt: skip


def _spans(key: str, spans: list[Window]) -> list[str]:
    return [f"{key}:"] * bool(spans) + [
        f"  - {{name: {key} {number}, from: {span.from_day}, until: {span.until_day}}}"
        for number, span in enumerate(spans)
    ]


def day_of(member: Occurrence) -> date:
    assert member.chosen is not None
    return date.fromordinal(member.chosen)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(calendars())
def test_whatever_the_calendar_what_must_hold_holds(calendar: Calendar) -> None:
    someone = student(calendar.text)

    found = expand(bundled(), someone)

    _every_item_stands_in_its_window(found)
    _what_belongs_to_a_block_stands_on_its_service_days(found, calendar, someone)
    _nothing_lands_on_an_exam_or_a_day_off(found, calendar, someone)
    _order_holds(found)
    days = [item.date for item in (*found.roadmap.items, *found.roadmap.over)]
    assert min(days) >= calendar.start
    assert max(days) <= add_months(calendar.graduation, 14)


def _every_item_stands_in_its_window(found: Schedule) -> None:
    for item in (*found.roadmap.items, *found.roadmap.over):
        assert item.date in item.window, item.name
        member = found.occurrences.get(item.name)
        if member is None:  # the checklist of a late start is nobody's step
            continue
        assert day_of(member) in member.window, item.name
        # Noon in New York may be tomorrow where the student lives, and nothing else moves.
        assert abs(item.date - day_of(member)) <= (DAY if not item.all_day else 0 * DAY)


def _what_belongs_to_a_block_stands_on_its_service_days(
    found: Schedule, calendar: Calendar, someone: Student
) -> None:
    off = DaysOff(someone)
    for name, member in found.occurrences.items():
        if member.copy is None or OUTSIDE.search(member.text):
            continue
        block = bundled().blocks[member.step.home]
        entry = calendar.entries.get((block.entries, member.copy.entry.id))
        if entry is None:
            assert member.copy.entry.sample or block.entries in {"exams", "leaves"}, name
        elif member.step.kind == "event" or block.entries in ANY_DAY:
            assert day_of(member) in entry.days, name
        else:
            assert calendar.serves(day_of(member), entry), name
            assert not off.is_off(day_of(member)), name


def _nothing_lands_on_an_exam_or_a_day_off(
    found: Schedule, calendar: Calendar, someone: Student
) -> None:
    """Only events and days that others fixed may stand there, and what is for a leave."""
    off = DaysOff(someone)
    for name, member in found.occurrences.items():
        if member.step.kind == "event" or member.found.settle == "exact":
            continue
        home = bundled().blocks.get(member.step.home)
        if home is not None and home.entries == "leaves":
            continue
        if home is not None and home.entries in ANY_DAY and not OUTSIDE.search(member.text):
            continue
        day = day_of(member)
        assert day.weekday() < 5, name
        assert not off.is_off(day), name
        assert not any(day in window for window in calendar.closed), name
        assert day not in calendar.exams, name


def _order_holds(found: Schedule) -> None:
    by_step: dict[str, list[Occurrence]] = {}
    for member in found.occurrences.values():
        by_step.setdefault(member.step.id, []).append(member)
    for step in bundled().steps.values():
        pairs = [(order.step, step.id) for order in step.after]
        pairs += [(step.id, order.step) for order in step.before]
        for first, second in pairs:
            for one in by_step.get(first, ()):
                for two in by_step.get(second, ()):
                    if _belong_together(one, two):
                        assert day_of(one) <= day_of(two), (one.name, two.name)


def _belong_together(one: Occurrence, two: Occurrence) -> bool:
    """Same block, same slot, same turn, where both have one."""
    blocks = [member.copy.entry.id for member in (one, two) if member.copy is not None]
    slots = [member.slot for member in (one, two) if member.step.has_slots]
    return len({*blocks}) < 2 and len({*slots}) < 2 and not (one.number and two.number)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(calendars())
def test_the_same_file_gives_the_same_items(calendar: Calendar) -> None:
    one = expand(bundled(), student(calendar.text))
    two = expand(bundled(), student(calendar.text))

    assert one.roadmap == two.roadmap
    assert len({item.uid for item in one.roadmap.items}) == len(one.roadmap.items)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(calendars())
def test_nobodys_calendar_makes_the_plan_a_mistake(calendar: Calendar) -> None:
    """Else `generate` would refuse a student for a leave or a short year of their own."""
    assert empty_for_everyone(bundled(), expand(bundled(), student(calendar.text))) == ()


STEPS_OF_PHASE, STEPS_OF_BLOCK = 470, 30


@cache
def large_plan() -> Plan:
    """500 steps: 470 in a phase of four years, each after another one; 30 in a block."""
    phase = [
        f"      p{number}: {{task: T, when: months {number // 11 + 1}-{number // 11 + 3}"
        + (f", after: p{number - 1}" if number % 5 else "") + "}"
        for number in range(STEPS_OF_PHASE)
    ]  # fmt: skip
    whens = ("day 1", "week 2", "weeks 2-3", "middle", "last 3 days", "2 weeks after end")
    block = [
        f"      b{number}: {{task: T, when: {whens[number % 6]}"
        + (f", after: b{number - 1}" if number % 6 else "") + "}"
        for number in range(STEPS_OF_BLOCK)
    ]  # fmt: skip
    return plan(
        "phases:\n  p:\n    title: P\n    from: start\n    until: 48 months after start\n"
        "    steps:\n" + "\n".join(phase) + "\n"
        "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n" + "\n".join(block) + "\n"
    )


def with_blocks(count: int) -> Student:
    first = date(2026, 8, 3)
    lines = [f"  - {{name: R{number}, start: {first + 4 * number * WEEK}, weeks: 4}}\n"
             for number in range(count)]  # fmt: skip
    return student(
        "start: 2026-08-03\nmatch_year: 2032\nrotations:\n" + ("".join(lines) or "  []\n")
    )


def work(someone: Student) -> tuple[int, tuple[Item, ...]]:
    """Expand the large plan; return how many functions were called, and the items.

    Calls are counted, not seconds: the answer is the same on a busy machine.
    """
    the_plan = large_plan()
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = expand(the_plan, someone)
    finally:
        sys.setprofile(before)
    return calls, found.roadmap.items


def test_twice_as_many_blocks_are_twice_the_work() -> None:
    none, of_phase = work(with_blocks(0))
    thirty, _ = work(with_blocks(30))
    sixty, items = work(with_blocks(60))

    assert len(of_phase) == STEPS_OF_PHASE
    assert len(items) == STEPS_OF_PHASE + 60 * STEPS_OF_BLOCK
    assert sixty < 2.6 * thirty
    # And without the phase, which is the same in all of them:
    assert sixty - none < 2.6 * (thirty - none)
