"""Plans that extend plans, and a student's own changes."""

from roadmap_sync.plan.model import Kind, Plan
from tests.unit.plan.conftest import Desk

PARENT = """
dates: {clerkships: 100 weeks after start, step1: 90 weeks after start}
phases:
  early:
    title: Early
    from: start
    until: 9 weeks after start
    steps:
      coffee: {task: Have coffee, when: week 2, draft: hello, notes: Long}
      society: {task: Join, when: week 3}
  late: {from: 10 weeks after start, until: clerkships, steps: {paper: {task: Write}}}
drafts: {hello: {subject: Hello, body: Hi}}
"""


def _children(desk: Desk, **texts: str) -> None:
    desk.write("parent", PARENT)
    for name, text in texts.items():
        desk.write(name, text)


def _loaded(desk: Desk, *names: str, changes: str = "") -> Plan:
    plan = desk.load(*names, changes=changes)
    assert plan is not None, desk.found
    return plan


def test_a_child_replaces_only_the_keys_it_writes(desk: Desk) -> None:
    _children(desk, child="""extends: parent.yaml
phases: {early: {title: First, steps: {coffee: {when: week 4}}}}
drafts: {hello: {subject: Hey, body: Yo}}
""")  # fmt: skip

    plan = _loaded(desk, "child")

    coffee = plan.steps["coffee"]
    assert (coffee.title, coffee.whens[0].text, coffee.notes) == ("Have coffee", "week 4", "Long")
    assert coffee.plan == "parent"
    assert coffee.whens[0].mark.source.name.endswith("child.yaml")
    assert coffee.mark.source.name.endswith("parent.yaml")
    assert (plan.phases["early"].title, plan.phases["early"].from_when is None) == ("First", False)
    assert plan.drafts["hello"].subject == "Hey"
    assert (plan.id, plan.parents) == ("child", ("parent",))
    assert list(plan.steps) == ["coffee", "society", "paper"]


def test_another_kind_replaces_the_kind(desk: Desk) -> None:
    _children(desk, child="""extends: [parent.yaml]
phases: {early: {steps: {coffee: {meeting: Meet}}}}
""")  # fmt: skip

    step = _loaded(desk, "child").steps["coffee"]

    assert (step.kind, step.title) == (Kind.MEETING, "Meet")


def test_null_drops_steps_phases_dates_and_drafts(desk: Desk) -> None:
    _children(desk, child="""extends: parent.yaml
dates: {step1: }
phases: {early: {steps: {society: ~, paper: null, coffee: {draft: null}}}, late: }
drafts: {hello: null}
""")  # fmt: skip

    plan = _loaded(desk, "child")

    assert list(plan.steps) == ["coffee"]
    assert list(plan.phases) == ["early"]
    assert list(plan.dates) == ["clerkships"]
    assert plan.drafts == {}


def test_a_step_moves_by_dropping_it_and_writing_it_elsewhere(desk: Desk) -> None:
    _children(desk, child="""extends: parent.yaml
phases: {late: {steps: {coffee: {task: Later}}}, early: {steps: {coffee: ~}}}
""")  # fmt: skip

    step = _loaded(desk, "child").steps["coffee"]

    assert (step.home, step.plan, step.notes) == ("late", "parent", "")


def test_what_is_wrong_in_a_child_is_said_with_the_parents_place(desk: Desk) -> None:
    _children(desk, child="""extends: parent.yaml
phases:
  late:
    steps:
      coffee: {when: week 1}
      paperr: ~
      socety: {when: week 1}
blocks: {early: ~}
""")  # fmt: skip

    assert desk.load("child") is None

    assert desk.found == [
        (
            "child:8:7: moved-step: the step 'coffee' is in 'early', not in 'late' (it is at "
            f"{desk.folder}/parent.yaml:12:7; write your changes under 'early:')"
        ),
        "child:9:7: unknown-step: there is no step 'paperr' to change here (did you mean 'paper'?)",
        (
            "child:10:7: no-kind: the step 'socety' needs a title: one of: task, message, "
            "checkpoint, meeting, event (is it a change to another step? did you mean 'society'?)"
        ),
        (
            "child:11:10: unknown-block: there is no block 'early' to change here (null drops a "
            "block of a plan that this one extends)"
        ),
    ]


def test_the_same_step_in_two_places_is_reported_with_both(desk: Desk) -> None:
    found = desk.check("""blocks: {b: {for: exams, steps: {s: {task: T}}}}
phases: {a: {from: start, until: clerkships, steps: {s: {task: T}}}}
dates: {clerkships: 9 weeks after start}
""")

    assert found == [
        (
            f"2:54: duplicate-step: there is another step 's' (it is at {desk.folder}/p.yaml:4:34; "
            "each needs its own id)"
        )
    ]


