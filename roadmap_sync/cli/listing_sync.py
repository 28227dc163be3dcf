"""How a run is shown: like a difference for people, as JSON for programs."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import click

from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.naming import short
from roadmap_sync.cli.screen import (
    amount,
    flat,
    is_terminal,
    plain,
    point_to_warnings,
    show_json,
)
from roadmap_sync.cli.syncing import Ran, Wish
from roadmap_sync.errors import UnreachableError
from roadmap_sync.sync.fields import WORDS
from roadmap_sync.sync.merge import Decision, Verb
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.base import Result

_SIGNS = {Verb.CREATE: "+", Verb.UPDATE: "~", Verb.DELETE: "-", Verb.KEEP: "="}
_COLORS = {Verb.CREATE: "green", Verb.UPDATE: "yellow", Verb.DELETE: "red", Verb.KEEP: "cyan"}
_NO_DAY = " " * len("2026-08-31")
#: So many items of a kind are shown; the rest is counted.
_MOST = 12
#: No answer for so long is no longer something that passes by itself.
_PATIENCE = timedelta(days=3)


def show(ran: Ran, desk: Desk, wish: Wish) -> None:
    """Print what came of a run; with ``--quiet`` only what a person must do."""
    if wish.as_json:
        show_json(_record(ran, wish))
        return
    if not wish.quiet:
        point_to_warnings(desk.problems.sorted())
        for report in ran.reports:
            for line in _lines(report, wish):
                click.echo(line)
    for line in (*ran.notes, *_for_people(ran, desk, wish), *_to_accept(ran, wish)):
        click.echo(plain(line), err=True)


def told(ran: Ran, desk: Desk, wish: Wish) -> Iterator[str]:
    """Yield all that came of a run, for a log."""
    for report in ran.reports:
        yield from (click.unstyle(line) for line in _lines(report, wish))
    for line in (*ran.notes, *_for_people(ran, desk, wish), *_to_accept(ran, wish)):
        yield plain(line)
    yield f"ended with code {ran.exit_code}"


def is_accepted(ran: Ran, wish: Wish) -> bool:
    """Ask whether what waits may be written, if something does and there is somebody to ask."""
    silent = wish.quiet or wish.as_json or wish.dry_run
    if silent or not ran.waiting or not is_terminal():
        return False
    return click.confirm(f"Write {amount(ran.waiting, 'change')} of the new version?")


def _lines(report: Report, wish: Wish) -> Iterator[str]:
    """Yield a line for each item that something happens to, the head first."""
    yield click.style(plain(f"{report.target}: {_head(report, wish)}"), bold=True)
    writes = report.writes
    if report.error is not None and not wish.dry_run:
        writes = [one for one in writes if one.uid in report.outcomes]  # the rest was not tried
    for verb in (Verb.CREATE, Verb.UPDATE, Verb.DELETE):
        yield from _shortened([one for one in writes if one.verb is verb], report, wish)
    if report.learned:
        from roadmap_sync.cli.listing_learned import learned_lines

        most = len(report.learned) if wish.verbose else _MOST
        yield from learned_lines(report, most, dry=wish.dry_run)
    keeps = [one for one in report.decisions if one.verb is Verb.KEEP and not _is_told(one, report)]
    worth = keeps if wish.verbose else [one for one in keeps if one.kept or one.ask]
    yield from _shortened(worth, report, wish)
    if report.waits:
        yield f"  waiting until you accept {amount(len(report.waits), 'change')}:"
        yield from _shortened(report.waits, report, wish)


def _is_told(one: Decision, report: Report) -> bool:
    """Is it said already that the student did something with it, and nobody need look at it?"""
    return one.uid in report.learned and not one.ask


def _head(report: Report, wish: Wish) -> str:
    if report.error is not None and not report.decisions:
        return "nothing was done"
    if not wish.dry_run and report.error is not None:
        done = report.done_in_words
        return f"{done}, then it stopped" if done else "nothing was written"
    if not wish.dry_run:
        return report.in_words
    verbs = {Verb.CREATE: "create", Verb.UPDATE: "update", Verb.DELETE: "delete"}
    counts = {word: sum(one.verb is verb for one in report.writes) for verb, word in verbs.items()}
    words = [f"{count} to {word}" for word, count in counts.items() if count]
    return (", ".join(words) or "nothing to do") + " (nothing was written)"


def _shortened(decisions: Sequence[Decision], report: Report, wish: Wish) -> Iterator[str]:
    most = len(decisions) if wish.verbose or len(decisions) <= _MOST + 1 else _MOST
    for one in decisions[:most]:
        yield _line(one, report)
    if len(decisions) > most:
        verb = "kept" if decisions[0].verb is Verb.KEEP else f"to {decisions[0].verb}"
        yield f"    ... and {len(decisions) - most} more {verb} (--verbose shows all)"


def _line(one: Decision, report: Report) -> str:
    sign = click.style(_SIGNS[one.verb], fg=_COLORS[one.verb], bold=True)
    day = report.days.get(one.uid)
    when = _NO_DAY if day is None else day.isoformat()[: len(_NO_DAY)]
    name = short(one.item) or one.uid
    outcome = report.outcomes.get(one.uid)
    failed = outcome is not None and outcome.result is not Result.DONE
    remark = (
        f"{one.reason}; {outcome.result}: {outcome.reason}" if outcome and failed else one.reason
    )
    return f"  {sign} {when}  {flat(one.title)}  {flat(name)}  ({flat(remark)})"


def _for_people(ran: Ran, desk: Desk, wish: Wish) -> Iterator[str]:
    """Yield what a person must do or know, whether they asked for quiet or not."""
    for report in ran.reports:
        passes = wish.quiet and _passes(report, ran, desk)
        yield from (f"{report.target}: {note}" for note in report.notes)
        if report.error is not None and not passes:
            words = str(report.error)
            named = words.startswith(f"{report.target}:")
            yield f"roadmap-sync: {words if named else f'{report.target}: {words}'}"
        for one in report.asks:
            yield f"{report.target}: '{flat(one.title)}' ({short(one.item)}): {one.reason}"
        for outcome in report.refused:
            yield f"{report.target}: {_title(report, outcome.write.uid)}: {outcome.reason}"
        if report.error is None and report.pending and not passes:
            left = f"{report.target}: {amount(len(report.pending), 'write')} left for the next run"
            why = next((one.reason for one in report.pending if one.result is Result.EXISTS), "")
            yield f"{left}; {why}" if why else left


def _to_accept(ran: Ran, wish: Wish) -> Iterator[str]:
    """Yield what waits for the student's word, in dates, and how to say it."""
    if not ran.waiting:
        return
    yield (
        f"since your calendars were last brought in line: {'; '.join(ran.versions)}. "
        f"{amount(ran.waiting, 'change')} to your calendar come from that, and nothing of it is "
        "written until you have looked at it and say: roadmap-sync sync --accept"
    )
    if wish.quiet:
        waits = {one.uid: (one, report) for report in reversed(ran.reports) for one in report.waits}
        lines = [click.unstyle(_line(*pair)) for pair in waits.values()]
        yield from lines[:_MOST]
        if len(lines) > _MOST:
            yield f"    ... and {len(lines) - _MOST} more: roadmap-sync sync --dry-run"


