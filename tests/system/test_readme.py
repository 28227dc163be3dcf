"""The README shows what the program really does. ``pytest --update-golden`` rewrites its blocks."""

import re
import shlex
import webbrowser
from pathlib import Path

import pytest
from freezegun import freeze_time

from roadmap_sync import errors
from roadmap_sync.cli import adding
from roadmap_sync.nightly import rehearsing
from roadmap_sync.nightly.tools import Finished
from tests.google_double.server import Double
from tests.system.commands import ROOT, run
from tests.system.google import agree, at_home, browse
from tests.system.toolbox import Toolbox, toolbox

__all__ = ["toolbox"]

README = ROOT / "README.md"
LANGUAGE = ROOT / "plans" / "README.md"
#: Stands for the calendars of the README, which no test may reach.
_TARGETS = """\
id: me
targets:
  phone: {kind: file, path: phone.ics}
  feed: {kind: file, path: feed.ics}
"""
_MISTAKE = "start: 2026-08-10\nanswers: {summer: reserch}\nrotation:\n"


def _yaml(path: Path) -> list[str]:
    return re.findall(
        r"^```yaml\n(.*?)^```", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE
    )


def _whole(path: Path) -> list[str]:
    return [text for text in _yaml(path) if re.search(r"^(plan|start):", text, re.MULTILINE)]


def _compare(name: str, real: str, request: pytest.FixtureRequest) -> None:
    pattern = re.compile(rf"(<!-- {name}: begin -->\n```text\n)(.*?)(```\n<!-- {name}: end -->)",
                         re.DOTALL)  # fmt: skip
    text = README.read_text("utf-8")
    block = pattern.search(text)
    assert block is not None
    if request.config.getoption("--update-golden"):
        README.write_text(text[: block.start(2)] + real + text[block.end(2) :], "utf-8")
    else:
        assert _without_places(block[2]) == _without_places(real)


def _without_places(text: str) -> str:
    """Lines of the bundled plans move whenever somebody edits one."""
    return re.sub(r"(plans/[a-z0-9-]+\.yaml):\d+:\d+", r"\1", text)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_help_in_the_readme_is_the_real_one(request: pytest.FixtureRequest) -> None:
    _compare("help", run("generate", "--help").output, request)


def test_the_first_example_gives_what_the_readme_shows(
    here: Path, request: pytest.FixtureRequest
) -> None:
    (here / "student.yaml").write_text(_yaml(README)[0], "utf-8")

    with freeze_time("2026-08-01 12:00"):
        result = run("generate")

    assert result.exit_code == 0
    shown = result.stdout.split("\nWrote ")[0].rstrip() + "\n"
    _compare("output", shown, request)
    assert (here / "roadmap.ics").exists()


def test_the_agenda_and_the_draft_in_the_readme_are_real(
    here: Path, request: pytest.FixtureRequest
) -> None:
    text = _yaml(README)[0].replace("timezone:", "id: me\nname: Ana\ntimezone:")
    (here / "student.yaml").write_text(text, "utf-8")

    with freeze_time("2026-08-26 12:00"):
        for words in (("done", "three-people#1", "advisor-intro"), ("skip", "join-society")):
            assert run(*words).exit_code == 0
        agenda = run("agenda", "--weeks", "2").stdout
        draft = run("draft", "letter-email@surgery").stdout

    _compare("agenda", f"$ roadmap-sync agenda --weeks 2\n{agenda}", request)
    greeting, _, _ = draft.partition("\n\nIn case")
    _compare("draft", f"$ roadmap-sync draft letter-email@surgery\n{greeting}\n…\n", request)


def test_the_mistake_in_the_readme_is_real(here: Path, request: pytest.FixtureRequest) -> None:
    (here / "student.yaml").write_text(_MISTAKE, "utf-8")

    result = run("check", "student.yaml")

    assert result.exit_code == 1
    _compare("mistake", result.output, request)


def test_the_explanation_in_the_readme_is_real(here: Path, request: pytest.FixtureRequest) -> None:
    (here / "student.yaml").write_text(_yaml(README)[0], "utf-8")

    result = run("explain", "feedback@surgery")

    assert result.exit_code == 0
    _compare("explain", "$ roadmap-sync explain feedback@surgery\n" + result.output, request)


