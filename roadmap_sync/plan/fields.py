"""Reading one mapping of known keys: the right type or a finding at the value.

Used for plans and for student files. Every method returns the default after it has reported a
problem, so that a reader can go on and find the rest.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import TypeVar

from roadmap_sync.plan.nodes import Entry, Mapping, Node, Scalar, Sequence, is_null
from roadmap_sync.plan.scalars import WITHOUT_SUMMER, parse_date, parse_time, parse_zone
from roadmap_sync.problems import Mark, Problems, did_you_mean, one_of

_T = TypeVar("_T")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


class Fields:
    """The entries of one mapping, asked for one by one; `finish` reports what nobody asked for."""

    def __init__(self, node: Node | None, problems: Problems, what: str) -> None:
        """Take a node that should be a mapping.

        Args:
            node: The node; None or null reads as an empty mapping.
            problems: Where findings go.
            what: What the mapping describes, for messages: ``a step``, ``the student file``.
        """
        self.problems = problems
        self.what = what
        self.node = node
        self._asked: set[str] = set()
        self._entries: dict[str, Entry] = {}
        if isinstance(node, Mapping):
            self._entries = node.entries
        elif node is not None and not is_null(node):
            problems.error("type", f"{what} must be a list of 'key: value' lines", node.mark,
                           _without_space(node))  # fmt: skip

    def has(self, key: str) -> bool:
        """Is the key there with a value other than null?"""
        return not is_null(self.get(key))

    def strays(self, key: str) -> bool:
        """Is a key there that is none, but deserves words of its own? It becomes no known key."""
        return key in self._entries and self.has(key)

    def get(self, key: str) -> Node | None:
        """Return the node of a key, unread, or None. Null is a node."""
        self._asked.add(key)
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def key_mark(self, key: str) -> Mark | None:
        """Return where the key itself stands."""
        entry = self._entries.get(key)
        return None if entry is None else entry.key.mark

    def items(self, key: str) -> Iterator[tuple[Scalar, Node]]:
        """Yield key and value of a mapping of free names, in the order of the file."""
        node = self.get(key)
        if isinstance(node, Mapping):
            for entry in node.entries.values():
                yield entry.key, entry.value
        elif not is_null(node):
            assert node is not None
            self.problems.error("type", f"'{key}' must be a list of 'name: value' lines", node.mark,
                                _without_space(node))  # fmt: skip

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Return the values of a list; a single value reads as a list of one."""
        node = self.get(key)
        if is_null(node):
            return ()
        assert node is not None
        return node.items if isinstance(node, Sequence) else (node,)

    def scalar(self, key: str, kind: str = "text") -> Scalar | None:
        """Return a single value, or None if it is absent, null or not single."""
        return self.as_scalar(self.get(key), f"'{key}'", kind)

    def as_scalar(self, node: Node | None, name: str, kind: str = "text") -> Scalar | None:
        """Return the node if it is a single value; report it otherwise."""
        if is_null(node):
            return None
        if isinstance(node, Scalar):
            return node
        assert node is not None
        self.problems.error("type", f"{name} must be {_article(kind)}, not a list", node.mark)
        return None

    def text(self, key: str, default: str = "") -> str:
        """Return a text as it was written, without blanks at its ends."""
        scalar = self.scalar(key)
        return default if scalar is None else scalar.text.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text reads as a list of one."""
        scalars = [self.as_scalar(node, f"'{key}'") for node in self.nodes(key)]
        return tuple(scalar.text.strip() for scalar in scalars if scalar is not None)

    def ident(self, key: str, default: str = "") -> str:
        """Return an id: small letters, digits, ``-``, ``_`` and ``.``."""
        scalar = self.scalar(key, "an id")
        if scalar is None:
            return default
        return scalar.text if self.check_id(scalar) else default

    def check_id(self, scalar: Scalar) -> bool:
        """Report a word that cannot be an id."""
        if _ID.fullmatch(scalar.text):
            return True
        self.problems.error("id", f"'{scalar.text}' cannot be an id", scalar.mark,
                            "use up to 64 small letters, digits, '-' and '_'")  # fmt: skip
        return False

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number between ``low`` and ``high``, both inclusive."""
        value = self._parsed(key, f"a whole number from {low} to {high}", _integer)
        if value is None:
            return default
        if low <= value <= high:
            return value
        return self._bad(key, f"a whole number from {low} to {high}", default)

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number between ``low`` and ``high``, both inclusive; halves are fine."""
        kind = f"a number from {low:g} to {high:g}"
        value = self._parsed(key, kind, _number)
        if value is None:
            return default
        return value if low <= value <= high else self._bad(key, kind, default)

    def boolean(self, key: str, *, default: bool) -> bool:
        """Return true or false, also written yes and no."""
        value = self._parsed(key, "true or false", _boolean)
        return default if value is None else value

    def date(self, key: str) -> date | None:
        """Return a day written as 2026-08-31."""
        return self._parsed(key, "a date such as 2026-08-31", parse_date, _day_hint)

    def time(self, key: str) -> time | None:
        """Return an hour of the day written as 17:30, without a zone."""
        return self._parsed(key, "a time such as 17:30", parse_time)

    def zone(self, key: str, default: str = "") -> str:
        """Return the name of a time zone, such as America/Chicago."""
        kind = "a time zone such as America/Chicago"
        zone = self._parsed(key, kind, parse_zone, _zone_hint)
        node = self.get(key)
        if node is not None and zone in WITHOUT_SUMMER:
            message = f"'{zone}' is the same hour all year, without summer time"
            self.problems.warning("zone", message, node.mark, WITHOUT_SUMMER[zone])
        return zone or default

    def choice(self, key: str, options: tuple[str, ...], default: str) -> str:
        """Return one of the given words."""
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if scalar.text in options:
            return scalar.text
        self.problems.error("choice", f"'{scalar.text}' is not something '{key}' can be",
                            scalar.mark,
                            did_you_mean(scalar.text, options) or one_of(options))  # fmt: skip
        return default

    def skip(self, *keys: str) -> None:
        """Accept these keys unread."""
        self._asked.update(keys)

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key, entry in self._entries.items():
            if key not in self._asked:
                hint = did_you_mean(key, self._asked) or one_of(sorted(self._asked))
                self.problems.error("unknown-key", f"{self.what} has no key '{key}'",
                                    entry.key.mark, hint)  # fmt: skip

    def missing(self, key: str, hint: str = "") -> None:
        """Report that a key is absent."""
        mark = self.node.mark if self.node is not None else None
        self.problems.error("missing", f"{self.what} needs '{key}:'", mark, hint)

    def _parsed(
        self,
        key: str,
        kind: str,
        parser: Callable[[str], _T | None],
        hint: Callable[[str], str] | None = None,
    ) -> _T | None:
        scalar = self.scalar(key, kind)
        if scalar is None:
            return None
        value = parser(scalar.text.strip())
        if value is None:
            self.problems.error("type", f"'{scalar.text}' is not {kind}", scalar.mark,
                                (hint or _look_hint)(scalar.text))  # fmt: skip
        return value

    def _bad(self, key: str, kind: str, default: _T) -> _T:
        scalar = self.scalar(key)
        assert scalar is not None
        self.problems.error("range", f"'{scalar.text}' is not {kind}", scalar.mark)
        return default


def _look_hint(text: str) -> str:
    from roadmap_sync.plan.lookalikes import advice

    return advice(text)


def _day_hint(text: str) -> str:
    from roadmap_sync.plan.day_words import day_hint

    return day_hint(text)


def _zone_hint(text: str) -> str:
    from roadmap_sync.plan.zone_words import zone_hint

    return _look_hint(text) or zone_hint(text)


def _without_space(node: Node) -> str:
    """Return how to write a text such as ``per_week:3``, in which a blank is missing."""
    from roadmap_sync.plan.syntax import spaced

    return spaced(node.text) if isinstance(node, Scalar) and node.plain else ""


def _article(kind: str) -> str:
    return kind if kind.startswith(("a ", "an ", "true")) else f"a {kind}"


def _integer(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", text, re.ASCII) else None


def _boolean(text: str) -> bool | None:
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower())
