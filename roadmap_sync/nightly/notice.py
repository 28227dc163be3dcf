"""A notice on the student's desktop, by the system's own tool; where there is none, nothing."""

import os
import sys
from pathlib import Path

from roadmap_sync.errors import NightlyError
from roadmap_sync.nightly import tools

_SECONDS = 10.0
_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


def show(title: str, words: str) -> bool:
    """Show a notice; say whether a tool took it. Never raises, whatever goes wrong."""
    command = _command(title, words)
    if command is None or tools.find(command[0]) is None:
        return False
    try:
        return tools.run(command, env=_environment(), seconds=_SECONDS).code == 0
    except NightlyError:
        return False


def _command(title: str, words: str) -> list[str] | None:
    if sys.platform == "darwin":
        return ["osascript", "-e", _SCRIPT, title, words]
    if sys.platform == "win32":
        return None
    return ["notify-send", "--app-name=roadmap-sync", "--urgency=normal", "--", title, words]


def _environment() -> dict[str, str]:
    """Return our environment with the way to the desktop, which cron does not know."""
    found = dict(os.environ)
    if sys.platform != "win32" and "DBUS_SESSION_BUS_ADDRESS" not in found:
        bus = Path(f"/run/user/{os.getuid()}/bus")
        if bus.exists():
            found["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    return found
