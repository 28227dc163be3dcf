"""Broken and hostile texts: plans, student files, dates and bundles end in findings, soon.

Each text is a right one with some of it cut out, doubled or written over. Whatever comes of it,
there are findings or a roadmap, never another error, and never more than some seconds. The same
texts every time; ``ROADMAP_SYNC_FUZZ=100000 python -m pytest -n 0 tests/property/test_fuzz.py``
tries other ones, that many of each kind.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_sync.cli.students import student_of_node
from roadmap_sync.errors import RoadmapError
from roadmap_sync.items import Roadmap
from roadmap_sync.plan import nodes
from roadmap_sync.plan.bundle import checksum
from roadmap_sync.plan.grammar import parse_every, parse_when
from roadmap_sync.plan.loader import Loaded, load
from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.packing_up import pack_up
from roadmap_sync.plan.personal import Names, personal
from roadmap_sync.problems import Mark, Problems, Source, show
from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.student_reader import student_from_options
from tests.system.commands import ROOT

MORE = int(os.environ.get("ROADMAP_SYNC_FUZZ", "0"))
#: Seconds of CPU for one text: far more than the slowest needs.
LIMIT = 3
HERE = Path("fuzz.yaml")
STUDENT = student_from_options("2026-08")

PLAN = """\
# What our school adds.
plan: fuzz
title: "Fuzz: a plan"
version: 1.0.0
updated: 2026-11-22
extends: [interview]
sources: {R: {title: Roadmap, date: 2026-01-08}}
questions:
  summer: {ask: Where?, one_of: [research, clinic], default: research}
  aways: {ask: Away?, default: true}
dates:
  ms1: start
  clerkships: first monday of month 24
  step1: {title: Step 1, rule: 13 weeks before clerkships to 5 weeks before clerkships}
  match: {rule: third friday of march in match_year, at: "12:00", zone: America/New_York,
          published: {2030: {date: 2030-03-15, source: nrmp.org, status: reported}}}
phases:
  first:
    title: First
    stage: ms1
    from: ms1
    until: 30 weeks after start
    count_from: ms1
    if: not aways or summer in [research, clinic]
    steps:
      hello: {message: Say hello, when: weeks 2-3, draft: hello, source: R1.3, tags: [a]}
      coffee:
        meeting: Coffee with {mentor}
        when:
          - {if: step1 < clerkships, use: within 4 weeks after hello}
          - month 2
        each: mentors
        after: {hello: 2 workdays}
        minutes: 30
      weekly: {task: Write, every: 2-3 weeks, when: weeks 4-11}
      twice: {checkpoint: "Look {n}", times: 2, when: "earlier of month 3 and 40% of ms1 to step1"}
blocks:
  ward:
    for: rotations
    sample: {name: Ward, start: clerkships, weeks: 8}
    if: block.weeks > 2
    steps:
      ask: {task: "Ask {attending}", when: end of week 2, fit: drop, deadline: true}
      thanks: {message: Thanks, when: last 3 days, after: [ask], checklist: [one, two]}
      much-later: {task: Later, when: 2-4 weeks after end, before: []}
drafts:
  hello:
    subject: Hello
    body: |
      Dear Dr. [name],
        I am {me}.
"""
_CUT = 60
#: What matters to YAML, to the language, or to a calendar.
TOKENS = (
    "when: ", "week ", "-1", "9" * 20, "0", "&a ", "*a", "!!int ", "\t", "\x00", "{", "}", "[", "]",
    ": ", "# ", "'", '"', "|\n", ">-\n", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "? ", "null", "~",
    "every: day", "times: 50", "each: mentors", "each: [a, b]", "if: ", "not ", "(", ")", " and ",
    " before ", " after ", "start", "end", "match", "hello", "2026-09-10", "9999-12-31",
    "0000-00-00", "february 29", "in match_year - 9", "\u2028", "\ufeff", "é", "🎓", "\\", "\r\n",
    "{n}", "{mentor}", "12:00", "25:61", "America/Nowhere", "until: ", "from: ", "1000 weeks",
    "fuzz", "interview", "./fuzz.yaml", "plans:\n", "bundle: 1\n", "checksum: ", "  ", "\n",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    """Return a text with a few places of it changed."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.one_of(st.just(0), st.integers(0, _CUT)))
        other = draw(st.integers(0, len(text)))
        piece = draw(
            st.one_of(
                st.sampled_from(TOKENS), st.text(max_size=6), st.just(""),
                st.just(text[other : other + draw(st.integers(1, _CUT))]),
            )
        )  # fmt: skip
        text = text[:at] + piece + text[at + cut :]
    return text


