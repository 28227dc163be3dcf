"""A new version of the program or of a plan never rewrites a calendar silently."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from freezegun import freeze_time

from roadmap_sync import cache
from roadmap_sync.cli import listing_sync
from roadmap_sync.formats import showing
from roadmap_sync.plan import catalog
from tests.system.calendars import (
    FEED,
    PHONE,
    PLAN,
    STUDENT,
    TODAY,
    FakeCalendar,
    lend,
    lent,
    make_student,
    sync,
    synced,
)
from tests.system.commands import run

NEWER = PLAN.replace("One, when: week 6", "One, when: week 8").replace("event: Three", "event: Tri")


class Rack:
    """Where plans lie that come with the program, and which version that is."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder = folder / "bundled"
        self._folder.mkdir()
        self._patch = patch
        patch.setattr(catalog, "bundled", lambda: {"small": self._folder / "small.yaml"})
        self.holds(PLAN)

    def holds(self, text: str) -> None:
        (self._folder / "small.yaml").write_text(text, "utf-8")

    def is_program(self, version: str) -> None:
        self._patch.setattr(cache, "versions", lambda: {"roadmap-sync": f"{version} {version}"})
        self._patch.setattr(cache, "program_digest", lambda: version)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_student(tmp_path, PHONE)
    text = STUDENT.replace("plan.yaml", "small") + PHONE
    (tmp_path / "student.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def rack(here: Path, monkeypatch: pytest.MonkeyPatch) -> Rack:
    return Rack(here, monkeypatch)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    return lent(monkeypatch)


@pytest.fixture(autouse=True)
def day() -> object:
    with freeze_time(TODAY):
        yield


def rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text("utf-8")), "utf-8")


def all_titles(phone: FakeCalendar) -> list[str]:
    return [one.seen.content.title for one in phone.items.values() if one.seen]


def titles(phone: FakeCalendar) -> set[str]:
    return set(all_titles(phone))


def test_what_a_new_plan_changes_waits_and_is_told_in_dates(
    rack: Rack, phone: FakeCalendar
) -> None:
    sync()
    before = dict(phone.items)
    rack.holds(NEWER)

    night = sync("--quiet", exit_code=3)
    assert phone.items == before
    assert night.stdout == ""
    assert "the plan 'small' has changed" in night.stderr
    assert "roadmap-sync sync --accept" in night.stderr
    assert "moves from Wed 30 Sep 2026 to Wed 14 Oct 2026" in night.stderr
    assert "new title" in night.stderr
    again = synced(exit_code=3)
    assert len(again["targets"][0]["waits"]) == 3
    assert again["targets"][0]["writes"] == []
    assert "3 changes of a new version wait" in run("status").output

    sync("--accept")
    assert "Tri" in titles(phone)
    assert "Three" not in titles(phone)
    count = len(phone.pushed)
    assert "nothing to do" in sync().output
    assert len(phone.pushed) == count


def test_a_command_says_that_what_waits_does_not_follow_yet(
    rack: Rack, phone: FakeCalendar
) -> None:
    sync()
    rack.holds(NEWER)
    sync(exit_code=3)
    phone.pushed.clear()

    said = run("done", "three", "often#2").stdout

    waits = "a new version waits until you have looked and say: roadmap-sync sync --accept"
    assert said.splitlines()[2:] == [
        f"phone: three stays as it is: {waits}",
        "Everything else follows with the next sync.",
    ]
    sync(exit_code=3)
    assert [one.marker.item for one in phone.pushed if one.marker] == ["small/often#2"]
    assert "Your calendars follow" not in run("undone", "three").stdout


def test_the_students_own_edits_go_on_meanwhile(
    here: Path, rack: Rack, phone: FakeCalendar
) -> None:
    sync()
    rack.holds(NEWER)
    sync(exit_code=3)
    phone.pushed.clear()
    rewrite(here / "student.yaml", lambda text: text + "changes: {often: {message: Mine}}\n")
    run("done", "often#2")

    sync(exit_code=3)

    own = {f"small/often#{number}" for number in range(1, 6)}
    assert {one.marker.item for one in phone.pushed if one.marker} == own
    assert any(one.content and one.content.done for one in phone.pushed)
    assert "Three" in titles(phone)


@pytest.mark.usefixtures("rack")
def test_another_choice_of_plans_is_the_students_own(here: Path, phone: FakeCalendar) -> None:
    sync()
    rewrite(here / "student.yaml", lambda text: text.replace("[small]", "[small, plan.yaml]"))
    other = PLAN[: PLAN.index("      one")] + "      four: {event: Four, when: 2026-11-06}\n"
    other = other.replace("plan: small", "plan: mine").replace("  p:", "  q:")
    (here / "plan.yaml").write_text(other, "utf-8")
    sync()
    assert "Four" in titles(phone)

    rewrite(here / "student.yaml", lambda text: text.replace("[small, plan.yaml]", "[small]"))
    sync()
    assert "Four" not in titles(phone)


