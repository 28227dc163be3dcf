"""What nobody can see, or is no line, is refused at its word, and never reaches the terminal."""

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from freezegun import freeze_time

from roadmap_sync.cli.main import main

#: As YAML writes it, and the code of the finding.
WORDS = (
    (r"a \e[2Jgone", "character"),
    (r"a \x9b2J", "character"),
    (r"a \u202efdp.exe", "character"),
    (r"a \u2066b", "character"),
    (r"a\r\nBEGIN:VEVENT\r\nSUMMARY:x", "one-line"),
    (r"a\nb", "one-line"),
    ("w" * 9_000, "too-long"),
    (r"a \ud83d b", "character"),
    (r"a \x07", "character"),
    (r"a \u2028b", "character"),
    (r"a \e]8;;https://evil.example/\x07tap", "character"),
)
PLAN = """\
plan: p
title: {title}
updated: 2026-01-01
phases:
  a:
    title: {phase}
    from: start
    until: 40 weeks after start
    steps:
      one: {{task: {step}, when: week 3, place: {place}, checklist: [{check}], draft: d}}
drafts:
  d: {{subject: {subject}, body: Hello}}
"""
STUDENT = """\
id: me
start: 2026-08-10
plans: [plan.yaml]
name: {me}
school: {school}
calendar: {{name: {calendar}}}
days_off: [{{name: {off}, date: 2026-12-24}}]
rotations: [{{name: {rotation}, id: r, start: 2028-09-04, weeks: 4, attending: {attending}, \
place: {where}}}]
interviews: [{{program: {program}, id: i, date: 2029-11-13}}]
targets:
  feed: {{kind: file, path: feed.ics}}
  phone: {{kind: caldav, url: https://d.example/, username: a, password: {{env: P}}, \
calendar: {target}}}
"""
NETWORK = """\
people:
  - name: {name}
    met: {met}
    detail: {detail}
    programs: [{at}]
    email: {email}
    organization: {organization}
    log: [{{date: 2026-08-11, note: {note}}}]
"""
FILES = {"plan.yaml": PLAN, "student.yaml": STUDENT, "network.yaml": NETWORK}
PLACES = {
    "plan.yaml": ("title", "phase", "step", "place", "check", "subject"),
    "student.yaml": ("me", "school", "calendar", "off", "rotation", "attending", "where",
                     "program", "target"),
    "network.yaml": ("name", "met", "detail", "at", "email", "organization", "note"),
}  # fmt: skip
_TURNS = cycle(WORDS)
#: Every place with two words, every word in several places.
TRIED = [(file, place, *next(_TURNS)) for file, places in PLACES.items() for place in places * 2]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    with freeze_time("2026-08-12 18:00"):
        yield tmp_path


def run(*words: str) -> Result:
    """Run a command as on a terminal, which is sent colours, and could be sent more."""
    return CliRunner().invoke(main, list(words), color=True, catch_exceptions=False)


def write(file: str, place: str, value: str) -> int:
    """Write all three files, calm but for one place; return the number of its line."""
    for name, template in FILES.items():
        places = dict.fromkeys(PLACES[name], "Calm")
        if name == file:
            places[place] = value
        Path(name).write_text(template.format(**places), "utf-8")
    lines = Path(file).read_text("utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if value in line)


def assert_nothing_to_obey(text: str) -> None:
    ours = re.sub(r"\x1b\[[0-9;]*m", "", text)  # our own colours
    assert [char for char in ours if not char.isprintable() and char != "\n"] == []


def test_calm_files_are_fine() -> None:
    write("plan.yaml", "title", "Calm")

    for file in FILES:
        assert run("check", file).exit_code == 0, run("check", file).output


def test_each_is_refused_at_its_word() -> None:
    for file, place, word, code in TRIED:
        line = write(file, place, f'"{word}"')

        result = run("check", file)

        column = Path(file).read_text("utf-8").split("\n")[line - 1].index(f'"{word[:9]}') + 1
        assert result.exit_code == 1, (place, word, result.output)
        found = [text for text in result.output.splitlines() if f"[{code}]" in text]
        assert len(found) == 1, (place, word, result.output)
        assert found[0].startswith(f"{file}:{line}:"), (place, word, found)
        assert int(found[0].split(":")[2]) >= column, (place, word, found)
        assert len(result.output) < 5_000
        assert_nothing_to_obey(result.output)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("raw", ["\x1b[2Jgone", "\x9b2J", "\u202efdp", "\x07"])
def test_what_stands_in_a_file_unescaped_is_not_passed_on(file: str, raw: str) -> None:
    write(file, PLACES[file][0], f'"{raw}"')

    result = run("check", file)

    assert result.exit_code == 1
    assert f"{file}:" in result.output
    assert_nothing_to_obey(result.output)


def test_a_line_that_is_quoted_for_another_mistake_is_harmless() -> None:
    write("plan.yaml", "title", "Calm")
    text = Path("network.yaml").read_text("utf-8")
    Path("network.yaml").write_text(
        text.replace("met: Calm", "met: Calm # \u202e\u2066 evil").replace(
            "email: Calm", "emial: Calm # \u202e evil"
        ),
        "utf-8",
    )

    result = run("people", "list")

    assert result.exit_code == 1
    assert (
        "network.yaml:6:5: \x1b[31m\x1b[1merror: \x1b[0ma person has no key 'emial'"
        in result.stderr
    )
    assert "emial: Calm # \ufffd evil" in result.stderr
    assert_nothing_to_obey(result.output)


@pytest.mark.skipif("os.name == 'nt'", reason="no such names there")
def test_a_name_of_a_file_is_not_obeyed() -> None:
    write("plan.yaml", "title", "Calm")
    name = "x\x1b[2J\u202e\n.yaml"
    Path(name).write_text("start: soon\n", "utf-8")

    for words in (("check", name), ("agenda", "--student", name), ("check", f"no{name}"),
                  ("people", "import", name), ("diff", "--student", name, "--student", name),
                  ("generate", "--output", f"{name}/y.ics"),
                  ("sync", "--student", name)):  # fmt: skip
        result = run(*words)

        assert result.exit_code in {1, 2}, words
        assert_nothing_to_obey(result.output)


ESC = "\x1b[2J\u202ex"


@pytest.mark.parametrize(
    "words",
    [
        ("done", ESC), ("undone", ESC), ("skip", ESC), ("move", ESC, "2026-09-01"),
        ("move", "one", ESC), ("explain", ESC), ("draft", ESC), ("restore", ESC),
        ("agenda", "--week", ESC), ("generate", "--stage", ESC), ("generate", "--plan", ESC),
        ("plans", "show", ESC), ("set", ESC, "1"), ("set", "name", ESC),
        ("set", "date", ESC, "none"),
        ("add", "exam", ESC, "--date", "2026-10-01"), ("add", "exam", "x", "--date", ESC),
        ("people", "log", ESC), ("people", "add", ESC), ("people", "add", "E", "--role", ESC),
        ("people", "import", ESC), ("sync", ESC), ("targets", ESC), ("forget", ESC),
        ("init", "--start", ESC), ("init", "--answer", ESC), (ESC,), ("check", f"--{ESC}"),
    ],
    ids=lambda words: " ".join(words).replace(ESC, "ESC"),
)  # fmt: skip
def test_what_is_typed_is_not_obeyed(words: tuple[str, ...]) -> None:
    write("plan.yaml", "title", "Calm")

    result = run(*words)

    assert result.exit_code != 0
    assert_nothing_to_obey(result.output)
