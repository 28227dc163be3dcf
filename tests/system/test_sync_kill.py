"""The real command is killed at every request it makes; the next run makes all good.

What is killed has a process of its own; the runs after it need none, but in the last test.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.lab.hands import Phone
from tests.lab.process import KILLED, QuickDesk
from tests.lab.scene import Scene

pytestmark = pytest.mark.skipif(
    find_spec("roadmap_sync.cli.sync") is None, reason="there is no sync yet"
)
#: No run of these sizes makes more requests.
MANY = 40
BEFORE_AND_AFTER = pytest.mark.parametrize(
    "applied", [pytest.param(False, id="before"), pytest.param(True, id="after")]
)


@BEFORE_AND_AFTER
def test_a_first_push_that_was_killed_anywhere(
    scene: Scene, tmp_path: Path, *, applied: bool
) -> None:
    scene.sync_well()
    wanted = scene.contents()
    assert len(wanted) == scene.count

    for at in range(1, MANY):
        again = scene.fresh(QuickDesk(folder=tmp_path / f"desk-{at}"))
        ended = again.desk.run_killed(again.proxy, "sync", at=at, applied=applied)
        if ended.code == 0:
            break
        assert ended.code == KILLED, ended.words

        again.sync_well()

        assert again.contents() == wanted, f"killed at request {at}"
    assert scene.count < at < MANY


@BEFORE_AND_AFTER
def test_a_run_of_changes_that_was_killed_anywhere(scene: Scene, *, applied: bool) -> None:
    """Two versions of the plan take turns; each switch is killed one request later."""
    versions = [{}, {"retitled": [0, 6], "moved": [1], "dropped": [2]}]
    scene.sync_well()
    scene.phone.retitle(scene.title(3), "My own words")
    scene.phone.delete(scene.title(4))
    scene.phone.add("mine", "Dinner")
    wanted = []
    for version in (versions[1], versions[0], versions[1], versions[0]):
        scene.say(**version)
        scene.sync_well()
        wanted.append(scene.contents())
    assert wanted[:2] == wanted[2:]
    assert wanted[0] != wanted[1]

    for at in range(1, MANY):
        scene.say(**versions[at % 2])
        ended = scene.desk.run_killed(scene.proxy, "sync", at=at, applied=applied)
        if ended.code == 0:
            break
        assert ended.code == KILLED, ended.words

        scene.sync_well()

        assert scene.contents() == wanted[1 - at % 2], f"killed at request {at}"
    assert 4 < at < MANY
    assert {"My own words", "Dinner"} <= set(scene.phone.titles())


def let_tasks_be(scene: Scene, kind: str) -> None:
    """Let the student write ``tasks: events`` or ``tasks: todos``."""
    scene.extra = {"tasks": kind}
    scene.write_student(scene.proxy.url)


@BEFORE_AND_AFTER
def test_a_change_of_kind_that_was_killed_anywhere(scene: Scene, *, applied: bool) -> None:
    """Tasks are to-dos and events by turns; each switch is killed one request later."""
    kinds = ("todos", "events")
    wanted = []
    let_tasks_be(scene, "events")
    scene.sync_well()
    for kind in kinds * 2:
        let_tasks_be(scene, kind)
        scene.sync_well()
        wanted.append(scene.all_contents())
    assert wanted[:2] == wanted[2:]
    assert [len(wanted[0][name]) for name in sorted(wanted[0])] == [scene.events, scene.tasks]

    for at in range(1, MANY):
        let_tasks_be(scene, kinds[at % 2])
        ended = scene.desk.run_killed(scene.proxy, "sync", at=at, applied=applied)
        if ended.code == 0:
            break
        assert ended.code == KILLED, ended.words

        scene.sync_well()

        assert scene.all_contents() == wanted[at % 2], f"killed at request {at}"
    assert 2 * scene.tasks < at < MANY


@pytest.fixture
def halfway(scene: Scene) -> Scene:
    """A run was killed between making to-dos in a new calendar and deleting the events."""
    scene.events, scene.tasks = 2, 3
    scene.say()
    let_tasks_be(scene, "events")
    scene.sync_well()
    let_tasks_be(scene, "todos")
    scene.proxy.records = []

    def all_made() -> bool:
        answered = [one for one in list(scene.proxy.records) if one.method == "PUT" and one.status]
        return len(answered) == scene.tasks

    ended = scene.desk.run_killed(
        scene.proxy, "sync", at=1, applied=False, method="DELETE", once=all_made
    )
    assert ended.code == KILLED, ended.words
    assert {name: len(held) for name, held in scene.all_contents().items()} == {
        "Roadmap": 5, "Roadmap tasks": 3,
    }  # fmt: skip
    return scene


def phone_on(scene: Scene, name: str) -> Phone:
    wire = scene.server.wire()
    return Phone(wire, wire.calendars()[name])


def assert_titles(scene: Scene, events: Sequence[str], todos: Sequence[str]) -> None:
    """Sync twice, and look that all is there once and stays so."""
    calendars = scene.server.wire().calendars()
    phones = [Phone(scene.server.wire(), calendars[name]) for name in sorted(calendars)]
    scene.sync_well()
    assert [one.titles() for one in phones] == [sorted(events), sorted(todos)]

    scene.sync_well()

    assert scene.proxy.count() <= len(phones)
    assert scene.writes() == 0


def test_what_plan_and_student_do_while_items_are_there_twice(halfway: Scene) -> None:
    scene, todos = halfway, phone_on(halfway, "Roadmap tasks")
    zero, one, two, three, four = (scene.title(number) for number in range(5))
    todos.complete(two, datetime(2026, 7, 1, tzinfo=UTC))
    todos.retitle(three, "My own words")
    scene.phone.describe(four, "My own line")
    scene.say(retitled=[2, 3, 4])

    assert_titles(scene, [zero, one], [two, "My own words", scene.title(4, new=True)])

    assert "STATUS:COMPLETED" in todos.text(two)
    assert "My own line" in todos.text(scene.title(4, new=True))


@pytest.mark.parametrize("name", ["Roadmap", "Mine"])
def test_settings_that_go_back_while_items_are_there_twice(halfway: Scene, name: str) -> None:
    """Also if the student gave the calendar another name: only that for to-dos is looked for."""
    halfway.server.wire().rename(halfway.phone.calendar, name)
    let_tasks_be(halfway, "events")

    assert_titles(halfway, [halfway.title(number) for number in range(5)], [])


def test_a_plan_that_drops_what_is_there_twice(halfway: Scene) -> None:
    halfway.say(dropped=[2, 3, 4])

    assert_titles(halfway, [halfway.title(0), halfway.title(1)], [])


def test_what_the_student_changed_in_both_is_asked_about(halfway: Scene) -> None:
    todos = phone_on(halfway, "Roadmap tasks")
    halfway.phone.retitle(halfway.title(2), "One")
    todos.retitle(halfway.title(2), "Two")
    for _ in range(2):
        ended = halfway.sync()
        assert (ended.code, "delete the one" in ended.err) == (3, True)
    todos.delete("Two")

    rest = [halfway.title(3), halfway.title(4)]
    assert_titles(halfway, [halfway.title(0), halfway.title(1)], ["One", *rest])


def test_what_was_killed_and_mended_has_nothing_left_to_do(real_scene: Scene) -> None:
    ended = real_scene.desk.run_killed(real_scene.proxy, "sync", at=real_scene.count, applied=True)
    assert ended.code == KILLED, ended.words
    real_scene.sync_well()

    real_scene.sync_well()

    assert real_scene.writes() == 0
