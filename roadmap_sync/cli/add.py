"""``roadmap-sync add``: one more rotation, interview or leave in the student file."""

from pathlib import Path

import click

from roadmap_sync.cli.entries import add_entry, add_leave, entry_of
from roadmap_sync.cli.options import year
from roadmap_sync.schedule.yaml_text import Value

_Entry = dict[str, Value]


@click.group(short_help="Add a rotation, an interview, a leave … to your student file.")
def add() -> None:
    """Add a rotation, an interview, a leave … to your student file.

    Every other line of the file stays as it is. Nothing is written if the result has mistakes.

    \b
    Examples:
      roadmap-sync add rotation "Internal medicine" --start 2028-07-03 --weeks 8
      roadmap-sync add interview "Lakeside IM" --date 2029-11-13
    """  # noqa: D301 - \b is for click


@add.command(short_help="A clerkship, a selective, a sub-internship.")
@entry_of("rotations")
def rotation(student: Path | None, entry: _Entry) -> None:
    """Add a clerkship, a selective or a sub-internship.

    \b
    Example:
      roadmap-sync add rotation Surgery --start 2028-08-28 --until 2028-10-20 --exam 2028-10-20
    """  # noqa: D301 - \b is for click
    add_entry(student, "rotations", entry)


@add.command(short_help="A rotation at another hospital.")
@entry_of("aways")
def away(student: Path | None, entry: _Entry) -> None:
    """Add a rotation at another hospital.

    \b
    Example:
      roadmap-sync add away "IM at Lakeside" --start 2029-07-30 --weeks 4
    """  # noqa: D301 - \b is for click
    add_entry(student, "aways", entry)


@add.command(short_help="An interview at a program.")
@entry_of("interviews")
def interview(student: Path | None, entry: _Entry) -> None:
    """Add an interview at a program.

    \b
    Example:
      roadmap-sync add interview "Lakeside IM" --date 2029-11-13
    """  # noqa: D301 - \b is for click
    add_entry(student, "interviews", entry)


@add.command(short_help="A conference.")
@entry_of("conferences")
def conference(student: Path | None, entry: _Entry) -> None:
    """Add a conference.

    \b
    Example:
      roadmap-sync add conference "Student conference" --start 2027-07-29 --until 2027-07-31
    """  # noqa: D301 - \b is for click
    add_entry(student, "conferences", entry)


@add.command(short_help="A preclinical course.")
@entry_of("courses")
def course(student: Path | None, entry: _Entry) -> None:
    """Add a preclinical course.

    \b
    Example:
      roadmap-sync add course Anatomy --start 2026-08-10 --until 2026-10-16
    """  # noqa: D301 - \b is for click
    add_entry(student, "courses", entry)


@add.command(short_help="An exam: nothing lands on that day.")
@entry_of("exams")
def exam(student: Path | None, entry: _Entry) -> None:
    """Add an exam: nothing lands on that day.

    \b
    Example:
      roadmap-sync add exam "Anatomy final" --date 2026-10-16
    """  # noqa: D301 - \b is for click
    add_entry(student, "exams", entry)


@add.command("day-off", short_help="A day or a break without service.")
@entry_of("days_off")
def day_off(student: Path | None, entry: _Entry) -> None:
    """Add a day or a break without service.

    \b
    Example:
      roadmap-sync add day-off "Winter break" --from 2028-12-18 --until 2029-01-01
    """  # noqa: D301 - \b is for click
    add_entry(student, "days_off", entry)


@add.command(short_help="A leave, a research year, PhD years.")
@click.option("--match", callback=year, type=int, metavar="YEAR",
              help="The year of your Match Day from now on.")  # fmt: skip
@click.option("--keep-match", is_flag=True, help="Your Match Day stays in the same year.")
@entry_of("leaves")
def leave(student: Path | None, entry: _Entry, match: int | None, *, keep_match: bool) -> None:
    """Add a leave, a research year or PhD years; asks whether your Match moves.

    No step of the roadmap lands in a leave. In one of --kind research only those of rotations do
    not: letters, mentors and programs go on.

    \b
    Examples:
      roadmap-sync add leave "Family leave" --from 2029-02-05 --until 2029-03-30 --keep-match
      roadmap-sync add leave "Year in the lab" --kind research --from 2029-07-02 --weeks 52
    """  # noqa: D301 - \b is for click
    if match is not None and keep_match:
        raise click.UsageError("--match and --keep-match contradict each other")
    add_leave(student, entry, match=match, keep=keep_match)
