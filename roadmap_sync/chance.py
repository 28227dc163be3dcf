"""The only source of chance."""

import os


def token(size: int) -> str:
    """Return ``size`` random bytes as twice as many characters of ``[0-9a-f]``."""
    return os.urandom(size).hex()


def fraction() -> float:
    """Return a number from 0 to 1, 1 excluded."""
    return int.from_bytes(os.urandom(4)) / 2**32
