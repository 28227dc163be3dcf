"""The only source of chance."""

import os


def token(size: int) -> str:
    """Return ``size`` random bytes as twice as many characters of ``[0-9a-f]``."""
    return os.urandom(size).hex()
