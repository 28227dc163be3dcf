"""Real calendar servers, each in a process and a folder of its own, on a port of loopback."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.wire import Wire

USERNAME = "student"
PASSWORD = "a password, with: ünusual signs"  # noqa: S105 - of a server that lives for seconds
#: Somebody else with calendars on the same server.
FRIEND = "friend"
#: Seconds that a server may take to start on a busy machine.
PATIENCE = 20.0


class ServerError(Exception):
    """A server did not start."""


@dataclass(kw_only=True)
class Server:
    """A running server.

    Attributes:
        kind: ``radicale`` or ``xandikos``.
        url: Where it answers, with a slash at its end.
        home: Path of the user's calendars.
        folder: What it stores, and its ``log``.
    """

    kind: str
    url: str
    home: str
    folder: Path
    process: "subprocess.Popen[bytes]" = field(repr=False)
    username: str = USERNAME
    password: str = PASSWORD

    def wire(self, username: str = "") -> Wire:
        """Return a client of the user, or of somebody else."""
        home = self.home.replace(f"/{self.username}/", f"/{username or self.username}/")
        return Wire(self.url, home, username or self.username, self.password)

    def wipe(self) -> None:
        """Delete the user's calendars."""
        wire = self.wire()
        for path in wire.calendars().values():
            wire.delete(path)

    def log(self) -> str:
        """Return what the server said so far."""
        return (self.folder / "log").read_text("utf-8", errors="replace")

    def stop(self) -> None:
        """End the process and delete its folder."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)


def start_radicale(*, delay: float = 0, rights: str = "") -> Server:
    """Start Radicale with a user and a friend who has the same password.

    Args:
        delay: Seconds it waits, times 0.5 to 1.5, before it answers 401 or 403; Radicale's own
            default is 1.
        rights: Text of a rights file; empty for "each owner everything of theirs, no others".
    """
    folder = _folder("radicale")
    users = "".join(f"{name}:{PASSWORD}\n" for name in (USERNAME, FRIEND))
    (folder / "users").write_text(users, "utf-8")
    (folder / "rights").write_text(rights, "utf-8")
    port = _free_port()
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\n"
        f"htpasswd_encryption = plain\ndelay = {delay}\n"
        f"[rights]\ntype = {'from_file' if rights else 'owner_only'}\nfile = {folder / 'rights'}\n"
        f"[storage]\nfilesystem_folder = {folder / 'data'}\n"
        "[logging]\nlevel = warning\n",
        "utf-8",
    )
    words = ["-m", "radicale", "--config", str(folder / "config")]
    return _start("radicale", words, folder, port, f"/{USERNAME}/")


def start_xandikos() -> Server:
    """Start Xandikos; it lets everybody in without TLS, so that a proxy must ask for passwords."""
    folder = _folder("xandikos")
    port = _free_port()
    words = [
        "-m", "xandikos", "serve", "-d", str(folder / "data"), "--state-dir",
        str(folder / "state"), "--no-detect-systemd", "-l", "127.0.0.1", "-p", str(port),
        "--current-user-principal", f"/{USERNAME}/", "--defaults",
    ]  # fmt: skip
    server = _start("xandikos", words, folder, port, f"/{USERNAME}/calendars/")
    server.wipe()
    return server


STARTERS = {"radicale": start_radicale, "xandikos": start_xandikos}


@contextmanager
def running(kind: str) -> Iterator[Server]:
    """Start a server and stop it in the end."""
    server = STARTERS[kind]()
    try:
        yield server
    finally:
        server.stop()


def read_only_rights(calendar: str) -> str:
    """Return Radicale rights: what a user has is theirs, but only the friend writes one calendar.

    Args:
        calendar: The last part of its path.
    """
    return (
        f"[school]\nuser: {FRIEND}\ncollection: {USERNAME}/{calendar}\npermissions: RWrw\n"
        f"[shut]\nuser: .+\ncollection: {{user}}/{calendar}\npermissions: r\n"
        "[root]\nuser: .+\ncollection:\npermissions: R\n"
        "[principal]\nuser: .+\ncollection: {user}\npermissions: RW\n"
        "[calendars]\nuser: .+\ncollection: {user}/[^/]+\npermissions: rw\n"
    )


def _start(kind: str, words: list[str], folder: Path, port: int, home: str) -> Server:
    # Radicale waits differently when it believes that it is itself under test.
    unwanted = {"PYTEST_VERSION", "PYTEST_CURRENT_TEST", "PYTHONWARNINGS"}
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env={**env, "HOME": str(folder)},
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}/"
    server = Server(kind=kind, url=url, home=home, folder=folder, process=process)
    try:
        _wait(server, port)
    except ServerError:
        server.stop()
        raise
    return server


def _wait(server: Server, port: int) -> None:
    """Return as soon as it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise ServerError(f"{server.kind} ended: {server.log()}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            server.wire().request("OPTIONS", "/")
            return
    raise ServerError(f"{server.kind} does not answer: {server.log()}")


def _folder(kind: str) -> Path:
    """Return a new folder, in memory where the system has such a place.

    Both servers wait for the disk at each write: on a shared disk that is most of what they do.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it has a name that nobody can guess
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=parent))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
