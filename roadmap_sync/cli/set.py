"""``roadmap-sync set``: one value of the student file."""

from pathlib import Path

import click


@click.command(short_help="Set a date or another value in your student file.")
@click.argument("words", nargs=-1, required=True, metavar="KEY VALUE | date NAME DAY[..DAY]|none")
@click.option(
    "--student", type=click.Path(path_type=Path), metavar="FILE",
    help="The file to change.  [default: student.yaml, here or in your settings folder]",
)  # fmt: skip
def set(words: tuple[str, ...], student: Path | None) -> None:  # noqa: A001 - the word people type
    """Set a date or another value in your student file.

    Every other line of the file stays as it is. Nothing is written if the result has mistakes.
    Keys inside a section are written with a dot: answers.summer, calendar.per_week, stages.ms4.

    \b
    Examples:
      roadmap-sync set date clerkships 2028-07-10
      roadmap-sync set date step1 2028-04-03..2028-05-26
      roadmap-sync set date step1 none
      roadmap-sync set match_year 2031
      roadmap-sync set answers.summer clinical
    """  # noqa: D301 - \b is for click
    from roadmap_sync.cli.changing import change, names_in
    from roadmap_sync.cli.values import edit_of
    from roadmap_sync.cli.whose import find_file

    edit = edit_of(words, lambda: names_in(find_file(student)))
    change(find_file(student), edit)
