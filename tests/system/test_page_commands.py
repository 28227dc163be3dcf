"""``generate --format html`` and ``preview``: the page as a file, and in the browser."""

import re
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
from freezegun import freeze_time

from tests.system.commands import ROOT, run

ANA = str(ROOT / "examples" / "ana.yaml")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to show."""
    asked: list[str] = []

    def show(url: str) -> bool:
        asked.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    return asked


def test_the_page_is_written_and_brought_up_to_date(here: Path) -> None:
    first = run("generate", "--student", ANA, "--format", "html")
    page = (here / "roadmap.html").read_bytes()
    again = run("generate", "--student", ANA, "--output", "roadmap.html")

    assert first.exit_code == again.exit_code == 0
    assert "Wrote roadmap.html" in first.output
    assert "Nothing new in roadmap.html" in again.output
    assert (here / "roadmap.html").read_bytes() == page
    assert b"Rank order list due" in page


def test_a_page_of_somebody_else_is_not_written_over(here: Path) -> None:
    (here / "roadmap.html").write_text("<!DOCTYPE html><title>mine</title>")
    result = run("generate", "--student", ANA, "--format", "html")

    assert result.exit_code == 1
    assert "mine" in (here / "roadmap.html").read_text()


def test_preview_opens_the_browser_and_leaves_nothing_here(here: Path, shown: list[str]) -> None:
    result = run("preview", "--student", ANA)
    path = Path(result.stdout.strip())

    assert result.exit_code == 0
    assert shown == [path.as_uri()]
    assert path.name == "roadmap.html"
    assert b"Rank order list due" in path.read_bytes()
    assert list(here.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_preview_of_one_stage(shown: list[str]) -> None:
    result = run("preview", "--student", ANA, "--stage", "ms1", "--no-open")

    assert shown == []
    assert "Rank order list due" not in Path(result.stdout.strip()).read_text("utf-8")
    assert run("preview", "--student", ANA, "--stage", "ms9").exit_code == 2


NETWORK = """\
people:
  - {name: Wilhelmina Secret, role: mentor, since: 2026-09-01, programs: [Hill IM], detail: rows,
     met: a place nobody knows, email: w@example.org}
  - {name: Bartholomew Hidden, role: resident, since: 2026-10-01}
