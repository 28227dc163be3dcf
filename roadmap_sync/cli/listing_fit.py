"""How a plan fits one student, as people read it after `check`."""

from collections.abc import Iterable, Iterator

import click

from roadmap_sync.cli.screen import amount, plain
from roadmap_sync.items import Window
from roadmap_sync.schedule.fitting import Fitting, Shrunk

_WEEK = 7
_WIDTH = 96


def show(found: Fitting) -> None:
    """Print what shrank and what is not for this student; nothing if the plan fits as it is."""
    lines = [*_lines(found), *_over(found)]
    if lines:
        click.echo(plain("\n".join(lines)))


def _lines(found: Fitting) -> Iterator[str]:
    if found.shrunk:
        yield "  Phases that are shorter for you, or gone:"
    for shrunk in found.shrunk:
        yield f"    {shrunk.phase.id} ({shrunk.phase.title}): {_extent(shrunk)}"
        yield from (f"      {why}" for why in shrunk.why)
    if found.not_for:
        yield f"  Not for you ({amount(len(found.not_for), 'step')}, by a condition of the plan):"
        yield from _wrapped(found.not_for)
    if found.not_in:
        yield "  Not in every block (by a condition of the plan, such as its weeks):"
        yield from (f"    {step}: not in {', '.join(blocks)}"
                    for step, blocks in found.not_in.items())  # fmt: skip
    if found.waiting:
        yield "  Lists that your file does not have yet:"
        yield from _wrapped(f"{name} ({amount(len(steps), 'step')} for each)"
                            for name, steps in found.waiting.items())  # fmt: skip
    if found.not_for or found.not_in:
        yield "  'roadmap-sync explain STEP' says which condition."


def _over(found: Fitting) -> Iterator[str]:
    if found.over:
        yield f"  {amount(found.over, 'item')} left out: over before you joined on {found.joined}."


def _extent(shrunk: Shrunk) -> str:
    now, usual = shrunk.window, shrunk.usual
    if now is None:
        return "gone"
    assert usual is not None
    return f"{now.from_day} to {now.until_day}, {_weeks(now)} instead of {_weeks(usual)}"


def _weeks(window: Window) -> str:
    days = (window.until_day - window.from_day).days + 1
    return amount(days, "day") if days < _WEEK else amount(round(days / _WEEK), "week")


def _wrapped(names: Iterable[str]) -> Iterator[str]:
    """Yield names with commas, in lines that fit a terminal."""
    line = "   "
    words = list(names)
    for number, name in enumerate(words):
        word = name if number == len(words) - 1 else f"{name},"
        if len(line) + 1 + len(word) > _WIDTH:
            yield line
            line = "   "
        line = f"{line} {word}"
    yield line
