"""Programs with their connections, as lines and as data; names of people only where asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence

import click

from roadmap_sync.cli.screen import amount, plain
from roadmap_sync.people.person import Person
from roadmap_sync.people.programs import STRENGTHS, Connection

_NAME = 32
#: The questions of R4.2, as heads of columns.
_HEADS = ("you", "mentors", "residents")


def program_lines(found: Sequence[Connection]) -> Iterator[str]:
    """Yield the table: strength, and how many people there are by who knows them."""
    if not found:
        return
    wide = min(_NAME, max(len(one.name) for one in found)) + 2
    counts = Counter(one.strength for one in found)
    sums = ", ".join(f"{counts[word]} {word}" for word in STRENGTHS)
    heads = "".join(f"{head:>10}" for head in _HEADS)
    yield click.style(f"{amount(len(found), 'program')}: {sums}", bold=True)
    yield f"  {'':<{wide}}{'connection':<18}{heads}"
    for one in found:
        word = one.strength if one.is_own else f"{one.strength} (suggested)"
        numbers = "".join(f"{len(some) or '':>10}" for some in _columns(one))
        name = one.name if len(one.name) < wide else f"{one.name[: wide - 3]}…"
        yield plain(f"  {name:<{wide}}{word:<18}{numbers}".rstrip())


def program_record(one: Connection, *, named: bool = False) -> dict[str, object]:
    """Return a program as data: how many people, or their names."""
    columns = dict(zip(_HEADS, _columns(one), strict=True))
    return {
        "name": one.name,
        "strength": one.strength,
        "suggested": not one.is_own,
        **{
            head: [person.name for person in some] if named else len(some)
            for head, some in columns.items()
        },
    }


def _columns(one: Connection) -> tuple[tuple[Person, ...], ...]:
    return one.direct, one.mentors, one.residents
