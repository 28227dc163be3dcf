import contextlib
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, NEVER, Content, Seen, texts
from roadmap_sync.formats.resource import make, read, uid_of, update
from tests.unit.formats.resources import BERLIN, LATER, NEW_YORK, STAMP, UID, a_content, a_marker

CONTENT = a_content()
MARKER = a_marker(CONTENT)
MADE = make(UID, CONTENT, MARKER, STAMP)
#: On a loaded computer; the quadratic ways took minutes.
SECONDS = 8

CUSTOM = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone\\, 1
X-LIC-LOCATION:Nowhere
BEGIN:STANDARD
DTSTART;VALUE=DATE-TIME:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
X-ODD:1
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def resource(lines: str, kind: str = "VEVENT", beside: str = "") -> bytes:
    text = f"BEGIN:VCALENDAR\n{beside}BEGIN:{kind}\nUID:u\n{lines}\nEND:{kind}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def seen(lines: str, kind: str = "VEVENT", beside: str = "") -> Seen:
    return read(resource(lines, kind, beside)).seen


def when(lines: str, kind: str = "VEVENT", beside: str = "") -> str:
    return texts(seen(lines, kind, beside).content)["when"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART;VALUE=DATE:20260812", "2026-08-12/2026-08-13"),
        ("DTSTART:20260812", "2026-08-12/2026-08-13"),
        ("DTSTART;VALUE=DATE:20260812\nDTEND;VALUE=DATE:20260815", "2026-08-12/2026-08-15"),
        ("DTSTART;VALUE=DATE:20260812\nDTEND;VALUE=DATE:20260812", "2026-08-12/2026-08-13"),
        ("DTSTART;VALUE=DATE:20260812\nDURATION:P3D", "2026-08-12/2026-08-15"),
        ("DTSTART;VALUE=DATE:20260812\nDURATION:P1W", "2026-08-12/2026-08-19"),
        ("DTSTART;VALUE=DATE:20260812\nDURATION:PT1H", "2026-08-12/2026-08-13"),
        ("DTSTART:20260812T090000", "2026-08-12T09:00:00/2026-08-12T09:00:00"),
        ("DTSTART:20260812T090000\nDURATION:PT90M", "2026-08-12T09:00:00/2026-08-12T10:30:00"),
        ("DTSTART:20260812T090000Z\nDTEND:20260812T100000Z",
         "2026-08-12T09:00:00Z/2026-08-12T10:00:00Z"),
        ("DTSTART:20260812T090000Z\nDTEND:20260812T080000Z",
         "2026-08-12T09:00:00Z/2026-08-12T09:00:00Z"),
        ("DTSTART;TZID=Europe/Berlin:20260812T090000\nDTEND:20260812T080000Z",
         "2026-08-12T07:00:00Z/2026-08-12T08:00:00Z"),
        # Berlin leaves summer time: two hours by the watch, one day by the calendar.
        ("DTSTART;TZID=Europe/Berlin:20261025T013000\nDURATION:PT2H",
         "2026-10-24T23:30:00Z/2026-10-25T01:30:00Z"),
        ("DTSTART;TZID=Europe/Berlin:20261024T120000\nDURATION:P1D",
         "2026-10-24T10:00:00Z/2026-10-25T11:00:00Z"),
        ("dtstart;value=date:20260812 ", "2026-08-12/2026-08-13"),
    ],
)  # fmt: skip
def test_when_an_event_is(lines: str, expected: str) -> None:
    assert when(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DUE;VALUE=DATE:20260812", date(2026, 8, 12)),
        ("DTSTART;VALUE=DATE:20260801\nDUE;VALUE=DATE:20260812", date(2026, 8, 12)),
        ("DUE:20260812T170000Z", datetime(2026, 8, 12, 17, tzinfo=UTC)),
        ("DTSTART;VALUE=DATE:20260801\nDURATION:P3D", date(2026, 8, 4)),
        ("DTSTART:20260801T090000Z\nDURATION:PT3H", datetime(2026, 8, 1, 12, tzinfo=UTC)),
        ("DTSTART;VALUE=DATE:20260801", NEVER),
        ("SUMMARY:whenever", NEVER),
    ],
)
def test_when_a_todo_is_due(lines: str, expected: date) -> None:
    found = seen(lines, "VTODO").content

    assert found.start == found.end == expected


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", BERLIN),
        ('"Europe/Berlin"', BERLIN),
        ("/freeassociation.sourceforge.net/Europe/Berlin", BERLIN),
        ("/freeassociation.sourceforge.net/Tzfile/America/New_York", NEW_YORK),
        ("/mozilla.org/20070129_1/America/Argentina/Buenos_Aires",
         ZoneInfo("America/Argentina/Buenos_Aires")),
        ("/Europe/Berlin", BERLIN),
        ("W. Europe Standard Time", BERLIN),
        ("Eastern Standard Time", NEW_YORK),
    ],
)  # fmt: skip
def test_names_of_zones(name: str, zone: ZoneInfo) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = seen(f"DTSTART;TZID={name}:20260812T090000").content.start

    assert isinstance(found, datetime)
    assert found.tzinfo == zone


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Else", "../../etc/passwd", "Europe", "/", "x" * 5000, "\x00", "/a/b/c/d"]
)
def test_a_zone_that_nobody_knows_leaves_the_clock_time(name: str) -> None:
    assert seen(f"DTSTART;TZID={name}:20260812T090000").content.start == datetime(2026, 8, 12, 9)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("summer", "winter", "hour"), [("+0200", "+0100", 7), ("-0400", "-0500", 13)]
)
def test_a_zone_that_only_the_resource_tells(summer: str, winter: str, hour: int) -> None:
    """One after the other: a zone of one resource is nobody else's."""
    zone = CUSTOM.format(summer=summer, winter=winter)
    for month, shift in ((8, 0), (12, 1)):
        line = f'DTSTART;TZID="Customized Time Zone, 1":2026{month:02}12T090000'
        assert when(line, beside=zone)[:20] == f"2026-{month:02}-12T{hour + shift:02}:00:00Z"
        assert seen(line).content.start == datetime(2026, month, 12, 9)  # noqa: DTZ001


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYSECOND=1,2,3",
        "FREQ=DAILY",
        "rubbish",
        "FREQ=YEARLY;BYDAY=9XX",
    ],
)
def test_a_zone_that_cannot_be_told_is_none(rule: str) -> None:
    zone = CUSTOM.format(summer="+0200", winter="+0100").replace("FREQ=YEARLY;BYDAY=-1SU", rule)
    line = 'DTSTART;TZID="Customized Time Zone, 1":20260812T090000'
    begin = time.monotonic()

    assert seen(line, beside=zone).content.start == datetime(2026, 8, 12, 9)  # noqa: DTZ001
    assert time.monotonic() - begin < SECONDS


