"""A new user's first evening, from a wheel: what they type and what they read, kept as it is.

``pytest --update-golden`` writes it again. Not kept: the port of the server, and where the home is.
"""

import re
from collections.abc import Callable

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
SETTINGS = """\
targets:
  phone:
    kind: caldav
    url: {url}
    username: {username}
    password: {{env: DAV_PASSWORD}}
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


def _told(line: str, computer: Computer, server: Server) -> str:
    """Do what a line says, and return it with what comes of it."""
    if line.endswith(":"):
        added = SETTINGS.format(url=server.url, username=USERNAME)
        file = computer.home / line.removesuffix(":")
        file.write_text(file.read_text("utf-8") + "\n" + added, "utf-8")
        return f"$ cat >> {file.name}\n{added}"
    code, out = computer.run("sh", "-c", line, env={"DAV_PASSWORD": PASSWORD})
    assert code == 0, (line, out)
    return f"$ {line}\n{out}"


def _plain(text: str, computer: Computer, server: Server) -> str:
    text = text.replace(server.url, "http://dav.example.org/").replace(str(computer.home), "~")
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
