from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from roadmap_sync.content import Content, texts
from roadmap_sync.formats.ics import to_ics
from roadmap_sync.formats.resource import make, read
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item
from tests.unit.formats.resources import STAMP, a_marker
from tests.unit.formats.samples import ALL, CHICAGO, MEETING, NEW_YORK, a_roadmap, an_item


def shown(*, todo: bool = False, **changes: Any) -> Content:
    return content_of(an_item(**changes), todo=todo)


def fact(component: Any, name: str) -> str:
    value = component.get(name)
    return "" if value is None else str(value)


@pytest.mark.parametrize("todos", [False, True])
@pytest.mark.parametrize("item", ALL, ids=lambda item: item.step)
def test_the_calendar_file_shows_the_same_facts(item: Item, *, todos: bool) -> None:
    """Read from the file by icalendar, field by field."""
    todo = todos and item.type == "task"
    content = content_of(item, todo=todo)

    data = to_ics(a_roadmap(item), tasks="todos" if todos else "events")

    theirs: Any
    [theirs] = icalendar.Calendar.from_ical(data).walk("VTODO" if todo else "VEVENT")
    assert fact(theirs, "SUMMARY") == content.title
    assert fact(theirs, "DESCRIPTION") == content.notes
    assert fact(theirs, "LOCATION") == content.place
    assert fact(theirs, "URL") == content.link
    assert fact(theirs, "COLOR") == content.color
    assert tuple(map(str, theirs["CATEGORIES"].cats)) == content.categories
    assert theirs["DUE" if todo else "DTSTART"].dt == content.start
    assert todo or theirs.end == content.end
    assert todo or fact(theirs, "TRANSP") == ("OPAQUE" if content.busy else "TRANSPARENT")
    triggers = [alarm["TRIGGER"].dt for alarm in theirs.walk("VALARM")]
    assert triggers == ([] if content.alarm is None else [content.alarm])


@pytest.mark.parametrize("todos", [False, True])
@pytest.mark.parametrize("item", ALL, ids=lambda item: item.step)
def test_a_calendar_file_and_a_resource_of_its_own_show_the_same(
    item: Item, *, todos: bool
) -> None:
    content = content_of(item, todo=todos and item.type == "task")
    file = to_ics(a_roadmap(item), tasks="todos" if todos else "events")

    assert read(file).seen.content == content
    assert read(make(item.uid, content, a_marker(content), STAMP)).seen.content == content


def test_words_are_cleaned() -> None:
    evil = "a\r\nb\x00\u2028c"
    found = shown(title=evil, place=evil, notes=evil, link="javascript:x", tags=(evil, "x,y;z\\w"))

    assert (found.title, found.place) == ("a b c", "a b c")
    assert found.notes.startswith("a\nb\nc")
    assert found.link == ""
    assert found.categories == ("message", "ms1", "first-ten-weeks", "a b c", "x y z w")


def test_categories_come_once_whatever_their_case() -> None:
    found = shown(stage="ms1", phase="", tags=("Message", "MS1", " "), expected=True, sample=True)

    assert [word.casefold() for word in found.categories] == [
        "message",
        "ms1",
        "expected",
        "sample",
    ]


@pytest.mark.parametrize("title", ["✓ Write", "✓✓  Write", " ✓\nWrite", "✓ ✓Write", "✓Write"])
@pytest.mark.parametrize("todo", [False, True])
def test_no_plan_ticks_an_item_off(title: str, *, todo: bool) -> None:
    found = shown(title=title, todo=todo)

    assert not found.done
    assert found.title.lstrip("✓ ") == "Write"
    assert not found.title.startswith("✓ ")
    again = read(make("u", found, a_marker(found), STAMP)).seen.content
    assert texts(again) == texts(found)


@pytest.mark.parametrize(
    ("start", "alarm", "ahead"),
    [
        (date(2026, 8, 12), datetime(2026, 8, 11, 18, 30, tzinfo=NEW_YORK), timedelta(hours=-5.5)),
        (date(2026, 8, 12), datetime(2026, 8, 12, 9, tzinfo=CHICAGO), timedelta(hours=9)),
        # Clocks go back on 1 November: 25 hours of the watch, 24 on the wall.
        (date(2026, 11, 2), datetime(2026, 11, 1, 0, tzinfo=NEW_YORK), timedelta(hours=-24)),
        (datetime(2026, 11, 2, 0, tzinfo=NEW_YORK), datetime(2026, 11, 1, 0, tzinfo=NEW_YORK),
         timedelta(hours=-25)),
        (datetime(2026, 9, 2, 17, tzinfo=CHICAGO), datetime(2026, 9, 2, 16, tzinfo=NEW_YORK),
         timedelta(hours=-2)),
        (datetime(2026, 9, 2, 17, 30, tzinfo=CHICAGO), datetime(2026, 9, 2, 16, 30),  # noqa: DTZ001
         timedelta(hours=-1)),
        (datetime(2026, 9, 2, 17, tzinfo=UTC), None, None),
    ],
)  # fmt: skip
def test_reminders_count_from_the_start(
    start: date, alarm: datetime | None, ahead: timedelta | None
) -> None:
    assert shown(start=start, alarm=alarm).alarm == ahead


def test_only_what_has_an_hour_and_is_with_people_blocks_time() -> None:
    hour = datetime(2026, 9, 2, 17, 30, tzinfo=CHICAGO)

    assert content_of(MEETING, todo=False).busy
    assert shown(start=hour, kind="event").busy
    assert not shown(start=hour, kind="task").busy
    assert not shown(kind="event").busy
    assert not shown(start=hour, kind="event", todo=True).busy


def test_colours_and_ends() -> None:
    assert len({shown(kind=kind).color for kind in ("task", "message", "checkpoint", "?")}) == 4
    todo = content_of(MEETING, todo=True)
    assert todo.start == todo.end == MEETING.start
    assert shown(end=date(2026, 8, 1)).end == date(2026, 8, 12)
