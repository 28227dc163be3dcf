"""`plans new`: a small plan that teaches the language and is right as it stands."""

import json
import re
from pathlib import Path

import pytest
from freezegun import freeze_time
from jsonschema import Draft202012Validator

from roadmap_sync.plan.loader import load_plan_file
from roadmap_sync.plan.model import Kind, Plan
from roadmap_sync.problems import Problems, show
from tests.system.bundled import raw
from tests.system.commands import ROOT, run

SCHEMA = (ROOT / "plans" / "plan.schema.json").read_text("utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(path: Path) -> Plan:
    problems = Problems()
    found = load_plan_file(path, problems)
    assert found is not None, [show(one) for one in problems.sorted()]
    assert problems.sorted() == []
    return found


@pytest.mark.usefixtures("here")
def test_it_passes_check_as_it_stands() -> None:
    made = run("plans", "new", "anatomy-club")
    checked = run("check", "anatomy-club.yaml")

    assert made.exit_code == 0, made.output
    assert made.output.startswith("Wrote anatomy-club.yaml and plan.schema.json, for editors.")
    assert checked.exit_code == 0
    assert re.fullmatch(r"anatomy-club\.yaml: ok, \d+ steps, \d+ items\n", checked.output)


def test_it_shows_everything_that_a_plan_is_made_of(here: Path) -> None:
    run("plans", "new", "club")
    plan, text = load(here / "club.yaml"), (here / "club.yaml").read_text("utf-8")
    own = [step for step in plan.steps.values() if step.plan == "club"]

    assert 5 <= len(own) <= 10
    assert {step.kind for step in own} == set(Kind)
    assert any(step.every for step in own)
    assert any(step.condition for step in own)
    assert any(step.after for step in own)
    assert any(step.draft in plan.drafts for step in own)
    assert any(step.in_block for step in own)
    assert any(step.checklist for step in own)
    document = raw(here / "club.yaml")
    assert {"extends", "questions", "dates", "phases", "blocks", "drafts"} <= document.keys()
    assert max(len(line) for line in text.split("\n") if not line.startswith("      I ")) <= 100
    assert len(text.split("\n")) <= 110


def test_an_editor_finds_the_schema_and_nothing_wrong(here: Path) -> None:
    run("plans", "new", "club")

    first = (here / "club.yaml").read_text("utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=plan.schema.json"
    assert (here / "plan.schema.json").read_text("utf-8") == SCHEMA
    assert not list(Draft202012Validator(json.loads(SCHEMA)).iter_errors(raw(here / "club.yaml")))


def test_the_commands_it_names_run(here: Path) -> None:
    (here / "shared").mkdir()

    made = run("plans", "new", "shared/club.yaml", "--title", "Our club")

    commands = re.findall(r"^  roadmap-sync (.+)$", made.output, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["check", "generate"]
    result = run(*commands[1].split(), "--quiet")
    assert result.exit_code == 0, result.output
    assert Path(made.output.split("can say: ")[1].strip()).read_text("utf-8").startswith("# The p")
    in_it = re.findall(r"^#   roadmap-sync (.+)$", (here / "shared/club.yaml").read_text("utf-8"),
                       re.MULTILINE)  # fmt: skip
    assert in_it == [command.replace("shared/", "") for command in commands]


@pytest.mark.usefixtures("here")
def test_two_of_them_can_be_followed_at_once() -> None:
    run("plans", "new", "club")
    run("plans", "new", "2nd-club")

    result = run("generate", "--start", "2026-08", "--plan", "club.yaml", "--plan",
                 "2nd-club.yaml", "--quiet")  # fmt: skip

    assert result.exit_code == 0, result.output


def test_the_day_is_today(here: Path) -> None:
    with freeze_time("2027-02-03 18:00"):
        run("plans", "new", "club")

    assert load(here / "club.yaml").updated.isoformat() == "2027-02-03"


@pytest.mark.parametrize(
    "title", ['A: "b" # c', "$id ${word}", "null", "- x", "{me}", "Ärzte & Freunde", "x" * 200]
)
def test_any_title_survives(here: Path, title: str) -> None:
    assert run("plans", "new", "club", "--title", title).exit_code == 0

    assert load(here / "club.yaml").title == title


def test_a_file_that_is_there_is_not_written_over(here: Path) -> None:
    (here / "club.yaml").write_text("mine", "utf-8")

    result = run("plans", "new", "club")

    assert result.exit_code == 1
    assert "club.yaml is there already; nothing was written" in result.output
    assert [path.name for path in here.iterdir()] == ["club.yaml"]
    assert (here / "club.yaml").read_text("utf-8") == "mine"


def test_a_link_to_nowhere_is_in_the_way_too(here: Path) -> None:
    (here / "club.yaml").symlink_to(here / "elsewhere.yaml")

    assert run("plans", "new", "club").exit_code == 1
    assert not (here / "elsewhere.yaml").exists()


@pytest.mark.parametrize(
    ("there", "kept"),
    [
        pytest.param('{"title": "Another schema"}', True, id="somebody else's"),
        pytest.param("no JSON", True, id="not even JSON"),
        pytest.param("[" * 100_000, True, id="hostile"),
        pytest.param('{"title": "A plan of roadmap-sync"}', False, id="an older one of ours"),
    ],
)
def test_a_schema_that_is_not_ours_stays(here: Path, there: str, *, kept: bool) -> None:
    (here / "plan.schema.json").write_text(there, "utf-8")

    result = run("plans", "new", "club")

    assert result.exit_code == 0, result.output
    assert (here / "plan.schema.json").read_text("utf-8") == (there if kept else SCHEMA)
    assert ("plan.schema.json" in result.output) is not kept


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("My Plan", "such as 'my-plan'"),
        ("Über.yaml", "such as 'uber'"),
        ("日本", "such as 'my-plan'"),
        ("x" * 41, "up to 40 small letters"),
        ("interview", "there is a bundled plan 'interview'"),
    ],
)
def test_a_name_that_cannot_be_one_is_explained(here: Path, name: str, words: str) -> None:
    result = run("plans", "new", name)

    assert result.exit_code == 2
    assert words in result.output
    assert list(here.iterdir()) == []


def test_a_title_that_is_too_long_is_refused(here: Path) -> None:
    assert run("plans", "new", "club", "--title", "x" * 201).exit_code == 2
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_not_there_is_said() -> None:
    result = run("plans", "new", "nowhere/club.yaml")

    assert result.exit_code == 1
    assert "the folder does not exist" in result.output
