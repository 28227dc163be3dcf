import re
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from freezegun import freeze_time
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace

from roadmap_sync.formats.ics import made_by_us, to_ics
from roadmap_sync.items import Item
from tests.unit.formats.samples import (
    ALL,
    CHICAGO,
    CONFERENCE,
    FEEDBACK,
    INTRO,
    MEETING,
    NEW_YORK,
    RANK_LIST,
    a_roadmap,
    an_item,
)

#: uid → (start, end, summary, description); a to-do has its due day for both.
Reading = dict[str, tuple[date, date, str, str]]

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
HOSTILE = [
    "a, b; c",
    "back\\slash \\n \\N \\, \\\\",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "x\nATTENDEE:mailto:a@example.org",
    "x\rBEGIN:VALARM",
    "x\x0bBEGIN:VALARM\x0cEND:VALARM\x85A:1\u2028B:2\u2029C:3",
    "x\x1cA:1\x1dB:2\x1eC:3\x00\x07\x1b[31m\x7f",
    "\ufeffBEGIN:VCALENDAR",
    "lonely \ud83d half",
    '"quoted": value; A=B',
    "👩🏽‍⚕️" * 40,
    "e\u0301" * 100,
    "\\" * 200,
    "x" * 73 + "\\" * 9 + "y" * 80,
    "é" * 300,
    "a" + " " * 300 + "b",
    "",
]


def read_icalendar(data: bytes) -> Reading:
    calendar = icalendar.Calendar.from_ical(data)
    found: Reading = {
        str(event["UID"]): (
            event.start,
            event.end,
            str(event["SUMMARY"]),
            str(event["DESCRIPTION"]),
        )
        for event in calendar.events
    }
    for todo in calendar.todos:
        due = todo.DUE
        assert due is not None
        found[str(todo["UID"])] = (due, due, str(todo["SUMMARY"]), str(todo["DESCRIPTION"]))
    return found


def read_ical(data: bytes) -> Reading:
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    found: dict[Any, Any] = {
        event.uid: (event.start, event.end, event.summary or "", event.description or "")
        for event in calendar.events
    }
    for todo in calendar.todos:
        found[todo.uid] = (todo.due, todo.due, todo.summary or "", todo.description or "")
    return found


def read_vobject(data: bytes) -> Reading:
    calendar = vobject.readOne(data.decode())
    found = {}
    for part in calendar.contents.get("vevent", []):
        start = part.dtstart.value
        lasts = timedelta() if isinstance(start, datetime) else timedelta(days=1)
        end = part.dtend.value if hasattr(part, "dtend") else start + lasts
        found[part.uid.value] = (start, end, part.summary.value, part.description.value)
    for part in calendar.contents.get("vtodo", []):
        due = part.due.value
        found[part.uid.value] = (due, due, part.summary.value, part.description.value)
    return found


READERS = (read_icalendar, read_ical, read_vobject)


