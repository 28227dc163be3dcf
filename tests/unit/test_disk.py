import errno
import os
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from roadmap_sync.disk import (
    keep_newest,
    make_private_folder,
    read_if_there,
    replacing,
    write_atomically,
    write_over,
    write_private,
)
from roadmap_sync.errors import OutputError

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_and_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"

    assert write_atomically(path, b"one")
    before = path.stat()
    assert not write_atomically(path, b"one")

    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert write_atomically(path, b"two")
    assert write_atomically(path, b"longer")
    assert path.read_bytes() == b"longer"
    assert names(tmp_path) == ["a.ics"]


def test_a_file_is_written_over_what_was_read_from_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"

    assert write_over(path, None, b"one", private=True)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert write_over(path, b"one", b"two")

    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.yaml"]


@pytest.mark.parametrize(
    ("there", "read"), [(b"theirs", b"one"), (b"theirs", None), (None, b"one")]
)
def test_what_somebody_saved_meanwhile_is_not_written_over(
    tmp_path: Path, there: bytes | None, read: bytes | None
) -> None:
    path = tmp_path / "a.yaml"
    if there is not None:
        path.write_bytes(there)

    assert not write_over(path, read, b"ours")

    assert (path.read_bytes() if path.exists() else None) == there
    assert names(tmp_path) == ["a.yaml"] * (there is not None)


@posix
def test_a_link_is_followed_and_a_device_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"one")
    (tmp_path / "link").symlink_to("real")

    assert write_over(tmp_path / "link", b"one", b"two")
    assert write_over(Path(os.devnull), None, b"x")
    with pytest.raises(OutputError, match="a part of the path is not a folder"):
        write_over(tmp_path / "real" / "b", None, b"x")

    assert (tmp_path / "real").read_bytes() == b"two"
    assert (tmp_path / "link").is_symlink()


@posix
def test_a_new_file_obeys_the_umask_and_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    mask = os.umask(0o027)
    try:
        write_atomically(path, b"one")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    path.chmod(0o604)
    write_atomically(path, b"two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, *, exists: bool) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if exists:
        (folder / "real.ics").write_bytes(b"old")
    link = tmp_path / "link.ics"
    link.symlink_to(folder / "real.ics")

    assert write_atomically(link, b"new")

    assert link.is_symlink()
    assert (folder / "real.ics").read_bytes() == b"new"
    assert names(folder) == ["real.ics"]


@posix
def test_a_device_is_written_to_and_stays_a_device() -> None:
    assert write_atomically(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    assert read_if_there(Path(os.devnull), 10) is None


@posix
def test_a_path_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    (tmp_path / "file").write_bytes(b"")

    for path, why in {
        tmp_path / "no" / "a.ics": "the folder does not exist",
        tmp_path: "it is a folder",
        loop: "the link leads back to itself",
        tmp_path / "file" / "a.ics": "a part of the path is not a folder",
        tmp_path / ("x" * 300): "the name is too long",
        tmp_path / "nul\0": "that is not a name for a file",
    }.items():
        with pytest.raises(OutputError, match=f"could not be written: {why}"):
            write_atomically(path, b"x")
    assert names(tmp_path) == ["file", "loop"]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "there is no space left"),
        (errno.EROFS, "that disk is read-only"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str, step: str
) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*(os, "fsync", fail) if step == "fsync" else (Path, "replace", fail))
    with pytest.raises(OutputError, match=why):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.ics"]


def test_an_interruption_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.ics", b"new")

    assert names(tmp_path) == []


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(OutputError, match="no permission"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"


def test_an_unreadable_file_of_the_same_length_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"old")

    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert write_atomically(path, b"new")

    assert path.read_bytes() == b"new"


def test_reading_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    assert read_if_there(path, 3) is None

    path.write_bytes(b"abc")
    assert read_if_there(path, 3) == b"abc"
    with pytest.raises(OutputError, match="more than 2 bytes"):
        read_if_there(path, 2)


@posix
def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be read: it is a folder"):
        read_if_there(tmp_path, 2)


WRITER = """
    import sys
    from pathlib import Path
    from roadmap_sync.disk import write_atomically

    one, two = b"1" * 4_000_000, b"2" * 4_000_000
    print("ready", flush=True)
    while True:
        write_atomically(Path(sys.argv[1]), one)
        write_atomically(Path(sys.argv[1]), two)
"""


