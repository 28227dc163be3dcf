import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import assume, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, NEVER, Content, Marker, combine, texts
from roadmap_sync.formats.clean import clean, line_of
from roadmap_sync.formats.ics_lines import Block, Line, parse
from roadmap_sync.formats.resource import make, read, uid_of, update
from tests.unit.formats.resources import (
    BERLIN,
    LATER,
    NEW_YORK,
    STAMP,
    UID,
    a_content,
    a_marker,
    contents,
    facts,
    markers,
)

#: Lines that an update may touch besides those of its fields.
ALWAYS = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"} | {
    f"X-ROADMAP-SYNC-{name}" for name in ("ITEM", "OWNER", "SAID")
}
#: The lines of each field, by the letter of RFC 5545 rather than by the program.
OF = {
    "title": {"SUMMARY"},
    "when": {"DTSTART", "DTEND", "DUE", "DURATION"},
    "notes": {"DESCRIPTION"},
    "place": {"LOCATION"},
    "link": {"URL"},
    "categories": {"CATEGORIES"},
    "alarm": set[str](),
    "look": {"COLOR", "TRANSP"},
    "done": {"SUMMARY", "STATUS", "COMPLETED", "PERCENT-COMPLETE"},
}
CONTENT = a_content()
MARKER = a_marker(CONTENT)
MADE = make(UID, CONTENT, MARKER, STAMP)


def main_lines(data: bytes, kind: str = "VEVENT") -> dict[str, str]:
    block = parse(data).blocks(kind)[0]
    return {part.name: part.value for part in block.parts if isinstance(part, Line)}


@pytest.mark.parametrize("component", ["event", "todo"])
@pytest.mark.parametrize("notes", ["Plain words. " * 20, "Grüße — ünd \\ mehr, ja; so\n" * 9])
def test_a_server_that_writes_with_icalendar_keeps_it_as_it_is(component: str, notes: str) -> None:
    content = a_content(component=component, notes=notes)
    data = make(UID, content, a_marker(content), STAMP)

    assert icalendar.Calendar.from_ical(data).to_ical() == data


