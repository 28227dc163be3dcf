"""Items as JSON: a contract for other tools (DESIGN.md section 6).

Keys are added at the end of their object and never renamed or removed.
"""

import json
import re
from collections.abc import Sequence

from roadmap_sync.items import BlockRef, Item, Message, PlanRef, Roadmap
from roadmap_sync.problems import Problem

_Object = dict[str, object]
_OURS = ("plans", "student", "items", "problems")
#: Half of a UTF-16 pair: a text may hold one, UTF-8 cannot (RFC 3629 section 3).
_LONELY = re.compile("[\ud800-\udfff]")


def to_json(roadmap: Roadmap, problems: Sequence[Problem]) -> str:
    """Return one JSON object with the plans, the student, all items and what was found.

    Days are ``2026-08-10``, instants RFC 3339 with their offset; ``end`` is exclusive. Every
    key is always there: what an item lacks is null or empty. Characters stand as they are;
    the text can always be written as UTF-8 and ends with a line end.
    """
    whole = {
        "plans": [_plan(plan) for plan in roadmap.plans],
        "student": roadmap.student,
        "items": [_item(item) for item in roadmap.items],
        "problems": [_problem(problem) for problem in problems],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return _LONELY.sub("\N{REPLACEMENT CHARACTER}", text) + "\n"


def made_by_us(data: bytes) -> bool:
    """Is this JSON as `to_json` writes it? Never raises, whatever the bytes."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and all(key in whole for key in _OURS)


def _plan(plan: PlanRef) -> _Object:
    return {"id": plan.id, "version": plan.version, "title": plan.title}


def _item(item: Item) -> _Object:
    return {
        "uid": item.uid,
        "plan": item.plan,
        "step": item.step,
        "occurrence": item.occurrence,
        "kind": item.kind,
        "type": item.type,
        "title": item.title,
        "notes": item.notes,
        "date": item.date.isoformat(),
        "start": item.start.isoformat(),
        "end": item.end.isoformat(),
        "all_day": item.all_day,
        "window": {
            "from": item.window.from_day.isoformat(),
            "until": item.window.until_day.isoformat(),
        },
        "source": list(item.source),
        "block": _block(item.block),
        "person": item.person,
        "tags": list(item.tags),
        "expected": item.expected,
        "stage": item.stage,
        "phase": item.phase,
        "checklist": list(item.checklist),
        "draft": _draft(item.message),
        "deadline": item.deadline,
        "sample": item.sample,
        "place": item.place,
        "link": item.link,
        "window_text": item.window_text,
    }


def _block(block: BlockRef | None) -> _Object | None:
    if block is None:
        return None
    return {"kind": block.kind, "name": block.name, "id": block.id}


def _draft(message: Message | None) -> _Object | None:
    if message is None:
        return None
    return {"subject": message.subject, "body": message.body}


def _problem(problem: Problem) -> _Object:
    mark = problem.mark
    return {
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "file": mark and mark.source.name,
        "line": mark and mark.line,
        "column": mark and mark.column,
        "hint": problem.hint,
    }
