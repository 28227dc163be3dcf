"""The student's own way in a real browser: what is done, the network's curves, programs."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.system.page.conftest import NETWORK, Opened

Open = Callable[..., Opened]
DASH = "\N{EN DASH}"
CHART = "#network .chart svg[data-first]"


def test_the_curves_reach_today_and_not_further(opened: Open) -> None:
    page = opened("ms4").page
    today = page.evaluate("(Date.parse('2028-09-10') - Date.parse('2026-08-10')) / 864e5")

    ends = page.eval_on_selector_all(
        f"{CHART} .since", "all => all.map(one => one.getAttribute('d').split('H')[1])"
    )
    lines = page.eval_on_selector_all(
        f"{CHART} .now", "all => all.map(one => one.getAttribute('d').split(/[M ]/)[1])"
    )
    assert ends == [str(today)] * 3
    assert lines == [str(today)] * 3
    mentors = page.locator(CHART).first
    box, line = mentors.bounding_box(), mentors.locator(".now").bounding_box()
    assert box is not None
    assert line is not None
    assert 0.5 < (line["x"] - box["x"]) / box["width"] < 0.6  # of four years, two and a month
    assert mentors.locator(".today-word").is_visible()


def test_a_table_says_what_a_curve_shows(opened: Open) -> None:
    page = opened("ms4").page
    table = page.locator("#network .chart", has_text="Faculty mentors").locator("details")
    summary = table.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")

    rows = table.locator("tbody tr").all_inner_texts()
    assert [re.sub(r"\s+", " ", row) for row in rows] == [
        "start of MS1 Mon 10 Aug 2026 0 0",
        "end of MS1 Sun 8 Aug 2027 1 1",
        "end of MS2 Sun 2 Jul 2028 2 2",
        f"end of MS3 Sun 1 Jul 2029 3 {DASH}",
        f"end of MS4 Fri 17 May 2030 4 {DASH}",
    ]
    words = page.locator(CHART).first.get_attribute("aria-label")
    assert words == (
        "Faculty mentors: the roadmap's goals are 1 by the end of MS1, 2 by the end of MS2, "
        "3 by the end of MS3, 4 by the end of MS4. You know 2."
    )


def test_the_year_it_is_stands_out(opened: Open) -> None:
    page = opened("ms4").page

    assert page.locator(".shares .here").all_text_contents() == ["MS3"]


def test_only_what_is_still_to_do(opened: Open) -> None:
    one = opened()
    whole = len(one.shown())
    settled = one.page.locator("#list :is(.done, .skipped)").count()
    one.page.locator("#filters").get_by_label("open or over").check()

    assert settled > 50
    assert len(one.shown()) == whole - settled
    assert one.page.locator("#list :is(.done, .skipped):not([hidden])").count() == 0
    assert "letters promised, programs marked" not in one.page.locator("#next").inner_text()


def test_a_checkpoint_leads_to_what_is_missing(opened: Open) -> None:
    page = opened().page
    check = page.locator("#way .checks > li", has_text="your letters, your residents")
    assert check.get_by_role("img", name="not yet").is_visible()
    check.locator("summary").click()
    link = check.locator("details a").first
    title = link.inner_text()
    link.click()

    page.locator("summary:focus").wait_for()
    assert title in page.locator("#list details[open]").inner_text()
    reached = page.locator("#way .checks > li", has_text="letters promised, programs marked")
    assert reached.get_by_role("img", name="reached").is_visible()
    assert reached.locator("details").count() == 0


def test_without_script_the_curves_end_with_the_log(opened: Open) -> None:
    page = opened("ms4", java_script_enabled=False).page

    assert page.locator(f"{CHART} .had").first.is_visible()
    assert page.locator(f"{CHART} .today-word").first.is_hidden()
    table = page.locator("#network .chart", has_text="Faculty mentors").locator("details")
    table.locator("summary").click()
    assert table.locator("tbody tr").nth(2).inner_text().split()[-2:] == ["2", "2"]
    assert table.locator("tbody tr").nth(3).inner_text().split()[-1] == DASH


def test_nobody_is_named(pages: dict[str, Path]) -> None:
    text = pages["ana"].read_text("utf-8")

    assert "Hill IM" in text
    assert NETWORK.count("Person") == 6
    assert "Person" not in text
