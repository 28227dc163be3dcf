"""Content and marker ⇄ a task of Google Tasks."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.content import NEVER, Content, Marker, digest, owner_of, texts
from roadmap_sync.formats import google_tasks
from tests.contract.contract import TODO, marker, uid

HELD = ("title", "when", "notes", "categories", "done")
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)


def task(content: Content = TODO) -> dict[str, Any]:
    return google_tasks.task(uid(1), content, marker(content))


@pytest.mark.parametrize("content", [TODO, replace(TODO, done=True, notes="", categories=())])
def test_there_and_back(content: Content) -> None:
    seen = google_tasks.read(task(content))

    assert {name: texts(seen.content)[name] for name in HELD} == {
        name: texts(content)[name] for name in HELD
    }
    assert seen.marker == marker(content)


def test_a_task_has_a_day_and_a_line_of_ours_at_the_end() -> None:
    found = task()

    assert found["due"] == "2028-09-08T00:00:00.000Z"
    assert found["status"] == "needsAction"
    before, _, line = found["notes"].rpartition("\n\n")
    assert before == TODO.notes
    assert line.startswith("⟦roadmap-sync | plan/step@block | message, ms3 | " + uid(1))
    assert len(line) < 220


def test_an_hour_becomes_its_day_by_its_own_clock() -> None:
    late = datetime(2028, 9, 8, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))

    assert task(replace(TODO, start=late, end=late))["due"] == "2028-09-08T00:00:00.000Z"


def test_a_task_without_a_day() -> None:
    found = task()
    del found["due"]

    assert google_tasks.read(found).content.start == NEVER
    assert "due" not in task(replace(TODO, start=NEVER, end=NEVER))


def test_a_patch_of_the_day_leaves_the_words_and_renews_the_line() -> None:
    found = task()
    found["notes"] += "\nmine, below"
    later = replace(TODO, title="Not this", notes="nor this", start=date(2028, 9, 12))

    patch = google_tasks.changes(uid(1), later, {"when"}, marker(later), found)

    assert set(patch) == {"due", "notes"}
    after = google_tasks.read({**found, **patch})
    assert after.content.notes == f"{TODO.notes}\nmine, below"
    assert after.content.categories == TODO.categories
    assert after.marker == marker(later)


def test_a_tick_that_is_taken_away_takes_its_day_along() -> None:
    patch = google_tasks.changes(uid(1), TODO, {"done"}, marker(TODO), task())

    assert patch["status"] == "needsAction"
    assert patch["completed"] is None


def test_the_students_own_words_around_the_line_stay() -> None:
    found = task()
    line = found["notes"].rpartition("\n\n")[2]
    for notes, wanted in {
        f"{TODO.notes}\n\n{line}": TODO.notes,
        f"{TODO.notes}\n{line}\n\nbelow": f"{TODO.notes}\n\nbelow",
        f"{line}\nbelow": "below",
        line: "",
        f"above {line}": "above ",
    }.items():
        seen = google_tasks.read({**found, "notes": notes})
        assert seen.content.notes == wanted
        assert seen.marker == marker(TODO)


def test_without_the_line_it_has_no_marker() -> None:
    seen = google_tasks.read({**task(), "notes": "what I wrote over it"})

    assert seen.marker is None
    assert seen.content.notes == "what I wrote over it"
    assert google_tasks.tagged({"notes": "⟦roadmap-sync | a | b | short⟧"}) is None


def test_the_version_is_of_what_a_person_can_change() -> None:
    found = task()
    tag = google_tasks.tag_of(found)

    assert google_tasks.tag_of({**found, "position": "9", "etag": "x", "updated": "y"}) == tag
    for change in ({"title": "B"}, {"due": "2029-01-01"}, {"status": "completed"},
                   {"notes": "n"}, {"parent": "p"}):  # fmt: skip
        assert google_tasks.tag_of({**found, **change}) != tag


def test_a_day_that_cannot_be_read_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r".+"):
        google_tasks.read({**task(), "due": "soon"})


@given(title=LINES, notes=LINES, item=LINES, words=st.lists(LINES.map(str.strip).filter(bool),
                                                            unique=True, max_size=5))  # fmt: skip
def test_any_words_come_back(title: str, notes: str, item: str, words: list[str]) -> None:
    content = replace(TODO, title=title, notes=notes, categories=tuple(words))
    said = {name: digest(text) for name, text in texts(content).items()}
    note = Marker(item=item, owner=owner_of(item), said=said, official="2028-09-08/2028-09-09")

    found = google_tasks.task(uid(7), content, note)
    seen = google_tasks.read(found)

    assert texts(seen.content)["notes"] == texts(content)["notes"]
    assert seen.content.categories == content.categories
    assert seen.marker == note
    line = google_tasks.tagged(found)
    assert line is not None
    assert line.uid == uid(7)
