"""Nodes → plan: every key of the language, and every way to write one wrong."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from roadmap_sync.plan.model import Case, Fit, Kind, Order, Plan, Step
from roadmap_sync.plan.nodes import Mapping, parse
from roadmap_sync.plan.reader import MAX_PIECES
from roadmap_sync.plan.when import Count, Fixed, Unit
from roadmap_sync.problems import Problems, Source
from tests.unit.plan.conftest import Desk

PHASE = "phases:\n  a:\n    from: start\n    until: 9 weeks after start\n    steps:\n"


def _step(desk: Desk, keys: str) -> Step:
    return desk.plan(PHASE + "      s: {" + keys + "}\n").steps["s"]


def _wrong(desk: Desk, keys: str) -> list[str]:
    """Return the findings in one step; columns count from its first key."""
    found = desk.check(PHASE + "      s: {" + keys + "}\n")
    return [_moved(line) for line in found]


def _moved(line: str) -> str:
    place, _, rest = line.partition(": ")
    return f"{int(place.split(':')[1]) - 10}: {rest}"


def test_a_whole_plan_is_read(desk: Desk) -> None:
    plan = desk.plan("""version: 1.2.0
license: MIT
about: |
  Two
  lines
authors: [Ana]
sources: {R: {title: Report, publisher: X, date: 2026, url: https://example.org/r}}
questions:
  summer: {ask: Where?, one_of: [research, both], default: both}
  aways: {ask: Away?, default: yes}
dates:
  clerkships: first monday of month 24
  match_day:
    title: Match Day
    rule: third friday of march in match_year
    at: "11:00"
    zone: America/New_York
    published:
      2027: {date: 2027-03-19, source: nrmp.org}
      2026: {from: 2026-03-20, until: 2026-03-21, source: blog, status: reported}
phases:
  group: {if: summer == both, stage: ms1}
  early: {title: Early, from: start, until: clerkships, count_from: clerkships}
blocks:
  rotation:
    for: rotations
    sample: {name: First, start: clerkships, weeks: 4.5}
    steps: {thanks: {message: "Thank {attending}", draft: thanks, source: R3.8t}}
drafts: {thanks: {subject: Thanks, body: "Dear Dr. [name]"}}
""")

    assert (plan.version, plan.about, plan.updated) == ("1.2.0", "Two\nlines", date(2026, 11, 22))
    assert plan.questions["summer"].options == ("research", "both")
    assert (plan.questions["aways"].options, plan.questions["aways"].default) == (
        ("true", "false"), "true",
    )  # fmt: skip
    match_day = plan.dates["match_day"]
    assert (match_day.at, match_day.zone) == (time(11), "America/New_York")
    assert match_day.published is not None
    assert match_day.published[2026].reported
    assert not match_day.published[2027].reported
    assert plan.dates["clerkships"].published is None
    assert plan.dates["clerkships"].title == "Clerkships"
    assert plan.phases["group"].from_when is None
    assert plan.phases["early"].count_from == "clerkships"
    sample = plan.blocks["rotation"].sample
    assert sample is not None
    assert sample.weeks == 4.5
    assert plan.steps["thanks"].in_block
    assert plan.steps["thanks"].source == ("R3.8t",)
    assert plan.requested == (("p", "1.2.0", "P"),)


def test_a_date_that_nobody_published_yet_differs_from_one_nobody_publishes(desk: Desk) -> None:
    plan = desk.plan("dates: {a: {rule: start, published: {}}, b: {rule: start}}\n")

    assert plan.dates["a"].published == {}
    assert plan.dates["b"].published is None


def test_every_key_of_a_step_is_read(desk: Desk) -> None:
    step = _step(
        desk,
        "meeting: Meet, when: week 2, every: 2 weeks, each: [one, two], if: has start, fit: drop, "
        'at: "17:30", zone: America/Chicago, minutes: 45, place: Here, '
        "link: https://example.org/, notes: Some, checklist: [x, y], tags: [t], deadline: true, "
        "catch_up: yes, renamed_from: old",
    )

    assert (step.kind, step.title, step.slots, step.each) == (
        Kind.MEETING,
        "Meet",
        ("one", "two"),
        "",
    )
    assert (step.fit, step.at, step.zone, step.minutes) == (
        Fit.DROP, time(17, 30), "America/Chicago", 45,
    )  # fmt: skip
    assert (step.deadline, step.catch_up, step.checklist) == (True, True, ("x", "y"))
    assert (step.id, step.identity, step.plan, step.home) == ("s", "old", "p", "a")


def test_a_bare_step_takes_its_whole_phase(desk: Desk) -> None:
    step = _step(desk, "task: T")

    assert step.whens == (Case(None, None, "", step.mark),)
    assert (step.times, step.minutes, step.fit, step.identity) == (1, 0, Fit.CLIP, "s")


def test_a_list_of_dates_is_kept_in_order(desk: Desk) -> None:
    step = _step(desk, "task: T, when: [{if: has start, use: day 1}, 2026-09-10]")

    assert [type(case.when) for case in step.whens] == [Count, Fixed]
    assert step.whens[0].condition is not None
    assert step.whens[1].text == "2026-09-10"


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("t", [("t", 0, Unit.DAY)]),
        ("[t, u]", [("t", 0, Unit.DAY), ("u", 0, Unit.DAY)]),
        ("{t: 5 workdays, u: 1 week}", [("t", 5, Unit.WORKDAY), ("u", 1, Unit.WEEK)]),
    ],
)
def test_other_steps_are_named_alone_in_a_list_or_with_a_gap(
    desk: Desk, text: str, gaps: list[tuple[str, int, Unit]]
) -> None:
    others = "      t: {task: T}\n      u: {task: T}\n"

    plan = desk.plan(PHASE + others + "      s: {task: T, after: " + text + "}\n")

    orders: tuple[Order, ...] = plan.steps["s"].after
    assert [(order.step, order.gap, order.unit) for order in orders] == gaps


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("when: week 2", ("-3: no-kind: the step 's' needs a title: one of: task, message, "
         "checkpoint, meeting, event (such as 'task: Read')")),
        ("task: T, event: E", "10: two-kinds: the step 's' is already a task (keep one of them)"),
        ("task: T, notez: x",
         "10: unknown-key: the step 's' has no key 'notez' (did you mean 'notes'?)"),
        ("task: [T]", "7: type: 'task' must be a text, not a list"),
        ("task: T, minutes: long", "19: type: 'long' is not a whole number from 1 to 1440"),
        ("task: T, minutes: 0", "19: range: '0' is not a whole number from 1 to 1440"),
        ("task: T, times: 51", "17: range: '51' is not a whole number from 1 to 50"),
        ("task: T, deadline: maybe", "20: type: 'maybe' is not true or false"),
        ("task: T, at: 25:00", "14: type: '25:00' is not a time such as 17:30"),
        ("task: T, at: 17:30, zone: Mars/X", ("27: type: 'Mars/X' is not a time zone such as "
         "America/Chicago")),
        ("task: T, zone: America/Chicago", ("10: missing: 'zone:' says nothing without 'at:' "
         "(give an hour, such as '17:30')")),
        ("task: T, fit: clop", ("15: choice: 'clop' is not something 'fit' can be "
         "(did you mean 'clip'?)")),
        ("task: T, each: students", ("16: choice: 'students' is not something 'each' can be "
         "(one of: mentors, preceptors)")),
        ("task: T, each: []", "16: empty: 'each' is an empty list"),
        ("task: T, each: [one, one]", "22: duplicate: 'one' is here twice"),
        ("task: T, each: [One]", ("17: id: 'One' cannot be an id (use up to 64 small letters, "
         "digits, '-' and '_')")),
        ("task: T, when: []", "16: empty: 'when' is an empty list"),
        ("task: T, when: [day 1, day 2]", ("17: never-reached: the lines below this one are never "
         "reached (put it last, or give it an 'if')")),
        ("task: T, when: [{use: day 1}]", ("17: missing: a case of 'when' needs 'if:' "
         "(such as {if: block.weeks > 6, use: weeks 4-5})")),
        ("task: T, when: [[x]]", "17: type: a case of 'when' must be a list of 'key: value' lines"),
        ("task: T, when: {use: day 1}", ("16: missing: a case of 'when' needs 'if:' "
         "(such as {if: block.weeks > 6, use: weeks 4-5})")),
        ("task: T, source: [[R1]]", "19: type: 'source' must be a row such as R1.3, not a list"),
        ('task: "\\x7bmentr}"', ("7: placeholder: I have nothing to put for '{mentr}' "
         "(did you mean 'mentor'?)")),
        ("task: T, when: [~]", "17: empty: a date is missing here"),
        ("task: T, link: 'javascript:alert(1)'", ("16: link: 'link' must be a web address "
         "(begin with https://)")),
        ("task: T, link: https://", "16: link: 'link' must be a web address (begin with https://)"),
        ("task: T, source: 3.1", ("18: source: '3.1' is not a row of a source "
         "(letters, then digits, such as R1.3)")),
        ("task: T, after: {t: [x]}", ("21: type: 't' must be a distance such as '2 workdays', "
         "not a list")),
        ("task: 'Ask {atending}'", ("12: placeholder: I have nothing to put for '{atending}' "
         "(did you mean 'attending'?)")),
        ("task: 'A {x y} and { and } and {}'", ""),
        ('task: "one\\ntwo"', "7: one-line: 'task' must be a single line"),
        ('task: "bell \\a"', ("7: character: 'task' holds a character that nobody can see (U+0007) "
         "(delete it)")),
        ("task: '\u202egnp'", ("8: character: 'task' holds a character that nobody can see "
         "(U+202E) (delete it)")),
        ("task: " + "x" * 201, "7: too-long: 'task' has 201 characters; 200 is the most"),
        ("task: T, notes: " + "x" * 5001, ("17: too-long: 'notes' has 5001 characters; 5000 is the "
         "most")),
        ("task: T, checklist: [" + "x, " * 51 + "]", ("10: too-long: 'checklist' has 51 lines; "
         "50 is the most")),
    ],
)  # fmt: skip
def test_a_wrong_value_is_reported_where_it_stands(desk: Desk, keys: str, found: str) -> None:
    lines = [line for line in _wrong(desk, keys) if "unknown-name" not in line]

    assert lines == ([found] if found else [])


def test_a_blank_is_found_in_a_text_of_many_lines(desk: Desk) -> None:
    found = desk.check("drafts:\n  d:\n    subject: S\n    body: |\n      Dear\n      {mentr}\n")

    assert found == [
        "6:7: placeholder: I have nothing to put for '{mentr}' (did you mean 'mentor'?)"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("colour: red", ["1:1: unknown-key: the plan has no key 'colour'"]),
        ("version: one two", ["1:10: version: 'one two' is not a version (such as 1.0.0)"]),
        ("authors: [[Ana]]", ["1:11: type: 'authors' must be a text, not a list"]),
        ("phases: [a]", ["1:9: type: 'phases' must be a list of 'name: value' lines"]),
        ("phases: {a: [s]}", ["1:13: type: the phase 'a' must be a list of 'key: value' lines"]),
        ("phases: {a: {steps: {s: hello}}}",
         ["1:25: type: the step 's' must be a list of 'key: value' lines"]),
        ("phases: {A b: {title: x}}", ["1:10: id: 'A b' cannot be an id"]),
        ("phases: {a: {from: start}}",
         ["1:14: missing: the phase 'a' has 'from:' but no 'until:'"]),
        ("blocks: {b: {title: B}}", ["1:13: missing: the block 'b' needs 'for:'"]),
        ("blocks: {b: {for: rotatons}}",
         ["1:19: choice: 'rotatons' is not something 'for' can be"]),
        ("blocks: {b: {for: exams, sample: {name: x, start: start, weeks: 0}}}",
         ["1:65: range: '0' is not a number from 0.2 to 104"]),
        ("blocks: {b: {for: exams, sample: {start: start, weeks: 1}}}",
         ["1:34: missing: the sample needs 'name:'"]),
        ("questions: {q: {default: yes}}", ["1:16: missing: the question 'q' needs 'ask:'"]),
        ("questions: {q: {ask: Q}}", ["1:16: missing: the question 'q' needs 'default:'"]),
        ("questions: {q: {ask: Q, one_of: [a, b], default: c}}",
         ["1:50: default: 'c' is not one of the answers (one of: a, b)"]),
        ("questions: {q: {ask: Q, one_of: [a, a], default: a}}",
         ["1:33: choice: 'one_of' needs two or more different answers"]),
        ("drafts: {d: {subject: S}}", ["1:13: missing: the draft 'd' needs 'body:'"]),
        ("sources: {R1: {title: x}}", ["1:11: id: 'R1' cannot name a source document"]),
        ("sources: {R: {url: x}}",
         ["1:14: missing: the source 'R' needs 'title:'",
          "1:20: link: 'url' must be a web address"]),
        ("dates: {a: {at: '9:00'}}",
         ["1:12: missing: the date 'a' needs 'rule:'", "1:17: type: '9:00' is not a time"]),
        ("dates: {a: [x]}", ["1:12: type: the date 'a' must be a list of 'key: value' lines"]),
        ("dates: {a: }", ["1:9: unknown-date: there is no date 'a' to change here"]),
        ("dates: {a: {rule: start, published: {99: {date: 2027-01-01, source: x}}}}",
         ["1:38: range: '99' is not a year"]),
        ("dates: {a: {rule: start, published: {2027: {date: 2027-01-01}}}}",
         ["1:44: missing: the published date of 2027 needs 'source:'"]),
        ("dates: {a: {rule: start, published: {2027: {source: x}}}}",
         ["1:38: missing: the published date of 2027 needs 'date:', or 'from:' and 'until:'"]),
        (("dates: {a: {rule: start, published: {2027: {from: 2027-02-02, until: 2027-02-01, "
         "source: x}}}}"), ["1:63: reversed: 2027-02-01 is before 2027-02-02 (swap the two)"]),
        (("dates: {a: {rule: start, published: {2027: {from: 2027-02-30, until: 2027-02-01, "
         "source: x}}}}"), ["1:51: type: '2027-02-30' is not a date such as 2026-08-31"]),
    ],
)  # fmt: skip
def test_a_wrong_section_is_reported_where_it_stands(
    desk: Desk, text: str, found: list[str]
) -> None:
    lines = desk.check(text + "\n")

    assert len(lines) == len(found), lines
    for line, start in zip(lines, found, strict=True):
        assert line.startswith(start)


def test_a_plan_needs_an_id_a_title_and_a_day(desk: Desk) -> None:
    found = desk.check("version: 1.0.0\n", head=False)

    assert [line.split(" (")[0] for line in found] == [
        "1:1: missing: the plan needs 'plan:'",
        "1:1: missing: the plan needs 'title:'",
        "1:1: missing: the plan needs 'updated:'",
    ]


def test_too_many_steps_are_refused(desk: Desk) -> None:
    steps = "".join(f"      s{n}: {{task: T}}\n" for n in range(MAX_PIECES + 1))

    assert desk.check(PHASE + steps) == [
        f"{MAX_PIECES + 6}:7: too-large: a plan can have {MAX_PIECES} steps; this is one more"
    ]


def test_all_findings_come_at_once_in_the_order_of_the_file(desk: Desk) -> None:
    found = desk.check("""phases:
  a:
    from: start
    until: 10 weeks after strt
    steps:
      one: {task: T, when: 2 weeks aftr start}
      two: {task: T, colour: red, after: on}
      three: {event: E, at: noon}
dates: {x: y}
""")

    assert [line.split(": ")[0] for line in found] == [
        "4:27",
        "6:36",
        "7:22",
        "7:42",
        "8:29",
        "9:12",
    ]


_KEYS = st.sampled_from([
    "plan", "title", "version", "updated", "extends", "sources", "questions", "dates", "phases",
    "blocks", "drafts", "steps", "task", "event", "when", "every", "each", "times", "if",
    "after", "before", "fit", "at", "zone", "minutes", "link", "notes", "checklist", "draft",
    "source", "tags", "from", "until", "count_from", "for", "sample", "ask", "one_of",
    "default", "rule", "published", "date", "use", "a", "b", "start", "subject", "body", "2027",
    "name", "weeks", "R",
])  # fmt: skip
_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), _KEYS,
    st.sampled_from(["week 2", "2 weeks after a", "a == b", "block.weeks > 3", "2027-01-01"]),
)  # fmt: skip
_TREES: st.SearchStrategy[Any] = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=5)),
    max_leaves=25,
)


def _shape(**sections: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional=sections)


_NAMED = st.dictionaries(st.sampled_from(["a", "b", "start", "R", "October"]), _TREES, max_size=3)
_STEPS = st.fixed_dictionaries({"steps": _NAMED}, optional={"from": _LEAVES, "until": _LEAVES})
_PLANS = _shape(
    plan=_LEAVES, title=_LEAVES, extends=_TREES, sources=_NAMED, questions=_NAMED, dates=_NAMED,
    phases=st.dictionaries(_KEYS, st.one_of(_STEPS, _TREES), max_size=3),
    blocks=st.dictionaries(_KEYS, st.one_of(_STEPS, _TREES), max_size=3), drafts=_NAMED,
)  # fmt: skip


@given(st.one_of(_PLANS, _TREES), _TREES)
def test_no_structure_makes_it_raise(
    tmp_path_factory: pytest.TempPathFactory, tree: Any, own: Any
) -> None:
    desk = Desk(tmp_path_factory.mktemp("plans"))
    path = desk.folder / "p.yaml"
    with path.open("w", encoding="utf-8", errors="replace") as file:
        YAML(typ="safe").dump(tree, file)
    changes = parse(Source("own", (str(own),)), Problems())

    plan = desk.load("p", changes=str(own) if isinstance(changes, Mapping) else "")

    assert isinstance(plan, Plan) is not desk.problems.failed


@given(st.text())
def test_no_text_makes_it_raise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    desk = Desk(tmp_path_factory.mktemp("plans"))
    path = desk.folder / "p.yaml"
    path.write_text(text, "utf-8", errors="replace")

    assert isinstance(desk.load("p"), Plan) is not desk.problems.failed
