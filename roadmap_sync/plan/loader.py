"""Names of plans → one checked plan: load the files, merge them, read them, check the whole."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.plan.checks import CHECKS
from roadmap_sync.plan.merge import merge
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Mapping
from roadmap_sync.plan.pieces import Document
from roadmap_sync.plan.pinned import note_older
from roadmap_sync.plan.reader import read_plan
from roadmap_sync.plan.remembered import PlanCache
from roadmap_sync.plan.shelf import USUAL, PlanRequest, Shelf, Ways
from roadmap_sync.plan.taking_out import check_dated_from, taken_out, without_orders
from roadmap_sync.problems import Problems


class Loaded(Struct, frozen=True):
    """What came of files.

    Attributes:
        plan: None if there are errors.
        asked: The plans that were asked for, as far as they could be read.
        shelf: All plans that were read.
    """

    plan: Plan | None
    asked: tuple[Document, ...]
    shelf: Shelf


def load_plan(
    requests: Sequence[PlanRequest],
    problems: Problems,
    changes: Mapping | None = None,
    *,
    cache: PlanCache | None = None,
    ways: Ways = USUAL,
) -> Plan | None:
    """Return the plan, or None if its files have errors; all findings go to ``problems``.

    Several plans become one that extends them all; its id, title and version are those of the
    first. Errors that were in ``problems`` before do not count. Never raises.

    Args:
        requests: At least one.
        problems: Where findings go.
        changes: The student's own changes to steps, by step id.
        cache: Saves parsing files that did not change.
        ways: What is not as usual.
    """
    found = load(lambda shelf: map(shelf.request, requests), problems, changes, cache, ways)
    return found.plan


def load_plan_file(
    path: Path, problems: Problems, *, cache: PlanCache | None = None
) -> Plan | None:
    """Return the plan of one file, or None with the reasons in ``problems``. Never raises."""
    return load(lambda shelf: [shelf.file(path, None)], problems, cache=cache).plan


def load(
    find: Callable[[Shelf], Iterable[Document | None]],
    problems: Problems,
    changes: Mapping | None = None,
    cache: PlanCache | None = None,
    ways: Ways = USUAL,
) -> Loaded:
    """Return the plans that ``find`` takes from a shelf, and the one that they are together.

    If a bundle brings another version of a bundled plan than somebody else here needs, all is
    read once more with the program's own. Never raises.
    """
    while True:
        own = Problems()
        shelf = Shelf(own, cache, ways)
        asked = tuple(dict.fromkeys(document for document in find(shelf) if document))
        if not shelf.mixed - ways.own:
            break
        ways = replace(ways, own=ways.own | shelf.mixed)
    note_older(shelf, own)
    plan = _assemble(shelf, asked, changes, own, lenient=ways.lenient)
    problems.extend(own.sorted())
    return Loaded(None if own.failed else plan, asked, shelf)


def _assemble(
    shelf: Shelf, asked: Sequence[Document], changes: Mapping | None, problems: Problems, *,
    lenient: bool,
) -> Plan | None:  # fmt: skip
    """Merge, read and check what could be loaded."""
    if not asked:
        return None
    headers = shelf.headers
    merged = merge(tuple(headers), changes, problems, lenient=lenient)
    first = headers[asked[0]]
    parents = tuple(dict.fromkeys(one.id for one in reversed(headers) if one is not asked[0]))
    plan = read_plan(
        replace(first, updated=max(header.updated for header in headers.values())), parents,
        merged.tree, problems,
    )  # fmt: skip
    named = [(headers[one].id, headers[one].version, headers[one].title) for one in asked]
    plan = replace(plan, requested=tuple(dict.fromkeys(named)), gone=merged.gone)
    gone = taken_out(plan, changes)
    plan = without_orders(plan, gone)
    if not shelf.is_torn:
        told = check_dated_from(plan, gone, problems)
        found = Problems()
        for check in CHECKS:
            check(plan, found)
        problems.extend(one for one in found.sorted() if one.mark not in told)
    return plan
