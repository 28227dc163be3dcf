"""Options → which student file is meant, and which match year. Reads nothing."""

import contextlib
from pathlib import Path

import click

from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.screen import plain

STUDENT_FILE = "student.yaml"


def match_year(choice: Choice) -> int | None:
    """Return what ``--match`` or ``--class`` says, or None.

    Raises:
        click.UsageError: They contradict each other.
    """
    if choice.class_year and choice.match_year and choice.class_year != choice.match_year:
        raise click.UsageError("--class and --match say different years; keep --match")
    return choice.match_year or choice.class_year


def student_file(choice: Choice) -> Path | None:
    """Return the file to read: as asked, here, or in the settings folder.

    Returns:
        None if the options say it all.

    Raises:
        click.UsageError: They contradict each other, or there is no file to be found.
    """
    if choice.start is not None and choice.student is not None:
        raise click.UsageError("--start and --student do not go together: the file has a 'start:'")
    if choice.student is not None or choice.start is not None:
        return choice.student
    file = file_in_place()
    if file is not None:
        return file
    if choice.plans and (choice.match_year or choice.class_year):
        return None
    match = "; a graduate says the year of the Match instead: --match 2027" * bool(choice.plans)
    raise click.UsageError(
        f"when do you start? Say --start 2026-08, or name your student file: --student FILE{match}"
    )


def places() -> tuple[Path, Path]:
    """Return where a student file is looked for: in this folder, then in the settings folder."""
    from platformdirs import user_config_path

    return Path(STUDENT_FILE), user_config_path("roadmap-sync") / STUDENT_FILE


def file_in_place() -> Path | None:
    """Return the first student file that is there; None without one."""
    return next((file for file in places() if file.exists()), None)


def unread_file(choice: Choice) -> Path | None:
    """Return the student file that would have been read, had nobody said ``--start``."""
    if choice.start is None or choice.student is not None:
        return None
    with contextlib.suppress(OSError):  # a folder that nobody asked for may be closed
        return file_in_place()
    return None


def tell_unread(choice: Choice) -> None:
    """Say so if a student file is not read: its rotations are missed, and nobody sees why."""
    file = unread_file(choice)
    if file is not None:
        click.echo(plain(f"{file} is not read, because you said --start"), err=True)


def find_file(given: Path | None) -> Path:
    """Return the student file: as given, here, or in the settings folder.

    Raises:
        click.UsageError: There is none.
    """
    if given is not None:
        return given
    file = file_in_place()
    if file is not None:
        return file
    raise click.UsageError(
        "there is no student.yaml here yet: roadmap-sync init makes one; if you have one "
        "elsewhere, go to its folder, or say --student FILE"
    )