def _phase(step: str, *, title: str = "A") -> str:
    return (
        f"phases: {{a: {{title: {title}, from: start, until: 9 weeks after start, "
        f"steps: {{{step}}}}}}}\n"
    )


def test_two_strangers_with_one_step_are_an_error(desk: Desk) -> None:
    desk.write("one", _phase("s: {task: T}"))
    desk.write("two", _phase("s: {task: T}"))
    desk.write("both", "extends: [one.yaml, two.yaml]\n")

    assert desk.load("both") is None
    assert desk.found == [
        (
            f"two:4:73: two-parents: two plans disagree about the step 's': the other is at "
            f"{desk.folder}/one.yaml:4:73 (write it again in a plan that extends both, or drop it "
            "there: 's: null')"
        )
    ]
    assert desk.load("one", "two") is None
    assert len(desk.found) == 1


def test_a_plan_that_extends_both_settles_it(desk: Desk) -> None:
    desk.write("one", _phase("s: {task: One, notes: N}"))
    desk.write("two", _phase("s: {task: Two}, t: {task: T}"))
    desk.write("write", "extends: [one.yaml, two.yaml]\n" + _phase("s: {task: Own}"))
    desk.write("drop", "extends: [one.yaml, two.yaml]\n" + _phase("s: ~"))
    desk.write("part", "extends: [one.yaml, two.yaml]\n" + _phase("s: {notes: Own}"))

    step = _loaded(desk, "write").steps["s"]
    assert (step.title, step.notes, step.plan) == ("Own", "", "write")
    assert list(_loaded(desk, "drop").steps) == ["t"]
    assert desk.load("part") is None
    assert list(_loaded(desk, "one", "two", changes="s: ~").steps) == ["t"]


def test_strangers_may_share_a_phase_they_agree_about(desk: Desk) -> None:
    desk.write("one", _phase("s: {task: T}"))
    desk.write("two", _phase("t: {task: T}"))
    desk.write("three", "extends: two.yaml\n" + _phase("u: {task: T}"))

    plan = _loaded(desk, "one", "three")

    assert list(plan.steps) == ["s", "t", "u"]
    assert {step.plan for step in plan.steps.values()} == {"one", "two", "three"}


def test_strangers_who_disagree_about_a_phase_or_a_date_are_reported(desk: Desk) -> None:
    desk.write("one", _phase("s: {task: T}") + "dates: {x: start, y: start}\n")
    desk.write(
        "two", _phase("t: {task: T}", title="B") + "dates: {x: start, y: 1 day after start}\n"
    )
    desk.write("three", "phases: {a: {title: A, stage: ms1}}\n")
    desk.write(
        "both", "extends: [one.yaml, two.yaml]\nphases: {a: {title: C}}\ndates: {y: start}\n"
    )

    assert desk.load("one", "two") is None
    assert [line.split(" (")[0].split(": the other")[0] for line in desk.found] == [
        "two:4:14: two-parents: two plans disagree about 'title' of the phase 'a'",
        "two:5:19: two-parents: two plans disagree about the date 'y'",
    ]
    assert desk.load("one", "three") is None
    assert len(desk.found) == 3
    assert _loaded(desk, "both").phases["a"].title == "C"


def test_two_plans_that_grew_from_one_are_followed_together(desk: Desk) -> None:
    _children(
        desk,
        left="extends: parent.yaml\nphases: {early: {steps: {coffee: {when: week 4}}}}\n",
        right="extends: parent.yaml\nphases: {early: {steps: {coffee: {notes: Short}}}}\n",
    )

    plan = _loaded(desk, "left", "right")

    coffee = plan.steps["coffee"]
    assert (coffee.whens[0].text, coffee.notes, coffee.plan) == ("week 4", "Short", "parent")
    assert plan.requested == (("left", "", "P"), ("right", "", "P"))


def test_two_plans_that_change_one_key_of_a_common_parent_differently_are_reported(
    desk: Desk,
) -> None:
    _children(
        desk,
        left="extends: parent.yaml\nphases: {early: {steps: {coffee: {when: week 4}}}}\n",
        right="extends: parent.yaml\nphases: {early: {steps: {coffee: {when: week 5}}}}\n",
        gone="extends: parent.yaml\nphases: {early: {steps: {coffee: ~}}}\n",
        child="extends: [left.yaml, right.yaml]\n"
        "phases: {early: {steps: {coffee: {when: week 6}}}}\n",
    )

    assert desk.load("left", "right") is None
    assert desk.found[0].startswith(
        "right:5:35: two-parents: two plans disagree about 'when' of the step 'coffee'"
    )
    assert desk.load("gone", "right") is None
    assert "two-parents" in desk.found[0]
    assert _loaded(desk, "child").steps["coffee"].whens[0].text == "week 6"


