"""A real cron, a real calendar server, and nobody who watches: the calendar fills by itself."""

import json
import time
from pathlib import Path

from roadmap_sync import clock
from tests.lab.cron import Cron
from tests.lab.process import Desk
from tests.lab.roadmaps import plan_text, student_text
from tests.lab.servers import PASSWORD, Server

#: Seconds until the minute after the next one, and for the run itself on a busy machine.
PATIENCE = 180.0
EVENTS, TASKS = 3, 2


def test_the_calendar_fills_by_itself(cron: Cron, radicale: Server, tmp_path: Path) -> None:
    before = cron.crontab
    desk = Desk(folder=tmp_path / "it's 100% mine")
    today = clock.now().date()
    desk.write("plan.yaml", plan_text(today, EVENTS, TASKS))
    secret = desk.write("secret", PASSWORD + "\n")
    password = {"password": {"command": ["cat", str(secret)]}}
    desk.write("student.yaml", student_text(today, radicale.url, extra=password))

    ended = desk.run("nightly", "install", "--with", "cron", "--at", cron.next_minute())

    assert ended.code == 0, ended.words
    assert "all is well" in ended.out
    assert not radicale.wire().calendars()
    until = time.monotonic() + PATIENCE
    [nights] = desk.home.rglob("nights.json")
    while not json.loads(nights.read_bytes())["nights"] and time.monotonic() < until:
        time.sleep(1)
    status = desk.run("nightly", "status")
    assert status.code == 0, status.words
    wire = radicale.wire()
    filled = {name: len(wire.list(path)) for name, path in wire.calendars().items()}
    assert sum(filled.values()) == EVENTS + TASKS, filled

    assert desk.run("nightly", "remove").code == 0
    assert cron.crontab == before
