"""What a student does with an item by command, and where the item stands then.

The same `State` comes back from calendars; whichever of the two is later counts.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from roadmap_sync.content import digest, when_text
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item
from roadmap_sync.sync.memory import Run, State


class Where(StrEnum):
    """Where an item stands; each stands in one place."""

    DONE = "done"
    OPEN = "open"
    #: Its day is over, and it is not ticked off.
    OVER = "over"
    #: Deleted on a calendar, or skipped by command.
    SKIPPED = "skipped"


def where(item: Item, state: State, today: date, zone: ZoneInfo) -> Where:
    """Return where an item stands on a day."""
    if state.done:
        return Where.DONE
    if state.skipped:
        return Where.SKIPPED
    return Where.OVER if day_of(item, state, zone) < today else Where.OPEN


def day_of(item: Item, state: State, zone: ZoneInfo) -> date:
    """Return the day on which an item stands for the student: their own, else the plan's."""
    if state.moved is None:
        return item.date
    start = _local(state.moved[0], zone)
    return start.date() if isinstance(start, datetime) else start


def hour_of(item: Item, state: State, zone: ZoneInfo) -> str:
    """Return when on that day it begins, ``17:30``; empty for whole days."""
    start = item.start if state.moved is None else _local(state.moved[0], zone)
    return f"{start:%H:%M}" if isinstance(start, datetime) else ""


def _local(moment: date, zone: ZoneInfo) -> date:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(zone)
    return moment


def ticked(before: State, run: Run, *, done: bool) -> State:
    """Return the state once the student says that it is done, or not."""
    return _said(before, replace(before, done=done), run)


def skipped(before: State, run: Run) -> State:
    """Return the state once the student does not want the item any more."""
    return _said(before, replace(before, skipped=True), run)


def moved(before: State, item: Item, day: date, run: Run) -> State:
    """Return the state once the student moved an item to a day; hours and length stay.

    Moved to where the plan has it, it is not the student's date any more, and follows the plan.
    """
    if day == item.date:
        return _said(before, replace(before, moved=None, against=""), run)
    shift = day - item.date
    plain = content_of(item, todo=False)
    span = _shifted(plain.start, shift), _shifted(plain.end, shift)
    against = digest(when_text(plain.start, plain.end))
    return _said(before, replace(before, moved=span, against=against), run)


def first(before: State, after: State) -> str:
    """Return the command that must come before a change of a state; empty if none must.

    What is deleted or skipped is on no calendar, and what is done is history: what a student
    then says of it would be remembered, and no calendar would follow.
    """
    if before == after:
        return ""
    if before.skipped:
        return "restore"
    return "undone" if before.done and after.done else ""


def _shifted(moment: date, shift: timedelta) -> date:
    """Return the same time of day on another day: in its zone, whatever its clocks do between."""
    return moment + shift


def _said(before: State, after: State, run: Run) -> State:
    return before if after == before else replace(after, by="", at=run.now)
