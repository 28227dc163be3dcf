"""Findings in files people write: where, what, and one thing to try.

A finding is a value. Readers collect findings and go on, so that an author sees all of
them at once; nothing here raises or prints.
"""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from roadmap_sync.values import Placed


class Severity(StrEnum):
    """How much a finding matters. Only errors stop the work (exit code 1)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Source(Placed, frozen=True, eq=False):
    """A text somebody wrote: the name to show for it and its lines, without line ends."""

    ASIDE = frozenset({"lines"})

    name: str
    lines: tuple[str, ...] = ()


class Mark(Placed, frozen=True, eq=False):
    """A place in a text.

    Attributes:
        source: The text.
        line: Counted from 1, as editors do.
        column: Counted from 1, in characters.
        width: How many characters the caret underlines; at least 1. Not part of equality.
    """

    ASIDE = frozenset({"width"})

    source: Source
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def words(self) -> str:
        """What stands there, no further than to the end of the line."""
        lines = self.source.lines
        here = lines[self.line - 1] if self.line <= len(lines) else ""
        return here[self.column - 1 :][: self.width]


class Problem(Struct, frozen=True):
    """One finding.

    Attributes:
        code: A short word to search the manual for, such as ``when-syntax``.
        message: What is wrong, in the author's words.
        mark: Where; None for a finding about a whole file or an option.
        hint: One thing to try; may be empty.
        severity: Errors stop the work, warnings and notes do not.
    """

    code: str
    message: str
    mark: Mark | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR


class Problems:
    """A growing list of findings, handed through the readers of one run."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def error(self, code: str, message: str, mark: Mark | None = None, hint: str = "") -> None:
        """Add a finding that stops the work."""
        self.add(Problem(code, message, mark, hint))

    def warning(self, code: str, message: str, mark: Mark | None = None, hint: str = "") -> None:
        """Add a finding that a person should look at."""
        self.add(Problem(code, message, mark, hint, Severity.WARNING))

    def note(self, code: str, message: str, mark: Mark | None = None, hint: str = "") -> None:
        """Add something worth knowing."""
        self.add(Problem(code, message, mark, hint, Severity.NOTE))

    def add(self, problem: Problem) -> None:
        """Add one finding; the same finding twice counts once."""
        self._found.setdefault(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several findings."""
        for problem in problems:
            self.add(problem)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Is there an error among them?"""
        return any(problem.severity is Severity.ERROR for problem in self._found)

    def sorted(self) -> list[Problem]:
        """Return all findings: errors first, then file by file, in the order of the lines.

        What became of a plan's steps comes last of its severity: it points into a plan that the
        student did not write, and the cause is a date in another file.
        """
        return sorted(self._found, key=_order)


#: Codes of findings that follow from a student's dates.
_FOLLOWING = frozenset({"left-out", "clipped", "pause"})


def _order(problem: Problem) -> tuple[int, bool, str, int, int]:
    rank = list(Severity).index(problem.severity)
    follows = problem.code in _FOLLOWING
    if problem.mark is None:
        return (rank, follows, "", 0, 0)
    return (rank, follows, problem.mark.source.name, problem.mark.line, problem.mark.column)


def closest(word: str, known: Iterable[str]) -> str:
    """Return the nearest known word, or an empty text if none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest known word, or an empty text."""
    close = closest(word, known)
    return f"did you mean '{close}'?" if close else ""


def one_of(words: Iterable[str]) -> str:
    """Return ``one of: a, b, c`` for a hint; ``there is none`` if there is nothing to choose."""
    return f"one of: {', '.join(found)}" if (found := tuple(words)) else "there is none"


#: Nobody sees them, and they do no harm: they join letters and emoji, and tell where a text of
#: another direction belongs, without turning around what comes after it.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")


def is_harmless(char: str) -> bool:
    """May a terminal, a table or a person be shown this character?"""
    return char.isprintable() or char in _JOINERS


def show(problem: Problem) -> str:
    """Return a finding as people read it: place, words, the line, a caret, a hint.

    The result has no final line end. Characters that would move the terminal's cursor are
    replaced, so that a hostile file cannot write on the screen.
    """
    message = problem.message
    if len(message) > _LONGEST:
        message = f"{message[:_LONGEST]} …"
    head = f"{problem.severity}: {message} [{problem.code}]"
    lines = [head if problem.mark is None else f"{problem.mark}: {head}"]
    if problem.mark is not None and problem.mark.line <= len(problem.mark.source.lines):
        lines += _excerpt(problem.mark)
    if problem.hint:
        lines.append(f"      hint: {problem.hint}")
    return "\n".join(_harmless(line) for line in lines)


#: The most characters shown of a line and of a message, which may quote the author.
_WIDEST = 160
_LONGEST = 500


def _excerpt(mark: Mark) -> list[str]:
    text = mark.source.lines[mark.line - 1].removesuffix("\r")
    skip = max(0, mark.column - _WIDEST // 2) if len(text) > _WIDEST else 0
    text = text[skip : skip + _WIDEST].replace("\t", " ")
    column = mark.column - skip
    carets = "^" * max(1, min(mark.width, len(text) - column + 1))
    return [f"{mark.line:>5} | {text}", f"{'':>5}   {' ' * (column - 1)}{carets}"]


def _harmless(line: str) -> str:
    return "".join(char if is_harmless(char) else "\N{REPLACEMENT CHARACTER}" for char in line)