@pytest.mark.parametrize(
    ("lines", "done"),
    [
        ("STATUS:NEEDS-ACTION", False),
        ("STATUS:COMPLETED", True),
        ("status:completed", True),
        ("STATUS:IN-PROCESS\nPERCENT-COMPLETE:50", False),
        ("STATUS:NEEDS-ACTION\nPERCENT-COMPLETE:100", True),
        ("STATUS:NEEDS-ACTION\nCOMPLETED:20260801T120000Z", True),
        ("PERCENT-COMPLETE:100", True),
        ("COMPLETED:20260801T120000Z", True),
        ("PERCENT-COMPLETE:0", False),
        ("SUMMARY:x", False),
        ("STATUS:CANCELLED", False),
        ("SUMMARY:✓ x", False),
    ],
)
def test_a_todo_is_done_however_a_program_says_so(lines: str, *, done: bool) -> None:
    found = seen(lines, "VTODO")

    assert found.content.done is done
    assert found.cancelled is (lines == "STATUS:CANCELLED")


@pytest.mark.parametrize(
    ("title", "expected", "done"),
    [("✓ x", "x", True), ("✓x", "✓x", False), ("x ✓ ", "x ✓ ", False), ("✓ ✓ x", "✓ x", True)],
)
def test_a_tick_in_the_title_of_an_event(title: str, expected: str, *, done: bool) -> None:
    found = seen(f"DTSTART:20260812\nSUMMARY:{title}").content

    assert (found.title, found.done) == (expected, done)


def test_texts_and_lists_of_others() -> None:
    found = seen(
        "DTSTART:20260812\nCATEGORIES:a\\,b, c\nCATEGORIES;LANGUAGE=en:c,D\\;e,,\n"
        'DESCRIPTION;ALTREP="data:text/html,x":one\\Ntwo\\nC:\\\\new\\, \\; C:\\dir\n'
        'LOCATION;X="a:b":Room\\, 3\nURL;VALUE=URI:https://example.org/a\\,b?c\nCOLOR:Tomato'
    ).content  # fmt: skip

    assert found.categories == ("a,b", "c", "D;e")
    assert found.notes == "one\ntwo\nC:\\new, ; C:\\dir"
    assert (found.place, found.link) == ("Room, 3", "https://example.org/a,b?c")
    assert (found.color, found.busy) == ("Tomato", True)
    assert texts(found)["look"] == "tomato busy"


