"""A plan, read and checked: frozen values, no I/O, no student.

Everything that can be wrong later carries the `Mark` of the word it was read from.
"""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct, field

from roadmap_sync.plan.conditions import Condition
from roadmap_sync.plan.pieces import Layer
from roadmap_sync.plan.when import Every, Unit, When
from roadmap_sync.problems import Mark
from roadmap_sync.values import Placed


class Kind(StrEnum):
    """What a step is: the key of its title. The first three become tasks, the others events."""

    TASK = "task"
    MESSAGE = "message"
    CHECKPOINT = "checkpoint"
    MEETING = "meeting"
    EVENT = "event"


class Fit(StrEnum):
    """What happens to a step that a short block has no room for."""

    CLIP = "clip"
    DROP = "drop"


class SourceDocument(Struct, frozen=True):
    """A document that facts are taken from; ``R`` in ``source: R1.3`` names one."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""


class Question(Struct, frozen=True):
    """Asked once; the answer stands in the student file.

    Attributes:
        options: The allowed answers. ``("true", "false")`` for a yes-or-no question.
        default: What holds until it is answered; one of the options.
    """

    id: str
    ask: str
    options: tuple[str, ...]
    default: str
    mark: Mark


class Published(Struct, frozen=True):
    """A date that an agency published for one match year.

    Attributes:
        from_day: First day.
        until_day: Last day, inclusive; the same for a single day.
        source: Where it was read.
        reported: Seen on a third party's page only, so still "expected".
    """

    from_day: date
    until_day: date
    source: str
    reported: bool


class NamedDate(Struct, frozen=True):
    """A date with a name.

    Attributes:
        rule: How to compute it when neither the student nor a table knows it.
        published: By match year; None if nobody publishes this date, so that its rule is not
            merely "expected".
        at: The hour it falls on, in ``zone``; None for a whole day.
        zone: IANA name; empty for the student's own zone.
    """

    id: str
    title: str
    rule: When
    published: dict[int, Published] | None
    at: time | None
    zone: str
    mark: Mark


class Order(Struct, frozen=True):
    """``after: ask-letter`` or ``after: {ask-letter: 2 workdays}``.

    Attributes:
        step: The other step.
        gap: The distance wished for, kept where the windows have room for it. 0 means that the
            same day will do.
        unit: `Unit.DAY`, `Unit.WORKDAY` or `Unit.WEEK`.
    """

    step: str
    gap: int
    unit: Unit
    mark: Mark


class Case(Struct, frozen=True):
    """One line of a `when` list: used if its condition is the first to hold.

    Attributes:
        when: The date; None means the whole frame.
        text: The date in the author's words; empty for the whole frame.
    """

    condition: Condition | None
    when: When | None
    text: str
    mark: Mark


class Draft(Struct, frozen=True):
    """A message ready to send. ``[brackets]`` are the blanks a student fills in."""

    id: str
    subject: str
    body: str
    mark: Mark


class Step(Placed, frozen=True, eq=False):
    """One thing to do, before anybody's dates.

    Attributes:
        id: Unique in the plan; the name that other steps know it by.
        identity: What calendars know it by, together with ``plan``: the id it had before
            (``renamed_from``), else its id.
        plan: Id of the plan that first declared the step.
        home: Id of the phase or block it stands in.
        in_block: Is ``home`` a block?
        whens: Tried in order; the first whose condition holds gives the window.
        every: How often it repeats inside its window.
        each: ``mentors``, ``preceptors``, or empty.
        slots: One copy for each of these names, if ``each`` is a list.
        times: How many in one window.
        minutes: How long it takes; 0 if not said.
        deadline: Is missing it costly? Such items get an alarm.
        catch_up: Still worth doing after its window (for students who join late).
        draft: Id of a draft, or empty.
        source: Rows of the source documents, such as ``R1.3``.
        marks: Where the value of a key stands, by key; the rows of a list are ``source 0`` …
        layers: What was said under each key, by which plan, the word that counts last; all kinds
            are one key.
    """

    ASIDE = frozenset({"marks", "layers"})

    id: str
    identity: str
    plan: str
    home: str
    in_block: bool
    kind: Kind
    title: str
    whens: tuple[Case, ...]
    every: Every | None
    each: str
    slots: tuple[str, ...]
    times: int
    condition: Condition | None
    after: tuple[Order, ...]
    before: tuple[Order, ...]
    fit: Fit
    at: time | None
    zone: str
    minutes: int
    place: str
    link: str
    notes: str
    checklist: tuple[str, ...]
    draft: str
    source: tuple[str, ...]
    tags: tuple[str, ...]
    deadline: bool
    catch_up: bool
    mark: Mark
    marks: dict[str, Mark] = field(default_factory=dict)
    layers: dict[str, tuple[Layer, ...]] = field(default_factory=dict)

    @property
    def has_slots(self) -> bool:
        """Is there a copy for each of several people or names?"""
        return bool(self.each or self.slots)


class Phase(Placed, frozen=True, eq=False):
    """A stretch of the programme.

    Attributes:
        from_when: Its first day; None if the phase only groups steps that have their own dates.
        until_when: Its last day, inclusive.
        count_from: Name of the date that weeks and months of its steps are numbered from;
            empty for the phase's own first day.
        stage: ``ms1`` … ``ms4``, or a word of the plan's own; may be empty.
        marks: Where the value of a key stands, by key.
    """

    ASIDE = frozenset({"marks"})

    id: str
    title: str
    stage: str
    from_when: When | None
    until_when: When | None
    count_from: str
    condition: Condition | None
    mark: Mark
    marks: dict[str, Mark] = field(default_factory=dict)


class Sample(Struct, frozen=True):
    """The block a student gets who has not entered any yet.

    Attributes:
        start: Its first day.
        weeks: Its length.
    """

    name: str
    start: When
    weeks: float
    mark: Mark


class Block(Struct, frozen=True):
    """A template: one copy of its steps for each entry of a list in the student file.

    Attributes:
        entries: Name of the list: ``rotations``, ``aways``, ``interviews``, ``conferences``,
            ``courses``, ``exams`` or ``leaves``.
        sample: Used when the student file does not have the list at all.
    """

    id: str
    title: str
    stage: str
    entries: str
    condition: Condition | None
    sample: Sample | None
    mark: Mark


class Plan(Placed, frozen=True, eq=False):
    """Everything a plan says, with what it extends merged in.

    Attributes:
        id: Never changes once shared.
        parents: Ids of all plans merged in, nearest first.
        updated: When any word of it last changed, in this plan or one of its parents; stamps in
            calendars come from it.
        requested: (id, version, title) of every plan that was asked for, in that order. More
            than one if a student follows several; the rest is then taken from the first.
        gone: Steps that a plan took out of another one, or the student out of theirs, and where.
    """

    ASIDE = frozenset({"gone"})

    id: str
    title: str
    version: str
    updated: date
    license: str
    about: str
    start: When | None
    parents: tuple[str, ...]
    sources: dict[str, SourceDocument]
    questions: dict[str, Question]
    dates: dict[str, NamedDate]
    phases: dict[str, Phase]
    blocks: dict[str, Block]
    drafts: dict[str, Draft]
    steps: dict[str, Step]
    mark: Mark
    requested: tuple[tuple[str, str, str], ...] = ()
    gone: dict[str, Layer] = field(default_factory=dict)
