"""A student in the middle of the bundled roadmap, for tests of the agenda and the like."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result as Finished

from tests.system.commands import ROOT, run

#: A Wednesday in the middle of the surgery rotation.
TODAY = "2028-10-11 15:00"
#: What the student has done by then, so that little is overdue.
DONE_UNTIL = "2028-09-20"


def settle(folder: Path) -> None:
    """Write the student file of `examples/ana.yaml` with an id and no calendar, and live it."""
    text = (ROOT / "examples" / "ana.yaml").read_text("utf-8")
    text = f"id: 0123abc\n{text[: text.index('# Calendars to write to')]}"
    (folder / "student.yaml").write_text(text, "utf-8")
    past = [name for name, day in days().items() if day < DONE_UNTIL]
    did("done", *past)


def days() -> dict[str, str]:
    """Return the plan's day of each item, by name."""
    items = json.loads(did("generate", "--format", "json", "--output", "-").stdout)["items"]
    return {one["step"] + one["occurrence"]: one["date"] for one in items}


def did(*words: str) -> Finished:
    """Run a command where nothing may go wrong."""
    result = run(*words)
    assert result.exit_code == 0, result.output
    return result


def told(*words: str) -> dict[str, Any]:
    """Run a command with ``--json``, and return what it says."""
    found: dict[str, Any] = json.loads(did(*words, "--json").stdout)
    return found
