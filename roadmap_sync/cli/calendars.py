"""What a student file says about calendars to write to, without the rest of it."""

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from roadmap_sync.cli.whose import file_in_place
from roadmap_sync.problems import Mark, Problem, Problems, Severity, Source

if TYPE_CHECKING:
    from roadmap_sync.schedule.student import Student
    from roadmap_sync.targets.opening import TargetSettings


class Calendars(Struct, frozen=True, kw_only=True):
    """The student as commands about calendars know them.

    Attributes:
        settings: Of all targets that can be used, in the order of the file; no secret is in
            them, only where it is asked for.
        problems: What was found in the settings, errors included.
        student: The student's id.
        has_id: Does the file say it, rather than leaving it to us?
        zone: Where the student lives at first, IANA name.
        zones: First day and name of later zones, in the order of days.
    """

    settings: "tuple[TargetSettings, ...]"
    problems: tuple[Problem, ...]
    student: str
    has_id: bool
    zone: str
    zones: tuple[tuple[date, str], ...]

    @property
    def ready(self) -> bool:
        """Can a run begin with this: has the student an id, and no setting an error?"""
        errors = (one for one in self.problems if one.severity is Severity.ERROR)
        return self.has_id and next(errors, None) is None

    def zone_on(self, day: date) -> str:
        """Return the zone the student lives in on a day, IANA name."""
        return next((zone for first, zone in reversed(self.zones) if first <= day), self.zone)


def calendars_of(student: "Student", folder: Path) -> Calendars:
    """Return what a student file says about calendars.

    Args:
        student: As the file was read.
        folder: Where it lies; paths start there.
    """
    problems = Problems()
    settings: tuple[TargetSettings, ...] = ()
    if student.targets is not None:
        from roadmap_sync.settings import Usual, read_targets

        usual = Usual(
            folder=folder,
            calendar=student.calendar.name,
            zone=student.timezone,
            tasks=student.calendar.tasks,
        )
        settings = read_targets(student.targets, usual, problems)
    return Calendars(
        settings=settings,
        problems=tuple(problems.sorted()),
        student=student.id,
        has_id="id" in student.marks,
        zone=student.timezone,
        zones=student.zones,
    )


def no_id(file: Path, severity: Severity = Severity.ERROR) -> Problem:
    """Return what to say of a student file that names calendars, and has no id.

    Args:
        file: The student file.
        severity: A command that writes to calendars stops there; others only mention it.
    """
    named = "" if file == file_in_place() else f" --student {shlex.quote(str(file))}"
    return Problem(
        "no-id",
        "a calendar that is kept up to date needs an id of your own, so that nobody else's "
        "roadmap is taken for yours",
        Mark(Source(str(file)), 1, 1),
        f"roadmap-sync set id new{named}    (or, if you have imported a calendar of this program "
        f"already: roadmap-sync set id me{named})",
        severity,
    )
