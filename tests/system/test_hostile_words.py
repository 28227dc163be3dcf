"""Hostile words in a plan, a student file and a network log change nothing in any output.

Each output is made twice, of hostile files and of calm ones with as many of everything, and both
must have the same shape; what was written must still be there to be read.
"""

import csv
import io
import json
import re
import webbrowser
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from freezegun import freeze_time
from icalendar import Calendar, Component
from markdown_it import MarkdownIt

from tests.system import hostile_words
from tests.system.commands import run
from tests.system.hostile_words import LINES, SLOTS, WORDS

NOW = "2060-08-12 18:00"
Make = Callable[..., str]


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """A folder with hostile files, and one with calm ones."""
    found = {name: tmp_path / name for name in ("hostile", "calm")}
    for name, folder in found.items():
        folder.mkdir()
        feed = "targets:\n  feed: {kind: file, path: feed.ics}\n"
        hostile_words.write(folder, calm=name == "calm", targets=feed)
    return found


@pytest.fixture
def make(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Run a command on the hostile or on the calm files, and return what it prints."""

    def made(*words: str, of: str = "hostile", also: bool = False) -> str:
        monkeypatch.chdir(folders[of])
        monkeypatch.setenv("XDG_STATE_HOME", str(folders[of] / "state"))
        result = run(*words)
        assert result.exit_code == 0, result.output
        return result.output if also else result.stdout

    with freeze_time(NOW):
        yield made


def both(make: Make, *words: str) -> tuple[str, str]:
    return make(*words), make(*words, of="calm")


def generated(make: Make, form: str, *words: str) -> tuple[str, str]:
    return both(make, "generate", "--format", form, "--output", "-", "--quiet", *words)


def hidden(text: str) -> set[str]:
    """Return the characters of a text that a terminal would obey, or that turn it around."""
    return {char for char in text if not char.isprintable() and char not in "\n\u200f\u200e\u200d"}


# ---- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tasks", ["events", "todos"])
def test_a_calendar_has_as_many_components(make: Make, tasks: str) -> None:
    hostile, calm = map(Calendar.from_ical, generated(make, "ics", "--tasks", tasks))

    assert kinds(hostile) == kinds(calm)
    twins = {str(one["UID"]): one for one in items(calm)}
    for one in items(hostile):
        assert not one.errors
        assert set(one) == set(twins[str(one["UID"])])
    all_are_there([str(one["SUMMARY"]) for one in items(hostile)])


def kinds(calendar: Component) -> Counter[str]:
    return Counter(str(one.name) for one in calendar.walk())


def items(calendar: Component) -> list[Component]:
    return [one for one in calendar.walk() if one.name in {"VEVENT", "VTODO"}]


def all_are_there(titles: list[str]) -> None:
    """Each word is the title of a step, or stands in one; none is anything else."""
    bare = [word.removeprefix("✓ ") for word in WORDS]
    own = {title.removeprefix("Arrange: ") for title in titles}
    assert [word for word in bare if word not in own] == []
    assert [title for title in titles if not any(word[:60] in title for word in bare)] == []


def test_data_says_every_word_as_it_was_written(make: Make) -> None:
    hostile, calm = map(json.loads, generated(make, "json"))

    assert [one["uid"] for one in hostile["items"]] == [one["uid"] for one in calm["items"]]
    titles = {one["title"].removeprefix("Arrange: ") for one in hostile["items"]}
    assert set(WORDS) <= titles
    notes = {one["notes"] for one in hostile["items"]}
    assert LINES.strip() in notes
    assert any(SLOTS in one["title"] for one in hostile["items"])


@pytest.mark.parametrize("parting", [",", ";", "\t"])
def test_a_table_has_as_many_rows_and_no_formula(make: Make, parting: str) -> None:
    hostile, calm = generated(make, "csv")

    assert len(rows(hostile, ",")) == len(rows(calm, ","))
    assert formulas(hostile, parting) == []


def rows(table: str, parting: str) -> list[list[str]]:
    text = table.removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=parting))


def formulas(table: str, parting: str) -> list[str]:
    cells = [cell.lstrip(' "') for row in rows(table, parting) for cell in row]
    return [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


class _Elements(HTMLParser):
    """Counts elements, and keeps their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]


def test_a_page_has_the_same_elements(make: Make) -> None:
    pages = generated(make, "html")
    hostile, calm = map(_Elements, pages)

    for tag in ("script", "style", "img", "iframe", "a", "article", "input", "button"):
        assert hostile.count[tag] == calm.count[tag], tag
    assert set(hostile.count) == set(calm.count)
    assert not [name for name, _ in hostile.attributes if name.startswith("on")]
    assert not [value for name, value in hostile.attributes
                if name in {"href", "src"} and "script:" in value]  # fmt: skip
    assert not hidden(pages[0])


def test_markdown_has_the_same_headings_and_no_markup(make: Make) -> None:
    hostile, calm = (MarkdownIt("commonmark").parse(text) for text in generated(make, "md"))

    def shape(tokens: list[Any]) -> Counter[str]:
        flat = [part for token in tokens for part in (token, *(token.children or ()))]
        return Counter(f"{one.type} {one.tag}" for one in flat)

    found, usual = shape(hostile), shape(calm)
    for kind in ("heading_open h1", "heading_open h2", "heading_open h3", "html_block ", "hr hr",
                 "html_inline ", "link_open a", "image img", "code_inline code", "em_open em",
                 "strong_open strong", "bullet_list_open ul", "blockquote_open blockquote",
                 "list_item_open li", "fence code", "code_block code"):  # fmt: skip
        assert found[kind] == usual[kind], kind


