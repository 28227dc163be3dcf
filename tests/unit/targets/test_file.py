"""The file target beyond the contract: what it refuses, and what it leaves alone."""

import os
import sys
from pathlib import Path

import pytest

from roadmap_sync.disk import write_over
from roadmap_sync.errors import DecisionError, RefusedError, UnreachableError
from roadmap_sync.targets import file
from roadmap_sync.targets.base import Result
from roadmap_sync.targets.file import FileTarget
from roadmap_sync.targets.file_settings import FileSettings
from tests.contract.contract import EVENT, create, delete, push, uid
from tests.contract.test_file import FOREIGN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "roadmap.ics"


def target(path: Path) -> FileTarget:
    return FileTarget(FileSettings(name="feed", path=path, calendar="My; roadmap"))


def test_a_new_file_says_what_it_is(path: Path) -> None:
    push(target(path), create(1))

    lines = path.read_bytes().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"X-WR-CALNAME:My\\; roadmap" in lines
    assert b"X-WR-TIMEZONE:America/New_York" in lines


def test_nothing_to_write_leaves_the_file_as_it_is(path: Path) -> None:
    push(target(path), create(1))
    before = path.stat()

    [outcome] = push(target(path), create(1))

    assert outcome.result is Result.EXISTS
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_the_cursor_names_the_bytes(path: Path) -> None:
    assert target(path).pull("", {}).cursor == ""
    push(target(path), create(1))
    first = target(path).pull("", {}).cursor
    assert target(path).pull(first, {uid(1): "x"}).cursor == first
    path.write_bytes(path.read_bytes().replace(b"Thank", b"Greet"))
    assert target(path).pull(first, {}).cursor != first


def test_a_file_that_is_not_there_yet_is_absent(path: Path) -> None:
    pull = target(path).pull("", {})

    assert pull.absent
    assert pull.total == 0
    assert not path.exists()
    path.write_bytes(b"")
    assert target(path).pull("", {}).absent


@pytest.mark.parametrize("gone", [True, False])
def test_a_known_file_that_is_gone_or_empty_never_means_deleted(path: Path, *, gone: bool) -> None:
    push(target(path), create(1))
    known = {one.ref: one.tag for one in target(path).pull("", {}).changed}
    if gone:
        path.unlink()
    else:
        path.write_bytes(b"")

    with pytest.raises(DecisionError, match="roadmap-sync forget feed"):
        target(path).pull("", known)


@pytest.mark.parametrize(
    "data",
    [b"hello", b"<html></html>", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
     b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + FOREIGN + b"END:VCALENDAR\r\n"],
)  # fmt: skip
def test_a_file_of_others_is_neither_read_nor_written(path: Path, data: bytes) -> None:
    path.write_bytes(data)

    with pytest.raises(RefusedError, match=r"roadmap\.ics"):
        target(path).pull("", {})
    with pytest.raises(RefusedError, match=r"roadmap\.ics"):
        push(target(path), create(1))
    assert path.read_bytes() == data


def test_a_file_that_another_program_wrote_anew_is_still_ours(path: Path) -> None:
    push(target(path), create(1))
    data = path.read_bytes().replace(b"PRODID:-//roadmap-sync", b"PRODID:-//other")
    path.write_bytes(data.replace(b"\r\n", b"\n"))

    [stored] = target(path).pull("", {}).changed

    assert stored.seen is not None
    assert stored.seen.content == EVENT


def test_a_half_written_file_is_not_believed(path: Path) -> None:
    push(target(path), create(1), create(2))
    known = {one.ref: one.tag for one in target(path).pull("", {}).changed}
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"BEGIN:VEVENT")])

    with pytest.raises(RefusedError, match="not a whole one"):
        target(path).pull("", known)


def test_an_item_that_cannot_be_read_is_there_and_left_alone(path: Path) -> None:
    push(target(path), create(1))
    path.write_bytes(path.read_bytes().replace(b"DTSTART;VALUE=DATE:20280908", b"DTSTART:soon"))

    [stored] = target(path).pull("", {}).changed

    assert stored.uid == uid(1)
    assert stored.seen is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_is_the_same_calendar(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.ics"
    link.symlink_to(path)

    push(target(link), create(1))

    assert link.is_symlink()
    assert path.exists()
    assert target(link).identity == target(path).identity


def test_a_folder_in_the_way_and_a_folder_that_is_missing(path: Path) -> None:
    path.mkdir()
    with pytest.raises(RefusedError, match="it is a folder"):
        target(path).pull("", {})
    nowhere = target(path.parent / "no" / "where.ics")
    with pytest.raises(RefusedError, match=r"there is no folder .*; make that folder, or correct"):
        nowhere.pull("", {})
    with pytest.raises(RefusedError, match="there is no folder"):  # a disk that was taken out
        nowhere.pull("", {"uid": "tag"})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    push(target(path), create(1))
    before = path.read_bytes()
    real = os.fdopen

    def full(handle: int, mode: str) -> object:
        os.close(handle)
        return real(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr(os, "fdopen", full)

    with pytest.raises(RefusedError, match="there is no space left"):
        push(target(path), create(2))

    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["roadmap.ics"]


class Neighbour:
    """Another program that saves the file between our look at it and our write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path, *texts: bytes) -> None:
        self.texts = list(texts)
        self.path = path
        monkeypatch.setattr(file, "write_over", self.write_over)

    def write_over(self, path: Path, before: bytes | None, data: bytes) -> bool:
        if self.texts:
            self.path.write_bytes(self.texts.pop(0))
        return write_over(path, before, data)


def with_dinner(path: Path, day: int) -> bytes:
    dinner = FOREIGN.replace(b"UID:", b"UID:%d" % day)
    return path.read_bytes().replace(b"END:VCALENDAR", dinner + b"END:VCALENDAR")


def test_what_another_program_saves_meanwhile_is_read_and_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(target(path), create(1))
    theirs = with_dinner(path, 1)
    Neighbour(monkeypatch, path, theirs)

    [outcome] = push(target(path), create(2))

    assert outcome.result is Result.DONE
    assert FOREIGN.replace(b"UID:", b"UID:1") in path.read_bytes()
    assert {uid(1), uid(2)} <= {one.uid for one in target(path).pull("", {}).changed}


def test_an_item_that_another_computer_changes_meanwhile_is_stale(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(target(path), create(1))
    [there] = target(path).pull("", {}).changed
    Neighbour(monkeypatch, path, path.read_bytes().replace(b"Thank", b"Greet"))

    [outcome] = push(target(path), delete(there))

    assert outcome.result is Result.STALE
    assert b"Greet" in path.read_bytes()


def test_a_file_that_never_rests_is_left_for_the_next_run(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(target(path), create(1))
    Neighbour(monkeypatch, path, *(with_dinner(path, day) for day in range(9)))

    with pytest.raises(UnreachableError, match="again and again"):
        push(target(path), create(2))
    assert uid(2).encode() not in path.read_bytes()
