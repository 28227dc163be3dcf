"""``roadmap-sync progress``: how far the student is, year by year."""

from pathlib import Path

import click

from roadmap_sync.cli.desk import STATE
from roadmap_sync.cli.options import Choice, student_options


@click.command(short_help="Show how far you are, year by year.")
@student_options
@STATE
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def progress(choice: Choice, state: Path | None, *, as_json: bool) -> None:
    """Show how far you are, and how your network grows.

    By year and phase, with the checkpoints that you reached, your letters, your network (see
    `people`) against the goals of the roadmap, and the programs of your list.

    An item is done, still open, over (its day has passed and it is not ticked off) or skipped.
    A letter counts as asked for, or as confirmed, when the step that says so is done.

    \b
    Examples:
      roadmap-sync progress
      roadmap-sync progress --json
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_progress, living, own_way
    from roadmap_sync.cli.outcome import outcome_of
    from roadmap_sync.cli.screen import point_to_warnings

    outcome = outcome_of(choice)
    point_to_warnings(outcome.problems)
    lived = living.lived_of(outcome, state)
    listing_progress.show(lived, own_way.grown(outcome, lived.today), as_json=as_json)
