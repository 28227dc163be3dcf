"""``roadmap-sync forget``: forget a calendar, without touching it."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Forget a calendar, without touching it.")
@click.argument("target", shell_complete=completing.targets)
@whose_options
def forget(whose: Whose, target: str) -> None:
    """Forget what was written to TARGET. The calendar itself is not touched.

    The next sync learns from the calendar what is there and makes what is missing. Use it when
    the settings lead to another calendar now, or when a calendar was lost and should be filled
    again. What you did with your items (done, moved, deleted) stays remembered.

    \b
    Examples:
      roadmap-sync forget phone
      roadmap-sync forget phone && roadmap-sync sync phone
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk

    at = desk.open_desk(whose)
    with at.ledger() as ledger:
        named = [one.name for one in at.settings]
        known = named + [one.name for one in ledger.accounts()]
        if target not in known:
            raise click.UsageError(desk.unknown("target", target, known))
        count = len(ledger.memories(target))
        (ledger.start_over if target in named else ledger.forget_target)(target)
    click.echo(f"{target}: forgot {count} items; nothing on the calendar was touched")
