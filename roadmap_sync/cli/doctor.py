"""``roadmap-sync doctor``: is everything as it should be, and if not, what to do."""

import click

from roadmap_sync.cli.desk import Whose, whose_options


@click.command(short_help="Look whether everything is as it should be, and say what to do.")
@whose_options
@click.option(
    "--online", is_flag=True, help="Also ask for passwords and read each calendar; write nothing."
)
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.pass_context
def doctor(ctx: click.Context, whose: Whose, *, online: bool, as_json: bool) -> None:
    """Look whether everything is as it should be, and say what to do where it is not.

    One line each for the program, your student file and plan, each calendar and its sign-in,
    the clock, what sync remembers, the disk and the nights. Nothing is written anywhere. Times
    are told in the zone where you live. Exit code 1 if a line needs you.

    \b
    Examples:
      roadmap-sync doctor
      roadmap-sync doctor --online
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import listing_doctor, patients

    if online and not as_json:
        click.echo("asking your calendars ...", err=True)
    found = patients.examine(whose, online=online)
    listing_doctor.show(found, as_json=as_json)
    ctx.exit(0 if all(one.well for one in found) else 1)