def test_golden() -> None:
    timed = a_content(
        title="Conversation", notes="", place="", link="", categories=(), busy=True,
        start=datetime(2026, 9, 2, 17, 30, tzinfo=BERLIN),
        end=datetime(2026, 9, 2, 18, 0, tzinfo=BERLIN),
    )  # fmt: skip
    data = make(UID, timed, replace(MARKER, said={"title": "aa", "when": "bb"}), STAMP).decode()
    zone, rest = data[data.index("BEGIN:VTIMEZONE") :].split("END:VTIMEZONE\r\n")

    assert data.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//roadmap-sync//")
    assert "TZID:Europe/Berlin\r\n" in zone
    assert rest.splitlines() == [
        "BEGIN:VEVENT",
        "SUMMARY:Conversation",
        "DTSTART;TZID=Europe/Berlin:20260902T173000",
        "DTEND;TZID=Europe/Berlin:20260902T180000",
        "DTSTAMP:20260601T120000Z",
        f"UID:{UID}",
        "SEQUENCE:0",
        "COLOR:seagreen",
        "LAST-MODIFIED:20260601T120000Z",
        "TRANSP:OPAQUE",
        "X-ROADMAP-SYNC-ITEM:plan/step@block",
        "X-ROADMAP-SYNC-OWNER:0123456789",
        "X-ROADMAP-SYNC-SAID:title:aa|when:bb",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Conversation",
        "TRIGGER:-PT5H30M",
        "X-ROADMAP-SYNC-ALARM:1",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@given(contents(), markers())
def test_what_is_made_is_read(content: Content, marker: Marker) -> None:
    data = make(UID, content, marker, STAMP)
    found = read(data)

    assert found.uid == uid_of(data) == UID
    assert facts(found.seen.content) == facts(content)
    assert found.seen.marker == marker
    assert found.seen.added == ()
    assert not found.seen.cancelled
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    data.decode()
    assert parse(data).data() == data


@given(contents())
def test_other_programs_read_what_is_made(content: Content) -> None:
    # Of an hour that is there twice, or not at all, every program thinks something else.
    assume(_instant(content.start) == _instant(_other_fold(content.start)))
    content = _plain(content)
    data = make(UID, content, a_marker(content), STAMP)

    theirs: Any
    [theirs] = icalendar.Calendar.from_ical(data).walk(f"V{content.component.upper()}")
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    other = (calendar.events or calendar.todos)[0]
    third = vobject.readOne(data.decode()).contents[f"v{content.component}"][0]

    name = "DUE" if content.component == "todo" else "DTSTART"
    for first in (theirs[name].dt, getattr(third, name.lower()).value):
        assert _instant(first) == _instant(content.start)
    assert str(theirs["SUMMARY"]) == other.summary == third.summary.value == content.shown_title
    assert str(theirs["DESCRIPTION"]) == content.notes
    assert other.description == third.description.value == content.notes
    assert len(theirs.subcomponents) == (content.alarm is not None)


def _other_fold(moment: date) -> date:
    return moment.replace(fold=1 - moment.fold) if isinstance(moment, datetime) else moment


def _instant(moment: date) -> date:
    zoned = isinstance(moment, datetime) and moment.tzinfo is not None
    return moment.astimezone(UTC) if zoned and isinstance(moment, datetime) else moment


EOL = st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r"])
NAMES = st.sampled_from(
    ["X-THING", "x-lower", "item1.X-ABLABEL", "ATTENDEE", "Comment", "ORGANIZER", "CLASS", "GEO",
     "CREATED", "PRIORITY", "SUMMARY_X", "X-SUMMARY", "X-APPLE-SORT-ORDER", "X-ALT-DESC"]
)  # fmt: skip
PARAMS = st.sampled_from(
    ["", ';CN="a:b;c,d"', ";X=1,2;Y=z", ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE", ';CN="open', ";=;",
     ';ALTREP="https://example.org/;a=b:c"']
)  # fmt: skip
VALUES = st.binary(max_size=60).map(lambda raw: re.sub(rb"[\r\n]", b"", raw)) | st.sampled_from(
    [
        b"mailto:a@example.org",
        "naïve €, \\; \\n 👩🏽‍⚕️".encode() * 3,
        b"END:VEVENT",
        b"",
        b"BEGIN:VALARM",
    ]
)


@st.composite
def folded(draw: st.DrawFn, line: bytes) -> bytes:
    """A line with folds anywhere behind its name, even inside a character."""
    behind = len(re.match(rb"[A-Za-z0-9._-]*", line)[0]) + 1  # type: ignore[index]
    for at in sorted(draw(st.sets(st.integers(behind, max(behind, len(line))), max_size=4)))[::-1]:
        line = line[:at] + draw(EOL) + draw(st.sampled_from([b" ", b"\t"])) + line[at:]
    return line + draw(EOL)


@st.composite
def foreign_lines(draw: st.DrawFn) -> bytes:
    head = f"{draw(NAMES)}{draw(PARAMS)}:"
    number = draw(st.integers(0, 10**9))
    line = head.encode() + draw(VALUES) + f"#{number}".encode()
    return draw(folded(line))


FOREIGN_BLOCKS = st.sampled_from(
    [
        b"BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:-PT7M\r\nSUMMARY:mine\r\nEND:VALARM\r\n",
        b"begin:valarm\nTRIGGER;VALUE=DATE-TIME:20260811T070000Z\nDESCRIPTION:x\n y\nend:valarm\n",
        b"BEGIN:VLOCATION\r\nUID:1\r\nBEGIN:X-IN\r\nSUMMARY:2\r\nEND:X-IN\r\nEND:VLOCATION\r\n",
    ]
)
BESIDE = st.sampled_from(
    [
        b"BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
        b"BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260813\nSUMMARY:other\nDTSTART:1\nEND:VEVENT\n",
        b"X-WR-CALNAME:mine\r\n",
        b"BEGIN:VJOURNAL\r\nSUMMARY:j\r\nEND:VJOURNAL\r\n",
        b"\r\n",
    ]
)


@st.composite
def worked_on(draw: st.DrawFn, made: bytes) -> list[bytes]:
    """The pieces of a resource that others worked on: lines, components, garbage."""
    calendar = parse(made)
    [block] = [
        part for part in calendar.parts if isinstance(part, Block) and part.name != "VTIMEZONE"
    ]
    own = [part for part in block.parts if isinstance(part, Line)]
    inside = [draw(folded(re.sub(rb"\r\n ?", b"", part.raw))) for part in own]
    inside += draw(st.lists(foreign_lines(), max_size=6, unique=True))
    inside += draw(st.lists(FOREIGN_BLOCKS, max_size=3, unique=True))
    inside += [part.data() for part in block.parts if isinstance(part, Block)]
    around = [part.raw if isinstance(part, Line) else part.data()
              for part in calendar.parts if part is not block]  # fmt: skip
    around += draw(st.lists(BESIDE, max_size=3, unique=True))
    before = draw(st.permutations(around))
    middle = [block.begin, *draw(st.permutations(inside)), block.end]
    at = draw(st.integers(0, len(before)))
    tail = draw(st.sampled_from([b"", b"\r\nrubbish\x00\xff", b"\n\n"]))
    return [calendar.begin, *before[:at], *middle, *before[at:], calendar.end + tail]


def name_of(piece: bytes) -> str:
    return re.match(rb"[A-Za-z0-9._-]*", piece)[0].decode().upper()  # type: ignore[index]


def rest_without(pieces: list[bytes], data: bytes) -> bytes:
    """What is left of some bytes without pieces that must stand in them, in this order."""
    rest, done = b"", 0
    for piece in pieces:
        at = data.find(piece, done)
        assert at >= 0, piece
        rest += data[done:at]
        done = at + len(piece)
    return rest + data[done:]


@given(st.data())
def test_an_update_leaves_all_other_bytes(data: st.DataObject) -> None:
    before, after = data.draw(contents("event")), data.draw(contents("event"))
    fields = data.draw(st.frozensets(st.sampled_from(FIELDS)))
    pieces = data.draw(worked_on(make(UID, before, a_marker(before), STAMP)))
    raw = b"".join(pieces)
    old = read(raw).seen
    wanted = combine(old.content, after, fields)

    new = update(raw, wanted, fields, a_marker(after), LATER)

    assert facts(read(new).seen.content) == facts(wanted)
    assert read(new).seen.added == old.added
    touched = set.union(ALWAYS, *(OF[field] for field in fields))
    stays = [piece for piece in pieces if name_of(piece) not in touched]
    if "alarm" in fields:
        stays = [piece for piece in stays if b"\nX-ROADMAP-SYNC-ALARM" not in piece]
    rest = rest_without(stays, new)
    rest = re.sub(rb"BEGIN:(VTIMEZONE|VALARM)\r\n.*?END:\1\r\n", b"", rest, flags=re.DOTALL)
    assert {name_of(line) for line in rest.split(b"\r\n") if line[:1] not in b" "} <= touched


@given(st.data())
def test_an_item_of_another_kind_keeps_what_both_kinds_have(data: st.DataObject) -> None:
    before = data.draw(contents())
    kind: Any = "todo" if before.component == "event" else "event"
    start, end = data.draw(contents("event").map(lambda c: (c.start, c.end)))
    pieces = data.draw(worked_on(make(UID, before, a_marker(before), STAMP)))
    raw = b"".join(pieces)
    wanted = replace(
        read(raw).seen.content, component=kind, start=start, end=start if kind == "todo" else end,
        busy=False,
    )  # fmt: skip

    new = update(raw, wanted, {"when"}, a_marker(before), LATER)

    assert facts(read(new).seen.content) == facts(wanted)
    gone = ALWAYS | OF["when"] | OF["look"] | OF["done"]
    stays = [piece for piece in pieces if name_of(piece) not in gone]
    stays = [piece for piece in stays if b"\nX-ROADMAP-SYNC-ALARM" not in piece]
    edges = (b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VTODO\r\n", b"END:VTODO\r\n")
    rest_without([piece for piece in stays if piece not in edges], new)


def test_an_update_counts_up_and_stamps() -> None:
    new = main_lines(update(MADE, CONTENT, (), MARKER, LATER))

    assert (new["SEQUENCE"], new["DTSTAMP"]) == ("1", "20260702T130509Z")
    assert new["LAST-MODIFIED"] == new["DTSTAMP"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SEQUENCE:7\r\n", "8"),
        (b"", "1"),
        (b"SEQUENCE:-3\r\n", "1"),
        (b"SEQUENCE:x\r\n", "1"),
        (b"SEQUENCE:2147483647\r\n", "2147483647"),
        (b"SEQUENCE:" + b"9" * 100_000 + b"\r\n", "2147483647"),
        (b"SEQUENCE:0000000000000000012\r\n", "13"),
    ],
)
def test_any_sequence_counts_up_as_far_as_it_goes(old: bytes, new: str) -> None:
    data = update(MADE.replace(b"SEQUENCE:0\r\n", old), CONTENT, (), MARKER, LATER)

    assert main_lines(data)["SEQUENCE"] == new


def test_a_zone_is_told_once() -> None:
    moved = [
        replace(CONTENT, start=datetime(2026, 9, day, 9, tzinfo=zone),
                end=datetime(2026, 9, day, 10, tzinfo=zone))
        for day, zone in [(1, NEW_YORK), (2, NEW_YORK), (3, BERLIN), (4, NEW_YORK)]
    ]  # fmt: skip
    data = MADE
    for content in moved:
        data = update(data, content, {"when"}, MARKER, LATER)

    assert data.count(b"TZID:America/New_York") == data.count(b"TZID:Europe/Berlin") == 1
    assert data.index(b"BEGIN:VTIMEZONE") < data.index(b"BEGIN:VEVENT")


def test_a_zone_that_another_program_tells_is_not_told_again() -> None:
    start = datetime(2026, 9, 1, 9, tzinfo=NEW_YORK)
    content = replace(CONTENT, start=start, end=start + timedelta(hours=1))
    theirs = make(UID, content, MARKER, STAMP).replace(b"TZID:America", b"tzid;X=y:Ame\n\trica")

    data = update(theirs, content, {"when"}, MARKER, LATER)

    assert data.count(b"BEGIN:VTIMEZONE") == 1


def test_a_todo_is_completed_and_opened_again() -> None:
    todo = a_content(component="todo")
    data = make(UID, todo, a_marker(todo), STAMP)

    done = update(data, replace(todo, done=True), {"done"}, MARKER, LATER)
    lines = main_lines(done, "VTODO")
    assert read(done).seen.content.done
    assert (lines["STATUS"], lines["PERCENT-COMPLETE"]) == ("COMPLETED", "100")
    assert lines["COMPLETED"] == "20260702T130509Z"

    lines = main_lines(update(done, todo, {"done"}, MARKER, LATER), "VTODO")
    assert lines["STATUS"] == "NEEDS-ACTION"
    assert not lines.keys() & {"PERCENT-COMPLETE", "COMPLETED"}


def test_an_event_is_ticked_in_its_title_and_keeps_its_status() -> None:
    data = MADE.replace(b"TRANSP:", b"STATUS:TENTATIVE\r\nTRANSP:")

    done = update(data, replace(CONTENT, done=True), {"done"}, MARKER, LATER)
    assert main_lines(done)["SUMMARY"].startswith("✓ Introduce")
    assert main_lines(done)["STATUS"] == "TENTATIVE"
    assert read(done).seen.content == replace(CONTENT, done=True)

    assert read(update(done, CONTENT, {"done"}, MARKER, LATER)).seen.content == CONTENT


def test_a_tick_goes_along_when_an_item_changes_its_kind() -> None:
    event = replace(CONTENT, done=True)
    todo = replace(event, component="todo", end=event.start)

    as_todo = update(make(UID, event, MARKER, STAMP), todo, {"when"}, MARKER, LATER)
    as_event = update(as_todo, event, {"when"}, MARKER, LATER)

    assert main_lines(as_todo, "VTODO")["SUMMARY"].startswith("Introduce")
    assert main_lines(as_todo, "VTODO")["STATUS"] == "COMPLETED"
    assert "TRANSP" not in main_lines(as_todo, "VTODO")
    assert main_lines(as_event)["SUMMARY"].startswith("✓ Introduce")
    assert not main_lines(as_event).keys() & {"STATUS", "DUE", "COMPLETED"}
    assert read(as_event).seen.content == event


def test_a_todo_without_a_day_is_made_and_stays_so() -> None:
    todo = a_content(component="todo", start=NEVER)
    data = make(UID, todo, a_marker(todo), STAMP)

    assert b"DUE" not in data
    assert read(data).seen.content == todo
    dated = update(data, a_content(component="todo"), {"when"}, MARKER, LATER)
    assert main_lines(dated, "VTODO")["DUE"] == "20260812"
    assert b"DUE" not in update(dated, todo, {"when"}, MARKER, LATER)


def test_empty_fields_leave_no_line() -> None:
    bare = replace(CONTENT, notes="", place="", link="", categories=(), alarm=None, color="")

    data = update(MADE, bare, FIELDS, MARKER, LATER)

    assert read(data).seen.content == bare
    assert not re.search(b"DESCRIPTION|LOCATION|URL|CATEGORIES|COLOR|VALARM", data)


ABSOLUTE = b"TRIGGER;VALUE=DATE-TIME:20260901T080000Z\r\n"


@pytest.mark.parametrize("mark", [b"X-ROADMAP-SYNC-ALARM:1\r\n", b""])
def test_a_reminder_that_names_an_instant_moves_with_its_item(mark: bytes) -> None:
    start = datetime(2026, 9, 1, 9, tzinfo=UTC)
    content = replace(CONTENT, start=start, end=start, alarm=timedelta(hours=-1))
    marker = a_marker(content)
    data = make(UID, content, marker, STAMP).replace(b"TRIGGER:-PT1H\r\n", ABSOLUTE)
    data = data.replace(b"X-ROADMAP-SYNC-ALARM:1\r\n", mark)
    assert read(data).seen.content == content
    later = replace(content, start=start + timedelta(days=2), end=start + timedelta(days=2))

    moved = update(data, later, {"when"}, marker, LATER)

    assert read(moved).seen.content == later
    assert moved.count(b"BEGIN:VALARM") == 1


def test_a_reminder_that_cannot_be_placed_stays() -> None:
    data = MADE.replace(b"TRIGGER:-PT5H30M\r\n", ABSOLUTE)
    seen = read(data).seen
    moved = replace(seen.content, start=date(2026, 9, 1), end=date(2026, 9, 2))

    assert seen.content.alarm is None
    assert ABSOLUTE in update(data, moved, {"when"}, MARKER, LATER)


def test_only_our_reminder_is_replaced() -> None:
    theirs = b"BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5H30M\r\nEND:VALARM\r\n"
    data = MADE.replace(b"BEGIN:VALARM", theirs + b"BEGIN:VALARM")

    new = update(data, replace(CONTENT, alarm=timedelta(hours=-1)), {"alarm"}, MARKER, LATER)

    assert new.count(b"BEGIN:VALARM") == 2
    assert theirs in new
    assert read(new).seen.content.alarm == timedelta(hours=-1)
    assert read(new).seen.added == ("VALARM",)


def test_a_backslash_before_an_n_is_no_line_end() -> None:
    words = ("\\New", "C:\\n")
    content = a_content(title="C:\\New", notes="\\n \\N", place="\\N", categories=words)

    assert read(make(UID, content, a_marker(content), STAMP)).seen.content == content


def test_no_text_begins_a_line_of_its_own() -> None:
    evil = "x\r\nATTENDEE:mailto:a@example.org\rEND:VEVENT\nBEGIN:VALARM"
    content = a_content(title=evil, notes=evil, place=evil, categories=(evil,))

    data = make(UID, content, a_marker(content), STAMP)

    assert read(data).seen.added == ()
    assert read(data).seen.content.notes == evil.replace("\r\n", "\n").replace("\r", "\n")


def _by_icalendar(data: bytes) -> bytes:
    return bytes(icalendar.Calendar.from_ical(data).to_ical())


def _by_ical(data: bytes) -> bytes:
    return IcsCalendarStream.calendar_to_ics(
        IcsCalendarStream.calendar_from_ics(data.decode())
    ).encode()


def _by_vobject(data: bytes) -> bytes:
    written: str = vobject.readOne(data.decode()).serialize()
    return written.encode()


@pytest.mark.parametrize("write", [_by_icalendar, _by_vobject, _by_ical])
@given(content=contents())
def test_what_another_program_writes_again_is_no_change(
    write: Callable[[bytes], bytes], content: Content
) -> None:
    """Servers parse and write again: Radicale with vobject, others with the like of icalendar."""
    content = _plain(content)
    data = make(UID, content, a_marker(content), STAMP)

    found = read(write(data)).seen

    assert texts(found.content) == texts(content)
    assert found.marker == a_marker(content)
    assert found.added == ()


def _plain(content: Content) -> Content:
    """A content as `content_of` makes them, without what programs disagree about."""
    words = (line_of(re.sub(r"[,;\\]", "", word)) for word in content.categories)
    return replace(
        content,
        title=line_of(content.title) or "title",
        notes=clean(content.notes).strip() or "notes",
        place=line_of(content.place),
        categories=tuple(dict.fromkeys(word or "word" for word in words)),
    )
