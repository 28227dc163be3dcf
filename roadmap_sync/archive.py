"""Some files in one: a ZIP file that is the same for the same files, and is read with care.

What is in an archive that somebody hands over is not believed: names that lead out of a folder,
links, doubles, and what unpacks to more than it should are refused before anything is unpacked.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from roadmap_sync.errors import BackupError

#: The most files, and bytes of one file unpacked, that are read.
_FILES = 500
_BYTES = 100_000_000
#: The earliest day that ZIP knows: when an archive was made says nothing.
_DAY = (1980, 1, 1, 0, 0, 0)
#: How files are packed; others need libraries that fail in ways of their own.
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What reading a damaged archive ends in.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip
_OWNER_ONLY = (stat.S_IFREG | 0o600) << 16


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive.

    Args:
        files: By name, with forward slashes, relative.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _OWNER_ONLY
            info.create_system = 3  # else it is another byte on Windows
            archive.writestr(info, files[name])
    return whole.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive, by name.

    Raises:
        BackupError: It is no archive, is damaged, or holds what no archive of ours holds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check([info.filename for info in infos])
            if sum(info.file_size for info in infos) > _BYTES:
                raise BackupError("the archive unpacks to more than any backup of ours holds")
            return {info.filename: _read(archive, info) for info in infos}
    except _DAMAGED as error:
        raise BackupError("this is not a backup, or it is damaged") from error


def _check(names: list[str]) -> None:
    if len(names) > _FILES or len({name.casefold() for name in names}) < len(names):
        raise BackupError("the archive holds too many files, or one of them twice")
    for name in names:
        if not is_inside(name):
            raise BackupError(f"the archive holds a file that leads out of its folder: {name!r}")


def is_inside(name: str) -> bool:
    """Does a name of a file stay in the folder it is unpacked to, on every system?

    Only a name as we write it does: the rest of ``own//etc/cron`` would begin at the root.
    """
    path = PurePosixPath(name)
    odd = set(name) & set('\\:*?"<>|') or any(ord(char) < ord(" ") for char in name)
    parts = path.parts
    plain = bool(parts) and not odd and str(path) == name.removesuffix("/")
    return plain and not path.is_absolute() and ".." not in parts


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.compress_type not in _WAYS:
        raise BackupError("this is not a backup, or it is damaged")
    if info.is_dir() or kind not in {0, stat.S_IFREG}:
        raise BackupError(f"the archive holds something that is no file: {info.filename!r}")
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)  # what the entry says of itself may be a lie
    if len(data) > info.file_size:
        raise BackupError("this is not a backup, or it is damaged")
    return data
