"""What a student says about a calendar file."""

import os
from pathlib import Path
from typing import Literal

from msgspec import Struct


class FileSettings(Struct, frozen=True, kw_only=True):
    """Settings of a file target.

    Attributes:
        name: Of the target, ``feed``.
        path: Where the file is; absolute.
        calendar: What a new file says the calendar is called.
        zone: IANA name of the zone that a new file says it is for.
        tasks: What items of type task become.
    """

    name: str
    path: Path
    calendar: str = "Roadmap"
    zone: str = "America/New_York"
    tasks: Literal["events", "todos"] = "events"

    @property
    def identity(self) -> str:
        """Which file this is, links followed."""
        return f"file {os.path.realpath(self.path)}"
