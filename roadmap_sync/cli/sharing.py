"""A plan → one file to give away, with nothing of one student in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.networks import NETWORK_FILE, network_file, parse_network
from roadmap_sync.cli.plans import Wish
from roadmap_sync.cli.refusing import fail_if_bad, refusal
from roadmap_sync.cli.screen import amount, plain, show_problems
from roadmap_sync.cli.students import read_student_file
from roadmap_sync.cli.whose import STUDENT_FILE, file_in_place
from roadmap_sync.disk import read_if_there, write_atomically
from roadmap_sync.errors import OutputError
from roadmap_sync.people.reader import read_people
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.file_kind import FileKind, kind_of
from roadmap_sync.plan.loader import Loaded, load
from roadmap_sync.plan.nodes import Mapping, Scalar
from roadmap_sync.plan.packing_up import pack_up
from roadmap_sync.plan.personal import Names, personal
from roadmap_sync.plan.pinned import is_ours
from roadmap_sync.plan.shelf import PlanRequest, Ways
from roadmap_sync.problems import Problems, Severity
from roadmap_sync.schedule.student import BlockEntry, Student

_STDOUT = "-"
_BUNDLE = re.compile(rb"^bundle: ", re.MULTILINE)
_SMALL = re.compile(r"\b[a-z]{3,}\b")
#: The id of a student who has not got one.
_NO_ID = "me"


def share(name: str, wish: Wish) -> None:
    """Write a bundle of a plan.

    Raises:
        PlanError: It has errors, holds something personal, or is no plan.
        OutputError: The file could not be written, or is no bundle.
    """
    problems = Problems()
    _refuse_private(name, problems)
    loaded = load(
        lambda shelf: [shelf.request(PlanRequest(name, None, Path()))], problems,
        cache=DiskCache(), ways=Ways(edited=wish.edited),
    )  # fmt: skip
    fail_if_bad(problems)
    names = _names(_student_files(name, wish.student), Path(name).parent / NETWORK_FILE)
    for document in loaded.shelf.headers:
        if not is_ours(document, loaded.shelf):
            text = loaded.shelf.texts[document]
            problems.extend(personal(text, document.root, names, wish.allowed))
    _advise(loaded, problems)
    fail_if_bad(problems)
    data = pack_up(loaded, problems)
    fail_if_bad(problems)
    show_problems((one for one in problems.sorted() if one.severity is Severity.WARNING), err=True)
    _write(data, loaded, wish)


def _refuse_private(name: str, problems: Problems) -> None:
    """Refuse a student file and a network log: they are private, and no plans.

    Raises:
        PlanError: It is one.
    """
    path = Path(name)
    if name in catalog.bundled() or not path.is_file():
        return
    source = catalog.read(path, problems)
    root = None if source is None else nodes.parse(source, problems)
    kind = kind_of(root)
    if not isinstance(root, nodes.Mapping) or "plan" in root.entries:
        return
    if kind is FileKind.NETWORK:
        problems.error("private", "this is a network log, which is private", root.mark,
                       "share a plan")  # fmt: skip
    elif kind is FileKind.STUDENT:
        plans = root.get("plans")
        listed = plans.items if isinstance(plans, nodes.Sequence) else [plans]
        words = [one.text for one in listed if isinstance(one, nodes.Scalar)]
        hint = f"share a plan that you follow: {', '.join(words)}" if words else "share a plan"
        problems.error("private", "this is a student file, which is private: your dates, your "
                       "people, your changes", root.mark, hint)  # fmt: skip
    fail_if_bad(problems)


def _student_files(name: str, given: Path | None) -> list[Path]:
    """Return the student files whose names must not be given away."""
    if given is not None:
        return [given]
    beside = Path(name).parent / STUDENT_FILE
    found = [beside if beside.is_file() else None, file_in_place()]
    return list({file.resolve(): file for file in found if file is not None}.values())


def _names(files: list[Path], log: Path) -> Names:
    """Return what is known of some students.

    Args:
        files: Their files.
        log: A network log that may lie beside the plan.

    Raises:
        PlanError: A file cannot be read, so that nobody knows what to look for.
    """
    people: dict[str, str] = {}
    ids: dict[str, str] = {}
    problems = Problems()
    if log.is_file():
        people |= dict(_logged(log, problems))
    for file in files:
        student = read_student_file(file, problems)
        if student is None:
            raise refusal(problems)
        fail_if_bad(problems)
        people |= dict(_people(student, file, problems))
        ids |= dict(_ids(student, file))
    fail_if_bad(problems)
    return Names(people, ids, _words() if people else frozenset())


def _words() -> frozenset[str]:
    """Return all words in small letters of the plans that come with the program."""
    sources = (catalog.read(path, Problems()) for path in catalog.bundled().values())
    lines = (line for source in sources if source is not None for line in source.lines)
    return frozenset(word for line in lines for word in _SMALL.findall(line))


def _people(student: Student, file: Path, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield all names of people, and where they were read."""
    log = network_file(student.people, file.parent)
    if log.exists():
        yield from _logged(log, problems)
    for entry in _entries(student):
        for role, name in entry.people.items():
            if role != "program":
                yield name, f"your {role} ({file})"
    if student.name:
        yield student.name, f"your own name ({file})"


