"""The double as a pytest fixture: an account of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.google_double.server import Double, running


@pytest.fixture
def google() -> Iterator[Double]:
    """A student's account with nothing in it but what every account has."""
    with running() as double:
        yield double
