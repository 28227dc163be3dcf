"""Names of plans → one checked plan: load the files, merge them, read them, check the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from roadmap_sync.plan import catalog, remembered
from roadmap_sync.plan.checks import CHECKS
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.merge import merge
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Mapping, Scalar
from roadmap_sync.plan.pieces import Document
from roadmap_sync.plan.reader import Header, read_header, read_plan
from roadmap_sync.plan.remembered import PlanCache
from roadmap_sync.plan.taking_out import check_dated_from, taken_out, without_orders
from roadmap_sync.problems import Mark, Problems

#: How many plans may extend one another in a row, and how many one may name.
MAX_GENERATIONS = 10
MAX_PARENTS = 20


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A plan that somebody asked for.

    Attributes:
        text: A bundled id or a path.
        mark: Where it was written; None for an option of the command line.
        base: The folder that a path starts from.
    """

    text: str
    mark: Mark | None
    base: Path


def load_plan(
    requests: Sequence[PlanRequest],
    problems: Problems,
    changes: Mapping | None = None,
    *,
    cache: PlanCache | None = None,
) -> Plan | None:
    """Return the plan, or None if its files have errors; all findings go to ``problems``.

    Several plans become one that extends them all; its id, title and version are those of the
    first. Errors that were in ``problems`` before do not count. Never raises.

    Args:
        requests: At least one.
        problems: Where findings go.
        changes: The student's own changes to steps, by step id.
        cache: Saves parsing files that did not change.
    """
    own = Problems()
    shelf = _Shelf(own, cache)
    asked = [shelf.request(request) for request in requests]
    plan = _assemble(shelf, [document for document in asked if document], changes, own)
    problems.extend(own.sorted())
    return None if own.failed else plan


def load_plan_file(
    path: Path, problems: Problems, *, cache: PlanCache | None = None
) -> Plan | None:
    """Return the plan of one file, or None with the reasons in ``problems``. Never raises."""
    own = Problems()
    shelf = _Shelf(own, cache)
    document = shelf.file(path, None)
    plan = _assemble(shelf, [document] if document else [], None, own)
    problems.extend(own.sorted())
    return None if own.failed else plan


def _assemble(
    shelf: "_Shelf", asked: Sequence[Document], changes: Mapping | None, problems: Problems
) -> Plan | None:
    """Merge, read and check what could be loaded."""
    if not asked:
        return None
    headers = shelf.headers
    tree = merge(tuple(headers), changes, problems)
    first = headers[asked[0]]
    parents = tuple(dict.fromkeys(one.id for one in reversed(headers) if one is not asked[0]))
    plan = read_plan(
        replace(first, updated=max(header.updated for header in headers.values())), parents, tree,
        problems,
    )  # fmt: skip
    named = [(headers[one].id, headers[one].version, headers[one].title) for one in asked]
    plan = replace(plan, requested=tuple(dict.fromkeys(named)))
    gone = taken_out(plan, changes)
    plan = without_orders(plan, gone)
    if not shelf.is_torn:
        told = check_dated_from(plan, gone, problems)
        found = Problems()
        for check in CHECKS:
            check(plan, found)
        problems.extend(one for one in found.sorted() if one.mark not in told)
    return plan


class _Shelf:
    """The files read so far, each once, parents before children.

    Attributes:
        headers: What each file says about itself.
        is_torn: Is a file missing, so that names in others may seem unknown?
    """

    def __init__(self, problems: Problems, cache: PlanCache | None) -> None:
        self._cache = cache
        self.headers: dict[Document, Header] = {}
        self.is_torn = False
        self._problems = problems
        self._known: dict[Path, Document | None] = {}
        self._open: dict[Path, str] = {}

    def request(self, request: PlanRequest) -> Document | None:
        path = catalog.locate(request.text, request.mark, request.base, self._problems)
        if path is None:
            self.is_torn = True
            return None
        return self.file(path, request.mark)

    def file(self, path: Path, mark: Mark | None) -> Document | None:
        """Return the document of a file and, before it, load all that it extends."""
        place = _resolve(path)
        if place in self._open:
            names = [*list(self._open.values())[list(self._open).index(place) :], self._open[place]]
            self._problems.error("cycle", "plans extend each other in a circle: "
                                 + " → ".join(names), mark)  # fmt: skip
        elif len(self._open) >= MAX_GENERATIONS:
            self._problems.error("too-deep", f"more than {MAX_GENERATIONS} plans extend each other "
                                 "in a row", mark)  # fmt: skip
        elif place in self._known:
            return self._known[place]
        else:
            self._known[place] = document = self._load(path, place, mark)
            self.is_torn |= document is None
            return document
        self.is_torn = True
        return None

    def _load(self, path: Path, place: Path, mark: Mark | None) -> Document | None:
        source = catalog.read(path, self._problems, mark)
        if source is None:
            return None
        root = remembered.parse(source, self._problems, self._cache, str(_absolute(path)))
        if root is None:
            return None
        if not isinstance(root, Mapping):
            self._problems.error("type", "a plan must be a list of 'key: value' lines", root.mark,
                                 "begin with 'plan: my-plan'")  # fmt: skip
            return None
        header = read_header(root, self._problems)
        self._open[place] = header.id or path.name
        ancestors = self._parents(root, path.parent)
        del self._open[place]
        document = Document(header.id, root, ancestors)
        self.headers[document] = header
        return document

    def _parents(self, root: Mapping, folder: Path) -> frozenset[Document]:
        fields = Fields(root, self._problems, "the plan")
        found: set[Document] = set()
        named = fields.nodes("extends")
        if len(named) > MAX_PARENTS:
            message = f"'extends' names {len(named)} plans; {MAX_PARENTS} is the most"
            self._problems.error("too-long", message, named[MAX_PARENTS].mark)
            self.is_torn = True
        for node in named[:MAX_PARENTS]:
            scalar = fields.as_scalar(node, "'extends'", "the name of a plan")
            parent = None if scalar is None else self._parent(scalar, folder)
            if parent is not None:
                found |= {parent, *parent.ancestors}
        return frozenset(found)

    def _parent(self, scalar: Scalar, folder: Path) -> Document | None:
        """Load one plan that a file extends. A stranger's file reaches no path of its choice."""
        text = scalar.text.strip()
        if _is_rooted(text):
            self._problems.error("absolute-path", "a plan can only extend bundled plans and files "
                                 "that lie near it", scalar.mark,
                                 "write the path from this file's folder")  # fmt: skip
            self.is_torn = True
            return None
        return self.request(PlanRequest(text, scalar.mark, folder))


def _is_rooted(text: str) -> bool:
    """Does a path start elsewhere than at the file: at a root, a drive, a host, a home?"""
    windows = PureWindowsPath(text)
    return bool(windows.anchor) or PurePosixPath(text).is_absolute() or text.startswith("~")


def _resolve(path: Path) -> Path:
    """Return one name for a file, whatever way leads to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _absolute(path: Path) -> Path:
    """Return the place of a file as it was asked for: a link may lead elsewhere tomorrow."""
    try:
        return path.absolute()
    except OSError:
        return path
