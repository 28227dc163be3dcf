"""Why a step of the plan has nothing on a student's calendar, not even a date to look for."""

from roadmap_sync.plan.conditions import evaluate
from roadmap_sync.plan.model import Block, Plan, Step
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
    facts = Facts(plan, student, dates)
    for whose, condition in (("the condition of its phase", home.condition),
                             ("its condition", step.condition)):  # fmt: skip
        if condition is not None and not evaluate(condition, facts):
            return f"{whose} does not hold for you ({condition.mark})"
    return f"you have no {step.each}"


def _no_block(step: Step, block: Block, student: Student) -> str:
    entries = student.lists.get(block.entries)
    if entries or (entries is None and block.sample is not None):
        condition = step.condition or block.condition
        mark = step.mark if condition is None else condition.mark
        return f"its conditions hold for none of your {block.entries} ({mark})"
    return (
        f"you have no {block.entries} yet: they stand in the student file, under '{block.entries}:'"
    )