def _passes(report: Report, ran: Ran, desk: Desk) -> bool:
    """Is it a trouble that will probably pass by itself, and young?"""
    if report.exit_code != UnreachableError.exit_code:
        return False
    good = ran.good.get(report.target)
    return good is not None and desk.run.now - good < _PATIENCE


def _title(report: Report, uid: str) -> str:
    return next(
        (f"'{flat(one.title)}' ({short(one.item)})" for one in report.decisions if one.uid == uid),
        uid,
    )


def _record(ran: Ran, wish: Wish) -> dict[str, object]:
    return {
        "dry_run": wish.dry_run,
        "exit_code": ran.exit_code,
        "notes": list(ran.notes),
        "versions": list(ran.versions),
        "targets": [_target(report, wish) for report in ran.reports],
    }


def _target(report: Report, wish: Wish) -> dict[str, object]:
    kept = [one for one in report.decisions if one.kept]
    return {
        "target": report.target,
        "exit_code": report.exit_code,
        "error": None if report.error is None else str(report.error),
        "notes": list(report.notes),
        "writes": [_write(one, report, wish) for one in report.writes],
        "kept": [
            {**_item(one, report), "fields": [WORDS[name] for name in one.kept]} for one in kept
        ],
        "learned": _learned(report),
        "asks": [_item(one, report) for one in report.asks],
        "waits": [_write(one, report, wish) for one in report.waits],
        "unchanged": report.unchanged
        + sum(one.verb is Verb.KEEP and not one.kept for one in report.decisions),
    }


def _learned(report: Report) -> list[dict[str, object]]:
    if not report.learned:
        return []
    from roadmap_sync.cli.listing_learned import learned_records

    return learned_records(report)


def _write(one: Decision, report: Report, wish: Wish) -> dict[str, object]:
    record = {"verb": one.verb.value, **_item(one, report)}
    if one.verb is Verb.UPDATE:
        record["fields"] = [] if one.write is None else sorted(one.write.fields)
    if not wish.dry_run:
        outcome = report.outcomes.get(one.uid)
        record["result"] = None if outcome is None else outcome.result.value
        record["why_not"] = "" if outcome is None else outcome.reason
    return record


def _item(one: Decision, report: Report) -> dict[str, object]:
    day = report.days.get(one.uid)
    return {
        "uid": one.uid,
        "item": one.item,
        "title": one.title,
        "day": None if day is None else day.isoformat()[: len(_NO_DAY)],
        "reason": one.reason,
    }
