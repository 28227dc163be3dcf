"""Rules across the whole plan."""

import time

import pytest

from tests.unit.plan.conftest import Desk

PHASE = "phases: {a: {from: start, until: 9 weeks after start, steps: {"


def _phase(desk: Desk, steps: str, more: str = "") -> list[str]:
    """Return the findings in the steps of a phase; they begin at column 63."""
    return desk.check(PHASE + steps + "}}}\n" + more)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("s: {task: T, when: 2 weeks aftr start}",
         "1:90: when-syntax: 'aftr' is not a word I know here (did you mean 'after'?)"),
        ("s: {task: T, when: 2 weeks before clerkshps}",
         "1:97: unknown-name: there is no date or step 'clerkshps' (did you mean 'clerkships'?)"),
        ("s: {task: T, when: week 2 of clerkshps}",
         "1:92: unknown-name: there is no date or step 'clerkshps' (did you mean 'clerkships'?)"),
        ("s: {task: T, after: tt}, t: {task: T}", "1:83: unknown-name: there is no step 'tt'"),
        ("s: {task: T, before: {tt: 1 day}}", "1:85: unknown-name: there is no step 'tt'"),
        ("s: {task: T, draft: helo}",
         "1:83: unknown-name: there is no draft 'helo' (did you mean 'hello'?)"),
        ("s: {task: T, source: [R1, Q2]}", "1:89: unknown-name: there is no source 'Q'"),
        ("clerkships: {task: T}", "1:63: same-name: 'clerkships' is also a named date "),
        ("october: {task: T}", "1:63: reserved: no step can be named 'october'"),
        ("2nd: {task: T}", "1:63: reserved: no step can be named '2nd'"),
        ("end: {task: T}", "1:63: reserved: no step can be named 'end'"),
        ("s: {task: T, after: thanks}", ("1:83: which-copy: there is one 'thanks' for each "
         "'rotation' block")),
        ("s: {task: T, when: 2 days after thanks}", "1:95: which-copy: there is one 'thanks'"),
        ("s: {task: T, every: week, times: 2}", "1:96: times-and-every: 'times' and 'every'"),
        ("s: {task: T, every: week, when: last day}",
         ("1:95: one-day: 'every' needs room, but 'last "
         "day' is a single day")),
        ("s: {task: T, every: week, when: day 2}", "1:95: one-day: 'every' needs room"),
        ("s: {task: T, every: week, when: 2026-09-10}", "1:95: one-day: 'every' needs room"),
        ("s: {task: T, every: week, when: end of week 2}", "1:95: one-day: 'every' needs room"),
        ("s: {task: T, every: week, when: middle}", ""),
        ("s: {task: T, every: week, when: on request}", "1:95: one-day: 'every' needs room"),
        ("s: {task: T, every: week, when: 2 weeks after step1}", "1:95: one-day"),
        ("s: {task: T, when: 2026-09-10 to 2026-09-01}", "1:82: reversed: the end of this range"),
        ("s: {task: T, when: week 5 to week 3}", "1:82: reversed: the end of this range"),
        ("s: {task: T, if: summr == both}",
         "1:80: unknown-name: there is no question or date 'summr' (did you mean 'summer'?)"),
        ("s: {task: T, if: summer == reserch}",
         "1:90: unknown-answer: 'reserch' is no answer to 'summer' (did you mean 'research'?)"),
        ("s: {task: T, if: 'summer in [both, reserch]'}",
         "1:98: unknown-answer: 'reserch' is no answer to 'summer' (did you mean 'research'?)"),
        ("s: {task: T, if: aways == maybe}",
         "1:89: unknown-answer: 'maybe' is no answer to 'aways' (one of: true, false)"),
        ("s: {task: T, if: not summer}",
         "1:84: not-yes-or-no: 'summer' is not a yes-or-no question"),
        ("s: {task: T, if: summer > 3}", "1:80: no-order: the answer to 'summer' has no order"),
        ("s: {task: T, if: has summer}", "1:84: not-a-date: 'summer' is a question"),
        ("s: {task: T, if: clerkships}", "1:80: not-a-question: 'clerkships' is a date"),
        ("s: {task: T, if: block.weeks > 3}",
         "1:80: no-block: 'block.weeks' means nothing outside"),
        ("s: {task: T, if: has clerkships and step1 < clerkships and aways}", ""),
        ("s: {task: T, after: t}, t: {task: T, after: s}",
         "1:107: cycle: these steps wait for each other: s → t → s "),
        ("s: {task: T, before: t}, t: {task: T, before: s}",
         "1:84: cycle: these steps wait for each other: s → t → s "),
        (("s: {task: T, when: 2 days after t}, t: {task: T, when: 2 days after u}, "
         "u: {task: T, after: s}"),
         "1:155: cycle: these steps wait for each other: s → t → u → s "),
        ("s: {task: T, after: s}", "1:83: cycle: these steps wait for each other: s → s "),
        ("s: {task: T, renamed_from: t}, t: {task: T}",
         "1:90: same-name: calendars know another step as 't' "),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_reported_at_the_word(desk: Desk, steps: str, found: str) -> None:
    lines = _phase(desk, steps, """sources: {R: {title: R}}
dates: {clerkships: 100 weeks after start, step1: 90 weeks after start}
questions: {summer: {ask: S, one_of: [research, both], default: both}, aways: {ask: A, default: no}}
blocks: {rotation: {for: rotations, steps: {thanks: {task: T}, card: {task: T, after: thanks}}}}
drafts: {hello: {subject: S, body: B}}
""")  # fmt: skip

    assert len(lines) == bool(found), lines
    assert "".join(lines).startswith(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dates: {a: 1 week after b, b: 1 week after a}",
         ["1:44: cycle: these dates wait for each other: a → b → a "]),
        ("dates: {a: 1 week after a}", ["1:25: cycle: these dates wait for each other: a → a "]),
        ("dates: {a: 1 week after clerkshps, clerkships: start}",
         ["1:25: unknown-name: there is no date 'clerkshps' (did you mean 'clerkships'?)"]),
        ("dates: {a: end}", ["1:12: no-frame: 'end' is the end of a phase or block"]),
        ("dates: {a: last friday}", ["1:12: no-frame: this counts from an end"]),
        ("dates: {a: middle}", ["1:12: no-frame: this counts from an end"]),
        ("dates: {a: first monday of month 24}", []),
        ("dates: {a: week 5 to week 3}", ["1:12: reversed: the end of this range"]),
        ("dates: {start: 2026-08-01}", ["1:9: reserved: no date can be named 'start'"]),
        ("dates: {match_year: start}", ["1:9: reserved: no date can be named 'match_year'"]),
        ("dates: {a: start}\nquestions: {a: {ask: A, default: no}}",
         ["2:13: same-name: 'a' is also a named date"]),
        ("questions: {not: {ask: A, default: no}}",
         ["1:13: reserved: no question can be named 'not'"]),
        ("phases: {a: {from: 2026-09-10, until: 2026-09-01}}", ["1:39: reversed: the end of"]),
        ("phases: {a: {from: start, until: week -1}}", ["1:34: no-frame: this counts from an end"]),
        ("phases: {a: {count_from: ms}}", ["1:26: unknown-name: there is no date 'ms'"]),
        ("phases: {a: {if: block.weeks > 3}}", ["1:18: no-block: 'block.weeks' means nothing"]),
        ("phases: {a: {from: start, until: 9 weeks after s, steps: {s: {task: T}}}}",
         ["1:48: rests-on-step: 's' is a step"]),
        ("phases: {a: {steps: {s: {task: T, when: week 2}}}}",
         ["1:41: no-frame: this counts in 'a', which has no dates"]),
        ("phases: {a: {steps: {s: {task: T, when: end of week 2}}}}",
         ["1:48: no-frame: this counts in 'a', which has no dates"]),
        ("phases: {a: {steps: {s: {task: T, when: 2 days before end to october}}}}",
         ["1:55: no-frame: this counts in 'a', which has no dates"]),
        ("phases: {a: {steps: {s: {task: T}}}}", ["1:22: no-frame: 's' needs 'when:'"]),
        ("phases: {a: {count_from: start, steps: {s: {task: T, when: week 2}}}}", []),
        ("phases: {a: {steps: {s: {task: T, when: march in match_year}}}}", []),
        ("blocks: {b: {for: exams, sample: {name: x, start: ends, weeks: 1}}}",
         ["1:51: unknown-name: there is no date 'ends'"]),
        ("blocks: {b: {for: exams, steps: {s: {task: T, if: block.weks > 3}}}}",
         ["1:51: unknown-field: a block has no 'weks' (did you mean 'weeks'?)"]),
        ("blocks: {b: {for: exams, steps: {s: {task: T, if: block.interest == maybee}}}}",
         ["1:69: unknown-answer: 'maybee' is no answer to 'block.interest'"]),
        ("blocks: {b: {for: exams, steps: {s: {task: T, if: block.name > 3}}}}",
         ["1:51: no-order: 'block.name' has no order"]),
        ("blocks: {b: {for: exams, if: block.kind == core, steps: {s: {task: T, when: week 2}}}}",
         []),
        (("blocks: {b: {for: exams, steps: {s: {task: T}}}, c: {for: exams, steps: {t: {task: T, "
         "before: s}}}}"), ["1:95: which-copy: there is one 's' for each 'b' block"]),
        (("blocks: {b: {for: exams, steps: {s: {task: T, after: t}}}}\n"
         "phases: {a: {from: start, until: 9 weeks after start, steps: {t: {task: T}}}}"), []),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_reported_at_the_word(
    desk: Desk, text: str, found: list[str]
) -> None:
    lines = desk.check(text + "\n")

    assert len(lines) == len(found), lines
    for line, start in zip(lines, found, strict=True):
        assert line.startswith(start)


def test_a_long_circle_is_found_without_deep_calls(desk: Desk) -> None:
    count = 1500
    steps = ",\n ".join(f"s{n}: {{task: T, after: s{(n + 1) % count}}}" for n in range(count))

    found = _phase(desk, steps)

    assert len(found) == 1
    assert "s0 → s1 → " in found[0]
    assert "… → s0" in found[0]


def test_thousands_of_wrong_names_are_reported_in_seconds(desk: Desk) -> None:
    steps = ",\n ".join(f"step-{n}: {{task: T, after: stop-{n}}}" for n in range(1500))
    before = time.process_time()

    found = _phase(desk, steps)

    assert len(found) == 1500
    assert time.process_time() - before < 20
