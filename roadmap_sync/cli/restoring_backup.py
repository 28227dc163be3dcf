"""One file → student: unpacking a backup on another computer, all of it or nothing."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from roadmap_sync import archive, disk
from roadmap_sync.cli.archiving import ADDED, ELSEWHERE, LEDGER, OWN, About, about_of
from roadmap_sync.cli.desk import Desk, Whose, open_desk, state_folder
from roadmap_sync.cli.whose import STUDENT_FILE
from roadmap_sync.content import owner_of
from roadmap_sync.errors import BackupError, RoadmapError
from roadmap_sync.plan.added import folder
from roadmap_sync.sync import ledger_moving
from roadmap_sync.sync.ledger_copy import Files

_MOST = 200_000_000


class _Job(Struct, frozen=True):
    """What is to be written where.

    Attributes:
        files: Bytes by path, the student file last: once it is there, all is.
        ledger: Bytes of the ledger, or None.
        student: The path of the student file.
        state: The folder for ledgers.
    """

    files: Mapping[Path, bytes]
    ledger: bytes | None
    student: Path
    state: Path
    about: About


def load(whose: Whose, file: Path, *, replace: bool) -> Iterator[str]:
    """Unpack a backup, and yield what to say about it; everything is looked at before.

    Raises:
        BackupError: It is not one, is damaged, or would write over something.
        LedgerError: It is of a newer program, or a run is at work.
        OutputError: The disk does not let us.
    """
    data = disk.read_if_there(file, _MOST)
    if data is None:
        raise BackupError(f"there is no file '{file}'")
    job = _job(archive.unpack(data), whose)
    if job.ledger is not None:
        ledger_moving.check(job.ledger, job.about.owner)
    over = _in_the_way(job)
    if over and not replace:
        names = ", ".join(str(path) for path in over)
        raise BackupError(
            f"this is there already: {names}. Nothing was written. To keep it as .bak and take the "
            "backup instead, add --replace"
        )
    yield from _unpack(job, over)


def _job(files: Mapping[str, bytes], whose: Whose) -> _Job:
    about = about_of(files)
    student = whose.student or Path(STUDENT_FILE)
    found: dict[Path, bytes] = {}
    for name, text in files.items():
        if name == about.student:
            continue
        if name.startswith(OWN):
            found[student.parent / name.removeprefix(OWN)] = text
        elif name.startswith(ADDED):
            found[folder() / name.removeprefix(ADDED)] = text
        elif name.startswith(ELSEWHERE):
            found[student.parent / name] = text
    found.pop(student, None)
    found[student] = files[about.student]
    return _Job(found, files.get(LEDGER), student, state_folder(whose.state), about)


def _in_the_way(job: _Job) -> list[Path]:
    """Return what is there already and is not the same."""
    over = []
    for path, text in job.files.items():
        there = disk.read_if_there(path, _MOST)
        if there is not None and there != text:
            over.append(path)
    owner = job.about.owner
    if job.ledger is not None and not ledger_moving.is_there(job.ledger, job.state, owner):
        ledger = Files(job.state, owner)
        over += [path for path in (ledger.main, ledger.copy) if path.exists()]
    return over


def _unpack(job: _Job, over: list[Path]) -> Iterator[str]:
    if job.ledger is not None:
        ledger_moving.put(job.ledger, job.state, job.about.owner)
    for path, text in job.files.items():
        disk.make_private_folder(path.parent)
        if path in over:
            disk.write_private(path, text, keep="bak")
        else:
            disk.write_atomically(path, text, private=True)
        yield f"{path}: written"
    for name, before in job.about.elsewhere.items():
        here = job.student.parent / name
        yield f"{here}: it was {before}; tell your student file where it is now"
    if job.ledger is None:
        yield "nothing was synced on the other computer"
        return
    yield "what sync remembers of your calendars is here now"
    yield from _start_files_over(job)


def _start_files_over(job: _Job) -> Iterator[str]:
    """Forget calendar files: their path is another one here, and they are not there yet."""
    with suppress(RoadmapError):
        desk = open_desk(Whose(job.student, job.state))
        if owner_of(desk.calendars.student) == job.about.owner:
            yield from _forgotten(desk)


def _forgotten(desk: Desk) -> Iterator[str]:
    with desk.ledger() as ledger:
        for settings in desk.settings:
            account = ledger.account(settings.name)
            moved = account is not None and account.identity != settings.identity
            if settings.kind == "file" and moved:
                ledger.start_over(settings.name)
                yield f"{settings.name}: the next sync writes this file anew"
