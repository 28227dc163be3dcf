"""The student's own way on the page as text: whole, safe, and only where something is known."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.formats.html import to_html
from roadmap_sync.formats.page_progress import Check, Part, Program, Progress
from tests.unit.formats.hostile import TEXTS, a_hostile_progress, a_hostile_roadmap
from tests.unit.formats.samples import ALL, INTRO, MEETING, a_progress, a_roadmap
from tests.unit.formats.test_html import read

WHOLE = a_progress()


def words(progress: Progress) -> str:
    page = to_html(a_roadmap(INTRO), progress)
    return " ".join(" ".join(read(page).words).split())


def section(progress: Progress, name: str) -> str:
    page = to_html(a_roadmap(*ALL), progress)
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    return "" if found is None else found[0]


def test_nothing_is_said_where_nothing_is_known() -> None:
    page = to_html(a_roadmap(INTRO))

    assert '<section id="way"' not in page
    assert '<section id="network"' not in page
    assert 'name="todo"' not in page
    assert to_html(a_roadmap(INTRO), Progress()) == page


def test_how_far_the_student_is() -> None:
    text = words(WHOLE)

    for part in (
        "1 item · 9 done ·",
        "Year by year 9 of 19 done",
        "MS1 7 6 1",
        "Any year 2 3",
        "Learn the ecosystem 7 2 1",
        "Checkpoints 1 of 1 reached",
        "3 asked for, 2 confirmed, 1 still to ask for.",
    ):
        assert part in text


def test_an_item_that_is_done_or_skipped_says_so_everywhere() -> None:
    page = to_html(a_roadmap(INTRO, MEETING), replace(WHOLE, skipped=frozenset({MEETING.uid})))
    items = {item["id"]: item for item in read(page).named("details") if "data-kind" in item}

    assert str(items[f"i-{INTRO.uid}"]["class"]).split() == ["item", "done"]
    assert str(items[f"i-{MEETING.uid}"]["class"]).split() == ["item", "skipped"]
    assert page.count('<span class="badge state">done</span>') == 1
    assert page.count('<span class="badge state">skipped</span>') == 1


def test_a_checkpoint_lists_what_is_missing_and_only_what_the_page_shows() -> None:
    check = Check(INTRO.uid, INTRO.date, done=False, missing=(MEETING.uid, "v" * 32))
    gone = Check("u" * 32, INTRO.date, done=True)

    way = section(replace(WHOLE, checks=(check, gone)), "way")

    assert "1 still open before it" in way
    assert f'href="#i-{MEETING.uid}"' in way
    assert "vvv" not in way
    assert "uuu" not in way
    assert 'aria-label="not yet"' in way
    assert 'aria-label="reached"' not in way


def test_the_network_stands_beside_its_goals() -> None:
    network = section(WHOLE, "network")

    assert "Your network, and the roadmap&#39;s goals" in network
    assert network.count('role="img"') == 3
    assert "1 without a known day is counted, but not drawn." in network
    assert re.search(r"attendings as mentors</th><td>3.5</td><td>2</td>", network)
    assert 'viewBox="0 0 20 1"' in network  # more than the goal: the bar is as long as that


def test_goals_alone_without_a_log() -> None:
    known = section(WHOLE, "network")
    goals = section(replace(WHOLE, knows_people=False, logged_until=None, programs=()), "network")

    assert "The network to grow" in goals
    assert "roadmap-sync people add" in goals
    assert 'class="had"' in known
    assert 'class="had"' not in goals
    assert ">you<" not in goals


def test_programs_alone_for_a_plan_of_other_dates() -> None:
    network = section(replace(WHOLE, curves=()), "network")

    assert "Lakeside IM" in network
    assert "Where the effort goes" not in network
    assert "To know by February" not in network


def test_programs_say_whose_word_their_strength_is() -> None:
    network = section(WHOLE, "network")
    rows = re.findall(r'dir="auto">([^<]+)</th><td class="word">(.*?)</td>', network)

    assert [name for name, _ in rows] == ["Lakeside IM", "Hill IM"]
    assert "suggested" not in rows[0][1]
    assert "suggested" in rows[1][1]
    assert "2: 1 strong, 0 some, 1 none" in network


def test_many_programs_can_be_unfolded() -> None:
    many = tuple(
        Program(f"Program {number}", "none", 0, 0, 0, suggested=True) for number in range(40)
    )

    network = section(replace(WHOLE, programs=many), "network")

    shown, _, folded = network.partition("<summary>28 more</summary>")
    assert shown.count("Program ") == 12
    assert folded.count("Program ") == 28


def test_no_hostile_text_becomes_an_element() -> None:
    roadmap, hostile = a_hostile_roadmap(), a_hostile_progress()
    calm = replace(
        hostile,
        parts=tuple(Part(f"s{n:02}", f"t{n}", 1, 1, 3) for n in range(len(TEXTS))),
        programs=tuple(replace(one, name="x") for one in hostile.programs),
    )
    one, other = read(to_html(roadmap, calm)), read(to_html(roadmap, hostile))

    assert [tag for tag, _ in one.elements] == [tag for tag, _ in other.elements]
    for _, attributes in other.elements:
        assert not [name for name in attributes if name.startswith("on")]
    assert len(other.named("script")) == 1


@cache
def tags(name: str) -> list[str]:
    """Return the elements of a page on which a phase and a program have this name."""
    parts = (Part("ms1", name, 1, 0, 2),)
    programs = (Program(name, "some", 1, 0, 0, suggested=False),)
    page = to_html(a_roadmap(INTRO), replace(WHOLE, parts=parts, programs=programs))
    return [tag for tag, _ in read(page).elements]


@settings(max_examples=25)
@given(text=st.text())
def test_any_name_gives_the_same_elements(text: str) -> None:
    assert tags(text) == tags("calm")


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name == "id"]


@pytest.mark.parametrize("progress", [Progress(), WHOLE, a_hostile_progress()])
def test_no_id_is_there_twice(progress: Progress) -> None:
    ids = _Ids()
    ids.feed(to_html(a_hostile_roadmap(), progress))

    assert len(ids.found) == len(set(ids.found))
