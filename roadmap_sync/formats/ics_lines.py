"""The lines of an iCalendar object, so that some can change while all others keep their bytes.

A parser that builds objects and writes them again would fold, sort and drop what others wrote;
here a line that nobody touches is passed on as it came (RFC 5545 section 3.1).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

#: A resource is one event of a student; more lines than this are an attack or a mistake.
_MOST_LINES = 100_000
_DEEPEST = 20
_END_OF_LINE = re.compile(rb"\r\n|\n|\r(?!\n)")


@dataclass(slots=True)
class Line:
    """One content line.

    Attributes:
        name: Upper case, without parameters.
        raw: Its bytes with folds and line end.
    """

    name: str
    raw: bytes

    @property
    def value(self) -> str:
        """The value as it is written, escapes included."""
        return self._parts()[1]

    @property
    def params(self) -> dict[str, str]:
        """Parameters by upper-case name; a list of values counts as one text."""
        return self._parts()[0]

    def _parts(self) -> tuple[dict[str, str], str]:
        text = _unfolded(self.raw)
        head, colon, value = text.partition(":")
        if colon and ";" not in head:
            return {}, value
        line = Contentline(text)  # type: ignore[no-untyped-call]  # the library's gap
        _, params, value = line.raw_parts()
        return {str(name).upper(): _one(text) for name, text in params.items()}, value


@dataclass(slots=True)
class Block:
    """A component: what stands between BEGIN and END, those two included.

    Attributes:
        name: Upper case, ``VEVENT``.
        begin: The bytes of its first line.
        parts: Lines and components in their order.
        end: The bytes of its last line.
    """

    name: str
    begin: bytes
    parts: list["Line | Block"] = field(default_factory=list)
    end: bytes = b""

    def lines(self, name: str) -> list[Line]:
        """Return its own lines of a name."""
        return [part for part in self.parts if isinstance(part, Line) and part.name == name]

    def first(self, name: str) -> Line | None:
        """Return its first own line of a name, or None."""
        return next(iter(self.lines(name)), None)

    def blocks(self, *names: str) -> list["Block"]:
        """Return its own components of some names, or all without a name."""
        blocks = [part for part in self.parts if isinstance(part, Block)]
        return [block for block in blocks if not names or block.name in names]

    def put(self, names: Iterable[str], new: Iterable["Line | Block"]) -> None:
        """Replace all own lines of some names by new parts, at the place of the first of them.

        Where there was none they go behind the last line, before the components.
        """
        gone = set(names)
        at = None
        kept: list[Line | Block] = []
        for part in self.parts:
            if isinstance(part, Line) and part.name in gone:
                at = len(kept) if at is None else at
            else:
                kept.append(part)
        if at is None:
            at = sum(isinstance(part, Line) for part in kept)
        kept[at:at] = new
        self.parts = kept

    def data(self) -> bytes:
        """Return its bytes."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        yield self.begin
        for part in self.parts:
            if isinstance(part, Line):
                yield part.raw
            else:
                yield from part._pieces()  # noqa: SLF001 - its own kind
        yield self.end


def parse(data: bytes) -> Block:
    """Return the one VCALENDAR of some bytes.

    Raises:
        ValueError: It is no calendar object, or not a whole one.
    """
    top: Block | None = None
    open_: list[Block] = []
    for number, (name, raw) in enumerate(_lines(data)):
        if number > _MOST_LINES or len(open_) > _DEEPEST:
            raise ValueError("too large to be one item")
        if top is not None and not open_:
            break  # whatever follows the end
        if name == "BEGIN":
            block = Block(_word(raw), raw)
            if open_:
                open_[-1].parts.append(block)
            else:
                top = block
            open_.append(block)
        elif not open_:
            raise ValueError("not a calendar object")
        elif name == "END":
            if _word(raw) != open_[-1].name:
                raise ValueError(f"END:{_word(raw)} inside {open_[-1].name}")
            open_.pop().end = raw
        else:
            open_[-1].parts.append(Line(name, raw))
    if top is None or open_ or top.name != "VCALENDAR":
        raise ValueError("not a whole calendar object")
    return top


def lines_from(data: bytes) -> list[Line]:
    """Return the content lines of some bytes."""
    return [Line(name, raw) for name, raw in _lines(data)]


def text_of(value: str) -> str:
    """Return a TEXT value without its escapes (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: _PLAIN.get(found[1], found[1]), value, flags=re.DOTALL)


def list_of(value: str) -> list[str]:
    """Return the texts of a value that is a list, such as CATEGORIES."""
    return [text_of(part) for part in re.findall(r"(?:[^,\\]|\\.)+", value, flags=re.DOTALL)]


_PLAIN = {"n": "\n", "N": "\n"}


def _lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each content line: its name and its bytes."""
    raw = b""
    start = 0
    for found in _END_OF_LINE.finditer(data):
        piece = data[start : found.end()]
        start = found.end()
        if raw and piece[:1] in (b" ", b"\t"):
            raw += piece
            continue
        if raw.strip():
            yield _name(raw), raw
        raw = piece
    raw += data[start:]
    if raw.strip():
        yield _name(raw), raw if raw.endswith((b"\n", b"\r")) else raw + b"\r\n"


def _name(raw: bytes) -> str:
    found = re.match(rb"[ \t]*([A-Za-z0-9.-]*)", _joined(raw))
    return found[1].decode().upper().rpartition(".")[2] if found else ""


def _word(raw: bytes) -> str:
    return _unfolded(raw).partition(":")[2].strip().upper()


def _joined(raw: bytes) -> bytes:
    return re.sub(rb"(\r\n|\n|\r)[ \t]", b"", raw)


def _unfolded(raw: bytes) -> str:
    """Return the line without folds; some servers fold inside a character, so bytes first."""
    return _joined(raw).rstrip(b"\r\n").decode("utf-8", "replace")


def _one(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