class _Cache:
    """Remembers the plans that ours builds on, so that they are parsed once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, bytes]] = {}

    def get(self, place: str, text: str) -> bytes | None:
        known = self._known.get(place)
        return known[1] if known is not None and known[0] == text else None

    def put(self, place: str, text: str, data: bytes) -> None:
        self._known[place] = (text, data)


CACHE = _Cache()


def some(count: int) -> settings:
    """Return how often: the same texts every time, unless more are asked for."""
    return settings(
        max_examples=MORE or count, derandomize=not MORE, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@contextmanager
def soon() -> Iterator[None]:
    """Fail if what is inside takes long, and let nothing through but our own errors."""
    before = time.process_time()
    with suppress(RoadmapError):
        yield
    assert time.process_time() - before < LIMIT


def source_of(text: str, problems: Problems) -> Source | None:
    """Return a text as if it had been read from a file."""
    return nodes.decode(text.encode("utf-8", "replace"), HERE.name, problems)


def loaded(text: str, problems: Problems) -> Loaded | None:
    source = source_of(text, problems)
    if source is None:
        return None
    return load(lambda shelf: [shelf.text(source, HERE)], problems, cache=CACHE)


def check(text: str) -> None:
    """Read a plan, and do with it what commands do."""
    problems = Problems()
    with soon():
        found = loaded(text, problems)
        if found is not None and found.plan is not None:
            schedule = expand(found.plan, STUDENT)
            assert isinstance(schedule.roadmap, Roadmap)
            problems.extend(schedule.problems.sorted())
            pack_up(found, problems)
        else:
            assert problems.failed
        for document in found.shelf.headers if found is not None else ():
            text_of = found.shelf.texts[document] if found is not None else None
            assert text_of is not None
            problems.extend(personal(text_of, document.root, Names({"Ana Lopez": "x"}, {})))
        assert all(show(problem) for problem in problems.sorted())


@some(60)
@given(broken(PLAN))
def test_a_broken_plan_is_findings_or_a_roadmap(text: str) -> None:
    check(text)


def _bundle() -> str:
    problems = Problems()
    found = loaded(PLAN, problems)
    assert found is not None
    text = pack_up(found, problems)
    assert text, [show(problem) for problem in problems.sorted()]
    return text


BUNDLE = _bundle()


def signed(text: str) -> str:
    """Return a bundle with the checksum that it should have now."""
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if line.startswith("checksum: ")]
    for number in places[:1]:
        lines[number] = f"checksum: {checksum((*lines[:number], *lines[number + 1 :]))}"
    return "\n".join(lines)


@some(40)
@given(st.one_of(broken(BUNDLE), broken(BUNDLE).map(signed)))
def test_a_broken_bundle_is_findings_or_a_roadmap(text: str) -> None:
    check(text)


ANA = (ROOT / "examples" / "ana.yaml").read_text("utf-8")


@some(60)
@given(broken(ANA.replace("ms1-ms4-networking", "interview")))
def test_a_broken_student_file_is_findings_or_a_roadmap(text: str) -> None:
    problems = Problems()
    with soon():
        source = source_of(text, problems)
        root = None if source is None else nodes.parse(source, problems)
        student = None
        if root is not None:
            student = student_of_node(root, Path("nowhere"), problems, CACHE)
        assert student is not None or problems.failed
        found = loaded(PLAN, Problems())
        assert found is not None
        if student is not None and not problems.failed:
            assert found.plan is not None
            assert isinstance(expand(found.plan, student).roadmap, Roadmap)
        assert all(show(problem) for problem in problems.sorted())


WORDS = (
    "week", "weeks", "day", "days", "month", "months", "year", "years", "workday", "workdays",
    "first", "last", "final", "third", "of", "in", "on", "before", "after", "within", "end",
    "start", "middle", "monday", "weekday", "march", "october", "may", "to", "or", "and",
    "earlier", "later", "match_year", "match_day", "every", "request", "-", "+", ",", "(", ")",
    "40%", "1", "2", "3", "12", "29", "31", "0", "-1", "999999999", "2026", "2026-09-10", "2nd",
    "31st", "x", "step1", "'", '"', "\u00e9", "\U0001f393",
)  # fmt: skip


@some(400)
@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.text(max_size=40)))
def test_words_of_dates_in_any_order_are_findings_or_a_date(text: str) -> None:
    scalar = Scalar(text, plain=True, inline=True, mark=Mark(Source("p.yaml", (text,)), 1, 1))
    for parse in (parse_when, parse_every):
        problems = Problems()
        with soon():
            assert parse(scalar, problems) is not None or len(problems) or not text.strip()
            assert all(show(problem) for problem in problems.sorted())
