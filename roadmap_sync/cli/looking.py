"""What `preview` does: a page in the cache folder, and a browser that shows it."""

import webbrowser
from pathlib import Path

import click

from roadmap_sync.cache import user_folder
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.cli.output import chosen
from roadmap_sync.cli.own_way import page_of
from roadmap_sync.cli.preview import View
from roadmap_sync.cli.screen import show_problems
from roadmap_sync.disk import make_private_folder, write_atomically
from roadmap_sync.problems import Severity

_NAME = "roadmap.html"


def look(outcome: Outcome, view: View) -> None:
    """Write the page and open it; say where it is, for whoever has another browser.

    Raises:
        click.UsageError: There is no such stage.
        OutputError: The page could not be written.
    """
    roadmap = chosen(outcome.roadmap, stages=view.stages)
    show_problems([one for one in outcome.problems if one.severity is Severity.WARNING], err=True)
    path = _path()
    make_private_folder(path.parent)
    write_atomically(path, page_of(outcome, roadmap, view.state).encode())
    click.echo(str(path))
    if view.open_it and not _open(path):
        click.echo("No browser could be opened: open this file in one.", err=True)


def _path() -> Path:
    return user_folder() / "preview" / _NAME


def _open(path: Path) -> bool:
    """Open the browser, and tell whether there was one."""
    try:
        return webbrowser.open(path.as_uri())
    except (webbrowser.Error, OSError):
        return False
