"""How targets, and a try of one, are shown."""

from collections.abc import Sequence

import click

from roadmap_sync.cli.screen import plain, show_json
from roadmap_sync.cli.trying import Step
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.opening import TargetSettings


def show_all(settings: Sequence[TargetSettings], *, as_json: bool) -> None:
    """Print all targets, without asking for a password."""
    if as_json:
        show_json([_record(one) for one in settings])
        return
    wide = max(len(one.name) for one in settings)
    for one in settings:
        click.echo(plain(
            f"{one.name:<{wide}}  {one.kind:<6}  tasks as {one.tasks:<6}  {_where(one)}"
        ))  # fmt: skip
    click.echo("roadmap-sync targets NAME tries one out.")


def show_steps(name: str, steps: Sequence[Step], *, as_json: bool) -> None:
    """Print how each step of a try went."""
    if as_json:
        records = [
            {"step": one.name, "ok": one.error is None, "words": one.words, "advice": one.advice}
            for one in steps
        ]
        show_json({"target": name, "steps": records})
        return
    for one in steps:
        sign = click.style("ok", fg="green") if one.error is None else click.style("no", fg="red")
        words = "" if one.words == "ok" else one.words.removeprefix("ok: ")
        click.echo(plain(f"{one.name:>10}  ") + sign + plain(f"  {words}").rstrip())
        if one.advice:
            click.echo(plain(f"{'':>10}      hint: {one.advice}"))


def _where(settings: TargetSettings) -> str:
    own = settings.own
    if isinstance(own, FileSettings):
        return str(own.path)
    if isinstance(own, CalDavSettings):
        return f"{own.url} {own.calendar}"
    return f"{own.calendar}, tasks in '{own.tasklist}'" if own.tasklist else own.calendar


def _record(settings: TargetSettings) -> dict[str, object]:
    return {
        "target": settings.name,
        "kind": settings.kind,
        "where": _where(settings),
        "tasks": settings.tasks,
    }
