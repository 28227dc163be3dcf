"""What people see: findings in colour on a terminal, plain words everywhere else."""

import json
import sys
from collections import Counter
from collections.abc import Iterable

import click

from roadmap_sync.errors import PlanError, RoadmapError
from roadmap_sync.problems import Problem, Severity, is_harmless, show

#: More findings than this have one cause, and hide it.
_MOST = 200
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def show_error(error: RoadmapError) -> None:
    """Print an error for people, on standard error."""
    if isinstance(error, PlanError):
        show_problems(error.problems, err=True)
        click.echo(f"roadmap-sync: {count(error.problems)}", err=True)
    else:
        click.echo(f"roadmap-sync: {plain(str(error))}", err=True)


def show_problems(problems: Iterable[Problem], *, err: bool) -> None:
    """Print findings, one after the other; of a great many only the first."""
    found = list(problems)
    for problem in found[:_MOST]:
        click.echo(_colored(problem), err=err)
    if len(found) > _MOST:
        click.echo(f"... and {len(found) - _MOST} more", err=err)


def point_to_warnings(problems: Iterable[Problem]) -> None:
    """Say in one line that there are warnings, in a command that is run again and again."""
    found = [one for one in problems if one.severity is Severity.WARNING]
    if found:
        click.echo(f"{count(found)} about your files: roadmap-sync check shows them", err=True)


def count(problems: Iterable[Problem]) -> str:
    """Return ``2 errors, 1 note``, or ``no problems``."""
    found = Counter(problem.severity for problem in problems)
    words = [amount(found[severity], severity.value) for severity in Severity if found[severity]]
    return ", ".join(words) or "no problems"


def amount(number: int, word: str) -> str:
    """Return ``1 step`` or ``2 steps``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def plain(text: str) -> str:
    """Return a text that cannot move the cursor; a path may hold any bytes."""
    return "".join(
        char if is_harmless(char) or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def flat(text: str) -> str:
    """Return a text as one line: a calendar may hold anything, also what looks like our lines."""
    return plain(text.replace("\n", " "))


def show_json(record: object) -> None:
    """Print data for programs; what a terminal would obey or hide is written as an escape."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    click.echo("".join(c if is_harmless(c) or c == "\n" else _escaped(c) for c in text))


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1]


def _colored(problem: Problem) -> str:
    word = f"{problem.severity}: "
    before, _, after = show(problem).partition(word)
    return before + click.style(word, fg=_COLORS[problem.severity], bold=True) + after


def show_lines(lines: Iterable[tuple[str, str]]) -> None:
    """Print labels and texts in two columns."""
    for label, text in lines:
        click.echo(click.style(f"{plain(label):>10}", bold=True) + f"  {plain(text)}")


def is_terminal() -> bool:
    """Is there a person who can answer?"""
    return sys.stdin.isatty()
