"""The CalDAV target on a server with the odd ways of real ones."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from roadmap_sync.errors import DecisionError, RefusedError, SignInError
from roadmap_sync.targets.base import Outcome, Pull, Result
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.caldav_settings import CalDavSettings
from tests.contract.contract import (
    EVENT,
    NEVER_STOP,
    TODO,
    all_of,
    create,
    delete,
    push,
    seen,
    uid,
    update,
)
from tests.contract.odd import HOME, PASSWORD, USERNAME, OddServer, Ways, _Handler, odd_server

Opened = Callable[[CalDavSettings], CalDavTarget]
MOVED = replace(EVENT, start=date(2028, 9, 12), end=date(2028, 9, 13))
NOTHING = frozenset[str]()
ODD = {
    "well": Ways(),
    "no tag after a PUT": Ways(put_tag=False),
    "no sync-collection": Ways(syncs=False),
    "no data in sync-collection": Ways(data_in_sync=False),
    "multiget leaves out": Ways(missing="left out", data_in_sync=False),
    "multiget fails": Ways(missing="fails", data_in_sync=False),
    "%40": Ways(escapes="%40"),
    "lower case escapes": Ways(escapes="%2d"),
    "whole addresses": Ways(absolute=True, escapes="%40"),
    "pages": Ways(page=2),
    "apart": Ways(together=False),
    "sabre": Ways(sabre=True),
    "digest": Ways(digest=True),
    "nothing told": Ways(rights=""),
    "nothing told, no sync-collection": Ways(rights="", syncs=False),
    **{f"stale {way}": Ways(stale=way) for way in (403, 409, 412, 507, "full")},
}


def settings_of(server: OddServer, calendar: str = "Roadmap") -> CalDavSettings:
    return CalDavSettings(
        name="phone", url=server.url, username=USERNAME, password=PASSWORD, calendar=calendar,
        timeout=10, patience=5,
    )  # fmt: skip


@pytest.fixture(params=list(ODD.values()), ids=list(ODD))
def server(request: pytest.FixtureRequest) -> Iterator[OddServer]:
    with odd_server(replace(request.param)) as server:
        yield server


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Make targets that are closed in the end."""
    made: list[CalDavTarget] = []

    def make(settings: CalDavSettings) -> CalDavTarget:
        made.append(CalDavTarget(settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def targets(server: OddServer, opened: Opened) -> list[CalDavTarget]:
    return [opened(settings_of(server)) for _ in range(4)]


def test_four_runs(server: OddServer, targets: list[CalDavTarget]) -> None:
    """A first push, a student who deletes and edits, an update, and then nothing to do."""
    first, second, third, fourth = targets
    assert first.pull("", {}).absent
    outcomes = push(first, *[create(n, TODO if n % 2 else EVENT) for n in range(6)])
    assert {one.result for one in outcomes} == {Result.DONE}
    assert all(bool(one.tag) == server.ways.put_tag for one in outcomes)
    pull = first.pull("", {one.ref: "" for one in outcomes})
    assert len(pull.changed) == 6
    known = {one.ref: one.tag for one in pull.changed}

    _change(server)
    pull = second.pull(pull.cursor, known)
    assert {one.uid for one in pull.changed} == {uid(1)}
    assert {ref.rpartition("/")[2] for ref in pull.gone} == {f"{uid(0)}.ics"}
    known = {ref: tag for ref, tag in known.items() if ref not in pull.gone}
    known |= {one.ref: one.tag for one in pull.changed}

    server.forget_tokens()
    pull = third.pull(pull.cursor, known)
    _nothing(pull)
    late = replace(outcomes[2], tag=known[outcomes[2].ref])
    [changed] = push(third, update(late, MOVED, "when"))
    assert changed.result is Result.DONE
    back = third.pull(pull.cursor, {**known, changed.ref: ""})
    [stored] = back.changed
    assert stored.uid == uid(2)
    assert seen(stored).content.start == MOVED.start
    known[stored.ref] = stored.tag

    before = server.count()
    _nothing(fourth.pull(back.cursor, known))
    fair = server.count() - before - 2 * server.ways.digest
    assert fair <= len(server.boxes) * (2 if server.ways.stale == "full" else 1)


def _nothing(pull: Pull) -> None:
    assert (pull.changed, pull.gone) == ((), frozenset())


def _change(server: OddServer) -> None:
    """Delete the first item and edit the second, as the student would."""
    boxes = {name: box for box in server.boxes.values() for name in box.items}
    gone, edited = f"{uid(0)}.ics", f"{uid(1)}.ics"
    boxes[gone].items.pop(gone)
    boxes[gone].log.append(gone)
    boxes[edited].items[edited] += b"\r\n"
    boxes[edited].log.append(edited)


def test_a_stale_token_does_not_hide_a_deletion(
    server: OddServer, targets: list[CalDavTarget]
) -> None:
    first, second, *_ = targets
    push(first, *[create(n) for n in range(4)])
    pull = first.pull("", {})
    known = {one.ref: one.tag for one in pull.changed}
    box = next(iter(server.boxes.values()))
    box.items.pop(f"{uid(3)}.ics")
    box.log.append(f"{uid(3)}.ics")
    server.forget_tokens()

    pull = second.pull(pull.cursor, known)

    assert {ref.rpartition("/")[2] for ref in pull.gone} == {f"{uid(3)}.ics"}
    assert pull.changed == ()


def test_conditions_hold(server: OddServer, targets: list[CalDavTarget]) -> None:
    first, second, *_ = targets
    push(first, create(1), create(2))
    stored = all_of(first)
    box = next(iter(server.boxes.values()))
    box.items[f"{uid(1)}.ics"] += b"\r\n"

    results = {one.write.verb: one.result for one in second.push(
        [create(2), delete(stored[uid(1)])], NEVER_STOP
    )}  # fmt: skip

    assert results == {"create": Result.EXISTS, "delete": Result.STALE}
    assert len(box.items) == 2


@pytest.mark.parametrize("heeds", [NOTHING, frozenset({"If-Match"})], ids=["none", "PUT only"])
def test_a_server_without_conditions_is_looked_at_first(
    heeds: frozenset[str], opened: Opened
) -> None:
    """SOGo ignores ``If-None-Match: *``, and ``If-Match`` on DELETE."""
    with odd_server(Ways(heeds=heeds)) as server:
        box = server.box("SOGo")
        server.boxes["SOGo"] = server.boxes.pop("sogo")
        target = opened(settings_of(server, "SOGo"))
        push(target, create(1), create(2))
        stored = all_of(target)
        box.items[f"{uid(1)}.ics"] += b"\r\n"
        mine = dict(box.items)

        results = [
            push(target, write)[0].result
            for write in (create(1), create(2), delete(stored[uid(1)]))
        ]

        assert results == [Result.EXISTS, Result.EXISTS, Result.STALE]
        assert box.items == mine


def test_events_and_todos_apart(opened: Opened) -> None:
    with odd_server(Ways(together=False)) as server:
        target = opened(settings_of(server))
        outcomes = push(target, create(1, EVENT), create(2, TODO))
        boxes = {box.name: box for box in server.boxes.values()}
        assert {name: set(box.items) for name, box in boxes.items()} == {
            "Roadmap": {f"{uid(1)}.ics"},
            "Roadmap tasks": {f"{uid(2)}.ics"},
        }
        stored = all_of(target)[uid(1)]
        late = replace(outcomes[0], ref=stored.ref, tag=stored.tag)

        [moved] = push(target, update(late, TODO, "title", "when"))

        assert moved.result is Result.DONE
        assert not boxes["Roadmap"].items
        assert set(boxes["Roadmap tasks"].items) == {f"{uid(1)}.ics", f"{uid(2)}.ics"}
        [one] = [one for one in all_of(target).values() if one.uid == uid(1)]
        assert seen(one).content.component == "todo"
        assert one.ref == moved.ref


def test_a_move_that_was_cut_short_is_finished(opened: Opened) -> None:
    """Killed between creating the item in one calendar and deleting it in the other."""
    with odd_server(Ways(together=False)) as server:
        target = opened(settings_of(server))
        outcomes = push(target, create(1, EVENT), create(2, TODO))
        late = replace(outcomes[0], tag=all_of(target)[uid(1)].tag)
        events = next(box for box in server.boxes.values() if box.name == "Roadmap")
        before = dict(events.items)
        push(target, update(late, TODO, "title", "when"))
        events.items.update(before)

        [again] = push(target, update(late, TODO, "title", "when"))

        assert again.result is Result.DONE
        assert not events.items


class TestTwice:
    """An item is there as an event, and as a to-do in a calendar that was made for it."""

    @pytest.fixture
    def server(self) -> Iterator[OddServer]:
        with odd_server(Ways(together=False)) as server:
            yield server

    def left(self, server: OddServer, opened: Opened, url: str = "") -> tuple[str, dict[str, str]]:
        """Return a cursor and known tags from before the second one was made."""
        target = opened(replace(settings_of(server), url=url or server.url))
        [made] = push(target, create(1, EVENT))
        known = {made.ref: all_of(target)[uid(1)].tag}
        cursor = target.pull("", known).cursor
        [box] = server.boxes.values()
        before = dict(box.items)
        push(target, update(replace(made, tag=known[made.ref]), TODO, "title", "when"))
        box.items.update(before)
        return cursor, known

    def told(self, server: OddServer, target: CalDavTarget, cursor: str,
             known: dict[str, str]) -> list[str]:  # fmt: skip
        pull = target.pull(cursor, known, {uid(1)})
        assert pull.gone == NOTHING
        return [seen(one).content.component for one in pull.changed]

    @pytest.mark.parametrize("way", ["by name", "by address", "renamed"])
    def test_a_second_one_is_told_that_no_cursor_knows(
        self, server: OddServer, opened: Opened, way: str
    ) -> None:
        server.box(kinds=("VEVENT",))
        url = f"{server.url.rstrip('/')}{HOME}roadmap/" if way == "by address" else ""
        cursor, known = self.left(server, opened, url)
        if way == "renamed":
            server.boxes["roadmap"].name = "Mine"
        settings = replace(settings_of(server), url=url or server.url)

        assert opened(settings).pull(cursor, known).changed == ()
        assert self.told(server, opened(settings), cursor, known) == ["todo"]

    def test_a_second_one_is_told_however_long_ago_it_was_made(
        self, server: OddServer, opened: Opened
    ) -> None:
        _, known = self.left(server, opened)
        target = opened(settings_of(server))
        cursor = target.pull("", known).cursor

        assert target.pull(cursor, known).changed == ()
        for one in (target, opened(settings_of(server))):
            assert self.told(server, one, cursor, known) == ["todo"]
            assert self.told(server, one, cursor, dict.fromkeys(known, '"old"')) == [
                "event", "todo",
            ]  # fmt: skip

    @pytest.mark.parametrize("status", [403, 404, 405])
    def test_where_nothing_may_be_listed_nothing_was_made(
        self, server: OddServer, opened: Opened, monkeypatch: pytest.MonkeyPatch, status: int
    ) -> None:
        server.box(kinds=("VEVENT",))
        target = opened(settings_of(server))
        push(target, create(1, EVENT))
        known = {one.ref: one.tag for one in all_of(target).values()}
        cursor = target.pull("", known).cursor
        monkeypatch.setattr(_Handler, "_home", lambda _: (status, {}, b""))

        assert self.told(server, opened(settings_of(server)), cursor, known) == []


def test_a_calendar_that_may_only_be_read_is_refused_before_anything_is_sent(
    opened: Opened,
) -> None:
    with odd_server(Ways(rights="read")) as server:
        server.box()
        target = opened(settings_of(server))
        target.pull("", {})

        with pytest.raises(RefusedError, match="only read"):
            push(target, create(1))

        assert server.count("PUT") == 0


def test_the_first_refusal_ends_a_push(opened: Opened) -> None:
    with odd_server(Ways(rights="", forbids=True)) as server:
        server.box()
        target = opened(settings_of(server))
        outcomes: list[Outcome] = []

        with pytest.raises(RefusedError, match="not write into it"):
            outcomes.extend(target.push([create(n) for n in range(20)], NEVER_STOP))

        assert server.count("PUT") == 1


def test_a_server_that_makes_no_calendars_tells_the_student_to(opened: Opened) -> None:
    with odd_server(Ways(makes=False)) as server:
        target = opened(settings_of(server))
        with pytest.raises(DecisionError, match="make one named 'Roadmap' there yourself"):
            push(target, create(1))


def test_two_calendars_of_one_name_need_a_decision(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        server.box("Roadmap")
        server.boxes["other"] = server.boxes["roadmap"]
        target = opened(settings_of(server))
        with pytest.raises(DecisionError, match="2 calendars are named"):
            target.pull("", {})


def test_a_calendar_that_is_gone_is_never_a_deletion(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        target = opened(settings_of(server))
        push(target, create(1))
        pull = target.pull("", {})
        known = {one.ref: one.tag for one in pull.changed}
        server.boxes.clear()
        for cursor in (pull.cursor, ""):
            with pytest.raises(DecisionError, match="not there any more"):
                target.pull(cursor, known)


def test_another_calendar_in_its_place_is_never_a_deletion(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        target = opened(settings_of(server))
        push(target, create(1))
        known = {one.ref: one.tag for one in target.pull("", {}).changed}
        server.boxes["new"] = server.boxes.pop("roadmap")
        server.boxes["new"].items.clear()
        with pytest.raises(DecisionError, match="is another one"):
            target.pull("", known)


def test_a_calendar_that_moved_keeps_its_items(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        target = opened(settings_of(server))
        push(target, create(1))
        known = {one.ref: one.tag for one in target.pull("", {}).changed}
        server.boxes["moved"] = server.boxes.pop("roadmap")

        pull = target.pull("", known)

        [moved] = pull.changed
        assert moved.uid == uid(1)
        assert moved.ref not in known
        assert pull.gone == frozenset(known)


def test_a_wrong_password_says_whose(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        target = opened(replace(settings_of(server), password="wrong"))  # noqa: S106
        with pytest.raises(SignInError, match=r"password of ana@example.org") as caught:
            target.pull("", {})
        assert "wrong" not in str(caught.value)
        assert server.count() == 1


def test_the_address_of_the_calendar_itself_will_do(opened: Opened) -> None:
    with odd_server(Ways()) as server:
        server.box("Roadmap")
        settings = replace(settings_of(server), url=f"{server.url}cal/ana%40example.org/roadmap")
        for name in ("", "Roadmap"):
            target = opened(replace(settings, calendar=name))
            push(target, create(1))
            assert set(all_of(target)) == {uid(1)}
