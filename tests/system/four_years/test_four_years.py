"""A student lives with her roadmap from the first week to the summer after the Match.

Month by month, on a real CalDAV server: she does things, skips, moves and meets people, by
command and on her phone, and after each sync all that she did holds everywhere.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from tests.lab.process import QuickDesk
from tests.lab.proxy import Proxy
from tests.lab.servers import PASSWORD, USERNAME, Server
from tests.system.four_years.checks import Checks
from tests.system.four_years.story import months
from tests.system.four_years.student import Student

TARGET = """\
targets:
  phone:
    kind: caldav
    url: {url}
    username: {username}
    password: {{env: LAB_PASSWORD}}
    calendar: Roadmap
"""


def test_four_years_month_by_month(
    tmp_path: Path, radicale: Server, golden: Callable[[str, str], None]
) -> None:
    with Proxy(radicale.url, login=(USERNAME, PASSWORD)) as proxy, freeze_time(tick=True) as clock:
        desk = QuickDesk(folder=tmp_path, env={"LAB_PASSWORD": PASSWORD})
        ana = Student(desk, radicale, TARGET.format(url=proxy.url, username=USERNAME))
        checks = Checks(ana, proxy)
        story = months()
        for number, month in enumerate(story):
            clock.move_to(f"{month.day} 18:00")
            ana.today = month.day
            for deed in month.deeds:
                ana.do(deed)
            if number:
                until = month.day + timedelta(days=31)
                ana.live(story[number - 1].day, until, checks.there())
            checks.sync_and_look()

        assert checks.counted
        golden("four-years/progress.txt", ana.run("progress").out)
        golden("four-years/agenda.txt", ana.run("agenda").out)
        golden("four-years/people.txt", ana.run("people", "list").out)
