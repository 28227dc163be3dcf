"""Plans of others that were added: kept in the user's data folder, each pinned by its checksum.

Of each there are two files: ``NAME.json`` says where it is from, and which text is meant; the
text's own name holds its checksum. So a new version counts as a whole, or not at all, and a
text that somebody changed is not taken for the one that was added. Written by `plans add`.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

_TEXT = re.compile(r"([a-z0-9][a-z0-9._-]{0,63})\.([0-9a-f]{64})\.yaml", re.ASCII)
#: The most bytes of an entry, and the most entries.
_MOST = 20_000
MAX_ADDED = 200


class Added(Struct, frozen=True):
    """A plan that was added.

    Attributes:
        name: What students call it.
        origin: An https address, or the path of a file.
        version: As the plan says; may be empty.
        path: Where its text is.
    """

    name: str
    origin: str
    version: str
    path: Path

    @property
    def checksum(self) -> str:
        """``sha256:`` and 64 digits; empty if its entry is damaged."""
        match = _TEXT.fullmatch(self.path.name)
        return f"sha256:{match[2]}" if match else ""


def folder() -> Path:
    """Return where added plans are kept."""
    from platformdirs import user_data_path

    return user_data_path("roadmap-sync", appauthor=False) / "plans"


def added() -> dict[str, Added]:
    """Return the plans that were added, by name, in the order of names."""
    here = folder()
    try:
        entries = sorted(path for path in here.iterdir() if path.suffix == ".json")
    except OSError:
        return {}
    return {path.stem: _entry(path) for path in entries[:MAX_ADDED]}


def added_as(name: str) -> Added | None:
    """Return the plan that is added by a name at this moment; None if none is."""
    path = folder() / f"{name}.json"
    return _entry(path) if path.exists() else None


def entry_of(one: Added) -> bytes:
    """Return what stands in the entry of a plan."""
    said = {"from": one.origin, "version": one.version, "text": one.path.name}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def text_path(name: str, data: bytes) -> Path:
    """Return where the text of a plan is kept."""
    return folder() / f"{name}.{sha256(data).hexdigest()}.yaml"


def shown_as(path: Path) -> str:
    """Return the name to show for the text of an added plan; empty for other files."""
    if path.parent != folder():
        return ""
    match = _TEXT.fullmatch(path.name)
    return f"added/{match[1]}.yaml" if match else f"added/{path.name}"


def is_as_added(path: Path, data: bytes) -> bool:
    """Are these the bytes that a file was added with? True for files that lie elsewhere."""
    if path.parent != folder():
        return True
    match = _TEXT.fullmatch(path.name)
    return match is not None and sha256(data).hexdigest() == match[2]


def _entry(path: Path) -> Added:
    """Read an entry; one that is damaged leads to no text."""
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_MOST))
        origin, version, text = (str(said[key]) for key in ("from", "version", "text"))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return Added(path.stem, "", "", path)
    fits = _TEXT.fullmatch(text) is not None
    return Added(path.stem, origin, version, path.with_name(text) if fits else path)
