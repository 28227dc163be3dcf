"""Which scheduler starts the nights on this computer, and why that one."""

import sys
from types import MappingProxyType

from roadmap_sync.errors import NightlyError
from roadmap_sync.nightly.cron import Cron
from roadmap_sync.nightly.job import Scheduler
from roadmap_sync.nightly.launchd import Launchd
from roadmap_sync.nightly.systemd import Systemd

#: All of them, by name.
SCHEDULERS: MappingProxyType[str, Scheduler] = MappingProxyType({
    one.name: one for one in (Systemd(), Cron(), Launchd())
})  # fmt: skip
_WHY = {
    "systemd": "a timer of your own systemd: it also runs after a night that the computer slept "
    "through, while you are signed in (for nights when you are not: loginctl enable-linger)",
    "cron": "a line in your crontab: it also runs, within the hour, after a night that the "
    "computer slept through",
    "launchd": "an agent of launchd: it also runs after a night that the Mac slept through, while "
    "you are signed in",
}


def choose(name: str = "") -> tuple[Scheduler, str]:
    """Return a scheduler and what to say about it.

    Args:
        name: The one that the student wants; empty for the best there is.

    Raises:
        NightlyError: It cannot be used here, or none can.
    """
    if sys.platform == "win32":
        raise NightlyError(_WINDOWS)
    names = (name,) if name else _usual()
    found = next((one for one in names if SCHEDULERS[one].is_usable()), None)
    if found is not None:
        return SCHEDULERS[found], _WHY[found]
    if name:
        raise NightlyError(f"this computer has no {name} that you may use; {_hint(name)}")
    raise NightlyError(
        "nothing on this computer starts programs at night: neither a systemd of your own nor a "
        "command 'crontab' answers. On Debian or Ubuntu: sudo apt install cron"
    )


def _usual() -> tuple[str, ...]:
    return ("launchd",) if sys.platform == "darwin" else ("systemd", "cron")


def _hint(name: str) -> str:
    if name == "cron":
        return "on Debian or Ubuntu: sudo apt install cron"
    if name == "systemd":
        return "systemctl --user show-environment says why; it needs a session of your own"
    return "launchd is on Macs"


#: The quotes are those of cmd.exe; Task Scheduler itself starts what was missed only if its
#: settings say so, which schtasks cannot.
_WINDOWS = (
    "on Windows, Task Scheduler does this; nights are not set up from here. Paste this line into "
    "a terminal, with your own folder: schtasks /Create /TN roadmap-sync /SC DAILY /ST 02:30 /TR "
    f"\"'{sys.executable}' -m roadmap_sync sync --quiet --deadline 600 --student "
    'C:\\Users\\you\\student.yaml". Then open Task Scheduler, the task roadmap-sync, Settings, and '
    "tick 'Run task as soon as possible after a scheduled start is missed'"
)
