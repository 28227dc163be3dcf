"""What the tests of the double share."""

from typing import Any

import pytest

from tests.google_double.server import Double


@pytest.fixture
def roadmap(google: Double, google_calendar: Any) -> str:
    """The id of a calendar that the program made; the log is empty."""
    body = {"summary": "Roadmap", "timeZone": "America/Chicago"}
    made = google_calendar.calendars().insert(body=body).execute()
    google.log.clear()
    return str(made["id"])