programs: {Hill IM: strong}
"""


@pytest.fixture
def lived(here: Path) -> Iterator[Path]:
    """A student who did something and met people."""
    with freeze_time("2026-11-26 12:00"):
        _live(here)
        yield here


def _live(here: Path) -> None:
    (here / "student.yaml").write_text("id: 1\nstart: 2026-08-10\n", "utf-8")
    (here / "network.yaml").write_text(NETWORK, "utf-8")
    assert run("done", "advisor-intro", "--state", "ledgers").exit_code == 0
    assert run("skip", "join-society", "--state", "ledgers").exit_code == 0


def page_of(*words: str) -> str:
    result = run("generate", "--format", "html", "--output", "-", *words)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("lived")
def test_the_page_shows_what_is_done_and_how_the_network_grows() -> None:
    page = page_of("--state", "ledgers")
    with freeze_time("2029-01-01 12:00"):
        assert page_of("--state", "ledgers") == page

    assert "1 done" in page
    assert '<span class="badge state">done</span>' in page
    assert '<span class="badge state">skipped</span>' in page
    assert "and the roadmap&#39;s goals" in page
    assert "Hill IM" in page
    assert "How far you are" not in page_of()  # another folder remembers another student
    assert "Hill IM" in page_of()


@pytest.mark.parametrize("people", ["none", "names", "full"])
def test_the_log_is_counted_and_its_people_stay_in_it(lived: Path, people: str) -> None:
    """With `names`, the titles of steps name the mentor: they do in every calendar."""
    (lived / "student.yaml").write_text(
        f"id: 1\nstart: 2026-08-10\ncalendar: {{people: {people}}}\n", "utf-8"
    )
    page = page_of("--state", "ledgers")
    own = "".join(re.findall(r'<section id="(?:way|network)".*?</section>', page, re.DOTALL))

    assert "Hill IM" in own
    for secret in ("Hidden", "w@example.org"):
        assert secret not in page
    assert ("Secret" in page) is (people != "none")
    assert ("a place nobody knows" in page) is (people == "full")
    assert "a place nobody knows" not in own


@pytest.mark.usefixtures("lived")
def test_what_the_student_moved_stands_on_its_new_day() -> None:
    before = page_of("--state", "ledgers")
    assert run("move", "advisor-meeting", "2026-12-03", "--state", "ledgers").exit_code == 0
    page = page_of("--state", "ledgers")

    assert "moved by you" not in before
    [item] = [one for one in re.findall(r"<details class=.*?</details>", page, re.DOTALL)
              if "moved by you" in one]  # fmt: skip
    assert "Arrange: First conversation" in item
    assert 'data-day="2026-12-03"' in item
    assert 'data-last="2026-12-03"' in item
    month = page[page.index('id="m-2026-12"') : page.index('id="m-2027-01"')]
    assert item in month


@pytest.mark.usefixtures("lived")
def test_what_is_next_is_told_as_the_page_shows_it() -> None:
    def following(*words: str) -> list[str]:
        with freeze_time("2026-11-27 15:00"):
            result = run("generate", "--state", "ledgers", *words)
        assert result.exit_code == 0, result.output
        return result.stdout.partition("Next:\n")[2].splitlines()[:3]

    plan = following()
    assert plan[0].startswith("  Tue 8 Dec 2026  Write to ")
    assert following("--format", "html") == plan

    assert run("done", "research-emails", "--state", "ledgers").exit_code == 0
    assert run("move", "coffee#4", "2026-12-01", "--state", "ledgers").exit_code == 0
    assert run("skip", "coffee#2", "--state", "ledgers").exit_code == 0

    shown = following("--format", "html")
    assert shown[0] == "  Tue 1 Dec 2026  Arrange: Coffee with a resident"
    assert plan[2] in shown
    assert not {plan[0], plan[1]} & set(shown)
    assert following() == plan  # the calendar file holds the plan's days


@pytest.mark.usefixtures("lived")
def test_preview_shows_it_too(shown: list[str]) -> None:
    result = run("preview", "--state", "ledgers")

    assert len(shown) == 1
    assert "How far you are" in Path(result.stdout.strip()).read_text("utf-8")


@pytest.mark.usefixtures("here")
def test_without_a_student_file_the_goals_stand_alone() -> None:
    page = page_of("--start", "2026-08")

    assert "The network to grow" in page
    assert "How far you are" not in page
    assert 'class="had"' not in page


@pytest.mark.usefixtures("here")
def test_a_plan_of_other_dates_has_no_curve() -> None:
    assert '<section id="network"' not in page_of("--plan", "md-graduate", "--match", "2028")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("failure", [None, webbrowser.Error("none"), OSError("none")])
def test_no_browser_is_no_disaster(
    monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    def fail(_url: str) -> bool:
        if failure is not None:
            raise failure
        return False

    monkeypatch.setattr(webbrowser, "open", fail)
    result = run("preview", "--start", "2026-08")

    assert result.exit_code == 0
    assert "open this file in one" in result.stderr
    assert Path(result.stdout.strip()).is_file()


def test_a_hostile_plan_changes_nothing_in_any_format(here: Path) -> None:
    """The same plan with calm and with hostile words gives the same shape."""
    plan = (
        "plan: p\ntitle: {words}\nupdated: 2026-11-22\nphases:\n  one:\n    title: {words}\n"
        "    from: start\n    steps:\n      a:\n        message: {words}\n        when: week 2\n"
        "        notes: {words}\n        checklist: [{words}]\n        draft: d\n"
        "drafts:\n  d: {{subject: {words}, body: {words}}}\n"
    )
    hostile = '"<script>alert(1)</script> ]]> \\u202e =HYPERLINK(1) ;=1 javascript:x \'\\""'
    shapes = []
    for words in ("Calm words", hostile):
        (here / "p.yaml").write_text(plan.format(words=words), "utf-8")
        common = ("generate", "--start", "2026-08", "--plan", "./p.yaml", "--output", "-")
        texts = {form: run(*common, "--format", form).stdout for form in ("html", "csv", "md")}
        assert "<script>alert" not in texts["html"] + texts["md"]
        assert ";=1" not in texts["csv"]
        shapes.append((texts["html"].count("<"), texts["csv"].count(","), texts["md"].count("#")))

    assert shapes[0] == shapes[1]
