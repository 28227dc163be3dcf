"""``roadmap-sync status``: how calendars stand, and how far the student is."""

import click

from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Show how your calendars stand, and how far you are.")
@whose_options
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def status(whose: Whose, *, as_json: bool) -> None:
    """Show how your calendars stand, and how far you are.

    For each target: the last run, what waits for the next one, what you changed and is kept, and
    what needs you. Then how the nights go, and what is done and open, phase by phase. It looks
    at no calendar, so it works without a network, and while a run is at work. Times are told in
    the zone where you live.

    \b
    Examples:
      roadmap-sync status
      roadmap-sync status --json
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, listing_status, standing

    at, outcome = desk.open_desk_with_outcome(whose)
    with at.ledger(read_only=True) as ledger:
        found = standing.stand(at, outcome, ledger)
    listing_status.show(found, at, as_json=as_json)
