"""How `doctor` is shown."""

from collections.abc import Sequence

import click

from roadmap_sync.cli.finding import Finding
from roadmap_sync.cli.screen import amount, plain, show_json


def show(found: Sequence[Finding], *, as_json: bool) -> None:
    """Print a line for each finding, and what to do below it."""
    if as_json:
        records = [
            {"name": one.name, "ok": one.well, "words": one.words, "advice": one.advice}
            for one in found
        ]
        show_json(records)
        return
    wide = max(len(one.name) for one in found)
    for one in found:
        sign = click.style("ok", fg="green") if one.well else click.style("no", fg="red")
        click.echo(plain(f"{one.name:>{wide}}  ") + sign + plain(f"  {one.words}"))
        if not one.well:
            click.echo(plain(f"{'':>{wide}}      do: {one.advice}"))
    bad = sum(not one.well for one in found)
    click.echo(f"{amount(bad, 'thing')} to do" if bad else "all is well")
