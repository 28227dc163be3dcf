import pytest

from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.fitting import Fitting, Shrunk, fitting
from tests.unit.schedule.roadmaps import bundled, plan, student

SMALL = """questions:
  aways: {ask: Away?, default: false}
dates:
  ms2: first monday of month 13
  clerkships: first monday of month 24
phases:
  long: {title: Long, from: ms2, until: 1 day before clerkships, steps: {a: {task: A}}}
  other: {title: Other, if: aways, steps: {b: {task: B, when: ms2}, c: {task: C, when: ms2}}}
blocks:
  rotation:
    title: R
    for: rotations
    sample: {name: Sample rotation, start: clerkships, weeks: 8}
    steps:
      d: {task: D, when: day 1}
      e: {task: E, when: week 2, if: block.weeks >= 3}
      f: {task: F, when: week 4}
      g: {task: G, when: week 4, if: aways}
  away: {title: Y, for: aways, steps: {h: {task: H, when: day 1}, i: {task: I, when: day 1}}}
"""
ROTATIONS = """rotations:
  - {name: Two, start: 2028-08-07, weeks: 2}
  - {name: Four, start: 2028-09-04, weeks: 4}
"""


def fit(text: str, the_plan: Plan | None = None) -> Fitting:
    used = the_plan or plan(SMALL)
    return fitting(expand(used, student(text)), used)


def phases(found: Fitting) -> dict[str, Shrunk]:
    return {one.phase.id: one for one in found.shrunk}


def test_with_the_plans_own_dates_no_phase_is_shorter() -> None:
    assert fit("start: 2026-08-03\nanswers: {aways: yes}").shrunk == ()
    assert fit("start: 2026-08-03", bundled()).shrunk == ()


def test_a_longer_phase_is_nothing_to_report() -> None:
    assert "long" not in phases(fit("start: 2026-08-03\ndates: {clerkships: 2028-09-04}"))


def test_a_phase_that_shrank_names_the_dates_that_made_it_so() -> None:
    found = phases(fit("start: 2026-08-03\ndates: {clerkships: 2027-11-01}"))["long"]

    assert found.window is not None
    assert found.usual is not None
    # ms2 is Mon 2 Aug 2027 by the rule; 1 Nov is 13 weeks later, Mon 3 Jul 2028 is 48.
    assert (found.window.from_day.isoformat(), found.window.until_day.isoformat()) == (
        "2027-08-02", "2027-10-31")  # fmt: skip
    assert found.usual.until_day.isoformat() == "2028-07-02"
    assert found.why == ("clerkships is 2027-11-01, usually 2028-07-03",)


def test_a_later_match_shrinks_nothing() -> None:
    # The interview season of 2028 is a week shorter than that of 2024, as national dates are.
    assert fit("start: 2021-08-02\nmatch_year: 2029", bundled()).shrunk == ()


def test_a_three_year_student_is_told_of_a_short_ms3() -> None:
    text = (
        "start: 2026-07-06\nmatch_year: 2029\nstages: {ms4: none}\ndates: {clerkships: 2028-01-03}"
    )

    assert set(phases(fit(text, bundled()))) == {
        "ms2-spring", "ms3", "peers-all-along"}  # fmt: skip


@pytest.mark.parametrize(
    ("clerkships", "shorter"),
    # By the rules Mon 2 Aug 2027 to Sun 2 Jul 2028 are 336 days; a tenth of them is 34.
    [("2028-06-27", False), ("2028-05-31", False), ("2028-05-30", True)],
)
def test_what_lost_less_than_a_tenth_is_as_long_as_usual(clerkships: str, *, shorter: bool) -> None:
    text = f"start: 2026-08-03\nanswers: {{aways: yes}}\ndates: {{clerkships: {clerkships}}}"

    assert ("long" in phases(fit(text))) is shorter


# Usually 35 days from Mon 3 Aug; these are 28 and 29.
@pytest.mark.parametrize(("ms2", "shorter"), [("2026-08-31", True), ("2026-09-01", False)])
def test_what_lost_less_than_a_week_is_as_long_as_usual(ms2: str, *, shorter: bool) -> None:
    the_plan = plan(
        "dates: {ms2: 35 days after start}\n"
        "phases: {a: {title: A, from: start, until: 1 day before ms2, steps: {b: {task: B}}}}\n"
    )

    found = phases(fit(f"start: 2026-08-03\ndates: {{ms2: {ms2}}}", the_plan))

    assert ("a" in found) is shorter


def test_a_phase_without_a_day_is_gone() -> None:
    found = phases(fit("start: 2026-08-03\ndates: {clerkships: 2027-08-02}"))["long"]

    assert found.window is None
    assert found.why == ("clerkships is 2027-08-02, usually 2028-07-03",)


def test_a_date_that_the_student_does_not_have_takes_the_phase_with_it() -> None:
    found = phases(fit("start: 2026-08-03\ndates: {ms2: none}"))["long"]

    assert found.window is None
    assert found.why == ("ms2 is not there, usually 2027-08-02",)


def test_a_phase_whose_condition_does_not_hold_is_gone_with_its_steps() -> None:
    found = fit("start: 2026-08-03")

    assert phases(found)["other"].window is None
    assert phases(found)["other"].why[0].startswith("its condition does not hold for you (")
    assert set(found.not_for) >= {"b", "c"}
    assert not set(fit("start: 2026-08-03\nanswers: {aways: yes}").not_for) & {"b", "c"}


def test_steps_of_blocks_are_counted_for_each_block() -> None:
    found = fit("start: 2026-08-03\n" + ROTATIONS)

    assert found.not_in == {"e": ("two",)}
    assert "g" in found.not_for
    assert "d" not in found.not_for
    assert "f" not in found.not_for  # it is clipped, which `expand` says


def test_a_sample_is_a_block() -> None:
    found = fit("start: 2026-08-03")

    assert found.waiting == {"aways": ("h", "i")}
    assert "g" in found.not_for
    assert found.not_in == {}


def test_an_empty_list_waits_for_entries() -> None:
    assert set(fit("start: 2026-08-03\nrotations: []").waiting) == {"rotations", "aways"}


def test_what_was_over_is_counted() -> None:
    found = fit("start: 2026-08-03\njoined: 2028-08-15\n" + ROTATIONS)

    # Steps d and f of the first rotation (7 to 20 August): f's window is its second week.
    assert found.over == 2  # `a` of the phase, and `d@two`
    assert str(found.joined) == "2028-08-15"


def test_every_step_of_the_bundled_plan_is_accounted_for() -> None:
    """Each is dated, listed, reported by `expand`, or named here: none is lost silently."""
    for text in (
        "start: 2026-08-03",
        "start: 2026-07-06\nmatch_year: 2029\nstages: {ms4: none}\ndates: {clerkships: 2028-01-03}",
        "start: 2026-08-03\ndates: {ms2: 2027-08-02, clerkships: 2027-08-02}\n" + ROTATIONS,
        "start: 2026-08-03\nmentors: 0\nrotations: []",
    ):
        schedule = expand(bundled(), student(text))
        found = fitting(schedule, bundled())
        families = {family.step.id for family in schedule.families}
        waiting = {step for steps in found.waiting.values() for step in steps}

        assert families | {*found.not_for} | waiting == set(bundled().steps)
        for family in schedule.families:
            assert family.members or family.on_request or family.reason, family.name
