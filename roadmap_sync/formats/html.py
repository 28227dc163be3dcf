"""Items → one page for a browser: no network, no other file, the same bytes in every run.

The day it is opened on is marked by the page's own script, so the page does not depend on the
day it was made.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from roadmap_sync.formats.page_progress import Progress
from roadmap_sync.formats.page_text import harmless
from roadmap_sync.formats.page_view import view_of
from roadmap_sync.items import Roadmap

if TYPE_CHECKING:
    from jinja2 import Template

_MARK = "<!DOCTYPE html>\n<!-- made by roadmap-sync -->\n"
_FOLDER = files("roadmap_sync.formats") / "page"


def to_html(roadmap: Roadmap, progress: Progress | None = None) -> str:
    """Return a roadmap as one HTML file (UTF-8) that needs nothing else.

    Args:
        roadmap: What the page lists.
        progress: How far the student is, and their network; None if nothing is known.

    Texts of plans and students are escaped; a policy in the page lets a browser run only our
    own script, by its digest, and lets nothing be loaded.
    """
    page = _template().render(view_of(roadmap, progress or Progress()))
    return _MARK + page + "\n"


@cache
def _template() -> "Template":
    """Return the page without a roadmap; to compile it takes longer than to fill it."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
        finalize=lambda value: harmless(value) if type(value) is str else value,
        loader=FunctionLoader(_read),
    )  # fmt: skip
    script = _read("page.js")
    ours = {
        "style": Markup(_read("page.css")),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "script_digest": _digest(script),
    }
    return environment.get_template("page.html.j2", globals=ours)


def made_by_us(data: bytes) -> bool:
    """Did `to_html` write this file?"""
    return data.startswith(_MARK.encode())


def _read(name: str) -> str:
    """Return a file beside this module, with the line ends that browsers take digests of."""
    return (_FOLDER / name).read_text("utf-8").replace("\r\n", "\n")


def _digest(script: str) -> str:
    """Return what the page's policy names a script by (CSP Level 3 section 2.3.1)."""
    return "sha256-" + b64encode(sha256(script.encode()).digest()).decode()
