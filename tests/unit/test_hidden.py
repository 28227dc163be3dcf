"""What killed runs leave is taken away a day later; nothing else ever is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap_sync import hidden
from roadmap_sync.disk import replacing, write_atomically, write_if_possible, write_private

DAY = 86400
NAME = ".roadmap-sync-0123456789abcdef.tmp"
OTHER = ".roadmap-sync-fedcba9876543210.tmp"


def left(folder: Path, name: str, age: int) -> Path:
    """Make a file that was written so many seconds ago."""
    path = folder / name
    path.write_bytes(b"half")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _replaced(path: Path, data: bytes) -> None:
    with replacing(path) as beside:
        beside.write_bytes(data)


@pytest.mark.parametrize("write", [write_atomically, write_private, _replaced])
def test_what_killed_runs_left_goes_when_the_next_file_is_written(
    tmp_path: Path, write: Callable[[Path, bytes], object]
) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        left(tmp_path, NAME + ending, DAY + 9)

    write(tmp_path / "a", b"new")

    assert names(tmp_path) == ["a"]


def test_what_another_run_may_be_writing_stays(tmp_path: Path) -> None:
    left(tmp_path, NAME, DAY - 9)
    left(tmp_path, OTHER, -9)  # by a clock that is ahead of ours

    write_atomically(tmp_path / "a", b"new")

    assert len(names(tmp_path)) == 3


def test_files_of_others_stay(tmp_path: Path) -> None:
    theirs = [
        "roadmap-sync-0123456789abcdef.tmp", ".roadmap-sync-0123456789abcde.tmp",
        ".roadmap-sync-0123456789ABCDEF.tmp", NAME + "-old", NAME + "\n", "." + NAME, "x.tmp",
        NAME.replace("0", "\N{ARABIC-INDIC DIGIT ZERO}"),
    ]  # fmt: skip
    for name in theirs:
        left(tmp_path, name, 400 * DAY)
    elsewhere = tmp_path / "folder"
    elsewhere.mkdir()
    left(elsewhere, NAME, 400 * DAY)

    write_atomically(tmp_path / "a", b"new")

    assert names(tmp_path) == sorted([*theirs, "a", "folder"])
    assert names(elsewhere) == [NAME]


def test_what_cannot_be_deleted_keeps_nothing_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).mkdir()
    os.utime(tmp_path / NAME, (0, 0))
    other = left(tmp_path, OTHER, DAY + 9)

    write_atomically(tmp_path / "a", b"new")
    assert not other.exists()

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    write_atomically(tmp_path / "a", b"newer")
    assert (tmp_path / "a").read_bytes() == b"newer"


def test_who_writes_nothing_lists_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_atomically(tmp_path / "a", b"same")
    listed = list[Path]()
    monkeypatch.setattr(hidden, "sweep", listed.append)

    assert not write_atomically(tmp_path / "a", b"same")
    write_if_possible(tmp_path / "cache" / "b", b"need not last")
    assert listed == []

    write_atomically(tmp_path / "a", b"other")
    assert len(listed) == 1
