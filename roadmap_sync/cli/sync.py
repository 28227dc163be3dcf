"""``roadmap-sync sync``: bring calendars in line with the plan."""

import click
from msgspec.structs import replace

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options
from roadmap_sync.cli.options import Number, Whole, with_options
from roadmap_sync.cli.syncing import Wish


@click.command(short_help="Bring your calendars in line with the plan; keep your changes.")
@click.argument("names", nargs=-1, metavar="[TARGET]...", shell_complete=completing.targets)
@whose_options
@with_options(
    Wish,
    click.option("--dry-run", is_flag=True, help="Only show what would be written."),
    click.option("--quiet", is_flag=True, help="Print only what you must do yourself."),
    click.option("--verbose", is_flag=True, help="Print everything, however long."),
    click.option("--accept", is_flag=True,
                 help="Write also what a new version of the program or of a plan changes."),
    click.option("--max-delete", type=Whole(0), metavar="N",
                 help="Let up to N items go, where a guard stopped the run."),
    click.option("--deadline", type=Number(1), metavar="SECONDS",
                 help="Stop after this time; the next run goes on."),
    click.option("--json", "as_json", is_flag=True, help="For other programs."),
)  # fmt: skip
@click.pass_context
def sync(ctx: click.Context, whose: Whose, wish: Wish, names: tuple[str, ...]) -> None:
    """Bring your calendars in line with the plan, and keep what you changed there.

    Without TARGET, all targets of your student file. What you moved stays where you put it, what
    you deleted stays deleted, and your own notes, reminders and events are never touched. Run it
    as often as you like: a run that finds nothing to do writes nothing.

    When the program or one of its plans has changed since the last run, what that changes on
    your calendar is shown in dates, and waits until you say --accept; your own edits go on.

    \b
    Examples:
      roadmap-sync sync --dry-run
      roadmap-sync sync phone
      roadmap-sync sync --accept
      roadmap-sync sync --quiet --deadline 300
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, listing_sync, syncing

    at, roadmap = desk.begin_desk(whose)
    chosen = syncing.choose(at, roadmap, names)
    ran = syncing.run_sync(at, roadmap, chosen, wish)
    listing_sync.show(ran, at, wish)
    if listing_sync.is_accepted(ran, wish):
        ran = syncing.run_sync(at, roadmap, chosen, replace(wish, accept=True))
        listing_sync.show(ran, at, wish)
    if syncing.has_nights(at.folder):
        from roadmap_sync.cli import noting

        noting.heal(at, ran.exit_code, whole=not (names or wish.dry_run))
    ctx.exit(ran.exit_code)
