"""What `doctor` finds."""

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One line.

    Attributes:
        name: What was looked at.
        words: What was found.
        advice: What to do; empty if all is well.
    """

    name: str
    words: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """Is there nothing to do?"""
        return not self.advice
