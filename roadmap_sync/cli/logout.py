"""``roadmap-sync logout``: take a sign-in to Google back."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Take a sign-in to Google back.")
@click.argument("target", required=False, shell_complete=completing.targets)
@whose_options
def logout(whose: Whose, target: str | None) -> None:
    """Take the sign-in for TARGET back at Google, and delete it here.

    The calendar stays as it is; nothing is written to it until you sign in again.

    \b
    Examples:
      roadmap-sync logout google
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, signing

    at = desk.open_desk(whose, needs_id=False)
    signing.log_out(signing.google_of(at, target))