def test_what_one_drops_and_another_changes_is_reported_in_either_order(desk: Desk) -> None:
    _children(
        desk,
        gone="extends: parent.yaml\nphases: {late: ~}\ndates: {step1: ~}\n",
        more="extends: parent.yaml\n"
        "phases: {late: {steps: {poster: {task: T}}}}\ndates: {step1: start}\n",
        keep="extends: [gone.yaml, more.yaml]\n"
        "phases: {late: {title: L, from: start, until: start}}\ndates: {step1: start}\n",
        drop="extends: [more.yaml, gone.yaml]\nphases: {late: ~}\ndates: {step1: ~}\n",
    )

    for names in (("gone", "more"), ("more", "gone")):
        assert desk.load(*names) is None
        assert [line.split(": ")[2] for line in desk.found] == [
            "two plans disagree about the phase 'late'",
            "two plans disagree about the date 'step1'",
        ]
    assert "poster" in _loaded(desk, "keep").steps
    assert list(_loaded(desk, "drop").steps) == ["coffee", "society"]


def test_values_of_every_shape_can_agree(desk: Desk) -> None:
    same = "questions: {q: {ask: Q, one_of: [a, b], default: a}}\n"
    desk.write("one", same + "dates: {x: {rule: start}}\n")
    desk.write("two", same + "dates: {x: start}\n")

    desk.load("one", "two")

    assert len(desk.found) == 1
    assert "the date 'x'" in desk.found[0]


def test_a_student_changes_steps_wherever_they_stand(desk: Desk) -> None:
    _children(desk)

    plan = _loaded(desk, "parent", changes="coffee: {when: week 7}\npaper: ~\n")

    assert plan.steps["coffee"].whens[0].text == "week 7"
    assert plan.steps["coffee"].plan == "parent"
    assert "paper" not in plan.steps


def test_a_students_wrong_changes_are_reported_in_their_file(desk: Desk) -> None:
    _children(desk)

    desk.load("parent", changes="cofee: {when: week 7}\nsociety: {colour: red}\npaper: x\nzz: ~\n")

    assert [line.split(" (one of")[0] for line in desk.found] == [
        (
            "student:1:1: unknown-step: there is no step 'cofee' to change here "
            "(did you mean 'coffee'?)"
        ),
        "student:2:11: unknown-key: the step 'society' has no key 'colour'",
        "student:3:8: type: the step 'paper' must be a list of 'key: value' lines",
        (
            "student:4:1: unknown-step: there is no step 'zz' to change here (null drops a step "
            "of a plan that this one extends)"
        ),
    ]


def test_a_title_stands_after_the_kind(desk: Desk) -> None:
    _children(desk)

    desk.load("parent", changes="coffee: {title: Tea}\n")

    assert desk.found == [
        (
            "student:1:10: unknown-key: the step 'coffee' has no key 'title' "
            "(the title stands after the kind: 'task: …')"
        )
    ]
    assert _loaded(desk, "parent", changes="coffee: {task: Tea}\n").steps["coffee"].title == "Tea"


ORDERED = """
phases:
  early:
    title: Early
    from: start
    until: 20 weeks after start
    steps:
      one: {task: One, when: weeks 1-4}
      two: {task: Two, when: weeks 2-6, after: one, before: [three]}
      three: {task: Three, when: weeks 3-9}
      four: {task: Four, when: 2 weeks after three}
      five: {task: Five, when: [{if: has late, use: 3 weeks after three}, week 9]}
dates: {late: 30 weeks after start}
"""


def test_what_waited_for_a_step_that_a_student_took_out_waits_no_more(desk: Desk) -> None:
    desk.write("p", ORDERED)

    assert _loaded(desk, "p").steps["two"].after[0].step == "one"
    plan = _loaded(desk, "p", changes="one: ~\nthree: ~\nfour: ~\nfive: {when: week 9}\n")

    assert list(plan.steps) == ["two", "five"]
    assert (plan.steps["two"].after, plan.steps["two"].before) == ((), ())


def test_a_step_that_others_are_dated_from_cannot_go_alone(desk: Desk) -> None:
    desk.write("p", ORDERED)

    desk.load("p", changes="three: ~\n")

    assert desk.found == [
        (
            "student:1:1: dated-from: 'three' cannot be taken out alone: four, five are dated "
            "from it (take that out, too ('four: null'), or give it a 'when:' of its own here)"
        )
    ]


def test_the_author_of_a_plan_must_not_name_what_is_not_there(desk: Desk) -> None:
    desk.write("p", ORDERED)
    desk.write("q", "extends: [p.yaml]\nphases: {early: {steps: {one: ~}}}\n")

    desk.load("q")

    assert [line.split(" (")[0] for line in desk.found] == [
        "12:48: unknown-name: there is no step 'one'"
    ]
