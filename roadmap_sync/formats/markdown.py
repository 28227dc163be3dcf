"""Items → Markdown that can be read from top to bottom, month by month."""

import re
from collections.abc import Iterator
from itertools import groupby

from roadmap_sync.formats.description import day_in_words, in_words
from roadmap_sync.items import Item, Message, OnRequest, Roadmap
from roadmap_sync.problems import is_harmless

_MARK = "<!-- made by roadmap-sync -->"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
#: Characters that mean something in Markdown or HTML, wherever they stand.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_OPENING = re.compile(r"^(\s*\d*)([-+=.)])")


def to_markdown(roadmap: Roadmap) -> str:
    """Return a roadmap as CommonMark, one heading for each month, with a final line end.

    Texts of plans and students are escaped: nothing in them becomes a heading, a link or HTML.
    """
    return "\n".join(_lines(roadmap)).rstrip() + "\n"


def made_by_us(data: bytes) -> bool:
    """Did `to_markdown` write this file?"""
    return data.startswith(_MARK.encode())


def _lines(roadmap: Roadmap) -> Iterator[str]:
    yield _MARK
    yield f"# {_plain(roadmap.calendar_name)}"
    yield ""
    for (year, month), items in groupby(roadmap.items, lambda one: (one.date.year, one.date.month)):
        yield f"## {_MONTHS[month - 1]} {year}"
        yield ""
        for item in items:
            yield from _item(item)
    if roadmap.on_request:
        yield "## When the occasion comes up"
        yield ""
        for listed in roadmap.on_request:
            yield from _listed(listed)


def _item(item: Item) -> Iterator[str]:
    yield f"### {day_in_words(item.date)}: {_plain(item.title)}"
    yield ""
    where = " · ".join(part for part in (item.kind, item.phase_title, _block(item)) if part)
    yield f"*{_plain(where)}*"
    yield ""
    yield from _text(item.notes)
    yield from _checklist(item.checklist)
    yield from _message(item.message)
    expected = " Not published yet: expected." if item.expected else ""
    yield f"When: {_plain(in_words(item))}.{expected}"
    yield ""
    yield f"`{item.name}`" + (f", source {_plain(', '.join(item.source))}" if item.source else "")
    yield ""


def _block(item: Item) -> str:
    return "" if item.block is None else item.block.name


def _listed(listed: OnRequest) -> Iterator[str]:
    yield f"### {_plain(listed.title)}"
    yield ""
    yield from _text(listed.notes)
    yield from _checklist(listed.checklist)
    yield from _message(listed.message)


def _text(text: str) -> Iterator[str]:
    if not text.strip():
        return
    lines = [_plain(line) for line in text.strip().split("\n")]
    for number, line in enumerate(lines, start=1):
        yield line if number == len(lines) or not line else f"{line}  "
    yield ""


def _checklist(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        yield f"- [ ] {_plain(line)}"
    if lines:
        yield ""


def _message(message: Message | None) -> Iterator[str]:
    if message is None:
        return
    yield f"> **Subject:** {_plain(message.subject)}"
    yield ">"
    for line in message.body.strip().split("\n"):
        yield f"> {_plain(line)}  ".rstrip() if not line else f"> {_plain(line)}  "
    yield ""


def _plain(text: str) -> str:
    """Return one line without meaning for Markdown."""
    flat = "".join(char if is_harmless(char) else " " for char in text)
    escaped = _SPECIAL.sub(r"\\\1", flat)
    return _OPENING.sub(r"\1\\\2", escaped)
