"""The contract of `roadmap_sync.targets.base`, sentence by sentence, for every target.

Subclass `TargetContract`, give it a ``calendar`` fixture, add no tests. A `Calendar` is a target
together with a way to act on its calendar as the student, or as a stranger, would.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Content, Marker, Seen, digest, owner_of, texts
from roadmap_sync.targets.base import Outcome, Pull, Result, Stored, Target, Write

NEW_YORK = ZoneInfo("America/New_York")
NEVER_STOP = lambda: False  # noqa: E731 - a word for it

EVENT = Content(
    component="event",
    title="Thank your attending",
    start=date(2028, 9, 8),
    end=date(2028, 9, 9),
    notes="A line.\n\n☐ Another one\n\n—— border ——",
    categories=("message", "ms3"),
    alarm=timedelta(hours=-5, minutes=-30),
    color="seagreen",
)
TIMED = replace(
    EVENT,
    title="Rank order list due",
    start=datetime(2030, 2, 27, 21, tzinfo=NEW_YORK),
    end=datetime(2030, 2, 27, 21, 30, tzinfo=NEW_YORK),
    alarm=timedelta(hours=-26, minutes=-30),
    place="Online",
    link="https://example.org/rank?a=1;b=2",
    busy=True,
)
TODO = replace(EVENT, component="todo", title="Ask for the letter", end=EVENT.start)
AWKWARD = (
    "a, b; c",
    "back\\slash and \\n",
    "Straße 🎓 é",
    "x" * 300,
    'a "quoted" word: with colon',
    "BEGIN:VEVENT",
)


class Calendar(Protocol):
    """A target, and the calendar behind it as its owner has it.

    Attributes:
        keeps: Fields that this kind of calendar gives back exactly.
    """

    keeps: frozenset[str]

    @property
    def target(self) -> Target:
        """The target, on a calendar that is empty at first."""

    def again(self) -> Target:
        """Return another target on the same calendar, as the next run would make it."""

    def rename(self, uid: str, title: str) -> None:
        """Change the title of an item, as the student would."""

    def remove(self, uid: str) -> None:
        """Delete an item, as the student would."""

    def add_foreign(self) -> None:
        """Put an item there that is not ours."""

    def foreign(self) -> Sequence[bytes]:
        """Return the bytes of what is not ours."""

    def decorate(self, uid: str) -> None:
        """Add a guest and a property that nobody knows to an item, as the student would."""

    def decorations(self, uid: str) -> set[str]:
        """Return which of the two are there: ``guest``, ``unknown``."""


def uid(number: int) -> str:
    """Return a uid as `roadmap_sync.schedule.identity` makes them."""
    return f"{number:032d}"


def marker(content: Content) -> Marker:
    said = {field: digest(text) for field, text in texts(content).items()}
    return Marker(item="plan/step@block", owner=owner_of("me"), said=said)


def create(number: int, content: Content = EVENT) -> Write:
    return Write(verb="create", uid=uid(number), content=content, marker=marker(content))


def update(outcome: Outcome, content: Content, *fields: str) -> Write:
    return Write(
        verb="update", uid=outcome.write.uid, ref=outcome.ref, tag=outcome.tag, content=content,
        fields=frozenset(fields), marker=marker(content),
    )  # fmt: skip


def delete(stored: Stored) -> Write:
    return Write(verb="delete", uid=stored.uid, ref=stored.ref, tag=stored.tag)


def push(target: Target, *writes: Write) -> list[Outcome]:
    """Push, and return the outcomes in the order of the writes."""
    outcomes = {outcome.write.uid: outcome for outcome in target.push(writes, NEVER_STOP)}
    assert len(outcomes) == len(writes)
    return [outcomes[write.uid] for write in writes]


def all_of(target: Target) -> dict[str, Stored]:
    """Return everything of ours, by uid."""
    pull = target.pull("", {})
    assert pull.whole
    return {stored.uid: stored for stored in pull.changed}


def seen(stored: Stored) -> Seen:
    assert stored.seen is not None
    return stored.seen


class TargetContract:
    """Subclass this, give it a ``calendar`` fixture with an empty calendar, add no tests."""

    tasks: Literal["events", "todos"] = "todos"

    @pytest.fixture
    def calendar(self) -> Calendar:
        raise NotImplementedError

    def test_an_empty_calendar_has_nothing(self, calendar: Calendar) -> None:
        pull = calendar.target.pull("", {})

        assert pull.changed == ()
        assert pull.gone == frozenset()
        assert pull.whole

    @pytest.mark.parametrize("content", [EVENT, TIMED, TODO], ids=["day", "hour", "todo"])
    def test_what_is_created_comes_back(self, calendar: Calendar, content: Content) -> None:
        [outcome] = push(calendar.target, create(1, content))

        assert outcome.result is Result.DONE
        assert outcome.ref
        stored = all_of(calendar.again())[uid(1)]
        assert stored.ref == outcome.ref
        assert stored.tag
        for field in calendar.keeps:
            assert texts(seen(stored).content)[field] == texts(content)[field]
        assert seen(stored).marker == marker(content)
        assert seen(stored).added == ()

    @pytest.mark.parametrize("text", AWKWARD)
    def test_awkward_text_survives(self, calendar: Calendar, text: str) -> None:
        content = replace(EVENT, title=text, notes=f"{text}\n\n{text}", categories=())

        push(calendar.target, create(1, content))

        stored = seen(all_of(calendar.again())[uid(1)])
        assert stored.content.title == text
        assert stored.content.notes == content.notes

    def test_a_create_never_writes_over_anything(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        calendar.rename(uid(1), "Mine")

        [outcome] = push(calendar.again(), create(1, replace(EVENT, title="Ours again")))

        assert outcome.result is Result.EXISTS
        assert seen(all_of(calendar.again())[uid(1)]).content.title == "Mine"

    def test_a_stale_tag_changes_nothing(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        before = all_of(calendar.target)[uid(1)]
        calendar.rename(uid(1), "Mine")
        late = Outcome(write=create(1), result=Result.DONE, ref=before.ref, tag=before.tag)

        [changed] = push(calendar.target, update(late, replace(EVENT, title="Ours"), "title"))
        [deleted] = push(calendar.target, delete(before))

        assert changed.result is Result.STALE
        assert deleted.result is Result.STALE
        assert seen(all_of(calendar.again())[uid(1)]).content.title == "Mine"

    def test_what_is_gone_is_missing(self, calendar: Calendar) -> None:
        push(calendar.target, create(1), create(2))
        stored = all_of(calendar.target)
        calendar.remove(uid(1))
        late = stored[uid(1)]
        outcome = Outcome(write=create(1), result=Result.DONE, ref=late.ref, tag=late.tag)

        [changed] = push(calendar.target, update(outcome, EVENT, "title"))
        [deleted] = push(calendar.target, delete(late))

        assert changed.result is Result.MISSING
        assert deleted.result is Result.MISSING
        assert set(all_of(calendar.again())) == {uid(2)}

    def test_an_update_sets_only_its_fields(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        calendar.rename(uid(1), "Mine")
        calendar.decorate(uid(1))
        now = all_of(calendar.target)[uid(1)]
        outcome = Outcome(write=create(1), result=Result.DONE, ref=now.ref, tag=now.tag)
        moved = replace(EVENT, title="Not this", start=date(2028, 9, 12), end=date(2028, 9, 13))

        [changed] = push(calendar.target, update(outcome, moved, "when"))

        assert changed.result is Result.DONE
        after = seen(all_of(calendar.again())[uid(1)])
        assert after.content.title == "Mine"
        assert after.content.start == date(2028, 9, 12)
        assert after.marker == marker(moved)
        assert calendar.decorations(uid(1)) == {"guest", "unknown"}

    def test_an_item_becomes_a_todo_and_back(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        for content in (TODO, EVENT):
            now = all_of(calendar.again())[uid(1)]
            outcome = Outcome(write=create(1), result=Result.DONE, ref=now.ref, tag=now.tag)

            [changed] = push(calendar.target, update(outcome, content, "title", "when"))

            assert changed.result is Result.DONE
            [after] = all_of(calendar.again()).values()
            assert seen(after).content.component == content.component
            assert seen(after).content.title == content.title

    def test_a_tick_comes_back(self, calendar: Calendar) -> None:
        for number, content in enumerate((EVENT, TODO)):
            push(calendar.target, create(number, content))
            now = all_of(calendar.again())[uid(number)]
            outcome = Outcome(write=create(number), result=Result.DONE, ref=now.ref, tag=now.tag)

            push(calendar.target, update(outcome, replace(content, done=True), "done"))

            after = seen(all_of(calendar.again())[uid(number)]).content
            assert after.done
            assert after.title == content.title

    def test_a_delete_takes_one_item(self, calendar: Calendar) -> None:
        push(calendar.target, create(1), create(2))

        [outcome] = push(calendar.target, delete(all_of(calendar.target)[uid(1)]))

        assert outcome.result is Result.DONE
        assert set(all_of(calendar.again())) == {uid(2)}

    def test_a_pull_tells_what_changed_since(self, calendar: Calendar) -> None:
        push(calendar.target, create(1), create(2), create(3))
        first = calendar.again().pull("", {})
        known = {one.ref: one.tag for one in first.changed}
        calendar.rename(uid(1), "Mine")
        calendar.remove(uid(2))
        push(calendar.again(), create(4))

        second = calendar.again().pull(first.cursor, known)

        assert {one.uid for one in second.changed} == {uid(1), uid(4)}
        assert second.gone == {one.ref for one in first.changed if one.uid == uid(2)}

    def test_nothing_changed_is_nothing(self, calendar: Calendar) -> None:
        push(calendar.target, create(1), create(2))
        first = calendar.again().pull("", {})
        known = {one.ref: one.tag for one in first.changed}

        second = calendar.again().pull(first.cursor, known)

        assert second.changed == ()
        assert second.gone == frozenset()

    def test_an_unknown_version_is_told_again(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        first = calendar.again().pull("", {})
        [stored] = first.changed

        again = calendar.again().pull("", {stored.ref: ""})

        assert again.changed == first.changed

    def test_a_lost_cursor_lists_everything(self, calendar: Calendar) -> None:
        push(calendar.target, create(1), create(2))
        first = calendar.again().pull("", {})
        known = {one.ref: one.tag for one in first.changed}
        calendar.remove(uid(1))

        second: Pull = calendar.again().pull("", known)

        assert second.whole
        assert second.changed == ()
        assert second.gone == {one.ref for one in first.changed if one.uid == uid(1)}

    def test_what_is_not_ours_is_never_seen_or_touched(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        calendar.add_foreign()
        before = calendar.foreign()
        assert len(before) == 1

        pull = calendar.again().pull("", {})
        push(calendar.again(), create(2))
        push(calendar.again(), delete(pull.changed[0]))

        assert {one.uid for one in pull.changed} == {uid(1)}
        assert calendar.foreign() == before

    def test_a_stop_leaves_the_rest_unsent(self, calendar: Calendar) -> None:
        writes = [create(number) for number in range(20)]

        outcomes = list(calendar.target.push(writes, lambda: True))

        assert {one.result for one in outcomes} == {Result.UNSENT}
        assert len(outcomes) == len(writes)
        assert all_of(calendar.again()) == {}

    def test_each_write_has_one_outcome(self, calendar: Calendar) -> None:
        writes = [create(number) for number in range(30)]

        outcomes = list(calendar.target.push(writes, NEVER_STOP))

        assert sorted(one.write.uid for one in outcomes) == [write.uid for write in writes]
        assert {one.result for one in outcomes} == {Result.DONE}
        assert set(all_of(calendar.again())) == {write.uid for write in writes}

    def test_a_pull_writes_nothing(self, calendar: Calendar) -> None:
        push(calendar.target, create(1))
        first = calendar.again().pull("", {})

        calendar.again().pull("", {})
        calendar.again().pull(first.cursor, {})

        known = {one.ref: one.tag for one in first.changed}
        assert calendar.again().pull(first.cursor, known).changed == ()


NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
