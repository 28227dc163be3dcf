"""Hostile words on their way to calendars: each item is one item, and stays text."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.google_double.server import Double
from tests.lab.roadmaps import SECRET
from tests.lab.servers import USERNAME, Server
from tests.system import hostile_words
from tests.system.calendars import sync
from tests.system.google import sign_in_kept, write_client
from tests.system.hostile_words import LINES, SLOTS, WORDS

PHONE = """\
targets:
  phone: {{kind: caldav, url: '{url}', username: {username}, password: {{env: LAB_PASSWORD}}}}
"""
GOOGLE = "targets:\n  google: {kind: google, calendar: Roadmap, tasks: Roadmap-tasks}\n"
COUNT = 3 * len(WORDS)  # its own steps, those of rotations and those of mentors
NOTHING = "nothing to do"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in SECRET.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_on_a_caldav_server(here: Path, home: Path, radicale: Server) -> None:
    hostile_words.write(here, targets=PHONE.format(url=radicale.url, username=USERNAME))

    sync()

    texts = _resources(radicale)
    assert len(texts) == COUNT
    titles = set()
    for text in texts:
        [item] = [one for one in Calendar.from_ical(text).walk() if one.name in _ITEMS]
        assert not item.errors
        assert text.count("BEGIN:VEVENT\n") + text.count("BEGIN:VTODO\n") == 1
        assert not [char for char in text if not _is_plain(char)]
        titles.add(str(item["SUMMARY"]).removeprefix("Arrange: "))
    _all_are_there(titles)
    assert f"phone: {NOTHING}\n" in sync().stdout

    # A description that seems to end in its middle is still known when the ledger is lost.
    shutil.rmtree(home / ".local/state")
    assert f"phone: {NOTHING}\n" in sync().stdout
    assert _resources(radicale) == texts


def test_in_google(here: Path, google: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", google.url)
    hostile_words.write(here, targets=GOOGLE)
    write_client(google, here / "google-client.json")
    sign_in_kept(google)

    sync()

    [calendar] = [
        name for name, box in google.world.calendars.items()
        if "roadmap-sync:" in str(box.row.data.get("description"))
    ]  # fmt: skip
    events, tasks = google.student.read(calendar), google.student.read("Roadmap-tasks")
    assert len(events) + len(tasks) == COUNT
    titles = {str(one["summary"]) for one in events} | {str(one["title"]) for one in tasks}
    _all_are_there({title.removeprefix("Arrange: ") for title in titles})
    for one in (*events, *tasks):
        assert [char for char in _texts(one) if not _is_plain(char)] == []
    assert any("BEGIN:VEVENT\nSUMMARY:forged" in _texts(one) for one in events)
    assert f"google: {NOTHING}\n" in sync().stdout


_ITEMS = ("VEVENT", "VTODO")


def _resources(server: Server) -> list[str]:
    wire = server.wire()
    [(name, path)] = wire.calendars().items()
    assert name == f"{WORDS[0]} {SLOTS}"
    return sorted(wire.everything(path).values())


def _texts(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(map(_texts, value.values()))
    return "\n".join(map(_texts, value)) if isinstance(value, list) else str(value)


def _is_plain(char: str) -> bool:
    return char.isprintable() or char in "\n\u200d\u200e\u200f"


def _all_are_there(titles: set[str]) -> None:
    """Every word is a title; in those with names, nothing was filled in a second time."""
    assert {word.removeprefix("✓ ") for word in WORDS} <= titles
    assert any(SLOTS in title for title in titles)
    assert not titles & set(LINES.splitlines())
