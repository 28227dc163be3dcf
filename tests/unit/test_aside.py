"""Whatever makes room for another file is there afterwards, by another name."""

import errno
import os
from pathlib import Path

import pytest

from roadmap_sync.aside import keep_beside, set_aside
from roadmap_sync.errors import OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_set_aside_keeps_its_bytes_and_its_companions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_aside(tmp_path / "a", ("", "-log")) == tmp_path / "a"
    assert names(tmp_path) == []

    for number in (1, 2):
        (tmp_path / "a").write_bytes(b"%d" % number)
        (tmp_path / "a-log").write_bytes(b"log %d" % number)
        set_aside(tmp_path / "a", ("", "-log", "-other"))
    (tmp_path / "a.damaged-3-log").write_bytes(b"of another")
    (tmp_path / "a").write_bytes(b"4")
    assert set_aside(tmp_path / "a", ("", "-log")) == tmp_path / "a.damaged-4"

    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a.damaged-1": b"1",
        "a.damaged-1-log": b"log 1",
        "a.damaged-2": b"2",
        "a.damaged-2-log": b"log 2",
        "a.damaged-3-log": b"of another",
        "a.damaged-4": b"4",
    }

    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, "")

    (tmp_path / "a").write_bytes(b"5")
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="could not be moved: that disk is read-only"):
        set_aside(tmp_path / "a")


def test_a_file_that_is_kept_stays_and_has_a_second_name(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert keep_beside(path, "bak") is None

    path.write_bytes(b"1")
    assert keep_beside(path, "bak") == tmp_path / "a.bak-1"
    assert keep_beside(path, "bak") == tmp_path / "a.bak-2"

    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a": b"1",
        "a.bak-1": b"1",
        "a.bak-2": b"1",
    }


def test_where_a_file_has_only_one_name_it_gets_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "")

    (tmp_path / "a").write_bytes(b"1")
    monkeypatch.setattr(os, "link", no_links)

    assert keep_beside(tmp_path / "a", "bak") == tmp_path / "a.bak-1"
    assert names(tmp_path) == ["a.bak-1"]


def test_a_file_that_cannot_be_kept_stays_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: object, **__: object) -> None:
        raise FileExistsError(errno.EEXIST, "")

    (tmp_path / "a").write_bytes(b"1")
    monkeypatch.setattr(os, "link", taken)

    with pytest.raises(OutputError, match="could not be kept: a file of that name is in the way"):
        keep_beside(tmp_path / "a", "bak")
    assert names(tmp_path) == ["a"]
