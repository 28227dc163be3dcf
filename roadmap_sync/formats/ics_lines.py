"""The lines of an iCalendar object, so that some can change while all others keep their bytes.

A parser that builds objects and writes them again would fold, sort and drop what others wrote;
here a line that nobody touches is passed on as it came (RFC 5545 section 3.1).
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

#: A resource is one event of a student; more lines than this are an attack or a mistake.
_MOST_LINES = 100_000
_DEEPEST = 20
#: The end of a content line, then empty lines. Line ends before a space or a tab are a fold;
#: like other readers we forgive empty lines in it. It begins where no line end stands before, so
#: that a million line ends are looked at once.
_END_OF_LINE = re.compile(rb"(?<![\r\n])(\r\n|[\r\n])([\r\n]*+)(?![ \t])")
_FOLD = re.compile(rb"(?<![\r\n])[\r\n]++[ \t]")
_NAME = re.compile(rb"[ \t]*([A-Za-z0-9.-]+)[ \t]*[;:]")
#: What stands before the value: a colon inside quotes does not end it. Possessive, as a quote
#: that nobody closes must not be tried again and again.
_HEAD = re.compile(r'(?:"[^"]*+"|[^":]++)*+:')
_PARAM = re.compile(r';([^;:="]*+)=((?:"[^"]*+"|[^";:]++)*+)')
_BOM = b"\xef\xbb\xbf"


class Line(Struct):
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
        """Parameters by upper-case name, without quotes; a list of values counts as one text."""
        return self._parts()[0]

    def _parts(self) -> tuple[dict[str, str], str]:
        text = _unfolded(self.raw)
        found = _HEAD.match(text)
        # A quote that nobody closes: then the first colon, as most programs do.
        end = found.end() if found else text.find(":") + 1
        head, value = text[: end - 1], text[end:]
        params = {name.strip().upper(): _bare(text) for name, text in _PARAM.findall(head)}
        return params, value


class Block(Struct):
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

        Where there was none they go before the first component.
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
            at = _first_block(kept)
        kept[at:at] = new
        self.parts = kept

    def insert(self, blocks: Iterable["Block"]) -> None:
        """Put components before those that are there."""
        at = _first_block(self.parts)
        self.parts[at:at] = blocks

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
    """Return the one VCALENDAR of some bytes; its `Block.data` are the same bytes again.

    Raises:
        ValueError: It is no calendar object, or not a whole one.
    """
    open_: list[Block] = []
    for number, (name, raw, end) in enumerate(_lines(data)):
        if number > _MOST_LINES or len(open_) > _DEEPEST:
            raise ValueError("too large to be one item")
        if name == "BEGIN":
            # What stands before the first one can only be empty lines.
            open_.append(Block(_word(raw), raw if open_ else data[:end]))
        elif not open_:
            if raw.strip():
                raise ValueError("not a calendar object")
        elif name == "END":
            block = _closed(open_, raw)
            if not open_:
                return _top(block, data, end)
            open_[-1].parts.append(block)
        else:
            open_[-1].parts.append(Line(name, raw))
    raise ValueError("not a whole calendar object")


def _closed(open_: list[Block], raw: bytes) -> Block:
    if _word(raw) != open_[-1].name:
        raise ValueError(f"END:{_word(raw)} inside {open_[-1].name}"[:200])
    block = open_.pop()
    block.end = raw
    return block


def _top(block: Block, data: bytes, end: int) -> Block:
    if block.name != "VCALENDAR":
        raise ValueError("not a calendar object")
    block.end += data[end:]  # whatever follows is not ours to drop
    return block


def lines_from(data: bytes) -> list[Line]:
    """Return the content lines of some bytes."""
    return [Line(name, raw) for name, raw, _ in _lines(data)]


def text_of(value: str) -> str:
    """Return a TEXT value without its escapes (RFC 5545 section 3.3.11).

    A backslash before anything else stays: some program forgot to escape it. Old ones escape
    colons and quotes, too.
    """
    return _ESCAPE.sub(lambda found: _PLAIN.get(found[1], found[1]), value)


def list_of(value: str) -> list[str]:
    """Return the texts of a value that is a list, such as CATEGORIES, none twice or empty."""
    words = (text_of(part) for part in _PART.findall(value))
    return list(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))


_ESCAPE = re.compile(r'\\([\\;,:"nN])')
_PLAIN = {"n": "\n", "N": "\n"}
_PART = re.compile(r"(?:[^,\\]|\\.|\\\Z)+", re.DOTALL)


def _lines(data: bytes) -> Iterator[tuple[str, bytes, int]]:
    """Yield each content line: its name, its bytes and where they end; empty lines too."""
    start = 0
    for found in _END_OF_LINE.finditer(data):
        end, after = found.span(2)
        yield _name(data[start:end]), data[start:end], end
        if after > end:
            yield "", data[end:after], after
        start = after
    if start < len(data):
        yield _name(data[start:]), data[start:], len(data)


def _first_block(parts: list["Line | Block"]) -> int:
    return next((at for at, part in enumerate(parts) if isinstance(part, Block)), len(parts))


def _name(raw: bytes) -> str:
    found = _NAME.match(_joined(raw).removeprefix(_BOM))
    return found[1].decode().upper().rpartition(".")[2] if found else ""


def _word(raw: bytes) -> str:
    return _unfolded(raw).partition(":")[2].strip().upper()


def _joined(raw: bytes) -> bytes:
    return _FOLD.sub(b"", raw)


def _unfolded(raw: bytes) -> str:
    """Return the line without folds; some servers fold inside a character, so bytes first."""
    return _joined(raw).rstrip(b"\r\n").decode("utf-8", "replace")


def _bare(text: str) -> str:
    return text.replace('"', "").strip()
