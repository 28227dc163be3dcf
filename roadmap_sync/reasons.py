"""Why a disk refuses, in words for people."""

import errno

_WORDS = {
    errno.ENOSPC: "there is no space left",
    errno.EDQUOT: "your share of the disk is full",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.EROFS: "that disk is read-only",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.EEXIST: "a file of that name is in the way",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "the link leads back to itself",
    errno.EFBIG: "it would be too large for that disk",
}


def reason(error: OSError | ValueError) -> str:
    """Return why, for people. A ValueError is a name that no system takes: a NUL inside."""
    if isinstance(error, OSError) and error.errno is not None:
        return _WORDS.get(error.errno, error.strerror or "unknown reason")
    return "that is not a name for a file"
