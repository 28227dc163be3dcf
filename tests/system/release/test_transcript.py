"""A new user's first evening and night, from a wheel: what they type and what they read.

``pytest --update-golden`` writes it again. Not kept: the port of the server, where the home is, and
the hour of the night.
"""

import json
import re
import time
from collections.abc import Callable

from roadmap_sync import clock
from tests.lab.cron import Cron
from tests.lab.servers import PASSWORD, USERNAME, Server
from tests.system.release.conftest import Computer

#: What they type; a line that ends in ``:`` is followed by what they add to their file by hand.
COMMANDS = """\
roadmap-sync --version
roadmap-sync generate --start 2026-08
roadmap-sync init --start 2026-08-10 --zone America/Chicago --school-pattern traditional --id 4a6e0c --no-input
roadmap-sync add rotation "Internal medicine" --start 2028-07-03 --weeks 8 --interest yes
roadmap-sync add rotation Surgery --start 2028-08-28 --until 2028-10-20 --exam 2028-10-20
roadmap-sync check
roadmap-sync generate
roadmap-sync agenda --weeks 1
roadmap-sync done three-people#1
student.yaml:
roadmap-sync targets phone
roadmap-sync sync --dry-run
roadmap-sync sync
roadmap-sync sync
roadmap-sync status
"""  # noqa: E501 - as it is typed
#: What they type before they go to bed, and the next morning; HH:MM is the next minute.
EVENING = """\
roadmap-sync init --start START --zone America/Chicago --id 4a6e0c --no-input
student.yaml:
roadmap-sync doctor
roadmap-sync nightly install --at HH:MM --with cron
"""
MORNING = """\
roadmap-sync nightly status
roadmap-sync nightly remove
"""
#: Seconds until the minute after the next one, and for the run itself on a busy machine.
PATIENCE = 180.0
SETTINGS = """\
targets:
  phone:
    kind: caldav
    url: {url}
    username: {username}
    password: {password}
    calendar: Roadmap
"""


def test_a_first_evening(
    computer: Computer, radicale: Server, golden: Callable[[str, str], None]
) -> None:
    text = "\n".join(_told(line, computer, radicale) for line in COMMANDS.splitlines())

    golden("transcript.txt", _plain(text, computer, radicale))
    calendars = radicale.wire().calendars()
    assert "Roadmap" in calendars
    assert (computer.home / "roadmap.ics").read_bytes().count(b"BEGIN:VEVENT") > 100


def test_a_first_night(
    computer: Computer, radicale: Server, cron: Cron, golden: Callable[[str, str], None]
) -> None:
    """A real cron, a real calendar server, and nobody who watches: the calendar fills by itself."""
    before = cron.crontab
    (computer.home / "secret").write_text(PASSWORD + "\n", "utf-8")
    start = f"{clock.now().year}-08"
    text = EVENING.replace("HH:MM", cron.next_minute()).replace("START", start)
    told = [_told(line, computer, radicale, awake=True) for line in text.splitlines()]
    assert not radicale.wire().calendars()
    until = time.monotonic() + PATIENCE
    [nights] = computer.home.rglob("nights.json")
    while not json.loads(nights.read_bytes())["nights"] and time.monotonic() < until:
        time.sleep(1)
    told += [_told(line, computer, radicale, awake=True) for line in MORNING.splitlines()]

    wire = radicale.wire()
    assert sum(len(wire.list(path)) for path in wire.calendars().values()) > 50
    assert cron.crontab == before
    assert not list(computer.home.rglob("nights.json"))
    text = "\n".join(told[3:])  # what stands before depends on the year and the computer
    text = re.sub(r"nightly/\w{8}/", "nightly/KEY/", text)
    text = re.sub(r"\b\w{3} \d{1,2} \w{3} \d{4}\b", "DAY", _plain(text, computer, radicale))
    golden("transcript-night.txt", re.sub(r"\b\d\d:\d\d\b", "HH:MM", text))


def _told(line: str, computer: Computer, server: Server, *, awake: bool = False) -> str:
    """Do what a line says, and return it with what comes of it.

    Args:
        line: See `COMMANDS`.
        computer: Whose.
        server: Where the calendar is.
        awake: Does the clock go on, and come the password from a file, for nobody is there?
    """
    if line.endswith(":"):
        password = "{command: cat secret}".replace("secret", str(computer.home / "secret"))
        password = password if awake else "{env: DAV_PASSWORD}"
        added = SETTINGS.format(url=server.url, username=USERNAME, password=password)
        file = computer.home / line.removesuffix(":")
        file.write_text(file.read_text("utf-8") + "\n" + added, "utf-8")
        return f"$ cat >> {file.name}\n{added}"
    env = {} if awake else {"DAV_PASSWORD": PASSWORD}
    code, out = computer.run("sh", "-c", line, env=env, stopped=not awake)
    assert code == 0, (line, out)
    return f"$ {line}\n{out}"


def _plain(text: str, computer: Computer, server: Server) -> str:
    text = text.replace(server.url, "http://dav.example.org/").replace(str(computer.home), "~")
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
