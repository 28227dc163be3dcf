"""Every error this package raises on purpose.

RoadmapError                     exit code 1
├── PlanError                    1   a plan or a student file has problems
├── FetchError                   1   an address leads to no plan, or is one that we do not go to
├── OutputError                  1   a file could not be written, or is not ours to write
├── EditError                    1   a file is laid out in a way that we cannot edit safely
├── SettingsError                1   the settings of a target have problems
├── NightlyError                 1   runs of every night cannot be set up here
├── BackupError                  1   an archive is not one of ours, or would write over something
├── TargetError                  4   a calendar could not be read or written
│   ├── RefusedError             4   it does not let us, and would not tomorrow
│   ├── SignInError              6   wrong or expired credentials
│   ├── UnreachableError         75  no answer that can be relied on: try again later
│   └── DecisionError            3   a person must decide
├── GuardError                   7   a guard stopped a run that would delete much
└── LedgerError                  5   the ledger is locked, damaged or newer than this program

A test compares this picture with the classes. Anything else that escapes is a bug.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from roadmap_sync.problems import Problem


class RoadmapError(Exception):
    """Base of all errors meant for people; its text is what they read."""

    exit_code: ClassVar[int] = 1


class PlanError(RoadmapError):
    """A plan or a student file has problems; all of them are in ``problems``."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        from roadmap_sync.problems import show

        return "\n".join(show(problem) for problem in self.problems)


class FetchError(RoadmapError):
    """There is no plan at an address, or it is one that we do not go to."""


class OutputError(RoadmapError):
    """A file could not be written, or is not ours to write."""


class EditError(RoadmapError):
    """A file is laid out in a way that we cannot edit without touching other lines."""


class SettingsError(RoadmapError):
    """The settings of a target have problems, such as a password command that fails."""


class NightlyError(RoadmapError):
    """Runs of every night cannot be set up here, or a tool of the system failed."""


class BackupError(RoadmapError):
    """An archive is not one of ours, is of a newer program, or would write over something."""


class TargetError(RoadmapError):
    """A calendar could not be read or written; nothing in its words is secret."""

    exit_code = 4


class RefusedError(TargetError):
    """A calendar does not let us read or write, and would not tomorrow either."""


class SignInError(TargetError):
    """Wrong or expired credentials: somebody must sign in again."""

    exit_code = 6


class UnreachableError(TargetError):
    """No answer, or one that cannot be relied on: the next run tries again."""

    exit_code = 75


class DecisionError(TargetError):
    """It is not clear what is right; a person must decide."""

    exit_code = 3


class GuardError(RoadmapError):
    """A guard stopped a run before it wrote, because much would be deleted."""

    exit_code = 7


class LedgerError(RoadmapError):
    """The ledger is locked by another run, damaged, or of a newer program."""

    exit_code = 5
