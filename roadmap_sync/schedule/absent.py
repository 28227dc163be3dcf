"""Why a step of the plan has nothing on a student's calendar, not even a date to look for."""

from roadmap_sync.plan.conditions import Condition, evaluate
from roadmap_sync.plan.model import Block, Phase, Plan, Step
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.occurrences import Facts
from roadmap_sync.schedule.student import Student


def why_absent(step: Step, plan: Plan, student: Student, dates: NamedDates) -> str:
    """Return the reason in words that complete "left out: …".

    Args:
        step: A step without any family for this student.
        plan: Knows the conditions.
        student: Whose calendar it is not on.
        dates: Their named dates; conditions may ask for them.
    """
    home = plan.blocks[step.home] if step.in_block else plan.phases[step.home]
    if isinstance(home, Block):
        return _no_block(step, home, student)
    reason = _condition(step, home, Facts(plan, student, dates))
    return reason or f"you have no {step.each}"


def why_not_in(step: Step, plan: Plan, student: Student, dates: NamedDates, copy: BlockCopy) -> str:
    """Return why a step has no family in one block, in words that complete "left out: …".

    Args:
        step: A step of that block's template, without a family there.
        plan: Knows the conditions.
        student: Whose block it is.
        dates: Their named dates; conditions may ask for them.
        copy: The block.
    """
    reason = _condition(step, plan.blocks[step.home], Facts(plan, student, dates, copy))
    return reason or f"you have no {step.each}"


def place_and_words(condition: Condition) -> str:
    """Return where a condition stands, and what it says: ``plan.yaml:9:5: if: aways``."""
    return f"{condition.mark}: if: {condition.mark.words}"


def _condition(step: Step, home: Phase | Block, facts: Facts) -> str:
    """Return which condition does not hold, and where it stands; empty if all hold."""
    what, where = ("block", "there") if isinstance(home, Block) else ("phase", "for you")
    for whose, condition in ((f"the condition of its {what}", home.condition),
                             ("its condition", step.condition)):  # fmt: skip
        if condition is not None and not evaluate(condition, facts):
            return f"{whose} does not hold {where} ({place_and_words(condition)})"
    return ""


def _no_block(step: Step, block: Block, student: Student) -> str:
    entries = student.lists.get(block.entries)
    if entries or (entries is None and block.sample is not None):
        condition = step.condition or block.condition
        place = str(step.mark) if condition is None else place_and_words(condition)
        return f"its conditions hold for none of your {block.entries} ({place})"
    return (
        f"you have no {block.entries} yet: they stand in the student file, under '{block.entries}:'"
    )
