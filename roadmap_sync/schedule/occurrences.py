"""A step → its occurrences: one for each block, slot and turn."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from roadmap_sync.items import Window
from roadmap_sync.plan.conditions import Value, evaluate
from roadmap_sync.plan.model import Case, Plan, Step
from roadmap_sync.plan.when import OnRequest, anchors
from roadmap_sync.problems import Mark
from roadmap_sync.schedule.against_plan import answer_to
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.found import Found, Missing
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.identity import occurrence_key
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.student import MENTOR_SLOT, Student

#: The most items of one student: a few for every working day of medical school.
MAX_ITEMS = 5000


class TooManyError(Exception):
    """A step for which there would be more than `MAX_ITEMS`; ``mark`` says where it stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(f"with this there are more than {MAX_ITEMS} items for one student")
        self.mark = mark


class Occurrence(Struct):
    """One dated thing in the making.

    Attributes:
        key: ``[@block][/slot][#n]``.
        window: The days it may stand on; both inclusive.
        days: The ordinals of those among them that it can really have.
        text: The window in the plan author's words.
        centre: The ordinal it should be near; None for anywhere.
        part: First and last day left to it by the order of its chain.
        wished: First and last day it has if slots and turns follow each other; inside the part.
        chosen: The ordinal of its day, once chosen.
        why: What happened, line by line, for `explain`.
    """

    step: Step
    copy: BlockCopy | None
    slot: str
    number: int
    key: str
    found: Found
    window: Window
    days: tuple[int, ...]
    text: str = ""
    centre: int | None = None
    part: tuple[int, int] = (0, 0)
    wished: tuple[int, int] = (0, 0)
    chosen: int | None = None
    why: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name on the command line; unique in one run."""
        return self.step.id + self.key


class Family(Struct):
    """The occurrences of one step in one block copy and one slot.

    Attributes:
        frame: What its weeks and days count in.
        case: The line of `when` that applies.
        members: None until its dates are known; empty if it has none.
        reason: Why it has no members.
    """

    step: Step
    copy: BlockCopy | None
    slot: str
    frame: Frame
    case: Case
    members: list[Occurrence] | None = None
    reason: Missing | None = None

    @property
    def block(self) -> str:
        """Id of the block copy; empty in a phase."""
        return "" if self.copy is None else self.copy.entry.id

    @property
    def name(self) -> str:
        """Name of the family on the command line."""
        return self.step.id + occurrence_key(self.block, self.slot, 0)

    @property
    def text(self) -> str:
        """Its window in the plan author's words; of what repeats, also how often it does."""
        every = self.step.every
        said = () if every is None else (f"every {every.mark.words}",)
        return ", ".join(filter(None, (*said, self.case.text)))

    @property
    def on_request(self) -> bool:
        """Is it listed rather than dated?"""
        return isinstance(self.case.when, OnRequest)

    def waits_for(self, plan: Plan) -> tuple[str, ...]:
        """Return the steps whose planned day it counts from."""
        names = (anchor.name for anchor in anchors(self.case.when))
        return tuple(name for name in names if name not in plan.dates and name in plan.steps)


class Facts(Struct, frozen=True):
    """What conditions may ask: answers, named dates and the block."""

    plan: Plan
    student: Student
    dates: NamedDates
    copy: BlockCopy | None = None

    def value(self, name: str) -> Value | None:
        """Return an answer, the first day of a named date, or a field of the block."""
        if name.startswith("block."):
            return None if self.copy is None else _field(self.copy, name.removeprefix("block."))
        question = self.plan.questions.get(name)
        if question is not None:
            return answer_to(self.student, question)
        return self.dates.bound(name, end=False)


def _field(copy: BlockCopy, name: str) -> Value | None:
    entry = copy.entry
    fields: dict[str, Value] = {
        "kind": entry.kind,
        "weeks": float(copy.weeks),
        "number": float(copy.number),
        "interest": entry.interest,
        "name": entry.name,
        "preceptors": float(entry.preceptors),
        "has_exam": entry.exam is not None,
        "sample": entry.sample,
    }
    return fields.get(name)


def families(step: Step, facts: Facts, frame: Frame, student: Student) -> Iterator[Family]:
    """Yield a family for each slot of a step in one frame, if its conditions hold."""
    if step.condition is not None and not evaluate(step.condition, facts):
        return
    case = _case(step, facts)
    if case is None:
        return
    for slot in _slots(step, facts.copy, student):
        yield Family(step, facts.copy, slot, frame, case)


def _case(step: Step, facts: Facts) -> Case | None:
    for case in step.whens:
        if case.condition is None or evaluate(case.condition, facts):
            return case
    return None


def _slots(step: Step, copy: BlockCopy | None, student: Student) -> tuple[str, ...]:
    """Return the slots of a step.

    The first preceptor has none: an ordinary rotation has only one, and what hangs on it keeps
    its name when a second one joins.
    """
    if step.slots:
        return step.slots
    if not step.each:
        return ("",)
    if step.each == "mentors":
        return tuple(f"{MENTOR_SLOT}{number}" for number in range(1, student.mentors + 1))
    count = 1 if copy is None else copy.entry.preceptors
    return ("", *(f"preceptor-{number}" for number in range(2, count + 1)))


def ordinal(day: date | None) -> int | None:
    """Return the ordinal of a day, or None."""
    return None if day is None else day.toordinal()
