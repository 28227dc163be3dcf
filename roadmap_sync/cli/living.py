"""What the student does by command: into the ledger, and from there to the calendars."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from roadmap_sync import clock
from roadmap_sync.cli.desk import Desk, Whose, open_desk_with_items, state_folder
from roadmap_sync.cli.naming import item_named
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import outcome_of
from roadmap_sync.cli.screen import plain, show_problems
from roadmap_sync.cli.tally import Lived
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item
from roadmap_sync.problems import Severity
from roadmap_sync.sync import doing
from roadmap_sync.sync.doing import Where
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import State

#: What becomes of an item's state.
_Change = Callable[[State, Item], State]


def look(choice: Choice, state: Path | None) -> Lived:
    """Return the roadmap with what the student did; without a ledger, nothing was done.

    Warnings go to standard error.

    Raises:
        PlanError: A file has errors.
        click.UsageError: The options do not say who the student is.
        LedgerError: What is remembered cannot be read.
    """
    outcome = outcome_of(choice)
    warnings = [one for one in outcome.problems if one.severity is Severity.WARNING]
    show_problems(warnings, err=True)
    roadmap, calendars = outcome.roadmap, outcome.calendars
    if calendars is None:
        return Lived(roadmap.items, {}, clock.today(roadmap.zone), ZoneInfo(roadmap.zone))
    zone = ZoneInfo(calendars.zone_on(clock.now().date()))
    with Ledger.open(state_folder(state), calendars.student, read_only=True) as ledger:
        states = ledger.states()
    return Lived(roadmap.items, states, clock.today(zone.key), zone)


def tick(whose: Whose, names: Sequence[str], *, done: bool) -> None:
    """Remember that items are done, or not; all of them or none.

    Raises:
        click.UsageError: There is no such item.
        LedgerError: Another run is at work.
    """
    desk, items = _opened(whose)
    likely = (Where.OPEN, Where.OVER) if done else (Where.DONE,)
    _change(
        desk, items, names, likely,
        lambda before, _item: doing.ticked(before, desk.run, done=done),
        "done" if done else "not done",
    )  # fmt: skip


def skip(whose: Whose, names: Sequence[str]) -> None:
    """Remember that the student does not want items; all of them or none. Raises as `tick`."""
    desk, items = _opened(whose)
    _change(
        desk, items, names, (Where.OPEN, Where.OVER),
        lambda before, _item: doing.skipped(before, desk.run),
        "skipped; 'restore' takes that back",
    )  # fmt: skip


def move(whose: Whose, name: str, day: date) -> None:
    """Remember that the student moved an item to a day. Raises as `tick`."""
    desk, items = _opened(whose)
    words = day_in_words(day)
    if day < desk.today:
        words += ", which is over"
    _change(
        desk, items, [name], (Where.OPEN, Where.OVER),
        lambda before, item: doing.moved(before, item, day, desk.run),
        f"moved to {words}",
    )  # fmt: skip


def _opened(whose: Whose) -> tuple[Desk, tuple[Item, ...]]:
    desk, roadmap = open_desk_with_items(whose)
    return desk, roadmap.items


def _change(  # noqa: PLR0913 - one call for each command
    desk: Desk, items: Sequence[Item], names: Iterable[str], likely: tuple[Where, ...],
    change: _Change, words: str,
) -> None:  # fmt: skip
    with desk.ledger() as ledger:
        lived = Lived(items, ledger.states(), desk.today, desk.zone)
        chosen = [item_named(name, items, lambda one: lived.where(one) in likely) for name in names]
        before = {item.uid: lived.states.get(item.uid, State()) for item in chosen}
        after = {item.uid: change(before[item.uid], item) for item in chosen}
        ledger.learn({uid: state for uid, state in after.items() if state != before[uid]})
    for item in chosen:
        same = after[item.uid] == before[item.uid]
        click.echo(plain(f"{item.name}: {'already ' * same}{words}  ({item.title})"))
    if desk.settings and after != before:
        click.echo("Your calendars follow with the next sync.")
