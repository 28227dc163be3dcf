"""plans/README.md: every example in it is executed, and its tables name every key."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from roadmap_sync.items import Item
from roadmap_sync.plan.conditions import BLOCK_FIELDS
from roadmap_sync.plan.model import Kind
from roadmap_sync.plan.reader import ENTRIES
from roadmap_sync.plan.wording import BLANKS
from tests.system.commands import ROOT, run
from tests.unit.schedule.roadmaps import plan, schedule

TEXT = (ROOT / "plans" / "README.md").read_text("utf-8")
SCHEMA = json.loads((ROOT / "plans" / "plan.schema.json").read_text("utf-8"))
STUDENT = """
start: 2026-08-03
match_year: 2030
rotations: [{name: Surgery, start: 2028-10-02, weeks: 8}]
"""
HEAD = """
extends: [national-dates]
questions:
  summer: {ask: "What?", one_of: [research, clinical, both], default: research}
  aways: {ask: "Aways?", default: true}
dates:
  ms1: start
  ms2: first monday of month 13
  clerkships: first monday of month 24
  step1: 13 weeks before clerkships to 5 weeks before clerkships
  x: match_day
  y: step1
"""
PHASE = "phases: {frame: {from: ms2, until: 30 months after ms2, steps: {STEPS}}}"
BLOCK = "blocks: {frame: {for: rotations, steps: {STEPS}}}"
OTHERS = "advisor-intro: {task: A, when: week 2}, ask-letter: {task: B, when: week 3}"
#: They name a time of the year, or a side of a date, that a rotation in autumn does not touch.
NOT_IN_AUTUMN = {
    "third friday of march in match_year",
    "last monday of may",
    "first workday of july",
    "before clerkships",
}


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def spans(text: str) -> list[str]:
    """Return what stands in code marks."""
    return re.findall(r"`([^`]+)`", text)


def table(title: str) -> list[tuple[list[str], list[str]]]:
    """Return the code spans of the first and of the other columns, row by row."""
    rows = [line.split("|", 2) for line in section(title).split("\n") if line.startswith("| `")]
    return [(spans(first), spans(rest)) for _, first, rest in rows]


def keys(title: str) -> list[str]:
    return [key for first, _ in table(title) for key in first]


def paragraph(begin: str) -> str:
    [found] = [one for one in TEXT.split("\n\n") if one.startswith(begin)]
    return found


def named_in(text: str) -> set[str]:
    """Return the keys of the mappings in a text, and the words in code marks."""
    return {*re.findall(r"\b([a-z_]+):", text), *spans(text)}


def properties(name: str) -> set[str]:
    part: dict[str, Any] = SCHEMA["$defs"][name] if name else SCHEMA
    return set(part["properties"])


def probe(frame: str, step: str) -> tuple[list[Item], bool]:
    """Return the items of one more step, and whether it is listed without a date."""
    text = HEAD + frame.replace("STEPS", f"{OTHERS}, probe: {{task: C, {step}}}")
    roadmap = schedule(text, STUDENT).roadmap
    items = [item for item in roadmap.items if item.step == "probe"]
    return items, any(item.step == "probe" for item in roadmap.on_request)


WHENS = keys("When")


def test_there_are_examples_of_every_kind() -> None:
    assert len(WHENS) > 50
    assert len(set(WHENS)) == len(WHENS)
    assert set(WHENS) >= NOT_IN_AUTUMN


@pytest.mark.parametrize("when", WHENS)
def test_a_date_of_the_table_gives_days_in_a_phase(when: str) -> None:
    items, is_listed = probe(PHASE, f"when: {when}")

    assert len(items) == (when != "on request")
    assert is_listed == (when == "on request")


@pytest.mark.parametrize("when", WHENS)
def test_a_date_of_the_table_gives_days_in_a_block(when: str) -> None:
    items, is_listed = probe(BLOCK, f"when: {when}")

    assert len(items) == (when not in {"on request", *NOT_IN_AUTUMN})
    assert is_listed == (when == "on request")


def conditions() -> list[str]:
    return spans(section("Conditions").split("parentheses:", 1)[1].split("\n\n", 1)[0])


@pytest.mark.parametrize("condition", conditions())
def test_a_condition_shown_can_be_asked(condition: str) -> None:
    assert len(conditions()) > 8

    items, _ = probe(BLOCK, f"if: '{condition}'")

    holds = condition in {"summer == research", "summer in [research, both]", "aways", "has step1",
                          "block.weeks > 6", "block.number <= 2", "block.interest != no",
                          "step1 < clerkships"}  # fmt: skip
    assert len(items) == holds


def test_the_fields_of_a_block_are_all_named() -> None:
    [sentence] = re.findall(r"`block\.` knows (.*?)\.\n", TEXT)

    assert [span for span in spans(sentence) if span != "block."] == list(BLOCK_FIELDS)


def values() -> list[tuple[str, str]]:
    """Return what the table of steps shows as a value, with its key."""
    known = {*keys("Steps")}
    rows = [(first[0], span) for first, rest in table("Steps") for span in rest]
    return [(key, span) for key, span in rows if key != "notes" and span not in known]


@pytest.mark.parametrize(("key", "value"), values())
def test_a_value_of_the_table_of_steps_can_be_written(key: str, value: str) -> None:
    listed = f"[{value.removeprefix('- ')}]" if value.startswith("- ") else value
    found = plan(HEAD + BLOCK.replace("STEPS", f"{OTHERS}, probe: {{task: C, {key}: {listed}}}"))

    assert "probe" in found.steps


def test_the_table_of_steps_names_every_key() -> None:
    kinds = spans(paragraph("The **kind**").split("(", 1)[0])

    assert len(values()) > 10
    assert kinds == [kind for kind in Kind if kind not in {"meeting", "event"}]
    assert {*keys("Steps"), *Kind} == properties("step")
    assert {*Kind} <= {*spans(paragraph("The **kind**"))}


def test_the_table_on_top_names_every_key() -> None:
    assert set(keys("Top level")) == properties("")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("source", section("Top level")),
        ("question", section("Top level")),
        ("draft", section("Top level")),
        ("dated", section("Named dates")),
        ("published", section("Named dates")),
        ("phase", paragraph("A **phase**")),
        ("block", paragraph("A **block**")),
        ("sample", paragraph("A **block**")),
        ("case", section("Steps")),
    ],
)
def test_every_other_key_is_named_where_it_belongs(name: str, text: str) -> None:
    assert properties(name) <= named_in(text)


def test_what_can_be_chosen_is_named() -> None:
    assert [span for span in spans(paragraph("A **block**")) if span in ENTRIES] == list(ENTRIES)
    braces = re.findall(r"\{([a-z_]+)\}", paragraph("Titles, notes"))
    assert set(braces) == BLANKS


def test_the_start_shown_is_a_start() -> None:
    [start] = [span for first, rest in table("Top level") if first == ["start"] for span in rest]

    assert plan(f"start: {start}\n").start is not None


def test_the_named_dates_shown_can_be_read() -> None:
    [text] = re.findall(r"```yaml\n(.*?)```", section("Named dates"), re.DOTALL)

    found = plan("extends: [national-dates]\n" + text)

    assert {"ms1", "clerkships", "step1", "rank_deadline"} <= found.dates.keys()


BLOCKS = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", BLOCKS, ids=lambda text: text.split("\n")[0])
def test_every_example_is_executed(text: str, tmp_path: Path) -> None:
    """A whole plan, a part of one, or the first line for an editor; nothing else stands there."""
    if text.startswith("plan:"):
        (tmp_path / "p.yaml").write_text(text, "utf-8")
        result = run("check", str(tmp_path / "p.yaml"))
        assert re.fullmatch(r".*: ok, \d+ steps, \d+ items\n", result.output), result.output
    elif text.startswith("dates:"):
        assert plan("extends: [national-dates]\n" + text).dates
    else:
        schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert schema is not None, text
        assert (ROOT / "plans" / schema[1]).is_file()


def shapes() -> list[tuple[str, str]]:
    """Return the mappings that the tables and texts show, with the key they stand under."""
    rows = [(first[0], span) for first, rest in table("Top level") for span in rest]
    shown = (span.partition(": ") for span in spans(paragraph("A **block**")))
    rows += [(key, value) for key, _, value in shown]
    return [(key, value) for key, value in rows if value.startswith("{")]


@pytest.mark.parametrize(("key", "value"), shapes())
def test_a_mapping_that_is_shown_can_be_written(key: str, value: str) -> None:
    filled = value.replace("url: …", "url: https://example.org").replace("…", "x")
    if key == "sample":
        found = plan(HEAD + f"blocks: {{b: {{for: rotations, sample: {filled}, steps: "
                     "{s: {task: T}}}}")  # fmt: skip
        assert found.blocks["b"].sample is not None
    else:
        head = re.sub(rf"(?m)^{key}:\n(  .*\n)+", "", HEAD)
        assert getattr(plan(f"{head}{key}: {filled}\n"), key)


def test_there_are_mappings_of_every_kind() -> None:
    assert [key for key, _ in shapes()] == ["sources", "questions", "drafts", "sample"]
    assert len(BLOCKS) == TEXT.count("```yaml\n") >= 3
    assert TEXT.count("```") == 2 * len(BLOCKS)


def offered(name: str, *path: str) -> list[str]:
    """Return what the schema offers an author who writes in an editor."""
    part: Any = SCHEMA["$defs"][name]
    for key in path:
        part = part["properties"][key]
    return list(part["examples"])


@pytest.mark.parametrize(
    "when", [*offered("date_expression"), *offered("step", "when"), *offered("case", "use")]
)
def test_a_date_that_an_editor_offers_gives_days(when: str) -> None:
    items, is_listed = probe(PHASE, f"when: {when}")

    assert len(items) + is_listed == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("if", one) for one in (*offered("condition"), *offered("step", "if"),
                                  *offered("case", "if"), *offered("block", "if"))),
        *(("every", one) for one in offered("step", "every")),
        *(("after", f"{{ask-letter: {one}}}") for one in offered("distance")),
    ],
)  # fmt: skip
def test_a_value_that_an_editor_offers_can_be_written(key: str, value: str) -> None:
    text = BLOCK.replace("STEPS", f"{OTHERS}, probe: {{task: C, {key}: '{value}'}}")
    if key == "after":
        text = text.replace(f"'{value}'", value)

    assert "probe" in plan(HEAD + text).steps


def test_the_ends_of_a_phase_that_an_editor_offers_can_be_written() -> None:
    for first in offered("phase", "from"):
        for last in offered("phase", "until"):
            for condition in offered("phase", "if"):
                frame = f"from: {first}, until: {last}, if: '{condition}'"
                text = f"phases: {{p: {{{frame}, steps: {{s: {{task: T}}}}}}}}"
                assert "s" in plan(HEAD + text).steps
    [start] = SCHEMA["properties"]["start"]["examples"]
    assert plan(f"start: {start}\n").start is not None
