"""Copies of bundled plans that a bundle brings: are they still what the program has?"""

import re
from datetime import date

from roadmap_sync.plan import catalog
from roadmap_sync.plan.bundle import whole
from roadmap_sync.plan.pieces import Document
from roadmap_sync.plan.scalars import parse_date
from roadmap_sync.plan.shelf import Shelf
from roadmap_sync.problems import Problems

_UPDATED = re.compile(r"updated: ([0-9-]{10})\b.*", re.ASCII)


def is_ours(document: Document, shelf: Shelf) -> bool:
    """Is a plan one that ships with the program, line for line?"""
    own = _own_text(document.id)
    return own is not None and own == str(shelf.texts[document])


def note_older(shelf: Shelf, problems: Problems) -> None:
    """Tell of the plans in bundles that are not what the program has.

    A bundle says what it said when it was made; national dates that were published since are
    not in it. And it says what whoever made it wants, under a name that people know.
    """
    for document in shelf.headers:
        own = _own_text(document.id) if document in shelf.packed else None
        day = None if own is None else _updated(own)
        if own is None or day is None:
            continue
        header = shelf.headers[document]
        if day > header.updated:
            problems.note(
                "older-plan", f"'{document.id}' is in this bundle as it was on {header.updated}; "
                f"the program has that of {day}", header.mark, "what was published since is not "
                "in it; ask for a new bundle, or follow the plan itself",
            )  # fmt: skip
        elif own != str(shelf.texts[document]):
            problems.warning(
                "other-plan", f"'{document.id}' of this bundle is not what the program has under "
                "that name", header.mark, "its dates may be others; ask whoever made the bundle, "
                "or follow the plan itself",
            )  # fmt: skip


def _own_text(name: str) -> str | None:
    path = catalog.bundled().get(name)
    source = None if path is None else catalog.read(path, Problems())
    return None if source is None else str(whole(source))


def _updated(text: str) -> date | None:
    lines = (_UPDATED.fullmatch(line) for line in text.split("\n"))
    found = next((line for line in lines if line is not None), None)
    return None if found is None else parse_date(found[1])
