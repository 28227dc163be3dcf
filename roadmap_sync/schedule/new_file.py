"""What is known of a new student → the text of a commented student file."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Template

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.fitting import without_days
from roadmap_sync.schedule.patterns import NO_PATTERN, Pattern, Suggestion, suggest
from roadmap_sync.schedule.start import first_monday
from roadmap_sync.schedule.student import OwnDate, Student, default_match_year
from roadmap_sync.schedule.yaml_text import Value, to_yaml

#: The words of the file, with ``$names`` for what differs.
TEMPLATE = Path(__file__).with_name("student-template.yaml")
_CHANGE = "from the pattern; change it when your school publishes it"
_COLUMN = 44
_CLERKSHIPS = "clerkships"


class NewStudent(Struct, frozen=True):
    """What `init` has found out.

    Attributes:
        student: With id, start, match year, zone, joined and plans.
        start_note: What to say beside the start; empty for nothing.
        answers: To the plan's questions, all of them.
        file: The name of the file, for the commands in its comments.
        says_start: Is the start written down, rather than found by the plan?
    """

    student: Student
    plan: Plan
    pattern: Pattern
    suggestion: Suggestion
    answers: dict[str, str]
    start_note: str = ""
    file: str = "student.yaml"
    says_start: bool = True


def new_file(template: str, new: NewStudent) -> str:
    """Return the text of a student file."""
    student, match = new.student, new.student.match_year
    spring = first_monday(student.start.year + 1, 7)
    values = {
        "file": _one_line(new.file),
        "student": "" if new.file == "student.yaml" else f" --student {_one_line(new.file)}",
        "needed": "`start` is" if new.says_start else "`match_year` and `plans` are",
        "id": to_yaml(student.id),
        "zone": to_yaml(student.timezone),
        "start": student.start.isoformat(),
        "start_line": _start(new),
        "joined": (student.joined or student.start).isoformat(),
        "match": str(match),
        "plans": to_yaml(tuple(word.text for word in student.plans)),
        "away": first_monday(match - 1, 8).isoformat(),
        "interview": date(match - 1, 11, 13).isoformat(),
        "meeting": spring.isoformat(),
        "meeting_end": (spring + timedelta(days=2)).isoformat(),
        "course_end": (student.start + timedelta(days=67)).isoformat(),
        "break": date(student.start.year, 12, 21).isoformat(),
        "break_end": date(student.start.year + 1, 1, 3).isoformat(),
        "step": next(iter(new.plan.steps), "step"),
        "date": _a_date(new),
        "rotation": _first_rotation(new).isoformat(),
        "answers": "\n".join(_answers(new)),
        "dates": "\n".join(_dates(new)),
        "stages": "\n".join(_stages(new.pattern)),
        "rotations": "\n".join(_rotations(new)),
        "leaves": "\n".join(_leaves(new)),
        "zones": "\n".join(_zones(new)),
    }
    return Template(template).substitute(values)


def usual_year(new: NewStudent) -> int:
    """Return the year of the Match that such a school and such a start lead to."""
    return default_match_year(new.student.start, new.pattern.match_after)


def squeezed_out(new: NewStudent) -> tuple[str, ...]:
    """Return the phases and leaves that have no days because the Match is not in the usual year.

    A plan that begins at a distance from the Match has the same length in every year.
    """
    if new.plan.start is not None:
        return ()
    other = replace(new.student, match_year=usual_year(new))
    usual = suggest(new.pattern, new.plan, other)
    empty = {phase.id for phase in without_days(new.plan, _dated(other, new.pattern, usual))}
    now = without_days(new.plan, _dated(new.student, new.pattern, new.suggestion))
    left = [leave for leave, _ in new.suggestion.leaves]
    return (
        *(f"'{phase.title}'" for phase in now if phase.id not in empty),
        *(f"'{leave.name}'" for leave, _ in usual.leaves if leave not in left),
    )


def _dated(student: Student, pattern: Pattern, suggestion: Suggestion) -> Student:
    """Return the student as the file will say."""
    dates = {name: OwnDate(window) for name, window in suggestion.dates.items()}
    return replace(student, dates=dates, dropped_stages=frozenset(pattern.no_stages))


def _a_date(new: NewStudent) -> str:
    """Return a date of the plan and a day for it, as `set date` takes them."""
    known = {**new.suggestion.usual, **new.suggestion.dates}
    name = _CLERKSHIPS if _CLERKSHIPS in known or not known else next(iter(known))
    day = known[name].from_day if name in known else _first_rotation(new)
    return f"{name} {day + timedelta(weeks=1)}"


def _first_rotation(new: NewStudent) -> date:
    """Return a day on which rotations may begin."""
    known = {**new.suggestion.usual, **new.suggestion.dates}.get(_CLERKSHIPS)
    return known.from_day if known else first_monday(new.student.match_year - 2, 7)


def _start(new: NewStudent) -> str:
    text, comment = f"start: {new.student.start}", "first day of medical school"
    if not new.says_start:
        text, comment = f"# {text}", "where the plan begins for the year of your Match"
    elif new.start_note:
        comment += f"; {new.start_note}"
    return f"{text:<{_COLUMN}}# {_one_line(comment)}"


def _answers(new: NewStudent) -> Iterator[str]:
    live = bool(new.plan.questions)
    yield "answers:" if live else "# answers: {question: answer}"
    for name, question in new.plan.questions.items():
        options = " | ".join(question.options)
        yield _beside(f"  {name}: {to_yaml(new.answers[name])}", f"{question.ask} {options}")


def _dates(new: NewStudent) -> Iterator[str]:
    live = bool(new.suggestion.dates)
    yield "dates:" if live else "# dates:"
    for name, window in new.suggestion.dates.items():
        yield _beside(f"  {name}: {_days(window)}", _CHANGE)
    for name, window in new.suggestion.usual.items():
        if name not in new.pattern.no_stages and window != Window(new.student.start,
                                                                   new.student.start):  # fmt: skip
            yield _beside(f"{'  # ' if live else '#   '}{name}: {_days(window)}", "by the rule")


def _stages(pattern: Pattern) -> Iterator[str]:
    yield "# Stages that you do not have."
    if not pattern.no_stages:
        yield "# stages: {ms4: none}"
    else:
        none: Value = dict.fromkeys(pattern.no_stages, "none")
        yield _beside(f"stages: {to_yaml(none)}", _CHANGE.partition(";")[0])


def _rotations(new: NewStudent) -> Iterator[str]:
    rows = new.suggestion.rotations
    if new.pattern is NO_PATTERN or not rows:
        first = _first_rotation(new)
        second = first + timedelta(weeks=8)
        yield "# rotations:"
        yield f"#   - {{name: Internal medicine, start: {first}, weeks: 8, interest: yes}}"
        yield f"#   - {{name: Surgery, start: {second}, weeks: 8, attending: Dr. Reyes}}"
        return
    yield "# These lengths come from the pattern; put in your own order and dates."
    yield "# rotations:"
    for rotation, first in rows:
        entry: dict[str, Value] = {"name": rotation.name, "start": first.isoformat(),
                                   "weeks": f"{rotation.weeks:g}"}  # fmt: skip
        if rotation.kind:
            entry["kind"] = rotation.kind
        if rotation.preceptors > 1:
            entry["preceptors"] = str(rotation.preceptors)
        yield f"#   - {to_yaml(entry)}"


def _leaves(new: NewStudent) -> Iterator[str]:
    if not new.suggestion.leaves:
        first = first_monday(new.student.match_year - 1, 2)
        last = first + timedelta(days=53)
        yield "# leaves:"
        yield f"#   - {{name: Family leave, from: {first}, until: {last}}}"
        return
    yield "leaves:"
    for leave, window in new.suggestion.leaves:
        kind: dict[str, Value] = {"kind": leave.kind} if leave.kind else {}
        entry: Value = {"name": leave.name, **kind, "from": window.from_day.isoformat(),
                        "until": window.until_day.isoformat()}  # fmt: skip
        yield _beside(f"  - {to_yaml(entry)}", _CHANGE)


def _zones(new: NewStudent) -> Iterator[str]:
    if not new.suggestion.zones:
        yield "# timezones:"
        first = first_monday(new.student.match_year - 2, 6)
        yield f"#   - {{from: {first}, timezone: America/New_York}}"
        return
    yield "timezones:"
    for first, zone in new.suggestion.zones:
        entry: Value = {"from": first.isoformat(), "timezone": zone}
        yield _beside(f"  - {to_yaml(entry)}", _CHANGE)


def _days(window: Window) -> str:
    if window.from_day == window.until_day:
        return window.from_day.isoformat()
    return to_yaml({"from": window.from_day.isoformat(), "until": window.until_day.isoformat()})


def _beside(text: str, comment: str) -> str:
    """Return a line with a comment, in line with the others where there is room."""
    return f"{text:<{_COLUMN}}  # {_one_line(comment)}"


def _one_line(text: str) -> str:
    """Return a stranger's words as a comment: no way out of it."""
    words = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(words.split())
