"""Every text of the plans, bundled or in examples/, is short, clean and in American English."""

import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from spellchecker import SpellChecker

from roadmap_sync.plan.model import Draft, Kind, Step
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.student_reader import student_from_options
from roadmap_sync.schedule.texts import Words
from tests.system.bundled import (
    all_plans,
    all_steps,
    example_plans,
    example_steps,
)
from tests.system.commands import ROOT

PLANS = [*all_plans(), *example_plans()]
STEPS = [*all_steps().values(), *example_steps()]
#: Blocks of which a student without a schedule gets a sample, with "Sample:" before each title.
SAMPLED = {block.id for plan in all_plans() for block in plan.blocks.values() if block.sample}
DRAFTS = list({draft.id: draft for plan in PLANS for draft in plan.drafts.values()}.values())
ALLOWED = (ROOT / "tests" / "words.txt").read_text("utf-8").split("\n")
#: Spellings that the word list has too, and their American forms.
BRITISH = {
    "ageing": "aging", "amongst": "among", "cancelled": "canceled", "cancelling": "canceling",
    "centre": "center", "cheque": "check", "counselling": "counseling", "counsellor": "counselor",
    "enrol": "enroll", "fulfil": "fulfill", "grey": "gray", "learnt": "learned",
    "licence": "license", "practise": "practice", "practised": "practiced",
    "practising": "practicing", "programme": "program", "programmes": "programs",
    "spelt": "spelled", "travelled": "traveled", "travelling": "traveling",
    "whilst": "while",
}  # fmt: skip
MAX_TITLE = 59
MAX_SUBJECT = 78
MAX_WORDS = 130
MAX_NOTES = 6
_NAME = re.compile(r"\{[a-z_]+\}|https?://\S+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019](?=[^\W\d_]))*")
_DOUBLED = re.compile(r"\b([^\W\d_]+)\s+\1\b", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", "”": "“"}


def words(step: Step) -> Words:
    """Return what names become for a student who has entered nothing."""
    student: Student = replace(student_from_options("2026-08"), mentors=1)
    slot = max(step.slots, key=len, default=f"{step.each[:-1]}-1" if step.each else "")
    return Words(student, None, slot, step.times)


def titles(step: Step) -> str:
    """Return the title as a calendar shows it."""
    title = words(step).plain(step.title)
    is_meeting = step.kind is Kind.MEETING and step.at is None
    title = f"Arrange: {title}" if is_meeting else title
    return f"Sample: {title}" if step.home in SAMPLED else title


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text that a student can see, with its place."""
    for step in STEPS:
        yield f"{step.id} title", step.title
        yield f"{step.id} notes", step.notes
        for line in step.checklist:
            yield f"{step.id} checklist", line
    for draft in DRAFTS:
        yield f"{draft.id} subject", draft.subject
        yield f"{draft.id} body", draft.body
    for plan in PLANS:
        yield f"{plan.id} title", plan.title
        yield f"{plan.id} about", plan.about
        yield from ((f"{one.id} title", one.title) for one in plan.phases.values())
        yield from ((f"{one.id} title", one.title) for one in plan.blocks.values())
        yield from ((f"{one.id} title", one.title) for one in plan.dates.values())
        for question in plan.questions.values():
            yield f"{question.id} ask", question.ask


TEXTS = sorted(set(texts()))


def mistakes(text: str) -> list[str]:
    """Return what no text should have."""
    found = [char for char in "!\\\t" if char in text]
    found += [f"'{match[0]}' twice" for match in _DOUBLED.finditer(text)]
    found += [
        f"blanks at the end of '{line}'" for line in text.split("\n") if line != line.rstrip()
    ]
    found += ["two blanks"] * ("  " in text.strip())
    return found + unbalanced(text)


def unbalanced(text: str) -> list[str]:
    """Return brackets and quotes without their partner."""
    is_open: list[str] = []
    for char in text:
        if char in _PAIRS.values():
            is_open.append(char)
        elif char in _PAIRS and (not is_open or is_open.pop() != _PAIRS[char]):
            return [char]
    return is_open + ['"'] * (text.count('"') % 2)


def spelled(text: str) -> set[str]:
    """Return the words of a text, without names in braces, addresses and the genitive."""
    found = {word.replace("\u2019", "'") for word in _WORD.findall(_NAME.sub(" ", text))}
    return {word.lower().removesuffix("'s") for word in found}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_is_short(step: Step) -> None:
    assert len(titles(step)) <= MAX_TITLE, titles(step)
    assert len(step.notes.split("\n")) <= MAX_NOTES


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.id)
def test_a_draft_is_short_and_signed(draft: Draft) -> None:
    assert len(draft.subject) <= MAX_SUBJECT
    assert len(draft.body.split()) <= MAX_WORDS
    assert draft.body.split("\n")[-1].startswith("{me}")


def test_every_text_is_clean() -> None:
    found = {place: mistakes(text) for place, text in TEXTS if mistakes(text)}

    assert found == {}


def test_every_word_is_spelled_right() -> None:
    checker = SpellChecker()
    checker.word_frequency.load_words(ALLOWED)

    found = {place: wrong for place, text in TEXTS if (wrong := checker.unknown(spelled(text)))}

    assert found == {}


def test_every_word_is_american() -> None:
    found = {place: wrong for place, text in TEXTS if (wrong := spelled(text) & BRITISH.keys())}

    assert found == {}


def test_the_allowed_words_are_sorted_and_needed() -> None:
    lines = ALLOWED[:-1]
    used = set().union(*(spelled(text) for _, text in TEXTS))

    assert ALLOWED[-1] == ""
    assert lines == sorted(set(lines))
    assert set(lines) <= used


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        pytest.param("Well done!", ["!"], id="shouting"),
        pytest.param("Ask the\nthe dean", ["'the\nthe' twice"], id="a word twice"),
        pytest.param("One \nTwo", ["blanks at the end of 'One '"], id="a blank at the end"),
        pytest.param("Dear Dr. [name", ["["], id="an open bracket"),
        pytest.param('Ask "why', ['"'], id="an open quote"),
        pytest.param("Dear Dr. [name]: (thanks)", [], id="nothing"),
    ],
)
def test_the_rules_bite(text: str, wrong: list[str]) -> None:
    assert mistakes(text) == wrong
