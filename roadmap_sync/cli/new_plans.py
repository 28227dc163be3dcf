"""What `plans new` writes: a plan, and beside it the schema that editors read."""

import json
import re
import shlex
from pathlib import Path

import click

from roadmap_sync import clock
from roadmap_sync.cli.inputs import shipped_text
from roadmap_sync.cli.kept_files import refuse_kept
from roadmap_sync.cli.screen import plain
from roadmap_sync.disk import read_if_possible, write_atomically
from roadmap_sync.errors import OutputError
from roadmap_sync.plan import catalog, nodes
from roadmap_sync.plan.new_plan import TEMPLATE, new_plan
from roadmap_sync.schedule.entry_reader import slug
from roadmap_sync.schedule.student_reader import ZONE
from roadmap_sync.schedule.yaml_text import to_yaml

#: Room for the endings of the ids in it.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_MOST = 200


def write_plan(name: str, title: str | None) -> None:
    """Write a new plan and, if there is none, the schema beside it; say what to do next.

    Args:
        name: Its id, or the file: what ends in ``.yaml`` or ``.yml``, or holds a slash.
        title: One line; None for the id as people say it.

    Raises:
        click.BadParameter: The name or the title cannot be one.
        OutputError: There is such a file, or it could not be written.
    """
    file = _file(name)
    ident = _ident(file)
    title = ident.replace("-", " ").capitalize() if title is None else title
    if len(title) > _MOST:
        raise click.BadParameter(f"{_MOST} characters are the most", param_hint="--title")
    refuse_kept(file, None, "choose another name")
    if file.exists() or file.is_symlink():
        raise OutputError(f"{file} is there already; nothing was written\n"
                          "      hint: choose another name")  # fmt: skip
    today = clock.today(clock.local_zone() or ZONE)
    text = new_plan(
        shipped_text(TEMPLATE), ident, to_yaml(title), plain(shlex.quote(file.name)), today
    )
    write_atomically(file, text.encode())
    click.echo(plain(f"Wrote {file}{_with_schema(file.parent)}. It explains itself.\n\nNext:"))
    shown = shlex.quote(str(file))
    click.echo(plain(f"  roadmap-sync check --watch {shown}\n"
                     f"  roadmap-sync generate --start 2026-08 --plan {shown}\n\n"
                     f"All that the language can say: {catalog.beside('README.md')}"))  # fmt: skip


def _file(name: str) -> Path:
    is_path = "/" in name or "\\" in name or name.lower().endswith((".yaml", ".yml"))
    return Path(name if is_path else f"{name}.yaml")


def _ident(file: Path) -> str:
    """Return the id of the plan of a file: its name without the ending.

    Raises:
        click.BadParameter: It cannot be one, or is that of a bundled plan.
    """
    ident = file.stem
    if not _ID.fullmatch(ident):
        better = slug(ident)[:40].strip("-") or "my-plan"
        raise click.BadParameter(
            f"'{ident}' cannot be an id: use up to 40 small letters, digits and '-', such as "
            f"'{better}'"
        )
    if ident in catalog.bundled():
        raise click.BadParameter(f"there is a bundled plan '{ident}': choose another name")
    return ident


def _with_schema(folder: Path) -> str:
    """Put the schema beside a plan, or bring up to date one of ours; return what to say."""
    source, target = catalog.beside("plan.schema.json"), folder / "plan.schema.json"
    text = shipped_text(source)
    there = read_if_possible(target, nodes.MAX_BYTES)
    if target.exists() and not _is_ours(there, json.loads(text)["title"]):
        return ""
    write_atomically(target, text.encode())
    return " and plan.schema.json, for editors"


def _is_ours(data: bytes | None, title: str) -> bool:
    """Is it a schema of this program, maybe of an older version?"""
    try:
        found = json.loads(data or b"")
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("title") == title
