"""Commands that write a file by name, beside targets: `sync` alone writes those."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from roadmap_sync.cli.whose import places
from tests.system.calendars import FEED, at_home, make_student, sync
from tests.system.commands import run

NAMED = "  feed: {kind: file, path: roadmap.ics}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with at_home(tmp_path, monkeypatch):
        make_student(tmp_path, NAMED)
        yield tmp_path


def refused(*words: str) -> str:
    """Run a command that must not write, and return what it says."""
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "is kept up to date by the target 'feed': roadmap-sync sync " in result.stderr
    assert "nothing was written" in result.stderr
    return result.stderr


def test_generate_leaves_a_target_to_sync(here: Path) -> None:
    sync()
    feed = here / "roadmap.ics"
    ticked = feed.read_bytes().replace(b"SUMMARY:One", b"SUMMARY:My own")
    feed.write_bytes(ticked)

    assert refused("generate") == (
        "roadmap-sync: roadmap.ics is kept up to date by the target 'feed': roadmap-sync sync "
        "writes it; nothing was written\n"
        "      hint: for a second file, say --output other.ics\n"
    )

    assert feed.read_bytes() == ticked
    assert run("generate", "--output", "other.ics").exit_code == 0
    assert b"SUMMARY:One" in (here / "other.ics").read_bytes()


def test_nor_does_it_write_one_that_is_not_there_yet(here: Path) -> None:
    refused("generate", "--quiet")
    assert not (here / "roadmap.ics").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--output", "./roadmap.ics"),
        ("--output", "sub/../roadmap.ics"),
        ("--output", "Roadmap.ICS"),
        ("--output", "link.ics"),
        ("--output", "twin.ics"),
        ("--output", "roadmap.ics", "--force"),
        ("--format", "json", "--output", "roadmap.ics"),
        ("--format", "html", "--output", "roadmap.ics", "--force"),
        ("--plan", "plan.yaml"),
        ("--start", "2026-08"),
        ("--start", "2026-08", "--plan", "plan.yaml", "--force"),
        ("--student", "other.yaml"),
    ],
)
def test_however_it_is_asked(here: Path, words: tuple[str, ...]) -> None:
    sync()
    (here / "sub").mkdir()
    (here / "link.ics").symlink_to("roadmap.ics")
    os.link(here / "roadmap.ics", here / "twin.ics")
    (here / "other.yaml").write_text("start: 2027-08-09\n", "utf-8")
    before = (here / "roadmap.ics").read_bytes()

    refused("generate", *words)

    assert (here / "roadmap.ics").read_bytes() == before


def test_a_student_file_elsewhere_counts_where_it_is_named_or_would_be_found(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, settings = here / "away", places()[1].parent
    away.mkdir()
    monkeypatch.chdir(away)
    named = ("generate", "--output", "../roadmap.ics", "--student", "../student.yaml")
    refused(*named)
    assert run("generate", "--start", "2026-08", "--quiet").exit_code == 0  # nobody's target

    settings.mkdir(parents=True)
    make_student(settings, f"  feed: {{kind: file, path: {away / 'roadmap.ics'}}}\n")
    refused("generate")
    refused("generate", "--student", "../student.yaml")
    refused(*named)  # two students may call their targets by the same name


@pytest.mark.parametrize(
    ("targets", "output"),
    [
        ("  feed: {kind: file, path: roadmap.ics, colour: red}\n", "roadmap.ics"),
        ("  feed: {kind: fiel, path: ' roadmap.ics '}\n", "roadmap.ics"),
        ("  feed: {kind: file, path: ~/roadmap.ics}\n  b: {kind: fiel}\n", "HOME/roadmap.ics"),
    ],
)
def test_a_mistake_in_the_targets_protects_them_no_less(
    here: Path, home: Path, targets: str, output: str
) -> None:
    make_student(here, targets)
    refused("generate", "--output", output.replace("HOME", str(home)))


@pytest.mark.parametrize(
    "text",
    [
        "targets: {feed: {path: ''}}\n",
        "targets: {feed: {path: [roadmap.ics]}, path: roadmap.ics}\n",
        'targets: {feed: {path: "roadmap.ics\\0"}}\n',
        "targets: roadmap.ics  # no path\n",
        "path: roadmap.ics\n",
        "- path\n",
        "path: [\n",
        "path \xff",
    ],
)
def test_beside_a_file_that_names_no_target_generate_goes_on(here: Path, text: str) -> None:
    (here / "student.yaml").write_bytes(text.encode("latin-1"))
    result = run("generate", "--start", "2026-08", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "save", "feed.yaml"),
        ("people", "export", "--format", "csv", "--output", "feed.yaml", "--force"),
        ("plans", "share", "plan.yaml", "-o", "feed.yaml", "--allow", "all"),
        ("plans", "new", "feed.yaml"),
        ("init", "--start", "2026-08", "--output", "feed.yaml", "--force", "--no-input"),
    ],
)
def test_no_other_command_writes_there(here: Path, words: tuple[str, ...]) -> None:
    make_student(here, FEED.replace("feed.ics", "feed.yaml"))

    assert "hint: " in refused(*words)

    assert not (here / "feed.yaml").exists()


@pytest.mark.parametrize("command", ["generate", "init"])
def test_the_student_file_beside_the_target_counts_from_any_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    sync()
    before = (here / "roadmap.ics").read_bytes()
    (here / "sub").mkdir()
    monkeypatch.chdir(here / "sub")
    more = ("--force", "--no-input") if command == "init" else ()

    refused(command, "--start", "2026-08", "--output", "../roadmap.ics", *more)

    assert (here / "roadmap.ics").read_bytes() == before