def lines_of(data: bytes) -> list[str]:
    """The logical lines, unfolded by the letter of RFC 5545 section 3.1."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def component(data: bytes, uid: str) -> list[str]:
    parts = re.findall(rb"BEGIN:(?:VEVENT|VTODO)\r\n.*?END:(?:VEVENT|VTODO)\r\n", data, re.DOTALL)
    return lines_of(next(part for part in parts if f"UID:{uid}".encode() in part))


def assert_well_made(data: bytes) -> None:
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        text = line.decode()
        assert text.isprintable() or not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", text)
    starts = [line for line in lines_of(data) if line.startswith(("BEGIN:", "END:"))]
    assert starts.count("BEGIN:VCALENDAR") == starts.count("END:VCALENDAR") == 1


@pytest.mark.parametrize("tasks", ["events", "todos"])
def test_the_file(golden: Callable[[str, bytes], None], tasks: Any) -> None:
    data = to_ics(a_roadmap(*ALL), tasks=tasks)

    golden(f"roadmap-{tasks}.ics", data)
    assert_well_made(data)


def test_the_head() -> None:
    head = lines_of(to_ics(a_roadmap()))

    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//roadmap-sync//roadmap-sync//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Roadmap\\, MS1 to Match Day",
        "X-WR-CALNAME:Roadmap\\, MS1 to Match Day",
        "X-WR-TIMEZONE:America/New_York",
        "COLOR:teal",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("tasks", ["events", "todos"])
def test_three_readers_agree_with_us(read: Callable[[bytes], Any], tasks: Any) -> None:
    found = read(to_ics(a_roadmap(*ALL), tasks=tasks))

    for item in ALL:
        todo = tasks == "todos" and item.type == "task"
        start, end, summary, _ = found[item.uid]
        assert (start, summary) == (item.start, item.title)
        assert end == (item.start if todo else item.end)
    assert len(found) == len(ALL)


def _all_texts(text: str) -> Item:
    return an_item(
        title=text,
        notes=text,
        place=text,
        link="https://example.org/" + text,
        phase=text,
        tags=(text,),
        occurrence=text,
        checklist=(text,),
        alarm=datetime(2026, 8, 11, 18, 30, tzinfo=NEW_YORK),
    )


def _hold_the_file_together(text: str) -> None:
    data = to_ics(replace(a_roadmap(_all_texts(text), CONFERENCE), calendar_name=text))

    assert_well_made(data)
    assert data.count(b"\r\nUID:") == 2
    plain = to_ics(replace(a_roadmap(_all_texts("x"), CONFERENCE), calendar_name="x"))
    assert _names(data) <= _names(plain)


def _names(data: bytes) -> set[str]:
    return {re.split("[:;]", line)[0] for line in lines_of(data)}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_makes_a_line_of_its_own(text: str) -> None:
    _hold_the_file_together(text)


@given(ANY_TEXT)
def test_no_text_makes_a_line_of_its_own(text: str) -> None:
    _hold_the_file_together(text)


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=300))
@example("a, b; c: d")
@example("👩🏽‍⚕️" * 40)
@example("e\u0301" * 100)
def test_three_readers_give_the_text_back(text: str) -> None:
    title = " ".join(f"x {text} x".replace("\\", "/").split())
    data = to_ics(a_roadmap(an_item(title=title, notes=title, window_text=title)))

    for read in READERS:
        *_, summary, description = read(data)["0123456789abcdefghijklmnopqrstuv"]
        assert summary == title
        assert description.splitlines()[0] == title


def test_a_backslash_before_an_n_stays_one() -> None:
    lines = component(to_ics(a_roadmap(an_item(title="C:\\Notes\\new"))), INTRO.uid)

    assert "SUMMARY:C:\\\\Notes\\\\new" in lines


def test_no_fold_parts_an_escape() -> None:
    data = to_ics(a_roadmap(an_item(notes="," * 400 + "\n" * 3 + "a;" * 200)))

    for line in data.split(b"\r\n"):
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0


def test_an_all_day_item_is_free_time_with_an_exclusive_end() -> None:
    lines = component(to_ics(a_roadmap(CONFERENCE)), CONFERENCE.uid)

    assert {
        "DTSTART;VALUE=DATE:20270729",
        "DTEND;VALUE=DATE:20270801",
        "TRANSP:TRANSPARENT",
    } <= set(lines)


def test_a_meeting_with_an_hour_is_busy_and_carries_its_zone() -> None:
    data = to_ics(a_roadmap(MEETING))
    lines = component(data, MEETING.uid)

    assert {
        "DTSTART;TZID=America/Chicago:20260902T173000",
        "DTEND;TZID=America/Chicago:20260902T180000",
        "TRANSP:OPAQUE",
        "URL:https://example.org/advising?room=3",
        "LOCATION:Advising office\\; room 3\\, second floor",
        "TRIGGER:-PT2H",
    } <= set(lines)
    assert [line for line in lines_of(data) if line.startswith("TZID:")] == ["TZID:America/Chicago"]


def test_a_deadline_with_an_hour_takes_no_time() -> None:
    lines = component(to_ics(a_roadmap(RANK_LIST)), RANK_LIST.uid)

    assert "DTSTART;TZID=America/New_York:20300227T210000" in lines
    assert not any(line.startswith("DTEND") for line in lines)
    assert "TRANSP:TRANSPARENT" in lines


def test_a_todo_has_a_due_day_and_an_alarm_before_it() -> None:
    lines = component(to_ics(a_roadmap(INTRO), tasks="todos"), INTRO.uid)

    assert lines[0] == "BEGIN:VTODO"
    assert {
        "DUE;VALUE=DATE:20260812",
        "STATUS:NEEDS-ACTION",
        "TRIGGER;RELATED=END:-PT5H30M",
    } <= set(lines)
    assert not any(line.startswith(("DTSTART", "TRANSP")) for line in lines)


def test_categories_stand_in_one_line_and_hold_no_comma() -> None:
    lines = component(to_ics(a_roadmap(FEEDBACK)), FEEDBACK.uid)

    assert [line for line in lines if line.startswith("CATEGORIES")] == [
        "CATEGORIES:task,ms3,rotation,feedback early,sample"
    ]


def test_the_marker_names_the_item() -> None:
    lines = component(to_ics(a_roadmap(FEEDBACK)), FEEDBACK.uid)

    assert "X-ROADMAP-SYNC-ITEM:ms1-ms4-networking/feedback@surgery" in lines


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "advisor.html", "http://[broken", ""]
)
def test_a_link_that_is_no_web_address_cannot_be_tapped(link: str) -> None:
    assert b"\r\nURL" not in to_ics(a_roadmap(an_item(link=link)))


@pytest.mark.parametrize(
    ("start", "alarm", "trigger"),
    [
        (date(2026, 8, 12), datetime(2026, 8, 11, 18, 30, tzinfo=CHICAGO), "-PT5H30M"),
        (date(2026, 8, 12), datetime(2026, 8, 10, 18, 30), "-PT29H30M"),  # noqa: DTZ001
        (date(2026, 8, 12), datetime(2026, 8, 12, 9, 0, tzinfo=NEW_YORK), "PT9H"),
        (date(2026, 8, 12), datetime(2026, 8, 12, tzinfo=NEW_YORK), "PT0S"),
        (date(2026, 8, 12), datetime(2026, 8, 11, 22, 59, 59, tzinfo=NEW_YORK), "-PT1H0M1S"),
        # the night in which the clocks go forward is an hour shorter
        (
            datetime(2027, 3, 14, 9, 0, tzinfo=NEW_YORK),
            datetime(2027, 3, 13, 18, 30, tzinfo=NEW_YORK),
            "-PT13H30M",
        ),
        (
            datetime(2026, 8, 12, 9, 0, tzinfo=NEW_YORK),
            datetime(2026, 8, 12, 8, 30),  # noqa: DTZ001
            "-PT30M",
        ),
    ],
)
def test_an_alarm_is_told_relative_to_the_start(start: date, alarm: datetime, trigger: str) -> None:
    lines = component(to_ics(a_roadmap(an_item(start=start, alarm=alarm))), INTRO.uid)

    assert f"TRIGGER:{trigger}" in lines
    inside = lines[lines.index("BEGIN:VALARM") : lines.index("END:VALARM")]
    assert not any(line.startswith("UID") for line in inside)


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        "America/Puerto_Rico",
        "America/Phoenix",
        "Europe/Berlin",
        "Europe/Dublin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    ],
)
@pytest.mark.parametrize("read", READERS)
def test_the_clocks_of_a_zone_are_right_all_year(zone: str, read: Callable[[bytes], Any]) -> None:
    here = ZoneInfo(zone)
    items = [
        an_item(uid=f"{month:02}{year:030}", start=datetime(year, month, 20, 9, 0, tzinfo=here))
        for year in (2026, 2028, 2030)
        for month in range(1, 13)
    ]

    found = read(to_ics(a_roadmap(*items)))

    for item in items:
        assert found[item.uid][0] == item.start


def _offset_at(data: bytes, wanted: datetime) -> timedelta:
    """What the VTIMEZONE alone says, by icalendar's reading of it."""
    zone = icalendar.Calendar.from_ical(data).timezones[0].to_tz(lookup_tzid=False)
    offset = wanted.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_the_zone_changes_in_the_right_hour(zone: str) -> None:
    here = ZoneInfo(zone)
    data = to_ics(a_roadmap(an_item(start=datetime(2027, 6, 1, 9, 0, tzinfo=here))))
    hour = datetime(2027, 1, 1, tzinfo=UTC)

    while hour.year == 2027:
        offset = hour.astimezone(here).utcoffset()
        if (hour + timedelta(hours=1)).astimezone(here).utcoffset() != offset:
            assert _offset_at(data, hour) == offset
            later = hour + timedelta(hours=1)
            assert _offset_at(data, later) == later.astimezone(here).utcoffset()
        hour += timedelta(hours=1)


