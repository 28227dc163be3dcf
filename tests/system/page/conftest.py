"""A real Chromium for the page, and what it must never do."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from freezegun import freeze_time
from playwright.sync_api import Browser, Page, Request, sync_playwright

from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import Outcome, outcome_of
from roadmap_sync.cli.own_way import page_of
from roadmap_sync.formats.html import to_html
from roadmap_sync.schedule.narrow import narrow
from tests.system.commands import ROOT, run
from tests.unit.formats.hostile import a_hostile_progress, a_hostile_roadmap

_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: The checks of .ci/run set this: there the tests must not be skipped.
_MUST = "ROADMAP_SYNC_NEEDS_CHROMIUM"
#: The day on which the page is opened: in the middle of Surgery of examples/ana.yaml.
TODAY = "2028-09-10"
#: Whom Ana knows by then. No name of these may stand on a page.
NETWORK = """\
people:
  - {name: Person One, role: mentor, since: 2027-01-12, programs: [Lakeside IM],
     log: [{date: 2028-09-01}]}
  - {name: Person Two, role: mentor, since: 2028-05-02}
  - {name: Person Three, role: resident, since: 2027-11-01, programs: [Hill IM]}
  - {name: Person Four, role: resident, since: 2028-07-10}
  - {name: Person Five, role: fellow}
  - {name: Person Six, role: peer, since: 2026-08-11, programs: [Hill IM]}
programs:
  Hill IM: strong
  Coastal Med-Peds, the program with the long name at the end of the road: none
"""


@dataclass
class Opened:
    """A page in the browser; it is opened again and again, because a new one takes much longer.

    Attributes:
        wrong: Messages of the console, errors of the script and requests; must stay empty.
    """

    page: Page
    wrong: list[str] = field(default_factory=list)
    path: Path = Path()

    def __post_init__(self) -> None:
        page = self.page
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._note)
        page.clock.set_fixed_time(f"{TODAY}T17:00:00Z")

    def _note(self, request: Request) -> None:
        address = request.url.partition("#")[0]
        if address not in {self.path.as_uri(), "data:,"}:
            self.wrong.append(f"request: {request.url[:200]}")

    def open(self, path: Path, *, width: int, scheme: Literal["light", "dark"]) -> None:
        """Load a page anew; nothing of an earlier visit is left."""
        self.path = path
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.goto(path.as_uri())

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
    outcome, state = lived_by_ana(folder), folder / "state"
    with freeze_time(f"{TODAY} 17:00"):
        ms4 = narrow(outcome.roadmap, stages={"ms4"})  # a bit of everything, and quick
        texts = {
            "ana": page_of(outcome, outcome.roadmap, state),
            "ms4": page_of(outcome, ms4, state),
            "hostile": to_html(a_hostile_roadmap(), a_hostile_progress()),
        }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def lived_by_ana(folder: Path) -> Outcome:
    """Return the roadmap of `examples/ana.yaml`; the ledger in ``state`` knows what is done."""
    text = (ROOT / "examples" / "ana.yaml").read_text("utf-8")
    student, state = folder / "student.yaml", folder / "state"
    student.write_text(f"id: 0123abc\n{text[: text.index('# Calendars to write to')]}", "utf-8")
    (folder / "network.yaml").write_text(NETWORK, "utf-8")
    with freeze_time(f"{TODAY} 17:00"):
        outcome = outcome_of(Choice(student=student))
        past = [one.name for one in outcome.roadmap.items if one.date.isoformat() < "2028-08-20"]
        for words in (["done", *past[:-6], "list-check"], ["skip", *past[-4:]]):
            result = run(*words, "--student", str(student), "--state", str(state))
            assert result.exit_code == 0, result.output
    return outcome


@pytest.fixture(scope="session")
def pool(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Return a page for each sort of browser, the same one whenever it is asked for."""
    known: dict[str, Opened] = {}

    def get(**context: Any) -> Opened:
        name = repr(context)
        if name not in known:
            known[name] = Opened(chromium.new_context(**context).new_page())
        return known[name]

    yield get
    for one in known.values():
        one.page.context.close()


@pytest.fixture
def opened(pool: Callable[..., Opened], pages: dict[str, Path]) -> Iterator[Callable[..., Opened]]:
    """Open a page; when the test is over, nothing went wrong and nothing was asked for."""
    all_: list[Opened] = []

    def open_(
        name: str = "ana",
        *,
        width: int = 1440,
        scheme: Literal["light", "dark"] = "light",
        **context: Any,
    ) -> Opened:
        one = pool(**context)
        all_.append(one)
        one.wrong.clear()
        one.open(pages[name], width=width, scheme=scheme)
        return one

    yield open_
    for one in all_:
        assert one.wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as the package ships it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
