"""The page in a real browser: it filters, zooms, obeys the keyboard, stays home."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.system.page.conftest import Opened

Open = Callable[..., Opened]
_SPAN = "document.querySelector('#line').offsetWidth / document.querySelector('#view').clientWidth"


def days_in_view(page: Page) -> float:
    days = float(page.evaluate("document.querySelector('#line').style.getPropertyValue('--n')"))
    return days / float(page.evaluate(_SPAN))


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        "(({tagName, textContent, hash, id}) => ({tagName, textContent, hash, id}))"
        "(document.activeElement)"
    )
    return found


def test_filters_narrow_the_list_the_picture_and_the_months(opened: Open) -> None:
    one = opened()
    page, whole = one.page, len(one.shown())
    page.get_by_label("MS3", exact=True).check()
    ms3 = one.shown()
    page.locator("#filters").get_by_label("checkpoint").check()
    few = one.shown()

    assert 0 < len(few) < len(ms3) < whole
    assert page.locator(".marks li:not([hidden])").count() == len(few)
    assert page.locator(".month:not([hidden])").count() <= len(few)
    assert page.locator("#found").inner_text() == f"{len(few)} of {whole} items"
    page.get_by_role("button", name="Show all").click()
    page.locator("#found", has_text=f"{whole} of {whole}").wait_for()


def test_words_find_and_say_when_they_find_nothing(opened: Open) -> None:
    one = opened("ms4")
    one.page.get_by_role("searchbox").fill("rank order certify")
    found = one.shown()
    one.page.get_by_role("searchbox").fill("no such words anywhere")

    assert 0 < len(found) < 10
    assert one.shown() == []
    assert one.page.locator("#nothing").is_visible()


def test_only_what_is_costly_or_ahead(opened: Open) -> None:
    one = opened()
    one.page.get_by_role("checkbox", name="costly to miss").check()
    assert len(one.shown()) == one.page.locator("#list details.costly").count() > 0
    one.page.get_by_role("checkbox", name="costly to miss").uncheck()
    one.page.get_by_label("not over yet").check()
    last = one.page.eval_on_selector_all(
        "#list details:not([hidden])", "all => all.map(one => one.dataset.last)"
    )
    assert min(last) >= "2028-09-10"


def test_zoom_from_four_years_to_one_week_around_today(opened: Open) -> None:
    page = opened().page
    assert days_in_view(page) > 4 * 365

    seen = []
    for name in ("Year", "3 months", "Month", "Week"):
        page.get_by_role("button", name=name, exact=True).click()
        seen.append(round(days_in_view(page)))
        box, view = page.locator("#today").bounding_box(), page.locator("#view").bounding_box()
        assert box is not None
        assert view is not None
        assert view["x"] <= box["x"] <= view["x"] + view["width"]

    assert seen == [365, 91, 31, 7]
    page.get_by_role("button", name="All", exact=True).click()
    assert days_in_view(page) > 4 * 365


def test_today_is_marked_in_the_zone_of_the_student(opened: Open) -> None:
    page = opened(timezone_id="Pacific/Kiritimati").page  # there, it is tomorrow already

    first = page.evaluate("document.querySelector('#line').dataset.first")
    day = page.evaluate("document.querySelector('#today').style.getPropertyValue('--d')")
    there = page.evaluate(f"new Date(Date.parse('{first}') + {day} * 864e5).toISOString()")
    assert there.startswith("2028-09-10")
    assert "11 Sep 2028" in page.locator("#next li").first.inner_text()


def test_the_keyboard_is_enough(opened: Open) -> None:
    page = opened("ms4").page
    page.keyboard.press("Tab")
    assert focused(page)["textContent"] == "Skip to the list"

    page.locator("#view").focus()
    page.keyboard.press("Tab")
    first = focused(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    third = focused(page)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert round(days_in_view(page)) == 91
    assert first["hash"] != third["hash"]
    page.keyboard.press("-")
    page.keyboard.press("Enter")
    page.locator("summary:focus").wait_for()
    assert page.locator(third["hash"]).get_attribute("open") is not None
    assert page.locator(third["hash"]).is_visible()

    page.keyboard.press("Enter")
    assert page.locator(third["hash"]).get_attribute("open") is None


def test_the_picture_is_one_stop_for_the_tab_key(opened: Open) -> None:
    page = opened("ms4").page
    page.locator("#view").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")

    assert not page.evaluate("!!document.activeElement.closest('#view')")


def test_a_link_opens_its_item_even_if_a_filter_hides_it(opened: Open) -> None:
    one = opened("ms4")
    one.page.locator("#filters").get_by_label("message").check()
    one.page.locator("section.card a", has_text="Match Day").click()

    item = one.page.locator("#list details[open]")
    item.wait_for()
    assert "Match Day" in item.inner_text()
    assert "Why this is here" in item.inner_text()


def test_a_draft_can_be_copied(opened: Open) -> None:
    page = opened("ms4").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    item = page.locator("#list details", has=page.locator(".draft")).first
    item.locator("summary").click()
    item.locator("button.copy").click()
    item.locator("button.copy", has_text="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()").startswith("Subject: ")


def test_hostile_text_runs_nothing(opened: Open) -> None:
    page = opened("hostile").page
    page.get_by_role("button", name="Open all").click()
    for link in page.locator("#list summary").all()[:8]:
        link.hover()

    assert page.evaluate("window.hacked === undefined")
    assert page.locator("body").is_visible()
    assert page.locator("iframe, img, script:not(body > script)").count() == 0


def test_the_policy_stops_a_script_that_is_not_ours(opened: Open) -> None:
    one = opened("hostile")
    one.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.hacked=1\">x</p>');"
        "document.body.lastElementChild.click()"
    )

    assert one.page.evaluate("window.hacked === undefined")
    assert any("Content Security Policy" in text for text in one.wrong)
    one.wrong.clear()


def test_without_script_everything_can_be_read(opened: Open) -> None:
    page = opened("ms4", java_script_enabled=False).page
    page.locator("#list summary").first.click()

    assert page.locator("#list details[open] .why").is_visible()
    assert page.locator("#filters").is_hidden()


def test_four_years_are_less_than_a_megabyte(pages: dict[str, Path]) -> None:
    assert pages["ana"].stat().st_size < 1_000_000