def test_a_usual_zone_is_told_by_rules_which_outlook_needs() -> None:
    data = to_ics(a_roadmap(MEETING))

    assert b"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n" in data
    assert b"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\n" in data
    assert b"RDATE" not in data


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("UTC"), timezone(timedelta(hours=-5))])
def test_an_instant_without_a_named_zone_is_told_in_utc(zone: Any) -> None:
    start = datetime(2026, 8, 12, 9, 0, tzinfo=zone)
    data = to_ics(a_roadmap(an_item(start=start)))

    assert f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() in data
    assert b"VTIMEZONE" not in data


def test_the_same_items_give_the_same_bytes_on_another_day() -> None:
    first = to_ics(a_roadmap(*ALL))

    with freeze_time("2035-01-01"):
        assert to_ics(a_roadmap(*ALL)) == first
    assert b"DTSTAMP:20260601T000000Z\r\n" in first
    assert b"SEQUENCE:0\r\n" in first


def test_writing_over_an_unchanged_file_changes_nothing() -> None:
    first = to_ics(a_roadmap(*ALL))
    later = [replace(item, updated=date(2027, 1, 1)) for item in ALL]

    assert to_ics(a_roadmap(*later), previous=first) == first


def test_what_changed_counts_up_and_the_rest_keeps_its_bytes() -> None:
    first = to_ics(a_roadmap(*ALL))
    moved = replace(INTRO, title="Write to your advisor")

    second = to_ics(a_roadmap(moved, *ALL[1:]), previous=first)

    assert component(second, INTRO.uid)[2:5] == [
        "SEQUENCE:1",
        "DTSTAMP:20260601T000001Z",
        "LAST-MODIFIED:20260601T000001Z",
    ]
    for item in ALL[1:]:
        assert component(second, item.uid) == component(first, item.uid)
    assert to_ics(a_roadmap(moved, *ALL[1:]), previous=second) == second

    third = to_ics(a_roadmap(replace(INTRO, updated=date(2026, 9, 1)), *ALL[1:]), previous=second)
    assert component(third, INTRO.uid)[2:4] == ["SEQUENCE:2", "DTSTAMP:20260901T000000Z"]


