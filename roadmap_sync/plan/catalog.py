"""Which plans there are and what their files hold: the one door of the text wing to the disk."""

import os
import stat
from functools import cache
from pathlib import Path

from roadmap_sync.plan.added import added, is_as_added, shown_as
from roadmap_sync.problems import Mark, Problems, Source, did_you_mean, one_of

_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = (".yaml", ".yml")


def bundled() -> dict[str, Path]:
    """Return the plans that ship with the program, by id, in the order of their ids.

    An installed wheel has them inside the package; a checkout has them in ``plans/`` beside it.
    """
    return dict(_plans_in(_folder()))


def beside(name: str) -> Path:
    """Return another file that ships with the plans: the schema, the reference of the language."""
    return _folder() / name


def is_bundled(path: Path) -> bool:
    """Does it ship with the program?"""
    return bundled().get(path.stem) == path


def _folder() -> Path:
    inside = _PACKAGE / "bundled"
    return inside if inside.is_dir() else _PACKAGE.parent / "plans"


@cache
def _plans_in(folder: Path) -> dict[str, Path]:
    """List a folder once: every name and every file of a run is held against it."""
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def named(name: str) -> Path | None:
    """Return the file of a plan by its name alone: bundled, or added."""
    path = bundled().get(name)
    other = None if path is not None or _looks_like_path(name) else added().get(name)
    return path if other is None else other.path


def display_name(path: Path) -> str:
    """Return the name to show: ``plans/x.yaml`` if bundled, ``added/x.yaml``, or the path."""
    known = bundled().get(path.stem)
    return f"plans/{path.name}" if known == path else shown_as(path) or str(path)


def locate(text: str, mark: Mark | None, base: Path, problems: Problems) -> Path | None:
    """Return the file a plan's name stands for, or None with the reason in ``problems``.

    Args:
        text: A bundled id, the name of a plan that was added, or its address, or a path: what
            holds a slash or a backslash, ends in ``.yaml`` or ``.yml``, or is a file there.
        mark: Where the name stands; None for an option of the command line.
        base: The folder that paths start from.
        problems: Where findings go.
    """
    if is_address(text):
        return _at_address(text, mark, problems)
    plans = bundled()
    if text in plans:
        return plans[text]
    try:
        path = base / Path(text).expanduser()
        if _looks_like_path(text):
            return path
        others = added()
        if text in others:
            return others[text].path
        if path.is_file():
            return path
    except (OSError, RuntimeError, ValueError):
        others = {}
    names = {**plans, **others}
    problems.error("unknown-plan", f"there is no plan '{text}'", mark,
                   did_you_mean(text, names) or one_of(names) if names else "")  # fmt: skip
    return None


def is_address(text: str) -> bool:
    """Is this an address on the web, rather than a name or a path?"""
    return text.lower().startswith(("https:", "http:"))


def _at_address(text: str, mark: Mark | None, problems: Problems) -> Path | None:
    """Return the copy of a plan that was added from an address; nothing is fetched here."""
    found = next((one for one in added().values() if one.origin == text), None)
    if found is not None:
        return found.path
    if not text.lower().startswith("https://"):
        problems.error("address", "a plan can only come from an address that begins with https://",
                       mark, "or save the file, and write its path")  # fmt: skip
        return None
    hint = f"fetch it once: roadmap-sync plans add {text}"
    problems.error("not-added", "this plan is not on this computer yet, and nothing is fetched now",
                   mark, hint)  # fmt: skip
    return None


def _looks_like_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.lower().endswith(_SUFFIXES)


def read(path: Path, problems: Problems, mark: Mark | None = None) -> Source | None:
    """Return the text of a file, or None with the reason in ``problems``. Never raises.

    Reads ordinary files only, and never more than `nodes.MAX_BYTES` and one byte.

    Args:
        path: The file.
        problems: Where findings go.
        mark: The word that asked for the file, if it stands in another one.
    """
    from roadmap_sync.plan import nodes

    name = display_name(path)
    mark = mark or Mark(Source(name), 1, 1)
    try:
        if not _can_be_plan(path, name, mark, problems):
            return None
        with path.open("rb") as file:
            data = file.read(nodes.MAX_BYTES + 1)
    except FileNotFoundError:
        problems.error("no-file", f"there is no file '{name}'", mark, _neighbour(path))
        return None
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number).lower() if number else "no file can have this name"
        problems.error("unreadable", f"'{name}' cannot be read: {reason}", mark)
        return None
    if is_as_added(path, data):
        return nodes.decode(data, name, problems)
    hint = "take it out with 'roadmap-sync plans remove', and add it again"
    problems.error("changed", f"'{name}' is not as it was when you added it", mark, hint)
    return None


def _can_be_plan(path: Path, name: str, mark: Mark, problems: Problems) -> bool:
    """Report what is no ordinary file, or too large to read."""
    from roadmap_sync.plan.nodes import MAX_BYTES

    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        problems.error("not-a-file", f"'{name}' is a folder", mark, "name a file in it")
    elif not stat.S_ISREG(status.st_mode):
        problems.error("not-a-file", f"'{name}' is not an ordinary file", mark)
    elif status.st_size > MAX_BYTES:
        problems.error("too-large", f"'{name}' is larger than {MAX_BYTES // 1000} KB", mark,
                       "I read no plan that size")  # fmt: skip
    else:
        return True
    return False


def _neighbour(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix in _SUFFIXES]
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, names)
