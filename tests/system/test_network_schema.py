"""The schema that editors use for network files says what the reader says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from roadmap_sync.people.person import ROLES
from roadmap_sync.people.programs import STRENGTHS
from roadmap_sync.people.reader import MAX_CONTACTS, MAX_PEOPLE, MAX_PROGRAMS, read_whole
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.problems import Problem, Problems, Source
from tests.system.bundled import raw
from tests.system.commands import ROOT, run
from tests.system.schemas import Beside

SCHEMA = json.loads(catalog.beside("network.schema.json").read_text("utf-8"))
#: A file that uses every key.
FULL: dict[str, Any] = {
    "people": [
        {
            "name": "Dr. Reyes", "role": "mentor", "met": "club", "since": "2026-10-02",
            "last": "2026-10-20", "detail": "rows", "programs": ["Lakeside IM"],
            "cadence": "8-12 weeks", "email": "r@example.org", "phone": "555",
            "organization": "Hill", "title": "Chair", "notes": "n",
            "log": [{"date": "2026-11-20", "note": "coffee"}],
        },
    ],
    "programs": {"Lakeside IM": "strong", "Hill IM": None},
}  # fmt: skip
PERSON: tuple[str | int, ...] = ("people", 0)
CONTACT: tuple[str | int, ...] = (*PERSON, "log", 0)
#: Where each closed mapping stands in `FULL`, by its name in the schema.
PLACES: dict[str, tuple[str | int, ...]] = {"": (), "person": PERSON, "contact": CONTACT}
VALUES: tuple[Any, ...] = (
    None,
    "x y",
    5,
    True,
    ["x y"],
    {"x": "y"},
    [["x"]],
    [None],
    [],
    {},
    "2026-10-02",
    ...,
)


def found(document: object) -> tuple[Problem, ...]:
    """Return what the reader finds wrong. JSON is YAML."""
    problems = Problems()
    text = json.dumps(document, ensure_ascii=False)
    read_whole(nodes.parse(Source("n.yaml", tuple(text.split("\n"))), problems), problems)
    return tuple(problems.sorted())


BESIDE = Beside(SCHEMA, FULL, PLACES, found)
fits, changed, properties, known = BESIDE.fits, BESIDE.changed, BESIDE.properties, BESIDE.known


def test_it_is_a_schema_and_the_full_file_is_right() -> None:
    BESIDE.validator.check_schema(SCHEMA)
    assert found(FULL) == ()
    assert fits(FULL)


@pytest.mark.parametrize("name", PLACES)
def test_the_keys_are_those_of_the_reader_and_explain_themselves(name: str) -> None:
    assert properties(name).keys() == known(name)
    for key, value in properties(name).items():
        assert value["description"].endswith("."), key


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name in PLACES for key in properties(name)]
)
def test_a_key_is_judged_as_the_reader_does(name: str, key: str) -> None:
    """Whatever stands there; only what a cadence may say is beyond the schema."""
    for value in VALUES:
        document = changed(PLACES[name], key, value)
        codes = {problem.code for problem in found(document)}
        if codes != {"when-syntax"}:
            assert fits(document) is not bool(codes), (value, codes)


@pytest.mark.parametrize(
    "document",
    [
        {"programs": {"Lakeside IM": "stron"}},
        {"programs": ["Lakeside IM"]},
        {"programs": {" ": "strong"}},
        {"people": [None]},
        {"people": [{"name": " "}]},
        {"people": [{"name": "A", "log": [None]}]},
        {"people": [{"name": "A", "since": "2.10.2026"}]},
        {"people": [{"name": f"{n}"} for n in range(MAX_PEOPLE + 1)]},
        {"programs": {f"{n}": None for n in range(MAX_PROGRAMS + 1)}},
        {"people": [{"name": "A", "log": [{"date": "2026-10-02"}] * (MAX_CONTACTS + 1)}]},
    ],
    ids=lambda document: json.dumps(document)[:40],
)
def test_a_mistake_is_one_for_both(document: object) -> None:
    assert found(document)
    assert not fits(document)


def test_the_words_to_choose_from_are_those_of_the_reader() -> None:
    assert properties("person")["role"]["enum"] == [*ROLES, None]
    assert SCHEMA["$defs"]["strength"]["enum"] == [*STRENGTHS, None]


def test_the_file_in_the_readme_is_right(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    [shown] = re.findall(r"^```yaml\n(people:.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    problems = Problems()
    network = read_whole(nodes.parse(Source("n", tuple(shown.split("\n"))), problems), problems)

    assert not len(problems)
    assert [one.strength for one in network.listed] == ["strong", ""]
    (tmp_path / "network.yaml").write_text(shown, "utf-8")
    assert fits(raw(tmp_path / "network.yaml"))


def test_a_new_file_tells_editors_where_the_schema_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("people", "add", "Ana").exit_code == 0

    first = (tmp_path / "network.yaml").read_text("utf-8").split("\n", 1)[0]
    start, _, address = first.partition("$schema=")
    assert start == "# yaml-language-server: "
    assert address == catalog.beside("network.schema.json").as_uri()
    assert " " not in address
