"""The real command is killed at every request it makes; the next run makes all good.

What is killed has a process of its own; the runs after it need none, but in the last test.
"""

from importlib.util import find_spec
from pathlib import Path

import pytest

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


def test_what_was_killed_and_mended_has_nothing_left_to_do(real_scene: Scene) -> None:
    ended = real_scene.desk.run_killed(real_scene.proxy, "sync", at=real_scene.count, applied=True)
    assert ended.code == KILLED, ended.words
    real_scene.sync_well()

    real_scene.sync_well()

    assert real_scene.writes() == 0
