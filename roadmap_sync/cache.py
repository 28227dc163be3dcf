"""What is remembered between runs to save time, in the user's cache folder.

It can be deleted at any time. Nothing in it is trusted: a digest of the text, of the program and
of the bytes themselves stands in front of them, and what does not match counts as absent and is
written again. Nothing in it is executed. If it cannot be written, nobody is bothered.
"""

import json
import os
import sys
import zoneinfo
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from roadmap_sync import __version__
from roadmap_sync.disk import keep_newest, read_if_possible, write_if_possible

#: Libraries whose release decides what we compute: modules, and what their releases are called.
_LIBRARIES = {"ruamel.yaml": "ruamel", "holidays": "holidays", "tzdata": "tzdata"}
#: The most bytes to remember about one text. A plan has at most half a megabyte, and its nodes
#: take a few times that.
_MOST = 5_000_000
#: How many files a folder holds; a roadmap of four years takes a tenth of a megabyte.
_FILES = 200
_DIGITS = 64


class DiskCache:
    """Remembers bytes about texts, one file for each place that a text stands at.

    Args:
        folder: Where to; made when something is first written.
        kind: What is remembered, a folder's name inside the user's cache folder.
        most: How many places to remember; what was written first goes first.
    """

    def __init__(self, folder: Path | None = None, kind: str = "plans", most: int = _FILES) -> None:
        self._given = folder
        self._kind = kind
        self._files = most

    @cached_property
    def _folder(self) -> Path:
        if self._given is not None:
            return self._given
        return user_folder() / self._kind

    def get(self, place: str, text: str) -> bytes | None:
        """Return what was put for this very text by this very program, or None."""
        found = read_if_possible(self._path(place), _MOST) or b""
        digest, data = found[:_DIGITS], found[_DIGITS + 1 :]
        return data if digest == _digest(text, data) else None

    def put(self, place: str, text: str, data: bytes) -> None:
        """Remember something about a text, if it is not too much and the folder can be written."""
        if len(data) > _MOST - _DIGITS - 1:
            return
        write_if_possible(self._path(place), _digest(text, data) + b"\n" + data)
        keep_newest(self._folder, self._files)

    def _path(self, place: str) -> Path:
        name = sha256(place.encode(errors="surrogatepass")).hexdigest()[:32]
        return self._folder / f"{name}.json"


def user_folder() -> Path:
    """Return the folder for what can be deleted at any time; it need not be there."""
    from platformdirs import user_cache_path

    return user_cache_path("roadmap-sync", appauthor=False)


def text_digest(text: str | bytes) -> str:
    """Return a digest of a text, the same for its characters and for its bytes as UTF-8."""
    data = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    return sha256(data).hexdigest()


def zone_digest(zone: str) -> str:
    """Return a digest of what the system knows about a time zone, an IANA name.

    Where the system has no such file the library `tzdata` is asked, and its release is part of
    every digest here.
    """
    files = (Path(folder) / zone for folder in zoneinfo.TZPATH)
    known = (data for file in files if (data := read_if_possible(file, _MOST)) is not None)
    return sha256(next(known, b"")).hexdigest()


def versions() -> dict[str, str]:
    """Return what decides about dates and words besides plans: name, and version and digest.

    Unlike `program_digest` it is the same again when the same program is installed anew; as long
    as that is the same, so are these, and nothing is read again.
    """
    remembered = DiskCache(kind="versions")
    known = remembered.get("versions", "")
    if known is not None:
        return dict(json.loads(known))
    found = _versions()
    remembered.put("versions", "", json.dumps(found).encode())
    return found


def _versions() -> dict[str, str]:
    digest = sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(read_if_possible(path, _MOST) or b"")
    found = {"roadmap-sync": f"{__version__} {digest.hexdigest()[:10]}"}
    for module, name in _LIBRARIES.items():
        if name == "ruamel":  # reads a text as it stands, whatever its version
            continue
        infos = [one for one in _release(module, name)[:-1] if one.endswith("-info")]
        found[f"the library {name}"] = "".join(infos).removesuffix(".dist-info").partition("-")[2]
    return found


def program_digest() -> str:
    """Return a digest of this program and its libraries."""
    return _program().hex()


def _digest(text: str, data: bytes) -> bytes:
    digest = sha256(_program())
    digest.update(text_digest(text).encode())
    digest.update(data)
    return digest.hexdigest().encode()


@cache
def _program() -> bytes:
    """Return a digest of everything but texts and days that decides what is remembered.

    The version alone will not do: in a checkout it stays while the code changes.
    """
    digest = sha256(f"{__version__} {sys.version}".encode())
    with suppress(OSError):  # not in a folder: then there is only the version to go by
        digest.update(repr(_sources(Path(__file__).parent)).encode())
    for module, release in _LIBRARIES.items():
        digest.update(repr(_release(module, release)).encode())
    return digest.digest()


def _sources(folder: Path) -> list[tuple[str, int, int]]:
    """Return name, size and time of our own modules.

    That is what Python itself goes by when it decides whether a module is compiled again, and
    takes a tenth of the time that reading them takes.
    """
    found = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _sources(Path(entry.path))
        elif entry.name.endswith(".py"):
            status = entry.stat()
            found.append((entry.name, status.st_size, status.st_mtime_ns))
    return found


def _release(module: str, name: str) -> list[str]:
    """Return what says which release of a library this is, without loading it.

    That is the name of the folder that installers put beside it, such as
    ``holidays-0.60.dist-info``. `importlib.metadata` says the same, but takes 20 ms to load.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return []
    origin = Path(spec.origin)
    beside = origin.parents[module.count(".") + 1]
    infos = [one for one in _names(beside) if one.lower().startswith(name) and "info" in one]
    start = read_if_possible(origin, _MOST) or b""
    return [*sorted(infos), sha256(start).hexdigest()]


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []
