"""The page as text: whole, safe and the same in every run. How it behaves: tests/system/page."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.formats.html import made_by_us, to_html
from roadmap_sync.items import Span, Window
from tests.unit.formats.hostile import TEXTS, a_hostile_roadmap
from tests.unit.formats.samples import ALL, INTRO, RANK_LIST, a_roadmap, an_item


class _Reader(HTMLParser):
    """Collects elements with their attributes, and the text that is not ours."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._own = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._own = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._own = False

    def handle_data(self, data: str) -> None:
        if not self._own:
            self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def read(page: str) -> _Reader:
    return _Reader(page)


def test_an_item_stands_there_with_all_that_is_known_of_it() -> None:
    words = " ".join(" ".join(read(to_html(a_roadmap(INTRO))).words).split())

    for text in (
        "Introduce yourself to your advisor",
        "any day from Mon 10 Aug to Sun 23 Aug 2026 (weeks 2-3)",
        "Two or three warm sentences are enough.",
        "Find one question, not five",
        "First-year student: [your name]",
        "Dear [advisor],",
        "R1.3",
        "ms1-ms4-networking",
        "roadmap-sync explain advisor-intro",
    ):
        assert text in words


def test_what_rests_on_an_unpublished_date_says_so() -> None:
    assert "badge expected" in to_html(a_roadmap(RANK_LIST))
    assert "badge expected" not in to_html(a_roadmap(INTRO))


def test_national_dates_stand_apart_from_advice() -> None:
    event = an_item(uid="1" * 32, kind="event", title="Match Day")
    advice = an_item(uid="2" * 32, kind="task", title="Certify early", deadline=True)
    page = to_html(a_roadmap(event, advice, INTRO))

    fixed, costly = re.findall(r'<section class="card" aria-labelledby="(?:fixed|costly).*?</sec',
                               page, re.DOTALL)  # fmt: skip
    assert "Match Day" in fixed
    assert "Certify early" not in fixed
    assert "Certify early" in costly
    assert "Introduce yourself" not in fixed + costly


def test_a_stretch_stands_at_its_days() -> None:
    span = Span("rotations", "Surgery", "ms3", Window(date(2026, 8, 11), date(2026, 8, 20)))
    page = to_html(replace(a_roadmap(INTRO), spans=(span,)))

    [bar] = [attrs for attrs in read(page).named("li") if attrs.get("data-stage") == "ms3"]
    assert bar["style"] == "--d:10;--w:10;--r:0"
    assert bar["title"] == "Surgery: Tue 11 Aug to Thu 20 Aug 2026"


def test_marks_that_would_cover_each_other_stand_in_rows() -> None:
    day = date(2026, 8, 3)
    items = [an_item(uid=f"{n:032}", start=day + timedelta(days=3 * n)) for n in range(4)]
    marks = [a for a in read(to_html(a_roadmap(*items))).named("li") if a.get("data-item")]

    assert [mark["style"] for mark in marks] == [
        "--d:2;--r:0", "--d:5;--r:1", "--d:8;--r:2", "--d:11;--r:0",
    ]  # fmt: skip


def test_a_column_of_the_one_pager_keeps_what_matters_most() -> None:
    day = date(2026, 8, 3)
    tasks = [an_item(uid=f"{n:032}", kind="task", start=day, title=f"T{n}") for n in range(90)]
    late = an_item(uid="v" * 32, kind="checkpoint", start=day + timedelta(days=9), title="Check")
    page = to_html(a_roadmap(*tasks, late))

    [paper] = re.findall(r'<section class="paper".*?</section>', page, re.DOTALL)
    shown = paper.count("<time>")
    assert "Check" in paper
    assert 10 < shown < 60
    assert f"and {91 - shown} more" in paper


def test_no_hostile_text_becomes_an_element_or_an_address() -> None:
    calm, hostile = read(to_html(a_roadmap(*ALL))), read(to_html(a_hostile_roadmap()))

    assert {tag for tag, _ in hostile.elements} <= {tag for tag, _ in calm.elements} | {"p"}
    assert len(hostile.named("script")) == len(hostile.named("style")) == 1
    assert not hostile.named("img")
    for _, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on")]
    for link in hostile.named("a"):
        assert str(link["href"]).startswith(("#", "https://example.org/"))
    assert {attributes["href"] for attributes in hostile.named("link")} == {"data:,"}


def test_hostile_text_is_still_there_to_be_read() -> None:
    words = " ".join(read(to_html(a_hostile_roadmap())).words)

    assert TEXTS[0] in words
    assert "{{ 7 * 7 }}" in words
    assert TEXTS[13] in words
    assert "w" * 10_000 in words


def test_nothing_turns_the_text_around_it() -> None:
    page = to_html(a_hostile_roadmap())

    assert not set(page) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x07")
    page.encode()


@settings(max_examples=40)
@given(text=st.text(max_size=160))
def test_any_text_gives_the_same_elements(text: str) -> None:
    """A longer title stands inside the item a second time, as a whole."""
    item = replace(INTRO, title=text or "x", notes="n" + text, window_text="x" + text)
    found = read(to_html(a_roadmap(item)))

    names = [tag for tag, _ in found.elements if tag != "p"]
    calm = [tag for tag, _ in read(to_html(a_roadmap(INTRO))).elements if tag != "p"]
    assert names == calm


def test_the_day_does_not_matter() -> None:
    with freeze_time("2026-08-12"):
        one = to_html(a_roadmap(*ALL))
    with freeze_time("2030-01-01"):
        assert to_html(a_roadmap(*ALL)) == one


@pytest.mark.parametrize("word", ["http:", "https:", "url(", "@import", "fetch(", "import("])
def test_the_page_asks_for_nothing(word: str) -> None:
    assert word not in to_html(a_roadmap(INTRO))


def test_a_roadmap_without_items_is_a_page_too() -> None:
    assert "Nothing to put on a calendar" in to_html(a_roadmap())


def test_we_know_our_own_files() -> None:
    assert made_by_us(to_html(a_roadmap(INTRO)).encode())
    assert not made_by_us(b"<!DOCTYPE html>\n<title>mine</title>")
