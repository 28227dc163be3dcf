"""A student whose target is in Google, and a browser that does what it is told."""

import json
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_state_path

from tests.contract.goog import settings_of, sign_in
from tests.google_double import browser
from tests.google_double.oauth import client_file
from tests.google_double.server import Double
from tests.system.calendars import small_plan, small_student

#: Far ahead, so that nothing is over on the day of the test.
PLAN = small_plan(2060) + "      four: {event: Four, when: week 9}\n"
STUDENT = small_student("2060-08-09")
TARGET = "  google: {kind: google, calendar: Roadmap, tasks: Roadmap-tasks, timeout: 5}\n"
EVENTS = "  google: {kind: google, calendar: Roadmap, tasks: events, timeout: 5}\n"


def at_home(
    google: Double, folder: Path, monkeypatch: pytest.MonkeyPatch, target: str = TARGET
) -> None:
    """Let a student sit in a folder, with an OAuth client and a target in Google."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", google.url)
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    (folder / "student.yaml").write_text(STUDENT + target, "utf-8")
    write_client(google, folder / "google-client.json")


def sign_in_kept(google: Double) -> None:
    """Let the student have signed in before, where the commands look for it."""
    folder = user_state_path("roadmap-sync", appauthor=False)
    sign_in(settings_of(folder), google)


def write_client(google: Double, path: Path) -> None:
    """Write the file that Google's console lets one download."""
    client = next(iter(google.world.accounts.clients.values()))
    path.write_text(client_file(client, google.url), "utf-8")


def browse(monkeypatch: pytest.MonkeyPatch, act: Callable[[str], object]) -> list[str]:
    """Let the student's browser do something with each page that is opened; return which."""
    opened: list[str] = []

    def open_(address: str, *_: object) -> bool:
        opened.append(address)
        threading.Thread(target=act, args=(address,), daemon=True).start()
        return True

    monkeypatch.setattr(webbrowser, "open", open_)
    return opened


def agree(address: str) -> None:
    """Tick every box, and press Continue."""
    browser.consent(address)


def kept(home: Path) -> dict[str, object]:
    """Return the sign-in that is kept."""
    [path] = home.rglob("google-*.token.json")
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found
