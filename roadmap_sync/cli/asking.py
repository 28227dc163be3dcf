"""What `init` asks and writes."""

from collections.abc import Callable
from pathlib import Path

import click
from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.cli.init import Known
from roadmap_sync.cli.inputs import DEFAULT_PLAN, shipped_text
from roadmap_sync.cli.new_student import identity_of, make_sure_of_room, write
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.screen import plain
from roadmap_sync.plan import nodes
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.model import Plan, Question
from roadmap_sync.plan.scalars import YEARS, parse_zone
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.plan.zone_words import no_zone
from roadmap_sync.problems import Problems, Source, did_you_mean, one_of
from roadmap_sync.schedule.beginning import start_of
from roadmap_sync.schedule.new_file import NewStudent
from roadmap_sync.schedule.patterns import NO_PATTERN, PATTERNS, Pattern, read_patterns, suggest
from roadmap_sync.schedule.start import no_start, parse_start
from roadmap_sync.schedule.student import Student, default_match_year
from roadmap_sync.schedule.student_reader import ZONE, student_from_options

_YES_NO = {"yes": "true", "no": "false", "y": "true", "n": "false"}


def show_patterns() -> None:
    """Print a line for each school pattern."""
    for pattern in _patterns().values():
        click.echo(f"{pattern.id:<18} {pattern.title}")


def begin(known: Known) -> None:
    """Ask what the options do not say, and write the file.

    Raises:
        OutputError: There is a file already, or it could not be written.
        PlanError: The plan, the calendar to adopt or the result has errors.
        click.UsageError: An option says something impossible.
    """
    make_sure_of_room(known)
    plan, patterns = _plan(known), _patterns()
    given = _given_answers(known, plan)
    pattern = _named_pattern(known.pattern, patterns)
    identity = identity_of(known)
    typed, known = _beginning(known, plan)
    zone = known.zone or _asked(known, "Your time zone", _a_zone, clock.local_zone() or ZONE)
    if known.pattern is None and typed and not known.no_input:
        pattern = _asked_pattern(patterns)
    student = _student(known, typed or _plans_start(known, plan), zone, pattern, identity.id)
    answers = {name: given.get(name) or _answer(known, one) for name, one in plan.questions.items()}
    note = f"the first Monday of {typed.strip()}" if parse_start(typed.strip() + "-01") else ""
    suggestion = suggest(pattern, plan, student)
    new = NewStudent(student, plan, pattern, suggestion, answers, note, known.output.name,
                     says_start=bool(typed))  # fmt: skip
    write(known, new, identity)


def _beginning(known: Known, plan: Plan) -> tuple[str, Known]:
    """Ask for the start or, where the plan counts from the Match, for its year instead.

    Returns:
        The start as typed, empty if the plan says it; and the options with the year in them.

    Raises:
        click.UsageError: Nothing may be asked, and the options do not say it.
    """
    if known.start is not None:
        return known.start, known
    if plan.start is None:
        if known.no_input:
            raise click.UsageError("when do you start? Say --start 2026-08")
        words = "First day of medical school (2026-08-10, or 2026-08)"
        return _asked(known, words, _a_start, ""), known
    if known.match_year is None and known.no_input:
        raise click.UsageError("which year is your Match? Say --match 2027")
    year = known.match_year or int(_asked(known, "The year of your Match Day", _a_year, ""))
    return "", replace(known, match_year=year)


def _plans_start(known: Known, plan: Plan) -> str:
    """Return where the plan begins for the year of the Match."""
    assert known.match_year is not None
    start = start_of(plan, known.match_year)
    assert start is not None
    return start.isoformat()


def _student(known: Known, typed: str, zone: str, pattern: Pattern, ident: str) -> Student:
    """Return what the file will say, without its dates."""
    start = parse_start(typed)
    assert start is not None
    usual = default_match_year(start, pattern.match_after)
    year = known.match_year or int(_asked(known, "The year of your Match Day", _a_year, str(usual)))
    try:
        student = student_from_options(start.isoformat(), match_year=year, zone=zone, ident=ident,
                                       plans=known.plans or (DEFAULT_PLAN,))  # fmt: skip
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return replace(student, joined=clock.today(zone))


