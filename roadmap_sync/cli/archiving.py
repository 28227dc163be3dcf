"""Student → one file: what goes into a backup, and what does not."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from roadmap_sync import __version__, archive, disk
from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.desk import Desk, Whose, open_desk
from roadmap_sync.cli.inputs import read_inputs
from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.readings import Readings
from roadmap_sync.cli.screen import amount
from roadmap_sync.content import owner_of
from roadmap_sync.errors import BackupError, PlanError
from roadmap_sync.plan import catalog
from roadmap_sync.plan.added import added, folder
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files
from roadmap_sync.targets.google_settings import GoogleSettings

#: The version of what is in an archive; a program that knows only lower ones refuses it.
FORMAT = 1
#: Names inside an archive. The student's own files lie under `OWN`, as they lay beside the
#: student file; plans of others under `ADDED`, as `plans add` keeps them; those that lay elsewhere
#: under `ELSEWHERE`, by their bare names.
ABOUT = "about.json"
LEDGER = "ledger.sqlite"
OWN = "own/"
ADDED = "added/"
ELSEWHERE = "elsewhere/"
_MOST = 10_000_000
_OWNER = re.compile(r"[0-9a-z]{1,64}", re.ASCII)


def save(whose: Whose, file: Path) -> Iterator[str]:
    """Write a backup, and yield what to say about it.

    Raises:
        BackupError: A file of that name is not a backup.
        PlanError: The student file cannot be read.
        LedgerError: What sync remembers cannot be read.
        OutputError: It could not be written, or is a target.
    """
    desk = open_desk(whose)
    refuse_kept(file, desk.file, "choose another name", desk.calendars)
    _refuse_foreign(file)
    found = dict(_texts(desk))
    elsewhere = [name for name in found if name.startswith(ELSEWHERE)]
    files = {name: text for name, (text, _) in found.items()}
    ledger = _ledger(desk)
    if ledger is not None:
        files[LEDGER] = ledger
    about = {
        "format": FORMAT,
        "program": __version__,
        "owner": owner_of(desk.calendars.student),
        "student": OWN + desk.file.name,
        "elsewhere": {name: str(found[name][1]) for name in elsewhere},
    }
    files[ABOUT] = json.dumps(about, indent=1, sort_keys=True).encode()
    disk.write_private(file, archive.pack(files))
    own = [name for name in sorted(found) if not name.startswith(ADDED)]
    yield f"{file}: {', '.join(name.partition('/')[2] for name in own)}"
    plans = sorted({name.removeprefix(ADDED).partition(".")[0] for name in {*found} - {*own}})
    if plans:
        yield f"plans that you added: {', '.join(plans)}"
    yield "what sync remembers of your calendars is in it" if ledger else "nothing was synced yet"
    yield from _left_out(desk)


def _refuse_foreign(file: Path) -> None:
    before = disk.read_if_there(file, _MOST)
    if before is None:
        return
    try:
        ours = ABOUT in archive.unpack(before)
    except BackupError:
        ours = False
    if not ours:
        raise BackupError(f"{file} is there and is not a backup; choose another name")


def _texts(desk: Desk) -> Iterator[tuple[str, tuple[bytes, Path]]]:
    """Yield the student's own files: name inside the archive, bytes and path."""
    readings = Readings(DiskCache())
    with suppress(PlanError):  # what was read until then is what there is
        read_inputs(Choice(student=desk.file), readings)
    others = {str(one.path): one.path.with_name(f"{one.name}.json") for one in added().values()}
    places = {*readings.places, *others, *map(str, others.values())}
    given = {str(path) for path in catalog.bundled().values()}
    base = desk.file.absolute().parent
    taken: set[str] = set()
    for place in sorted({str(desk.file.absolute()), *places} - given):
        path = Path(os.path.normpath(place))
        data = disk.read_if_possible(path, _MOST)
        if data is not None:
            name = _name(path, base, taken)
            taken.add(name)
            yield name, (data, path)


def _name(path: Path, base: Path, taken: set[str]) -> str:
    if path.parent == folder():
        return ADDED + path.name
    with suppress(ValueError):
        inside = path.resolve().relative_to(base.resolve()).as_posix()
        if archive.is_inside(inside):
            return OWN + inside
    name, number = f"{ELSEWHERE}{path.name}", 1
    while name in taken:
        number += 1
        name = f"{ELSEWHERE}{number}-{path.name}"
    return name


def _ledger(desk: Desk) -> bytes | None:
    """Return the ledger as it is at this moment, also while a run is at work."""
    files = Files(desk.folder, owner_of(desk.calendars.student))
    if not (files.main.exists() or files.copy.exists()):
        return None
    with Ledger.open(desk.folder, desk.calendars.student, read_only=True) as ledger:
        return ledger.as_bytes()


def _left_out(desk: Desk) -> Iterator[str]:
    google = [one.name for one in desk.settings if isinstance(one.own, GoogleSettings)]
    secret = [one.name for one in desk.settings if one.secret is not None]
    if google:
        yield (
            f"left out: the sign-in to Google and its client ({', '.join(google)}). On the other "
            "computer: download the client again, then roadmap-sync login"
        )
    if secret:
        yield (
            f"left out: {amount(len(secret), 'password')}; they are asked for as your student "
            f"file says ({', '.join(secret)})"
        )
    yield "left out: the nights; on the other computer: roadmap-sync nightly install"


class About(Struct, frozen=True):
    """What an archive says of itself.

    Attributes:
        student: The name of the student file inside it.
        owner: `owner_of` the student.
        elsewhere: Where files under `ELSEWHERE` lay on the other computer, by name.
    """

    student: str
    owner: str
    elsewhere: Mapping[str, str]


def about_of(files: Mapping[str, bytes]) -> About:
    """Return what an archive says of itself.

    Raises:
        BackupError: It is of a newer program, or not a backup at all.
    """
    try:
        about = json.loads(files[ABOUT])
        version = int(about["format"])
        student, owner = str(about["student"]), str(about["owner"])
        elsewhere = {str(name): str(path) for name, path in about["elsewhere"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError("this is not a backup of roadmap-sync") from error
    if version > FORMAT:
        program = str(about.get("program", "a newer version"))
        raise BackupError(f"it was made by roadmap-sync {program}: update this one first")
    if _OWNER.fullmatch(owner) is None:  # it becomes the name of a file
        raise BackupError("this is not a backup of roadmap-sync")
    if student not in files or not student.startswith(OWN):
        raise BackupError("this is not a backup of roadmap-sync: there is no student file in it")
    return About(student, owner, elsewhere)
