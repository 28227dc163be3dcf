"""Nodes → the lists of a student file: rotations, interviews, days off, and the days in them."""

import math
import re
import unicodedata
from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.items import Window
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, is_null
from roadmap_sync.plan.scalars import parse_date
from roadmap_sync.plan.wording import check_line, line
from roadmap_sync.problems import Mark, Problems, did_you_mean, one_of
from roadmap_sync.schedule.student import LISTS, BlockEntry, Closed

#: The most entries one list may have.
MAX_ENTRIES = 200
#: People that an entry may name.
ROLES = ("attending", "senior", "resident", "director", "coordinator", "preceptor", "program")
_WHAT = {
    "rotations": "a rotation",
    "aways": "an away",
    "interviews": "an interview",
    "conferences": "a conference",
    "courses": "a course",
    "exams": "an exam",
    "leaves": "a leave",
}
#: Lists whose entries last one day if nothing else is said.
_ONE_DAY = frozenset({"interviews", "conferences", "exams"})
_INTEREST = {"yes": "yes", "true": "yes", "maybe": "maybe", "no": "no", "false": "no"}
_SLACK = timedelta(days=7)
_SATURDAY = 5


class Days(Struct, frozen=True):
    """Reads days, and warns about those outside the student's years.

    Attributes:
        span: First day of school to the end of the second year after Match Day; None if that
            is not known, which turns the warning off.
        stated: Does the student say when school starts? Else the plan does.
    """

    problems: Problems
    span: Window | None
    stated: bool

    def day(self, fields: Fields, key: str) -> date | None:
        """Return the day under a key."""
        day = fields.date(key)
        node = fields.get(key)
        if day is not None and node is not None:
            self._check(day, node.mark)
        return day

    def scalar(self, scalar: Scalar) -> date | None:
        """Return the day a single word stands for."""
        day = parse_date(scalar.text.strip())
        if day is None:
            from roadmap_sync.plan.day_words import day_hint

            self.problems.error("type", f"'{scalar.text}' is not a date such as 2026-08-31",
                                scalar.mark, day_hint(scalar.text))  # fmt: skip
        else:
            self._check(day, scalar.mark)
        return day

    def window(self, fields: Fields) -> Window | None:
        """Return the days of ``from`` and ``until`` (inclusive), or of ``date``."""
        one = self.day(fields, "date")
        first, last = self.day(fields, first_key(fields)), self.day(fields, "until")
        if fields.has("date"):
            if fields.has(first_key(fields)) or fields.has("until"):
                self.problems.error("date", "'date' is one day; 'from' and 'until' are several",
                                    fields.key_mark("date"), "keep one of them")  # fmt: skip
            return None if one is None else Window(one, one)
        missing = [key for key in (first_key(fields), "until") if not fields.has(key)]
        for key in missing if len(missing) == 1 else ["date"] if missing else []:
            fields.missing(key, "write {from: 2028-04-03, until: 2028-05-26}, or one day")
        if first is None or last is None or not self.in_order(fields, first, last):
            return None
        return Window(first, last)

    def of_node(self, node: Node, what: str) -> Window | None:
        """Return the days of ``2028-04-03`` or of ``{from, until}``, with a free ``name``."""
        if isinstance(node, Scalar):
            day = self.scalar(node)
            return None if day is None else Window(day, day)
        fields = Fields(node, self.problems, what)
        if not isinstance(node, Mapping):
            return None
        fields.skip("name")
        window = self.window(fields)
        fields.finish()
        return window

    def in_order(self, fields: Fields, first: date, last: date) -> bool:
        """Report an ``until`` that is before the first day."""
        if first <= last:
            return True
        node = fields.get("until")
        self.problems.error("order", f"this ends before it starts, on {first}",
                            None if node is None else node.mark)  # fmt: skip
        return False

    def _check(self, day: date, mark: Mark) -> None:
        if self.span is None or day in self.span:
            return
        begins = "medical school starts" if self.stated else "your plan begins"
        side = f"before {begins} on {self.span.from_day}"
        if day > self.span.until_day:
            side = f"long after your Match Day in {self.span.until_day.year - 2}"
        self.problems.warning("far-date", f"{day} is {side}", mark, "is the year right?")


