"""How `progress` is shown: a table by year and phase, checkpoints, letters, the network."""

from collections.abc import Iterable, Iterator, Sequence

import click

from roadmap_sync.cli.listing_growth import Grown, effort_lines, growth_lines, growth_record
from roadmap_sync.cli.listing_programs import program_lines, program_record
from roadmap_sync.cli.screen import plain, show_json
from roadmap_sync.cli.tally import Letters, Lived, Phase, counted, letters_of, phases_of
from roadmap_sync.cli.weeks import waiting
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item
from roadmap_sync.people.person import Network
from roadmap_sync.people.programs import connections
from roadmap_sync.sync.doing import Where


def show(lived: Lived, grown: Grown, *, as_json: bool) -> None:
    """Print how far the student is, and how their network grows."""
    phases, checks = phases_of(lived), [one for one in lived.items if one.kind == "checkpoint"]
    letters = letters_of(lived)
    programs = connections(grown.network or Network())
    if as_json:
        record = _record(lived, phases, checks, letters)
        record |= growth_record(grown)
        record["programs"] = [program_record(one) for one in programs]
        show_json(record)
        return
    parts = (
        _table(phases),
        _checkpoints(lived, checks) if checks else (),
        () if letters.none else (_in_words(letters),),
        growth_lines(grown),
        effort_lines(grown),
        program_lines(programs),
    )
    click.echo("\n\n".join(filter(None, ("\n".join(part) for part in parts))))


def by_stage(phases: Iterable[Phase]) -> dict[str, list[Phase]]:
    """Return phases by stage; those of the whole time come last."""
    stages: dict[str, list[Phase]] = {}
    for phase in sorted(phases, key=lambda one: (not one.stage, one.stage)):
        stages.setdefault(phase.stage, []).append(phase)
    return stages


def _table(phases: Sequence[Phase]) -> Iterator[str]:
    wide = max((len(one.title) + 2 for one in phases), default=0)
    yield click.style(f"{'':<{wide}}" + _row(str(one) for one in Where), bold=True)
    for stage, members in by_stage(phases).items():
        name = stage.upper() or "Any year"
        yield click.style(plain(f"{name:<{wide}}") + _row(_sums(members)), bold=True)
        for one in members:
            yield plain(f"{'  ' + one.title:<{wide}}" + _row(_sums([one])))
    yield click.style(f"{'All':<{wide}}" + _row(_sums(phases)), bold=True)


def _sums(phases: Sequence[Phase]) -> list[str]:
    """Return the numbers of a line, in the order of `Where`; nothing for none."""
    return [str(sum(getattr(one, place) for one in phases) or "") for place in map(str, Where)]


def _row(words: Iterable[str]) -> str:
    return "".join(f"{word:>9}" for word in words).rstrip()


def _checkpoints(lived: Lived, checks: Sequence[Item]) -> Iterator[str]:
    reached = counted(checks, lived)[Where.DONE]
    missing = _missing(lived)
    yield click.style(f"Checkpoints: {reached} of {len(checks)} reached", bold=True)
    for item in checks:
        place = lived.where(item)
        mark = "x" if place is Where.DONE else " "
        remark = f", {place}" if place in (Where.OVER, Where.SKIPPED) else ""
        number = len(missing.get(item.uid, ()))
        remark += f", {number} still open before it" if number else ""
        day = day_in_words(lived.day(item))
        yield plain(f"  {day:<15}  [{mark}] {item.title}  ({item.name}{remark})")


def _missing(lived: Lived) -> dict[str, tuple[str, ...]]:
    """Return, by uid of a checkpoint, the names of what is still open before it."""
    return {
        one.entry.item.uid: tuple(each.item.name for each in one.missing)
        for one in waiting(lived)
    }  # fmt: skip


def _in_words(letters: Letters) -> str:
    words = f"{letters.asked} asked for, {letters.confirmed} confirmed"
    return f"Letters: {words}, {letters.to_ask} still to ask for"


def _record(
    lived: Lived, phases: Sequence[Phase], checks: Sequence[Item], letters: Letters
) -> dict[str, object]:
    missing = _missing(lived)
    return {
        "today": lived.today.isoformat(),
        "all": _numbers(phases),
        "stages": [
            {"stage": stage, **_numbers(members),
             "phases": [{"phase": one.id, "title": one.title, **_numbers([one])}
                        for one in members]}
            for stage, members in by_stage(phases).items()
        ],
        "checkpoints": [
            {"uid": one.uid, "item": one.name, "title": one.title,
             "date": lived.day(one).isoformat(), "state": str(lived.where(one)),
             "missing": list(missing.get(one.uid, ()))}
            for one in checks
        ],
        "letters": {"asked": letters.asked, "confirmed": letters.confirmed,
                    "to_ask": letters.to_ask},
    }  # fmt: skip


def _numbers(phases: Sequence[Phase]) -> dict[str, int]:
    return {place: sum(getattr(one, place) for one in phases) for place in map(str, Where)}
