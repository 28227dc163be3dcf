"""Nothing of the source documents is lost: each of their rows is carried by a step."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import pytest

from roadmap_sync.plan.model import Kind, Step
from tests.system.bundled import all_drafts, all_plans, all_steps, raw
from tests.system.commands import ROOT

INVENTORY = raw(ROOT / "tests" / "inventory.yaml")
ROWS: dict[str, dict[str, Any]] = {row["id"]: row for row in INVENTORY["rows"]}
#: Our own, which stand in no document.
OWN: dict[str, dict[str, Any]] = {row["id"]: row for row in INVENTORY["suggestions"]}
KINDS = {"task", "message", "meeting", "event", "habit", "checkpoint", "target", "advice"}
_OWN = re.compile(r"S[A-Z]?\d+")


def carriers() -> Mapping[str, list[Step]]:
    """Return the steps that carry each row."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for step in all_steps().values():
        for row in step.source:
            found[row].append(step)
    return found


CARRIERS = carriers()


def test_the_inventory_is_whole() -> None:
    assert len(ROWS) == 118
    assert all(row["kind"] in KINDS and row["when"] for row in ROWS.values())


def test_every_row_has_a_step() -> None:
    assert (ROWS.keys() | OWN.keys()) - CARRIERS.keys() == set()


def test_no_step_names_an_unknown_row() -> None:
    unknown = {
        row: [step.id for step in steps]
        for row, steps in CARRIERS.items()
        if row not in ROWS and row not in OWN
    }

    assert unknown == {}


def test_a_suggestion_says_that_it_is_one_and_what_it_rests_on() -> None:
    assert [row for row in OWN if not _OWN.fullmatch(row)] == []
    for step in all_steps().values():
        own = [row for row in step.source if row in OWN]
        assert bool(own) == ("Suggestion: " in step.notes), step.id
    for row in OWN.values():
        document = "".join(takewhile(str.isalpha, row["id"]))
        sources = [plan.sources[document] for plan in all_plans() if document in plan.sources]
        assert all(source.title.startswith("A suggestion of our own") for source in sources)
        assert all(source.publisher for source in sources)
        assert (len(document) > 1) == ("fact" in row) == ("from" in row)


@pytest.mark.parametrize(
    "row", [key for key, row in ROWS.items() if row["kind"] == "message" or row.get("template")]
)
def test_a_row_with_words_to_send_has_a_draft(row: str) -> None:
    assert [step.id for step in CARRIERS.get(row, ()) if not step.draft] == []


def test_every_message_has_a_draft_and_every_draft_a_step() -> None:
    steps = all_steps().values()

    assert [one.id for one in steps if one.kind is Kind.MESSAGE and not one.draft] == []
    assert all_drafts().keys() - {step.draft for step in steps} == set()


def test_every_step_says_where_it_comes_from() -> None:
    assert [step.id for step in all_steps().values() if not step.source] == []
