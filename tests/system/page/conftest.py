"""A real Chromium for the page, and what it must never do."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import outcome_of
from roadmap_sync.formats.html import to_html
from roadmap_sync.schedule.narrow import narrow
from tests.system.commands import ROOT
from tests.unit.formats.hostile import a_hostile_roadmap

_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: The checks of .ci/run set this: there the tests must not be skipped.
_MUST = "ROADMAP_SYNC_NEEDS_CHROMIUM"
#: The day on which the page is opened: in the middle of Surgery of examples/ana.yaml.
TODAY = "2028-09-10"


@dataclass
class Opened:
    """A page in the browser.

    Attributes:
        wrong: Messages of the console, errors of the script and requests; must stay empty.
    """

    page: Page
    wrong: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        page, own = self.page, path.as_uri()
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.partition("#")[0] == own or request.url == "data:,"
                else self.wrong.append(f"request: {request.url[:200]}")
            ),
        )
        page.clock.set_fixed_time(f"{TODAY}T17:00:00Z")
        page.goto(own)

    def width(self) -> int:
        """Return how wide everything is, in CSS pixels."""
        width: int = self.page.evaluate("document.scrollingElement.scrollWidth")
        return width

    def shown(self) -> list[str]:
        """Return the ids of the items that the list shows."""
        ids: list[str] = self.page.eval_on_selector_all(
            "#list details:not([hidden])", "all => all.map(one => one.id)"
        )
        return ids


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        assert not os.environ.get(_MUST), "no Chromium here: install the package chromium"
        pytest.skip("no Chromium on this computer")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a whole student, of one stage of theirs, and one full of hostile text."""
    folder = tmp_path_factory.mktemp("pages")
    roadmap = outcome_of(Choice(student=ROOT / "examples" / "ana.yaml")).roadmap
    texts = {
        "ana": to_html(roadmap),
        "ms4": to_html(narrow(roadmap, stages={"ms4"})),  # a bit of everything, and quick
        "hostile": to_html(a_hostile_roadmap()),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture
def opened(chromium: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Opened]]:
    """Open a page; when the test is over, nothing went wrong and nothing was asked for."""
    all_: list[Opened] = []

    def open_(name: str = "ana", *, width: int = 1440, **context: Any) -> Opened:
        size: Any = {"width": width, "height": 900}
        one = Opened(
            chromium.new_context(viewport=size, reduced_motion="reduce", **context).new_page()
        )
        all_.append(one)
        one.open(pages[name])
        return one

    yield open_
    for one in all_:
        one.page.context.close()
        assert one.wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as the package ships it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
