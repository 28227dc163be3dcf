"""``roadmap-sync targets``: list calendars, or try one out."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="List your calendars, or try one out.")
@click.argument("name", required=False, shell_complete=completing.targets)
@whose_options
@click.option("--write", is_flag=True, help="Also make an item there, and take it off again.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_context
def targets(
    ctx: click.Context, whose: Whose, name: str | None, *, write: bool, as_json: bool
) -> None:
    """List the targets of your student file; with NAME, try one step by step.

    It asks for the password, connects, signs in, finds the calendar and reads it, and says which
    step fails and what to do then. Without --write nothing is written anywhere.

    \b
    Examples:
      roadmap-sync targets
      roadmap-sync targets phone
      roadmap-sync targets phone --write
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, listing_targets, trying

    at = desk.open_desk(whose, needs_id=False)
    if name is None:
        listing_targets.show_all(at.chosen(()), as_json=as_json)
    else:
        chosen = at.one(name)
        if not as_json:
            click.echo(f"trying {chosen.name} ...", err=True)
        steps = trying.attempt(chosen, write=write)
        listing_targets.show_steps(name, steps, as_json=as_json)
        ctx.exit(trying.exit_code(steps))
