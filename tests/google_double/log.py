"""Every request that came, so that tests can count at the server."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.google_double.errors import Json


@dataclass
class Entry:
    """One request, or one part of a batch.

    Attributes:
        verb: The HTTP method.
        path: Without the query.
        method: Of the API, ``calendar.events.insert``; ``calendar.batch``, ``oauth.token``.
        part: Which part of the batch before it, from 1; 0 if it came alone.
        status: What was answered; 0 if the connection was closed instead.
        fault: What was done to it on demand.
        applied: Was the state changed (or read) as asked?
    """

    verb: str
    path: str
    method: str = ""
    part: int = 0
    status: int = 0
    fault: str = ""
    applied: bool = False
    query: dict[str, Any] = field(default_factory=dict)
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Log:
    """The entries, and how many there are of each kind."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> Entry:
        """Note one."""
        self.entries.append(entry)
        return entry

    def clear(self) -> None:
        """Forget all."""
        self.entries.clear()

    def requests(self, verb: str = "") -> int:
        """Return how many HTTP requests came (a batch is one), or how many with ``verb``."""
        return sum(not one.part and one.verb.startswith(verb) for one in self.entries)

    def calls(self, method: str) -> int:
        """Return how often a method was called, alone or in a batch."""
        return sum(one.method == method for one in self.entries)

    def summary(self) -> Json:
        """Return everything, as JSON."""
        alone = [one for one in self.entries if not one.part]
        return {
            "count": len(alone),
            "verbs": dict(Counter(one.verb for one in alone)),
            "methods": dict(Counter(one.method for one in self.entries)),
            "applied": dict(Counter(one.method for one in self.entries if one.applied)),
            "requests": [asdict(one) for one in self.entries],
        }
