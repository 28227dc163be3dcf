"""One line in the student's crontab; every other byte of it stays as it is."""

import os
import re
from collections.abc import Iterator

from roadmap_sync.errors import NightlyError
from roadmap_sync.nightly import tools
from roadmap_sync.nightly.job import Job, quoted

#: ``NAME = value`` above a line counts for it (crontab(5)).
_VARIABLE = re.compile(r"\s*([A-Za-z_]\w*|'[^']*'|\"[^\"]*\")\s*=\s*(.*?)\s*")


class Cron:
    """The student's own crontab, through the command of that name."""

    name = "cron"

    def is_usable(self) -> bool:
        """Is there a command ``crontab`` that lets us read?"""
        if tools.find("crontab") is None:
            return False
        try:
            _read()
        except NightlyError:
            return False
        return True

    def install(self, job: Job) -> None:
        """Put the line at the end."""
        _change(job.key, line_of(job))

    def remove(self, key: str) -> bool:
        """Take the line out; a crontab that is empty then is removed."""
        there = self.has(key)
        if there:
            _change(key, "")
        return there

    def has(self, key: str) -> bool:
        """Is the line there?"""
        return tools.find("crontab") is not None and any(
            _is_ours(line, key) for line in _read().splitlines(keepends=True)
        )

    def environment(self) -> dict[str, str]:
        """Return what cron starts programs with: next to nothing, and what the crontab sets."""
        return _plain() | dict(_variables(_read()))


def line_of(job: Job) -> str:
    """Return the line: a shell reads it, after cron has looked for percent signs."""
    words = quoted(job.command)
    if "\n" in words:
        raise NightlyError("a path with a line break in it cannot stand in a crontab")
    if "\\%" in words:  # cron takes the backslash for itself, and the percent sign for the end
        raise NightlyError("a path with '\\%' in it cannot stand in a crontab")
    command = words.replace("%", "\\%")
    return f"{job.minute} * * * * {command} {_mark(job.key)} (due at {job.at})\n"


def _mark(key: str) -> str:
    """Return a comment of the shell's, which cron hands on to it."""
    return f"# roadmap-sync nightly {key}"


def _is_ours(line: bytes, key: str) -> bool:
    return f" {_mark(key)} ".encode() in line and not line.lstrip().startswith(b"#")


def _read() -> bytes:
    """Return the crontab; empty if there is none."""
    done = tools.run(["crontab", "-l"], env={**os.environ, "LC_ALL": "C"})
    if done.code == 0:
        return done.out
    if b"no crontab" in done.err.lower() or b"no such file" in done.err.lower():
        return b""
    raise NightlyError(f"the crontab cannot be read: {done.words or 'crontab -l failed'}")


def _change(key: str, line: str) -> None:
    """Put a line of ours in place of what was there, and look whether that is what came of it."""
    before = _read()
    kept = b"".join(one for one in before.splitlines(keepends=True) if not _is_ours(one, key))
    if line and kept and not kept.endswith(b"\n"):
        kept += b"\n"
    after = kept + line.encode()
    if after == before:
        return
    _write(after)
    if _read() != after:
        _write(before)
        raise NightlyError("the crontab did not take the line as it is; it is as it was before")


def _write(text: bytes) -> None:
    if text:
        tools.must(["crontab", "-"], given=text)
    else:
        tools.must(["crontab", "-r"])


def _plain() -> dict[str, str]:
    import pwd

    me = pwd.getpwuid(os.getuid())
    return {
        "HOME": me.pw_dir, "LOGNAME": me.pw_name, "USER": me.pw_name, "SHELL": "/bin/sh",
        "PATH": "/usr/bin:/bin",
    }  # fmt: skip


def _variables(crontab: bytes) -> Iterator[tuple[str, str]]:
    """Yield the variables that count at the end of a crontab."""
    for line in crontab.decode("utf-8", "replace").splitlines():
        found = _VARIABLE.fullmatch(line)
        if found is not None:
            name, value = (_bare(one) for one in found.groups())
            yield name, value


def _bare(text: str) -> str:
    quote = text[:1]
    return text[1:-1] if quote in {"'", '"'} and text.endswith(quote) and len(text) > 1 else text
