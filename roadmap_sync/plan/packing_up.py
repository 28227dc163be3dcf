"""Loaded plans → the text of a bundle. The same plans give the same bytes."""

import json
from collections.abc import Iterator
from pathlib import Path

from roadmap_sync.plan.bundle import FORMAT, KEY, Text, checksum
from roadmap_sync.plan.loader import Loaded, load
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.pieces import Document
from roadmap_sync.plan.shelf import Shelf, say_the_same
from roadmap_sync.problems import Problems, Severity, Source

_INDENT = 2
_HEAD = """\
# A plan with everything that it builds on. To follow it:
#   roadmap-sync generate --plan THIS-FILE --start 2027-08
# To change it, write a plan of your own that says "extends: [./THIS-FILE]". If you change this
# file all the same, sign it again:
#   roadmap-sync plans share THIS-FILE --edited
"""


def pack_up(loaded: Loaded, problems: Problems) -> str:
    """Return the text of a bundle; empty, with the reason in ``problems``, if there can be none.

    Args:
        loaded: One plan that was asked for, without errors.
        problems: Where findings go.
    """
    [main] = loaded.asked
    shelf = loaded.shelf
    ids = [document.id for document in shelf.headers]
    for document in shelf.headers:
        if ids.count(document.id) > 1:
            problems.error("same-name", f"two of the plans have the id '{document.id}'",
                           document.root.mark, "a bundle tells plans apart by it")  # fmt: skip
    if problems.failed:
        return ""
    others = sorted((one for one in shelf.headers if one is not main), key=lambda one: one.id)
    head = [*_head(main, shelf)]
    lines = [*head, "plans:"]
    for document in (main, *others):
        lines.append(" " * _INDENT + f"{_plain(document.id)}:")
        lines += _indented(_renamed(document, shelf, problems), shelf.texts[document])
    lines.insert(len(head), f"checksum: {checksum(tuple(lines))}")
    text = "\n".join(lines).rstrip("\n") + "\n"
    if not problems.failed:
        _check_again(text, loaded, problems)
    return "" if problems.failed else text


def _head(main: Document, shelf: Shelf) -> Iterator[str]:
    header = shelf.headers[main]
    yield from _HEAD.splitlines()
    yield f"{KEY}: {FORMAT}"
    yield f"plan: {_plain(main.id)}"
    for key in ("title", "version", "license"):
        value = getattr(header, key)
        if value:
            yield f"{key}: {json.dumps(value, ensure_ascii=False)}"


def _plain(name: str) -> str:
    """Return an id as it stands in YAML, where ``null`` without quotes is nothing."""
    return '"null"' if name == "null" else name


def _renamed(document: Document, shelf: Shelf, problems: Problems) -> list[str]:
    """Return all lines of the file, with ids in place of paths under ``extends``."""
    lines = list(shelf.texts[document].source.lines)
    edits = [(word, parent) for word, parent in shelf.parents[document] if word.text != parent.id]
    for word, parent in sorted(edits, key=lambda one: one[0].mark.column, reverse=True):
        if not _is_on_one_line(word):
            problems.error("extends", "this name goes on in another line, so I cannot change it "
                           "to an id", word.mark, "write it on one line")  # fmt: skip
            continue
        line, first = word.mark.line - 1, word.mark.column - 1
        old = lines[line]
        lines[line] = old[:first] + _plain(parent.id) + old[first + word.mark.width :]
    return lines


def _is_on_one_line(word: Scalar) -> bool:
    return word.inline or word.mark.width > 1


def _indented(lines: list[str], text: Text) -> Iterator[str]:
    """Yield the lines of one plan, below its name in a bundle."""
    yield from (" " * 2 * _INDENT + line if line else "" for line in text.at_margin(lines))


def _check_again(text: str, loaded: Loaded, problems: Problems) -> None:
    """Read the bundle back: every plan in it must say what it said before.

    There are ways to write YAML that do not survive being moved; none is known that a person
    would use.
    """
    found = Problems()
    source = Source("the bundle", tuple(text.split("\n")))
    again = load(lambda shelf: [shelf.text(source, Path("the bundle"))], found)
    new = {document.id: document for document in again.shelf.headers}
    for one in found.sorted()[:1]:
        if one.severity is Severity.ERROR:
            [main] = loaded.asked
            problems.error("bundle", f"this does not go into one file: {one.message}",
                           main.root.mark, one.hint)  # fmt: skip
            return
    for document in loaded.shelf.headers:
        other = new.get(document.id)
        if other is None or not _is_kept(document, loaded.shelf, other, again.shelf):
            problems.error("bundle", f"the plan '{document.id}' is laid out in a way that I cannot "
                           "put into a bundle", document.root.mark,
                           "begin its lines at the left margin")  # fmt: skip


def _is_kept(before: Document, old: Shelf, after: Document, new: Shelf) -> bool:
    parents, others = old.parents[before], new.parents[after]
    return say_the_same(before, after) and (
        [parent.id for _, parent in parents] == [parent.id for _, parent in others]
    )
