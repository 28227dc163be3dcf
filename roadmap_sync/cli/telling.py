"""How far a run is: a bar where somebody looks, now and then a line everywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Tell = Callable[[str, int, int], None]
#: Fewer writes than this are done before anybody reads how far they are.
_FEW = 100


@contextmanager
def telling(*, quiet: bool) -> Iterator[Tell]:
    """Give what is to be told of each write: the target's name, how many are known, of how many.

    It goes to standard error, so that standard output holds nothing but results.
    """
    if quiet:
        yield lambda _target, _known, _all: None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _line


def _line(target: str, known: int, of: int) -> None:
    if of >= _FEW and known < of and known % _FEW == 0:
        click.echo(f"{target}: {known} of {of} written", err=True)


def _bar() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def tell(target: str, known: int, of: int) -> None:
            task = tasks.setdefault(target, -1)  # type: ignore[arg-type]  # no task has this number
            if task == -1:
                tasks[target] = bar.add_task(target, total=of)
            bar.update(tasks[target], completed=known, total=of)

        yield tell
