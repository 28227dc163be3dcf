"""The double's own code: small, and in step with the discovery documents."""

import ast
from pathlib import Path

import pytest

from tests.google_double import api, discovery, validation

FILES = sorted(Path(__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 45, node.name


def test_what_is_played_is_in_the_documents() -> None:
    known = {one.id for one in discovery.methods()}

    assert set(api.PLAYED) <= known
    assert len(known) > len(api.PLAYED)


def test_every_method_is_found_by_an_address_of_its_own() -> None:
    for method in discovery.methods():
        fits = [
            one.id
            for one in discovery.methods()
            if one.verb == method.verb and one.pattern.pattern == method.pattern.pattern
        ]
        assert fits == [method.id]


@pytest.mark.parametrize(
    ("api_name", "schema", "some"),
    [
        ("calendar", "Event", {"created", "etag", "hangoutLink", "htmlLink", "kind", "updated"}),
        ("calendar", "Calendar", {"dataOwner", "etag", "kind"}),
        ("tasks", "Task", {"hidden", "links", "parent", "position", "selfLink", "updated"}),
    ],
)
def test_read_only_fields_are_read_from_the_prose(
    api_name: str, schema: str, some: set[str]
) -> None:
    found = validation.read_only(api_name, schema)

    assert some <= found
    assert not found & {"summary", "start", "title", "due", "deleted", "status", "id", "reminders"}