def test_a_new_item_begins_at_nought_and_a_dropped_one_is_gone() -> None:
    first = to_ics(a_roadmap(INTRO))

    second = to_ics(a_roadmap(MEETING), previous=first)

    assert second == to_ics(a_roadmap(MEETING))


def test_a_task_that_becomes_a_todo_counts_as_changed() -> None:
    first = to_ics(a_roadmap(INTRO))

    lines = component(to_ics(a_roadmap(INTRO), tasks="todos", previous=first), INTRO.uid)

    assert (lines[0], lines[2]) == ("BEGIN:VTODO", "SEQUENCE:1")


def test_other_line_ends_and_folds_are_no_change() -> None:
    first = to_ics(a_roadmap(*ALL))

    assert to_ics(a_roadmap(*ALL), previous=first.replace(b"\r\n", b"\n")) == first
    assert to_ics(a_roadmap(*ALL), previous=first.replace(b"\r\n ", b"")) == first


def test_of_two_with_one_uid_the_later_counts() -> None:
    first = to_ics(a_roadmap(INTRO))
    second = to_ics(a_roadmap(replace(INTRO, title="Other")), previous=first)

    for both in (first + second, second + first):
        assert to_ics(a_roadmap(replace(INTRO, title="Other")), previous=both) == second


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SEQUENCE:0", b"SEQUENCE:-1"),
        (b"SEQUENCE:0", b"SEQUENCE:" + b"9" * 5000),
        (b"SEQUENCE:0", b"SEQUENCE:9999999999"),
        (b"SEQUENCE:0", b"SEQUENCE:\xb2"),
        (b"DTSTAMP:20260601", b"DTSTAMP:20260631"),
        (b"DTSTAMP:20260601", b"DTSTAMP:99991231"),
        (b"DTSTAMP:20260601T", b"DTSTAMP:yesterday"),
        (b"UID:", b"UID:\xff"),
        (b"END:VEVENT", b"END:VEVEN"),
        (b"BEGIN:VEVENT", b"BEGIN:VJOURNAL"),
    ],
)
def test_a_damaged_component_counts_as_absent(old: bytes, new: bytes) -> None:
    fresh = to_ics(a_roadmap(INTRO))

    assert to_ics(a_roadmap(INTRO), previous=fresh.replace(old, new)) == fresh


