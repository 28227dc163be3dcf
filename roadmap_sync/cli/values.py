"""The words of ``set`` → one edit of a student file's text."""

import re
from collections.abc import Callable

import click

from roadmap_sync import chance
from roadmap_sync.cli.words import days_of
from roadmap_sync.plan import nodes
from roadmap_sync.plan.scalars import YEARS, parse_date, parse_zone
from roadmap_sync.plan.zone_words import no_zone
from roadmap_sync.problems import Problems, Source, closest, is_harmless, one_of
from roadmap_sync.schedule import editing
from roadmap_sync.schedule.start import parse_start
from roadmap_sync.schedule.yaml_text import Value

_DATE_WORDS = 3
_ID_STAYS = "the id stays as it is: another one would put everything on your calendar twice"
_MENTORS = 20


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\d{4}", text, re.ASCII) is not None and int(text) in YEARS


def _is_mentors(text: str) -> bool:
    return re.fullmatch(r"\d{1,2}", text, re.ASCII) is not None and int(text) <= _MENTORS


#: Keys of one value: is a text such a value, and what it should be.
_ONE: dict[str, tuple[Callable[[str], object], str]] = {
    "name": (bool, "a text"),
    "school": (bool, "a text"),
    "timezone": (parse_zone, "a time zone such as America/Chicago"),
    "start": (parse_start, "a date such as 2026-08-10 or a month such as 2026-08"),
    "joined": (parse_date, "a date such as 2026-08-31"),
    "match_year": (_is_year, f"a year from {YEARS[0]} to {YEARS[-1]}"),
    "class": (_is_year, f"a year from {YEARS[0]} to {YEARS[-1]}"),
    "mentors": (_is_mentors, f"a whole number from 0 to {_MENTORS}"),
    "people": (bool, "a file"),
}
#: Keys of one value or several, with commas between them.
_SEVERAL = ("plans", "holidays")
#: Sections, whose own keys the file's reader and the plan judge.
_SECTIONS = ("answers", "calendar", "stages", "dates")
_IN_CALENDAR = ("weekends", "per_week", "tasks", "alarms", "remind")
#: Gives the names that only a student's plans know: ``answers.summer``, ``date clerkships``.
Names = Callable[[], tuple[str, ...]]


def edit_of(words: tuple[str, ...], names: Names = tuple) -> Callable[[str], str]:
    """Return the edit that the words ask for.

    Args:
        words: As typed.
        names: Is only asked for a key that nobody knows.

    Raises:
        click.UsageError: There are too few or too many words, or an unknown key.
        click.BadParameter: The value is not one.
    """
    key, *rest = words
    if key in {"date", "dates"}:
        if len(words) != _DATE_WORDS:
            raise click.UsageError("say: set date NAME 2028-07-10, or 2028-04-03..2028-05-26, "
                                   "or none")  # fmt: skip
        return _date_edit(*rest)
    section, dot, name = key.partition(".")
    if (section if name else key) not in {*_ONE, *_SEVERAL, *_SECTIONS, "id"}:
        raise click.UsageError(_unknown(key, names))
    if len(rest) != 1:
        if key in _SECTIONS and rest:
            raise click.UsageError(f"say: set {key}.{rest[0]} VALUE, with a dot between the two")
        raise click.UsageError(f"say: set {key} VALUE, with quotes around a value with blanks")
    if key == "id":
        return _id_edit(rest[0].strip())
    if section == "dates" and name:
        return _date_edit(name, rest[0])
    path = (section, name) if dot else (key,)
    value = _value(path, rest[0].strip(), names)
    return lambda text: editing.set_value(text, path, value)


def _date_edit(name: str, word: str) -> Callable[[str], str]:
    _check_name(name)
    value: Value = "none" if word.strip().lower() == "none" else days_of(word)
    return lambda text: editing.set_date(text, name, value)


def _id_edit(word: str) -> Callable[[str], str]:
    """Return an edit that gives a file its first id: a new one for ``new``, else the word."""
    ident = chance.token(16) if word == "new" else word

    def edit(text: str) -> str:
        root = nodes.parse(Source("", tuple(text.split("\n"))), Problems())
        node = root.get("id") if isinstance(root, nodes.Mapping) else None
        if nodes.is_null(node):
            return editing.set_value(text, ("id",), ident)
        if isinstance(node, nodes.Scalar) and node.text == ident:
            return text
        raise click.UsageError(_ID_STAYS)

    return edit


def _value(path: tuple[str, ...], word: str, names: Names) -> Value:
    key = path[0]
    if not word or not all(map(is_harmless, word)):
        raise click.BadParameter("this must be one line of text", param_hint="VALUE")
    if key in _SECTIONS and len(path) > 1:
        _check_name(path[1])
        return word
    if key in _SEVERAL and len(path) == 1:
        words = tuple(part.strip() for part in word.split(",") if part.strip())
        return words if len(words) > 1 or key == "plans" else word
    if key not in _ONE or len(path) > 1:
        raise click.UsageError(_unknown(".".join(path), names))
    is_one, kind = _ONE[key]
    if not is_one(word):
        if key == "timezone":
            raise click.BadParameter(no_zone(word), param_hint="VALUE")
        raise click.BadParameter(f"'{word}' is not {kind}", param_hint="VALUE")
    return word


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name, re.ASCII):
        raise click.UsageError(f"'{name}' is not a name")


def _unknown(key: str, names: Names) -> str:
    if key in _SECTIONS:
        return f"'{key}' is a section: say {key}.NAME"
    known = [*_ONE, *_SEVERAL, *(f"calendar.{name}" for name in _IN_CALENDAR), *names()]
    last = {re.split(r"[. ]", name)[-1]: name for name in reversed(known)}
    near = last.get(key) or closest(key, known) or last.get(closest(key, last), "")
    keys = [*_ONE, *_SEVERAL, "answers.NAME", "calendar.NAME", "stages.NAME", "date NAME"]
    hint = f"did you mean '{near}'?" if near else one_of(keys)
    return f"there is no key '{key}' to set; {hint}"