def alarm(trigger: str, mark: str = "X-ROADMAP-SYNC-ALARM:1\n") -> str:
    return f"BEGIN:VALARM\n{mark}ACTION:DISPLAY\n{trigger}\nEND:VALARM\n"


HOUR = timedelta(hours=1)
EVENT = "DTSTART:20260812T090000Z\nDTEND:20260812T110000Z\n"
TODO = "DTSTART:20260811T090000Z\nDUE:20260812T090000Z\n"


@pytest.mark.parametrize(
    ("kind", "lines", "trigger", "expected"),
    [
        ("VEVENT", EVENT, "TRIGGER:-PT1H", -HOUR),
        ("VEVENT", EVENT, "TRIGGER;RELATED=START:PT1H", HOUR),
        ("VEVENT", EVENT, "TRIGGER;RELATED=END:-PT1H", HOUR),
        ("VEVENT", EVENT, "TRIGGER;related=end:-PT1H", HOUR),
        ("VEVENT", EVENT, "TRIGGER;VALUE=DATE-TIME:20260812T080000Z", -HOUR),
        ("VEVENT", EVENT, "TRIGGER;VALUE=DATE-TIME:20260812T080000", -HOUR),
        ("VEVENT", EVENT, "TRIGGER;VALUE=DURATION:-P1D", -24 * HOUR),
        ("VEVENT", EVENT, "TRIGGER:soon", None),
        ("VEVENT", EVENT, "X-NO:1", None),
        ("VEVENT", EVENT, "TRIGGER:P999999999999D", None),
        ("VEVENT", "DTSTART:20260812\n", "TRIGGER:-PT15H", -15 * HOUR),
        ("VEVENT", "DTSTART:20260812\n", "TRIGGER;RELATED=END:-PT15H", 9 * HOUR),
        ("VEVENT", "DTSTART:20260812\n", "TRIGGER;VALUE=DATE-TIME:20260812T080000Z", None),
        ("VEVENT", "DTSTART:20260812T090000\n", "TRIGGER;VALUE=DATE-TIME:20260812T080000Z", None),
        ("VTODO", "DUE:20260812T090000Z\n", "TRIGGER;RELATED=END:-PT1H", -HOUR),
        ("VTODO", "DUE:20260812T090000Z\n", "TRIGGER:-PT1H", -HOUR),
        ("VTODO", TODO, "TRIGGER;RELATED=END:-PT1H", -HOUR),
        ("VTODO", TODO, "TRIGGER:-PT1H", -25 * HOUR),
        ("VTODO", TODO, "TRIGGER;VALUE=DATE-TIME:20260812T080000Z", -HOUR),
        ("VTODO", "DTSTART:20260811\nDUE:20260812T090000Z\n", "TRIGGER:-PT1H", -HOUR),
        ("VTODO", "", "TRIGGER;RELATED=END:-PT1H", -HOUR),
    ],
)
def test_when_our_reminder_rings(
    kind: str, lines: str, trigger: str, expected: timedelta | None
) -> None:
    found = seen(lines + alarm(trigger).rstrip(), kind)

    assert found.content.alarm == expected
    assert found.added == ()


@pytest.mark.parametrize(
    ("alarms", "expected", "added"),
    [
        (b"", None, ()),
        (b"TRIGGER:-PT330M", CONTENT.alarm, ()),
        (b"TRIGGER:-PT1H", None, ("VALARM",)),
        (b"TRIGGER:-PT1H|TRIGGER:-PT5H30M", CONTENT.alarm, ("VALARM",)),
        (b"X-ROADMAP-SYNC-ALARM:1\r\nTRIGGER:-PT1H|TRIGGER:-PT5H30M", -HOUR, ("VALARM",)),
        (b"x-roadmap-sync-alarm:1\r\nTRIGGER:-PT1H", -HOUR, ()),
    ],
)
def test_our_reminder_is_known_by_its_mark_or_by_when_it_rings(
    alarms: bytes, expected: timedelta | None, added: tuple[str, ...]
) -> None:
    begin, end = MADE.index(b"BEGIN:VALARM"), MADE.index(b"END:VEVENT")
    theirs = [
        b"BEGIN:VALARM\r\n" + one + b"\r\nEND:VALARM\r\n" for one in alarms.split(b"|") if one
    ]

    found = read(MADE[:begin] + b"".join(theirs) + MADE[end:]).seen

    assert (found.content.alarm, found.added) == (expected, added)


