"""Whatever stands on a calendar, and whatever is said of it: what is told is what then happens."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from freezegun import freeze_time

from tests.system.calendars import at_home, sync
from tests.system.commands import run
from tests.system.living import did

FOLLOW = "Your calendars follow with the next sync."
NOTHING = "feed: nothing to do"
PLAN, MOVED, NEW = "2026-09-16", "2026-09-23", "2026-10-07"
_FOUND = "2026-09-{}  One  one"


class Row(NamedTuple):
    """What is told of a deed, and what the run after it does.

    Attributes:
        says: What the command prints, without the title; what an error says if it refuses.
        sync: What the run then prints.
        shows: How the calendar shows the item then: its day, ticked or not; None for not at all.
        refused: Does the command refuse?
    """

    says: str
    sync: str
    shows: tuple[str, bool] | None
    refused: bool = False


def _refused(says: str, shows: tuple[str, bool] | None) -> Row:
    return Row(says, NOTHING, shows, refused=True)


def _update(day: str, what: str) -> str:
    return f"feed: 1 updated\n  ~ {day}  One  one  ({what})"


GONE = "one is deleted or skipped; say first: roadmap-sync restore one"
DONE = "one is done; say first: roadmap-sync undone one"
SKIP = f"one: skipped; 'restore' takes that back\n{FOLLOW}"
DELETE = "feed: 1 deleted\n  - {}  One  one  (you deleted or skipped it)"
MOVE = f"one: moved to Wed 7 Oct 2026\n{FOLLOW}"
BACK = "one: no longer counts as deleted; the next sync puts it back"
CREATE = "feed: 1 created\n  + 2026-09-16  One  one  (it was not on this calendar)"
NONE = "one: you did not delete it, so there is nothing to put back"
TICK = f"one: done\n{FOLLOW}"

TABLE = {
    ("plain", "done"): Row(TICK, _update(PLAN, "ticked off"), (PLAN, True)),
    ("plain", "undone"): Row("one: already not done", NOTHING, (PLAN, False)),
    ("plain", "skip"): Row(SKIP, DELETE.format(PLAN), None),
    ("plain", "move"): Row(
        MOVE, _update(NEW, "moves from Wed 16 Sep 2026 to Wed 7 Oct 2026"), (NEW, False)
    ),
    ("plain", "restore"): Row(NONE, NOTHING, (PLAN, False)),
    ("done", "done"): Row("one: already done", NOTHING, (PLAN, True)),
    ("done", "undone"): Row(
        f"one: not done\n{FOLLOW}", _update(PLAN, "tick taken off"), (PLAN, False)
    ),
    ("done", "skip"): _refused(DONE, (PLAN, True)),
    ("done", "move"): _refused(DONE, (PLAN, True)),
    ("done", "restore"): Row(NONE, NOTHING, (PLAN, True)),
    ("moved", "done"): Row(TICK, _update(MOVED, "ticked off"), (MOVED, True)),
    ("moved", "undone"): Row("one: already not done", NOTHING, (MOVED, False)),
    ("moved", "skip"): Row(SKIP, DELETE.format(MOVED), None),
    ("moved", "move"): Row(
        MOVE, _update(NEW, "moves from Wed 23 Sep 2026 to Wed 7 Oct 2026"), (NEW, False)
    ),
    ("moved", "restore"): Row(NONE, NOTHING, (MOVED, False)),
    ("skipped", "done"): _refused(GONE, None),
    ("skipped", "undone"): Row("one: already not done", NOTHING, None),
    ("skipped", "skip"): Row("one: already skipped; 'restore' takes that back", NOTHING, None),
    ("skipped", "move"): _refused(GONE, None),
    ("skipped", "restore"): Row(BACK, CREATE, (PLAN, False)),
    ("deleted", "done"): _refused(GONE, None),
    ("deleted", "undone"): Row("one: already not done", NOTHING, None),
    ("deleted", "skip"): Row("one: already skipped; 'restore' takes that back", NOTHING, None),
    ("deleted", "move"): _refused(GONE, None),
    ("deleted", "restore"): Row(BACK, CREATE, (PLAN, False)),
    ("done, then deleted", "done"): Row("one: already done", NOTHING, None),
    ("done, then deleted", "undone"): _refused(GONE, None),
    ("done, then deleted", "skip"): Row(
        "one: already skipped; 'restore' takes that back", NOTHING, None
    ),
    ("done, then deleted", "move"): _refused(GONE, None),
    ("done, then deleted", "restore"): Row(BACK, CREATE, (PLAN, True)),
}  # fmt: skip


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that follows the small plan, synced once."""
    with at_home(tmp_path, monkeypatch):
        sync()
        yield tmp_path / "feed.ics"


def _events(feed: Path) -> list[str]:
    text = feed.read_bytes().decode()
    return re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)


def _one(feed: Path) -> list[str]:
    return [event for event in _events(feed) if re.search(r"\nSUMMARY:(✓ )?One\r\n", event)]


def _shown(feed: Path) -> tuple[str, bool] | None:
    """Return the day of the item and whether it is ticked off; None if it is not there."""
    for event in _one(feed):
        found = re.search(r"DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)", event)
        assert found is not None
        return "-".join(found.groups()), "SUMMARY:✓" in event
    return None


def _stand(state: str, feed: Path) -> None:
    """Bring the item into a state, as a student does, and the calendar with it."""
    if state.startswith("done"):
        did("done", "one")
    elif state == "skipped":
        did("skip", "one")
    elif state == "moved":
        did("move", "one", MOVED)
    sync()
    if state.endswith("deleted"):
        [event] = _one(feed)
        feed.write_bytes(feed.read_bytes().replace(event.encode(), b""))
        sync()


