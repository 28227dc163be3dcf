"""`people program` and `people programs`: the list of programs, by hand and by commands in turn."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from freezegun import freeze_time

from tests.system.commands import run
from tests.system.living import did

BY_HAND = """\
# mine
programs:       # the list for ERAS
  Lakeside IM: strong   # two talks
  'Hill IM': some

people:
  - {name: Dr. Reyes, role: mentor, since: 2026-09-01, log: [{date: 2026-10-02}],
     programs: [hill im, Coastal Med-Peds]}
  - {name: Sam Okafor, role: resident, programs: [Coastal Med-Peds]}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    with freeze_time("2026-11-26 12:00"):
        yield tmp_path


@pytest.fixture
def network(here: Path) -> Path:
    file = here / "network.yaml"
    file.write_text(BY_HAND, "utf-8")
    return file


def say(*words: str) -> str:
    return did("people", *words).stdout


def test_by_hand_and_by_the_commands_in_turn(network: Path) -> None:
    shown = say("program", "Northern IM")
    assert shown == "network.yaml:\n  +   Northern IM: null\n"
    say("program", "HILL im", "--strength", "strong")
    network.write_text(network.read_text().replace("# mine", "# mine, all of them"))
    say("program", "lakeside IM", "--strength", "auto")
    say("program", "River: City #2", "--strength", "none")
    say("add", "Eva", "--since", "2026-11-01", "--program", "Northern IM")

    assert network.read_text("utf-8") == BY_HAND.replace("# mine", "# mine, all of them").replace(
        "Lakeside IM: strong ", "Lakeside IM: null "
    ).replace("'Hill IM': some\n", "'Hill IM': strong\n  Northern IM: null\n"
              '  "River: City #2": none\n') + (
        "  - {name: Eva, since: 2026-11-01, programs: [Northern IM]}\n"
    )  # fmt: skip


def test_the_file_may_begin_with_a_program(here: Path) -> None:
    say("program", "Hill IM", "--strength", "some")
    say("add", "Ana", "--since", "2026-11-01")
    say("program", "Lakeside IM")

    text = (here / "network.yaml").read_text("utf-8")
    assert text.partition("\npeople:\n")[2] == (
        "  - {name: Ana, since: 2026-11-01}\nprograms:\n  Hill IM: some\n  Lakeside IM: null\n"
    )
    assert run("check", "network.yaml").output == "network.yaml: no problems\n"


@pytest.mark.usefixtures("network")
def test_a_program_that_only_people_name_keeps_their_spelling() -> None:
    assert say("program", "coastal MED-PEDS") == (
        "network.yaml:\n  +   Coastal Med-Peds: null\n"
    )  # fmt: skip
    assert say("program", "Coastal Med-Peds") == "network.yaml: it says so already\n"


@pytest.mark.usefixtures("network")
def test_the_list(golden: Callable[[str, str], None]) -> None:
    say("program", "Northern IM")
    golden("people-programs.txt", say("programs"))


@pytest.mark.usefixtures("network")
def test_the_list_for_other_programs() -> None:
    found = {one["name"]: one for one in json.loads(say("programs", "--json"))["programs"]}

    assert list(found) == ["Coastal Med-Peds", "Lakeside IM", "Hill IM"]
    assert found["Coastal Med-Peds"] == {
        "name": "Coastal Med-Peds", "strength": "strong", "suggested": True, "you": [],
        "mentors": ["Dr. Reyes"], "residents": ["Sam Okafor"],
    }  # fmt: skip
    assert (found["Hill IM"]["strength"], found["Hill IM"]["suggested"]) == ("some", False)
    assert found["Hill IM"]["mentors"] == ["Dr. Reyes"]


def test_no_programs_yet() -> None:
    assert say("programs") == "no programs yet: roadmap-sync people program NAME\n"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("some", "sme", "network.yaml:4:14: error: 'sme' is no strength of a connection [choice]"),
        ("'Hill IM'", "lakeside im", "network.yaml:4:3: error: 'lakeside im' is here twice"),
    ],
)
def test_a_mistake_stops_every_command(network: Path, old: str, new: str, error: str) -> None:
    text = BY_HAND.replace(old, new)
    network.write_text(text)

    for words in (("programs",), ("program", "New"), ("list",), ("add", "Eva")):
        result = run("people", *words)
        assert result.exit_code == 1
        assert error in result.stderr
    assert network.read_text() == text
    assert error in run("check", "network.yaml").output


@pytest.mark.parametrize("char", ["\\e[31m", "\\u202e"])
def test_what_a_terminal_would_obey_is_no_name_of_a_program(network: Path, char: str) -> None:
    network.write_text(f'programs:\n  "A{char}B": some\n', "utf-8")

    result = run("people", "programs")

    assert result.exit_code == 1
    assert "network.yaml:2:3: error: the name of a program holds a character" in result.stderr
    assert not {"\x1b", "\u202e"} & set(result.output)


@pytest.mark.parametrize("command", ["program", "programs"])
def test_every_help_has_an_example(command: str) -> None:
    assert f"\n    roadmap-sync people {command}" in say(command, "--help")