# ---- the terminal ------------------------------------------------------------------------------

SHOWN = {
    "agenda": ("agenda", "--weeks", "52"),
    "one week": ("agenda", "--week", "2060-08-23"),
    "agenda for programs": ("agenda", "--json"),
    "progress": ("progress",),
    "progress for programs": ("progress", "--json"),
    "explain a step": ("explain", "s4"),
    "explain a rotation": ("explain", "greet@r0"),
    "explain a person": ("explain", "keep/mentor-3"),
    "people": ("people", "list"),
    "people for programs": ("people", "list", "--json"),
    "due": ("people", "due", "--weeks", "520"),
    "check": ("check", "student.yaml", "--load"),
    "check the log": ("check", "network.yaml"),
    "the plan": ("plans", "show", "plan.yaml"),
    "done": ("done", "s0", "s2"),
    "move": ("move", "s1", "2060-09-01"),
    "status": ("status",),
    "a dry run": ("sync", "--dry-run", "--verbose"),
    "a sync": ("sync", "--verbose"),
    "a sync for programs": ("sync", "--json"),
    "add": ("add", "exam", "Final", "--date", "2060-10-16"),
    "log": ("people", "log", "3 ", "--date", "2026-02-01"),
}


def test_a_terminal_shows_as_many_lines_and_obeys_none(make: Make) -> None:
    for name, words in SHOWN.items():
        data = "--json" in words
        hostile, calm = (make(*words, of=one, also=not data) for one in ("hostile", "calm"))

        assert not hidden(hostile), name
        assert len(hostile.splitlines()) == len(calm.splitlines()) == hostile.count("\n"), name
        if data:
            assert shape(json.loads(hostile)) == shape(json.loads(calm)), name


def shape(value: object) -> object:
    """Return data without its texts."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else type(value)


def test_what_changed_is_told_line_by_line(make: Make, folders: dict[str, Path]) -> None:
    for folder in folders.values():
        text = (folder / "student.yaml").read_text("utf-8")
        (folder / "other.yaml").write_text(text.replace("2060-08-09", "2060-08-16"), "utf-8")

    hostile, calm = both(make, "diff", "--student", "student.yaml", "--student", "other.yaml")

    assert not hidden(hostile)
    assert len(hostile.splitlines()) == len(calm.splitlines())


# ---- mails and address books -------------------------------------------------------------------


def test_a_mail_has_a_subject_and_a_body_and_nothing_else(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def take(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", take)

    for number, word in enumerate(WORDS):
        shown = make("draft", f"s{number}", "--open")

        assert shown.startswith(f"Subject: {word}\n\n")
        assert not hidden(shown)
        parts = urlsplit(opened[-1])
        assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("mailto", "", "", "")
        assert re.fullmatch(r"[!-~]+", opened[-1])
        found = parse_qs(parts.query, strict_parsing=True)
        assert set(found) == {"subject", "body"}
        assert found["subject"] == [word]
        assert f"{WORDS[0]} {SLOTS}" in found["body"][0]
    assert len(opened) == len(WORDS)


def test_an_address_book_has_as_many_people(make: Make) -> None:
    hostile, calm = both(make, "people", "export", "--format", "vcf")

    cards = list(vobject.readComponents(hostile))
    assert len(cards) == len(list(vobject.readComponents(calm))) == len(WORDS)
    for number, card in enumerate(cards):
        assert card.fn.value.startswith(f"{number} {WORDS[number][:150]}")
        assert card.email.value.startswith(WORDS[number])
        assert card.note.value == LINES.strip()
        usual = {"version", "fn", "n", "org", "email", "tel", "title", "note"}
        ours = ("role", "met", "last", "detail", "programs", "log")
        assert set(card.contents) <= usual | {f"x-roadmap-sync-{key}" for key in ours}


@pytest.mark.parametrize("parting", [",", ";"])
def test_a_table_of_people_runs_nothing(make: Make, parting: str) -> None:
    hostile, calm = both(make, "people", "export", "--format", "csv")

    assert len(rows(hostile, ",")) == len(rows(calm, ",")) == len(WORDS) + 1
    assert formulas(hostile, parting) == []


@pytest.mark.parametrize("form", ["csv", "vcf"])
def test_what_was_exported_comes_back_word_by_word(
    make: Make, folders: dict[str, Path], form: str
) -> None:
    before = json.loads(make("people", "list", "--json"))
    make("people", "export", "--format", form, "--output", f"out.{form}")
    (folders["hostile"] / "network.yaml").unlink()

    make("people", "import", f"out.{form}")

    after = json.loads(make("people", "list", "--json"))
    assert len(after["people"]) == len(before["people"])
    for now, then in zip(after["people"], before["people"], strict=True):
        then["programs"] = [part.strip() for one in then["programs"] for part in one.split(";")]
        then["programs"] = list(filter(None, then["programs"]))  # a semicolon parts them
        assert now == then
