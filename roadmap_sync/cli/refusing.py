"""Stopping at errors, with all that was found."""

from roadmap_sync.errors import PlanError
from roadmap_sync.problems import Problems, Severity


def fail_if_bad(problems: Problems) -> None:
    """Stop with all errors and warnings if there is an error.

    Raises:
        PlanError: There is one.
    """
    if problems.failed:
        raise refusal(problems)


def refusal(problems: Problems) -> PlanError:
    """Return the error that shows all findings but notes."""
    return PlanError([one for one in problems.sorted() if one.severity is not Severity.NOTE])
