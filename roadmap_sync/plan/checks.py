"""Rules that need the whole plan: is every name known, and can every date have a value?

Each check takes the plan and adds its findings; they do not depend on each other's order.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from roadmap_sync.plan.condition_words import KEYWORDS
from roadmap_sync.plan.conditions import BLOCK_FIELDS, Condition, Mention, Use, names
from roadmap_sync.plan.cycles import check_chains, check_cycles, step_anchors
from roadmap_sync.plan.model import Plan, Question, Step
from roadmap_sync.plan.values import nearest
from roadmap_sync.plan.vocabulary import can_be_name
from roadmap_sync.plan.when import Anchor, When, anchors
from roadmap_sync.plan.windows import check_windows
from roadmap_sync.problems import Mark, Problems, one_of

Check = Callable[[Plan, Problems], None]

START, END = "start", "end"
_YES_NO = ("true", "false")
#: What a field of the block can be, where that is fixed; numbers have an order.
_BLOCK_VALUES = {"interest": ("yes", "maybe", "no"), "has_exam": _YES_NO, "sample": _YES_NO}
_BLOCK_NUMBERS = ("weeks", "number", "preceptors")


def check_ids(plan: Plan, problems: Problems) -> None:
    """Report ids that a date or a condition would read as something else."""
    for name, date in plan.dates.items():
        if name in {START, END} or not can_be_name(name):
            problems.error("reserved", f"no date can be named '{name}': the word has a meaning of "
                           "its own", date.mark, "choose another name")  # fmt: skip
    for name, step in plan.steps.items():
        if name in {START, END} or not can_be_name(name):
            problems.error("reserved", f"no step can be named '{name}': the word has a meaning of "
                           "its own", step.mark, "choose another id")  # fmt: skip
        elif name in plan.dates:
            problems.error("same-name", f"'{name}' is also a named date", step.mark,
                           f"the date stands at {plan.dates[name].mark}")  # fmt: skip
    for name, question in plan.questions.items():
        if name in {*KEYWORDS, "block", START}:
            problems.error("reserved", f"no question can be named '{name}': the word has a meaning "
                           "of its own", question.mark, "choose another id")  # fmt: skip
        elif name in plan.dates:
            problems.error("same-name", f"'{name}' is also a named date", question.mark,
                           f"the date stands at {plan.dates[name].mark}")  # fmt: skip


def check_renames(plan: Plan, problems: Problems) -> None:
    """Report two steps that calendars could not tell apart."""
    known: dict[tuple[str, str], Step] = {}
    steps = sorted(plan.steps.values(), key=lambda step: step.identity != step.id)
    for step in steps:
        first = known.setdefault((step.plan, step.identity), step)
        if first is not step:
            problems.error("same-name", f"calendars know another step as '{step.identity}'",
                           step.marks.get("renamed_from", step.mark),
                           f"it is '{first.id}' at {first.mark}")  # fmt: skip


def check_dates(plan: Plan, problems: Problems) -> None:
    """Report names in named dates, phases and samples that are not named dates."""
    rules: list[When | None] = [date.rule for date in plan.dates.values()]
    for phase in plan.phases.values():
        rules += [phase.from_when, phase.until_when]
        if phase.count_from and phase.count_from not in {*plan.dates, START}:
            _unknown(phase.count_from, "date", plan.dates, phase.marks.get("count_from"), problems)
    rules += [block.sample.start for block in plan.blocks.values() if block.sample]
    for rule in rules:
        for anchor in anchors(rule):
            _check_fixed(plan, anchor, problems)


def _check_fixed(plan: Plan, anchor: Anchor, problems: Problems) -> None:
    name = anchor.name
    if name == END:
        problems.error("no-frame", "'end' is the end of a phase or block; there is none here",
                       anchor.mark)  # fmt: skip
    elif name in plan.steps:
        problems.error("rests-on-step", f"'{name}' is a step, and no date or phase can rest on one",
                       anchor.mark, "name a date")  # fmt: skip
    elif name != START and name not in plan.dates:
        _unknown(name, "date", [*plan.dates, START], anchor.mark, problems)


def check_steps(plan: Plan, problems: Problems) -> None:
    """Report names in steps that nothing has, and other steps that cannot be meant."""
    known = [*plan.dates, *plan.steps, START, END]
    for step in plan.steps.values():
        for anchor in step_anchors(step):
            if anchor.name in plan.steps:
                _check_copy(step, plan.steps[anchor.name], anchor.mark, problems)
            elif anchor.name not in {START, END} and anchor.name not in plan.dates:
                _unknown(anchor.name, "date or step", known, anchor.mark, problems)
        for order in (*step.after, *step.before):
            if order.step in plan.steps:
                _check_copy(step, plan.steps[order.step], order.mark, problems)
            else:
                _unknown(order.step, "step", plan.steps, order.mark, problems)


def _check_copy(step: Step, other: Step, mark: Mark, problems: Problems) -> None:
    """Report another block's step: there is one for each entry of the student's list."""
    if other.in_block and (not step.in_block or step.home != other.home):
        problems.error("which-copy", f"there is one '{other.id}' for each '{other.home}' block, "
                       "so it is not clear which is meant", mark,
                       f"only steps of '{other.home}' can name it")  # fmt: skip


def check_papers(plan: Plan, problems: Problems) -> None:
    """Report drafts and source documents that are not there."""
    for step in plan.steps.values():
        if step.draft and step.draft not in plan.drafts:
            _unknown(step.draft, "draft", plan.drafts, step.marks.get("draft"), problems)
        for number, row in enumerate(step.source):
            letters = re.match("[A-Za-z]*", row)
            name = letters[0] if letters else ""
            if name not in plan.sources:
                _unknown(name, "source", plan.sources, step.marks.get(f"source {number}"), problems)


def check_conditions(plan: Plan, problems: Problems) -> None:
    """Report questions, dates, answers and fields in conditions that do not exist."""
    for condition, in_block in _conditions(plan):
        for mention in names(condition):
            if mention.name.startswith("block."):
                _check_field(mention, problems, in_block=in_block)
            elif mention.name in plan.questions:
                _check_question(plan.questions[mention.name], mention, problems)
            elif mention.name in {*plan.dates, START}:
                if mention.use is Use.TRUTH:
                    problems.error("not-a-question", f"'{mention.name}' is a date, not a question",
                                   mention.mark, f"write 'has {mention.name}'")  # fmt: skip
            else:
                known = [*plan.questions, *plan.dates, *(f"block.{one}" for one in BLOCK_FIELDS)]
                _unknown(mention.name, "question or date", known, mention.mark, problems)


def _conditions(plan: Plan) -> Iterator[tuple[Condition | None, bool]]:
    """Yield every condition, and whether a block is known there."""
    for phase in plan.phases.values():
        yield phase.condition, False
    for block in plan.blocks.values():
        yield block.condition, True
    for step in plan.steps.values():
        yield step.condition, step.in_block
        for case in step.whens:
            yield case.condition, step.in_block


def _check_field(mention: Mention, problems: Problems, *, in_block: bool) -> None:
    field = mention.name.removeprefix("block.")
    if field not in BLOCK_FIELDS:
        hint = nearest(field, BLOCK_FIELDS, problems) or one_of(BLOCK_FIELDS)
        problems.error("unknown-field", f"a block has no '{field}'", mention.mark, hint)
    elif not in_block:
        problems.error("no-block", f"'{mention.name}' means nothing outside 'blocks:'",
                       mention.mark)  # fmt: skip
    elif mention.use is Use.ORDER and field not in _BLOCK_NUMBERS:
        problems.error("no-order", f"'{mention.name}' has no order: neither more nor less",
                       mention.mark, "use == or !=")  # fmt: skip
    elif field in _BLOCK_VALUES:
        _check_answers(mention, _BLOCK_VALUES[field], problems)


def _check_question(question: Question, mention: Mention, problems: Problems) -> None:
    if mention.use is Use.ORDER:
        problems.error("no-order", f"the answer to '{question.id}' has no order, so it is neither "
                       "more nor less", mention.mark, "use == or !=")  # fmt: skip
    elif mention.use is Use.KNOWN:
        problems.error("not-a-date", f"'{question.id}' is a question, and always has an answer",
                       mention.mark, f"write '{question.id} == {question.options[0]}'"
                       if question.options else "")  # fmt: skip
    elif mention.use is Use.TRUTH and question.options and question.options != _YES_NO:
        problems.error("not-yes-or-no", f"'{question.id}' is not a yes-or-no question",
                       mention.mark, f"write '{question.id} == {question.options[0]}'")  # fmt: skip
    else:
        _check_answers(mention, question.options, problems)


def _check_answers(mention: Mention, options: tuple[str, ...], problems: Problems) -> None:
    for literal in mention.literals:
        if literal.text not in options:
            hint = nearest(literal.text, options, problems) or one_of(options)
            problems.error("unknown-answer", f"'{literal.text}' is no answer to '{mention.name}'",
                           literal.mark, hint)  # fmt: skip


def _unknown(
    name: str, what: str, known: Iterable[str], mark: Mark | None, problems: Problems
) -> None:
    problems.error("unknown-name", f"there is no {what} '{name}'", mark,
                   nearest(name, known, problems))  # fmt: skip


#: All of them, for the loader.
CHECKS: tuple[Check, ...] = (
    check_ids, check_renames, check_dates, check_steps, check_papers, check_conditions,
    check_cycles, check_chains, check_windows,
)  # fmt: skip
