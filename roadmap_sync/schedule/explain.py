"""Why something is on a calendar, and why on that day: from the plan's line to the chosen day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import takewhile
from types import MappingProxyType

from msgspec import Struct

from roadmap_sync.errors import PlanError
from roadmap_sync.items import Item, Window
from roadmap_sync.plan.model import Case, Plan, Step
from roadmap_sync.plan.when import Anchor, When, anchors
from roadmap_sync.problems import Problem, did_you_mean
from roadmap_sync.schedule.absent import why_absent, why_not_in
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.catch_up import OURS, STEP
from roadmap_sync.schedule.dates import monday
from roadmap_sync.schedule.expand import Schedule
from roadmap_sync.schedule.explain_words import day, moment, number, some, span
from roadmap_sync.schedule.found import Missing
from roadmap_sync.schedule.identity import occurrence_key
from roadmap_sync.schedule.layers import gone_line, layer_lines
from roadmap_sync.schedule.occurrences import Family, Occurrence
from roadmap_sync.schedule.placing import preferred_day
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.texts import Words

#: The student did nothing that the plan does not say.
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Line(Struct, frozen=True):
    """One line of an answer.

    Attributes:
        label: What it is about, such as ``window``; empty for more of the same.
        text: In words.
    """

    label: str
    text: str


def explain(
    schedule: Schedule, plan: Plan, name: str, own: Mapping[str, str] = _NOTHING
) -> tuple[Line, ...]:
    """Return why an item is where it is, or why it is not on the calendar.

    Args:
        schedule: Made from ``plan``.
        plan: Knows the words and the lines.
        name: ``ask-letter@surgery``, ``coffee#2``, or only ``coffee`` for a list of them all; the
            plan's id and a slash may stand before it.
        own: What the student did so that an item does not stand on the plan's day, in words, by
            its name.

    Raises:
        PlanError: There is nothing of that name.
    """
    head, _, rest = name.partition("/")
    if rest and head in {OURS, *(step.plan for step in plan.steps.values())}:
        name = rest
    member = schedule.occurrences.get(name)
    if member is not None:
        return tuple(_Explainer(schedule, plan, own).member(member))
    families = [one for one in schedule.families if name in (one.name, one.step.id)]
    if name == STEP:
        return tuple(_late(schedule, plan, own))
    if families:
        return tuple(_Explainer(schedule, plan, own).families(families))
    if name in plan.steps:
        step = plan.steps[name]
        reason = why_absent(step, plan, schedule.student, schedule.dates)
        return (*_step_lines(step, plan, schedule.student), Line("left out", reason))
    absent = _absent_from(schedule, plan, name)
    if absent:
        return absent
    if name in plan.gone:
        return (Line("left out", gone_line(name, plan.gone[name])),)
    raise PlanError([_unknown(schedule, plan, name)])


def _late(schedule: Schedule, plan: Plan, own: Mapping[str, str]) -> Iterator[Line]:
    """Yield where the checklist of a late start comes from."""
    ours = [item for item in schedule.roadmap.items if item.plan == OURS]
    if not ours:
        yield Line("left out", "you did not join late, so there is nothing to catch up with")
    for item in ours:
        yield Line("title", item.title)
        yield _day_line(item, schedule.student, own)
        yield Line("plan", f"no plan: made because you joined on {schedule.student.joined}")
        yield Line("window", item.window_text)
        yield Line("choice", "the first working day of your second week")
    for item in schedule.roadmap.over:
        if ours and plan.steps[item.step].catch_up:
            yield Line("holds", f"{item.name}, over since {day(item.window.until_day)}")


def _day_line(item: Item, student: Student, own: Mapping[str, str]) -> Line:
    planned, words = moment(item, student), own.get(item.name)
    return Line("day", f"{words}; the plan says {planned}" if words else planned)


def _absent_from(schedule: Schedule, plan: Plan, name: str) -> tuple[Line, ...]:
    """Return why a step is not in a block (``ask-letter@surgery``); empty for no such name."""
    step = plan.steps.get(name.partition("@")[0])
    left_out = {} if step is None else _left_out(schedule, plan, step)
    if step is None or name not in left_out:
        return ()
    copy = next(one for one in schedule.copies[step.home] if _in_copy(step, one) == name)
    lines = _step_lines(step, plan, schedule.student, copy)
    return (*lines, Line("left out", left_out[name]))


def _in_copy(step: Step, copy: BlockCopy) -> str:
    return step.id + occurrence_key(copy.entry.id, "", 0)


def _left_out(schedule: Schedule, plan: Plan, step: Step) -> dict[str, str]:
    """Return, by name, why a step of a block has nothing in some of the student's blocks."""
    if not step.in_block:
        return {}
    there = {family.block for family in schedule.families if family.step is step}
    return {
        _in_copy(step, copy): why_not_in(step, plan, schedule.student, schedule.dates, copy)
        for copy in schedule.copies[step.home]
        if copy.entry.id not in there
    }