@pytest.mark.parametrize("text", [*_whole(README), *_whole(LANGUAGE)])
def test_every_whole_file_shown_is_right(here: Path, text: str) -> None:
    (here / "shown.yaml").write_text(text, "utf-8")

    result = run("check", "shown.yaml")

    assert result.exit_code == 0, result.output
    assert ": ok, " in result.output
    assert "warning" not in result.output


def test_the_settings_shown_are_right(here: Path) -> None:
    [targets] = [text for text in _yaml(README) if text.startswith("targets:")]
    (here / "student.yaml").write_text(f"id: me\nstart: 2026-08\n{targets}", "utf-8")

    shown = run("targets").stdout

    assert "phone   caldav  tasks as todos   https://dav.example.org/ Roadmap" in shown
    assert "google  google  tasks as todos   Roadmap, tasks in 'Roadmap'" in shown
    assert "Public/roadmap.ics" in shown


def test_the_exit_codes_are_those_of_the_errors() -> None:
    table = README.read_text("utf-8").partition("| code | meaning |")[2].partition("\n\n")[0]
    codes = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
             for code in row.split(", ")}  # fmt: skip
    raised = {
        one.exit_code
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.RoadmapError)
    }

    assert codes == raised | {0, 2, 130, 141, 143}


def test_there_are_whole_files_in_both() -> None:
    assert len(_whole(README)) == 3
    assert len(_whole(LANGUAGE)) >= 1


def test_the_example_commands_run(
    here: Path, monkeypatch: pytest.MonkeyPatch, toolbox: Toolbox
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _url: True)
    club = _whole(README)[2].encode()
    monkeypatch.setattr(adding, "fetch", lambda _address, _most, _door: club)
    monkeypatch.setattr(rehearsing, "rehearse", lambda _job, _environment: Finished(0))
    toolbox.has("crontab")
    (here / "student.yaml").write_text(_yaml(README)[1] + _TARGETS, "utf-8")
    (here / "anatomy-club.yaml").write_text(_whole(README)[2], "utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    inline = re.findall(r"`(roadmap-sync [^`…]+)`", README.read_text("utf-8"))
    lines = [line for block in blocks for line in block.splitlines()] + inline
    commands = [line for line in lines if line.startswith("roadmap-sync ")]

    assert len(commands) > 5
    for command in commands:
        if command.endswith("google"):
            continue  # see below
        result = run(*shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output)


def test_the_commands_for_google_run_in_their_order(
    here: Path, google: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    [targets] = [text for text in _yaml(README) if text.startswith("targets:")]
    [line] = [line for line in targets.splitlines() if "kind: google" in line]
    at_home(google, here, monkeypatch, f"{line}\n")
    browse(monkeypatch, agree)
    text = README.read_text("utf-8")
    block = re.findall(r"^(roadmap-sync \w+ google)$", text, re.MULTILINE)
    commands = [*block, *re.findall(r"`(roadmap-sync logout google)`", text)]

    assert len(commands) == 4
    for command in commands:
        result = run(*shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output)


@pytest.mark.parametrize("command", [["generate"], ["preview"], ["check"], ["plans"], ["explain"],
                                     ["diff"], ["plans", "list"], ["plans", "show"], ["login"],
                                     ["logout"], ["plans", "share"], ["plans", "add"],
                                     ["plans", "update"], ["plans", "remove"], ["doctor"],
                                     ["nightly", "install"], ["backup", "save"],
                                     ["backup", "load"], ["completion"], ["sync"]])  # fmt: skip
def test_every_help_has_an_example(command: list[str]) -> None:
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert re.search(r"^  Examples?:\n    roadmap-sync ", result.output, re.MULTILINE)


def test_the_two_commands_of_the_readme_are_there() -> None:
    text = README.read_text("utf-8")

    assert (
        "```sh\npython3 -m venv .venv && .venv/bin/pip install . "
        "&& .venv/bin/roadmap-sync generate --start 2026-08\n```\n"
    ) in text
    assert (
        "<!-- test command -->\n```sh\npython3 -m venv .venv && .venv/bin/pip install -e "
        "'.[test]' && .venv/bin/python -m pytest\n```\n"
    ) in text


def test_links_lead_somewhere() -> None:
    for path in re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8")):
        assert (ROOT / path).exists(), path
