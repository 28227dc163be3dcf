"""The plan files of one run: each read once, parents before children, bundles taken apart."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from msgspec import Struct, field

from roadmap_sync.plan import catalog, nodes, remembered
from roadmap_sync.plan.bundle import Bundle, Text, is_bundle, read_bundle, whole
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.file_kind import FileKind, is_refused
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.pieces import Document, is_same
from roadmap_sync.plan.reader import Header, read_header
from roadmap_sync.plan.remembered import PlanCache
from roadmap_sync.problems import Mark, Problems, Source

#: How many plans may extend one another in a row, and how many one may name.
MAX_GENERATIONS = 10
MAX_PARENTS = 20
#: How many plans a student may follow, with all that these extend, and how many values they may
#: hold together. All bundled plans have a ninth of that.
MAX_PLANS = 100
MAX_ALL_NODES = 30_000
#: How far up a path under ``extends`` may lead: to a folder beside the one it lies in.
MAX_UP = 2

#: A file, and the name of a plan in it; empty if the file is a plan.
_Place = tuple[Path, str]
#: A name under ``extends`` → the plan that it means.
_Finder = Callable[[Scalar], Document | None]


class PlanRequest(Struct, frozen=True):
    """A plan that somebody asked for.

    Attributes:
        text: A bundled id, the name of a plan that was added, its address, or a path.
        mark: Where it was written; None for an option of the command line.
        base: The folder that a path starts from.
    """

    text: str
    mark: Mark | None
    base: Path


class Ways(Struct, frozen=True):
    """How plans are loaded, where that is not the usual way.

    Attributes:
        instead: Files that are read in place of others.
        edited: Take a bundle that was asked for although it is not as it was made?
        lenient: Is a change to a step that these plans do not have left out, with a note?
        own: Ids that mean the program's own plan, inside bundles too.
    """

    instead: Mapping[Path, Path] = field(default_factory=dict)
    edited: bool = False
    lenient: bool = False
    own: frozenset[str] = frozenset()


USUAL = Ways()


class Shelf:
    """The plans read so far.

    Attributes:
        headers: What each plan says about itself.
        parents: What each plan extends: the word, and the plan that it means.
        texts: The text of each plan, and where it stands.
        packed: Plans that came out of a bundle.
        mixed: Ids of bundled plans that are here in two versions.
        is_torn: Is a file missing, so that names in others may seem unknown?
    """

    def __init__(self, problems: Problems, cache: PlanCache | None, ways: Ways = USUAL) -> None:
        self.headers: dict[Document, Header] = {}
        self.parents: dict[Document, tuple[tuple[Scalar, Document], ...]] = {}
        self.texts: dict[Document, Text] = {}
        self.packed: set[Document] = set()
        self.mixed: set[str] = set()
        self.is_torn = False
        self._problems = problems
        self._cache = cache
        self._ways = ways
        self._known: dict[_Place, Document | None] = {}
        self._open: dict[_Place, str] = {}
        self._nodes = 0
        self._told = False

    def request(self, request: PlanRequest) -> Document | None:
        """Return the plan that was asked for, and load all that it extends before it."""
        path = catalog.locate(request.text, request.mark, request.base, self._problems)
        if path is None:
            self.is_torn = True
            return None
        return self.file(self._ways.instead.get(path, path), request.mark)

    def file(self, path: Path, mark: Mark | None) -> Document | None:
        """Return the plan of a file, or the one that a bundle was made for."""

        def load() -> Document | None:
            source = catalog.read(path, self._problems, mark)
            if source is None:
                return None
            root = remembered.parse(source, self._problems, self._cache, str(_absolute(path)))
            return None if root is None or self._is_full(root) else self._top(root, source, path)

        return self._once((_resolve(path), ""), mark, load)

    def text(self, source: Source, path: Path) -> Document | None:
        """Return the plan of a text that is not in a file yet, as if it stood at ``path``."""
        root = nodes.parse(source, self._problems)
        document = None if root is None else self._top(root, source, path)
        self.is_torn |= document is None
        return document

    def _is_full(self, root: nodes.Node) -> bool:
        """Report, once, that these are more plans than anybody reads."""
        self._nodes += nodes.count(root)
        full = self._nodes > MAX_ALL_NODES or len(self.headers) >= MAX_PLANS
        if full and not self._told:
            self._told = True
            message = f"these are more than {MAX_PLANS} plans, or {MAX_ALL_NODES} values together"
            self._problems.error("too-large", message, root.mark)
        return full

    def _once(
        self, place: _Place, mark: Mark | None, load: Callable[[], Document | None]
    ) -> Document | None:
        if place in self._open:
            names = list(self._open.values())[list(self._open).index(place) :]
            self._problems.error("cycle", "plans extend each other in a circle: "
                                 + " → ".join([*names, names[0]]), mark)  # fmt: skip
        elif len(self._open) >= MAX_GENERATIONS:
            self._problems.error("too-deep", f"more than {MAX_GENERATIONS} plans extend each other "
                                 "in a row", mark)  # fmt: skip
        elif place in self._known:
            return self._known[place]
        else:
            self._known[place] = document = load()
            self.is_torn |= document is None
            return document
        self.is_torn = True
        return None

    def _top(self, root: nodes.Node, source: Source, path: Path) -> Document | None:
        if not isinstance(root, nodes.Mapping):
            self._problems.error("type", "a plan must be a list of 'key: value' lines", root.mark,
                                 "begin with 'plan: my-plan'")  # fmt: skip
            return None
        if is_refused(root, FileKind.PLAN, self._problems):
            return None
        place = (_resolve(path), "")
        if is_bundle(root):
            edited = self._ways.edited and not self._open
            bundle = read_bundle(root, source, self._problems, edited=edited)
            return None if bundle is None else self._inside(bundle, bundle.plan, place, None)
        return self._document(root, whole(source), place,
                              lambda name: self._parent(name, path.parent))  # fmt: skip

    def _inside(
        self, bundle: Bundle, name: str, place: _Place, mark: Mark | None
    ) -> Document | None:  # fmt: skip
        """Return a plan of a bundle, whose names mean plans of the same bundle."""
        entry = bundle.plans[name]
        root = entry.value
        if not isinstance(root, nodes.Mapping):
            return None  # has been reported
        if name in self._ways.own:
            self._say_mixed(name, root, entry.key.mark)
            return self.request(PlanRequest(name, entry.key.mark, Path()))

        def parent(scalar: Scalar) -> Document | None:
            text = scalar.text.strip()
            if text in bundle.plans:
                return self._inside(bundle, text, place, scalar.mark)
            self._problems.error("bundle", f"there is no plan '{text}' in this bundle",
                                 scalar.mark, "a bundle holds all that it builds on")  # fmt: skip
            self.is_torn = True
            return None

        def load() -> Document | None:
            document = self._document(root, bundle.text_of(name), (place[0], name), parent)
            self.packed.add(document)
            return document

        return self._once((place[0], name), mark, load)

    def _document(self, root: nodes.Mapping, text: Text, place: _Place, find: _Finder) -> Document:
        """Return a plan, or the one that says the very same and was read before."""
        header = read_header(root, self._problems)
        self._open[place] = header.id or place[0].name
        parents = self._parents(root, find)
        del self._open[place]
        ancestors = frozenset(one for _, two in parents for one in (two, *two.ancestors))
        document = Document(header.id, root, ancestors)
        for other in self.headers:
            if other.id and other.id == document.id:
                same = other.ancestors == ancestors and say_the_same(other, document)
                if same or self._are_two_versions(other, header, packed=bool(place[1])):
                    return other
        self.headers[document] = header
        self.parents[document] = parents
        self.texts[document] = text
        return document

    def _are_two_versions(self, other: Document, header: Header, *, packed: bool) -> bool:
        """Report a plan that is here in two versions because one of them was packed earlier.

        If it is the program's own, nothing is lost yet: it can be read in place of the other.
        """
        if not packed and other not in self.packed:
            return False
        if header.id in catalog.bundled():
            self.mixed.add(header.id)
            return False
        versions = " and ".join(
            one.version or "without a version" for one in (self.headers[other], header)
        )
        self._problems.error(
            "two-versions", f"the plan '{header.id}' is here twice, {versions}, and they differ",
            header.mark, f"the other is at {other.root.mark}; follow one of them",
        )  # fmt: skip
        return True

    def _say_mixed(self, name: str, root: nodes.Mapping, mark: Mark) -> None:
        version = root.get("version")
        said = f" {version.text}" if isinstance(version, Scalar) else ""
        self._problems.warning(
            "mixed-versions", f"'{name}'{said} of this bundle is not used: another plan of yours "
            "builds on the program's own, which differs", mark,
            "follow the bundle alone to get just what it says",
        )  # fmt: skip

    def _parents(self, root: nodes.Mapping, find: _Finder) -> tuple[tuple[Scalar, Document], ...]:
        fields = Fields(root, self._problems, "the plan")
        found: list[tuple[Scalar, Document]] = []
        named = fields.nodes("extends")
        if len(named) > MAX_PARENTS:
            message = f"'extends' names {len(named)} plans; {MAX_PARENTS} is the most"
            self._problems.error("too-long", message, named[MAX_PARENTS].mark)
            self.is_torn = True
        for node in named[:MAX_PARENTS]:
            scalar = fields.as_scalar(node, "'extends'", "the name of a plan")
            parent = None if scalar is None else find(scalar)
            if scalar is not None and parent is not None:
                found.append((scalar, parent))
        return tuple(found)

    def _parent(self, scalar: Scalar, folder: Path) -> Document | None:
        """Load one plan that a file extends. A stranger's file reaches no path of its choice."""
        text = scalar.text.strip()
        if catalog.is_address(text):
            self._problems.error("address", "a plan cannot extend an address: it would say "
                                 "something else tomorrow", scalar.mark, "add that plan with "
                                 "'roadmap-sync plans add', and write its name")  # fmt: skip
            self.is_torn = True
            return None
        if _is_rooted(text):
            self._problems.error("absolute-path", "a plan can only extend bundled plans and files "
                                 "that lie near it", scalar.mark,
                                 "write the path from this file's folder")  # fmt: skip
            self.is_torn = True
            return None
        if _leads_away(text):
            message = (
                "a plan can only extend files that end in .yaml and lie near it, at most "
                f"{MAX_UP} folders up"
            )
            self._problems.error("far-away", message, scalar.mark)
            self.is_torn = True
            return None
        return self.request(PlanRequest(text, scalar.mark, folder))


def say_the_same(one: Document, other: Document) -> bool:
    """Do two plans say the same, whatever names they have for what they extend?"""
    first, second = (
        nodes.Mapping({key: value for key, value in two.root.entries.items() if key != "extends"},
                      two.root.mark)
        for two in (one, other)
    )  # fmt: skip
    return is_same(first, second)


def _is_rooted(text: str) -> bool:
    """Does a path start elsewhere than at the file: at a root, a drive, a host, a home?"""
    windows = PureWindowsPath(text)
    return bool(windows.anchor) or PurePosixPath(text).is_absolute() or text.startswith("~")


def _leads_away(text: str) -> bool:
    """Does a path lead to a file that is no plan, or is far from the one that names it?"""
    parts = PureWindowsPath(text).parts
    is_path = len(parts) > 1 or "/" in text or "\\" in text
    return is_path and (not text.lower().endswith((".yaml", ".yml")) or parts.count("..") > MAX_UP)


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