def _unknown(schedule: Schedule, plan: Plan, name: str) -> Problem:
    known = {*schedule.occurrences, *plan.steps}
    hint = did_you_mean(name, known) or "'roadmap-sync plans show' lists all steps"
    return Problem("unknown-item", f"there is no '{name}' in your plan", None, hint)


class _Explainer:
    """Knows everything about one schedule."""

    def __init__(self, schedule: Schedule, plan: Plan, own: Mapping[str, str]) -> None:
        self._schedule = schedule
        self._own = own
        self._plan = plan
        self._joined = schedule.student.joined
        roadmap = schedule.roadmap
        self._items = {item.name: item for item in (*roadmap.items, *roadmap.over)}

    def families(self, families: list[Family]) -> Iterator[Line]:
        """Yield what there is of a step: its items with their days, and what was left out."""
        members = [member for family in families for member in family.members or ()]
        if len(members) == 1 and len(families) == 1:
            yield from self.member(members[0])
        else:
            yield from self._each(families)
        step = families[0].step
        for name, reason in _left_out(self._schedule, self._plan, step).items():
            yield Line("left out", f"{name}: {reason}")

    def _each(self, families: list[Family]) -> Iterator[Line]:
        yield from _step_lines(families[0].step, self._plan, self._schedule.student)
        for family in families:
            for member in family.members or ():
                own = self._own.get(member.name)
                line = f"{day(self._items[member.name].date)}  {member.name}"
                yield Line("", f"{line}  ({own})" if own else line)
            if family.on_request:
                yield Line("on request", f"{family.name}: it has no date; do it when the occasion "
                           f"comes up ({family.case.mark})")  # fmt: skip
            elif family.reason is not None:
                yield Line("left out", f"{family.name}: {family.reason.reason} "
                           f"({family.case.mark})")  # fmt: skip

    def member(self, member: Occurrence) -> Iterator[Line]:
        """Yield everything about one item, from the plan's line to the day."""
        item = self._items[member.name]
        family = self._family(member)
        yield Line("title", item.title)
        yield _day_line(item, self._schedule.student, self._own)
        if self._is_over(item):
            yield Line("left out", f"over before you joined on {self._schedule.student.joined}")
        yield Line("plan", f"{family.case.mark}: {_when_text(family)}")
        yield from _labelled("changed", layer_lines(member.step))
        yield from _labelled("frame", self._frame(member.step, family))
        yield from _labelled("dates", self._dates(member, family))
        yield from self._window(member)
        yield from _labelled("order", self._order(member))
        yield from _labelled("choice", self._choice(member))
        yield from _sources(member.step, self._plan)

    def _is_over(self, item: Item) -> bool:
        return any(item is one for one in self._schedule.roadmap.over)

    def _family(self, member: Occurrence) -> Family:
        return next(
            family for family in self._schedule.families
            if any(member is one for one in family.members or ())
        )  # fmt: skip

    def _frame(self, step: Step, family: Family) -> Iterator[str]:
        frame = family.frame
        last = "open" if frame.last is None else day(frame.last)
        what = "block" if step.in_block else "phase"
        if family.copy is None:
            mark = self._plan.phases[step.home].mark
        else:
            mark = family.copy.entry.mark or self._plan.blocks[step.home].mark
        if step.in_block or self._plan.phases[step.home].from_when is not None:
            yield f"{what} '{frame.name or step.home}': {day(frame.first)} to {last} ({mark})"
        if not step.in_block:
            marks = self._plan.phases[step.home].marks
            words = [f"{key}: {marks[key].words}" for key in ("from", "until") if key in marks]
            if words:
                yield ", ".join(words)
        if frame.count_from is not None and frame.count_from != frame.first:
            yield f"weeks and months count from {day(frame.count_from)}"

    def _dates(self, member: Occurrence, family: Family) -> Iterator[str]:
        """Yield the named dates behind the window, and where their values come from."""
        lines = dict.fromkeys(line for line in member.found.why)
        for name in self._names(member.step, family):
            found = self._schedule.dates.find(name)
            why = (found.reason,) if isinstance(found, Missing) else found.why
            lines |= dict.fromkeys(why)
        yield from lines
        if member.found.expected:
            yield "this rests on a date that is not published yet: expected"

    def _names(self, step: Step, family: Family) -> list[str]:
        whens: list[When | None] = [family.case.when]
        phase = self._plan.phases.get(step.home)
        if not step.in_block and phase is not None:
            whens += [phase.from_when, phase.until_when]
            if phase.count_from:
                whens.append(Anchor(phase.count_from, phase.mark))
        names = [anchor.name for when in whens for anchor in anchors(when)]
        return [name for name in dict.fromkeys(names) if name in self._plan.dates]

    def _window(self, member: Occurrence) -> Iterator[Line]:
        text = member.text or "the whole phase or block"
        yield Line("window", f"{text}: {span(member.found.window)}")
        moves = [line for line in member.why if line and line not in member.found.why]
        yield from _labelled("adjusted", moves)
        single = member.window.from_day == member.window.until_day
        if not single:
            days = f"{number(len(member.days), 'day')} in it that you can work on"
            yield Line("", days + self._since(member))

    def _since(self, member: Occurrence) -> str:
        """Return why the first days of a window do not count; empty if they do."""
        window, start, joined = member.window, self._schedule.student.start, self._joined
        if joined is None or not window.from_day < joined <= window.until_day:
            return f", since you start on {day(start)}" if window.from_day < start else ""
        if member.days[-1] < joined.toordinal():
            return f": the last one before you joined on {day(joined)}"
        return f", since you joined on {day(joined)}"

    def _order(self, member: Occurrence) -> Iterator[str]:
        """Yield which steps it goes with, and what is left of its window."""
        for word, orders in (("after", member.step.after), ("before", member.step.before)):
            for order in orders:
                gap = f", {order.gap} {order.unit}{'s' * (order.gap != 1)} apart if there is room"
                yield f"{word} '{order.step}'{gap if order.gap else ''} ({order.mark})"
        for step in self._plan.steps.values():
            for word, orders in (("before", step.after), ("after", step.before)):
                if any(order.step == member.step.id for order in orders):
                    yield f"{word} '{step.id}', which asks for it"
        first, last = member.part
        if (first, last) != (member.days[0], member.days[-1]):
            part = Window(date.fromordinal(first), date.fromordinal(last))
            yield f"with the steps it is in order with, that leaves {span(part)}"
        if member.wished != member.part:
            wished = Window(*map(date.fromordinal, member.wished))
            yield f"in a row with its other slots or turns it would stand in {span(wished)}"

    def _choice(self, member: Occurrence) -> Iterator[str]:
        assert member.chosen is not None
        chosen = date.fromordinal(member.chosen)
        first, last = member.part
        if first == last:
            yield f"{day(chosen)} is the only day there is"
            return
        liked = monday(date.fromordinal(preferred_day(member)))
        week = monday(chosen)
        others = self._in_week(week, member)
        limit = self._schedule.student.calendar.per_week
        source = "the middle of its turn" if member.centre is not None else "a lot drawn once"
        yield f"the week of {day(liked)} is where it would like to be ({source})"
        if week != liked:
            there = len(self._in_week(liked, member))
            yield f"that week has {number(there, 'other step')}, and {limit} are the limit"
        words = f": {some(others)}" if others else ""
        yield f"the week of {day(week)} has {number(len(others), 'other step')}{words}"
        yield f"in that week {day(chosen)} is its day: a weekday drawn once, moved if taken"

    def _in_week(self, week: date, member: Occurrence) -> list[str]:
        return [
            name for name, other in self._schedule.occurrences.items()
            if other is not member and other.chosen is not None
            and monday(date.fromordinal(other.chosen)) == week
        ]  # fmt: skip


