"""The choice of the week: the rule in the docstring of `fill`, sentence by sentence."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.schedule.fill import Choice, assign, preferred_index

LIMIT = 3
WEEKS = 12


@st.composite
def choices(draw: st.DrawFn) -> list[Choice]:
    """Steps with windows of one to six weeks in a term of twelve."""
    found = []
    lots = draw(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=45, unique=True))
    for number, lot in enumerate(lots):
        first = draw(st.integers(0, WEEKS - 1))
        bins = tuple(range(first, min(WEEKS, first + draw(st.integers(1, 6)))))
        low = draw(st.integers(0, len(bins) - 1))
        wished = range(low, draw(st.integers(low, len(bins) - 1)) + 1)
        liked = wished[preferred_index(lot, wished)]
        found.append(Choice(f"step-{number}", lot, bins, liked, (wished[0], wished[-1])))
    return found


def test_a_step_gets_the_week_it_prefers_while_there_is_room() -> None:
    alone = Choice("coffee", 7, (10, 17, 24), 1)

    assert assign([alone], LIMIT) == {"coffee": 17}


def test_a_full_week_sends_the_step_to_the_week_beside_it() -> None:
    coffee = Choice("coffee", 7, (10, 17, 24, 31), 0)

    assert assign([coffee], LIMIT, {10: 3}) == {"coffee": 17}


def test_a_step_that_can_go_elsewhere_makes_room_for_one_that_cannot() -> None:
    flexible = [Choice(f"flexible-{n}", n, (10, 17), 0) for n in range(3)]
    forced = Choice("forced", 99, (10,), 0)

    weeks = assign([*flexible, forced], LIMIT)

    assert weeks["forced"] == 10
    assert Counter(weeks.values()) == {10: 3, 17: 1}


def test_a_wish_gives_way_before_a_week_goes_above_the_limit() -> None:
    slot = Choice("write/mentor-1", 7, (10, 17, 24), 0, (0, 1))

    assert assign([slot], LIMIT, {10: 3}) == {"write/mentor-1": 17}
    assert assign([slot], LIMIT, {10: 3, 17: 3}) == {"write/mentor-1": 24}
    assert assign([slot], LIMIT, {10: 3, 17: 3, 24: 3}) == {"write/mentor-1": 10}


def test_a_step_without_a_wish_makes_room_for_one_that_has_one() -> None:
    slot = Choice("write/mentor-1", 7, (10, 17), 0, (0, 0))
    coffee = Choice("coffee", 99, (3, 10, 17, 24), 1)

    weeks = assign([coffee, slot], 1, {3: 1, 17: 1})

    assert weeks == {"write/mentor-1": 10, "coffee": 24}


def test_what_cannot_fit_is_spread_evenly() -> None:
    many = [Choice(f"step-{n}", n * 1_000_003, (10, 17), n % 2) for n in range(10)]

    assert Counter(assign(many, LIMIT).values()) == {10: 5, 17: 5}


@given(choices(), st.data())
def test_the_order_of_the_file_does_not_matter(steps: list[Choice], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(steps))

    assert assign(steps, LIMIT) == assign(shuffled, LIMIT)


@given(choices(), st.data())
def test_one_step_more_or_less_moves_one_chain_at_most(
    steps: list[Choice], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(steps))
    with_it = assign(steps, LIMIT)
    without = assign([step for step in steps if step is not gone], LIMIT)

    moved = [key for key, week in without.items() if with_it[key] != week]

    assert max(Counter(with_it[key] for key in moved).values(), default=0) <= 1
    assert max(Counter(without[key] for key in moved).values(), default=0) <= 1


@given(choices(), st.data())
def test_nothing_moves_while_the_week_it_prefers_has_room(
    steps: list[Choice], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(steps))
    without = assign([step for step in steps if step is not gone], LIMIT)
    load = Counter(without.values())

    if load[gone.bins[gone.preferred]] < LIMIT:
        assert assign(steps, LIMIT) == without | {gone.key: gone.bins[gone.preferred]}


@given(choices())
def test_a_week_is_over_the_limit_only_if_windows_force_it(steps: list[Choice]) -> None:
    week_of = assign(steps, LIMIT)
    load = Counter(week_of.values())
    by_key = {step.key: step for step in steps}

    for crowded in [week for week, count in load.items() if count > LIMIT]:
        reachable, waiting = {crowded}, [crowded]
        while waiting:
            week = waiting.pop()
            movable = [by_key[key] for key, at in week_of.items() if at == week]
            for other in {bin_ for step in movable for bin_ in step.bins} - reachable:
                assert load[other] >= LIMIT
                reachable.add(other)
                waiting.append(other)
