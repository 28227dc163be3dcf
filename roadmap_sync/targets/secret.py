"""Passwords, and where they are asked for: read when a calendar is opened, kept nowhere.

No error of this module repeats what a command printed, what stands in a variable, or what a
keyring holds.
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import IO, Any, Literal

from msgspec import Struct

from roadmap_sync.errors import SettingsError

#: Seconds; time enough for a person to type the passphrase of a password store.
PATIENCE = 60.0
#: The most bytes of an answer; more is no password.
_MOST = 65_536


class Secret(Struct, frozen=True):
    """Where to ask for a password.

    Attributes:
        way: How.
        words: The command, word by word; the variable's name; or the keyring's service.
        username: Whose password, for a keyring.
    """

    way: Literal["command", "env", "keyring"]
    words: tuple[str, ...]
    username: str = ""

    @property
    def name(self) -> str:
        """How to call it in front of people: of a command only the program, not its words."""
        return self.words[0]


def words_of(command: str) -> tuple[str, ...]:
    """Return the words of a command line; no shell is asked.

    Raises:
        ValueError: A quotation mark is not closed.
    """
    import shlex

    return tuple(shlex.split(command, posix=os.name != "nt"))


def ask(secret: Secret, target: str) -> str:
    """Return a password.

    Args:
        secret: Where to ask.
        target: The target's name, for errors.

    Raises:
        SettingsError: There is none; the words say where it was looked for, never what was found.
    """
    return _WAYS[secret.way](secret, target)


def _from_command(secret: Secret, target: str) -> str:
    who = f"{target}: the password command '{secret.name}'"
    answer = _run(secret.words, who)
    try:
        text = answer.decode("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{who} answered with something that is no text") from None
    lines = text.splitlines()  # of a longer entry of a password store the first line counts
    if not lines or not lines[0]:
        raise SettingsError(f"{who} answered nothing; run it yourself to see why")
    return lines[0]


def _run(words: Sequence[str], who: str) -> bytes:
    import subprocess

    try:
        process = subprocess.Popen(  # noqa: S603 - the student's own file names it
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be run"
        raise SettingsError(f"{who} could not be started: {reason}") from None
    assert process.stdout is not None
    answer = _answer(process.stdout)
    if answer is None or len(answer) > _MOST:
        process.kill()
        process.wait()
        what = f"did not answer in {PATIENCE:g} seconds" if answer is None else "answered too much"
        raise SettingsError(f"{who} {what}")
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise SettingsError(f"{who} did not end in {PATIENCE:g} seconds") from None
    if code:
        raise SettingsError(f"{who} failed with code {code}; run it yourself to see why")
    return answer


def _answer(stream: IO[bytes]) -> bytes | None:
    """Return what a command writes, or None if it goes on for too long.

    In a thread of its own: a grandchild may hold the pipe open after the command was ended.
    """
    box: list[bytes] = []

    def read() -> None:
        with stream:
            box.append(stream.read(_MOST + 1))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(PATIENCE)
    return box[0] if box else None


def _from_environment(secret: Secret, target: str) -> str:
    found = os.environ.get(secret.name, "")
    if not found:
        raise SettingsError(
            f"{target}: the environment has no '{secret.name}', where the password should be; "
            "programs like cron start with few variables, so name it there, too"
        )
    return found


def _from_keyring(secret: Secret, target: str) -> str:
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        raise SettingsError(
            f"{target}: its password is in a keyring, which needs one more package: "
            f"{sys.executable} -m pip install keyring"
        ) from None
    who = f"{target}: the keyring entry '{secret.name}' of '{secret.username}'"
    try:
        found = keyring.get_password(secret.name, secret.username)
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        raise SettingsError(f"{who} could not be read; is the keyring unlocked?") from None
    if not found:
        raise SettingsError(f"{who} is not there; make it: keyring set {secret.name} "
                            f"{secret.username}")  # fmt: skip
    return str(found)


_WAYS: MappingProxyType[str, Callable[[Secret, str], str]] = MappingProxyType({
    "command": _from_command,
    "env": _from_environment,
    "keyring": _from_keyring,
})  # fmt: skip
