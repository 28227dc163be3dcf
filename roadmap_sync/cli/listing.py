"""Plans as people read them on a screen."""

from collections.abc import Iterator
from pathlib import Path

import click

from roadmap_sync.cache import DiskCache
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.screen import amount, plain, show_problems
from roadmap_sync.plan import catalog
from roadmap_sync.plan.added import added
from roadmap_sync.plan.loader import load_plan, load_plan_file
from roadmap_sync.plan.model import NamedDate, Plan, Step
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Mark, Problems, Severity


def show_all() -> None:
    """Print a line for each bundled plan, and some for each that was added."""
    problems = Problems()
    for name, path in catalog.bundled().items():
        _show_one(name, load_plan_file(path, problems, cache=DiskCache()))
    fail_if_bad(problems)
    others = added()
    if others:
        click.echo("\nAdded by you:")
    for name, one in others.items():
        found = Problems()
        _show_one(name, load_plan_file(one.path, found, cache=DiskCache()))
        if found.failed:
            why = f"cannot be used; why: roadmap-sync check {name}"
            click.echo(plain(f"{name:<24} {'-':>10}  {why}"))
        click.echo(plain(f"{'':<24} {'from':>10}  {one.origin} ({one.checksum[:19]})"))


def _show_one(name: str, plan: Plan | None) -> None:
    if plan is not None:
        steps, version = amount(len(plan.steps), "step"), f" ({plan.version})" * bool(plan.version)
        click.echo(plain(f"{name:<24} {steps:>10}  {plan.title}{version}"))


def show_plan(name: str) -> None:
    """Print a plan.

    Raises:
        PlanError: There is no such plan, or it has errors.
    """
    problems = Problems()
    plan = load_plan([PlanRequest(name, None, Path())], problems, cache=DiskCache())
    fail_if_bad(problems)
    assert plan is not None
    show_problems((p for p in problems.sorted() if p.severity is Severity.WARNING), err=True)
    click.echo(plain("\n".join(_lines(plan))))


def _lines(plan: Plan) -> Iterator[str]:
    name = " ".join(filter(None, (plan.id, plan.version)))
    yield f"{plan.title} ({name}, {plan.updated})"
    if plan.about:
        yield from ("", plan.about)
    if plan.parents:
        yield from ("", f"It builds on {', '.join(plan.parents)}.")
    if plan.license:
        yield from ("", f"License: {plan.license}")
    yield from _questions(plan)
    if plan.dates:
        yield from ("", "Dates you may set under 'dates:'")
        yield from (_date(named) for named in plan.dates.values())
    width = max(map(len, plan.steps), default=0)
    for phase in plan.phases.values():
        first, last = _text(phase.marks.get("from")), _text(phase.marks.get("until"))
        span = f": {first} to {last}" if first and last else ""
        yield from ("", _heading(phase.title, phase.id, phase.stage) + span)
        yield from _steps(plan, phase.id, width, in_block=False)
    for block in plan.blocks.values():
        yield ""
        heading = _heading(block.title, block.id, block.stage)
        yield f"{heading}: once for each of your {block.entries}"
        yield from _steps(plan, block.id, width, in_block=True)


def _heading(title: str, name: str, stage: str) -> str:
    return f"{title} ({f'{stage}, ' if stage else ''}{name})"


def _questions(plan: Plan) -> Iterator[str]:
    if plan.questions:
        yield from ("", "Questions, answered under 'answers:'")
    for question in plan.questions.values():
        options = " | ".join(question.options)
        yield f"  {question.id:<18} {question.ask}  {options}  [default: {question.default}]"


def _date(named: NamedDate) -> str:
    hour = f" at {named.at:%H:%M} {named.zone}".rstrip() if named.at else ""
    years = ", ".join(map(str, sorted(named.published or {})))
    known = f"  (published for {years})" if years else ""
    return f"  {named.id:<18} {_text(named.rule.mark)}{hour}{known}"


def _steps(plan: Plan, home: str, width: int, *, in_block: bool) -> Iterator[str]:
    for step in plan.steps.values():
        if step.home == home and step.in_block is in_block:
            yield f"  {step.id:<{width}}  {step.kind}: {step.title}"
            yield f"  {'':<{width}}  {_when(step)}"


def _when(step: Step) -> str:
    whens = [case.text or "the whole phase or block" for case in step.whens]
    words = [" / ".join(whens) or "the whole phase or block"]
    words += [f"{key}: {_text(step.marks[key])}" for key in ("every", "each", "if")
              if _text(step.marks.get(key))]  # fmt: skip
    words += ["twice" if step.times == 2 else f"{step.times} times"] * (step.times > 1)  # noqa: PLR2004
    return ", ".join(words)


def _text(mark: Mark | None) -> str:
    """Return the words that stand at a mark."""
    if mark is None or mark.line > len(mark.source.lines):
        return ""
    return mark.source.lines[mark.line - 1][mark.column - 1 :][: mark.width]
