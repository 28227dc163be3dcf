"""Options → the whole roadmap, remembered or made: the door for commands that need no more.

A roadmap depends on the texts of the plans and the student file, on the options and on the
program with its libraries; on nothing else, today included. So it is kept in the cache folder
together with a digest of each of these, and while all of them are the same, it is not made
again. `explain`, `check` and `diff` ask how a roadmap came about, so they make it every time.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import astuple, replace

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.calendars import Calendars, calendars_of
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.readings import Readings, is_unchanged
from roadmap_sync.cli.whose import STUDENT_FILE, match_year, student_file
from roadmap_sync.items import Roadmap
from roadmap_sync.plan import catalog
from roadmap_sync.plan.added import added
from roadmap_sync.problems import Problem
from roadmap_sync.sync.accepting import made_of

if TYPE_CHECKING:
    from roadmap_sync.cli.inputs import Inputs
    from roadmap_sync.people.growth import Days


class Outcome(Struct, frozen=True, kw_only=True):
    """What the options and the files behind them give.

    Attributes:
        roadmap: All of it; options such as ``--stage`` take a part later.
        problems: What was found, sorted; no errors among it.
        seen: What `check` can be asked about: the student file, or the plan.
        file: Where rotations go: the student file, or the name that it should get.
        said: If there is no student file, what the options said, as lines of one.
        joined: Does the student say from which day on there is something to do?
        tasks: ``events`` or ``todos`` as the student file says, or empty.
        waits: Lists of the student file without which the plan has nothing to say.
        calendars: What the student file says about calendars; None without one.
        network: Where the network log is, or would be; None without a student file.
        milestones: The student's days for the goals of `people.growth`; empty for a plan of
            other dates.
        plans: Name and digest of each plan in it that others write and change: those that come
            with the program, and those that were added.
        made: Uid and digest of each item; see `accepting.made_of`.
    """

    roadmap: Roadmap
    problems: tuple[Problem, ...]
    seen: str
    file: str
    said: tuple[str, ...]
    joined: bool
    tasks: str
    waits: tuple[str, ...]
    calendars: Calendars | None
    network: Path | None
    milestones: "Days"
    plans: tuple[tuple[str, str], ...]
    made: tuple[tuple[str, str], ...]


class Begun(Struct, frozen=True):
    """What is known before the roadmap is made.

    Attributes:
        calendars: What the student file says about calendars; None without one.
        finish: Makes the roadmap. Raises PlanError as `outcome_of` does.
        keep: Keeps what `finish` made for the next time; takes its time, and may come late.
    """

    calendars: Calendars | None
    finish: Callable[[], Outcome]
    keep: Callable[[Outcome], None]


def outcome_of(choice: Choice) -> Outcome:
    """Return what the options ask for.

    Raises:
        click.UsageError: The options contradict each other, or do not say who the student is.
        PlanError: A file has errors; those of all files are in it, but no notes.
    """
    begun = begin(choice)
    outcome = begun.finish()
    begun.keep(outcome)
    return outcome


def begin(choice: Choice) -> Begun:
    """Return what the student file says, and a call that makes the roadmap; both raise as above.

    The plans are not read before that call.
    """
    cache = DiskCache(kind="roadmaps")
    match_year(choice)
    place = _place(choice, student_file(choice))
    known = None if place is None else _recalled(cache, place)
    if known is not None:
        return Begun(known.calendars, lambda: known, lambda _: None)
    from roadmap_sync.cli import students

    readings = Readings(DiskCache())
    given = students.read_given(choice, readings)

    def load() -> "Inputs":
        from roadmap_sync.cli import inputs

        return inputs.load_inputs(given, choice, readings)

    if given.problems.failed:
        load()  # which raises, with what is wrong in the plans beside it
    assert given.student is not None
    calendars = None if given.file is None else calendars_of(given.student, given.file.parent)

    def finish() -> Outcome:
        return _made(load(), calendars, readings)

    def keep(outcome: Outcome) -> None:
        if place is not None:
            _keep(outcome, readings, cache, place)

    return Begun(calendars, finish, keep)


def _place(choice: Choice, file: Path | None) -> str | None:
    """Return a name for what is asked, relative paths and ``~`` included.

    None if there is no such name: the folder we are in is gone.
    """
    try:
        here = Path.cwd()
    except OSError:
        return None
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    others = [(one.name, one.origin, one.path) for one in added().values()]
    asked = replace(choice, student=None)  # whether it was named or found says nothing
    return repr((asked, file, here, home, [*catalog.bundled()], others))


def _recalled(cache: DiskCache, place: str) -> Outcome | None:
    """Return what was kept, if nothing that it was made from has changed."""
    first, _, rest = (cache.get(place, "") or b"").partition(b"\n")
    if not rest:
        return None
    from roadmap_sync.cli.packing import unpack

    try:
        if not is_unchanged(json.loads(first)):
            return None
        values = unpack(rest)
        found = Outcome(**dict(zip(Outcome.__struct_fields__, values, strict=True)))  # type: ignore[call-overload] # whatever the bytes were
    except (TypeError, AttributeError, LookupError, RecursionError, ValueError):
        return None
    return found if isinstance(found.roadmap, Roadmap) else None


def _keep(outcome: Outcome, readings: Readings, cache: DiskCache, place: str) -> None:
    from roadmap_sync.cli.packing import pack

    if readings.torn:
        return
    with contextlib.suppress(ValueError):
        data = pack(astuple(outcome))
        cache.put(place, "", json.dumps(readings.record()).encode() + b"\n" + data)


def _made(given: "Inputs", calendars: Calendars | None, readings: Readings) -> Outcome:
    """Make the roadmap."""
    from roadmap_sync.cli import inputs, students
    from roadmap_sync.cli.milestones import milestones_of
    from roadmap_sync.cli.networks import network_file

    schedule = inputs.make_schedule(given)
    roadmap, file = schedule.roadmap, given.file
    readings.zones.update(zone for _, zone in given.student.zones)
    readings.zones.update(_zones(roadmap))
    plan = given.plan.requested[0][0] if given.plan.requested else "PLAN"
    return Outcome(
        roadmap=roadmap,
        problems=tuple(given.problems.sorted()),
        seen=plan if file is None else str(file),
        file=STUDENT_FILE if file is None else str(file),
        said=students.as_lines(given.student) if file is None else (),
        joined=given.student.joined is not None,
        tasks=given.student.calendar.tasks,
        waits=() if roadmap.items else inputs.waiting_for(given),
        calendars=calendars,
        network=None if file is None else network_file(given.student.people, file.parent),
        milestones=milestones_of(given.plan, schedule),
        plans=_plans_of_others(readings),
        made=tuple(made_of(roadmap.items).items()),
    )


def _plans_of_others(readings: Readings) -> tuple[tuple[str, str], ...]:
    """Return name and digest of the plans that were read and came with the program, or were added.

    Plans that lie elsewhere are the student's own, to change whenever they like.
    """
    texts, _ = readings.record()
    names = {str(path): name for name, path in catalog.bundled().items()}
    names |= {str(one.path): one.name for one in added().values()}
    return tuple(sorted((names[at], text) for at, text in texts.items() if at in names))


def _zones(roadmap: Roadmap) -> Iterator[str]:
    """Yield the zones in which a roadmap tells hours, some of them often."""
    yield roadmap.zone
    for item in (*roadmap.items, *roadmap.over):
        for moment in (item.start, item.end, item.alarm):
            if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
                yield moment.tzinfo.key
