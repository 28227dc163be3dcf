"""Every error this package raises on purpose.

RoadmapError                     exit code 1
├── PlanError                    1   a plan or a student file has problems
├── OutputError                  1   a file could not be written, or is not ours to write
└── EditError                    1   a file is laid out in a way that we cannot edit safely

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


class OutputError(RoadmapError):
    """A file could not be written, or is not ours to write."""


class EditError(RoadmapError):
    """A file is laid out in a way that we cannot edit without touching other lines."""
