"""Answers that are wrong, cut or missing: nothing is lost, doubled or deleted, and it heals."""

from importlib.util import find_spec

import pytest

from tests.lab import faults
from tests.lab.proxy import Rule
from tests.lab.scene import Scene
from tests.system.network import LATE, LIES, SOON, assert_it_heals, is_item, is_list

pytestmark = pytest.mark.skipif(
    find_spec("roadmap_sync.cli.sync") is None, reason="there is no sync yet"
)


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_an_empty_calendar_writes_nothing(scene: Scene, name: str) -> None:
    scene.proxy.rules = [Rule(fault=LIES[name], when=is_list, times=None)]

    ended = scene.sync(*SOON)

    assert ended.code == 75, ended.words
    assert scene.server.wire().calendars() == {}
    assert_it_heals(scene, scene.count)


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_a_full_calendar_deletes_and_doubles_nothing(scene: Scene, name: str) -> None:
    scene.sync_well()
    before = scene.contents()
    scene.say(retitled=[0])
    scene.proxy.rules = [Rule(fault=LIES[name], when=is_list, times=None)]

    ended = scene.sync(*SOON)

    assert ended.code == 75, ended.words
    assert scene.writes() == 0
    assert scene.contents() == before
    assert_it_heals(scene, scene.count)
    assert scene.title(0, new=True) in scene.phone.titles()


@pytest.mark.parametrize("name", LIES)
def test_a_lie_after_the_writes_undoes_nothing(scene: Scene, name: str) -> None:
    """Only what is asked after the first write meets it, when the run reads back."""
    wrote: list[bool] = []
    note = Rule(fault=faults.around(after=lambda: wrote.append(True)), when=is_item, times=None)
    lie = Rule(fault=LIES[name], when=lambda one: bool(wrote) and is_list(one), times=None)
    scene.proxy.rules = [note, lie]

    ended = scene.sync("--deadline", "3")

    assert ended.code in {0, 75}, ended.words
    assert len(scene.contents()) == scene.count
    assert_it_heals(scene, scene.count)


@pytest.mark.parametrize("listing", [True, False], ids=["listing", "writes"])
def test_signed_out_in_the_middle(scene: Scene, *, listing: bool) -> None:
    scene.sync_well()
    before = scene.contents()
    scene.say(retitled=range(5))
    when = is_list if listing else is_item
    scene.proxy.rules = [Rule(fault=faults.status(401), when=when, times=None)]

    ended = scene.sync(*LATE)

    assert ended.code == 6, ended.words
    assert "phone" in ended.words
    assert scene.contents() == before
    assert_it_heals(scene, scene.count)


def test_signed_out_in_the_middle_of_a_first_push(scene: Scene) -> None:
    scene.proxy.rules = [Rule(fault=faults.status(401), when=is_item, first=4, times=None)]

    ended = scene.sync(*LATE)

    assert ended.code == 6, ended.words
    assert_it_heals(scene, scene.count)


@pytest.mark.parametrize("status", [403, 507])
def test_a_calendar_that_refuses_what_is_written(scene: Scene, status: int) -> None:
    scene.proxy.rules = [Rule(fault=faults.status(status), when=is_item, first=3, times=None)]

    ended = scene.sync(*LATE)

    assert ended.code == 4, ended.words
    assert len(scene.contents()) == 2
    assert_it_heals(scene, scene.count)


@pytest.mark.parametrize(("status", "code"), [(403, 4), (404, 3), (410, 3)])
def test_a_listing_that_fails_means_nothing_about_the_items(
    scene: Scene, status: int, code: int
) -> None:
    scene.sync_well()
    before = scene.contents()
    scene.proxy.rules = [Rule(fault=faults.status(status), when=is_list, times=None)]

    ended = scene.sync(*LATE)

    assert ended.code == code, ended.words
    assert scene.writes() == 0
    assert scene.contents() == before
    assert_it_heals(scene, scene.count)
