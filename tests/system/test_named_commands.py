"""Commands and options that are named anywhere exist, and all that exist are named."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from roadmap_sync.cli.main import COMMANDS, main
from tests.system.commands import ROOT, run

README = (ROOT / "README.md").read_text("utf-8")
#: Everything that people read and type from, besides the help of each command.
TEXTS = [
    ROOT / "README.md",
    ROOT / "plans" / "README.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "examples").glob("**/*.yaml")),
    *sorted((ROOT / "plans").glob("*.yaml")),
    *sorted((ROOT / "roadmap_sync").glob("**/*-template.yaml")),
]
#: Marks of where a command ends in running text.
_ENDS = re.compile(r"`|\s*#|\s\||\s&&|[,;:.)]?\s*$|\\n|'$|\s{2,}|: | \(|\*\*")
_OPTION = re.compile(r"--[a-z][a-z-]*")


@cache
def command(words: tuple[str, ...]) -> click.Command | None:
    """Return a command by its words; None if there is none."""
    found: click.Command | None = main
    for word in words:
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), word)
    return found


def options(found: click.Command) -> set[str]:
    names = (name for one in found.params for name in (*one.opts, *one.secondary_opts))
    return {name for name in names if name.startswith("-")} | {"--help", "-h"}


def paths() -> Iterator[tuple[str, ...]]:
    """Yield every command that people type, its parts included, by its words."""
    for name in COMMANDS:
        yield (name,)
        found = command((name,))
        if isinstance(found, click.Group):
            parts = ((name, part) for part in found.list_commands(click.Context(found)))
            yield from (words for words in parts if not _is_hidden(words))


def _is_hidden(words: tuple[str, ...]) -> bool:
    found = command(words)
    return found is None or found.hidden


def split(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the words of a line that name a command, and the rest."""
    path: tuple[str, ...] = ()
    while words and command((*path, words[0])) is not None:
        path, words = (*path, words[0]), words[1:]
    return path, words


def lines() -> Iterator[tuple[str, str]]:
    """Yield everything that begins with the name of the program, with its place."""
    for path in TEXTS:
        text = path.read_text("utf-8").replace("$student", " --student $student")
        for found in re.finditer(r"(?<![\w.-])roadmap-sync( +[a-z-][^\n]*)", text):
            yield path.relative_to(ROOT).as_posix(), found[1]
    for words in paths():
        for line in run(*words, "--help").output.splitlines():
            if line.startswith("    roadmap-sync "):
                yield f"{' '.join(words)} --help", line.removeprefix("    roadmap-sync")


LINES = sorted({(place, _ENDS.split(line.strip(), maxsplit=1)[0]) for place, line in lines()})
NAMED = [(place, line) for place, line in LINES if split(line.split())[0] or line.startswith("-")]


def test_there_is_much_to_compare() -> None:
    assert len(NAMED) > 80
    places = {place for place, _ in NAMED}
    assert {"README.md", "plans/README.md", "examples/README.md"} <= places
    assert {"sync --help", "examples/plans/md-phd.yaml"} <= places


def test_what_follows_the_name_of_the_program_is_a_command() -> None:
    prose = {line.split()[0] for _, line in LINES} - {line.split()[0] for _, line in NAMED}

    # "roadmap-sync in …": words of a sentence, none of them a command that is gone.
    assert {word.strip(".;,") for word in prose} <= {"again", "in"}


@pytest.mark.parametrize(("place", "line"), NAMED)
def test_a_command_that_is_named_takes_these_options(place: str, line: str) -> None:
    path, _ = split(line.split())
    found = command(path)
    assert found is not None, place

    assert set(_OPTION.findall(line)) <= options(found) | {"--version"}, place


def table() -> list[tuple[list[str], list[str]]]:
    rows = README.split("| command | what it does |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    cells = (re.split(r"(?<!\\)\|", row)[1:3] for row in rows.split("\n"))
    return [(re.findall(r"`([^`]+)`", first), re.findall(r"`([^`]+)`", rest))
            for first, rest in cells]  # fmt: skip


def commands_of(spans: list[str]) -> list[tuple[str, ...]]:
    """Return the commands of a row: ``people add``, ``log`` names ``people log`` as well."""
    found: list[tuple[str, ...]] = []
    for span in spans:
        path, _ = split(span.split())
        if not path and found:
            path, _ = split([found[0][0], *span.split()])
        assert path, span
        found.append(path)
    return found


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0][0])
def test_the_options_of_the_table_exist(row: tuple[list[str], list[str]]) -> None:
    known: set[str] = set()
    for path in commands_of(row[0]):
        found = command(path)
        assert found is not None
        known |= options(found)

    assert {one for span in (*row[0], *row[1]) for one in _OPTION.findall(span)} <= known


def test_every_command_stands_in_the_table() -> None:
    named = {path for first, _ in table() for path in commands_of(first)}
    groups = {path[:1] for path in paths() if len(path) > 1}
    # `add WHAT` stands for all that can be added.
    wholes = {path for path in paths() if path[:1] in groups & named}

    assert named | wholes == set(paths()) - (groups - named)


def test_the_list_of_commands_is_the_help() -> None:
    shown = re.findall(r"^  ([a-z]+)  +\S", run("--help").output, re.MULTILINE)

    assert sorted(shown) == sorted(COMMANDS)


@pytest.mark.parametrize("words", list(paths()), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    found = command(words)
    assert found is not None
    result = run(*words, "--help")

    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: roadmap-sync {' '.join(words)} ")
    assert (found.help or "").strip()
    for one in found.params:
        assert not isinstance(one, click.Option) or one.hidden or one.help or one.metavar


def test_no_word_on_the_command_line_needs_a_shell_to_be_read() -> None:
    for _, line in NAMED:
        assert shlex.split(line.replace("'", "")), line


def test_every_example_is_executed() -> None:
    """By test_examples.py as a student file, or by test_example_plans.py as a plan."""
    found = {path.relative_to(ROOT / "examples") for path in (ROOT / "examples").rglob("*")
             if path.is_file()}  # fmt: skip

    assert {path.parent for path in found} == {Path(), Path("plans")}
    assert {path.name for path in found if path.suffix != ".yaml"} == {"README.md"}