def test_where_we_set_no_reminder_none_is_ours() -> None:
    content = replace(CONTENT, alarm=None)
    theirs = b"BEGIN:VALARM\r\nTRIGGER:soon\r\nEND:VALARM\r\nEND:VEVENT"
    data = make(UID, content, a_marker(content), STAMP).replace(b"END:VEVENT", theirs)

    assert read(data).seen.added == ("VALARM",)
    assert b"TRIGGER:soon" in update(data, CONTENT, {"alarm"}, MARKER, LATER)


@pytest.mark.parametrize(
    ("lines", "title", "ours"),
    [
        ("X-ROADMAP-SYNC-ITEM:p/s\n", "x", True),
        ("X-ROADMAP-SYNC-ITEM:p/s\n", "y", False),
        ("", "x", False),
    ],
)
def test_a_reminder_of_a_calendar_file_repeats_the_title(
    lines: str, title: str, *, ours: bool
) -> None:
    reminder = alarm("TRIGGER:-PT1H", f"DESCRIPTION:{title}\n").rstrip()

    found = seen(f"DTSTART:20260812\nSUMMARY:x\n{lines}{reminder}")

    assert found.content.alarm == (-HOUR if ours else None)
    assert found.added == (() if ours else ("VALARM",))


def test_what_people_added_is_told_and_what_programs_add_is_not() -> None:
    found = seen(
        "DTSTART:20260812\nCREATED:20260101T000000Z\nX-APPLE:1\nCLASS:PUBLIC\nPRIORITY:0\n"
        'ATTENDEE;CN="A: B":mailto:a@example.org\nATTENDEE:mailto:b@example.org\nRRULE:FREQ=DAILY\n'
        "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM"
    )  # fmt: skip

    assert found.added == ("ATTENDEE", "RRULE", "VALARM")
    assert found.marker is None


def test_the_item_itself_is_read_rather_than_one_of_its_recurrences() -> None:
    override = (
        "BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260813\nDTSTART:20260814\nSUMMARY:moved\nEND:VEVENT\n"
    )

    found = seen("DTSTART:20260812\nSUMMARY:itself\nRRULE:FREQ=DAILY", beside=override)

    assert found.content.title == "itself"
    assert found.added == ("RRULE", "VEVENT")
    alone = override.replace("\n", "\r\n").encode()
    only = read(b"BEGIN:VCALENDAR\r\n" + alone + b"END:VCALENDAR\r\n").seen
    assert only.content.title == "moved"


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "DTSTART:soon",
        "DTSTART:20260230",
        "DTSTART:PT1H",
        "DTSTART:20260812T090000Z/PT1H",
        "DTSTART:20260812\nDTEND:20260813T090000Z",
        "DTSTART:20260812T090000\nDTEND:20260813T090000Z",
        "DTSTART:20260812\nDURATION:20260813",
        "DTSTART:20260812\nDURATION:P999999999D",
        "DTSTART:20260812\nDURATION:P99999999999999D",
        "DTSTART:20260812\nDURATION:P" + "9" * 5000 + "D",
        "DTSTART:99991231",
        "DTSTART;TZID=Asia/Tokyo:00010101T000000",
        "DTSTART;TZID=America/New_York:99991231T230000",
        "DTSTART:00010101T000000Z",
    ],
)
def test_an_event_that_cannot_be_placed_is_an_error(lines: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        seen(lines)
    assert type(error.value).__module__ in ("builtins", "icalendar.error")
    assert uid_of(resource(lines)) == "u"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260812\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VJOURNAL\r\nUID:u\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n",
        MADE.replace(b"UID:" + UID.encode(), b"UID: "),
    ],
)
def test_a_resource_without_an_item_or_a_uid(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"calendar|neither|UID"):
        read(data)
    assert uid_of(data) == ""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    todo = a_content(component="todo", start=datetime(2026, 8, 12, 9, tzinfo=BERLIN))
    data = draw(st.sampled_from([MADE, make(UID, todo, MARKER, STAMP)]))
    for _ in range(draw(st.integers(1, 6))):
        at, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
        end = min(end, at + draw(st.integers(0, 40)))
        new = draw(
            st.binary(max_size=4)
            | st.sampled_from(
                [b"\r\n", b"\r\n ", b":", b";", b"=", b'"', b"9", b"P", b"T", b"-", b"Z"]
            )
            | st.integers(0, len(data)).map(lambda n, data=data: data[n : n + 60])  # type: ignore[misc]
        )
        data = data[:at] + new + data[end:]
    return data


