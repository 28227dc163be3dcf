"""``roadmap-sync ledger``: look after what is remembered between runs."""

import click

from roadmap_sync.cli.desk import Whose, whose_options


@click.group(short_help="Look after what is remembered between runs.")
def ledger() -> None:
    """Look after what is remembered between runs: what was written, and what you did with it.

    It mends itself and keeps a second copy, so you will hardly ever need this.

    \b
    Examples:
      roadmap-sync ledger path
      roadmap-sync ledger rebuild
    """  # noqa: D301 - \b is for click


@ledger.command(short_help="Say where it is.")
@whose_options
def path(whose: Whose) -> None:
    """Say in which file it is, for a backup.

    \b
    Example:
      roadmap-sync ledger path
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk
    from roadmap_sync.content import owner_of
    from roadmap_sync.sync.ledger_copy import Files

    at = desk.open_desk(whose)
    click.echo(str(Files(at.folder, owner_of(at.calendars.student)).main))


@ledger.command(short_help="Learn everything from the calendars again.")
@whose_options
def rebuild(whose: Whose) -> None:
    """Forget what calendars can tell again, and what nobody can read.

    What you did (done, moved, deleted) stays remembered. No calendar is touched; the next sync
    reads them from top to bottom.

    \b
    Example:
      roadmap-sync ledger rebuild && roadmap-sync sync
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk

    with desk.open_desk(whose).ledger() as opened:
        lost = opened.rebuild()
    click.echo("done: the next roadmap-sync sync reads your calendars from top to bottom")
    if lost:
        click.echo(f"{lost} notes of what you had deleted or moved could not be read and are lost")