def _step_lines(
    step: Step, plan: Plan, student: Student, copy: BlockCopy | None = None
) -> Iterator[Line]:
    yield Line("title", Words(student, copy, "", 0).plain(step.title))
    yield from _labelled("plan", (f"{case.mark}: {_case_text(case, step)}" for case in step.whens))
    if not step.whens:
        yield Line("plan", f"{step.mark}: {_text_of('', step)}")
    yield from _labelled("changed", layer_lines(step))
    yield from _sources(step, plan)


def _when_text(family: Family) -> str:
    return _text_of(family.case.text, family.step)


def _case_text(case: Case, step: Step) -> str:
    """Return a line of a `when` list with the condition under which it is the one."""
    words = _text_of(case.text, step)
    return words if case.condition is None else f"{words}, if {case.condition.mark.words}"


def _text_of(text: str, step: Step) -> str:
    words = [f"when: {text}" if text else "the whole phase or block"]
    if step.every is not None and "every" in step.marks:
        words.append(f"every: {step.marks['every'].words}")
    if step.times > 1:
        words.append(f"times: {step.times}")
    return ", ".join(words)


def _sources(step: Step, plan: Plan) -> Iterator[Line]:
    for row in step.source:
        letters = "".join(takewhile(str.isalpha, row))
        document = plan.sources.get(letters)
        if document is None:
            yield Line("source", row)
            continue
        publisher = f", {document.publisher}" if document.publisher else ""
        yield Line("source", f"{row}: {document.title}{publisher}")


def _labelled(label: str, texts: Iterable[str]) -> Iterator[Line]:
    for index, text in enumerate(texts):
        yield Line("" if index else label, text)
