"""Words of the command line that end up in a student file."""

import re

import click

from roadmap_sync.problems import is_harmless
from roadmap_sync.schedule.yaml_text import Value

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


def text(_ctx: click.Context, _param: click.Parameter, word: str | None) -> str | None:
    """Take one line of text."""
    if word is not None and not (word.strip() and all(map(is_harmless, word))):
        raise click.BadParameter("this must be one line of text")
    return None if word is None else word.strip()


def ident(_ctx: click.Context, _param: click.Parameter, word: str | None) -> str | None:
    """Take an id."""
    if word is not None and not _ID.fullmatch(word):
        message = f"'{word}' cannot be an id: use up to 64 small letters, digits, '-' and '_'"
        raise click.BadParameter(message)
    return word


def days(_ctx: click.Context, _param: click.Parameter, word: str | None) -> Value | None:
    """Take ``2028-04-03`` or ``2028-04-03..2028-05-26``."""
    return None if word is None else days_of(word)


def days_of(word: str) -> Value:
    """Return the value of one day, or of the days from one to another.

    Raises:
        click.BadParameter: A word is not a day, or the last comes before the first.
    """
    from roadmap_sync.plan.scalars import parse_date

    first, dots, last = (part.strip() for part in word.partition(".."))
    for part in (first, last) if dots else (first,):
        if parse_date(part) is None:
            from roadmap_sync.plan.day_words import no_date

            raise click.BadParameter(no_date(part))
    if dots and last < first:
        raise click.BadParameter(f"it ends on {last}, before it starts on {first}")
    return {"from": first, "until": last} if dots else first
