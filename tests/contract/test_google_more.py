"""What the contract does not ask: reminders, refusals of the whole account, ends nobody knows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Content
from roadmap_sync.errors import DecisionError, RefusedError, SignInError, UnreachableError
from roadmap_sync.targets.base import Outcome, Result, Write
from roadmap_sync.targets.google import GoogleTarget
from tests.contract.contract import (
    EVENT,
    TODO,
    all_of,
    create,
    delete,
    push,
    seen,
    uid,
    update,
)
from tests.contract.goog import GoogleCalendar, settings_of
from tests.google_double.server import Double

EARLIER = replace(EVENT, alarm=timedelta(hours=-2))


@pytest.fixture
def calendar(
    google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GoogleCalendar]:
    """An account where each request is tried for a second at most."""
    monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", google.url)
    settings = replace(settings_of(tmp_path, tasklist="Roadmap"), patience=1, timeout=1)
    calendar = GoogleCalendar(google, settings)
    yield calendar
    calendar.close()


def known(calendar: GoogleCalendar, number: int = 1) -> Outcome:
    now = all_of(calendar.target)[uid(number)]
    return Outcome(write=create(number), result=Result.DONE, ref=now.ref, tag=now.tag)


def ends(calendar: GoogleCalendar, *writes: Write) -> list[Outcome]:
    """Push where the target gives up; return the outcomes before that."""
    outcomes: list[Outcome] = []
    with pytest.raises(UnreachableError):
        outcomes.extend(calendar.target.push(writes, lambda: False))
    return outcomes


def test_our_reminder_moves_and_the_students_own_stays(calendar: GoogleCalendar) -> None:
    push(calendar.target, create(1), create(2))
    own = {"method": "email", "minutes": 60}
    ours = {"method": "popup", "minutes": 330}
    reminders = {"useDefault": False, "overrides": [own, ours]}
    calendar.double.student.edit("Roadmap", uid(1), {"reminders": reminders})
    outcome, other = known(calendar), known(calendar, 2)

    changed = push(
        calendar.target, update(outcome, EARLIER, "alarm"), update(other, EARLIER, "alarm")
    )

    assert [one.result for one in changed] == [Result.DONE, Result.DONE]
    [first] = [one for one in calendar.double.student.read("Roadmap") if one["id"] == uid(1)]
    assert first["reminders"]["overrides"] == [own, {"method": "popup", "minutes": 120}]
    assert seen(all_of(calendar.target)[uid(2)]).content.alarm == EARLIER.alarm


def test_a_reminder_of_what_changed_or_went_is_not_touched(calendar: GoogleCalendar) -> None:
    push(calendar.target, create(1), create(2))
    first, second = known(calendar), known(calendar, 2)
    calendar.rename(uid(1), "Mine")
    calendar.remove(uid(2))

    results = push(
        calendar.target, update(first, EARLIER, "alarm"), update(second, EARLIER, "alarm")
    )

    assert [one.result for one in results] == [Result.STALE, Result.MISSING]


@pytest.mark.parametrize(
    ("status", "reason", "error", "words"),
    [
        (403, "accessNotConfigured", RefusedError, "not switched on"),
        (403, "insufficientPermissions", SignInError, "tick every box"),
        (403, "dailyLimitExceeded", UnreachableError, "used up its calls"),
        (403, "forbidden", RefusedError, "does not let you look"),
        (302, "found", UnreachableError, "does the network want you to sign in"),
    ],
)
def test_what_concerns_all_of_the_account_is_said_once(
    calendar: GoogleCalendar, status: int, reason: str, error: type[Exception], words: str
) -> None:
    calendar.double.fault("status", method="*", status=status, reason=reason, times=0)

    with pytest.raises(error, match=words):
        calendar.target.pull("", {})


def test_a_sign_in_that_nobody_accepts_ends_after_one_new_token(calendar: GoogleCalendar) -> None:
    calendar.double.fault("status", method="calendar.*", status=401, reason="authError", times=0)

    with pytest.raises(SignInError, match="does not accept the sign-in any more"):
        calendar.target.pull("", {})

    assert calendar.double.log.calls("oauth.token") == 1


@pytest.mark.parametrize("number", [1, 2], ids=["event", "task"])
def test_a_change_that_was_applied_without_a_word_is_done(
    calendar: GoogleCalendar, number: int
) -> None:
    push(calendar.target, create(1), create(2, TODO))
    outcome = known(calendar, number)
    content = replace(EVENT if number == 1 else TODO, title="New")
    calendar.double.fault("status", method="*.patch", status=503, applied=True)

    [changed] = push(calendar.target, update(outcome, content, "title"))

    assert changed.result is Result.DONE
    assert seen(all_of(calendar.again())[uid(number)]).content.title == "New"


@pytest.mark.parametrize("number", [1, 2], ids=["event", "task"])
def test_a_delete_that_was_applied_without_a_word_is_done(
    calendar: GoogleCalendar, number: int
) -> None:
    push(calendar.target, create(1), create(2, TODO))
    stored = all_of(calendar.target)[uid(number)]
    calendar.double.fault("drop_after", method="*.delete")

    [gone] = push(calendar.target, delete(stored))

    assert gone.result is Result.DONE
    assert uid(number) not in all_of(calendar.again())


@pytest.mark.parametrize("verb", ["patch", "delete", "insert"])
@pytest.mark.parametrize("item", [EVENT, TODO], ids=["event", "task"])
def test_what_is_never_answered_is_unknown_or_unsent_never_a_guess(
    calendar: GoogleCalendar, verb: str, item: Content
) -> None:
    push(calendar.target, create(1, item))
    outcome = known(calendar)
    calendar.double.fault("drop_before", method=f"*s.{verb}", times=0)
    calendar.double.fault("drop_before", method="*s.list", times=0)
    write = {
        "patch": update(outcome, replace(item, title="New"), "title"),
        "delete": Write(verb="delete", uid=uid(1), ref=outcome.ref, tag=outcome.tag),
        "insert": create(2, item),
    }[verb]

    [left] = ends(calendar, write)

    assert left.result in {Result.UNKNOWN, Result.UNSENT}
    calendar.double.world.faults.clear()
    assert set(all_of(calendar.again())) == {uid(1)}
    assert seen(all_of(calendar.again())[uid(1)]).content.title == item.title


def test_two_calendars_or_lists_of_ours_are_asked_about(calendar: GoogleCalendar) -> None:
    push(calendar.target, create(1))
    [box] = [
        one for one in calendar.double.world.calendars.values() if one.row.data.get("description")
    ]
    calendar.double.student.new_calendar("Roadmap")
    calendar.double.student.edit_calendar(
        next(reversed(calendar.double.world.calendars)),
        {"description": box.row.data["description"]},
    )

    with pytest.raises(DecisionError, match="2 calendars called 'Roadmap'"):
        calendar.again().pull("", {})


def test_another_name_for_the_list_is_asked_about(calendar: GoogleCalendar) -> None:
    push(calendar.target, create(1, TODO))
    cursor = calendar.target.pull("", {}).cursor
    calendar.settings = replace(calendar.settings, tasklist="Other")

    with pytest.raises(DecisionError, match="your tasks are in the list 'Roadmap'"):
        calendar.again().pull(cursor, {})


class TestTwice:
    """A run may have left a task in a list that the settings do not name any more."""

    def after(self, calendar: GoogleCalendar) -> tuple[str, dict[str, str], GoogleTarget]:
        """Return what a run with ``tasks: events`` knows, and the next one."""
        push(calendar.target, create(1), create(2))
        calendar.settings = replace(calendar.settings, tasklist="")
        pull = calendar.again().pull("", {})
        return pull.cursor, {one.ref: one.tag for one in pull.changed}, calendar.again()

    def test_it_is_found_in_whichever_list_it_is(self, calendar: GoogleCalendar) -> None:
        calendar.double.student.new_list("Groceries")
        push(calendar.target, create(3, TODO))
        cursor, known, target = self.after(calendar)
        assert target.pull(cursor, known).changed == ()

        assert target.pull(cursor, known, {uid(1)}).changed == ()
        [found] = target.pull(cursor, known, {uid(1), uid(3)}).changed
        assert found.uid == uid(3)
        [gone] = push(target, delete(found))

        assert gone.result is Result.DONE
        assert target.pull(cursor, known, {uid(3)}).changed == ()

    def test_where_tasks_may_not_be_looked_at_there_are_none(
        self, calendar: GoogleCalendar
    ) -> None:
        cursor, known, target = self.after(calendar)
        calendar.double.fault(
            "status", method="tasks.*", status=403, reason="insufficientPermissions", times=0
        )

        assert target.pull(cursor, known, {uid(1)}).changed == ()

    def test_a_list_that_is_gone_had_none(self, calendar: GoogleCalendar) -> None:
        push(calendar.target, create(3, TODO))
        [tasklist] = calendar._lists()
        cursor, known, target = self.after(calendar)
        cursor = target.pull(cursor, known, {uid(3)}).cursor
        calendar.double.student.delete_calendar(tasklist)

        pull = target.pull(cursor, known, {uid(3)})

        assert (pull.changed, pull.gone) == ((), frozenset())
