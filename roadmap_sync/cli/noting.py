"""The note on the student's calendars that nights do not go well; it goes away by itself.

It is an item like any other, with a uid and a marker of its own, so that it is never there
twice, and stays away if the student deletes it. It stands on the day of the last bad night.
"""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from datetime import UTC, timedelta

from roadmap_sync import clock
from roadmap_sync.cli.desk import Desk
from roadmap_sync.errors import RoadmapError
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.items import Item, Window
from roadmap_sync.nightly import record
from roadmap_sync.nightly.job import key_of
from roadmap_sync.nightly.record import Night, Nights
from roadmap_sync.schedule.identity import uid
from roadmap_sync.sync.alone import put_alone
from roadmap_sync.sync.edits import FLEETING
from roadmap_sync.targets.opening import open_target

_PLAN, _, _STEP = FLEETING.partition("/")
_DAY = timedelta(days=1)


def nights_of(desk: Desk) -> Nights | None:
    """Return what came of a student's nights; None if they are not set up."""
    return record.read(record.place_of(desk.folder, key_of(desk.file)))


def note_of(desk: Desk, nights: Nights | None) -> Item | None:
    """Return the note that should stand on the student's calendars, if one should."""
    if nights is None or not nights.is_trouble:
        return None
    bad = nights.bad
    first, last = bad[0], bad[-1].day
    return Item(
        # By UTC: a computer that travels must not give it another name.
        uid=uid(desk.calendars.student, _PLAN, _STEP, first.at.astimezone(UTC).date().isoformat()),
        plan=_PLAN, step=_STEP, occurrence="", kind="event", type="event",
        title="roadmap-sync: this calendar may be out of date",
        notes=_words(nights), checklist=(), message=None, date=last, start=last, end=last + _DAY,
        window=Window(last, last), window_text="", source=(), block=None, person=None, stage="",
        phase="", phase_title="", tags=(), expected=False, deadline=False, sample=False, alarm=None,
        place="", link="", updated=last,
    )  # fmt: skip


def _words(nights: Nights) -> str:
    first, last = nights.bad[0], nights.bad[-1]
    return (
        f"No run has ended well since {day_in_words(first.day)}. The last one said:\n"
        f"{last.words}\n\n"
        "What to do: type roadmap-sync nightly status in a terminal on your computer.\n\n"
        "This note goes away by itself after a good night."
    )


def bring(desk: Desk, before: Item | None, after: Item | None, names: Iterable[str]) -> None:
    """Bring the note in line on some calendars; where that fails, a later night does it.

    Args:
        desk: Whose.
        before: As it was brought there last; None if it was not.
        after: As it should be.
        names: The targets that let us write a moment ago, or may.
    """
    if before == after:
        return
    with ExitStack() as stack, suppress(RoadmapError):
        ledger = stack.enter_context(desk.ledger())
        for settings in desk.settings:
            if settings.name not in set(names):
                continue
            with suppress(RoadmapError):
                target = open_target(settings)
                stack.callback(target.close)
                if before is not None and (after is None or after.uid != before.uid):
                    put_alone(None, before.uid, target, ledger, desk.run)
                if after is not None:
                    put_alone(after, after.uid, target, ledger, desk.run)


def heal(desk: Desk, code: int, *, whole: bool) -> None:
    """Take the note away if the student has put right by hand what went wrong at night.

    Args:
        desk: Whose.
        code: How a run by hand ended.
        whole: Did it reach all calendars, and write?
    """
    before = nights_of(desk)
    note = note_of(desk, before)
    if before is None or note is None or code or not whole:
        return
    after = before.after(Night(clock.now(), 0))
    record.write(record.place_of(desk.folder, key_of(desk.file)), after)
    bring(desk, note, None, [one.name for one in desk.settings])
