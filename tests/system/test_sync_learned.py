"""What `sync` says that it learned of the student, on screens and for programs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.system.calendars import (
    PHONE,
    PLAN,
    FakeCalendar,
    at_home,
    lent,
    make_student,
    sync,
    synced,
)
from tests.system.commands import run

MANY = PLAN.replace("weeks 8-12, every: week", "weeks 4-20, every: week")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with at_home(tmp_path, monkeypatch):
        yield tmp_path


def change(feed: Path) -> None:
    """Tick one item off, rename another and take a third off, as a program would."""
    text = feed.read_bytes().decode().replace("SUMMARY:One", "SUMMARY:✓ One")
    text = text.replace("SUMMARY:Three", "SUMMARY:Mine")
    pattern = r"BEGIN:VEVENT\r\n(?:(?!END:VEVENT).)*SUMMARY:Two.*?END:VEVENT\r\n"
    feed.write_bytes(re.sub(pattern, "", text, flags=re.DOTALL).encode())


def test_it_is_said_once_and_in_words(here: Path) -> None:
    sync()
    change(here / "feed.ics")
    items = (
        "  = 2026-09-16  One  one  (you ticked it off)\n"
        "  = 2026-09-30  Two  two  (you deleted it)\n"
        "  = 2026-11-05  Mine  three  (you changed its title)\n"
    )
    counts = "1 done, 1 deleted (roadmap-sync restore brings it back), 1 changed\n"

    dry = sync("--dry-run").stdout
    assert dry == (
        f"feed: nothing to do (nothing was written)\nfeed: would learn from you: {counts}{items}"
    )
    assert sync().stdout == f"feed: nothing to do\nfeed: learned from you: {counts}{items}"
    assert sync().stdout == "feed: nothing to do\n"

    assert run("restore", "two").exit_code == 0
    assert "learned" not in sync().stdout


def test_quiet_says_nothing_of_it(here: Path) -> None:
    sync()
    change(here / "feed.ics")
    assert sync("--quiet").output == ""
    assert sync().stdout == "feed: nothing to do\n"


def test_programs_get_it_too(here: Path) -> None:
    [first] = synced()["targets"]
    assert first["learned"] == []
    change(here / "feed.ics")

    [dry], [real], [again] = (
        synced("--dry-run")["targets"],
        synced()["targets"],
        synced()["targets"],
    )

    assert [(one["item"], one["day"], one["deeds"], one["reason"]) for one in real["learned"]] == [
        ("small/one", "2026-09-16", ["done"], "you ticked it off"),
        ("small/two", "2026-09-30", ["deleted"], "you deleted it"),
        ("small/three", "2026-11-05", ["changed"], "you changed its title"),
    ]
    assert [sorted(one) for one in real["learned"]] == [
        ["day", "deeds", "item", "reason", "title", "uid"]
    ] * 3
    assert dry["learned"] == real["learned"]
    assert again["learned"] == []


def test_many_deletions_that_were_accepted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = lent(monkeypatch)
    make_student(here, PHONE, plan=MANY)
    sync()
    for uid in sorted(phone.items):
        phone.remove(uid)
    assert "learned" not in sync(exit_code=7).stdout

    shown = sync("--max-delete", "60").stdout.splitlines()

    gone = len(phone.pushed)
    assert shown[:2] == [
        "phone: nothing to do",
        f"phone: learned from you: {gone} deleted (roadmap-sync restore brings them back)",
    ]
    assert len(shown) == 2 + 12 + 1
    assert shown[-1] == f"    ... and {gone - 12} more (--verbose shows all)"
    assert sync().stdout == "phone: nothing to do\n"


def test_verbose_shows_all_of_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = lent(monkeypatch)
    make_student(here, PHONE, plan=MANY)
    sync()
    for uid in sorted(phone.items)[:15]:
        _tick(phone, uid)

    shown = sync("--verbose").stdout

    assert shown.count("(you ticked it off)\n") == 15
    assert "more" not in shown


def _tick(phone: FakeCalendar, uid: str) -> None:
    seen = phone.items[uid].seen
    assert seen is not None
    phone.put(uid, replace(seen, content=replace(seen.content, done=True)))


def test_what_somebody_must_look_at_is_said_beside_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = lent(monkeypatch)
    make_student(here, PHONE)
    sync()
    phone.retitle("three", "Mine\x1b[31m")
    _tick(phone, phone.named("one"))
    make_student(here, PHONE, plan=re.sub(r"      three.*\n", "", PLAN))

    shown = sync(exit_code=3).stdout.splitlines()

    assert shown[1] == "phone: learned from you: 1 done"
    assert any("but you changed it: it is yours now" in line for line in shown)
