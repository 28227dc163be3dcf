"""Several plan files → one set of pieces, merged by id, before anything is read.

Files are laid over each other one by one, parents before children, each exactly once. Every
piece remembers who wrote each of its keys last: a file may only write over what its own
ancestors wrote. So a plan can change its parents, two plans that grew from one parent can be
followed together, and two strangers with the same step are told apart instead of mixed.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.nodes import Entry, Mapping, Node, Scalar, is_null
from roadmap_sync.plan.pieces import (
    FRAMES,
    KIND,
    KINDS,
    SECTIONS,
    STEPS,
    WHOLE,
    Document,
    Layer,
    Piece,
    Tree,
    agree,
    group,
    layers,
    mark_of,
    writers,
)  # fmt: skip
from roadmap_sync.plan.values import nearest
from roadmap_sync.problems import Mark, Problems

_SINGULAR = {
    "sources": "source", "questions": "question", "dates": "date", "phases": "phase",
    "blocks": "block", "drafts": "draft", "steps": "step",
}  # fmt: skip


class _Clash(Struct, frozen=True):
    """Two files that do not know of each other wrote the same thing."""

    first: Document
    second: Document
    place: Mark
    mark: Mark

    def is_settled_by(self, document: Document) -> bool:
        """Does the file come after both, so that its word counts?"""
        return {self.first, self.second} <= document.ancestors


class Merged(Struct, frozen=True):
    """What all files together say.

    Attributes:
        tree: The pieces.
        gone: The steps that some file took out, and where it says so.
    """

    tree: Tree
    gone: dict[str, Layer]


def merge(
    documents: Sequence[Document], changes: Mapping | None, problems: Problems, *,
    lenient: bool = False,
) -> Merged:  # fmt: skip
    """Return the pieces of each section, and those of ``steps``, in the order of declaration.

    Args:
        documents: Parents before children, each once.
        changes: The student's own changes to steps, by step id.
        problems: Where findings go.
        lenient: Are changes to steps that are not there left out, with a note? They are meant
            for other plans.
    """
    merger = _Merger(problems)
    for document in documents:
        merger.add(document)
    if changes is not None:
        student = Document("", changes, frozenset(documents))
        merger.change(student, lenient=lenient)
    merger.report()
    return Merged(merger.tree(), merger.gone())


class _Merger:
    """The pieces so far, and what is still in dispute."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._pieces: dict[str, dict[str, Piece]] = {name: {} for name in (*SECTIONS, STEPS)}
        self._clashes: dict[tuple[str, str, str], _Clash] = {}
        self._gone: dict[str, Layer] = {}

    def gone(self) -> dict[str, Layer]:
        """Return the steps that some plan took out, and where it says so."""
        steps = self._pieces[STEPS]
        return {name: one for name, one in self._gone.items() if steps[name].dropped is not None}

    def tree(self) -> Tree:
        return {
            section: {name: piece for name, piece in pieces.items() if piece.dropped is None}
            for section, pieces in self._pieces.items()
        }

    def report(self) -> None:
        """Report what no later file has settled."""
        for (section, name, key), clash in self._clashes.items():
            what = f"{_SINGULAR[section]} '{name}'"
            what = f"'{key}' of the {what}" if key else f"the {what}"
            self._problems.error(
                "two-parents", f"two plans disagree about {what}: the other is at {clash.place}",
                clash.mark, "write it again in a plan that extends both, or drop it there: "
                f"'{name}: null'",
            )  # fmt: skip

    def add(self, document: Document) -> None:
        """Lay one plan over what is there."""
        fields = Fields(document.root, self._problems, "the plan")
        sections = [name for name in document.root.entries if name in SECTIONS]
        for section in sections:
            for _, node in fields.items(section):
                if section in FRAMES:
                    self._drop_steps(document, node)
        for section in sections:
            for key, node in fields.items(section):
                if is_null(node):
                    self._drop(document, section, key)
                elif section in FRAMES:
                    self._frame(document, section, key, node)
                else:
                    self._put(document, section, key, node)

    def change(self, student: Document, *, lenient: bool) -> None:
        """Lay the student's own changes over everything, wherever the steps stand."""
        for entry in student.root.entries.values():
            piece = self._pieces[STEPS].get(entry.key.text)
            if lenient and piece is None:
                self._problems.note("other-plan", "this change is left out: the plans asked for "
                                    f"have no step '{entry.key.text}'", entry.key.mark)  # fmt: skip
            elif is_null(entry.value):
                self._drop(student, STEPS, entry.key)
            elif piece is None or piece.dropped is not None:
                self._unknown(student, STEPS, entry.key)
            else:
                self._put(student, STEPS, entry.key, entry.value, piece.home)

    def _frame(self, document: Document, section: str, key: Scalar, node: Node) -> None:
        """Lay a phase or block over the one that is there, and its steps over theirs."""
        if not isinstance(node, Mapping):
            self._put(document, section, key, node)
            return
        own = {name: entry for name, entry in node.entries.items() if name != STEPS}
        self._put(document, section, key, Mapping(own, node.mark))
        fields = Fields(node, self._problems, f"the {_SINGULAR[section]} '{key.text}'")
        for step, value in fields.items(STEPS):
            if not is_null(value):
                self._put(document, STEPS, step, value, (section, key.text))

    def _drop_steps(self, document: Document, frame: Node) -> None:
        """Take out the steps that are null here, first, so that they may move elsewhere."""
        steps = frame.get(STEPS) if isinstance(frame, Mapping) else None
        if isinstance(steps, Mapping):
            for entry in steps.entries.values():
                if is_null(entry.value):
                    self._drop(document, STEPS, entry.key)

    def _put(
        self, document: Document, section: str, key: Scalar, node: Node,
        home: tuple[str, str] = ("", ""),
    ) -> None:  # fmt: skip
        """Write one piece, or lay it over the one that is there."""
        pieces = self._pieces[section]
        old = pieces.get(key.text)
        new = Piece(key, node, document, frozenset({document}), home,
                    writers(node, document, section),
                    layers=layers(node, document) if section == STEPS else {})  # fmt: skip
        if old is None:
            pieces[key.text] = new
        elif self._is_settled(old, new, section):
            self._clashes.pop((section, key.text, WHOLE), None)
            pieces[key.text] = new
        elif old.dropped is not None and old.dropped in {*document.ancestors, document}:
            pieces[key.text] = replace(new, origin=old.origin, declared=old.declared)
        elif self._is_placed(old, new, section):
            pieces[key.text] = self._over(old, new, section)

    def _is_settled(self, old: Piece, new: Piece, section: str) -> bool:
        """Does the new piece, complete in itself, end a dispute about the whole of it?"""
        clash = self._clashes.get((section, old.key.text, WHOLE))
        complete = section != STEPS or KIND in new.writers
        return clash is not None and clash.is_settled_by(new.origin) and complete

    def _is_placed(self, old: Piece, new: Piece, section: str) -> bool:
        """Report what a stranger dropped, and a step that stands twice or elsewhere than before."""
        if old.dropped is not None:
            self._clash(old, new, section, WHOLE)
            return False
        if section != STEPS:
            return True
        name, mark = new.key.text, new.key.mark
        if new.origin is old.origin:
            self._problems.error("duplicate-step", f"there is another step '{name}'", mark,
                                 f"it is at {old.key.mark}; each needs its own id")  # fmt: skip
            return False
        if not old.declared & new.origin.ancestors:
            self._clash(old, new, section, WHOLE)
            return False
        if old.home != new.home:
            self._problems.error(
                "moved-step", f"the step '{name}' is in '{old.home[1]}', not in '{new.home[1]}'",
                mark, f"it is at {old.key.mark}; write your changes under '{old.home[1]}:'",
            )  # fmt: skip
            return False
        return True

    def _over(self, old: Piece, new: Piece, section: str) -> Piece:
        """Return the old piece with the new one's keys in it."""
        declared = old.declared
        if not declared & new.origin.ancestors:
            declared |= new.declared
            self._strangers(old, new, section)
        if section in {*FRAMES, STEPS}:
            entries = self._entries(new, section)
            return replace(self._keys(old, new, section, entries), declared=declared)
        if not self._may_write(old, new, section, WHOLE):
            return old
        return replace(new, origin=old.origin, declared=declared)

    def _strangers(self, old: Piece, new: Piece, section: str) -> None:
        """Report the keys of a phase that only one of two unrelated files has."""
        if section in FRAMES and isinstance(old.node, Mapping) and new.writers:
            for key in old.writers.keys() ^ new.writers.keys():
                self._clash(old, new, section, key)

    def _entries(self, piece: Piece, section: str) -> dict[str, Entry]:
        """Return the keys of a piece; report it if it has none because it is no mapping."""
        if isinstance(piece.node, Mapping):
            return piece.node.entries
        Fields(piece.node, self._problems, f"the {_SINGULAR[section]} '{piece.key.text}'")
        return {}

    def _keys(self, old: Piece, new: Piece, section: str, added: dict[str, Entry]) -> Piece:
        entries = dict(self._entries(old, section))
        writers, said = dict(old.writers), dict(old.layers)
        for key, entry in added.items():
            if not self._may_write(old, new, section, group(key)):
                continue
            if group(key) == KIND and not is_null(entry.value):
                entries = {name: one for name, one in entries.items()
                           if name not in KINDS or name in added}  # fmt: skip
            entries[key] = entry
            writers[group(key)] = new.origin
            if section == STEPS:
                layer = Layer(new.origin.id, entry.value.mark)
                said[group(key)] = (*said.get(group(key), ()), layer)
        return replace(old, node=Mapping(entries, old.node.mark), writers=writers, layers=said)

    def _may_write(self, old: Piece, new: Piece, section: str, key: str) -> bool:
        """May the new file write over a key? Not over a stranger's, unless they agree."""
        clash = self._clashes.get((section, old.key.text, key))
        if clash is not None and clash.is_settled_by(new.origin):
            del self._clashes[section, old.key.text, key]
            return True
        last = old.writers.get(key)
        if last is None or last in new.origin.ancestors or last is new.origin:
            return True
        if not agree(old.node, new.node, key):
            self._clash(old, new, section, key)
        return False

    def _clash(
        self, old: Piece, new: Piece, section: str, key: str, first: Document | None = None
    ) -> None:
        first = first or old.dropped or old.writers.get(key, old.origin)
        place, mark = mark_of(old, key), mark_of(new, key)
        self._clashes[section, new.key.text, key] = _Clash(first, new.origin, place, mark)

    def _drop(self, document: Document, section: str, key: Scalar) -> None:
        """Take out a piece; a phase or block goes with its steps."""
        old = self._pieces[section].get(key.text)
        name = (section, key.text)
        settled = [place for place, clash in self._clashes.items()
                   if place[:2] == name and clash.is_settled_by(document)]  # fmt: skip
        is_gone = old is not None and old.dropped is not None and not settled
        if old is None or is_gone or not old.declared & document.ancestors:
            self._unknown(document, section, key)
            return
        steps = {id_: step for id_, step in self._pieces[STEPS].items()
                 if step.home == name and step.dropped is None}  # fmt: skip
        stranger = self._stranger([old, *steps.values()], document)
        if stranger is not None:
            new = Piece(key, key, document, frozenset({document}))
            self._clash(old, new, section, WHOLE, stranger)
            return
        self._pieces[section][key.text] = replace(old, dropped=document)
        for id_, step in steps.items():
            self._pieces[STEPS][id_] = replace(step, dropped=document)
        gone = {key.text} if section == STEPS else steps
        self._gone |= dict.fromkeys(gone, Layer(document.id, key.mark))
        for place in settled:
            del self._clashes[place]

    def _stranger(self, pieces: Sequence[Piece], document: Document) -> Document | None:
        """Return a file that wrote one of the pieces and that this one does not come after."""
        writers = (writer for piece in pieces for writer in piece.writers.values())
        known = {*document.ancestors, document}
        return next((writer for writer in writers if writer not in known), None)

    def _unknown(self, document: Document, section: str, key: Scalar) -> None:
        what = _SINGULAR[section]
        known = [name for name, piece in self._pieces[section].items()
                 if piece.dropped is None and piece.declared & document.ancestors]  # fmt: skip
        hint = nearest(key.text, known, self._problems)
        hint = hint or f"null drops a {what} of a plan that this one extends"
        self._problems.error(f"unknown-{what}", f"there is no {what} '{key.text}' to change here",
                             key.mark, hint)  # fmt: skip
