"""What is to be started every night, and what starts it."""

import hashlib
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

#: Digits of a `key_of`.
_DIGITS = 8
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class Job(Struct, frozen=True, kw_only=True):
    """What is started.

    It is started every hour, at the minute of its hour, and looks itself whether a night is
    due: so a computer that slept at that hour catches up when it wakes, whoever starts it, and
    a night without an answer is tried again.

    Attributes:
        key: See `key_of`.
        words: The program with its arguments, absolute paths, no shell.
        variables: What must stand in its environment before it starts.
        hour: When it is due, by the clock of this computer.
        minute: Likewise.
        title: For people who find it in a list.
    """

    key: str
    words: Sequence[str]
    variables: Mapping[str, str]
    hour: int
    minute: int
    title: str

    @property
    def command(self) -> tuple[str, ...]:
        """The words with the variables before them, for what cannot set variables itself."""
        if not self.variables:
            return tuple(self.words)
        pairs = (f"{name}={value}" for name, value in sorted(self.variables.items()))
        return ("/usr/bin/env", *pairs, *self.words)

    @property
    def at(self) -> str:
        """``02:30``."""
        return f"{self.hour:02}:{self.minute:02}"


class Scheduler(Protocol):
    """What starts a job on one kind of system.

    - `install` puts a job there once, however often it is called, and changes nothing else.
    - `remove` leaves no trace, and is fine where nothing is.
    - `environment` is all that a job is started with, besides its own variables.

    Each may raise `NightlyError`, and none leaves half of a change behind.
    """

    name: str

    def is_usable(self) -> bool:
        """Is it there, and may this user use it?"""

    def install(self, job: Job) -> None:
        """Start a job every night from now on."""

    def remove(self, key: str) -> bool:
        """Do not start it any more; say whether it was there."""

    def has(self, key: str) -> bool:
        """Is it there?"""

    def environment(self) -> dict[str, str]:
        """Return what it starts programs with."""


def key_of(student: Path) -> str:
    """Return a short name for the nights of one student file, so that each file has its own."""
    whole = os.path.normpath(student.absolute())
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:_DIGITS]


def time_of(text: str) -> tuple[int, int] | None:
    """Return hour and minute of ``02:30``, or None."""
    found = _TIME.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


def quoted(words: Sequence[str]) -> str:
    """Return words as a line for ``/bin/sh``."""
    return shlex.join(words)
