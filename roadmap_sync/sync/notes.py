"""The description of an item: our part, and the student's own words around it.

Our part ends with a line that tells the student where to write. Words above our part or below
that line are the student's; nobody changes them.
"""

import unicodedata
from collections.abc import Callable

from msgspec import Struct

#: So many lines of the student's may stand above our part for it to be found by its digest.
_MOST_LINES = 100
#: The last line of our part.
BORDER = "—— your own notes go below this line and stay as they are ——"
#: What our part ends with.
END_OF_OURS = f"\n\n{BORDER}"


class Parts(Struct, frozen=True):
    """A description in three parts; each line of it is in exactly one of them.

    Attributes:
        before: The student's lines above our part.
        ours: Our part, the border included; all of it if no border is there.
        after: The student's lines below.
    """

    before: tuple[str, ...]
    ours: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Did the student write anything around our part?"""
        return bool(self.own_lines)

    @property
    def own_lines(self) -> tuple[str, ...]:
        """What the student wrote around our part, line by line, without blanks at the edges."""
        lines = (line.strip() for line in (*self.before, *self.after))
        return tuple(filter(None, lines))

    @property
    def text(self) -> str:
        """Our part as a text."""
        return "\n".join(self.ours)

    def around(self, ours: str) -> str:
        """Return the description with another part of ours, the student's words as they are."""
        return "\n".join((*self.before, *ours.split("\n"), *self.after))


def with_border(notes: str) -> str:
    """Return our part of a description: the notes, then the border."""
    return notes + END_OF_OURS


def split(description: str, known: str) -> Parts:
    """Return the parts of a description.

    Args:
        description: All of it, as the calendar holds it.
        known: Our part as we last saw or sent it; space around lines does not count. If it
            stands there no more, or is not known, what is above the border counts as ours.
    """
    lines = description.split("\n")
    tidied = [_tidy(line) for line in lines]
    part = [_tidy(line) for line in known.split("\n")]
    for start in range(len(lines) - len(part) + 1 if known else 0):
        end = start + len(part)
        if tidied[start:end] == part:
            return Parts(tuple(lines[:start]), tuple(lines[start:end]), tuple(lines[end:]))
    if BORDER in tidied:
        end = tidied.index(BORDER) + 1
        return Parts((), tuple(lines[:end]), tuple(lines[end:]))
    return Parts((), tuple(lines), ())


def found_by(description: str, is_ours: Callable[[str], bool]) -> str:
    """Return our part of a description by what it must be; empty if it is not there whole.

    Args:
        description: All of it.
        is_ours: Says whether a text is our part, from a digest say.
    """
    lines = description.split("\n")
    ends = [at + 1 for at, line in enumerate(lines) if _tidy(line) == BORDER]
    for end in ends[:1]:
        for start in range(min(end, _MOST_LINES)):
            text = "\n".join(lines[start:end])
            if is_ours(text):
                return text
    return ""


def _tidy(line: str) -> str:
    return unicodedata.normalize("NFC", line).strip()
