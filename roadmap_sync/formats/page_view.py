"""Roadmap → the words and numbers that the page shows, ready for its template."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from roadmap_sync.formats.clean import address, line_of
from roadmap_sync.formats.description import day_in_words, in_words
from roadmap_sync.formats.page_own import own_of
from roadmap_sync.formats.page_progress import Progress
from roadmap_sync.formats.page_text import (
    month_name,
    short,
    short_month,
    span_words,
    stage_name,
)
from roadmap_sync.formats.page_timeline import (
    Axis,
    Lane,
    Load,
    axis_of,
    bars_of,
    load_of,
    marks_of,
)
from roadmap_sync.items import Item, Message, OnRequest, Roadmap

_View = dict[str, object]
KINDS = ("task", "message", "checkpoint", "meeting", "event")
#: What the one-pager shows first when a year has more than fits.
_WEIGHT = ("checkpoint", "event", "meeting", "message", "task")
#: How many years stand beside each other on the one-pager.
_COLUMNS = 6
#: Heights on the one-pager, in mm, as page.css has them: what is there for lanes and columns,
#: the name of a lane, one row of bars or of marks, and one line of a column.
_ROOM, _NAME, _BARS, _MARKS, _LINE = 144.0, 3.6, 3.6, 3.0, 3.15
_FEWEST = 3
#: Characters of a title in a list; the whole title stands inside the item.
_TITLE = 160


def view_of(roadmap: Roadmap, progress: Progress) -> _View:
    """Return everything the template names."""
    items = roadmap.items
    axis = axis_of(roadmap)
    stages = sorted({item.stage for item in items}, key=lambda stage: (not stage, stage))
    kinds = Counter(item.kind for item in items)
    timeline = None if axis is None else _timeline(roadmap, axis)
    return {
        "title": short(roadmap.calendar_name, 200) or "Roadmap",
        "zone": roadmap.zone,
        "span": span_words(items[0].date, items[-1].date) if items else "",
        "count": len(items),
        "over": len(roadmap.over),
        "plans": [f"{line_of(plan.title)} {line_of(plan.version)}" for plan in roadmap.plans],
        "stages": [(stage or "none", stage_name(stage)) for stage in stages],
        "kinds": [(kind, kinds[kind]) for kind in KINDS if kinds[kind]],
        "months": list(_months(items)),
        "fixed": [_listed(item) for item in items if _is_fixed(item)],
        "costly": [_listed(item) for item in items if item.deadline and not _is_fixed(item)],
        "samples": sum(item.sample for item in items),
        "on_request": [_waiting(one) for one in roadmap.on_request],
        "years": list(_years(items, stages, _lines(timeline))),
        "timeline": timeline,
        **own_of(progress, roadmap),
    }


class Timeline(Struct, frozen=True):
    """The picture of a whole roadmap."""

    axis: Axis
    lanes: list[Lane]
    marks: list[Lane]
    load: Load


def _timeline(roadmap: Roadmap, axis: Axis) -> Timeline:
    return Timeline(
        axis,
        bars_of(roadmap.spans, axis),
        marks_of(roadmap.items, axis, KINDS),
        load_of(roadmap.items, axis),
    )


def _lines(timeline: Timeline | None) -> int:
    """Return how many lines a column of the one-pager has below the picture."""
    if timeline is None:
        return 0
    lanes = [(lane.rows, _BARS) for lane in timeline.lanes]
    lanes += [(lane.rows, _MARKS) for lane in timeline.marks]
    height = sum(_NAME + rows * each for rows, each in lanes)
    return max(_FEWEST, int((_ROOM - height) / _LINE))


def _is_fixed(item: Item) -> bool:
    """Do others set its day, for everybody? An event of a plan is; one in a block is not."""
    return item.kind == "event" and item.block is None


def _months(items: tuple[Item, ...]) -> Iterator[_View]:
    for first, held in groupby(items, key=lambda item: item.date.replace(day=1)):
        yield {
            "id": f"m-{first:%Y-%m}",
            "name": month_name(first),
            "items": [_item(item) for item in held],
        }


def _item(item: Item) -> _View:
    title = line_of(item.title)
    return _listed(item) | {
        "whole": title if len(title) > _TITLE else "",
        "last": max(item.window.until_day, item.date).isoformat(),
        "weekday": day_in_words(item.date)[:3],
        "day": item.date.day,
        "hour": f"{item.start:%H:%M}" if isinstance(item.start, datetime) else "",
        "window": in_words(item),
        "notes": item.notes.strip(),
        "checklist": [line_of(one) for one in item.checklist],
        "draft": _draft(item.message),
        "place": line_of(item.place),
        "link": address(item.link),
        "why": _why(item),
        "phase": short(item.phase_title, _TITLE),
        "block": "" if item.block is None else short(item.block.name, _TITLE),
        "stage": item.stage or "none",
        "stage_name": stage_name(item.stage),
        "sample": item.sample,
    }


def _why(item: Item) -> list[tuple[str, str]]:
    """Return where an item comes from: pairs of a word and its value."""
    facts = [
        ("Source", ", ".join(line_of(one) for one in item.source)),
        ("Plan", line_of(item.plan)),
        ("In the plan", short(item.window_text, _TITLE)),
        ("Phase", short(item.phase_title, _TITLE)),
        ("Ask for more", f"roadmap-sync explain {line_of(item.name)}"),
    ]
    return [(name, value) for name, value in facts if value]


def _listed(item: Item) -> _View:
    return {
        "id": f"i-{item.uid}",
        "iso": item.date.isoformat(),
        "when": day_in_words(item.date),
        "brief": f"{item.date.day} {short_month(item.date)} {item.date:%y}",
        "title": short(item.title, _TITLE) or "(no title)",
        "kind": item.kind,
        "deadline": item.deadline,
        "expected": item.expected,
    }


def _waiting(one: OnRequest) -> _View:
    return {
        "title": short(one.title, _TITLE) or "(no title)",
        "kind": one.kind,
        "notes": one.notes.strip(),
        "checklist": [line_of(each) for each in one.checklist],
        "draft": _draft(one.message),
        "why": [("Source", ", ".join(one.source)), ("Plan", line_of(one.plan))],
    }


def _draft(message: Message | None) -> _View | None:
    if message is None:
        return None
    return {"subject": line_of(message.subject), "body": message.body.strip()}


def _years(items: tuple[Item, ...], stages: list[str], lines: int) -> Iterator[_View]:
    """Yield the columns of the one-pager: of each stage, what matters most, by day."""
    for stage in stages[:_COLUMNS]:
        held = [item for item in items if item.stage == stage]
        chosen = sorted(held, key=lambda item: (not item.deadline, _WEIGHT.index(item.kind)))
        fit = lines if len(held) <= lines else lines - 1
        kept = {item.uid for item in chosen[:fit]}
        yield {
            "name": stage_name(stage),
            "items": [_listed(item) for item in held if item.uid in kept],
            "more": len(held) - len(kept),
        }
