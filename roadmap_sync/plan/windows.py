"""Windows that can have no day, whoever the student is, and repetitions that have no room."""

from roadmap_sync.plan.model import Phase, Plan, Step
from roadmap_sync.plan.when import (
    Anchor,
    Beside,
    Count,
    DayOfMonth,
    Edge,
    Extreme,
    Fixed,
    Nearest,
    Offset,
    OnRequest,
    Ordinal,
    Part,
    Share,
    Span,
    When,
    Within,
)  # fmt: skip
from roadmap_sync.problems import Problems

_FRAME = ("start", "end")


def check_windows(plan: Plan, problems: Problems) -> None:
    """Report dates that cannot have a value where they stand."""
    for date in plan.dates.values():
        _check_endless(date.rule, problems)
        _check_order(date.rule, problems)
    for phase in plan.phases.values():
        for when in (phase.from_when, phase.until_when):
            _check_endless(when, problems)
            _check_order(when, problems)
        if phase.from_when and phase.until_when:
            mark = phase.marks.get("until", phase.mark)
            _check_order(Span(phase.from_when, phase.until_when, mark), problems)
    for step in plan.steps.values():
        for case in step.whens:
            _check_order(case.when, problems)
        _check_repetition(step, problems)
        if not step.in_block and step.home in plan.phases:
            _check_frame(step, plan.phases[step.home], problems)


def _check_repetition(step: Step, problems: Problems) -> None:
    if step.every is None:
        return
    if step.times > 1:
        problems.error("times-and-every", "'times' and 'every' do not go together",
                       step.marks.get("times", step.mark), "keep one of them")  # fmt: skip
    for case in step.whens:
        if case.when is not None and is_point(case.when):
            problems.error("one-day", f"'every' needs room, but '{case.text}' is a single day",
                           case.when.mark, "such as 'when: weeks 2-10'")  # fmt: skip
        elif isinstance(case.when, OnRequest):
            problems.error("one-day", "'every' needs room, but 'on request' has no date",
                           case.when.mark, "take out 'every'")  # fmt: skip


def is_point(when: When) -> bool:
    """Is it one day, whatever the student's dates? A named date may be a range."""
    match when:
        case (
            Fixed() | DayOfMonth() | Ordinal() | Nearest() | Anchor(name="start" | "end") | Share()
        ):
            return True
        case Count(first=first, last=last, unit=unit):
            return first == last and unit.value == "day"
        case Part(edge=edge):
            return edge is not Edge.MIDDLE
        case Offset(low=low, high=high):
            return low == high
    return False


def _check_frame(step: Step, phase: Phase, problems: Problems) -> None:
    """Report a step that counts in a phase without dates."""
    if phase.from_when is not None or phase.until_when is not None:
        return
    if {"from", "until"} & phase.marks.keys():
        return
    hint = f"give '{phase.id}' a 'from' and an 'until', or the step a date of its own"
    for case in step.whens:
        if case.when is None and not case.text and step.marks:
            problems.error("no-frame", f"'{step.id}' needs 'when:'; '{phase.id}' has no dates",
                           step.mark, hint)  # fmt: skip
        for part in framed(case.when):
            from_date = isinstance(part, Count) and part.first > 0 and phase.count_from
            if not from_date:
                problems.error("no-frame", f"this counts in '{phase.id}', which has no dates",
                               part.mark, hint)  # fmt: skip


def framed(when: When | None) -> tuple[When, ...]:
    """Return the parts of a date that count in the phase or block itself."""
    match when:
        case Anchor(name="start" | "end") | Count(of=None) | Count(of=Anchor(name="start" | "end")):
            return (when,)
        case Ordinal(within=None) | Part(within=None):
            return (when,)
        case Ordinal(within=inner) | Part(within=inner):
            return framed(inner)
        case (
            Nearest(anchor=inner) | Offset(anchor=inner) | Within(anchor=inner)
            | Beside(anchor=inner)
        ):  # fmt: skip
            return framed(inner)
        case Span() | Extreme() | Share():
            return (*framed(when.first), *framed(when.last))
    return ()


def _check_endless(when: When | None, problems: Problems) -> None:
    """Report what is counted from an end, where there is none: medical school has only a start."""
    for part in framed(when):
        match part:
            case Count(of=None, first=number) | Ordinal(number=number):
                backwards = number < 0
            case _:
                backwards = isinstance(part, Part)
        if backwards:
            problems.error("no-frame", "this counts from an end, but only the start of "
                           "medical school is known here", part.mark,
                           "count from a named date")  # fmt: skip


def _check_order(when: When | None, problems: Problems) -> None:
    """Report a range whose last day is before its first, as far as the words alone tell."""
    if not isinstance(when, Span):
        return
    match when.first, when.last:
        case Fixed(day=first), Fixed(day=last):
            is_reversed = last < first
        case Count() as one, Count() as other:
            alike = one.unit is other.unit and _name(one) == _name(other)
            is_reversed = alike and one.first * other.last > 0 and other.last < one.first
        case _:
            is_reversed = False
    if is_reversed:
        problems.error("reversed", "the end of this range is before its beginning", when.mark,
                       "swap the two")  # fmt: skip


def _name(count: Count) -> str:
    return count.of.name if count.of else ""