@posix
@pytest.mark.parametrize("wait", [0.0, 0.003, 0.011, 0.029, 0.07])
def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path, wait: float) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"0")
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path)]
    root = Path(__file__).parents[2]

    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.kill()

    assert path.read_bytes() in (b"0", b"1" * 4_000_000, b"2" * 4_000_000)


@posix
def test_a_private_folder_is_for_its_owner_and_an_old_one_stays_as_it_is(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700

    (tmp_path / "a" / "b").chmod(0o755)
    make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o755

    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="could not be made: a file of that name is in the way"):
        make_private_folder(tmp_path / "file")


def test_what_a_library_writes_takes_the_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    with replacing(path) as beside:
        assert beside.parent == tmp_path
        assert beside.read_bytes() == b""
        beside.write_bytes(b"new")
        assert path.read_bytes() == b"old"
        if os.name != "nt":
            assert stat.S_IMODE(beside.stat().st_mode) == 0o600

    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt])
def test_what_a_library_did_not_finish_is_not_there(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def fail() -> None:
        with replacing(tmp_path / "a") as beside:
            beside.write_bytes(b"half")
            raise error

    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(error):
        fail()

    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_the_disk_refuses_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(*(os, "fsync", fail) if step == "fsync" else (Path, "replace", fail))
    with (
        pytest.raises(OutputError, match="could not be written: there is no space left"),
        replacing(tmp_path / "a"),
    ):
        pass

    assert names(tmp_path) == []
    with (
        pytest.raises(OutputError, match="the folder does not exist"),
        replacing(tmp_path / "no" / "a"),
    ):
        pass


def test_a_file_that_is_written_over_may_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_private(path, b"1", keep="bak")
    assert names(tmp_path) == ["a"]

    write_private(path, b"2", keep="bak")
    write_private(path, b"3", keep="bak")

    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == {
        "a": b"3",
        "a.bak-1": b"1",
        "a.bak-2": b"2",
    }


@posix
def test_a_link_that_is_written_over_is_kept_as_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "a").symlink_to("real")
    (tmp_path / "a.bak-1").symlink_to("nowhere")

    write_private(tmp_path / "a", b"new", keep="bak")

    assert (tmp_path / "real").read_bytes() == (tmp_path / "a.bak-2").read_bytes() == b"old"
    assert (tmp_path / "a.bak-2").is_symlink()
    assert not (tmp_path / "a").is_symlink()
    assert (tmp_path / "a.bak-1").readlink() == Path("nowhere")


@pytest.mark.parametrize("error", [OSError(errno.EPERM, ""), NotImplementedError()])
def test_where_a_file_has_one_name_only_it_is_moved_at_the_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> None:
        [beside] = [name for name in names(tmp_path) if name != "a"]
        assert (tmp_path / beside).read_bytes() == b"new"
        raise error

    monkeypatch.setattr(os, "link", refuse)
    write_private(path, b"new", keep="bak")

    assert path.read_bytes() == b"new"
    assert (tmp_path / "a.bak-1").read_bytes() == b"old"


def test_what_is_to_be_kept_has_its_name_until_the_new_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match="no space left"):
        write_private(tmp_path / "a", b"new", keep="bak")

    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_name_that_was_taken_a_moment_ago_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    link = os.link

    def taken(old: Path, new: Path, *, follow_symlinks: bool) -> None:
        new.write_bytes(b"of another run")
        link(old, new, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "link", taken)
    with pytest.raises(OutputError, match="a file of that name is in the way"):
        write_private(tmp_path / "a", b"new", keep="bak")

    assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "a.bak-1").read_bytes() == b"of another run"


def test_of_too_many_files_those_written_first_go(tmp_path: Path) -> None:
    for number, name in enumerate(["b", "d", "a", "c"]):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (number, number))

    keep_newest(tmp_path, 4)
    assert names(tmp_path) == ["a", "b", "c", "d"]
    keep_newest(tmp_path, 2)
    assert names(tmp_path) == ["a", "c"]


def test_where_nothing_can_be_deleted_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    keep_newest(tmp_path, 0)
    keep_newest(tmp_path / "nowhere", 0)

    assert names(tmp_path) == ["folder"]
