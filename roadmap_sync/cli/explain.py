"""``roadmap-sync explain``: why this, and why on that day."""

from pathlib import Path

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import STATE
from roadmap_sync.cli.options import Choice, student_options


@click.command(short_help="Say why something is on your calendar, and why on that day.")
@student_options
@click.argument("item", shell_complete=completing.items)
@STATE
def explain(choice: Choice, item: str, state: Path | None) -> None:
    """Say why ITEM is on your calendar, and why on that day.

    An item is named as in the line "From:" of its notes. A name without @ or # lists all its items.
    What you moved, deleted or skipped is told beside the day that the plan says.

    \b
    Examples:
      roadmap-sync explain coffee --start 2026-08
      roadmap-sync explain ask-letter@surgery --student student.yaml
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import explaining, screen

    lines = explaining.explained(choice, item.strip(), state)
    screen.show_lines((line.label, line.text) for line in lines)
