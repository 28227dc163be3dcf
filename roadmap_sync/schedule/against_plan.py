"""The words of a student file that only a plan can judge."""

from collections.abc import Iterable

from roadmap_sync.plan.model import Plan, Question
from roadmap_sync.problems import Mark, Problem, Problems, Severity, did_you_mean, one_of
from roadmap_sync.schedule.student import Student

_NOBODY = "no plan of yours"
_SAME = {"yes": "true", "no": "false", "true": "yes", "false": "no"}


def check_against_plan(
    student: Student, plan: Plan, problems: Problems, *, lenient: bool = False
) -> None:
    """Report answers, dates and stages that the plan does not know.

    Args:
        student: As their file says.
        plan: What they follow.
        problems: Where findings go.
        lenient: Are names that the plan does not know meant for other plans, and no mistakes?
    """
    found = Problems() if lenient else problems
    _check_names(student, plan, found)
    if lenient:
        for one in found.sorted():
            problems.add(_for_other_plans(one) if one.message.startswith(_NOBODY) else one)


def _for_other_plans(problem: Problem) -> Problem:
    message = problem.message.replace(_NOBODY, "it is left out: no plan asked for")
    return Problem("other-plan", message, problem.mark, "", Severity.NOTE)


def _check_names(student: Student, plan: Plan, problems: Problems) -> None:
    _check_answers(student, plan, problems)
    for name, own in student.dates.items():
        if name in plan.dates:
            continue
        mark = student.marks.get(f"dates.{name}", own.mark)
        if name in {"start", "match_year"}:
            problems.error("unknown-date", f"'{name}' is not one of the dates", mark,
                           "it stands at the top of the file, without indentation")  # fmt: skip
        else:
            _unknown(problems, "date", name, mark, plan.dates)
    stages = {phase.stage for phase in plan.phases.values()}
    stages |= {block.stage for block in plan.blocks.values()}
    for name in sorted(student.dropped_stages - stages):
        _unknown(problems, "stage", name, student.marks.get(f"stages.{name}"), stages - {""})


def answer_to(student: Student, question: Question) -> str:
    """Return the student's answer as one of the question's options, or its default.

    Case does not matter, and ``yes`` is the same as ``true``.
    """
    word = student.answers.get(question.id)
    return (word and _option(word.text, question)) or question.default


def _check_answers(student: Student, plan: Plan, problems: Problems) -> None:
    for name, word in student.answers.items():
        question = plan.questions.get(name)
        if question is None:
            mark = student.marks.get(f"answers.{name}", word.mark)
            _unknown(problems, "question", name, mark, plan.questions)
        elif not _option(word.text, question):
            hint = did_you_mean(word.text, question.options) or one_of(question.options)
            problems.error("unknown-answer", f"'{word.text}' is not an answer to '{name}'",
                           word.mark, hint)  # fmt: skip


def _option(text: str, question: Question) -> str:
    word = text.lower()
    known = {option.lower(): option for option in question.options}
    return known.get(word) or known.get(_SAME.get(word, ""), "")


def _unknown(
    problems: Problems, what: str, name: str, mark: Mark | None, known: Iterable[str]
) -> None:
    names = sorted(known)
    hint = did_you_mean(name, names) or (one_of(names) if names else "")
    message = f"{_NOBODY} has a {what} '{name}'"
    problems.error(f"unknown-{what}", message, mark, hint)
