"""People ↔ a table for spreadsheets (CSV), with the headers that address books have."""

import csv
import io
import re
from collections.abc import Iterable

from roadmap_sync.people.brought import Brought, Row, cells_of, person_of
from roadmap_sync.people.person import Person
from roadmap_sync.problems import Mark, Problems, Source
from roadmap_sync.spreadsheet import safe, unsafe

_BOM = "\ufeff"
#: What we write, and the key each column fills.
_OURS = {
    "Name": "name", "Role": "role", "Email": "email", "Phone": "phone",
    "Organization": "organization", "Title": "title", "Where met": "met", "Met on": "since",
    "Last contact": "last", "Detail": "detail", "Programs": "programs", "Cadence": "cadence",
    "Notes": "notes", "Contacts": "log",
}  # fmt: skip
#: Headers of Google, Outlook, LinkedIn and of tables people make; small letters, single blanks.
_THEIRS = {
    "full name": "name", "display name": "name", "fn": "name", "contact": "name",
    "first name": "first", "given name": "first", "middle name": "middle",
    "additional name": "middle", "last name": "family", "family name": "family",
    "surname": "family",
    "e mail": "email", "mail": "email", "email address": "email", "e mail address": "email",
    "e mail 1 value": "email", "email 1 value": "email",
    "telephone": "phone", "phone number": "phone", "mobile": "phone", "mobile phone": "phone",
    "primary phone": "phone", "phone 1 value": "phone", "business phone": "phone",
    "company": "organization", "organisation": "organization", "employer": "organization",
    "institution": "organization", "hospital": "organization", "organization name": "organization",
    "organization 1 name": "organization",
    "job title": "title", "position": "title", "organization title": "title",
    "organization 1 title": "title",
    "note": "notes", "comment": "notes", "comments": "notes",
    "met": "met", "met at": "met", "where we met": "met", "since": "since", "date met": "since",
    "last": "last", "last contacted": "last", "date of last contact": "last",
    "one detail": "detail", "one detail to remember": "detail", "program": "programs",
    "log": "log",
}  # fmt: skip
_KEYS = {**{name.lower(): key for name, key in _OURS.items()}, **_THEIRS}
#: A header may stand below a few lines of something else, as in LinkedIn's file.
_HEADER_WITHIN = 10

#: The cells of a row, and the first and the last line it stands on, counted from 1.
_Cells = tuple[list[str], int, int]


def to_table(people: Iterable[Person]) -> str:
    """Return one line for each person below one line of names; a spreadsheet runs none of it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_OURS)
    for person in people:
        cells = cells_of(person)
        writer.writerow([safe(cells[key]) for key in _OURS.values()])
    return _BOM + out.getvalue()


def read_table(source: Source, problems: Problems) -> Brought:
    """Return the people of a table; every cell that cannot be read is a finding at its place."""
    headers, rows = _split(source, problems)
    if not headers:
        message = "no line here names a column 'Name', or 'First Name' and 'Last Name'"
        hint = "write such a line above the others"
        problems.error("no-header", message, Mark(source, 1, 1), hint)
        return Brought(())
    keys = [_KEYS.get(_plain(header), "") for header in headers]
    people, nameless = [], 0
    for cells, first, last in rows:
        found: dict[str, str] = {}
        for key, cell in zip(keys, cells, strict=False):
            text = unsafe(cell.strip())
            if key and text and key not in found:
                found[key] = text
        name = found.get("name") or " ".join(
            found[part] for part in ("first", "middle", "family") if part in found
        )
        if name:
            people.append(person_of(name, Row(found, source, first, last), problems))
        else:
            nameless += any(cell.strip() for cell in cells)
    ignored = tuple(
        h.strip() for h, key in zip(headers, keys, strict=True) if h.strip() and not key
    )
    return Brought(tuple(people), nameless, ignored)


# ---- lines -------------------------------------------------------------------------------------


def _split(source: Source, problems: Problems) -> tuple[list[str], list[_Cells]]:
    """Return the line of headers and the rows below it; nothing if no line names people."""
    for delimiter in ",;\t":
        found = Problems()
        rows = _parsed(source, delimiter, found)
        for index, (cells, _, _) in enumerate(rows[:_HEADER_WITHIN]):
            keys = {_KEYS.get(_plain(cell)) for cell in cells}
            if "name" in keys or keys >= {"first", "family"}:
                problems.extend(found.sorted())
                return cells, rows[index + 1 :]
    return [], []


def _parsed(source: Source, delimiter: str, problems: Problems) -> list[_Cells]:
    reader = csv.reader(io.StringIO("\n".join(source.lines), newline=""), delimiter=delimiter)
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((row, before + 1, reader.line_num))
            before = reader.line_num
    except csv.Error as error:
        problems.error("csv", f"this is not a table: {error}", Mark(source, before + 1, 1))
    return rows


def _plain(header: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", header.lower()))
