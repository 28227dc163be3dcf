"""How differences are shown: a table for people, JSON for programs."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import click

from roadmap_sync.cli.screen import amount, plain, show_json
from roadmap_sync.schedule.compare import Change, Difference

_NONE = "-"
_WIDTH = len("2026-08-31")
_SIGNS = {Change.APPEARS: "+", Change.GOES: "-", Change.MOVES: ">", Change.REWORDED: "~"}
_VERBS = {
    Change.APPEARS: "new",
    Change.GOES: "gone",
    Change.MOVES: "moved",
    Change.REWORDED: "reworded",
}
_COLORS = {Change.APPEARS: "green", Change.GOES: "red", Change.MOVES: "yellow"}


def show(found: Sequence[Difference], *, as_json: bool) -> None:
    """Print differences on standard output."""
    if as_json:
        show_json([_record(one) for one in found])
        return
    for one in found:
        click.echo(_line(one))
    click.echo(_summary(found))


def _record(one: Difference) -> dict[str, object]:
    return {
        "change": one.change.value,
        "item": one.name,
        "title": one.title,
        "before": _iso(one.before),
        "after": _iso(one.after),
        "collides": bool(one.collision),
        "collision": one.collision or None,
        "past": one.past,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _line(one: Difference) -> str:
    sign = click.style(_SIGNS[one.change], fg=_COLORS.get(one.change), bold=True)
    days = [f"{_iso(day) or _NONE:{_WIDTH}}" for day in (one.before, one.after)]
    remarks = [*filter(None, [one.collision]), *["falls into the past"] * one.past]
    remark = f"  ({', '.join(remarks)})" if remarks else ""
    return f"{sign} {' '.join(days)}  {one.name}  {plain(one.title)}{remark}"


def _summary(found: Sequence[Difference]) -> str:
    if not found:
        return "no difference"
    counts = Counter(one.change for one in found)
    words = [f"{counts[change]} {_VERBS[change]}" for change in Change if counts[change]]
    if collisions := sum(bool(one.collision) for one in found):
        words.append(amount(collisions, "collision"))
    if past := sum(one.past for one in found):
        words.append(f"{past} into the past")
    return ", ".join(words)
