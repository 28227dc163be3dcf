"""Plans of others: into the user's data folder, and out again. The only way to the web door."""

from pathlib import Path

import click
from msgspec import Struct

from roadmap_sync import disk
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.screen import amount, plain, show_problems
from roadmap_sync.cli.turns import turn
from roadmap_sync.errors import DecisionError, OutputError
from roadmap_sync.fetch import Door, fetch
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.added import (
    MAX_ADDED,
    Added,
    added,
    added_as,
    entry_of,
    folder,
    text_path,
)
from roadmap_sync.plan.bundle import is_bundle
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.loader import load
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Mapping, Scalar
from roadmap_sync.problems import Problems, Severity, Source

#: How to the web; tests put another one here.
DOOR = Door()


class Found(Struct, frozen=True):
    """What stands at an address or in a file now, read and checked.

    Attributes:
        origin: The address, or the absolute path.
        data: All bytes.
        plan: What they say.
    """

    origin: str
    data: bytes
    plan: Plan


def add(source: str, name: str | None) -> None:
    """Add a plan, so that it can be followed by name.

    Raises:
        click.UsageError: The name is taken.
        PlanError: It is no plan, or has errors.
        FetchError: There is no plan at the address.
        UnreachableError: There is no answer.
    """
    found = find(source)
    name = name or found.plan.id
    with turn(folder()):
        _fail_if_taken(name, found)
        one = _keep(name, found)
    steps = amount(len(found.plan.steps), "step")
    said = " ".join(filter(None, (name, found.plan.version)))
    license_ = f", {found.plan.license}" if found.plan.license else ""
    click.echo(plain(
        f"Added {said}: {found.plan.title}, {steps}{license_}\n"
        f"  from {found.origin}\n  {one.checksum}\n"
        f"To follow it, name it in your student file: plans: [{name}]\n"
        f"or look at it first: roadmap-sync plans show {name}"
    ))  # fmt: skip


def _fail_if_taken(name: str, found: Found) -> None:
    if name in catalog.bundled():
        raise click.UsageError(
            f"'{name}' comes with the program; say another name: --name my-{name}"
        )
    known = added()
    old = known.get(name)
    if old is not None and old.path != text_path(name, found.data):
        if old.origin != found.origin:
            raise click.UsageError(
                f"'{name}' is added already, from {old.origin}; say another name with --name, or "
                f"roadmap-sync plans remove {name}"
            )
        raise click.UsageError(
            f"'{name}' is added already, and has changed since; to see what that means for your "
            f"dates: roadmap-sync plans update {name}"
        )
    if old is None and len(known) >= MAX_ADDED:
        raise click.UsageError(f"{MAX_ADDED} plans are added, and that is the most")


def find(source: str) -> Found:
    """Read what stands at an address or in a file, and check it.

    Raises:
        PlanError: It is no plan, has errors, or needs files that lie beside it.
        FetchError: There is no plan at the address.
        UnreachableError: There is no answer.
    """
    problems = Problems()
    origin, data = _bytes(source, problems)
    text = nodes.decode(data, source, problems)
    fail_if_bad(problems)
    assert text is not None
    _check_alone(text, problems)
    fail_if_bad(problems)
    loaded = load(lambda shelf: [shelf.text(text, folder() / "new.yaml")], problems)
    fail_if_bad(problems)
    assert loaded.plan is not None
    show_problems((one for one in problems.sorted() if one.severity is Severity.WARNING), err=True)
    return Found(origin, data, loaded.plan)


def replace(old: Added, found: Found) -> None:
    """Keep a new version of a plan in place of the one that it was compared with.

    Raises:
        DecisionError: Another command has taken the plan out or another version in; that stays.
        OutputError: It cannot be written; what was there is as it was.
    """
    with turn(folder()):
        now = added_as(old.name)
        if now is None or now.path not in {old.path, text_path(old.name, found.data)}:
            raise DecisionError(
                f"another command has changed '{old.name}' meanwhile, and nothing was taken; to "
                "see how it stands: roadmap-sync plans list"
            )
        _keep(old.name, found)


def put_aside(name: str, found: Found) -> Added:
    """Write the text of a plan where it will be kept, without making it the one that counts."""
    disk.make_private_folder(folder())
    path = text_path(name, found.data)
    disk.write_private(path, found.data)
    return Added(name, found.origin, found.plan.version, path)


def clear(name: str) -> None:
    """Delete the texts of a name, but the one that counts, whoever made it count."""
    with turn(folder()):
        _clear(name)


def remove(name: str, *, follows: bool) -> None:
    """Take an added plan out.

    Raises:
        click.UsageError: There is no such plan.
    """
    with turn(folder()):
        known(name)
        disk.remove(folder() / f"{name}.json")
        _clear(name)
    click.echo(plain(f"Took out {name}"))
    if follows:
        click.echo(plain("Your student file still names it under 'plans:'"), err=True)


def _keep(name: str, found: Found) -> Added:
    one = put_aside(name, found)
    disk.write_private(folder() / f"{name}.json", entry_of(one))
    _clear(name)
    return one


def _clear(name: str) -> None:
    one = added_as(name)
    if one is not None and not one.checksum:
        return  # the entry is damaged, or cannot be read just now: any of them may count
    for path in folder().glob(f"{name}.*.yaml"):
        if (one is None or path != one.path) and path.name.count(".") == name.count(".") + 2:
            disk.remove(path)


def known(name: str) -> Added:
    """Return the added plan of a name or an address.

    Raises:
        click.UsageError: There is none.
    """
    there = added()
    for one in there.values():
        if name in (one.name, one.origin):
            return one
    from roadmap_sync.cli.desk import unknown

    raise click.UsageError(unknown("added plan", name, there))


def _bytes(source: str, problems: Problems) -> tuple[str, bytes]:
    if catalog.is_address(source):
        return source, fetch(source, nodes.MAX_BYTES, DOOR)
    path = Path(source).expanduser()
    if source in catalog.bundled():
        raise click.UsageError(f"'{source}' comes with the program; there is nothing to add")
    text = catalog.read(path, problems)
    fail_if_bad(problems)
    data = disk.read_if_there(path, nodes.MAX_BYTES)
    if text is None or data is None:
        raise OutputError(f"{path} could not be read")
    return str(path.absolute()), data


def _check_alone(text: Source, problems: Problems) -> None:
    """Report names of files beside the plan: they would not come along."""
    root = nodes.parse(text, problems)
    if not isinstance(root, Mapping) or is_bundle(root):
        return
    names = {*catalog.bundled(), *added()}
    for node in Fields(root, Problems(), "the plan").nodes("extends"):
        if isinstance(node, Scalar) and node.text.strip() not in names:
            problems.error("not-alone", f"this plan needs '{node.text}', which would not come "
                           "along", node.mark, "make one file of both: roadmap-sync plans share "
                           "FILE -o bundle.yaml")  # fmt: skip
