"""``roadmap-sync draft``: an email that is due, filled in."""

import click

from roadmap_sync.cli import completing
from roadmap_sync.cli.options import Choice, student_options


@click.command(short_help="Print an email that is due, filled in, to copy or to send.")
@student_options
@click.argument("name", metavar="ITEM", shell_complete=completing.items)
@click.option("--copy", is_flag=True, help="Put the text, without the subject, on the clipboard.")
@click.option("--open", "send", is_flag=True, help="Open it in your mail program, not sent yet.")
def draft(choice: Choice, name: str, *, copy: bool, send: bool) -> None:
    """Print the email of ITEM with what your student file knows: names, school, rotation, dates.

    An item is named as in the line "From:" of its notes. What is not known stays as a [blank] for
    you to fill in; it is listed at the end. Names appear here also where `calendar: {people: none}`
    keeps them off your calendars: this stays on your computer.

    \b
    Examples:
      roadmap-sync draft advisor-intro
      roadmap-sync draft letter-email@surgery --copy
      roadmap-sync draft letter-email@surgery --open
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli import drafting

    found = drafting.draft_of(choice, name)
    drafting.show(found)
    if copy:
        drafting.copy(found)
    if send:
        drafting.open_mail(found)
