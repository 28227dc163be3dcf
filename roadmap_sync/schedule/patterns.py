"""School patterns: rules for the dates of a usual school, made into days for one student.

They fill a new student file and are never looked at again; the student's own dates win.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.grammar import parse_when
from roadmap_sync.plan.model import NamedDate, Plan
from roadmap_sync.plan.nodes import Node
from roadmap_sync.plan.values import read_when
from roadmap_sync.plan.when import When
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.found import Found, Missing
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.student import Student

#: Where the patterns of the program stand.
PATTERNS = Path(__file__).with_name("patterns.yaml")
_USUAL = 42
_CLERKSHIPS = "clerkships"


class Rotation(Struct, frozen=True):
    """A usual rotation.

    Attributes:
        weeks: Its length; halves are fine.
        kind: As in a student file.
        preceptors: How many at once.
    """

    name: str
    weeks: float
    kind: str
    preceptors: int


class Leave(Struct, frozen=True):
    """A usual leave.

    Attributes:
        first: The rule for its first day.
        last: The rule for its last day, inclusive.
        kind: As in a student file; empty for the usual one.
    """

    name: str
    first: When
    last: When
    kind: str


class Pattern(Struct, frozen=True):
    """A usual school.

    Attributes:
        title: One line for a list.
        match_after: The fewest months from the start to Match Day.
        dates: Rules by name.
        no_stages: Stages it does not have.
        rotations: In a made-up order.
        zones: (from when, IANA name).
    """

    id: str
    title: str
    match_after: int = _USUAL
    dates: dict[str, NamedDate] | None = None
    no_stages: tuple[str, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    leaves: tuple[Leave, ...] = ()
    zones: tuple[tuple[When, str], ...] = ()


#: What there is to say about a student whose school we know nothing of.
NO_PATTERN = Pattern("none", "None of these: I know my dates, or will learn them")


class Suggestion(Struct, frozen=True):
    """A pattern's dates for one student.

    Attributes:
        dates: By name, those that the plan knows, in its order.
        usual: Dates that only the plan's own rules give, and no agency publishes.
        rotations: Each with its first day.
        leaves: Each with its days.
        zones: (first day, IANA name).
    """

    dates: dict[str, Window]
    usual: dict[str, Window]
    rotations: tuple[tuple[Rotation, date], ...]
    leaves: tuple[tuple[Leave, Window], ...]
    zones: tuple[tuple[date, str], ...]


def read_patterns(node: Node, problems: Problems) -> dict[str, Pattern]:
    """Return all patterns of a file by name."""
    fields = Fields(node, problems, "the file of patterns")
    found = {
        key.text: _pattern(key.text, value, problems) for key, value in fields.items("patterns")
    }
    fields.finish()
    return found


def suggest(pattern: Pattern, plan: Plan, student: Student) -> Suggestion:
    """Return the days that a pattern gives for a student of a plan.

    Args:
        pattern: What to go by.
        plan: Dates that the pattern does not give come from its rules.
        student: With start and match year; own dates beat both.
    """
    own = pattern.dates or {}
    together = replace(plan, dates={**plan.dates, **own})
    programme = Frame(student.start, None, DaysOff(student).is_working, name="medical school")
    named = NamedDates(together, student, programme)
    dates = dict(_known(named, [name for name in plan.dates if name in own]))
    rest = [name for name, one in plan.dates.items() if name not in own and one.published is None]
    first = named.bound(_CLERKSHIPS, end=False)
    return Suggestion(
        dates=dates,
        usual=dict(_known(named, rest)),
        rotations=tuple(_in_a_row(pattern, first)),
        leaves=tuple(_leaves(pattern, named)),
        zones=tuple((day.last, zone) for when, zone in pattern.zones
                    if isinstance(day := named.window(when), Found)),
    )  # fmt: skip


def _pattern(name: str, node: Node, problems: Problems) -> Pattern:
    fields = Fields(node, problems, f"'{name}'")
    pattern = Pattern(
        id=name,
        title=fields.text("title"),
        match_after=fields.integer("match_after", _USUAL, 12, 200),
        dates=dict(_rules(fields)),
        no_stages=fields.texts("no_stages"),
        rotations=tuple(_rotation(one, problems) for one in fields.nodes("rotations")),
        leaves=tuple(_leave_rules(fields)),
        zones=tuple(_zone_rules(fields)),
    )
    fields.finish()
    return pattern


def _rules(fields: Fields) -> Iterator[tuple[str, NamedDate]]:
    for key, node in fields.items("dates"):
        scalar = fields.as_scalar(node, f"'{key.text}'")
        rule = None if scalar is None else parse_when(scalar, fields.problems)
        if rule is not None:
            yield key.text, NamedDate(key.text, key.text, rule, None, None, "", key.mark)


def _rotation(node: Node, problems: Problems) -> Rotation:
    fields = Fields(node, problems, "a rotation")
    rotation = Rotation(
        name=fields.text("name"),
        weeks=fields.number("weeks", 4, 0.5, 60),
        kind=fields.text("kind"),
        preceptors=fields.integer("preceptors", 1, 1, 40),
    )
    fields.finish()
    return rotation


def _leave_rules(outer: Fields) -> Iterator[Leave]:
    for node in outer.nodes("leaves"):
        fields = Fields(node, outer.problems, "a leave")
        name, kind = fields.text("name"), fields.text("kind")
        first, last = read_when(fields, "from"), read_when(fields, "until")
        fields.finish()
        if first is not None and last is not None:
            yield Leave(name, first, last, kind)


def _zone_rules(outer: Fields) -> Iterator[tuple[When, str]]:
    for node in outer.nodes("zones"):
        fields = Fields(node, outer.problems, "a zone")
        first, zone = read_when(fields, "from"), fields.zone("timezone")
        fields.finish()
        if first is not None:
            yield first, zone


def _known(named: NamedDates, names: list[str]) -> Iterator[tuple[str, Window]]:
    for name in names:
        found = named.find(name)
        if isinstance(found, Found):
            yield name, found.window


def _in_a_row(pattern: Pattern, first: date | None) -> Iterator[tuple[Rotation, date]]:
    """Yield rotations one after the other; half a week ends on a Wednesday."""
    for rotation in pattern.rotations if first else ():
        assert first is not None
        yield rotation, first
        half = first + timedelta(days=int(rotation.weeks * 7))
        first = half if half.weekday() in {0, 3} else half + timedelta(days=(-half.weekday()) % 7)


def _leaves(pattern: Pattern, dates: NamedDates) -> Iterator[tuple[Leave, Window]]:
    for leave in pattern.leaves:
        first, last = dates.window(leave.first), dates.window(leave.last)
        if isinstance(first, Missing) or isinstance(last, Missing) or first.first > last.last:
            continue
        yield leave, Window(first.first, last.last)
