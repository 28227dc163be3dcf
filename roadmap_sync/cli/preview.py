"""``roadmap-sync preview``: the roadmap as a page, in the browser, without leaving a file here."""

from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync.cli.options import Choice, student_options, with_options


class View(Struct, frozen=True):
    """How to look at it.

    Attributes:
        stages: Only these; empty for all.
        state: The folder of the ledger; None for the usual one.
        open_it: Open the browser?
    """

    stages: tuple[str, ...]
    state: Path | None
    open_it: bool


@click.command(short_help="Look at your roadmap in your browser.")
@student_options
@with_options(
    View,
    click.option("--stage", "stages", multiple=True, metavar="STAGE",
                 help="Only this part, such as ms1; may be repeated."),
    click.option("--state", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Where it is remembered what you did.  [default: your state folder]"),
    click.option("--open/--no-open", "open_it", default=True,
                 help="Open the browser, or only say where the page is.  [default: --open]"),
)  # fmt: skip
def preview(choice: Choice, view: View) -> None:
    """Look at your roadmap in your browser.

    The page is one file in your cache folder. It loads nothing and sends nothing.
    To keep it, or to hand it to a phone: roadmap-sync generate --format html

    \b
    Examples:
      roadmap-sync preview --start 2026-08
      roadmap-sync preview --student student.yaml --stage ms3
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import looking
    from roadmap_sync.cli.outcome import outcome_of
    from roadmap_sync.cli.whose import tell_unread

    tell_unread(choice)
    looking.look(outcome_of(choice), view)
