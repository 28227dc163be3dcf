"""What a shell offers after TAB: names of items, targets and plans. Never fails, says nothing."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


#: Student file and state folder, or None → names, and what they are.
_Find = Callable[[Path | None, Path | None], Iterable[tuple[str, str]]]


def _quiet(find: _Find) -> _Offer:
    """Offer what begins with what is typed; where files cannot be read, nothing."""

    @wraps(find)
    def offer(ctx: click.Context, _param: click.Parameter, typed: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        student, state = (
            Path(text) if (text := ctx.params.get(name)) else None for name in ("student", "state")
        )
        given = (*(ctx.params.get("names") or ()), *(ctx.params.get("items") or ()))
        try:
            found = [
                CompletionItem(name, help=words)
                for name, words in find(student, state)
                if name.startswith(typed) and name not in given
            ]
        except Exception:  # noqa: BLE001 - a traceback between a person and their prompt helps nobody
            return []
        return found

    return offer


@_quiet
def items(student: Path | None, _state: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each item of the student's roadmap, with its title."""
    from roadmap_sync.cli.options import Choice
    from roadmap_sync.cli.outcome import outcome_of

    for item in outcome_of(Choice(student=student)).roadmap.items:
        yield item.name, item.title


@_quiet
def deleted(student: Path | None, state: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each item that `restore` can put back, and each step of which it is more than one."""
    from collections import Counter

    from roadmap_sync.cli.bringing_back import deleted_items
    from roadmap_sync.cli.desk import Whose, open_desk_with_items

    found = deleted_items(*open_desk_with_items(Whose(student, state)), ())
    for step, count in Counter(item.step for item in found).items():
        if count > 1:
            yield step, f"all {count}"
    yield from ((item.name, item.title) for item in found)


@_quiet
def targets(student: Path | None, _state: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each target of the student file, with its kind."""
    from roadmap_sync.cli.desk import Whose, open_desk

    for settings in open_desk(Whose(student), needs_id=False).settings:
        yield settings.name, settings.kind


@_quiet
def plans(_student: Path | None, _state: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each plan that comes with the program, or was added."""
    from roadmap_sync.plan import catalog
    from roadmap_sync.plan.added import added

    yield from ((name, "") for name in (*catalog.bundled(), *added()))


@_quiet
def added_plans(_student: Path | None, _state: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each plan that was added, with where it is from."""
    from roadmap_sync.plan.added import added

    yield from ((one.name, one.origin) for one in added().values())
