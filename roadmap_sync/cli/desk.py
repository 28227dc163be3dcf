"""What all commands about calendars work with: a student, the targets, and where to remember."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from msgspec import Struct, field

from roadmap_sync import clock
from roadmap_sync.cli.calendars import Calendars, calendars_of, no_id
from roadmap_sync.cli.chores import Chores
from roadmap_sync.cli.options import Choice, with_options
from roadmap_sync.cli.outcome import Outcome, begin
from roadmap_sync.cli.refusing import fail_if_bad, refusal
from roadmap_sync.cli.whose import find_file
from roadmap_sync.content import owner_of
from roadmap_sync.errors import PlanError, SettingsError
from roadmap_sync.items import Roadmap
from roadmap_sync.problems import Problem, Problems, did_you_mean, one_of
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Run
from roadmap_sync.targets.opening import TargetSettings, keeping

#: Seconds that a person waits for a run that is at work, most of which are over by then.
_PATIENCE = 10.0
#: To be pasted into a student file.
EXAMPLE = """\
targets:
  feed: {kind: file, path: ~/roadmap.ics}
  google: {kind: google, calendar: Roadmap, tasks: Roadmap}
  phone:
    kind: caldav
    url: https://dav.example.org/
    username: ana
    password: {command: pass show dav}
    calendar: Roadmap"""


class Whose(Struct, frozen=True):
    """Which student, and where to remember.

    Attributes:
        student: The student file, or None to look for it.
        state: The folder for the ledger, or None for the usual one.
    """

    student: Path | None = None
    state: Path | None = None


STUDENT = click.option(
    "--student", type=click.Path(path_type=Path), metavar="FILE",
    help="Your own dates.  [default: student.yaml, here or in your settings folder]",
)  # fmt: skip
STATE = click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where to remember what was written.  [default: your state folder]",
)  # fmt: skip
whose_options = with_options(Whose, STUDENT, STATE)


class Desk(Struct, frozen=True):
    """A student with settings.

    Attributes:
        file: The student file.
        folder: Where the ledger is, and sign-ins.
        problems: What was found; no errors among it.
        chores: What nobody waits for.
    """

    calendars: Calendars
    file: Path
    folder: Path
    problems: Problems
    chores: Chores = field(default_factory=Chores)

    @property
    def settings(self) -> tuple[TargetSettings, ...]:
        """The settings of all targets, in the order of the file."""
        return tuple(keeping(one, self.folder) for one in self.calendars.settings)

    @property
    def zone(self) -> ZoneInfo:
        """Where the student lives now."""
        return ZoneInfo(self.calendars.zone_on(clock.now().date()))

    @property
    def today(self) -> date:
        """The day it is there."""
        return clock.today(self.zone.key)

    @property
    def run(self) -> Run:
        """Whose run this is, and when; for no target yet."""
        owner = owner_of(self.calendars.student)
        return Run(target="", owner=owner, today=self.today, now=clock.now())

    def ledger(self, *, read_only: bool = False, patient: bool = False) -> Ledger:
        """Open the student's ledger.

        Args:
            read_only: Take what is there at this moment, and change no file.
            patient: Wait a while if another run is at work, rather than give up at once.

        Raises:
            LedgerError: It cannot be, or another run is at work.
        """
        wait = _PATIENCE if patient else 0
        student = self.calendars.student
        return Ledger.open(self.folder, student, read_only=read_only, wait=wait)

    def chosen(self, names: Iterable[str]) -> tuple[TargetSettings, ...]:
        """Return the targets of some names, or all, in the order of the file.

        Raises:
            click.UsageError: There is no such target.
            SettingsError: There is no target at all.
        """
        if not self.settings:
            raise self._no_targets()
        wanted = set(names)
        known = [one.name for one in self.settings]
        for name in sorted(wanted - set(known)):
            raise click.UsageError(unknown("target", name, known))
        return tuple(one for one in self.settings if not wanted or one.name in wanted)

    def one(self, name: str) -> TargetSettings:
        """Return the target of a name; raises as `chosen` does."""
        [settings] = self.chosen([name])
        return settings

    def _no_targets(self) -> SettingsError:
        return SettingsError(
            f"{self.file} names no calendar to write to. Put something like this into it:\n\n"
            f"{EXAMPLE}\n\n"
            "A password never stands in the file, only how to ask for it."
        )


def open_desk(whose: Whose, *, needs_id: bool = True) -> Desk:
    """Read the student file and the settings in it.

    Raises:
        PlanError: They have errors; all are in it.
        click.UsageError: There is no student file.
    """
    file, problems = find_file(whose.student), Problems()
    calendars = _read(file, problems)
    _settle(calendars, file, problems, needs_id=needs_id)
    assert calendars is not None
    return Desk(calendars, file, state_folder(whose.state), problems)


def open_desk_with_items(whose: Whose) -> tuple[Desk, Roadmap]:
    """Read the student file, the settings and the plans, and return what the plans say.

    Raises:
        PlanError: They have errors; all of all files are in it.
        click.UsageError: There is no student file.
    """
    desk, outcome = open_desk_with_outcome(whose)
    return desk, outcome.roadmap


def open_desk_with_outcome(whose: Whose) -> tuple[Desk, Outcome]:
    """Return likewise all that came of the options; raises as above."""
    desk, make = begin_desk(whose)
    outcome = make()
    desk.chores.finish()
    return desk, outcome


def begin_desk(whose: Whose) -> tuple[Desk, Callable[[], Outcome]]:
    """Return the desk, and a call that works out what the plans say; raise as above, both.

    What that call finds is added to the problems of the desk; what is left to do then, to its
    chores.
    """
    file, problems = find_file(whose.student), Problems()
    try:
        begun = begin(Choice(student=file))
        calendars = begun.calendars
        assert calendars is not None
        whole = None if calendars.ready else begun.finish()
    except PlanError as error:
        _settle(_read(file, problems), file, problems, needs_id=True, also=error.problems)
        raise
    if whole is not None:
        problems.extend(whole.problems)
    _settle(calendars, file, problems, needs_id=True)

    chores = Chores()

    @cache
    def make() -> Outcome:
        try:
            outcome = begun.finish()
        except PlanError as error:
            problems.extend(error.problems)
            raise refusal(problems) from None
        problems.extend(outcome.problems)
        chores.add(lambda: begun.keep(outcome))
        return outcome

    return Desk(calendars, file, state_folder(whose.state), problems, chores), make


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the words for a name that nobody knows."""
    known = list(known)
    hint = did_you_mean(name, known) or (one_of(known) if known else "there is none yet")
    return f"there is no {what} '{name}'; {hint}"


def state_folder(given: Path | None) -> Path:
    """Return the folder for ledgers."""
    if given is not None:
        return given
    from platformdirs import user_state_path

    return user_state_path("roadmap-sync", appauthor=False)


def _read(file: Path, problems: Problems) -> Calendars | None:
    """Return what a student file says about calendars; None if it cannot be read."""
    from roadmap_sync.cli.students import read_student_file

    student = read_student_file(file, problems)
    return None if student is None else calendars_of(student, file.parent)


def _settle(
    calendars: Calendars | None, file: Path, problems: Problems, *, needs_id: bool,
    also: Iterable[Problem] = (),
) -> None:  # fmt: skip
    """Stop with all that was found if there is an error.

    Raises:
        PlanError: There is one.
    """
    problems.extend(also)
    if calendars is not None:
        problems.extend(calendars.problems)
        if needs_id and not calendars.has_id:
            problems.add(no_id(file))
    fail_if_bad(problems)
