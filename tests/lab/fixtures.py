"""The lab as pytest fixtures: servers live as long as the session of a worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from roadmap_sync import clock
from tests.lab.cron import Cron, cron_running
from tests.lab.process import Desk, QuickDesk
from tests.lab.proxy import Proxy
from tests.lab.scene import Scene
from tests.lab.servers import PASSWORD, STARTERS, USERNAME, Server, running
from tests.lab.tls import Authority


@pytest.fixture(scope="session")
def radicale_server() -> Iterator[Server]:
    with running("radicale") as server:
        yield server


@pytest.fixture(scope="session")
def xandikos_server() -> Iterator[Server]:
    with running("xandikos") as server:
        yield server


@pytest.fixture
def radicale(radicale_server: Server) -> Server:
    """Radicale without any calendar."""
    radicale_server.wipe()
    return radicale_server


@pytest.fixture
def xandikos(xandikos_server: Server) -> Server:
    """Xandikos without any calendar."""
    xandikos_server.wipe()
    return xandikos_server


@pytest.fixture(params=list(STARTERS))
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn, without any calendar."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """A proxy before the server; it asks for the password, also where the server does not."""
    with Proxy(server.url, login=(USERNAME, PASSWORD)) as proxy:
        yield proxy


@pytest.fixture
def cron() -> Iterator[Cron]:
    """The real cron of this system; its crontab is as it was afterwards."""
    with cron_running() as cron:
        yield cron


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A computer with an empty home."""
    return Desk(folder=tmp_path)


@pytest.fixture
def scene(tmp_path: Path, proxy: Proxy, server: Server) -> Scene:
    """A student with a small plan, who never synced; commands run inside this process."""
    desk = QuickDesk(folder=tmp_path)
    return Scene(desk=desk, proxy=proxy, server=server, today=clock.today("America/New_York"))


@pytest.fixture
def real_scene(desk: Desk, proxy: Proxy, server: Server) -> Scene:
    """The same, with commands in processes of their own."""
    return Scene(desk=desk, proxy=proxy, server=server, today=clock.today("America/New_York"))
