"""The hall: dated items, frozen values that know no plan, no student and no calendar."""

import datetime as dt
from typing import Literal

from msgspec import Struct


class Window(Struct, frozen=True):
    """The days on which an item may stand, both inclusive."""

    from_day: dt.date
    until_day: dt.date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.from_day <= day <= self.until_day


class BlockRef(Struct, frozen=True):
    """The rotation, away, interview … that an item belongs to.

    Attributes:
        id: As in the occurrence key, ``surgery``.
        kind: What the student file calls it: ``core``, ``selective``, ``longitudinal`` …
        name: As in the student file.
    """

    id: str
    kind: str
    name: str


class Message(Struct, frozen=True):
    """A draft to send. Blanks stay visible as ``[brackets]``."""

    subject: str
    body: str


class Item(Struct, frozen=True, kw_only=True):
    """One event or task of one student.

    Attributes:
        uid: 32 characters of ``[0-9a-v]``; the same in every run for the same step, student and
            occurrence, whatever the dates and words (DESIGN.md section 6).
        plan: Id of the plan that first declared the step.
        step: Id of the step.
        occurrence: ``[@block][/slot][#n]``; empty for a step that occurs once.
        kind: ``task``, ``message``, ``checkpoint``, ``meeting`` or ``event``.
        type: ``task`` (something to tick off) or ``event``.
        title: One line. A meeting without an hour begins with ``Arrange: ``.
        notes: The plan's words, may have many lines; without checklist, draft and window.
        checklist: Lines to tick off.
        message: A draft to send, or None.
        date: The chosen day, local to the student.
        start: A day, or an instant with a zone.
        end: The day or instant after the last one (RFC 5545 section 3.6.1): an all-day item on
            5 September has ``start`` 5 and ``end`` 6 September.
        window: The days it may stand on.
        window_text: The window in the plan author's words, such as ``weeks 2-3``, or
            ``every month, months 4-7``.
        source: Rows of the source documents, such as ``R1.3``.
        block: The rotation or other block it belongs to, or None.
        person: A slot such as ``mentor-1``, a name if the student wants names, or None.
        stage: ``ms1`` … ``ms4``, or empty.
        phase: Id of the phase or block template it stands in.
        phase_title: That phase's title, for people.
        tags: Words to filter by: stage, phase and the plan's own tags.
        expected: Does it rest on a national date that is not published yet?
        deadline: Is missing it costly?
        sample: Does it belong to a sample block that the student has not confirmed?
        alarm: When to remind: an instant local to the student, or None.
        place: Where, may be empty.
        link: A web address, may be empty.
        updated: When the plan's words last changed.
    """

    uid: str
    plan: str
    step: str
    occurrence: str
    kind: str
    type: Literal["task", "event"]
    title: str
    notes: str
    checklist: tuple[str, ...]
    message: Message | None
    date: dt.date
    start: dt.date
    end: dt.date
    window: Window
    window_text: str
    source: tuple[str, ...]
    block: BlockRef | None
    person: str | None
    stage: str
    phase: str
    phase_title: str
    tags: tuple[str, ...]
    expected: bool
    deadline: bool
    sample: bool
    alarm: dt.datetime | None
    place: str
    link: str
    updated: dt.date

    @property
    def all_day(self) -> bool:
        """Does it take whole days rather than hours?"""
        return not isinstance(self.start, dt.datetime)

    @property
    def name(self) -> str:
        """How people name it on the command line: ``ask-letter@surgery``."""
        return self.step + self.occurrence


class OnRequest(Struct, frozen=True, kw_only=True):
    """Something worth doing when an occasion comes up: listed, never on a calendar."""

    plan: str
    step: str
    occurrence: str
    kind: str
    title: str
    notes: str
    checklist: tuple[str, ...]
    message: Message | None
    source: tuple[str, ...]
    stage: str
    phase_title: str


class PlanRef(Struct, frozen=True):
    """A plan that items come from, as other tools should name it."""

    id: str
    version: str
    title: str


class Span(Struct, frozen=True):
    """A stretch of a student's time that items stand in, such as a phase, a rotation or a leave.

    Attributes:
        lane: ``phases``, or the list of the student file: ``rotations``, ``aways`` …
        title: For people.
        stage: ``ms1`` … ``ms4``, or empty.
        window: Its days.
        sample: Is it made up until the student enters their own?
    """

    lane: str
    title: str
    stage: str
    window: Window
    sample: bool = False


class Roadmap(Struct, frozen=True, kw_only=True):
    """Everything one run produced, ready for a format or a calendar.

    Attributes:
        items: In the order of their days, then of their uids.
        student: The student's id.
        calendar_name: What a calendar that holds them should be called.
        zone: The student's main time zone, IANA name.
        over: Items that were over when the student joined, left out.
        spans: Phases and blocks that something stands in, by lane, then by day.
    """

    plans: tuple[PlanRef, ...]
    student: str
    calendar_name: str
    zone: str
    items: tuple[Item, ...]
    on_request: tuple[OnRequest, ...] = ()
    over: tuple[Item, ...] = ()
    spans: tuple[Span, ...] = ()
