"""A timer of the student's own systemd, which starts what it missed as soon as it can."""

import os
from collections.abc import Sequence
from pathlib import Path

from roadmap_sync import disk
from roadmap_sync.errors import NightlyError, RoadmapError
from roadmap_sync.nightly import tools
from roadmap_sync.nightly.job import Job


class Systemd:
    """Two small files in the user's own settings, and ``systemctl --user``."""

    name = "systemd"

    def is_usable(self) -> bool:
        """Does a systemd of this user answer?"""
        if tools.find("systemctl") is None:
            return False
        try:
            return tools.run(["systemctl", "--user", "show-environment"]).code == 0
        except NightlyError:
            return False

    def install(self, job: Job) -> None:
        """Write service and timer, and start the timer; on failure take them away again."""
        texts = {".service": service(job), ".timer": timer(job)}
        before = {
            ending: disk.read_if_possible(_file(job.key, ending), 100_000) for ending in texts
        }
        try:
            disk.make_private_folder(_folder())
            for ending, text in texts.items():
                disk.write_atomically(_file(job.key, ending), text.encode())
            _tell("daemon-reload")
            _tell("enable", "--now", _unit(job.key, ".timer"))
        except RoadmapError:
            for ending, old in before.items():
                if old is None:
                    disk.remove(_file(job.key, ending))
                else:
                    disk.write_atomically(_file(job.key, ending), old)
            tools.run(["systemctl", "--user", "daemon-reload"])
            raise

    def remove(self, key: str) -> bool:
        """Stop the timer, and take away both files and the note of when it last ran."""
        if not self.has(key):
            return False
        if _file(key, ".timer").exists():
            _tell("disable", "--now", _unit(key, ".timer"))
        else:  # after an install that was killed; what is not there cannot be disabled
            tools.run(["systemctl", "--user", "stop", _unit(key, ".timer")])
            disk.remove(_folder() / "timers.target.wants" / _unit(key, ".timer"))
        tools.run(["systemctl", "--user", "clean", "--what=state", _unit(key, ".timer")])
        for ending in (".service", ".timer"):
            disk.remove(_file(key, ending))
        _tell("daemon-reload")
        return True

    def has(self, key: str) -> bool:
        """Are the files there?"""
        return any(_file(key, ending).exists() for ending in (".service", ".timer"))

    def environment(self) -> dict[str, str]:
        """Return what the user's systemd starts programs with."""
        said = tools.must(["systemctl", "--user", "show-environment"]).out.decode(
            "utf-8", "replace"
        )
        pairs = (line.partition("=") for line in said.splitlines())
        # A value with unusual signs is written as $'…'; none that we need is.
        return {name: value for name, _, value in pairs if name and not value.startswith("$'")}


def service(job: Job) -> str:
    """Return the unit that is started."""
    variables = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in job.variables.items()
    )
    return (
        f"[Unit]\nDescription={_plain(job.title)}\n\n"
        f"[Service]\nType=oneshot\n{variables}ExecStart={_command(job.words)}\n"
        "Nice=10\nTimeoutStartSec=30min\n"
    )


def timer(job: Job) -> str:
    """Return the timer; the program itself knows at which hour a night is due."""
    return (
        f"[Unit]\nDescription={_plain(job.title)}\n\n"
        f"[Timer]\nOnCalendar=*-*-* *:{job.minute:02}:00\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _command(words: Sequence[str]) -> str:
    """Return a command; variables are put into all of its words but the first."""
    rest = (word.replace("$", "$$") for word in words[1:])
    return " ".join(_quoted(word) for word in (words[0], *rest))


def _quoted(word: str) -> str:
    """Return a word as unit files want it (systemd.syntax(7) and systemd.service(5))."""
    if "\n" in word:
        raise NightlyError("a path with a line break in it cannot stand in a unit of systemd")
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word}"'


def _plain(text: str) -> str:
    return text.replace("%", "%%")


def _folder() -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config).expanduser() / "systemd" / "user"


def _unit(key: str, ending: str) -> str:
    return f"roadmap-sync-{key}{ending}"


def _file(key: str, ending: str) -> Path:
    return _folder() / _unit(key, ending)


def _tell(*words: str) -> None:
    tools.must(["systemctl", "--user", *words])
