"""The email of an item: filled in, printed, copied, opened."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.screen import plain
from roadmap_sync.errors import OutputError
from roadmap_sync.formats.clean import clean, line_of
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item, Message, OnRequest, Roadmap
from roadmap_sync.problems import did_you_mean

_BLANK = re.compile(r"\[[^\[\]\n]{1,80}\]")
#: What a student file can say, and the blank that it fills.
_KEYS = {"[your name]": "name", "[school]": "school"}


class Draft(Struct, frozen=True):
    """One email.

    Attributes:
        name: Of the item.
        facts: When it is due and what it belongs to, in words; may be empty.
        message: Subject and body, with the blanks that are left.
    """

    name: str
    facts: str
    message: Message

    @property
    def blanks(self) -> tuple[str, ...]:
        """What the student has to fill in, in its order, nothing twice."""
        text = f"{self.message.subject}\n{self.message.body}"
        return tuple(dict.fromkeys(_BLANK.findall(text)))


def draft_of(choice: Choice, name: str) -> Draft:
    """Return the email of an item, with all names that the student file tells.

    Raises:
        click.UsageError: There is no such item, it has no draft, or several have different ones.
        PlanError: A file has errors.
    """
    from roadmap_sync.cli import inputs

    given = inputs.read_inputs(choice)
    calendar = replace(given.student.calendar, people="names")
    named = replace(given, student=replace(given.student, calendar=calendar))
    return _found(name.strip(), list(_drafts(inputs.make_schedule(named).roadmap)))


def show(draft: Draft) -> None:
    """Print an email on standard output, and what is left to do on standard error."""
    if draft.facts:
        click.echo(plain(f"{draft.name}: {draft.facts}\n"), err=True)
    click.echo(plain(f"Subject: {draft.message.subject}\n\n{draft.message.body}"))
    if draft.blanks:
        click.echo(plain(f"\nstill to fill in: {' '.join(draft.blanks)}"), err=True)
    for blank in draft.blanks:
        if blank in _KEYS:
            click.echo(f"  roadmap-sync set {_KEYS[blank]} …  fills {blank} from now on", err=True)


def copy(draft: Draft) -> None:
    """Put the text on the clipboard.

    Raises:
        OutputError: This computer has no clipboard that we can reach.
    """
    import pyperclip

    try:
        pyperclip.copy(draft.message.body)
    except pyperclip.PyperclipException as error:
        raise OutputError(
            "there is no clipboard here: on Linux install xclip, xsel or wl-clipboard; elsewhere "
            "mark the text above with the mouse"
        ) from error
    click.echo("copied: the text is on the clipboard, without the subject", err=True)


def open_mail(draft: Draft) -> None:
    """Open the mail program with the email in it.

    Raises:
        OutputError: No program takes it.
    """
    import webbrowser

    if not webbrowser.open(mailto(draft.message)):
        raise OutputError("no mail program could be opened here; --copy takes the text elsewhere")


def mailto(message: Message) -> str:
    """Return the address that opens an email without a recipient (RFC 6068)."""
    body = message.body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(message.subject, safe='')}&body={quote(body, safe='')}"


def _drafts(roadmap: Roadmap) -> Iterator[tuple[Item | OnRequest, Draft | None]]:
    """Yield everything that can be named, with its draft."""
    for item in (*roadmap.items, *roadmap.over):
        yield item, _draft(item, item.name, _facts(item))
    for asked in roadmap.on_request:
        yield asked, _draft(asked, asked.step + asked.occurrence, "whenever there is an occasion")


def _draft(item: Item | OnRequest, name: str, facts: str) -> Draft | None:
    if item.message is None:
        return None
    subject, body = line_of(item.message.subject), clean(item.message.body).strip()
    return Draft(name, facts, Message(subject, body))


def _facts(item: Item) -> str:
    block = f", {item.block.name}" if item.block is not None else ""
    return f"{item.title}, {day_in_words(item.date)}{block}"


def _found(name: str, known: Sequence[tuple[Item | OnRequest, Draft | None]]) -> Draft:
    named = [(item.step + item.occurrence, item, draft) for item, draft in known]
    found = [one for one in named if name in (one[0], f"{one[1].plan}/{one[0]}")]
    found = found or [one for one in named if one[1].step == name]
    names = [one[0] for one in named if one[2] is not None]
    if not found:
        hint = did_you_mean(name, [one[0] for one in named])
        raise click.UsageError(
            plain(f"there is no item '{name}'; {hint or 'roadmap-sync agenda tells the names'}")
        )
    drafts = [one[2] for one in found if one[2] is not None]
    if not drafts:
        raise click.UsageError(plain(f"'{name}' has no draft; these have: {_some(names)}"))
    if len({draft.message for draft in drafts}) > 1:
        words = ", ".join(draft.name for draft in drafts)
        raise click.UsageError(plain(f"'{name}' can be one of: {words}"))
    return drafts[0]


def _some(names: Iterable[str]) -> str:
    """Return the names of steps, without the copies of each."""
    return ", ".join(dict.fromkeys(re.split("[@/#]", name)[0] for name in names)) or "none"
