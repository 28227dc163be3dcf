"""Options that several commands share, and the words they take."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync.cli import completing

_Command = Callable[..., None]


class Whole(click.IntRange):
    """A whole number, and called so in what is said of a word that is none."""

    name = "whole number"


class Number(click.FloatRange):
    """A number, and called so in what is said of a word that is none."""

    name = "number"


def start(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """Take ``2026-08-10``, or ``2026-08`` for its first Monday; it stays text."""
    from roadmap_sync.schedule.start import no_start, parse_start

    if text is not None and parse_start(text) is None:
        raise click.BadParameter(no_start(text))
    return text


def day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    """Take ``2026-08-31``."""
    from roadmap_sync.plan.scalars import parse_date

    found = None if text is None else parse_date(text.strip())
    if text is not None and found is None:
        from roadmap_sync.plan.day_words import no_date

        raise click.BadParameter(no_date(text))
    return found


def zone(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """Take ``America/Chicago``."""
    from roadmap_sync.plan.scalars import parse_zone

    if text is not None and parse_zone(text) is None:
        from roadmap_sync.plan.zone_words import no_zone

        raise click.BadParameter(no_zone(text))
    return text


def year(_ctx: click.Context, _param: click.Parameter, number: int | None) -> int | None:
    """Take a year that we compute with."""
    from roadmap_sync.plan.scalars import YEARS

    if number is not None and number not in YEARS:
        raise click.BadParameter(f"{number} is not a year from {YEARS[0]} to {YEARS[-1]}")
    return number


class Choice(Struct, frozen=True):
    """Who the student is and what they follow, as the options say.

    Attributes:
        start: As typed; None to look for a student file.
        class_year: ``--class``, a stated guess of the match year.
        match_year: ``--match``.
        student: The file of ``--student``.
        plans: Names and paths; empty for those of the file, or the default.
    """

    start: str | None = None
    class_year: int | None = None
    match_year: int | None = None
    joined: date | None = None
    zone: str | None = None
    student: Path | None = None
    plans: tuple[str, ...] = ()


_STUDENT = (
    click.option("--start", callback=start, metavar="YYYY-MM[-DD]",
                 help="First day of medical school; a month means its first Monday."),
    click.option("--class", "class_year", type=int, callback=year, metavar="YEAR",
                 help="Your class, such as 2030: taken as the year of your Match Day."),
    click.option("--match", "match_year", type=int, callback=year, metavar="YEAR",
                 help="The year of your Match Day, if it is not the usual one."),
    click.option("--joined", callback=day, metavar="YYYY-MM-DD",
                 help="Leave out what was over by this day."),
    click.option("--zone", callback=zone, metavar="ZONE",
                 help="Your time zone.  [default: America/New_York]"),
    click.option("--student", type=click.Path(path_type=Path), metavar="FILE",
                 help="Your own dates.  [default: student.yaml, here or in your settings folder]"),
    click.option("--plan", "plans", multiple=True, metavar="NAME|FILE",
                 shell_complete=completing.plans,
                 help="What to follow; may be repeated.  [default: ms1-ms4-networking]"),
)  # fmt: skip


def student_options(command: _Command) -> _Command:
    """Add the options that say who the student is; the command gets a `Choice` first."""
    return with_options(Choice, *_STUDENT)(command)


def with_options(
    kind: type, *options: Callable[[_Command], _Command]
) -> Callable[[_Command], _Command]:
    """Add options, and hand them to the command as one value of a class, before the rest."""
    names = list(kind.__annotations__)

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def call(*before: object, **values: object) -> None:
            own = kind(**{name: values.pop(name) for name in names})
            command(*before, own, **values)

        decorated: _Command = call
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate
