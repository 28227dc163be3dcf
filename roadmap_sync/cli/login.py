"""``roadmap-sync login``: sign in to Google."""

from pathlib import Path

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.desk import Whose, whose_options
from roadmap_sync.cli.options import Number, Whole, with_options
from roadmap_sync.cli.signing import Visit


@click.command(short_help="Sign in to Google, for a target of 'kind: google'.")
@click.argument("target", required=False, shell_complete=completing.targets)
@whose_options
@with_options(
    Visit,
    click.option("--client", type=click.Path(path_type=Path), metavar="FILE",
                 help="The file of your OAuth client, if your student file does not name it."),
    click.option("--no-browser", is_flag=True,
                 help="For a computer without one: open the page elsewhere, paste its end here."),
    click.option("--port", type=Whole(0, 65535), default=0, metavar="N",
                 help="Where the browser comes back to.  [default: a free one]"),
    click.option("--timeout", type=Number(1), default=300.0, metavar="SECONDS",
                 help="How long to wait for the browser.  [default: 300]"),
)  # fmt: skip
def login(whose: Whose, visit: Visit, target: str | None) -> None:
    """Sign in to Google for TARGET, or for the one of your student file with 'kind: google'.

    A page of Google's opens in your browser and asks what this program may do: make a calendar of
    its own, find it again, and change your tasks if you want them there. It sees no other
    calendar. The sign-in is kept where only you can read it. The README walks through getting
    the OAuth client that Google wants for this, with every click.

    \b
    Examples:
      roadmap-sync login google
      roadmap-sync login google --client ~/Downloads/client_secret.json
      roadmap-sync login google --no-browser
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import desk, signing

    at = desk.open_desk(whose, needs_id=False)
    signing.log_in(signing.google_of(at, target), visit)
