"""A lock that one program has at a time, and what is said where there can be none."""

import errno
import stat
import sys
from pathlib import Path

import pytest

from roadmap_sync.locking import BusyError, acquire


def test_one_has_it_at_a_time(tmp_path: Path) -> None:
    held = acquire(tmp_path / "lock")
    with pytest.raises(BusyError):
        acquire(tmp_path / "lock")
    held.release()

    acquire(tmp_path / "lock").release()


def test_it_is_waited_for(tmp_path: Path) -> None:
    held = acquire(tmp_path / "lock")
    with pytest.raises(BusyError):
        acquire(tmp_path / "lock", wait=0.1)
    held.release()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights")
def test_nobody_else_can_hold_it(tmp_path: Path) -> None:
    acquire(tmp_path / "lock").release()

    assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        acquire(tmp_path / "nowhere" / "lock")


def test_a_disk_without_locks_is_not_called_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)

    with pytest.raises(OSError, match="No locks available"):
        acquire(tmp_path / "lock", wait=1)
