"""A launch agent of the student's own on macOS, which also starts what was missed in sleep."""

import os
import plistlib
from pathlib import Path

from roadmap_sync import disk
from roadmap_sync.errors import RoadmapError
from roadmap_sync.nightly import tools
from roadmap_sync.nightly.job import Job

_MOST_BYTES = 100_000


class Launchd:
    """One property list in ``~/Library/LaunchAgents``, and ``launchctl``."""

    name = "launchd"

    def is_usable(self) -> bool:
        """Is this a Mac?"""
        return tools.find("launchctl") is not None

    def install(self, job: Job) -> None:
        """Write the list and hand it to launchd; on failure it is as it was before."""
        file = _file(job.key)
        before = disk.read_if_possible(file, _MOST_BYTES)
        try:
            disk.make_private_folder(file.parent)
            # In place of the old one, so that a full disk leaves that; launchd goes by what it
            # read, until it is told to read again.
            disk.write_atomically(file, agent(job))
            _stop(job.key)
            tools.must(_start(file))
        except RoadmapError:
            if before is None:
                disk.remove(file)
            else:
                disk.write_atomically(file, before)
                if not _is_loaded(job.key):
                    tools.run(_start(file))
            raise

    def remove(self, key: str) -> bool:
        """Take it from launchd, if that has it, and delete the list."""
        there = self.has(key)
        if there:
            _stop(key)
            disk.remove(_file(key))
        return there

    def has(self, key: str) -> bool:
        """Is the list there?"""
        return _file(key).exists()

    def environment(self) -> dict[str, str]:
        """Return what launchd starts the agents of a user with."""
        import pwd

        me = pwd.getpwuid(os.getuid())
        return {
            "HOME": me.pw_dir, "LOGNAME": me.pw_name, "USER": me.pw_name, "SHELL": me.pw_shell,
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        }  # fmt: skip


def agent(job: Job) -> bytes:
    """Return the property list (launchd.plist(5))."""
    values = {
        "Label": label(job.key),
        "ProgramArguments": list(job.words),
        "EnvironmentVariables": dict(job.variables),
        # In sleep launchd waits, and starts once on waking; of a computer that was off it
        # starts nothing, so that it is started after signing in, too.
        "StartCalendarInterval": {"Minute": job.minute},
        "RunAtLoad": True,
        "ProcessType": "Background",
        "LowPriorityIO": True,
    }
    return plistlib.dumps(values)


def label(key: str) -> str:
    """Return the name that launchd knows it by."""
    return f"roadmap-sync.nightly.{key}"


def _file(key: str) -> Path:
    return Path("~/Library/LaunchAgents").expanduser() / f"{label(key)}.plist"


def _is_loaded(key: str) -> bool:
    return tools.run(["launchctl", "print", f"{_domain()}/{label(key)}"]).code == 0


def _stop(key: str) -> None:
    if _is_loaded(key):
        tools.must(["launchctl", "bootout", f"{_domain()}/{label(key)}"])


def _start(file: Path) -> list[str]:
    return ["launchctl", "bootstrap", _domain(), str(file)]


def _domain() -> str:
    return f"gui/{os.getuid()}"
