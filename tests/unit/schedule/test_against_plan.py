"""Words of a student file that the plan does not know."""

from datetime import date

import pytest

from roadmap_sync.plan.model import Block, NamedDate, Phase, Plan, Question
from roadmap_sync.plan.nodes import decode, parse
from roadmap_sync.plan.when import Fixed
from roadmap_sync.problems import Mark, Problem, Problems, Source
from roadmap_sync.schedule.against_plan import answer_to, check_against_plan
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import read_student

HERE = Mark(Source("plan.yaml"), 1, 1)
SUMMER = Question("summer", "What?", ("research", "clinical", "both"), "research", HERE)
AWAYS = Question("aways", "Aways?", ("true", "false"), "false", HERE)
EARLY = Question("early", "Early?", ("Yes", "no", "maybe"), "maybe", HERE)
STEP1 = NamedDate("step1", "Step 1", Fixed(date(2028, 4, 3), HERE), None, None, "", HERE)
PLAN = Plan(
    id="p",
    title="P",
    version="1",
    updated=date(2026, 1, 1),
    license="",
    about="",
    start=None,
    parents=(),
    sources={},
    questions={question.id: question for question in (SUMMER, AWAYS, EARLY)},
    dates={"step1": STEP1},
    phases={"a": Phase("a", "A", "ms1", None, None, "", None, HERE)},
    blocks={"b": Block("b", "B", "ms4", "aways", None, None, HERE)},
    drafts={},
    steps={},
    mark=HERE,
)


def student(text: str) -> Student:
    problems = Problems()
    source = decode(f"start: 2026-08-10\n{text}\n".encode(), "me.yaml", problems)
    assert source is not None
    read = read_student(parse(source, problems), problems)
    assert not len(problems)
    assert read is not None
    return read


def found(text: str) -> list[Problem]:
    problems = Problems()
    check_against_plan(student(text), PLAN, problems)
    return problems.sorted()


def test_known_words_are_fine() -> None:
    assert found("answers: {summer: Both, aways: yes, early: true}") == []
    assert found("dates: {step1: 2028-04-10}\nstages: {ms4: none, ms1: none}") == []


@pytest.mark.parametrize(
    ("text", "message", "hint", "column"),
    [
        ("answers: {sumer: both}", "no plan of yours has a question 'sumer'",
         "did you mean 'summer'?", 11),
        ("answers: {summer: reserch}", "'reserch' is not an answer to 'summer'",
         "did you mean 'research'?", 19),
        ("answers: {aways: 7}", "'7' is not an answer to 'aways'", "one of: true, false", 18),
        ("dates: {step_1: 2028-04-10}", "no plan of yours has a date 'step_1'",
         "did you mean 'step1'?", 9),
        ("dates: {start: 2028-04-10}", "'start' is not one of the dates",
         "it stands at the top of the file, without indentation", 9),
        ("stages: {fourth: none}", "no plan of yours has a stage 'fourth'", "one of: ms1, ms4", 10),
    ],
)  # fmt: skip
def test_an_unknown_word_is_reported_where_it_stands(
    text: str, message: str, hint: str, column: int
) -> None:
    [problem] = found(text)
    assert (problem.message, problem.hint) == (message, hint)
    assert str(problem.mark) == f"me.yaml:2:{column}"


def test_all_findings_come_at_once() -> None:
    text = "answers: {a: b, aways: c}\ndates: {d: none}\nstages: {e: none}"
    assert len(found(text)) == 4


def test_an_answer_is_one_of_the_options_or_the_default() -> None:
    ana = student("answers: {summer: CLINICAL, aways: yes, early: false}")
    assert [answer_to(ana, question) for question in (SUMMER, AWAYS, EARLY)] == [
        "clinical", "true", "no",
    ]  # fmt: skip
    assert answer_to(student(""), AWAYS) == "false"
    assert answer_to(student("answers: {summer: nothing}"), SUMMER) == "research"
