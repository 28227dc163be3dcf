"""A calendar file with many items: what changes, and what must not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from roadmap_sync.content import Content, Marker
from roadmap_sync.formats import resource
from roadmap_sync.formats.feed import Feed, new_feed, read_feed

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MARKER = Marker(item="plan/step", owner="0123456789", said={})
FOREIGN = b"BEGIN:VEVENT\nUID:a@b\nDTSTART:20270105T100000Z\nSUMMARY:Dent\n ist\nEND:VEVENT\n"
JOURNAL = b"BEGIN:VJOURNAL\r\nUID:j@b\r\nSUMMARY:Mine\r\nEND:VJOURNAL\r\n"


def uid(number: int) -> str:
    return f"{number:032d}"


def made(number: int, day: int, hour: int | None = None, zone: str = "America/New_York") -> bytes:
    start: date = date(2027, 1, day)
    end: date = start + timedelta(days=1)
    if hour is not None:
        start = datetime(2027, 1, day, hour, tzinfo=ZoneInfo(zone))
        end = start + timedelta(hours=1)
    content = Content(component="event", title=f"No. {number}", start=start, end=end)
    return resource.make(uid(number), content, MARKER, NOW)


def filled(*order: int) -> Feed:
    feed = new_feed("Roadmap", "America/New_York")
    for number in order:
        feed.put(uid(number), made(number, day=20 - number, hour=number))
    return feed


def test_the_bytes_do_not_tell_in_which_order_things_happened() -> None:
    data = filled(1, 2, 3).data()

    assert filled(3, 1, 2).data() == data
    feed = filled(1, 4, 3, 2)
    feed.remove(uid(4))
    assert feed.data() == data
    assert [data.index(f"No. {number}".encode()) for number in (3, 2, 1)] == sorted(
        data.index(f"No. {number}".encode()) for number in (1, 2, 3)
    )


def test_reading_and_writing_changes_nothing() -> None:
    data = filled(1, 2, 3).data()

    assert read_feed(data).data() == data
    assert read_feed(b"\xef\xbb\xbf" + data).data() == data


def test_each_zone_stands_there_once() -> None:
    feed = filled(1, 2)
    feed.put(uid(5), made(5, day=1, hour=9, zone="America/Chicago"))

    data = feed.data()

    assert data.count(b"BEGIN:VTIMEZONE") == 2
    assert data.index(b"END:VTIMEZONE") < data.index(b"BEGIN:VEVENT")


def test_what_is_not_ours_keeps_its_bytes() -> None:
    data = filled(1, 2).data()
    end = b"END:VCALENDAR\r\n"
    feed = read_feed(data.replace(end, JOURNAL + FOREIGN + b"X-AFTER:1\r\n" + end))

    feed.put(uid(7), made(7, day=9))
    feed.remove(uid(1))

    assert FOREIGN in feed.data()
    assert JOURNAL in feed.data()
    assert b"X-AFTER:1\r\n" in feed.data()
    assert feed.ours == [uid(2), uid(7)]
    assert feed.uids == {uid(2), uid(7), "a@b"}


def test_an_item_is_told_by_its_mark_or_its_uid() -> None:
    data = filled(1).data()
    other = data.replace(uid(1).encode(), b"taken-over@elsewhere")
    bare = b"\r\n".join(line for line in data.split(b"\r\n") if not line.startswith(b"X-ROADMAP"))

    assert read_feed(other).ours == ["taken-over@elsewhere"]
    assert read_feed(bare).ours == [uid(1)]
    assert read_feed(bare.replace(uid(1).encode(), b"x@y")).ours == []


def test_an_item_is_lent_out_whole() -> None:
    feed = filled(1, 2)

    found = resource.read(feed.resource(uid(2)))

    assert found.uid == uid(2)
    assert found.seen.content.title == "No. 2"
    assert found.seen.content.start == datetime(2027, 1, 18, 2, tzinfo=ZoneInfo("America/New_York"))


def test_changed_occurrences_stay_with_their_item() -> None:
    data = filled(1).data()
    extra = (
        b"BEGIN:VEVENT\r\nUID:" + uid(1).encode() + b"\r\nRECURRENCE-ID:20270120T100000Z\r\n"
        b"DTSTART:20270121T100000Z\r\nSUMMARY:Other\r\nEND:VEVENT\r\n"
    )
    feed = read_feed(data.replace(b"END:VCALENDAR\r\n", extra + b"END:VCALENDAR\r\n"))
    before = feed.tag(uid(1))

    assert feed.uids == {uid(1)}
    assert extra in feed.resource(uid(1))
    assert before != read_feed(data).tag(uid(1))
    feed.remove(uid(1))
    assert extra not in feed.data()


@pytest.mark.parametrize("data", [b"hello", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n"])
def test_what_is_not_a_whole_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="calendar"):
        read_feed(data)
