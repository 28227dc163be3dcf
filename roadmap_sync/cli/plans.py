"""``roadmap-sync plans``: what there is to follow."""

import click

from roadmap_sync.cli import completing


@click.group(short_help="Show the plans that come with the program.")
def plans() -> None:
    """Show the plans that come with the program.

    \b
    Examples:
      roadmap-sync plans list
      roadmap-sync plans show ms1-ms4-networking
    """  # noqa: D301 - \b is for click


@plans.command("list", short_help="List the bundled plans.")
def list_plans() -> None:
    """List the bundled plans: name, number of steps, title.

    \b
    Example:
      roadmap-sync plans list
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing

    listing.show_all()


@plans.command(short_help="Show what a plan asks, counts from and lists.")
@click.argument("name", shell_complete=completing.plans)
def show(name: str) -> None:
    """Show a plan: what it asks you, which dates it counts from, and its steps.

    NAME is a bundled plan or a file.

    \b
    Examples:
      roadmap-sync plans show ms1-ms4-networking
      roadmap-sync plans show my-plan.yaml
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing

    listing.show_plan(name)
