"""``roadmap-sync diff``: what changes between two students, or two plans."""

from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cli.options import Choice, start, with_options, zone
from roadmap_sync.cli.options import day as read_day


class Sides(Struct, frozen=True):
    """What is compared.

    Attributes:
        students: One file for both sides, or one for each.
        plans: One plan for both sides, or one for each.
    """

    start: str | None = None
    zone: str | None = None
    students: tuple[Path, ...] = ()
    plans: tuple[str, ...] = ()


_OPTIONS = (
    click.option("--start", callback=start, metavar="YYYY-MM[-DD]",
                 help="First day of medical school, to compare two plans without a file."),
    click.option("--zone", callback=zone, metavar="ZONE",
                 help="Your time zone.  [default: America/New_York]"),
    click.option("--student", "students", multiple=True, type=click.Path(path_type=Path),
                 metavar="FILE", help="Before and after; once, if only the plan differs."),
    click.option("--plan", "plans", multiple=True, metavar="NAME|FILE",
                 help="Before and after; once, if only the student differs."),
)  # fmt: skip


@click.command(short_help="Show what changes between two student files, or two plans.")
@with_options(Sides, *_OPTIONS)
@click.option("--today", "day", callback=read_day, metavar="YYYY-MM-DD",
              help="Another day for 'falls into the past'.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def diff(sides: Sides, day: object, *, as_json: bool) -> None:
    """Show what moves, appears and goes between two student files, or two plans.

    It also says what collides (a week that becomes too full, an exam, a day off) and what falls
    into the past, or is over by the day you joined.

    \b
    Examples:
      roadmap-sync diff --student before.yaml --student after.yaml
      roadmap-sync diff --student student.yaml --plan old.yaml --plan new.yaml
    """  # noqa: D301 - \b is for click
    from roadmap_sync import clock
    from roadmap_sync.cli import inputs, listing_diff
    from roadmap_sync.schedule.compare import compare
    from roadmap_sync.schedule.daysoff import DaysOff

    before, after = (inputs.read_inputs(choice) for choice in _choices(sides))
    one, other = inputs.make_schedule(before).roadmap, inputs.make_schedule(after).roadmap
    today = day or clock.today(after.student.timezone)
    limit, off = after.student.calendar.per_week, DaysOff(after.student)
    found = compare(one, other, today, limit, off)  # type: ignore[arg-type] # read_day's
    listing_diff.show(found, as_json=as_json)


def _choices(sides: Sides) -> tuple[Choice, Choice]:
    """Return who and what stands on either side.

    Raises:
        click.UsageError: Both sides would be the same, or there are more than two.
    """
    if max(len(sides.students), len(sides.plans)) != 2:  # noqa: PLR2004 - before and after
        raise click.UsageError(
            "name two: --student before.yaml --student after.yaml, or two plans with --plan"
        )
    choice = Choice(start=sides.start, zone=sides.zone)
    return _side(choice, sides, 0), _side(choice, sides, -1)


def _side(choice: Choice, sides: Sides, index: int) -> Choice:
    student = sides.students[index] if sides.students else None
    plans = (sides.plans[index],) if sides.plans else ()
    return replace(choice, student=student, plans=plans)
