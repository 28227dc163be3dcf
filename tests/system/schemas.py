"""A JSON Schema beside the reader of the same files: what the tests of both schemas need."""

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from roadmap_sync.problems import Problem

#: Where a mapping stands in a document.
Place = tuple[str | int, ...]


class Beside:
    """A schema and a reader.

    Attributes:
        full: A document that uses every key.
        places: Where each closed mapping stands in ``full``, by its name in the schema; the
            whole document has no name.
        found: Returns what the reader finds wrong with a document.
        validator: Of the schema.
    """

    def __init__(
        self, schema: Mapping[str, Any], full: dict[str, Any], places: Mapping[str, Place],
        found: Callable[[object], tuple[Problem, ...]],
    ) -> None:  # fmt: skip
        self.schema = schema
        self.full = full
        self.places = places
        self.found = found
        self.known = cache(self._known)
        self.validator = Draft202012Validator(schema)

    def fits(self, document: object) -> bool:
        """Does the schema allow it?"""
        return not list(self.validator.iter_errors(document))

    def changed(self, place: Place, key: str, value: object) -> Any:
        """Return ``full`` with another value under one key; `...` takes the key out."""
        document = copy.deepcopy(self.full)
        mapping: Any = document
        for name in place:
            mapping = mapping[name]
        if value is ...:
            del mapping[key]
        else:
            mapping[key] = value
        return document

    def properties(self, name: str) -> dict[str, Any]:
        """Return what the schema says of each key of a closed mapping."""
        part = self.schema["$defs"][name] if name else self.schema
        assert part["additionalProperties"] is False
        return dict(part["properties"])

    def _known(self, name: str) -> frozenset[str]:
        """Return the keys that the reader knows, from its own answer to one that it does not."""
        problems = self.found(self.changed(self.places[name], "qqqqqqqqqqqq", 1))
        [hint] = [one.hint for one in problems if one.code == "unknown-key"]
        return frozenset(hint.removeprefix("one of: ").split(", "))
