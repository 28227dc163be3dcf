"""What the student does by command: into the ledger, and from there to the calendars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from roadmap_sync import clock
from roadmap_sync.cli.ahead import ahead, in_words
from roadmap_sync.cli.calendars import Calendars
from roadmap_sync.cli.desk import Desk, Whose, open_desk_with_items, state_folder
from roadmap_sync.cli.naming import item_named
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import Outcome, outcome_of
from roadmap_sync.cli.screen import plain, point_to_warnings
from roadmap_sync.cli.tally import Lived
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.sync import doing
from roadmap_sync.sync.doing import Where
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import State

_WAITING = (Where.OPEN, Where.OVER)


class _Deed(Struct, frozen=True, kw_only=True):
    """What a command does with items.

    Attributes:
        words: What is said of each item afterwards.
        likely: Where items stand that are probably meant.
        change: Returns an item's state afterwards.
    """

    words: str
    likely: tuple[Where, ...]
    change: Callable[[State, Item], State]


def look(choice: Choice, state: Path | None) -> Lived:
    """Return the roadmap with what the student did; without a ledger, nothing was done.

    That there are warnings is told on standard error.

    Raises:
        PlanError: A file has errors.
        click.UsageError: The options do not say who the student is.
        LedgerError: What is remembered cannot be read.
    """
    outcome = outcome_of(choice)
    point_to_warnings(outcome.problems)
    return lived_of(outcome, state)


def lived_of(outcome: Outcome, state: Path | None) -> Lived:
    """Return a roadmap with what the student did; without a ledger, nothing was done.

    Raises:
        LedgerError: What is remembered cannot be read.
    """
    return lived_by(outcome.roadmap, outcome.calendars, state)


def lived_by(roadmap: Roadmap, calendars: Calendars | None, state: Path | None) -> Lived:
    """Return likewise a roadmap of the student whose calendars those are; raises as above."""
    if calendars is None:
        return Lived(roadmap.items, {}, clock.today(roadmap.zone), ZoneInfo(roadmap.zone))
    zone = ZoneInfo(calendars.zone_on(clock.now().date()))
    with Ledger.open(state_folder(state), calendars.student, read_only=True) as ledger:
        states = ledger.states()
    return Lived(roadmap.items, states, clock.today(zone.key), zone)


def tick(whose: Whose, names: Sequence[str], *, done: bool) -> None:
    """Remember that items are done, or not; all of them or none.

    Raises:
        click.UsageError: There is no such item, or no calendar would follow.
        LedgerError: Another run is at work.
    """
    at, roadmap = open_desk_with_items(whose)
    deed = _Deed(
        words="done" if done else "not done",
        likely=_WAITING if done else (Where.DONE,),
        change=lambda before, _item: doing.ticked(before, at.run, done=done),
    )
    _do(deed, at, roadmap.items, names)


def skip(whose: Whose, names: Sequence[str]) -> None:
    """Remember that the student does not want items; all of them or none. Raises as `tick`."""
    at, roadmap = open_desk_with_items(whose)
    deed = _Deed(
        words="skipped; 'restore' takes that back",
        likely=_WAITING,
        change=lambda before, _item: doing.skipped(before, at.run),
    )
    _do(deed, at, roadmap.items, names)


def move(whose: Whose, name: str, day: date) -> None:
    """Remember that the student moved an item to a day. Raises as `tick`."""
    at, roadmap = open_desk_with_items(whose)
    deed = _Deed(
        words=f"moved to {day_in_words(day)}" + ", which is over" * (day < at.today),
        likely=_WAITING,
        change=lambda before, item: doing.moved(before, item, day, at.run),
    )
    _do(deed, at, roadmap.items, [name])


def _do(deed: _Deed, desk: Desk, items: Sequence[Item], names: Iterable[str]) -> None:
    with desk.ledger(patient=True) as ledger:
        lived = Lived(items, ledger.states(), desk.today, desk.zone)
        chosen = [
            item_named(name, items, lambda one: lived.where(one) in deed.likely) for name in names
        ]
        chosen = list(dict.fromkeys(chosen))
        before = {item.uid: lived.states.get(item.uid, State()) for item in chosen}
        after = {item.uid: deed.change(before[item.uid], item) for item in chosen}
        _refuse(chosen, before, after)
        news = {uid: state for uid, state in after.items() if state != before[uid]}
        if news:
            ledger.learn(news)
        found = ahead([item for item in chosen if item.uid in news], desk, ledger)
    for item in chosen:
        already = "already " * (item.uid not in news)
        click.echo(plain(f"{item.name}: {already}{deed.words}  ({item.title})"))
    for line in in_words(found):
        click.echo(plain(line))


def _refuse(
    items: Iterable[Item], before: Mapping[str, State], after: Mapping[str, State]
) -> None:  # fmt: skip
    """Stop where no calendar would follow what is said.

    Raises:
        click.UsageError: With what must be said before it.
    """
    for command, why in (("restore", "deleted or skipped"), ("undone", "done")):
        names = [
            one.name for one in items if doing.first(before[one.uid], after[one.uid]) == command
        ]
        if names:
            stand = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {why}"
            words = f"{stand}; say first: roadmap-sync {command} {' '.join(names)}"
            raise click.UsageError(plain(words))
