"""Files that `sync` keeps up to date: no other command may write over one.

What another command wrote there, the next run would take for what the student did: ticks would
be taken back, and the student's own events would be gone.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from roadmap_sync.cli.calendars import Calendars
from roadmap_sync.cli.whose import STUDENT_FILE, places
from roadmap_sync.disk import read_if_possible
from roadmap_sync.errors import OutputError
from roadmap_sync.targets.file_settings import FileSettings

#: A student file of more bytes is not read by any command.
_MOST = 10_000_000


def refuse_kept(
    path: Path, student: Path | None, hint: str, calendars: Calendars | None = None
) -> None:
    """Stop before a file is written that is a target, whether it is there yet or not.

    Looked at are the student file of the command, and those that `sync` would find in this
    folder, in the settings folder, and where the file lies.

    Args:
        path: The file that is about to be written.
        student: The student file of the command; None if it needs none.
        hint: How to write elsewhere, for the person who typed the command.
        calendars: What that student file says, if somebody has read it.

    Raises:
        OutputError: It is a target.
    """
    kept = [] if calendars is None else [*_of_settings(calendars)]
    beside = path.parent / STUDENT_FILE
    found = (student, *places(), beside, Path(os.path.realpath(path)).parent / STUDENT_FILE)
    files = {os.path.realpath(file): file for file in found if file is not None}
    if student is not None and calendars is not None and not calendars.problems:
        del files[os.path.realpath(student)]  # to read it again takes longer than all the rest
    for file in files.values():
        kept += _of_text(file)
    for name, one in kept:
        if _is_same(path, one):
            raise OutputError(
                f"{path} is kept up to date by the target '{name}': roadmap-sync sync writes it; "
                f"nothing was written\n      hint: {hint}"
            )


def _of_settings(calendars: Calendars) -> Iterator[tuple[str, Path]]:
    for one in calendars.settings:
        if isinstance(one.own, FileSettings):
            yield one.name, one.own.path


def _of_text(file: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of all targets of a student file, also of those with mistakes in them.

    One that is no YAML at all names none: `sync` writes nothing until it is corrected.
    """
    data = read_if_possible(file, _MOST) or b""
    if b"path" not in data:
        return
    from roadmap_sync.plan import nodes
    from roadmap_sync.problems import Problems

    source = nodes.decode(data, str(file), Problems())
    root = None if source is None else nodes.parse(source, Problems())
    targets = root.get("targets") if isinstance(root, nodes.Mapping) else None
    for name, entry in targets.entries.items() if isinstance(targets, nodes.Mapping) else ():
        path = entry.value.get("path") if isinstance(entry.value, nodes.Mapping) else None
        if isinstance(path, nodes.Scalar) and path.text.strip():
            whole = os.path.expanduser(path.text.strip())  # noqa: PTH111 - Path's own raises
            yield name, file.parent.absolute() / whole


def _is_same(one: Path, other: Path) -> bool:
    """Is it the same file, by whatever links, or will it be on a disk that knows no capitals?"""
    try:
        first, second = os.path.realpath(one), os.path.realpath(other)
        return first.casefold() == second.casefold() or Path(first).samefile(second)
    except (OSError, ValueError):  # one of them is not there, or no file can have its name
        return False
