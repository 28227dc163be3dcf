"""Troubles that a person can mend: each has its words, its exit code, and writes nothing."""

import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.lab import faults
from tests.lab.hands import Phone
from tests.lab.process import Desk, Ended, Running
from tests.lab.proxy import Proxy, Rule
from tests.lab.roadmaps import VARIABLE
from tests.lab.scene import CALENDAR, Scene
from tests.lab.servers import (
    FRIEND,
    PASSWORD,
    USERNAME,
    Server,
    read_only_rights,
    start_radicale,
)
from tests.lab.tls import Authority

pytestmark = pytest.mark.skipif(
    find_spec("roadmap_sync.cli.sync") is None, reason="there is no sync yet"
)
#: For troubles that no server has a part in.
ONE = pytest.mark.parametrize("server", ["radicale"], indirect=True)
WRONG = "not this one"
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of files are of Unix")


@pytest.fixture
def locked() -> Iterator[Server]:
    """A server with a calendar that the student may only read."""
    server = start_radicale(rights=read_only_rights(CALENDAR.lower()))
    school = server.wire(FRIEND)
    school.home = server.home
    school.mkcalendar(CALENDAR)
    yield server
    server.stop()


def full(limit: int) -> Callable[[], None]:
    """Return what makes every file of a process end at some size, as a full disk would."""

    def prepare() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return prepare


def says(ended: Ended, code: int, *words: str) -> None:
    """Check how a run ended, and that a person learns why without learning secrets."""
    assert ended.code == code, ended.words
    for word in words:
        assert word.lower() in ended.err.lower(), ended.words
    assert PASSWORD not in ended.words


def test_a_wrong_password(scene: Scene) -> None:
    scene.desk.env[VARIABLE] = WRONG

    ended = scene.sync()

    says(ended, 6, "phone", "password", USERNAME)
    assert WRONG not in ended.words
    assert scene.server.wire().calendars() == {}
    assert scene.proxy.count() <= 3, "nobody should be locked out by trying again"


@ONE
def test_a_password_that_is_not_set(scene: Scene) -> None:
    del scene.desk.env[VARIABLE]

    says(scene.sync(), 1, "phone", VARIABLE)
    assert scene.proxy.count() == 0


@ONE
def test_a_host_that_does_not_exist(scene: Scene) -> None:
    scene.write_student("https://calendar.nowhere.invalid/")

    says(scene.sync("--deadline", "3"), 75, "phone", "calendar.nowhere.invalid")


@ONE
def test_a_server_that_is_down(scene: Scene) -> None:
    with Proxy(scene.server.url) as gone:
        scene.write_student(gone.url)
        scene.sync_well()
    before = scene.contents()

    says(scene.sync("--deadline", "2"), 75, "phone", "127.0.0.1")
    assert scene.contents() == before


@ONE
def test_a_certificate_that_has_expired(scene: Scene, authority: Authority) -> None:
    with Proxy(scene.server.url, tls=authority.expired(), host="localhost") as proxy:
        ca_file = authority.file(scene.desk.folder / "ca.pem")
        scene.extra = {"ca_file": str(ca_file)}
        scene.write_student(proxy.url)

        ended = scene.sync("--deadline", "3")

        says(ended, 75, "phone", "localhost", "expired")
        assert proxy.records == []


@ONE
def test_a_certificate_of_an_authority_that_nobody_knows(
    scene: Scene, authority: Authority
) -> None:
    login = (USERNAME, PASSWORD)
    with Proxy(scene.server.url, tls=authority.server(), host="localhost", login=login) as proxy:
        scene.write_student(proxy.url)

        says(scene.sync("--deadline", "3"), 75, "phone", "localhost", "ca_file")
        assert proxy.records == []

        scene.extra = {"ca_file": str(authority.file(scene.desk.folder / "ca.pem"))}
        scene.write_student(proxy.url)
        scene.sync_well()
    assert len(scene.contents()) == scene.count


@ONE
def test_a_certificate_of_another_host(scene: Scene, authority: Authority) -> None:
    with Proxy(scene.server.url, tls=authority.server("elsewhere.example"), host="localhost") as it:
        scene.extra = {"ca_file": str(authority.file(scene.desk.folder / "ca.pem"))}
        scene.write_student(it.url)

        says(scene.sync("--deadline", "3"), 75, "phone", "localhost")
        assert it.records == []


@ONE
def test_a_calendar_that_may_only_be_read(locked: Server, desk: Desk, scene: Scene) -> None:
    with Proxy(locked.url) as proxy:
        own = Scene(desk=desk, proxy=proxy, server=locked, today=scene.today)

        ended = own.sync()

        says(ended, 4, "phone", CALENDAR)
        assert own.contents() == []
        assert proxy.count("PUT") <= 8, "one answer for all that were on their way is enough"


