"""The double as pytest fixtures: an account of its own for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.google_double.clients import service
from tests.google_double.server import Double, running


@pytest.fixture
def google() -> Iterator[Double]:
    """A student's account with nothing in it but what every account has."""
    with running() as double:
        yield double
        assert double.failures == []


@pytest.fixture
def google_calendar(google: Double) -> Iterator[Any]:
    """The client library's object for Calendar."""
    with service(google, "calendar") as found:
        yield found


@pytest.fixture
def google_tasks(google: Double) -> Iterator[Any]:
    """The client library's object for Tasks."""
    with service(google, "tasks") as found:
        yield found


@pytest.fixture
def roadmap(google: Double, google_calendar: Any) -> str:
    """The id of a calendar that the program made; the log is empty."""
    body = {"summary": "Roadmap", "timeZone": "America/Chicago"}
    made = google_calendar.calendars().insert(body=body).execute()
    google.log.clear()
    return str(made["id"])
