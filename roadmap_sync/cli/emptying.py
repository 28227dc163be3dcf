"""Emptying a calendar: say what goes, ask, do it, and say what stays."""

import sys
from collections import Counter
from collections.abc import Sequence

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.screen import amount, flat, is_terminal, plain
from roadmap_sync.cli.stopping import stopping
from roadmap_sync.errors import RefusedError, UnreachableError
from roadmap_sync.sync.emptying import Leaving, ours_on, take_off
from roadmap_sync.targets.base import Outcome, Result
from roadmap_sync.targets.opening import Hurry, TargetSettings, open_target


def empty(desk: Desk, settings: TargetSettings, *, everything: bool, yes: bool) -> int:
    """Take what is ours off a calendar, and return the exit code.

    Raises:
        click.UsageError: Nobody is there who could be asked.
        click.Abort: The answer was no.
        RoadmapError: As any run.
    """
    with stopping() as stop, desk.ledger() as ledger:
        target = open_target(settings, Hurry(stop=stop))
        try:
            found = ours_on(target, ledger, desk.run)
            going = [one for one in found if everything or not one.touched]
            _confirm(settings.name, going, yes=yes)
            outcomes = take_off(target, ledger, going, stop)
        finally:
            target.close()
    _tell(settings.name, outcomes, [one for one in found if one not in going])
    return stop.exit_code or _exit_code(outcomes)


def _confirm(name: str, going: Sequence[Leaving], *, yes: bool) -> None:
    if not going or yes:
        return
    question = f"Take {amount(len(going), 'item')} off the calendar of '{name}'?"
    if not is_terminal():
        raise click.UsageError(f"{question} Say --yes: there is nobody here to ask")
    sys.stdout.flush()
    click.confirm(question, abort=True)


def _tell(name: str, outcomes: Sequence[Outcome], left: Sequence[Leaving]) -> None:
    counts = Counter(one.result for one in outcomes)
    gone = counts[Result.DONE] + counts[Result.MISSING]
    click.echo(f"{name}: {amount(gone, 'item')} taken off")
    for one in outcomes:
        if one.result not in (Result.DONE, Result.MISSING):
            click.echo(plain(f"  {one.write.uid}: {one.result}: {one.reason}"), err=True)
    if left:
        click.echo("left, because you changed them (--all takes them, too):")
    for leaving in left:
        seen = leaving.stored.seen
        day = " " * 10 if seen is None else seen.content.start.isoformat()[:10]
        click.echo(f"  = {day}  {flat(leaving.title)}")
    if gone:
        click.echo(f"Now take '{name}' out of your student file; sync would fill it again.")


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    results = {one.result for one in outcomes} - {Result.DONE, Result.MISSING}
    if Result.REFUSED in results:
        return RefusedError.exit_code
    return UnreachableError.exit_code if results else 0