@UNIX
@ONE
def test_a_disk_that_is_full(real_scene: Scene) -> None:
    ended = real_scene.sync(prepare=full(0))

    says(ended, 5)
    assert "disk" in ended.err or "space" in ended.err or "write" in ended.err, ended.words
    assert real_scene.writes() == 0
    real_scene.sync_well()
    assert len(real_scene.contents()) == real_scene.count


@UNIX
@ONE
def test_a_disk_that_fills_up_in_the_middle(real_scene: Scene) -> None:
    """Wherever room ends, nothing is written that is not remembered, and the next run heals."""
    real_scene.events, real_scene.tasks = 20, 10
    real_scene.say()
    codes = set()
    for pages in (8, 16, 32, 64):
        codes.add(real_scene.sync(prepare=full(pages * 4096)).code)
    assert codes <= {0, 5}
    assert 5 in codes

    real_scene.sync_well()

    assert len(real_scene.contents()) == real_scene.count
    real_scene.sync_well()
    assert real_scene.writes() == 0


@ONE
def test_two_runs_at_once(real_scene: Scene) -> None:
    go, there = threading.Event(), threading.Event()

    def wait() -> None:
        there.set()
        go.wait(30)

    real_scene.proxy.rules = [Rule(fault=faults.around(before=wait), method="PUT")]
    first = Running(real_scene.desk, ("sync",), {})
    assert there.wait(30)
    try:
        second = real_scene.desk.run("sync")
    finally:
        go.set()
    says(second, 5, "another run")

    assert first.wait().code == 0
    assert len(real_scene.contents()) == real_scene.count


def test_a_calendar_that_was_deleted(scene: Scene) -> None:
    scene.sync_well()
    scene.phone.wire.delete(scene.phone.calendar)

    ended = scene.sync()

    says(ended, 3, "phone")
    assert scene.writes() == 0
    assert scene.server.wire().calendars() == {}


def test_a_calendar_that_somebody_emptied(scene: Scene) -> None:
    scene.sync_well()
    for path in scene.phone.wire.list(scene.phone.calendar):
        scene.phone.wire.delete(path)

    ended = scene.sync()

    says(ended, 7, "phone", "--max-delete")
    assert scene.writes() == 0


@ONE
def test_a_plan_that_suddenly_yields_almost_nothing(scene: Scene) -> None:
    scene.events, scene.tasks = 40, 20
    scene.say()
    scene.sync_well()
    before = scene.contents()
    scene.say(dropped=range(1, 60))

    says(scene.sync(), 7, "phone", "--max-delete 59")
    assert scene.writes() == 0
    assert scene.contents() == before

    scene.sync_well("--max-delete", "59")
    assert len(scene.contents()) == 1


def test_the_calendar_of_somebody_else(scene: Scene, tmp_path: Path) -> None:
    scene.sync_well()
    before = scene.contents()
    other = Scene(
        desk=Desk(folder=tmp_path / "other"), proxy=scene.proxy, server=scene.server,
        today=scene.today, student="somebody-else",
    )  # fmt: skip

    says(other.sync(), 3, "phone", "somebody else")
    assert other.writes() == 0
    assert scene.contents() == before


def test_a_calendar_with_other_things_is_not_touched(scene: Scene) -> None:
    wire = scene.server.wire()
    phone = Phone(wire, wire.mkcalendar(CALENDAR))
    paths = [phone.add(f"mine-{number}", f"Dinner {number}") for number in range(3)]
    before = {path: wire.get(path) for path in paths}

    scene.sync_well()
    scene.say(dropped=[0], retitled=[1])
    scene.sync_well()

    assert {path: wire.get(path) for path in paths} == before
    assert len(scene.contents()) == scene.count - 1 + 3


@ONE
def test_an_interrupted_run_finishes_what_is_on_its_way(real_scene: Scene) -> None:
    started: list[Running] = []
    ready = threading.Event()

    def interrupt() -> None:
        assert ready.wait(30)
        started[0].interrupt()

    real_scene.proxy.rules = [Rule(fault=faults.around(before=interrupt), method="PUT", first=2)]
    started.append(Running(real_scene.desk, ("sync",), {}))
    ready.set()
    ended = started[0].wait()

    assert ended.code == 130, ended.words
    real_scene.proxy.clear()
    real_scene.sync_well()
    assert len(real_scene.contents()) == real_scene.count
