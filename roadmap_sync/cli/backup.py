"""``roadmap-sync backup``: everything that is yours in one file, for a new computer."""

from pathlib import Path

import click

from roadmap_sync.cli.desk import Whose, whose_options
from roadmap_sync.cli.screen import plain

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(short_help="Put everything that is yours into one file, for a new computer.")
def backup() -> None:
    """Put everything that is yours into one file, for a new computer.

    \b
    Examples:
      roadmap-sync backup save roadmap-backup.zip
      roadmap-sync backup load roadmap-backup.zip
    """  # noqa: D301 - \b is for click


@backup.command(short_help="Write the file.")
@click.argument("file", type=_FILE)
@whose_options
def save(whose: Whose, file: Path) -> None:
    """Write FILE: your student file, your network log, your own plans and what sync remembers.

    No password is in it, and no sign-in: you sign in anew on the other computer. It holds your
    dates and the people you know, so keep it where only you can read it.

    \b
    Example:
      roadmap-sync backup save roadmap-backup.zip
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import archiving

    click.echo(plain("\n".join(archiving.save(whose, file))))


@backup.command(short_help="Unpack it on another computer.")
@click.argument("file", type=_FILE)
@whose_options
@click.option("--replace", is_flag=True, help="Write over what is there; the old is kept as .bak.")
def load(whose: Whose, file: Path, *, replace: bool) -> None:
    """Unpack FILE: the student file into this folder, or to where --student says.

    Nothing is written over unless you say --replace. The next sync goes on where the other
    computer stopped: nothing comes twice, and what you had deleted stays deleted.

    \b
    Example:
      roadmap-sync backup load roadmap-backup.zip && roadmap-sync sync --dry-run
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import restoring_backup

    lines = restoring_backup.load(whose, file, replace=replace)
    click.echo(plain("\n".join(lines)))
