"""The cache saves parsing, and is never believed, needed or noticed."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

import roadmap_sync.cache
from roadmap_sync.cache import DiskCache
from roadmap_sync.plan import nodes
from roadmap_sync.plan.loader import load_plan_file
from roadmap_sync.plan.model import Plan
from roadmap_sync.plan.nodes import Node
from roadmap_sync.problems import Problems, Source, show

ROOT = Path(roadmap_sync.cache.__file__).parents[1]

PARENT = """\
plan: parent
title: A parent
updated: 2026-01-01
phases:
  first:
    title: First
    from: start
    until: 20 weeks after start
    steps:
      call: {task: Call home, when: week 2}
"""
CHILD = """\
plan: child
title: A child
updated: 2026-01-02
extends: [./parent.yaml]
phases:
  second:
    title: Second
    from: start
    until: 20 weeks after start
    steps:
      write: {task: Write home, when: "weeks 3-4"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def child(tmp_path: Path) -> Path:
    (tmp_path / "parent.yaml").write_text(PARENT, "utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, "utf-8")
    return tmp_path / "child.yaml"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were really parsed."""
    names: list[str] = []
    real = nodes.parse

    def parse(source: Source, problems: Problems) -> Node | None:
        names.append(Path(source.name).name)
        return real(source, problems)

    monkeypatch.setattr(nodes, "parse", parse)
    return names


def load(path: Path, folder: Path) -> tuple[Plan | None, list[str]]:
    problems = Problems()
    plan = load_plan_file(path, problems, cache=DiskCache(folder))
    return plan, [show(problem) for problem in problems.sorted()]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_an_unchanged_plan_is_not_parsed_again(
    child: Path, folder: Path, parsed: list[str]
) -> None:
    first, _ = load(child, folder)
    second, _ = load(child, folder)

    assert parsed == ["child.yaml", "parent.yaml"]
    assert first is not None
    assert first == second
    assert first == load_plan_file(child, Problems())


def test_marks_and_lines_survive(child: Path, folder: Path) -> None:
    plain = load_plan_file(child, Problems())
    load(child, folder)
    plan, _ = load(child, folder)

    assert plan is not None
    assert plain is not None
    step, same = plan.steps["write"], plain.steps["write"]
    assert (step.mark, step.mark.width, step.marks) == (same.mark, same.mark.width, same.marks)
    assert step.mark.source.lines == same.mark.source.lines
    assert {mark.width for mark in step.marks.values()} == {
        mark.width for mark in same.marks.values()
    }


def test_a_changed_plan_is_parsed_again(child: Path, folder: Path, parsed: list[str]) -> None:
    load(child, folder)
    child.write_text(CHILD.replace("Write home", "Write a letter"), "utf-8")
    parsed.clear()

    plan, _ = load(child, folder)

    assert parsed == ["child.yaml"]
    assert plan is not None
    assert plan.steps["write"].title == "Write a letter"


def test_a_changed_parent_is_parsed_again(child: Path, folder: Path, parsed: list[str]) -> None:
    load(child, folder)
    (child.parent / "parent.yaml").write_text(PARENT.replace("week 2", "week 3"), "utf-8")
    parsed.clear()

    plan, _ = load(child, folder)

    assert parsed == ["parent.yaml"]
    assert plan is not None
    assert plan.steps["call"].whens[0].text == "week 3"


def test_findings_are_shown_every_time(child: Path, folder: Path) -> None:
    child.write_text(CHILD.replace("weeks 3-4", "weaks 3-4"), "utf-8")

    runs = [load(child, folder) for _ in range(3)]

    assert runs[0] == runs[1] == runs[2]
    assert "did you mean 'week'?" in runs[0][1][0] or "'weaks'" in runs[0][1][0]


def test_a_text_with_findings_of_its_own_is_not_remembered(
    child: Path, folder: Path, parsed: list[str]
) -> None:
    child.write_text(CHILD + "title: Again\n", "utf-8")

    runs = [load(child, folder)[1] for _ in range(2)]

    assert runs[0] == runs[1]
    assert "[duplicate-key]" in runs[0][0]
    assert parsed.count("child.yaml") == 2


def _flip(data: bytes) -> bytes:
    return data.replace(b"Write home", b"Write HOME")


@pytest.mark.parametrize(
    "damage",
    [
        _flip,
        lambda data: data[:-1],
        lambda data: data[:30],
        lambda _: b"",
        lambda data: b"0" * 64 + data[64:],
        lambda data: data + b" ",
        lambda _: b"\xff" * 1000,
        lambda _: os.urandom(500),
    ],
)
def test_a_damaged_file_counts_as_absent_and_is_written_again(
    child: Path, folder: Path, parsed: list[str], damage: Callable[[bytes], bytes]
) -> None:
    first, _ = load(child, folder)
    whole = {path: path.read_bytes() for path in files(folder)}
    for path, data in whole.items():
        path.write_bytes(damage(data))
    parsed.clear()

    second, found = load(child, folder)

    assert second == first
    assert found == []
    assert "child.yaml" in parsed
    assert {path: path.read_bytes() for path in files(folder)} == whole


def test_well_formed_bytes_that_are_no_nodes_count_as_absent(child: Path, folder: Path) -> None:
    first, _ = load(child, folder)
    cache = DiskCache(folder)
    for junk in (b"[]", b"{}", b"3", b"[[[]]]", b"[1,1,1,[2,1],3]", b'["a"]', b"[" * 100_000):
        cache.put(str(child.absolute()), CHILD.removesuffix("\n") + "\n", junk)
        assert load(child, folder) == (first, [])


def test_another_version_does_not_believe_it(
    child: Path, folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(child, folder)
    monkeypatch.setattr(roadmap_sync.cache, "__version__", "9.9.9")
    roadmap_sync.cache._program.cache_clear()

    load(child, folder)

    roadmap_sync.cache._program.cache_clear()
    assert parsed == ["child.yaml", "parent.yaml"] * 2


@pytest.mark.parametrize("changed", ["_sources", "_release"])
def test_another_program_or_parser_does_not_believe_it(
    child: Path, folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    load(child, folder)
    monkeypatch.setattr(roadmap_sync.cache, changed, lambda *_: [])
    roadmap_sync.cache._program.cache_clear()

    load(child, folder)

    roadmap_sync.cache._program.cache_clear()
    assert parsed == ["child.yaml", "parent.yaml"] * 2


def test_what_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    most = roadmap_sync.cache._MOST - 65

    cache.put("large", "text", b"x" * most)
    cache.put("too large", "text", b"x" * (most + 1))

    assert cache.get("large", "text") == b"x" * most
    assert len(files(tmp_path)) == 1


def test_only_so_many_places_are_remembered(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, most=3)
    for number in range(5):
        cache.put(f"place {number}", "text", b"data")
        os.utime(cache._path(f"place {number}"), (number, number))

    known = [cache.get(f"place {number}", "text") for number in range(5)]

    assert known == [None, None, b"data", b"data", b"data"]


def test_a_deleted_cache_is_made_again(child: Path, folder: Path) -> None:
    load(child, folder)
    for path in files(folder):
        path.unlink()
    folder.rmdir()

    load(child, folder)

    assert len(files(folder)) == 2


def test_a_folder_that_cannot_be_made_is_no_problem(child: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")

    plan, found = load(child, tmp_path / "file" / "cache")

    assert plan is not None
    assert found == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_no_problem(child: Path, folder: Path) -> None:
    folder.mkdir(mode=0o500)

    plan, found = load(child, folder)

    assert plan is not None
    assert found == []
    assert files(folder) == []


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("open", errno.ENOSPC),
        ("open", errno.EROFS),
        ("open", errno.EACCES),
        ("replace", errno.EIO),
    ],
)
def test_a_full_or_read_only_disk_is_no_problem(
    child: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)

    plan, found = load(child, folder)

    assert plan is not None
    assert found == []
    assert files(folder) == []


def test_a_folder_in_the_place_of_a_file_is_no_problem(child: Path, folder: Path) -> None:
    load(child, folder)
    for path in files(folder):
        path.unlink()
        path.mkdir()

    plan, found = load(child, folder)

    assert plan is not None
    assert found == []


_OFTEN = """\
import sys
from pathlib import Path
from roadmap_sync.cache import DiskCache
from roadmap_sync.plan import nodes, remembered
from roadmap_sync.problems import Problems, Source

cache = DiskCache(Path(sys.argv[1]))
for number in range(60):
    source = Source("p.yaml", (f"plan: p{number % 3}", "title: P"))
    plain = nodes.parse(source, Problems())
    for _ in range(3):
        assert remembered.parse(source, Problems(), cache, "p.yaml") == plain
"""


def test_two_processes_at_once(folder: Path) -> None:
    words = [sys.executable, "-c", _OFTEN, str(folder)]
    runs = [subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(ROOT)}) for _ in "12"]

    assert [run.wait() for run in runs] == [0, 0]
    assert [path.suffix for path in files(folder)] == [".json"]


def test_it_lies_in_the_users_cache_folder_and_holds_no_path(home: Path, child: Path) -> None:
    load_plan_file(child, Problems(), cache=DiskCache())

    kept = [path for path in home.rglob("*.json") if path.is_file()]
    assert len(kept) == 2
    assert all("roadmap-sync" in path.parts for path in kept)
    assert all(str(child.parent).encode() not in path.read_bytes() for path in kept)


def test_versions_are_read_again_only_where_the_program_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = Mock(side_effect=roadmap_sync.cache._versions)
    monkeypatch.setattr(roadmap_sync.cache, "_versions", real)

    first, second = roadmap_sync.cache.versions(), roadmap_sync.cache.versions()
    monkeypatch.setattr(roadmap_sync.cache, "_program", lambda: b"another")
    third = roadmap_sync.cache.versions()

    assert first == second == third
    assert first["roadmap-sync"].startswith(f"{roadmap_sync.__version__} ")
    assert real.call_count == 2