def test_following_a_plan_that_another_one_builds_on_is_the_students_own_choice(
    here: Path, rack: Rack, phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = PLAN.partition("      one")[0].replace("plan: small", "plan: base\nversion: 1.0.0")
    base = base.replace("  p:", "  q:") + "      four: {event: Four, when: 2026-11-06}\n"
    (here / "bundled" / "base.yaml").write_text(base, "utf-8")
    rack.holds(PLAN.replace("phases:", "extends: [base]\nphases:", 1))
    plans = {name: here / "bundled" / f"{name}.yaml" for name in ("small", "base")}
    monkeypatch.setattr(catalog, "bundled", lambda: plans)
    sync()
    assert {"One", "Four"} <= titles(phone)
    rewrite(here / "student.yaml", lambda text: text.replace("[small]", "[base]"))

    found = sync("--max-delete", "20")

    assert "8 deleted" in found.stdout
    assert "new version" not in found.output
    assert titles(phone) == {"Four"}


def test_a_plan_that_the_student_edits_is_their_own(here: Path, phone: FakeCalendar) -> None:
    make_student(here, PHONE)
    sync()
    rewrite(here / "plan.yaml", lambda _text: NEWER)

    sync()

    assert "Tri" in titles(phone)


def test_a_plan_that_was_added_waits_like_those_of_the_program(
    here: Path, phone: FakeCalendar
) -> None:
    assert run("plans", "add", "plan.yaml", "--name", "theirs").exit_code == 0
    rewrite(here / "student.yaml", lambda text: text.replace("[small]", "[theirs]"))
    sync()
    (here / "plan.yaml").write_text(NEWER, "utf-8")
    sync()
    assert "Three" in titles(phone)

    assert run("plans", "update", "--accept").exit_code == 0

    assert "the plan 'theirs' has changed" in sync("--quiet", exit_code=3).stderr
    assert "Three" in titles(phone)
    sync("--accept")
    assert "Tri" in titles(phone)


def test_a_new_program_that_shows_items_otherwise_waits_too(
    rack: Rack, phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    rack.is_program("1.0.0")
    sync()
    rack.is_program("1.1.0")
    monkeypatch.setattr(showing, "_COLORS", {})
    count = len(phone.pushed)

    found = sync(exit_code=3)

    assert "roadmap-sync is 1.1.0 (was 1.0.0)" in found.stderr
    assert len(phone.pushed) == count
    rack.is_program("1.0.0")  # and back again: nothing is left waiting
    monkeypatch.undo()
    lend(monkeypatch, phone)


def test_a_new_version_that_changes_nothing_asks_nobody(
    here: Path, rack: Rack, phone: FakeCalendar
) -> None:
    rack.is_program("1.0.0")
    sync()
    rack.is_program("1.1.0")
    rack.holds(PLAN + "# a remark\n")
    sync()
    rewrite(here / "student.yaml", lambda text: text + "changes: {two: {message: Mine}}\n")

    sync()  # the new version counts as accepted, so this is the student's edit alone

    assert "Mine" in titles(phone)


@pytest.mark.usefixtures("phone")
def test_what_is_over_asks_nobody(rack: Rack) -> None:
    sync()
    rack.holds(PLAN.replace("event: Three", "event: Tri"))
    with freeze_time("2026-11-20 12:00"):
        assert "nothing to do" in sync().output
        assert "nothing to do" in sync().output


def test_a_dry_run_shows_what_waits_and_remembers_nothing(rack: Rack, phone: FakeCalendar) -> None:
    sync()
    rack.holds(NEWER)

    found = sync("--dry-run", exit_code=3)
    assert "waiting until you accept 3 changes" in found.output
    accepted = sync("--dry-run", "--accept")
    assert "3 to update" in accepted.output

    assert "Three" in titles(phone)
    sync("--quiet", exit_code=3)


def test_an_accepted_run_that_dies_goes_on_without_asking_again(
    rack: Rack, phone: FakeCalendar
) -> None:
    sync()
    rack.holds(NEWER)
    count = len(phone.pushed)

    def die(writes: int) -> None:
        if writes > count:
            raise ZeroDivisionError

    phone.after = die
    with pytest.raises(ZeroDivisionError):
        run("sync", "--accept")
    phone.after = lambda _count: None

    sync("--quiet")
    assert "Tri" in titles(phone)


def test_somebody_at_a_terminal_is_asked(
    rack: Rack, phone: FakeCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync()
    rack.holds(NEWER)
    monkeypatch.setattr(listing_sync, "is_terminal", lambda: True)

    assert run("sync", typed="n\n").exit_code == 3
    assert "Three" in titles(phone)
    assert run("sync", typed="y\n").exit_code == 0
    assert "Tri" in titles(phone)
    assert "Write" not in run("sync").output


def test_a_version_that_drops_nearly_everything_waits_before_any_guard(
    rack: Rack, phone: FakeCalendar
) -> None:
    weekly = "      much: {task: Much, when: 20-60 weeks after start, every: week}\n"
    rack.holds(PLAN + weekly)
    sync()
    count = sum(title == "Much" for title in all_titles(phone))
    rack.holds(PLAN)

    assert f"{count} changes" in sync("--quiet", exit_code=3).stderr
    assert f"--max-delete {count}" in sync("--accept", exit_code=7).stderr
    sync("--max-delete", str(count))

    assert count > 30
    assert "Much" not in titles(phone)


def test_it_waits_as_long_as_one_calendar_could_not_be_looked_at(
    here: Path, rack: Rack, phone: FakeCalendar
) -> None:
    rewrite(here / "student.yaml", lambda text: text + FEED)
    sync()
    rack.holds(NEWER)

    sync("feed", "--quiet", exit_code=3)
    sync("--accept", "feed")
    assert "Three" in titles(phone)
    found = json.loads(run("sync", "--json").stdout)

    assert [len(one["writes"]) for one in found["targets"]] == [3, 0]


def test_what_the_student_changes_while_it_waits_is_kept_when_it_is_accepted(
    rack: Rack, phone: FakeCalendar
) -> None:
    sync()
    rack.holds(NEWER)
    sync(exit_code=3)
    phone.retitle("two", "Mine")
    sync(exit_code=3)
    sync(exit_code=3)

    sync("--accept")

    two = phone.items[phone.named("two")].seen
    assert two is not None
    assert two.content.title == "Mine"
    assert two.content.start.isoformat() == "2026-10-14"
    assert "nothing to do" in sync().output
