"""``roadmap-sync plans``: what there is to follow, and what goes from one student to another."""

from pathlib import Path
from typing import Any

import click


def _allowed(
    _ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]
) -> tuple[str, ...]:  # fmt: skip
    """Take kinds and texts; ``all`` is every kind."""
    from roadmap_sync.plan.personal import KINDS

    return (*words, *KINDS) if "all" in words else words


@click.group(short_help="Show the plans there are; share one, or add one of somebody else's.")
def plans() -> None:
    """Show the plans there are; share one, or add one of somebody else's.

    \b
    Examples:
      roadmap-sync plans list
      roadmap-sync plans show ms1-ms4-networking
      roadmap-sync plans share my-plan.yaml -o bundle.yaml
      roadmap-sync plans add https://example.org/bundle.yaml
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


@plans.command(short_help="Make one file of a plan, for others.")
@click.argument("name", metavar="FILE")
@click.option("-o", "--output", metavar="FILE|-", help="Where to write.  [default: ID.bundle.yaml]")
@click.option(
    "--student",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose names to look for.  [default: student.yaml near the plan, and yours]",
)
@click.option(
    "--allow",
    "allowed",
    multiple=True,
    callback=_allowed,
    metavar="KIND|TEXT",
    help="Let something stand that was found: dates, names, emails, phones, addresses, "
    "ids, all; or the text itself. May be repeated.",
)
@click.option("--edited", is_flag=True, help="Sign a bundle again that you changed on purpose.")
@click.option("--force", is_flag=True, help="Write over a file that is no bundle.")
def share(name: str, **values: Any) -> None:
    """Make one file of a plan and everything it builds on, for others.

    Whoever gets it needs nothing else, and gets the dates that you would get with their start:
    the plans that come with the program are in it as they are now. Comments stay. A line says
    what the file should hold, so that one that was damaged on the way is refused.

    A plan is for everybody, so the command looks for what is about one person: names (those of
    your student file and network log too), email and postal addresses, phone numbers, dates that
    are not counted from anything. It shows each place, and writes nothing until they are gone or
    allowed. Your student file is never shared.

    \b
    Examples:
      roadmap-sync plans share my-plan.yaml -o bundle.yaml
      roadmap-sync plans share school-events.yaml --allow dates --allow careers@school.example
      roadmap-sync plans share bundle.yaml --edited -o bundle.yaml
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import sharing

    sharing.share(name, sharing.Wish(**values))
