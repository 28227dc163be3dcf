"""Whole runs on servers with ways of their own."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.caldav import CalDavTarget
from roadmap_sync.targets.caldav_settings import CalDavSettings
from tests.contract import dav
from tests.contract.odd import OddServer, Ways, odd_server
from tests.contract.test_caldav_odd import settings_of
from tests.lab.servers import Server
from tests.unit.sync.test_engine import RUN, items


def run(folder: Path, server: OddServer, plan: list[Item], *, todos: bool) -> Report:
    """Sync in a program of its own."""
    return run_with(folder, settings_of(server), plan, todos=todos)


def run_with(folder: Path, settings: CalDavSettings, plan: list[Item], *, todos: bool) -> Report:
    """Sync in a program of its own, with any settings."""
    target = CalDavTarget(settings)
    order = Order(items=plan, todos=frozenset({target.name} if todos else ()), run=RUN)
    try:
        with Ledger.open(folder, "me") as ledger:
            [report] = sync(order, [target], ledger)
        return report
    finally:
        target.close()


TASKS = [replace(one, kind="task", type="task") for one in items(4)]


class _KilledError(BaseException):
    """The end of the program, before it could remember what it had written."""


@pytest.mark.parametrize("halfway", [True, False])
def test_killed_while_items_move_into_a_calendar_that_was_just_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, halfway: bool
) -> None:
    def kill(*_: object) -> None:
        raise _KilledError

    with odd_server(Ways(together=False)) as server:
        run(tmp_path, server, TASKS[:3], todos=False)
        [events] = server.boxes.values()
        before, name = dict(events.items), f"{TASKS[0].uid}.ics"
        monkeypatch.setattr(Ledger, "record", kill)
        with pytest.raises(_KilledError):
            run(tmp_path, server, TASKS[:3], todos=True)
        monkeypatch.undo()
        if halfway:  # between the writes of one move
            events.items[name] = before[name]

        codes = [run(tmp_path, server, TASKS[:3], todos=True).exit_code for _ in range(3)]

        assert codes == [0, 0, 0]
        assert [(box.name, len(box.items)) for box in server.boxes.values()] == [
            ("Roadmap", 0), ("Roadmap tasks", 3),
        ]  # fmt: skip


def test_an_old_copy_of_the_ledger_does_not_know_the_new_calendar(tmp_path: Path) -> None:
    with odd_server(Ways(together=False)) as server:
        run(tmp_path, server, TASKS[:3], todos=False)
        saved = {one: one.read_bytes() for one in tmp_path.glob("*copy*")}
        run(tmp_path, server, TASKS[:3], todos=True)
        for file, data in saved.items():
            file.write_bytes(data)
        for file in set(tmp_path.glob("*.sqlite")) - set(saved):
            file.write_bytes(b"damaged")

        codes = [run(tmp_path, server, TASKS[:3], todos=True).exit_code for _ in range(2)]

        assert codes == [0, 0]
        assert [len(box.items) for box in server.boxes.values()] == [0, 3]


def test_a_server_that_gives_items_uids_of_its_own(tmp_path: Path) -> None:
    with odd_server(Ways(uids=True)) as server:
        codes = [run(tmp_path, server, TASKS[:2], todos=False).exit_code for _ in range(2)]
        changed = [replace(TASKS[0], title="New words"), TASKS[1]]
        report = run(tmp_path, server, changed, todos=False)
        again = run(tmp_path, server, changed, todos=False)

        assert codes == [0, 0]
        assert (report.in_words, again.in_words) == ("1 updated", "nothing to do")
        [box] = server.boxes.values()
        assert len(box.items) == 2
        assert b"SUMMARY:New words" in box.items[f"{TASKS[0].uid}.ics"]


def test_a_calendar_made_in_a_run_that_had_troubles_is_remembered(tmp_path: Path) -> None:
    with odd_server(Ways(together=False)) as server:
        run(tmp_path, server, TASKS[:2], todos=False)
        server.ways = replace(server.ways, refuses=TASKS[2].uid)
        troubled = run(tmp_path, server, TASKS[:3], todos=True)
        server.ways = replace(server.ways, refuses="")

        codes = [run(tmp_path, server, TASKS, todos=True).exit_code for _ in range(2)]

        assert troubled.exit_code == 4
        assert codes == [0, 0]
        assert [len(box.items) for box in server.boxes.values()] == [0, 4]


def test_an_imported_item_is_found_whatever_its_name(tmp_path: Path, server: Server) -> None:
    """A file of `generate` that was imported on the web: our uids, and names of the server's."""
    wire = server.wire()
    path = wire.mkcalendar("Roadmap")
    settings = dav.settings_of(server, "Roadmap")
    run_with(tmp_path / "a", settings, TASKS[:2], todos=True)
    for number, (name, text) in enumerate(wire.everything(path).items()):
        wire.delete(name)
        plain = re.sub(r"X-ROADMAP-SYNC-(OWNER|SAID).*(\r?\n .*)*\r?\n", "", text)
        wire.put(f"{path}import-{number}.ics", plain)

    first = run_with(tmp_path / "b", settings, TASKS[:3], todos=True)
    second = run_with(tmp_path / "b", settings, TASKS[:3], todos=True)
    changed = [replace(TASKS[0], title="New words"), *TASKS[1:3]]
    third = run_with(tmp_path / "b", settings, changed, todos=True)

    assert [one.exit_code for one in (first, second, third)] == [0, 0, 0]
    assert (first.in_words, second.in_words) == ("1 created", "nothing to do")
    assert third.in_words == "1 updated"
    assert len(wire.everything(path)) == 3
