"""Random plans for random students: what must hold whatever anybody writes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_sync.items import Item
from roadmap_sync.schedule.expand import Schedule, expand
from tests.unit.schedule.roadmaps import bundled, plan, student

_PHASE_WHENS = (
    "", "week 2", "weeks 2-3", "weeks 1-6", "month 2", "months 1-2", "day 1", "days 2-3",
    "last 3 days",
    "end of week 2", "last day", "middle", "2nd thursday", "thursday of week 3", "final week",
    "2 weeks after start", "within 3 weeks after start", "october", "3-5 days after mid",
    "within 2 weeks before mid", "after mid", "before mid", "mid", "start to mid", "week 30",
    "first monday of march in match_year", "2027-02-14", "5 workdays before mid",
)  # fmt: skip
_BLOCK_WHENS = (
    "", "day 1", "days 2-3", "week 2", "weeks 2-3", "weeks 4-5", "end of week 2", "last 3 days",
    "last day", "final week", "middle", "week -2", "2nd friday", "1 week after start", "month 2",
)  # fmt: skip
_OUTSIDE = ("3-4 weeks before start", "within 2 weeks after end", "12-16 weeks after end")
_REPEATS = ("", "every: week", "every: 2 weeks", "every: month", "every: 3-5 weeks", "times: 3",
            "each: mentors", "each: [one, two]")  # fmt: skip
_PLAIN = ("", "times: 3", "each: mentors", "each: [one, two]")
_LONG = ("", "weeks 2-3", "weeks 1-6", "months 1-2", "after mid", "before mid", "weeks 4-5")
_KINDS = ("task", "message", "checkpoint", "meeting", "event")


@dataclass(frozen=True)
class RandomStep:
    """One line of a plan."""

    id: str
    kind: str
    title: str
    when: str
    repeat: str
    after: tuple[str, ...]
    fit: str

    def line(self) -> str:
        parts = [f"{self.kind}: {self.title}"]
        if self.when:
            parts.append(f"when: {self.when}")
        if self.repeat:
            parts.append(self.repeat)
        if self.after:
            parts.append(f"after: [{', '.join(self.after)}]")
        parts.append(f"fit: {self.fit}")
        return f"      {self.id}: {{{', '.join(parts)}}}\n"


@st.composite
def steps(draw: st.DrawFn, prefix: str, whens: tuple[str, ...]) -> list[RandomStep]:
    found: list[RandomStep] = []
    for number in range(draw(st.integers(1, 9))):
        when = draw(st.sampled_from(whens))
        long = when in _LONG
        before = [step.id for step in found]
        after = draw(st.sets(st.sampled_from(before), max_size=2)) if before else set()
        found.append(
            RandomStep(
                id=f"{prefix}{number}",
                kind=draw(st.sampled_from(_KINDS)),
                title=f"Title {number}",
                when=when,
                repeat=draw(st.sampled_from(_REPEATS if long else _PLAIN)),
                after=tuple(sorted(after)),
                fit=draw(st.sampled_from(("clip", "drop"))),
            )
        )
    return found


def text_of(phase: list[RandomStep], block: list[RandomStep]) -> str:
    return (
        "dates: {mid: 6 weeks after start}\n"
        "phases:\n  p:\n    title: P\n    from: start\n    until: 20 weeks after start\n"
        "    steps:\n" + "".join(step.line() for step in phase)
        + "blocks:\n  r:\n    title: R\n    for: rotations\n    steps:\n"
        + "".join(step.line() for step in block)
    )  # fmt: skip


_LENGTHS = (1, 2, 3, 4, 4.5, 5, 6, 8, 12, 23, 52)


@st.composite
def students(draw: st.DrawFn) -> str:
    start = draw(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
    lines = [f"start: {start}", f"holidays: {draw(st.sampled_from(('US', 'none')))}"]
    lines.append(f"calendar: {{per_week: {draw(st.integers(1, 4))}}}")
    first = start + timedelta(days=draw(st.integers(300, 900)))
    lines.append("rotations:")
    for number in range(draw(st.integers(0, 4))):
        weeks = draw(st.sampled_from(_LENGTHS))
        lines.append(f"  - {{name: R{number}, start: {first}, weeks: {weeks}}}")
        first += timedelta(days=int(7 * weeks) + draw(st.integers(0, 10)))
    if lines[-1] == "rotations:":
        lines[-1] = "rotations: []"
    lines.append("days_off:")
    off = start + timedelta(days=draw(st.integers(0, 60)))
    for number in range(draw(st.integers(0, 3))):
        until = off + timedelta(days=draw(st.integers(0, 20)))
        lines.append(f"  - {{name: Off {number}, from: {off}, until: {until}}}")
        off = until + timedelta(days=draw(st.integers(1, 400)))
    if lines[-1] == "days_off:":
        lines[-1] = "days_off: []"
    exam = start + timedelta(days=draw(st.integers(0, 120)))
    lines.append(f"exams: [{{name: Exam, date: {exam}}}]")
    lines.append(f"timezone: {draw(st.sampled_from(('America/New_York', 'Asia/Tokyo')))}")
    return "\n".join(lines)


_FEW = settings(max_examples=120, suppress_health_check=list(HealthCheck))
PHASE_STEPS = steps("p", _PHASE_WHENS)
BLOCK_STEPS = steps("b", _BLOCK_WHENS + _OUTSIDE)


def items(found: Schedule) -> dict[str, Item]:
    return {item.name: item for item in found.roadmap.items}


@_FEW
@given(PHASE_STEPS, BLOCK_STEPS, students())
def test_every_item_stands_in_its_window_and_after_what_comes_before(
    phase: list[RandomStep], block: list[RandomStep], who: str
) -> None:
    someone = student(who)
    found = expand(plan(text_of(phase, block)), someone)

    exam = date.fromisoformat(who.split("{name: Exam, date: ")[1][:10])
    frames = {copy.entry.id: copy.frame for block in found.copies.values() for copy in block}
    whens = {step.id: step for step in (*phase, *block)}
    for name, item in items(found).items():
        step = whens[item.step]
        assert item.date in item.window, name
        assert item.window.until_day >= someone.start, name
        if step.kind != "event" and step.when not in {"mid", "2027-02-14"}:
            assert item.date.weekday() < 5, name
            assert item.date != exam, name
        if item.block is not None and step.when not in _OUTSIDE and step.kind != "event":
            assert item.date in frames[item.block.id].days, name
    _assert_order(found, whens)


def _assert_order(found: Schedule, whens: dict[str, RandomStep]) -> None:
    for item in found.roadmap.items:
        for before in whens[item.step].after:
            for other in found.roadmap.items:
                same_block = other.block == item.block
                same_slot = not (item.person and other.person) or item.person == other.person
                turns = "#" in item.occurrence and "#" in other.occurrence
                if other.step == before and same_block and same_slot and not turns:
                    assert other.date <= item.date, (other.name, item.name)


@_FEW
@given(PHASE_STEPS, BLOCK_STEPS, students(), st.data())
def test_titles_and_the_order_of_the_file_change_nothing_else(
    phase: list[RandomStep], block: list[RandomStep], who: str, data: st.DataObject
) -> None:
    shuffled = [replace(step, title="Other") for step in data.draw(st.permutations(phase))]
    one = items(expand(plan(text_of(phase, block)), student(who)))
    other = items(expand(plan(text_of(shuffled, block[::-1])), student(who)))

    assert {name: (item.uid, item.date) for name, item in one.items()} == {
        name: (item.uid, item.date) for name, item in other.items()
    }


@_FEW
@given(PHASE_STEPS, BLOCK_STEPS, students(), students())
def test_uids_do_not_depend_on_dates(
    phase: list[RandomStep], block: list[RandomStep], who: str, other: str
) -> None:
    text = plan(text_of(phase, block))
    one, two = items(expand(text, student(who))), items(expand(text, student(other)))

    assert all(one[name].uid == two[name].uid for name in one.keys() & two.keys())
    assert len({item.uid for item in one.values()}) == len(one)
    assert all(len(item.uid) == 32 and set(item.uid) <= set("0123456789abcdefghijklmnopqrstuv")
               for item in one.values())  # fmt: skip


@_FEW
@given(PHASE_STEPS, students(), st.sampled_from([when for when in _PHASE_WHENS if when]))
def test_one_step_more_moves_one_chain_of_others_at_most(
    phase: list[RandomStep], who: str, when: str
) -> None:
    """The documented rule: in each week at most one other step comes and one goes."""
    block = [RandomStep("b0", "task", "B", "day 1", "", (), "clip")]
    new = RandomStep("new", "task", "New", when, "", (), "clip")
    someone = student(who)
    before = items(expand(plan(text_of(phase, block)), someone))
    after = items(expand(plan(text_of([*phase, new], block)), someone))

    assert set(after) - set(before) <= {"new"}
    were, are = _weeks(before.values()), _weeks(after.values())
    left, came = were - are, are - were
    came -= _weeks(item for name, item in after.items() if name == "new")
    assert max(Counter(week for _, _, week in left.elements()).values(), default=0) <= 1
    assert max(Counter(week for _, _, week in came.elements()).values(), default=0) <= 1
    full = Counter(_week(item.date) for item in before.values())
    assert all(full[week] >= someone.calendar.per_week for _, _, week in left)


def _weeks(found: Iterable[Item]) -> Counter[tuple[str, str, date]]:
    """Count steps by slot and week. Turns of one step are the same: they follow each other."""
    return Counter((item.step, item.occurrence.split("#")[0], _week(item.date)) for item in found)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


@_FEW
@given(PHASE_STEPS, BLOCK_STEPS, students())
def test_a_week_is_above_the_limit_only_if_order_and_windows_force_it(
    phase: list[RandomStep], block: list[RandomStep], who: str
) -> None:
    """Slots and turns give way; a step in an order keeps to what the order leaves it."""
    someone = student(who)
    found = expand(plan(text_of(phase, block)), someone)
    ordered = {name for step in (*phase, *block) if step.after for name in (step.id, *step.after)}
    load = Counter(_week(item.date) for item in found.roadmap.items)

    for name, item in items(found).items():
        one = found.occurrences[name]
        if one.step.id not in ordered:
            assert one.part == (one.days[0], one.days[-1]), "its whole window"
        if load[_week(item.date)] > someone.calendar.per_week:
            weeks = {_week(date.fromordinal(day)) for day in one.days if _in(one.part, day)}
            room = [week for week in weeks if load[week] < someone.calendar.per_week]
            assert room == [], (name, item.date)


def _in(part: tuple[int, int], day: int) -> bool:
    return part[0] <= day <= part[1]


@_FEW
@given(PHASE_STEPS, BLOCK_STEPS, students())
def test_turns_are_numbered_in_the_order_of_their_days(
    phase: list[RandomStep], block: list[RandomStep], who: str
) -> None:
    """Unless a step that follows a later turn holds just that one back."""
    found = expand(plan(text_of(phase, block)), student(who))
    rows: dict[tuple[str, str], list[Item]] = {}
    for item in found.roadmap.items:
        rows.setdefault((item.step, item.occurrence.split("#")[0]), []).append(item)

    for row in rows.values():
        in_turn = sorted(row, key=lambda item: int(item.occurrence.partition("#")[2] or 0))
        parts = [found.occurrences[item.name].part for item in in_turn]
        if all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(parts)):
            assert [item.date for item in in_turn] == sorted(item.date for item in in_turn)


@settings(_FEW, max_examples=20)
@given(students())
def test_the_bundled_plan_fits_every_calendar(who: str) -> None:
    one, two = expand(bundled(), student(who)), expand(bundled(), student(who))

    assert one.roadmap == two.roadmap
    assert all(item.date in item.window for item in one.roadmap.items)
    assert "match-day" in items(one)
