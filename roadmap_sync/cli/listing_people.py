"""The network log as people read it on a screen, and as programs do."""

from collections.abc import Iterator
from datetime import date

import click

from roadmap_sync.cli.listing_programs import program_lines, program_record
from roadmap_sync.cli.network import Book
from roadmap_sync.cli.screen import amount, plain, show_json
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.people import touch
from roadmap_sync.people.growth import CURVES, GROUPS, Days, Point, count, points, undated
from roadmap_sync.people.person import Person
from roadmap_sync.people.programs import connections
from roadmap_sync.people.reader import TEXTS

_NAME = 32


def show(people: tuple[Person, ...], book: Book, *, as_json: bool) -> None:
    """Print people, one a line, or all that is known of them as JSON."""
    if as_json:
        show_json({"people": [_record(person, book.today) for person in people]})
        return
    if not book.people:
        click.echo(plain(f"nobody is in {book.file} yet: roadmap-sync people add NAME"))
        return
    wide = _width(people)
    for person in people:
        last = person.last_contact
        day = "no contact yet" if last is None else day_in_words(last)
        cold = "cold" if touch.is_cold(person, book.today) else ""
        about = "; ".join(part for part in (person.met, person.detail, *person.programs) if part)
        line = f"{person.name:<{wide}}  {person.role:<10}  {day:<15}  {cold:<4}  {about}"
        click.echo(plain(line.rstrip()))
    of = "" if len(people) == len(book.people) else f" of {len(book.people)}"
    click.echo(
        f"{len(people)}{of} people" if len(book.people) != 1 else f"{len(people)}{of} person"
    )


def show_due(book: Book, weeks: int, *, as_json: bool) -> None:
    """Print who should hear from the student in the coming weeks."""
    found = touch.due_within(book.people, book.today, weeks)
    if as_json:
        show_json({"due": [_record(one.person, book.today) for one in found]})
        return
    if not found:
        click.echo(f"nobody is due in the next {amount(weeks, 'week')}")
    wide = _width(tuple(one.person for one in found))
    for one in found:
        last = one.person.last_contact
        before = "no contact yet" if last is None else f"last {day_in_words(last)}"
        line = f"{one.person.name:<{wide}}  {_when(one, book.today):<24}  {before}"
        click.echo(plain(line))


def show_programs(book: Book, *, as_json: bool) -> None:
    """Print programs, and the people who connect the student with each."""
    found = connections(book.network)
    if as_json:
        show_json({"programs": [program_record(one, named=True) for one in found]})
        return
    for line in program_lines(found):
        click.echo(line)
    if not found:
        click.echo("no programs yet: roadmap-sync people program NAME")
    connected = [one for one in found if one.people]
    if connected:
        click.echo("\nWho connects you")
    for one in connected:
        names = "; ".join(f"{each.name} ({each.role})" for each in one.people)
        click.echo(plain(f"  {one.name}: {names}"))


def show_growth(book: Book, days: Days) -> None:
    """Print the network over time and against the targets."""
    click.echo(f"Your network on {day_in_words(book.today)}")
    for curve in CURVES:
        click.echo(f"\n{curve.title}")
        for line in _curve(points(curve, book.people, days, book.today)):
            click.echo(line)
    click.echo("\nby February of MS4")
    for group in GROUPS:
        have = count(group, book.people)
        goal = f"{have} of {group.low}-{group.high}"
        click.echo(f"  {group.title:<24}  {goal:<10}  {_bar(have, group.high)}".rstrip())
    unknown = undated(book.people)
    if unknown:
        click.echo(f"\n{unknown} without a known day: counted today, but not before. Add 'since:'.")


def _curve(found: tuple[Point, ...]) -> Iterator[str]:
    for point in found:
        words = "" if point.have is None else f"{point.have}"
        words += "" if point.target is None else f" of {point.target}"
        if point.have is None:
            words = f"goal {point.target}"
        bar = _bar(point.have or 0, point.target or 0)
        line = f"  {point.label:<12}  {day_in_words(point.day):<15}  {words:<8}  {bar}"
        yield line.rstrip()


def _bar(have: int, target: int) -> str:
    """Return ``###..``: a sign for each person there is, a dot for each that is missing."""
    return "#" * min(have, 40) + "." * max(0, target - have)


def _when(due: touch.Due, today: date) -> str:
    if due.from_day is None or due.until_day is None:
        return "any day"
    if today > due.until_day:
        return f"overdue since {day_in_words(due.until_day)}"
    if today >= due.from_day:
        return f"by {day_in_words(due.until_day)}"
    return f"from {day_in_words(due.from_day)}"


def _width(people: tuple[Person, ...]) -> int:
    return min(_NAME, max((len(person.name) for person in people), default=0))


def _record(person: Person, today: date) -> dict[str, object]:
    due = touch.due_of(person)
    last = person.last_contact
    return {
        "name": person.name,
        "role": person.role,
        "since": _iso(person.known_since),
        "last_contact": _iso(last),
        **{key: getattr(person, key) for key in TEXTS},
        "programs": list(person.programs),
        "cadence": touch.cadence_words(person),
        "log": [{"date": one.day.isoformat(), "note": one.note} for one in person.log],
        "due": None if due is None else {"from": _iso(due.from_day), "until": _iso(due.until_day)},
        "cold": touch.is_cold(person, today),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
