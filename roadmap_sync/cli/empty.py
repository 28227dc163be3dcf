"""``roadmap-sync empty``: take everything of ours off a calendar."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Take everything of ours off a calendar, and nothing else.")
@click.argument("target", shell_complete=completing.targets)
@whose_options
@click.option("--all", "everything", is_flag=True, help="Also what you changed yourself.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def empty(ctx: click.Context, whose: Whose, target: str, *, everything: bool, yes: bool) -> None:
    """Take everything that this program wrote off the calendar TARGET, past items too.

    Nothing of yours is touched. An item that you moved, or wrote into, stays unless you say
    --all. Then take the target out of your student file: the next sync would fill it again.

    \b
    Examples:
      roadmap-sync empty phone
      roadmap-sync empty phone --all --yes
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, emptying

    at = desk.open_desk(whose)
    ctx.exit(emptying.empty(at, at.one(target), everything=everything, yes=yes))
