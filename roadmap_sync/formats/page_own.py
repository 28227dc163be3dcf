"""The student's own way → the words, numbers and shapes that the page shows of it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from roadmap_sync.formats.description import day_in_words
from roadmap_sync.formats.page_charts import HEIGHT, WIDTH, chart_of, shares_of
from roadmap_sync.formats.page_progress import Check, Part, Progress
from roadmap_sync.formats.page_text import short, stage_name
from roadmap_sync.items import Item, Roadmap

_View = dict[str, object]
_TITLE = 160
#: So many programs are shown at once; more of them can be unfolded.
_PROGRAMS = 12
_STRENGTHS = ("strong", "some", "none")


def own_of(progress: Progress, roadmap: Roadmap) -> _View:
    """Return everything the template names of the student's own way."""
    states = dict.fromkeys(progress.done, "done") | dict.fromkeys(progress.skipped, "skipped")
    return {
        "states": {f"i-{uid}": state for uid, state in states.items()},
        "moved": {f"i-{uid}" for uid in progress.moved},
        "way": _way(progress, roadmap) if progress.done or progress.skipped else None,
        "network": _network(progress) if progress.curves else None,
        "programs": _programs(progress) if progress.programs else None,
    }


def _way(progress: Progress, roadmap: Roadmap) -> _View:
    items = {item.uid: item for item in roadmap.items}
    checks = [one for one in progress.checks if one.uid in items]
    return {
        "all": _sums("All", progress.parts),
        "stages": list(_stages(progress.parts)),
        "checks": [_check(one, items) for one in checks],
        "reached": sum(one.done for one in checks),
        "letters": progress.letters,
    }


def _stages(parts: Sequence[Part]) -> Iterator[_View]:
    """Yield the sums of each year, those of the whole time last, with the phases in each."""
    stages: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda one: (not one.stage, one.stage)):
        stages.setdefault(part.stage, []).append(part)
    for stage, held in stages.items():
        phases = [_sums(short(one.title, _TITLE), [one]) for one in held]
        yield _sums(stage_name(stage), held) | {"phases": phases}


def _sums(name: str, parts: Sequence[Part]) -> _View:
    done, skipped = sum(one.done for one in parts), sum(one.skipped for one in parts)
    every = sum(one.every for one in parts)
    return {"name": name, "done": done, "skipped": skipped, "every": every,
            "left": every - done - skipped}  # fmt: skip


def _check(check: Check, items: dict[str, Item]) -> _View:
    item = items[check.uid]
    missing = [items[uid] for uid in check.missing if uid in items]
    return {
        "id": f"i-{check.uid}",
        "title": short(item.title, _TITLE) or "(no title)",
        "iso": check.day.isoformat(),
        "when": day_in_words(check.day),
        "done": check.done,
        "missing": [
            {"id": f"i-{one.uid}", "title": short(one.title, _TITLE) or "(no title)"}
            for one in missing
        ],
    }


def _network(progress: Progress) -> _View:
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "known": progress.knows_people,
        "charts": [chart_of(curve, progress) for curve in progress.curves],
        "groups": progress.groups,
        "shares": shares_of(progress.efforts, progress.shares),
    }


def _programs(progress: Progress) -> _View:
    found = progress.programs
    counts = Counter(one.strength for one in found)
    return {
        "count": len(found),
        "counts": [(word, counts[word]) for word in _STRENGTHS],
        "rows": [(short(one.name, _TITLE), one) for one in found[:_PROGRAMS]],
        "more": [(short(one.name, _TITLE), one) for one in found[_PROGRAMS:]],
        "suggested": any(one.suggested for one in found),
    }
