"""What merging works with: files, the named things in them, and when two of those agree."""

from msgspec import Struct, field

from roadmap_sync.plan.nodes import Mapping, Node, Scalar, Sequence
from roadmap_sync.problems import Mark

#: The keys that say what a step is; only one of them can be there.
KINDS = ("task", "message", "checkpoint", "meeting", "event")
FRAMES = ("phases", "blocks")
SECTIONS = ("sources", "questions", "dates", *FRAMES, "drafts")
STEPS = "steps"

#: The key of a piece as a whole, and of its title, whatever its kind.
WHOLE = ""
KIND = "kind"


class Document(Struct, frozen=True, eq=False):
    """One plan file, not read yet.

    Attributes:
        id: The plan's id, as far as it has one.
        root: Its top level.
        ancestors: All plans that it extends, near and far.
    """

    id: str
    root: Mapping
    ancestors: "frozenset[Document]"


class Layer(Struct, frozen=True):
    """Something that one plan says of a step, perhaps over what another one says.

    Attributes:
        plan: Id of the plan; empty for the student's own file.
        mark: Where the value stands, or the name of a step that was taken out.
    """

    plan: str
    mark: Mark


class Piece(Struct, frozen=True):
    """One named thing: a date, a draft, a step, a phase without its steps.

    Attributes:
        key: Its id, where it was first written.
        node: What all files together say about it.
        origin: The file that declared it first.
        declared: All files that declared it; more than one if unrelated files agree on it.
        home: (section, id) of the phase or block that a step stands in.
        writers: Who wrote each key last.
        dropped: Who took it out, if anybody.
        layers: What was said under each key, the word that counts last.
    """

    key: Scalar
    node: Node
    origin: Document
    declared: frozenset[Document]
    home: tuple[str, str] = ("", "")
    writers: dict[str, Document] = field(default_factory=dict)
    dropped: Document | None = None
    layers: dict[str, tuple[Layer, ...]] = field(default_factory=dict)


#: The pieces of each section, and of ``steps``, by id.
Tree = dict[str, dict[str, Piece]]


def group(key: str) -> str:
    """Return what a key is counted as: all kinds are one."""
    return KIND if key in KINDS else key


def writers(node: Node, document: Document, section: str) -> dict[str, Document]:
    """Return who wrote each key of a new piece; only steps, phases and blocks have keys."""
    if section not in {*FRAMES, STEPS} or not isinstance(node, Mapping):
        return {WHOLE: document}
    return {group(key): document for key in node.entries}


def layers(node: Node, document: Document) -> dict[str, tuple[Layer, ...]]:
    """Return what a new piece says under each of its keys."""
    if not isinstance(node, Mapping):
        return {}
    return {
        group(key): (Layer(document.id, entry.value.mark),) for key, entry in node.entries.items()
    }


def mark_of(piece: Piece, key: str) -> Mark:
    """Return where a key of a piece stands, or else its id."""
    if isinstance(piece.node, Mapping):
        for name, entry in piece.node.entries.items():
            if group(name) == key:
                return entry.key.mark
    return piece.key.mark


def agree(old: Node, new: Node, key: str) -> bool:
    """Do two nodes say the same under a key?"""
    if key == WHOLE or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return is_same(old, new)
    return is_same(_part(old, key), _part(new, key))


def _part(node: Mapping, key: str) -> Mapping:
    entries = {name: one for name, one in node.entries.items() if group(name) == key}
    return Mapping(entries, node.mark)


def is_same(one: Node, other: Node) -> bool:
    """Do two nodes say the same, wherever they stand?"""
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return (one.text, one.is_null) == (other.text, other.is_null)
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one.items) == len(other.items) and all(map(is_same, one.items, other.items))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.entries.keys() == other.entries.keys() and all(
            is_same(entry.value, other.entries[key].value) for key, entry in one.entries.items()
        )
    return False
