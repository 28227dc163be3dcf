"""What a shell offers after TAB: names of items, targets and plans. Never fails, says nothing."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _quiet(find: Callable[[Path | None], Iterable[tuple[str, str]]]) -> _Offer:
    """Offer what begins with what is typed; where files cannot be read, nothing."""

    @wraps(find)
    def offer(ctx: click.Context, _param: click.Parameter, typed: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        student = ctx.params.get("student")
        given = ctx.params.get("names") or ctx.params.get("items") or ()
        try:
            found = [
                CompletionItem(name, help=words)
                for name, words in find(Path(student) if student else None)
                if name.startswith(typed) and name not in given
            ]
        except Exception:  # noqa: BLE001 - a traceback between a person and their prompt helps nobody
            return []
        return found

    return offer


@_quiet
def items(student: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each item of the student's roadmap, with its title."""
    from roadmap_sync.cli.options import Choice
    from roadmap_sync.cli.outcome import outcome_of

    for item in outcome_of(Choice(student=student)).roadmap.items:
        yield item.name, item.title


@_quiet
def targets(student: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each target of the student file, with its kind."""
    from roadmap_sync.cli.desk import Whose, open_desk

    for settings in open_desk(Whose(student), needs_id=False).settings:
        yield settings.name, settings.kind


@_quiet
def plans(_student: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each plan that comes with the program, or was added."""
    from roadmap_sync.plan import catalog
    from roadmap_sync.plan.added import added

    yield from ((name, "") for name in (*catalog.bundled(), *added()))


@_quiet
def added_plans(_student: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each plan that was added, with where it is from."""
    from roadmap_sync.plan.added import added

    yield from ((one.name, one.origin) for one in added().values())
