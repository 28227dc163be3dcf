"""How many requests a run makes, on real servers."""

from importlib.util import find_spec

import pytest

from tests.lab.scene import Scene

pytestmark = pytest.mark.skipif(
    find_spec("roadmap_sync.cli.sync") is None, reason="there is no sync yet"
)


@pytest.fixture
def large(scene: Scene) -> Scene:
    scene.events, scene.tasks = 30, 20
    scene.say()
    return scene


def words_of(scene: Scene) -> str:
    """Return the requests of the last run, for people."""
    return "\n".join(f"{one.method} {one.path} {one.status}" for one in scene.proxy.records)


def test_a_first_push_is_one_request_for_each_item_and_at_most_eight(large: Scene) -> None:
    large.sync_well()

    assert large.proxy.count("PUT") == large.count
    assert large.proxy.count() <= large.count + 8, words_of(large)
    assert len(large.contents()) == large.count


def test_into_a_calendar_that_exists_too(large: Scene) -> None:
    wire = large.server.wire()
    wire.mkcalendar("Roadmap")

    large.sync_well()

    assert large.proxy.count() <= large.count + 8, words_of(large)
    assert list(wire.calendars()) == ["Roadmap"]


def test_nothing_changed_is_one_request(large: Scene) -> None:
    large.sync_well()

    for _ in range(2):
        large.sync_well()
        assert large.proxy.count() == 1, words_of(large)
        assert large.writes() == 0


@pytest.mark.parametrize("count", [1, 5])
def test_a_few_changes_are_one_request_each_and_at_most_three(large: Scene, count: int) -> None:
    large.sync_well()
    retitled = range(0, 10 * count, 10)
    large.say(retitled=retitled)

    large.sync_well()

    assert large.proxy.count() <= count + 3, words_of(large)
    assert {large.title(number, new=True) for number in retitled} <= set(large.phone.titles())


def test_what_a_server_proves_to_keep_is_not_read_back(large: Scene) -> None:
    large.sync_well()
    large.say(retitled=[0])
    proves = large.server.kind == "xandikos"  # its ETags are Git's names of what it keeps

    large.sync_well()

    assert large.proxy.count("REPORT") == (2 if proves else 3), words_of(large)
    large.sync_well()
    assert large.proxy.count() == 1, words_of(large)


def test_deletions_are_counted_alike(large: Scene) -> None:
    large.sync_well()
    large.say(dropped=[0, 35])

    large.sync_well()

    assert large.proxy.count("DELETE") == large.writes() == 2
    assert large.proxy.count() <= 2 + 3, words_of(large)
    assert len(large.contents()) == large.count - 2


def test_what_the_student_did_is_read_in_a_few_requests_and_nothing_is_written(
    large: Scene,
) -> None:
    large.sync_well()
    large.phone.retitle(large.title(0), "My own words")
    large.phone.move(large.title(1), 3)
    large.phone.delete(large.title(2))
    large.phone.add("mine", "Dinner")
    before = large.contents()

    large.sync_well()

    assert large.writes() == 0, words_of(large)
    assert large.proxy.count() <= 3, words_of(large)
    assert large.contents() == before


def test_a_dry_run_reads_and_does_not_write(large: Scene) -> None:
    large.sync_well("--dry-run")

    assert large.writes() == 0
    assert large.server.wire().calendars() == {}


def test_every_write_has_a_condition(large: Scene) -> None:
    large.sync_well()
    records = large.proxy.records
    large.say(retitled=[0], dropped=[1], moved=[2])
    large.sync_well()
    records = records + large.proxy.records

    writes = [one for one in records if one.method in {"PUT", "DELETE"}]
    assert sum(one.status < 300 for one in writes) == large.count + 3
    for one in writes:
        assert one.headers.get("if-none-match") == "*" or one.headers.get("if-match"), one
