"""The page in a real browser: it fits every screen and paper, and everybody can read it."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from tests.system.page.conftest import Opened

Open = Callable[..., Opened]


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("name", ["ana", "hostile"])
def test_nothing_is_wider_than_the_screen(opened: Open, name: str, width: int) -> None:
    one = opened(name, width=width)
    assert one.width() <= width
    one.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert one.width() <= width
    one.page.get_by_role("button", name="Week", exact=True).click()
    assert one.width() <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_axe_finds_nothing(opened: Open, axe: str, scheme: str, width: int) -> None:
    page = opened("ms4", width=width, scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((o, n) => o.open = n % 9 === 0)")
    page.locator("#filters").get_by_label("task").check()
    page.get_by_role("button", name="3 months").click()
    page.evaluate(axe)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")

    found = [
        (one["id"], node["html"][:160], node.get("failureSummary", "")[:300])
        for one in result["violations"]
        for node in one["nodes"]
    ]
    assert found == []
    assert "color-contrast" in {one["id"] for one in result["passes"]}


@pytest.mark.parametrize("name", ["ana", "hostile"])
def test_the_one_pager_is_one_side(opened: Open, name: str) -> None:
    page = opened(name).page
    page.get_by_role("button", name="Month", exact=True).click()
    for size in ("Letter", "A4"):
        [side] = PdfReader(io.BytesIO(page.pdf(format=size, landscape=True))).pages
        assert side.mediabox.width > side.mediabox.height
        text = side.extract_text()
        assert "How far you are" not in text
        assert "Your network" not in text
        if name == "ana":
            assert "Match Day" in text
            assert "Surgery" not in text or "2028" in text
            assert text.count("more") >= 3


def test_everything_can_be_printed_too(opened: Open) -> None:
    page = opened("ms4").page
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print everything").click()
    sheets = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    text = "".join(sheet.extract_text() for sheet in sheets)

    assert len(sheets) > 2
    assert "roadmap-sync explain match-day" in text
    assert "How far you are" in text
    assert "Your network" in text
    assert "Hill IM" in text
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
