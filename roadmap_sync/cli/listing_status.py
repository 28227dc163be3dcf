"""How `status` is shown."""

from collections.abc import Iterator
from datetime import datetime

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.listing_nights import in_short
from roadmap_sync.cli.naming import short
from roadmap_sync.cli.screen import amount, plain, show_json
from roadmap_sync.cli.standing import Stand, Standing
from roadmap_sync.cli.tally import Phase
from roadmap_sync.formats.description import moment_in_words
from roadmap_sync.sync.fields import WORDS
from roadmap_sync.sync.merge import Verb

_VERBS = {Verb.CREATE: "create", Verb.UPDATE: "update", Verb.DELETE: "delete"}


def show(standing: Standing, desk: Desk, *, as_json: bool) -> None:
    """Print how everything stands."""
    if as_json:
        show_json(_record(standing))
        return
    for stand in standing.targets:
        for line in _target(stand, desk):
            click.echo(plain(line))
    if not standing.targets:
        click.echo("no calendar to write to: roadmap-sync sync shows how to name one")
    if standing.nights is not None:
        click.echo(plain(in_short(standing.nights, desk.zone)))
    click.echo()
    click.echo("\n".join(_phases(standing.phases)))


def _target(stand: Stand, desk: Desk) -> Iterator[str]:
    account = stand.account
    kind = f" ({stand.settings.kind})" if stand.settings is not None else ""
    if account is None or account.last_run is None:
        yield f"{stand.name}{kind}: never synced"
    else:
        yield f"{stand.name}{kind}: last run {_when(account.last_run, desk)}, {account.outcome}"
        if account.last_good != account.last_run:
            good = account.last_good
            yield f"  last good run: {'none' if good is None else _when(good, desk)}"
    if stand.settings is not None and (waiting := _waiting(stand)):
        yield f"  next run: {waiting}"
    for one in stand.outlook.kept:
        words = ", ".join(WORDS[name] for name in one.kept)
        yield f"  yours: {one.title}  {short(one.item)}  ({words})"
    for item, why in stand.released:
        yield f"  yours: {short(item)}  ({why})"
    for need in stand.needs:
        yield f"  needs you: {need}"


def _waiting(stand: Stand) -> str:
    counts = {word: _count(stand, verb) for verb, word in _VERBS.items()}
    return ", ".join(f"{count} to {word}" for word, count in counts.items() if count)


def _count(stand: Stand, verb: Verb) -> int:
    return sum(one.verb is verb for one in stand.outlook.writes)


def _when(moment: datetime, desk: Desk) -> str:
    return moment_in_words(moment.astimezone(desk.zone))


def _phases(phases: tuple[Phase, ...]) -> Iterator[str]:
    wide = max((len(one.title) for one in phases), default=0)
    for one in phases:
        words = [f"{one.done} done", f"{one.open} open"]
        words += [f"{one.over} over"] * bool(one.over)
        words += [f"{one.skipped} skipped"] * bool(one.skipped)
        yield plain(f"{one.title:<{wide}}  {', '.join(words)}")
    done, every = sum(one.done for one in phases), sum(one.every for one in phases)
    yield f"{'all':<{wide}}  {done} of {amount(every, 'item')} done"


def _record(standing: Standing) -> dict[str, object]:
    nights = standing.nights
    return {
        "nights": None if nights is None else {
            "last_good": _iso(nights.last_good), "bad": len(nights.bad)
        },
        "targets": [_target_record(stand) for stand in standing.targets],
        "phases": [
            {"phase": one.id, "title": one.title, "done": one.done, "open": one.open,
             "over": one.over, "skipped": one.skipped}
            for one in standing.phases
        ],
    }  # fmt: skip


def _target_record(stand: Stand) -> dict[str, object]:
    account = stand.account
    return {
        "target": stand.name,
        "kind": None if stand.settings is None else stand.settings.kind,
        "last_run": _iso(None if account is None else account.last_run),
        "last_good": _iso(None if account is None else account.last_good),
        "outcome": "" if account is None else account.outcome,
        "pending": {word: _count(stand, verb) for verb, word in _VERBS.items()},
        "kept": [
            {"uid": one.uid, "item": one.item, "title": one.title,
             "fields": [WORDS[name] for name in one.kept]}
            for one in stand.outlook.kept
        ],
        "released": [item for item, _ in stand.released],
        "needs": stand.needs,
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