def _deed(deed: str) -> tuple[str, ...]:
    return (deed, "one", *[NEW] * (deed == "move"))


@pytest.mark.parametrize(("state", "deed"), TABLE)
def test_what_is_said_is_what_happens(state: str, deed: str, feed: Path) -> None:
    row = TABLE[state, deed]
    _stand(state, feed)
    before = run("agenda", "--weeks", "9", "--json").stdout

    result = run(*_deed(deed))

    assert result.exit_code == (2 if row.refused else 0), result.output
    if row.refused:
        assert f"Error: {row.says}\n" in result.stderr
        assert run("agenda", "--weeks", "9", "--json").stdout == before
    else:
        assert result.stdout.replace("  (One)", "") == f"{row.says}\n"
    assert sync().stdout == f"{row.sync}\n"
    assert _shown(feed) == row.shows
    assert sync().stdout == f"{NOTHING}\n"
    listed = "one  One" in run("restore").stdout
    assert listed == (row.shows is None)


# ---- what a table of single deeds does not show ------------------------------------------------


def test_several_deeds_before_one_run_are_told_as_one(feed: Path) -> None:
    _stand("done", feed)

    did("undone", "one")
    assert did("move", "one", NEW).stdout == f"{MOVE}  (One)\n".replace(
        f"\n{FOLLOW}  (One)", f"  (One)\n{FOLLOW}"
    )

    moves = "moves from Wed 16 Sep 2026 to Wed 7 Oct 2026; tick taken off"
    assert sync().stdout == f"{_update(NEW, moves)}\n"
    assert _shown(feed) == (NEW, False)


def test_what_is_not_done_after_all_can_be_skipped_at_once(feed: Path) -> None:
    _stand("done", feed)

    did("undone", "one")
    assert FOLLOW in did("skip", "one").stdout

    assert sync().stdout == f"{DELETE.format(PLAN)}\n"
    assert _shown(feed) is None


def test_what_was_taken_back_before_a_run_changes_no_calendar(feed: Path) -> None:
    did("skip", "one")
    words = "one: no longer counts as deleted; it is still there\n"
    assert did("restore", "one").stdout == words
    did("done", "one")
    assert did("undone", "one").stdout == "one: not done  (One)\n"

    assert sync().stdout == f"{NOTHING}\n"
    assert _shown(feed) == (PLAN, False)


def test_what_the_student_changed_on_a_calendar_stays_there_when_it_is_skipped(feed: Path) -> None:
    text = feed.read_bytes()
    [event] = _one(feed)
    feed.write_bytes(text.replace(event.encode(), event.replace(":One", ":My own").encode()))
    sync()

    assert did("skip", "one", "two").stdout == (
        "one: skipped; 'restore' takes that back  (One)\n"
        "two: skipped; 'restore' takes that back  (Two)\n"
        "feed: one stays as it is: you changed it there, so it is yours now\n"
        "Everything else follows with the next sync.\n"
    )

    assert "feed: 1 deleted\n" in sync(exit_code=3).stdout
    assert b"SUMMARY:My own" in feed.read_bytes()
    assert "  yours: one  (you skipped it)\n" in did("status").stdout
    did("restore", "one")
    assert "you skipped it" not in did("status").stdout
    sync()
    assert "  yours: My own  one  (title)\n" in did("status").stdout


def test_what_is_over_stays_as_it_is_until_it_is_moved_ahead(feed: Path) -> None:
    with freeze_time("2026-09-20 12:00"):
        assert did("skip", "one").stdout == (
            "one: skipped; 'restore' takes that back  (One)\n"
            "feed: one stays as it is: its day is over\n"
        )
        assert sync().stdout == f"{NOTHING}\n"
        assert "it is still there" in did("restore", "one").stdout

        did("done", "one")
        sync()
        assert _shown(feed) == (PLAN, True)
        did("undone", "one")
        assert FOLLOW in did("move", "one", NEW).stdout
        sync()
        assert _shown(feed) == (NEW, False)


def test_what_was_deleted_after_its_day_stays_away_until_it_is_restored(feed: Path) -> None:
    with freeze_time("2026-09-20 12:00"):
        [event] = _one(feed)
        feed.write_bytes(feed.read_bytes().replace(event.encode(), b""))
        sync()

        assert did("done", "one").stdout == (
            "one: done  (One)\nfeed: one stays away: you deleted it\n"
        )
        assert sync().stdout == f"{NOTHING}\n"
        words = "one: no longer counts as deleted; but its day is over, so it stays away\n"
        assert did("restore", "one").stdout == words
        did("undone", "one")
        assert FOLLOW in did("move", "one", NEW).stdout
        assert "feed: 1 created" in sync().stdout
        assert _shown(feed) == (NEW, False)


def test_without_calendars_nothing_is_said_of_them(feed: Path) -> None:
    student = feed.with_name("student.yaml")
    student.write_text(student.read_text("utf-8").partition("targets:")[0], "utf-8")

    assert did("skip", "one").stdout == "one: skipped; 'restore' takes that back  (One)\n"
    assert did("restore", "one").stdout == (
        "one: no longer counts as deleted; it is on no calendar\n"
    )


def test_all_that_stands_in_the_way_is_named(feed: Path) -> None:
    del feed
    did("done", "one", "two")

    result = run("skip", "one", "three", "two")

    assert result.exit_code == 2
    assert "one, two are done; say first: roadmap-sync undone one two" in result.stderr
    assert run("restore").stdout == "you have deleted nothing that the plan still has\n"
