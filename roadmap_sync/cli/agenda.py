"""``roadmap-sync agenda``: this week, the coming weeks, and what is overdue."""

import re
from datetime import date
from pathlib import Path

import click

from roadmap_sync.cli.desk import STATE
from roadmap_sync.cli.options import Choice, Whole, student_options

_NUMBER = re.compile(r"-?[0-9]{1,4}", re.ASCII)


def _week(_ctx: click.Context, _param: click.Parameter, text: str | None) -> int | date | None:
    """Take ``2``, for the week after next, or ``2027-01-11``, for the week of that day."""
    from roadmap_sync.plan.scalars import parse_date

    if text is None:
        return None
    if _NUMBER.fullmatch(text):
        return int(text)
    found = parse_date(text.strip())
    if found is None:
        message = f"'{text}' is neither a number of weeks from now nor a day such as 2027-01-11"
        raise click.BadParameter(message)
    return found


@click.command(short_help="Show this week, the coming weeks and what is overdue.")
@student_options
@STATE
@click.option(
    "--weeks",
    type=Whole(1, 520),
    default=4,
    show_default=True,
    metavar="N",
    help="How many weeks to show, with this one.",
)
@click.option(
    "--week",
    callback=_week,
    metavar="N|YYYY-MM-DD",
    help="One week only: 0 is this one, 1 the next, -1 the last; or that of a day.",
)
@click.option("--json", "as_json", is_flag=True, help="For other programs.")  # fmt: skip
def agenda(
    choice: Choice, state: Path | None, weeks: int, week: int | date | None, *, as_json: bool
) -> None:
    """Show this week, the coming weeks, what is overdue and which checkpoints are ahead.

    Overdue is what you did not do by the last day of its window. What is past its own day alone
    is still in time.

    What you did, skipped and moved is known, whether you said so here (`done`, `skip`, `move`)
    or in a calendar that was synced since. A title that you changed in a calendar is that
    calendar's; here stands the plan's. A checkpoint shows what is still open before it.

    \b
    Examples:
      roadmap-sync agenda
      roadmap-sync agenda --weeks 8
      roadmap-sync agenda --week 1
      roadmap-sync agenda --start 2026-08 --week 2026-09-07
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_agenda, living

    lived = living.look(choice, state)
    listing_agenda.show(lived, weeks, week, as_json=as_json)
