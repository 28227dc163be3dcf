"""``generate --format html`` and ``preview``: the page as a file, and in the browser."""

import webbrowser
from pathlib import Path

import pytest

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
