"""People ↔ vCards (RFC 6350 and older), as address books write them. The only user of vobject.

What a vCard has no property for stands in properties of our own (``X-ROADMAP-SYNC-…``), which
address books keep or drop, but never show as something else.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from roadmap_sync.people.brought import Brought, Row, cells_of, person_of
from roadmap_sync.people.person import Person
from roadmap_sync.problems import Mark, Problems, Source

_OWN = "x-roadmap-sync-"
#: Properties that address books show, and the keys they stand for.
_SHOWN = {"email": "email", "tel": "phone", "title": "title", "note": "notes"}
_OWN_KEYS = ("role", "met", "since", "last", "detail", "programs", "cadence", "log")
_BEGIN = "BEGIN:VCARD"


def to_cards(people: Iterable[Person]) -> str:
    """Return a vCard (version 3.0) for each person, in their order."""
    import vobject

    return "".join(_card(vobject, cells_of(person)) for person in people)


def read_cards(source: Source, problems: Problems) -> Brought:
    """Return the people of a file of vCards, versions 2.1 to 4.0; photos and the like are left."""
    import vobject
    from vobject.base import VObjectError

    begins = [n for n, line in enumerate(source.lines, 1) if line.strip().upper() == _BEGIN]
    if not begins:
        problems.error("vcard", "no vCard is in this file", Mark(source, 1, 1),
                       "export your contacts as a .vcf file, or as .csv")  # fmt: skip
        return Brought(())
    ends = [*begins[1:], len(source.lines) + 1]
    people, nameless = [], 0
    for first, after in zip(begins, ends, strict=True):
        text = "\r\n".join(line.rstrip("\r") for line in source.lines[first - 1 : after - 1])
        try:
            cells = _cells(next(vobject.readComponents(text)))
        # vobject lets errors of what it is made of through: a wrong base64, a missing value.
        except (VObjectError, ValueError, LookupError, AttributeError, TypeError,
                StopIteration):  # fmt: skip
            # The lines that vobject counts are not those of the file.
            problems.error("vcard", "this is not a vCard that I can read", Mark(source, first, 1))
            continue
        name = cells.get("name", "")
        if name:
            people.append(person_of(name, Row(cells, source, first, after - 1), problems))
        nameless += not name
    return Brought(tuple(people), nameless)


def _card(vobject: Any, cells: dict[str, str]) -> str:  # noqa: ANN401 - an untyped library
    card = vobject.vCard()
    given, _, family = cells["name"].rpartition(" ")
    card.add("fn").value = cells["name"]
    card.add("n").value = vobject.vcard.Name(family=family, given=given)
    if cells["organization"]:
        card.add("org").value = [cells["organization"]]
    for name, key in _SHOWN.items():
        if cells[key]:
            card.add(name).value = cells[key]
    for key in _OWN_KEYS:
        if cells[key]:
            card.add(_OWN + key).value = cells[key]
    return str(card.serialize())


def _cells(card: Any) -> dict[str, str]:  # noqa: ANN401 - an untyped library
    found = {
        "name": _first(card, "fn") or _name_of(card),
        "organization": _first(card, "org"),
        **{key: _first(card, name) for name, key in _SHOWN.items()},
        **{key: _first(card, _OWN + key) for key in _OWN_KEYS},
    }
    return {key: text.strip() for key, text in found.items() if text.strip()}


def _first(card: Any, name: str) -> str:  # noqa: ANN401 - an untyped library
    """Return the first value of a property that says something."""
    return next(filter(None, _texts(card, name)), "")


def _texts(card: Any, name: str) -> Iterator[str]:  # noqa: ANN401 - an untyped library
    for line in card.contents.get(name, ()):
        value = line.value
        if isinstance(value, list):
            value = ", ".join(str(part) for part in value if part)
        yield str(value).strip()


def _name_of(card: Any) -> str:  # noqa: ANN401 - an untyped library
    """Return a name in one piece for a card that has it in parts only."""
    for line in card.contents.get("n", ()):
        parts = (line.value.prefix, line.value.given, line.value.additional, line.value.family)
        return " ".join(str(part) for part in parts if part)
    return ""