# ---- plans, patterns, answers ------------------------------------------------------------------


def _patterns() -> dict[str, Pattern]:
    problems = Problems()
    text = shipped_text(PATTERNS)
    node = nodes.parse(Source(PATTERNS.name, tuple(text.split("\n"))), problems)
    assert node is not None
    patterns = read_patterns(node, problems)
    fail_if_bad(problems)
    return patterns


def _named_pattern(name: str | None, patterns: dict[str, Pattern]) -> Pattern:
    if name is None or name == NO_PATTERN.id:
        return NO_PATTERN
    if name not in patterns:
        hint = did_you_mean(name, patterns) or one_of(patterns)
        raise click.BadParameter(f"there is no pattern '{name}'; {hint}",
                                 param_hint="--school-pattern")  # fmt: skip
    return patterns[name]


def _plan(known: Known) -> Plan:
    problems = Problems()
    requests = [PlanRequest(text, None, Path()) for text in known.plans or (DEFAULT_PLAN,)]
    plan = load_plan(requests, problems)
    fail_if_bad(problems)
    assert plan is not None
    return plan


def _given_answers(known: Known, plan: Plan) -> dict[str, str]:
    """Return the answers of the options.

    Raises:
        click.BadParameter: One is not an answer to a question of the plan.
    """
    answers = {}
    for word in known.answers:
        name, _, value = (part.strip() for part in word.partition("="))
        question = plan.questions.get(name)
        if question is None:
            hint = did_you_mean(name, plan.questions) or one_of(plan.questions)
            raise click.BadParameter(f"the plan has no question '{name}'; {hint}",
                                     param_hint="--answer")  # fmt: skip
        try:
            answers[name] = _an_answer(question)(value)
        except click.BadParameter as error:
            raise click.BadParameter(f"{name}: {error.message}", param_hint="--answer") from error
    return answers


# ---- questions ---------------------------------------------------------------------------------


def _asked(known: Known, words: str, read: Callable[[str], str], default: str) -> str:
    """Return what the student types, or what is usual if nothing may be asked."""
    if known.no_input:
        return default
    found: str = click.prompt(words, default=default or None, value_proc=read)
    return found


def _asked_pattern(patterns: dict[str, Pattern]) -> Pattern:
    click.echo("Which is most like your school? It gives first dates; you change them later.")
    choices = [*patterns.values(), NO_PATTERN]
    for pattern in choices:
        click.echo(f"  {pattern.id:<18} {pattern.title}")
    names = [pattern.id for pattern in choices]
    name = click.prompt("School pattern", default=NO_PATTERN.id, show_choices=False,
                        type=click.Choice(names))  # fmt: skip
    return _named_pattern(name, patterns)


def _answer(known: Known, question: Question) -> str:
    words = plain(f"{' '.join(question.ask.split())} ({', '.join(question.options)})")
    return _asked(known, words, _an_answer(question), question.default)


def _an_answer(question: Question) -> Callable[[str], str]:
    def read(text: str) -> str:
        options = {option.lower(): option for option in question.options}
        word = text.strip().lower()
        found = options.get(word) or options.get(_YES_NO.get(word, ""))
        if found is None:
            hint = did_you_mean(word, question.options) or one_of(question.options)
            raise click.BadParameter(f"'{text}' is not an answer; {hint}")
        return found

    return read


def _a_start(text: str) -> str:
    if parse_start(text) is None:
        raise click.BadParameter(no_start(text))
    return text


def _a_zone(text: str) -> str:
    if parse_zone(text.strip()) is None:
        raise click.BadParameter(no_zone(text))
    return text.strip()


def _a_year(text: str) -> str:
    if not (text.strip().isdecimal() and int(text) in YEARS):
        raise click.BadParameter(f"'{text}' is not a year such as 2030")
    return text.strip()
