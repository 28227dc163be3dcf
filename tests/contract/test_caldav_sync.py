"""Whole runs on servers with ways of their own."""

from dataclasses import replace
from pathlib import Path

import pytest

from roadmap_sync.items import Item
from roadmap_sync.sync.engine import Order, sync
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.caldav import CalDavTarget
from tests.contract.odd import OddServer, Ways, odd_server
from tests.contract.test_caldav_odd import settings_of
from tests.unit.sync.test_engine import RUN, items


def run(folder: Path, server: OddServer, plan: list[Item], *, todos: bool) -> Report:
    """Sync in a program of its own."""
    target = CalDavTarget(settings_of(server))
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
