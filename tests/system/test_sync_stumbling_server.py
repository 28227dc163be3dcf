"""Writes that do not get through, once or for long: nothing is lost or doubled, and it heals."""

from importlib.util import find_spec

import pytest

from tests.lab import faults
from tests.lab.proxy import Rule
from tests.lab.scene import Scene
from tests.system.network import (
    LASTING,
    LATE,
    SOON,
    TEMPORARY,
    assert_it_heals,
    assert_nothing_left,
    is_item,
)

pytestmark = pytest.mark.skipif(
    find_spec("roadmap_sync.cli.sync") is None, reason="there is no sync yet"
)


@pytest.mark.parametrize("name", TEMPORARY)
def test_a_fault_that_passes_is_not_noticed(scene: Scene, name: str) -> None:
    """One write of a first push, and one of a run of changes, meet it."""
    fault = TEMPORARY[name]
    scene.proxy.rules = [Rule(fault=fault, when=is_item, first=3)]
    scene.sync_well(*LATE)
    assert len(scene.contents()) == scene.count

    scene.say(retitled=[0], dropped=[1], moved=[2])
    scene.proxy.rules = [Rule(fault=fault, when=is_item, first=2)]
    scene.sync_well(*LATE)

    assert len(scene.contents()) == scene.count - 1
    assert scene.title(0, new=True) in scene.phone.titles()
    assert_nothing_left(scene)


@pytest.mark.parametrize("name", LASTING)
def test_a_first_push_into_a_fault_that_stays(scene: Scene, name: str) -> None:
    scene.proxy.rules = [Rule(fault=TEMPORARY[name], when=is_item, first=3, times=None)]

    ended = scene.sync(*SOON)

    assert ended.code == 75, ended.words
    assert "phone" in ended.words
    assert_it_heals(scene, scene.count)


@pytest.mark.parametrize("name", LASTING)
def test_changes_into_a_fault_that_stays(scene: Scene, name: str) -> None:
    scene.sync_well()
    scene.phone.retitle(scene.title(3), "My own words")
    scene.phone.add("mine", "Dinner")
    scene.say(retitled=[0, 6], dropped=[1], moved=[2])
    scene.proxy.rules = [Rule(fault=TEMPORARY[name], when=is_item, first=2, times=None)]

    ended = scene.sync(*SOON)

    assert ended.code == 75, ended.words
    assert_it_heals(scene, scene.count - 1 + 1)
    titles = scene.phone.titles()
    assert {"My own words", "Dinner", scene.title(0, new=True)} <= set(titles)
    assert scene.title(1) not in titles


def test_writes_that_hang_are_given_up_in_time(scene: Scene) -> None:
    hang = faults.hang(4, applied=True)
    scene.proxy.rules = [Rule(fault=hang, when=is_item, first=3, times=None)]

    ended = scene.sync(*SOON)

    assert ended.code == 75, ended.words
    assert_it_heals(scene, scene.count)


def test_a_server_that_tells_no_tags_is_asked_again(scene: Scene) -> None:
    scene.proxy.rules = [Rule(fault=faults.no_tag, method="PUT", times=None)]

    scene.sync_well()
    scene.say(retitled=[0, 6])
    scene.sync_well()

    assert len(scene.contents()) == scene.count
    assert_nothing_left(scene)
