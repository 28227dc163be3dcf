"""The parameter ``fields``: only a part of the answer.

developers.google.com/workspace/calendar/api/guides/performance#partial: names with commas,
``a/b`` and ``a(b,c)``, ``*``; a field that does not exist is a 400.
"""

import re

from tests.google_double.errors import Json, invalid

Tree = dict[str, "Tree"]
_TOKEN = re.compile(r"\*|\w+|[(),/]")


def select(answer: Json, fields: str) -> Json:
    """Return the fields of ``answer`` that were asked for."""
    kept = _pick(answer, _parse(fields))
    assert isinstance(kept, dict)
    return kept


def _pick(value: object, tree: Tree) -> object:
    if isinstance(value, list):
        return [_pick(one, tree) for one in value]
    if not isinstance(value, dict) or not tree or "*" in tree:
        return value
    return {name: _pick(value[name], inner) for name, inner in tree.items() if name in value}


def _parse(text: str) -> Tree:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text:
        raise invalid(f"Invalid field selection {text}", "fields")
    tree, rest = _level(tokens, text)
    if rest:
        raise invalid(f"Invalid field selection {text}", "fields")
    return tree


def _level(tokens: list[str], text: str) -> tuple[Tree, list[str]]:
    """Read names until the level ends; return them and what is left."""
    tree: Tree = {}
    while True:
        if not tokens or tokens[0] in "(),/":
            raise invalid(f"Invalid field selection {text}", "fields")
        name, *tokens = tokens
        inner: Tree = {}
        if tokens[:1] == ["/"]:
            if len(tokens) < 2:
                raise invalid(f"Invalid field selection {text}", "fields")
            path, tokens = _path(tokens[1:], text)
            inner = path
        elif tokens[:1] == ["("]:
            inner, tokens = _level(tokens[1:], text)
            if tokens[:1] != [")"]:
                raise invalid(f"Invalid field selection {text}", "fields")
            tokens = tokens[1:]
        tree[name] = tree.get(name, {}) | inner
        if tokens[:1] != [","]:
            return tree, tokens
        tokens = tokens[1:]


def _path(tokens: list[str], text: str) -> tuple[Tree, list[str]]:
    """Read ``b/c`` or ``b(c,d)`` after a slash."""
    name, *tokens = tokens
    if tokens[:1] == ["/"]:
        inner, tokens = _path(tokens[1:], text)
        return {name: inner}, tokens
    if tokens[:1] == ["("]:
        inner, tokens = _level(tokens[1:], text)
        if tokens[:1] != [")"]:
            raise invalid(f"Invalid field selection {text}", "fields")
        return {name: inner}, tokens[1:]
    return {name: {}}, tokens
