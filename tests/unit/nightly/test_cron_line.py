"""The line of a crontab: cron reads it first, then a shell."""

import subprocess
from pathlib import Path

import pytest

from roadmap_sync.errors import NightlyError
from roadmap_sync.nightly.cron import line_of
from roadmap_sync.nightly.job import Job


def job(*words: str) -> Job:
    return Job(key="0a1b2c3d", words=words, variables={}, hour=2, minute=30, title="x")


def through_cron(line: str) -> str:
    """Return what cron hands to the shell: up to a percent sign with no backslash before it."""
    command, given, rest = line.split(maxsplit=5)[5], "", iter(line.split(maxsplit=5)[5])
    for char in rest:
        if char == "%":
            return given
        after = next(rest, "") if char == "\\" else ""
        given += after if after == "%" else char + after
    assert len(given) <= len(command)
    return given


@pytest.mark.parametrize(
    "name",
    ["100% mine", "a'b", 'a"b', "$(touch x)", "`touch x`", "a;b", "a\\b", "é #", "%%", "a\rb"],
)
def test_any_path_arrives_as_it_is(name: str, tmp_path: Path) -> None:
    line = line_of(job("/usr/bin/printf", "%s|", name, "end"))

    given = subprocess.run(  # noqa: S602 - what is tested
        through_cron(line), shell=True, capture_output=True, text=False, check=True, cwd=tmp_path
    )

    assert given.stdout.decode() == f"{name}|end|"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a\nb", "a\\%b"])
def test_what_cron_cannot_take_is_refused(name: str) -> None:
    with pytest.raises(NightlyError, match="cannot stand in a crontab"):
        line_of(job("/bin/true", name))