def test_the_largest_sequence_does_not_grow() -> None:
    full = to_ics(a_roadmap(INTRO)).replace(b"SEQUENCE:0", b"SEQUENCE:2147483647")

    assert b"SEQUENCE:2147483647" in to_ics(a_roadmap(replace(INTRO, title="x")), previous=full)


def test_an_alarm_with_a_uid_of_its_own_confuses_nobody() -> None:
    fresh = to_ics(a_roadmap(INTRO))
    apple = fresh.replace(b"BEGIN:VALARM\r\n", b"BEGIN:VALARM\r\nUID:other\r\nSEQUENCE:7\r\n")

    assert b"SEQUENCE:1\r\n" in to_ics(a_roadmap(INTRO), previous=apple)


@given(st.data())
def test_no_earlier_file_makes_it_raise(data: st.DataObject) -> None:
    whole = to_ics(a_roadmap(*ALL))
    cut = data.draw(st.integers(0, len(whole)))
    skip = data.draw(st.integers(0, 200))
    earlier = whole[:cut] + data.draw(st.binary(max_size=50)) + whole[cut + skip :]

    once = to_ics(a_roadmap(*ALL), previous=earlier)

    assert_well_made(once)
    assert to_ics(a_roadmap(*ALL), previous=earlier) == once
    assert to_ics(a_roadmap(*ALL), previous=once) == once


def test_ours_is_told_from_others() -> None:
    ours = to_ics(a_roadmap(*ALL))

    assert made_by_us(ours)
    assert made_by_us(ours.replace(b"\r\n", b"\n"))
    assert not made_by_us(b"")
    assert not made_by_us(ours.replace(b"roadmap-sync", b"other"))
    assert not made_by_us(b"PRODID:-//roadmap-sync//roadmap-sync//EN\r\n")


def test_the_readers_warn_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for read in READERS:
            read(to_ics(a_roadmap(*ALL)))
