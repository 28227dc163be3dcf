"""vdirsyncer, the tool that people use today, in a virtual environment of its own."""

import os
import subprocess
import venv
from pathlib import Path

from tests.lab.servers import Server

VERSION = "0.21.*"
CONFIG = """\
[general]
status_path = "{folder}/status"
[pair roadmap]
a = "files"
b = "server"
collections = [["roadmap", "{name}", "{name}"]]
[storage files]
type = "filesystem"
path = "{folder}/files"
fileext = ".ics"
[storage server]
type = "caldav"
url = "{url}"
username = "{username}"
password.fetch = ["command", "printenv", "LAB_PASSWORD"]
"""


def install(folder: Path) -> Path:
    """Return the command, installed into a new virtual environment."""
    given = os.environ.get("BENCH_VDIRSYNCER")
    if given:
        return Path(given)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", f"vdirsyncer=={VERSION}"], check=True
    )
    return folder / "bin" / "vdirsyncer"


class Vdirsyncer:
    """One pair: the files of a folder, and a calendar that exists.

    Attributes:
        files: The folder that is synced.
    """

    def __init__(self, command: Path, folder: Path, url: str, server: Server, name: str) -> None:
        self.files = folder / "files" / name
        self.files.mkdir(parents=True)
        config = folder / "config"
        text = CONFIG.format(folder=folder, url=url, username=server.username, name=name)
        config.write_text(text, "utf-8")
        self._words = [str(command), "-v", "ERROR", "-c", str(config)]
        self._env = {
            "HOME": str(folder), "PATH": os.environ["PATH"], "LAB_PASSWORD": server.password,
        }  # fmt: skip
        self._run("discover")

    def sync(self) -> None:
        self._run("sync")

    def _run(self, word: str) -> None:
        ended = subprocess.run(
            [*self._words, word], env=self._env, input=b"y\n" * 9, capture_output=True, check=False
        )
        assert ended.returncode == 0, (ended.stdout + ended.stderr).decode(errors="replace")
