"""How it is shown what a run learned of the student; loaded only where it learned something."""

from collections.abc import Iterator

import click

from roadmap_sync.cli.screen import flat, plain
from roadmap_sync.sync.report import Deed, Learned, Report

_NO_DAY = " " * len("2026-08-31")


def learned_lines(report: Report, most: int, *, dry: bool) -> Iterator[str]:
    """Yield one line with counts, then one for each item.

    Args:
        report: Of one target.
        most: How many items are shown; a single one more is, too.
        dry: Was it only looked at, so that the next run learns it?
    """
    words = "would learn" if dry else "learned"
    yield click.style(plain(f"{report.target}: {words} from you: {_counts(report)}"), bold=True)
    found = sorted(report.learned.values(), key=lambda one: (_day(one), one.item))
    shown = found if len(found) <= most + 1 else found[:most]
    sign = click.style("=", fg="cyan", bold=True)
    for one in shown:
        name = flat(one.item.partition("/")[2] or one.uid)
        yield f"  {sign} {_day(one) or _NO_DAY}  {flat(one.title)}  {name}  ({flat(one.reason)})"
    if len(found) > len(shown):
        yield f"    ... and {len(found) - len(shown)} more (--verbose shows all)"


def learned_records(report: Report) -> list[dict[str, object]]:
    """Return the same for programs."""
    return [
        {
            "uid": one.uid,
            "item": one.item,
            "title": one.title,
            "day": _day(one) or None,
            "deeds": [deed.value for deed in Deed if deed in one.deeds],
            "reason": one.reason,
        }
        for one in sorted(report.learned.values(), key=lambda one: (_day(one), one.item))
    ]


def _counts(report: Report) -> str:
    counts = {deed: sum(deed in one.deeds for one in report.learned.values()) for deed in Deed}
    words = {deed: f"{count} {deed}" for deed, count in counts.items() if count}
    if Deed.DELETED in words:
        them = "it" if counts[Deed.DELETED] == 1 else "them"
        words[Deed.DELETED] += f" (roadmap-sync restore brings {them} back)"
    return ", ".join(words.values())


def _day(one: Learned) -> str:
    return "" if one.day is None else one.day.isoformat()[: len(_NO_DAY)]
