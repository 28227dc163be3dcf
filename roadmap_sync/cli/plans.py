"""``roadmap-sync plans``: what there is to follow."""

import click

from roadmap_sync.cli.words import text


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
@click.argument("name")
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


@plans.command(short_help="Begin a plan of your own: a small file that explains itself.")
@click.argument("name", metavar="[ID|FILE]", default="my-plan")
@click.option("--title", callback=text, metavar="TEXT", help="What people see.")
def new(name: str, title: str | None) -> None:
    """Begin a plan of your own: a small file that explains itself and passes 'check'.

    It lies over the four-year roadmap and has one example of everything that a plan can say. A
    file of that name is never written over. Beside it comes plan.schema.json, with which editors
    complete and explain its keys.

    \b
    Examples:
      roadmap-sync plans new anatomy-club
      roadmap-sync plans new shared/anatomy-club.yaml --title "Anatomy club"
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import new_plans

    new_plans.write_plan(name, title)
