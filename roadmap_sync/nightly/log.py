"""The log of the nights: what each run said, in files that do not grow for ever."""

import contextlib
import logging
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from roadmap_sync import clock

_BYTES = 200_000
_OLDER = 3


class _Quiet(RotatingFileHandler):
    """A full disk must not end a run, nor print a traceback."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's
        pass


def append(file: Path, lines: Iterable[str]) -> None:
    """Write lines to a log, each with the time by the clock of this computer.

    What cannot be written is lost: a log is not worth a run.
    """
    with contextlib.suppress(OSError, ValueError):
        handler = _Quiet(file, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
        stamp = clock.now().astimezone().isoformat(sep=" ")
        with contextlib.closing(handler):
            for text in lines:
                for line in text.splitlines():
                    words = f"{stamp}  {line}"
                    handler.emit(logging.makeLogRecord({"msg": words, "levelno": logging.INFO}))
