"""How `agenda` is shown: lines that read well in a terminal and in a mail from cron."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import click

from roadmap_sync.cli.naming import some
from roadmap_sync.cli.screen import amount, plain, show_json
from roadmap_sync.cli.tally import Lived
from roadmap_sync.cli.weeks import Agenda, Ahead, Entry, Week, agenda_of, monday, week_of
from roadmap_sync.formats.description import day_in_words, span_in_words
from roadmap_sync.sync.doing import Where

#: The most items behind their day that are shown; a long list is not read.
_LATE = 10
#: The most names of what is still open before a checkpoint.
_MISSING = 6
_DAY = timedelta(days=1)


def show(lived: Lived, count: int, week: int | date | None, *, as_json: bool) -> None:
    """Print some weeks, or one of them: so many weeks from this one, or that of a day."""
    agenda = agenda_of(lived, count) if week is None else week_of(lived, _meant(lived, week))
    if as_json:
        show_json(_record(agenda))
        return
    for number, part in enumerate(_parts(agenda)):
        click.echo("\n" * bool(number) + "\n".join(part))


def _meant(lived: Lived, week: int | date) -> date:
    return week if isinstance(week, date) else lived.today + timedelta(weeks=week)


def _parts(agenda: Agenda) -> Iterator[list[str]]:
    for name, entries in (("Overdue", agenda.overdue), ("Still in time", agenda.in_time)):
        if entries:
            yield list(_behind(name, entries, agenda.today))
    for week in agenda.weeks:
        yield [_bold(_heading(week, agenda.today)), *_week(week)]
    if agenda.checkpoints:
        yield [_bold("Checkpoints ahead"), *_checkpoints(agenda.checkpoints)]


def _behind(name: str, entries: Sequence[Entry], today: date) -> Iterator[str]:
    """Yield what should have been done by today, under a heading."""
    yield _bold(f"{name}: {amount(len(entries), 'item')}")
    hidden = entries[:-_LATE]
    if hidden:
        yield f"  ... and {len(hidden)} older, from {day_in_words(hidden[0].day)} on"
    shown = entries[-_LATE:]
    years = shown[0].day.year < today.year
    for entry in shown:
        left = f"until {day_in_words(entry.until)}" if entry.until >= today else ""
        yield _line(entry, left, years=years)


def _heading(week: Week, today: date) -> str:
    ahead = (week.first - monday(today)).days // 7
    name = {0: "This week", 1: "Next week", -1: "Last week"}.get(ahead, "Week")
    return f"{name}: {span_in_words(week.first, week.last + _DAY)}"


def _week(week: Week) -> Iterator[str]:
    yield from (_line(entry, _remark(entry, week)) for entry in week.entries)
    if not week.entries:
        yield "  nothing planned"


def _remark(entry: Entry, week: Week) -> str:
    if entry.moved:
        return "moved by you"
    return f"until {day_in_words(entry.until)}" if entry.until > week.last else ""


def _line(entry: Entry, remark: str = "", *, years: bool = False) -> str:
    """Return one item as a line, with or without the year of its day."""
    item, done = entry.item, entry.where is Where.DONE
    day = f"{day_in_words(entry.day):<15}"
    if not years:
        day = f"{day.rstrip()[: -len(' 2026')]:<10}"
    hour = f"{entry.hour} " * bool(entry.hour)
    words = [item.name, remark, *["deadline"] * item.deadline, *["expected"] * item.expected]
    words += ["draft"] * (item.message is not None and not done)
    title = click.style(plain(hour + item.title), strikethrough=True if done else None)
    tail = plain(", ".join(filter(None, words)))
    return f"  {day}  [{'x' if done else ' '}] {title}  ({tail})"


def _checkpoints(checkpoints: Sequence[Ahead]) -> Iterator[str]:
    for one in checkpoints:
        item = one.entry.item
        yield plain(f"  {day_in_words(one.entry.day)}  {item.title}  ({item.name})")
        yield from (plain(f"      - {line}") for line in item.checklist)
        if one.missing:
            names = some((entry.item for entry in one.missing), _MISSING)
            yield plain(f"      still open before it: {names}")


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _record(agenda: Agenda) -> dict[str, object]:
    return {
        "today": agenda.today.isoformat(),
        "overdue": [_entry(one) for one in agenda.overdue],
        "in_time": [_entry(one) for one in agenda.in_time],
        "weeks": [
            {"from": week.first.isoformat(), "until": week.last.isoformat(),
             "items": [_entry(one) for one in week.entries]}
            for week in agenda.weeks
        ],
        "checkpoints": [
            {**_entry(one.entry), "checklist": list(one.entry.item.checklist),
             "missing": [_entry(entry) for entry in one.missing]}
            for one in agenda.checkpoints
        ],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, object]:
    item = entry.item
    return {
        "uid": item.uid, "item": item.name, "plan": item.plan, "kind": item.kind,
        "title": item.title, "date": entry.day.isoformat(), "hour": entry.hour,
        "state": entry.where.value, "moved": entry.moved,
        "until": entry.until.isoformat(),
        "deadline": item.deadline, "expected": item.expected, "draft": item.message is not None,
    }  # fmt: skip
