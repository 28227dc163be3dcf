"""Values that plans use in more than one place: a date, a condition, a web address."""

import re
from collections.abc import Iterable

from roadmap_sync.plan.conditions import Condition, parse_condition
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.grammar import parse_when
from roadmap_sync.plan.nodes import Mapping, Node, Sequence
from roadmap_sync.plan.when import When
from roadmap_sync.plan.wording import check_line
from roadmap_sync.problems import Mark, Problems, did_you_mean

#: Looking for a similar name among thousands takes milliseconds; nobody reads so many hints.
_PATIENCE = 30
#: No other scheme, so that no link of a stranger's plan runs anything.
_LINK = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def marks_of(node: Node) -> dict[str, Mark]:
    """Return where the value of each key stands; rows of a list are ``key 0``, ``key 1``."""
    marks: dict[str, Mark] = {}
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            marks[key] = entry.value.mark
            rows = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            marks.update({f"{key} {number}": row.mark for number, row in enumerate(rows)})
    return marks


def read_when(fields: Fields, key: str) -> When | None:
    """Return the date under a key; None if it is absent or cannot be read."""
    scalar = fields.scalar(key, "a date such as '2 weeks after start'")
    return None if scalar is None else parse_when(scalar, fields.problems)


def read_condition(fields: Fields, key: str) -> Condition | None:
    """Return the condition under a key; None if it is absent or cannot be read."""
    scalar = fields.scalar(key, "a condition such as 'summer == research'")
    return None if scalar is None else parse_condition(scalar, fields.problems)


def read_link(fields: Fields, key: str) -> str:
    """Return a web address; empty if it is absent. Nothing but http and https is one."""
    scalar = fields.scalar(key, "a web address")
    if scalar is None:
        return ""
    text = check_line(scalar, fields.problems, f"'{key}'", limit=1000)
    if not _LINK.fullmatch(text):
        fields.problems.error("link", f"'{key}' must be a web address", scalar.mark,
                              "begin with https://")  # fmt: skip
    return text


def check_zone(fields: Fields) -> None:
    """Report a zone without an hour: it would change nothing."""
    if fields.has("zone") and not fields.has("at"):
        fields.problems.error("missing", "'zone:' says nothing without 'at:'",
                              fields.key_mark("zone"), "give an hour, such as '17:30'")  # fmt: skip


def nearest(word: str, known: Iterable[str], problems: Problems) -> str:
    """Return ``did you mean 'x'?``, or nothing once there are so many findings that it is slow."""
    return did_you_mean(word[:64], known) if len(problems) < _PATIENCE else ""
