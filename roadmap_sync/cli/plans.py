"""``roadmap-sync plans``: what there is to follow, and what goes from one student to another."""

from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync.cli import completing
from roadmap_sync.cli.options import with_options
from roadmap_sync.cli.words import ident, text


def _allowed(
    _ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]
) -> tuple[str, ...]:  # fmt: skip
    """Take kinds and texts; ``all`` is every kind."""
    from roadmap_sync.plan.personal import KINDS

    return (*words, *KINDS) if "all" in words else words


class Wish(Struct, frozen=True, kw_only=True):
    """How to share.

    Attributes:
        output: A file, ``-`` for standard output, or None for a name after the plan's.
        student: Whose names to look for; None for the student files that lie near.
        allowed: Kinds and texts that may stand in the plan.
        edited: Sign a bundle again that was changed on purpose?
        force: Write over a file that is no bundle?
    """

    output: str | None = None
    student: Path | None = None
    allowed: tuple[str, ...] = ()
    edited: bool = False
    force: bool = False


@click.group(short_help="Show the plans there are; share one, or add somebody else's.")
def plans() -> None:
    """Show the plans there are; share one, or add somebody else's.

    \b
    Examples:
      roadmap-sync plans list
      roadmap-sync plans show ms1-ms4-networking
      roadmap-sync plans share my-plan.yaml -o bundle.yaml
      roadmap-sync plans add https://example.org/bundle.yaml
    """  # noqa: D301 - \b is for click


@plans.command("list", short_help="List the plans: bundled, and added by you.")
def list_plans() -> None:
    """List the plans: name, number of steps, title; and where those are from that you added.

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

    NAME is a bundled plan, one that you added, or a file.

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


@plans.command(short_help="Make one file of a plan, for others.")
@with_options(
    Wish,
    click.option("-o", "--output", metavar="FILE|-",
                 help="Where to write.  [default: ID.bundle.yaml]"),
    click.option("--student", type=click.Path(path_type=Path), metavar="FILE",
                 help="Whose names to look for.  [default: student.yaml near the plan, and yours]"),
    click.option("--allow", "allowed", multiple=True, callback=_allowed, metavar="KIND|TEXT",
                 help="Let something stand that was found: dates, names, emails, phones, "
                 "addresses, ids, all; or the text itself. May be repeated."),
    click.option("--edited", is_flag=True,
                 help="Sign a bundle again that you changed on purpose."),
    click.option("--force", is_flag=True, help="Write over a file that is no bundle."),
)  # fmt: skip
@click.argument("name", metavar="FILE")
def share(wish: Wish, name: str) -> None:
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

    sharing.share(name, wish)


@plans.command(short_help="Add a plan of somebody else's, to be followed by name.")
@click.argument("source", metavar="FILE|https://...")
@click.option("--name", callback=ident, metavar="NAME", help="What to call it.  [default: its id]")
def add(source: str, name: str | None) -> None:
    """Add a plan of somebody else's, so that you can follow it by name.

    A copy is kept in your data folder and pinned by its checksum: it says tomorrow what it says
    today, without a network. Nothing else ever fetches a plan, least of all `sync`. An address
    must begin with https:// and lead to a public computer.

    A plan holds no code and reaches none of your files: one from a stranger can do no more than
    fill a calendar.

    \b
    Examples:
      roadmap-sync plans add bundle.yaml
      roadmap-sync plans add https://school.example/ms3.bundle.yaml --name school
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import adding

    adding.add(source, name)


@plans.command(short_help="Look for new versions of the plans you added.")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing.added_plans)
@click.option(
    "--student",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose dates to compare.  [default: student.yaml, here or in your settings folder]",
)
@click.option("--accept", is_flag=True, help="Take the new versions without asking.")
def update(names: tuple[str, ...], student: Path | None, *, accept: bool) -> None:
    """Look for new versions of the plans you added, where they came from.

    It shows what would move, appear or go on your calendar, and asks before it takes a new
    version. Your own `changes:` hold in the new version too.

    \b
    Examples:
      roadmap-sync plans update
      roadmap-sync plans update school --accept
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import updating

    updating.update(names, student, accept=accept)


@plans.command(short_help="Take out a plan that you added.")
@click.argument("name", shell_complete=completing.added_plans)
def remove(name: str) -> None:
    """Take out a plan that you added: the copy in your data folder is deleted.

    \b
    Example:
      roadmap-sync plans remove school
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import adding, updating

    one = adding.known(name)
    adding.remove(one.name, follows=updating.is_followed(one))
