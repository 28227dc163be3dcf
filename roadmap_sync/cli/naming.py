"""Which item the student means, by the name in the line "From:" of its notes."""

from collections.abc import Callable, Iterable

import click

from roadmap_sync.cli.screen import plain
from roadmap_sync.items import Item
from roadmap_sync.problems import did_you_mean

#: More names than this are not read.
_MOST = 12


def item_named(name: str, items: Iterable[Item], likely: Callable[[Item], bool]) -> Item:
    """Return the item of a name: ``ask-letter@surgery``, also with its plan and a slash before.

    Args:
        name: As typed. The name of a step alone will do where one of its items is likely.
        items: All there are.
        likely: Can it be meant? Suggestions come from such items first.

    Raises:
        click.UsageError: There is no such item, or more than one.
    """
    found = items_named(name, items, likely, "roadmap-sync agenda tells the names")
    if len(found) == 1:
        return found[0]
    raise click.UsageError(plain(f"'{name.strip()}' can be one of: {some(found)}"))


def items_named(
    name: str, items: Iterable[Item], likely: Callable[[Item], bool], hint: str
) -> list[Item]:
    """Return the item of a name or, if it is the name of a step, all of its items.

    Of a step, only those are returned that are likely, unless none is.

    Args:
        name: As typed, also with its plan and a slash before.
        items: All there are.
        likely: Can it be meant? Suggestions come from such items first.
        hint: What to do if nothing is like it.

    Raises:
        click.UsageError: There is no such item.
    """
    name, items = name.strip(), list(items)
    exact = [item for item in items if name in (item.name, f"{item.plan}/{item.name}")]
    same = [item for item in items if name in (item.step, f"{item.plan}/{item.step}")]
    found = exact or [item for item in same if likely(item)] or same
    if found:
        return found
    meant = did_you_mean(name, [item.name for item in items if likely(item)])
    meant = meant or did_you_mean(name, [item.name for item in items])
    raise click.UsageError(plain(f"there is no item '{name}'; {meant or hint}"))


def short(item: str) -> str:
    """Return ``ask-letter@surgery`` for ``plan/ask-letter@surgery``: no two plans share a name.

    A name may have a slash of its own, as ``mentor-update/mentor-2``.
    """
    return item.partition("/")[2] or item


def some(items: Iterable[Item], most: int = _MOST) -> str:
    """Return names of items, not too many."""
    names = [item.name for item in items]
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