@given(st.binary(max_size=200) | damaged())
@example(b"<html>\x00</html>")
@example(MADE[:-5])
@example(MADE.replace(b"TRIGGER:-PT5H30M", b"TRIGGER:-P9999999999999999D"))
@example(MADE.replace(b"X-ROADMAP-SYNC-SAID:", b"X-ROADMAP-SYNC-SAID:||:|"))
def test_whatever_the_bytes_there_is_an_answer_or_a_value_error(data: bytes) -> None:
    uid_of(data)
    with contextlib.suppress(ValueError):
        found = read(data).seen
        texts(found.content)
        assert found.content.last_day <= NEVER
        again = read(update(data, found.content, (), MARKER, LATER)).seen
        # Another marker may know another reminder as ours.
        assert replace(again.content, alarm=None) == replace(found.content, alarm=None)
        assert again.marker == MARKER
    for content in (CONTENT, replace(CONTENT, component="todo", end=CONTENT.start)):
        with contextlib.suppress(ValueError):
            new = update(data, content, FIELDS, MARKER, LATER)
            assert read(new).seen.content == content


HUGE: dict[str, Callable[[], str]] = {
    "description": lambda: "DESCRIPTION:" + "a\\n" * 300_000,
    "folds": lambda: "DESCRIPTION:" + "\n a" * 300_000,
    "foreign lines": lambda: "\n".join(['ATTENDEE;CN="a:b":mailto:a@example.org'] * 22_000),
    "categories": lambda: "\n".join(['CATEGORIES;X="y":a,b'] * 45_000),
    "alarms": lambda: "\n".join(["BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM"] * 24_000),
    "our alarms": lambda: "\n".join(["BEGIN:VALARM\nX-ROADMAP-SYNC-ALARM:1\nEND:VALARM"] * 20_000),
    "duration": lambda: "DURATION:P" + "9" * 1_000_000 + "D",
    "uid": lambda: "UID:" + "\\" * 1_000_000,
    "zone": lambda: 'DTSTART;TZID="' + "/a" * 500_000 + '":20260812T090000',
    "said": lambda: "X-ROADMAP-SYNC-SAID:" + "a:b|" * 250_000,
}  # fmt: skip


@pytest.mark.parametrize("huge", HUGE.values(), ids=HUGE.keys())
def test_a_million_octets_take_no_longer_than_they_must(huge: Callable[[], str]) -> None:
    data = resource(f"{huge()}\nX-ROADMAP-SYNC-ITEM:p/s\nX-ROADMAP-SYNC-OWNER:o\nSUMMARY:x"
                    "\nX-ROADMAP-SYNC-SAID:alarm:b\nDTSTART:20260812")  # fmt: skip
    begin = time.monotonic()

    for act in (read, lambda data: update(data, CONTENT, FIELDS, MARKER, LATER)):
        try:
            act(data)
        except ValueError:
            continue

    assert time.monotonic() - begin < SECONDS


def test_a_huge_zone_takes_no_longer_than_it_must() -> None:
    part = "BEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
    line = "DTSTART;TZID=Own:20260812T090000"
    begin = time.monotonic()
    for many, rule in (
        (10_000, ""),
        (5_000, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n"),
        (20, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n"),
        (20, "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5SU\n"),
        (1, "RDATE:" + ",".join(["20260101T000000"] * 50_000) + "\n"),
    ):
        one = f"{part}{rule}END:STANDARD\n"
        zone = f"BEGIN:VTIMEZONE\nTZID:Own\n{one * many}END:VTIMEZONE\n"
        seen(line, beside=zone)

    assert time.monotonic() - begin < SECONDS


def test_what_a_server_does_to_lines_is_no_change() -> None:
    """Other folds, other order, parameters in quotes, other zone names for the same moment."""
    start = datetime(2026, 9, 2, 17, 30, tzinfo=BERLIN)
    content: Content = replace(CONTENT, start=start, end=start + HOUR)
    made = make(UID, content, a_marker(content), STAMP)
    theirs = made.replace(b"\r\n ", b"").replace(b"\r\n", b"\n")
    theirs = theirs.replace(
        b"DTSTART;TZID=Europe/Berlin:20260902T173000", b"DTSTART:20260902T153000Z"
    )
    theirs = theirs.replace(b"DTEND;TZID=Europe/Berlin:20260902T183000", b"DURATION:PT1H")

    assert texts(read(theirs).seen.content) == texts(content)
    assert read(theirs).seen.marker == a_marker(content)
