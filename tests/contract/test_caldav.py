"""The contract on real CalDAV servers, each a process of its own."""

from collections.abc import Iterator

import pytest

from roadmap_sync.targets import caldav_http
from tests.contract.contract import Calendar, TargetContract
from tests.contract.dav import DavCalendar
from tests.lab.servers import Server, running


@pytest.fixture(scope="module")
def radicale() -> Iterator[Server]:
    with running("radicale") as server:
        yield server


@pytest.fixture(scope="module")
def xandikos() -> Iterator[Server]:
    with running("xandikos") as server:
        yield server


class TestRadicale(TargetContract):
    @pytest.fixture
    def calendar(self, radicale: Server) -> Iterator[Calendar]:
        calendar = DavCalendar(radicale, made=False)
        yield calendar
        calendar.close()


class TestXandikos(TargetContract):
    @pytest.fixture
    def calendar(self, xandikos: Server) -> Iterator[Calendar]:
        calendar = DavCalendar(xandikos, made=True)
        yield calendar
        calendar.close()


class TestRadicaleThroughTheLibrary(TargetContract):
    """As behind a proxy: over the HTTP library of python-caldav."""

    @pytest.fixture
    def calendar(self, radicale: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calendar]:
        monkeypatch.setattr(caldav_http, "behind_proxy", lambda: True)
        calendar = DavCalendar(radicale, made=True)
        yield calendar
        calendar.close()