def _logged(log: Path, problems: Problems) -> Iterator[tuple[str, str]]:
    source = catalog.read(log, problems)
    if source is not None:
        for person in read_people(parse_network(source, problems), problems):
            yield person.name, f"in your network log ({log})"


def _ids(student: Student, file: Path) -> Iterator[tuple[str, str]]:
    for entry in _entries(student):
        if entry.people.get("program"):
            yield entry.people["program"], f"a program of yours ({file})"
    if student.id != _NO_ID:
        yield student.id, f"your id ({file})"
    targets = student.targets.entries.values() if isinstance(student.targets, Mapping) else ()
    for target in targets:
        name = target.value.get("username") if isinstance(target.value, Mapping) else None
        if isinstance(name, Scalar) and name.text:
            yield name.text, f"your name at '{target.key.text}' ({file})"


def _entries(student: Student) -> Iterator[BlockEntry]:
    for entries in student.lists.values():
        yield from entries


def _advise(loaded: Loaded, problems: Problems) -> None:
    """Say what a plan for others should have."""
    header = loaded.shelf.headers[loaded.asked[0]]
    if not header.version:
        problems.warning("no-version", "this plan has no version, so nobody can tell a new one "
                         "from the old", header.mark, "add 'version: 1.0.0'")  # fmt: skip
    if not header.license:
        problems.warning("no-license", "this plan does not say what others may do with it",
                         header.mark, "such as 'license: CC-BY-4.0'")  # fmt: skip


def _write(data: str, loaded: Loaded, wish: Wish) -> None:
    if wish.output == _STDOUT:
        click.echo(data, nl=False)
        return
    header = loaded.shelf.headers[loaded.asked[0]]
    path = Path(wish.output or f"{header.id}.bundle.yaml")
    refuse_kept(path, wish.student, "name another file: -o FILE")
    before = read_if_there(path, nodes.MAX_BYTES * 10)
    if before and not wish.force and not _BUNDLE.search(before):
        raise OutputError(f"{path} is no bundle; --force writes over it, or name another: -o FILE")
    if len(data.encode()) > nodes.MAX_BYTES:
        raise OutputError(
            f"the bundle would be larger than {nodes.MAX_BYTES // 1000} KB, and I read no plan "
            "that size"
        )
    write_atomically(path, data.encode())
    below = len(loaded.shelf.headers) - 1
    others = f", with {amount(below, 'plan')} that it builds on" if below else ""
    version = f" {header.version}" if header.version else ""
    assert loaded.plan is not None
    click.echo(plain(
        f"Wrote {path}: {header.title}{version}, {amount(len(loaded.plan.steps), 'step')}"
        f"{others}.\nA classmate says: roadmap-sync generate --plan {path.name} --start 2027-08"
    ))  # fmt: skip
