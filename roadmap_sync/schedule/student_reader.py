"""Nodes → Student. DESIGN.md section 5 fixes the keys; all findings are collected."""

import re
from collections.abc import Callable
from collections.abc import Mapping as Pairs
from datetime import date, time

from roadmap_sync.items import Window
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.file_kind import FileKind, is_refused
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, is_null
from roadmap_sync.plan.scalars import YEARS, parse_date, parse_time, parse_zone
from roadmap_sync.plan.wording import line
from roadmap_sync.problems import Mark, Problems
from roadmap_sync.schedule.entry_reader import Days, entry_nodes, read_closed, read_lists
from roadmap_sync.schedule.start import about_start, no_start, parse_start
from roadmap_sync.schedule.student import (
    RESEARCH,
    BlockEntry,
    CalendarSettings,
    Closed,
    OwnDate,
    Reminder,
    Student,
    Word,
    default_match_year,
    last_year,
)

ZONE = "America/New_York"
_COUNTRY = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?", re.ASCII)
_REMIND = re.compile(
    r"(\d{1,2}:\d{2}) +(?:(?P<same>on the day)|the day before|(?P<days>\d{1,2}) days? before)",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 12
#: Plans and match year → the day these plans begin for that year, or None.
StartOf = Callable[[tuple[str, ...], int], date | None]


def read_student(
    node: Node | None, problems: Problems, start_of: StartOf | None = None
) -> Student | None:
    """Return the student of a file, or None without a usable ``start``.

    A file without ``start`` begins where its plans say, if ``start_of`` can tell for its plans
    and its match year.

    Every finding is in ``problems``. Words that only a plan or a list of public holidays can
    judge are judged by `check_against_plan` and `check_holidays`.
    """
    fields = Fields(node, problems, "the student file")
    if not isinstance(node, Mapping | None) or is_refused(node, FileKind.STUDENT, problems):
        return None
    start = _start_from_plans(fields, start_of) or _start(fields)
    match_year = _match_year(fields, start)
    year = match_year or default_match_year(start or date.min)
    span = None if start is None else Window(start, last_year(year))
    days = Days(problems, span, fields.has("start"))
    marks = _id_mark(fields)
    lists = read_lists(fields, days)
    student = Student(
        id=fields.ident("id", "me"),
        start=start or date.min,
        match_year=year,
        match_year_stated=match_year is not None,
        name=line(fields, "name"),
        school=line(fields, "school"),
        timezone=fields.zone("timezone", ZONE),
        zones=_zones(fields),
        joined=fields.date("joined"),
        plans=_plans(fields),
        answers=_answers(fields, marks),
        dates=_dates(fields, days, marks),
        mentors=fields.integer("mentors", 3, 0, 20),
        lists=lists,
        days_off=read_closed(fields, days) + _leaves(lists),
        holidays=_holidays(fields, marks),
        dropped_stages=_dropped_stages(fields, marks),
        calendar=_calendar(fields),
        changes=_changes(fields),
        people=line(fields, "people"),
        targets=fields.get("targets") if fields.has("targets") else None,
        mark=None if node is None else node.mark,
        marks=marks,
    )
    fields.finish()
    return None if start is None else student


def student_from_options(  # noqa: PLR0913 - one for each option of the command line
    start: str,
    *,
    match_year: int | None = None,
    joined: str | None = None,
    zone: str | None = None,
    plans: tuple[str, ...] = (),
    ident: str = "me",
) -> Student:
    """Return a student without a file.

    Args:
        start: ``2026-08-10``, or ``2026-08`` for the first Monday of the month.
        match_year: Also what ``--class`` says; None to compute it from the start.
        joined: A day such as ``2027-03-01``.
        zone: IANA name.
        plans: Names, paths or addresses.
        ident: The id that uids are made with.

    Raises:
        ValueError: An option cannot be read. The text is meant for the student.
    """
    first = parse_start(start)
    if first is None:
        raise ValueError(no_start(start))
    joined_day = None if joined is None else parse_date(joined.strip())
    if joined is not None and joined_day is None:
        raise ValueError(f"'{joined}' is not a date such as 2026-08-31")
    if zone is not None and parse_zone(zone) is None:
        raise ValueError(f"'{zone}' is not a time zone such as America/Chicago")
    if match_year is not None and not first.year <= match_year <= YEARS[-1]:
        raise ValueError(f"{match_year} cannot be the match year of a start in {first.year}")
    return Student(
        id=ident,
        start=first,
        match_year=match_year or default_match_year(first),
        match_year_stated=match_year is not None,
        joined=joined_day,
        timezone=zone or ZONE,
        plans=tuple(Word(plan) for plan in plans),
    )


def _id_mark(fields: Fields) -> dict[str, Mark]:
    """Return the mark of the id, if the file has one of its own."""
    mark = fields.key_mark("id")
    return {} if mark is None or not fields.has("id") else {"id": mark}


def _start_from_plans(fields: Fields, start_of: StartOf | None) -> date | None:
    if start_of is None or fields.has("start") or not fields.has("match_year"):
        return None
    year = fields.integer("match_year", 0, YEARS[0], YEARS[-1])
    plans = tuple(word.text for word in _plans(fields))
    return start_of(plans, year) if year and plans else None


def _start(fields: Fields) -> date | None:
    scalar = fields.scalar("start", "a date")
    if scalar is None:
        if not fields.has("start"):
            hint = "the first day of medical school, such as 'start: 2026-08-10'"
            graduate = "; a plan for graduates needs the year of the Match instead, 'match_year:'"
            fields.missing("start", hint + graduate * fields.has("plans"))
        return None
    start = parse_start(scalar.text)
    if start is None:
        message, hint = about_start(scalar.text)
        fields.problems.error("type", message, scalar.mark, hint)
    return start


def _match_year(fields: Fields, start: date | None) -> int | None:
    """Return the stated year: ``match_year`` before ``class``; None if it must be computed."""
    stated: int | None = None
    for key in ("class", "match_year"):
        year = fields.integer(key, 0, YEARS[0], YEARS[-1])
        if not year:
            continue
        if stated is not None and stated != year:
            message = f"'class: {stated}' is not your match year; I use 'match_year: {year}'"
            fields.problems.warning("match-year", message, fields.key_mark("class"))
        stated = year if _possible(fields, key, year, start) else stated
    return stated


def _possible(fields: Fields, key: str, year: int, start: date | None) -> bool:
    node = fields.get(key)
    if start is None or node is None:
        return True
    if year < start.year:
        fields.problems.error("match-year", f"{year} is before you start, in {start.year}",
                              node.mark, "the year of your Match Day, such as 2030")  # fmt: skip
        return False
    if year > start.year + _LONGEST:
        message = f"{year} is {year - start.year} years after you start"
        fields.problems.warning("match-year", message, node.mark, "is the year right?")
    return True


def _zones(fields: Fields) -> tuple[tuple[date, str], ...]:
    zones: dict[date, str] = {}
    for node in entry_nodes(fields, "timezones"):
        entry = Fields(node, fields.problems, "an entry of 'timezones'")
        if not isinstance(node, Mapping):
            continue
        first, zone = entry.date("from"), entry.zone("timezone")
        for key in ("from", "timezone"):
            if not entry.has(key):
                entry.missing(key, "write {from: 2028-06-01, timezone: America/Chicago}")
        entry.finish()
        if first is None or not zone:
            continue
        if first in zones:
            fields.problems.error("duplicate-date", f"two time zones begin on {first}", node.mark)
        zones[first] = zone
    return tuple(sorted(zones.items()))


def _plans(fields: Fields) -> tuple[Word, ...]:
    words = (fields.as_scalar(node, "'plans'") for node in entry_nodes(fields, "plans"))
    return tuple(Word(word.text.strip(), word.mark) for word in words if word and word.text.strip())


def _answers(fields: Fields, marks: dict[str, Mark]) -> dict[str, Word]:
    answers = {}
    for key, node in fields.items("answers"):
        scalar = fields.as_scalar(node, f"'{key.text}'")
        if scalar is not None:
            answers[key.text] = Word(scalar.text.strip(), scalar.mark)
            marks[f"answers.{key.text}"] = key.mark
    return answers


def _dates(fields: Fields, days: Days, marks: dict[str, Mark]) -> dict[str, OwnDate]:
    dates = {}
    for key, node in fields.items("dates"):
        own = None if is_null(node) else _own_date(node, key.text, days)
        if own is not None:
            dates[key.text] = own
            marks[f"dates.{key.text}"] = key.mark
    return dates


def _own_date(node: Node, name: str, days: Days) -> OwnDate | None:
    if isinstance(node, Scalar):
        if node.text.strip().lower() == "none":
            return OwnDate(None, mark=node.mark)
        day = days.scalar(node)
        return None if day is None else OwnDate(Window(day, day), mark=node.mark)
    fields = Fields(node, days.problems, f"'{name}'")
    if not isinstance(node, Mapping):
        return None
    window = days.window(fields)
    at, zone = fields.time("at"), fields.zone("zone")
    fields.finish()
    return None if window is None else OwnDate(window, at, zone, node.mark)


def _leaves(lists: Pairs[str, tuple[BlockEntry, ...]]) -> tuple[Closed, ...]:
    return tuple(
        Closed(leave.name, Window(leave.start, leave.until or leave.start))
        for leave in lists.get("leaves", ())
        if leave.kind != RESEARCH
    )


def _holidays(fields: Fields, marks: dict[str, Mark]) -> tuple[str, ...]:
    """Return countries in capitals and names as they are; ``no`` is none, ``NO`` is Norway."""
    if not fields.has("holidays"):
        return ("US",)
    words: list[str] = []
    none: Scalar | None = None
    for node in entry_nodes(fields, "holidays"):
        scalar = fields.as_scalar(node, "'holidays'")
        if scalar is None or not scalar.text.strip():
            continue
        text = scalar.text.strip()
        if text.lower() in {"none", "false"} or text in {"no", "No"}:
            none = scalar
            continue
        word = text.upper() if _COUNTRY.fullmatch(text) else text
        marks.setdefault(f"holidays.{word}", scalar.mark)
        words.append(word)
    if none is not None and words:
        fields.problems.error("holidays", "'none' stands alone, or not at all", none.mark)
    return tuple(dict.fromkeys(words))


def _dropped_stages(fields: Fields, marks: dict[str, Mark]) -> frozenset[str]:
    dropped = set()
    for key, node in fields.items("stages"):
        scalar = fields.as_scalar(node, f"'{key.text}'")
        if scalar is None or scalar.text.strip().lower() == "none":
            if is_null(node) or scalar is not None:
                dropped.add(key.text)
                marks[f"stages.{key.text}"] = key.mark
        else:
            message = f"'{scalar.text}' is not something a stage can be"
            hint = "write 'none' for a stage you do not have"
            fields.problems.error("choice", message, scalar.mark, hint)
    return frozenset(dropped)


def _calendar(fields: Fields) -> CalendarSettings:
    entry = Fields(fields.get("calendar"), fields.problems, "'calendar'")
    usual = CalendarSettings()
    remind, none = _remind(entry)
    settings = CalendarSettings(
        weekends=entry.choice("weekends", ("avoid", "allow"), "avoid") == "allow",
        per_week=entry.integer("per_week", usual.per_week, 1, 20),
        tasks=entry.choice("tasks", ("events", "todos"), usual.tasks),
        alarms=entry.boolean("alarms", default=usual.alarms) and not none,
        remind=remind or usual.remind,
        people=entry.choice("people", ("none", "names", "full"), usual.people),
        name=line(entry, "name"),
    )
    entry.finish()
    return settings


def _remind(fields: Fields) -> tuple[Reminder | None, bool]:
    """Return the reminder, and whether the student wants none at all."""
    scalar = fields.scalar("remind")
    if scalar is None or scalar.text.strip().lower() == "none":
        return None, scalar is not None
    match = _REMIND.fullmatch(" ".join(scalar.text.split()))
    at: time | None = None if match is None else parse_time(match[1].zfill(5))
    if match is None or at is None:
        message = f"'{scalar.text}' is not a reminder I understand"
        hint = 'write "18:30 the day before", "07:00 on the day", "18:30 2 days before" or none'
        fields.problems.error("remind", message, scalar.mark, hint)
        return None, False
    return Reminder(at, 0 if match["same"] else int(match["days"] or 1)), False


def _changes(fields: Fields) -> Mapping | None:
    node = fields.get("changes")
    if node is None or isinstance(node, Mapping) or is_null(node):
        return node if isinstance(node, Mapping) else None
    fields.problems.error("type", "'changes' must be a list of 'step: change' lines", node.mark)
    return None
