import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.content import (
    FIELDS,
    NEVER,
    Content,
    combine,
    digest,
    owner_of,
    texts,
    when_text,
)
from tests.unit.formats.resources import BERLIN, a_content, contents

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def test_golden_texts_and_digests() -> None:
    """A change here makes every item in every calendar look as if the student had edited it."""
    content = Content(
        component="event",
        title=" Cafe\u0301 talk ",
        start=datetime(2026, 9, 2, 17, 30, tzinfo=BERLIN),
        end=datetime(2026, 9, 2, 18, 0, tzinfo=BERLIN),
        notes="One. \r\n\r\n  Two.\n",
        place="Room 3",
        link=" https://example.org/ ",
        categories=("ms1", "Advisor ", "ms1"),
        alarm=timedelta(hours=-1),
        color="SeaGreen",
        busy=True,
        done=True,
    )

    found = texts(content)

    assert tuple(found) == FIELDS
    assert found == {
        "title": "Caf\u00e9 talk",
        "when": "2026-09-02T15:30:00Z/2026-09-02T16:00:00Z",
        "notes": "One.\n\nTwo.",
        "place": "Room 3",
        "link": "https://example.org/",
        "categories": "Advisor\nms1",
        "alarm": "-3600",
        "look": "seagreen busy",
        "done": "done",
    }
    assert {field: digest(text) for field, text in found.items()} == GOLDEN
    assert owner_of("ana") == "dd3577c802"


#: sha256 of the text, white space as one space, as hex; the first 10 characters.
GOLDEN = {
    "title": "7fb8f519f2",
    "when": "9b1f807d10",
    "notes": "668b4fb68a",
    "place": "4323627689",
    "link": "8198d1bac4",
    "categories": "1f80a0cf93",
    "alarm": "176cadaab5",
    "look": "c6d31a0119",
    "done": "a4c3ed04a9",
}


def test_golden_of_what_is_empty() -> None:
    bare = Content(component="todo", title="", start=NEVER, end=NEVER)

    assert texts(bare) == {
        **dict.fromkeys(FIELDS, ""), "when": "9999-12-31/9999-12-31", "look": " free"
    }  # fmt: skip
    assert digest("") == "e3b0c44298"  # of sha256, https://csrc.nist.gov
    assert digest("abc") == "ba7816bf8f"  # FIPS 180-2 appendix B.1


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 9, 1), date(2026, 9, 3), "2026-09-01/2026-09-03"),
        (datetime(2026, 9, 1, 9), datetime(2026, 9, 1, 10),  # noqa: DTZ001
         "2026-09-01T09:00:00/2026-09-01T10:00:00"),
        (datetime(2026, 9, 1, 9, tzinfo=UTC), datetime(2026, 9, 1, 9, tzinfo=BERLIN),
         "2026-09-01T09:00:00Z/2026-09-01T07:00:00Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN),
         datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1),
         "2026-10-25T00:30:00Z/2026-10-25T01:30:00Z"),
    ],
)  # fmt: skip
def test_when_in_words_for_machines(start: date, end: date, text: str) -> None:
    assert when_text(start, end) == text


@given(contents(), st.sampled_from([UTC, ZoneInfo("Asia/Tokyo")]))
def test_another_zone_for_the_same_moment_is_no_change(content: Content, zone: Any) -> None:
    if isinstance(content.start, datetime) and isinstance(content.end, datetime):
        if content.start.tzinfo is None:
            return
        start, end = content.start.astimezone(zone), content.end.astimezone(zone)
        assert texts(replace(content, start=start, end=end)) == texts(content)


@given(ANY_TEXT)
def test_what_servers_tidy_is_no_change(text: str) -> None:
    plain = a_content(title=text, notes=text, place=text)
    tidied = text.replace("\r\n", "\n").replace("\n", " \r\n ")
    other = replace(plain, title=f" {tidied}\n", notes=f"\n{tidied} ", place=f"{tidied}\t")

    assert texts(other) == texts(plain)


@given(ANY_TEXT)
def test_a_digest_is_short_and_does_not_count_white_space(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{10}", digest(text))
    assert digest(text) == digest(f" {text}\r\n\n") == digest("  ".join(text.split()))
    assert digest(text) != digest(text + "x")


@given(contents(), contents(), st.frozensets(st.sampled_from(FIELDS)))
def test_some_fields_are_of_the_other_one(
    one: Content, other: Content, chosen: frozenset[str]
) -> None:
    mixed = combine(one, other, chosen)

    assert mixed.component == one.component
    for field, text in texts(mixed).items():
        assert text == texts(other if field in chosen else one)[field]
    assert combine(one, other, FIELDS) == replace(other, component=one.component)


def test_every_attribute_belongs_to_one_field() -> None:
    """Else a change of it would never be seen, nor written."""
    names = set(Content.__struct_fields__) - {"component"}
    owned = {"when": {"start", "end"}, "look": {"color", "busy"}}

    assert names == set().union(*(owned.get(field, {field}) for field in FIELDS))


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        (date(2026, 9, 1), date(2026, 9, 2), 1),
        (date(2026, 9, 1), date(2026, 9, 4), 3),
        (date(2026, 9, 1), date(2026, 9, 1), 1),
        (date(2026, 9, 3), date(2026, 9, 1), 3),
        (datetime(2026, 9, 1, 22, tzinfo=UTC), datetime(2026, 9, 2, 0, tzinfo=UTC), 1),
        (datetime(2026, 9, 1, 22, tzinfo=UTC), datetime(2026, 9, 2, 1, tzinfo=UTC), 2),
        (datetime(2026, 9, 2, 0, tzinfo=UTC), datetime(2026, 9, 2, 0, tzinfo=UTC), 2),
    ],
)
def test_the_last_day(start: date, end: date, day: int) -> None:
    assert a_content(start=start, end=end).last_day == date(2026, 9, day)


def test_the_last_day_of_what_has_none() -> None:
    assert a_content(component="todo", start=NEVER).last_day == NEVER


def test_a_tick_is_shown_in_the_title_of_an_event_alone() -> None:
    assert a_content(title="x", done=True).shown_title == "✓ x"
    assert a_content(title="x").shown_title == "x"
    assert a_content(component="todo", title="x", done=True).shown_title == "x"
