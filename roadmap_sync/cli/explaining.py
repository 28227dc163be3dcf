"""Why an item is where it is: what the plan says, beside what the student did with it."""

from pathlib import Path

from roadmap_sync.cli.calendars import calendars_of
from roadmap_sync.cli.inputs import make_schedule, read_inputs
from roadmap_sync.cli.living import lived_by
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.tally import Lived
from roadmap_sync.items import Item
from roadmap_sync.schedule.explain import Line, explain
from roadmap_sync.schedule.explain_words import day
from roadmap_sync.sync.doing import Where


def explained(choice: Choice, name: str, state: Path | None) -> tuple[Line, ...]:
    """Return the lines of an answer.

    Args:
        choice: Who the student is.
        name: Of the item, or of a step.
        state: The folder of the ledger; None for the usual one.

    Raises:
        PlanError: There is no such item, or a file has errors.
        click.UsageError: The options do not say who the student is.
        LedgerError: What is remembered cannot be read.
    """
    given = read_inputs(choice)
    schedule = make_schedule(given)
    calendars = None if given.file is None else calendars_of(given.student, given.file.parent)
    lived = lived_by(schedule.roadmap, calendars, state)
    own = {item.name: words for item in lived.items if (words := _own(item, lived))}
    return explain(schedule, given.plan, name, own)


def _own(item: Item, lived: Lived) -> str:
    """Return why an item does not stand on the plan's day; empty if it does."""
    if lived.where(item) is Where.SKIPPED:
        return "you deleted or skipped it"
    if not lived.is_moved(item):
        return ""
    hour = lived.hour(item)
    return f"you moved it to {day(lived.day(item))}" + f", {hour}" * bool(hour)
