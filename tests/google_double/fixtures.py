"""The double as pytest fixtures: an account of its own for each test.

The double and the client library are imported by those tests alone that use them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.google_double.server import Double


@pytest.fixture
def google() -> Iterator["Double"]:
    """A student's account with nothing in it but what every account has."""
    from tests.google_double.server import running

    with running() as double:
        yield double
        assert double.failures == []


@pytest.fixture
def google_calendar(google: "Double") -> Iterator[Any]:
    """The client library's object for Calendar."""
    from tests.google_double.clients import service

    with service(google, "calendar") as found:
        yield found


@pytest.fixture
def google_tasks(google: "Double") -> Iterator[Any]:
    """The client library's object for Tasks."""
    from tests.google_double.clients import service

    with service(google, "tasks") as found:
        yield found
