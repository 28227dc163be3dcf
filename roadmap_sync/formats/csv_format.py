"""Items → a table for spreadsheets (RFC 4180, UTF-8 with a byte order mark for Excel)."""

import csv
import io
from datetime import datetime

from roadmap_sync.items import Item, Roadmap
from roadmap_sync.spreadsheet import safe

_COLUMNS = (
    "date", "time", "title", "kind", "notes", "checklist", "subject", "draft", "window_from",
    "window_until", "stage", "phase", "block", "person", "expected", "source", "item", "uid",
)  # fmt: skip
_BOM = "\ufeff"


def to_csv(roadmap: Roadmap) -> str:
    """Return one line for each item, in the order of days, below one line of names.

    What a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for item in roadmap.items:
        writer.writerow([safe(value) for value in _row(item)])
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
