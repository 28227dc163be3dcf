"""The shape of the program: two wings and a hall, arrows one way (DESIGN.md section 3)."""

import ast
import inspect
import re
from pathlib import Path

import pytest

import roadmap_sync
from roadmap_sync import errors

ROOT = Path(roadmap_sync.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

#: What everything may know.
COMMON = {"__version__", "values"}

#: Each name may import the names to its right, its own package, and nothing else of ours.
MAY_KNOW = {
    "__init__": "api",
    "api": "cli plan schedule formats items problems errors",
    "__main__": "cli",
    "problems": "",
    "values": "",
    "errors": "problems",
    "clock": "",
    "chance": "",
    "locking": "clock",
    "archive": "errors",
    "cache": "disk",
    "aside": "errors reasons",
    "disk": "aside errors hidden reasons",
    "hidden": "chance",
    "reasons": "",
    "fetch": "errors clock",
    "items": "",
    "content": "",
    "plan": "problems errors",
    "schedule": "plan items problems errors",
    "spreadsheet": "problems",
    "people": "schedule plan spreadsheet problems errors",
    "formats": "items content spreadsheet problems errors",
    "targets": "content formats errors clock chance disk",
    "sync": "targets formats content items errors clock chance aside disk locking",
    "settings": "plan targets problems errors",
    "nightly": "errors clock disk",
    "cli": (
        "plan schedule people formats targets sync settings nightly items content problems errors "
        "clock chance cache aside disk locking archive fetch"
    ),
}

#: Who alone may import a library.
ALONE: dict[str, set[str]] = {
    "caldav": {"targets/caldav_finding.py", "targets/caldav_lines.py"},
    "dataclasses": set(),  # they take a hundred times as long to make as msgspec's
    "http": {
        "fetch.py",
        "targets/caldav_lines.py",
        "targets/google_lines.py",
        "targets/google_signin.py",
    },
    "google": {"targets/google_credentials.py", "targets/google_lines.py"},
    "google_auth_httplib2": {"targets/google_lines.py"},
    "googleapiclient": {"targets/google_calls.py"},
    "httplib2": {"targets/google_lines.py"},
    "ruamel": {"plan/nodes.py", "schedule/places.py"},
    "icalendar": {
        "formats/ics.py",
        "formats/foreign_zones.py",
        "formats/ics_parts.py",
        "formats/resource_reading.py",
    },
    "jinja2": {"formats/html.py"},
    "markupsafe": {"formats/html.py"},
    "dateutil": {"formats/foreign_zones.py"},
    "holidays": {"schedule/daysoff.py", "schedule/one_country.py"},
    "sqlite3": {
        "sync/ledger.py",
        "sync/ledger_schema.py",
        "sync/ledger_copy.py",
        "sync/ledger_moving.py",
    },
    "zipfile": {"archive.py"},
    "zc": {"locking.py"},
    "pyperclip": {"cli/drafting.py"},
    "subprocess": {"targets/secret.py", "nightly/tools.py"},
    "vobject": {"people/vcard.py"},
}

MAX_LINES = 350
MAX_FUNCTION = 40


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if node.module == "roadmap_sync" else {node.module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_knows_only_what_lies_below_it(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")

    ours = {name.split(".")[1] for name in imports(path) if name.startswith("roadmap_sync.")}

    assert ours - {own} - COMMON <= set(MAY_KNOW[own].split())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_has_one_importer(path: Path) -> None:
    for library, allowed in ALONE.items():
        if any(name.split(".")[0] == library for name in imports(path)):
            assert name_of(path) in allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert _lines(node) <= MAX_FUNCTION, node.name


def _lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_the_clock_the_disk_and_chance_have_one_door() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        if path.name != "clock.py":
            assert ".now(" not in text.replace("clock.now(", "")
            assert ".today(" not in text.replace("clock.today(", "")
        assert "import random" not in text
        assert "import secrets" not in text
        assert "urandom" not in text or path.name == "chance.py"
        if name_of(path) not in {"disk.py", "plan/catalog.py"}:
            assert not re.search(r"(?<![\w.])(?<!def )open\(", text)
            assert "write_text" not in text
            assert "write_bytes" not in text


def test_plans_come_from_the_web_by_one_command_only() -> None:
    """Nothing that cron runs can fetch a plan: only what adds plans knows the door."""
    through = {name_of(path) for path in MODULES if "roadmap_sync.fetch" in imports(path)}

    assert through == {"cli/adding.py"}
    adding = re.compile(r"\bimport adding\b|\bcli\.adding\b|\bimport .*\bupdating\b|cli\.updating")
    knowing = {name_of(path) for path in MODULES if adding.search(path.read_text("utf-8"))}
    assert knowing == {"cli/plans.py", "cli/updating.py"}


def test_the_picture_of_errors_is_the_tree_of_classes() -> None:
    picture = inspect.getdoc(errors) or ""
    classes = {
        name: cls
        for name, cls in vars(errors).items()
        if isinstance(cls, type) and issubclass(cls, errors.RoadmapError)
    }

    for name, cls in classes.items():
        [line] = [line for line in picture.splitlines() if f"{name} " in line]
        assert str(cls.exit_code) in line.split(name)[1].split()
        assert name.endswith("Error")
    assert picture.count("Error  ") == len(classes)
