"""The schema that editors use says what the reader says: the same keys, the same mistakes."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import load_plan_file
from roadmap_sync.plan.model import Fit, Kind
from roadmap_sync.plan.reader import ENTRIES
from roadmap_sync.plan.step_reader import PEOPLE
from roadmap_sync.problems import Problem, Problems
from tests.system.bundled import EXAMPLE_PLANS, PLANS, raw
from tests.system.commands import ROOT
from tests.system.schemas import Beside

SCHEMA = json.loads((ROOT / "plans" / "plan.schema.json").read_text("utf-8"))
MODELINE = "# yaml-language-server: $schema=plan.schema.json"

#: A plan that uses every key, except for those that do not go together.
FULL: dict[str, Any] = {
    "plan": "p", "title": "P", "version": "1.0.0", "updated": "2026-11-22", "license": "CC0",
    "about": "a", "authors": ["b"], "start": "september in match_year - 2", "extends": [],
    "sources": {
        "R": {"title": "t", "publisher": "p", "date": "2026-01-08", "url": "https://example.org"},
    },
    "questions": {"summer": {"ask": "a?", "one_of": ["yes", "no"], "default": "yes"}},
    "dates": {
        "ms1": "start",
        "match_day": {
            "title": "t", "rule": "third friday of march in match_year", "at": "12:00",
            "zone": "America/New_York",
            "published": {
                "2027": {"date": "2027-03-19", "source": "nrmp.org", "status": "reported"},
                "2028": {"from": "2028-03-13", "until": "2028-03-17", "source": "nrmp.org"},
            },
        },
    },
    "phases": {
        "one": {
            "title": "t", "stage": "ms1", "from": "start", "until": "10 weeks after start",
            "count_from": "ms1", "if": "summer == yes",
            "steps": {
                "read": {"task": "t"},
                "write": {
                    "message": "t", "when": [{"if": "summer == no", "use": "week 3"}, "weeks 2-5"],
                    "each": "mentors", "times": 2, "if": "has ms1", "after": "read",
                    "before": ["talk"], "fit": "drop", "at": "17:30", "zone": "America/Chicago",
                    "minutes": 30, "place": "p", "link": "https://example.org", "notes": "n",
                    "checklist": ["a", "b"], "draft": "hello", "source": ["R1.3"], "tags": ["t"],
                    "deadline": True, "catch_up": False, "renamed_from": "older",
                },
                "talk": {"event": "t", "every": "2 weeks", "each": ["a", "b"]},
            },
        },
    },
    "blocks": {
        "rotation": {
            "title": "t", "stage": "ms3", "for": "rotations", "if": "block.weeks > 3",
            "sample": {"name": "Surgery", "start": "ms1", "weeks": 4.5},
            "steps": {
                "meet": {"meeting": "t"},
                "done": {"checkpoint": "t", "after": {"meet": "2 workdays"}},
            },
        },
    },
    "drafts": {"hello": {"subject": "s", "body": "b"}},
}  # fmt: skip
STEP = ("phases", "one", "steps", "write")
DATED = ("dates", "match_day")
#: Where each mapping of the language stands in `FULL`, by its name in the schema.
PLACES: dict[str, tuple[str | int, ...]] = {
    "": (),
    "source": ("sources", "R"),
    "question": ("questions", "summer"),
    "dated": DATED,
    "published": (*DATED, "published", "2027"),
    "phase": ("phases", "one"),
    "block": ("blocks", "rotation"),
    "sample": ("blocks", "rotation", "sample"),
    "step": STEP,
    "case": (*STEP, "when", 0),
    "draft": ("drafts", "hello"),
}
#: What a schema can see, without knowing any other word of the plan.
STRUCTURE = {"choice", "missing", "no-kind", "two-kinds", "type", "unknown-key", "version"}
VALUES = (None, "x y", 5, ["x y"], {"x": "y"}, [["x"]])


def found(document: Any) -> tuple[Problem, ...]:
    """Return what the reader finds wrong. JSON is YAML."""
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_text(json.dumps(document), "utf-8")
        load_plan_file(path, problems)
    return tuple(problems.sorted())


BESIDE = Beside(SCHEMA, FULL, PLACES, found)
fits, changed, properties, known = BESIDE.fits, BESIDE.changed, BESIDE.properties, BESIDE.known


#: Every key, with the name of the mapping it stands in.
KEYS = [(name, key) for name in PLACES for key in properties(name)]


def test_the_schema_is_a_schema() -> None:
    BESIDE.validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_full_plan_is_right() -> None:
    assert found(FULL) == ()
    assert fits(FULL)


@pytest.mark.parametrize("name", PLACES)
def test_the_keys_are_those_of_the_reader(name: str) -> None:
    assert properties(name).keys() == known(name)


def test_every_mapping_is_compared() -> None:
    closed = {name for name, one in SCHEMA["$defs"].items() if "additionalProperties" in one}
    assert closed == PLACES.keys() - {""}


@pytest.mark.parametrize("name", PLACES)
def test_every_key_is_described(name: str) -> None:
    for key, value in properties(name).items():
        assert value["description"].endswith((".", ")", "'")), key


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name in PLACES for key in properties(name)]
)
def test_a_key_is_judged_as_the_reader_does(name: str, key: str) -> None:
    """Whatever stands there: what the reader takes, the schema takes, and the reverse."""
    for value in (*VALUES, ...) if _is_there(name, key) else VALUES:
        document = changed(PLACES[name], key, value)
        codes = {problem.code for problem in found(document)}
        if not codes:
            assert fits(document), value
        elif codes & STRUCTURE:
            assert not fits(document), (value, codes)


def _is_there(name: str, key: str) -> bool:
    mapping: Any = FULL
    for one in PLACES[name]:
        mapping = mapping[one]
    return key in mapping


def test_the_words_to_choose_from_are_those_of_the_reader() -> None:
    block, step = properties("block"), properties("step")

    assert block["for"]["enum"] == [*ENTRIES, None]
    assert step["fit"]["enum"] == [*Fit, None]
    assert step["each"]["anyOf"][0]["enum"] == [*PEOPLE]
    assert list(step)[:5] == list(Kind)


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        pytest.param((), "stepps", {}, id="an unknown key on top"),
        pytest.param((), "title", ..., id="no title"),
        pytest.param((), "plan", "My Plan", id="no id"),
        pytest.param((), "updated", "22.11.2026", id="no date"),
        pytest.param(("phases", "one", "steps"), "Read It", {"task": "t"}, id="no id of a step"),
        pytest.param(("phases", "one", "steps"), "more", {"notes": "n"}, id="no kind"),
        pytest.param(STEP, "task", "t", id="two kinds"),
        pytest.param(STEP, "wen", "week 3", id="an unknown key of a step"),
        pytest.param(STEP, "every", "week", id="times and every"),
        pytest.param(STEP, "minutes", 1441, id="too long"),
        pytest.param(STEP, "minutes", 0, id="no time at all"),
        pytest.param(STEP, "times", 0, id="never"),
        pytest.param(STEP, "times", 51, id="too often"),
        pytest.param(STEP, "each", [], id="for nobody"),
        pytest.param(STEP, "each", ["a", "a"], id="one name twice"),
        pytest.param(STEP, "at", "25:00", id="no hour"),
        pytest.param(STEP, "at", ..., id="a zone without an hour"),
        pytest.param(STEP, "when", [], id="no case"),
        pytest.param(STEP, "when", [{"use": "week 3"}], id="a case without a condition"),
        pytest.param(STEP, "link", "ftp://example.org", id="no web address"),
        pytest.param(STEP, "source", "1.3", id="no row"),
        pytest.param(STEP, "message", "t" * 201, id="too many letters"),
        pytest.param(("phases", "one"), "until", ..., id="from without until"),
        pytest.param(("phases", "one"), "from", ..., id="until without from"),
        pytest.param(("blocks", "rotation"), "for", "rotation", id="no list of the student"),
        pytest.param(("blocks", "rotation"), "for", ..., id="a block for nothing"),
        pytest.param((*DATED, "published"), "27", {"date": "2027-03-19", "source": "x"}, id="year"),
        pytest.param((*DATED, "published", "2027"), "from", "2027-03-19", id="date and from"),
        pytest.param(("sources",), "R1", {"title": "t"}, id="a digit in the name of a document"),
    ],
)
def test_a_mistake_is_one_for_both(place: tuple[str, ...], key: str, value: object) -> None:
    document = changed(place, key, value)

    assert any(problem.severity == "error" for problem in found(document))
    assert not fits(document)


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        pytest.param((), "version", 1.0, id="a version like a number"),
        pytest.param((), "authors", "me", id="one author"),
        pytest.param((), "license", None, id="nothing yet"),
        pytest.param(("questions", "summer"), "one_of", [True, False, "both"], id="answers"),
        pytest.param(("blocks", "rotation", "sample"), "weeks", "8", id="weeks in quotes"),
        pytest.param(STEP, "when", "2026-09-10", id="a day"),
        pytest.param(STEP, "times", "2", id="a number in quotes"),
        pytest.param(STEP, "deadline", "yes", id="yes"),
        pytest.param(STEP, "after", {"read": None}, id="no distance"),
        pytest.param(STEP, "every", None, id="times and no every"),
        pytest.param(STEP, "task", None, id="one kind and an empty one"),
        pytest.param(STEP, "zone", None, id="an hour without a zone"),
        pytest.param(STEP, "message", 5, id="a title like a number"),
    ],
)
def test_what_is_no_mistake_is_none_for_both(
    place: tuple[str, ...], key: str, value: object
) -> None:
    document = changed(place, key, value)
    if key == "one_of":
        document = changed(place, key, value) | {"questions": {"q": {
            "ask": "a?", "one_of": value, "default": True}}}  # fmt: skip
        document["phases"]["one"].pop("if")
        document["phases"]["one"]["steps"]["write"]["when"] = "week 3"

    errors = [problem for problem in found(document) if problem.severity == "error"]

    assert not errors
    assert fits(document)


def test_a_change_to_another_plan_needs_no_title() -> None:
    steps = {"match-day": {"notes": "Wear something warm."}, "did-i-match": None}
    change = {"plan": "mine", "title": "Mine", "updated": "2026-11-22",
              "extends": "national-dates",
              "phases": {"national-calendar": {"steps": steps}}}  # fmt: skip

    assert fits(change)
    assert not fits({key: value for key, value in change.items() if key != "extends"})


@pytest.mark.parametrize("path", [*PLANS, *EXAMPLE_PLANS.values()], ids=lambda path: path.stem)
def test_every_plan_fits(path: Path) -> None:
    errors = [(error.json_path, error.message) for error in BESIDE.validator.iter_errors(raw(path))]

    assert errors == []


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_bundled_plan_tells_editors_where_the_schema_is(path: Path) -> None:
    assert path.read_text("utf-8").split("\n", 1)[0] == MODELINE
    assert (path.parent / "plan.schema.json").is_file()


def test_the_schema_is_not_a_plan() -> None:
    assert all(path.suffix == ".yaml" for path in catalog.bundled().values())
