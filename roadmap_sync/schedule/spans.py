"""Phases and blocks → stretches of a student's time, for pictures of a roadmap."""

from collections.abc import Iterable, Mapping

from roadmap_sync.items import Item, Span, Window
from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.frame import Frame


def spans_of(
    items: Iterable[Item],
    frames: Mapping[str, Frame],
    blocks: Mapping[str, tuple[BlockCopy, ...]],
    plan: Plan,
) -> tuple[Span, ...]:
    """Return the phases and blocks that an item stands in, by lane, then by day.

    Args:
        items: What the student gets.
        frames: By id of the phase: its days. Where the plan gives no beginning or no end, it
            begins with its first item or ends with its last one.
        blocks: By id of the block of the plan: the student's own.
        plan: Says which list of the student file a block is for.
    """
    by_home: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        key = (item.phase, "" if item.block is None else item.block.id)
        by_home.setdefault(key, []).append(item)
    found = set()
    for (home, block), held in by_home.items():
        if not block and home in frames:
            found.add(_phase(frames[home], held, open_=plan.phases[home].from_when is None))
        for copy in blocks.get(home, ()):
            if copy.entry.id == block:
                found.add(_block(copy, plan.blocks[home].entries, held[0].stage))
    return tuple(sorted(found, key=_order))


def _phase(frame: Frame, items: list[Item], *, open_: bool) -> Span:
    first = min(item.window.from_day for item in items) if open_ else frame.first
    last = frame.last or max(item.window.until_day for item in items)
    window = Window(first, max(first, last))
    return Span("phases", items[0].phase_title, items[0].stage, window)


def _block(copy: BlockCopy, entries: str, stage: str) -> Span:
    window = Window(copy.frame.first, copy.frame.last or copy.frame.first)
    return Span(entries, copy.entry.name, stage, window, copy.entry.sample)


def _order(span: Span) -> tuple[object, ...]:
    window = span.window
    return span.lane != "phases", span.lane, window.from_day, window.until_day, span.title
