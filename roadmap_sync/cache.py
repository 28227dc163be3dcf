"""What is remembered between runs to save time, in the user's cache folder.

It can be deleted at any time. Nothing in it is trusted: a digest of the text, of the program and
of the bytes themselves stands in front of them, and what does not match counts as absent and is
written again. Nothing in it is executed. If it cannot be written, nobody is bothered.
"""

from functools import cache, cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from roadmap_sync import __version__
from roadmap_sync.disk import read_if_possible, write_if_possible

#: The sources that decide what is remembered about a text; the parser's release does as well.
_SOURCES = ("plan/nodes.py", "plan/remembered.py")
_PARSER = "ruamel.yaml"
#: The most bytes to read back: a plan may have a megabyte, and what is kept of it a few times that.
_MOST = 20_000_000
_DIGITS = 64


class DiskCache:
    """Remembers bytes about texts, one file for each place that a text stands at.

    Args:
        folder: Where to; made when something is first written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    @cached_property
    def _folder(self) -> Path:
        if self._given is not None:
            return self._given
        from platformdirs import user_cache_path

        return user_cache_path("roadmap-sync", appauthor=False) / "plans"

    def get(self, place: str, text: str) -> bytes | None:
        """Return what was put for this very text by this very program, or None."""
        found = read_if_possible(self._path(place), _MOST) or b""
        digest, data = found[:_DIGITS], found[_DIGITS + 1 :]
        return data if digest == _digest(text, data) else None

    def put(self, place: str, text: str, data: bytes) -> None:
        """Remember something about a text, if the folder can be written."""
        write_if_possible(self._path(place), _digest(text, data) + b"\n" + data)

    def _path(self, place: str) -> Path:
        name = sha256(place.encode(errors="surrogatepass")).hexdigest()[:32]
        return self._folder / f"{name}.json"


def _digest(text: str, data: bytes) -> bytes:
    digest = sha256(_program())
    digest.update(sha256(text.encode(errors="surrogatepass")).digest())
    digest.update(data)
    return digest.hexdigest().encode()


@cache
def _program() -> bytes:
    """Return a digest of everything but the text that decides what is remembered about it.

    The version alone will not do: in a checkout it stays while the code changes.
    """
    digest = sha256(__version__.encode())
    for name in _SOURCES:
        digest.update(read_if_possible(Path(__file__).parent / name, _MOST) or b"")
    parser = find_spec(_PARSER)
    if parser is not None and parser.origin is not None:
        digest.update(read_if_possible(Path(parser.origin), _MOST) or b"")
    return digest.digest()
