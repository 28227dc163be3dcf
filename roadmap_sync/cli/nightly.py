"""``roadmap-sync nightly``: a run every night that nobody has to think of."""

import click

from roadmap_sync.cli.desk import Whose, whose_options


@click.group(short_help="Keep your calendars right every night, by itself.")
def nightly() -> None:
    """Keep your calendars right every night, by itself.

    \b
    Examples:
      roadmap-sync nightly install
      roadmap-sync nightly install --at 05:15 --with cron
      roadmap-sync nightly status
      roadmap-sync nightly remove
    """  # noqa: D301 - \b is for click


def _time(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    from roadmap_sync.nightly.job import time_of

    if time_of(text) is None:
        raise click.BadParameter(f"'{text}' is not a time of day such as 02:30")
    return text


@nightly.command(short_help="Set it up, after trying it out as it will run.")
@whose_options
@click.option("--at", default="02:30", callback=_time, metavar="HH:MM", show_default=True,
              help="When, by the clock of this computer.")  # fmt: skip
@click.option("--with", "scheduler", type=click.Choice(["systemd", "cron", "launchd"]),
              help="What starts it.  [default: what this computer has]")  # fmt: skip
def install(whose: Whose, at: str, scheduler: str | None) -> None:
    """Set it up, after trying it out once as it will run: without a desktop, nothing written.

    A computer that is asleep or off at that hour catches up when it wakes. Your settings of
    this moment (where programs and keys are) go along; variables that hold a password do not.
    Say it again to change the hour: there is only ever one.

    \b
    Examples:
      roadmap-sync nightly install
      roadmap-sync nightly install --at 05:15 --with cron
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import nightly_setup

    click.echo("\n".join(nightly_setup.install(whose, at, scheduler or "")))


@nightly.command(short_help="Say how the nights went.")
@whose_options
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_context
def status(ctx: click.Context, whose: Whose, *, as_json: bool) -> None:
    """Say whether it is set up, when the next night is, and how the last ones went.

    Exit code 1 if it is not set up, or the last night was not good.

    \b
    Example:
      roadmap-sync nightly status
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_nights, nightly_setup

    found = nightly_setup.stand(whose)
    listing_nights.show(found, as_json=as_json)
    ctx.exit(0 if found.is_well else 1)


@nightly.command(short_help="Take it away, with all its traces.")
@whose_options
def remove(whose: Whose) -> None:
    """Take it away, with all its traces: the schedule, the log and what it remembers.

    Your calendars and what sync remembers of them stay.

    \b
    Example:
      roadmap-sync nightly remove
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import nightly_setup

    click.echo("\n".join(nightly_setup.remove(whose)))


@nightly.command(hidden=True, short_help="What is started every hour.")
@whose_options
@click.option("--at", default="02:30", help="When nights are due.")
@click.option("--now", is_flag=True, help="Run, whether a night is due or not.")
@click.option("--rehearse", is_flag=True, help="Only look whether it would work.")
@click.pass_context
def run(ctx: click.Context, whose: Whose, at: str, *, now: bool, rehearse: bool) -> None:
    """Run a night, if one is due: what cron, systemd or launchd starts every hour."""
    from roadmap_sync.cli import nights

    if now or rehearse or nights.is_due(whose, at):
        ctx.exit(nights.run_night(whose, at, rehearse=rehearse))