def slug(name: str) -> str:
    """Return a name as an id: ``Médecine interne`` is ``medecine-interne``.

    Empty if the name has no Latin letter or digit; at most 64 characters.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64].strip("-")


def first_key(fields: Fields) -> str:
    """Return the key of the first day, ``from`` or ``start``; report it if both are there."""
    if fields.has("from") and fields.has("start"):
        fields.problems.error("date", "'from' and 'start' mean the same here",
                              fields.key_mark("from"), "keep one of them")  # fmt: skip
    return "start" if fields.has("start") else "from"


def entry_nodes(fields: Fields, key: str) -> tuple[Node, ...]:
    """Return the values of a list that may have up to `MAX_ENTRIES`; more is an error."""
    nodes = fields.nodes(key)
    if len(nodes) > MAX_ENTRIES:
        message = f"'{key}' has {len(nodes)} entries; I read {MAX_ENTRIES} at most"
        fields.problems.error("too-many", message, fields.key_mark(key))
    return nodes[:MAX_ENTRIES]


def read_lists(fields: Fields, days: Days) -> dict[str, tuple[BlockEntry, ...]]:
    """Return the entries of every list that is in the file, in the order of the file."""
    lists = {key: _read_list(fields, key, days) for key in LISTS if fields.has(key)}
    _warn_of_overlaps(lists.get("rotations", ()), days.problems)
    return lists


def read_closed(fields: Fields, days: Days) -> tuple[Closed, ...]:
    """Return ``days_off``: days, or mappings with ``name`` and ``from``, ``until`` or ``date``."""
    closed = []
    for node in entry_nodes(fields, "days_off"):
        window = days.of_node(node, "a day off")
        name = node.get("name") if isinstance(node, Mapping) else None
        text = ""
        if isinstance(name, Scalar) and not name.is_null:
            text = check_line(name, days.problems, "'name'")
        if name is not None and not isinstance(name, Scalar):
            days.problems.error("type", "'name' must be a text, not a list", name.mark)
        if window is not None:
            closed.append(Closed(text or "day off", window))
    return tuple(closed)


def _read_list(fields: Fields, key: str, days: Days) -> tuple[BlockEntry, ...]:
    entries: dict[str, BlockEntry] = {}
    for node in entry_nodes(fields, key):
        entry = _entry(node, key, days)
        if entry is None:
            continue
        if entry.id in entries:
            hint = f"give this one an id of its own, such as 'id: {entry.id[:60]}-2'"
            days.problems.error("duplicate-id", f"'{entry.id}' is twice in '{key}'", entry.mark,
                                hint)  # fmt: skip
        else:
            entries[entry.id] = entry
    return tuple(entries.values())


def _entry(node: Node, key: str, days: Days) -> BlockEntry | None:
    fields = Fields(node, days.problems, _WHAT[key])
    if not isinstance(node, Mapping):
        if is_null(node):
            fields.missing("name")
        return None
    name = _name(fields, key)
    start, until, weeks = _extent(fields, key, days)
    ident = _ident(fields, name)
    entry = BlockEntry(
        id=ident,
        name="" if name is None else check_line(name, days.problems, _called(fields)),
        start=start or date.min,
        until=until,
        weeks=weeks,
        kind=_kind(fields),
        interest=_interest(fields),
        people={role: line(fields, role) for role in ROLES if fields.has(role)},
        preceptors=fields.integer("preceptors", 1, 1, 40),
        study=_windows(fields, "study", days),
        exam=days.day(fields, "exam"),
        days_off=_windows(fields, "days_off", days),
        timezone=fields.zone("timezone"),
        place=line(fields, "place") or line(fields, "location"),
        mark=node.mark if name is None else name.mark,
        marks=_marks(fields),
    )
    fields.finish()
    return entry if ident and start is not None else None


def _marks(fields: Fields) -> dict[str, Mark]:
    first = "date" if fields.has("date") else first_key(fields)
    nodes = {"start": fields.get(first), "exam": fields.get("exam")}
    return {key: node.mark for key, node in nodes.items() if node is not None}


def _name(fields: Fields, key: str) -> Scalar | None:
    name = fields.scalar("name")
    if name is None and key == "interviews":
        name = fields.scalar("program")
    if name is None or not name.text.strip():
        fields.missing("program" if key == "interviews" else "name")
        return None
    return name


def _called(fields: Fields) -> str:
    return "'name'" if fields.has("name") else "'program'"


def _ident(fields: Fields, name: Scalar | None) -> str:
    if fields.has("id"):
        return fields.ident("id")
    fields.skip("id")
    if name is None:
        return ""
    ident = slug(name.text)
    if not ident:
        fields.problems.error("id", f"I cannot make an id of '{name.text}'", name.mark,
                              "add one, such as 'id: surgery'")  # fmt: skip
    return ident


def _extent(fields: Fields, key: str, days: Days) -> tuple[date | None, date | None, float | None]:
    """Return the first day, the last day and the weeks; the weeks only without a last day."""
    one = days.day(fields, "date")
    start, until = days.day(fields, first_key(fields)), days.day(fields, "until")
    weeks = fields.number("weeks", 0.0, 0.5, 60.0) or None
    if fields.has("date"):
        _only_a_date(fields)
        return one, one, None
    if not fields.has(first_key(fields)):
        fields.missing("date" if key in {"interviews", "exams"} else "start")
    if start is None:
        return None, None, None
    if until is not None:
        good = days.in_order(fields, start, until)
        _compare(fields, start, until, weeks)
        return (start, until, None) if good else (None, None, None)
    if weeks is not None and key != "leaves":
        return start, None, weeks
    if weeks is not None:
        return start, start + timedelta(days=math.ceil(weeks * 7) - 1), None
    if key not in _ONE_DAY and not (fields.has("until") or fields.has("weeks")):
        fields.missing("until", "say when it ends: 'until: 2028-08-27'" if key == "leaves"
                       else "say when it ends: 'until: 2028-08-27' or 'weeks: 8'")  # fmt: skip
    return (start, start, None) if key in _ONE_DAY else (None, None, None)


def _only_a_date(fields: Fields) -> None:
    for key in ("start", "from", "until", "weeks"):
        if fields.has(key):
            message = f"'date' is one day, so '{key}' has no place here"
            hint = "write 'start' instead of 'date'"
            fields.problems.error("date", message, fields.key_mark(key), hint)


def _compare(fields: Fields, start: date, until: date, weeks: float | None) -> None:
    """Warn if the weeks say something else than the last day, which wins."""
    if weeks is None:
        return
    nominal = start + timedelta(days=math.floor(weeks * 7) - 1)
    if abs(nominal - until) > _SLACK:
        message = f"{weeks:g} weeks would end on {nominal}; I use 'until: {until}'"
        fields.problems.warning("weeks", message, fields.key_mark("weeks"), "remove one of them")


def _kind(fields: Fields) -> str:
    scalar = fields.scalar("kind")
    if scalar is None:
        return "core"
    word = slug(scalar.text)
    if not word:
        fields.problems.error("type", f"'{scalar.text}' is not a kind such as core or selective",
                              scalar.mark)  # fmt: skip
    return word or "core"


def _interest(fields: Fields) -> str:
    scalar = fields.scalar("interest")
    if scalar is None:
        return "maybe"
    word = scalar.text.strip().lower()
    if word not in _INTEREST:
        options = ("yes", "maybe", "no")
        message = f"'{scalar.text}' is not something 'interest' can be"
        hint = did_you_mean(word, options) or one_of(options)
        fields.problems.error("choice", message, scalar.mark, hint)
    return _INTEREST.get(word, "maybe")


def _windows(fields: Fields, key: str, days: Days) -> tuple[Window, ...]:
    read = (days.of_node(node, f"an entry of '{key}'") for node in entry_nodes(fields, key))
    return tuple(window for window in read if window is not None)


def _nominal_end(entry: BlockEntry) -> date:
    """Return the last day, days off not considered.

    Weeks are counted from the Monday of the first week, so that a holiday on it never makes two
    blocks overlap.
    """
    if entry.until is not None:
        return entry.until
    weekday = entry.start.weekday()
    monday = entry.start - timedelta(days=weekday if weekday < _SATURDAY else 0)
    return max(entry.start, monday + timedelta(days=math.floor((entry.weeks or 0) * 7) - 1))


def _warn_of_overlaps(rotations: tuple[BlockEntry, ...], problems: Problems) -> None:
    """Compare each rotation with the one before it that ends last; published calendars err."""
    latest: BlockEntry | None = None
    for entry in sorted(rotations, key=lambda entry: entry.start):
        if entry.kind == "longitudinal":
            continue
        if latest is not None and entry.start <= _nominal_end(latest):
            end = _nominal_end(latest)
            message = f"'{entry.name}' starts before '{latest.name}' ends, on {end}"
            problems.warning("overlap", message, entry.mark, "are both dates right?")
        if latest is None or _nominal_end(entry) > _nominal_end(latest):
            latest = entry
