"""Content and marker ⇄ an event of Google Calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, Content, Marker, digest, owner_of, texts
from roadmap_sync.formats import google
from tests.contract.contract import EVENT, TIMED, marker, uid

#: developers.google.com/workspace/calendar/api/guides/extended-properties, "Limits".
MOST_KEY, MOST_VALUE = 44, 1024
LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=400
).map(str.strip)  # fmt: skip
#: An empty text is no text to Google, and a tick at the front is a tick.
TITLES = LINES.filter(lambda text: text and not text.startswith("✓"))


def event(content: Content = EVENT) -> dict[str, Any]:
    return google.event(uid(1), content, marker(content))


def private(found: dict[str, Any]) -> dict[str, str]:
    return found["extendedProperties"]["private"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("content", [EVENT, TIMED, replace(EVENT, done=True, alarm=None)])
def test_there_and_back(content: Content) -> None:
    seen = google.read(event(content))

    assert texts(seen.content) == texts(content)
    assert seen.marker == marker(content)
    assert seen.added == ()
    assert google.is_ours(event(content))


def test_a_whole_day_has_dates_and_no_zone() -> None:
    found = event()

    assert found["start"] == {"date": "2028-09-08"}
    assert found["end"] == {"date": "2028-09-09"}
    assert found["transparency"] == "transparent"
    assert found["id"] == uid(1)


def test_an_hour_has_a_zone() -> None:
    found = event(TIMED)

    assert found["start"] == {
        "dateTime": "2030-02-27T21:00:00-05:00", "timeZone": "America/New_York"
    }  # fmt: skip
    assert found["transparency"] == "opaque"
    assert found["location"] == "Online"
    assert found["source"] == {"url": "https://example.org/rank?a=1;b=2", "title": "example.org"}


def test_an_instant_without_a_named_zone_is_in_utc() -> None:
    start = datetime(2030, 1, 1, 12, tzinfo=UTC)
    found = event(replace(TIMED, start=start, end=start))

    assert found["start"] == {"dateTime": "2030-01-01T12:00:00+00:00", "timeZone": "UTC"}


def test_google_may_show_another_zone_for_the_same_moment() -> None:
    found = event(TIMED)
    found["start"] = {"dateTime": "2030-02-28T02:00:00Z", "timeZone": "America/New_York"}

    start = google.read(found).content.start

    assert isinstance(start, datetime)
    assert start.tzinfo == ZoneInfo("America/New_York")
    assert texts(google.read(found).content)["when"] == texts(TIMED)["when"]


def test_a_zone_that_nobody_knows_does_not_hide_the_moment() -> None:
    found = event(TIMED)
    found["start"]["timeZone"] = "Mars/Olympus"

    assert texts(google.read(found).content)["when"] == texts(TIMED)["when"]


def test_nobody_is_ever_invited() -> None:
    assert "attendees" not in str([event(), event(TIMED)])


def test_nothing_in_a_new_event_is_null() -> None:
    assert "None" not in str(event(replace(EVENT, notes="", alarm=None, color="")))


@pytest.mark.parametrize(
    ("alarm", "minutes"),
    [
        (timedelta(hours=-5, minutes=-30), 330),  # 18:30 the day before, from midnight
        (timedelta(), 0),
        (timedelta(minutes=-40_320), 40_320),
        (timedelta(minutes=-40_321), None),
        (timedelta(hours=9), None),
        (None, None),
    ],
)
def test_a_reminder_is_minutes_before_the_start(
    alarm: timedelta | None, minutes: int | None
) -> None:
    found = event(replace(EVENT, alarm=alarm))

    wanted = [] if minutes is None else [{"method": "popup", "minutes": minutes}]
    assert found["reminders"] == {"useDefault": False, "overrides": wanted}
    back = google.read(found).content.alarm
    assert back == (None if minutes is None else timedelta(minutes=-minutes))


def test_the_students_own_reminder_beside_ours_stays_and_is_noticed() -> None:
    found = event()
    own = {"method": "email", "minutes": 60}
    found["reminders"]["overrides"].append(own)

    seen = google.read(found)
    patch = google.changes(
        uid(1), replace(EVENT, alarm=timedelta(hours=-1)), {"alarm"}, marker(EVENT), found
    )

    assert seen.added == ("reminders",)
    assert seen.content.alarm == EVENT.alarm
    assert patch["reminders"]["overrides"] == [own, {"method": "popup", "minutes": 60}]


def test_our_reminder_at_another_time_is_ours_still() -> None:
    found = event()
    found["reminders"]["overrides"][0]["minutes"] = 15

    seen = google.read(found)

    assert seen.content.alarm == timedelta(minutes=-15)
    assert seen.added == ()


def test_colours_of_ours_come_back_as_they_were() -> None:
    for name in ("steelblue", "seagreen", "goldenrod", "mediumpurple", "tomato", "slategray"):
        found = event(replace(EVENT, color=name))

        assert found["colorId"] in {str(number) for number in range(1, 12)}
        assert google.read(found).content.color == name


def test_what_a_person_added_is_noticed() -> None:
    found = {**event(), "attendees": [{"email": "a@example.org"}], "recurrence": ["RRULE:X"]}

    assert google.read(found).added == ("attendees", "recurrence")


def test_a_copy_of_ours_is_not_ours() -> None:
    assert not google.is_ours({**event(), "id": "another"})
    assert not google.is_ours({"id": uid(1)})
    assert not google.is_ours({"id": uid(1), "extendedProperties": {"private": {}}})


def test_the_marker_stays_within_googles_limits() -> None:
    said = dict.fromkeys(FIELDS, "0123456789")
    many = tuple(f"{'ü' * 50} {number}" for number in range(40))
    long = Marker(item="plan/" + "ß" * 3000, owner=owner_of("me"), said=said, official="a/b")
    content = replace(EVENT, categories=many)

    found = google.event(uid(1), content, long)

    assert max(len(key) for key in private(found)) <= MOST_KEY
    assert max(len(text.encode()) for text in private(found).values()) <= MOST_VALUE
    seen = google.read(found)
    assert seen.marker == long
    assert seen.content.categories == many


def test_a_shorter_marker_leaves_nothing_of_a_longer_one() -> None:
    long = replace(marker(EVENT), item="i" * 700)
    found = google.event(uid(1), EVENT, long)
    patch = google.changes(uid(1), EVENT, (), marker(EVENT), found)

    merged = {**private(found), **patch["extendedProperties"]["private"]}
    kept = {key: text for key, text in merged.items() if text is not None}
    after = google.read({**found, "extendedProperties": {"private": kept}})

    assert after.marker == marker(EVENT)


def test_a_patch_names_only_its_fields_and_the_marker() -> None:
    patch = google.changes(uid(1), TIMED, {"when"}, marker(TIMED), {})

    assert set(patch) == {"start", "end", "extendedProperties"}
    assert patch["start"]["date"] is None  # or Google would see a day and an hour
    assert google.changes(uid(1), EVENT, {"when"}, marker(EVENT), {})["start"] == {
        "date": "2028-09-08", "dateTime": None, "timeZone": None
    }  # fmt: skip


def test_what_is_taken_away_is_null_in_a_patch() -> None:
    bare = replace(EVENT, notes="", place="", link="", color="", categories=())
    patch = google.changes(uid(1), bare, FIELDS, marker(bare), {})

    for name in ("description", "location", "source", "colorId"):
        assert patch[name] is None
    assert private(patch)["roadmapSyncCategories"] is None


def test_a_day_never_ends_before_it_is_over() -> None:
    assert event(replace(EVENT, end=EVENT.start))["end"] == {"date": "2028-09-09"}


def test_text_of_googles_own_editor_is_read_as_lines() -> None:
    text = "One &amp; two<br>&nbsp;three<br/>a <b>word</b> &lt;"

    assert google.plain(text) == "One & two\n three\na <b>word</b> &lt;"
    assert google.plain("a &amp; b\n<i>as it is</i>") == "a &amp; b\n<i>as it is</i>"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"start": {"date": "2028-09-08"}},
        {"start": {"date": "soon"}, "end": {"date": "2028-09-09"}},
        {"start": {}, "end": {}},
        {"start": "2028", "end": "2028"},
        {"start": {"date": "2028-09-08"}, "end": {"date": "2028-09-09"}, "source": "x"},
    ],
)
def test_what_cannot_be_read_is_a_value_error(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        google.read({"id": uid(1), **broken})


@given(title=TITLES, notes=LINES, place=LINES, day=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
       days=st.integers(1, 40), done=st.booleans(),
       words=st.lists(LINES.filter(bool), unique=True, max_size=8))  # fmt: skip
def test_any_content_comes_back(  # noqa: PLR0917
    title: str, notes: str, place: str, day: date, days: int, done: bool,  # noqa: FBT001
    words: list[str],
) -> None:  # fmt: skip
    content = replace(
        EVENT, title=title, notes=notes.replace("<br", "<"), place=place, start=day,
        end=day + timedelta(days=days), done=done, categories=tuple(words),
    )  # fmt: skip
    said = {name: digest(text) for name, text in texts(content).items()}
    note = Marker(item=f"plan/{title}", owner=owner_of(title), said=said)

    seen = google.read(google.event(uid(7), content, note))

    assert texts(seen.content) == texts(content)
    assert seen.marker == note
