"""The contract on the double of Google, over real HTTP."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Content
from roadmap_sync.errors import DecisionError
from roadmap_sync.targets.base import Outcome, Result
from tests.contract.contract import (
    EVENT,
    TIMED,
    TODO,
    Calendar,
    TargetContract,
    all_of,
    create,
    delete,
    marker,
    push,
    seen,
    uid,
    update,
)
from tests.contract.goog import HELD, GoogleCalendar, TaskCalendar, settings_of
from tests.google_double.server import Double


@pytest.fixture
def account(google: Double, monkeypatch: pytest.MonkeyPatch) -> Double:
    """A student's account that the program takes for Google."""
    monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", google.url)
    return google


class TestEvents(TargetContract):
    """Tasks are events; where there is no list there are no to-dos, and the engine sends none."""

    tasks = "events"
    test_an_item_becomes_a_todo_and_back = None  # type: ignore[assignment]  # see above

    @pytest.fixture
    def calendar(self, account: Double, tmp_path: Path) -> Iterator[Calendar]:
        calendar = GoogleCalendar(account, settings_of(tmp_path))
        yield calendar
        calendar.close()

    @pytest.mark.parametrize("content", [EVENT, TIMED], ids=["day", "hour"])
    def test_what_is_created_comes_back(self, calendar: Calendar, content: Content) -> None:
        super().test_what_is_created_comes_back(calendar, content)

    def test_a_tick_comes_back(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        now = all_of(calendar.target)[uid(1)]
        outcome = Outcome(write=create(1), result=Result.DONE, ref=now.ref, tag=now.tag)

        push(calendar.target, update(outcome, replace(EVENT, done=True), "done"))

        after = seen(all_of(calendar.again())[uid(1)]).content
        assert after.done
        assert after.title == EVENT.title

    def test_a_todo_without_a_list_needs_a_word_of_the_student(self, calendar: Calendar) -> None:
        with pytest.raises(DecisionError, match="tasks: Roadmap"):
            push(calendar.target, create(1, TODO))


class TestEventsAndTasks(TargetContract):
    """Events in the calendar, to-dos in a list."""

    @pytest.fixture
    def calendar(self, account: Double, tmp_path: Path) -> Iterator[Calendar]:
        calendar = GoogleCalendar(account, settings_of(tmp_path, tasklist="Roadmap"))
        yield calendar
        calendar.close()

    @pytest.mark.parametrize("content", [EVENT, TIMED, TODO], ids=["day", "hour", "todo"])
    def test_what_is_created_comes_back(self, calendar: Calendar, content: Content) -> None:
        if content is TODO:
            calendar.keeps = HELD  # a task has no place, link, colour or reminder
        super().test_what_is_created_comes_back(calendar, content)

    def test_what_is_not_ours_is_never_seen_or_touched(self, calendar: Calendar) -> None:
        push(calendar.target, create(2, TODO))
        push(calendar.target, delete(all_of(calendar.target)[uid(2)]))  # so that there is a list

        super().test_what_is_not_ours_is_never_seen_or_touched(calendar)


class TestTasks(TargetContract):
    """Everything that the contract sends is a task.

    Google Tasks ignores If-Match: between our look and our write somebody may still come. The
    contract's own steps leave no such gap, so all of its sentences hold here.
    """

    test_an_item_becomes_a_todo_and_back = None  # type: ignore[assignment]  # it always is one

    @pytest.fixture
    def calendar(self, account: Double, tmp_path: Path) -> Iterator[Calendar]:
        calendar = TaskCalendar(account, settings_of(tmp_path, tasklist="Roadmap"))
        yield calendar
        calendar.close()

    @pytest.mark.parametrize("content", [TODO], ids=["todo"])
    def test_what_is_created_comes_back(self, calendar: Calendar, content: Content) -> None:
        super().test_what_is_created_comes_back(calendar, content)

    def test_an_update_sets_only_its_fields(self, calendar: Calendar) -> None:
        """As in the contract, but what the student adds to a task are lines of its notes."""
        assert isinstance(calendar, TaskCalendar)
        push(calendar.target, create(1))
        calendar.rename(uid(1), "Mine")
        where, name = calendar.find(uid(1))
        [task] = calendar.double.student.read(where)
        calendar.double.student.edit(where, name, {"notes": f"{task['notes']}\nmine, below"})
        now = all_of(calendar.target)[uid(1)]
        outcome = Outcome(write=create(1), result=Result.DONE, ref=now.ref, tag=now.tag)
        moved = replace(EVENT, title="Not this", start=date(2028, 9, 12), end=date(2028, 9, 13))

        [changed] = push(calendar.target, update(outcome, moved, "when"))

        assert changed.result is Result.DONE
        after = seen(all_of(calendar.again())[uid(1)])
        assert after.content.title == "Mine"
        assert after.content.start == date(2028, 9, 12)
        assert after.content.notes == f"{EVENT.notes}\nmine, below"
        assert after.marker == marker(moved)
