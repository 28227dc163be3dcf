"""The contract on real CalDAV servers, each a process of its own."""

from collections.abc import Iterator

import pytest

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
