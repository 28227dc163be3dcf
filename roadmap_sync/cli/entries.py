"""The words of ``add`` → an entry of a list of the student file."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

from roadmap_sync.cli.options import Number, Whole, day, zone
from roadmap_sync.cli.words import days, ident, text
from roadmap_sync.schedule.yaml_text import Value

_Command = Callable[..., None]
_DAY = "YYYY-MM-DD"
#: Options by the key they fill, in the order in which an entry is written.
_OPTIONS = {
    "id": click.option("--id", callback=ident, help="An id, for a second one of the same name."),
    "date": click.option("--date", callback=day, metavar=_DAY, help="The day."),
    "start": click.option("--start", callback=day, metavar=_DAY, help="First day."),
    "from": click.option("--from", "--start", "from", callback=day, metavar=_DAY,
                         help="First day."),
    "until": click.option("--until", callback=day, metavar=_DAY, help="Last day."),
    "weeks": click.option("--weeks", type=Number(0.5, 60), metavar="N",
                          help="How many weeks, instead of a last day; 4.5 is fine."),
    "interest": click.option("--interest", type=click.Choice(["yes", "maybe", "no"]),
                             help="How much you want this field.  [default: maybe]"),
    "kind": click.option("--kind", callback=text,
                         help="core, selective, sub-i, longitudinal …  [default: core] Of a leave: "
                         "research, if all but rotations goes on."),
    "preceptors": click.option("--preceptors", type=Whole(1, 40), metavar="N",
                               help="How many at once, in a longitudinal clerkship."),
    **{role: click.option(f"--{role}", callback=text, metavar="NAME", help="Who that is.")
       for role in ("attending", "senior", "resident", "director", "coordinator", "preceptor")},
    "study": click.option("--study", callback=days, metavar="DAY[..DAY]",
                          help="Protected days to study: nothing lands on them."),
    "exam": click.option("--exam", callback=day, metavar=_DAY, help="Day of the exam."),
    "timezone": click.option("--zone", "timezone", callback=zone, metavar="ZONE",
                             help="Where it is, if not in your own time zone."),
    "place": click.option("--place", callback=text, help="Where it is, in your words."),
}  # fmt: skip
_EVERYWHERE = ("timezone", "place")
#: The keys each list takes.
_KEYS = {
    "rotations": tuple(key for key in _OPTIONS if key not in {"date", "from"}),
    "aways": ("id", "start", "until", "weeks", "interest", "attending", "director", "coordinator",
              *_EVERYWHERE),
    "interviews": ("id", "date", "coordinator", *_EVERYWHERE),
    "conferences": ("id", "date", "start", "until", *_EVERYWHERE),
    "courses": ("id", "start", "until", "weeks", "director", "coordinator"),
    "exams": ("id", "date"),
    "days_off": ("date", "from", "until"),
    "leaves": ("id", "from", "until", "weeks", "kind"),
}  # fmt: skip


def entry_of(list_name: str) -> Callable[[_Command], _Command]:
    """Add the options of an entry; the command gets the file and the entry, before the rest."""
    keys = ("program" if list_name == "interviews" else "name", *_KEYS[list_name])

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def call(student: Path | None, **values: Any) -> None:  # noqa: ANN401 - as click reads them
            entry = {key: _written(values.pop(key)) for key in keys}
            given: dict[str, Value] = {
                key: value for key, value in entry.items() if value is not None
            }
            _complete(list_name, given)
            command(student, given, **values)

        decorated: _Command = click.option(
            "--student", type=click.Path(path_type=Path), metavar="FILE",
            help="The file to change.  [default: student.yaml, here or in your settings folder]",
        )(call)  # fmt: skip
        for key in reversed(keys[1:]):
            decorated = _OPTIONS[key](decorated)
        return click.argument(keys[0], callback=text)(decorated)

    return decorate


def add_entry(student: Path | None, list_name: str, entry: dict[str, Value]) -> None:
    """Add an entry to a list of the student file, and show what was written."""
    from roadmap_sync.cli.changing import change
    from roadmap_sync.cli.whose import find_file
    from roadmap_sync.schedule import editing

    change(find_file(student), lambda text: editing.add_entry(text, list_name, entry))


def add_leave(
    student: Path | None, entry: dict[str, Value], *, match: int | None, keep: bool
) -> None:
    """Add a leave; the year of the Match may move with it."""
    from roadmap_sync.cli.changing import change, student_of
    from roadmap_sync.cli.whose import find_file
    from roadmap_sync.schedule import editing

    file = find_file(student)
    now = student_of(file).match_year
    year = now if keep else match or _asked(now)

    def edit(text: str) -> str:
        text = editing.add_entry(text, "leaves", entry)
        return text if year == now else editing.set_value(text, ("match_year",), str(year))

    change(file, edit)


def _asked(now: int) -> int:
    """Return the year of the Match that the student names; without a terminal it stays."""
    from roadmap_sync.cli.screen import is_terminal
    from roadmap_sync.plan.scalars import YEARS

    if not is_terminal():
        click.echo(
            f"Your match year stays {now}; if it moves: roadmap-sync set match_year {now + 1}",
            err=True,
        )
        return now
    kind = Whole(now - 4, min(now + 12, YEARS[-1]))
    return int(click.prompt("Which year is your Match now?", default=now, type=kind))


def _written(value: object) -> Value | None:
    """Return a value of click as it is written into the file."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{value:g}"
    assert value is None or isinstance(value, str | dict)
    return value


def _complete(list_name: str, entry: dict[str, Value]) -> None:
    """Make sure that the entry says when it is.

    Raises:
        click.UsageError: It does not, or says it twice.
    """
    keys = _KEYS[list_name]
    first, last = entry.get("start", entry.get("from")), entry.get("until")
    start = "--start" if "start" in keys else "--from"
    if "date" in entry:
        if first or last:
            raise click.UsageError(f"--date is one day; for several say {start} and --until")
        return
    if first is None:
        one = "--date" if "date" in keys else start
        raise click.UsageError(f"when is it? Say {one} 2028-07-03")
    if last is None and "weeks" not in entry and list_name != "conferences":
        weeks = " or --weeks 8" if "weeks" in keys else ""
        raise click.UsageError(f"when does it end? Say --until {_weeks_on(str(first))}{weeks}")
    if last is not None and str(last) < str(first):
        raise click.BadParameter(f"{last} is before {first}, when it starts", param_hint="--until")


def _weeks_on(first: str) -> str:
    """Return a day eight weeks on, where the calendar has one: an example of a last day."""
    from roadmap_sync.plan.scalars import YEARS

    day = date.fromisoformat(first)
    return (day + timedelta(days=55)).isoformat() if day.year < YEARS[-1] else first
