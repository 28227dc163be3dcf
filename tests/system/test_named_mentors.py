"""The network log and the roadmap: names in slots, and repeats that count from a contact."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.system.commands import run

STUDENT = "id: me\nstart: 2026-08-10\nmentors: 2\ncalendar: {people: none}\n"
NETWORK = """\
people:
  - {name: Sam Okafor, role: resident, detail: night float}
  - name: Dr. Maria Reyes
    role: mentor
    met: surgery club
    detail: rows on Sundays
  - {name: Dr. Lee, role: mentor}
  - {name: Dr. Third, role: mentor, detail: too many}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def roadmap(people: str = "none", network: str | None = NETWORK) -> list[dict[str, Any]]:
    Path("student.yaml").write_text(STUDENT.replace("none", people), "utf-8")
    if network is None:
        Path("network.yaml").unlink(missing_ok=True)
    else:
        Path("network.yaml").write_text(network, "utf-8")
    result = run("generate", "--format", "json", "--output", "-")
    assert result.exit_code == 0, result.stderr
    items: list[dict[str, Any]] = json.loads(result.stdout)["items"]
    return items


def uids(items: list[dict[str, Any]]) -> list[str]:
    return [item["uid"] for item in items]


def one(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    [found] = [item for item in items if item["step"] + item["occurrence"] == name]
    return found


def test_names_change_no_uid_and_no_day() -> None:
    bare = roadmap(network=None)
    named = roadmap("names")

    assert uids(named) == uids(bare)
    assert [item["date"] for item in named] == [item["date"] for item in bare]


def test_a_name_stands_where_the_slot_stood() -> None:
    items = roadmap("names")

    first, second = (one(items, f"career-chat-ask/mentor-{n}") for n in (1, 2))
    assert first["title"] == "Ask Dr. Maria Reyes for 20\u201330 minutes of advice"
    assert second["title"] == "Ask Dr. Lee for 20\u201330 minutes of advice"
    assert (first["person"], second["person"]) == ("Dr. Maria Reyes", "Dr. Lee")
    text = json.dumps(items, ensure_ascii=False)
    assert "rows on Sundays" not in text
    assert "Okafor" not in text
    assert "Dr. Third" not in text


def test_full_also_says_what_to_remember() -> None:
    items = roadmap("full")

    notes = one(items, "career-chat-ask/mentor-1")["notes"]
    assert notes.endswith("\n\nDr. Maria Reyes: surgery club; rows on Sundays")
    assert "Dr. Lee:" not in one(items, "career-chat-ask/mentor-2")["notes"]


def test_nobody_is_named_unless_the_student_wants_it() -> None:
    assert roadmap("none") == roadmap("none", network=None)


def test_a_slot_that_nobody_fills_keeps_its_number() -> None:
    items = roadmap("names", "people: [{name: Dr. Lee, role: mentor}]")

    assert one(items, "career-chat-ask/mentor-2")["title"].startswith("Ask mentor 2 for")
    assert one(items, "career-chat-ask/mentor-2")["person"] == "mentor-2"


def test_a_contact_moves_the_later_notes_and_no_number() -> None:
    before = roadmap()
    first = one(before, "keep-in-touch/mentor-1#1")
    contact = first["window"]["until"]

    log = f"    role: mentor\n    log: [{{date: {contact}, note: hi}}]\n"
    after = roadmap("none", NETWORK.replace("    role: mentor\n", log))

    assert one(after, "keep-in-touch/mentor-1#1")["window"] == first["window"]
    old, new = (one(items, "keep-in-touch/mentor-1#2") for items in (before, after))
    assert old["uid"] == new["uid"]
    assert (old["window"]["from"], new["window"]["from"]) == ("2028-03-06", "2028-03-20")
    two, same = (one(items, "keep-in-touch/mentor-2#2") for items in (before, after))
    assert two["window"] == same["window"]
    shown = run("explain", "keep-in-touch/mentor-1#2").stdout
    assert f"counted from your contact on {contact}" in shown
    assert "Reyes" not in shown


def test_a_roadmap_is_made_anew_when_the_log_comes_changes_or_goes() -> None:
    def title() -> str:
        data = json.loads(run("generate", "--format", "json", "--output", "-").stdout)
        return str(one(data["items"], "career-chat-ask/mentor-1")["title"])

    roadmap("names", network=None)
    assert title().startswith("Ask mentor 1 for")
    file = Path("network.yaml")
    file.write_text(NETWORK, "utf-8")
    assert title().startswith("Ask Dr. Maria Reyes for")
    file.write_text(NETWORK.replace("Maria", "Marta"), "utf-8")
    assert title().startswith("Ask Dr. Marta Reyes for")
    file.unlink()
    assert title().startswith("Ask mentor 1 for")


@pytest.mark.parametrize(
    "command", [("generate",), ("check", "student.yaml"), ("explain", "coffee")]
)
def test_a_mistake_in_the_log_is_shown_at_its_word(command: tuple[str, ...]) -> None:
    roadmap()
    Path("network.yaml").write_text(NETWORK.replace("role: mentor\n", "role: mentro\n"), "utf-8")

    result = run(*command)

    assert result.exit_code == 1
    assert "network.yaml:4:11: error: 'mentro' is not something 'role' can be" in result.output


def test_a_log_of_another_place_counts() -> None:
    roadmap("names", network=None)
    Path("log").mkdir()
    Path("log/people.yaml").write_text(NETWORK, "utf-8")
    text = Path("student.yaml").read_text("utf-8") + "people: log/people.yaml\n"
    Path("student.yaml").write_text(text, "utf-8")

    run("generate")

    assert "Ask Dr. Maria Reyes" in Path("roadmap.ics").read_text("utf-8")
