"""Items → a table for spreadsheets (RFC 4180, UTF-8 with a byte order mark for Excel)."""

import csv
import io
import re
from datetime import datetime

from roadmap_sync.items import Item, Roadmap

_COLUMNS = (
    "date", "time", "title", "kind", "notes", "checklist", "subject", "draft", "window_from",
    "window_until", "stage", "phase", "block", "person", "expected", "source", "item", "uid",
)  # fmt: skip
_BOM = "\ufeff"
#: Where a formula may begin: at the beginning of a text, but also behind a semicolon or a line
#: end, for where the semicolon parts the columns, the quotes of ours mean nothing. The wide
#: signs count in East Asia.
_FORMULA = re.compile(r"(^|[;\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def to_csv(roadmap: Roadmap) -> str:
    """Return one line for each item, in the order of days, below one line of names.

    What a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for item in roadmap.items:
        writer.writerow([_safe(value) for value in _row(item)])
    return _BOM + out.getvalue()


def made_by_us(data: bytes) -> bool:
    """Did `to_csv` write this file?"""
    return data.startswith((_BOM + ",".join(_COLUMNS)).encode())


def _row(item: Item) -> tuple[str, ...]:
    start = item.start
    message = item.message
    return (
        item.date.isoformat(),
        start.isoformat() if isinstance(start, datetime) else "",
        item.title, item.kind, item.notes.strip(), "\n".join(item.checklist),
        message.subject if message else "", message.body.strip() if message else "",
        item.window.from_day.isoformat(), item.window.until_day.isoformat(),
        item.stage, item.phase, item.block.name if item.block else "", item.person or "",
        "expected" if item.expected else "", " ".join(item.source), item.name, item.uid,
    )  # fmt: skip


def _safe(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable() or char == "\n")
    return _FORMULA.sub(r"\1\2'", kept)
