"""One student's own dates: frozen values. DESIGN.md section 5 fixes the names of the keys."""

from datetime import date, time

from msgspec import Struct, field

from roadmap_sync.items import Window
from roadmap_sync.plan.nodes import Mapping, Node
from roadmap_sync.problems import Mark
from roadmap_sync.values import Placed

#: The lists of the student file that blocks are made from.
LISTS = ("rotations", "aways", "interviews", "conferences", "courses", "exams", "leaves")

#: What the slots of mentors begin with.
MENTOR_SLOT = "mentor-"

_MARCH = 3


class Word(Struct, frozen=True):
    """A text and where it stands; the mark is None for an option of the command line."""

    text: str
    mark: Mark | None = None


class OwnDate(Struct, frozen=True):
    """The student's own value of a named date.

    Attributes:
        window: Its days; None if the student has no such date (``step1: none``), which drops
            what rests on it.
        at: The hour, if the student gives one; otherwise the plan's hour is kept.
        zone: The zone of that hour; empty for the plan's.
    """

    window: Window | None
    at: time | None = None
    zone: str = ""
    mark: Mark | None = None


class Closed(Struct, frozen=True):
    """Days without service: a holiday of the school, a break, a leave. Both ends inclusive."""

    name: str
    window: Window


class BlockEntry(Struct, frozen=True, kw_only=True):
    """One rotation, away, interview, conference, course, exam or leave.

    Attributes:
        id: Slug of the name, or as given; unique in its list; part of uids.
        start: First day.
        until: Last day, inclusive, if given (or the day itself for a single date); it beats
            ``weeks``.
        weeks: Nominal length; None if ``until`` is given instead.
        kind: ``core`` unless given. A leave that is `RESEARCH` stops rotations, and nothing else.
        interest: ``yes``, ``maybe`` or ``no``.
        people: Roles and names: ``attending``, ``senior``, ``director``, ``program`` … as given.
        preceptors: How many at once, in a longitudinal clerkship.
        study: Protected days; no service.
        exam: Day of the exam; no service.
        days_off: Days without service inside this block only.
        timezone: IANA name; empty for the student's own.
        place: Where, in the student's words; may be empty.
        sample: Made up by the plan because the student has entered none yet.
        marks: Where its days stand: ``start``, by whatever name, and ``exam``.
    """

    id: str
    name: str
    start: date
    until: date | None
    weeks: float | None
    kind: str = "core"
    interest: str = "maybe"
    people: dict[str, str] = field(default_factory=dict)
    preceptors: int = 1
    study: tuple[Window, ...] = ()
    exam: date | None = None
    days_off: tuple[Window, ...] = ()
    timezone: str = ""
    place: str = ""
    sample: bool = False
    mark: Mark | None = None
    marks: dict[str, Mark] = field(default_factory=dict)


#: The kind of a leave in which a student is there and at work.
RESEARCH = "research"


class Mentor(Struct, frozen=True):
    """Somebody of the network log who fills a slot such as ``mentor-1``.

    Attributes:
        name: As the student writes it.
        contacts: All days of contact that are known, in order.
        about: What the student wants to remember; may be empty.
    """

    name: str
    contacts: tuple[date, ...] = ()
    about: str = ""


class Reminder(Struct, frozen=True):
    """``18:30 the day before``.

    Attributes:
        at: Local time of the student.
        days_before: 0 for the same day.
    """

    at: time
    days_before: int


class CalendarSettings(Struct, frozen=True, kw_only=True):
    """What the student wants their calendar to look like.

    Attributes:
        weekends: May things be put on Saturdays and Sundays?
        per_week: At most so many steps a week, where windows allow.
        tasks: ``events``, ``todos``, or empty for what the format or target prefers.
        alarms: Any reminders at all?
        people: ``none``, ``names`` or ``full``: what may be said about people.
        name: Name of the calendar; empty for the plan's title.
    """

    weekends: bool = False
    per_week: int = 3
    tasks: str = ""
    alarms: bool = True
    remind: Reminder = Reminder(time(18, 30), 1)
    people: str = "none"
    name: str = ""


class Student(Placed, frozen=True, eq=False, kw_only=True):
    """One student.

    Attributes:
        id: Made once; part of every uid.
        start: First day of medical school.
        joined: What was over by then is left out; None for nothing.
        match_year: The calendar year of the student's Match Day.
        match_year_stated: Did the student say so, or is it computed from the start?
        zones: (first day, IANA name) of later zones, in order of days.
        plans: Names, paths or addresses.
        lists: Entries by list name (`LISTS`); a list that is not in the file has no key here.
        days_off: Of the school or the student, leaves included unless they are for research.
        holidays: Countries (``US``, ``US-CA``) whose public holidays are days off, or names of
            single holidays of the first country; empty for none.
        dropped_stages: Stages this student does not have (``stages: {ms4: none}``): the named
            date of that name does not exist, and what hangs on other facts, such as the Match,
            counts to the stage before it.
        changes: The student's own changes to steps, unread: they are part of the plan.
        people: The network log, relative to the student file; empty for the usual one.
        named_mentors: From the network log, in its order: the first fills ``mentor-1``. There
            are as many slots as ``mentors`` says, whoever is named.
        targets: Handed on unread.
        name: The student's own name, for drafts; may be empty.
        school: For drafts; may be empty.
        marks: Where the words stand that are kept without a mark, by ``answers.summer``,
            ``dates.step1``, ``stages.ms4`` and ``holidays.US``; and ``id``, if the file has one.
    """

    ASIDE = frozenset({"marks"})

    id: str
    start: date
    match_year: int
    name: str = ""
    school: str = ""
    timezone: str = "America/New_York"
    zones: tuple[tuple[date, str], ...] = ()
    joined: date | None = None
    match_year_stated: bool = False
    plans: tuple[Word, ...] = ()
    answers: dict[str, Word] = field(default_factory=dict)
    dates: dict[str, OwnDate] = field(default_factory=dict)
    mentors: int = 3
    lists: dict[str, tuple[BlockEntry, ...]] = field(default_factory=dict)
    days_off: tuple[Closed, ...] = ()
    holidays: tuple[str, ...] = ("US",)
    dropped_stages: frozenset[str] = frozenset()
    calendar: CalendarSettings = CalendarSettings()
    changes: Mapping | None = None
    people: str = ""
    named_mentors: tuple[Mentor, ...] = ()
    targets: Node | None = None
    mark: Mark | None = None
    marks: dict[str, Mark] = field(default_factory=dict)

    def mentor(self, slot: str) -> Mentor | None:
        """Return who fills a slot such as ``mentor-1``, if the network log says."""
        number = slot.removeprefix(MENTOR_SLOT)
        if number == slot or not number.isdecimal():
            return None
        return dict(enumerate(self.named_mentors, 1)).get(int(number))

    def zone_on(self, day: date) -> str:
        """Return the zone the student lives in on a day, IANA name."""
        zone = self.timezone
        for first, name in self.zones:
            if first <= day:
                zone = name
        return zone


def last_year(match_year: int) -> date:
    """Return the last day that has to do with a student: the end of their second year after."""
    return date(match_year + 2, 12, 31)


def default_match_year(start: date, after: int = 42) -> int:
    """Return the year of the first March that is 42 months or more after the start.

    A start in August 2026 plus 42 months is February 2030, so March 2030 (DESIGN.md section 5).

    Args:
        start: First day of medical school.
        after: Other months, for a programme of another length.
    """
    months = start.year * 12 + start.month - 1 + after
    year, month = divmod(months, 12)
    return year if month < _MARCH else year + 1
