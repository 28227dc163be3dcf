"""What a student says about a Google target, and where Google's services are."""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from msgspec import Struct

from roadmap_sync.errors import SettingsError

_AUTH = "https://www.googleapis.com/auth/"
#: To make a calendar and to see and change what is in it, and in no other.
CALENDAR = f"{_AUTH}calendar.app.created"
#: To find that calendar again.
CALENDARS = f"{_AUTH}calendar.calendarlist.readonly"
#: Google has no scope for single task lists.
TASKS = f"{_AUTH}tasks"
#: What Google writes beside the box of each scope on its page of consent.
BOXES = {
    CALENDAR: "make secondary Google calendars, and see, create, change and delete events on them",
    CALENDARS: "see the list of Google calendars you're subscribed to",
    TASKS: "create, edit, organise and delete all your tasks",
}
#: For testing only: an address on this machine that plays all of Google's services.
OVERRIDE = "ROADMAP_SYNC_TEST_GOOGLE"


class Endpoints(Struct, frozen=True, kw_only=True):
    """Addresses, without a slash at their end.

    Attributes:
        calendar: Of the Calendar API; ``tasks`` of the Tasks API.
        batch: Where batches of calendar calls go.
        consent: The page on which the student agrees.
        token: Where codes and refresh tokens become access tokens.
        revoke: Where tokens are taken back.
    """

    calendar: str = "https://www.googleapis.com/calendar/v3"
    tasks: str = "https://tasks.googleapis.com"
    batch: str = "https://www.googleapis.com/batch/calendar/v3"
    consent: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    revoke: str = "https://oauth2.googleapis.com/revoke"


def endpoints() -> Endpoints:
    """Return where Google is, or what plays it in a test.

    Raises:
        SettingsError: The variable for tests leads away from this machine; tokens never go there.
    """
    from ipaddress import ip_address

    base = os.environ.get(OVERRIDE, "").rstrip("/")
    if not base:
        return Endpoints()
    parts = urlsplit(base)
    try:
        local = parts.hostname is not None and ip_address(parts.hostname).is_loopback
    except ValueError:
        local = False
    if not local or parts.scheme != "http":
        raise SettingsError(
            f"the variable {OVERRIDE} is for tests only and must begin with http://127.0.0.1"
        )
    return Endpoints(
        calendar=f"{base}/calendar/v3", tasks=base, batch=f"{base}/batch/calendar/v3",
        consent=f"{base}/o/oauth2/auth", token=f"{base}/token", revoke=f"{base}/revoke",
    )  # fmt: skip


class GoogleSettings(Struct, frozen=True, kw_only=True):
    """Settings of a Google target.

    Attributes:
        name: Of the target, ``google``.
        calendar: The name that a new calendar gets.
        tasklist: The title of the task list; empty if tasks become events.
        zone: The zone that a new calendar gets, IANA name.
        client: The file of the student's own OAuth client; need not be there after sign-in.
        folder: Where the sign-in is kept.
        keyring: Service of the keyring that keeps it instead; empty for the folder.
        service_account: Key file of a service account; empty for the student's own sign-in.
        subject: For whom the service account acts (domain-wide delegation).
        timeout: Seconds that Google may be silent.
        patience: Seconds that one request is tried again and again.
    """

    name: str
    calendar: str = "Roadmap"
    tasklist: str = ""
    zone: str = "America/New_York"
    client: Path = Path("google-client.json")
    folder: Path = Path()
    keyring: str = ""
    service_account: str = ""
    subject: str = ""
    timeout: float = 30.0
    patience: float = 60.0

    @property
    def identity(self) -> str:
        """Which calendar this is, without a secret.

        The task list is not part of it: tasks may become events and back, and stay the same.
        """
        return f"google {quote(self.subject)} {quote(self.calendar)}"

    @property
    def tasks(self) -> Literal["events", "todos"]:
        """What items of type task become."""
        return "todos" if self.tasklist else "events"

    @property
    def scopes(self) -> tuple[str, ...]:
        """What the student is asked to allow: no more than is needed."""
        return (CALENDAR, CALENDARS, *((TASKS,) if self.tasklist else ()))
