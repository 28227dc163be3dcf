"""Which plans there are and what their files hold: the one door of the text wing to the disk."""

import os
import stat
from functools import cache
from pathlib import Path

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


def display_name(path: Path) -> str:
    """Return the name to show for a plan: ``plans/x.yaml`` if bundled, else the path as given."""
    known = bundled().get(path.stem)
    return f"plans/{path.name}" if known == path else str(path)


def locate(text: str, mark: Mark | None, base: Path, problems: Problems) -> Path | None:
    """Return the file a plan's name stands for, or None with the reason in ``problems``.

    Args:
        text: A bundled id, or a path: what holds a slash or a backslash, ends in ``.yaml`` or
            ``.yml``, or is a file there.
        mark: Where the name stands; None for an option of the command line.
        base: The folder that paths start from.
        problems: Where findings go.
    """
    if text.lower().startswith(("https://", "http://")):
        problems.error("address", "a plan is not fetched from an address here", mark,
                       "'plans add' will do that, but is not available yet; save the file and "
                       "write its path")  # fmt: skip
        return None
    plans = bundled()
    if text in plans:
        return plans[text]
    try:
        path = base / Path(text).expanduser()
        if _looks_like_path(text) or path.is_file():
            return path
    except (OSError, RuntimeError, ValueError):
        pass
    hint = did_you_mean(text, plans) or one_of(plans)
    problems.error("unknown-plan", f"there is no plan '{text}'", mark, hint if plans else "")
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
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            problems.error("not-a-file", f"'{name}' is a folder", mark, "name a file in it")
            return None
        if not stat.S_ISREG(status.st_mode):
            problems.error("not-a-file", f"'{name}' is not an ordinary file", mark)
            return None
        if status.st_size > nodes.MAX_BYTES:
            limit = f"{nodes.MAX_BYTES // 1000} KB"
            problems.error("too-large", f"'{name}' is larger than {limit}", mark,
                           "I read no plan that size")  # fmt: skip
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
    return nodes.decode(data, name, problems)


def _neighbour(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix in _SUFFIXES]
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, names)
