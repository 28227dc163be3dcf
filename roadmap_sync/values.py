"""Values of which some fields do not count, or must not be shown.

All other values are plain `msgspec.Struct`s; they are made in C, because every run of the
program makes about two hundred classes of them before it does anything.
"""

from typing import ClassVar

from msgspec import Struct


class Placed(Struct, frozen=True, eq=False):
    """A value that carries along where it comes from: two that say the same are the same.

    Attributes:
        ASIDE: Names of the fields that are left out of ``==``, of the hash and of ``repr``.
    """

    ASIDE: ClassVar[frozenset[str]] = frozenset()

    def _said(self) -> list[tuple[str, object]]:
        names = (name for name in self.__struct_fields__ if name not in self.ASIDE)
        return [(name, getattr(self, name)) for name in names]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._said() == self._said()

    def __hash__(self) -> int:
        return hash(tuple(self._said()))

    def __repr__(self) -> str:
        words = ", ".join(f"{name}={value!r}" for name, value in self._said())
        return f"{type(self).__name__}({words})"


class Discreet(Struct, frozen=True):
    """A value with secrets: only what is named is ever shown of it.

    Attributes:
        SHOWN: Names of the fields that stand in ``repr``.
    """

    SHOWN: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        words = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({words})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """Return what programs that print prettily may show."""
        return [(name, getattr(self, name)) for name in self.SHOWN]
